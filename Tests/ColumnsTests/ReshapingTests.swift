import TestSupport
import Testing

@testable import Columns

/// Repeated rows and columns as rows, against oracles that go cell by cell.
struct ReshapingTests {
  @Test(arguments: [0, 1, 80, 3000]) func `The first row of each combination stays, whatever the layout`(rows: Int) throws {
    for seed in 0..<(rows > 1000 ? 4 : 30) as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let made = try RandomTable(rows: max(1, rows), using: &random).table.selecting(rows: Array(0..<rows))
      let table = TableLayouts.laidOut(made, &random)
      for names in [["word"], ["flag", "word"], ["person"], ["number", "day"], table.columnNames] {
        var seen: Set<[Cell]> = []
        let wanted = try (0..<rows).filter { row in seen.insert(try names.map { try made.column($0)[row] }).inserted }
        let found = try table.distinctRows(by: names, within: QueryLimits(threads: 2))
        #expect(found.columns == made.selecting(rows: wanted).columns, "seed \(seed): \(names)")
      }
    }
  }

  @Test func `Columns become rows one behind the other, and the missing keep their reasons`() throws {
    for seed in 0..<40 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let count = Int.random(in: 1...200, using: &random)
      let made = try RandomTable(rows: count, using: &random).table
      let second = made.selecting(rows: Array(0..<count).shuffled(using: &random))
      let both = try Table(made.columns + second.columns.map { $0.named("other \($0.name)") })
      let table = TableLayouts.laidOut(both, &random)
      for names in [["word", "other word"], ["whole", "number", "person"], ["day", "other day"], ["number"], ["flag", "other flag"], ["moment", "other moment"]] {
        let found = try table.unpivoted(names, column: "made name", values: "made value", within: QueryLimits(threads: 2))
        let kept = both.columnNames.filter { !names.contains($0) }
        #expect(found.columnNames == kept + ["made name", "made value"] && found.rowCount == count * names.count)
        let isMixed = Set(try names.map { try both.column($0).type }).count > 1
        for row in 0..<found.rowCount {
          let (old, name) = (row / names.count, names[row % names.count])
          let value = try both.column(name)[old]
          let wanted = isMixed ? value.number.map { .number($0) } ?? value : value
          #expect(found.row(row) == (try kept.map { try both.column($0)[old] }) + [.text(name), wanted], "seed \(seed), row \(row): \(names)")
        }
      }
    }
  }

  @Test func `Rows stand beneath each other, whatever the layouts of their columns and whichever of them a table lacks`() throws {
    for seed in 0..<60 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let made = try (0..<Int.random(in: 2...5, using: &random)).map { _ in
        let rows = [0, 1, 7, 300].randomElement(using: &random) ?? 1
        let table = try RandomTable(rows: max(1, rows), using: &random).table.selecting(rows: Array(0..<rows))
        return try table.selecting(columns: table.columnNames.filter { _ in Int.random(in: 0..<5, using: &random) > 0 })
      }
      let tables = made.map { TableLayouts.laidOut($0, &random) }
      let joined = try Table.joined(tables)
      for column in joined.columns {
        let parts = made.flatMap { table in
          table.columnIfPresent(column.name).map(TableLayouts.cells) ?? [Cell](repeating: .missing(.notAvailable), count: table.columns.isEmpty ? 0 : table.rowCount)
        }
        #expect(TableLayouts.cells(column) == parts, "seed \(seed): \(column.name)")
      }
    }
  }

  @Test func `What comes beneath is a number beside numbers, any type where it has no value, and else a text`() throws {
    func joined(_ columns: Column...) throws -> Column { try Table.joined(columns.map { try Table([$0.named("x")]) }).columns[0] }
    let (whole, number) = (Column("x", integers: [1, nil]), Column("x", numbers: [0.5, nil]))
    #expect(TableLayouts.cells(try joined(whole.coded(), number)) == [.number(1), .missing(.unspecified), .number(0.5), .missing(.unspecified)])
    #expect(TableLayouts.cells(try joined(whole, Column("x", texts: [nil, nil]))) == [.integer(1)] + [Cell](repeating: .missing(.unspecified), count: 3))
    #expect(TableLayouts.cells(try joined(whole, Column("x", texts: ["a"]))) == [.text("1"), .missing(.unspecified), .text("a")])
    #expect(TableLayouts.cells(try joined(Column("x", integers: [1]), Column("x", integers: [300]), Column("x", integers: [1 << 40]))) == [.integer(1), .integer(300), .integer(1 << 40)])
  }

  @Test func `Rows that are added one by one do not stay in pieces of one row`() throws {
    var table = try Table([Column("x", integers: [0])])
    for row in 1..<500 { table = try Table.joined([table, Table([Column("x", integers: [row])])]) }
    #expect(TableLayouts.cells(table.columns[0]) == (0..<500).map { .integer($0) })
    #expect(table.columns[0].chunks.count <= 65)
  }

  @Test func `Columns of different types are no column`() throws {
    let table = try Table([Column("a", integers: [1], presence: nil), Column("b", texts: ["x"])])
    #expect(throws: TableError.self) { try table.unpivoted(["a", "b"], column: "n", values: "v", within: QueryLimits()) }
    #expect(throws: TableError.self) { try table.unpivoted([], column: "n", values: "v", within: QueryLimits()) }
    #expect(throws: TableError.self) { try table.unpivoted(["a"], column: "b", values: "v", within: QueryLimits()) }
  }
}
