import TestSupport
import Testing

@testable import Columns

/// Chunks of a saved table that a scan passes over by their least and most values.
struct ArrowRangeTests {
  /// The rows of a random table in the order of one of its columns, in chunks, so that their ranges differ.
  private func divided(_ made: RandomTable, _ random: inout SeededGenerator) throws -> Table {
    let rows = made.table.rowCount
    let name = made.table.columnNames.randomElement(using: &random) ?? "day"
    let sorted = try made.table.answer(Query().order(by: [Query.Order(name)]))
    var lengths: [Int] = []
    while lengths.reduce(0, +) < rows {
      lengths.append(min(rows - lengths.reduce(0, +), Int.random(in: 0...max(1, rows / 4), using: &random)))
    }
    let columns = sorted.columns.map { column in
      (column.type != .boolean && Bool.random(using: &random) ? column.coded() : column).divided(lengths)
    }
    return Table(checked: columns, rowCount: rows)
  }

  @Test(arguments: [3, 90, 2000]) func `Filters of a saved table keep the rows that the oracle keeps`(rows: Int) throws {
    let folder = try TemporaryFolder()
    var passed = 0
    for seed in 0..<(rows > 1000 ? 8 : 25) as Range<UInt64> {
      var random = SeededGenerator(seed: seed &+ UInt64(rows) << 32)
      let made = try RandomTable(rows: rows, using: &random)
      let table = try divided(made, &random)
      try ArrowFileWriter().write(table, to: folder.path("a"))
      let saved = try ArrowFileReader().read(path: folder.path("a"))
      let all = NaiveQuery.rows(of: table)
      for depth in [0, 0, 0, 1, 1, 2] {
        let predicate = made.predicate(&random, depth: depth)
        for condition in [predicate, .not(predicate)] {
          let query = Query().filter(condition)
          let rows = all.indices.filter { NaiveQuery.holds(condition, all[$0]) }
          #expect(try saved.answer(query) == table.selecting(rows: rows), "seed \(seed): \(condition)")
          let counted = try saved.answer(query.group(by: [], [.count()]), within: QueryLimits(threads: 2))
          #expect(counted.row(0) == [.integer(rows.count)], "seed \(seed): \(condition)")
          if try saved.explain(query).contains("pass over") { passed += 1 }
        }
      }
    }
    #expect(passed > 5, "chunks are passed over at all")
  }

  /// Ten chunks of ten rows, the values of each above those of the one before.
  private func stepped() throws -> Table {
    let rows = 0..<100
    let columns = [
      Column("n", integers: Array(rows)), Column("half", numbers: rows.map { Double($0) / 2 }),
      Column("day", cells: rows.map { .date(CalendarDate(daysSince1970: Int32(18_000 + $0))) }),
      Column("coded day", cells: rows.map { .date(CalendarDate(daysSince1970: Int32(18_000 + $0 / 2))) }).coded(),
      Column("word", texts: rows.map { "word \(10 + $0 / 5)" }),
      Column("gap", integers: rows.map { $0 / 10 == 3 ? nil : $0 }),
    ]
    return Table(checked: columns.map { $0.divided(Array(repeating: 10, count: 10)) }, rowCount: 100)
  }

  private static let conditions: [(Predicate, chunks: Int)] = [
    (.compare(column: "n", .equal, .integer(35)), 9), (.compare(column: "n", .less, .integer(20)), 8),
    (.compare(column: "n", .greaterOrEqual, .integer(20)), 2), (.between(column: "n", .integer(15), .integer(25)), 8),
    (.compare(column: "n", .greater, .integer(1000)), 10), (.compare(column: "half", .lessOrEqual, .number(4.9)), 9),
    (.between(column: "day", .text("2019-04-24"), .text("2019-05-03")), 9),
    (.between(column: "coded day", .text("2019-04-14"), .text("2019-04-18")), 9),
    (.oneOf(column: "word", [.text("word 10"), .text("word 29")]), 8), (.begins(column: "word", with: "word 2"), 5),
    (.isMissing(column: "gap"), 9), (.not(.isMissing(column: "gap")), 0), (.not(.compare(column: "n", .less, .integer(50))), 5),
    (.and([.compare(column: "n", .less, .integer(50)), .compare(column: "half", .greater, .number(19))]), 8),
    (.or([.compare(column: "n", .less, .integer(10)), .compare(column: "n", .greater, .integer(79))]), 7),
    (.and([.compare(column: "n", .less, .integer(50)), .compareColumns("half", .less, "n")]), 5),
  ]

  @Test(arguments: conditions.indices) func `A scan passes over the chunks that a condition rules out`(place: Int) throws {
    let folder = try TemporaryFolder()
    let table = try stepped()
    try ArrowFileWriter().write(table, to: folder.path("a"))
    let saved = try ArrowFileReader().read(path: folder.path("a"))
    let (condition, chunks) = Self.conditions[place]
    let query = Query().filter(condition).group(by: ["word"], [.count(), .sum(of: "n", as: "sum")])
    #expect(try saved.answer(query) == table.answer(query))
    let words = try saved.explain(query)
    let line = "1. pass over \(chunks) of 10 chunks: no value between their least and their most meets the conditions\n"
    #expect(words.hasPrefix(line) == (chunks > 0), "\(words)")
    #expect(words.contains(chunks == 0 ? "scan 100 rows" : "scan \(100 - chunks * 10) of 100 rows"), "\(words)")
  }

  @Test func `Chunks are passed over within what an order leaves, and the other way about`() throws {
    let folder = try TemporaryFolder()
    var table = try stepped()
    let words = (0..<100).filter { $0 == 0 || $0 % 5 == 0 }
    table.clustering = Clustering(
      keys: ["word"], runs: [try table.column("word").gathering(words)], firstRows: words, rowCount: 100)
    try ArrowFileWriter().write(table, to: folder.path("a"))
    let saved = try ArrowFileReader().read(path: folder.path("a"))
    let query = Query()
      .filter(
        .and([
          .oneOf(column: "word", [.text("word 11"), .text("word 14"), .text("word 16"), .text("word 17")]),
          .compare(column: "n", .greater, .integer(22)),
        ])
      )
      .group(by: ["word"], [.sum(of: "n", as: "sum")])
    #expect(try saved.answer(query) == table.answer(query))
    #expect(
      try saved.explain(query).hasPrefix(
        """
        1. use the order by word: 3 stretches of rows can meet the conditions
        2. pass over 2 of 10 chunks: no value between their least and their most meets the conditions
        3. scan 15 of 100 rows
        """))
  }

  @Test func `A range that is not so may hide rows, and does nothing worse`() throws {
    let folder = try TemporaryFolder()
    let table = try stepped()
    try ArrowFileWriter().write(table, to: folder.path("a"))
    let columns = try ArrowFileReader().read(path: folder.path("a")).columns
    let ranges: [ChunkRange] = [
      .integers(.min ... .max), .integers(-5 ... -1), .integers(1 << 40...1 << 41), .numbers(-1...1), .integers(0...1),
    ]
    for range in ranges {
      let altered = columns.map { column in
        Column(
          column.name, type: column.type, dictionary: column.dictionary,
          chunks: column.chunks.map { Chunk($0.values, check: nil, range: range) }, presence: column.presence)
      }
      let wrong = Table(checked: altered, rowCount: 100)
      for (condition, _) in Self.conditions {
        let query = Query().filter(condition).group(by: ["word"], [.count()])
        #expect(try wrong.answer(query).rowCount <= table.answer(query).rowCount)
      }
    }
  }
}
