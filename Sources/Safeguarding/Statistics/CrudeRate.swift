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
    self.denominator = denominator
    self.per = per
  }

  /// The rate for ``per`` people.
  public var value: Double { Double(events.value) / denominator * per }

  /// Returns the limits of the rate for ``per`` people; a limit that the count does not have, the rate has not.
  public func limits(at confidence: ConfidenceLevel = .percent95, method: CountMethod = .exactBelow10) -> ConfidenceLimits {
    events.limits(at: confidence, method: method).scaled(by: per / denominator)
  }
}
