extension Column {
  /// Returns the cells of columns one after another, each column's chunks as they are, under the first one's name.
  ///
  /// Whole numbers beside numbers are numbers, and what else is of several types becomes text; a column without any value is of any
  /// type then. Columns of one type and dictionary share their memory with the answer, as far as they have its width.
  ///
  /// - Throws: ``QueryError``, and ``TableError`` for more different texts than a code can number.
  static func joined(_ columns: [Column], within limits: QueryLimits) throws -> Column {
    guard let first = columns.first else { return Column("", integers: [Int](), presence: nil) }
    guard columns.count > 1 else { return first }
    func isOne(_ types: Set<ColumnType>) -> Bool { types.count < 2 || types == [.integer, .number] }
    var types = Set(columns.map(\.type))
    if !isOne(types) { types = Set(columns.filter { $0.presence.missingCount < $0.count }.map(\.type)) }
    guard isOne(types) else {
      let cells = try columns.flatMap { column in
        try (0..<column.count).map { row in
          if row & 0x3FFF == 0 { try limits.check() }
          return column[row]
        }
      }
      return Column(first.name, cells: cells)
        .divided(columns.flatMap { $0.chunks.map(\.rowCount) })
    }
    let type = types.count == 2 ? .number : types.first ?? first.type
    let kinds = columns.map { column in
      column.type == type ? column : column.presence.missingCount == column.count ? Column(column, withoutValuesOf: type) : column.asNumbers
    }
    let (alike, dictionary) = try kinds.inOneLayout(within: limits)
    var joined = Column(
      first.name, type: type, dictionary: dictionary, chunks: alike.flatMap(\.chunks), presence: Presence(chunks: columns.flatMap(\.presence.chunks))
    ).described(as: first)
    if columns.contains(where: { $0.calendarPart != first.calendarPart }) { joined.calendarPart = nil }
    joined.isOfOtherRows = columns.contains { $0.isOfOtherRows }
    if columns.contains(where: { $0.measure != first.measure }) { joined.measure = nil }
    return dictionary === first.dictionary ? joined : joined.withSortedDictionary()
  }

  /// Creates a column of no values, each missing for one reason, in chunks.
  init(_ name: String, type: ColumnType, missing reason: MissingReason, chunkRows: [Int]) {
    let none = Presence(chunks: chunkRows.map { Validity(bits: Bitmap(count: $0) { _ in false }, reason: reason) })
    self.init(name, type: type, chunks: chunkRows.map { .empty(type, count: $0) }, presence: none)
  }

  /// Creates a column whose cells are missing as those of another are, for values of a type.
  private init(_ other: Column, withoutValuesOf type: ColumnType) {
    self.init(other.name, type: type, chunks: other.chunks.map { .empty(type, count: $0.rowCount) }, presence: other.presence)
  }

  /// Whole numbers as numbers.
  private var asNumbers: Column {
    guard type == .integer else { return self }
    return Column(name, type: .number, chunks: spelledOut.chunks.map { Chunk(.double($0.converted(Double.init))) }, presence: presence).described(as: self)
  }

  /// The same cells with each row's value in its own place; texts stay as they are.
  var spelledOut: Column {
    func made(_ chunk: (Chunk) -> Chunk) -> Column {
      Column(name, type: type, chunks: chunks.map(chunk), presence: presence).described(as: self)
    }
    func look<Value: BitwiseCopyable & Sendable>(_ values: [Value], _ zero: Value, _ make: (Buffer<Value>) -> Chunk.Values) -> Column {
      made { Chunk(make($0.looked(up: values, default: zero))) }
    }
    switch dictionary?.values {
    case .integers(let values), .timestamps(let values):
      switch type == .timestamp ? .int64(Buffer(values.map(Int64.init))) : Chunk.integers(values).values {
      case .int8(let values): return look(values.array, 0) { .int8($0) }
      case .int16(let values): return look(values.array, 0) { .int16($0) }
      case .int32(let values): return look(values.array, 0) { .int32($0) }
      case .int64(let values): return look(values.array, 0) { .int64($0) }
      default: return self
      }
    case .numbers(let values): return look(values, 0) { .double($0) }
    case .dates(let values): return look(values, 0) { .int32($0) }
    case .booleans(let values):
      return made { chunk in
        let bits = chunk.looked(up: values.map { $0 ? UInt8(1) : 0 }, default: 0)
        return Chunk(.bits(Bitmap(count: bits.count) { bits[$0] != 0 }))
      }
    case .texts, nil: return self
    }
  }
}

