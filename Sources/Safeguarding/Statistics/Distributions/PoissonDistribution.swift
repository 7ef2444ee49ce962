/// The Poisson distribution, read between whole counts too: its tails are those of gamma distributions.
///
/// - SeeAlso: N. L. Johnson, A. W. Kemp and S. Kotz, *Univariate Discrete Distributions* (2005), page 161.
enum PoissonDistribution {
  /// Returns the count of which so many or fewer have a probability; zero where none at all is more probable than that.
  ///
  /// - Parameters:
  ///   - probability: Above zero and below one.
  ///   - mean: Zero or more.
  /// - Complexity: Some sixty values of an incomplete gamma function.
  static func count(lowerTail probability: Double, mean: Double) -> Double {
    guard mean > 0 else { return 0 }
    return least(from: mean) { GammaDistribution.tails(mean, shape: $0 + 1).upper >= probability }
  }

  /// Returns the count of which so many or more have a probability.
  static func count(upperTail probability: Double, mean: Double) -> Double {
    guard mean > 0 else { return 0 }
    return least(from: mean) { $0 > 0 && GammaDistribution.tails(mean, shape: $0).lower <= probability }
  }

  /// The least number, zero or more, from which on something holds, given that it does for some number.
  private static func least(from start: Double, where holds: (Double) -> Bool) -> Double {
    if holds(0) { return 0 }
    var (low, high) = (0.0, start + 1)
    while !holds(high), high < .greatestFiniteMagnitude / 4 { (low, high) = (high, high * 2) }
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return high }
      if holds(middle) { high = middle } else { low = middle }
    }
  }
}
