import Columns

/// Sums of rates and shares, which are nothing: the rate of two areas together is that of their cases by their people.
enum SumsOfRates {
  private static let words: Set = ["rate", "rates", "percent", "percentage", "pct", "proportion", "ratio", "%"]

  /// Whether a column is of rates, by its name or its unit.
  static func isRate(_ name: String, unit: String? = nil) -> Bool {
    // A rate times its people is a number of cases.
    if unit == nil, name.contains("*") { return false }
    let parts = name.lowercased().split { !$0.isLetter && $0 != "%" }.map(String.init)
    return !words.isDisjoint(with: parts) || unit.map { $0.contains("%") || $0.hasPrefix("per ") || $0.lowercased().hasPrefix("rate ") } ?? false
  }

  /// Says of sums of a column that they are none; nil where it is no column of rates.
  static func note(_ sum: String, of name: String, unit: String? = nil) -> String? {
    isRate(name, unit: unit) ? "\(sum): \"\(name)\" looks like a rate or a share, and the sum of several is none of all; divide the sums of what it is made of" : nil
  }

  /// The same of each aggregate that sums; and of a mean, that it counts each row alike.
  static func notes(_ aggregates: [Query.Aggregate]) -> [String] {
    aggregates.compactMap { aggregate in
      switch (aggregate.kind, aggregate.column) {
      case (.sum, let column?): note(aggregate.name, of: column)
      case (.mean, let column?) where isRate(column):
        "\(aggregate.name): each row of \"\(column)\" counts alike, however many people it is of; weighted_mean of groups counts it by a column of them"
      default: nil
      }
    }
  }
}
