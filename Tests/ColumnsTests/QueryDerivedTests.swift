import TestSupport
import Testing

@testable import Columns

/// Derived columns, and conditions on several columns and on text, against oracles that go row by row.
struct QueryDerivedTests {
  private struct Maker {
    var random: SeededGenerator
    let made: RandomTable

    mutating func pick<Value>(_ values: [Value]) -> Value { values.randomElement(using: &random)! }

    mutating func number(_ depth: Int) -> Expression {
      switch Int.random(in: 0..<(depth > 0 ? 14 : 3), using: &random) {
      case 9: .call(pick([.rounded(decimals: 0), .rounded(decimals: 1), .rounded(decimals: 4), .absolute, .floor, .ceiling]), [number(depth - 1)])
      case 10: .call(pick([.least, .greatest]), [number(depth - 1), number(depth - 1)])
      case 11: .call(.length, [text(depth - 1)])
      case 12: .call(.number, [.call(.last(1), [text(depth - 1)])])
      case 13: .when(condition(depth), number(depth - 1), otherwise: number(depth - 1))
      case 0: .column("whole")
      case 1: pick([.column("number"), .column("person")])
      case 2: .value(pick([.integer(3), .integer(-1), .number(0.5), .integer(0), .integer(.max), .missing(.lowReliability)]))
      case 3: Bool.random(using: &random) ? .part(pick(CalendarPart.allCases), of: date(depth - 1)) : .span(.year, of: date(depth - 1))
      case 4: choose(depth) { $0.number(depth - 1) }
      default: .arithmetic(number(depth - 1), pick(Expression.Operator.allCases), number(depth - 1))
      }
    }

    mutating func date(_ depth: Int) -> Expression {
      switch Int.random(in: 0..<(depth > 0 ? 6 : 2), using: &random) {
      case 4: .call(pick([.least, .greatest]), [.column("day"), .span(pick([.day, .week]), of: .column("moment"))])
      case 5: .call(.date, [pick([.column("word"), .value(.text("2020-02-29")), .value(.text("c"))])])
      case 0: .column("day")
      case 1: .column("moment")
      case 2: .span(pick([.day, .week]), of: date(depth - 1))
      default: pick([.column("day"), .value(.missing(.notAvailable))])
      }
    }

    mutating func text(_ depth: Int) -> Expression {
      switch Int.random(in: 0..<(depth > 0 ? 12 : 3), using: &random) {
      case 6:
        .call(
          pick([.lowercased, .uppercased, .trimmed, .first(2), .last(1), .withoutFirst(1), .withoutLast(2), .part(from: 2, count: 3), .replacing("a", with: "an a"), .replacing("E0", with: ""), .replacing("al", with: "xy"), .replacing("0", with: "000"), .replacing("aa", with: "a")]),
          [text(depth - 1)])
      case 7: .call(.joined, [text(depth - 1), .value(pick([.text("-"), .integer(7), .missing(.suppressed)]))])
      case 8: .call(.joined, [pick([.column("day"), .column("whole"), .column("flag"), .column("moment")]), text(depth - 1)])
      case 9: .when(condition(depth), text(depth - 1), otherwise: text(depth - 1))
      case 10, 11: .call(.joined, [text(depth - 1), text(depth - 1)])
      case 0: .column("word")
      case 1: .column("area")
      case 2: .value(pick([.text("other"), .text("alpha"), .text("Écho"), .missing(.suppressed)]))
      case 3: .span(pick([.month, .quarter, .financialYear, .academicYear]), of: date(depth - 1))
      case 4: .band(number(depth - 1), from: pick([[0], [0, 10, 18], [-1.5, 0.25, 300]]))
      default: choose(depth) { $0.text(depth - 1) }
      }
    }

    /// A number, which has a type even where every value is missing.
    mutating func some(_ depth: Int) -> Expression { .arithmetic(number(depth - 1), .plus, .value(.integer(1))) }

