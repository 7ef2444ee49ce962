import Columns

extension PercentChange: ScriptObject {
  public static let kind = ObjectKind("percent_change", summary: "A change in per cent, with its interval.")

  public static let fields: [ObjectField<PercentChange>] = [
    .init("percent", "The change in per cent of the earlier; missing where that is zero.") {
      $0.percent.map { .number($0) } ?? .missing(.notApplicable)
    },
    .init("lower", "The lower limit, in per cent; missing where there is none.") {
      $0.limits.lower.map { .number($0) } ?? .missing(.notApplicable)
    },
    .init("upper", "The upper limit, in per cent; missing where there is none.") {
      $0.limits.upper.map { .number($0) } ?? .missing(.notApplicable)
    },
    .init("p", "The two-sided probability without a change; missing for values that come with limits.") {
      $0.pValue.map { .number($0) } ?? .missing(.notApplicable)
    },
    .init("confidence", "The level of the interval, a fraction.") { .number($0.confidence.fraction) },
    .init("method", "How the limits are found.") { .text($0.method.rawValue) },
  ]

  public var words: String {
    func text(_ percent: Double?) -> String? { percent.map { "\(PrintedNumber.signed($0, decimals: 1))%" } }
    var words = text(percent) ?? "no percentage, since the earlier value is zero"
    words += " (\(confidence.words): \(text(limits.lower) ?? "no limit") to \(text(limits.upper) ?? "no limit"))"
    if let pValue { words += ", p \(MannKendall.text(probability: pValue))" }
    return words
  }

  public var reasons: [String] { ["rule: the later less the earlier in per cent of the earlier", "interval: \(method.rawValue)"] }
}

extension Operation {
  /// Gives a change in per cent with its interval.
  static let percentChange = Operation(
    "percent_change", summary: "The change from one number to another in per cent, with its interval.",
    discussion: """
      Two counts are taken as Poisson, and for the same exposure unless denominators gives both; the interval is that of \
      their exact ratio. With from_limits and to_limits the numbers are values of any kind above zero. Counts of the same \
      children twice are not independent, and the interval is then too wide.
      """,
    source: "Przyborowski and Wilenski 1940; Zou and Donner 2008",
    example: """
      percent_change(263, 379)
      --> +44.1% (95%: +22.8% to +69.3%), p below 0.001
      """,
    Parameter<Double>("from", "The earlier count or value."),
    Parameter<Double>("to", "The later count or value."),
    Parameter<[Double]?>("denominators", "The exposure of the earlier and of the later count.", otherwise: "the same for both"),
    Parameter<[Double]?>("from_limits", "The lower and the upper limit of the earlier value.", otherwise: "none"),
    Parameter<[Double]?>("to_limits", "The lower and the upper limit of the later value.", otherwise: "none"),
    Parameter<ConfidenceLevel>("confidence", "The level of the interval, and of the limits given.", default: .percent95, words: "0.95")
  ) { earlier, later, denominators, earlierLimits, laterLimits, confidence in
    guard earlierLimits != nil || laterLimits != nil else {
      let people = denominators ?? [1, 1]
      guard people.count == 2 else {
        throw ArgumentError.unusable("denominators", problem: "there are \(people.count)", expectation: "One for each count.")
      }
      guard let first = Int(exactly: earlier), let second = Int(exactly: later) else {
        throw ArgumentError.unusable(
          "from", problem: "\(earlier) and \(later) are not both whole numbers",
          expectation: "Counts are whole; values of another kind have from_limits and to_limits.")
      }
      return try PercentChange(
        from: CrudeRate(events: first, denominator: people[0], per: 1),
        to: CrudeRate(events: second, denominator: people[1], per: 1), confidence: confidence)
    }
    func range(_ limits: [Double]?, _ name: String) throws -> ClosedRange<Double> {
      guard let limits, limits.count == 2, limits[0] <= limits[1] else {
        throw ArgumentError.unusable(name, problem: "it is no lower and upper limit", expectation: "Both values have limits: \(name) = {90, 110}.")
      }
      return limits[0]...limits[1]
    }
    return try PercentChange(
      from: earlier, range(earlierLimits, "from_limits"), to: later, range(laterLimits, "to_limits"), confidence: confidence)
  }
}
