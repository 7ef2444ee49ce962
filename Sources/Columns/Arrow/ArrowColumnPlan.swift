/// How a column stands in an Arrow file: its field, and beside it a column of reasons where rows are missing for several.
struct ArrowColumnPlan {
  let field: ArrowField
  /// The field of the reasons, where the column needs one.
  let reasons: ArrowField?
  /// The dictionary, known before the rows are written or after.
  var dictionary: ValueDictionary?

  /// Plans for a column.
  ///
  /// - Parameters:
  ///   - id: The number of the column's dictionary; the one after it is that of its reasons.
  ///   - taken: The names of all columns, to which that of the reasons is added.
  ///   - hasReasons: Whether there is to be a column of reasons; nil where the rows decide.
  init(_ column: Column, id: Int64, taken: inout Set<String>, hasReasons: Bool? = nil) {
    dictionary = column.dictionary
    let shape = ArrowShape(column)
    var metadata = ArrowMetadata()
    metadata[.unit] = column.unit
    metadata[.decimals] = column.decimals.map(String.init)
    if shape.type.columnType != column.type { metadata[.type] = column.type.rawValue }
    var shared: Set<MissingReason?> = []
    for validity in column.presence.chunks where validity.missingCount > 0 { shared.insert(validity.sharedReason) }
    let differ = hasReasons ?? (shared.count > 1 || shared.contains(nil))
    if !differ, let reason = shared.first ?? nil, reason != .unspecified { metadata[.reason] = reason.savedName }
    field = ArrowField(
      name: column.name, type: shape.type,
      dictionary: shape.codeBits.map {
        ArrowDictionary(id: id, bits: $0, isSigned: false, isOrdered: column.dictionary?.isInDeclaredOrder ?? false)
      }, metadata: metadata,
      layout: ArrowLayout())
    guard differ else {
      reasons = nil
      return
    }
    var name = column.name + "#reason"
    while !taken.insert(name).inserted { name += "#" }
    var reasonMetadata = ArrowMetadata()
    reasonMetadata[.reasonsOf] = column.name
    reasons = ArrowField(
      name: name, type: .text(.offsets32), dictionary: ArrowDictionary(id: id + 1, bits: 8, isSigned: false),
      metadata: reasonMetadata, layout: ArrowLayout())
  }

  /// The fields in the order in which their buffers stand.
  var fields: [ArrowField] { [field] + (reasons.map { [$0] } ?? []) }

  /// The nodes and buffers of a chunk.
  func parts(_ chunk: Chunk, _ validity: Validity) -> (nodes: [ArrowBatch.Node], buffers: [Buffer<UInt8>]) {
    var nodes = [ArrowBatch.Node(rowCount: chunk.rowCount, missingCount: validity.missingCount)]
    var buffers = [validity.bits.map(Self.bytes) ?? Self.none] + Self.parts(chunk.values)
    if reasons != nil {
      nodes.append(ArrowBatch.Node(rowCount: chunk.rowCount, missingCount: 0))
      buffers += [Self.none, Self.rawReasons(validity)]
    }
    return (nodes, buffers)
  }

  static let none = Buffer<UInt8>([])

  private static func rawReasons(_ validity: Validity) -> Buffer<UInt8> {
    if let raw = validity.rawReasons { return raw }
    guard validity.missingCount > 0 else { return Buffer(repeating: 0, count: validity.count) }
    return Buffer((0..<validity.count).map { validity[$0]?.rawValue ?? 0 })
  }

  private static func bytes(_ bits: Bitmap) -> Buffer<UInt8> {
    bits.words.slice(0..<Bitmap.wordCount(bits.count)).asBytes
  }

  private static func parts(_ values: Chunk.Values) -> [Buffer<UInt8>] {
    switch values {
    case .code8(let values): [values]
    case .code16(let values): [values.asBytes]
    case .code32(let values): [values.asBytes]
    case .int8(let values): [values.asBytes]
    case .int16(let values): [values.asBytes]
    case .int32(let values): [values.asBytes]
    case .int64(let values): [values.asBytes]
    case .double(let values): [values.asBytes]
    case .bits(let bits): [bytes(bits)]
    case .text(let texts): parts(texts)
    }
  }

