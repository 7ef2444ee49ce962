import Columns
import TestSupport
import Testing

@testable import Safeguarding

struct IncidentTests {
  private static func incidents(_ files: [String]) throws -> Incidents {
    let folder = ProjectFiles.exampleData
    return try Incidents(
      tables: files.map { try DelimitedReader().read(path: "\(folder)/police/\($0)") },
      areas: AreaLookup([DelimitedReader().read(path: folder + "/geography/lsoa-to-la.csv.gz")]))
  }

  @Test func `Incidents of September 2019 count as pandas counts them`() throws {
    let incidents = try Self.incidents(["2019-09-cleveland-street.csv.gz"])
    // pandas: df.merge(lookup, left_on="LSOA code", right_on="lsoa_code", how="left").groupby("la_name", dropna=False).size()
    let counted = try incidents.counted(by: ["area"])
    let counts = Dictionary(
      uniqueKeysWithValues: (0..<counted.rowCount).map { (counted.row($0)[0].plainText, counted.row($0)[1].number) })
    #expect(counts == ["Hartlepool": 1627, "Middlesbrough": 2814, "North Yorkshire": 1, "Redcar and Cleveland": 1638, "Stockton-on-Tees": 2337])
    #expect(incidents.count == 8417)
  }

  @Test func `Every row is in one group, those without an area too`() throws {
    let incidents = try Self.incidents(["2023-03-cleveland-street.csv.gz", "2024-08-cleveland-street.csv.gz"])
    #expect(incidents.count == 8726 + 8517)
    for columns in [["area"], ["month", "type"], ["quarter", "area", "outcome"], ["financial_year"]] {
      let counted = try incidents.counted(by: columns)
      var total = 0.0
      for row in 0..<counted.rowCount { total += try #require(try counted.number("incidents", row)) }
      #expect(Int(total) == incidents.count, "\(columns)")
    }
    let years = try incidents.counted(by: ["financial_year"])
    #expect((0..<years.rowCount).map { years.row($0)[0].plainText } == ["2022/23", "2024/25"])
  }

  @Test func `A search on a summer night counts in the month that it was in London`() throws {
    let table = try DelimitedReader().read(
      bytes: Array("Type,Date,Object of search\nPerson search,2023-06-30T23:00:00+00:00,Drugs\n".utf8), name: "s.csv")
    let incidents = try Incidents(tables: [table])
    #expect(try incidents.rows().text("month", 0) == "2023-07")
    #expect(try incidents.rows().text("quarter", 0) == "2023 Q3")
    #expect(try incidents.rows().text("financial_year", 0) == "2023/24")
  }

  @Test func `A time that is none is told with its row, and loses no other`() throws {
    let rows = "Type,Date,Object of search\nPerson search,2023-06-30T23:00:00Z,Drugs\nPerson search,yesterday,Drugs\n"
    let table = try DelimitedReader().read(bytes: Array(rows.utf8), name: "s.csv")
    #expect(throws: IncidentError.unreadableTime(file: "s.csv", row: 2, text: "yesterday")) { try Incidents(tables: [table]) }
  }

  @Test(arguments: ["2019-13", "2019-9", "September 2019", "2019"])
  func `A month that is none is told with its row`(month: String) throws {
    let table = try DelimitedReader(DelimitedOptions(types: ["Month": .text])).read(
      bytes: Array("Month,LSOA code,Crime type\n2019-09,E01,Drugs\n\(month),E01,Drugs\n".utf8), name: "m.csv")
    #expect(throws: IncidentError.unreadableMonth(file: "m.csv", row: 2, text: month)) { try Incidents(tables: [table]) }
  }

  @Test func `A rate needs a population, and says where there is none`() throws {
    let incidents = try Self.incidents(["2019-09-cleveland-street.csv.gz"])
    let people = try ThresholdTests.indicator([["32876"], ["c"]])
    let rates = try incidents.rates(population: people, period: people.period("2017"), base: 1000)
    for row in 0..<rates.rowCount {
      let area = try rates.text("area", row)
      let rate = try rates.column("rate")[row]
      switch area {
      case "Middlesbrough": #expect(agree(rate.number, 2814.0 / 32876 * 1000))
      case "Redcar and Cleveland": #expect(rate == .missing(.suppressed))
      default: #expect(rate == .missing(.notAvailable), "\(area)")
      }
    }
  }

  @Test func `The first places say how many tie with the last`() throws {
    let rows = "Month,LSOA code,Crime type\n" + ["a", "a", "b", "c", "d", "d"].map { "2019-09,E01,\($0)\n" }.joined()
    let incidents = try Incidents(tables: [DelimitedReader().read(bytes: Array(rows.utf8), name: "t.csv")])
    let top = try incidents.top(3, by: ["type"])
    #expect((0..<3).map { top.row($0)[0].plainText } == ["a", "d", "b"])
    #expect(top.notes.contains("1 more tie with the last"))
  }

  @Test func `Files of two kinds are not mixed`() throws {
    let street = try DelimitedReader().read(bytes: Array("Month,LSOA code,Crime type\n2019-09,E01,a\n".utf8), name: "a.csv")
    let stops = try DelimitedReader().read(
      bytes: Array("Type,Date,Object of search\nPerson search,2023-06-30T23:00:00Z,Drugs\n".utf8), name: "b.csv")
    #expect(throws: IncidentError.differentKinds) { try Incidents(tables: [street, stops]) }
    #expect(throws: IncidentError.noFiles) { try Incidents(tables: []) }
  }
}
