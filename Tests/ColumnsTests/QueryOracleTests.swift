import TestSupport
import Testing

@testable import Columns

/// The engine against an oracle that goes row by row, on random tables in every layout.
struct QueryOracleTests {
  /// By chance the same rows in a declared order, or with a projection by a column.
  private func ordered(_ table: Table, _ random: inout SeededGenerator) throws -> Table {
    let names = table.columnNames.shuffled(using: &random)
    switch Int.random(in: 0..<3, using: &random) {
    case 0: return try table.clustered(by: Array(names.prefix(Int.random(in: 1...3, using: &random))))
    case 1: return try table.projected(by: "person", columns: Array(names.prefix(5)))
    default: return table
    }
  }

  private func limits(_ random: inout SeededGenerator) -> QueryLimits {
    QueryLimits(threads: Int.random(in: 1...3, using: &random))
  }

  private func agree(_ one: Cell, _ other: Cell) -> Bool {
    guard case .number(let one) = one, let other = other.number else { return one == other }
    return one == other || abs(one - other) <= 1e-9 * max(1, abs(one), abs(other))
  }

  @Test(arguments: [0, 1, 40, 5000]) func `Filters keep the rows that the oracle keeps`(rows: Int) throws {
    for seed in 0..<(rows > 1000 ? 10 : 40) as Range<UInt64> {
      var random = SeededGenerator(seed: seed &+ UInt64(rows) << 32)
      let made = try RandomTable(rows: max(rows, 1), using: &random)
      let table = TableLayouts.laidOut(made.table.selecting(rows: Array(0..<rows)), &random)
      let all = NaiveQuery.rows(of: table)
      for _ in 0..<4 {
        let predicate = rows == 0 ? Predicate.isMissing(column: "word") : made.predicate(&random)
        let kept = all.indices.filter { NaiveQuery.holds(predicate, all[$0]) }
        let answer = try table.answer(Query().filter(predicate), within: limits(&random))
        #expect(answer.rowCount == kept.count, "seed \(seed): \(predicate)")
        #expect(answer == table.selecting(rows: kept), "seed \(seed): \(predicate)")
        let counted = try ordered(table, &random).answer(Query().filter(predicate).group([.count()]))
        #expect(counted.row(0) == [.integer(kept.count)], "seed \(seed): \(predicate)")
        let others = all.indices.filter { NaiveQuery.holds(.not(predicate), all[$0]) }
        #expect(try table.answer(Query().filter(.not(predicate))) == table.selecting(rows: others), "seed \(seed): not \(predicate)")
        let either = try table.answer(Query().filter(.or([predicate, .not(predicate)])))
        #expect(either.rowCount == kept.count + others.count, "seed \(seed): \(predicate)")
      }
    }
  }

  private static let keys = [
    [], ["word"], ["area"], ["whole"], ["flag", "word"], ["day"], ["area", "person"], ["person", "word", "flag"],
    ["number"], ["moment", "area"], ["whole", "person"],
  ]

  private static let aggregates: [Query.Aggregate] = [
    .count(), .init(.count, of: "number", as: "present"), .sum(of: "number", as: "sum"), .sum(of: "whole", as: "whole_sum"),
    .mean(of: "number", as: "mean"), .mean(of: "whole", as: "whole_mean"), .minimum(of: "number", as: "least"),
    .minimum(of: "word", as: "least_word"), .maximum(of: "area", as: "greatest_area"), .maximum(of: "day", as: "last_day"), .minimum(of: "moment", as: "first_moment"), .maximum(of: "whole", as: "most"),
    .init(.variance, of: "number", as: "variance"), .init(.standardDeviation, of: "whole", as: "deviation"),
    .distinct(of: "word", as: "words"), .distinct(of: "person", as: "people"), .distinct(of: "number", as: "numbers"),
    .distinct(of: "flag", as: "flags"), .median(of: "number", as: "median"), .quantile(0.9, of: "whole", as: "p90"),
    .init(.first, of: "word", as: "first"), .init(.last, of: "day", as: "last"), .init(.share, as: "share"),
    .init(.share, of: "person", as: "person_share"), .init(.correlation(with: "number"), of: "whole", as: "correlation"),
    .init(.correlation(with: "person"), of: "person", as: "with itself"),
  ]

