import Columns

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

extension Operation {
  /// A mean and its limits.
  static let meanInterval = Operation(
    "mean_interval", summary: "The mean of values with its confidence limits by Student's t, in the values' unit.",
    discussion: """
      Give the values, of which missing ones are left out and counted; or the published mean with its \
      standard_deviation (of n - 1) and count. A single value has no limits.
      """,
    source: "Student 1908",
    example: """
      mean_interval{values = {31, 28, 35, 30}}
      --> 31.0 (95% limits 26.3 to 35.7, Student's t); the mean of 4 values
      """,
    Parameter<NumberList?>("values", "The values, such as a column of a table.", otherwise: "those of mean"),
    Parameter<Double?>("mean", "A published mean.", otherwise: "that of values"),
    Parameter<Double?>("standard_deviation", "Its standard deviation.", otherwise: "that of values"),
    Parameter<Int?>("count", "How many values it is of.", otherwise: "that of values"),
    Parameter<String>("unit", "The unit to print.", default: "", words: "none"),
    intervalConfidence
  ) { values, mean, deviation, count, unit, confidence in
    let sample: SampleMean
    if let values, mean == nil, deviation == nil, count == nil {
      sample = try SampleMean(of: values.known)
    } else if values == nil, let mean, let deviation, let count {
      sample = try SampleMean(count: count, mean: mean, standardDeviation: deviation)
    } else {
      throw ArgumentError.unusable(
        "mean", problem: "the mean is half given, or given twice",
        expectation: "Give values alone, or mean, standard_deviation and count together.")
    }
    let words = sample.count == 1 ? "1 value" : "\(PrintedNumber.of(sample.count)) values"
    return Estimate(
      value: sample.value, limits: sample.limits(at: confidence), confidence: confidence,
      unit: MeasureUnit(published: unit), method: "Student's t",
      basis: "the mean of \(words)" + (values?.missingWords.map { "; \($0)" } ?? ""))
  }
}
