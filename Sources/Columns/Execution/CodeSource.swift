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

  /// The column of the table that is read.
  var physical: Column {
    switch self {
    case .stored(let column): column
    case .mapped(let mapped): mapped.source.column
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

  /// Makes a column of what a function makes of each value and of each reason for a missing one.
  ///
  /// - Parameters:
  ///   - declaredOrder: The texts in the order in which rows are to come, where it is not their own.
  ///   - type: The type of the values where all are missing.
  init(
    source: CodeSource, declaredOrder: [String]? = nil, typeWhereMissing type: ColumnType, _ transform: (Cell) -> Cell
  ) {
    self.source = source
    var answers: [Cell] = []
    answers.reserveCapacity(source.cardinality + MissingReason.allCases.count)
    for code in 0..<source.cardinality { answers.append(transform(source.cell(code))) }
    for reason in MissingReason.allCases { answers.append(transform(.missing(reason))) }
    guard let declaredOrder else {
      values = Column("", cells: answers, typeWhereMissing: type).coded()
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
    let canBeMissing = canBeMissing
    var chunks: [Chunk] = []
    var validities: [Validity] = []
    for (number, validity) in source.column.presence.chunks.enumerated() {
      let chunk = source.column.chunks[number]
      var codes = [UInt32](repeating: 0, count: chunk.rowCount)
      var raw = [UInt8](repeating: 0, count: canBeMissing ? chunk.rowCount : 0)
      for row in 0..<chunk.rowCount {
        let place = validity[row].map { self.place(of: $0) } ?? source.code(chunk, row)
        codes[row] = UInt32(values.chunks[0].code(place) ?? 0)
        if canBeMissing, let reason = values.presence[place] { raw[row] = reason.rawValue }
      }
      chunks.append(Chunk.codes(codes, dictionaryCount: values.dictionary?.count ?? 0))
      validities.append(canBeMissing ? Validity(raw: raw) : Validity(allPresent: chunk.rowCount))
    }
    return Column(
      name, type: values.type, dictionary: values.dictionary, chunks: chunks, presence: Presence(chunks: validities))
  }
}

extension CodeSource {
  /// The same codes over some rows.
  func gathering(_ rows: [Int]) -> CodeSource {
    CodeSource(column: column.gathering(rows), least: least, cardinality: cardinality)
  }

  /// The code of a row that has a value.
  func code(_ chunk: Chunk, _ row: Int) -> Int {
    if let code = chunk.code(row) { return code }
    if case .bits(let bits) = chunk.values { return bits[row] ? 1 : 0 }
    return (chunk.integer(row) ?? least) - least
  }
}

extension Column {
  /// Creates a column of texts that come in an order which was declared.
  init(texts cells: [Cell], inDeclaredOrder order: [String]) {
    let places = Dictionary(order.enumerated().map { ($1, UInt32($0)) }, uniquingKeysWith: { first, _ in first })
    self.init(
      "", type: .text, dictionary: ValueDictionary(.texts(TextStore(order)), inDeclaredOrder: true),
      chunks: [Chunk.codes(cells.map { $0.text.flatMap { places[$0] } ?? 0 }, dictionaryCount: order.count)],
      presence: Presence(cells.map(\.missingReason)))
  }
}
