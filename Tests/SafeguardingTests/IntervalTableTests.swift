import Columns
import TestSupport
import Testing

@testable import Safeguarding

/// Runs a table's operation and returns the table it gives.
private func answer(_ operation: Safeguarding.Operation, _ table: Table, _ named: [(name: String, value: Value)]) throws
  -> Table
{
  let value = try operation.call([.object(table)], named: named)
  guard case .object(let object) = value else { throw TableError.badRequest("no table", expectation: nil) }
  return try #require(object as? Table)
}

private func isNear(_ one: Double?, _ other: Double?, _ tolerance: Double = 1e-9) -> Bool {
  guard let one, let other else { return one == nil && other == nil }
  return abs(one - other) <= tolerance * abs(other)
}

struct IntervalTableTests {
  /// Three areas, and two whose figures are missing, and one with nobody.
  private let areas = try! Table([
    Column("area", texts: ["A", "B", "C", "D", "E", "F"]),
    Column("cases", cells: [.integer(8), .integer(0), .integer(400), .missing(.suppressed), .integer(5), .integer(0)]),
    Column(
      "children",
      cells: [.integer(900), .integer(50), .integer(9000), .integer(800), .missing(.notAvailable), .integer(0)]),
  ])

  @Test func `Every rate and limit of two published years is that of the file, to its last digit`() throws {
    // In later years the published counts are rounded to five and the limits are not made from them.
    let file = try DelimitedReader().read(
      path: ProjectFiles.exampleData + "/fingertips/injury-admissions-0-14-utla.csv.gz")
    let years = try answer(
      .whereRows, file, [("conditions", .record([("Time period", .list([.text("2010/11"), .text("2011/12")]))]))])
    let rates = try answer(.rates, years, [("numerator", .text("Count")), ("denominator", .text("Denominator"))])
    var compared = 0
    for row in 0..<rates.rowCount {
      guard let published = try rates.number("Value", row), try rates.number("Count", row) != nil else {
        #expect(try rates.column("rate")[row].isMissing)
        continue
      }
      // Some are published to seven decimal places and some to five.
      for (name, column) in [
        ("rate", "Value"), ("rate_lower", "Lower CI 95.0 limit"), ("rate_upper", "Upper CI 95.0 limit"),
      ] {
        let number = try #require(try rates.number(column, row))
        let digits = try #require(DecimalDigits(number))
        let rounded = DecimalDigits(try rates.number(name, row) ?? .nan)?.rounded(toDecimals: digits.decimals).number
        #expect(rounded == number, "row \(row + 1), \(column) \(published)")
      }
      compared += 1
    }
    #expect(compared == 294)
  }

