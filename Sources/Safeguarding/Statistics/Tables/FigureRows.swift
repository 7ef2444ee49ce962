import Columns

/// The numerators and denominators of a table's rows, read so that a missing one keeps its reason.
struct FigureRows {
  let table: Table
  private let numerators: Column
  private let denominators: Column

  init(_ table: Table, numerator: String, denominator: String) throws {
    self.table = table
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
  /// - Throws: ``ArgumentError`` for a numerator that is no count, and a denominator below zero.
  func row(_ row: Int) throws -> Row {
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

/// Columns of figures as they are found row by row, and a tally of the rows that have none.
struct FigureColumns {
  private var columns: [(name: String, cells: [Cell])]
  private var tally: [(words: String, count: Int)] = []
  private var notGiven: [(words: String, count: Int)] = []
  private let unit: String
  private let decimals: Int?

  /// - Parameter decimals: The places to print, or nil for those that tell three digits of the smallest figure.
  init(_ names: [String], unit: MeasureUnit, decimals: Int? = nil) {
    columns = names.map { ($0, []) }
    self.unit = unit.words
    self.decimals = decimals
  }

  /// Adds a row; nil is not given, not applicable.
  mutating func add(_ figures: [Double?]) {
    for (place, figure) in figures.enumerated() {
      columns[place].cells.append(figure.map { .number($0) } ?? .missing(.notApplicable))
      if figure == nil { Self.count(columns[place].name, in: &notGiven) }
    }
  }

  /// Adds a row without figures.
  mutating func add(missing reason: MissingReason, words: String) {
    for place in columns.indices { columns[place].cells.append(.missing(reason)) }
    Self.count(words, in: &tally)
  }

  private static func count(_ words: String, in tally: inout [(words: String, count: Int)]) {
    if let place = tally.firstIndex(where: { $0.words == words }) {
      tally[place].count += 1
    } else {
      tally.append((words, 1))
    }
  }

  /// How many rows have no figure and why, and how many have none of a limit; none where each has all.
  var notes: [String] {
    let parts = tally.map { "\(PrintedNumber.of($0.count)) with \($0.words)" }
    return (parts.isEmpty ? [] : ["rows without a figure: \(parts.joined(separator: ", "))"])
      + notGiven.map { "\($0.words) is not given by the method in \($0.count == 1 ? "1 row" : "\(PrintedNumber.of($0.count)) rows")" }
  }

  /// Returns a table with the columns and the notes.
  ///
  /// - Throws: ``ArgumentError`` where the table has a column of one of the names: nothing is written over.
  func added(to table: Table, notes more: [String]) throws -> Table {
    let smallest = columns.first?.cells.compactMap(\.number).filter { $0 > 0 }.min()
    let places = decimals ?? Estimate.decimals(for: smallest ?? 0)
    var answer = table
    for (name, cells) in columns {
      guard table.columnIfPresent(name) == nil else {
        throw ArgumentError.unusable(
          "as", problem: "the table has a column \"\(name)\" already", expectation: "Give the new columns another name with as.")
      }
      answer = try answer.adding(Column(name, cells: cells, typeWhereMissing: .number).with(unit: unit, decimals: places))
    }
    answer.notes += more + notes
    return answer
  }
}
