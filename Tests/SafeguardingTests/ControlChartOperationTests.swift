import Columns
import TestSupport
import Testing

@testable import Safeguarding

struct ControlChartOperationTests {
  private func table(_ text: String) throws -> Table {
    try DelimitedReader(DelimitedOptions(types: ["month": .text])).read(bytes: Array(text.utf8), name: "t.csv")
  }

  private func chart(_ operation: Safeguarding.Operation, _ values: [Value], _ named: [(name: String, value: Value)] = []) throws -> NamedControlChart {
    guard case .object(let object) = try operation.call(values, named: named) else {
      throw ArgumentError.left("chart", expected: "a chart", place: nil)
    }
    return try #require(object as? NamedControlChart)
  }

  private static let care = "month,late,seen\n2024-03,4,c\n2024-01,3,20\n2024-02,5,25\n2024-04,6,30\n2024-05,0,0\n"

  @Test func `Rows are charted in the order of time, and a hidden denominator is no zero`() throws {
    let found = try chart(
      .tableControlChart, [.object(table(Self.care))],
      [("value", .text("late")), ("order", .text("month")), ("denominator", .text("seen")), ("rebase", .text("2024-04"))])
    #expect(found.chart.kind == .p)
    #expect(found.labels == ["2024-01", "2024-02", "2024-03", "2024-04", "2024-05"])
    #expect(found.chart.points.map(\.value) == [0.15, 0.2, nil, 0.2, nil])
    #expect(found.chart.stretches.map(\.start) == [0, 3])
    #expect(found.notes.contains("seen: 1 value is missing (suppressed)"))
    #expect(found.notes.contains("2 points without a value are passed over: a run goes on across"))
    #expect(found.unit == "fraction of seen")
  }

  @Test func `A rate is given for so many, and its limits with it`() throws {
    let rows = "month,late,seen\n2024-01,30,20\n2024-02,25,25\n2024-03,20,30\n"
    let found = try chart(
      .tableControlChart, [.object(table(rows))],
      [("value", .text("late")), ("order", .text("month")), ("denominator", .text("seen")), ("per", .integer(100))])
    #expect(found.chart.kind == .u, "there are more events than people")
    let expected = try ControlChart.u(counts: [30, 25, 20], exposures: [0.2, 0.25, 0.3])
    #expect(found.chart.points == expected.points)
    #expect(found.unit == "late per 100 seen")
  }

  @Test(arguments: [
    ([("value", .text("late")), ("order", .text("seen")), ("rebase", .text("x"))], "no row has the seen x"),
    ([("value", .text("month"))], "row 1 holds no number: 2024-01"),
    ([("value", .text("late")), ("kind", .text("p"))], "a p-chart has no denominators"),
    ([("value", .text("late")), ("kind", .text("c")), ("denominator", .text("seen"))], "a c-chart has none"),
    ([("value", .text("late")), ("run", .integer(9))], "a run is 9 points"),
    ([("value", .text("late")), ("per", .integer(0)), ("denominator", .text("seen"))], "it is 0.0"),
  ] as [([(name: String, value: Value)], String)])
  func `What a table cannot chart is told`(named: [(name: String, value: Value)], problem: String) throws {
    do {
      _ = try chart(.tableControlChart, [.object(table(Self.care))], named)
      Issue.record("charted")
    } catch let error as any DiagnosableError {
      #expect(error.diagnostic.problem.contains(problem), "\(error.diagnostic.problem)")
    }
  }

  @Test func `Two rows of one month are not two points of time`() throws {
    let rows = "month,late\n2024-01,3\n2024-01,4\n"
    #expect(throws: ArgumentError.self) {
      try chart(.tableControlChart, [.object(table(rows))], [("value", .text("late")), ("order", .text("month"))])
    }
  }

  @Test func `An indicator's chart tells the reason of each missing value and begins anew where it is told to`() throws {
    let rows = [("2016", "5"), ("2017", "c"), ("2018", "7"), ("2019", "6"), ("2021", "9"), ("2022", "8")]
    let indicator = try Indicator.made(
      "area,period,value\n" + rows.map { "Middlesbrough,\($0.0),\($0.1)\n" }.joined(), unit: "%", polarity: .high,
      yearType: .calendar)
    let found = try chart(.indicatorControlChart, [.object(indicator), .text("Middlesbrough")], [("rebase", .text("2021"))])
    #expect(found.chart.points.map(\.value) == [5, nil, 7, 6, 9, 8])
    #expect(found.chart.stretches.map(\.start) == [0, 4])
    #expect(found.chart.options.better == .high)
    #expect(found.notes.contains("2017 has no value: suppressed"))
    #expect(found.notes.contains("limits begin anew at 2021"))
    #expect(found.notes.contains("2021 overlaps the COVID-19 restrictions (23 March 2020 to 19 July 2021)"))
    #expect(throws: ArgumentError.self) {
      try chart(.indicatorControlChart, [.object(indicator), .text("806")], [("from", .text("2018")), ("rebase", .text("2016"))])
    }
    #expect(throws: IndicatorError.self, "nothing is known of the people") {
      try chart(.indicatorControlChart, [.object(indicator), .text("806")], [("kind", .text("p"))])
    }
  }

  @Test func `A u-chart of an indicator rests on its cases and people`() throws {
    let children = try MidYearChildren.indicator.get()
    let plans = try LAITExtract.indicator("CPP_rate").with(denominator: children)
    let found = try chart(.indicatorControlChart, [.object(plans), .text("Middlesbrough")], [("kind", .text("u")), ("to", .text("2020"))])
    let area = try plans.register.area("Middlesbrough")
    let evidence = try ["2016", "2017", "2018", "2019", "2020"].map { try plans.evidence(for: area, in: plans.period($0)) }
    let expected = try ControlChart.u(
      counts: evidence.map(\.cases), exposures: evidence.map { $0.denominator.map { $0 / 10_000 } })
    #expect(found.chart.points.map(\.upper) == expected.points.map(\.upper))
    #expect(found.chart.points.last?.specialCause == .aboveLimit)
    #expect(found.chart.points.last?.value.map { ($0 * 10).rounded() / 10 } == 115.3)
  }
}
