import Columns
import TestSupport
import Testing

struct QueryTests {
  /// A random table with missing values in every column.
  private func randomTable(_ generator: inout SeededGenerator) throws -> Table {
    let count = Int.random(in: 0...60, using: &generator)
    func cells(_ make: (inout SeededGenerator) -> Cell) -> [Cell] {
      (0..<count).map { _ in
        Int.random(in: 0..<6, using: &generator) == 0
          ? .missing(MissingReason.allCases.randomElement(using: &generator) ?? .unspecified) : make(&generator)
      }
    }
    let texts = cells { .text(["a", "b", "c", "d"].randomElement(using: &$0) ?? "a") }
    let whole = cells { .integer(Int.random(in: -5...5, using: &$0)) }
    let numbers = cells { .number(Double.random(in: -1...1, using: &$0)) }
    return try Table([Column("text", cells: texts), Column("whole", cells: whole), Column("number", cells: numbers)])
  }

  @Test func `A condition and its negation keep each row once`() throws {
    for seed in 0..<200 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let table = try randomTable(&generator)
      let predicates: [Predicate] = [
        .compare(column: "whole", .less, .integer(2)), .between(column: "number", .number(-0.5), .number(0.5)),
        .isMissing(column: "text"), .contains(column: "text", "A"),
        .or([.compare(column: "whole", .equal, .integer(0)), .isMissing(column: "number")]),
      ]
      for predicate in predicates where table.rowCount > 0 && table.columns[0].type == .text {
        guard table.columns[1].type == .integer, table.columns[2].type == .number else { continue }
        let kept = try predicate.mask(over: table), others = try Predicate.not(predicate).mask(over: table)
        #expect(zip(kept, others).allSatisfy { $0 != $1 }, "seed \(seed)")
      }
    }
  }

  @Test func `Groups agree with counting by hand`() throws {
    for seed in 0..<200 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let table = try randomTable(&generator)
      var query = Query()
      query.groupBy = ["text", "whole"]
      query.aggregates = [.init(.count, as: "n"), .init(.distinct, of: "whole", as: "different")]
      let answer = try table.answer(query)
      var counts: [[Cell]: Int] = [:]
      for row in 0..<table.rowCount { counts[[table.row(row)[0], table.row(row)[1]], default: 0] += 1 }
      #expect(answer.rowCount == counts.count, "seed \(seed)")
      for row in 0..<answer.rowCount {
        let cells = answer.row(row)
        #expect(cells[2] == .integer(counts[[cells[0], cells[1]]] ?? 0), "seed \(seed)")
        #expect(cells[3] == .integer(cells[1].isMissing ? 0 : 1), "seed \(seed)")
      }
    }
  }

  @Test func `Sums skip what is missing and count it, and nothing sums to no zero`() throws {
    let table = try Table([
      Column("group", texts: ["a", "a", "b", "b"]),
      Column("value", cells: [.number(1.5), .missing(.suppressed), .missing(.notAvailable), .missing(.suppressed)]),
      Column("whole", cells: [.integer(.max), .integer(.max), .integer(.min), .integer(1)]),
    ])
    var query = Query()
    query.groupBy = ["group"]
    query.aggregates = [
      .init(.sum, of: "value", as: "sum"), .init(.mean, of: "value", as: "mean"), .init(.sum, of: "whole", as: "whole_sum"),
      .init(.maximum, of: "whole", as: "most"), .init(.minimum, of: "whole", as: "least"),
    ]
    let answer = try table.answer(query)
    #expect(answer.row(0) == [.text("a"), .number(1.5), .number(1.5), .number(1.8446744073709552e19), .integer(.max), .integer(.max)])
    #expect(answer.row(1)[1] == .missing(.notAvailable))
    #expect(answer.notes.contains("sum: 3 missing values of \"value\" are left out"))
  }

  @Test func `One group of no rows counts zero, and groups of no rows are none`() throws {
    let table = try Table([Column("group", texts: []), Column("value", numbers: [])])
    var query = Query()
    query.aggregates = [.init(.count, as: "n")]
    #expect(try table.answer(query).row(0) == [.integer(0)])
    query.groupBy = ["group"]
    #expect(try table.answer(query).rowCount == 0)
  }

  @Test func `Rows are ordered by value with missing last, either way, and equal rows keep their order`() throws {
    let table = try Table([
      Column("value", cells: [.integer(2), .missing(.suppressed), .integer(1), .integer(2)]),
      Column("row", integers: [0, 1, 2, 3]),
    ])
    let missing = try Table([
      Column("value", cells: [.missing(.suppressed), .missing(.notAvailable), .missing(.suppressed), .integer(1)]),
      Column("row", integers: [0, 1, 2, 3]),
    ]).ordered(by: [.init("value")])
    #expect((0..<4).map { missing.row($0)[1] } == [.integer(3), .integer(0), .integer(1), .integer(2)], "missing is one kind")
    let rising = try table.ordered(by: [.init("value")])
    #expect((0..<4).map { rising.row($0)[1] } == [.integer(2), .integer(0), .integer(3), .integer(1)])
    let falling = try table.ordered(by: [.init("value", descending: true)])
    #expect((0..<4).map { falling.row($0)[1] } == [.integer(0), .integer(3), .integer(2), .integer(1)])
  }

  @Test func `A text that a column never holds is an error with the nearest`() throws {
    let table = try Table([Column("type", texts: ["Drugs", "Robbery"])])
    let error = #expect(throws: PredicateError.self) {
      try Predicate.compare(column: "type", .equal, .text("Drgs")).mask(over: table)
    }
    #expect(try #require(error).description.contains("did you mean \"Drugs\"?"))
  }

  @Test func `Tables come together by the names of their columns`() throws {
    let first = try Table([Column("a", texts: ["x", nil]), Column("b", integers: [1, 2])])
    let second = try Table([Column("b", numbers: [2.5]), Column("c", texts: ["y"])])
    let joined = try Table.joined([first, second])
    #expect(joined.row(0) == [.text("x"), .number(1), .missing(.notAvailable)])
    #expect(joined.row(2) == [.missing(.notAvailable), .number(2.5), .text("y")])
  }
}
