/// How far the numbers of pairs rise and fall together, of the numbers themselves or of their ranks, with its limits.
///
/// The limits are Fisher's, by the inverse hyperbolic tangent; those of ranks have the variance of Bonett and Wright. They hold
/// for pairs that are independent of each other.
///
/// - SeeAlso: R. A. Fisher, "On the 'probable error' of a coefficient of correlation deduced from a small sample", *Metron* 1 (1921), 3
///   to 32; D. G. Bonett and T. A. Wright, "Sample size requirements for estimating Pearson, Kendall and Spearman correlations",
///   *Psychometrika* 65 (2000), 23 to 28.
package struct PairedCorrelation: Hashable, Sendable {
  /// From -1 to 1.
  package let value: Double
  /// The pairs.
  package let count: Int
  package let isOfRanks: Bool

  /// The fewest pairs that limits can be found for.
  package static let fewest = 4

  /// Pearson's correlation; nil for fewer than two pairs, and where one side does not vary.
  ///
  /// - Parameter pairs: Finite numbers, of any size.
  package init?(_ pairs: [(x: Double, y: Double)]) { self.init(pairs, isOfRanks: false) }

  /// Spearman's correlation: Pearson's of the ranks, of which equal numbers have the mean.
  package init?(ofRanksOf pairs: [(x: Double, y: Double)]) {
    self.init(Array(zip(Self.ranks(pairs.map(\.x)), Self.ranks(pairs.map(\.y)))), isOfRanks: true)
  }

  private init?(_ pairs: [(x: Double, y: Double)], isOfRanks: Bool) {
    guard pairs.count > 1, let first = Self.deviations(pairs.map(\.x)), let second = Self.deviations(pairs.map(\.y)) else { return nil }
    func product(_ one: [Double], _ other: [Double]) -> Double { zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } }
    let value = product(first, second) / (product(first, first) * product(second, second)).squareRoot()
    // Rounding leaves points on a line a little off it.
    self.value = value.magnitude > 1 - 1e-12 ? (value < 0 ? -1 : 1) : value
    count = pairs.count
    self.isOfRanks = isOfRanks
  }

  /// How far each number is from their mean, in parts of the greatest: squares of huge and of tiny numbers are none. Nil where all are
  /// alike.
  private static func deviations(_ numbers: [Double]) -> [Double]? {
    guard let least = numbers.min(), let most = numbers.max(), least < most else { return nil }
    let half = most / 2 - least / 2
    guard half > 0 else { return nil }
    let scaled = numbers.map { ($0 / 2 - least / 2) / half }
    let mean = scaled.reduce(0, +) / Double(scaled.count)
    return scaled.map { $0 - mean }
  }

  /// The rank of each number from one on, the mean of the ranks of equal ones. O(n log n).
  static func ranks(_ numbers: [Double]) -> [Double] {
    let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
    var ranks = [Double](repeating: 0, count: numbers.count)
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, numbers[order[end]] == numbers[order[first]] { end += 1 }
      for place in first..<end { ranks[order[place]] = Double(first + end + 1) / 2 }
      first = end
    }
    return ranks
  }

  /// The limits of the correlation; nil for fewer than four pairs.
  package func interval(at confidence: ConfidenceLevel = .percent95) -> ClosedRange<Double>? {
    guard count >= Self.fewest else { return nil }
    guard value.magnitude < 1 else { return value...value }
    let centre = ElementaryFunctions.logarithm((1 + value) / (1 - value)) / 2
    let variance = (isOfRanks ? 1 + value * value / 2 : 1) / Double(count - 3)
    let spread = confidence.normalDeviate * variance.squareRoot()
    func correlation(_ transformed: Double) -> Double { 1 - 2 / (ElementaryFunctions.exponential(2 * transformed) + 1) }
    return correlation(centre - spread)...correlation(centre + spread)
  }
}
