import Columns
import TestSupport
import Testing

@testable import Safeguarding

/// Small counts that a table hides before it is published.
struct SuppressionTests {
  private func suppressed(_ table: Table, _ names: [String], below: Int = 5, _ options: [(name: String, value: Value)] = []) throws -> Table {
    let value = try Operation.suppress.call(
      [.object(table), .list(names.map { .text($0) })], named: [("below", .integer(below))] + options)
    guard case .object(let object) = value else { throw TableError.badRequest("no table", expectation: nil) }
    return try #require(object as? Table)
  }

  /// A column of counts as it prints: `c` is suppressed and `x` not available.
  private func counts(_ text: String) -> [Cell] {
    text.split(separator: " ").map { word in
      Int(word).map { .integer($0) } ?? .missing(word == "c" ? .suppressed : .notAvailable)
    }
  }

  private func text(_ column: Column) -> String {
    (0..<column.count).map { column[$0] == .missing(.lowRoundsToZero) ? "low" : column[$0].plainText.filter { !"[]".contains($0) } }.joined(separator: " ")
  }

  @Test(arguments: [
    // The threshold itself stays, and so do zeros and what is missing for another reason.
    (text: "0 1 4 5 6 x c", options: [:], shows: "0 c c 5 6 x c"),
    (text: "0 1 4 5", options: ["zeros": .boolean(true)], shows: "c c c 5"),
    // One alone: the next smallest, the first of equals, goes with it, and a zero only where there is nothing else.
    (text: "3 0 40 12 12", options: ["within": .list([])], shows: "c 0 40 c 12"),
    (text: "0 3 0", options: ["within": .list([])], shows: "c c 0"),
    (text: "3", options: ["within": .list([])], shows: "c"),
    (text: "3 x", options: ["within": .list([])], shows: "c x"),
    (text: "9 0 8", options: ["within": .list([])], shows: "9 0 8"),
    // Two counts of 1 have a total of 2, three of 4 one of 12, and 1 and 2 one of 3, which may be 2 and 1.
    (text: "1 1 9 20", options: ["within": .list([])], shows: "c c c 20"),
    (text: "4 4 4 20", options: ["within": .list([])], shows: "c c c c"),
    (text: "1 2 9 20", options: ["within": .list([])], shows: "c c 9 20"),
    (text: "0 0 9 20", options: ["within": .list([]), "zeros": .boolean(true)], shows: "c c c 20"),
    // What was suppressed before counts, though nobody knows how large it is.
    (text: "c 9 20", options: ["within": .list([])], shows: "c c 20"),
    (text: "c 3 20", options: ["within": .list([])], shows: "c c 20"),
    // A row that is a total is a count like the others.
    (text: "3 12 40 55", options: ["within": .list([])], shows: "c c 40 55"),
    // Rounding comes last.
    (text: "0 4 5 7 8 13", options: ["round": .integer(5)], shows: "0 c 5 5 10 15"),
    (text: "0 4 5 14 15 16", options: ["round": .integer(20)], shows: "0 c low 20 20 20"),
  ] as [(text: String, options: [String: Value], shows: String)])
  func `Counts are hidden as the rule says`(text: String, options: [String: Value], shows: String) throws {
    let table = try Table([Column("n", cells: counts(text), unit: "children")])
    let answer = try suppressed(table, ["n"], options.map { ($0.key, $0.value) })
    #expect(self.text(answer.columns[0]) == shows)
    #expect(answer.columns[0].unit == "children" && answer.columns[0].type == .integer)
  }

  private let regions = try! Table([
    Column("region", texts: ["North", "North", "North", "South", "South", "East"]),
    Column("boys", cells: [.integer(3), .integer(20), .integer(9), .integer(2), .integer(4), .integer(1)]),
    Column("girls", cells: [.integer(6), .integer(30), .integer(8), .integer(0), .integer(7), .integer(90)]),
    Column("rate", numbers: [1.5, 2, 3, 4, nil, 6], decimals: 1),
  ])

