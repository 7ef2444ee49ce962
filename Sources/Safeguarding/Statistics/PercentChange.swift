#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The change from one rate, count or value to another in per cent of the first, with its limits.
///
/// Of two counts or rates the limits are those of their ratio, exact given the events of both together. Of two values
/// that have limits of their own, logarithms of the distances to the limits are squared and added, so that the limits of
/// a fall never pass -100 per cent.
///
/// - SeeAlso: J. Przyborowski and H. Wilenski, *Biometrika* 31 (1940), 313 to 323, for counts; G. Y. Zou and A. Donner,
///   *Statistics in Medicine* 27 (2008), 1693 to 1702, for values.
public struct PercentChange: Hashable, Sendable {
  /// The later less the earlier, in per cent of the earlier; nil where the earlier is zero.
  public let percent: Double?
  /// The limits in per cent; nil where there is none, as above for an earlier count of zero.
  public let limits: ConfidenceLimits
  /// The two-sided probability of a change as great where there is none; nil where values come with limits only.
  public let pValue: Double?
  public let method: Method
  public let confidence: ConfidenceLevel

  public enum Method: String, Hashable, Sendable {
    case exactRatio = "exact ratio of two Poisson counts"
    case limits = "limits of both values, squared and added as logarithms (MOVER)"
  }

  /// The change from one rate to another. Counts for the same exposure are rates with a denominator of one.
  ///
  /// - Throws: ``StatisticsError/unlikeRates(per:otherPer:)``.
  public init(
    from earlier: CrudeRate, to later: CrudeRate, confidence: ConfidenceLevel = .percent95
  ) throws(StatisticsError) {
    let comparison = try RateComparison(later, earlier)
    percent = comparison.ratio.map { ($0 - 1) * 100 }
    let limits = comparison.ratioLimits(at: confidence)
    self.limits = ConfidenceLimits(lower: limits.lower.map { ($0 - 1) * 100 }, upper: limits.upper.map { ($0 - 1) * 100 })
    pValue = comparison.pValue
    method = .exactRatio
    self.confidence = confidence
  }

  /// The change from one value to another, each above zero and between its limits.
  ///
  /// - Parameter confidence: The level that both values' limits have, and the change's will.
  /// - Throws: ``SampleError`` for values that are not.
  public init(
    from earlier: Double, _ earlierLimits: ClosedRange<Double>, to later: Double, _ laterLimits: ClosedRange<Double>,
    confidence: ConfidenceLevel = .percent95
  ) throws(SampleError) {
    for (place, (value, limits)) in [(earlier, earlierLimits), (later, laterLimits)].enumerated() {
      guard value > 0, limits.lowerBound >= 0, limits.contains(value), limits.upperBound < .infinity else {
        throw .unusableValue(
          "\(value) with limits \(limits.lowerBound) and \(limits.upperBound)", place: place + 1,
          expectation: "A value is above zero and between limits that are not below zero.")
      }
    }
    let ratio = later / earlier
    func spread(_ first: Double, _ second: Double) -> Double { (first * first + second * second).squareRoot() }
    // A limit of zero is as far away as can be, on a scale of logarithms.
    let lower = ratio * exp(-spread(log(later / laterLimits.lowerBound), log(earlierLimits.upperBound / earlier)))
    let upper = ratio * exp(spread(log(laterLimits.upperBound / later), log(earlier / earlierLimits.lowerBound)))
    percent = (ratio - 1) * 100
    limits = ConfidenceLimits(lower: (lower - 1) * 100, upper: upper.isFinite ? (upper - 1) * 100 : nil)
    pValue = nil
    method = .limits
    self.confidence = confidence
  }
}
