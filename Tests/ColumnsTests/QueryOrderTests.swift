import TestSupport
import Testing

@testable import Columns

/// Orders, windows, calendars, pivots and joins against oracles that go row by row, on random tables in every layout.
struct QueryOrderTests {
  private static let names = ["word", "area", "whole", "person", "number", "flag", "day", "moment"]

  private func limits(_ random: inout SeededGenerator) -> QueryLimits { QueryLimits(threads: Int.random(in: 1...3, using: &random)) }

  private func someNames(_ most: Int, _ random: inout SeededGenerator) -> [String] {
    Array(Self.names.shuffled(using: &random).prefix(Int.random(in: 0...most, using: &random)))
  }

  private func order(_ random: inout SeededGenerator) -> [Query.Order] {
    someNames(3, &random).map { Query.Order($0, descending: Bool.random(using: &random)) }
  }

  private func expect(_ found: Column, _ wanted: [Cell], _ words: @autoclosure () -> String) {
    let cells = TableLayouts.cells(found)
    let wrong = wanted.indices.first { !TableLayouts.agree(cells[$0], wanted[$0]) }
    #expect(wrong == nil && cells.count == wanted.count, "\(words()): row \(wrong ?? -1)")
  }

  @Test(arguments: [0, 1, 50, 6000]) func `Orders, and the first rows of them, are those of a plain sort`(rows: Int) throws {
    for seed in 0..<(rows > 1000 ? 6 : 40) as Range<UInt64> {
      var random = SeededGenerator(seed: seed &+ UInt64(rows) << 32)
      let made = try RandomTable(rows: max(1, rows), using: &random).table.selecting(rows: Array(0..<rows))
      let table = TableLayouts.laidOut(made, &random)
      let all = NaiveQuery.rows(of: table)
      for _ in 0..<4 {
        let order = order(&random)
        let wanted = NaiveQuery.order(all, by: order)
        #expect(try table.answer(Query().order(by: order), within: limits(&random)) == table.selecting(rows: wanted), "seed \(seed): \(order)")
        for count in [0, 1, 7, rows / 9, rows, .max] {
          let found = try table.answer(Query().order(by: order).limit(count), within: limits(&random))
          #expect(found.columns == table.selecting(rows: Array(wanted.prefix(count))).columns, "seed \(seed): first \(count) by \(order)")
          #expect(found.notes.count == (count < rows ? 1 : 0))
          let parts = someNames(2, &random)
          let kept = NaiveQuery.parts(all, by: parts).flatMap { part in
            NaiveQuery.order(part.map { all[$0] }, by: order).prefix(count).map { part[$0] }
          }
          let top = try table.answer(Query().top(count, per: parts, order: order), within: limits(&random))
          #expect(top.columns == table.selecting(rows: kept).columns, "seed \(seed): top \(count) of \(parts) by \(order)")
        }
      }
    }
  }

