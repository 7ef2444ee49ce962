/// The slope of a series by Theil and Sen: the median of the slopes of all its pairs, which a wild value hardly moves.
///
/// - SeeAlso: H. Theil, "A rank-invariant method of linear and polynomial regression analysis" (1950); P. K. Sen,
///   "Estimates of the regression coefficient based on Kendall's tau", *Journal of the American Statistical Association*
///   63 (1968), 1379 to 1389, whose interval this is, with the rounding of SciPy's `theilslopes`.
public struct TheilSen: Hashable, Sendable {
  /// How many values the slope is of.
  public let count: Int
  /// The median slope, in the values' unit for one unit of time.
  public let slope: Double
  /// The line's value at time zero: the median value less the slope times the median time.
  public let intercept: Double
  /// The limits of the slope at the level of confidence asked for; nil where all pairs are tied.
  public let interval: ClosedRange<Double>?

  /// The most values, since the slopes of every pair are sorted.
  static let most = 3_000

  /// Finds the slope of a series.
  ///
  /// - Parameters:
  ///   - values: The values, at least three.
  ///   - times: When each was, in any unit and order; nil for 0, 1, 2 ... Two values at one time make no slope.
  /// - Throws: ``SampleError`` for fewer values, too many, values or times that are not finite, lists of different
  ///   lengths, or times that are all the same; ``QueryError`` where the limits of the operation end it.
  /// - Complexity: O(n² log n) for n values.
  public init(
    _ values: [Double], times: [Double]? = nil, confidence: ConfidenceLevel = .percent95
  ) throws {
    let times = times ?? values.indices.map(Double.init)
    guard values.count == times.count else { throw SampleError.differentLengths("\(values.count) values", "\(times.count) times") }
    try SampleError.checkFinite(values)
    try SampleError.checkFinite(times)
    guard values.count >= 3 else { throw SampleError.tooFewValues(values.count, needed: 3, method: "the Theil-Sen slope") }
    guard values.count <= Self.most else { throw SampleError.tooMuchWork("\(values.count) values", most: "\(Self.most)") }
    var slopes: [Double] = []
    slopes.reserveCapacity(values.count * (values.count - 1) / 2)
    for later in values.indices {
      try OperationLimits.check(at: later)
      for earlier in 0..<later where times[later] != times[earlier] {
        slopes.append((values[later] - values[earlier]) / (times[later] - times[earlier]))
      }
    }
    guard !slopes.isEmpty, slopes.allSatisfy(\.isFinite) else {
      throw SampleError.unusableOption(
        slopes.isEmpty ? "all values have the same time" : "the values lie too far apart for their times",
        expectation: "A slope needs two times and finite steps.")
    }
    slopes = try slopes.sortedWithinLimits(by: <)
    count = values.count
    slope = QuantileDefinition.linear.quantile(0.5, ofSorted: slopes)
    intercept =
      QuantileDefinition.linear.quantile(0.5, ofSorted: values.sorted())
      - slope * QuantileDefinition.linear.quantile(0.5, ofSorted: times.sorted())
    interval = Self.interval(slopes, values: values, times: times, deviate: confidence.normalDeviate)
  }

  private static func interval(
    _ slopes: [Double], values: [Double], times: [Double], deviate: Double
  ) -> ClosedRange<Double>? {
    func term(_ count: Int) -> Int { count * (count - 1) * (2 * count + 5) }
    let tied = [values, times].reduce(0) { $0 + MannKendall.ties($1).reduce(0) { $0 + term($1) } }
    let variance = Double(term(values.count) - tied) / 18
    guard variance > 0 else { return nil }
    let (number, spread) = (Double(slopes.count), deviate * variance.squareRoot())
    let lower = Int(max(((number - spread) / 2).rounded(.toNearestOrEven) - 1, 0))
    let upper = Int(min(((number + spread) / 2).rounded(.toNearestOrEven), number - 1))
    return slopes[min(lower, upper)]...slopes[upper]
  }
}
