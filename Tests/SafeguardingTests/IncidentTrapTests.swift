import Columns
import Foundation
import TestSupport
import Testing

@testable import Safeguarding

/// What would be counted wrong without a word: places that are none, codes of two censuses, areas of many spellings.
struct IncidentTrapTests: IncidentTables {
  @Test func `A location that names no place is nobody's hot spot and no repeat, and is counted in the notes`() throws {
    var text = "Month,Falls within,LSOA code,Crime type,Location\n"
    for (location, count) in [("No Location", 9), ("On or near ", 5), ("On or near High Street", 3), ("", 2), ("On or near Hospital", 1)] {
      for _ in 0..<count { text += "2024-01,f,E1,x,\(location)\n" }
    }
    let incidents = try Incidents(tables: [Self.table(text)])
    let places = try PlaceCounts(of: incidents, by: "location", among: nil)
    #expect(places.places.map(\.plainText).sorted() == ["On or near High Street", "On or near Hospital"])
    #expect(places.notes.contains { $0.hasPrefix("16 of 20 incidents have no location of their own") })
    let repeats = try incidents.repeats(of: "location", atLeast: 2, window: nil, by: [])
    #expect(try Self.wholes(repeats, "all") == [2] && Self.wholes(repeats, "repeats") == [1] && Self.wholes(repeats, "repeat_incidents") == [3])
    #expect(try Self.wholes(incidents.times(of: "location", upTo: 3), "units") == [1, 0, 1])
    // Counting by the column loses no row.
    #expect(try Self.wholes(incidents.counted(by: ["location"]), "incidents").reduce(0) { $0 + ($1 ?? 0) } == 20)
  }

  @Test func `Codes of both censuses side by side are told wherever places are counted by them`() throws {
    let lookup = try AreaLookup([Self.table("lsoa11_code,lsoa21_code,la_code\nE1,E1,E06000002\nE2,E8,E06000002\nE2,E9,E06000002\n")])
    func incidents(_ codes: [String]) throws -> Incidents {
      try Incidents(tables: [Self.street(codes.map { (force: "f", month: "2024-01", lsoa: $0, type: "x", count: 2) })], areas: lookup)
    }
    func isTold(_ notes: [String]) -> Bool { notes.contains { $0.contains("censuses of 2011 and of 2021") && $0.contains("lsoa_stable") } }
    let both = try incidents(["E1", "E2", "E8"])
    #expect(try isTold(both.counted(by: ["lsoa"]).notes) && isTold(PlaceCounts(of: both, by: nil, among: nil).notes))
    #expect(try isTold(both.series(by: ["lsoa"]).notes) && isTold(both.repeats(of: "lsoa", atLeast: 2, window: nil, by: []).notes))
    #expect(try !isTold(both.counted(by: ["lsoa_stable"]).notes))
    #expect(try !isTold(incidents(["E1", "E2"]).counted(by: ["lsoa"]).notes))
  }

  @Test func `An area that is written in several ways is one, and a name that no register has is told`() throws {
    let rows = "when,area\n2024-01-01,Middlesbrough\n2024-01-02,E06000002\n2024-01-03,806\n2024-01-04,Leeds\n2024-01-05,Nowhereshire\n2024-01-06,\n"
    let incidents = try Incidents(table: Self.table(rows), time: "when", columns: IncidentColumns(area: "area"))
    let counted = try incidents.counted(by: ["area"])
    let counts = Dictionary(uniqueKeysWithValues: try (0..<counted.rowCount).map { (counted.row($0)[0].plainText, try Self.wholes(counted, "incidents")[$0]) })
    #expect(counts["Middlesbrough"] == 3 && counts["Leeds"] == 1 && counts["Nowhereshire"] == 1)
    #expect(incidents.notes.contains { $0.contains("\"806\"") && $0.contains("counted as one") })
    #expect(incidents.notes.contains { $0.contains("\"Nowhereshire\" is no area") })
    // Written in one way, codes stay as they are.
    let codes = try Incidents(table: Self.table("when,area\n2024-01-01,E06000002\n2024-01-02,E06000002\n"), time: "when", columns: IncidentColumns(area: "area"))
    #expect(try codes.counted(by: ["area"]).row(0)[0] == .text("E06000002") && codes.notes.isEmpty)
  }

  @Test(arguments: ["Middlesbrough", "E06000002", "806", "middlesbrough council"])
  func `An area is found by any of its names, however its column writes it`(asked: String) throws {
    for written in ["E06000002\n2024-01-02,E06000003", "806\n2024-01-02,807", "Middlesbrough\n2024-01-02,Redcar and Cleveland"] {
      let incidents = try Incidents(table: Self.table("when,area\n2024-01-01,\(written)\n"), time: "when", columns: IncidentColumns(area: "area"))
      let condition = try incidents.naming(.compare(column: "area", .equal, .text(asked)))
      #expect(try incidents.filtered(condition, words: "").count == 1, "\(written)")
      #expect(try incidents.filtered(incidents.naming(.not(.oneOf(column: "area", [.text(asked)]))), words: "").count == 1)
    }
  }

