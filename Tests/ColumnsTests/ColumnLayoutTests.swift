import TestSupport
import Testing

@testable import Columns

/// Columns in other layouts: their values kept once, some rows of them, and other chunks.
struct ColumnLayoutTests {
  @Test(arguments: [0, 1, 7, 8, 9, 63, 64, 65, 130, 1000]) func `Which rows are missing, and why, is that of each row by itself`(rows: Int) {
    var random = SeededGenerator(seed: UInt64(rows))
    for share in [0, 3, 50, 100] {
      for reasons in [[MissingReason.suppressed], MissingReason.allCases] {
        let raw = (0..<rows + 3).map { _ in Int.random(in: 1...100, using: &random) <= share ? reasons.randomElement(using: &random)!.rawValue : 0 }
        // From the fourth on, so that words do not begin where memory does.
        let validity = Validity(raw: Buffer(raw).slice(3..<rows + 3))
        let wanted = raw.dropFirst(3)
        #expect(validity.missingCount == wanted.count { $0 != 0 })
        #expect((0..<rows).allSatisfy { validity[$0]?.rawValue ?? 0 == wanted[$0 + 3] })
        #expect((validity.bits == nil) == (validity.missingCount == 0))
      }
    }
  }

  @Test func `Numbers of few decimals are numbered by where they lie, with the same cells as before, and others as ever`() throws {
    for seed in 0..<60 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let scale = [1.0, 10, 100, 1000, 10_000][Int(seed) % 5]
      let odd: [Double] = [[], [], [-0.0], [.nan, .infinity], [1 / 3], [1e300], [0.00001]][Int(seed) % 7]
      let rows = [1, 300, 3000].randomElement(using: &random)!
      let numbers = (0..<rows).map { row -> Double? in
        if Int.random(in: 0..<10, using: &random) == 0 { return nil }
        // Behind those that are looked at first.
        if row > 270, let number = odd.randomElement(using: &random), Int.random(in: 0..<50, using: &random) == 0 { return number }
        return Double(Int.random(in: -2000...5000, using: &random)) / scale
      }
      let whole = Column("a", numbers: numbers)
      let column = TableLayouts.laidOut(try Table([whole]), &random).columns[0]
      let limits = QueryLimits(threads: Int.random(in: 1...3, using: &random))
      let byPlace = try DecimalCoding(column, codes: GroupCells(uninitialized: rows), limits: limits)?.numbered()
      let isEven = numbers.allSatisfy { number in number.map { !($0.sign == .minus && $0 == 0) && !odd.contains($0) && $0.isFinite } ?? true }
      if column.dictionary == nil { #expect((byPlace != nil) == (isEven && numbers.contains { $0 != nil }), "seed \(seed)") }
      do {
        let coded = try column.coded(within: limits)
        let (found, wanted) = (TableLayouts.cells(coded), TableLayouts.cells(whole))
        #expect(found.indices.allSatisfy { TableLayouts.agree(found[$0], wanted[$0]) } && found.count == rows, "seed \(seed)")
        #expect(coded.dictionary?.isSorted ?? false || odd.contains { $0.isNaN }, "seed \(seed)")
        #expect(Set(numbers.compactMap { $0 }.filter { !$0.isNaN }).count == (coded.dictionary?.count ?? -1) - numbers.count { $0?.isNaN ?? false }, "seed \(seed)")
      }
    }
  }

