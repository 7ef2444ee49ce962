import Columns

/// Rows of several measures, or of several periods, in one column of values, as tidy files publish them: a count and a rate, children looked after on 31 March
/// and those who ceased to be. Their sum or mean is of nothing.
enum UnlikeMeasures {
  /// What columns are called that say what a row's value is.
  private static let names: Set = [
    "measure", "measures", "measure_type", "indicator", "indicator_name", "indicator name", "indicator id", "indicator_id", "metric", "statistic", "value_type", "value type",
    "unit", "units", "variable", "population_type", "category type", "category_type", "cohort",
  ]
  /// What columns of publications are called that say which period a row is of.
  private static let periods: Set = ["time_period", "time period", "period", "year", "financial_year", "financial year", "academic_year", "reporting_period", "reporting_year"]
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

  /// Says which periods of a publication are taken together in a group; nil where none are. Counts of children on a day of each year, and rates,
  /// add up to nothing; those who came in each year do.
  static func noteOfPeriods(_ steps: TableInSteps, columns: [String], within keys: [String]) throws -> String? {
    // What an authority publishes names it by a code; incidents and what was made of them do not.
    guard columns.contains(where: { $0.lowercased().hasSuffix("code") }), !keys.contains(where: { periods.contains($0.lowercased()) }),
      let name = columns.first(where: { periods.contains($0.lowercased()) }), steps.bounds(of: name).map({ $0.count > 1 }) ?? (steps.type(of: name) == .text)
    else { return nil }
    let found = try steps.values(of: name, inGroupsBy: keys).max { $0.count < $1.count } ?? []
    guard found.count > 1, found.count <= mostValues else { return nil }
    return "rows of several periods are taken together: \(name) from \(found[0]) to \(found[found.count - 1]), \(found.count) of them; by keeps them apart, and where takes one"
  }
}
