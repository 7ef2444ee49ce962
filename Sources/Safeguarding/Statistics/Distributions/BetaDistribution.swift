#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The beta distribution, whose tails are the regularised incomplete beta functions.
///
/// A share is given by its odds, share / (1 - share), which keep their digits at both ends. Shapes are above zero;
/// quantiles are good to about 1e-13 of their size for shapes from 0.5 to 1e9, tails to 1e-12.
///
/// - SeeAlso: A. R. DiDonato and A. H. Morris, "Algorithm 708: significant digit computation of the incomplete beta
///   function ratios", *ACM Transactions on Mathematical Software* 18 (1992), 360 to 373.
enum BetaDistribution {
  /// Returns the probabilities of no more than a share with some odds, and of more than it.
  ///
  /// - Complexity: O(√n) for shapes that add up to n, at worst.
  static func tails(odds: Double, _ first: Double, _ second: Double) -> (lower: Double, upper: Double) {
    guard odds > 0 else { return (0, 1) }
    guard odds < .infinity else { return (1, 0) }
    if odds * (second + 1) < first + 1 {
      let lower = tail(odds: odds, first, second)
      return (lower, 1 - lower)
    }
    let upper = tail(odds: 1 / odds, second, first)
    return (1 - upper, upper)
  }

  /// Returns the odds of the share that has a probability below it.
  static func odds(lowerTail probability: Double, _ first: Double, _ second: Double) -> Double {
    guard probability >= 0, probability <= 1, first > 0, second > 0 else { return .nan }
    if probability == 0 { return 0 }
    if probability == 1 { return .infinity }
    // The smaller tail keeps its digits; turned round, an upper tail is a lower one.
    if probability > 0.5 { return 1 / odds(lowerTail: 1 - probability, second, first) }
    let start = start(probability, first, second)
    return TailSearch.place(where: probability, of: .lower, from: start) { odds in
      (tails(odds: odds, first, second).lower, first * density(odds: odds, first, second))
    }
  }

  /// Returns the share that has a probability below it.
  static func quantile(lowerTail probability: Double, _ first: Double, _ second: Double) -> Double {
    share(odds: odds(lowerTail: probability, first, second))
  }

  /// Returns the share that has a probability above it.
  static func quantile(upperTail probability: Double, _ first: Double, _ second: Double) -> Double {
    share(odds: 1 / odds(lowerTail: probability, second, first))
  }

  private static func share(odds: Double) -> Double { odds < .infinity ? odds / (1 + odds) : odds.isNaN ? .nan : 1 }

  /// A first guess at the odds, whose logarithm is nearly normal for large shapes; else the lower tail's first term.
  private static func start(_ probability: Double, _ first: Double, _ second: Double) -> Double {
    if first > 4, second > 4 {
      let deviate = NormalDistribution.deviate(upperTail: probability)
      return first / second * exp(-deviate * (1 / first + 1 / second).squareRoot())
    }
    let logBeta =
      StirlingSeries.logGamma(first) + StirlingSeries.logGamma(second) - StirlingSeries.logGamma(first + second)
    return min(exp((log(probability * first) + logBeta) / first), first / second)
  }

  /// Returns xᵃ (1 - x)ᵇ / (a B(a, b)), where x has the given odds.
  private static func density(odds: Double, _ first: Double, _ second: Double) -> Double {
    let total = first + second
    let complement = 1 / (1 + odds)
    let share = odds * complement
    let difference = complement * (second * odds - first)
    let deviance =
      first * StirlingSeries.deviance(value: share * total, mean: first, difference: difference)
      + second * StirlingSeries.deviance(value: complement * total, mean: second, difference: -difference)
    let remainders =
      StirlingSeries.remainder(total) - StirlingSeries.remainder(first) - StirlingSeries.remainder(second)
    return exp(remainders - deviance - StirlingSeries.halfLogOfTwoPi) * (second / (first * total)).squareRoot()
  }

  /// The lower tail by DiDonato and Morris's continued fraction, which converges up to about the mean.
  private static func tail(odds: Double, _ first: Double, _ second: Double) -> Double {
    let complement = 1 / (1 + odds)
    let share = odds * complement
    let balance = complement * (first - second * odds) + 1
    var numeratorRatio = first * balance / (first + 1)
    var (denominatorRatio, fraction) = (0.0, numeratorRatio)
    for step in 1...10_000_000 {
      let count = Double(step)
      let middle = first + 2 * count
      let top =
        (first + count - 1) * share / (middle - 1) * (first + second + count - 1) / (middle - 1) * count
        * (second - count) * share
      if top == 0 { break }
      let bottom =
        count + count * (second - count) * share / (middle - 1)
        + (first + count) / (middle + 1) * (balance + count * (1 + complement))
      denominatorRatio = 1 / (bottom + top * denominatorRatio)
      numeratorRatio = bottom + top / numeratorRatio
      let factor = numeratorRatio * denominatorRatio
      fraction *= factor
      if abs(factor - 1) < Double.ulpOfOne { break }
    }
    return density(odds: odds, first, second) * first / fraction
  }
}
