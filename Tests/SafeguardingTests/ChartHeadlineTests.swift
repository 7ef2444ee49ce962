import Columns
import TestSupport
import Testing

@testable import Safeguarding

/// What charts say above them.
struct ChartHeadlineTests {
  private static let anscombe: [[(Double, Double)]] = {
    let x = [10.0, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
    let ys = [
      [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68], [9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74],
      [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73], [6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89],
    ]
    return ys.enumerated().map { Array(zip($0 < 3 ? x : [8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8], $1)) }
  }()

  private static func scatter(_ pairs: [(Double?, Double?)], highlighted: [String] = []) throws -> ScatterChart {
    func cells(_ numbers: [Double?]) -> [Cell] { numbers.map { $0.map { .number($0) } ?? .missing(.suppressed) } }
    return try ScatterChart(
      Table([
        Column("area", texts: pairs.indices.map { "area \($0)" }), Column("need", cells: cells(pairs.map(\.0)), typeWhereMissing: .number),
        Column("rate", cells: cells(pairs.map(\.1)), unit: "per 10,000", typeWhereMissing: .number),
      ]), x: "need", y: "rate", highlighted: highlighted)
  }

  /// The first set's limits are those of R's `cor.test(anscombe$x1, anscombe$y1)`; those of ranks were worked out in Python.
  @Test func `A correlation and its limits agree with R on Anscombe 1973`() throws {
    let numbers = try #require(PairedCorrelation(Self.anscombe[0].map { (x: $0.0, y: $0.1) }))
    let limits = try #require(numbers.interval())
    #expect(abs(numbers.value - 0.816_420_5) < 1e-7 && abs(limits.lowerBound - 0.424_391_2) < 1e-7 && abs(limits.upperBound - 0.950_693_3) < 1e-7)
    let expected = [(0.818_181_8, 0.337_020_5, 0.960_463_6), (0.690_909_1, 0.078_305_4, 0.924_757_6), (0.990_909_1, 0.951_596, 0.998_320_1), (0.5, -0.183_575_5, 0.857_624_4)]
    for (set, (value, lower, upper)) in zip(Self.anscombe, expected) {
      let ranks = try #require(PairedCorrelation(ofRanksOf: set.map { (x: $0.0, y: $0.1) }))
      let limits = try #require(ranks.interval())
      #expect(abs(ranks.value - value) < 1e-6 && abs(limits.lowerBound - lower) < 1e-6 && abs(limits.upperBound - upper) < 1e-6)
    }
  }

  @Test func `One point far from the others makes no relation`() throws {
    #expect(try Self.scatter(Self.anscombe[0]).headline == "Where need is higher, rate tends to be higher: r = 0.82 (95% limits 0.42 to 0.95), 11 points")
    #expect(try Self.scatter(Self.anscombe[0].map { ($0.0, -$0.1) }).headline == "Where need is higher, rate tends to be lower: r = -0.82 (95% limits -0.95 to -0.42), 11 points")
    #expect(
      try Self.scatter(Self.anscombe[3]).headline
        == "No clear relation between need and rate: r = 0.82 (95% limits 0.42 to 0.95), but 0.50 (95% limits -0.18 to 0.86) of the ranks, 11 points")
    #expect(try Self.scatter([(1, 2), (2, 1), (3, 2), (4, 1), (5, 2)]).headline.hasPrefix("No clear relation between need and rate: r = 0.00 (95% limits -0.8"))
  }

  @Test(arguments: [
    ([], "No values"), ([(1, 2)], "1 point of need and rate, too few to tell of a relation"), ([(1, 2), (2, 3), (3, 5)], "3 points of need and rate, too few to tell of a relation"),
    ([(1, 2), (1, 3), (1, 5), (1, 9)], "need is the same at all 4 points"), ([(1, 2), (1, 2), (1, 2), (1, 2)], "need and rate are the same at all 4 points"),
    ([(1, 2), (2, 4), (3, 6), (4, 8)], "Where need is higher, rate tends to be higher: r = 1 (95% limits 1 to 1), 4 points"),
    ([(1e300, -1e300), (2e300, 1e300), (-1e308, -1e308), (1e308, 1e308)], "Where need is higher, rate tends to be higher: r = 1 (95% limits 1 to 1), 4 points"),
    ([(1e-300, 3e-300), (2e-300, 1e-300), (3e-300, 2e-300), (4e-300, 4e-300)], "No clear relation between need and rate: r = 0.40 (95% limits -0.9"),
    ([(1, 2), (nil, 3), (.nan, 1), (.infinity, 1), (3, nil)], "1 point of need and rate, too few to tell of a relation"),
  ] as [([(Double?, Double?)], String)])
  func `Of few points, and of numbers that do not vary, no relation is told`(pairs: [(Double?, Double?)], headline: String) throws {
    let chart = try Self.scatter(pairs)
    #expect(chart.headline.hasPrefix(headline), "\(chart.headline)")
  }

