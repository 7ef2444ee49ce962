#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the densities of the gamma and beta distributions are made of, in forms that keep their digits for large counts.
///
/// A density such as xᵃ e⁻ˣ / Γ(a + 1) is a quotient of huge numbers. Written as a deviance and the remainders of
/// Stirling's formula, nothing in it is larger than the answer.
///
/// - SeeAlso: C. Loader, "Fast and accurate computation of binomial probabilities" (2000).
enum StirlingSeries {
  static let halfLogOfTwoPi = 0.918938533204672741780329736405617640

  /// Returns the logarithm of the gamma function of a number above zero, with an absolute error of about 1e-15 of the
  /// larger of one and the answer.
  static func logGamma(_ x: Double) -> Double {
    guard x >= 10 else { return logGammaShifted(x) }
    return (x - 0.5) * log(x) - x + halfLogOfTwoPi + remainder(x)
  }

  /// Returns what Stirling's formula leaves over: log Γ(x) - (x - ½) log x + x - ½ log 2π, for x above zero.
  static func remainder(_ x: Double) -> Double {
    guard x >= 10 else { return logGammaShifted(x) - (x - 0.5) * log(x) + x - halfLogOfTwoPi }
    let square = 1 / (x * x)
    return bernoulliTerms.reduce(0) { $0 * square + $1 } / x
  }

  /// B₂ₖ / (2k (2k - 1)), the last first.
  private static let bernoulliTerms: [Double] = [
    -3617.0 / 122400, 1.0 / 156, -691.0 / 360360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12,
  ]

  private static func logGammaShifted(_ x: Double) -> Double {
    var (shifted, product) = (x, 1.0)
    while shifted < 10 {
      product *= shifted
      shifted += 1
    }
    return logGamma(shifted) - log(product)
  }

  /// Returns u - log(1 + u) where u = difference / mean, for a value that is mean + difference.
  ///
  /// - Parameter difference: Given apart, since the caller may know it to more digits than the value less the mean.
  static func deviance(value: Double, mean: Double, difference: Double) -> Double {
    let relative = difference / mean
    guard abs(relative) < 0.5 else { return relative - log(value / mean) }
    let ratio = relative / (2 + relative)
    let square = ratio * ratio
    // The logarithm as twice an inverse hyperbolic tangent, whose first term is taken off by hand.
    var (rest, power, odd) = (0.0, square, 3.0)
    while true {
      let next = rest + power / odd
      if next == rest { break }
      (rest, power, odd) = (next, power * square, odd + 2)
    }
    return ratio * (relative - 2 * rest)
  }
}
