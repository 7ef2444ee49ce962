import Columns

/// Figures of a whole column in a formula: `count / sum(count)` and `rate > mean(rate)`.
///
/// A formula sees one row at a time, and does not know its table when it is read. So such a figure is read as a column of a name that no
/// table has, and becomes a value where the table is known.
enum WholeColumns {
  /// What a function of one column computes of all of its values that are there; nil for a name that is none.
  static func kind(_ function: String) -> Query.Aggregate.Kind? { kinds[function] }

  private static let kinds: [String: Query.Aggregate.Kind] = [
    "sum": .sum, "total": .sum, "mean": .mean, "average": .mean, "avg": .mean, "median": .quantile(0.5), "min": .minimum, "max": .maximum,
  ]
  private static let mark = "\u{0}of all "

  /// The figure in an expression. It is no bare column, which a condition would be on.
  static func figure(_ function: String, of column: String) -> Expression {
    .arithmetic(.column("\(mark)\(function) \(column)"), .times, .value(.integer(1)))
  }

  /// The function and the column of a figure; nil for any other expression.
  static func named(_ expression: Expression) -> (function: String, column: String)? {
    guard case .arithmetic(.column(let name), .times, .value(.integer(1))) = expression, name.hasPrefix(mark) else { return nil }
    let words = name.dropFirst(mark.count)
    return words.firstIndex(of: " ").map { (String(words[..<$0]), String(words[words.index(after: $0)...])) }
  }

  /// The column that a name stands for, which of a figure is the one that it is of.
  static func column(_ name: String) -> String {
    guard name.hasPrefix(mark), let blank = name.dropFirst(mark.count).firstIndex(of: " ") else { return name }
    return String(name[name.index(after: blank)...])
  }

  /// Whether a name stands for a figure of all rows, which is the same in each.
  static func isOfAll(_ name: String) -> Bool { named(.arithmetic(.column(name), .times, .value(.integer(1)))).map { kinds[$0.function] != nil } ?? false }

  /// What stands in place of a figure, of the rows of a table; notes tell what it leaves out.
  static func value(of expression: Expression, in table: PendingTable, notes: inout [String]) throws -> Expression? {
    guard let (function, column) = named(expression), let kind = kinds[function] else { return nil }
    let name = "the figure of all \(column)"
    let answer = try table.answer(.group(by: [], [.init(kind, of: column, as: name)]))
    notes += answer.notes.filter { $0.hasPrefix("\(name): ") && !notes.contains($0) }
    let cell = answer.columns[0][0]
    // Of no values there is no figure; it is one of numbers all the same.
    return cell.isMissing && (answer.columns[0].type == .integer || answer.columns[0].type == .number) ? .call(.number, [.value(cell)]) : .value(cell)
  }
}
