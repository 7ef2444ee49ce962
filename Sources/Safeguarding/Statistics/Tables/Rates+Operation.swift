import Columns

extension Operation {
  private static let table = Parameter<Table>("table", "The table, one row an area.")

  /// Adds rates to a table.
  static let rates = Operation(
    "rates", summary: "The table with a rate for so many people in each row, and its confidence limits.",
    discussion: """
      A missing numerator or denominator gives its reason to the rate; a denominator of zero has no rate, not applicable. \
      The notes count both. The limits are those of the count: the people are taken as known.
      """,
    source: "Breslow and Day 1987; Eayres 2008",
    example: """
      local injuries = load_table(examples .. "/fingertips/injury-admissions-0-14-utla.csv.gz")
      injuries:head(1):rates{numerator = "Count", denominator = "Denominator", per = 10000}.rate_lower[1]
      --> 114.52872229729
      """,
    table,
    Parameter<String>("numerator", "The column of events."),
    Parameter<String>("denominator", "The column of people, or of years that people lived."),
    ratePer, intervalConfidence, countMethod,
    newColumn("rate")
  ) { table, numerator, denominator, per, confidence, method, name in
    let rows = try FigureRows(table, numerator: numerator, denominator: denominator)
    var figures = FigureColumns(FigureColumns.Kind.limited(name, unit: .rate(per: per)))
    for row in 0..<table.rowCount {
      switch try rows.row(row) {
      case .missing(let reason, let words): figures.add(missing: reason, words: words)
      case .figures(let count, let people):
        let rate = try FigureRows.inRow(row) { try CrudeRate(events: count, denominator: people, per: Double(per)) }
        let limits = rate.limits(at: confidence, method: method)
        figures.add([rate.value, limits.lower, limits.upper])
      }
    }
    let note =
      "\(name): \(numerator) per \(PrintedNumber.of(per)) of \(denominator); \(confidence.words) limits, \(method.words)"
    return try figures.added(to: table, notes: [note])
  }

  /// Adds proportions to a table.
  static let proportions = Operation(
    "proportions", summary: "The table with a share in per cent in each row, and its confidence limits.",
    discussion: """
      A missing numerator or denominator gives its reason to the share; a denominator of zero has no share, not \
      applicable. The notes count both. A numerator that is more than its denominator is an error.
      """,
    source: "Wilson 1927; Clopper and Pearson 1934",
    example: """
      local plans = load_table(examples .. "/ees/child-protection-plans-duration.csv.gz")
      plans:head(1):proportions{numerator = "2_years_or_more", denominator = "CPP_At31"}.percent_lower[1]
      --> 2.1584014122976
      """,
    table,
    Parameter<String>("numerator", "The column of those that meet the condition."),
    Parameter<String>("denominator", "The column of those that could have met it."),
    intervalConfidence, proportionMethod,
    newColumn("percent")
  ) { table, numerator, denominator, confidence, method, name in
    let rows = try FigureRows(table, numerator: numerator, denominator: denominator)
    var figures = FigureColumns(FigureColumns.Kind.limited(name, unit: .percent, decimals: 1))
    for row in 0..<table.rowCount {
      switch try rows.row(row) {
      case .missing(let reason, let words): figures.add(missing: reason, words: words)
      case .figures(let count, let people):
        let share = try FigureRows.inRow(row) { try Proportion(numerator: count, wholeDenominator: people) }
        let limits = share.limits(at: confidence, method: method).scaled(by: 100)
        figures.add([share.value * 100, limits.lower, limits.upper])
      }
    }
    let note = "\(name): \(numerator) in per cent of \(denominator); \(confidence.words) limits, \(method.words)"
    return try figures.added(to: table, notes: [note])
  }
}

extension Proportion {
  /// Creates a proportion of a denominator that a table holds as a number.
  init(numerator: Int, wholeDenominator number: Double) throws(StatisticsError) {
    guard let denominator = Int(exactly: number) else { throw .notAGroup(number) }
    try self.init(numerator: numerator, denominator: denominator)
  }
}
