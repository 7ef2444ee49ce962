import Columns
import Foundation
import TestSupport
import Testing

@testable import Safeguarding

/// Incidents by month, quarter and year, and what no force recorded.
struct IncidentSeriesTests: IncidentTables {
  @Test func `A month without rows is zero where its force recorded it, and missing where not`() throws {
    let lookup = try AreaLookup([Self.table("lsoa_code,la_code\nE1,E06000002\nE2,E06000023\nE3,E09000007\n")])
    let incidents = try Incidents(
      tables: [
        Self.street([
          ("Cleveland Police", "2025-01", "E1", "a", 3), ("Cleveland Police", "2025-02", "E1", "b", 1),
          ("Cleveland Police", "2025-03", "E1", "a", 2),
          ("Avon and Somerset Constabulary", "2025-01", "E2", "a", 5), ("Avon and Somerset Constabulary", "2025-03", "E2", "a", 4),
          // Strays: of a force that has every month, and of one that has not.
          ("Cleveland Police", "2025-02", "E2", "a", 1), ("Cleveland Police", "2025-03", "E2", "a", 1),
          ("British Transport Police", "2025-01", "E1", "a", 7), ("British Transport Police", "2025-01", "E3", "a", 2),
        ])
      ], areas: lookup)
    let byArea = try incidents.series(by: ["area"])
    func series(_ area: String, of table: Table) throws -> [Int?] {
      let (areas, counts) = (try table.column("area"), try Self.wholes(table, "incidents"))
      return (0..<table.rowCount).filter { areas[$0].text == area }.map { counts[$0] }
    }
    #expect(try series("Middlesbrough", of: byArea) == [3, 1, 2])
    #expect(try series("Bristol, City of", of: byArea) == [5, nil, 5])
    // London's force is not in the data: the railways' count is none of Camden's.
    #expect(try series("Camden", of: byArea) == [nil, nil, nil])
    #expect(
      byArea.notes.contains(
        "left out, since their own force or that of their group lacks months: British Transport Police 9, Cleveland Police 1"))
    // Of a kind of crime in several forces, only those with every month add up.
    #expect(try Self.wholes(incidents.series(by: ["type"]), "incidents") == [3, 1, 3, 0, 1, 0])
    #expect(try Self.wholes(incidents.series(by: ["force"]), "incidents") == [5, nil, 4, 9, nil, nil, 3, 2, 3])
    let quarters = try incidents.series(by: ["force"], every: .quarter)
    #expect(try Self.wholes(quarters, "incidents") == [nil, nil, 8])
    // Conditions on other columns leave the months as they are, and those on time shorten them.
    let drugs = try incidents.filtered(.compare(column: "type", .equal, .text("b")), words: "b")
    #expect(try Self.wholes(drugs.series(by: []), "incidents") == [0, 1, 0])
    let late = try incidents.filtered(.compare(column: "month", .equal, .text("2025-03")), words: "March")
    #expect(try series("Bristol, City of", of: late.series(by: ["area"])) == [5])
    let rates = try incidents.rates(
      population: MidYearChildren.indicator.get(), period: MidYearChildren.indicator.get().period("2024"), base: 1000)
    #expect(try Self.wholes(rates, "incidents") == [11, 2, 13])
    #expect(try rates.column("rate")[0] == .missing(.notAvailable) && rates.column("rate")[1] == .missing(.notAvailable))
    #expect(try rates.number("rate", 2) != nil)
    #expect(try rates.column("rate").unit == "per 1,000 in 3 months" && !rates.notes.contains { $0.contains("none of a year") })
  }

  @Test func `No row of a series is lost: it is in a month, left out, or without a month`() throws {
    for seed in 0..<30 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let forces = ["Cleveland Police", "Durham Constabulary", "British Transport Police"]
      var text = "Month,Falls within,LSOA code,Crime type\n"
      let rows = Int.random(in: 1...60, using: &random)
      for _ in 0..<rows {
        let month = Int.random(in: 0...5, using: &random)
        text +=
          "\(month == 0 ? "" : "2025-0\(month)"),\(forces.randomElement(using: &random) ?? ""),E\(Int.random(in: 1...2, using: &random)),x\n"
      }
      var options = DelimitedOptions()
      options.types = ["Month": .text]
      let incidents = try Incidents(tables: [Self.table(text, options: options)])
      guard incidents.coverage.span != nil else { continue }
      for names in [[], ["lsoa"], ["force"], ["lsoa", "force"]] {
        let counts = try MonthlyCounts(of: incidents, by: names)
        let inside = counts.counts.flatMap { $0 }.reduce(0) { $0 + ($1 ?? 0) }
        let told = counts.notes.filter { $0.hasPrefix("left out") }.flatMap { $0.split { !$0.isNumber } }.compactMap { Int($0) }
          .reduce(0, +)
        let without = try incidents.base.column("month").presence.missingCount
        #expect(inside + told + without == rows, "seed \(seed), \(names)")
      }
    }
  }

  @Test func `Spans are those of every unit from the first year of the calendar to the last`() throws {
    let table = try Self.table("when\n0001-01-03\n0001-04-01\n0001-09-01\n9999-12-31\n")
    let incidents = try Incidents(table: table, time: "when", columns: IncidentColumns())
    for unit in SeriesUnit.allCases {
      let series = try incidents.series(by: [], every: unit)
      let wholes = try Self.wholes(series, "incidents")
      // Spans begun before the data or ended after them lack months.
      let lost = unit == .financialYear ? 2 : unit == .academicYear ? 3 : 0
      #expect(wholes.reduce(0) { $0 + ($1 ?? 0) } == 4 - lost, "\(unit)")
      for row in [0, series.rowCount - 1] {
        let index = try #require(unit.unit.index(ofCell: series.column(unit.rawValue)[row]))
        #expect(unit.months(ofIndex: index).allSatisfy { unit.index(ofMonth: $0) == index }, "\(unit)")
        #expect(unit.months(ofIndex: index).contains(row == 0 ? 12 : 119_999), "\(unit)")
      }
    }
  }

  @Test func `A day that no calendar has is in no month, and is told`() throws {
    let days = [CalendarDate(daysSince1970: .max), CalendarDate(daysSince1970: .min), CalendarDate(daysSince1970: 19_000)]
    let table = try Table([Column("when", dates: days, presence: nil)])
    let incidents = try Incidents(table: table, time: "when", columns: IncidentColumns())
    let series = try incidents.series(by: [])
    #expect(try Self.wholes(series, "incidents") == [1])
    #expect(series.notes.contains { $0.hasPrefix("2 incidents have no month") })
    let months = try incidents.rows().column("month")
    #expect(months[0] == .missing(.notAvailable) && months[2] == .text("2022-01"))
  }

  @Test func `Robbery and weapons over 35 months are as pandas counts them`() throws {
    let weapons = try Self.weapons()
    let series = try weapons.series(by: ["type"])
    let robbery = try series.answer(Query().filter(.compare(column: "type", .equal, .text("Robbery"))))
    #expect(robbery.rowCount == 35)
    // pandas: df[df["Crime type"] == "Robbery"].groupby("Month").size().rolling(12).sum()
    #expect(try Self.wholes(robbery, "incidents").prefix(4) == [71, 78, 70, 85])
    #expect(try Self.wholes(robbery, "twelve_months")[11...13] == [812, 805, 797])
    #expect(try Self.wholes(robbery, "twelve_months")[10] == nil)
    #expect(agree(try robbery.number("change_percent", 12), -7.0 / 71 * 100))
    let people = try MidYearChildren.indicator.get()
    let rates = try weapons.series(by: ["area"], population: (people, 1000))
    let place = try #require(
      try (0..<rates.rowCount).first { try rates.text("area", $0) == "Middlesbrough" && rates.text("month", $0) == "2025-06" })
    // Mid-2024 is the last estimate.
    #expect(
      agree(try rates.number("twelve_months_rate", place), try #require(try rates.number("twelve_months", place)) / 35_617 * 1000))
    #expect(throws: ArgumentError.self) { try weapons.series(by: ["type"], population: (people, 1000)) }
    let years = try weapons.series(by: [], every: .financialYear)
    #expect(try Self.wholes(years, "incidents") == [nil, 736 + 787, 736 + 898, nil])
    let change = try weapons.yearChange(by: ["type"], months: 12, to: nil)
    #expect(try Self.wholes(change, "incidents") == [717, 1205] && Self.wholes(change, "year_before") == [763, 841])
    #expect(try change.text("verdict", 0) == "similar" && change.text("verdict", 1) == "higher")
    // scipy.stats.beta: the odds of (1205, 842) at 0.025 and of (1206, 841) at 0.975, less one.
    #expect(abs(try #require(try change.number("change_lower", 1)) - 31.0936813) < 1e-6)
    #expect(abs(try #require(try change.number("change_upper", 1)) - 56.6588598) < 1e-6)
    #expect(throws: ArgumentError.self) { try weapons.yearChange(by: [], months: 12, to: "2030-01") }
    #expect(throws: ArgumentError.self) { try weapons.yearChange(by: [], months: 13, to: nil) }
    #expect(try Self.wholes(weapons.yearChange(by: [], months: 12, to: "2023-06"), "incidents") == [nil])
  }

  // MARK: Repeats
}
