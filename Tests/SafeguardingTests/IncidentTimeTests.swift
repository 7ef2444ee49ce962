import Columns
import Foundation
import TestSupport
import Testing

@testable import Safeguarding

/// When incidents happened: London clocks, days without hours, times that are none.
struct IncidentTimeTests: IncidentTables {
  @Test(
    arguments: [
      ("2024-04-30 13:45", "2024-04-30", 13), ("30/04/2024 23:59:59", "2024-04-30", 23), ("2024-07-01T23:30:00Z", "2024-07-02", 0),
      ("2024-07-01T23:30:00+01:00", "2024-07-01", 23), ("2024-04-30", "2024-04-30", nil), ("31/12/2023", "2023-12-31", nil),
      ("2024-10-27T00:30:00Z", "2024-10-27", 1), ("2024-10-27T01:30:00Z", "2024-10-27", 1),
      ("2024-03-31T01:00:00Z", "2024-03-31", 2), ("1/7/2024 9:05", "2024-07-01", 9), ("01-Jul-2024", "2024-07-01", nil),
      ("1-jul-2024 12:10 AM", "2024-07-01", 0), ("01/07/2024 12:10pm", "2024-07-01", 12), ("01/07/2024 10:00:30 PM", "2024-07-01", 22),
      ("2024-04-30T13:45", "2024-04-30", 13), ("30-04-2024", "2024-04-30", nil), ("2024-07-01T09:05Z", "2024-07-01", 10), ("2024-07-01 09:05+01:00", "2024-07-01", 9),
    ] as [(String, String, Int?)])
  func `A time is read as clocks in London show it`(text: String, day: String, hour: Int?) throws {
    switch try #require(LocalTime(text)) {
    case .day(let date): #expect(date.description == day && hour == nil)
    case .second(let date, let second): #expect(date.description == day && second / 3600 == hour)
    case .month: Issue.record("a month")
    }
  }

  @Test(arguments: [
    "2024-13", "2024-04-31", "31/04/2024", "4/30/2024", "2024-04-30 24:00", "2024-04-30 13:00 PM", "yesterday", "",
    "2024-04-30 12:00:00+25:00", "1/7/24", "01-Foo-2024", "2024-4-30", "2024/04/30", "30/04/2024 10", "30/04/2024 10:5", "30/04/2024 ", " 30/04/2024", "T", "30-0\u{301}4-2024",
    "30/04/2024 10:00:00.1x", "0001/1/2024", "\u{0}", "--", "//", "1/2", "999999999999999999999/1/2024",
    "2024-07-01 09:05+25:00", "30/Apr-2024", "1-13-2024", "30/04/2024 10:00 AMX", "30/04/2024 10:00 X", "30/04/2024 10:00:00 ", "30/04/2024T",
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

  @Test func `A name that is one column's own and another's role is refused wherever it is asked of`() throws {
    let table = try Self.table("when,code,area\n2024-06-30,E06000002,North\n2024-07-01,E06000003,South\n2024-07-02,E06000002,North\n")
    let incidents = try Incidents(table: table, time: "when", columns: IncidentColumns(area: "code"))
    let clash = IncidentError.twoColumns("area", role: "code")
    #expect(throws: clash) { try incidents.counted(by: ["area"]) }
    #expect(throws: clash) { try incidents.series(by: ["area"]) }
    #expect(throws: clash) { try incidents.naming(.compare(column: "area", .equal, .text("North"))) }
    #expect(clash.diagnostic.problem.hasPrefix("\"area\" can be two columns: \"code\", which"))
    #expect(try Self.wholes(incidents.counted(by: ["code"]), "incidents") == [2, 1])
    // Roles that are named crosswise: the column of the one has the name of the other.
    let crossed = try Incidents(table: table, time: "when", columns: IncidentColumns(area: "code", type: "area"))
    #expect(try Self.wholes(crossed.counted(by: ["type"]), "incidents") == [2, 1])
    #expect(throws: clash) { try crossed.counted(by: ["area"]) }
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

  @Test func `A column of months may lack some, and a value that is none is told in its own row`() throws {
    let made = try Table([Column("when", cells: [.text("2025-05"), .text("2025-06"), .missing(.unspecified)])])
    let months = try Incidents(table: made, time: "when", columns: IncidentColumns()).rows().column("month")
    #expect(months[0] == .text("2025-05") && months[2].missingReason != nil)
    let wrong = try Table([Column("when", texts: ["2025-05", "2025-06", "2025-13"])])
    let error = #expect(throws: IncidentError.self) { try Incidents(table: wrong, time: "when", columns: IncidentColumns()).rows() }
    #expect(error?.diagnostic.problem.contains("2025-13") == true)
    let mixed = try Table([Column("when", texts: ["2025-05-01", "2025-06"])])
    let second = #expect(throws: IncidentError.self) { try Incidents(table: mixed, time: "when", columns: IncidentColumns()).rows() }
    #expect(second?.diagnostic.problem.contains("2025-06") == true)
  }

  @Test func `Two hundred mornings have hours, and a clock of twelve is doubted`() throws {
    func known(_ hours: ClosedRange<Int>) throws -> (Int, isDoubted: Bool) {
      func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
      let rows = (0..<200).map { "2025-03-\(two($0 % 28 + 1)) \(two(hours.lowerBound + $0 % hours.count)):30" }
      let incidents = try Incidents(table: Self.table("when\n" + rows.joined(separator: "\n") + "\n"), time: "when", columns: IncidentColumns())
      let hour = try incidents.rows().column("hour")
      return ((0..<hour.count).count { hour[$0].number != nil }, incidents.notes.contains { $0.contains("half of the day") })
    }
    #expect(try known(8...12) == (200, false))
    #expect(try known(1...12) == (200, true))
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
}
