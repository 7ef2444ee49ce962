import Columns

extension MannKendall: ScriptObject {
  public static let kind = ObjectKind("mann_kendall_test", summary: "A test of a series for a trend in one direction.")

  public static let fields: [ObjectField<MannKendall>] = [
    .init("n", "How many values were tested.") { .integer($0.count) },
    .init("score", "Pairs in which the later value is the higher, less those in which it is the lower.") { .integer($0.score) },
    .init("z", "The score in standard deviations, with continuity.") { .number($0.deviate) },
    .init("p", "The two-sided probability without a trend: exact for up to 17 values, else normal.") { .number($0.probability) },
    .init("p_normal", "The same by the normal distribution.") { .number($0.normalProbability) },
    .init("p_exact", "The same counted over every order of the values; missing for more than 17.") {
      $0.exactProbability.map { .number($0) } ?? .missing(.notApplicable)
    },
  ]

  public var words: String {
    let sign = score > 0 ? "rising" : score < 0 ? "falling" : "level"
    return "Mann-Kendall: \(sign), score \(PrintedNumber.signed(Double(score))) of \(PrintedNumber.of(count)) values, p \(Self.text(probability: probability))"
  }

  public var reasons: [String] {
    [
      "rule: pairs that rise less pairs that fall; ties count for neither",
      exactProbability == nil
        ? "p: normal, with ties and continuity" : "p: exact, counted over every order of the \(count) values",
    ]
  }

  /// A probability as sentences print it: three decimal places, or `below 0.001`.
  static func text(probability: Double) -> String {
    probability < 0.001 ? "below 0.001" : PrintedNumber.of(probability, decimals: 3)
  }
}

extension Operation {
  /// Tests a list for a trend.
  static let mannKendall = Operation(
    "mann_kendall", summary: "Whether a list of values in the order of time rises or falls throughout: the Mann-Kendall test.",
    discussion: """
      Only the order counts, so that the test asks for no straight line. A missing value is left out, and its neighbours \
      then follow each other: indicator:trend, which knows the periods, does not do so silently.
      """,
    source: "Mann 1945; Kendall 1975",
    example: """
      mann_kendall{118, 138, 144, 159, 188, 172, 150, 148, 146, 138}.score
      --> 4
      """,
    Parameter<NumberList>("values", "The values in the order of time, at least three.")
  ) { values in try MannKendall(values.known) }
}
