/// A condition that a row of a table meets or does not meet.
///
/// A row whose value is missing meets no comparison, and so meets the negation of each: a condition and its negation
/// together keep every row, once.
public indirect enum Predicate: Hashable, Sendable {
  /// Every row.
  case all
  case compare(column: String, Comparison, Cell)
  /// The value is one of some values.
  case oneOf(column: String, [Cell])
  /// The value lies between two, both included.
  case between(column: String, Cell, Cell)
  /// The text holds another, in any case of letters.
  case contains(column: String, String)
  case isMissing(column: String)
  case and([Predicate])
  case or([Predicate])
  case not(Predicate)

  /// How a value is compared with another.
  public enum Comparison: Hashable, Sendable {
    case equal, less, lessOrEqual, greater, greaterOrEqual
  }

  /// Returns whether each row of a table meets the condition.
  ///
  /// A text that a column of text never holds is an error: as a silent no it would read as a zero.
  ///
  /// - Throws: ``TableError`` for a column that is not there or of another type, or ``PredicateError``.
  /// - Complexity: O(rows) for each comparison; a comparison of text looks at each different text once.
  public func mask(over table: Table) throws -> [Bool] {
    switch self {
    case .all: return [Bool](repeating: true, count: table.rowCount)
    case .and(let parts): return try Self.combined(parts, over: table, start: true) { $0 && $1 }
    case .or(let parts): return try Self.combined(parts, over: table, start: false) { $0 || $1 }
    case .not(let part): return try part.mask(over: table).map { !$0 }
    case .isMissing(let name):
      let column = try table.column(name)
      return (0..<table.rowCount).map { column.presence[$0] != nil }
    case .compare(let name, let comparison, let cell):
      let column = try table.column(name)
      let wanted = try Self.fitted(cell, to: column)
      return try Self.mask(column, mustHold: comparison == .equal ? [wanted] : []) { value in
        switch comparison {
        case .equal: value == wanted
        case .less: Cell.areInIncreasingOrder(value, wanted)
        case .lessOrEqual: !Cell.areInIncreasingOrder(wanted, value)
        case .greater: Cell.areInIncreasingOrder(wanted, value)
        case .greaterOrEqual: !Cell.areInIncreasingOrder(value, wanted)
        }
      }
    case .oneOf(let name, let cells):
      let column = try table.column(name)
      var wanted: Set<Cell> = []
      for cell in cells { wanted.insert(try Self.fitted(cell, to: column)) }
      return try Self.mask(column, mustHold: wanted) { wanted.contains($0) }
    case .between(let name, let low, let high):
      let column = try table.column(name)
      let (low, high) = (try Self.fitted(low, to: column), try Self.fitted(high, to: column))
      return try Self.mask(column) {
        !Cell.areInIncreasingOrder($0, low) && !Cell.areInIncreasingOrder(high, $0)
      }
    case .contains(let name, let text):
      let column = try table.column(name)
      guard column.type == .text else {
        throw TableError.wrongType(column: name, is: column.type, wanted: "Text is looked for in columns of text")
      }
      let wanted = text.lowercased()
      return try Self.mask(column) { $0.text?.lowercased().contains(wanted) ?? false }
    }
  }

  private static func combined(
    _ parts: [Predicate], over table: Table, start: Bool, _ combine: (Bool, Bool) -> Bool
  ) throws -> [Bool] {
    var mask = [Bool](repeating: start, count: table.rowCount)
    for part in parts {
      let other = try part.mask(over: table)
      for row in mask.indices { mask[row] = combine(mask[row], other[row]) }
    }
    return mask
  }

  /// Tests each row; a column of text is tested once a different text.
  private static func mask(_ column: Column, mustHold: Set<Cell> = [], _ test: (Cell) -> Bool) throws -> [Bool] {
    guard column.type == .text, let dictionary = column.dictionary else {
      return (0..<column.count).map { row in
        let cell = column[row]
        return !cell.isMissing && test(cell)
      }
    }
    for case .text(let text) in mustHold where !dictionary.texts.contains(text) {
      throw PredicateError.unknownText(text, column: column.name, known: dictionary.texts)
    }
    let answers = dictionary.texts.map { test(.text($0)) }
    return (0..<column.count).map { row in column.code(row).map { answers[$0] } ?? false }
  }

  /// Returns a wanted value in a column's own type: a whole number for a column of numbers, a date's text as a date.
  private static func fitted(_ cell: Cell, to column: Column) throws -> Cell {
    switch (column.type, cell) {
    case (.number, .integer(let value)): return .number(Double(value))
    case (.integer, .number(let value)):
      // A fraction can be compared with whole numbers, though it equals none.
      return Int(exactly: value).map { .integer($0) } ?? cell
    case (.text, .integer), (.text, .number): return .text(cell.plainText)
    case (.date, .text(let text)):
      guard let date = CalendarDate(text) else {
        throw PredicateError.notAValue(text, column: column.name, type: column.type)
      }
      return .date(date)
    case (.timestamp, .text(let text)):
      guard let moment = Timestamp(text) else {
        throw PredicateError.notAValue(text, column: column.name, type: column.type)
      }
      return .timestamp(moment)
    case (let type, let cell) where cell.type == type: return cell
    default: throw PredicateError.notAValue(cell.plainText, column: column.name, type: column.type)
    }
  }
}

/// A condition that no row can meet, because it asks a column for something that it cannot hold.
public enum PredicateError: DiagnosableError, Hashable {
  case unknownText(String, column: String, known: [String])
  case notAValue(String, column: String, type: ColumnType)

  public var diagnostic: Diagnostic {
    switch self {
    case .unknownText(let text, let column, let known):
      Diagnostic(
        "\"\(text)\" is nowhere in column \"\(column)\"",
        expectation: known.count <= 20 ? "It holds \(known.sorted().map { "\"\($0)\"" }.joined(separator: ", "))." : nil,
        hint: NearestName.hint(for: text, among: known))
    case .notAValue(let text, let column, let type):
      Diagnostic("\"\(text)\" can't be compared with column \"\(column)\"", expectation: "The column holds \(type.words).")
    }
  }
}
