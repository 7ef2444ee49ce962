import Columns

/// Rows of several measures in one column of values, as tidy files publish them: a count and a rate, children looked after on 31 March
/// and those who ceased to be. Their sum or mean is of nothing.
enum UnlikeMeasures {
  /// What columns are called that say what a row's value is.
  private static let names: Set = [
    "measure", "measures", "measure_type", "indicator", "indicator_name", "indicator name", "indicator id", "indicator_id", "metric", "statistic", "value_type", "value type",
    "unit", "units", "variable", "population_type", "category type", "category_type",
  ]
  /// Of these a row without a value is of all that the others are kinds of.
  private static let partings: Set = ["category type", "category_type"]

  private static let mostValues = 1_000

  /// Whether a figure of several measures together says nothing; a number of rows says something.
  static func spoil(_ aggregate: Query.Aggregate) -> Bool {
    switch aggregate.kind {
    case .sum, .mean, .quantile, .variance, .standardDeviation: true
    case .share: aggregate.column != nil
    default: false
    }
  }

  /// Says which measures are taken together in a group; nil where none are.
  ///
  /// - Parameters:
  ///   - columns: The columns of the rows that steps lead to.
  ///   - keys: The columns whose values make the groups.
  static func note(_ steps: TableInSteps, columns: [String], within keys: [String]) throws -> String? {
    for name in columns where !keys.contains(name) && names.contains(name.lowercased()) {
      let isParting = partings.contains(name.lowercased())
      guard steps.texts(beginning: "", in: name, ofAtMost: mostValues).count > (isParting ? 0 : 1) else { continue }
      let groups = try steps.texts(of: name, inGroupsBy: keys).map { $0.compactMap { $0.map { "\"\($0)\"" } ?? (isParting ? "rows without" : nil) } }
      guard let most = groups.max(by: { $0.count < $1.count }), most.count > 1 else { continue }
      let shown = most.prefix(3).joined(separator: ", ") + (most.count > 3 ? " and \(most.count - 3) more" : "")
      return "rows of several measures are taken together: \(name) has \(shown); where takes one of them"
    }
    return nil
  }
}
