import Columns
import Foundation
import TestSupport
import Testing

@testable import Safeguarding

/// The questions of a problem profile, on real extracts against figures that pandas counted, and on made rows against plain
/// oracles.
struct IncidentAnalyticsTests {
  static func table(_ text: String, options: DelimitedOptions = DelimitedOptions()) throws -> Table {
    try DelimitedReader(options).read(bytes: Array(text.utf8), name: "t.csv")
  }

  static func example(_ path: String) throws -> Table { try DelimitedReader().read(path: ProjectFiles.exampleData + "/" + path) }

  static func weapons() throws -> Incidents {
    try Incidents(
      tables: [example("police/cleveland-weapons-robbery-street.csv.gz")],
      areas: AreaLookup([example("geography/lsoa-to-la.csv.gz"), example("geography/lsoa-2011-2021.csv.gz")]))
  }

  static func missing() throws -> Incidents {
    try Incidents(
      table: example("synthetic/missing-and-exploitation.csv.gz"), time: "happened",
      columns: IncidentColumns(area: "area", person: "child", type: "kind"))
  }

  /// The whole numbers of a column, nil where missing.
  static func wholes(_ table: Table, _ name: String) throws -> [Int?] {
    let column = try table.column(name)
    return (0..<table.rowCount).map { column[$0].number.map { Int($0) } }
  }

  /// Street rows of forces and months, as many as a number says.
  static func street(_ rows: [(force: String, month: String, lsoa: String, type: String, count: Int)]) throws -> Table {
    var text = "Month,Falls within,LSOA code,Crime type\n"
    for row in rows { for _ in 0..<row.count { text += "\(row.month),\(row.force),\(row.lsoa),\(row.type)\n" } }
    return try table(text)
  }

  // MARK: Areas

  @Test func `LSOAs of either census find their authority, through districts and changes`() throws {
    let lookup = try AreaLookup([
      Self.table(
        "lsoa21_code,ltla24_code,ltla24_name\nE01,E06000002,Middlesbrough\nE21a,E06000063,Cumberland\nE21b,E06000063,Cumberland\nE9,W06000001,Isle of Anglesey\n"
      ),
      Self.table(
        "lsoa11_code,change_code,lsoa21_code,ltla22_code\nE01,U,E01,E06000002\nE11,S,E21a,E07000028\nE11,S,E21b,E07000028\nE12,X,E01,E06000002\nE12,X,E21a,E07000028\n"
      ),
      Self.table("lsoa11_code,ltla19_code\nE13,E07000028\nE14,E07000164\nE12,E06000002\n"),
      Self.table("ltla19_code,utla19_code,utla19_name\nE07000028,E10000006,Cumbria\n"),
      Self.table("ltla23_code,utla23_code\nE07000164,E06000065\n"),
    ])
    #expect(lookup.authority(of: "E01")?.name == "Middlesbrough")
    // The later edition decides: Carlisle is in Cumberland now.
    #expect(lookup.authority(of: "E11") == .init(code: "E06000063", name: "Cumberland"))
    #expect(lookup.authority(of: "E12")?.name == "Middlesbrough")
    #expect(lookup.authority(of: "E13")?.name == "Cumbria")
    #expect(lookup.authority(of: "E14")?.name == "North Yorkshire")
    #expect(lookup.authority(of: "E9")?.name == "Isle of Anglesey")
    #expect(lookup.authority(of: "E99") == nil)
    #expect(lookup.vintage(of: "E01") == .both && lookup.vintage(of: "E11") == .only2011 && lookup.vintage(of: "E21b") == .only2021)
    // E11 was split, and a part of E12 went to each: they are one place with E01.
    #expect(lookup.comparable("E21b") == lookup.comparable("E01"))
  }

  @Test func `A split place has its 2011 code, a merged one its 2021 code, and one that several share none`() throws {
    let lookup = try AreaLookup([
      Self.table("LSOA21CD,LAD22CD\nE2,E06000001\nE3,E06000002\nE6,E06000003\n"),
      Self.table("LSOA11CD,LSOA21CD\nE1,E2\nE1,E3\nE4,E6\nE5,E6\nE7,E7\n"),
    ])
    #expect(lookup.divided == ["E1"])
    #expect(lookup.authority(of: "E1") == nil)
    #expect(lookup.comparable("E2") == "E1" && lookup.comparable("E3") == "E1")
    #expect(lookup.comparable("E4") == "E6" && lookup.comparable("E5") == "E6" && lookup.comparable("E7") == "E7")
    let incidents = try Incidents(
      tables: [Self.street([("Cleveland Police", "2024-01", "E1", "a", 2), ("Cleveland Police", "2024-01", "E2", "a", 1)])],
      areas: lookup)
    let stable = try incidents.counted(by: ["lsoa_stable"])
    #expect(try Self.wholes(stable, "incidents") == [3])
    #expect(incidents.notes.contains { $0.hasPrefix("2 rows have") && $0.contains("E1") })
  }