  @Test(arguments: [1, 60, 9000]) func `Groups agree with the oracle, whatever the layout and threads`(rows: Int) throws {
    for seed in 0..<(rows > 1000 ? 3 : 40) as Range<UInt64> {
      var random = SeededGenerator(seed: seed &+ UInt64(rows) << 32)
      let made = try RandomTable(rows: rows, using: &random)
      let table = TableLayouts.laidOut(made.table, &random)
      let all = NaiveQuery.rows(of: table)
      for keys in Self.keys {
        let aggregates = (0..<Int.random(in: 1...5, using: &random)).map { place in
          var aggregate = Self.aggregates.randomElement(using: &random) ?? .count()
          aggregate.name = "\(aggregate.name) \(place)"
          if Int.random(in: 0..<4, using: &random) == 0 { aggregate.condition = made.predicate(&random, depth: 1) }
          return aggregate
        }
        let filter = Bool.random(using: &random) ? made.predicate(&random, depth: 1) : .all
        let expected = NaiveQuery.grouped(all.filter { NaiveQuery.holds(filter, $0) }, by: keys, aggregates)
        let query = Query().filter(filter).group(by: keys, aggregates)
        // The order of rows shows in the first and the last of a group, and nowhere else.
        let isOrderFree = !aggregates.contains { $0.kind == .first || $0.kind == .last }
        let asked = isOrderFree ? try ordered(table, &random) : table
        let answer = try asked.answer(query, within: limits(&random))
        try #require(answer.rowCount == expected.count, "seed \(seed): \(query)")
        for row in expected.indices {
          let cells = answer.row(row)
          let same = zip(cells, expected[row]).allSatisfy { agree($0, $1) }
          #expect(same, "seed \(seed), row \(row): \(cells) and not \(expected[row]) of \(query)")
          if !same { return }
        }
      }
    }
  }

  @Test func `Keys that are spread over all numbers are grouped as the oracle does`() throws {
    for seed in 0..<6 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let wide = (0..<3).map { name in
        let few = (0..<40).map { _ in Int.random(in: -(1 << 45)...(1 << 45), using: &random) }
        return Column("wide\(name)", integers: (0..<2000).map { _ in few.randomElement(using: &random) })
      }
      let value = Column("value", integers: (0..<2000).map { _ in Int.random(in: 0..<9, using: &random) })
      let table = TableLayouts.laidOut(try Table(wide + [value]), &random)
      let keys = wide.map(\.name)
      let aggregates = (0..<5).map { place in
        Query.Aggregate.count("count \(place)", where: .compare(column: "value", .less, .integer(place)))
      } + [.sum(of: "value", as: "sum")]
      let expected = NaiveQuery.grouped(NaiveQuery.rows(of: table), by: keys, aggregates)
      let answer = try table.answer(Query().group(by: keys, aggregates), within: limits(&random))
      try #require(answer.rowCount == expected.count)
      #expect(expected.indices.allSatisfy { answer.row($0) == expected[$0] }, "seed \(seed)")
    }
  }

  @Test func `Keys that together need more than 64 bits are grouped as the oracle does`() throws {
    for seed in 0..<4 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let wide = (0..<9).map { name in
        // Nearly every value differs, so that each key takes 12 bits or so even when its values are numbered.
        Column("key\(name)", integers: (0..<3000).map { row in
          Int.random(in: 0..<20, using: &random) == 0 ? nil : row < 1500 || name > 0 ? Int.random(in: -(1 << 45)...(1 << 45), using: &random) : row / 7
        })
      }
      let twice = try Table(wide.map { try Column.joined([$0, $0], within: QueryLimits()) } + [Column("value", integers: (0..<6000).map { $0 % 11 })])
      let table = TableLayouts.laidOut(twice, &random)
      let keys = wide.map(\.name)
      let aggregates: [Query.Aggregate] = [.count("count"), .sum(of: "value", as: "sum"), .count("few", where: .compare(column: "value", .less, .integer(4)))]
      let filter = Predicate.compare(column: "value", .less, .integer(9))
      let expected = NaiveQuery.grouped(
        NaiveQuery.rows(of: table).filter { NaiveQuery.holds(filter, $0) }, by: keys, aggregates)
      let answer = try table.answer(Query().filter(filter).group(by: keys, aggregates), within: limits(&random))
      try #require(answer.rowCount == expected.count)
      #expect(answer.columnNames == keys + ["count", "sum", "few"])
      #expect(expected.indices.allSatisfy { answer.row($0) == expected[$0] }, "seed \(seed)")
    }
  }
}
