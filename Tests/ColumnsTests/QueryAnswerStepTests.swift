import TestSupport
import Testing

@testable import Columns

/// What is done to the rows of an answer: windows, calendars, pivots and orders, and what groups say of odd numbers.
struct QueryAnswerStepTests {
  private let none = Cell.missing(.notAvailable)

  private func cells(_ table: Table, _ name: String) throws -> [Cell] {
    let column = try table.column(name)
    return (0..<table.rowCount).map { column[$0] }
  }

  /// Rows of two parts in no order, some values missing.
  private func series(_ random: inout SeededGenerator, isWhole: Bool) throws -> Table {
    let count = Int.random(in: 0...30, using: &random)
    let values = (0..<count).map { _ -> Cell in
      guard Int.random(in: 0..<6, using: &random) > 0 else { return .missing(Bool.random(using: &random) ? .suppressed : .lowReliability) }
      let value = Int.random(in: -3...6, using: &random)
      return isWhole ? .integer(value) : .number(Double(value) / 4)
    }
    return try Table([
      Column("part", texts: (0..<count).map { _ in ["a", "b", nil].randomElement(using: &random)! }),
      Column("at", integers: Array(0..<count).shuffled(using: &random), presence: nil),
      Column("v", cells: values, typeWhereMissing: isWhole ? .integer : .number),
    ])
  }

