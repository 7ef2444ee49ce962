import Columns
import TestSupport
import Testing

@testable import Safeguarding

struct DistributionTests {
  @Test func `Quantiles and tails agree with mpmath, for shapes to 1e9 and tails to 1e-12`() throws {
    let vectors = try Vectors.table("distributions.csv")
    #expect(vectors.rowCount > 700)
    for row in 0..<vectors.rowCount {
      let kind = try vectors.text("kind", row)
      let (first, second) = (try vectors.number("a", row) ?? .nan, try vectors.number("b", row) ?? .nan)
      let probability = try #require(try vectors.number("p", row))
      let expected = try #require(try vectors.number("value", row))
      let value =
        switch kind {
        case "normal": NormalDistribution.deviate(upperTail: probability)
        case "gamma_lower": GammaDistribution.quantile(lowerTail: probability, shape: first)
        case "gamma_upper": GammaDistribution.quantile(upperTail: probability, shape: first)
        case "gamma_lower_tail": GammaDistribution.tails(second, shape: first).lower
        case "gamma_upper_tail": GammaDistribution.tails(second, shape: first).upper
        case "beta_lower": BetaDistribution.quantile(lowerTail: probability, first, second)
        case "beta_upper": BetaDistribution.quantile(upperTail: probability, first, second)
        case "t": StudentDistribution.quantile(upperTail: probability, degreesOfFreedom: first)
        case "loggamma": StirlingSeries.logGamma(probability)
        default: Double.nan
        }
      #expect(abs(value - expected) <= 1e-13 * max(abs(expected), 1e-300), "row \(row + 1), \(kind): \(value)")
    }
  }

  @Test(arguments: [1.0, 12, 379, 5e5, 1e9])
  func `A large binomial's quantiles turn back into their tails`(shape: Double) {
    for other in [1.0, 40, 1e6, 1e9] {
      for tail in [0.4, 0.025, 0.001, 1e-9] {
        let odds = BetaDistribution.odds(lowerTail: tail, shape, other)
        #expect(
          abs(BetaDistribution.tails(odds: odds, shape, other).lower / tail - 1) < 1e-9, "\(shape), \(other), \(tail)")
        let turned = BetaDistribution.tails(odds: 1 / odds, other, shape)
        #expect(abs(turned.upper / tail - 1) < 1e-9, "\(shape), \(other), \(tail)")
      }
    }
  }

  @Test(arguments: [(1.96, 3.0, 0.07242610428242682), (-1, 10, 0.8295534338489701), (30, 2, 0.0005546313409798295)])
  func `A tail of Student's t agrees with SciPy`(value: Double, degrees: Double, tail: Double) {
    #expect(abs(StudentDistribution.upperTail(value, degreesOfFreedom: degrees) - tail) < 1e-15)
  }

  @Test(arguments: [(3.841458820694124, 1.0, 0.05), (0, 4, 1), (46.77, 1, 7.982609597657008e-12)])
  func `A tail of chi-square agrees with SciPy`(value: Double, degrees: Double, tail: Double) {
    #expect(abs(ChiSquareDistribution.upperTail(value, degreesOfFreedom: degrees) / tail - 1) < 1e-12)
    let back = ChiSquareDistribution.quantile(upperTail: tail, degreesOfFreedom: degrees)
    #expect(abs(back - value) <= 1e-12 * value)
  }

  @Test func `Quantiles of random shapes and far tails turn back into the tails`() {
    var generator = SeededGenerator(seed: 11)
    func random(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &generator) }
    func size() -> Double { 0.5 * Double(1 << Int(random(0...30))) * random(1...2) }
    for turn in 0..<2000 {
      let (shape, other) = (size(), size())
      var tail = 0.5
      for _ in 0..<Int(random(0...20)) { tail *= random(0.0001...1) }
      // A tail is as far off as the last bit of its quantile makes it.
      let tolerance = 1e-13 * max(1, min(shape, other).squareRoot()) * (1 - logarithm(tail))
      let upper = GammaDistribution.quantile(upperTail: tail, shape: shape)
      let reached = GammaDistribution.tails(upper, shape: shape).upper
      #expect(abs(reached / tail - 1) < 1e-13 * max(1, shape.squareRoot()) * (1 - logarithm(tail)), "turn \(turn)")
      let odds = BetaDistribution.odds(lowerTail: tail, shape, other)
      #expect(abs(BetaDistribution.tails(odds: odds, shape, other).lower / tail - 1) < tolerance, "turn \(turn)")
    }
  }

  /// The logarithm to base two, near enough for a tolerance.
  private func logarithm(_ number: Double) -> Double { Double(number.exponent) }

  @Test func `What no distribution has is no number or infinite, and never a trap`() {
    #expect(NormalDistribution.deviate(upperTail: 0) == .infinity)
    #expect(NormalDistribution.deviate(upperTail: 2).isNaN)
    #expect(GammaDistribution.quantile(lowerTail: .nan, shape: 3).isNaN)
    #expect(GammaDistribution.quantile(lowerTail: 0.5, shape: -1).isNaN)
    #expect(GammaDistribution.tails(.infinity, shape: 3).lower == 1)
    #expect(BetaDistribution.quantile(upperTail: 0, 3, 4) == 1)
    #expect(BetaDistribution.odds(lowerTail: 0.5, 0, 1).isNaN)
    #expect(StudentDistribution.quantile(upperTail: -1, degreesOfFreedom: 3).isNaN)
    #expect(StudentDistribution.twoTails(.infinity, degreesOfFreedom: 3) == 0)
  }

  @Test func `The deviate of a level is that of its decimal fraction`() throws {
    #expect(ConfidenceLevel.percent95.tail == 0.025)
    #expect(ConfidenceLevel.percent99_8.tail == 0.001)
    #expect(try ConfidenceLevel(99.8) == .percent99_8)
    #expect(try ConfidenceLevel(0.95).words == "95%")
    #expect(ConfidenceLevel.percent99_8.words == "99.8%")
    for level in [0.49, 1, 100, -0.95, .nan, .infinity] {
      #expect(throws: StatisticsError.self) { try ConfidenceLevel(level) }
    }
  }
}