  @Test func `A missing figure keeps its reason, nobody is not applicable, and the notes count both`() throws {
    for operation in [Safeguarding.Operation.rates, .proportions] {
      let answered = try answer(
        operation, areas, [("numerator", .text("cases")), ("denominator", .text("children")), ("as", .text("x"))])
      for name in ["x", "x_lower", "x_upper"] {
        let column = try answered.column(name)
        #expect(column[3] == .missing(.suppressed))
        #expect(column[4] == .missing(.notAvailable))
        #expect(column[5] == .missing(.notApplicable))
        #expect((0..<3).allSatisfy { column[$0].number != nil })
      }
      #expect(try answered.number("x_lower", 1) == 0)
      #expect(
        answered.notes.last
          == "rows without a figure: 1 with cases suppressed, 1 with children not available, 1 with children is zero")
    }
  }

  @Test func `A limit that a method does not give is missing, and told`() throws {
    let one = try Table([Column("cases", integers: [1]), Column("people", integers: [100])])
    let rates = try answer(
      .rates, one,
      [
        ("numerator", .text("cases")), ("denominator", .text("people")), ("confidence", .number(99.8)),
        ("method", .text("byar")),
      ])
    #expect(try rates.column("rate_lower")[0] == .missing(.notApplicable))
    #expect(rates.notes.last == "rate_lower is not given by the method in 1 row")
  }

  @Test(arguments: [(-1.0, 10.0), (2.5, 10), (11, 10), (1, -3), (1, 10.5)])
  func `A row that is no part of a group is refused, and named`(numerator: Double, denominator: Double) throws {
    let table = try Table([Column("n", numbers: [1, numerator]), Column("d", numbers: [2, denominator])])
    for operation in [Safeguarding.Operation.proportions, .funnel] {
      do {
        _ = try answer(operation, table, [("numerator", .text("n")), ("denominator", .text("d"))])
        Issue.record("\(operation.name) took \(numerator) of \(denominator)")
      } catch let error as any DiagnosableError {
        #expect(error.diagnostic.problem.hasPrefix("row 2: "), "\(error.diagnostic.problem)")
      }
    }
  }

  @Test func `A column that is there already is not written over`() throws {
    let table = try Table([Column("rate", integers: [1]), Column("people", integers: [100])])
    #expect(throws: ArgumentError.self) {
      try answer(.rates, table, [("numerator", .text("rate")), ("denominator", .text("people"))])
    }
  }

  @Test func `A funnel holds each area against the pooled share`() throws {
    let funnel = try answer(.funnel, areas, [("numerator", .text("cases")), ("denominator", .text("children"))])
    #expect(try isNear(funnel.number("percent", 0), 800.0 / 900))
    let limits = try FunnelLimits(.proportion, comparator: 408.0 / 9950).limits(denominator: 900, at: .percent95)
    #expect(try isNear(funnel.number("lower_95", 0), limits.lowerBound * 100))
    #expect(try isNear(funnel.number("upper_95", 0), limits.upperBound * 100))
    #expect(try funnel.text("place", 0) == "below 99.8%")
    #expect(try funnel.text("place", 1) == "inside")
    #expect(try funnel.column("place")[3] == .missing(.suppressed))
  }

  @Test func `A funnel of rates takes its comparator per so many people, and of ratios is about one`() throws {
    let rates = try answer(
      .funnel, areas,
      [
        ("numerator", .text("cases")), ("denominator", .text("children")), ("kind", .text("rate")),
        ("comparator", .number(400)), ("per", .integer(10_000)),
      ])
    let limits = try FunnelLimits(.rate, comparator: 0.04).limits(denominator: 9000, at: .percent99_8)
    #expect(try isNear(rates.number("upper_99_8", 2), limits.upperBound * 10_000))
    #expect(try isNear(rates.number("rate", 2), 400.0 / 0.9))
    let ratios = try answer(
      .funnel, areas, [("numerator", .text("cases")), ("denominator", .text("children")), ("kind", .text("ratio"))])
    #expect(ratios.notes[0].hasPrefix("comparator: 1.00 (ratio), as many as expected"))
  }

  @Test func `Standardised rates and ratios of a table agree with the vectors`() throws {
    let input = try Vectors.table("dsr_input.csv")
    let reference = try Vectors.table("isr_reference.csv")
    let expected = try Vectors.table("dsr_expected.csv")
    let ratios = try Vectors.table("isr_expected.csv")
    let basics: [(name: String, value: Value)] = [
      ("by", .text("area")), ("events", .text("obs")), ("population", .text("pop")),
    ]
    let byColumn = try answer(.standardisedRates, input, basics + [("weight", .text("stdpop"))])
    let byName = try answer(
      .standardisedRates, input, basics + [("standard", .text("european_2013")), ("age", .text("age_band"))])
    for row in 0..<3 {
      for table in [byColumn, byName] {
        #expect(try table.text("area", row) == expected.text("area", row * 2))
        #expect(try isNear(table.number("rate", row), expected.number("value", row * 2)))
        #expect(try isNear(table.number("rate_lower", row), expected.number("lower", row * 2)))
        #expect(try isNear(table.number("rate_upper", row), expected.number("upper", row * 2)))
      }
    }
    #expect(try byName.column("rate")[2] == .missing(.lowReliability))
    #expect(try byName.text("obs", 0) == "413")

    let repeated = (0..<input.rowCount).map { $0 % reference.rowCount }
    let joined = try input.adding(reference.column("ref_obs").selecting(repeated)).adding(
      reference.column("ref_pop").selecting(repeated))
    let indirect = try answer(
      .standardisedRatios, joined,
      basics + [
        ("reference_events", .text("ref_obs")), ("reference_population", .text("ref_pop")), ("per", .integer(100_000)),
      ])
    for row in 0..<3 {
      for (name, vector) in [
        ("expected", "expected"), ("ratio", "ratio"), ("ratio_lower", "ratio_lower"), ("ratio_upper", "ratio_upper"),
        ("rate", "isr"), ("rate_lower", "isr_lower"), ("rate_upper", "isr_upper"),
      ] {
        #expect(try isNear(indirect.number(name, row), ratios.number(vector, row * 2)), "\(name), row \(row + 1)")
      }
    }
  }

  @Test func `Two figures of each row are compared as a pair is`() throws {
    let named: [(name: String, value: Value)] = [
      ("numerator", .text("cases")), ("denominator", .text("children")), ("other_numerator", .text("before")),
      ("other_denominator", .text("children_before")), ("confidence", .number(99.8)),
    ]
    let table = try areas.adding(
      Column(
        "before", cells: [.integer(3), .integer(0), .missing(.lowReliability), .integer(1), .integer(1), .integer(1)])
    ).adding(Column("children_before", integers: [910, 60, 9100, 810, 5, 9]))
    let rates = try answer(.compareRatesInTable, table, named)
    let pair = try RateComparison(
      CrudeRate(events: 8, denominator: 900, per: 10_000), CrudeRate(events: 3, denominator: 910, per: 10_000))
    #expect(try isNear(rates.number("difference", 0), pair.difference))
    #expect(try isNear(rates.number("difference_lower", 0), pair.differenceLimits(at: .percent99_8).lower))
    #expect(try isNear(rates.number("ratio_upper", 0), pair.ratioLimits(at: .percent99_8).upper))
    #expect(try isNear(rates.number("p_value", 0), pair.pValue))
    let shares = try answer(.compareProportionsInTable, table, named)
    let other = try ProportionComparison(
      Proportion(numerator: 8, denominator: 900), Proportion(numerator: 3, denominator: 910))
    #expect(
      try isNear(shares.number("difference_upper", 0), other.differenceLimits(at: .percent99_8).upper.map { $0 * 100 }))
    #expect(try isNear(shares.number("ratio_lower", 0), other.ratioLimits(at: .percent99_8).lower))
    #expect(try isNear(shares.number("p_value", 0), other.pValue))
    for compared in [rates, shares] {
      #expect(try compared.column("ratio")[1] == .missing(.notApplicable))
      #expect(try compared.number("p_value", 1) == 1)
      for (row, reason) in [
        (2, MissingReason.lowReliability), (3, .suppressed), (4, .notAvailable), (5, .notApplicable),
      ] {
        #expect(try compared.column("difference")[row] == .missing(reason))
      }
    }
  }

  @Test func `The mean of each area leaves out and counts what is missing, and one value has no limits`() throws {
    let table = try Table([
      Column("area", texts: ["A", "B", "A", "A", "C", "A"]),
      Column(
        "days",
        cells: [.number(3), .number(8), .number(4), .missing(.notAvailable), .missing(.suppressed), .number(8)],
        unit: "days"),
    ])
    let means = try answer(.means, table, [("column", .text("days")), ("by", .text("area"))])
    // scipy.stats.t.interval(0.95, 2, 5, statistics.stdev([3, 4, 8]) / 3 ** 0.5)
    #expect(try means.number("mean", 0) == 5)
    #expect(try isNear(means.number("mean_lower", 0), -1.5724106077284281, 1e-12))
    #expect(try isNear(means.number("mean_upper", 0), 11.572410607728429, 1e-12))
    #expect(try means.column("mean").unit == "days")
    #expect(try means.number("mean", 1) == 8)
    #expect(try means.column("mean_lower")[1] == .missing(.notApplicable))
    #expect(try means.column("mean")[2] == .missing(.suppressed))
    #expect(try (0..<3).map { try means.text("count", $0) } == ["3", "1", "0"])
    #expect(means.notes.contains("missing values left out: 2"))
  }

  @Test func `What is asked of a long table stops when its script is cancelled`() throws {
    let limits = OperationLimits(QueryLimits(shouldContinue: { false }))
    let calls: [(Safeguarding.Operation, [(name: String, value: Value)])] = [
      (.rates, [("numerator", .text("cases")), ("denominator", .text("children"))]),
      (.funnel, [("numerator", .text("cases")), ("denominator", .text("children"))]),
      (.means, [("column", .text("cases"))]),
      (.standardisedRatios, [("events", .text("cases")), ("expected", .text("children"))]),
    ]
    for (operation, named) in calls {
      #expect(throws: QueryError.cancelled, "\(operation.name)") {
        try OperationLimits.$current.withValue(limits) { try answer(operation, areas, named) }
      }
      _ = try answer(operation, areas, named)
    }
  }

  @Test func `A missing stratum makes its area's rate missing, and a lost band is an error`() throws {
    let input = try Vectors.table("dsr_input.csv")
    let named: [(name: String, value: Value)] = [
      ("by", .text("area")), ("events", .text("obs")), ("population", .text("pop")),
      ("standard", .text("european_2013")), ("age", .text("age_band")),
    ]
    var cells = (0..<input.rowCount).map { row in (try? input.column("obs")[row]) ?? .missing(.unspecified) }
    cells[3] = .missing(.suppressed)
    let rates = try answer(.standardisedRates, try input.adding(Column("obs", cells: cells)), named)
    #expect(try rates.column("rate")[0] == .missing(.suppressed))
    #expect(try rates.column("obs")[0] == .missing(.suppressed))
    #expect(try rates.number("rate", 1) != nil)
    var people = (0..<input.rowCount).map { row in (try? input.column("pop")[row]) ?? .missing(.unspecified) }
    people[20] = .integer(0)
    let empty = try answer(.standardisedRates, try input.adding(Column("pop", cells: people)), named)
    #expect(try empty.column("rate")[1] == .missing(.notApplicable))
    #expect(empty.notes.last == "rows without a figure: 1 with pop zero in a band, 1 with fewer than 10 events")
    for rows in [Array(1..<input.rowCount), [0] + Array(0..<input.rowCount)] {
      #expect(throws: ArgumentError.self) { try answer(.standardisedRates, input.selecting(rows: rows), named) }
      #expect(throws: ArgumentError.self) {
        try answer(
          .standardisedRates, input.selecting(rows: rows), Array(named.prefix(3)) + [("weight", .text("stdpop"))])
      }
    }
  }
}
