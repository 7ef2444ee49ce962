#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The standard normal distribution.
enum NormalDistribution {
  /// Returns the probability of no more than a deviate.
  static func lowerTail(_ deviate: Double) -> Double { 0.5 * erfc(-deviate * 0.5.squareRoot()) }

  /// Returns the probability of more than a deviate.
  static func upperTail(_ deviate: Double) -> Double { 0.5 * erfc(deviate * 0.5.squareRoot()) }

  /// Returns the probability of a deviate as far from zero, on either side.
  static func twoTails(_ deviate: Double) -> Double { erfc(abs(deviate) * 0.5.squareRoot()) }

  /// Returns the deviate that is exceeded with a probability; infinite for zero and one, and no number outside them.
  static func deviate(upperTail probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    guard probability <= 0.5 else { return -deviate(upperTail: 1 - probability) }
    if probability == 0 { return .infinity }
    if probability == 0.5 { return 0 }
    // Abramowitz and Stegun 26.2.23, good to 0.00045, and then Halley's steps, each of which triples the digits.
    let root = (-2 * log(probability)).squareRoot()
    let top = 2.515517 + root * (0.802853 + root * 0.010328)
    let bottom = 1 + root * (1.432788 + root * (0.189269 + root * 0.001308))
    var deviate = root - top / bottom
    for _ in 0..<3 {
      let density = exp(-0.5 * deviate * deviate - StirlingSeries.halfLogOfTwoPi)
      guard density > 0 else { break }
      let step = (upperTail(deviate) - probability) / density
      deviate += step / (1 - 0.5 * deviate * step)
    }
    return deviate
  }
}
