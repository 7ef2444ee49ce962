#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The gamma distribution with a scale of one, whose tails are the regularised incomplete gamma functions.
///
/// Shapes are above zero; results are good to about 1e-13 of their size for shapes from 0.5 to 1e9.
///
/// - SeeAlso: A. Gil, J. Segura and N. M. Temme, "Efficient and accurate algorithms for the computation and inversion of
///   the incomplete gamma function ratios", *SIAM Journal on Scientific Computing* 34 (2012), A2965 to A2981.
enum GammaDistribution {
  /// Returns the probabilities of no more than a value and of more than it.
  ///
  /// - Complexity: No more than some hundred steps.
  static func tails(_ value: Double, shape: Double) -> (lower: Double, upper: Double) {
    guard value > 0 else { return (0, 1) }
    guard value < .infinity else { return (1, 0) }
    if shape > 12, value > 0.3 * shape, value < 2.35 * shape { return uniformTails(value, shape: shape) }
    if value < shape + 1 {
      let lower = lowerBySeries(value, shape: shape)
      return (lower, 1 - lower)
    }
    let upper = upperByFraction(value, shape: shape)
    return (1 - upper, upper)
  }

  /// Returns the value that has a probability below it.
  static func quantile(lowerTail probability: Double, shape: Double) -> Double {
    quantile(probability, of: .lower, shape: shape)
  }

  /// Returns the value that has a probability above it.
  static func quantile(upperTail probability: Double, shape: Double) -> Double {
    quantile(probability, of: .upper, shape: shape)
  }

  private static func quantile(_ probability: Double, of side: TailSearch.Side, shape: Double) -> Double {
    guard probability >= 0, probability <= 1, shape > 0 else { return .nan }
    if probability == 0 { return side == .lower ? 0 : .infinity }
    if probability == 1 { return side == .lower ? .infinity : 0 }
    // The smaller tail keeps its digits.
    if probability > 0.5 { return quantile(1 - probability, of: side == .lower ? .upper : .lower, shape: shape) }
    let deviate = NormalDistribution.deviate(upperTail: probability) * (side == .lower ? -1 : 1)
    // Wilson and Hilferty's cube; where it fails, the first term of the series of the lower tail.
    let root = 1 - 1 / (9 * shape) + deviate / (3 * shape.squareRoot())
    let lower = side == .lower ? probability : 1 - probability
    let start =
      root > 0.2
      ? shape * root * root * root : exp((log(lower) + StirlingSeries.logGamma(shape + 1)) / shape)
    return TailSearch.place(where: probability, of: side, from: start) { value in
      let tails = tails(value, shape: shape)
      return (side == .lower ? tails.lower : tails.upper, shape * density(value, shape: shape))
    }
  }

  /// Returns xᵃ e⁻ˣ / Γ(a + 1).
  private static func density(_ value: Double, shape: Double) -> Double {
    let deviance = StirlingSeries.deviance(value: value, mean: shape, difference: value - shape)
    return exp(-shape * deviance - StirlingSeries.remainder(shape) - StirlingSeries.halfLogOfTwoPi)
      / shape.squareRoot()
  }

  private static func lowerBySeries(_ value: Double, shape: Double) -> Double {
    var (sum, term, divisor) = (1.0, 1.0, shape)
    while term > sum * 0.1 * Double.ulpOfOne {
      divisor += 1
      term *= value / divisor
      sum += term
    }
    return density(value, shape: shape) * sum
  }

  private static func upperByFraction(_ value: Double, shape: Double) -> Double {
    // Lentz's method on Legendre's continued fraction.
    var bottom = value + 1 - shape
    var numeratorRatio = Double.greatestFiniteMagnitude
    var denominatorRatio = 1 / bottom
    var fraction = denominatorRatio
    for step in 1...100_000 {
      let count = Double(step)
      let top = -count * (count - shape)
      bottom += 2
      denominatorRatio = 1 / (top * denominatorRatio + bottom)
      numeratorRatio = bottom + top / numeratorRatio
      let factor = numeratorRatio * denominatorRatio
      fraction *= factor
      if abs(factor - 1) < Double.ulpOfOne { break }
    }
    return density(value, shape: shape) * shape * fraction
  }

  /// Temme's expansion, which holds through the middle of the distribution for large shapes.
  private static func uniformTails(_ value: Double, shape: Double) -> (lower: Double, upper: Double) {
    let deviance = StirlingSeries.deviance(value: value, mean: shape, difference: value - shape)
    let place = (2 * deviance).squareRoot() * (value < shape ? -1 : 1)
    let normal = place * shape.squareRoot()
    let last = expansion.count - 1
    var (next, afterNext) = (expansion[last], 0.0)
    var coefficients = [next]
    for term in stride(from: last - 1, through: 1, by: -1) {
      (next, afterNext) = (expansion[term] + Double(term + 1) * afterNext / shape, next)
      coefficients.append(next)
    }
    // They stand with the highest power first; the first power's is the last but one.
    let sum = coefficients.reduce(0) { $0 * place + $1 }
    let first = coefficients[coefficients.count - 2]
    let correction =
      exp(-shape * deviance - StirlingSeries.halfLogOfTwoPi) / shape.squareRoot() * sum / (1 + first / shape)
    return (
      NormalDistribution.lowerTail(normal) - correction, NormalDistribution.upperTail(normal) + correction
    )
  }

  /// The powers of η in η / (λ - 1), where η² / 2 = λ - 1 - log λ; exact fractions, rounded.
  private static let expansion: [Double] = [
    1.0, -1.0 / 3, 1.0 / 12, -2.0 / 135, 1.0 / 864, 1.0 / 2835, -139.0 / 777600, 1.0 / 25515, -2.185448510679992e-06,
    -1.85406221071516e-06, 8.296711340953087e-07, -1.7665952736826078e-07, 6.707853543401498e-09,
    1.0261809784240309e-08, -4.382036018453353e-09, 9.14769958223679e-10, -2.5514193994946248e-11,
    -5.830772132550426e-11, 2.4361948020667415e-11, -5.0276692801141755e-12, 1.1004392031956135e-13,
    3.371763262400985e-13, -1.392388722418162e-13, 2.8534893807047445e-14, -5.139111834242572e-16,
    -1.9752288294349442e-15, 8.099521156704561e-16, -1.6522531216398162e-16,
  ]
}

/// The chi-square distribution.
enum ChiSquareDistribution {
  /// Returns the probability of more than a value.
  static func upperTail(_ value: Double, degreesOfFreedom: Double) -> Double {
    GammaDistribution.tails(value / 2, shape: degreesOfFreedom / 2).upper
  }

  /// Returns the value that has a probability above it.
  static func quantile(upperTail probability: Double, degreesOfFreedom: Double) -> Double {
    2 * GammaDistribution.quantile(upperTail: probability, shape: degreesOfFreedom / 2)
  }
}
