/// How the rates of two groups differ: their difference and their ratio, each with limits, and a test of no difference.
///
/// The ratio's limits and the test are exact, given the events of both groups together. The difference's limits combine
/// the exact limits of each rate.
///
/// - SeeAlso: J. Przyborowski and H. Wilenski, "Homogeneity of results in testing samples from Poisson series",
///   *Biometrika* 31 (1940), 313 to 323, for the ratio and the test; G. Y. Zou and A. Donner, "Construction of confidence
///   limits about effect measures: a general approach", *Statistics in Medicine* 27 (2008), 1693 to 1702, for the
///   difference.
public struct RateComparison: Hashable, Sendable {
  static let ratioMethod = "ratio and p value exact, given the sum of the events, p value twice the smaller tail"
  static let method = "\(ratioMethod); difference by adding squares"

  public let first: CrudeRate
  public let second: CrudeRate

  /// Compares two rates.
  ///
  /// - Throws: ``StatisticsError/unlikeRates(per:otherPer:)`` where they are not for the same number of people, and
  ///   ``StatisticsError/notADenominator(_:)`` where one group is 1e100 times as large as the other or more.
  public init(_ first: CrudeRate, _ second: CrudeRate) throws(StatisticsError) {
    guard first.per == second.per else { throw .unlikeRates(per: first.per, otherPer: second.per) }
    let people = second.denominator / first.denominator
    guard people > 1e-100, people < 1e100 else { throw .notADenominator(min(first.denominator, second.denominator)) }
    self.first = first
    self.second = second
  }

  /// The first rate less the second, in the unit of the rates.
  public var difference: Double { first.value - second.value }

  /// Returns the limits of the difference, in the unit of the rates; both are always given.
  public func differenceLimits(at confidence: ConfidenceLevel = .percent95) -> ConfidenceLimits {
    SquareAndAdd.difference(
      first.value, first.limits(at: confidence, method: .exact), second.value,
      second.limits(at: confidence, method: .exact))
  }

  /// The first rate over the second; nil where the second is zero.
  public var ratio: Double? { second.events.value == 0 ? nil : first.value / second.value }

  /// Returns the limits of the ratio: none below for a first rate of zero is zero, and none above for a second rate of
  /// zero is not given.
  public func ratioLimits(at confidence: ConfidenceLevel = .percent95) -> ConfidenceLimits {
    let (one, other) = (Double(first.events.value), Double(second.events.value))
    let people = second.denominator / first.denominator
    guard one > 0 || other > 0 else { return ConfidenceLimits(lower: nil, upper: nil) }
    let lower = one == 0 ? 0 : BetaDistribution.odds(lowerTail: confidence.tail, one, other + 1) * people
    let upper = other == 0 ? nil : people / BetaDistribution.odds(lowerTail: confidence.tail, other, one + 1)
    return ConfidenceLimits(lower: lower, upper: upper)
  }

  /// The probability of a split as uneven as this one between groups of equal rates, on either side: twice the smaller
  /// tail, and no more than one.
  public var pValue: Double {
    let (one, other) = (Double(first.events.value), Double(second.events.value))
    let odds = first.denominator / second.denominator
    // Of at least so many in the first group, and of no more.
    let atLeast = one == 0 ? 1 : BetaDistribution.tails(odds: odds, one, other + 1).lower
    let atMost = other == 0 ? 1 : BetaDistribution.tails(odds: odds, one + 1, other).upper
    return min(1, 2 * min(atLeast, atMost))
  }
}

/// Limits of a difference of two estimates from the limits of each: the squares of the distances are added.
enum SquareAndAdd {
  static func difference(
    _ first: Double, _ firstLimits: ConfidenceLimits, _ second: Double, _ secondLimits: ConfidenceLimits
  ) -> ConfidenceLimits {
    func distance(_ limit: Double?, _ otherLimit: Double?) -> Double? {
      guard let limit, let otherLimit else { return nil }
      let (one, other) = (limit - first, otherLimit - second)
      return (one * one + other * other).squareRoot()
    }
    let difference = first - second
    return ConfidenceLimits(
      lower: distance(firstLimits.lower, secondLimits.upper).map { difference - $0 },
      upper: distance(firstLimits.upper, secondLimits.lower).map { difference + $0 })
  }
}
