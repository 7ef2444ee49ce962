/// Student's t distribution.
enum StudentDistribution {
  /// Returns the probability of more than a value; degrees of freedom are above zero and need not be whole.
  static func upperTail(_ value: Double, degreesOfFreedom: Double) -> Double {
    let half = twoTails(value, degreesOfFreedom: degreesOfFreedom) / 2
    return value < 0 ? 1 - half : half
  }

  /// Returns the probability of a value as far from zero, on either side.
  static func twoTails(_ value: Double, degreesOfFreedom: Double) -> Double {
    guard !value.isNaN else { return .nan }
    return BetaDistribution.tails(odds: value * value / degreesOfFreedom, 0.5, degreesOfFreedom / 2).upper
  }

  /// Returns the value that is exceeded with a probability; no number outside zero to one.
  static func quantile(upperTail probability: Double, degreesOfFreedom: Double) -> Double {
    if probability > 0.5 { return -quantile(upperTail: 1 - probability, degreesOfFreedom: degreesOfFreedom) }
    let odds = 1 / BetaDistribution.odds(lowerTail: 2 * probability, degreesOfFreedom / 2, 0.5)
    return (odds * degreesOfFreedom).squareRoot()
  }
}
