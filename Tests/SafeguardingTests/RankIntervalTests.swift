import Columns
import Safeguarding
import TestSupport
import Testing

struct RankIntervalTests {
  private func plans() throws -> Indicator {
    try LAITExtract.indicator("CPP_rate").with(denominator: MidYearChildren.indicator.get())
  }

  @Test func `The published rates with a joined population give the ranks that independent draws give`() throws {
    let rates = try plans()
    let intervals = try RankIntervals(Ranking(of: rates, in: rates.period("2020"), order: .highest))
    let expected = try Vectors.table("rank_intervals_cpp_rate_2020.csv")
    #expect(intervals.count == expected.rowCount)
    let names = try expected.column("la")
    for row in 0..<expected.rowCount {
      let area = try rates.register.area(names[row].plainText)
      let entry = try #require(intervals.entries.first { $0.place.area == area })
      let interval = try #require(entry.interval)
      // The vector takes populations from counts over rates, so that of no cases is none and its rank is certain. With
      // the 308 children who live there, no cases are compatible with a middling rate.
      if area.name == "Isles of Scilly" {
        #expect(interval.lowerBound < 50 && interval.upperBound == 150)
        continue
      }
      #expect(abs(Double(interval.lowerBound) - (try expected.number("rank_lo95", row) ?? 0)) <= 2, "\(area.name)")
      #expect(abs(Double(interval.upperBound) - (try expected.number("rank_hi95", row) ?? 0)) <= 2, "\(area.name)")
      #expect(abs(Double(entry.median ?? 0) - (try expected.number("rank_median", row) ?? 0)) <= 2, "\(area.name)")
    }
  }

  @Test func `The same seed gives the same answer, and the chances of an end add up to its size`() throws {
    let rates = try plans()
    let ranking = try Ranking(of: rates, in: rates.period("2020"), order: .highest)
    let one = try RankIntervals(ranking, ends: 7, draws: 500, seed: 3)
    let other = try RankIntervals(ranking, ends: 7, draws: 500, seed: 3)
    let third = try RankIntervals(ranking, ends: 7, draws: 500, seed: 4)
    #expect(one.entries.map(\.chanceFirst) == other.entries.map(\.chanceFirst))
    #expect(one.entries.map(\.chanceFirst) != third.entries.map(\.chanceFirst))
    #expect(abs(one.entries.compactMap(\.chanceFirst).reduce(0, +) - 7) < 1e-9)
    #expect(abs(one.entries.compactMap(\.chanceLast).reduce(0, +) - 7) < 1e-9)
  }

  @Test func `An area that is listed twice is ranked once`() throws {
    let rates = try plans()
    let ranking = try Ranking(
      of: rates, in: rates.period("2020"), among: .listed(["Middlesbrough", "806", "Hartlepool", "Darlington"]), order: .highest)
    #expect(ranking.count == 3)
    #expect(try RankIntervals(ranking, draws: 100).ends == 3, "of three areas, three are at either end")
  }

  @Test func `An area whose value rests on nothing known is ranked and has no interval`() throws {
    let rates = try Indicator.made(
      "area,period,value,count,denominator\n806,2020,100,10,1000\n807,2020,50,5,1000\n805,2020,70,,\n")
    let intervals = try RankIntervals(Ranking(of: rates, in: rates.period("2020"), order: .highest), draws: 100)
    #expect(intervals.entries.map(\.place.rank) == [1, 2, 3])
    #expect(intervals.entries.map { $0.interval == nil } == [false, true, false])
    #expect(intervals.count == 2)
    #expect(intervals.without.map(\.area.name) == ["Hartlepool"])
    let bare = try LAITExtract.indicator("CPP_rate")
    #expect(throws: IndicatorError.self) { try RankIntervals(Ranking(of: bare, in: bare.period("2020"), order: .highest)) }
  }

  @Test func `Counts and published limits rank together`() throws {
    let rates = try Indicator.made(
      """
      area,period,value,count,denominator,lower,upper
      806,2020,1000,1000,10000,940,1063
      807,2020,500,,,400,600
      805,2020,100,,,50,150
      """)
    let intervals = try RankIntervals(Ranking(of: rates, in: rates.period("2020"), order: .highest), draws: 2000)
    #expect(intervals.entries.map(\.interval) == [1...1, 2...2, 3...3])
    #expect(intervals.basis.contains("normal"))
  }

  @Test func `A move is more than noise only where its interval leaves out standing still`() throws {
    let rates = try plans()
    let (earlier, later) = (
      try Ranking(of: rates, in: rates.period("2019"), order: .highest), try Ranking(of: rates, in: rates.period("2020"), order: .highest)
    )
    let redcar = try RankChange(of: rates.register.area("Redcar and Cleveland"), from: earlier, to: later)
    #expect(redcar.isMoreThanNoise)
    #expect(redcar.places == redcar.to.rank - redcar.from.rank)
    #expect(redcar.move.chanceTowardsFirst > 0.99)
    let still = try RankChange(of: rates.register.area("Middlesbrough"), from: later, to: later)
    #expect(!still.isMoreThanNoise)
    #expect(still.places == 0)
    #expect(throws: IndicatorError.self) { try RankChange(of: rates.register.area("City of London"), from: earlier, to: later) }
  }
}

