import Columns

/// Sums that rest on different rows, since a value is missing in one column and there in another: one of them divided by the other is the
/// share of nothing.
enum UnlikeSums {
  /// More sums than these are a survey, and nobody divides them.
  private static let most = 3

  /// Says that sums that were made at once rest on different rows; nil where they do not.
  ///
  /// - Parameter notes: What is said of the sums already: where they left nothing out, no row is looked at.
  static func note(_ rows: PendingTable, _ aggregates: [Query.Aggregate], saying notes: [String]) throws -> String? {
    let sums = aggregates.filter { $0.kind == .sum && $0.condition == .all }
    var columns: [String] = []
    for case let column? in sums.map(\.column) where !columns.contains(column) { columns.append(column) }
    guard (2...most).contains(columns.count), sums.contains(where: { sum in notes.contains { $0.hasPrefix("\(sum.name): ") } }) else { return nil }
    let missing = columns.map { Predicate.isMissing(column: $0) }
    let count = try rows.count(where: .and([.or(missing), .not(.and(missing))]))
    guard count > 0 else { return nil }
    let named = columns.map { "\"\($0)\"" }
    let asked = columns.map { "\(Formula.spelling(of: $0)) is not missing" }.joined(separator: " and ")
    return "the sums of \(named.dropLast().joined(separator: ", ")) and \(named[named.count - 1]) rest on different rows: \(PrintedNumber.of(count, "row lacks", "rows lack")) one of them, "
      + "and one sum divided by another is no share; where(\"\(asked)\") before keeps the rows that have both"
  }
}
