import Columns
import TestSupport
import Testing

@testable import Safeguarding

struct TrendStatisticTests {
  /// The numbers that a cell lists with spaces between.
  private static func numbers(_ text: String) -> [Double] { text.split(separator: " ").compactMap { Double($0) } }

  @Test func `The recent trend agrees with Fingertips, by both methods`() throws {
    let vectors = try Vectors.table("fingertips_recent_trend.csv")
    #expect(vectors.rowCount == 7)
    for row in 0..<vectors.rowCount {
      let name = try vectors.text("case", row)
      let values = Self.numbers(try vectors.text("values", row))
      let trend: RecentTrend
      if try vectors.text("method", row) == "prop" {
        trend = try RecentTrend(numerators: values, denominators: Self.numbers(vectors.text("denominators", row)))
      } else {
        let lower = Self.numbers(try vectors.text("lower", row)), upper = Self.numbers(try vectors.text("upper", row))
        trend = try RecentTrend(values: values, limits: zip(lower, upper).map { ($0, $1) })
      }
      let (slope, chiSquare) = (try vectors.number("slope", row), try vectors.number("chi2", row))
      #expect(agree(trend.slope, slope), "\(name)")
      #expect(agree(trend.chiSquare, chiSquare), "\(name)")
      #expect(trend.isSteady == (try vectors.text("all_leave_one_out_same_sign", row).lowercased() == "true"), "\(name)")
      let expected: RecentTrend.Direction =
        switch try vectors.text("trend", row) {
        case "Increasing": .increasing
        case "Decreasing": .decreasing
        default: .none
        }
      #expect(trend.direction == expected, "\(name)")
    }
  }

  @Test func `The threshold of the recent trend is the chi-square that 2 in 1,000 exceed`() {
    #expect(abs(ChiSquareDistribution.upperTail(RecentTrend.threshold, degreesOfFreedom: 1) - 0.002) < 1e-12)
  }

  @Test func `A falling trend mirrors a rising one`() throws {
    let rising = try RecentTrend(numerators: [20, 25, 31, 36, 44], denominators: [100, 100, 100, 100, 100])
    let falling = try RecentTrend(numerators: [44, 36, 31, 25, 20], denominators: [100, 100, 100, 100, 100])
    #expect(rising.direction == .increasing && falling.direction == .decreasing)
    #expect(agree(rising.chiSquare, falling.chiSquare) && agree(rising.slope, -falling.slope))
    let level = try RecentTrend(values: [3, 3, 3, 3, 3], limits: Array(repeating: (2, 4), count: 5))
    #expect(level.direction == .none && level.slope == 0 && level.chiSquare == 0)
  }

  @Test func `A recent trend needs five values that have logits or limits`() {
    let groups: [Double] = [10, 10, 10, 10, 10]
    for numerators in [[1, 2, 3, 4], [1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4], [1, 2, 3, 4, 10], [1, 2, 3, 4, .nan]] as [[Double]] {
      #expect(throws: SampleError.self) { try RecentTrend(numerators: numerators, denominators: groups) }
    }
    #expect(throws: SampleError.self) { try RecentTrend(numerators: [1, 1, 1, 1, 1], denominators: [2, 2, 2, 2, .infinity]) }
    for limit in [(1.0, 1.0), (2, 1), (.nan, 1), (0, .infinity), (0, 1e-300)] {
      let limits = Array(repeating: (lower: 0.0, upper: 1.0), count: 4) + [(lower: limit.0, upper: limit.1)]
      #expect(throws: SampleError.self) { try RecentTrend(values: [1, 2, 3, 4, 5], limits: limits) }
    }
  }