  @Test func `A table that is no look-up is refused`() throws {
    let error = #expect(throws: IncidentError.self) { try AreaLookup([Self.table("code,name\nE01,x\n")]) }
    #expect(try #require(error).diagnostic.expectation?.contains("lsoa_code beside la_code") == true)
  }

  @Test func `Every upper-tier authority of England lies in one force, and a force is found however it is written`() {
    let authorities = AreaRegister.england.areas.filter { $0.isLocalAuthority && $0.lastDay == nil && $0.code != "E06000053" }
    for area in authorities { #expect(PoliceForce.covering(area.code) != nil, "\(area.name)") }
    #expect(PoliceForce.all.count == 43)
    #expect(PoliceForce.all.flatMap(\.areaCodes).count == Set(PoliceForce.all.flatMap(\.areaCodes)).count)
    #expect(PoliceForce.named("devon-and-cornwall")?.name == "Devon & Cornwall Police")
    #expect(PoliceForce.named("Metropolitan Police")?.code == "E23000001")
    #expect(PoliceForce.named("British Transport Police") == nil)
    #expect(PoliceForce.covering("E06000002")?.name == "Cleveland Police")
  }

  // MARK: Times

  @Test(
    arguments: [
      ("2024-04-30 13:45", "2024-04-30", 13), ("30/04/2024 23:59:59", "2024-04-30", 23), ("2024-07-01T23:30:00Z", "2024-07-02", 0),
      ("2024-07-01T23:30:00+01:00", "2024-07-01", 23), ("2024-04-30", "2024-04-30", nil), ("31/12/2023", "2023-12-31", nil),
      ("2024-10-27T00:30:00Z", "2024-10-27", 1), ("2024-10-27T01:30:00Z", "2024-10-27", 1),
      ("2024-03-31T01:00:00Z", "2024-03-31", 2),
    ] as [(String, String, Int?)])
  func `A time is read as clocks in London show it`(text: String, day: String, hour: Int?) throws {
    switch try #require(LocalTime(text)) {
    case .day(let date): #expect(date.description == day && hour == nil)
    case .second(let date, let second): #expect(date.description == day && second / 3600 == hour)
    case .month: Issue.record("a month")
    }
  }

  @Test(arguments: [
    "2024-13", "2024-04-31", "31/04/2024", "4/30/2024", "2024-04-30 24:00", "2024-04-30 1:00", "yesterday", "",
    "2024-04-30 12:00:00+25:00",
  ])
  func `What is no time is none`(text: String) { #expect(LocalTime(text) == nil) }

  @Test func `A table of one's own keeps unknown times and its columns, and knows days without hours`() throws {
    let rows =
      "child,happened,where\na,2024-06-30 23:30,E06000002\nb,2024-07-01,Redcar & Cleveland\nc,,Middlesbrough\n,01/07/2024 09:00,807\n"
    let incidents = try Incidents(
      table: Self.table(rows), time: "happened", columns: IncidentColumns(area: "where", person: "child"))
    let table = try incidents.rows()
    #expect((0..<4).map { table.columns[table.columnNames.firstIndex(of: "hour") ?? 0][$0].number } == [23, nil, nil, 9])
    #expect(try (0..<4).map { try table.column("month")[$0].text } == ["2024-06", "2024-07", nil, "2024-07"])
    #expect(
      try (0..<4).map { try table.column("area_code")[$0].plainText } == ["E06000002", "E06000003", "E06000002", "E06000003"])
    let hours = try incidents.hourByWeekday()
    #expect(hours.rowCount == 25)
    #expect(try Self.wholes(hours, "all").reduce(0) { $0 + ($1 ?? 0) } == 4)
    #expect(try Self.wholes(hours, "all")[24] == 2)
    #expect(try Self.wholes(hours, "day_not_known")[24] == 1)
    #expect(try Self.wholes(hours, "Monday")[9] == 1)
  }

