import TestSupport
import Testing

@testable import Columns

/// What is read off the runs of an order, against an oracle that goes row by row.
struct ClusteredQueryTests {
  /// Rows of few areas, so that runs are long: people who stand in several areas, numbers whose values are all there or
  /// have gaps, and missing ones.
  private func table(rows: Int, _ random: inout SeededGenerator) throws -> Table {
    func presence(_ random: inout SeededGenerator) -> Presence? {
      let share = [0, 3, 60].randomElement(using: &random) ?? 0
      guard share > 0 else { return nil }
      return Presence(
        (0..<rows).map { _ -> MissingReason? in
          Int.random(in: 0..<100, using: &random) < share ? MissingReason.allCases.randomElement(using: &random) : nil
        })
    }
    func draw<Value>(_ make: (inout SeededGenerator) -> Value) -> [Value] { (0..<rows).map { _ in make(&random) } }
    let gaps = [0, 7, 130, 400].randomElement(using: &random) ?? 0
    let (least, span) = ([-120, 0, 31_000].randomElement(using: &random) ?? 0, [200, 60_000].randomElement(using: &random) ?? 200)
    return try Table([
      Column("area", texts: draw { "E\(Int.random(in: 0..<4, using: &$0))" }, presence: presence(&random)),
      Column("day", dates: draw { CalendarDate(daysSince1970: Int32.random(in: 18_000..<18_070, using: &$0)) }, presence: nil),
      Column("person", integers: draw { Int.random(in: 0..<rows / 3, using: &$0) }, presence: presence(&random)),
      Column(
        "tenths",
        numbers: draw {
          let tenths = Int.random(in: 0...1000, using: &$0)
          return Double(tenths > 500 ? tenths + gaps : tenths) / 10
        }, presence: presence(&random)).coded(),
      Column("whole", integers: draw { least + Int.random(in: 0..<span, using: &$0) }, presence: presence(&random)),
      Column("kind", texts: draw { ["theft", "missing", "arson"].randomElement(using: &$0) ?? "" }),
    ])
  }

  private func check(
    _ ordered: Table, _ rows: [NaiveQuery.Row], by keys: [String], _ aggregates: [Query.Aggregate],
    where filter: Predicate = .all, _ words: String
  ) throws {
    let expected = NaiveQuery.grouped(rows.filter { NaiveQuery.holds(filter, $0) }, by: keys, aggregates)
    for threads in 1...2 {
      let answer = try ordered.answer(
        Query().filter(filter).group(by: keys, aggregates), within: QueryLimits(threads: threads))
      try #require(answer.rowCount == expected.count, "\(words)")
      for row in expected.indices {
        let same = zip(answer.row(row), expected[row]).allSatisfy { one, other in
          guard case .number(let one) = one, let other = other.number else { return one == other }
          return abs(one - other) <= 1e-9 * max(1, abs(other))
        }
        #expect(same, "\(words): \(answer.row(row)) and not \(expected[row])")
      }
    }
  }

  @Test(arguments: [700, 9000]) func `Sums, means and extremes of long runs are those of their rows`(rows: Int) throws {
    for seed in 0..<6 as Range<UInt64> {
      var random = SeededGenerator(seed: seed &+ UInt64(rows) << 32)
      let made = try table(rows: rows, &random)
      try #require(made.column("tenths").dictionary?.isSorted == true)
      let all = NaiveQuery.rows(of: made)
      let ordered = try made.clustered(by: seed % 2 == 0 ? ["area"] : ["area", "day"])
      for column in ["tenths", "whole"] {
        let aggregates: [Query.Aggregate] = [
          .sum(of: column, as: "sum"), .mean(of: column, as: "mean"), .minimum(of: column, as: "least"),
          .maximum(of: column, as: "most"),
        ]
        for filter in [.all, .not(.isMissing(column: column)), .compare(column: "kind", .equal, .text("theft"))] as [Predicate] {
          try check(ordered, all, by: ["area"], aggregates, where: filter, "seed \(seed), \(column)")
          try check(ordered, all, by: ["area"], [aggregates[0]], where: filter, "seed \(seed), \(column)")
          try check(ordered, all, by: [], aggregates, where: filter, "seed \(seed), \(column)")
          try check(ordered, all, by: ["area", "day"], Array(aggregates[2...]), where: filter, "seed \(seed), \(column)")
        }
      }
    }
  }

  @Test func `Different people are counted right where a run is one of theirs, and where it is not`() throws {
    for seed in 0..<10 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let made = try table(rows: 3000, &random)
      let all = NaiveQuery.rows(of: made)
      let people: [Query.Aggregate] = [
        .distinct(of: "person", as: "people"), .count("rows"),
        Query.Aggregate(.distinct, of: "person", as: "low", where: .compare(column: "person", .less, .integer(400))),
      ]
      for ordered in [
        try made.projected(by: "person", columns: ["area", "kind"]), try made.clustered(by: ["person", "area"]),
        try made.clustered(by: ["area", "person"]), try made.clustered(by: ["person", "area", "kind"]),
      ] {
        for keys in [[], ["area"], ["kind"], ["area", "kind"]] {
          try check(ordered, all, by: keys, people, "seed \(seed)")
          try check(ordered, all, by: keys, people, where: .compare(column: "area", .greater, .text("E1")), "seed \(seed)")
        }
      }
      // Several areas are one here, so that a person may stand in several runs of it.
      let coast = Expression.choose(
        [.init(when: .oneOf(column: "area", [.text("E1"), .text("E3")]), .value(.text("coast")))],
        otherwise: .value(.text("inland")))
      let answer = try made.projected(by: "person", columns: ["area"]).answer(
        Query().derive("coast", coast).group(by: ["coast"], people))
      let plain = try made.answer(Query().derive("coast", coast).group(by: ["coast"], people))
      #expect(answer == plain, "seed \(seed)")
    }
  }

  @Test(arguments: 0...5) func `Rows of each person are counted with any number of conditions`(conditions: Int) throws {
    let tests: [Predicate] = [
      .compare(column: "kind", .equal, .text("theft")), .compare(column: "kind", .equal, .text("missing")),
      .compare(column: "tenths", .less, .number(40)), .isMissing(column: "whole"), .compare(column: "area", .equal, .text("E2")),
    ]
    for seed in 0..<6 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let made = try table(rows: 4000, &random)
      let all = NaiveQuery.rows(of: made)
      let ordered = try made.projected(by: "person", columns: made.columnNames.filter { $0 != "person" }.sorted())
      let counts = [Query.Aggregate.count()] + tests.prefix(conditions).enumerated().map { .count("count \($0)", where: $1) }
      let filter = Predicate.oneOf(column: "kind", [.text("theft"), .text("arson")])
      for keys in [["area", "person"], ["person"], ["person", "kind"]] {
        try check(ordered, all, by: keys, counts, where: seed % 2 == 0 ? filter : .all, "seed \(seed)")
      }
      // Where the rest of a question asks for one key alone, the other is not made.
      let busy = Query().group(by: ["area", "person"], counts)
        .filter(.compare(column: counts.last?.name ?? "", .greater, .integer(1))).group(by: ["area"], [.count("people")])
      #expect(try ordered.answer(busy) == made.answer(busy), "seed \(seed)")
    }
  }
}