  @Test func `Each part has a total of its own, and the notes tell what was done and what tells still`() throws {
    let answer = try suppressed(regions, ["boys", "girls"], [("within", .text("region")), ("also", .text("rate"))])
    #expect(try text(answer.column("boys")) == "c 20 c c c c")
    #expect(try text(answer.column("girls")) == "6 30 8 0 7 90")
    #expect(try (0..<6).map { try answer.column("rate")[$0] } == [
      .missing(.suppressed), .number(2), .missing(.suppressed), .missing(.suppressed), .missing(.unspecified), .missing(.suppressed),
    ])
    #expect(answer.reasons == [
      "boys, girls: 4 of 12 counts are from 1 to 4, suppressed",
      "boys, girls: 1 more is suppressed, the next smallest where a total by region would tell",
      "boys, girls: these totals still tell, for want of another count, and are not to be published: East of boys",
      "rate: suppressed in 4 rows in which a count is",
    ])
  }

  @Test func `The columns of a row may have a total too`() throws {
    let answer = try suppressed(regions, ["boys", "girls"], [("within", .text("region")), ("across", .boolean(true))])
    #expect(try text(answer.column("boys")) == "c 20 c c c c")
    #expect(try text(answer.column("girls")) == "c 30 c c c c")
    #expect(answer.notes.contains("boys, girls: these totals still tell, for want of another count, and are not to be published: East of boys; East of girls"))
  }

  @Test func `Columns that look as if they told a count are named, and so is a total of all rows`() throws {
    let table = try Table([Column("n", integers: [3, 9, 20]), Column("n_share", numbers: [0.1, 0.3, 0.6]), Column("year", integers: [1, 2, 3])])
    #expect(try suppressed(table, ["n"]).notes == [
      "n: 1 of 3 counts is from 1 to 4, suppressed",
      "n: a total of all rows would tell what is suppressed; within = {} suppresses the next smallest too before it is published",
      "n_share: left as it is; if made of the counts it may tell them: also = {\"n_share\"} suppresses in the same rows before it is published",
    ])
    #expect(try suppressed(table, ["n"], below: 3).notes == ["n: none of 3 counts is from 1 to 2, suppressed"])
  }

  @Test func `A total of the other counts is told where rows with all counts show it, and in no other table`() throws {
    func notes(_ total: [Int?], _ b: [Int?] = [1, 30, 40]) throws -> [String] {
      let columns = [("a", [5, 20, 3] as [Int?]), ("b", b), ("total", total)].map { name, values in
        Column(name, cells: values.map { $0.map { .integer($0) } ?? .missing(.notAvailable) }, unit: "rows", typeWhereMissing: .integer)
      }
      return try suppressed(try Table(columns), ["a"]).notes
    }
    let sum = "total: it is the sum of the counts of its row and tells the one that is suppressed; drop(\"total\") before it is published"
    #expect(try notes([6, 50, 43]).contains(sum))
    #expect(try notes([6, 50, 43]).contains("\"b\": 1 count below 5 is left; name these columns too, with across = true, before it is published"))
    #expect(try notes([6, 50, nil]).contains(sum))
    #expect(try !notes([6, 51, 43]).contains(sum))
    #expect(try !notes([6, 50, 43], [nil, nil, nil]).contains(sum))
  }

  @Test func `An order of the rows that tells which hidden count is the larger is told, and so is a copy of the counts`() throws {
    let sorted = try Table([Column("n", integers: [50, 40, 2, 1]), Column("cases", integers: [50, 40, 2, 1]), Column("year", integers: [1, 2, 3, 4])])
    let answer = try suppressed(sorted, ["n"], [("within", .list([]))])
    #expect(try text(answer.column("n")) == "50 40 c c")
    #expect(answer.notes.contains("cases: left as it is; if made of the counts it may tell them: also = {\"cases\"} suppresses in the same rows before it is published"))
    #expect(answer.notes.contains("n: the rows stand in its order, which tells of two hidden counts which is the larger: sort by another column before it is published"))
    let mixed = try suppressed(sorted.selecting(rows: [2, 0, 3, 1]), ["n"])
    #expect(!mixed.notes.contains { $0.contains("stand in its order") })
  }

  @Test func `Whole numbers in a column of numbers are counts, and stay numbers`() throws {
    let answer = try suppressed(Table([Column("n", numbers: [3, 12, nil], decimals: 0)]), ["n"], [("round", .integer(5))])
    #expect((0..<3).map { answer.columns[0][$0] } == [.missing(.suppressed), .number(10), .missing(.unspecified)])
  }

  @Test func `What cannot be a count or a rule is refused`() throws {
    let table = try Table([
      Column("n", integers: [3, -2]), Column("rate", numbers: [3, 0.5]), Column("name", texts: ["a", "b"]), Column("ok", integers: [1, 9]), Column("huge", numbers: [1e300, .infinity]),
    ])
    func message(_ names: [String], _ below: Int = 5, _ options: [(name: String, value: Value)] = []) -> String {
      do { return try suppressed(table, names, below: below, options).words } catch { return "\(error)" }
    }
    #expect(message(["n"]).contains("column: \"n\" has -2 in row 2"))
    #expect(message(["rate"]).contains("column: \"rate\" has 0.5 in row 2"))
    #expect(message(["huge"]).contains("in row 1"))
    #expect(message(["name"]).contains("column \"name\" holds text"))
    #expect(message(["none"]).contains("there is no column \"none\""))
    #expect(message([]).contains("no column is named"))
    #expect(message(["ok"], 2).contains("below: 2 hides no two different counts"))
    #expect(message(["ok", "ok"]).contains("\"ok\" is named twice"))
    #expect(message(["ok"], 5, [("within", .text("ok"))]).contains("\"ok\" is named twice"))
    #expect(message(["ok"], 5, [("within", .text("nme"))]).contains("there is no column \"nme\""))
    #expect(message(["ok"], 5, [("also", .text("zzz"))]).contains("there is no column \"zzz\""))
    #expect(message(["ok"], 5, [("round", .integer(0))]).contains("round: it is 0"))
    #expect(message(["ok"], .max, [("within", .list([])), ("across", .boolean(true))]) == "2 rows of n, rate, name, ok, huge")
    #expect(try suppressed(Table([Column("n", integers: [])]), ["n"], [("within", .list([]))]).rowCount == 0)
  }

  // MARK: Against an oracle

  /// Whether the total of a line tells what is hidden: only one choice of counts that the rule hides adds up to it. It tries them all.
  private func isTold(_ hidden: [Int], of choices: ClosedRange<Int>) -> Bool {
    var ways = [0: 1]
    for _ in hidden {
      var more: [Int: Int] = [:]
      for (sum, count) in ways { for choice in choices { more[sum + choice, default: 0] += count } }
      ways = more
    }
    return hidden.count == 1 || !hidden.isEmpty && ways[hidden.reduce(0, +)] == 1
  }

  /// What is left of the counts of one part.
  private func naive(_ part: [Cell], below: Int, zeros: Bool) -> [Cell] {
    let least = zeros ? 0 : 1
    var answer = part.map { cell in cell.number.map { (least..<below).contains(Int($0)) } == true ? .missing(.suppressed) : cell }
    let hidden = answer.indices.filter { answer[$0] == .missing(.suppressed) }
    let known = hidden.compactMap { part[$0].number.map { Int($0) } }
    let isTold = known.count == hidden.count ? isTold(known, of: least...(below - 1)) : hidden.count == 1
    let others = answer.indices.filter { !answer[$0].isMissing }.sorted {
      let (one, other) = (answer[$0].number ?? 0, answer[$1].number ?? 0)
      return one == other ? $0 < $1 : one == 0 || other == 0 ? other == 0 : one < other
    }
    let onlyZeros = known.count == hidden.count && known.allSatisfy { $0 == 0 }
    if isTold, let other = others.first, !onlyZeros || answer[other].number != 0 { answer[other] = .missing(.suppressed) }
    return answer
  }

  private func randomTable(using generator: inout SeededGenerator, columns: Int) throws -> Table {
    let rows = Int.random(in: 0...14, using: &generator)
    let small = Bool.random(using: &generator)
    let counts = (0..<columns).map { column in
      Column("n\(column)", cells: (0..<rows).map { _ in
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: .missing([.suppressed, .notAvailable, .unspecified].randomElement(using: &generator) ?? .unspecified)
        case 1, 2: .integer(0)
        case 3 where small, 4 where small: .integer(1)
        default: .integer(Int.random(in: 0...12, using: &generator))
        }
      }, typeWhereMissing: .integer)
    }
    return try Table([Column("part", texts: (0..<rows).map { _ in ["a", "b", "c", nil].randomElement(using: &generator) ?? nil })] + counts)
  }

  @Test(arguments: 0..<300) func `Of totals in one direction the answer is that of an oracle that tries all counts`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let table = try randomTable(using: &generator, columns: 1)
    let (below, zeros) = (Int.random(in: 3...8, using: &generator), Bool.random(using: &generator))
    let answer = try suppressed(table, ["n0"], below: below, [("within", .text("part")), ("zeros", .boolean(zeros))])
    for part in Set((0..<table.rowCount).map { table.columns[0][$0] }) {
      let rows = (0..<table.rowCount).filter { table.columns[0][$0] == part }
      #expect(rows.map { answer.columns[1][$0] } == naive(rows.map { table.columns[1][$0] }, below: below, zeros: zeros), "seed \(seed)")
    }
    let again = try suppressed(answer, ["n0"], below: below, [("within", .text("part")), ("zeros", .boolean(zeros))])
    let isToldStill = answer.notes.contains { $0.contains("still tell") }
    if !isToldStill { #expect(text(again.columns[1]) == text(answer.columns[1]), "seed \(seed)") }
  }

  @Test(arguments: 0..<300) func `Of totals in both directions none tells by itself, and nothing else is changed`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let table = try randomTable(using: &generator, columns: Int.random(in: 2...4, using: &generator))
    let (below, zeros) = (Int.random(in: 3...6, using: &generator), Bool.random(using: &generator))
    let columns = Array(1..<table.columns.count)
    let answer = try suppressed(
      table, columns.map { table.columns[$0].name }, below: below, [("within", .text("part")), ("across", .boolean(true)), ("zeros", .boolean(zeros))])
    let least = zeros ? 0 : 1
    for column in columns {
      for row in 0..<table.rowCount {
        let (before, after) = (table.columns[column][row], answer.columns[column][row])
        if let count = before.number, (least..<below).contains(Int(count)) { #expect(after == .missing(.suppressed), "seed \(seed)") }
        #expect(after == before || !before.isMissing && after == .missing(.suppressed), "seed \(seed)")
      }
    }
    let parts = Set((0..<table.rowCount).map { table.columns[0][$0] })
    let lines = (0..<table.rowCount).map { row in columns.map { ($0, row) } }
      + columns.flatMap { column in parts.map { part in (0..<table.rowCount).filter { table.columns[0][$0] == part }.map { (column, $0) } } }
    for line in lines {
      let hidden = line.filter { answer.columns[$0.0][$0.1] == .missing(.suppressed) }.map { table.columns[$0.0][$0.1].number.map { Int($0) } }
      let shown = line.compactMap { answer.columns[$0.0][$0.1].number }
      let smalls = hidden.compactMap { $0 }.filter { $0 < below }
      let isTold = hidden.count == 1 || smalls.count == hidden.count && !smalls.contains(0) && isTold(smalls, of: 1...(below - 1))
      // Where a count is told all the same there is no other, but for zeros beside a hidden zero.
      if isTold && !zeros { #expect(shown.allSatisfy { $0 == 0 } && (shown.isEmpty || hidden == [0]), "seed \(seed): \(hidden) \(shown)") }
      if hidden.count == 1 { #expect(shown.allSatisfy { $0 == 0 }, "seed \(seed)") }
    }
  }
}
