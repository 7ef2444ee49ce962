public import Columns

/// Answers queries row by row, with nothing but cells and dictionaries: slow, and plainly right.
public enum NaiveQuery {
  /// The rows of a table as cells by name.
  public typealias Row = [String: Cell]

  public static func rows(of table: Table) -> [Row] {
    (0..<table.rowCount).map { row in
      Dictionary(uniqueKeysWithValues: table.columns.map { ($0.name, $0[row]) })
    }
  }

  /// Whether a row meets a condition, as far as that is known.
  public static func holds(_ predicate: Predicate, _ row: Row) -> Bool { truth(predicate, row) ?? false }

  /// Whether a row meets a condition; nil where a missing value leaves it open.
  private static func truth(_ predicate: Predicate, _ row: Row) -> Bool? {
    func value(_ name: String) -> Cell { row[name] ?? .missing(.unspecified) }
    func order(_ one: Cell, _ other: Cell) -> Int? {
      switch (one, other) {
      case (.missing, _), (_, .missing): return nil
      case (.text(let one), .text(let other)):
        return one == other ? 0 : Array(one.unicodeScalars).lexicographicallyPrecedes(Array(other.unicodeScalars)) ? -1 : 1
      case (.boolean(let one), .boolean(let other)): return one == other ? 0 : one ? 1 : -1
      case (.date(let one), .date(let other)): return one == other ? 0 : one < other ? -1 : 1
      case (.timestamp(let one), .timestamp(let other)): return one == other ? 0 : one < other ? -1 : 1
      default:
        guard let one = one.number, let other = other.number else { return nil }
        return one == other ? 0 : one < other ? -1 : 1
      }
    }
    func compares(_ one: Cell, _ comparison: Predicate.Comparison, _ other: Cell) -> Bool? {
      if one.isMissing || other.isMissing { return nil }
      guard let order = order(one, other) else { return false }
      return switch comparison {
      case .equal: order == 0
      case .less: order < 0
      case .lessOrEqual: order <= 0
      case .greater: order > 0
      case .greaterOrEqual: order >= 0
      }
    }
    switch predicate {
    case .all: return true
    case .and(let parts):
      let truths = parts.map { truth($0, row) }
      return truths.contains(false) ? false : truths.contains(nil) ? nil : true
    case .or(let parts):
      let truths = parts.map { truth($0, row) }
      return truths.contains(true) ? true : truths.contains(nil) ? nil : false
    case .not(let part): return truth(part, row).map { !$0 }
    case .of(let name, let expression, let part):
      return truth(part, row.merging([name: NaiveQuery.value(of: expression, row)]) { $1 })
    case .isMissing(let name): return value(name).isMissing
    case .isMissingFor(let name, let reason):
      if case .missing(reason) = value(name) { return true }
      return false
    case .compare(let name, let comparison, let wanted): return compares(value(name), comparison, wanted)
    case .compareColumns(let first, let comparison, let second): return compares(value(first), comparison, value(second))
    case .oneOf(let name, let cells): return value(name).isMissing ? nil : cells.contains { compares(value(name), .equal, $0) ?? false }
    case .between(let name, let low, let high):
      return value(name).isMissing ? nil : compares(value(name), .greaterOrEqual, low) ?? false && compares(value(name), .lessOrEqual, high) ?? false
    case .contains(let name, let text): return value(name).text.map { $0.lowercased().contains(text.lowercased()) }
    case .begins(let name, let text): return value(name).text.map { $0.lowercased().hasPrefix(text.lowercased()) }
    case .ends(let name, let text): return value(name).text.map { $0.lowercased().hasSuffix(text.lowercased()) }
    }
  }

  /// One row a group, in the order of the keys.
  public static func grouped(_ rows: [Row], by keys: [String], _ aggregates: [Query.Aggregate]) -> [[Cell]] {
    var groups: [[Cell]: [Row]] = keys.isEmpty ? [[]: []] : [:]
    for row in rows { groups[keys.map { row[$0] ?? .missing(.unspecified) }, default: []].append(row) }
    let order = groups.keys.sorted { first, second in
      for (one, other) in zip(first, second) where one != other { return Cell.areInIncreasingOrder(one, other) }
      return false
    }
    var answer = order.map { key in key + aggregates.map { aggregated($0, groups[key] ?? []) } }
    for (place, aggregate) in aggregates.enumerated() where aggregate.kind == .share {
      let column = keys.count + place
      let total = answer.reduce(0) { $0 + ($1[column].number ?? 0) }
      for row in answer.indices {
        guard let value = answer[row][column].number else { continue }
        answer[row][column] = total == 0 ? .missing(.notApplicable) : .number(value / total)
      }
    }
    return answer
  }

  private static func aggregated(_ aggregate: Query.Aggregate, _ all: [Row]) -> Cell {
    let rows = all.filter { holds(aggregate.condition, $0) }
    guard let column = aggregate.column else { return .integer(rows.count) }
    if case .correlation(let other) = aggregate.kind {
      let pairs = rows.compactMap { row in row[column]?.number.flatMap { one in row[other]?.number.map { (one, $0) } } }
      guard !pairs.isEmpty else { return .missing(.notAvailable) }
      let means = (pairs.reduce(0) { $0 + $1.0 } / Double(pairs.count), pairs.reduce(0) { $0 + $1.1 } / Double(pairs.count))
      func sum(_ term: (Double, Double) -> Double) -> Double { pairs.reduce(0) { $0 + term($1.0 - means.0, $1.1 - means.1) } }
      let (one, both, second) = (sum { a, _ in a * a }, sum { $0 * $1 }, sum { _, b in b * b })
      guard Set(pairs.map(\.0)).count > 1, Set(pairs.map(\.1)).count > 1 else { return .missing(.notApplicable) }
      return .number(both / (one.squareRoot() * second.squareRoot()))
    }
    let present = rows.compactMap { $0[column] }.filter { !$0.isMissing }
    let numbers = present.compactMap(\.number)
    switch aggregate.kind {
    case .count: return .integer(present.count)
    case .distinct: return .integer(Set(present).count)
    default: break
    }
    guard let first = present.first, let last = present.last else { return .missing(.notAvailable) }
    switch aggregate.kind {
    case .first: return first
    case .last: return last
    case .minimum: return present.min(by: Cell.areInIncreasingOrder) ?? first
    case .maximum: return present.max(by: Cell.areInIncreasingOrder) ?? first
    case .mean: return .number(numbers.reduce(0, +) / Double(numbers.count))
    case .variance, .standardDeviation:
      guard numbers.count > 1 else { return .missing(.notApplicable) }
      let mean = numbers.reduce(0, +) / Double(numbers.count)
      let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count - 1)
      return .number(aggregate.kind == .variance ? variance : variance.squareRoot())
    case .quantile(let fraction):
      let sorted = numbers.sorted()
      let place = Double(sorted.count - 1) * fraction
      let low = Int(place)
      guard low + 1 < sorted.count else { return .number(sorted[low]) }
      return .number(sorted[low] + (place - Double(low)) * (sorted[low + 1] - sorted[low]))
    default:
      if case .integer = first { return .integer(present.reduce(0) { if case .integer(let value) = $1 { $0 + value } else { $0 } }) }
      return .number(numbers.reduce(0, +))
    }
  }
}
