import TestSupport
import Testing

@testable import Columns

/// What is said of the first and the last month, quarter or year of rows.
struct CoveredDaysTests {
  /// The notes of rows from one day to another, grouped by a span of their day.
  private func notes(_ first: String, _ last: String, _ unit: CalendarUnit, where conditions: Predicate? = nil) throws -> [String] {
    let (start, end) = (try #require(CalendarDate(first)), try #require(CalendarDate(last)))
    let days = (start.daysSince1970...end.daysSince1970).map { CalendarDate(daysSince1970: $0) }
    let table = try Table([Column("day", dates: days, presence: nil), Column("n", integers: Array(0..<days.count), presence: nil)])
    var steps = TableInSteps(table)
    if let conditions { steps = TableInSteps(try steps.taking(.filter(conditions), within: QueryLimits()).table(within: QueryLimits()), after: try steps.taking(.filter(conditions), within: QueryLimits())) }
    steps = try steps.taking(.derive("span", .span(unit, of: .column("day"))), within: QueryLimits())
    return try steps.taking(.group(by: ["span"], [.count()]), within: QueryLimits()).table(within: QueryLimits()).notes
  }

  @Test(arguments: [
    ("2025-01-01", "2025-03-31", CalendarUnit.month, []), ("2025-01-01", "2025-03-31", .quarter, []), ("2025-01-06", "2025-01-19", .week, []),
    ("2025-01-01", "2025-03-31", .year, ["span: 2025 has \"day\" up to 2025-03-31 only, and may not be whole"]),
    ("2025-01-02", "2025-03-30", .month,
      ["span: 2025-01 has \"day\" from 2025-01-02 on, and 2025-03 has \"day\" up to 2025-03-30 only, and may not be whole"]),
    ("2025-01-02", "2025-02-27", .quarter, ["span: 2025 Q1 has \"day\" from 2025-01-02 to 2025-02-27 only, and may not be whole"]),
    ("2024-04-01", "2025-03-31", .financialYear, []),
    ("2024-04-01", "2025-04-01", .financialYear, ["span: 2025/26 has \"day\" up to 2025-04-01 only, and may not be whole"]),
    ("2025-01-02", "2025-03-30", .day, []),
  ]) func `A span that the days cover in part is told`(first: String, last: String, unit: CalendarUnit, wanted: [String]) throws {
    #expect(try notes(first, last, unit) == wanted)
  }

  @Test func `A calendar covers the days that it is given, and more where rows lie beyond them`() throws {
    let table = try Table([Column("month", texts: ["2025-03", "2025-05"]), Column("n", integers: [1, 2])])
    func months(_ first: String, _ last: String) throws -> [String] {
      let covering = try #require(CalendarDate(first))...#require(CalendarDate(last))
      let filled = try table.answer(Query().calendar(.init("month", unit: .month, zeros: ["n"], covering: covering)))
      #expect((0..<filled.rowCount).reduce(0) { $0 + (filled.columns[1][$1].number ?? 0) } == 3)
      return (0..<filled.rowCount).map { filled.columns[0][$0].plainText }
    }
    #expect(try months("2025-02-14", "2025-06-01") == ["2025-02", "2025-03", "2025-04", "2025-05", "2025-06"])
    #expect(try months("2025-04-01", "2025-04-30") == ["2025-03", "2025-04", "2025-05"])
  }

  @Test func `Rows left out for something else leave a month whole, and those left out for their day do not`() throws {
    #expect(try notes("2025-01-01", "2025-03-31", .month, where: .compare(column: "n", .greater, .integer(5))) == [])
    let cut = ["span: 2025-01 has \"day\" from 2025-01-16 on, and 2025-03 has \"day\" up to 2025-03-09 only, and may not be whole"]
    let after = Predicate.compare(column: "day", .greater, .text("2025-01-15"))
    let before = Predicate.compare(column: "day", .less, .text("2025-03-10"))
    #expect(try notes("2025-01-01", "2025-03-31", .month, where: .and([after, before])) == cut)
    let between = Predicate.between(column: "day", .text("2025-01-16"), .text("2025-03-09"))
    #expect(try notes("2025-01-01", "2025-03-31", .month, where: between) == cut)
  }

  @Test func `A quarter of months is whole where it has all three`() throws {
    for (months, note) in [(["2025-01", "2025-03"], []), (["2025-02", "2025-03"], ["q: 2025 Q1 has \"m\" from 2025-02-01 on only, and may not be whole"])] {
      let steps = try TableInSteps(try Table([Column("m", texts: months)])).taking(.derive("q", .span(.quarter, of: .column("m"))), within: QueryLimits())
      #expect(try steps.taking(.group(by: ["q"], [.count()]), within: QueryLimits()).table(within: QueryLimits()).notes == note)
    }
  }

  @Test func `A join tells of rows without a partner, and of keys of several rows`() throws {
    for seed in 0..<60 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let rows = Int.random(in: 1...300, using: &random)
      let keys = (0..<rows).map { _ in Int.random(in: 0..<10, using: &random) == 0 ? nil : Int.random(in: 0..<40, using: &random) }
      let others = Array(0..<40).filter { _ in Bool.random(using: &random) } + [99]
      let left = TableLayouts.laidOut(try Table([Column("k", integers: keys), Column("n", integers: Array(0..<rows), presence: nil)]), &random)
      let right = try Table([Column("k", integers: others, presence: nil), Column("v", integers: others, presence: nil)])
      let least = Int.random(in: 0..<rows, using: &random)
      let kept = keys[least...]
      var join = Query.Join(right, on: ["k"], adding: ["v"])
      join.partnerNote = .kept
      let answer = try left.answer(Query().filter(.compare(column: "n", .greaterOrEqual, .integer(least))).then(.join(join)))
      let found = kept.compactMap { $0 }.filter { others.contains($0) }
      let several = Set(found).count { key in found.count { $0 == key } > 1 }
      let (without, all, keyless) = (kept.count - found.count, kept.count, kept.count { $0 == nil })
      let wanted = without == 0 && several == 0 ? [] : [
        "join by k: " + (without == 0 ? "every row found its partner" : "\(without) of \(all) rows found no partner")
          + (keyless == 0 ? "" : "; \(keyless) of them \(keyless == 1 ? "has" : "have") no k, and what is missing is no key")
          + (several == 0 ? "" : "; of \(Set(found).count) keys \(several) \(several == 1 ? "stands" : "stand") in several rows, so that a sum of what is joined counts \(several == 1 ? "it" : "them") more than once")
      ]
      #expect(answer.notes == wanted, "seed \(seed)")
      join.partnerNote = .none
      #expect(try left.answer(Query().filter(.compare(column: "n", .greaterOrEqual, .integer(least))).then(.join(join))).columns == answer.columns)
    }
  }
}
