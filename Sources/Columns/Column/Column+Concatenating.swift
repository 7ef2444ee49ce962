extension Column {
  /// Returns the cells of columns one after another, each column's chunks as they are, under the first one's name.
  ///
  /// Whole numbers beside numbers are numbers, and what else is of several types becomes text; a column without any value is of any
  /// type then. Columns of one type and dictionary share their memory with the answer, as far as they have its width.
  static func joined(_ columns: [Column]) -> Column {
    guard let first = columns.first else { return Column("", integers: [Int](), presence: nil) }
    guard columns.count > 1 else { return first }
    func isOne(_ types: Set<ColumnType>) -> Bool { types.count < 2 || types == [.integer, .number] }
    var types = Set(columns.map(\.type))
    if !isOne(types) { types = Set(columns.filter { $0.presence.missingCount < $0.count }.map(\.type)) }
    guard isOne(types) else {
      return Column(first.name, cells: columns.flatMap { column in (0..<column.count).map { column[$0] } })
        .divided(columns.flatMap { $0.chunks.map(\.rowCount) })
    }
    let type = types.count == 2 ? .number : types.first ?? first.type
    let kinds = columns.map { column in
      column.type == type ? column : column.presence.missingCount == column.count ? Column(column, withoutValuesOf: type) : column.asNumbers
    }
    let (alike, dictionary) = kinds.inOneLayout
    var joined = Column(
      first.name, type: type, dictionary: dictionary, chunks: alike.flatMap(\.chunks), presence: Presence(chunks: columns.flatMap(\.presence.chunks))
    ).described(as: first)
    if columns.contains(where: { $0.calendarPart != first.calendarPart }) { joined.calendarPart = nil }
    if columns.contains(where: { $0.measure != first.measure }) { joined.measure = nil }
    return joined
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
  fileprivate var spelledOut: Column {
    func made(_ chunk: (Chunk) -> Chunk) -> Column {
      Column(name, type: type, chunks: chunks.map(chunk), presence: presence).described(as: self)
    }
    func look<Value: BitwiseCopyable & Sendable>(_ values: Buffer<Value>, _ zero: Value, _ make: (Buffer<Value>) -> Chunk.Values) -> Column {
      made { Chunk(make($0.looked(up: values, zero))) }
    }
    switch dictionary?.values {
    case .integers(let values), .timestamps(let values):
      switch type == .timestamp ? .int64(Buffer(values.map(Int64.init))) : Chunk.integers(values).values {
      case .int8(let values): return look(values, 0) { .int8($0) }
      case .int16(let values): return look(values, 0) { .int16($0) }
      case .int32(let values): return look(values, 0) { .int32($0) }
      case .int64(let values): return look(values, 0) { .int64($0) }
      default: return self
      }
    case .numbers(let values): return look(Buffer(values), 0) { .double($0) }
    case .dates(let values): return look(Buffer(values), 0) { .int32($0) }
    case .booleans(let values):
      return made { chunk in
        let bits = chunk.looked(up: Buffer(values.map { $0 ? UInt8(1) : 0 }), 0)
        return Chunk(.bits(Bitmap(count: bits.count) { bits[$0] != 0 }))
      }
    case .texts, nil: return self
    }
  }
}

extension [Column] {
  /// Columns of one type, changed so that all have one layout, and the dictionary of all.
  fileprivate var inOneLayout: ([Column], ValueDictionary?) {
    let isOneDictionary = allSatisfy { $0.dictionary === self[0].dictionary }
    if isOneDictionary, let alike = inOneWidth { return (alike, self[0].dictionary) }
    guard self[0].type == .text else { return (map(\.spelledOut).inOneWidth ?? self, nil) }
    // The texts of all, in the order in which they come.
    var places: [String: UInt32] = [:]
    var texts: [String] = []
    let coded = map { $0.coded() }
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
    let all = declared ?? ValueDictionary(texts: texts)
    let ranks = all.isOrdered || all.count > Column.sortedDictionaryLimit ? nil : all.ranks()
    let dictionary = ranks.map(all.sorted(by:)) ?? all
    let columns = zip(coded, moved).map { column, places in
      let codes = Buffer(ranks.map { ranks in places.map { ranks[Int($0)] } } ?? places)
      return Column(
        column.name, type: .text, dictionary: dictionary,
        chunks: column.chunks.map { Chunk.codes($0.looked(up: codes, 0), dictionaryCount: dictionary.count) }, presence: column.presence)
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

  /// Codes in the narrowest width that numbers every value of a dictionary.
  fileprivate static func codes(_ codes: Buffer<UInt32>, dictionaryCount: Int) -> Chunk {
    switch dictionaryCount {
    case ...256: Chunk(.code8(codes.mapped(UInt8.init(truncatingIfNeeded:))))
    case ...65_536: Chunk(.code16(codes.mapped(UInt16.init(truncatingIfNeeded:))))
    default: Chunk(.code32(codes))
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

  /// The value of each code; zero for a code of a row that has none in a dictionary of nothing.
  fileprivate func looked<Value: BitwiseCopyable & Sendable>(up table: Buffer<Value>, _ zero: Value) -> Buffer<Value> {
    guard table.count > 0 else { return Buffer(repeating: zero, count: rowCount) }
    // Safe here: codes that were looked at are those of a value, or zero.
    return switch values {
    case .code8(let codes): codes.mapped { unsafe table.start[Int($0)] }
    case .code16(let codes): codes.mapped { unsafe table.start[Int($0)] }
    case .code32(let codes): codes.mapped { unsafe table.start[Int($0)] }
    default: Buffer(repeating: zero, count: rowCount)
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