  @Test func `A share of what a value is not does not count what is unknown`() throws {
    let incidents = try Incidents(table: Self.table("when,sex\n2024-01-01,F\n2024-01-01,\n2024-01-01,M\n2024-01-01,F\n"), time: "when", columns: IncidentColumns())
    let share = try incidents.share(.not(.compare(column: "sex", .equal, .text("F"))), words: "", ofKnown: false, confidence: .percent95)
    #expect(share.proportion.numerator == 1 && share.proportion.denominator == 4)
    // A row that meets another part of the condition meets it, whatever is unknown of it.
    let either = try incidents.share(
      .or([.not(.compare(column: "sex", .equal, .text("F"))), .isMissing(column: "sex")]), words: "", ofKnown: false, confidence: .percent95)
    #expect(either.proportion.numerator == 2)
    let neither = try incidents.share(
      .not(.or([.compare(column: "sex", .equal, .text("F")), .isMissing(column: "sex")])), words: "", ofKnown: false, confidence: .percent95)
    #expect(neither.proportion.numerator == 1)
    let missing = try incidents.share(.isMissing(column: "sex"), words: "", ofKnown: false, confidence: .percent95)
    #expect(missing.proportion.numerator == 1)
  }

  @Test func `Months that other forces lack are not told of a force that has all`() throws {
    let rows = [("f", "2024-01"), ("f", "2024-02"), ("g", "2024-01")].map { (force: $0.0, month: $0.1, lsoa: "E1", type: "x", count: 1) }
    let all = try Incidents(tables: [Self.street(rows)])
    let one = try all.filtered(.compare(column: "force", .equal, .text("f")), words: "force f")
    #expect(try all.counted(by: ["type"]).notes.contains { $0.contains("g has 1") })
    #expect(try !one.counted(by: ["type"]).notes.contains { $0.contains("g has 1") })
  }

  @Test func `A name that several points have is told to be no single place`() throws {
    var text = "Month,Falls within,LSOA code,Crime type,Location,Longitude,Latitude\n"
    for place in 0..<6 { text += "2024-01,f,E1,x,\(place < 4 ? "On or near Parking Area" : "On or near High Street"),\(place < 4 ? -1.0 - Double(place) / 100 : -1.5),54.5\n" }
    let counts = try PlaceCounts(of: Incidents(tables: [Self.table(text)]), by: "location", among: nil)
    #expect(counts.notes.contains { $0.hasPrefix("1 of 2 names of location are those of several points, such as \"On or near Parking Area\" of 4") })
  }

  @Test func `Areas that differ are no rows alike`() throws {
    let incidents = try Incidents(table: Self.table("when,child,area\n2024-01-05,E,Leeds\n2024-01-05,E,York\n"), time: "when", columns: IncidentColumns())
    let review = try incidents.quality()
    let row = try #require(try (0..<review.rowCount).first { try review.text("check", $0) == "rows wholly alike to another" })
    #expect(try Self.wholes(review, "count")[row] == 0)
  }

  @Test(arguments: ["", "2024-06-30"]) func `Days without times, and no days at all, are a row of unknown hours`(time: String) throws {
    let incidents = try Incidents(
      table: Self.table("when,child\n\(time),a\n\(time),a\n"), time: "when", columns: IncidentColumns(person: "child"))
    let hours = try incidents.hourByWeekday()
    #expect(hours.rowCount == 1 && hours.row(0)[0].isMissing)
    #expect(try Self.wholes(hours, "all") == [2])
    let window = try #require(try IncidentWindow(days: 7, months: nil))
    #expect(try Self.wholes(incidents.repeats(of: nil, atLeast: 2, window: window, by: []), "repeats") == [time.isEmpty ? 0 : 1])
  }

  @Test func `A share of incidents that nobody knows is none, and one of some says how many`() throws {
    let none = try Incidents(table: Self.table("when,age\n2024-01-01,\n2024-01-02,\n"), time: "when", columns: IncidentColumns())
    let adult = Predicate.compare(column: "age", .greaterOrEqual, .integer(18))
    let numbers = try Incidents(table: Table([Column("when", texts: ["2024-01-01", "2024-01-02"]), Column("age", integers: [20, nil])]), time: "when", columns: IncidentColumns())
    let unknown = try Incidents(
      table: Table([Column("when", texts: ["2024-01-01"]), Column("age", cells: [.missing(.suppressed)], typeWhereMissing: .integer)]), time: "when",
      columns: IncidentColumns())
    #expect(throws: ArgumentError.self) { try unknown.share(adult, words: "age at least 18", ofKnown: false, confidence: .percent95) }
    #expect(try numbers.share(adult, words: "age at least 18", ofKnown: false, confidence: .percent95).words.contains("(1; 1 incident has no age;"))
    #expect(none.count == 2)
  }

