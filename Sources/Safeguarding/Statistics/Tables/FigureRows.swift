import Columns

/// The numerators and denominators of a table's rows, read so that a missing one keeps its reason.
struct FigureRows {
  private let numerators: Column
  private let denominators: Column

  init(_ table: Table, numerator: String, denominator: String) throws {
    numerators = try Self.numbers(table, numerator)
    denominators = try Self.numbers(table, denominator)
  }

  /// What a row holds.
  enum Row {
    case figures(numerator: Int, denominator: Double)
    /// A row that no figure can be made of: the reason that its answer keeps, and words for the notes.
    case missing(MissingReason, words: String)
  }

  /// Reads a row.
  ///
  /// - Throws: ``ArgumentError`` for a numerator that is no count, and a denominator below zero; ``QueryError`` where the
  ///   script may take no longer.
  func row(_ row: Int) throws -> Row {
    try OperationLimits.check(at: row)
    let (numerator, denominator) = (numerators[row], denominators[row])
    if let reason = numerator.missingReason { return .missing(reason, words: "\(numerators.name) \(reason.words)") }
    if let reason = denominator.missingReason { return .missing(reason, words: "\(denominators.name) \(reason.words)") }
    guard let count = Self.count(numerator) else {
      throw Self.refusal(row, numerators.name, numerator, expected: "A count is a whole number, zero or more.")
    }
    guard let people = denominator.number, people >= 0, people < .infinity else {
      throw Self.refusal(row, denominators.name, denominator, expected: "A denominator is zero or more.")
    }
    guard people > 0 else { return .missing(.notApplicable, words: "\(denominators.name) is zero") }
    return .figures(numerator: count, denominator: people)
  }

  /// A column of numbers.
  static func numbers(_ table: Table, _ name: String) throws -> Column {
    let column = try table.column(name)
    guard column.type == .integer || column.type == .number else {
      throw TableError.wrongType(column: name, is: column.type, wanted: "Here it must hold numbers")
    }
    return column
  }

  /// A whole number from zero, or nil.
  static func count(_ cell: Cell) -> Int? {
    let count: Int? =
      switch cell {
      case .integer(let value): value
      case .number(let value): Int(exactly: value)
      default: nil
      }
    return count.flatMap { $0 >= 0 ? $0 : nil }
  }

  static func refusal(_ row: Int, _ column: String, _ cell: Cell, expected: String) -> ArgumentError {
    .unusable("row \(row + 1)", problem: "\(column) is \(cell.plainText)", expectation: expected)
  }

  /// Runs the making of a row's figure, and tells the row of what it throws.
  static func inRow<Figure>(_ row: Int, _ make: () throws -> Figure) throws -> Figure {
    do {
      return try make()
    } catch let error as StatisticsError {
      throw ArgumentError.unusable(
        "row \(row + 1)", problem: error.diagnostic.problem, expectation: error.diagnostic.expectation ?? "")
    }
  }
}
