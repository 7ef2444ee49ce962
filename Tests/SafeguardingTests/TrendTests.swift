import Columns
import TestSupport
import Testing

@testable import Safeguarding

struct TrendTests {
  /// An indicator with values for Middlesbrough, a period and a value or marker each.
  private func indicator(
    _ rows: [(String, String)], unit: String = "Rate per 10,000", polarity: Polarity = .low, yearType: YearType? = .at31March
  ) throws -> Indicator {
    try .made(
      "area,period,value\n" + rows.map { "Middlesbrough,\($0.0),\($0.1)\n" }.joined(), unit: unit, polarity: polarity,
      yearType: yearType, key: "test")
  }

  private func trend(
    _ indicator: Indicator, method: Trend.Method? = nil, gaps: Trend.Gaps = .stop, breaks: [Named<Period>] = []
  ) throws -> Trend {
    try Trend(
      of: indicator, area: indicator.register.area("Middlesbrough"), method: method, breaks: breaks, gaps: gaps)
  }

  private let rising = (2010...2018).map { (String($0), String($0 - 1900)) }

  @Test func `A trend agrees with the vector of its area`() throws {
    let vectors = try Vectors.table("mann_kendall_theil_sen.csv")
    let care = try LAITExtract.indicator("LAC")
    let found = try Trend(of: care, area: care.register.area("Redcar and Cleveland"))
    let row = try #require(try (0..<vectors.rowCount).first { try vectors.text("series", $0) == "redcar_lac_rate" })
    let (slope, lower, upper) = (
      try vectors.number("sen_slope", row), try vectors.number("sen_lo95_scipy", row), try vectors.number("sen_hi95_scipy", row)
    )
    guard case .ordered(let test, let line) = found.finding else {
      Issue.record("not the Mann-Kendall test")
      return
    }
    #expect(test.score == 38)
    #expect(agree(line.slope, slope) && agree(line.interval?.lowerBound, lower) && agree(line.interval?.upperBound, upper))
    #expect(found.direction == .rising)
    #expect(found.verdict == nil, "neither high nor low is good")
    #expect(found.notes.contains("2020, 2021 overlap the COVID-19 restrictions (23 March 2020 to 19 July 2021)"))
  }

  @Test func `Only the stretch after the latest gap counts, and the notes say so`() throws {
    var rows = rising
    rows[3].1 = "c"
    let found = try trend(indicator(rows))
    #expect(found.periods.map(\.label) == ["2014", "2015", "2016", "2017", "2018"])
    #expect(found.notes == ["4 other periods are not part of it", "2013 has no value: suppressed"])
    rows.remove(at: 3)
    let absent = try trend(indicator(rows))
    #expect(absent.periods.map(\.label) == ["2014", "2015", "2016", "2017", "2018"])
    #expect(absent.notes.contains("1 period is not in the publication between 2012 and 2014"))
  }

  @Test func `A gap is bridged where that is asked for, with the true distance in time`() throws {
    let found = try trend(indicator([rising[0], rising[1], rising[2], rising[8]]), gaps: .bridge)
    #expect(found.values == [110, 111, 112, 118])
    #expect(found.slope == 1, "six years lie between the last two")
    #expect(found.notes.contains("gaps are bridged: values on either side are compared"))
  }

  @Test func `A stated break ends the stretch, bridged or not`() throws {
    for gaps in Trend.Gaps.allCases {
      let found = try trend(indicator(rising), gaps: gaps, breaks: ["2014"])
      #expect(found.periods.map(\.label) == ["2014", "2015", "2016", "2017", "2018"])
      #expect(found.notes.contains("a break is stated at 2014"))
    }
    #expect(throws: IndicatorError.self) { try trend(indicator(rising), breaks: ["1999"]) }
  }

  @Test func `A change in the kind of period ends the stretch`() throws {
    let found = try trend(
      indicator(
        [("2014-16", "5"), ("2015-17", "6"), ("2018", "7"), ("2019", "8"), ("2020", "9")], yearType: .calendar), gaps: .bridge)
    #expect(found.periods.map(\.label) == ["2018", "2019", "2020"])
    #expect(found.notes.contains("2015-17 and 2018 are not periods of one kind"))
  }

  @Test func `Days follow each other by the step that they mostly have`() throws {
    let days = ["2023-03-31", "2023-06-30", "2023-09-30", "2023-12-31", "2024-03-31", "2024-09-30", "2024-12-31", "2025-03-31"]
    let found = try trend(indicator(days.enumerated().map { ($0.element, String($0.offset)) }, yearType: nil))
    #expect(found.periods.map(\.label) == Array(days[5...]))
    #expect(found.notes.contains("more time lies between 2024-03-31 and 2024-09-30 than between other days"))
    let bridged = try trend(indicator(days.enumerated().map { ($0.element, String($0.offset)) }, yearType: nil), gaps: .bridge)
    #expect(bridged.periods.count == 8)
    #expect(bridged.slope ?? 2 < 1, "half a year lies between two of them")
  }

