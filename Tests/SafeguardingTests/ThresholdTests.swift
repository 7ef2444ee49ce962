import Columns
import Safeguarding
import Testing

struct ThresholdTests {
  /// An indicator with values of Middlesbrough, Redcar and Cleveland, Hartlepool and Darlington over four years.
  static func indicator(_ values: [[String]], polarity: Polarity = .high) throws -> Indicator {
    var text = "area,period,value\n"
    for (area, row) in zip(["806", "807", "805", "841", "808"], values) {
      for (year, value) in zip([2017, 2018, 2019, 2020, 2022], row) where !value.isEmpty {
        text += "\(area),\(year),\(value)\n"
      }
    }
    var options = DelimitedOptions()
    options.types = ["value": .number, "area": .text]
    return try NamedColumnsFile.indicator(
      in: DelimitedReader(options).read(bytes: Array(text.utf8), name: "t.csv"), value: "value", area: "area",
      periods: ["period"],
      definition: .init(key: "T", title: "Test", unit: MeasureUnit(published: "%"), polarity: polarity))
  }

  private func status(_ test: ThresholdRule.Test, margin: Double = 0, value: String) throws -> ThresholdResult.Status {
    let indicator = try Self.indicator([[value]])
    let rule = ThresholdRule(indicator: indicator, test: test, warningMargin: margin)
    return try rule.check(indicator.register.area("806"), in: indicator.period("2017")).status
  }

  @Test(arguments: [
    (ThresholdRule.Test.atLeast(95), "95", ThresholdResult.Status.amber), (.atLeast(95), "94.9", .red), (.atLeast(95), "96", .green),
    (.atLeast(95), "95.9", .amber), (.atMost(10), "10", .amber), (.atMost(10), "10.1", .red), (.atMost(10), "9", .green),
    (.between(60, 80), "60", .amber), (.between(60, 80), "59.9", .red), (.between(60, 80), "70", .green),
    (.between(60, 80), "80.1", .red), (.atLeast(95), "c", .noData), (.atMost(10), "z", .noData), (.atMost(10), "0", .green),
  ])
  func `A rule is red when broken, amber when kept by less than the margin, green beyond, and no data is neither`(
    test: ThresholdRule.Test, value: String, expected: ThresholdResult.Status
  ) throws {
    #expect(try status(test, margin: 1, value: value) == expected)
  }

  @Test(arguments: [
    (["97", "80", "81", "82"], "2020", "2018"), (["80", "81", "82", "83"], "2020", "always"), (["80", "", "81", "82"], "2020", "2019 or before"),
    (["80", "90", "c", "96"], "2020", "2020 or before"), (["80", "96", "97", "95"], "2020", "2018"), (["80", "96", "97", "95"], "2017", "always"),
    (["80", "81", "82", "83", "84"], "2022", "2022 or before"), (["80", "81", "82", "c"], "2020", nil),
  ] as [([String], String, String?)])
  func `It is told since when a rule has been broken or kept without a break`(values: [String], period: String, since: String?) throws {
    let indicator = try Self.indicator([values, ["1", "1", "1", "1", "1"]])
    let rule = ThresholdRule(indicator: indicator, test: .atLeast(95))
    #expect(try rule.check(indicator.register.area("806"), in: indicator.period(period)).since == since)
    let change = ThresholdRule(indicator: indicator, test: .changeAtLeast(-5))
    #expect(try change.check(indicator.register.area("806"), in: indicator.period(period)).since == nil)
  }

  @Test func `Binary noise breaks no rule`() throws {
    #expect(try status(.atLeast(13.6), value: "13.600000000000001") == .green)
    #expect(try status(.atMost(0.3), value: "0.30000000000000004") == .green)
  }

  @Test func `A rule about change looks at the period before, and a gap is no data`() throws {
    let indicator = try Self.indicator([["100", "110", "111", "", "200"], ["0", "5", "5", "5", "5"]])
    let middlesbrough = try indicator.register.area("806")
    let rule = ThresholdRule(indicator: indicator, test: .changeAtMost(5))
    #expect(try rule.check(middlesbrough, in: indicator.period("2018")).status == .red)
    #expect(try rule.check(middlesbrough, in: indicator.period("2019")).status == .green)
    #expect(try rule.check(middlesbrough, in: indicator.period("2017")).status == .noData, "there is none before")
    #expect(try rule.check(indicator.register.area("807"), in: indicator.period("2018")).status == .noData, "from zero")
    let later = try rule.check(indicator.register.area("807"), in: indicator.period("2022"))
    #expect(later.status == .noData)
    #expect(later.reason.contains("1 period between 2020 and 2022 is not in the publication"))
  }