  /// The offsets and the bytes of texts, the first of which begins at zero.
  private static func parts(_ texts: TextStore) -> [Buffer<UInt8>] {
    let (first, last) = (texts.offsets[0], texts.offsets[texts.count])
    guard first >= 0, first <= last, Int(last) <= texts.bytes.count else {
      return [Buffer(repeating: Int32(0), count: texts.offsets.count).asBytes, none]
    }
    let offsets = first == 0 ? texts.offsets : Buffer(texts.offsets.array.map { $0 &- first })
    return [offsets.asBytes, texts.bytes.slice(Int(first)..<Int(last))]
  }

  /// The batches of the dictionaries that the fields point into.
  func dictionaryBatches() -> [(batch: ArrowBatch, buffers: [Buffer<UInt8>])] {
    var batches: [(ArrowBatch, [Buffer<UInt8>])] = []
    if let encoding = field.dictionary {
      let values = dictionary?.values ?? .texts(TextStore([]))
      batches.append((Self.batch(of: encoding.id, rowCount: dictionary?.count ?? 0), [Self.none] + Self.parts(values)))
    }
    if let encoding = reasons?.dictionary {
      let names = TextStore(MissingReason.savedNames)
      batches.append((Self.batch(of: encoding.id, rowCount: names.count), [Self.none] + Self.parts(names)))
    }
    return batches
  }

  private static func batch(of id: Int64, rowCount: Int) -> ArrowBatch {
    ArrowBatch(
      rowCount: rowCount, nodes: [ArrowBatch.Node(rowCount: rowCount, missingCount: 0)], buffers: [],
      dictionary: (id, false))
  }

  private static func parts(_ values: ValueDictionary.Values) -> [Buffer<UInt8>] {
    switch values {
    case .texts(let texts): parts(texts)
    case .integers(let values), .timestamps(let values): [Buffer(values.map(Int64.init)).asBytes]
    case .numbers(let values): [Buffer(values).asBytes]
    case .booleans(let values): [bytes(Bitmap(count: values.count) { values[$0] })]
    case .dates(let values): [Buffer(values).asBytes]
    }
  }
}

/// The type that a column's values have in Arrow.
struct ArrowShape: Hashable {
  let type: ArrowType
  /// The width of the codes, where the rows hold codes.
  let codeBits: Int?

  init(_ column: Column) {
    switch column.layout {
    case .code8: codeBits = 8
    case .code16: codeBits = 16
    case .code32: codeBits = 32
    case nil where column.dictionary != nil: codeBits = 8
    default: codeBits = nil
    }
    if codeBits != nil, let dictionary = column.dictionary {
      type =
        switch dictionary.type {
        case .text: .text(.offsets32)
        case .integer: .integer(bits: 64, isSigned: true)
        case .number: .floating(bits: 64)
        case .boolean: .boolean
        case .date: .days
        case .timestamp: .timestamp(perSecond: 1)
        }
      return
    }
    type =
      switch column.layout {
      case .int8: .integer(bits: 8, isSigned: true)
      case .int16: .integer(bits: 16, isSigned: true)
      case .int32: column.type == .date ? .days : .integer(bits: 32, isSigned: true)
      case .int64: column.type == .timestamp ? .timestamp(perSecond: 1) : .integer(bits: 64, isSigned: true)
      case .double: .floating(bits: 64)
      case .bits: .boolean
      case .text, .code8, .code16, .code32: .text(.offsets32)
      case nil: Self.type(ofNoRows: column.type)
      }
  }

  private static func type(ofNoRows type: ColumnType) -> ArrowType {
    switch type {
    case .text: .text(.offsets32)
    case .integer: .integer(bits: 8, isSigned: true)
    case .number: .floating(bits: 64)
    case .boolean: .boolean
    case .date: .days
    case .timestamp: .timestamp(perSecond: 1)
    }
  }
}

extension ArrowType {
  /// The type of a column that holds such values, or nil where none can.
  var columnType: ColumnType? {
    switch self {
    case .text, .null: .text
    case .integer: .integer
    case .floating: .number
    case .decimal(let scale, _): scale == 0 ? .integer : .number
    case .boolean: .boolean
    case .days, .milliseconds: .date
    case .timestamp: .timestamp
    case .other: nil
    }
  }
}

extension MissingReason {
  /// The names of the reasons by their raw values; the first, of a value that is there, is empty.
  static let savedNames = [
    "", "unspecified", "suppressed", "not_applicable", "not_available", "low_rounds_to_zero", "low_reliability",
  ]

  var savedName: String { Self.savedNames[Int(rawValue)] }

  init?(savedName: String) {
    guard let place = Self.savedNames.firstIndex(of: savedName), let reason = MissingReason(rawValue: UInt8(place))
    else {
      return nil
    }
    self = reason
  }
}
