import Columns

extension Operation {
  private static let table = Parameter<Table>("table", "The table, one row an area.")

  private static func kinds(_ unit: MeasureUnit, decimals: Int?) -> [FigureColumns.Kind] {
    FigureColumns.Kind.limited("difference", unit: unit, decimals: decimals)
      + FigureColumns.Kind.limited("ratio", unit: .ratio, decimals: 2)
      + [.init("p_value", unit: MeasureUnit(published: ""), decimals: 3)]
  }

  /// Adds the figures of the two groups of each row that has them.
  ///
  /// - Parameter note: What follows "numerator of denominator against numerator of denominator".
  private static func compared(
    _ table: Table, _ first: (numerator: String, denominator: String), _ second: (numerator: String, denominator: String),
    _ kinds: [FigureColumns.Kind], note: String, _ figures: (Int, Double, Int, Double) throws -> [Double?]
  ) throws -> Table {
    let rows = try FigureRows(table, numerator: first.numerator, denominator: first.denominator)
    let others = try FigureRows(table, numerator: second.numerator, denominator: second.denominator)
    var columns = FigureColumns(kinds)
    for row in 0..<table.rowCount {
      switch (try rows.row(row), try others.row(row)) {
      case (.missing(let reason, let words), _), (_, .missing(let reason, let words)):
        columns.add(missing: reason, words: words)
      case (.figures(let count, let people), .figures(let otherCount, let otherPeople)):
        columns.add(try FigureRows.inRow(row) { try figures(count, people, otherCount, otherPeople) })
      }
    }
    let groups = "\(first.numerator) of \(first.denominator) against \(second.numerator) of \(second.denominator)"
    return try columns.added(to: table, notes: [groups + note])
  }

  /// Compares two rates in each row.
  static let compareRatesInTable = Operation(
    "compare_rates",
    summary: "The table with the difference and the ratio of two rates in each row, their limits and p values.",
    discussion: """
      The methods are those of compare_rates for one pair. A missing number gives its reason to the row, and a denominator \
      of zero is not applicable; the notes count both. With many rows some p values are small by chance.
      """,
    source: "Przyborowski and Wilenski 1940; Zou and Donner 2008",
    example: """
      local years = load_table(examples .. "/fingertips/injury-admissions-0-14-utla.csv.gz"):where{["Area Name"] = "Middlesbrough", ["Time period"] = {"2010/11", "2011/12"}}
      years = years:lag("Count", {as = "count_before"}):lag("Denominator", {as = "children_before"})
      local changes = years:compare_rates{numerator = "Count", denominator = "Denominator", other_numerator = "count_before", other_denominator = "children_before"}
      string.format("%.3f", changes.ratio[2])
      --> 1.188
      """,
    table,
    Parameter<String>("numerator", "The column of events of the first group."),
    Parameter<String>("denominator", "The column of people of the first group."),
    Parameter<String>("other_numerator", "The column of events of the second group."),
    Parameter<String>("other_denominator", "The column of people of the second group."),
    ratePer, intervalConfidence
  ) { table, numerator, denominator, otherNumerator, otherDenominator, per, confidence in
    try compared(
      table, (numerator, denominator), (otherNumerator, otherDenominator), kinds(.rate(per: per), decimals: nil),
      note: ", per \(PrintedNumber.of(per)); \(confidence.words) limits, \(RateComparison.method)"
    ) { count, people, otherCount, otherPeople in
      let comparison = try RateComparison(
        CrudeRate(events: count, denominator: people, per: Double(per)),
        CrudeRate(events: otherCount, denominator: otherPeople, per: Double(per)))
      let (difference, ratio) = (comparison.differenceLimits(at: confidence), comparison.ratioLimits(at: confidence))
      return [
        comparison.difference, difference.lower, difference.upper, comparison.ratio, ratio.lower, ratio.upper, comparison.pValue,
      ]
    }
  }

  /// Compares two proportions in each row.
  static let compareProportionsInTable = Operation(
    "compare_proportions",
    summary: "The table with the difference and the ratio of two shares in each row, their limits and p values.",
    discussion: """
      The methods are those of compare_proportions for one pair; the difference is in percentage points. A missing number \
      gives its reason to the row, and a denominator of zero is not applicable; the notes count both. With many rows some p \
      values are small by chance.
      """,
    source: "Newcombe 1998; Donner and Zou 2012; Campbell 2007",
    example: """
      local plans = load_table(examples .. "/ees/child-protection-plans-duration.csv.gz"):where{la_name = "Darlington", time_period = 2025}
      local against = plans:derive("all_plans", {value = 49420}):derive("all_long", {value = 1130}):compare_proportions{numerator = "2_years_or_more", denominator = "CPP_At31", other_numerator = "all_long", other_denominator = "all_plans"}
      string.format("%.4f", against.p_value[1])
      --> 0.0067
      """,
    table,
    Parameter<String>("numerator", "The column of those of the first group that meet the condition."),
    Parameter<String>("denominator", "The column of those of the first group that could have met it."),
    Parameter<String>("other_numerator", "The column of those of the second group that meet the condition."),
    Parameter<String>("other_denominator", "The column of those of the second group that could have met it."),
    intervalConfidence
  ) { table, numerator, denominator, otherNumerator, otherDenominator, confidence in
    try compared(
      table, (numerator, denominator), (otherNumerator, otherDenominator),
      kinds(MeasureUnit(published: "percentage points"), decimals: 1),
      note: "; \(confidence.words) limits, \(ProportionComparison.method), p value by chi-square (n - 1) or Fisher-Irwin"
    ) { count, people, otherCount, otherPeople in
      let comparison = ProportionComparison(
        try Proportion(numerator: count, wholeDenominator: people),
        try Proportion(numerator: otherCount, wholeDenominator: otherPeople))
      let (difference, ratio) = (comparison.differenceLimits(at: confidence).scaled(by: 100), comparison.ratioLimits(at: confidence))
      return [
        comparison.difference * 100, difference.lower, difference.upper, comparison.ratio, ratio.lower, ratio.upper,
        comparison.pValue,
      ]
    }
  }
}
