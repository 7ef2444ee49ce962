import Columns

/// How the limits of a count of events are found.
///
/// - SeeAlso: N. E. Breslow and N. E. Day, *Statistical Methods in Cancer Research*, volume II (1987), chapter 2, for both
///   methods; D. Eayres, "Commonly used public health statistics and their confidence intervals", APHO Technical
///   Briefing 3 (2008), for the change of method at 10.
public enum CountMethod: String, Hashable, Sendable, CaseIterable {
  /// Exact below 10 events and Byar's from 10: what Fingertips and PHEindicatormethods publish.
  case exactBelow10 = "exact_below_10"
  /// Exact, from the Poisson distribution.
  case exact
  /// Byar's approximation, which needs no tables.
  case byar

  /// The method that a count gets.
  func settled(for count: Int) -> CountMethod { self == .exactBelow10 ? (count < 10 ? .exact : .byar) : self }

  /// The method in words that can stand in a bracket.
  var words: String {
    switch self {
    case .exactBelow10: "exact Poisson below 10, Byar's from 10"
    case .exact: "exact Poisson"
    case .byar: "Byar's"
    }
  }
}

/// A count of events that happen one by one, such as deaths or referrals.
///
/// ```swift
/// let plans = try EventCount(379)
/// plans.limits()  // 341.8...419.2
/// ```
public struct EventCount: Hashable, Sendable {
  /// The events, zero or more.
  public let value: Int

  /// Creates a count.
  ///
  /// - Throws: ``StatisticsError/negativeCount(_:)``.
  public init(_ value: Int) throws(StatisticsError) {
    guard value >= 0 else { throw .negativeCount(value) }
    self.value = value
  }

  /// Returns the limits of the count that is to be expected, in events.
  ///
  /// The exact lower limit of no events is zero. Byar's lower limit is not given where its formula has none: for no
  /// events, and where it falls below zero, as for one event at 99.8 per cent.
  public func limits(at confidence: ConfidenceLevel = .percent95, method: CountMethod = .exactBelow10)
    -> ConfidenceLimits
  {
    method.settled(for: value) == .byar ? byarLimits(confidence) : exactLimits(confidence)
  }

  private func exactLimits(_ confidence: ConfidenceLevel) -> ConfidenceLimits {
    let count = Double(value)
    return ConfidenceLimits(
      lower: value == 0 ? 0 : GammaDistribution.quantile(lowerTail: confidence.tail, shape: count),
      upper: GammaDistribution.quantile(upperTail: confidence.tail, shape: count + 1))
  }

  private func byarLimits(_ confidence: ConfidenceLevel) -> ConfidenceLimits {
    func limit(_ count: Double, _ sign: Double) -> Double? {
      guard count > 0 else { return nil }
      let root = 1 - 1 / (9 * count) + sign * confidence.normalDeviate / (3 * count.squareRoot())
      return root < 0 ? nil : count * root * root * root
    }
    return ConfidenceLimits(lower: limit(Double(value), -1), upper: limit(Double(value) + 1, 1))
  }
}

extension Operation {
  /// The limits of a count.
  static let countInterval = Operation(
    "count_interval", summary: "A count of events with its confidence limits, in events.",
    discussion: "Byar's lower limit is missing where its formula falls below zero, as for one event at 99.8 per cent.",
    source: "Breslow and Day 1987; Eayres 2008",
    example: """
      count_interval(8)
      --> 8 (95% limits 3.45 to 15.76, exact Poisson); 8 events
      """,
    Parameter<Int>("count", "The events, zero or more."), intervalConfidence, countMethod
  ) { count, confidence, method in
    let events = try EventCount(count)
    return Estimate(
      value: Double(count), limits: events.limits(at: confidence, method: method), confidence: confidence,
      unit: MeasureUnit(published: "count"), method: method.settled(for: count).words,
      basis: "\(PrintedNumber.of(count)) \(count == 1 ? "event" : "events")")
  }
}
