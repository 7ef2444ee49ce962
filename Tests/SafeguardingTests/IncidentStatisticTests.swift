import Columns
import Synchronization
import TestSupport
import Testing

@testable import Safeguarding

/// Concentration, Knox's test, seasons, survival and odds ratios against vectors, textbooks and plain oracles.
struct IncidentStatisticTests {
  @Test func `Gini, its generalisation and the places that make up a share agree with the vectors`() throws {
    let inputs = try Vectors.table("concentration_input.csv")
    var sets: [String: [Int]] = [:]
    for row in 0..<inputs.rowCount {
      sets[try inputs.text("set", row), default: []].append(Int(try #require(try inputs.number("value", row))))
    }
    let vectors = try Vectors.table("concentration.csv")
    #expect(vectors.rowCount == 4)
    for row in 0..<vectors.rowCount {
      let concentration = try Concentration(try #require(sets[vectors.text("set", row)]))
      #expect(concentration.places == Int(try #require(try vectors.number("n", row))))
      #expect(concentration.events == Int(try #require(try vectors.number("total", row))))
      #expect(agree(concentration.gini, try vectors.number("gini", row)))
      #expect(agree(concentration.generalisedGini, try vectors.number("gini_generalised", row)))
      #expect(concentration.places(makingUp: 0.5) == Int(try #require(try vectors.number("units_for_50pct", row))))
      #expect(concentration.places(makingUp: 0.8) == Int(try #require(try vectors.number("units_for_80pct", row))))
    }
  }

  @Test func `Gini is the mean difference of all pairs over twice the mean, in every small spread`() throws {
    for places in 1...5 {
      for code in 0..<Int(pow4(places)) {
        let counts = (0..<places).map { code >> (2 * $0) & 3 }
        let events = counts.reduce(0, +)
        let concentration = try Concentration(counts.shuffled())
        guard events > 0 else {
          #expect(concentration.gini == nil && concentration.lorenz.isEmpty)
          continue
        }
        let differences = counts.reduce(0) { sum, one in sum + counts.reduce(0) { $0 + abs(one - $1) } }
        #expect(agree(concentration.gini, Double(differences) / Double(2 * places * events)), "\(counts)")
        // Bernasco and Steenbeek 2017, equation 6.
        let sum = counts.sorted().enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element }
        let (n, c) = (Double(places), Double(events))
        let general = max(1 / c, 1 / n) * (2 * Double(sum) / c - n - 1) - max(n / c, 1) + 1
        #expect(agree(concentration.generalisedGini, general), "\(counts)")
        for share in [0.0, 0.25, 0.5, 0.8, 1] {
          let sorted = counts.sorted(by: >)
          let fewest = (0...places).first { Double(sorted.prefix($0).reduce(0, +)) >= share * c - 1e-9 }
          #expect(concentration.places(makingUp: share) == fewest, "\(counts), \(share)")
        }
        let last = try #require(concentration.lorenz.last)
        #expect(last.places == 1 && last.events == 1)
      }
    }
  }

  private func pow4(_ exponent: Int) -> Double { Double(1 << (2 * exponent)) }

  @Test(arguments: [(4, 4), (10, 3), (1000, 7), (1, 1)])
  func `Events that lie as evenly as they can have a generalised Gini of zero`(places: Int, events: Int) throws {
    let concentration = try Concentration([Int](repeating: 1, count: events), places: places)
    #expect(abs(try #require(concentration.generalisedGini)) < 1e-12)
  }

  @Test func `Places that are fewer than have events are refused`() {
    #expect(throws: StatisticsError.self) { try Concentration([1, 2], places: 1) }
    #expect(throws: StatisticsError.self) { try Concentration([1, -2]) }
  }

  @Test func `Remission under 6-MP has the published curve`() {
    // E. J. Freireich et al., Blood 21 (1963), 699 to 716, as in most textbooks: 21 patients, 9 relapses.
    let ended = [6: 3, 7: 1, 10: 1, 13: 1, 16: 1, 22: 1, 23: 1]
    let open = [6: 1, 9: 1, 10: 1, 11: 1, 17: 1, 19: 1, 20: 1, 25: 1, 32: 2, 34: 1, 35: 1]
    let curve = SurvivalCurve(ended: ended, open: open)
    let expected: [(Int, Double)] = [(6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448)]
    #expect(curve.steps.map(\.time) == expected.map(\.0))
    for (step, wanted) in zip(curve.steps, expected) { #expect(abs(step.open - wanted.1) < 0.0006, "\(step)") }
    #expect(curve.time(whenEnded: 0.5) == 23)
    #expect(curve.time(whenEnded: 0.25) == 13)
    #expect(curve.time(whenEnded: 0.75) == nil)
  }

  @Test func `Smoking and lung cancer have Doll and Hill's odds ratio`() throws {
    // R. Doll and A. B. Hill, BMJ 2 (1950), 739 to 748: men, 647 of 649 cases smoked and 622 of 649 controls.
    let ratio = try OddsRatio(both: 647, first: 649, second: 647 + 622, of: 1298)
    #expect(abs(try #require(ratio.value) - 14.04) < 0.01)
    let limits = ratio.limits()
    #expect(abs(try #require(limits.lower) - 3.33) < 0.01)
    #expect(abs(try #require(limits.upper) - 59.3) < 0.05)
    #expect(agree(ratio.expected, 649.0 * 1269 / 1298))
    #expect(try #require(ratio.pValue) < 1e-5)
  }

  @Test func `A cell of zero gets a half, and conditions that all or none have get no ratio`() throws {
    let none = try OddsRatio(both: 0, first: 5, second: 4, of: 20)
    #expect(agree(none.value, 0.5 * 11.5 / (5.5 * 4.5)))
    #expect(none.lift == 0)
    let all = try OddsRatio(both: 4, first: 20, second: 4, of: 20)
    #expect(all.value == nil && all.limits() == ConfidenceLimits(lower: nil, upper: nil) && all.pValue == nil && all.lift == 1)
    #expect(throws: StatisticsError.self) { try OddsRatio(both: 3, first: 2, second: 4, of: 20) }
    #expect(throws: StatisticsError.self) { try OddsRatio(both: 0, first: 12, second: 9, of: 20) }
  }

  @Test func `A season without a trend comes out as it was put in`() {
    let pattern = [80.0, 70, 90, 100, 110, 120, 130, 125, 105, 95, 90, 85]
    let mean = pattern.reduce(0, +) / 12
    let index = SeasonalIndex((0..<36).map { pattern[($0 + 3) % 12] }, firstMonth: 4)
    #expect(index.ratios == [Int](repeating: 2, count: 12))
    for (month, value) in index.values.enumerated() { #expect(agree(value, pattern[month] / mean * 100)) }
  }

  @Test func `A year and eleven months is too short for an index, and a gap takes the ratios that need it`() {
    let months: [Double?] = Array(repeating: 5, count: 24)
    #expect(!SeasonalIndex(Array(months.dropLast()), firstMonth: 1).isComplete)
    #expect(SeasonalIndex(months, firstMonth: 1).isComplete)
    var series = [Double?](repeating: 5, count: 37)
    series[18] = nil
    // Month 18 is within six of months 12 to 24.
    #expect(SeasonalIndex(series, firstMonth: 1).ratios.reduce(0, +) == 37 - 12 - 13)
  }

  @Test func `Pairs are those of a double loop, near and far, in degrees and metres`() throws {
    for seed in 0..<12 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var events = KnoxTest.Events()
      var places: [(Double, Double)] = []
      var times: [Int] = []
      let isPlanar = seed % 2 == 0
      for _ in 0..<150 {
        var place = (Double.random(in: 0...3000, using: &random), Double.random(in: 0...3000, using: &random))
        if !isPlanar { place = (-1.3 + place.0 / 64_000, 54.4 + place.1 / 111_000) }
        if Int.random(in: 0..<6, using: &random) == 0, let other = places.randomElement(using: &random) { place = other }
        places.append(place)
        times.append(Int.random(in: 0...60, using: &random))
        if isPlanar {
          events.add(x: place.0, y: place.1, time: times.last ?? 0)
        } else {
          events.add(longitude: place.0, latitude: place.1, time: times.last ?? 0)
        }
      }
      let (distances, spans) = ([100.0, 250, 700], [0, 7, 21])
      let test = try KnoxTest(events, distances: distances, spans: spans, permutations: 19, seed: seed)
      var wanted = [Int](repeating: 0, count: 12)
      for one in 0..<150 {
        for other in 0..<one {
          let metres = isPlanar ? Self.planar(places[one], places[other]) : Self.haversine(places[one], places[other])
          let span = abs(times[one] - times[other])
          guard metres <= 700, span <= 21 else { continue }
          let band = metres < 1 ? 0 : metres <= 100 ? 1 : metres <= 250 ? 2 : 3
          wanted[band * 3 + (span == 0 ? 0 : span <= 7 ? 1 : 2)] += 1
        }
      }
      #expect(test.cells.map(\.observed) == wanted, "seed \(seed)")
      #expect(test.cells.allSatisfy { $0.pValue >= 0.05 && $0.pValue <= 1 })
      #expect(test == (try KnoxTest(events, distances: distances, spans: spans, permutations: 19, seed: seed)))
    }
  }

  private static func planar(_ one: (Double, Double), _ other: (Double, Double)) -> Double {
    ((one.0 - other.0) * (one.0 - other.0) + (one.1 - other.1) * (one.1 - other.1)).squareRoot()
  }

  /// R. W. Sinnott, "Virtues of the haversine", Sky and Telescope 68 (1984), 159, by the sines of small angles.
  private static func haversine(_ one: (Double, Double), _ other: (Double, Double)) -> Double {
    let radians = Double.pi / 180
    func sine(_ angle: Double) -> Double { angle - angle * angle * angle / 6 }
    let (height, width) = (sine((one.1 - other.1) * radians / 2), sine((one.0 - other.0) * radians / 2))
    let root = (height * height + KnoxTest.cosine(one.1 * radians) * KnoxTest.cosine(other.1 * radians) * width * width)
      .squareRoot()
    return 2 * 6_371_008.8 * (root + root * root * root / 6)
  }

  @Test func `Events that come in twos are found, and events by chance are not`() throws {
    var random = SeededGenerator(seed: 7)
    var (clustered, scattered) = (KnoxTest.Events(), KnoxTest.Events())
    for _ in 0..<150 {
      let (x, y, day) = (
        Double.random(in: 0...9000, using: &random), Double.random(in: 0...9000, using: &random),
        Int.random(in: 0...364, using: &random)
      )
      clustered.add(x: x, y: y, time: day)
      clustered.add(x: x + 40, y: y, time: day + 3)
      scattered.add(x: x, y: y, time: day)
      scattered.add(x: x + 40, y: y, time: Int.random(in: 0...364, using: &random))
    }
    let found = try KnoxTest(clustered, distances: [100], spans: [7], permutations: 199, seed: 1).cells[1]
    #expect(found.observed >= 150 && found.expected < 20 && found.pValue == 1.0 / 200)
    #expect(try KnoxTest(scattered, distances: [100], spans: [7], permutations: 199, seed: 1).cells[1].pValue > 0.05)
  }

  @Test func `Permutations give the pairs that chance gives: near pairs times the share of close times`() throws {
    var events = KnoxTest.Events()
    for place in 0..<60 { events.add(x: Double(place % 10) * 50, y: Double(place / 10) * 50, time: place) }
    let test = try KnoxTest(events, distances: [2000], spans: [9], permutations: 2000, seed: 3)
    // Of the pairs of 60 days in a row, those no more than 9 apart: 60 x 9 - 45.
    let share = (60.0 * 9 - 45) / (60.0 * 59 / 2)
    let expected = test.cells.reduce(0) { $0 + $1.expected }
    #expect(test.nearPairs == 60 * 59 / 2)
    #expect(abs(expected - share * Double(test.nearPairs)) < 1e-6)
  }

  @Test(arguments: [([], [7]), ([200.0, 100], [7]), ([100.0], []), ([100.0], [7, 7]), ([0.5], [7])] as [([Double], [Int])])
  func `Bands whose edges don't rise are refused`(distances: [Double], spans: [Int]) {
    var events = KnoxTest.Events()
    for place in 0..<3 { events.add(x: Double(place), y: 0, time: place) }
    #expect(throws: SampleError.self) { try KnoxTest(events, distances: distances, spans: spans, permutations: 9, seed: 1) }
    #expect(throws: SampleError.self) { try KnoxTest(KnoxTest.Events(), distances: [100], spans: [7], permutations: 9, seed: 1) }
    #expect(throws: SampleError.self) { try KnoxTest(events, distances: [100], spans: [7], permutations: 0, seed: 1) }
  }

  @Test func `A test of many pairs asks whether it may go on while it finds them and within each permutation`() throws {
    var events = KnoxTest.Events()
    for _ in 0..<1000 { events.add(x: 7, y: 7, time: 1) }
    let calls = Atomic(0)
    let limits = QueryLimits(shouldContinue: {
      calls.add(1, ordering: .relaxed)
      return true
    })
    let test = try KnoxTest(events, distances: [100], spans: [7], permutations: 3, seed: 1, limits: limits)
    #expect(test.nearPairs == 499_500 && events.places == 1)
    // Twice for the pairs, and twice a deal.
    #expect(calls.load(ordering: .relaxed) >= 2 + 4 * 2)
    #expect(throws: QueryError.cancelled) {
      try KnoxTest(events, distances: [100], spans: [7], permutations: 3, seed: 1, limits: QueryLimits(shouldContinue: { false }))
    }
    #expect(throws: QueryError.self) {
      try KnoxTest(events, distances: [100], spans: [7], permutations: 3, seed: 1, limits: QueryLimits(memoryBytes: 1 << 20))
    }
  }

  @Test(arguments: [(Double.nan, 0), (0, .nan), (.infinity, 0), (0, -1e18)])
  func `A place that is nowhere is refused`(x: Double, y: Double) {
    var events = KnoxTest.Events()
    events.add(x: 0, y: 0, time: 1)
    events.add(x: x, y: y, time: 1)
    #expect(throws: SampleError.self) { try KnoxTest(events, distances: [100], spans: [7], permutations: 9, seed: 1) }
  }

  @Test func `Incidents in windows are those of a plain look at every window`() {
    for seed in 0..<400 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var time = 0
      let series = (0..<Int.random(in: 1...9, using: &random)).map { _ in
        time += Int.random(in: 1...6, using: &random)
        return (time: time, count: Int.random(in: 1...3, using: &random))
      }
      let (least, length) = (Int.random(in: 2...5, using: &random), Int.random(in: 1...15, using: &random))
      var inside: Set<Int> = []
      for start in 0...time {
        let places = series.indices.filter { (start..<(start + length)).contains(series[$0].time) }
        if places.reduce(0, { $0 + series[$1].count }) >= least { inside.formUnion(places) }
      }
      let wanted = inside.reduce(0) { $0 + series[$1].count }
      #expect(
        RepeatWindow.incidents(series, least: least, length: length) == wanted, "seed \(seed): \(series), \(least) in \(length)")
    }
  }

  @Test(arguments: [
    (5966, "almost 6,000"), (8417, "over 8,400"), (1049, "almost 1,050"), (6000, "6,000"), (99, "99"), (148, "almost 150"),
    (327, "almost 330"),
    (100, "100"), (1_294_582, "almost 1,300,000"), (999, "almost 1,000"), (101, "over 100"),
  ])
  func `A count is worded as reports word it`(count: Int, words: String) {
    #expect(RoundWords.of(count) == words)
  }
}
