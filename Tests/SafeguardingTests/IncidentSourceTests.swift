import Columns
import Foundation
import TestSupport
import Testing

@testable import Safeguarding

/// What incidents come from: files, forces to compare with, and the review of their quality.
struct IncidentSourceTests: IncidentTables {
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
    #expect(try street.spanWords() == "data of 2 months of the 3, 2024-01 to 2024-03")
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
