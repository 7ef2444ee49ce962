import TestSupport
import Testing

@testable import Columns

/// Rows that are gathered from blocks of which few pass, between blocks of which all, most, some or none do.
struct GatheredRowTests {
  /// For each block of rows a chance that one passes.
  private static let shares = [0.0, 0.001, 0.01, 0.06, 0.07, 0.5, 0.9, 1.0]

  private func made(rows: Int, _ random: inout SeededGenerator) throws -> Table {
    var passes: [Bool] = []
    while passes.count < rows {
      let share = Bool.random(using: &random) ? 0.01 : Self.shares.randomElement(using: &random) ?? 0
      let length = min(rows - passes.count, Int.random(in: 1...9000, using: &random))
      for _ in 0..<length { passes.append(Double.random(in: 0..<1, using: &random) < share) }
    }
    func integers(_ range: Range<Int>, missing: Int) -> [Int?] {
      (0..<rows).map { _ in Int.random(in: 0..<20, using: &random) < missing ? nil : Int.random(in: range, using: &random) }
    }
    let table = try Table([
      Column("passes", cells: passes.map { .boolean($0) }), Column("area", integers: integers(0..<5, missing: 1)),
      Column("person", integers: integers(0..<1 << 40, missing: 0).map { $0.map { $0 % 500 * 1_000_000_007 } }),
      Column("value", integers: integers(-9..<90, missing: 3)),
    ])
    return TableLayouts.laidOut(table, &random)
  }

  private static let aggregates: [Query.Aggregate] = [
    .count(), .sum(of: "value", as: "sum"), .maximum(of: "value", as: "most"), .distinct(of: "person", as: "people"),
    .init(.first, of: "value", as: "first"), .init(.last, of: "person", as: "last"), .median(of: "value", as: "median"),
    .count("high", where: .compare(column: "value", .greater, .integer(40))),
    .init(.sum, of: "value", as: "own", where: .compare(column: "area", .equal, .integer(2))),
  ]

  @Test(arguments: [[], ["area"], ["person", "area"]]) func `Groups of few rows agree with the oracle`(keys: [String]) throws {
    for seed in 0..<4 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let table = try made(rows: 90_000, &random)
      let filter = Predicate.compare(column: "passes", .equal, .boolean(true))
      let kept = NaiveQuery.rows(of: table).filter { NaiveQuery.holds(filter, $0) }
      // Counts alone, and what needs the rows, take other ways.
      for aggregates in [Self.aggregates, Self.aggregates.filter { $0.kind == .count }] {
        let expected = NaiveQuery.grouped(kept, by: keys, aggregates)
        let answer = try table.answer(
          Query().filter(filter).group(by: keys, aggregates), within: QueryLimits(threads: Int.random(in: 1...3, using: &random)))
        try #require(answer.rowCount == expected.count, "seed \(seed)")
        for row in expected.indices {
          let same = zip(answer.row(row), expected[row]).allSatisfy { TableLayouts.agree($0, $1) }
          #expect(same, "seed \(seed), row \(row): \(answer.row(row)) and not \(expected[row])")
        }
      }
    }
  }
}
