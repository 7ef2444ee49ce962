/// A column whose rows can be taken as small numbers: codes into its dictionary, whole numbers above the least, or bits.
struct CodeSource: Sendable {
  let column: Column
  /// What is taken off a row's whole number to make its code; zero for codes and bits.
  let least: Int
  /// One more than the largest code.
  let cardinality: Int

  /// Fails where the values are spread too widely to be numbered.
  init?(_ column: Column, atMost limit: Int = 1 << 22) {
    self.column = column
    switch column.layout {
    case .code8, .code16, .code32:
      least = 0
      cardinality = column.dictionary?.count ?? 0
    case .bits:
      least = 0
      cardinality = 2
    case .int8, .int16, .int32, .int64:
      guard let bounds = column.bounds else { return nil }
      let (span, overflow) = bounds.upperBound.subtractingReportingOverflow(bounds.lowerBound)
      // Room is left for the slots of missing reasons after the codes.
      guard !overflow, span < min(limit, .max - 64) else { return nil }
      least = bounds.lowerBound
      cardinality = span + 1
    case .double, .text, nil: return nil
    }
  }

  init(column: Column, least: Int, cardinality: Int) {
    self.column = column
    self.least = least
    self.cardinality = cardinality
  }

  /// The value of a code.
  func cell(_ code: Int) -> Cell {
    if let dictionary = column.dictionary { return dictionary.cell(code) }
    if case .bits = column.layout { return .boolean(code == 1) }
    return column.cell(integer: least + code)
  }

  /// A column of the values that rows hold codes of, and after them a missing value for each reason; nil where rows hold
  /// no codes.
  func values(named name: String) -> Column? {
    guard let dictionary = column.dictionary, cardinality > 0, cardinality < Int(UInt32.max) else { return nil }
    let reasons = MissingReason.allCases
    return Column(
      name, type: dictionary.type, dictionary: dictionary,
      chunks: [.codes((0..<UInt32(cardinality)) + reasons.map { _ in 0 }, dictionaryCount: cardinality)],
      presence: Presence(repeatElement(nil, count: cardinality) + reasons))
  }
}

/// A column that a query sees: one of the table, or one made of another value by value.
///
/// Whatever is a function of one coded column - a month, an age band, the region of an area - is never written out: it is
/// a small table from code to value, and a scan reads the codes.
enum QueryColumn: Sendable {
  case stored(Column)
  case mapped(MappedColumn)

  var type: ColumnType {
    switch self {
    case .stored(let column): column.type
    case .mapped(let mapped): mapped.values.type
    }
  }

  /// Whether no text is kept for each row.
  var keepsTextsOnce: Bool {
    if case .stored(let column) = self { column.type != .text || column.dictionary != nil } else { true }
  }

  /// The column of the table that is read.
  var physical: Column {
    switch self {
    case .stored(let column): column
    case .mapped(let mapped): mapped.source.column
    }
  }

  /// Whether a publisher gave a reason for any value that is missing; rows without it may have been left out by now. What is missing since
  /// a join found no partner is told by the join.
  var hasGivenReasons: Bool { physical.presence.hasGivenReasons }

  /// The bytes that it takes beside the column of the table that it is made of.
  var ownBytes: Int {
    switch self {
    case .stored(let column): column.byteCount
    case .mapped(let mapped): mapped.values.byteCount
    }
  }

  /// The column with what is known of its values by how they were made.
  func marked(_ mark: (inout Column) -> Void) -> QueryColumn {
    switch self {
    case .stored(var column):
      mark(&column)
      return .stored(column)
    case .mapped(let mapped):
      var values = mapped.values
      mark(&values)
      return .mapped(MappedColumn(source: mapped.source, values: values))
    }
  }

  /// The column written out row by row.
  func materialised(named name: String) -> Column {
    switch self {
    case .stored(let column): column.named(name)
    case .mapped(let mapped): mapped.materialised(named: name)
    }
  }
}

/// A column that holds a value for each code of another, and for each reason that the other has none.
struct MappedColumn: Sendable {
  let source: CodeSource
  /// The value of each code, and after them that of each missing reason, as a small column that keeps values once.
  let values: Column

  /// Makes a column of what a function made of each value and of each reason for a missing one.
  ///
  /// - Parameters:
  ///   - type: The type of the answers; nil where all are missing.
  ///   - declaredOrder: The texts in the order in which rows are to come, where it is not their own.
  init(source: CodeSource, answers: [Cell], type: ColumnType?, declaredOrder: [String]?) {
    self.source = source
    guard let declaredOrder else {
      values = Column(source.withoutUnusedNumbers(answers, type), of: type ?? .text).coded()
      return
    }
    values = Column(texts: answers, inDeclaredOrder: declaredOrder)
  }

  init(source: CodeSource, values: Column) {
    self.source = source
    self.values = values
  }

  /// The place among the values of a reason's answer.
  func place(of reason: MissingReason) -> Int { source.cardinality + Int(reason.rawValue) - 1 }

  /// The value of a row.
  func cell(chunk: Int, row: Int) -> Cell {
    if let reason = source.column.presence.chunks[chunk][row] { return values[place(of: reason)] }
    return values[source.code(source.column.chunks[chunk], row)]
  }

