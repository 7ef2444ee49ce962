/// A field of an Arrow file and its pieces, from which a column is made.
///
/// Values that lie in the file as a column here has them are shown where they lie, and never copied. Those of this
/// library's files are not even looked at.
struct ArrowColumnSource {
  let file: ArrowFile
  let field: ArrowField
  let pieces: [ArrowPiece]
  let statistics: SavedStatistics?
  /// The dictionary that the codes are of, where it is that of another column; nil for one of the field's own.
  var sharedDictionary: ValueDictionary?
  /// The range of each piece, where the file has it.
  var ranges: [ChunkRange?] = []
  /// The field of the reasons for missing values, where there is one.
  var reasons: (field: ArrowField, pieces: [ArrowPiece])?

  init(_ file: ArrowFile, _ field: ArrowField, _ pieces: [ArrowPiece], _ statistics: SavedStatistics? = nil) {
    self.file = file
    self.field = field
    self.pieces = pieces
    self.statistics = statistics
  }

  var path: String { file.bytes.path }

  func column() throws(ArrowError) -> Column {
    for piece in pieces {
      guard let codec = piece.compression else { continue }
      throw .compressed(path, codec: codec, byte: piece.buffers.first?.lowerBound ?? 0)
    }
    guard let natural = field.type.columnType else {
      throw .unsupportedType(path, column: field.name, type: field.type.words)
    }
    var column: Column
    if file.isOurs || (field.dictionary == nil && isDirect) {
      column = try directColumn(type: natural)
    } else {
      column = try convertedColumn(type: natural)
    }
    column.unit = field.metadata[.unit]
    if let decimals = field.metadata[.decimals].flatMap({ Int($0) }), (0...100).contains(decimals) {
      column.decimals = decimals
    }
    if let saved = statistics {
      column.statistics = ColumnStatistics(
        least: saved.least.flatMap { Cell(savedText: $0, type: column.type) },
        most: saved.most.flatMap { Cell(savedText: $0, type: column.type) }, missingCount: saved.missing,
        distinctCount: saved.distinct, isAscending: saved.ascending)
    }
    return column
  }

  /// Whether values of the field's type lie in the file as they do in a column.
  private var isDirect: Bool {
    switch field.type {
    case .integer(_, isSigned: true), .floating(bits: 64), .boolean, .days, .timestamp(perSecond: 1): true
    default: false
    }
  }

  // MARK: - Values shown where they lie

  private func directColumn(type: ColumnType) throws(ArrowError) -> Column {
    var dictionary = field.dictionary == nil ? nil : sharedDictionary
    if field.dictionary != nil, dictionary == nil { dictionary = try ownDictionary() }
    let sharedReason = field.metadata[.reason].flatMap { MissingReason(savedName: $0) } ?? .unspecified
    let rawReasons = try rawReasons()
    var chunks: [Chunk] = []
    var validities: [Validity] = []
    for (place, piece) in pieces.enumerated() {
      let values = try directValues(piece)
      var validity = Validity(allPresent: piece.rowCount)
      if piece.node.missingCount > 0 {
        guard let bits = file.bytes.bitmap(piece.buffers[0], count: piece.rowCount) else { throw tooShort(piece) }
        validity =
          file.isOurs
          ? Validity(
            bits: bits, missingCount: piece.node.missingCount, reason: sharedReason, rawReasons: rawReasons?[place])
          : Validity(bits: bits, reason: sharedReason)
      }
      let check =
        needsCheck(values, validity, dictionary)
        ? ChunkCheck(values, dictionaryCount: dictionary?.count ?? 0, validity: validity, file: path) : nil
      chunks.append(Chunk(values, check: check, range: place < ranges.count ? ranges[place] : nil))
      validities.append(validity)
    }
    return Column(
      field.name, type: statedType(over: type), dictionary: dictionary, chunks: chunks,
      presence: Presence(chunks: validities))
  }

  /// The type that the file states where Arrow would take the values for another.
  private func statedType(over natural: ColumnType) -> ColumnType {
    guard natural == .integer, field.dictionary == nil, let text = field.metadata[.type],
      let stated = ColumnType(rawValue: text), [.number, .date, .timestamp].contains(stated)
    else { return natural }
    return stated
  }

  private func needsCheck(_ values: Chunk.Values, _ validity: Validity, _ dictionary: ValueDictionary?) -> Bool {
    guard file.isOurs else { return false }
    if validity.bits != nil { return true }
    return switch values {
    case .text: true
    case .code8: (dictionary?.count ?? 0) < 1 << 8
    case .code16: (dictionary?.count ?? 0) < 1 << 16
    case .code32: true
    default: false
    }
  }

  private func directValues(_ piece: ArrowPiece) throws(ArrowError) -> Chunk.Values {
    let count = piece.rowCount
    func values<Value: BitwiseCopyable & Sendable>(_ type: Value.Type) throws(ArrowError) -> Buffer<Value> {
      guard piece.buffers.count > 1, let values = file.bytes.buffer(piece.buffers[1], count: count, of: type) else {
        throw tooShort(piece)
      }
      return values
    }
    if let dictionary = field.dictionary {
      switch (dictionary.bits, dictionary.isSigned) {
      case (8, false): return .code8(try values(UInt8.self))
      case (16, false): return .code16(try values(UInt16.self))
      case (32, false): return .code32(try values(UInt32.self))
      default:
        throw .unsupportedType(path, column: field.name, type: "dictionary with indices of \(dictionary.bits) bits")
      }
    }
    switch field.type {
    case .integer(bits: 8, isSigned: true): return .int8(try values(Int8.self))
    case .integer(bits: 16, isSigned: true): return .int16(try values(Int16.self))
    case .integer(bits: 32, isSigned: true), .days: return .int32(try values(Int32.self))
    case .integer(bits: 64, isSigned: true), .timestamp(perSecond: 1): return .int64(try values(Int64.self))
    case .floating(bits: 64): return .double(try values(Double.self))
    case .boolean:
      guard let bits = file.bytes.bitmap(piece.buffers[1], count: count) else { throw tooShort(piece) }
      return .bits(bits)
    case .text(.offsets32): return .text(try texts(piece))
    default: throw .unsupportedType(path, column: field.name, type: field.type.words)
    }
  }

