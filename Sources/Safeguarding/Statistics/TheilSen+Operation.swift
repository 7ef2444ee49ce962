import Columns

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

extension Operation {
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
}
