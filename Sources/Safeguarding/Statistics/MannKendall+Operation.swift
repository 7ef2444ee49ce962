public import Columns

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

  /// Finds the slope of a list.
  static let theilSen = Operation(
    "theil_sen", summary: "The median slope of a list of values, in their unit for one step of time, with its interval.",
    discussion: """
      It is the median of the slopes of all pairs, which a wild value hardly moves; the interval is Sen's. A missing value \
      is left out and its step of time is kept.
      """,
    source: "Theil 1950; Sen 1968",
    example: """
      theil_sen{118, 138, 144, 159, 188, 172, 150, 148, 146, 138}
      --> Theil-Sen slope: +0.8 a step (95%: -4 to +8.5), 10 values
      """,
    Parameter<NumberList>("values", "The values in the order of time, at least three."),
    Parameter<NumberList?>("times", "When each value was, in any unit.", otherwise: "one step apart"),
    Parameter<ConfidenceLevel>("confidence", "The level of the interval.", default: .percent95, words: "0.95")
  ) { values, times, confidence in
    let times = times?.values ?? values.values.indices.map { Double($0) }
    guard times.count == values.values.count else {
      throw SampleError.differentLengths("\(values.values.count) values", "\(times.count) times")
    }
    let pairs = zip(values.values, times).compactMap { value, time in value.flatMap { value in time.map { (value, $0) } } }
    return TheilSenSlope(line: try TheilSen(pairs.map(\.0), times: pairs.map(\.1), confidence: confidence), confidence: confidence)
  }

  /// Adjusts probabilities for how many they are.
  static let falseDiscovery = Operation(
    "false_discovery", summary: "Probabilities of many tests adjusted for how many they are, in the same order.",
    discussion: """
      Of the tests whose adjusted probability is at most 0.05, about one in twenty is a false find. A missing probability \
      stays missing and counts for none. benjamini_yekutieli holds however the tests depend on each other.
      """,
    source: "Benjamini and Hochberg 1995; Benjamini and Yekutieli 2001",
    example: """
      false_discovery({0.01, 0.02, 0.9})[2]
      --> 0.03
      """,
    Parameter<NumberList>("probabilities", "The probabilities, fractions from zero to one."),
    Parameter<FalseDiscovery>("method", "How the tests may depend on each other.", default: .benjaminiHochberg, words: "\"benjamini_hochberg\"")
  ) { probabilities, method in
    let adjusted = try method.adjusted(probabilities.values)
    var reasons = probabilities.reasons.makeIterator()
    return Value.list(adjusted.map { $0.map { .number($0) } ?? .missing(reasons.next() ?? .unspecified) })
  }
}

/// A slope with the level of its interval.
struct TheilSenSlope: ScriptObject {
  let line: TheilSen
  let confidence: ConfidenceLevel

  static let kind = ObjectKind("theil_sen_slope", summary: "The median slope of a series, with its interval.")

  static let fields: [ObjectField<TheilSenSlope>] = [
    .init("n", "How many values the slope is of.") { .integer($0.line.count) },
    .init("slope", "The slope, in the values' unit for one unit of time.") { .number($0.line.slope) },
    .init("intercept", "The line's value at time zero: the first value's, where no times are given.") { .number($0.line.intercept) },
    .init("lower", "The lower limit of the slope; missing where all values are equal.") {
      $0.line.interval.map { .number($0.lowerBound) } ?? .missing(.notApplicable)
    },
    .init("upper", "The upper limit of the slope; missing where all values are equal.") {
      $0.line.interval.map { .number($0.upperBound) } ?? .missing(.notApplicable)
    },
    .init("confidence", "The level of the interval, a fraction.") { .number($0.confidence.fraction) },
  ]

  var words: String {
    let interval = line.interval.map {
      " (\(confidence.words): \(PrintedNumber.signed($0.lowerBound)) to \(PrintedNumber.signed($0.upperBound)))"
    }
    return "Theil-Sen slope: \(PrintedNumber.signed(line.slope)) a step\(interval ?? ""), \(PrintedNumber.of(line.count)) values"
  }

  var reasons: [String] { ["rule: the median of the slopes of all pairs; interval by Sen 1968"] }
}