  @Test func `A column that incidents need and the table has otherwise is refused`() throws {
    let table = try Self.table("when,month\n2024-06-30,soon\n")
    #expect(throws: IncidentError.nameTaken("month")) { try Incidents(table: table, time: "when", columns: IncidentColumns()) }
    #expect(throws: TableError.self) { try Incidents(table: table, time: "when", columns: IncidentColumns(person: "chld")) }
    #expect(throws: IncidentError.unreadableTime(file: "t.csv", row: 1, text: "soon")) {
      try Incidents(table: table, time: "month", columns: IncidentColumns())
    }
  }

  @Test func `Cleveland's searches have days and no hours, Merseyside's have both`() throws {
    let cleveland = try Incidents(tables: [Self.example("police/cleveland-stop-and-search-2025.csv.gz")])
    let hours = try cleveland.hourByWeekday()
    #expect(hours.rowCount == 1)
    #expect(try Self.wholes(hours, "all") == [5838])
    #expect(hours.notes.contains { $0.contains("all 5,838 times are midnight in London") })
    // pandas: to_datetime(Date, utc=True).dt.tz_convert("Europe/London").dt.strftime("%Y-%m").value_counts().sort_index()
    #expect(
      try Self.wholes(cleveland.counted(by: ["month"]), "incidents") == [533, 552, 600, 489, 980, 414, 451, 364, 438, 539, 478])
    let merseyside = try Incidents(tables: [Self.example("police/2020-01-merseyside-stop-and-search.csv.gz")])
    let matrix = try merseyside.hourByWeekday()
    let hoursOfPandas = [
      231, 216, 149, 232, 86, 39, 41, 37, 67, 70, 85, 97, 95, 163, 137, 174, 262, 326, 234, 169, 198, 185, 196, 243,
    ]
    #expect(try Self.wholes(matrix, "all") == hoursOfPandas + [0])
  }

  @Test func `A clock that lost the afternoon tells no hour`() throws {
    var text = "force,Type,Date,Object of search\n"
    for place in 0..<120 {
      text += "london,Person search,2020-01-0\(place % 7 + 1)T\(CalendarDate.padded(place % 12 + 1, 2)):05:00Z,Drugs\n"
    }
    text += "other,Person search,2020-01-01T00:00:00Z,Drugs\nother,Person search,2020-01-01T10:00:00Z,Drugs\n"
    let incidents = try Incidents(tables: [Self.table(text)])
    #expect(try Self.wholes(incidents.hourByWeekday(), "all")[24] == 120)
    #expect(incidents.notes.contains { $0.hasPrefix("london: all 120 times are from 1 to 12") })
    // The other force's midnight is one of two times, and stays.
    #expect(try Self.wholes(incidents.hourByWeekday(), "all")[0] == 1)
  }

  // MARK: Months

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

  @Test func `Repeats in a window, in all and again are those of a plain loop`() throws {
    for seed in 0..<20 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var rows: [(child: Int, day: Int, area: Int)] = []
      for _ in 0..<Int.random(in: 5...120, using: &random) {
        rows.append(
          (Int.random(in: 0...14, using: &random), Int.random(in: 0...200, using: &random), Int.random(in: 0...1, using: &random)))
      }
      let start = try #require(CalendarDate("2024-01-01"))
      let table = try Table([
        Column("child", texts: rows.map { $0.child == 0 ? nil : "c\($0.child)" }),
        Column("day", dates: rows.map { start.advanced(byDays: $0.day) }, presence: nil),
        Column("area", texts: rows.map { $0.area == 0 ? "Middlesbrough" : "Hartlepool" }),
      ]).projected(by: "child", columns: ["area"])
      let incidents = try Incidents(table: table, time: "day", columns: IncidentColumns(area: "area", person: "child"))
      let (least, length) = (Int.random(in: 2...4, using: &random), Int.random(in: 1...60, using: &random))
      let known = rows.filter { $0.child != 0 }
      let window = try #require(try IncidentWindow(days: length, months: nil))
      for areas in [[0, 1], [1, 0]] {
        let isGrouped = areas[0] == 1
        let all = try incidents.repeats(of: nil, atLeast: least, window: nil, by: isGrouped ? ["area"] : [])
        let windowed = try incidents.repeats(of: nil, atLeast: least, window: window, by: isGrouped ? ["area"] : [])
        for (row, area) in (isGrouped ? areas : [2]).enumerated() {
          let mine = known.filter { area == 2 || $0.area == area }
          guard !mine.isEmpty, row < all.rowCount else { continue }
          let people = Dictionary(grouping: mine, by: \.child)
          let often = people.filter { $0.value.count >= least }
          let wanted = area == 1 ? "Hartlepool" : "Middlesbrough"
          let areas = isGrouped ? try (0..<all.rowCount).map { try all.text("area", $0) } : [wanted]
          let found = areas.firstIndex(of: wanted)
          let place = try #require(found)
          #expect(
            try Self.wholes(all, "all")[place] == people.count && Self.wholes(all, "repeats")[place] == often.count, "seed \(seed)")
          #expect(try Self.wholes(all, "repeat_incidents")[place] == often.values.reduce(0) { $0 + $1.count }, "seed \(seed)")
          var (repeats, inside) = (0, 0)
          for days in people.values.map({ $0.map(\.day) }) {
            let within = days.filter { day in
              (day - length + 1...day).contains { first in days.count { (first..<(first + length)).contains($0) } >= least }
            }
            if !within.isEmpty { (repeats, inside) = (repeats + 1, inside + within.count) }
          }
          #expect(
            try Self.wholes(windowed, "repeats")[place] == repeats && Self.wholes(windowed, "repeat_incidents")[place] == inside,
            "seed \(seed)")
        }
      }
      let end = rows.map(\.day).max() ?? 0
      var (followed, again) = (0, 0)
      for days in Dictionary(grouping: known, by: \.child).values.map({ $0.map(\.day).sorted() }) where days[0] + length <= end {
        followed += 1
        if days.contains(where: { $0 > days[0] && $0 - days[0] <= length }) { again += 1 }
      }
      if followed > 0 {
        let share = try incidents.revictimisation(of: nil, window: window)
        #expect(share.proportion == (try Proportion(numerator: again, denominator: followed)), "seed \(seed)")
      } else {
        #expect(throws: ArgumentError.self) { try incidents.revictimisation(of: nil, window: window) }
      }
      let times = try incidents.times(of: nil, upTo: 3)
      let sizes = Dictionary(grouping: known, by: \.child).values.map(\.count)
      #expect(try Self.wholes(times, "units") == [sizes.count { $0 == 1 }, sizes.count { $0 == 2 }, sizes.count { $0 >= 3 }])
      #expect(try Self.wholes(times, "incidents").reduce(0) { $0 + ($1 ?? 0) } == known.count)
    }
  }

  @Test func `A question of people reads the projection of the table, which incidents keep`() throws {
    let rows = (0..<500).map { "c\($0 % 40)" }
    let days = (0..<500).map { CalendarDate(daysSince1970: Int32(19_000 + $0)) }
    let table = try Table([
      Column("child", texts: rows), Column("day", dates: days, presence: nil), Column("area", texts: rows.map { $0 + "x" }),
    ])
    .clustered(by: ["area"]).projected(by: "child", columns: ["area"])
    let incidents = try Incidents(table: table, time: "day", columns: IncidentColumns(person: "child"))
    #expect(incidents.base.clusteringKeys == ["area"])
    let plan = try incidents.base.explain(Query().group(by: ["child"], [.count()]))
    #expect(plan.contains("child"), "\(plan)")
    #expect(plan.contains("projection"), "\(plan)")
    #expect(try incidents.base.adding(Column("area", texts: rows)).clusteringKeys.isEmpty)
    #expect(try incidents.base.adding(Column("more", texts: rows)).clusteringKeys == ["area"])
  }

  @Test func `A window in months counts calendar months, and days are refused where there are none`() throws {
    let rows = [("2024-01", 1), ("2024-03", 1), ("2024-04", 1), ("2024-12", 1)].map {
      (force: "f", month: $0.0, lsoa: "E1", type: "x", count: $0.1)
    }
    let incidents = try Incidents(tables: [Self.street(rows)])
    func repeats(_ months: Int) throws -> Int? {
      try Self.wholes(
        incidents.repeats(of: "lsoa", atLeast: 3, window: IncidentWindow(days: nil, months: months), by: []), "repeat_incidents")[0]
    }
    // January to April are four months.
    #expect(try repeats(3) == 0 && repeats(4) == 3 && repeats(12) == 4)
    #expect(throws: IncidentError.noDays) {
      try incidents.repeats(of: "lsoa", atLeast: 2, window: IncidentWindow(days: 7, months: nil), by: [])
    }
    #expect(throws: IncidentError.noDays) { try incidents.hourByWeekday() }
    #expect(throws: ArgumentError.self) { try incidents.repeats(of: "lsoa", atLeast: 1, window: nil, by: []) }
    #expect(throws: IncidentError.noColumn(role: "person")) { try incidents.repeats(of: nil, atLeast: 2, window: nil, by: []) }
    #expect(throws: ArgumentError.self) { try IncidentWindow(days: 7, months: 1) }
    #expect(throws: ArgumentError.self) { try IncidentWindow(days: 0, months: nil) }
  }

  // MARK: Places

  @Test func `Concentration counts the places that are named, and tells those that are not`() throws {
    let rows = [("E1", 6), ("E2", 2), ("E3", 2)].map { (force: "f", month: "2024-01", lsoa: $0.0, type: "x", count: $0.1) }
    let incidents = try Incidents(tables: [Self.street(rows)])
    func concentration(_ among: PlaceUniverse?) throws -> (Concentration, [String]) {
      let counts = try PlaceCounts(of: incidents, by: nil, among: among)
      return (try Concentration(counts.counts, places: counts.universe), counts.notes)
    }
    #expect(try concentration(nil).0 == Concentration([6, 2, 2]))
    #expect(try concentration(.count(10)).0 == Concentration([6, 2, 2], places: 10))
    let named = try concentration(.table(Self.table("lsoa_code\nE1\nE2\nE8\nE9\n")))
    #expect(named.0 == (try Concentration([6, 2, 0, 0])))
    #expect(named.1.contains("2 incidents are in none of these places and left out"))
    #expect(throws: ArgumentError.self) { try concentration(.count(2)) }
    #expect(throws: ArgumentError.self) { try concentration(.table(Self.table("a,b\nfirst,second\n"))) }
  }

  @Test func `Hot spots have the Poisson tail of what their people give them, adjusted for all places`() throws {
    let rows = [("E1", 12), ("E2", 2), ("E3", 6)].map { (force: "f", month: "2024-01", lsoa: $0.0, type: "x", count: $0.1) }
    let incidents = try Incidents(tables: [Self.street(rows)])
    let plain = try HotSpots(PlaceCounts(of: incidents, by: nil, among: .count(4)), per: 1000, level: 0.05).table
    #expect(try plain.column("lsoa")[0] == .text("E1"))
    // scipy.stats.poisson.sf(11, 5) and (5, 5); four places.
    #expect(abs(try #require(try plain.number("p_value", 0)) - 0.00545309191301) < 1e-9)
    #expect(abs(try #require(try plain.number("p_adjusted", 0)) - 4 * 0.00545309191301) < 1e-9)
    #expect(abs(try #require(try plain.number("p_value", 1)) - 0.384039345167) < 1e-9)
    let people = try Self.table("lsoa,people\nE1,6000\nE2,1000\nE3,3000\nE4,0\n")
    let rates = try HotSpots(
      PlaceCounts(of: incidents, by: nil, among: .table(people), population: "people"), per: 1000, level: 0.05
    ).table
    #expect(rates.rowCount == 3)
    #expect(try (0..<3).map { try rates.number("expected", $0) } == [12, 2, 6])
    #expect(try (0..<3).map { try rates.number("rate", $0) } == [2, 2, 2])
    #expect(rates.notes.contains { $0.hasPrefix("1 place has no people") })
    #expect(throws: ArgumentError.self) { try PlaceCounts(of: incidents, by: nil, among: nil, population: "people") }
  }

  @Test func `Kinds that go together are counted by person as a plain loop counts them`() throws {
    for seed in 0..<12 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let rows = (0..<90).map { _ in (Int.random(in: 0...25, using: &random), Int.random(in: 0...4, using: &random)) }
      let table = try Table([
        Column("child", texts: rows.map { $0.0 == 0 ? nil : "c\($0.0)" }),
        Column("kind", texts: rows.map { $0.1 == 0 ? nil : "k\($0.1)" }),
        Column("month", texts: rows.map { _ in "2024-01" as String? }),
      ])
      let incidents = try Incidents(table: table, time: "month", columns: IncidentColumns(person: "child", type: "kind"))
      let pairs = try incidents.coOccurrence(of: nil, harms: nil, everyone: seed % 2 == 0 ? nil : 40, confidence: .percent95)
      let known = rows.filter { $0.0 != 0 && $0.1 != 0 }
      func people(_ kind: String) -> Set<Int> { Set(known.filter { "k\($0.1)" == kind }.map(\.0)) }
      let all = seed % 2 == 0 ? Set(known.map(\.0)).count : 40
      #expect(pairs.rowCount == 6)
      for row in 0..<pairs.rowCount {
        let (one, other) = (people(try pairs.text("first", row)), people(try pairs.text("second", row)))
        #expect(try Self.wholes(pairs, "with_both")[row] == one.intersection(other).count, "seed \(seed)")
        #expect(agree(try pairs.number("expected", row), Double(one.count * other.count) / Double(all)), "seed \(seed)")
      }
      #expect(throws: ArgumentError.self) { try incidents.coOccurrence(of: nil, harms: nil, everyone: 3, confidence: .percent95) }
    }
  }

  @Test func `A column may be called n, as the table's own is`() throws {
    let table = try Self.table("when,n,child\n2024-01-01,a,c1\n2024-01-05,b,c1\n2024-02-01,a,c2\n")
    let incidents = try Incidents(table: table, time: "when", columns: IncidentColumns(lsoa: "n", person: "child", type: "n"))
    #expect(try Self.wholes(incidents.coOccurrence(of: nil, harms: nil, everyone: nil, confidence: .percent95), "with_both") == [1])
    #expect(try PlaceCounts(of: incidents, by: nil, among: nil).counts == [2, 1])
    #expect(try Self.wholes(incidents.series(by: ["n"]), "incidents") == [1, 1, 1, 0])
    #expect(try Self.wholes(incidents.repeats(of: "n", atLeast: 2, window: IncidentWindow(days: 40, months: nil), by: []), "repeats") == [1])
    #expect(try incidents.quality().rowCount > 0)
    let weights = try Self.table("n,days\na,2\nb,1\n")
    #expect(try incidents.harm(by: [], weights: weights, kind: nil, weight: "days", version: "v").number("harm", 0) == 4)
  }

  // MARK: Shares, outcomes, harm, comparison

  @Test func `A share says what unknown values did`() throws {
    let weapons = try Self.missing()
    let night = try weapons.share(
      .compare(column: "hour", .greaterOrEqual, .integer(21)), words: "hour at least 21", ofKnown: false, confidence: .percent95)
    let known = try weapons.share(
      .compare(column: "hour", .greaterOrEqual, .integer(21)), words: "hour at least 21", ofKnown: true, confidence: .percent95)
    #expect(night.proportion.numerator == known.proportion.numerator)
    #expect(night.proportion.denominator == weapons.count)
    #expect(known.proportion.denominator == weapons.count - (try weapons.base.column("hour").presence.missingCount))
    #expect(night.notes.contains { $0.hasSuffix("they count as not meeting the condition") })
    #expect(known.notes.contains { $0.hasSuffix("they are left out") })
  }

  @Test func `Outcomes join by number: the first tells the time, the latest what became of it`() throws {
    let crimes = try Self.table(
      "Crime ID,Month,LSOA code,Crime type\na,2024-01,E1,x\na,2024-02,E1,x\nb,2024-01,E1,x\nc,2024-03,E1,x\n,2024-01,E1,y\nd,2024-02,E1,x\n"
    )
    let outcomes = try Self.table(
      "Crime ID,Month,Outcome type\na,2024-02,Charged\na,2024-04,Cautioned\na,2024-02,Charged\nd,2024-02,Charged\nz,2024-05,Charged\n"
    )
    let joined = try Incidents(tables: [crimes]).withOutcomes(outcomes, id: nil, month: nil, outcome: nil)
    let rows = try joined.rows()
    #expect(try Self.wholes(rows, "months_to_outcome") == [1, 0, nil, nil, nil, 0])
    #expect(
      try (0..<6).map { try rows.column("outcome_state")[$0].plainText } == [
        "outcome", "outcome", "open", "open", "no number", "outcome",
      ])
    #expect(try rows.column("final_outcome")[0] == .text("Cautioned"))
    #expect(joined.notes.contains { $0.hasPrefix("1 number of the outcomes is of no incident here") })
    let times = try joined.timeToOutcome(by: ["type"])
    #expect(try Self.wholes(times, "with_outcome") == [3, 0] && Self.wholes(times, "still_open") == [2, 0])
    #expect(try Self.wholes(times, "no_number") == [0, 1])
    // At risk 5, of which 2 end at 0; then 3, of which 1 ends at 1: 0.6 and 0.4 are open.
    #expect(try Self.wholes(times, "median") == [1, nil] && Self.wholes(times, "lower_quartile") == [0, nil])
    #expect(
      try times.column("upper_quartile")[0] == .missing(.notAvailable) && times.column("median")[1] == .missing(.notApplicable))
    #expect(throws: IncidentError.noOutcomes) { try Incidents(tables: [crimes]).timeToOutcome(by: []) }
    #expect(throws: IncidentError.nameTaken("outcome_month")) {
      try joined.withOutcomes(outcomes, id: nil, month: nil, outcome: nil)
    }
    #expect(throws: IncidentError.noColumn(role: "id")) {
      try Incidents(tables: [Self.street([("f", "2024-01", "E1", "x", 1)])]).withOutcomes(
        outcomes, id: nil, month: nil, outcome: nil)
    }
  }

  @Test func `Cleveland's robberies and weapons have the outcomes that pandas finds`() throws {
    let joined = try Self.weapons().withOutcomes(
      Self.example("police/cleveland-weapons-robbery-outcomes.csv.gz"), id: nil, month: nil, outcome: nil)
    let times = try joined.timeToOutcome(by: ["type"])
    #expect(try Self.wholes(times, "with_outcome") == [1975, 2652] && Self.wholes(times, "still_open") == [162, 166])
    #expect(try Self.wholes(times, "median") == [0, 1] && Self.wholes(times, "upper_quartile") == [2, 2])
  }

  @Test func `Harm is a sum of the user's weights, and a kind without one has none`() throws {
    let rows = [("x", 4), ("y", 1), ("w", 2)].map { (force: "f", month: "2024-01", lsoa: "E1", type: $0.0, count: $0.1) }
    let incidents = try Incidents(tables: [Self.street(rows)])
    let weights = try Self.table("type,days,version\nx,10,made up\ny,365.5,made up\n")
    let harm = try incidents.harm(by: [], weights: weights, kind: nil, weight: "days", version: nil)
    #expect(try (0..<3).map { try harm.text("type", $0) } == ["y", "x", "w"])
    #expect(try harm.number("harm", 0) == 365.5 && harm.number("harm", 1) == 40)
    #expect(try harm.column("harm")[2] == .missing(.notAvailable))
    #expect(agree(try harm.number("harm_share", 1), 40 / 405.5 * 100))
    #expect(harm.notes.contains { $0.contains("made up") } && harm.notes.contains("without a weight, and in no harm: w 2"))
    let byMonth = try incidents.harm(by: ["month"], weights: weights, kind: nil, weight: "days", version: "v1")
    #expect(try byMonth.number("harm", 0) == 405.5)
    #expect(throws: ArgumentError.self) {
      try incidents.harm(by: [], weights: weights.selecting(columns: ["type", "days"]), kind: nil, weight: "days", version: nil)
    }
    #expect(throws: ArgumentError.self) {
      try incidents.harm(by: [], weights: Self.table("type,days\nx,-1\n"), kind: nil, weight: "days", version: "v")
    }
    #expect(throws: TableError.self) {
      try incidents.harm(by: [], weights: Self.table("type,days,n\nw,1,1\nw,2,1\ny,1,1\n"), kind: nil, weight: "days", version: "v")
    }
  }

  @Test func `An area is compared with those whose force has every month`() throws {
    let people = try MidYearChildren.indicator.get()
    let weapons = try Self.weapons()
    let compared = try weapons.compared(
      "Middlesbrough", with: [], neighbours: nil, unit: .area, people: people, period: people.period("2024"), per: 1000,
      confidence: .percent95)
    #expect(
      try (0..<compared.rowCount).map { try compared.text("area", $0) } == [
        "Middlesbrough", "Hartlepool", "Redcar and Cleveland", "Stockton-on-Tees", "all 3 others",
      ])
    let ratio = try RateComparison(
      CrudeRate(events: 1873, denominator: 35617, per: 1000),
      CrudeRate(events: 853 + 851 + 1377, denominator: 21090 + 27499 + 45079, per: 1000))
    #expect(agree(try compared.number("ratio", 4), ratio.ratio))
    #expect(agree(try compared.number("p_value", 4), ratio.pValue))
    let far = try weapons.compared(
      "Middlesbrough", with: ["Leeds", "Hartlepool"], neighbours: nil, unit: .area, people: people, period: people.period("2024"),
      per: 1000, confidence: .percent95)
    #expect(try far.column("rate")[1] == .missing(.notAvailable))
    #expect(far.notes.contains { $0.contains("Leeds has no rate: West Yorkshire Police") })
    let edition = try NeighbourEdition(table: Self.example("lait/statistical-neighbours-2025-05.csv"), name: "May 2025")
    let near = try weapons.compared(
      "Middlesbrough", with: [], neighbours: edition, unit: .area, people: people, period: people.period("2024"), per: 1000,
      confidence: .percent95)
    // Of the ten neighbours only those of Cleveland have incidents here; the others are told, each with its reason.
    let known = try (0..<near.rowCount).filter { try near.number("rate", $0) != nil }
    #expect(near.rowCount >= 11 && known.count >= 2 && known.count < near.rowCount)
    #expect(near.notes.count { $0.contains("lacks months, or is not in the data") } == near.rowCount - known.count)
    #expect(throws: AreaError.self) {
      try weapons.compared(
        "Middlesborough", with: [], neighbours: nil, unit: .area, people: people, period: people.period("2024"), per: 1000,
        confidence: .percent95)
    }
    let slim = try Incidents(tables: [Self.example("police/2025-weapons-slim.csv.gz")])
    let forces = try slim.compared(
      "Cleveland Police", with: [], neighbours: nil, unit: .force, people: people, period: people.period("2024"), per: 1000,
      confidence: .percent95)
    #expect(forces.notes.contains("not compared with, since months or people are not known: Avon and Somerset Constabulary"))
    #expect(agree(try forces.number("rate", 0), 729.0 / 129_285 * 1000))
  }

  // MARK: Quality

  @Test func `The review of March 2023 has the figures that pandas counts`() throws {
    let lookup = try AreaLookup([Self.example("geography/lsoa-to-la.csv.gz")])
    let incidents = try Incidents(tables: [Self.example("police/2023-03-cleveland-street.csv.gz")], areas: lookup)
    let review = try incidents.quality()
    let checks = Dictionary(
      uniqueKeysWithValues: try (0..<review.rowCount).map { (try review.text("check", $0), try Self.wholes(review, "count")[$0]) })
    #expect(checks["rows"] == 8726)
    #expect(checks["no context"] == 8726)
    #expect(checks["LSOA of 2011 that ended"] == 701 && checks["LSOA of 2021 that began"] == 86)
    #expect(checks["location \"On or near \""] == 897)
    let table = try Self.example("police/2023-03-cleveland-street.csv.gz")
    #expect(checks["no crime_id"] == (try table.column("Crime ID").presence.missingCount))
    var seen: [[Cell]: Int] = [:]
    for row in 0..<table.rowCount { seen[table.row(row), default: 0] += 1 }
    #expect(checks["rows wholly alike to another"] == seen.values.filter { $0 > 1 }.reduce(0, +))
  }

  @Test func `Rows that are alike are counted as a plain loop counts them, where longitudes coincide and places are missing`()
    throws
  {
    for seed in 0..<40 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let rows = (0..<80).map { _ in
        let (x, y) = (Int.random(in: 0...3, using: &random), Int.random(in: 0...3, using: &random))
        return
          "2024-0\(Int.random(in: 1...2, using: &random)),f,\(x == 0 && seed % 3 != 0 ? "" : "-1.\(x)5"),\(y == 0 ? "" : "54.\(y)"),E1,t\n"
      }
      let table = try Self.table("month,force,lon,lat,lsoa,crime_type\n" + rows.joined())
      let review = try Incidents(tables: [table]).quality()
      let alike = Dictionary(grouping: rows) { $0 }.values.filter { $0.count > 1 }
      let place = try #require(try (0..<review.rowCount).first { try review.text("check", $0) == "rows wholly alike to another" })
      #expect(try Self.wholes(review, "count")[place] == alike.reduce(0) { $0 + $1.count }, "seed \(seed)")
      #expect(try review.column("remark")[place].plainText.hasPrefix("\(alike.count) group"), "seed \(seed)")
    }
  }

  @Test func `A folder's files are read together, one kind at a time, and an error names its file`() throws {
    let folder = try TemporaryFolder()
    try "Month,Falls within,LSOA code,Crime type\n2024-01,f,E1,a\n".write(
      toFile: folder.path("1-street.csv"), atomically: true, encoding: .utf8)
    try "Month,Falls within,LSOA code,Crime type\n2024-03,f,E1,a\n".write(
      toFile: folder.path("2-street.csv"), atomically: true, encoding: .utf8)
    try "Crime ID,Month,Outcome type\nx,2024-01,Charged\n".write(
      toFile: folder.path("1-outcomes.csv"), atomically: true, encoding: .utf8)
    let street = try Incidents(tables: [LoadingOptions(endings: ["-street.csv"]).table([folder.path])])
    #expect(street.count == 2)
    #expect(street.spanWords == "data of 2 months of the 3, 2024-01 to 2024-03")
    #expect(try Self.wholes(street.series(by: []), "incidents") == [1, nil, 1])
    #expect(throws: IncidentError.differentKinds) { try Incidents(tables: [LoadingOptions().table([folder.path])]) }
    try "Month,Falls within,LSOA code,Crime type\n2024-02,f,E1,a\nFebruary,f,E1,a\n".write(
      toFile: folder.path("3-street.csv"), atomically: true, encoding: .utf8)
    #expect(throws: IncidentError.unreadableMonth(file: folder.path("3-street.csv"), row: 2, text: "February")) {
      try Incidents(tables: [LoadingOptions(endings: ["-street.csv"]).table([folder.path])])
    }
  }

  @Test func `A national extract loads under its short names, and tells the months that forces lack`() throws {
    let slim = try Incidents(tables: [Self.example("police/2025-weapons-slim.csv.gz")])
    #expect(slim.count == 3888)
    let coverage = try slim.coverageTable()
    #expect(try Self.wholes(coverage, "months") == [6, 1, 12, 12, 12, 12])
    #expect(
      try slim.series(by: []).notes.contains { $0.contains("Avon and Somerset Constabulary 523, British Transport Police 56") })
    #expect(try Self.wholes(slim.series(by: []), "twelve_months")[11] == 3309)
  }

  @Test func `Conditions add up, wait for the question, and are told`() throws {
    let weapons = try Self.weapons()
    let some = try weapons.filtered(.compare(column: "area", .equal, .text("Middlesbrough")), words: "area is Middlesbrough")
      .filtered(.compare(column: "type", .equal, .text("Robbery")), words: "type is Robbery")
    #expect(try some.rows().rowCount == some.count)
    #expect(try Self.wholes(some.counted(by: ["type"]), "incidents") == [some.count])
    #expect(try some.series(by: []).notes.first == "where area is Middlesbrough and type is Robbery")
    #expect(throws: Columns.PredicateError.self) {
      try weapons.filtered(.compare(column: "type", .equal, .text("Robery")), words: "")
    }
    #expect(throws: TableError.self) { try weapons.counted(by: ["tpye"]) }
  }
}
