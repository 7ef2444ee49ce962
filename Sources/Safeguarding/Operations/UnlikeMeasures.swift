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
    let limits = OperationLimits.forQueries
    for name in columns where !keys.contains(name) && names.contains(name.lowercased()) {
      let isParting = partings.contains(name.lowercased())
      guard steps.texts(beginning: "", in: name, ofAtMost: mostValues).count > (isParting ? 0 : 1) else { continue }
      let values = try steps.taking(.group(by: keys + [name], [.count("\u{0}rows")]), within: limits).table(within: limits)
      let (column, keys) = (try values.column(name), try keys.map { try values.column($0) })
      var groups: [[Cell]: [String]] = [:]
      for row in 0..<values.rowCount {
        try OperationLimits.check(at: row)
        guard let words = column[row].text.map({ "\"\($0)\"" }) ?? (isParting ? "rows without" : nil) else { continue }
        groups[keys.map { $0[row] }, default: []].append(words)
      }
      guard let most = groups.values.max(by: { $0.count < $1.count }), most.count > 1 else { continue }
      let shown = most.prefix(3).joined(separator: ", ") + (most.count > 3 ? " and \(most.count - 3) more" : "")
      return "rows of several measures are taken together: \(name) has \(shown); where takes one of them"
    }
    return nil
  }
}