  @Test(arguments: [0, 1, 90, 4000]) func `A coded column has the same cells, each value once and in order`(rows: Int) throws {
    for seed in 0..<(rows > 1000 ? 5 : 25) as Range<UInt64> {
      var random = SeededGenerator(seed: seed &+ UInt64(rows) << 32)
      let made = try RandomTable(rows: max(1, rows), using: &random).table.selecting(rows: Array(0..<rows))
      for column in TableLayouts.laidOut(made, &random).columns {
        let coded = try column.coded(within: QueryLimits(threads: Int.random(in: 1...3, using: &random)))
        #expect(TableLayouts.cells(coded) == TableLayouts.cells(column), "seed \(seed): \(column.name)")
        let dictionary = try #require(coded.dictionary)
        let different = Set(TableLayouts.cells(column).filter { !$0.isMissing })
        if column.dictionary == nil { #expect(dictionary.count == different.count) }
        #expect(Set((0..<dictionary.count).map { dictionary.cell($0) }).count == dictionary.count)
        #expect(dictionary.isSorted || dictionary.count > Column.sortedDictionaryLimit)
      }
    }
  }

  @Test func `A coded column is the same on any number of threads`() throws {
    let rows = 600_000
    let numbers = Column("n", numbers: (0..<rows).map { Double(($0 &* 7919) % 100_003) / 8 }, presence: nil)
    let texts = Column("t", type: .text, chunks: [Chunk(.text(TextStore((0..<rows).lazy.map { "no \(($0 &* 31) % 70_001)" })))])
    for column in [numbers, texts] {
      let one = try column.coded(within: QueryLimits(threads: 1))
      let several = try column.coded(within: QueryLimits(threads: 3))
      for row in stride(from: 0, to: rows, by: 997) { #expect(one[row] == column[row] && several[row] == column[row]) }
      let (mine, theirs) = (try #require(one.dictionary), try #require(several.dictionary))
      #expect(mine.count == theirs.count && (0..<mine.count).allSatisfy { mine.cell($0) == theirs.cell($0) })
      #expect(throws: QueryError.cancelled) { try column.coded(within: QueryLimits { false }) }
      #expect(throws: QueryError.self) { try column.coded(within: QueryLimits(memoryBytes: 1000)) }
    }
  }

  @Test func `Equal values are one, whatever their bits: zeros, and letters in two spellings`() throws {
    let numbers = Column("n", numbers: [-0.0, 0.0, .nan, 1, .nan, nil]).coded()
    #expect(numbers.dictionary?.count == 4, "no number is equal to no other")
    #expect((0..<4).map { numbers[$0].number.map { $0.isNaN ? "none" : "\($0 == 0)" } } == ["true", "true", "none", "false"])
    let spellings = ["caf\u{E9}", "cafe\u{301}", "cafe", "K", "\u{212A}", ";", "\u{37E}", ""]
    let texts = TableLayouts.uncoded("t", spellings).coded()
    #expect(texts.dictionary?.count == 5)
    #expect(TableLayouts.cells(texts) == spellings.map { .text($0) })
  }

  @Test func `Rows that are gathered are those that were named, from any chunks, and none is missing for its reason`() throws {
    for seed in 0..<40 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let count = [1, 70, 900].randomElement(using: &random) ?? 1
      let table = TableLayouts.laidOut(try RandomTable(rows: count, using: &random).table, &random)
      let rows = (0..<Int.random(in: 0...1500, using: &random)).map { _ in Int.random(in: 0...count, using: &random) }
      let list = RowList<UInt32>(Buffer(rows.map { $0 == count ? RowList<UInt32>.none : UInt32($0) }), of: count)
      let limits = QueryLimits(threads: Int.random(in: 1...3, using: &random))
      let found = try Column.gathering(table.columns, list, absent: table.columns.map { _ in .lowReliability }, limits: limits)
      for (column, original) in zip(found, table.columns) {
        let wanted = rows.map { $0 == count ? .missing(.lowReliability) : original[$0] }
        #expect(TableLayouts.cells(column) == wanted, "seed \(seed): \(column.name)")
        let plain = rows.filter { $0 < count }
        #expect(TableLayouts.cells(original.selecting(plain)) == plain.map { original[$0] }, "seed \(seed): \(column.name)")
      }
    }
  }

  @Test func `A column in other chunks has the same cells`() throws {
    for seed in 0..<40 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let table = try RandomTable(rows: 300, using: &random).table
      for column in table.columns + [TableLayouts.uncoded(table.columns[0])] {
        let first = Int.random(in: 0...300, using: &random)
        let second = Int.random(in: 0...300 - first, using: &random)
        let lengths = [first, second, 300 - first - second]
        let divided = column.divided(lengths)
        #expect(divided.chunks.map(\.rowCount) == lengths)
        #expect(TableLayouts.cells(divided) == TableLayouts.cells(column), "seed \(seed): \(column.name)")
        #expect(divided.presence.countsByReason == column.presence.countsByReason)
        #expect(TableLayouts.cells(divided.divided([150, 150])) == TableLayouts.cells(column))
      }
    }
  }
}