  @Test func `Mann-Kendall and Theil-Sen agree with SciPy`() throws {
    let vectors = try Vectors.table("mann_kendall_theil_sen.csv")
    #expect(vectors.rowCount == 11)
    for row in 0..<vectors.rowCount {
      let name = try vectors.text("series", row)
      let values = Self.numbers(try vectors.text("values", row))
      let test = try MannKendall(values)
      #expect(test.score == Int(try #require(try vectors.number("S", row))), "\(name)")
      for (found, column) in [(test.variance, "varS"), (test.deviate, "z_continuity"), (test.normalProbability, "p_normal")] {
        let expected = try vectors.number(column, row)
        #expect(agree(found, expected), "\(name), \(column)")
      }
      if let exact = try vectors.number("p_exact", row) { #expect(agree(test.exactProbability, exact), "\(name)") }
      let line = try TheilSen(values)
      for (found, column) in [
        (line.slope, "sen_slope"), (line.intercept, "sen_intercept_median"),
        (line.interval?.lowerBound ?? 0, "sen_lo95_scipy"), (line.interval?.upperBound ?? 0, "sen_hi95_scipy"),
      ] {
        let expected = try vectors.number(column, row)
        #expect(agree(found, expected), "\(name), \(column)")
      }
    }
  }

  /// The share of all orders of some values whose score is as far from zero, each order tried.
  private func naiveProbability(_ values: [Double], score: Int) -> Double {
    var (all, asFar) = (0, 0)
    func go(_ order: [Double], _ rest: [Double]) {
      guard !rest.isEmpty else {
        var found = 0
        for later in order.indices {
          for earlier in 0..<later {
            found += order[later] > order[earlier] ? 1 : order[later] < order[earlier] ? -1 : 0
          }
        }
        all += 1
        if found.magnitude >= score.magnitude { asFar += 1 }
        return
      }
      for place in rest.indices {
        var rest = rest
        let next = rest.remove(at: place)
        go(order + [next], rest)
      }
    }
    go([], values)
    return Double(asFar) / Double(all)
  }

  @Test func `The exact probability is the share of all orders, ties and all`() throws {
    for seed in 0..<30 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let count = Int.random(in: 3...6, using: &generator)
      let values = (0..<count).map { _ in Double(Int.random(in: 0...4, using: &generator)) }
      let test = try MannKendall(values)
      let naive = naiveProbability(values, score: test.score)
      #expect(agree(test.exactProbability, naive), "seed \(seed): \(values)")
    }
  }

  @Test func `The exact probability of the longest series is still exact`() throws {
    // Two of 17! orders are as extreme: SciPy's kendalltau(method="exact") gives 5.6228e-15.
    let rising = try MannKendall((0..<17).map(Double.init))
    #expect(abs(try #require(rising.exactProbability) / (2 / 355_687_428_096_000) - 1) < 1e-12)
    let longer = try MannKendall((0..<18).map(Double.init))
    #expect(longer.exactProbability == nil && longer.probability == longer.normalProbability)
  }

  @Test func `A slope counts time where it is given`() throws {
    let line = try TheilSen([1, 2, 3, 7], times: [2010, 2011, 2012, 2016])
    #expect(line.slope == 1 && line.intercept == 2.5 - 2011.5)
    #expect(throws: SampleError.self) { try TheilSen([1, 2, 3], times: [5, 5, 5]) }
    #expect(throws: SampleError.self) { try TheilSen([1, 2, 3], times: [5, 6]) }
    #expect(throws: SampleError.self) { try TheilSen([1, 2]) }
    #expect(throws: SampleError.self) { try TheilSen([1, .nan, 3]) }
    #expect(throws: SampleError.self) { try TheilSen([-1e308, 0, 1e308]) }
    #expect(throws: SampleError.self) { try TheilSen(Array(repeating: 1, count: 3001)) }
    #expect(throws: SampleError.self) { try MannKendall([1, 2]) }
    #expect(throws: SampleError.self) { try MannKendall([1, 2, .infinity]) }
  }

