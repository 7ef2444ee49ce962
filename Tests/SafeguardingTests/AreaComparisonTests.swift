import Columns
import TestSupport
import Testing

@testable import Safeguarding

struct AreaComparisonTests {
  @Test func `The comparisons with England that Fingertips published come out the same`() throws {
    let file = ProjectFiles.exampleData + "/fingertips/injury-admissions-0-14-utla.csv.gz"
    let table = try DelimitedReader().read(path: file)
    let collection = try PublishedFile.indicators(in: table, options: .init(unit: "Rate per 10,000", polarity: .low))
    let columns = try ["Sex", "Area Code", "Time period", "Compared to England value or percentiles", "Category Type", "Area Type"]
      .map { try table.column($0) }
    var compared = 0
    for row in 0..<table.rowCount {
      let cells = columns.map { $0[row] }
      let published = cells[3].plainText
      guard cells[4].isMissing, cells[5].plainText != "England", published != "Not compared" else { continue }
      let indicator = try #require(collection.indicators.first { $0.definition.key.contains("(\(cells[0].plainText),") })
      let comparison = try Comparison(
        of: indicator, indicator.register.area(cells[1].plainText), in: indicator.period(cells[2].plainText), with: .area("England"))
      #expect(comparison.verdict.rawValue == published.lowercased(), "row \(row + 1): \(comparison.words)")
      compared += 1
    }
    #expect(compared > 5500)
  }

  private let made = """
    area,period,value,count,denominator
    806,2019,100,100,10000
    806,2020,150,150,10000
    807,2020,40,4,1000
    805,2020,70,,
    E12000001,2020,120,1200,100000
    E92000001,2020,90,90000,10000000
    E92000001,2019,95,95000,10000000
    """

  @Test(arguments: [
    ("806", Comparator.area("England"), Comparison.Verdict.worse, 0.998), ("806", .region, .worse, 0.95),
    ("806", .before, .worse, 0.998), ("807", .area("England"), .similar, nil),
    ("805", .area("England"), .notCompared, nil), ("806", .goal(160...160), .better, nil), ("806", .goal(150...160), .similar, nil),
    ("806", .goal(100...149), .worse, nil), ("806", .area("806"), .similar, nil),
  ] as [(String, Comparator, Comparison.Verdict, Double?)])
  func `Five grades follow from two levels of confidence`(
    area: String, comparator: Comparator, verdict: Comparison.Verdict, level: Double?
  ) throws {
    let indicator = try Indicator.made(made, polarity: .low)
    let comparison = try Comparison(
      of: indicator, indicator.register.area(area), in: indicator.period("2020"), with: comparator, levels: [.percent99_8, .percent95])
    #expect(comparison.verdict == verdict)
    #expect(comparison.level?.fraction == level)
  }

  @Test(arguments: [(Polarity.low, Comparison.Verdict.worse), (.high, .better), (.neither, .higher)])
  func `What is higher is better, worse or neither by the polarity`(polarity: Polarity, verdict: Comparison.Verdict) throws {
    let indicator = try Indicator.made(made, polarity: polarity)
    let comparison = try Comparison(
      of: indicator, indicator.register.area("806"), in: indicator.period("2020"), with: .area("England"))
    #expect(comparison.verdict == verdict)
  }

