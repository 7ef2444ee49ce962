import Columns
import Safeguarding
import TestSupport
import Testing

struct PublicationTests {
  private func table(_ text: String) throws -> Table {
    try DelimitedReader().read(bytes: Array(text.utf8), name: "test.csv")
  }

  @Test func `A LAIT file is known by its columns, and its dictionary tells unit, polarity and year`() throws {
    let collection = try LAITExtract.collection.get()
    #expect(collection.format == "LAIT long file")
    #expect(collection.indicators.count == 53)
    let plans = try collection.indicator("CPP_rate").definition
    #expect(plans.unit.kind == .rate(per: 10_000))
    #expect(plans.polarity == .neither)
    #expect(plans.yearType == .at31March)
    #expect(try collection.indicator("FSP_NEW_GOODDEV").definition.polarity == .high)
    #expect(try collection.indicator("Under 18 conception rates").definition.key == "Under18concep")
  }

  @Test func `An Explore Education file makes an indicator of each measure and group`() throws {
    let file = ProjectFiles.exampleData + "/ees/children-looked-after-number-rate.csv.gz"
    let collection = try PublishedFile.indicators(in: DelimitedReader().read(path: file))
    #expect(collection.format == "Explore Education Statistics file")
    let key = "children_count (Children looked after on 31 March each year)"
    let inCare = try collection.indicator(key)
    let area = try inCare.register.area("Middlesbrough")
    // pandas: df[(la_name=="Middlesbrough") & (time_period==2025) & (population_type.str.startswith("Children looked after on"))].children_count
    #expect(inCare[area, try inCare.period("2025")] == .value(493))
    #expect(inCare.definition.unit.kind == .count)
    #expect(try collection.indicator("rate_per_10000 (Children looked after on 31 March each year)").definition.unit.kind == .rate(per: 10_000))
  }

  @Test func `A Fingertips file leaves out groups within areas and takes England once`() throws {
    let file = ProjectFiles.exampleData + "/fingertips/injury-admissions-0-14-utla.csv.gz"
    let collection = try PublishedFile.indicators(in: DelimitedReader().read(path: file), options: .init(unit: "Rate per 10,000", polarity: .low))
    #expect(collection.format == "Fingertips download")
    let injuries = try #require(collection.indicators.first { $0.definition.key.hasPrefix("90284") })
    let england = try injuries.register.area("England")
    let value = try #require(injuries[england, try injuries.period("2010/11")].value)
    #expect(abs(value - 115.2166797) < 1e-6)
    #expect(collection.notes.contains { $0.contains("deprivation deciles") })
  }

  @Test func `A reason for a missing value survives the way through an indicator`() throws {
    let collection = try PublishedFile.indicators(
      in: table(
        """
        time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,children_count
        2020,Reporting year,Local authority,E92000001,England,E12000001,North East,806,E06000002,Middlesbrough,c
        2020,Reporting year,Local authority,E92000001,England,E12000001,North East,806,E06000002,Middlesbrough,z
        2020,Reporting year,Local authority,E92000001,England,E12000001,North East,807,E06000003,Redcar and Cleveland,z
        2020,Reporting year,Local authority,E92000001,England,E12000001,North East,805,E06000001,Hartlepool,0
        """))
    let count = try collection.indicator("children_count")
    let period = try count.period("2020")
    #expect(count[try count.register.area("806"), period] == .missing(.suppressed))
    #expect(count[try count.register.area("807"), period] == .missing(.notApplicable))
    #expect(count[try count.register.area("805"), period] == .value(0))
    let ranking = try Ranking(of: count, in: period, among: .region("North East"))
    #expect(ranking.count == 1)
    #expect(ranking.leftOut.contains { $0.area.name == "Middlesbrough" && $0.reason == "suppressed" })
  }

  private static let header = "measure,measure_name,period,area_name,la_number,region,value\n"

  @Test func `Two values for one area and period are told with their row`() throws {
    let rows = try table(Self.header + "CPP,,2019,Middlesbrough,806,North East,1\nCPP,,2019,Middlesbrough,806,North East,2\n")
    let error = #expect(throws: PublishedFileError.self) { try PublishedFile.indicators(in: rows) }
    #expect(error == .contradiction(file: "test.csv", row: 2, what: "CPP of Middlesbrough in 2019", first: 1, second: 2))
  }

  @Test func `A period that names no time leaves its rows out, and says so`() throws {
    let rows = try table(Self.header + "CPP,,0,Middlesbrough,806,North East,1\nCPP,,2019,Middlesbrough,806,North East,2\n")
    let collection = try PublishedFile.indicators(in: rows)
    #expect(try collection.indicator("CPP").periods.map(\.label) == ["2019"])
    #expect(collection.notes == ["1 row with the period \"0\", which names no time, left out"])
  }

  @Test func `Text among the values is told with its row and a way out`() throws {
    let rows = try table(Self.header + "CPP,,2019,Middlesbrough,806,North East,1\nCPP,,2019,Hartlepool,805,North East,about 5\n")
    let error = #expect(throws: PublishedFileError.self) { try PublishedFile.indicators(in: rows) }
    #expect(error == .notNumbers(file: "test.csv", column: "value", row: 2, text: "about 5"))
  }

  @Test func `Columns of no known publication are told with what is missing of the nearest`() throws {
    let error = #expect(throws: PublishedFileError.self) {
      try PublishedFile.indicators(in: table("measure,period,area_name,value\nCPP,2019,Middlesbrough,1\n"))
    }
    #expect(try #require(error).description.contains("LAIT long files also have la_number."))
  }

  @Test func `A place that the register does not know is kept under its name`() throws {
    let rows = try table(Self.header + "CPP,,2019,Atlantis,999,Ocean,1\n")
    let indicator = try PublishedFile.indicators(in: rows).indicator("CPP")
    let area = try indicator.register.area("Atlantis")
    #expect(area.kind == .unregistered)
    #expect(indicator[area, try indicator.period("2019")] == .value(1))
    #expect(try Ranking(of: indicator, in: indicator.period("2019")).count == 0, "it is no local authority")
  }
}

struct JointAuthorityTests {
  @Test func `Two authorities that report as one are not ranked, and are told`() throws {
    let text = """
      time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,cases
      2020,Reporting year,Local authority,E92000001,England,E12000007,London,314 / 318,E09000021 / E09000027,Kingston upon Thames / Richmond upon Thames,5
      2020,Reporting year,Local authority,E92000001,England,E12000001,North East,807,E06000003,Redcar and Cleveland,7
      """
    let collection = try PublishedFile.indicators(in: DelimitedReader().read(bytes: Array(text.utf8), name: "t.csv"))
    let cases = try collection.indicator("cases")
    for set in [AreaSet.all, .published] {
      let ranking = try Ranking(of: cases, in: cases.period("2020"), among: set)
      #expect(ranking.count == 1)
      let reasons = Dictionary(ranking.leftOut.map { ($0.area.name, $0.reason) }, uniquingKeysWith: { first, _ in first })
      #expect(reasons["Kingston upon Thames / Richmond upon Thames"] == "not a local authority of the register")
      #expect(reasons["Kingston upon Thames"] == "no row in the file")
    }
  }
}
