import Columns

extension RecentTrend: ScriptObject {
  public static let kind = ObjectKind("recent_trend", summary: "Fingertips' recent trend of five values.")

  public static let fields: [ObjectField<RecentTrend>] = [
    .init("direction", "increasing, decreasing or no significant change.") { .text($0.direction.rawValue) },
    .init("chi_square", "The chi-square of the slope, with one degree of freedom.") { .number($0.chiSquare) },
    .init("p", "The probability of such a chi-square without a trend.") {
      .number(ChiSquareDistribution.upperTail($0.chiSquare, degreesOfFreedom: 1))
    },
    .init("slope", "The slope a period: of the values in their unit, or of the logits of shares.") { .number($0.slope) },
    .init("steady", "Whether the slope keeps its sign when any one value is left out.") { .boolean($0.isSteady) },
    .init("method", "The method in words.") { .text($0.method.rawValue) },
  ]

  public var words: String {
    "recent trend: \(direction.rawValue), chi-square \(PrintedNumber.of(chiSquare, decimals: 2))"
      + "\(isSteady ? "" : ", and the slope changes its sign when one value is left out"); \(method.rawValue)"
  }

  public var reasons: [String] {
    [
      "rule: a chi-square above 9.55 (99.8%), and a slope that keeps its sign when any one value is left out",
      "method: \(method.rawValue)",
    ]
  }
}

extension Operation {
  /// Gives the recent trend of a list.
  static let recentTrend = Operation(
    "recent_trend", summary: "Whether five values rise or fall, as Fingertips marks its recent trend.",
    discussion: """
      With denominators the values are numerators of shares; with lower and upper they are values of any kind with 95% \
      limits. Of a longer list the latest five count. The five follow each other, and none is missing.
      """,
    source: "OHID, Fingertips (recent trends); Armitage 1955",
    example: """
      recent_trend({20, 25, 31, 36, 44}, {denominators = {100, 100, 100, 100, 100}})
      --> recent trend: increasing, chi-square 16.22; Cochran-Armitage test of proportions
      """,
    Parameter<[Double]>("values", "The numerators or values in the order of time."),
    Parameter<[Double]?>("denominators", "The groups that the values are parts of.", otherwise: "none"),
    Parameter<[Double]?>("lower", "The lower 95% limits.", otherwise: "none"),
    Parameter<[Double]?>("upper", "The upper 95% limits.", otherwise: "none")
  ) { values, denominators, lower, upper in
    for (others, name) in [(denominators, "denominators"), (lower, "lower limits"), (upper, "upper limits")] {
      if let others, others.count != values.count {
        throw SampleError.differentLengths("\(values.count) values", "\(others.count) \(name)")
      }
    }
    guard denominators == nil || (lower == nil && upper == nil) else {
      throw ArgumentError.unusable(
        "values", problem: "they have denominators and limits", expectation: "Give denominators, or lower and upper.")
    }
    let latest = values.suffix(RecentTrend.length)
    if let denominators {
      return try RecentTrend(numerators: Array(latest), denominators: denominators.suffix(RecentTrend.length))
    }
    guard let lower, let upper else {
      throw ArgumentError.unusable(
        "values", problem: "they have no denominators or limits", expectation: "Give denominators, or lower and upper.")
    }
    let limits = zip(lower, upper).suffix(RecentTrend.length).map { (lower: $0, upper: $1) }
    return try RecentTrend(values: Array(latest), limits: limits)
  }
}
