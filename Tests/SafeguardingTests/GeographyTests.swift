import Columns
import Safeguarding
import TestSupport
import Testing

struct GeographyTests {
  private func names(_ areas: [String], on day: String) throws -> [String]? {
    let register = AreaRegister.england
    let wanted = try areas.map { try register.area($0) }
    guard case .exactly(let parts) = register.parts(of: wanted, on: try #require(CalendarDate(day))) else { return nil }
    return parts.map(\.name)
  }

  @Test(arguments: [
    (["Middlesbrough"], "2010-01-01", ["Middlesbrough"]),
    (["Cumbria"], "2024-03-31", ["Cumberland", "Westmorland and Furness"]),
    (["Cumbria"], "2023-03-31", ["Cumbria"]),
    (["Northamptonshire"], "2021-04-01", ["North Northamptonshire", "West Northamptonshire"]),
    (["Bedfordshire"], "2015-01-01", ["Bedford", "Central Bedfordshire"]),
    (["Cumberland", "Westmorland and Furness"], "2015-06-30", ["Cumbria"]),
    (["Bournemouth, Christchurch and Poole", "E06000059"], "2018-12-31", ["Bournemouth", "Dorset", "Poole"]),
    (["Bournemouth", "Poole", "E10000009"], "2020-01-01", ["Bournemouth, Christchurch and Poole", "Dorset"]),
    (["Buckinghamshire"], "2015-01-01", ["Buckinghamshire"]),
  ])
  func `An area is covered on a day by itself, by what became of it or by what it was made of`(
    areas: [String], day: String, expected: [String]
  ) throws {
    #expect(try names(areas, on: day) == expected)
  }

  @Test(arguments: [
    (["Cumberland"], "2020-01-01"), (["West Northamptonshire"], "2018-01-01"),
    (["Bournemouth, Christchurch and Poole"], "2018-01-01"), (["Bournemouth"], "2020-01-01"), (["E10000009"], "2020-01-01"),
    (["Cheshire East"], "2009-03-31"),
  ])
  func `A part of what an authority covered is covered by no whole authority`(areas: [String], day: String) throws {
    #expect(try names(areas, on: day) == nil)
  }

  @Test func `Parts of an area lead back to it`() throws {
    let register = AreaRegister.england
    let days = try ["2009-03-31", "2012-01-01", "2019-06-30", "2021-06-30", "2024-01-01"].map { try #require(CalendarDate($0)) }
    var reorganised = 0
    for from in days {
      for area in register.localAuthorities(on: from) {
        for day in days {
          guard case .exactly(let parts) = register.parts(of: area, on: day) else { continue }
          #expect(parts.allSatisfy { $0.isAlive(on: day) })
          #expect(register.parts(of: parts, on: from) == .exactly([area]), "\(area.name), \(from), \(day)")
          if parts != [area] { reorganised += 1 }
        }
      }
    }
    #expect(reorganised > 10)
  }

  @Test func `A zero from before an area existed is no value, and a true zero is one`() throws {
    let indicator = try Indicator.made(
      """
      area,period,value
      West Northamptonshire,2018,0
      West Northamptonshire,2023,0
      Middlesbrough,2018,0
      Cumbria,2024,0
      """)
    #expect(try indicator.at("West Northamptonshire", "2018") == .missing(.notApplicable))
    #expect(try indicator.at("West Northamptonshire", "2023") == .value(0))
    #expect(try indicator.at("Middlesbrough", "2018") == .value(0))
    #expect(try indicator.at("Cumbria", "2024") == .missing(.notApplicable))
  }

  private static let reorganised = """
    area,period,value,count,denominator
    Cumbria,2021,50,500,100000
    Cumbria,2022,52,520,100000
    Cumberland,2024,40,200,50000
    Westmorland and Furness,2024,60,240,40000
    Bournemouth,2018,10,40,40000
    Poole,2018,30,90,30000
    E10000009,2018,20,200,100000
    "Bournemouth, Christchurch and Poole",2024,25,200,80000
    E06000059,2024,22,198,90000
    England,2024,33,66000,20000000
    """

  @Test func `Rates are put on the boundaries of a day from counts and denominators`() throws {
    let indicator = try Indicator.made(Self.reorganised)
    let old = indicator.onBoundaries(of: try #require(CalendarDate("2019-03-31")))
    let cumbria = try old.at("Cumbria", "2024").value
    #expect(agree(cumbria, 440.0 / 90000 * 10000), "not the mean of 40 and 60")
    #expect(try old.at("Cumbria", "2021") == .value(50))
    #expect(try old.at("Bournemouth", "2024") == .missing(.notApplicable))
    #expect(old.notes.contains { $0.hasPrefix("Bournemouth, 2021 to 2024: ") && $0.contains("shared its ground with") }, "\(old.notes)")
    #expect(try old.at("England", "2024") == .value(33))
    let new = indicator.onBoundaries(of: try #require(CalendarDate("2024-03-31")))
    #expect(try new.at("Cumberland", "2021") == .missing(.notApplicable))
    #expect(new.areas.count { $0.isLocalAuthority } == 153)
  }

  @Test func `A footprint goes through reorganisations of its members`() throws {
    let indicator = try Indicator.made(Self.reorganised)
    let members = try ["Bournemouth, Christchurch and Poole", "E06000059"].map { try indicator.register.area($0) }
    let dorset = try indicator.footprint("Dorset and BCP", of: members)
    #expect(agree(try dorset.at("Dorset and BCP", "2018").value, 330.0 / 170000 * 10000))
    #expect(agree(try dorset.at("Dorset and BCP", "2024").value, 398.0 / 170000 * 10000))
    let evidence = dorset.evidence(for: try dorset.register.area("Dorset and BCP"), in: try dorset.period("2018"))
    #expect(evidence.basis == .rate(cases: 330, population: 170_000, per: 10_000))
  }

  @Test func `Counts are added, and a missing member makes the whole missing for its reason`() throws {
    let counts = try Indicator.made(
      "area,period,value\n806,2020,379\n807,2020,260\n806,2021,c\n807,2021,250\n806,2022,0\n807,2022,0\n806,2023,5\n", unit: "Number")
    let members = try ["806", "807"].map { try counts.register.area($0) }
    let tees = try counts.footprint("South Tees", of: members)
    #expect(try tees.at("South Tees", "2020") == .value(639))
    #expect(try tees.at("South Tees", "2021") == .missing(.suppressed))
    #expect(try tees.at("South Tees", "2022") == .value(0))
    #expect(try tees.at("South Tees", "2023") == .absent)
    #expect(tees.notes.contains { $0.contains("South Tees, 2021: no value for Middlesbrough") })
  }

  @Test func `Rates without counts are not averaged unless somebody asks for it`() throws {
    let rates = try Indicator.made("area,period,value\n806,2020,100\n807,2020,50\n")
    let members = try ["806", "807"].map { try rates.register.area($0) }
    #expect(throws: FootprintError.self) { try rates.footprint("South Tees", of: members) }
    #expect(try rates.footprint("South Tees", of: members, rule: .mean).at("South Tees", "2020") == .value(75))
    let scores = try Indicator.made("area,period,value\n806,2020,100\n807,2020,50\n", unit: "Score")
    #expect(throws: FootprintError.self) { try scores.footprint("South Tees", of: members) }
    #expect(throws: FootprintError.nameTaken("Middlesbrough")) { try rates.footprint("Middlesbrough", of: members) }
    #expect(throws: FootprintError.tooFewMembers("X")) { try rates.footprint("X", of: [members[0], members[0]]) }
  }

  @Test func `A footprint is ranked in the place of its members`() throws {
    let rates = try LAITExtract.indicator("CPP_rate").with(denominator: MidYearChildren.indicator.get())
    let members = try ["806", "807"].map { try rates.register.area($0) }
    let tees = try rates.footprint("South Tees", of: members)
    let area = try tees.register.area("South Tees")
    let period = try tees.period("2020")
    let alone = try Ranking(of: tees, in: period, order: .highest)
    let together = try Ranking(of: tees, in: period, order: .highest, area: area)
    #expect(together.count == alone.count - 1)
    #expect(together.leftOut.contains { $0.area.name == "Middlesbrough" && $0.reason == "part of South Tees" })
    #expect(agree(try together.entry(of: area).value, 639.0 / 60330 * 10000))
  }
}

struct EvidenceTests {
  @Test func `A rate and the population of the mid-year before imply the published count`() throws {
    let rates = try LAITExtract.indicator("CPP_rate").with(denominator: MidYearChildren.indicator.get())
    let counts = try LAITExtract.indicator("CPP_Num")
    var agreeing = 0, compared = 0
    for area in rates.areas where area.isLocalAuthority {
      guard let cases = rates.evidence(for: area, in: try rates.period("2020")).cases,
        let count = counts[area, try counts.period("2020")].value
      else { continue }
      // Of a large authority a published decimal place is more than one case.
      #expect(abs(cases - count) <= 1, "\(area.name)")
      compared += 1
      if cases == count { agreeing += 1 }
    }
    #expect(compared >= 149)
    #expect(agreeing > compared * 9 / 10)
  }

  @Test(arguments: [
    ("12.5,5,4000", Evidence.Basis.rate(cases: 5, population: 4000, per: 10_000)),
    ("12.5,,4000", .rate(cases: 5, population: 4000, per: 10_000)), ("12.5,5,", .none), ("12.5,5,0", .none),
    // A standardised rate is not its count over its denominator.
    ("15,5,4000", .none), ("c,5,4000", .none), ("0,0,4000", .rate(cases: 0, population: 4000, per: 10_000)),
    ("-1,,4000", .none),
  ])
  func `Counts are taken where they give the published rate`(cells: String, expected: Evidence.Basis) throws {
    // A second row has every companion, so that a column of nothing but gaps is still one of numbers.
    let indicator = try Indicator.made("area,period,value,count,denominator\n806,2020,\(cells)\n807,2020,10,10,10000\n")
    #expect(indicator.evidence(for: try indicator.register.area("806"), in: try indicator.period("2020")).basis == expected)
  }

  @Test func `A percentage is a part of its group, and limits stand in for counts`() throws {
    let share = try Indicator.made("area,period,value,count,denominator\n806,2020,25,5,20\n807,2020,150,30,20\n", unit: "%")
    let period = try share.period("2020")
    #expect(share.evidence(for: try share.register.area("806"), in: period).basis == .proportion(cases: 5, group: 20))
    #expect(share.evidence(for: try share.register.area("807"), in: period).basis == .none, "more than all")
    let limits = try Indicator.made("area,period,value,lower,upper\n806,2020,25,20,31\n807,2020,25,26,31\n")
    let published = limits.evidence(for: try limits.register.area("806"), in: period)
    #expect(published.basis == .published(25))
    #expect(published.limits(at: .percent95) == ConfidenceLimits(lower: 20, upper: 31))
    #expect(published.limits(at: .percent99_8) == ConfidenceLimits(lower: nil, upper: nil), "not published, so not given")
    #expect(limits.evidence(for: try limits.register.area("807"), in: period).basis == .none, "the value lies outside")
  }

  @Test func `Fingertips downloads bring counts, denominators and limits`() throws {
    let file = ProjectFiles.exampleData + "/fingertips/injury-admissions-0-14-utla.csv.gz"
    let collection = try PublishedFile.indicators(
      in: DelimitedReader().read(path: file), options: .init(unit: "Rate per 10,000", polarity: .low))
    #expect(collection.indicators.count == 3, "persons, boys and girls; companions are no indicators of their own")
    let injuries = try #require(collection.indicators.first { $0.definition.key.contains("Persons") })
    let error = #expect(throws: IndicatorError.self) { try collection.indicator("90284") }
    #expect(error?.diagnostic.problem == "\"90284\" has 3 series, each with a key of its own: " + collection.indicators.map { "\"\($0.definition.key)\"" }.joined(separator: ", "))
    let england = injuries.evidence(for: try injuries.register.area("England"), in: try injuries.period("2010/11"))
    #expect(england.basis == .rate(cases: 107_429, population: 9_324_084, per: 10_000))
  }

  @Test(arguments: [
    ("2024", YearType.at31March, "2023"), ("2023/24", .financial, "2023"), ("2023", .calendar, "2023"), ("2025", .at31March, "2024"),
    ("2027", .at31March, "none"), ("2010", .calendar, "none"),
  ])
  func `A period is served by the population of the year before its end`(label: String, type: YearType, expected: String) throws {
    let served = try MidYearChildren.indicator.get().periodServing(Period(label, yearType: type))
    #expect((served?.label ?? "none") == expected)
  }

  @Test func `Years that are pooled imply no count from the people of one of them`() throws {
    let pooled = try Indicator.made("area,period,value\n806,2018-20,10\n", yearType: .calendar).with(denominator: MidYearChildren.indicator.get())
    let evidence = pooled.evidence(for: try pooled.register.area("806"), in: try pooled.period("2018-20"))
    #expect(evidence.basis == .none, "\(evidence.words)")
  }

  @Test func `DfE's file of populations is of mid-year, whatever its label says`() throws {
    let file = ProjectFiles.exampleData + "/population/mid-year-0-17-utla-2012-2024.csv.gz"
    let collection = try PublishedFile.indicators(in: DelimitedReader().read(path: file))
    #expect(collection.indicators[0].periods == (try MidYearChildren.indicator.get().periods))
    #expect(collection.notes.contains { $0.contains("30 June") })
  }
}
