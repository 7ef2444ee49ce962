import Columns

/// Events for so many people, or for so many years that people lived.
///
/// The people are taken as known: only the count has limits.
///
/// ```swift
/// let plans = try CrudeRate(events: 379, denominator: 32_876, per: 10_000)
/// plans.value     // 115.3 per 10,000
/// plans.limits()  // 104.0...127.5
/// ```
///
/// - SeeAlso: D. Eayres, "Commonly used public health statistics and their confidence intervals", APHO Technical
///   Briefing 3 (2008).
public struct CrudeRate: Hashable, Sendable {
  public let events: EventCount

  /// The people or years, above zero.
  public let denominator: Double

  /// What the rate is given for, such as 10,000.
  public let per: Double

  /// Creates a rate.
  ///
  /// - Throws: ``StatisticsError`` for a negative count, or a denominator or `per` that is not above zero.
  public init(events: Int, denominator: Double, per: Double) throws(StatisticsError) {
    for number in [denominator, per] where !(number > 0 && number < .infinity) { throw .notADenominator(number) }
    self.events = try EventCount(events)
    let value = Double(events) / denominator * per
    guard value < .infinity else { throw .notANumber("the rate", value) }
    self.denominator = denominator
    self.per = per
  }

  /// The rate for ``per`` people.
  public var value: Double { Double(events.value) / denominator * per }

  /// Returns the limits of the rate for ``per`` people; a limit that the count does not have, the rate has not.
  public func limits(at confidence: ConfidenceLevel = .percent95, method: CountMethod = .exactBelow10)
    -> ConfidenceLimits
  {
    events.limits(at: confidence, method: method).scaled(by: per / denominator)
  }
}

extension Operation {
  /// A rate and its limits.
  static let rateInterval = Operation(
    "rate_interval", summary: "A rate for so many people with its confidence limits.",
    discussion: "The people are taken as known; the limits are those of the count.",
    source: "Breslow and Day 1987; Eayres 2008",
    example: """
      rate_interval(379, 32876)
      --> 115.3 per 10,000 (95% limits 104.0 to 127.5, Byar's); 379 of 32,876
      """,
    Parameter<Int>("count", "The events, zero or more."),
    Parameter<Double>("denominator", "The people, or the years that people lived."),
    ratePer, intervalConfidence, countMethod
  ) { count, denominator, per, confidence, method in
    let rate = try CrudeRate(events: count, denominator: denominator, per: Double(per))
    return Estimate(
      value: rate.value, limits: rate.limits(at: confidence, method: method), confidence: confidence,
      unit: .rate(per: per), method: method.settled(for: count).words,
      basis: "\(PrintedNumber.of(count)) of \(PrintedNumber.of(denominator))")
  }
}
