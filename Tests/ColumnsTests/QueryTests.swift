import TestSupport
import Testing

@testable import Columns

struct QueryTests {
  @Test func `A sum says why values are left out, and which groups it has only a part of`() throws {
    let table = try Table([
      Column("lacking", texts: ["a", "a", "b", "b", "c", nil]),
      Column("value", cells: [.integer(1), .missing(.suppressed), .integer(2), .integer(3), .missing(.suppressed), .missing(.notApplicable)]),
      Column("blank", cells: [.integer(1), .missing(.unspecified), .integer(2), .integer(3), .integer(4), .integer(5)]),
    ])
    func notes(_ query: Query) throws -> [String] { try table.answer(query).notes }
    let bySum = Query().group(by: ["lacking"], [.sum(of: "value", as: "s"), .mean(of: "value", as: "m"), .sum(of: "blank", as: "t")])
    #expect(
      try notes(bySum) == [
        "s: 3 missing values of \"value\" are left out (2 suppressed, 1 not applicable)",
        "m: 3 missing values of \"value\" are left out (2 suppressed, 1 not applicable)",
        "t: 1 missing value of \"blank\" is left out", "1 of 4 groups lack some values of \"value\": a",
      ])
    // The reasons are those of the rows that were asked for.
    #expect(
      try notes(Query().filter(.compare(column: "lacking", .equal, .text("c"))).group(by: [], [.sum(of: "value", as: "s")]))
        == ["s: 1 missing value of \"value\" is left out (suppressed)"])
    #expect(try notes(Query().filter(.compare(column: "lacking", .equal, .text("b"))).group(by: ["lacking"], [.sum(of: "value", as: "s")])) == [])
  }

  @Test func `Sums skip what is missing and count it, and nothing sums to no zero`() throws {
    let table = try Table([
      Column("group", texts: ["a", "a", "b", "b"]),
      Column("value", cells: [.number(1.5), .missing(.suppressed), .missing(.notAvailable), .missing(.suppressed)]),
      Column("whole", cells: [.integer(.max), .integer(.max), .integer(.min), .integer(1)]),
    ])
    let query = Query().group(
      by: ["group"],
      [
        .sum(of: "value", as: "sum"), .mean(of: "value", as: "mean"), .sum(of: "whole", as: "whole_sum"),
        .maximum(of: "whole", as: "most"), .minimum(of: "whole", as: "least"),
      ])
    let answer = try table.answer(query)
    #expect(answer.row(0) == [.text("a"), .number(1.5), .number(1.5), .number(1.8446744073709552e19), .integer(.max), .integer(.max)])
    #expect(answer.row(1)[1] == .missing(.notAvailable))
    #expect(answer.notes.contains("sum: 3 missing values of \"value\" are left out (2 suppressed, 1 not available)"))
  }

  @Test(arguments: [true, false]) func `Numbers of all rows come to what they come to one by one, and no number is neither least nor most`(areFiltered: Bool) throws {
    var random = SeededGenerator(seed: 3)
    for special in [nil, Double.nan, .infinity, -.infinity] {
      let numbers = (0..<777).map { row in row == 400 ? special ?? 0.1 : Double.random(in: -1e9...1e9, using: &random) }
      let missing = (0..<777).map { $0 % 200 > 150 ? MissingReason.suppressed : nil }
      let table = try Table([
        Column("value", numbers: numbers, presence: Presence(missing)).divided([70, 707]),
        Column("row", integers: Array(0..<777)),
      ])
      let condition: Predicate = areFiltered ? .not(.compare(column: "row", .equal, .integer(65))) : .all
      let kept = (0..<777).filter { missing[$0] == nil && (!areFiltered || $0 != 65) }.map { numbers[$0] }
      let answer = try table.answer(
        Query().filter(condition).group([
          .sum(of: "value", as: "sum"), .mean(of: "value", as: "mean"), .minimum(of: "value", as: "least"), .maximum(of: "value", as: "most"),
        ])
      ).row(0)
      let sum = kept.reduce(0, +)
      let expected: [Cell] = [
        .number(sum), .number(sum / Double(kept.count)), .number(kept.filter { !$0.isNaN }.min()!), .number(kept.filter { !$0.isNaN }.max()!),
      ]
      #expect(zip(answer, expected).allSatisfy(TableLayouts.agree), "\(String(describing: special)): \(answer) and not \(expected)")
    }
  }

  @Test func `One group of no rows counts zero, and groups of no rows are none`() throws {
    let table = try Table([Column("group", texts: []), Column("value", numbers: [])])
    #expect(try table.answer(Query().group([.count()])).row(0) == [.integer(0)])
    #expect(try table.answer(Query().group(by: ["group"], [.count()])).rowCount == 0)
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

  @Test func `A calendar is not filled in within its own column`() throws {
    let table = try Table([Column("month", texts: ["2024-01", "2024-03"]), Column("n", integers: [1, 2])])
    let calendar = Query.Calendar("month", unit: .month, within: ["month"], zeros: ["n"])
    #expect(throws: TableError.self) { try table.answer(Query().calendar(calendar)) }
  }

  @Test func `A text that a column never holds is an error with the nearest`() throws {
    let table = try Table([Column("type", texts: ["Drugs", "Robbery"])])
    let error = #expect(throws: PredicateError.self) {
      try table.answer(Query().filter(.compare(column: "type", .equal, .text("Drgs"))))
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