  @Test(arguments: [true, false]) func `Windows are those of each part taken row by row in its order`(isWhole: Bool) throws {
    for seed in 0..<60 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let table = try series(&random, isWhole: isWhole)
      let (parts, at, values) = (try cells(table, "part"), try cells(table, "at"), try cells(table, "v"))
      func made(_ numbers: Double) -> Cell { isWhole ? .integer(Int(numbers)) : .number(numbers) }
      let kinds: [Query.Window.Kind] = [
        .rolling(rows: 1), .rolling(rows: 3), .rolling(rows: .max), .cumulative, .lag(rows: 1), .lag(rows: -2), .lag(rows: 99),
        .lag(rows: .min), .lag(rows: .max), .lag(rows: 0), .rank(descending: true), .rank(descending: false), .share,
      ]
      for kind in kinds {
        let window = Query.Window(kind, of: "v", as: "w", within: ["part"], order: [.init("at")])
        let found = try cells(table.answer(Query().window(window)), "w")
        for row in 0..<table.rowCount {
          let mine = (0..<table.rowCount).filter { parts[$0] == parts[row] }.sorted { at[$0].number! < at[$1].number! }
          let place = mine.firstIndex(of: row)!
          let present = mine.compactMap { values[$0].number }
          var wanted = values[row]
          switch kind {
          case .rolling(let rows):
            if rows > place + 1 {
              wanted = none
            } else {
              let last = mine[(place - rows + 1)...place]
              wanted = last.last { values[$0].isMissing }.map { values[$0] } ?? made(last.reduce(0) { $0 + values[$1].number! })
            }
          case .lag(let rows):
            let (other, overflow) = place.subtractingReportingOverflow(rows)
            wanted = !overflow && mine.indices.contains(other) ? values[mine[other]] : none
          case .cumulative where !wanted.isMissing: wanted = made(mine[...place].reduce(0) { $0 + (values[$1].number ?? 0) })
          case .rank(let descending) where !wanted.isMissing:
            wanted = .integer(1 + present.count { descending ? $0 > values[row].number! : $0 < values[row].number! })
          case .share where !wanted.isMissing:
            let total = present.reduce(0, +)
            wanted = total == 0 ? .missing(.notApplicable) : .number(values[row].number! / total)
          default: break
          }
          #expect(found[row] == wanted, "seed \(seed), row \(row), \(kind)")
        }
      }
    }
  }

  @Test func `Windows refuse what is no number of rows, and large whole numbers have places of their own`() throws {
    let table = try Table([Column("v", integers: [Int.max, Int.max - 1, Int.max], presence: nil)])
    for rows in [0, -1, Int.min] {
      #expect(throws: TableError.self) { try table.answer(Query().window(.init(.rolling(rows: rows), of: "v", as: "w"))) }
    }
    let ranked = try table.answer(Query().window(.init(.rank(descending: false), of: "v", as: "w")))
    #expect(try cells(ranked, "w") == [.integer(2), .integer(1), .integer(2)])
    let sums = try table.answer(Query().window(.init(.cumulative, of: "v", as: "w")))
    #expect(try cells(sums, "w") == [.integer(.max), .missing(.notApplicable), .missing(.notApplicable)])
    let lagged = try table.answer(Query().window(.init(.lag(rows: 5), of: "v", as: "w")).derive("x", .arithmetic(.column("w"), .plus, .column("v"))))
    #expect(try cells(lagged, "x") == [none, none, none], "a column of nothing is still one of numbers")
  }

  @Test func `A calendar has each span for each part, in order, with rows of no span last`() throws {
    let months: [String?] = ["2024-03", "2023-12", nil, "2024-01", "2024-03", "2024-03"]
    let texts = ["a", "a", "a", "b", "b", "b"]
    let table = try Table([
      Column("month", texts: months), Column("part", texts: texts), Column("n", integers: Array(1...6), presence: nil),
      Column("mean", numbers: (1...6).map { Double($0) + 0.5 }, presence: nil), Column("word", texts: texts),
    ])
    let answer = try table.answer(Query().calendar(.init("month", unit: .month, within: ["part"], zeros: ["n"])))
    let text: [String?] = ["2023-12", "2024-01", "2024-02", "2024-03", nil, "2023-12", "2024-01", "2024-02", "2024-03", "2024-03"]
    #expect(try cells(answer, "month").map(\.text) == text)
    #expect(try cells(answer, "n") == [2, 0, 0, 1, 3, 0, 4, 0, 5, 6].map { .integer($0) })
    #expect(try cells(answer, "part").map(\.text) == Array(repeating: "a", count: 5) + Array(repeating: "b", count: 5))
    let isAdded = [false, true, true, false, false, true, false, true, false, false]
    #expect(try cells(answer, "mean").map { $0 == none } == isAdded)
    #expect(try cells(answer, "word").map { $0 == none } == isAdded)
    #expect(throws: TableError.self) { try table.answer(Query().calendar(.init("month", unit: .quarter, zeros: []))) }
    #expect(throws: TableError.self) { try table.answer(Query().calendar(.init("month", unit: .month, zeros: ["word"]))) }
    let empty = table.selecting(rows: [])
    #expect(try empty.answer(Query().calendar(.init("month", unit: .month, zeros: ["n"]))) == empty)
  }

  @Test func `A pivot's columns stand as groups do, those of missing values by their reasons`() throws {
    let table = try Table([
      Column("head", cells: [.missing(.notAvailable), .text("b"), .missing(.suppressed), .missing(.notApplicable), .text("a"), .missing(.unspecified)]),
      Column("v", integers: Array(1...6)),
    ])
    let groups = try table.answer(Query().group(by: ["head"], [.sum(of: "v", as: "v")]))
    let pivoted = try table.answer(Query().pivot(rows: [], column: "head", values: "v"))
    #expect(pivoted.columnNames == (0..<6).map { groups.columns[0][$0].plainText })
    #expect(pivoted.row(0) == (0..<6).map { groups.columns[1][$0] })
  }

  @Test func `A pivot has a place for each pair, and two values in one place are an error`() throws {
    let table = try Table([
      Column("row", texts: ["x", "y", nil, "x"]), Column("head", cells: [.integer(2), .integer(1), .integer(2), .missing(.suppressed)]),
      Column("v", integers: [1, 2, 3, 4]),
    ])
    let answer = try table.answer(Query().pivot(rows: ["row"], column: "head", values: "v"))
    #expect(answer.columnNames == ["row", "1", "2", "[c]"])
    #expect((0..<3).map(answer.row) == [
      [.text("x"), none, .integer(1), .integer(4)], [.text("y"), .integer(2), none, none],
      [.missing(.unspecified), none, .integer(3), none],
    ])
    #expect(throws: TableError.self) { try table.answer(Query().pivot(rows: [], column: "head", values: "v")) }
    #expect(try table.selecting(rows: []).answer(Query().pivot(rows: ["row"], column: "head", values: "v")).rowCount == 0)
  }

  @Test func `The first rows are those of a stable order, with missing last, for each part`() throws {
    for seed in 0..<60 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let table = try series(&random, isWhole: seed % 2 == 0)
      let (parts, values) = (try cells(table, "part"), try cells(table, "v"))
      for descending in [true, false] {
        func isBefore(_ one: Int, _ other: Int) -> Bool {
          guard let first = values[one].number else { return false }
          guard let second = values[other].number else { return true }
          return descending ? first > second : first < second
        }
        // Insertion keeps equal rows in their order, plainly.
        func ordered(_ rows: [Int]) -> [Int] {
          rows.reduce(into: []) { done, row in done.insert(row, at: done.firstIndex { isBefore(row, $0) } ?? done.count) }
        }
        let order = [Query.Order("v", descending: descending)]
        let all = Array(0..<table.rowCount)
        #expect(try table.answer(Query().order(by: order)) == table.selecting(rows: ordered(all)))
        let firsts = all.filter { row in !all[..<row].contains { parts[$0] == parts[row] } }
        for count in [0, 1, 2, 50, Int.max] {
          let kept = firsts.flatMap { first in ordered(all.filter { parts[$0] == parts[first] }).prefix(count) }
          let answer = try table.answer(Query().top(count, per: ["part"], order: order))
          #expect(answer.columns == table.selecting(rows: kept).columns)
          #expect(try table.answer(Query().limit(count)).columns == table.selecting(rows: Array(all.prefix(count))).columns)
        }
      }
      #expect(try table.answer(Query().limit(-3)).rowCount == 0)
      #expect(throws: TableError.self) { try table.answer(Query().top(-1, order: [])) }
    }
  }

  @Test func `Odd numbers are grouped, ordered and counted without a stop`() throws {
    let odd: [Double?] = [0.0, -0.0, .nan, .infinity, -.infinity, nil, .nan, .leastNormalMagnitude, .greatestFiniteMagnitude, 0.0]
    for column in [Column("v", numbers: odd), Column("v", numbers: odd).coded()] {
      let table = try Table([column, Column("g", texts: odd.indices.map { $0 < 2 ? "zero" : "odd" })])
      let zero = try table.answer(Query().group(by: ["g"], [.distinct(of: "v", as: "d"), .init(.variance, of: "v", as: "s")]))
      #expect(zero.row(1) == [.text("zero"), .integer(1), .number(0)])
      let aggregates: [Query.Aggregate] = [
        .sum(of: "v", as: "a"), .mean(of: "v", as: "b"), .minimum(of: "v", as: "c"), .maximum(of: "v", as: "d"),
        .median(of: "v", as: "e"), .quantile(0, of: "v", as: "f"), .quantile(1, of: "v", as: "h"), .init(.variance, of: "v", as: "i"),
        .init(.share, of: "v", as: "j"), .distinct(of: "v", as: "k"), .init(.first, of: "v", as: "l"), .init(.last, of: "v", as: "m"),
      ]
      for keys in [[], ["g"], ["v"], ["v", "g"]] {
        _ = try table.answer(Query().group(by: keys, aggregates))
        _ = try table.clustered(by: ["v"]).answer(Query().group(by: keys, aggregates))
      }
      for kind in [Query.Window.Kind.rank(descending: true), .share, .cumulative, .rolling(rows: 2)] {
        _ = try table.answer(Query().window(.init(kind, of: "v", as: "w", order: [.init("v")])))
      }
      _ = try table.answer(Query().derive("b", .band(.column("v"), from: [0, 10])).top(1, per: ["v"], order: [.init("v")]))
      #expect(try table.answer(Query().filter(.compare(column: "v", .less, .number(-.infinity)))).rowCount == 0)
      #expect(try table.answer(Query().filter(.compare(column: "v", .greater, .number(.infinity)))).rowCount == 0)
      #expect(throws: TableError.self) { try table.answer(Query().group([.quantile(.nan, of: "v", as: "q")])) }
    }
    let one = try Table([Column("v", numbers: [7, nil])])
    for fraction in [0, 0.3, 1] {
      #expect(try one.answer(Query().group([.quantile(fraction, of: "v", as: "q")])).row(0) == [.number(7)])
    }
  }

  @Test func `Answers that are all missing keep their types, so that a later step can work on them`() throws {
    let table = try Table([
      Column("g", texts: ["a", "b"]), Column("v", numbers: [nil, nil]), Column("d", dates: [.init(daysSince1970: 0), .init(daysSince1970: 1)], presence: Presence([.suppressed, .suppressed])),
    ])
    let answer = try table.answer(
      Query().group(
        by: ["g"],
        [
          .mean(of: "v", as: "mean"), .sum(of: "v", as: "sum"), .median(of: "v", as: "median"), .init(.variance, of: "v", as: "spread"),
          .maximum(of: "d", as: "last_day"), .init(.first, of: "d", as: "first"), .init(.share, of: "v", as: "share"),
        ]
      ).derive("twice", .arithmetic(.column("mean"), .times, .column("sum"))))
    #expect(answer.columns.map(\.type) == [.text, .number, .number, .number, .number, .date, .date, .number, .number])
    let over = Expression.arithmetic(.column("x"), .over, .value(.integer(0)))
    for values in [[1, 2], [1, Int.max]] {
      let divided = try Table([Column("x", integers: values, presence: nil)]).answer(
        Query().derive("y", over).derive("z", .arithmetic(.column("y"), .plus, .column("x"))))
      #expect(try cells(divided, "z") == [.missing(.notApplicable), .missing(.notApplicable)])
    }
    let sizes = try Table([Column("g", texts: ["c"]), Column("size", integers: [1])])
    #expect(try table.answer(Query().join(sizes, on: ["g"], adding: ["size"])).column("size").type == .integer)
    let pivoted = try table.answer(Query().pivot(rows: [], column: "g", values: "v"))
    #expect(pivoted.columns.map(\.type) == [.number, .number])
  }
}