  @Test(arguments: ["", "case 2024-", "Ünïcode\u{0}"]) func `The first rows by texts that hardly repeat are those of a plain sort`(shared: String) throws {
    for seed in 0..<4 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let rows = 20_000
      let ends = ["", "\u{7F}", "\u{0}\u{0}", " long enough that more than eight bytes tell them apart", " x"]
      let texts = (0..<rows).map { row -> String in
        switch Int.random(in: 0..<400, using: &random) {
        case 0: String(shared.dropLast())
        case 1: "zz\(row)"
        case 2: shared
        case 3: ""
        default: shared + String(Int.random(in: 0..<1_000_000_000, using: &random), radix: 36) + (ends.randomElement(using: &random) ?? "")
        }
      }
      let isMissing = (0..<rows).map { _ in Int.random(in: 0..<50, using: &random) == 0 ? MissingReason.suppressed : nil }
      let column = Column("text", type: .text, chunks: [Chunk(.text(TextStore(texts)))], presence: seed % 2 == 0 ? nil : Presence(isMissing))
      let table = try Table([column, Column("number", integers: (0..<rows).map { $0 % 7 })])
      for descending in [false, true] {
        let order = [Query.Order("text", descending: descending), Query.Order("number", descending: true)]
        let wanted = NaiveQuery.order(NaiveQuery.rows(of: table), by: order)
        for count in [1, 3, 500, rows / 8] {
          // Letters beyond ASCII may be spelt in two ways.
          let isPlain = shared.utf8.allSatisfy { $0 < 0x80 }
          #expect((TextPrefixes(column, descending: descending, wanted: count, bits: 49) != nil) == isPlain, "\(count)")
          let found = try table.answer(Query().order(by: order).limit(count), within: limits(&random))
          #expect(found.columns == table.selecting(rows: Array(wanted.prefix(count))).columns, "seed \(seed): first \(count), \(descending), \((0..<min(3, count)).map { found.row($0) }) and not \(wanted.prefix(3).map { table.row($0) })")
        }
      }
    }
  }

  @Test(arguments: 0..<6 as Range<UInt64>) func `The first rows by numbers of any width are those of a plain sort, however they stand`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let rows = 12_000
    let awkward: [Double] = [.infinity, -.infinity, .nan, 0, -0.0, .leastNonzeroMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude]
    func isMissing() -> [MissingReason?] { (0..<rows).map { _ in Int.random(in: 0..<40, using: &random) == 0 ? .suppressed : nil } }
    var numbers = (0..<rows).map { _ in Int.random(in: 0..<300, using: &random) == 0 ? awkward.randomElement(using: &random) ?? 0 : Double.random(in: -1e3...1e3, using: &random) }
    var wholes = (0..<rows).map { _ in Int.random(in: seed % 2 == 0 ? -100...100 : Int.min / 4...Int.max / 4, using: &random) }
    if seed > 3 { (numbers, wholes) = (numbers.sorted(by: seed == 4 ? (<) : (>)), wholes.sorted(by: seed == 4 ? (<) : (>))) }
    let table = TableLayouts.laidOut(
      try Table([
        Column("number", numbers: numbers, presence: seed % 3 == 0 ? nil : Presence(isMissing())), Column("whole", integers: wholes, presence: seed % 3 == 1 ? nil : Presence(isMissing())),
        Column("row", integers: Array(0..<rows), presence: nil),
      ]), &random)
    let all = NaiveQuery.rows(of: table)
    for name in ["number", "whole"] {
      for descending in [false, true] {
        let order = [Query.Order(name, descending: descending)]
        let wanted = NaiveQuery.order(all, by: order)
        for count in [1, 3, 130, 1400] {
          let found = try table.answer(Query().order(by: order).limit(count), within: limits(&random))
          #expect(try (0..<count).map { try found.column("row")[$0] } == wanted.prefix(count).map { .integer($0) }, "first \(count) by \(name), \(descending)")
          let (first, isTie) = try TableInSteps(table).firstAndTie(count, by: order, within: QueryLimits())
          let key = try table.column(name)
          #expect(try first.column("row") == found.column("row") && isTie == (!key[wanted[count]].isMissing && key[wanted[count]] == key[wanted[count - 1]]), "\(count) by \(name)")
        }
      }
    }
  }

  @Test func `Texts of which most begin alike are put in order as a whole`() throws {
    let texts = (0..<20_000).map { $0 % 3 == 0 ? "the same beginning and then \($0)" : "\($0 &* 7919)" }
    let table = try Table([Column("text", type: .text, chunks: [Chunk(.text(TextStore(texts)))])])
    #expect(TextPrefixes(table.columns[0], descending: true, wanted: 10, bits: 49) == nil)
    for descending in [false, true] {
      let order = [Query.Order("text", descending: descending)]
      let wanted = NaiveQuery.order(NaiveQuery.rows(of: table), by: order).prefix(10)
      #expect(try table.answer(Query().order(by: order).limit(10)).columns == table.selecting(rows: Array(wanted)).columns)
    }
  }

  @Test(arguments: [1, 50, 6000]) func `The rows that tie with the last of a top are counted, whichever way it is found`(rows: Int) throws {
    for seed in 0..<(rows > 1000 ? 6 : 40) as Range<UInt64> {
      var random = SeededGenerator(seed: seed &+ UInt64(rows) << 32)
      let table = TableLayouts.laidOut(try RandomTable(rows: rows, using: &random).table, &random)
      let all = NaiveQuery.rows(of: table)
      for count in [1, 2, 7, rows / 2 + 1] {
        let name = ["whole", "person", "number", "flag", "day", "moment"].randomElement(using: &random) ?? "whole"
        let (order, parts) = ([Query.Order(name, descending: Bool.random(using: &random))], someNames(2, &random))
        let tied = NaiveQuery.parts(all, by: parts).reduce(0) { total, part in
          let ordered = NaiveQuery.order(part.map { all[$0] }, by: order).map { all[part[$0]][name] ?? .missing(.notAvailable) }
          guard ordered.count > count, !ordered[count - 1].isMissing else { return total }
          return total + ordered.dropFirst(count).prefix { !$0.isMissing && $0.number == ordered[count - 1].number && $0 == ordered[count - 1] }.count
        }
        let found = try table.top(count, per: parts, order: order, countsTies: true, limits: limits(&random))
        #expect(found.tied == tied, "seed \(seed): \(count) of \(parts) by \(order)")
      }
    }
  }

  @Test(arguments: [1, 40, 3000]) func `Windows are those of each part taken row by row`(rows: Int) throws {
    for seed in 0..<(rows > 1000 ? 3 : 30) as Range<UInt64> {
      var random = SeededGenerator(seed: seed &+ UInt64(rows) << 32)
      let table = TableLayouts.laidOut(try RandomTable(rows: rows, using: &random).table, &random)
      let all = NaiveQuery.rows(of: table)
      let kinds: [Query.Window.Kind] = [
        .rolling(rows: 1), .rolling(rows: Int.random(in: 2...9, using: &random)), .cumulative, .lag(rows: 1), .lag(rows: -3),
        .share, .rank(descending: Bool.random(using: &random)),
      ]
      for kind in kinds {
        var name = ["whole", "person", "number"].randomElement(using: &random) ?? "whole"
        if case .lag = kind { name = Self.names.randomElement(using: &random) ?? name }
        // A rank among many is quadratic here.
        var parts = someNames(2, &random)
        if rows > 1000, !parts.contains("person") { parts.append("person") }
        let window = Query.Window(kind, of: name, as: "made", within: parts, order: order(&random))
        for asked in [table, try table.ordered(by: window.parts.map { .init($0) } + window.order)] {
          let wanted = NaiveQuery.window(window, asked.rowCount == rows ? NaiveQuery.rows(of: asked) : all)
          let answer = try asked.answer(Query().window(window), within: limits(&random))
          expect(try answer.column("made"), wanted, "seed \(seed): \(window)")
          #expect(answer.columns.dropLast().elementsEqual(asked.columns))
        }
      }
    }
  }

  @Test func `A rolling sum over many numbers is that of each window by itself, however long the window`() throws {
    for seed in 0..<6 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let numbers = (0..<2000).map { _ in
        [Double.random(in: -1...1, using: &random), 1e16, -1e16, 3.5].randomElement(using: &random)! as Double?
      }
      let table = try Table([Column("v", numbers: numbers)])
      for length in [1, 2, 12, 365, 1999, 2000, 2001] {
        let found = try table.answer(Query().window(.init(.rolling(rows: length), of: "v", as: "w"))).column("w")
        for row in stride(from: 0, to: 2000, by: 37) {
          guard row + 1 >= length else {
            #expect(found[row] == .missing(.notAvailable))
            continue
          }
          // Large numbers take each other away, and the small ones are left.
          let window = numbers[(row - length + 1)...row].map { $0! }
          let large = window.filter { abs($0) > 1e15 }.reduce(0.0) { $0 + ($1 > 0 ? 1 : -1) }
          let wanted = large * 1e16 + window.filter { abs($0) < 1e15 }.reduce(0, +)
          #expect(abs((found[row].number ?? .nan) - wanted) <= 1e-9 * max(1, abs(wanted)), "seed \(seed), \(length) rows at \(row)")
        }
      }
    }
  }

  @Test(arguments: [CalendarUnit.month, .day, .week, .year]) func `A calendar has each span of each part once, and each row`(unit: CalendarUnit) throws {
    for seed in 0..<12 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let rows = Int.random(in: 1...60, using: &random)
      let spread = unit == .day ? 0..<90 : 0..<900
      let spans = (0..<rows).map { _ -> Cell in
        guard Int.random(in: 0..<8, using: &random) > 0 else { return .missing(.suppressed) }
        let day = CalendarDate(daysSince1970: 18_000 + Int32(Int.random(in: spread, using: &random)))
        return unit.cell(ofIndex: unit.index(of: day))
      }
      let made = try RandomTable(rows: rows, using: &random).table.adding(Column("span", cells: spans))
      let table = TableLayouts.laidOut(made, &random)
      let parts = Array(["word", "flag"].prefix(Int.random(in: 0...2, using: &random)))
      let calendar = Query.Calendar("span", unit: unit, within: parts, zeros: ["whole", "number"])
      let answer = try table.answer(Query().calendar(calendar), within: limits(&random))
      let known = spans.compactMap { unit.index(ofCell: $0) }
      guard let first = known.min(), let last = known.max() else {
        #expect(answer.columns == table.columns)
        continue
      }
      let all = NaiveQuery.rows(of: table)
      var wanted: [NaiveQuery.Row] = []
      for part in NaiveQuery.parts(all, by: parts) {
        for index in first...last {
          let mine = part.filter { unit.index(ofCell: spans[$0]) == index }
          wanted += mine.map { all[$0] }
          guard mine.isEmpty else { continue }
          var row = all[part[0]].mapValues { _ in Cell.missing(.notAvailable) }
          for name in parts { row[name] = all[part[0]][name] }
          (row["span"], row["whole"], row["number"]) = (unit.cell(ofIndex: index), .integer(0), .number(0))
          wanted.append(row)
        }
        wanted += part.filter { spans[$0].isMissing }.map { all[$0] }
      }
      #expect(answer.rowCount == wanted.count, "seed \(seed)")
      for column in answer.columns { expect(column, wanted.map { $0[column.name]! }, "seed \(seed): \(column.name)") }
    }
  }

  @Test func `A pivot of a grouped answer holds each value at its place`() throws {
    for seed in 0..<20 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let table = TableLayouts.laidOut(try RandomTable(rows: 300, using: &random).table, &random)
      let rows = ["flag", "word"].shuffled(using: &random).prefix(1).map { $0 }
      let heading = ["word", "day", "flag"].first { !rows.contains($0) } ?? "day"
      let long = try table.answer(Query().group(by: rows + [heading], [.mean(of: "number", as: "mean")]))
      let shuffled = long.selecting(rows: Array(0..<long.rowCount).shuffled(using: &random))
      let answer = try shuffled.answer(Query().pivot(rows: rows, column: heading, values: "mean"), within: limits(&random))
      let all = NaiveQuery.rows(of: shuffled)
      #expect(answer.columns[0] == (try shuffled.column(rows[0]).selecting(NaiveQuery.parts(all, by: rows).map { $0[0] })))
      for row in 0..<answer.rowCount {
        for column in answer.columns.dropFirst() {
          let place = all.first { $0[rows[0]] == answer.columns[0][row] && $0[heading]!.plainText == column.name }
          #expect(column[row] == place?["mean"] ?? .missing(.notAvailable), "seed \(seed)")
        }
      }
    }
  }

  @Test func `A join finds the row of each key, by one column or several of any type`() throws {
    for seed in 0..<40 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let rows = [3, 80, 700].randomElement(using: &random) ?? 3
      let made = try RandomTable(rows: rows, using: &random).table
      let names = Array(Self.names.shuffled(using: &random).prefix(Int.random(in: 1...4, using: &random)))
      let others = Self.names.filter { !names.contains($0) }.prefix(2)
      // Each key once, and some keys that no row has.
      let all = NaiveQuery.rows(of: made)
      let firsts = NaiveQuery.parts(all, by: names).map { $0[0] }
      let chosen = firsts.filter { _ in Int.random(in: 0..<4, using: &random) > 0 }.shuffled(using: &random)
      let other = TableLayouts.laidOut(made.selecting(rows: chosen), &random)
      let renamed = Table(checked: other.columns.map { $0.named("other \($0.name)") }, rowCount: other.rowCount)
      let table = TableLayouts.laidOut(made, &random)
      let join = Query().join(renamed, on: names, equal: names.map { "other \($0)" }, adding: others.map { "other \($0)" })
      let answer = try table.answer(join, within: limits(&random))
      for row in 0..<rows {
        let key = names.map { all[row][$0]! }
        let found = key.contains { $0.isMissing } ? nil : chosen.first { place in names.map { all[place][$0]! } == key }
        for name in others {
          let wanted = found.map { all[$0][name]! } ?? .missing(.notAvailable)
          #expect(try answer.column("other \(name)")[row] == wanted, "seed \(seed), row \(row), by \(names)")
        }
      }
    }
  }

  @Test func `A join by texts finds another spelling, and by numbers a whole number`() throws {
    let texts = ["caf\u{E9}", "\u{212A}elvin", "plain", "e", "\u{3A9}"]
    let other = try Table([
      Column("k", texts: ["cafe\u{301}", "Kelvin", "plain", "\u{E9}", "\u{2126}"]), Column("n", numbers: [1, 2, 2.5, .infinity, -0.0]),
      Column("v", integers: [0, 1, 2, 3, 4]),
    ])
    let found: [Cell] = [.integer(0), .integer(1), .integer(2), .missing(.notAvailable), .integer(4)]
    let numbers = Column("m", integers: [1, 2, 3, nil, 0])
    for column in [Column("t", texts: texts), TableLayouts.uncoded("t", texts)] {
      let table = try Table([column, numbers])
      #expect(TableLayouts.cells(try table.answer(Query().join(other, on: ["t"], equal: ["k"], adding: ["v"])).column("v")) == found)
      let both = try table.answer(Query().join(other, on: ["t", "m"], equal: ["k", "n"], adding: ["v"])).column("v")
      #expect(TableLayouts.cells(both) == [.integer(0), .integer(1), .missing(.notAvailable), .missing(.notAvailable), .integer(4)])
    }
  }

  @Test func `A join by keys of more than 64 bits together is still by each of them`() throws {
    let rows = 3000
    let columns = (0..<7).map { column in
      Column("k\(column)", integers: (0..<rows).map { ($0 &* 7919 &+ column &* 104_729) % rows }, presence: nil)
    }
    let other = try Table(columns + [Column("row", integers: Array(0..<rows), presence: nil)])
    let names = columns.map(\.name)
    let table = try Table(columns).selecting(rows: Array((0..<rows).reversed()))
    let answer = try table.answer(Query().join(other, on: names, adding: ["row"]), within: QueryLimits(threads: 2))
    #expect(TableLayouts.cells(try answer.column("row")) == (0..<rows).reversed().map { .integer($0) })
    let mixed = try table.adding(Column("k6", integers: (0..<rows).map { $0 % 2 == 0 ? -1 : ($0 &* 31) % rows }, presence: nil))
    let missed = try mixed.answer(Query().join(other, on: names, adding: ["row"])).column("row")
    #expect((0..<rows).filter { $0 % 2 == 0 }.allSatisfy { missed[$0] == .missing(.notAvailable) })
  }

  /// Keys that lie near each other have places of their own; others are parted.
  @Test(arguments: [1, 5000]) func `A join to a large table finds each key, and two rows of one key must say the same`(apart: Int) throws {
    let rows = 90_000
    let person = (0..<rows).map { $0 % 500 == 7 ? nil : ($0 &* 7919) % 100_003 * apart as Int? }
    let kind = (0..<rows).map { ["a", "b", "c"][$0 % 3] }
    let other = try Table([Column("p", integers: person), Column("k", texts: kind), Column("row", integers: Array(0..<rows), presence: nil)])
    let asked = (0..<120_000).map { ($0 &* 104_729) % 150_000 }
    let table = try Table([
      Column("p", integers: asked.map { $0 < rows ? person[$0] : -$0 }), Column("k", texts: asked.map { $0 < rows ? kind[$0] : "a" }),
    ])
    for threads in 1...3 {
      let join = Query().join(other, on: ["p", "k"], adding: ["row"])
      let found = try table.answer(join, within: QueryLimits(threads: threads)).column("row")
      let wrong = asked.indices.first { place in
        let row = asked[place]
        return found[place] != (row < rows && person[row] != nil ? .integer(row) : .missing(.notAvailable))
      }
      #expect(wrong == nil)
    }
    let twice = try Table.joined([other, other.selecting(rows: [rows - 1])])
    let join = Query().join(twice, on: ["p", "k"], adding: ["row"])
    #expect(try table.answer(join).column("row") == table.answer(Query().join(other, on: ["p", "k"], adding: ["row"])).column("row"))
    let differs = try Table.joined([other, other.selecting(rows: [rows - 1]).adding(Column("row", integers: [-5]))])
    #expect(throws: TableError.self) { try table.answer(Query().join(differs, on: ["p", "k"], adding: ["row"])) }
  }

  @Test func `Each step is refused before it takes more memory than it may, and stops when it is told to`() throws {
    let rows = 20_000
    let table = try Table([
      Column("a", texts: (0..<rows).map { "\($0 % 50)" }), Column("n", integers: (0..<rows).map { ($0 &* 7919) % rows }, presence: nil),
      Column("x", numbers: (0..<rows).map { Double($0) / 7 }, presence: nil),
      Column("month", texts: (0..<rows).map { "20\(10 + $0 % 12)-0\(1 + $0 % 9)" }),
    ])
    let other = try table.selecting(columns: ["a", "n", "x"])
    let queries: [(String, Query)] = [
      ("order", Query().order(by: [.init("x", descending: true)])), ("first", Query().order(by: [.init("x", descending: true)]).limit(5000)),
      ("top", Query().top(30, per: ["a"], order: [.init("x")])), ("rolling", Query().window(.init(.rolling(rows: 3), of: "x", as: "w", within: ["a"]))),
      ("lag", Query().window(.init(.lag(rows: 3), of: "x", as: "w", within: ["a"]))), ("calendar", Query().calendar(.init("month", unit: .month, within: ["a"], zeros: ["n"]))),
      ("pivot", Query().pivot(rows: ["n"], column: "a", values: "x")), ("join", Query().join(other, on: ["a", "n"], adding: ["x"])),
      ("choose", Query().derive("y", .choose([.init(when: .compare(column: "x", .greater, .number(3)), .column("n"))], otherwise: .value(.integer(0))))),
    ]
    for (name, query) in queries {
      let error = #expect(throws: QueryError.self, "\(name)") { try table.answer(query, within: QueryLimits(memoryBytes: 20_000)) }
      guard case .tooMuchMemory(let bytes, limit: 20_000, _) = error else {
        Issue.record("\(name) was not refused: \(String(describing: error))")
        continue
      }
      #expect(bytes > 20_000)
      #expect(throws: QueryError.deadlineExceeded, "\(name)") { try table.answer(query, within: QueryLimits(deadline: .now)) }
      #expect(throws: QueryError.cancelled, "\(name)") { try table.answer(query, within: QueryLimits(threads: 2) { false }) }
      #expect(throws: Never.self, "\(name)") { try table.answer(query, within: QueryLimits(memoryBytes: 1 << 28)) }
    }
  }
}