  @Test func `Pools of years are told to overlap and have no recent trend`() throws {
    let pools = (2010...2016).map { ("\($0)-\($0 - 1998)", String($0 - 1990)) }
    let pooled = try indicator(pools, yearType: .calendar)
    #expect(try trend(pooled).notes.contains("periods of 3 years overlap, so that neighbouring values share years and p is too small"))
    let people = try indicator(pools.map { ($0.0, "10000") }, unit: "Number", yearType: .calendar)
    #expect(throws: SampleError.self) { try trend(pooled.with(denominator: people), method: .recent) }
    let fallen = try trend(pooled.with(denominator: people))
    #expect(fallen.method == .mannKendall)
    #expect(fallen.notes.contains("no recent trend: periods of several years overlap"))
  }

  @Test func `A revised edition takes the place of the first`() throws {
    let found = try trend(indicator([("2015", "1"), ("2016", "2"), ("2017", "30"), ("2017 (Rev)", "3"), ("2018", "4")]))
    #expect(found.values == [1, 2, 3, 4])
    #expect(found.notes == ["2017 is left out: 2017 (Rev) is the same span"])
  }

  @Test func `The recent trend of shares is the Cochran-Armitage test of the latest five`() throws {
    let years = (2010...2015).map(String.init)
    let shares = try indicator(Array(zip(years, ["90", "20", "25", "31", "36", "44"])), unit: "%")
    let people = try indicator(years.map { ($0, "100") }, unit: "Number")
    let found = try trend(shares.with(denominator: people))
    // The vector "up_prop".
    guard case .recent(let recent) = found.finding else {
      Issue.record("not a recent trend")
      return
    }
    #expect(agree(recent.chiSquare, 16.2166443053))
    #expect(found.direction == .rising && found.verdict == .worse)
    #expect(found.periods.map(\.label) == Array(years.dropFirst()))
    #expect(found.slope == nil)
  }

  @Test func `The recent trend of values goes by their limits`() throws {
    let years = ["2010", "2011", "2012", "2013", "2014"]
    func column(_ values: [String]) throws -> Indicator { try indicator(Array(zip(years, values))) }
    // The vector "ft_set1_ci".
    var values = try column(["24.67", "24.6", "28", "30.2", "30.6"])
    #expect(throws: SampleError.self) { try trend(values, method: .recent) }
    values.companions[.lower95] = try column(["23.16", "23.15", "26.44", "28.63", "28.98"])
    values.companions[.upper95] = try column(["26.25", "26.19", "29.64", "31.9", "32.25"])
    let found = try trend(values)
    #expect(agree(found.slope, 1.75156622266))
    #expect(abs(found.probability / 8.00171277657166e-12 - 1) < 1e-8)
    #expect(found.direction == .rising)
  }

  @Test func `A rate gets its limits from its events and the people`() throws {
    let years = ["2010", "2011", "2012", "2013", "2014"]
    let rates = try indicator(Array(zip(years, ["100", "110", "121", "133", "146"])))
    let people = try indicator(years.map { ($0, "10000") }, unit: "Number")
    let found = try trend(rates.with(denominator: people))
    let events = [100, 110, 121, 133, 146]
    let limits = try events.map { try EventCount($0).limits() }.map { (lower: $0.lower ?? .nan, upper: $0.upper ?? .nan) }
    let direct = try RecentTrend(values: events.map(Double.init), limits: limits)
    guard case .recent(let recent) = found.finding else {
      Issue.record("not a recent trend")
      return
    }
    #expect(agree(recent.chiSquare, direct.chiSquare) && agree(recent.slope, direct.slope))
    #expect(recent.chiSquare > 8 && recent.method == .limits)
  }

  @Test func `Counts have no recent trend`() throws {
    let counts = try indicator(rising, unit: "Number")
    #expect(try trend(counts).method == .mannKendall)
    #expect(throws: SampleError.self) { try trend(counts, method: .recent) }
  }

  @Test func `The recent trends of a Fingertips file are those of its published limits`() throws {
    let file = try DelimitedReader().read(path: ProjectFiles.exampleData + "/fingertips/injury-admissions-0-14-utla.csv.gz")
    let indicators = try PublishedFile.indicators(in: file).indicators
    let indicator = try #require(indicators.first { $0.definition.title.contains("Persons") } ?? indicators.first)
    let found = try Trend(of: indicator, area: indicator.register.area("Norfolk"))
    // NumPy, from the limits of the five years to 2023/24: see PublishedTrendTests.
    guard case .recent(let recent) = found.finding else {
      Issue.record("not a recent trend")
      return
    }
    #expect(agree(recent.chiSquare, 129.41942784950862), "\(recent.chiSquare)")
    #expect(found.direction == .falling)
  }

  @Test func `A series that is too short says what ended it`() throws {
    var rows = rising
    rows[7].1 = "x"
    do {
      _ = try trend(indicator(rows))
      Issue.record("a trend of one value")
    } catch let error as TrendError {
      #expect(error.diagnostic.problem == "Middlesbrough has 1 value of test in the latest stretch without a gap")
      #expect(error.diagnostic.expectation?.contains("2017 has no value: not available") == true)
      #expect(error.diagnostic.hint?.contains("bridge") == true)
    }
    #expect(throws: IndicatorError.self) { try trend(indicator([("2018", "c"), ("2019", "c")])) }
  }

