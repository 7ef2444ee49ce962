import Columns

/// How the limits of a proportion are found.
public enum ProportionMethod: String, Hashable, Sendable, CaseIterable {
  /// Wilson's score interval, without correction for continuity.
  case wilson
  /// The exact interval of Clopper and Pearson, which covers too often rather than too seldom.
  case clopperPearson = "clopper_pearson"

  /// The method in words that can stand in a bracket.
  var words: String { self == .wilson ? "Wilson" : "Clopper-Pearson" }
}

/// The share of a group that meets a condition, such as re-referrals within twelve months.
///
/// ```swift
/// let repeats = try Proportion(numerator: 15, denominator: 148)
/// repeats.value     // 0.1014, a fraction and not a percentage
/// repeats.limits()  // 0.0624...0.1605
/// ```
///
/// - SeeAlso: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", *Journal of the
///   American Statistical Association* 22 (1927), 209 to 212; C. J. Clopper and E. S. Pearson, "The use of confidence or
///   fiducial limits illustrated in the case of the binomial", *Biometrika* 26 (1934), 404 to 413.
public struct Proportion: Hashable, Sendable {
  /// The people or events that meet the condition, from zero to ``denominator``.
  public let numerator: Int

  /// The people or events that could have met it, one or more.
  public let denominator: Int

  /// Creates a proportion from two counts.
  ///
  /// - Throws: ``StatisticsError`` where the counts are not a part of a group.
  public init(numerator: Int, denominator: Int) throws(StatisticsError) {
    guard denominator > 0 else { throw .notADenominator(Double(denominator)) }
    guard (0...denominator).contains(numerator) else {
      throw .notPartOfGroup(numerator: numerator, denominator: denominator)
    }
    self.numerator = numerator
    self.denominator = denominator
  }

  /// The share as a fraction from zero to one.
  public var value: Double { Double(numerator) / Double(denominator) }

  /// Returns the limits of the share as fractions; both are always given.
  ///
  /// None of a group gives a lower limit of exactly zero, and all of it an upper limit of exactly one.
  public func limits(at confidence: ConfidenceLevel = .percent95, method: ProportionMethod = .wilson)
    -> ConfidenceLimits
  {
    let range = method == .wilson ? wilsonRange(confidence) : exactRange(confidence)
    return ConfidenceLimits(lower: range.lowerBound, upper: range.upperBound)
  }

  func wilsonRange(_ confidence: ConfidenceLevel) -> ClosedRange<Double> {
    WilsonScore.range(of: value, count: Double(denominator), deviate: confidence.normalDeviate)
  }

  private func exactRange(_ confidence: ConfidenceLevel) -> ClosedRange<Double> {
    let (met, unmet) = (Double(numerator), Double(denominator - numerator))
    let lower = met == 0 ? 0 : BetaDistribution.quantile(lowerTail: confidence.tail, met, unmet + 1)
    let upper = unmet == 0 ? 1 : BetaDistribution.quantile(upperTail: confidence.tail, met + 1, unmet)
    return lower...max(lower, upper)
  }
}

/// Wilson's score interval about a fraction.
enum WilsonScore {
  /// Returns the interval of a fraction from zero to one that was divided by a count of one or more.
  static func range(of fraction: Double, count: Double, deviate: Double) -> ClosedRange<Double> {
    let square = deviate * deviate / count
    // Both limits from the one that loses no digits: their product is p² / (1 + z²/n), and so for what is left of one.
    let spread = (square * (square + 4 * fraction * (1 - fraction))).squareRoot()
    func upper(_ fraction: Double) -> Double { (2 * fraction + square + spread) / (2 * (1 + square)) }
    func lower(_ fraction: Double) -> Double { 2 * fraction * fraction / (2 * fraction + square + spread) }
    let low = fraction <= 0 ? 0 : lower(fraction)
    let high = fraction >= 1 ? 1 : fraction < 0.5 ? upper(fraction) : 1 - lower(1 - fraction)
    return min(low, high)...high
  }
}

extension Operation {
  /// A proportion and its limits.
  static let proportionInterval = Operation(
    "proportion_interval", summary: "A part of a group with its confidence limits, in per cent.",
    source: "Wilson 1927; Clopper and Pearson 1934",
    example: """
      proportion_interval(15, 148)
      --> 10.1% (95% limits 6.2% to 16.0%, Wilson); 15 of 148
      """,
    Parameter<Int>("numerator", "The people or events that meet the condition."),
    Parameter<Int>("denominator", "The people or events that could have met it."),
    intervalConfidence, proportionMethod
  ) { numerator, denominator, confidence, method in
    let share = try Proportion(numerator: numerator, denominator: denominator)
    return Estimate(
      value: share.value * 100, limits: share.limits(at: confidence, method: method).scaled(by: 100),
      confidence: confidence, unit: .percent, method: method.words,
      basis: "\(PrintedNumber.of(numerator)) of \(PrintedNumber.of(denominator))")
  }
}