  /// Whether a row can be missing here.
  var canBeMissing: Bool {
    (0..<source.cardinality).contains { values.presence[$0] != nil }
      || !source.column.presence.isComplete && MissingReason.allCases.contains { values.presence[place(of: $0)] != nil }
  }

  func materialised(named name: String) -> Column {
    // The code and the reason of each place, one look-up a row.
    let codes = (0..<values.count).map { UInt32(values.chunks[0].code($0) ?? 0) }
    let reasons = (0..<values.count).map { values.presence[$0]?.rawValue ?? 0 }
    let canBeMissing = canBeMissing
    var chunks: [Chunk] = []
    var validities: [Validity] = []
    let count = values.dictionary?.count ?? 0
    for (number, validity) in source.column.presence.chunks.enumerated() {
      let places = source.places(number, validity)
      switch count {
      case ...256: chunks.append(Chunk(.code8(Self.look(up: codes.map(UInt8.init(truncatingIfNeeded:)), places))))
      case ...65_536: chunks.append(Chunk(.code16(Self.look(up: codes.map(UInt16.init(truncatingIfNeeded:)), places))))
      default: chunks.append(Chunk(.code32(Self.look(up: codes, places))))
      }
      validities.append(canBeMissing ? Validity(raw: Self.look(up: reasons, places)) : Validity(allPresent: places.count))
    }
    return Column(
      name, type: values.type, dictionary: values.dictionary, chunks: chunks, presence: Presence(chunks: validities)
    ).described(as: values)
  }

  private static func look<Value: BitwiseCopyable & Sendable>(up table: [Value], _ places: Buffer<UInt32>) -> Buffer<Value> {
    unsafe Buffer(count: places.count) { target in
      // Safe: both hold as many values, and every place is one of the table.
      unsafe table.withUnsafeBufferPointer { table in
        for row in 0..<places.count { unsafe target[row] = table[Int(places.start[row])] }
      }
    }
  }
}

extension CodeSource {
  /// Whole numbers of more than 64 bits are numbers, and make numbers of all, but only where a row has them.
  fileprivate func withoutUnusedNumbers(_ answers: [Cell], _ type: ColumnType?) -> [Cell] {
    func isNumber(_ cell: Cell) -> Bool { if case .number = cell { true } else { false } }
    guard type == .integer, answers.contains(where: isNumber) else { return answers }
    var isUsed = [Bool](repeating: false, count: answers.count)
    for (number, validity) in column.presence.chunks.enumerated() {
      for place in places(number, validity).array { isUsed[Int(place)] = true }
    }
    return zip(answers, isUsed).map { isNumber($0) && !$1 ? .missing(.notApplicable) : $0 }
  }

  /// The code of each row of a chunk, and after all codes the place of its reason for a row without a value.
  fileprivate func places(_ number: Int, _ validity: Validity) -> Buffer<UInt32> {
    let chunk = column.chunks[number]
    func codes<Value: FixedWidthInteger>(_ values: Buffer<Value>) -> Buffer<UInt32> {
      unsafe Buffer(count: values.count) { target in
        // Safe: both hold as many values. A row without a value may hold any; it gets its reason's place.
        for row in 0..<values.count { unsafe target[row] = UInt32(truncatingIfNeeded: Int(values.start[row]) &- least) }
        guard let bits = validity.bits else { return }
        for row in 0..<values.count where !bits[row] {
          unsafe target[row] = UInt32(cardinality) + UInt32((validity[row] ?? .unspecified).rawValue) - 1
        }
      }
    }
    return switch chunk.values {
    case .code8(let values): codes(values)
    case .code16(let values): codes(values)
    case .code32(let values): codes(values)
    case .int8(let values): codes(values)
    case .int16(let values): codes(values)
    case .int32(let values): codes(values)
    case .int64(let values): codes(values)
    case .bits(let bits): codes(Buffer((0..<bits.count).map { bits[$0] ? UInt8(1) : 0 }))
    case .double, .text: Buffer([])
    }
  }

  /// The code of a row that has a value.
  func code(_ chunk: Chunk, _ row: Int) -> Int {
    if let code = chunk.code(row) { return code }
    if case .bits(let bits) = chunk.values { return bits[row] ? 1 : 0 }
    return (chunk.integer(row) ?? least) - least
  }
}

extension Column {
  /// Creates a column of cells that are to have one type: whole numbers among numbers, anything among texts. Numbers among
  /// whole ones, whose sums had more than 64 bits, make numbers of all.
  init(_ cells: [Cell], of type: ColumnType) {
    var fitting = cells
    switch type {
    case .text: for place in cells.indices where !cells[place].isMissing { fitting[place] = .text(cells[place].plainText) }
    case .number: for place in cells.indices { if let number = cells[place].number { fitting[place] = .number(number) } }
    default: break
    }
    self.init("", cells: fitting, typeWhereMissing: type)
  }

  /// Creates a column of texts that come in an order which was declared.
  init(texts cells: [Cell], inDeclaredOrder order: [String]) {
    let places = Dictionary(order.enumerated().map { ($1, UInt32($0)) }, uniquingKeysWith: { first, _ in first })
    self.init(
      "", type: .text, dictionary: ValueDictionary(.texts(TextStore(order)), inDeclaredOrder: true),
      chunks: [Chunk.codes(cells.map { $0.text.flatMap { places[$0] } ?? 0 }, dictionaryCount: order.count)],
      presence: Presence(cells.map(\.missingReason)))
  }
}