  @Test(arguments: [
    ("2019", YearType.calendar, false), ("2020", .calendar, true), ("2021", .calendar, true), ("2022", .calendar, false),
    ("2019-20", .financial, true), ("2018-19", .financial, false), ("2021-22", .financial, true),
    ("2022-23", .financial, false), ("2020", .at31March, true), ("2021", .at31March, true), ("2022", .at31March, false),
    ("2019", .at30September, false), ("2021", .at30September, false), ("2020/21", .academic, true),
  ])
  func `A period overlaps the COVID-19 restrictions or not`(label: String, type: YearType, overlaps: Bool) throws {
    #expect(try Period(label, yearType: type).overlapsEpidemic == overlaps)
  }

  @Test func `Every area of a set has the trend that it has alone, and a probability that allows for all`() throws {
    let care = try LAITExtract.indicator("LAC")
    guard
      case .object(let object) = try Operation.trends.call(
        [.object(care)], named: [("among", .text("North East")), ("to", .text("2020"))]), let table = object as? Table
    else {
      Issue.record("no table")
      return
    }
    #expect(table.rowCount == 12)
    var probabilities: [Double?] = []
    for row in 0..<table.rowCount {
      let name = try table.text("area", row)
      let alone = try Trend(of: care, area: care.register.area(name), to: "2020")
      let (direction, probability) = (try table.text("direction", row), try table.number("p", row))
      #expect(direction == alone.direction.rawValue && probability == alone.probability, "\(name)")
      probabilities.append(alone.probability)
    }
    let adjusted = try FalseDiscovery.benjaminiHochberg.adjusted(probabilities)
    #expect(try (0..<table.rowCount).map { try table.number("p_adjusted", $0) } == adjusted)
  }

  @Test func `Areas without a trend are told with the reason`() throws {
    let conceptions = try indicator([("2019", "1"), ("2020", "2")])
    guard
      case .object(let object) = try Operation.trends.call(
        [.object(conceptions)], named: [("among", .list([.text("806"), .text("807")]))]), let table = object as? Table
    else {
      Issue.record("no table")
      return
    }
    #expect(table.rowCount == 0)
    #expect(table.notes.contains("no trend: Middlesbrough: fewer than 3 values in the latest stretch without a gap"))
    #expect(table.notes.contains { $0.hasPrefix("no trend: Redcar and Cleveland: ") })
  }

  @Test func `A change of published counts has the interval of their ratio`() throws {
    let plans = try LAITExtract.indicator("CPP_Num")
    let area = try plans.register.area("Redcar and Cleveland")
    let change = try Change(of: plans, area: area, from: plans.period("2019"), to: plans.period("2020"))
    // scipy: odds of beta.ppf(0.025, 260, 160) and beta.ppf(0.975, 261, 159), less one.
    let found = try #require(change.percentChange)
    #expect(agree(found.limits.lower, 33.72592349536673) && agree(found.limits.upper, 100.4686917663795))
    let rates = try LAITExtract.indicator("CPP_rate")
    #expect(try Change(of: rates, area: area, from: rates.period("2019"), to: rates.period("2020")).percentChange == nil)
  }

  @Test func `A change in per cent has the limits of the ratio`() throws {
    func rate(_ events: Int, _ people: Double) throws -> CrudeRate { try CrudeRate(events: events, denominator: people, per: 1) }
    let change = try PercentChange(from: rate(263, 1), to: rate(379, 1))
    // scipy: odds of beta.ppf(0.025, 379, 264) and of beta.ppf(0.975, 380, 263).
    #expect(agree(change.percent, (379.0 / 263 - 1) * 100))
    #expect(agree(change.limits.lower, 22.80656820932161) && agree(change.limits.upper, 69.3026666240058))
    let fromNothing = try PercentChange(from: rate(0, 1), to: rate(5, 1))
    #expect(fromNothing.percent == nil && fromNothing.limits.upper == nil)
    let toNothing = try PercentChange(from: rate(5, 1), to: rate(0, 1))
    #expect(toNothing.percent == -100 && toNothing.limits.lower == -100)
    let values = try PercentChange(from: 12.5, 11...14, to: 10.1, 9...11.3)
    #expect(agree(values.percent, -19.2))
    #expect(agree(values.limits.lower, -31.262264579364118) && agree(values.limits.upper, -4.214606815121602))
    #expect(try PercentChange(from: 1, 0...2, to: 1, 0...2).limits == ConfidenceLimits(lower: -100, upper: nil))
    #expect(throws: SampleError.self) { try PercentChange(from: 0, 0...1, to: 1, 0...2) }
    #expect(throws: SampleError.self) { try PercentChange(from: 3, 0...1, to: 1, 0...2) }
  }
}
