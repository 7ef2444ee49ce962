import Columns
import TestSupport
import Testing

@testable import Safeguarding

struct ControlChartTests {
  /// The values of each series of the XmR vectors, with the label that NHSRplotthedots gives each point.
  private static func series() throws -> [String: (values: [Double], labels: [String])] {
    let points = try Vectors.table("xmr_points.csv")
    var series: [String: (values: [Double], labels: [String])] = [:]
    for row in 0..<points.rowCount {
      let name = try points.text("series", row)
      series[name, default: ([], [])].values.append(try #require(try points.number("y", row)))
      series[name]?.labels.append(try points.text("special_cause", row))
    }
    return series
  }

  /// NHSRplotthedots' label of a special cause, for a run of seven.
  private static func label(_ cause: SpecialCause?) -> String {
    switch cause {
    case nil: "Common Cause"
    case .aboveLimit: "Above UCL"
    case .belowLimit: "Below LCL"
    case .risingTrend: "7 Point Trend (Increasing)"
    case .fallingTrend: "7 Point Trend (Decreasing)"
    case .twoOfThreeHigh: "2 in 3 Above CL"
    case .twoOfThreeLow: "2 in 3 Below CL"
    case .shiftAbove: "7 Points Above CL"
    case .shiftBelow: "7 Points Below CL"
    }
  }

  @Test func `XmR limits agree with NHSRplotthedots, with and without screening`() throws {
    let series = try Self.series()
    let limits = try Vectors.table("xmr_limits.csv")
    #expect(limits.rowCount == 18)
    for row in 0..<limits.rowCount {
      let name = try limits.text("series", row)
      let isScreened = try limits.text("screen_outliers", row).lowercased() == "true"
      let chart = try ControlChart.xmr(#require(series[name]).values, screensRanges: isScreened)
      let point = try #require(chart.points.first)
      let meanRange = try limits.number("avg_moving_range", row)
      #expect(agree(chart.stretches[0].meanMovingRange, meanRange), "\(name)")
      for (found, column) in [(point.centre, "mean"), (point.lower, "lpl"), (point.upper, "upl")] {
        let expected = try limits.number(column, row)
        #expect(agree(found, expected), "\(name), \(column)")
      }
    }
  }

  @Test func `Every point has NHSRplotthedots' special cause`() throws {
    let series = try Self.series()
    #expect(series.count == 9)
    for (name, expected) in series {
      let chart = try ControlChart.xmr(expected.values)
      for (place, label) in expected.labels.enumerated() {
        #expect(Self.label(chart.points[place].specialCause) == label, "\(name), point \(place + 1)")
      }
    }
  }

  /// The causes of points on one pair of limits, each rule tried on every window that the point lies in.
  private func naiveCauses(_ values: [Double], centre: Double, distance: Double, run: Int) -> [SpecialCause?] {
    func windows(_ place: Int, _ length: Int) -> [[Double]] {
      (max(0, place - length + 1)...place).filter { $0 + length <= values.count }.map { Array(values[$0..<($0 + length)]) }
    }
    func isNear(_ value: Double) -> Bool {
      let far = (value - centre).magnitude
      return far > distance * 2 / 3 && far <= distance
    }
    return values.indices.map { place in
      let value = values[place]
      if value > centre + distance { return .aboveLimit }
      if value < centre - distance { return .belowLimit }
      let runs = windows(place, run)
      if runs.contains(where: { zip($0, $0.dropFirst()).allSatisfy(<) }) { return .risingTrend }
      if runs.contains(where: { zip($0, $0.dropFirst()).allSatisfy(>) }) { return .fallingTrend }
      for (cause, side) in [(SpecialCause.twoOfThreeHigh, 1.0), (.twoOfThreeLow, -1)] where isNear(value) {
        let isOnSide = { (other: Double) in (other - centre) * side > 0 }
        if windows(place, 3).contains(where: { $0.allSatisfy(isOnSide) && $0.count(where: isNear) >= 2 }) { return cause }
      }
      if runs.contains(where: { $0.allSatisfy { $0 > centre } }) { return .shiftAbove }
      if runs.contains(where: { $0.allSatisfy { $0 < centre } }) { return .shiftBelow }
      return nil
    }
  }

  @Test func `The rules find what trying every window finds`() throws {
    var seen: Set<SpecialCause> = []
    for seed in 0..<600 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let count = Int.random(in: 0...40, using: &generator)
      let isWalk = Bool.random(using: &generator)
      var level = 0
      let values = (0..<count).map { _ -> Double in
        let step = Int.random(in: -9...9, using: &generator)
        level += step
        return Double(isWalk ? level : step)
      }
      let run = Int.random(in: 6...8, using: &generator)
      let lines = ControlLines(centre: 0.5, distance: 9)
      let found = SpecialCause.find(in: values.map { ($0, lines) }, run: run)
      #expect(found == naiveCauses(values, centre: 0.5, distance: 9, run: run), "seed \(seed)")
      seen.formUnion(found.compactMap { $0 })
    }
    #expect(seen.count == SpecialCause.allCases.count)
  }

  @Test func `A missing value neither breaks a run nor makes it longer`() throws {
    let whole: [Double?] = [10, 9, 11, 10, 9, 10, 11, 12, 13, 14, 15, 16, 12, 10]
    let expected = try ControlChart.xmr(whole)
    for gap in 0...whole.count {
      var values = whole
      values.insert(nil, at: gap)
      let chart = try ControlChart.xmr(values)
      #expect(chart.points[gap].value == nil && chart.points[gap].specialCause == nil)
      #expect(chart.points[gap].upper == expected.points[0].upper)
      let rest = chart.points.enumerated().filter { $0.offset != gap }.map(\.element)
      #expect(rest == expected.points)
      #expect(chart.stretches == [.init(start: 0, count: 14, missing: 1, meanMovingRange: expected.stretches[0].meanMovingRange, screened: 0)])
    }
  }

  @Test func `A rebased chart is two charts side by side`() throws {
    let (first, second): ([Double?], [Double?]) = ([5, 7, 6, 5, 8, 6, 7], [nil, 20, 24, 19, 22, 23, 21, 24, 25])
    let chart = try ControlChart.xmr(first + second, .init(rebase: [0, 7]))
    let (before, after) = (try ControlChart.xmr(first), try ControlChart.xmr(second))
    #expect(chart.stretches.map(\.start) == [0, 7])
    #expect(chart.stretches.map(\.count) == [7, 8])
    #expect(chart.points.map(\.upper) == before.points.map(\.upper) + after.points.map(\.upper))
    #expect(chart.points.map(\.specialCause) == before.points.map(\.specialCause) + after.points.map(\.specialCause))
    #expect(chart.stretches.allSatisfy { $0.isShort })
  }

  @Test func `Twelve values are enough for limits to stand`() throws {
    let chart = try ControlChart.xmr((0..<12).map { Double($0 % 3) })
    #expect(!chart.stretches[0].isShort)
    #expect(try ControlChart.xmr((0..<11).map { Double($0 % 3) } + [nil]).stretches[0].isShort)
  }

  // Worked with NumPy from the textbook formulas.
  private static let counts: [Double] = [12, 15, 9, 20, 14, 18, 11, 16, 13, 10, 17, 30]
  private static let groups: [Double] = [100, 120, 90, 150, 110, 130, 95, 125, 105, 98, 140, 118]

  @Test func `A p-chart has limits for each denominator`() throws {
    let chart = try ControlChart.p(numerators: Self.counts, denominators: Self.groups)
    #expect(agree(chart.points[0].centre, 0.1339608979000724))
    #expect(agree(chart.points[0].lower, 0.03177780822252796) && agree(chart.points[0].upper, 0.23614398757761684))
    #expect(agree(chart.points[11].lower, 0.039893739164496816) && agree(chart.points[11].upper, 0.22802805663564799))
    #expect(chart.points.map(\.specialCause).last == .aboveLimit)
    #expect(chart.points.dropLast().allSatisfy { $0.specialCause == nil })
  }

  @Test func `A u-chart and a c-chart have the limits of Poisson counts`() throws {
    let chart = try ControlChart.u(counts: Self.counts, exposures: Self.groups)
    #expect(agree(chart.points[0].lower, 0.02415889058232562) && agree(chart.points[0].upper, 0.24376290521781918))
    #expect(agree(chart.points[11].lower, 0.03287995696906876) && agree(chart.points[11].upper, 0.23504183883107604))
    let events = try ControlChart.c(Self.counts)
    #expect(agree(events.points[5].centre, 15.416666666666666))
    #expect(agree(events.points[5].lower, 3.637447677276919) && agree(events.points[5].upper, 27.19588565605641))
    #expect(events.points[11].specialCause == .aboveLimit)
    let few = try ControlChart.c([1, 2, 0, 1])
    #expect(few.points[0].lower == nil, "a count is never below zero")
  }

  @Test func `Montgomery's cans of orange juice and circuit boards have the limits of his book`() throws {
    // D. C. Montgomery, Introduction to Statistical Quality Control, examples of the p-chart and the c-chart.
    let cans: [Double?] = [
      12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
    ]
    let shares = try ControlChart.p(numerators: cans, denominators: Array(repeating: 50, count: cans.count))
    func rounded(_ number: Double?) -> String { number.map { PrintedNumber.of($0, decimals: 4) } ?? "" }
    #expect([shares.points[0].centre, shares.points[0].lower, shares.points[0].upper].map(rounded) == ["0.2313", "0.0524", "0.4102"])
    #expect(shares.points.indices.filter { shares.points[$0].specialCause == .aboveLimit } == [14, 22])
    let boards: [Double?] = [
      21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15,
    ]
    let faults = try ControlChart.c(boards)
    #expect(rounded(faults.points[0].centre) == "19.8462")
    #expect(faults.points[5].specialCause == .belowLimit && faults.points[19].specialCause == .aboveLimit)
    #expect(abs((faults.points[0].upper ?? 0) - 33.21) < 0.01 && abs((faults.points[0].lower ?? 0) - 6.48) < 0.01)
  }

  @Test func `Shares that are equal but for the noise of binary fractions are common cause`() throws {
    let tenths = try ControlChart.xmr(Array(repeating: 0.1, count: 20))
    #expect(tenths.points.allSatisfy { $0.specialCause == nil })
    let thirds = try ControlChart.p(numerators: (1...20).map(Double.init), denominators: (1...20).map { Double($0 * 3) }, per: 100)
    #expect(thirds.points.allSatisfy { $0.specialCause == nil })
    // 0.1 + 0.2 is 0.30000000000000004, and no more than 0.3 is.
    #expect(try ControlChart.xmr([0.1 + 0.2, 0.3, 0.1 + 0.2, 0.3]).points.allSatisfy { $0.specialCause == nil })
  }

  @Test func `Charts of rare events are skewed`() throws {
    let counts = try ControlChart.g([10, 3, 25, 0, 14, 7, 60, 2, 9, 31])
    #expect(agree(counts.points[0].centre, 16.1))
    #expect(counts.points[0].lower == nil && agree(counts.points[0].upper, 65.87740451248939))
    let times = try ControlChart.t([12, 3.5, 30, 0, 45, 7, 90, 22, 15, 61])
    #expect(agree(times.points[0].centre, 16.219312744960263))
    #expect(times.points[0].lower == nil && agree(times.points[0].upper, 582.3023373689393))
  }

  @Test func `Runs of counts between events are counted about the median of the geometric distribution`() throws {
    // The mean is 16.1 and the median 10.5: eleven lies above the one and below the other.
    let counts: [Double?] = [60, 0, 0, 1, 12, 12, 12, 12, 12, 12, 12]
    let chart = try ControlChart.g(counts)
    let mean = try #require(chart.points[0].centre)
    #expect(mean > 12)
    #expect(chart.points[4...].allSatisfy { $0.specialCause == .shiftAbove })
  }

  @Test func `Assurance sets the target against the limits`() throws {
    let values: [Double?] = [50, 52, 49, 51, 50, 53, 49, 50, 51, 52, 50, 49]
    func assurance(_ target: Double?, _ better: Polarity) throws -> Assurance? {
      try ControlChart.xmr(values, .init(target: target, better: better)).assurance
    }
    #expect(try assurance(90, .high) == .never)
    #expect(try assurance(51, .high) == .atRandom)
    #expect(try assurance(20, .high) == .always)
    #expect(try assurance(90, .low) == .always)
    #expect(try assurance(20, .low) == .never)
    #expect(try assurance(20, .neither) == nil)
    #expect(try assurance(nil, .high) == nil)
    #expect(try ControlChart.xmr([1], .init(target: 2, better: .high)).assurance == nil)
  }

  @Test func `Variation reads the latest point by which way is good`() throws {
    let rising: [Double?] = [9, 9, 9, 9, 9, 9, 1, 2, 3, 4, 5, 6, 7, nil]
    #expect(try ControlChart.xmr(rising, .init(better: .high)).variation == .improvement)
    #expect(try ControlChart.xmr(rising, .init(better: .low)).variation == .concern)
    #expect(try ControlChart.xmr(rising).variation == .high)
    #expect(try ControlChart.xmr([1, 2, 1]).variation == .commonCause)
    #expect(try ControlChart.xmr([nil, nil]).variation == nil)
  }

  @Test func `Nothing, one value and equal values make charts that say little`() throws {
    #expect(try ControlChart.xmr([]).points.isEmpty)
    let one = try ControlChart.xmr([nil, 7]).points
    #expect(one.map(\.centre) == [7, 7] && one.allSatisfy { $0.upper == nil && $0.specialCause == nil })
    let same = try ControlChart.xmr(Array(repeating: 4, count: 20))
    #expect(same.points.allSatisfy { $0.upper == 4 && $0.lower == 4 && $0.specialCause == nil })
    #expect(try ControlChart.p(numerators: [0, 0], denominators: [0, 10]).points.map(\.value) == [nil, 0])
    for chart in [try ControlChart.g([0, 0]), try ControlChart.t([0, 0]), try ControlChart.c([0])] {
      #expect(chart.points.allSatisfy { $0.centre == 0 && $0.specialCause == nil })
    }
  }

  @Test func `What a chart cannot plot is refused with words`() {
    #expect(throws: SampleError.self) { try ControlChart.xmr([1, .nan]) }
    #expect(throws: SampleError.self) { try ControlChart.xmr([1, .infinity]) }
    #expect(throws: SampleError.self) { try ControlChart.xmr([1, 2], .init(run: 5)) }
    #expect(throws: SampleError.self) { try ControlChart.xmr([1, 2], .init(rebase: [2])) }
    #expect(throws: SampleError.self) { try ControlChart.xmr([1, 2], .init(rebase: [.max])) }
    #expect(throws: SampleError.self) { try ControlChart.xmr([1, 2], .init(target: .nan)) }
    #expect(throws: SampleError.self) { try ControlChart.p(numerators: [2], denominators: [1]) }
    #expect(throws: SampleError.self) { try ControlChart.p(numerators: [2], denominators: []) }
    #expect(throws: SampleError.self) { try ControlChart.u(counts: [-1], exposures: [1]) }
    #expect(throws: SampleError.self) { try ControlChart.c([-1]) }
    #expect(throws: SampleError.self) { try ControlChart.g([-0.5]) }
    #expect(throws: SampleError.self) { try ControlChart.t([-0.5]) }
  }
}
