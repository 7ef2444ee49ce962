/// Quantiles of a set of numbers, under the names that statisticians give their definitions.
///
/// - SeeAlso: R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", *The American Statistician* 50 (1996),
///   361 to 365, whose definitions are numbered as here.
public enum QuantileDefinition: Int, Hashable, Sendable, CaseIterable {
  /// The inverse of the empirical distribution, with averaging where it jumps.
  case averagedSteps = 2
  /// Linear, with the smallest value at 1/(n+1): what Minitab and SPSS give.
  case weibull = 6
  /// Linear, with the smallest value at 0: what R, NumPy, Excel's PERCENTILE.INC and LAIT give.
  case linear = 7

  /// Returns the quantile of some numbers in increasing order.
  ///
  /// - Parameters:
  ///   - fraction: From zero (the smallest) to one (the largest).
  ///   - sorted: The numbers, smallest first; not empty.
  public func quantile(_ fraction: Double, ofSorted sorted: [Double]) -> Double {
    let count = Double(sorted.count)
    let last = sorted.count - 1
    switch self {
    case .averagedSteps:
      // A product such as 0.29 * 100 misses its whole number by the last bits; R allows for it in the same way.
      let raw = count * fraction
      let place = abs(raw - raw.rounded()) < 1e-9 ? raw.rounded() : raw
      let floor = place.rounded(.down)
      let index = Int(floor)
      if place == floor, index > 0, index <= last { return (sorted[index - 1] + sorted[index]) / 2 }
      return sorted[min(max(place == floor ? index - 1 : index, 0), last)]
    case .weibull: return Self.interpolated(at: (count + 1) * fraction - 1, in: sorted)
    case .linear: return Self.interpolated(at: (count - 1) * fraction, in: sorted)
    }
  }

  private static func interpolated(at place: Double, in sorted: [Double]) -> Double {
    let last = sorted.count - 1
    guard place > 0 else { return sorted[0] }
    guard place < Double(last) else { return sorted[last] }
    let lower = Int(place)
    return sorted[lower] + (place - Double(lower)) * (sorted[lower + 1] - sorted[lower])
  }
}