  @Test func `Another incident soon after says whom it leaves out`() throws {
    let rows = "when,child\n2024-01-01,a\n2024-01-09,a\n2024-01-01,b\n2024-03-30,c\n2024-03-31,\n,a\n"
    let incidents = try Incidents(table: Self.table(rows), time: "when", columns: IncidentColumns(person: "child"))
    let share = try incidents.revictimisation(of: nil, window: #require(try IncidentWindow(days: 30, months: nil)))
    #expect(share.proportion.numerator == 1 && share.proportion.denominator == 2)
    #expect(share.notes.contains { $0.hasPrefix("1 different child are in no figure") } && share.notes.contains { $0.hasPrefix("2 of 6 incidents have no child or no known time") })
  }

  @Test func `Times are dealt out anew within a force, so that one that came late makes no near repeat`() throws {
    var text = "when,force,x,y\n"
    for place in 0..<40 {
      // Two forces, each at its own place and in its own month: together they look like a cluster, and within each nothing is.
      let isFirst = place % 2 == 0
      text += "2024-0\(isFirst ? 1 : 6)-\(CalendarDate.padded(place / 2 + 1, 2)),\(isFirst ? "one" : "two"),\(isFirst ? 0 : 50_000 + place % 5),\(place % 7)\n"
    }
    let incidents = try Incidents(table: Self.table(text), time: "when", columns: IncidentColumns(recorder: "force"))
    let test = try incidents.nearRepeat(distances: [100], spans: [31], permutations: 99, seed: 1, planar: ("x", "y"))
    for row in 0..<test.rowCount { #expect(try Self.wholes(test, "pairs")[row].map(Double.init) == test.number("expected", row)) }
    #expect(test.notes.contains { $0.contains("within each of the 2 force") })
  }

  @Test func `An area without people is told and stops no comparison`() throws {
    let indicator = try PublishedFile.indicators(
      in: Self.table("time_period,time_identifier,geographic_level,new_la_code,la_name,population_estimate\n2023,Calendar year,Local authority,E06000001,Hartlepool,0\n2023,Calendar year,Local authority,E06000002,Middlesbrough,500\n2023,Calendar year,Local authority,E06000003,Redcar and Cleveland,400\n"),
      dictionary: nil, options: .init(unit: "people", polarity: nil, yearType: nil)).indicators[0]
    let incidents = try Incidents(
      table: Self.table("when,area\n2024-01-01,Hartlepool\n2024-01-02,Middlesbrough\n2024-01-02,Redcar and Cleveland\n"), time: "when",
      columns: IncidentColumns(area: "area"))
    let table = try incidents.compared(
      "Middlesbrough", with: ["Hartlepool", "Redcar and Cleveland"], neighbours: nil, unit: .area, people: indicator, period: indicator.periods[0], per: 100, confidence: .percent95)
    #expect(table.notes.contains { $0.hasPrefix("Hartlepool has no rate: it has no people") })
    #expect(try table.number("rate", 0) == 0.2)
  }

  @Test func `A weight that is blank is none, and two editions are refused by name`() throws {
    let incidents = try Incidents(tables: [Self.street([("f", "2024-01", "E1", "x", 2), ("f", "2024-01", "E1", "y", 1)])])
    let harm = try incidents.harm(by: [], weights: Self.table("type,days\nx,10\ny,\n"), kind: nil, weight: "days", version: "v")
    #expect(try harm.number("harm", 0) == 20 && harm.column("harm")[1].isMissing)
    #expect(harm.notes.contains("without a weight, and in no harm: y 1"))
    let error = #expect(throws: ArgumentError.self) {
      try incidents.harm(by: [], weights: Self.table("type,days,version\nx,10,2023\ny,5,2024\n"), kind: nil, weight: "days", version: nil)
    }
    #expect(error?.diagnostic.problem.contains("2 editions") == true)
  }

  @Test func `A condition on a column without any value is met by no row, and refuses no word`() throws {
    let empty = try Incidents(tables: [Self.street([])])
    #expect(try empty.filtered(.compare(column: "type", .equal, .text("Drugs")), words: "type Drugs").count == 0)
    let blank = try Table([Column("kind", texts: [nil, nil])])
    #expect(try blank.answer(Query().filter(.oneOf(column: "kind", [.text("a"), .text("b")]))).rowCount == 0)
  }
}
