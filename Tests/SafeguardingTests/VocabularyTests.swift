import Columns
import Safeguarding
import TestSupport
import Testing

struct VocabularyTests {
  @Test func `Every label of LAIT means the years that it names`() throws {
    let labels = try DelimitedReader(DelimitedOptions(delimiter: .tab, types: ["label": .text])).read(
      path: ProjectFiles.fixtures + "/lait-labels.txt")
    #expect(labels.rowCount == 65)
    for row in 0..<labels.rowCount {
      let label = try labels.text("label", row)
      guard let first = try labels.number("first_year", row), let last = try labels.number("last_year", row) else {
        #expect(throws: PeriodError.self) { try Period(label, yearType: .financial) }
        continue
      }
      let isSplit = try labels.text("kind", row).contains("split")
      for type in YearType.allCases {
        let period = try Period(label, yearType: type)
        let span = isSplit && type == .calendar ? YearType.financial : type
        #expect(period.lastDay.parts.year == Int(last), "\(label), \(type)")
        let startsBefore = (span == .financial || span == .academic) && !isSplit
        let begins = isSplit && span != .financial && span != .academic ? first + 1 : first
        #expect(period.firstDay.parts.year == Int(begins) - (startsBefore ? 1 : 0), "\(label), \(type)")
        #expect(period.label == label)
        let status = try labels.text("status", row)
        #expect((status == "revised") == (period.status == .revised), "\(label)")
        #expect((status == "final") == (period.status == .final), "\(label)")
        #expect((status == "provisional") == (period.status == .provisional), "\(label)")
      }
    }
  }

  @Test(arguments: [
    ("2017", "calendar", "2017-01-01", "2017-12-31"), ("2020", "financial", "2019-04-01", "2020-03-31"),
    ("2018", "academic", "2017-09-01", "2018-08-31"), ("2020", "at31March", "2020-03-31", "2020-03-31"),
    ("2014-16", "calendar", "2014-01-01", "2016-12-31"), ("2013/14-15/16", "financial", "2013-04-01", "2016-03-31"),
    ("2016-17 (OT)", "financial", "2016-04-01", "2017-03-31"), ("2008-10", "calendar", "2008-01-01", "2010-12-31"),
  ])
  func `A label's days follow from what a year means`(label: String, type: String, first: String, last: String) throws {
    let period = try Period(label, yearType: YearType(rawValue: type))
    #expect(period.firstDay.description == first)
    #expect(period.lastDay.description == last)
  }

  @Test(arguments: [
    ("2019/20", "2019-04-01", "2020-03-31"), ("2017 - 19", "2017-01-01", "2019-12-31"),
    ("2019/20 Q1", "2019-04-01", "2019-06-30"), ("2019-2020 Q4", "2020-01-01", "2020-03-31"),
    ("2019 Q3", "2019-07-01", "2019-09-30"), ("Mar 2020", "2020-03-01", "2020-03-31"),
    ("2019/20 - 21/22", "2019-04-01", "2022-03-31"), ("2019-09", "2019-09-01", "2019-09-30"),
    ("2020-02", "2020-02-01", "2020-02-29"), ("31 March 2020", "2020-03-31", "2020-03-31"),
    ("2019-09-30", "2019-09-30", "2019-09-30"), ("201920", "2019-04-01", "2020-03-31"),
    ("1999-00", "1999-04-01", "2000-03-31"), ("2011-12", "2011-04-01", "2012-03-31"),
    ("Autumn term 2019/20", "2019-09-01", "2019-12-31"), ("Spring term 201920", "2020-01-01", "2020-04-30"),
  ])
  func `A label tells by itself where it can`(label: String, first: String, last: String) throws {
    let period = try Period(label)
    #expect(period.firstDay.description == first)
    #expect(period.lastDay.description == last)
  }

  @Test(arguments: [
    ("201718", "Academic year", "2017-09-01", "2018-08-31"), ("202425", "Academic year", "2024-09-01", "2025-08-31"),
    ("2025", "Reporting year", "2025-03-31", "2025-03-31"), ("201920", "Financial year", "2019-04-01", "2020-03-31"),
    ("201920", "Financial year Q2", "2019-07-01", "2019-09-30"), ("2020", "Calendar year", "2020-01-01", "2020-12-31"),
    ("2020", "September", "2020-09-01", "2020-09-30"), ("201920", "Autumn term", "2019-09-01", "2019-12-31"),
  ])
  func `Explore Education's two columns name a period`(time: String, identifier: String, first: String, last: String) throws {
    let period = try Period(exploreEducation: time, identifier: identifier)
    #expect(period.firstDay.description == first)
    #expect(period.lastDay.description == last)
  }

  @Test(arguments: [
    "", " ", "0", "-", "/", "2019/21/23", "2019/21", "9999-99", "2019-", "-2019", "20191", "201921", "2019 Q5", "Q", "(Rev)",
    "2019 (", "Octember 2019", "32 March 2020", "2019-02-30", "🎄 2019", "２０１９", "2019/20-", "1e3", "2050-1950", "101112", "March 2019-20",
  ])
  func `A label that names no period is refused`(label: String) {
    #expect(throws: PeriodError.self) { try Period(label) }
    for type in YearType.allCases { #expect(throws: PeriodError.self) { try Period(label, yearType: type) } }
  }

  @Test func `Periods stand in the order of time, whatever their labels`() throws {
    let inOrder = try ["2014-16", "2016-17", "2016-18", "2019", "2019 (Rev)", "2020 (prov)", "2020", "2020 (Final)"]
      .map { try Period($0, yearType: .calendar) }
    for seed in 0..<20 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      #expect(inOrder.shuffled(using: &generator).sorted().map(\.label) == inOrder.map(\.label))
    }
  }