  @Test func `Rows without a point are counted, for their reason`() throws {
    let chart = try Self.scatter([(1, 2), (nil, 3), (.nan, 1), (.infinity, 1), (3, nil)])
    #expect(chart.leftOut == ["2 rows have no value of need or rate, and no point", "2 rows have a value of need or rate that is no finite number, and no point"])
    #expect(chart.rows.notes == chart.leftOut && chart.rows.rowCount == 5 && chart.points.map(\.row) == [0])
    #expect(throws: ArgumentError.unusable("highlight", problem: "no row is called \"area 9\"", expectation: "Points have the names of area: did you mean \"area 0\"?")) {
      try Self.scatter([(1, 2)], highlighted: ["area 9"])
    }
  }

  private static func line(_ labels: [String], _ values: [Double?], unit: String? = nil, decimals: Int? = nil, breaks: [String] = []) throws -> LineChart {
    try LineChart(
      Table([Column("at", texts: labels), Column("n", cells: values.map { $0.map { .number($0) } ?? .missing(.suppressed) }, unit: unit, decimals: decimals, typeWhereMissing: .number)]), along: "at",
      breaks: breaks)
  }

  private static func months(_ first: Int, _ count: Int) -> [String] { (first..<first + count).map { CalendarUnit.month.cell(ofIndex: $0).plainText } }

  @Test func `Months of a year and more are compared with the same month of the year before`() throws {
    // From January 2024 to November 2025.
    let labels = Self.months(2024 * 12, 23)
    let values = labels.indices.map { Double($0 == 10 ? 950 : $0 == 22 ? 1185 : 1000 + $0) }
    #expect(try Self.line(labels, values).headline == "1,185 in November 2025, 235 more than in November 2024 (+25%)")
    #expect(try Self.line(labels, values.map { $0 / 10 }, unit: "%", decimals: 1).headline == "118.5% in November 2025, 23.5 percentage points more than in November 2024")
    #expect(try Self.line(labels, values.map { 2000 - $0 }, unit: "£").headline == "£815 in November 2025, £235 less than in November 2024 (-22%)")
    // What comes first must not count, and twelve months are no year and a month.
    #expect(try Self.line(Array(labels.suffix(13)), values.suffix(13)).headline.hasPrefix("1,185 in November 2025, 235 more"))
    #expect(try Self.line(Array(labels.suffix(12)), values.suffix(12)).headline == "Up from 1,011 in 2024-12 to 1,185 in 2025-11")
    // Nothing is compared across a break, and none where there is no value.
    #expect(try Self.line(labels, values, breaks: ["2025-01"]).headline == "Up from 1,012 in 2025-01 to 1,185 in 2025-11")
    var gap: [Double?] = values
    gap[10] = nil
    #expect(try Self.line(labels, gap).headline == "1,185 in November 2025, and no value in November 2024 to compare it with")
    gap[22] = nil
    #expect(try Self.line(labels, gap).headline == "1,021 in October 2025, 12 more than in October 2024 (+1.2%)")
    gap[9] = 0
    #expect(try Self.line(labels, gap).headline == "1,021 in October 2025, 1,021 more than in October 2024")
    gap[9] = 1021
    #expect(try Self.line(labels, gap).headline == "1,021 in October 2025, as in October 2024")
    #expect(try Self.line(labels, labels.map { _ in nil }).headline == "No values")
    // A month without a row.
    #expect(try Self.line(labels.filter { $0 != "2024-11" }, values.enumerated().filter { $0.offset != 10 }.map(\.element)).headline == "1,185 in November 2025, and no value in November 2024 to compare it with")
  }

  private static let forms: [(labels: [String], headline: String)] = [
    (months(2008 * 12, 24), "24 in December 2009, 12 more than in December 2008 (+100%)"),
    (["2009-10", "2010-11", "2011-12"], "Up from 1 in 2009-10 to 3 in 2011-12"), (["2009-10", "2014-15", "2024-25"], "Up from 1 in 2009-10 to 3 in 2024-25"),
    (["2022 Q1", "2022 Q2", "2022 Q3", "2022 Q4", "2023 Q1"], "5 in 2023 Q1, 4 more than in 2022 Q1 (+400%)"), (["2022 Q1", "2022 Q2", "2022 Q3", "2022 Q4"], "Up from 1 in 2022 Q1 to 4 in 2022 Q4"),
    (["2022 Q1", "2022 Q2", "2022 Q4", "2023 Q1", "2023 Q3"], "5 in 2023 Q3, and no value in the same quarter of the year before to compare it with"),
    (["Nov 2023", "Dec 2023", "Nov 2024"], "3 in November 2024, 2 more than in November 2023 (+200%)"), (["2023-11-01", "2024-05-01", "2024-11-01"], "3 in 2024-11-01, 2 more than in 2023-11-01 (+200%)"),
    (["2023-11-02", "2024-05-01", "2024-11-02"], "Up from 1 in 2023-11-02 to 3 in 2024-11-02"), (["2024-01", "b", "2025-02"], "Up from 1 in 2024-01 to 3 in 2025-02"),
  ]

  @Test(arguments: forms.indices) func `Months and quarters are known in the forms in which they are written, and years are neither`(place: Int) throws {
    let (labels, headline) = Self.forms[place]
    #expect(try Self.line(labels, labels.indices.map { Double($0 + 1) }).headline == headline)
  }

  @Test func `A headline of several lines tells that it is of the last point, in few digits`() throws {
    let table = try Table([
      Column("year", texts: ["2014/15", "2024/25", "2014/15", "2024/25"]), Column("area", texts: ["Trafford", "Trafford", "others", "others"]), Column("rate", numbers: [54, 8.25, 30.123_456, 16.888_89]),
    ])
    #expect(try LineChart(table, value: "rate", along: "year", by: "area").headline == "others is highest: 16.89 in 2024/25, the last point")
    #expect([0.032_432_1, 16.888_89, 12.25, 1234.567_8, 3, 1e-12, -0.5].map { Headline.number($0, decimals: nil) } == ["0.0324", "16.89", "12.25", "1,234.57", "3", "1e-12", "-0.5"])
    #expect(Headline.number(16.888_89, decimals: 4) == "16.8889")
  }

  @Test func `A heat map says what numbers are, and days of the week by name where a query took them from days`() throws {
    let days = (0..<14).map { CalendarDate(daysSince1970: Int32(20_000 + $0)) }
    let table = try Table([Column("day", dates: days, presence: nil), Column("hour", integers: (0..<14).map { $0 % 3 })])
    let limits = OperationLimits.forQueries
    let made = try table.answer(Query().derive("weekday", .part(.weekday, of: .column("day"))), within: limits)
    #expect(try made.column("weekday").calendarPart == .weekday)
    let counts = try made.answer(Query().group(by: ["weekday", "hour"], [.count()]), within: limits)
    #expect(try counts.column("weekday").calendarPart == .weekday && counts.column("hour").calendarPart == nil)
    let direct = try table.answer(Query().derive("weekday", .part(.weekday, of: .column("day"))).group(by: ["weekday"], [.count()]), within: limits)
    #expect(try HeatMap(direct).labels == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
    let typed = try HeatMap(Table([Column("weekday", integers: [1, 2]), Column("n", integers: [3, 1])]))
    #expect(typed.labels == ["1", "2"] && typed.headline == "n, weekday 1 is highest: 3")
    #expect(try HeatMap(direct).headline == "All 7 are alike: 2")
    #expect(try HeatMap(Table([Column("hour", integers: [0, 1]), Column("6", integers: [3, 1])]), columnName: "weekday").headline == "weekday 6, hour 0 is highest: 3")
    // Rows of a file beneath those of a query may count otherwise.
    guard case .object(let object) = try Safeguarding.Operation.append.call([.object(direct), .object(Table([Column("weekday", integers: [7]), Column("count", integers: [1])]))]),
      let both = object as? Table
    else { Issue.record(); return }
    #expect(try both.column("weekday").calendarPart == nil)
  }

  @Test func `The limits of small shares have the places that tell them apart`() throws {
    let table = try Table([Column("area", texts: ["A", "B"]), Column("cases", integers: [671, 800]), Column("people", integers: [100_000, 120_000])])
    func decimals(_ named: [(name: String, value: Value)]) throws -> Int? {
      guard case .object(let object) = try Safeguarding.Operation.funnel.call([.object(table), .text("cases"), .text("people")], named: named), let answer = object as? Table else { return nil }
      return try answer.column("lower_95").decimals
    }
    #expect(try decimals([]) == 2)
    #expect(try decimals([("comparator", .number(50))]) == 1)
    #expect(try decimals([("comparator", .number(0.012))]) == 3)
    #expect(throws: ArgumentError.unusable(
      "per", problem: "it is of rates, and kind is \"proportion\"",
      expectation: "Write kind = \"rate\" beside it for events in a population; leave per out for the share of a group, in per cent.")
    ) { try decimals([("per", .integer(10_000))]) }
    #expect(throws: ArgumentError.self) { try decimals([("per", .integer(10_000)), ("kind", .text("ratio"))]) }
    #expect(try decimals([("per", .integer(10_000)), ("kind", .text("rate"))]) != nil)
  }
}
