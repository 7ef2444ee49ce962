/// The mean of some values, and how far it may lie from the mean that they were drawn from.
///
/// - SeeAlso: Student, "The probable error of a mean", *Biometrika* 6 (1908), 1 to 25.
public struct SampleMean: Hashable, Sendable {
  /// How many values there are, one or more.
  public let count: Int

  /// The mean, in the unit of the values.
  public let value: Double

  /// The standard deviation with n - 1, in the unit of the values; nil for a single value.
  public let standardDeviation: Double?

  /// Takes the mean of values.
  ///
  /// - Throws: ``StatisticsError`` where there are none, or one is no finite number.
  /// - Complexity: O(n).
  public init(of values: [Double]) throws(StatisticsError) {
    guard !values.isEmpty else { throw .tooFew("values", needed: 1) }
    // Values are taken relative to the first, so that their common part costs no digits.
    let first = values[0]
    for value in values where !value.isFinite { throw .notANumber("a value", value) }
    let count = Double(values.count)
    let shift = values.reduce(0) { $0 + ($1 / count - first / count) }
    let mean = first + shift
    var (squares, residue) = (0.0, 0.0)
    for value in values {
      squares += (value - mean) * (value - mean)
      residue += value - mean
    }
    guard squares < .infinity else { throw .notANumber("the sum of squares", squares) }
    self.count = values.count
    value = mean + residue / count
    standardDeviation = count > 1 ? (max(0, squares - residue * residue / count) / (count - 1)).squareRoot() : nil
  }

  /// Creates a mean from published figures.
  ///
  /// - Throws: ``StatisticsError`` for a count below one, or numbers that are not finite or a deviation below zero.
  public init(count: Int, mean: Double, standardDeviation: Double) throws(StatisticsError) {
    guard count > 0 else { throw .tooFew("values", needed: 1) }
    guard mean.isFinite else { throw .notANumber("the mean", mean) }
    guard standardDeviation >= 0, standardDeviation < .infinity else {
      throw .notANumber("the standard deviation", standardDeviation)
    }
    self.count = count
    value = mean
    self.standardDeviation = count > 1 ? standardDeviation : nil
  }

  /// Returns the limits of the mean by Student's t, in the unit of the values; neither is given for a single value.
  public func limits(at confidence: ConfidenceLevel = .percent95) -> ConfidenceLimits {
    guard let standardDeviation else { return ConfidenceLimits(lower: nil, upper: nil) }
    let deviate = StudentDistribution.quantile(upperTail: confidence.tail, degreesOfFreedom: Double(count - 1))
    let distance = deviate * standardDeviation / Double(count).squareRoot()
    return ConfidenceLimits(lower: value - distance, upper: value + distance)
  }
}