  @Test func `A missing value is never compared, and a rule that has nothing to go by is refused`() throws {
    let indicator = try Indicator.made("area,period,value\n806,2020,c\n807,2020,10\nE92000001,2020,20\n")
    let (period, redcar) = (try indicator.period("2020"), try indicator.register.area("807"))
    #expect(throws: IndicatorError.self) {
      try Comparison(of: indicator, indicator.register.area("806"), in: period, with: .area("England"))
    }
    #expect(throws: IndicatorError.self) { try Comparison(of: indicator, redcar, in: period, with: .area("806")) }
    #expect(throws: IndicatorError.self) { try Comparison(of: indicator, redcar, in: period, with: .before) }
    #expect(throws: IndicatorError.self) { try Comparison(of: indicator, redcar, in: period, with: .goal(5...5), method: .overlap) }
    #expect(try Comparison(of: indicator, redcar, in: period, with: .area("England")).verdict == .notCompared)
    let unitless = try Indicator.made("area,period,value\n807,2020,10\nE92000001,2020,20\n", unit: "")
    #expect(unitless.evidence(for: redcar, in: try unitless.period("2020")).words.contains("no unit is stated"))
    #expect(try Comparison(of: indicator, redcar, in: period, with: .area("England"), method: .value).verdict == .lower)
  }

  @Test func `Intervals that overlap may still part by a test, and the test is two-sided`() throws {
    let indicator = try Indicator.made(
      "area,period,value,count,denominator\n806,2020,100,100,10000\n807,2020,132,132,10000\n", polarity: .low)
    let (period, area) = (try indicator.period("2020"), try indicator.register.area("807"))
    let overlap = try Comparison(of: indicator, area, in: period, with: .area("806"), method: .overlap)
    let test = try Comparison(of: indicator, area, in: period, with: .area("806"), method: .test)
    #expect(overlap.verdict == .similar)
    #expect(test.verdict == .worse)
    // Twice the upper tail of the binomial: 132 or more of 232.
    #expect(abs((test.probability ?? 0) - 0.041_594_079_690_020_68) < 1e-9)
    #expect(test.words.contains(", p = 0.042;"))
  }

  @Test func `A tiny probability never prints as zero`() throws {
    let indicator = try Indicator.made(
      "area,period,value,count,denominator\n806,2020,100,1000,100000\n807,2020,200,2000,100000\n")
    let test = try Comparison(
      of: indicator, indicator.register.area("807"), in: indicator.period("2020"), with: .area("806"), method: .test)
    #expect((test.probability ?? 1) < 1e-9)
    #expect(test.words.contains(", p < 0.001;"))
  }

  @Test func `Intervals that are not known do not overlap: they are not compared`() throws {
    let indicator = try Indicator.made("area,period,value,count,denominator\n806,2020,100,100,10000\n807,2020,50,,\n")
    let comparison = try Comparison(
      of: indicator, indicator.register.area("806"), in: indicator.period("2020"), with: .area("807"), method: .overlap)
    #expect(comparison.verdict == .notCompared)
  }

  @Test func `The year before a revised year is the year before, and not its first edition`() throws {
    let indicator = try Indicator.made(
      """
      area,period,value
      806,2017,10
      806,2018,20
      806,2018 (Rev),25
      """, yearType: .calendar)
    let revised = try indicator.period("2018 (Rev)")
    #expect(indicator.period(before: revised)?.label == "2017")
    let area = try indicator.register.area("806")
    #expect(try Comparison(of: indicator, area, in: revised, with: .before, method: .value).comparatorValue == 10)
    let card = try Scorecard(
      Framework(name: "T", items: [.init(section: "", subject: "", indicator: indicator)]), areas: ["806"], period: "2018 (Rev)")
    #expect(card.lines[0].change?.from.label == "2017")
    #expect(card.lines[0].recent == [10, 25])
  }

  @Test func `A lower limit that is not given is taken for no limit`() throws {
    // Byar's limits are not given for no cases; the exact ones are.
    let indicator = try Indicator.made(
      "area,period,value,count,denominator\n806,2020,0,0,1000\nE92000001,2020,90,90000,10000000\n", polarity: .low)
    let comparison = try Comparison(
      of: indicator, indicator.register.area("806"), in: indicator.period("2020"), with: .area("England"))
    #expect(comparison.limits.lower == 0)
    #expect(comparison.verdict == .better)
  }

  @Test func `Areas without a value are told once for each reason`() throws {
    let made = try Indicator.made("area,period,value\n806,2020,c\n807,2020,c\n805,2020,10\nE92000001,2020,20\n")
    let answer = try Safeguarding.Operation.comparisons.call(
      [.object(made)], named: [("among", .list([.text("806"), .text("807"), .text("805")]))])
    guard case .object(let object) = answer else { throw TableError.badRequest("no table", expectation: nil) }
    let rows = try #require(object as? Table)
    #expect(rows.notes.contains("not in the table: Middlesbrough, Redcar and Cleveland: no value in 2020: suppressed"))
  }

  @Test(arguments: [("5", 1000.0, nil), ("10", 1000.0, 1.0), ("33.5", 79.0, nil), ("99", 101.0, 1.0), ("12.4", 800.0, 1.0)] as [(String, Double, Double?)])
  func `A denominator implies a count only if some whole number gives the value`(value: String, people: Double, count: Double?) throws {
    let made = try Indicator.made("area,period,value,denominator\n806,2020,\(value),\(people)\n")
    let evidence = try made.evidence(for: made.register.area("806"), in: made.period("2020"))
    #expect(evidence.cases == count, "\(evidence.words)")
  }
}
