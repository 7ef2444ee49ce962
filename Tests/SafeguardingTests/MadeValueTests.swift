import Columns
import TestSupport
import Testing

@testable import Safeguarding

/// Values that the publication does not have: none is called published, and each says how it was made.
struct MadeValueTests {
  private let (counts, people): (Indicator, Indicator)

  init() throws {
    counts = try Indicator.made(
      """
      area,period,value
      England,2022,1000
      Northamptonshire,2020,120
      North Northamptonshire,2022,50
      West Northamptonshire,2022,60
      Middlesbrough,2020,40
      Middlesbrough,2022,c
      Leeds,2022,70
      """, unit: "Number", yearType: .at31March, key: "plans")
    people = try Indicator.made(
      """
      area,period,value
      England,2021,100000
      Northamptonshire,2019,10000
      North Northamptonshire,2021,5000
      West Northamptonshire,2021,6000
      Middlesbrough,2019,2000
      Middlesbrough,2021,2000
      """, unit: "Number", yearType: .at30June, key: "people")
  }

  @Test func `Rates of counts divide by the people of the year before, and what is missing makes none`() throws {
    let rates = counts.rate(among: people, per: 10_000)
    #expect(try rates.at("Northamptonshire", "2020") == .value(120))
    #expect(try rates.at("North Northamptonshire", "2022") == .value(100))
    #expect(try rates.at("England", "2022") == .value(100))
    #expect(try rates.at("Middlesbrough", "2022") == counts.at("Middlesbrough", "2022"))
    #expect(try rates.at("Leeds", "2022") == .missing(.notAvailable))
    #expect(rates.definition.unit.kind == .rate(per: 10_000))
    #expect(counts.rate(among: people, per: 100).definition.unit.kind == .percent)
    let evidence = rates.evidence(for: try rates.register.area("Middlesbrough"), in: try rates.period("2020"))
    #expect(evidence.basis == .rate(cases: 40, population: 2000, per: 10_000))
    #expect(rates.notes.contains("2022: among people, 30 June 2021"))
  }

  @Test func `A value on other boundaries says what it is made of, and is not called published`() throws {
    let old = try counts.rate(among: people, per: 10_000).onBoundaries(of: #require(CalendarDate("2020-03-31")))
    let area = try old.register.area("Northamptonshire")
    #expect(try old.at("Northamptonshire", "2022") == .value(100))
    let way = "worked out from the cases and the people of North Northamptonshire, West Northamptonshire"
    #expect(old.madeNotes(of: area, in: old.periods) == ["Northamptonshire, 2022: not published, but \(way)"])
    let ranking = try Ranking(of: old, in: old.period("2022"), among: .all, order: .highest)
    #expect(ranking.notes.contains("Northamptonshire ended on 2021-03-31; its value is \(way)"))
    #expect(try Series(indicator: old, area: area, periods: old.periods).table.notes.contains { $0.hasSuffix(way) })
    let change = try Change(of: old, area: area, from: old.period("2020"), to: old.period("2022"))
    #expect(change.notes == ["Northamptonshire, 2022: not published, but \(way)", "1 period between 2020 and 2022 is not in the publication"])
    let summed = try counts.onBoundaries(of: #require(CalendarDate("2020-03-31")))
    #expect(summed.howMade(area, try summed.period("2022")) == "the sum of North Northamptonshire, West Northamptonshire")
    #expect(summed.howMade(area, try summed.period("2020")) == nil)
    #expect(summed.madeNotes(of: try summed.register.area("Middlesbrough"), in: summed.periods).isEmpty)
  }

  @Test func `Rates of counts on other boundaries say so, and limits of the counts are none of theirs`() throws {
    let made = try Indicator.made(
      """
      area,period,value,lower,upper
      North Northamptonshire,2022,50,40,60
      West Northamptonshire,2022,60,50,70
      Northamptonshire,2023,100,90,110
      North Northamptonshire,2024,50,40,60
      West Northamptonshire,2024,60,50,70
      """, unit: "Number", yearType: .at31March, key: "plans")
    let people = try Indicator.made(
      """
      area,period,value
      North Northamptonshire,2022,50
      West Northamptonshire,2022,50
      North Northamptonshire,2024,50
      West Northamptonshire,2024,50
      """, unit: "Number", yearType: .at31March, key: "people")
    let old = try made.onBoundaries(of: #require(CalendarDate("2020-03-31")))
    let rates = old.rate(among: people, per: 50)
    let area = try rates.register.area("Northamptonshire")
    #expect(try rates.at("Northamptonshire", "2022") == .value(55))
    // The year between has a figure of the publisher's own.
    let way = "not published, but worked out from the sum of North Northamptonshire, West Northamptonshire"
    #expect(rates.madeNotes(of: area, in: rates.periods) == ["Northamptonshire, 2022: \(way)", "Northamptonshire, 2024: \(way)"])
    let north = made.rate(among: people, per: 50)
    #expect(north.evidence(for: try north.register.area("North Northamptonshire"), in: try north.period("2022")).published == nil)
  }

  @Test func `What a value that was made implies is not said of a published one`() throws {
    let rates = try Indicator.made(
      """
      area,period,value
      North Northamptonshire,2022,100
      West Northamptonshire,2022,100
      Middlesbrough,2022,50
      """, yearType: .at31March
    ).with(denominator: people)
    let old = try rates.onBoundaries(of: #require(CalendarDate("2020-03-31")))
    let period = try old.period("2022")
    #expect(old.evidence(for: try old.register.area("Northamptonshire"), in: period).words == "people 11,000, 30 June 2021; the value of 100.0 per 10,000 implies 110")
    #expect(old.evidence(for: try old.register.area("Middlesbrough"), in: period).words == "people 2,000, 30 June 2021; the published 50.0 per 10,000 implies 10")
    let tees = try rates.footprint("Both", of: ["North Northamptonshire", "West Northamptonshire"].map { try rates.register.area($0) })
    #expect(tees.evidence(for: try tees.register.area("Both"), in: period).words.contains("the value of 100.0"))
  }
}