extension [Column] {
  /// Columns of one type, changed so that all have one layout, and the dictionary of all.
  fileprivate func inOneLayout(within limits: QueryLimits) throws -> ([Column], ValueDictionary?) {
    let isOneDictionary = allSatisfy { $0.dictionary === self[0].dictionary }
    if isOneDictionary, let alike = inOneWidth { return (alike, self[0].dictionary) }
    guard self[0].type == .text else { return (map(\.spelledOut).inOneWidth ?? self, nil) }
    // The texts of all, in the order in which they come.
    var places: [String: UInt32] = [:]
    var texts: [String] = []
    let coded = try map { try $0.coded(within: limits) }
    let moved = coded.map { column in
      column.differentTexts.map { text in
        if let place = places[text] { return place }
        let place = UInt32(texts.count)
        places[text] = place
        texts.append(text)
        return place
      }
    }
    let declared = coded[0].dictionary.flatMap { $0.isInDeclaredOrder && $0.texts == texts ? $0 : nil }
    let dictionary = declared ?? ValueDictionary(texts: texts)
    let columns = zip(coded, moved).map { column, places in
      Column(
        column.name, type: .text, dictionary: dictionary,
        chunks: column.chunks.map { Chunk.codes($0.looked(up: places, default: 0).array, dictionaryCount: texts.count) }, presence: column.presence)
    }
    return (columns, dictionary)
  }

  /// The columns with chunks of one width, the widest that any has; nil where they are not of one kind.
  private var inOneWidth: [Column]? {
    let chunks = flatMap(\.chunks)
    let widths = chunks.map(\.wholeWidth)
    if !widths.contains(nil) {
      let widest = widths.reduce(0) { Swift.max($0, $1 ?? 0) }
      return map { column in
        guard column.chunks.contains(where: { $0.wholeWidth != widest }) else { return column }
        return Column(
          column.name, type: column.type, chunks: column.chunks.map { $0.wholeWidth == widest ? $0 : $0.widened(to: widest) }, presence: column.presence)
      }
    }
    func all(_ isKind: (Chunk.Values) -> Bool) -> Bool { chunks.allSatisfy { isKind($0.stored) } }
    let isOneKind =
      all { if case .code8 = $0 { true } else { false } } || all { if case .code16 = $0 { true } else { false } }
      || all { if case .code32 = $0 { true } else { false } } || all { if case .double = $0 { true } else { false } }
      || all { if case .bits = $0 { true } else { false } } || all { if case .text = $0 { true } else { false } }
    return isOneKind ? self : nil
  }
}

extension Chunk {
  /// Rows that mean nothing, of a type.
  fileprivate static func empty(_ type: ColumnType, count: Int) -> Chunk {
    switch type {
    case .text: Chunk(.text(TextStore(offsets: Buffer(repeating: 0, count: count + 1), bytes: Buffer([]))))
    case .integer: Chunk(.int8(Buffer(repeating: 0, count: count)))
    case .number: Chunk(.double(Buffer(repeating: 0, count: count)))
    case .boolean: Chunk(.bits(Bitmap(count: count) { _ in false }))
    case .date: Chunk(.int32(Buffer(repeating: 0, count: count)))
    case .timestamp: Chunk(.int64(Buffer(repeating: 0, count: count)))
    }
  }

  /// The bits of a whole number; nil where the values are none.
  fileprivate var wholeWidth: Int? {
    switch stored {
    case .int8: 8
    case .int16: 16
    case .int32: 32
    case .int64: 64
    default: nil
    }
  }

  fileprivate func widened(to width: Int) -> Chunk {
    switch width {
    case 16: Chunk(.int16(converted(Int16.init(truncatingIfNeeded:))))
    case 32: Chunk(.int32(converted(Int32.init(truncatingIfNeeded:))))
    default: Chunk(.int64(converted { $0 }))
    }
  }

  /// What is made of each whole number.
  fileprivate func converted<Value: BitwiseCopyable & Sendable>(_ value: (Int64) -> Value) -> Buffer<Value> {
    switch stored {
    case .int8(let values): values.mapped { value(Int64($0)) }
    case .int16(let values): values.mapped { value(Int64($0)) }
    case .int32(let values): values.mapped { value(Int64($0)) }
    case .int64(let values): values.mapped(value)
    default: Buffer([])
    }
  }
}

extension Buffer {
  @inline(__always)
  fileprivate func mapped<Value: BitwiseCopyable & Sendable>(_ value: (Element) -> Value) -> Buffer<Value> {
    unsafe Buffer<Value>(count: count) { target in
      // Safe: both hold as many values.
      for place in 0..<count { unsafe target[place] = value(start[place]) }
    }
  }
}
