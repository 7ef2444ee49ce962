import Columns
import TestSupport
import Testing

@testable import Safeguarding

struct StatisticsVectorTests {
  @Test func `Every quantile agrees with NumPy, by three definitions`() throws {
    let inputs = try Vectors.table("quantiles_input.csv")
    var sets: [String: [Double]] = [:]
    for row in 0..<inputs.rowCount { sets[try inputs.text("set", row), default: []].append(try inputs.number("value", row) ?? .nan) }
    let vectors = try Vectors.table("quantiles.csv")
    #expect(vectors.rowCount > 70)
    for row in 0..<vectors.rowCount {
      let sorted = try #require(try sets[vectors.text("set", row)]).sorted()
      let fraction = try #require(try vectors.number("q", row))
      for (definition, name) in [(QuantileDefinition.linear, "type7"), (.weibull, "type6"), (.averagedSteps, "type2")] {
        let value = definition.quantile(fraction, ofSorted: sorted)
        #expect(agree(value, try vectors.number(name, row)), "row \(row + 1), \(name): \(value)")
      }
    }
  }

  @Test func `A step that a product of fractions misses by its last bits is a step`() {
    // R: quantile(1:100, 0.29, type = 2) is 29.5, though 0.29 * 100 is 28.999999999999996.
    #expect(QuantileDefinition.averagedSteps.quantile(0.29, ofSorted: (1...100).map(Double.init)) == 29.5)
  }

  @Test func `Every apportionment agrees, by four methods`() throws {
    let vectors = try Vectors.table("apportionment.csv")
    var cases: [String: [Int]] = [:]
    for row in 0..<vectors.rowCount { cases[try vectors.text("case", row), default: []].append(row) }
    #expect(cases.count == 8)
    for (name, rows) in cases {
      let total = Int(try #require(try vectors.number("seats", rows[0])))
      let weights = try rows.map { Int(try #require(try vectors.number("weight", $0))) }
      let bounds = weights.map { _ in Apportionment.Bounds() }
      let hamilton = Apportionment.hamilton(total: total, weights: weights, bounds: bounds)
      #expect(hamilton == (try rows.map { Int(try #require(try vectors.number("hamilton", $0))) }), "\(name)")
      for (method, column) in [(ApportionmentMethod.dhondt, "dhondt"), (.sainteLague, "sainte_lague"), (.huntingtonHill, "huntington_hill")] {
        let expected = try rows.compactMap { try vectors.number(column, $0).map { Int($0) } }
        guard !expected.isEmpty else { continue }
        #expect(Apportionment.byDivisor(method, total: total, weights: weights) == expected, "\(name), \(method)")
      }
    }
  }

  /// Divides one unit at a time: obviously right, and slow.
  private func oneAtATime(_ method: ApportionmentMethod, total: Int, weights: [Int]) -> [Int] {
    var parts = weights.map { _ in 0 }
    for _ in 0..<total {
      func quotient(_ place: Int) -> Double {
        let units = Double(parts[place]), weight = Double(weights[place])
        return switch method {
        case .hamilton, .dhondt: weight / (units + 1)
        case .sainteLague: weight / (2 * units + 1)
        case .huntingtonHill: weight * weight / (units * (units + 1))
        }
      }
      var best = 0
      for place in weights.indices where weights[place] > 0 {
        // Huntington-Hill's first quotients are all infinite: the larger weight goes first.
        let (one, other) = (quotient(place), quotient(best))
        if weights[best] == 0 || one > other || (one == other && one.isInfinite && weights[place] > weights[best]) { best = place }
      }
      parts[best] += 1
    }
    return parts
  }

  @Test(arguments: [ApportionmentMethod.dhondt, .sainteLague, .huntingtonHill])
  func `A divisor method gives what dealing one unit at a time gives`(method: ApportionmentMethod) {
    for seed in 0..<300 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      // Primes make exact ties of different fractions impossible, where floating point could not tell.
      let primes = [2, 3, 5, 7, 11, 13, 17, 101, 499, 997, 9973]
      let weights = Array(primes.shuffled(using: &generator).prefix(Int.random(in: 1...7, using: &generator)))
      let total = Int.random(in: 0...400, using: &generator)
      #expect(
        Apportionment.byDivisor(method, total: total, weights: weights)
          == oneAtATime(method, total: total, weights: weights), "seed \(seed): \(weights), \(total)")
    }
  }

  @Test func `Bounded shares are one rate for all between the bounds, and always sum to the total`() {
    for seed in 0..<2000 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let count = Int.random(in: 1...6, using: &generator)
      let weights = (0..<count).map { _ in Int.random(in: 1...50, using: &generator) }
      let bounds = (0..<count).map { _ in
        let floor = Bool.random(using: &generator) ? Int.random(in: 0...30, using: &generator) : 0
        let cap = Bool.random(using: &generator) ? floor + Int.random(in: 0...60, using: &generator) : nil
        return Apportionment.Bounds(floor: floor, cap: cap)
      }
      let least = bounds.reduce(0) { $0 + $1.floor }
      let most = bounds.allSatisfy { $0.cap != nil } ? bounds.reduce(0) { $0 + ($1.cap ?? 0) } : least + 500
      let total = Int.random(in: least...most, using: &generator)
      let parts = Apportionment.hamilton(total: total, weights: weights, bounds: bounds)
      #expect(parts.reduce(0, +) == total, "seed \(seed)")
      // The quotas of the one rate, found by halving.
      var (low, high) = (0.0, 1e6)
      func quotas(_ rate: Double) -> [Double] {
        zip(weights, bounds).map { weight, bound in
          min(max(rate * Double(weight), Double(bound.floor)), Double(bound.cap ?? .max))
        }
      }
      for _ in 0..<200 {
        let middle = (low + high) / 2
        if quotas(middle).reduce(0, +) < Double(total) { low = middle } else { high = middle }
      }
      for (part, quota) in zip(parts, quotas(high)) {
        #expect(abs(Double(part) - quota) < 1 + 1e-6, "seed \(seed): \(parts) for \(quotas(high))")
      }
      for (part, bound) in zip(parts, bounds) {
        #expect(part >= bound.floor && part <= bound.cap ?? .max, "seed \(seed)")
      }
    }
  }

  @Test func `A tie rule ranks as its definition says`() {
    for seed in 0..<200 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let keys = (0..<Int.random(in: 0...40, using: &generator)).map { _ in Double(Int.random(in: 0...12, using: &generator)) }.sorted()
      let ranks = Dictionary(uniqueKeysWithValues: TieRule.allCases.map { ($0, $0.ranks(ofOrdered: keys)) })
      for (place, key) in keys.enumerated() {
        let before = keys.count { $0 < key }, same = keys.count { $0 == key }
        #expect(ranks[.competition]?[place].rank == Double(before + 1))
        #expect(ranks[.max]?[place].rank == Double(before + same))
        #expect(ranks[.dense]?[place].rank == Double(Set(keys.filter { $0 < key }).count + 1))
        #expect(ranks[.ordinal]?[place].rank == Double(place + 1))
        #expect(ranks[.average]?[place].rank == Double(2 * before + same + 1) / 2)
        #expect(ranks[.average]?[place].tied == same)
      }
    }
  }
}