struct ScorecardTests {
  private func framework() throws -> Framework {
    let schools = try LAITExtract.indicator("FSP_NEW_GOODDEV")
    return Framework(
      name: "Test",
      items: [
        .init(section: "A", subject: "Readiness", indicator: schools, test: .atLeast(65), warningMargin: 2),
        .init(section: "A", subject: "Readiness", indicator: try LAITExtract.indicator("CPP_rate")),
        .init(section: "B", subject: "Missing", title: "no source", indicator: nil),
      ])
  }

  @Test func `A line holds value, place, change and threshold, or says that there is no indicator`() throws {
    let card = try Scorecard(framework(), areas: ["Middlesbrough", "Redcar and Cleveland"], period: "2018")
    #expect(card.lines.count == 6)
    let schools = try #require(card.lines.first)
    let indicator = try LAITExtract.indicator("FSP_NEW_GOODDEV")
    #expect(schools.observation == (try indicator.at("Middlesbrough", "2018")))
    #expect(schools.place?.entry.rank == 152)
    #expect(schools.place?.entry.band == .d)
    #expect(schools.threshold?.status == .red)
    #expect(schools.change?.from.label == "2017")
    #expect(card.lines[2].place?.ranking.order == .highest, "plans have no polarity")
    #expect(card.lines[4].observation == .absent)
    #expect(card.table?.rowCount == 6)
    #expect(card.count(.red) + card.count(.amber) + card.count(.green) == 2)
  }

  @Test func `An indicator that is not published for the period takes the latest that had ended`() throws {
    let deaths = try LAITExtract.indicator("RTA")
    let card = try Scorecard(
      Framework(name: "T", items: [.init(section: "", subject: "", indicator: deaths)]), areas: ["806"], period: "2020")
    #expect(card.lines[0].period?.label == "2018-20")
    #expect(throws: IndicatorError.self) {
      try Scorecard(Framework(name: "T", items: [.init(section: "", subject: "", indicator: deaths)]), areas: ["806"], period: "1990")
    }
  }

  @Test func `An indicator that begins later leaves its line empty, and the others stand`() throws {
    let later = try Indicator.made("area,period,value\n806,2022,5\nE92000001,2022,6\n", key: "later")
    let earlier = try Indicator.made("area,period,value\n806,2020,5\n806,2021,7\nE92000001,2021,6\n", key: "earlier")
    let card = try Scorecard(
      Framework(name: "T", items: [later, earlier].map { .init(section: "", subject: "", indicator: $0) }), areas: ["806"], period: "2021")
    #expect(card.lines.map(\.period?.label) == [nil, "2021"])
    #expect(card.lines[1].observation.value == 7)
    #expect(card.table?.notes.contains("not yet published then: later (from 2022)") == true)
  }

  @Test(arguments: [
    ("A,B,CPP_rate,60%,", "row 1: at_most"), ("A,B,CPP_rate,60,10", "row 1: rule"), ("A,B,CPP_rate,,ten", "row 1: at_least"),
  ])
  func `A row of a framework's table keeps the rules of a script's item`(row: String, problem: String) throws {
    let table = try DelimitedReader().read(bytes: Array("section,subject,indicator,at_most,at_least\n\(row)\n".utf8), name: "f.csv")
    let operation = try #require(OperationCatalogue.all.first { $0.name == "framework" && $0.receiver == IndicatorCollection.kind })
    let error = #expect(throws: ArgumentError.self) {
      try operation.call([.object(LAITExtract.collection.get()), .text("T"), .object(table)])
    }
    #expect(error?.diagnostic.problem.hasPrefix(problem) == true, "\(error?.diagnostic.problem ?? "")")
  }

  @Test(arguments: [
    ([1, 2, 3, 4, 5, 6, 7, 8], "▁▂▃▄▅▆▇█"), ([], ""), ([nil, nil], "··"), ([5, 5, 5], "▄▄▄"), ([0, nil, 1], "▁·█"),
    ([-1e308, 1e308], "▁█"), ([.nan, 1, .infinity], "·▄·"), ([0, 0.5, 1], "▁▅█"),
  ] as [([Double?], String)])
  func `A sparkline shows the shape of a series`(values: [Double?], expected: String) {
    #expect(Sparkline.text(values) == expected)
  }
}

struct RankLimitTests {
  @Test func `A simulation stops at its deadline and on a cancellation`() throws {
    let posteriors = (1...150).map { Posterior.count(Double($0), exposure: 1000) }
    let start = ContinuousClock.now
    let deadline = QueryLimits(deadline: start + .milliseconds(50))
    #expect(throws: QueryError.deadlineExceeded) {
      try RankSimulation(posteriors, order: .highestFirst, draws: 6_000_000, limits: deadline)
    }
    #expect(throws: QueryError.cancelled) {
      try RankMove(
        from: posteriors, to: posteriors, order: .highestFirst, draws: 6_000_000, limits: QueryLimits(shouldContinue: { false }))
    }
    #expect(ContinuousClock.now - start < .seconds(20))
  }
}