  @Test(arguments: [
    ("2018", "2019", 0), ("2018", "2021", 2), ("2014-16", "2015-17", 0), ("2014-16", "2017-19", 2),
    ("2019 Q4", "2020 Q1", 0), ("2019 Q1", "2020 Q1", 3), ("2019-12", "2020-01", 0), ("2019-12", "2020-03", 2),
  ])
  func `A gap between periods is counted`(first: String, second: String, missing: Int) throws {
    #expect(try Period(first).periodsMissing(before: Period(second)) == missing)
  }

  @Test func `Every area of the official list has its code, number, name, region, lifetime and successors`() throws {
    let expected = try DelimitedReader(DelimitedOptions(types: ["dfe_number": .text])).read(
      path: ProjectFiles.fixtures + "/areas-expected.csv")
    let register = AreaRegister.england
    #expect(expected.rowCount > 150)
    for row in 0..<expected.rowCount {
      let code = try expected.text("la_code", row)
      let area = try register.area(code)
      #expect(String(area.dfeNumber ?? 0) == (try expected.text("dfe_number", row)), "\(code)")
      #expect(try register.area(expected.text("name", row)).name == area.name, "\(code)")
      let region = try expected.text("region_code", row)
      #expect(area.regionCode == region || area.subregionCode == region, "\(code)")
      // A place that was only given another code lives on.
      guard try expected.text("change", row) != "recoded", area.code == code else { continue }
      if !area.earlierCodes.isEmpty { continue }
      // The list begins in 2012, when the areas of 2009 were no longer new.
      let isNewerThanTheList = area.firstDay.map { $0.parts.year >= 2012 } ?? false
      #expect((isNewerThanTheList ? area.firstDay?.description ?? "" : "") == (try expected.text("first_date", row)), "\(code)")
      #expect((area.lastDay?.description ?? "") == (try expected.text("last_date", row)), "\(code)")
      let successors = try expected.text("successors", row).split(separator: " ").map(String.init)
      #expect(Set(area.successorCodes) == Set(successors), "\(code)")
    }
  }

  @Test func `As many local authorities are alive on each day as there were`() throws {
    let counts = try Vectors.table("../alive-counts.csv")
    #expect(counts.rowCount >= 17)
    for row in 0..<counts.rowCount {
      let day = try #require(try CalendarDate(counts.text("date", row)))
      #expect(
        AreaRegister.england.localAuthorities(on: day).count == Int(try counts.number("upper_tier_authorities", row) ?? 0),
        "\(day)")
    }
  }

  @Test func `Every code, number and name of an area finds it, and no other`() throws {
    let register = AreaRegister.england
    for area in register.areas {
      for key in [area.code] + area.earlierCodes + area.otherNames + [area.dfeNumber.map(String.init) ?? area.code] {
        #expect(try register.area(key) == area, "\(key)")
        #expect(try register.area(key.uppercased()) == area, "\(key)")
      }
      let named = try register.area(area.name)
      #expect(named == area || area.lastDay != nil && named.name == area.name, "\(area.name)")
    }
  }

  @Test(arguments: [
    ("Redcar & Cleveland", "E06000003"), ("REDCAR AND CLEVELAND BOROUGH COUNCIL", "E06000003"), ("St Helens", "E08000013"),
    ("Kingston Upon Hull, City of", "E06000010"), ("Yorkshire & the Humber", "E12000003"), ("London (Inner)", "E13000001"),
    ("Durham County Council", "E06000047"), ("E06000048", "E06000057"), ("E08000020", "E08000037"), ("E08000016", "E08000038"),
    ("E10000002", "E06000060"), ("Dorset", "E06000059"), ("Dorset (Pre LG)", "E10000009"), ("806", "E06000002"),
    ("Middlesbrough Council", "E06000002"), ("Bournemouth (Pre LG)", "E06000028"), ("london borough of camden", "E09000007"),
    ("Isle of Wight Council", "E06000046"), ("East Riding of Yorkshire Council", "E06000011"),
    ("Council of the Isles of Scilly", "E06000053"), ("City of London Council", "E09000001"),
    ("City of Bradford Metropolitan District Council", "E08000032"), ("The City of Westminster", "E09000033"),
  ])
  func `A name as people write it finds its area`(name: String, code: String) throws {
    #expect(try AreaRegister.england.area(name).code == code)
  }

  @Test(arguments: [("Midlesbrough", "Middlesbrough"), ("Redcar and Clevland", "Redcar and Cleveland"), ("Nottinghm", "Nottingham")])
  func `A misspelt area is told with the nearest name`(text: String, nearest: String) throws {
    let error = #expect(throws: AreaError.self) { try AreaRegister.england.area(text) }
    #expect(try #require(error).description.contains("did you mean \"\(nearest)\"?"))
  }

  @Test func `An area's successors are followed to those that live`() throws {
    let register = AreaRegister.england
    #expect(register.successors(of: try register.area("928")).map(\.name) == ["North Northamptonshire", "West Northamptonshire"])
    #expect(register.predecessors(of: try register.area("BCP")).map(\.dfeNumber) == [835, 836, 837])
    #expect(register.successors(of: try register.area("806")).map(\.name) == ["Middlesbrough"])
  }
}
