/// What a funnel plot shows, and how its limits are found.
///
/// - SeeAlso: D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", *Statistics in Medicine* 24
///   (2005), 1185 to 1202.
public enum FunnelKind: String, Hashable, Sendable, CaseIterable {
  /// Shares of a group, with limits at p ± z √(p(1 - p)/n), cut at zero and one: as Spiegelhalter and PHEindicatormethods
  /// draw them.
  case proportion
  /// Shares of a group, with limits by Wilson's formula about the comparator: as Fingertips draws them. The lower limit
  /// is never zero and the upper never one, so that none or all of even the smallest group lies outside.
  case proportionWilson = "proportion_wilson"
  /// Events for so many people, with exact Poisson limits: outside lie counts that are so few or so many by chance less
  /// often than the level leaves out on that side. PHEindicatormethods draws the same curves.
  case rate
  /// Observed over expected events, with exact Poisson limits.
  case ratio
  /// Events for so many people, with the exact confidence limits of what is expected, as if it had been observed. So
  /// some tools draw them; none of a quarter of an event expected lies outside.
  case rateByInterval = "rate_by_interval"
  /// Observed over expected events, with the exact confidence limits of what is expected.
  case ratioByInterval = "ratio_by_interval"

  var isProportion: Bool { self == .proportion || self == .proportionWilson }
  var isRatio: Bool { self == .ratio || self == .ratioByInterval }
  var isRate: Bool { self == .rate || self == .rateByInterval }
}

/// Between which values an area lies by chance alone, were it like the comparator.
public struct FunnelLimits: Hashable, Sendable {
  public let kind: FunnelKind

  /// The value that areas are compared with: a fraction, events for one person, or a ratio.
  public let comparator: Double

  /// How many times the variance is larger than by chance; one where there is no overdispersion.
  public let dispersion: Double

  /// Creates the limits about a comparator.
  ///
  /// - Parameter dispersion: The limits stand √dispersion times as far from the comparator; less than one is taken as one.
  /// - Throws: ``StatisticsError`` for a comparator that is no value of the kind, or a dispersion that is no number.
  public init(_ kind: FunnelKind, comparator: Double, dispersion: Double = 1) throws(StatisticsError) {
    guard comparator >= 0, comparator < .infinity, !kind.isProportion || comparator <= 1 else {
      throw .notANumber("the comparator", comparator)
    }
    guard dispersion >= 0, dispersion < .infinity else { throw .notANumber("the dispersion", dispersion) }
    self.kind = kind
    self.comparator = comparator
    self.dispersion = max(1, dispersion)
  }

  /// Returns the limits for an area, in the unit of the comparator.
  ///
  /// - Parameter denominator: The people of the area, one or more for a proportion, or its expected events; above zero.
  /// - Throws: ``StatisticsError/notADenominator(_:)``.
  public func limits(denominator: Double, at confidence: ConfidenceLevel) throws(StatisticsError) -> ClosedRange<Double>
  {
    guard denominator > 0, comparator * denominator < .infinity, denominator < .infinity,
      !kind.isProportion || denominator >= 1
    else { throw .notADenominator(denominator) }
    let range = chanceRange(denominator: denominator, at: confidence)
    guard dispersion > 1 else { return range }
    let factor = dispersion.squareRoot()
    let lower = max(0, comparator - (comparator - range.lowerBound) * factor)
    let upper = comparator + (range.upperBound - comparator) * factor
    return lower...(kind.isProportion ? min(1, upper) : upper)
  }

  private func chanceRange(denominator: Double, at confidence: ConfidenceLevel) -> ClosedRange<Double> {
    switch kind {
    case .proportionWilson:
      return WilsonScore.range(of: comparator, count: denominator, deviate: confidence.normalDeviate)
    case .proportion:
      let distance = confidence.normalDeviate * (comparator * (1 - comparator) / denominator).squareRoot()
      return max(0, comparator - distance)...min(1, comparator + distance)
    case .rate, .ratio:
      let expected = comparator * denominator
      let lower = PoissonDistribution.count(lowerTail: confidence.tail, mean: expected)
      let upper = PoissonDistribution.count(upperTail: confidence.tail, mean: expected)
      return lower / denominator...max(lower, upper) / denominator
    case .rateByInterval, .ratioByInterval:
      let expected = comparator * denominator
      let lower = expected > 0 ? GammaDistribution.quantile(lowerTail: confidence.tail, shape: expected) : 0
      let upper = GammaDistribution.quantile(upperTail: confidence.tail, shape: expected + 1)
      return lower / denominator...max(lower, upper) / denominator
    }
  }

  /// How many standard deviations an area lies from the comparator by chance alone; nil where the comparator allows none.
  func deviate(numerator: Double, denominator: Double) -> Double? {
    let variance = kind.isProportion ? comparator * (1 - comparator) / denominator : comparator / denominator
    return variance > 0 ? (numerator / denominator - comparator) / variance.squareRoot() : nil
  }
}

/// How much more areas differ than by chance.
public enum Overdispersion {
  /// Returns the mean square of deviates, of which the outermost are drawn in to their quantile first.
  ///
  /// - Parameters:
  ///   - deviates: How many standard deviations each area lies from the comparator.
  ///   - share: The share of the areas on each side that are drawn in, so that a few that stand out do not widen the
  ///     limits for all; from zero to less than a half.
  /// - Returns: The dispersion, of which one is what chance gives; nil for no deviates.
  /// - SeeAlso: Spiegelhalter (2005); the quantiles are linear (type 7).
  public static func dispersion(of deviates: [Double], winsorising share: Double = 0.1) -> Double? {
    guard !deviates.isEmpty else { return nil }
    let sorted = deviates.sorted()
    let low = QuantileDefinition.linear.quantile(share, ofSorted: sorted)
    let high = QuantileDefinition.linear.quantile(1 - share, ofSorted: sorted)
    let squares = sorted.reduce(0) { sum, deviate in
      let drawn = min(max(deviate, low), high)
      return sum + drawn * drawn
    }
    return squares / Double(sorted.count)
  }
}

/// Where an area lies in a funnel.
public enum FunnelPlace: String, Hashable, Sendable, CaseIterable {
  case aboveOuter = "above 99.8%"
  case aboveInner = "above 95%"
  case inside = "inside"
  case belowInner = "below 95%"
  case belowOuter = "below 99.8%"

  /// Returns the place of a value between the limits at 95 and 99.8 per cent; a value on a limit is inside it.
  init(_ value: Double, inner: ClosedRange<Double>, outer: ClosedRange<Double>) {
    if value > inner.upperBound {
      self = value > outer.upperBound ? .aboveOuter : .aboveInner
    } else if value < inner.lowerBound {
      self = value < outer.lowerBound ? .belowOuter : .belowInner
    } else {
      self = .inside
    }
  }
}
