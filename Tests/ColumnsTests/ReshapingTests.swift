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

  @Test func `Columns of different types are no column`() throws {
    let table = try Table([Column("a", integers: [1], presence: nil), Column("b", texts: ["x"])])
    #expect(throws: TableError.self) { try table.unpivoted(["a", "b"], column: "n", values: "v", within: QueryLimits()) }
    #expect(throws: TableError.self) { try table.unpivoted([], column: "n", values: "v", within: QueryLimits()) }
    #expect(throws: TableError.self) { try table.unpivoted(["a"], column: "b", values: "v", within: QueryLimits()) }
  }
}