    /// A condition on columns, or on something that is made of them.
    mutating func condition(_ depth: Int) -> Predicate {
      switch Int.random(in: 0..<4, using: &random) {
      case 0: .of("made of numbers", some(depth), .compare(column: "made of numbers", pick(Predicate.Comparison.allCases), .number(3)))
      case 1:
        .of("one", some(depth), .of("other", .column("number"), .not(.compareColumns("one", .less, "other"))))
      case 2: .of("text", text(depth - 1), .or([.contains(column: "text", "al"), .isMissing(column: "text")]))
      default: made.predicate(&random, depth: 1)
      }
    }

    mutating func choose(_ depth: Int, _ value: (inout Maker) -> Expression) -> Expression {
      let branches = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        Expression.Branch(when: made.predicate(&random, depth: 1), value(&self))
      }
      return .choose(branches, otherwise: value(&self))
    }

    mutating func expression() -> Expression {
      switch Int.random(in: 0..<10, using: &random) {
      case 8: date(2)
      case 9: text(3)
      case 0, 1: number(2)
      case 2, 3: text(2)
      case 4: choose(1) { $0.pick([.column("flag"), .value(.boolean(true))]) }
      case 5: choose(1) { $0.pick([.column("day"), .value(.date(.init(daysSince1970: 3)))]) }
      case 6: choose(2) { maker in Bool.random(using: &maker.random) ? maker.number(1) : maker.text(1) }
      default: choose(1) { $0.pick([.column("moment"), .value(.missing(.notAvailable))]) }
      }
    }
  }

  private func expect(_ found: Column, _ wanted: (type: ColumnType, cells: [Cell]), _ words: @autoclosure () -> String) {
    #expect(found.type == wanted.type, "\(words())")
    let cells = TableLayouts.cells(found)
    let wrong = wanted.cells.indices.first { !TableLayouts.agree(cells[$0], wanted.cells[$0]) }
    #expect(wrong == nil && cells.count == wanted.cells.count, "\(words()): row \(wrong ?? -1) \(wrong.map { "\(cells[$0]) and not \(wanted.cells[$0])" } ?? "")")
  }

  @Test func `A rounded column has the places that it was rounded to, and keeps them in a group`() throws {
    let table = try Table([Column("n", numbers: [195_753.566, 2.5]), Column("few", integers: [1, 2]), Column("of", numbers: [3, 3])])
    let rounded = Expression.call(.rounded(decimals: 2), [.column("n")])
    for query in [Query().derive("r", rounded), Query().derive("r", rounded).group(by: ["r"], []), Query().derive("r", .call(.rounded(decimals: 2), [.arithmetic(.column("n"), .over, .column("of"))]))] {
      #expect(try table.answer(query).column("r").decimals == 2)
    }
    #expect(try table.answer(Query().derive("r", .call(.rounded(decimals: 2), [.column("few")]))).column("r").decimals == nil, "a whole number has none")
  }

  @Test func `A band of a sum that 64 bits do not hold is that of the number`() throws {
    let table = try Table([Column("a", integers: [.max, 1, nil, .min]), Column("b", integers: [.max, 2, 3, -1])])
    let sum = Expression.arithmetic(.column("a"), .plus, .column("b"))
    let answer = try table.answer(Query().derive("band", .band(sum, from: [0, 10])))
    #expect(TableLayouts.cells(try answer.column("band")) == [.text("10 and over"), .text("0 to 9"), .missing(.unspecified), .text("under 0")])
  }

  @Test func `Texts of which hardly two are the same are made as strings are: long ones, accents, ends of lines and missing ones among them`() throws {
    var random = SeededGenerator(seed: 27)
    let parts = ["ab", " ", "Ab", "é", "\r\n", "a", "E\u{301}", String(repeating: "a", count: 40_000), String(repeating: "b ", count: 9_000), "aab"]
    let long: Set<Int> = [7, 1500, 1501, 3999]
    let cells: [Cell] = (0..<4000).map { row in
      if Int.random(in: 0..<30, using: &random) == 0 { return .missing(.suppressed) }
      let some = parts.indices.filter { long.contains(row) || !(7...8).contains($0) && (row > 2000 || !(3...6).contains($0)) }
      return .text("\(row)" + (0..<Int.random(in: 0...5, using: &random)).map { _ in parts[some.randomElement(using: &random)!] }.joined())
    }
    var other = cells
    other.shuffle(using: &random)
    let columns = [("one", cells), ("other", other)].map { name, cells in
      let texts = TextStore(cells.map { $0.text ?? "left over" })
      return Column(
        name, type: .text, chunks: [Chunk(.text(texts))], presence: Presence(raw: cells.map { $0.isMissing ? MissingReason.suppressed.rawValue : 0 }))
    }
    let table = try Table(columns)
    let (one, two) = (Expression.column("one"), Expression.column("other"))
    let joined = Expression.call(.joined, [.call(.joined, [one, .value(.text(" / "))]), .call(.uppercased, [two])])
    let made: [Expression] = [
      joined, .call(.length, [joined]), .call(.length, [one]), .call(.lowercased, [.call(.withoutFirst(2), [joined])]), .call(.trimmed, [.call(.withoutLast(1), [one])]),
      .call(.replacing("a", with: "an a"), [two]), .call(.replacing("aa", with: ""), [joined]), .call(.replacing("ab", with: "ba"), [.call(.last(9), [one])]),
      .call(.part(from: 3, count: 4), [joined]), .call(.first(3), [.call(.replacing("A", with: "xyz"), [.call(.uppercased, [one])])]),
    ]
    for expression in made {
      let wanted: [Cell] = cells.indices.map { row in expression.cell { $0 == "one" ? cells[row] : other[row] } }
      for threads in [1, 2] {
        let answer = try table.answer(Query().derive("made", expression), within: QueryLimits(threads: threads))
        expect(try answer.column("made"), (expression.type { _ in .text } ?? .text, wanted), "\(expression)")
      }
    }
  }

  @Test(arguments: [1, 70, 5000]) func `A derived column is that of each row by itself, in type too, whatever the layout`(rows: Int) throws {
    for seed in 0..<(rows > 1000 ? 10 : 60) as Range<UInt64> {
      var random = SeededGenerator(seed: seed &+ UInt64(rows) << 32)
      let made = try RandomTable(rows: rows, using: &random)
      let plain = NaiveQuery.rows(of: made.table)
      let types = Dictionary(uniqueKeysWithValues: made.table.columns.map { ($0.name, $0.type) })
      var maker = Maker(random: random, made: made)
      for _ in 0..<8 {
        let expression = maker.expression()
        let wanted = NaiveQuery.derived(expression, plain, types)
        let table = TableLayouts.laidOut(made.table, &maker.random)
        let limits = QueryLimits(threads: Int.random(in: 1...3, using: &maker.random))
        do {
          let answer = try table.answer(Query().derive("made", expression), within: limits)
          expect(try answer.column("made"), wanted, "seed \(seed): \(expression)")
          // Another step over the derived column sees the same.
          let filter = Predicate.not(.isMissing(column: "made"))
          let kept = try table.answer(Query().derive("made", expression).filter(filter), within: limits)
          let present = wanted.cells.filter { !$0.isMissing }
          expect(try kept.column("made"), (wanted.type, present), "seed \(seed), filtered: \(expression)")
        } catch let error as PredicateError {
          // A text that a column never holds; the oracle has no such rule.
          guard case .unknownText = error else { throw error }
        }
      }
    }
  }

  @Test func `A choice has the type of its branches, even where one is never taken`() throws {
    let choice = Expression.choose([.init(when: .isMissing(column: "x"), .value(.text("none")))], otherwise: .column("x"))
    let number = Expression.choose([.init(when: .isMissing(column: "x"), .value(.number(0.5)))], otherwise: .column("x"))
    let sparse = Column("x", integers: [1, 40_000_000_000], presence: nil)
    for column in [Column("x", integers: [1, 2], presence: nil), sparse, Column("x", integers: [1, 2], presence: nil).coded()] {
      let table = try Table([column])
      let texts = try table.answer(Query().derive("y", choice)).column("y")
      #expect(texts.type == .text && texts[0] == .text("1"))
      let numbers = try table.answer(Query().derive("y", number)).column("y")
      #expect(numbers.type == .number && numbers[0] == .number(1))
      // A sum that no row has does not make numbers of those that rows have.
      let whole = Expression.arithmetic(.column("x"), .plus, .value(.integer(.max - 2)))
      let sums = try table.selecting(rows: [0]).answer(Query().derive("y", whole)).column("y")
      #expect(sums.type == .integer && sums[0] == .integer(.max - 1))
    }
    let none = try Table([Column("x", cells: [.missing(.suppressed)], typeWhereMissing: .integer)])
    #expect(try none.answer(Query().derive("y", .arithmetic(.column("x"), .plus, .column("x")))).column("y").type == .integer)
  }

  @Test(arguments: Predicate.Comparison.allCases) func `Columns compare as their cells do, of every pair of types`(comparison: Predicate.Comparison) throws {
    for seed in 0..<12 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let made = try RandomTable(rows: 700, using: &random).table
      let second = made.selecting(rows: Array(0..<700).shuffled(using: &random))
      let both = try Table(made.columns + second.columns.map { $0.named("other \($0.name)") })
      let table = TableLayouts.laidOut(both, &random)
      let rows = NaiveQuery.rows(of: both)
      for one in made.columns {
        for other in made.columns where one.type == other.type || one.number && other.number {
          let predicate = Predicate.compareColumns(one.name, comparison, "other \(other.name)")
          let wanted = rows.indices.filter { NaiveQuery.holds(predicate, rows[$0]) }
          let found = try table.answer(Query().filter(predicate), within: QueryLimits(threads: 2))
          #expect(found.columns == both.selecting(rows: wanted).columns, "seed \(seed): \(predicate)")
        }
      }
    }
  }

  @Test func `Text that is not kept once is looked at as strings are, letters beyond ASCII too`() throws {
    let pieces = ["alpha", "BETA", "Caf\u{E9}", "cafe\u{301}", "\u{212A}", "k", "\u{130}stanbul", "istanbul", "\r\n", "\n", " ", "’", "\u{1F1EC}\u{1F1E7}", "z", ";", "\u{37E}"]
    for seed in 0..<30 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let texts = (0..<120).map { _ -> String? in
        guard Int.random(in: 0..<10, using: &random) > 0 else { return nil }
        return (0..<Int.random(in: 0...7, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
      }
      let kept = Column("t", texts: texts)
      let table = try Table([TableLayouts.uncoded("t", texts), kept.named("kept")])
      let rows = NaiveQuery.rows(of: table)
      for _ in 0..<20 {
        let wanted = (0..<Int.random(in: 0...2, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
        let part = String(wanted.prefix(Int.random(in: 0...4, using: &random)))
        let whole = texts.randomElement(using: &random)!.map { Cell.text($0) } ?? .text("q")
        let conditions: [Predicate] = [
          .contains(column: "t", wanted), .begins(column: "t", with: wanted), .contains(column: "t", part), .begins(column: "t", with: part), .ends(column: "t", with: wanted), .ends(column: "t", with: part),
          .compare(column: "t", .equal, whole), .oneOf(column: "t", [whole, .text(wanted)]), .compareColumns("t", .equal, "kept"),
        ]
        for condition in conditions {
          let found = try table.answer(Query().filter(condition))
          let passing = rows.indices.filter { NaiveQuery.holds(condition, rows[$0]) }
          #expect(found.columns == table.selecting(rows: passing).columns, "seed \(seed): \(condition)")
        }
        // Which of two texts comes first is told by their scalars, however a letter is spelt.
        func isBefore(_ one: String, _ other: String) -> Bool { one.utf8.lexicographicallyPrecedes(other.utf8) }
        let orders: [(Predicate, (String) -> Bool)] = [
          (.compare(column: "t", .less, .text(wanted)), { isBefore($0, wanted) }),
          (.compare(column: "t", .lessOrEqual, .text(wanted)), { !isBefore(wanted, $0) }),
          (.compare(column: "t", .greater, .text(part)), { isBefore(part, $0) }),
          (.compare(column: "t", .greaterOrEqual, .text(part)), { !isBefore($0, part) }),
          (.between(column: "t", .text(part), .text(wanted)), { !isBefore($0, part) && !isBefore(wanted, $0) }),
        ]
        for (condition, passes) in orders {
          let found = try table.answer(Query().filter(condition))
          let passing = texts.indices.filter { texts[$0].map(passes) ?? false }
          #expect(found.columns == table.selecting(rows: passing).columns, "seed \(seed): \(condition)")
        }
      }
    }
  }

  @Test func `The band of a number is the same however many edges there are, and however far apart`() throws {
    var random = SeededGenerator(seed: 5)
    for kind in 0..<40 {
      let count = Int.random(in: 1...600, using: &random)
      let widths: [Double] = [0.1, 1, 100, 1e-9, 1e12]
      let (first, width) = (Double.random(in: -1e6...1e6, using: &random), widths[kind % widths.count])
      // Even, uneven by a little and by much.
      let unevenness: Double = [0, 0.2, 0.9][kind % 3]
      func edge(_ place: Int) -> Double {
        let off: Double = unevenness * Double.random(in: 0..<1, using: &random)
        return first + (Double(place) + off) * width
      }
      let edges = Set((0..<count).map(edge)).sorted()
      let bands = BandEdges(edges)
      var values: [Double] = [.infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0, -0.0]
      values += [first - width * 1e9, first + width * 1e9]
      for edge in edges { values += [edge, edge.nextDown, edge.nextUp, edge + width / 2] }
      for value in values {
        let below = edges.count { $0 <= value }
        #expect(bands.band(of: value) == below, "\(value) among \(count) from \(first) by \(width)")
      }
      #expect(bands.band(of: .nan) == 0)
    }
  }

  @Test(arguments: 0..<12) func `Of texts of ASCII no word is found that begins in one row and ends in the next`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let pieces = ["ab", "a", "B", "", "ba", "Abab", "\n"]
    let texts = (0..<Int.random(in: 60...700, using: &random)).map { _ -> String? in
      guard Int.random(in: 0..<9, using: &random) > 0 else { return nil }
      return (0..<Int.random(in: 0...4, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
    }
    let column = TableLayouts.uncoded("t", texts).divided([texts.count / 3, texts.count - texts.count / 3])
    let table = try Table([column, Column("n", integers: texts.indices.map { $0 % 7 })])
    let rows = NaiveQuery.rows(of: table)
    for wanted in ["ab", "aba", "bb", "a", "abab", "", "B"] {
      let tests: [Predicate] = [
        .contains(column: "t", wanted), .begins(column: "t", with: wanted), .ends(column: "t", with: wanted), .compare(column: "t", .equal, .text(wanted)),
        .oneOf(column: "t", [.text(wanted), .text("ab"), .text("Caf\u{E9}")]),
      ]
      for test in tests {
        // Of most rows, of few, and of those that fail.
        for condition in [test, .and([test, .compare(column: "n", .equal, .integer(3))]), .not(test)] {
          let found = try table.answer(Query().filter(condition))
          let passing = rows.indices.filter { NaiveQuery.holds(condition, rows[$0]) }
          #expect(found.columns == table.selecting(rows: passing).columns, "\(condition)")
        }
      }
    }
  }

  @Test(arguments: 0..<8) func `What is cut and joined of texts that are not kept once is what strings give`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let pieces = ["alpha", "BETA", " ", "\t", "Caf\u{E9}", "e\u{301}", "\r\n", "\n", "x", "12", "\u{1F1EC}\u{1F1E7}"]
    func column(_ name: String) -> Column {
      TableLayouts.uncoded(
        name,
        (0..<300).map { _ -> String? in
          guard Int.random(in: 0..<9, using: &random) > 0 else { return nil }
          return (0..<Int.random(in: 0...5, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
        }
      ).divided([100, 200])
    }
    let table = try Table([column("one"), column("other"), Column("few", texts: (0..<300).map { ["yes", "no", ""][$0 % 3] })])
    let parts: [Expression] = [.column("one"), .column("other"), .column("few"), .value(.text("-")), .value(.integer(7)), .value(.text("\u{E9}"))]
    for _ in 0..<60 {
      var made = parts[Int.random(in: 0..<3, using: &random)]
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let functions: [Expression.Function] = [.lowercased, .uppercased, .trimmed, .first(2), .last(3), .withoutFirst(2), .withoutLast(3), .withoutLast(.max), .first(.max), .last(.max), .part(from: 2, count: 3), .part(from: .max, count: .max)]
        made = Bool.random(using: &random) ? .call(.joined, [made, parts.randomElement(using: &random)!]) : .call(functions.randomElement(using: &random)!, [made])
      }
      for expression in [made, .call(.length, [made])] {
        let answer = try table.answer(Query().derive("made", expression)).column("made")
        let expected = (0..<300).map { row in expression.cell { name in (try? table.column(name)[row]) ?? .missing(.notAvailable) } }
        #expect(TableLayouts.cells(answer) == expected, "\(expression)")
      }
    }
  }

  @Test(arguments: [1, 3]) func `Different texts are numbered as they first come, whatever the threads and chunks`(threads: Int) throws {
    var random = SeededGenerator(seed: 5)
    // Some come again and again, and most hardly ever.
    let texts = (0..<100_000).map { _ -> String? in
      let number = Int.random(in: 0..<10, using: &random) == 0 ? Int.random(in: 0..<20, using: &random) : Int.random(in: 0..<400_000, using: &random)
      return Int.random(in: 0..<50, using: &random) == 0 ? nil : "person \(number)"
    }
    let column = TableLayouts.uncoded("t", texts).divided([1, 59_999, 40_000])
    let coded = try column.coded(within: QueryLimits(threads: threads))
    #expect(TableLayouts.cells(coded) == TableLayouts.cells(column))
    var places: [String: Int] = [:]
    for text in texts { if let text, places[text] == nil { places[text] = places.count } }
    #expect(coded.dictionary?.count == places.count)
    #expect((0..<texts.count).allSatisfy { row in texts[row].map { places[$0] == coded.code(row) } ?? true })
    let counts = try Table([column]).answer(Query().group(by: ["t"], [.count()]), within: QueryLimits(threads: threads))
    let known = Dictionary(grouping: texts.compactMap { $0 }, by: \.self).sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    #expect(TableLayouts.cells(counts.columns[0]).dropLast() == known.map { .text($0.key) }[...])
    #expect(TableLayouts.cells(counts.columns[1]).dropLast() == known.map { .integer($0.value.count) }[...])
  }

  @Test(arguments: 0..<40) func `Long texts hold a word wherever it stands`(place: Int) throws {
    let text = String(repeating: "ab", count: 40)
    let bytes = Array(text.utf8)
    let holding = String(decoding: bytes[..<place], as: UTF8.self) + "NeedLe" + String(decoding: bytes[place...], as: UTF8.self)
    for length in 1...6 {
      let word = String("needle".prefix(length))
      for (row, isFound) in [(holding, true), (text, false), (String(holding.prefix(place + length)), true), (String(holding.prefix(place + length - 1)), false)] {
        let table = try Table([TableLayouts.uncoded("t", [row])])
        #expect(try table.answer(Query().filter(.contains(column: "t", word))).rowCount == (isFound ? 1 : 0), "\(word) in \(row)")
      }
    }
  }
}

extension Column {
  fileprivate var number: Bool { type == .integer || type == .number }
}