  private func texts(_ piece: ArrowPiece) throws(ArrowError) -> TextStore {
    let bytes = file.bytes
    if piece.rowCount == 0 { return TextStore([]) }
    guard piece.buffers.count > 2, piece.rowCount < Int.max,
      let offsets = bytes.buffer(piece.buffers[1], count: piece.rowCount + 1, of: Int32.self),
      let content = bytes.buffer(piece.buffers[2], count: piece.buffers[2].count, of: UInt8.self)
    else { throw tooShort(piece) }
    return TextStore(offsets: offsets, bytes: content)
  }

  func tooShort(_ piece: ArrowPiece) -> ArrowError {
    .damaged(
      path, "column \(DelimitedError.quoted(field.name)) has less than its \(piece.rowCount) rows need",
      byte: piece.buffers.first?.lowerBound ?? 0)
  }

  /// The reasons of each piece as they lie in the file; nil where the column has none or they are not as we write them.
  private func rawReasons() throws(ArrowError) -> [Buffer<UInt8>]? {
    guard let reasons, file.isOurs, reasons.field.dictionary?.bits == 8 else { return nil }
    var raw: [Buffer<UInt8>] = []
    for piece in reasons.pieces {
      guard piece.buffers.count > 1,
        let codes = file.bytes.buffer(piece.buffers[1], count: piece.rowCount, of: UInt8.self)
      else { throw tooShort(piece) }
      raw.append(codes)
    }
    return raw
  }

  // MARK: - Dictionaries

  /// The batches of the field's dictionary: one, and such as add to it.
  func dictionaryPieces() throws(ArrowError) -> [ArrowPiece] {
    guard let id = field.dictionary?.id else { return [] }
    let values = valueField
    var pieces: [ArrowPiece] = []
    for batch in file.dictionaries where batch.dictionary?.id == id {
      let byte = batch.buffers.first?.lowerBound ?? 0
      guard let piece = ArrowPiece.split(batch, [values])?.first else {
        throw .damaged(path, "the dictionary of column \(DelimitedError.quoted(field.name)) cannot be read", byte: byte)
      }
      if let codec = piece.compression { throw .compressed(path, codec: codec, byte: byte) }
      guard pieces.isEmpty || batch.dictionary?.isDelta == true else {
        throw .replacedDictionary(path, column: field.name, byte: byte)
      }
      pieces.append(piece)
    }
    return pieces
  }

  /// The dictionary of a column of ours, whose values are known to be different.
  private func ownDictionary() throws(ArrowError) -> ValueDictionary {
    let pieces = try dictionaryPieces()
    guard pieces.count == 1, let piece = pieces.first, piece.node.missingCount == 0 else {
      throw .damaged(
        path, "column \(DelimitedError.quoted(field.name)) has no dictionary of its own",
        byte: pieces.first?.buffers.first?.lowerBound ?? 0)
    }
    let values = try ArrowColumnSource(file, valueField, [piece]).directValues(piece)
    let type = field.type.columnType
    // Rows without a value hold the code zero, which must be one that the dictionary has.
    let isEmpty = piece.rowCount == 0
    let fetch: (@Sendable () -> ValueDictionary.Values)? =
      switch values {
      case .text(let texts): { .texts(isEmpty ? TextStore([""]) : texts) }
      case .int64(let values) where type == .timestamp: { .timestamps(isEmpty ? [0] : values.array.map(Int.init)) }
      case .int64(let values): { .integers(isEmpty ? [0] : values.array.map(Int.init)) }
      case .int32(let values) where type == .date: { .dates(isEmpty ? [0] : values.array) }
      case .double(let values): { .numbers(isEmpty ? [0] : values.array) }
      case .bits(let bits): { .booleans(isEmpty ? [false] : (0..<bits.count).map { bits[$0] }) }
      default: nil
      }
    guard let type, let fetch else {
      throw .unsupportedType(path, column: field.name, type: "dictionary of \(field.type.words)")
    }
    let isDeclared = field.dictionary?.isOrdered ?? false
    guard let isSorted = statistics?.sorted else { return ValueDictionary(fetch(), inDeclaredOrder: isDeclared) }
    if case .text = values { return ValueDictionary(fetch(), isSorted: isSorted, inDeclaredOrder: isDeclared) }
    return ValueDictionary(
      of: type, count: max(1, piece.rowCount), isSorted: isSorted, inDeclaredOrder: isDeclared, fetching: fetch)
  }

  /// The field of the dictionary's values.
  var valueField: ArrowField {
    var values = field
    values.dictionary = nil
    values.layout = field.type.layout
    return values
  }
}

extension ArrowType {
  /// What a batch holds for values of the type that are no codes.
  var layout: ArrowLayout {
    switch self {
    case .null: ArrowLayout(buffers: 0)
    case .text(.views): ArrowLayout(views: 1)
    case .text: ArrowLayout(buffers: 3)
    default: ArrowLayout()
    }
  }
}
