/// The Mann-Kendall test of a series for a trend in one direction, whatever its shape.
///
/// Only the order of the values counts. Missing values are left out before; the values are taken in order and not by
/// their distance in time.
///
/// - SeeAlso: H. B. Mann, "Nonparametric tests against trend", *Econometrica* 13 (1945), 245 to 259; M. G. Kendall,
///   *Rank Correlation Methods* (1975), for ties and continuity.
public struct MannKendall: Hashable, Sendable {
  /// How many values were tested.
  public let count: Int
  /// The pairs in which the later value is the higher, less those in which it is the lower.
  public let score: Int
  /// The variance of the score where there is no trend, allowing for ties.
  public let variance: Double
  /// The score in standard deviations, moved one towards zero for continuity; zero where all values are equal.
  public let deviate: Double
  /// The two-sided probability of a score as far from zero without a trend, by the normal distribution.
  public let normalProbability: Double
  /// The same counted over every order of the values, ties and all; nil for more than ``mostForExact`` values.
  public let exactProbability: Double?

  /// The probability: the exact one where there is one, or else the normal one.
  public var probability: Double { exactProbability ?? normalProbability }

  /// The most values whose orders are counted: above, the counts are no longer exact in floating point, and the normal
  /// distribution is near.
  public static let mostForExact = 17

  /// The most values, since every pair of them is compared.
  static let most = 5_000

  /// Tests a series.
  ///
  /// - Parameter values: The values in the order of time, at least three.
  /// - Throws: ``SampleError`` for fewer values, too many, or one that is not finite.
  /// - Complexity: O(values²).
  public init(_ values: [Double]) throws(SampleError) {
    try SampleError.checkFinite(values)
    guard values.count >= 3 else { throw .tooFewValues(values.count, needed: 3, method: "the Mann-Kendall test") }
    guard values.count <= Self.most else { throw .tooMuchWork("\(values.count) values", most: "\(Self.most)") }
    var score = 0
    for later in values.indices {
      for earlier in 0..<later {
        score += values[later] > values[earlier] ? 1 : values[later] < values[earlier] ? -1 : 0
      }
    }
    let ties = Self.ties(values)
    func term(_ count: Int) -> Int { count * (count - 1) * (2 * count + 5) }
    let variance = Double(term(values.count) - ties.reduce(0) { $0 + term($1) }) / 18
    count = values.count
    self.score = score
    self.variance = variance
    deviate = score == 0 || variance == 0 ? 0 : Double(score - score.signum()) / variance.squareRoot()
    normalProbability = NormalDistribution.twoTails(deviate)
    exactProbability = values.count <= Self.mostForExact ? Self.exact(score: score, count: values.count, ties: ties) : nil
  }

  /// How many values are equal, for each value that occurs.
  static func ties(_ values: [Double]) -> [Int] {
    let sorted = values.sorted()
    var ties: [Int] = []
    for (place, value) in sorted.enumerated() {
      if place > 0, value == sorted[place - 1] { ties[ties.count - 1] += 1 } else { ties.append(1) }
    }
    return ties
  }

  /// The share of all orders whose score is as far from zero.
  ///
  /// The orders by their number of falling pairs are the coefficients of the q-multinomial: the product of (1 - q^k) for
  /// k up to n, over those products for each group of ties. Every coefficient is a whole number that a Double holds.
  private static func exact(score: Int, count: Int, ties: [Int]) -> Double {
    var coefficients = [Double](repeating: 0, count: count * (count - 1) / 2 + 1)
    coefficients[0] = 1
    func multiply(_ power: Int) {
      for place in stride(from: coefficients.count - 1, through: power, by: -1) {
        coefficients[place] -= coefficients[place - power]
      }
    }
    func divide(_ power: Int) {
      for place in stride(from: power, to: coefficients.count, by: 1) { coefficients[place] += coefficients[place - power] }
    }
    for power in stride(from: 1, through: count, by: 1) {
      multiply(power)
      divide(1)
    }
    for tie in ties {
      for power in stride(from: 2, through: tie, by: 1) {
        multiply(1)
        divide(power)
      }
    }
    let pairs = ties.reduce(count * (count - 1) / 2) { $0 - $1 * ($1 - 1) / 2 }
    var (asFar, all) = (0.0, 0.0)
    for (falling, orders) in coefficients.enumerated() where falling <= pairs {
      all += orders
      if (pairs - 2 * falling).magnitude >= score.magnitude { asFar += orders }
    }
    return asFar / all
  }
}