  @Test func `False discovery agrees with statsmodels`() throws {
    let probabilities: [Double?] = [0.01, 0.02, nil, 0.03, 0.04, 0.05, 0.9, 0.001, 0.03]
    // statsmodels 0.15, multipletests(method="fdr_bh") and "fdr_by", without the missing one.
    let expected: [FalseDiscovery: [Double?]] = [
      .benjaminiHochberg: [0.04, 0.048, nil, 0.048, 0.05333333333333334, 0.05714285714285715, 0.9, 0.008, 0.048],
      .benjaminiYekutieli: [
        0.10871428571428571, 0.13045714285714285, nil, 0.13045714285714285, 0.14495238095238094, 0.15530612244897957, 1,
        0.02174285714285714, 0.13045714285714285,
      ],
    ]
    for (method, expected) in expected {
      let adjusted = try method.adjusted(probabilities)
      #expect(adjusted.count == expected.count && zip(adjusted, expected).allSatisfy { agree($0, $1) }, "\(adjusted)")
    }
    #expect(try FalseDiscovery.benjaminiHochberg.adjusted([]) == [])
    for wrong in [-0.1, 1.1, .nan] {
      #expect(throws: SampleError.self) { try FalseDiscovery.benjaminiHochberg.adjusted([0.5, wrong]) }
    }
  }

  /// How many values each band of PHE's rule holds, and the sum of place times band: the formula of PHEindicatormethods'
  /// documentation, worked in Python.
  @Test(arguments: [
    ("lac2018", 4, [39, 38, 37, 38], 29658), ("lac2018", 5, [31, 30, 31, 30, 30], 35564),
    ("lac2018", 10, [16, 15, 16, 14, 16, 15, 16, 14, 15, 15], 65190), ("gld2018", 4, [38, 40, 37, 37], 29188),
    ("gld2018", 10, [17, 15, 17, 14, 15, 16, 13, 15, 15, 15], 63720), ("n5_ties", 5, [2, 0, 2, 0, 1], 49),
    ("neg", 4, [2, 1, 2, 1], 58),
  ])
  func `Bands by rank agree with Public Health England's formula`(set: String, count: Int, sizes: [Int], sum: Int) throws {
    let inputs = try Vectors.table("quantiles_input.csv")
    var values: [Double] = []
    for row in 0..<inputs.rowCount where try inputs.text("set", row) == set {
      values.append(try #require(try inputs.number("value", row)))
    }
    let bands = try QuantileBands(values, count: count, rule: .phe).bands.compactMap { $0 }
    #expect((1...count).map { band in bands.count { $0 == band } } == sizes)
    #expect(bands.enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element } == sum)
  }

  @Test func `Four bands by LAIT's rule are LAIT's quarters`() throws {
    for seed in 0..<200 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let values = (0..<Int.random(in: 4...60, using: &generator)).map { _ in Double(Int.random(in: 0...30, using: &generator)) }
      let bands = try QuantileBands(values, count: 4, rule: .lait).bands
      for (value, band) in zip(values, bands) {
        let letter = try #require(QuartileBand(of: value, among: values.sorted(), polarity: .low))
        #expect(band.map { QuartileBand.allCases[$0 - 1] } == letter, "seed \(seed)")
      }
    }
  }

  @Test func `A missing value has no band, and fewer values than bands have none at all`() throws {
    for rule in QuantileBands.Rule.allCases {
      #expect(try QuantileBands([4, nil, 1, 2, 3], count: 4, rule: rule).bands == [4, nil, 1, 2, 3])
      #expect(throws: SampleError.self) { try QuantileBands([4, nil, 1, 2, 3], count: 5, rule: rule) }
      #expect(throws: SampleError.self) { try QuantileBands([], count: 4, rule: rule) }
      #expect(throws: SampleError.self) { try QuantileBands([1, 2], count: 1, rule: rule) }
      #expect(throws: SampleError.self) { try QuantileBands([1, .nan, 2], count: 2, rule: rule) }
    }
  }
}