  @Test func `Rules about rank and band go by what is good`() throws {
    let indicator = try Self.indicator([["10"], ["20"], ["30"], ["40"], ["50"]], polarity: .low)
    let period = try indicator.period("2017")
    let rank = ThresholdRule(indicator: indicator, test: .rankNoWorseThan(2), warningMargin: 1)
    let band = ThresholdRule(indicator: indicator, test: .bandNoWorseThan(.b))
    let expected: [(String, ThresholdResult.Status, ThresholdResult.Status)] = [
      ("806", .green, .green), ("807", .amber, .green), ("805", .red, .green), ("841", .red, .red), ("808", .red, .red),
    ]
    for (code, byRank, byBand) in expected {
      let area = try indicator.register.area(code)
      #expect(rank.check(area, in: period).status == byRank, "\(code)")
      #expect(band.check(area, in: period).status == byBand, "\(code)")
    }
  }

  @Test func `A change is told with its gap, its direction and no percentage of zero`() throws {
    let indicator = try Self.indicator([["100", "110", "", "", "0"], ["0", "5"], ["-10", "-5"]])
    let area = try indicator.register.area("806")
    let change = try Change(of: indicator, area: area, from: indicator.period("2018"), to: indicator.period("2022"))
    #expect(change.difference == -110)
    #expect(change.percent == -100)
    #expect(change.direction == .worse)
    // Nobody has a value in 2019 to 2021.
    #expect(change.periodsMissing == 3)
    let redcar = try Change(
      of: indicator, area: indicator.register.area("807"), from: indicator.period("2017"), to: indicator.period("2018"))
    #expect(redcar.percent == nil)
    let hartlepool = try Change(
      of: indicator, area: indicator.register.area("805"), from: indicator.period("2017"), to: indicator.period("2018"))
    #expect(hartlepool.percent == 50, "a rise from a negative value is a rise")
    #expect(throws: IndicatorError.self) {
      try Change(of: indicator, area: indicator.register.area("807"), from: indicator.period("2018"), to: indicator.period("2022"))
    }
  }

  @Test func `Values equal but for binary noise tie, and unequal values never print alike`() throws {
    let indicator = try Self.indicator([["13.600000000000001"], ["13.6"], ["13.64"], ["13.66"], ["c"]])
    let ranking = try Ranking(of: indicator, in: indicator.period("2017"), order: .highest)
    #expect(ranking.entries.map(\.rank) == [1, 2, 3, 3])
    #expect(ranking.decimals == 2)
    let rounded = try Ranking(of: indicator, in: indicator.period("2017"), order: .highest, roundedTo: 1)
    #expect(rounded.entries.map(\.rank) == [1, 2, 2, 2])
    #expect(ranking.leftOut.first { $0.area.dfeNumber == 808 }?.reason == "suppressed")
  }

  @Test func `The rank from the other end is under the same rule`() throws {
    let indicator = try Self.indicator([["1"], ["2"], ["2"], ["3"], ["4"]])
    let expected: [TieRule: [Double]] = [
      .competition: [5, 3, 3, 2, 1], .max: [5, 4, 4, 2, 1], .dense: [4, 3, 3, 2, 1], .ordinal: [5, 4, 3, 2, 1],
      .average: [5, 3.5, 3.5, 2, 1],
    ]
    for (ties, ranks) in expected {
      let ranking = try Ranking(of: indicator, in: indicator.period("2017"), order: .lowest, ties: ties)
      #expect(ranking.entries.map { ranking.rankFromOtherEnd($0) } == ranks, "\(ties)")
    }
  }

  @Test(arguments: [RankOrder.best, .worst])
  func `Without polarity there is no best and no worst`(order: RankOrder) throws {
    let indicator = try Self.indicator([["1"]], polarity: .neither)
    #expect(throws: IndicatorError.self) { try Ranking(of: indicator, in: indicator.period("2017"), order: order) }
    #expect(try Ranking(of: indicator, in: indicator.period("2017")).order == .highest)
  }
}
