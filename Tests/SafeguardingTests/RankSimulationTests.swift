import Columns
import TestSupport
import Testing

@testable import Safeguarding

struct RankSimulationTests {
  /// The areas of the vector that have a count, each with its posterior.
  private static func childProtection() throws -> (rows: [Int], posteriors: [Posterior]) {
    let vectors = try Vectors.table("rank_intervals_cpp_rate_2020.csv")
    var (rows, posteriors): ([Int], [Posterior]) = ([], [])
    for row in 0..<vectors.rowCount {
      guard let population = try vectors.number("implied_pop", row) else { continue }
      rows.append(row)
      posteriors.append(.count(try #require(try vectors.number("count", row)), exposure: population))
    }
    return (rows, posteriors)
  }

  @Test func `Rank intervals agree with another generator's within two places`() throws {
    let vectors = try Vectors.table("rank_intervals_cpp_rate_2020.csv")
    let (rows, posteriors) = try Self.childProtection()
    #expect(rows.count == 149)
    let simulation = try RankSimulation(posteriors, order: .highestFirst, draws: 8_000)
    for (area, row) in rows.enumerated() {
      let interval = simulation.interval(of: area, at: 0.95)
      let found = [simulation.medianRank(of: area), interval.lowerBound, interval.upperBound]
      for (rank, column) in zip(found, ["rank_median", "rank_lo95", "rank_hi95"]) {
        let expected = Int(try #require(try vectors.number(column, row)))
        let name = try vectors.text("la", row)
        #expect(abs(rank - expected) <= 2, "\(name), \(column): \(rank) for \(expected)")
      }
    }
  }

  @Test func `Lowest first is highest first turned round`() throws {
    let posteriors = try Self.childProtection().posteriors
    let high = try RankSimulation(posteriors, order: .highestFirst, draws: 500)
    let low = try RankSimulation(posteriors, order: .lowestFirst, draws: 500)
    for area in posteriors.indices {
      #expect(high.chance(of: area, amongFirst: 10) == low.chance(of: area, amongLast: 10))
      #expect(high.meanRank(of: area) + low.meanRank(of: area) == Double(posteriors.count + 1))
    }
    let firsts = posteriors.indices.reduce(0) { $0 + high.chance(of: $1, amongFirst: 10) }
    #expect(abs(firsts - 10) < 1e-9)
  }

  @Test func `A seed gives the same draws on every platform, and another seed others`() throws {
    // What Blackman and Vigna's own program gives for the state 1, 2, 3, 4.
    var stream = RandomStream(state: (1, 2, 3, 4))
    let expected: [UInt64] = [
      41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386, 9_228_616_714_210_784_205,
      9_973_669_472_204_895_162,
    ]
    for number in expected { #expect(stream.next() == number) }
    let posteriors = try Self.childProtection().posteriors
    let one = try RankSimulation(posteriors, order: .highestFirst, draws: 300, seed: 7)
    let again = try RankSimulation(posteriors, order: .highestFirst, draws: 300, seed: 7)
    let other = try RankSimulation(posteriors, order: .highestFirst, draws: 300, seed: 8)
    #expect(posteriors.indices.allSatisfy { one.meanRank(of: $0) == again.meanRank(of: $0) })
    #expect(posteriors.indices.contains { one.meanRank(of: $0) != other.meanRank(of: $0) })
  }

  @Test func `Normal deviates have the moments and the tails of the normal distribution`() {
    var stream = RandomStream(seed: 1)
    let deviates = (0..<200_000).map { _ in stream.normal() }
    let count = Double(deviates.count)
    func mean(_ part: (Double) -> Double) -> Double { deviates.reduce(0) { $0 + part($1) } / count }
    // Five standard errors of each.
    #expect(abs(mean { $0 }) < 5 * (1 / count).squareRoot())
    #expect(abs(mean { $0 * $0 } - 1) < 5 * (2 / count).squareRoot())
    #expect(abs(mean { $0 * $0 * $0 * $0 } - 3) < 5 * (96 / count).squareRoot())
    // 0.00273, 0.0000633 (just below the ziggurat's tail) and 0.3829 by the normal distribution function.
    for (bound, share) in [(3.0, 0.002_699_796), (4.0, 0.000_063_342_5), (0.5, 1 - 0.382_924_923), (1.96, 0.049_995_79)] {
      let found = mean { $0.magnitude > bound ? 1 : 0 }
      #expect(abs(found - share) < 5 * (share * (1 - share) / count).squareRoot(), "beyond \(bound): \(found)")
    }
  }

  @Test(arguments: [0.5, 0.75, 1, 1.5, 12.5, 379.5, 1e7])
  func `Gamma deviates have the moments of the gamma distribution`(shape: Double) {
    var stream = RandomStream(seed: 2)
    let distribution = RandomStream.Gamma(shape: shape)
    let deviates = (0..<50_000).map { _ in stream.gamma(distribution) }
    let count = Double(deviates.count)
    let mean = deviates.reduce(0, +) / count
    #expect(abs(mean - shape) < 5 * (shape / count).squareRoot(), "\(mean)")
    let variance = deviates.reduce(0) { $0 + ($1 - shape) * ($1 - shape) } / count
    // The fourth central moment of a gamma is 3k² + 6k.
    #expect(abs(variance - shape) < 5 * ((2 * shape * shape + 6 * shape) / count).squareRoot(), "\(variance)")
  }

  @Test func `The logarithm and the exponential of the streams are accurate`() {
    // Values of mpmath.
    for (number, expected) in [
      (2.0, 0.693147180559945309), (1e-300, -690.775527898213705), (1.5, 0.405465108108164382), (0.999, -0.00100050033358353350),
      (1e17, 39.1439465808987766),
    ] {
      #expect(abs(ElementaryFunctions.logarithm(number) - expected) < 2e-15 * max(1, expected.magnitude), "log \(number)")
    }
    for (number, expected) in [(1.0, 2.71828182845904524), (-20, 2.06115362243855783e-9), (0.1, 1.10517091807564762)] {
      #expect(abs(ElementaryFunctions.exponential(number) / expected - 1) < 3e-15, "exp \(number)")
    }
  }

  /// The chance that the first underlying value is the higher, by the incomplete beta function or by quadrature (scipy).
  @Test(arguments: [
    (Posterior.count(379, exposure: 32870.77), Posterior.count(587, exposure: 57380.25), 0.9648543904520299),
    (.count(12, exposure: 1000), .count(9, exposure: 1000), 0.7431183364239582),
    (.count(0, exposure: 500), .count(2, exposure: 900), 0.1564578453400495),
    (.count(3, exposure: 10), .count(40, exposure: 100), 0.33663498841691625),
    (.proportion(numerator: 15, denominator: 148), .proportion(numerator: 20, denominator: 150), 0.19577653508737983),
    (.proportion(numerator: 3, denominator: 5), .proportion(numerator: 30, denominator: 60), 0.6631574770829665),
    (.proportion(numerator: 40, denominator: 41), .proportion(numerator: 99, denominator: 104), 0.7233762939055595),
    (.normal(value: 1, standardError: 1), .normal(value: 0, standardError: 2), 0.6726395769907115),
  ])
  func `The chance of being the higher of two agrees with its exact value`(
    first: Posterior, second: Posterior, chance: Double
  ) throws {
    let draws = 20_000
    let error = 5 * (chance * (1 - chance) / Double(draws)).squareRoot()
    let simulation = try RankSimulation([first, second], order: .highestFirst, draws: draws)
    #expect(abs(simulation.chance(of: 0, amongFirst: 1) - chance) < error)
    let move = try RankMove(from: [second, nil], to: [first, nil], order: .highestFirst, draws: draws)
    let found = try #require(move.areas[0])
    #expect(abs(found.chanceHigher - chance) < error)
    #expect(move.areas[1] == nil)
  }

  @Test func `The mean rank is one more than the chances that the others are higher`() throws {
    let posteriors = Array(try Self.childProtection().posteriors.prefix(60))
    let draws = 4_000
    let simulation = try RankSimulation(posteriors, order: .highestFirst, draws: draws)
    /// The chance that the first rate is above the second: an upper tail of the beta distribution.
    func chance(_ first: Posterior, above second: Posterior) -> Double {
      guard case .count(let one, let exposure) = first, case .count(let other, let otherExposure) = second else { return .nan }
      return BetaDistribution.tails(odds: exposure / otherExposure, one + 0.5, other + 0.5).upper
    }
    for area in posteriors.indices {
      let chances = posteriors.indices.filter { $0 != area }.map { chance(posteriors[$0], above: posteriors[area]) }
      // A sum of chances that go together has at most the square of the sum of their deviations.
      let deviation = chances.reduce(0) { $0 + ($1 * (1 - $1)).squareRoot() }
      let mean = 1 + chances.reduce(0, +)
      #expect(abs(simulation.meanRank(of: area) - mean) <= 5 * deviation / Double(draws).squareRoot() + 1e-9, "area \(area)")
    }
  }

  @Test func `A move of rank joins both periods' draws`() throws {
    let low = Posterior.count(9, exposure: 1000), high = Posterior.count(12, exposure: 1000)
    let chance = 0.7431183364239582
    // The first area is second before and first after; the periods are independent.
    let move = try RankMove(from: [low, high], to: [high, low], order: .highestFirst, draws: 20_000)
    let area = try #require(move.areas[0])
    #expect(abs(area.chanceTowardsFirst - chance * chance) < 0.018)
    #expect(abs(area.chanceTowardsLast - (1 - chance) * (1 - chance)) < 0.018)
    #expect(area.medianMove == -1)
    #expect(area.interval == -1...1)
    // An area that only the later period has moves nobody's rank but its own.
    let grown = try RankMove(from: [low, nil], to: [low, high], order: .lowestFirst, draws: 1000)
    #expect(grown.areas[1] == nil)
    let moved = try #require(grown.areas[0])
    #expect(moved.interval == 0...1)
  }

  @Test func `A certain order has intervals of one rank at every level`() throws {
    let simulation = try RankSimulation(
      (0..<40).map { .normal(value: Double($0 * 37 % 40), standardError: 1e-6) }, order: .lowestFirst, draws: 50)
    for area in 0..<40 {
      let rank = area * 37 % 40 + 1
      for level in [0, 0.5, 0.95, 1, -3, .infinity] { #expect(simulation.interval(of: area, at: level) == rank...rank) }
      #expect(simulation.medianRank(of: area) == rank)
    }
    #expect(simulation.chance(of: 0, amongFirst: 99) == 1)
    #expect(simulation.chance(of: 0, amongFirst: -1) == 0)
  }

  @Test(arguments: [
    [], [.count(.nan, exposure: 1)], [.count(-1, exposure: 1)], [.count(1, exposure: 0)], [.count(1, exposure: .infinity)],
    [.proportion(numerator: 2, denominator: 1)], [.proportion(numerator: 0, denominator: 0)],
    [.normal(value: .infinity, standardError: 1)], [.normal(value: 1, standardError: 0)],
    [.count(1, exposure: 1), .normal(value: 1, standardError: 1)],
  ] as [[Posterior]])
  func `What makes no distribution is refused`(posteriors: [Posterior]) {
    #expect(throws: SampleError.self) { try RankSimulation(posteriors, order: .highestFirst, draws: 5) }
    #expect(throws: SampleError.self) { try RankMove(from: posteriors, to: posteriors, order: .highestFirst, draws: 5) }
  }

  @Test func `Too much work is refused before it begins`() {
    let one = Posterior.count(1, exposure: 1)
    #expect(throws: SampleError.self) { try RankSimulation([one], order: .highestFirst, draws: .max) }
    #expect(throws: SampleError.self) { try RankSimulation([one], order: .highestFirst, draws: 0) }
    #expect(throws: SampleError.self) {
      try RankSimulation(Array(repeating: one, count: 5001), order: .highestFirst, draws: 1)
    }
    #expect(throws: SampleError.self) { try RankMove(from: [one], to: [], order: .highestFirst) }
  }

  @Test func `Extremes that make a distribution do not trap`() throws {
    let posteriors: [Posterior] = [
      .count(0, exposure: 1e-99), .count(1e15, exposure: 1e99), .count(0, exposure: 1e99), .count(1e15, exposure: 1e-99),
    ]
    let simulation = try RankSimulation(posteriors, order: .highestFirst, draws: 200)
    #expect(simulation.medianRank(of: 3) == 1)
    #expect(simulation.medianRank(of: 2) == 4)
    let normals: [Posterior] = [.normal(value: -9e99, standardError: 9e99), .normal(value: 9e99, standardError: 2e-100)]
    let wide = try RankSimulation(normals, order: .highestFirst, draws: 200)
    #expect(wide.meanRank(of: 0) > 1.5)
  }
}
