import class Foundation.ProcessInfo
import TestSupport
import Testing

@testable import Columns

/// Queries that make little sense, limits that are too small, layouts that are strange, and what is said of a plan.
struct QueryHostileTests {
  private static let names = ["word", "area", "whole", "person", "number", "flag", "day", "moment", "made", "count", "w", "nowhere"]

  private struct Maker {
    var random: SeededGenerator

    mutating func pick<Value>(_ values: [Value]) -> Value { values.randomElement(using: &random)! }
    mutating func name() -> String { pick(QueryHostileTests.names) }
    mutating func several(_ most: Int) -> [String] { (0..<Int.random(in: 0...most, using: &random)).map { _ in name() } }
    mutating func number() -> Int { pick([0, 1, 2, 3, -1, 7, .max, .min]) }

    mutating func cell() -> Cell {
      pick([
        .text("alpha"), .text(""), .text("2024-02-29"), .integer(0), .integer(.max), .integer(.min), .number(.nan),
        .number(.infinity), .number(-0.0), .number(2.5), .boolean(true), .date(.init(daysSince1970: .min)),
        .date(.init(daysSince1970: 18_500)), .timestamp(.init(secondsSince1970: .max)), .missing(.suppressed),
      ])
    }

    mutating func predicate(_ depth: Int = 2) -> Predicate {
      switch Int.random(in: 0..<(depth > 0 ? 13 : 7), using: &random) {
      case 0: .isMissing(column: name())
      case 1: .oneOf(column: name(), [cell(), cell()])
      case 2: .between(column: name(), cell(), cell())
      case 3: .contains(column: name(), "a")
      case 4: .compareColumns(name(), pick(Predicate.Comparison.allCases), name())
      case 5, 6: .compare(column: name(), pick(Predicate.Comparison.allCases), cell())
      case 7: .not(predicate(depth - 1))
      case 8: .or([predicate(depth - 1), predicate(depth - 1)])
      case 9: .and([])
      case 10: .of("made", expression(depth - 1), .compareColumns(pick(["made", name()]), pick(Predicate.Comparison.allCases), pick(["made", name()])))
      case 11: .of(name(), expression(depth - 1), .not(.compare(column: pick(["made", name()]), pick(Predicate.Comparison.allCases), cell())))
      default: .and([predicate(depth - 1), .isMissing(column: "word")])
      }
    }

    mutating func expression(_ depth: Int = 2) -> Expression {
      switch Int.random(in: 0..<(depth > 0 ? 12 : 3), using: &random) {
      case 0: .value(cell())
      case 1, 2: .column(name())
      case 3: .span(pick(CalendarUnit.allCases), of: expression(depth - 1))
      case 4: .part(pick(CalendarPart.allCases), of: expression(depth - 1))
      case 5: .band(expression(depth - 1), from: pick([[], [0], [0, 10, 18], [3, 2], [.nan], [-1e300, 0.5, 1e300]]))
      case 6: .arithmetic(expression(depth - 1), pick(Expression.Operator.allCases), expression(depth - 1))
      case 7: .when(predicate(1), expression(depth - 1), otherwise: expression(depth - 1))
      case 8, 9:
        .call(
          pick([
            .rounded(decimals: 2), .rounded(decimals: -1), .rounded(decimals: 99), .absolute, .floor, .ceiling, .withoutFirst(2), .withoutLast(-1), .least, .greatest, .lowercased, .length, .first(-1),
            .first(2), .last(.max), .part(from: 0, count: 1), .part(from: .max, count: .max), .replacing("", with: "x"),
            .replacing("a", with: String(repeating: "a", count: 70_000)), .joined, .number, .date, .trimmed,
          ]), (0..<pick([1, 1, 2, 2, 0, 3])).map { _ in expression(depth - 1) })
      default: .choose([.init(when: predicate(1), expression(depth - 1))], otherwise: expression(depth - 1))
      }
    }

    mutating func aggregate(_ place: Int) -> Query.Aggregate {
      let kind: Query.Aggregate.Kind = pick([
        .count, .sum, .mean, .minimum, .maximum, .variance, .standardDeviation, .distinct, .quantile(0.5), .quantile(-1), .first,
        .last, .share, .correlation(with: name()),
      ])
      let isBare = Int.random(in: 0..<3, using: &random) == 0
      let condition: Predicate = Int.random(in: 0..<4, using: &random) == 0 ? predicate(1) : .all
      return .init(kind, of: isBare ? nil : name(), as: pick(["count", "made", "w", "a\(place)"]), where: condition)
    }

    mutating func order() -> [Query.Order] { several(2).map { Query.Order($0, descending: Bool.random(using: &random)) } }

    mutating func step(_ other: Table) -> Query.Step {
      switch Int.random(in: 0..<13, using: &random) {
      case 0, 1: return .filter(predicate())
      case 2, 3: return .derive(name(), expression())
      case 4:
        let keys = several(2)
        return .join(.init(other, on: keys, equal: pick([nil, several(2)]), adding: several(2)))
      case 5, 6: return .group(by: several(3), (0..<Int.random(in: 0...3, using: &random)).map { aggregate($0) })
      case 7: return .calendar(.init(name(), unit: pick(CalendarUnit.allCases), within: several(1), zeros: several(1)))
      case 8:
        let kind: Query.Window.Kind = pick([.rolling(rows: number()), .cumulative, .lag(rows: number()), .rank(descending: true), .share])
        return .window(.init(kind, of: name(), as: pick(["w", name()]), within: several(2), order: order()))
      case 9: return .pivot(.init(rows: several(2), column: name(), values: name()))
      case 10: return .order(order())
      case 11: return pick([.limit(number()), .top(number(), per: several(1), order: order())])
      default: return .select(several(6))
      }
    }
  }

  /// How many queries are tried for each number of rows; more where the environment says so.
  private static let tries = ProcessInfo.processInfo.environment["HOSTILE_QUERIES"].flatMap { UInt64($0) } ?? 20

  @Test(arguments: [0, 1, 50]) func `Any query has an answer or a typed error`(rows: Int) throws {
    var answered = 0
    for seed in 0..<Self.tries {
      var maker = Maker(random: SeededGenerator(seed: seed &+ UInt64(rows) << 40))
      let made = try RandomTable(rows: max(1, rows), using: &maker.random).table.selecting(rows: Array(0..<rows))
      let other = try RandomTable(rows: 3, using: &maker.random).table
      var table = made
      if seed % 3 == 1 { table = try made.clustered(by: [maker.pick(made.columnNames), maker.pick(made.columnNames)]) }
      if seed % 3 == 2 { table = try made.projected(by: "person", columns: Array(made.columnNames.prefix(6))) }
      var query = Query()
      // A step that is refused is left out, so that queries get long.
      for _ in 0..<Int.random(in: 1...8, using: &maker.random) {
        let longer = query.then(maker.step(other))
        do {
          let answer = try table.answer(longer, within: QueryLimits(threads: Int(seed % 4) + 1))
          for column in answer.columns { #expect(column.count == answer.rowCount) }
          for row in 0..<min(answer.rowCount, 20) { _ = answer.row(row).map(\.plainText) }
          _ = try table.explain(longer)
          query = longer
          answered += 1
        } catch is TableError {} catch is PredicateError {} catch is QueryError {}
      }
    }
    #expect(answered > 10, "most is refused, but not all")
  }

  private func sample(_ rows: Int = 4000) throws -> Table {
    try Table([
      Column("la", texts: (0..<rows).map { ["A", "B", "C"][$0 % 3] }),
      Column("person", integers: (0..<rows).map { ($0 &* 7919) % max(1, rows / 4) }, presence: nil),
      Column("n", numbers: (0..<rows).map { Double($0 % 10) / 2 }, presence: nil),
    ])
  }

  @Test func `A host's limits stop each kind of step with its error`() throws {
    let table = try sample()
    let queries = [
      Query().filter(.compare(column: "n", .greater, .number(1))), Query().group(by: ["la"], [.count()]),
      Query().group(by: ["la"], [.median(of: "n", as: "m"), .distinct(of: "person", as: "d")]), Query().order(by: [.init("n")]),
      Query().window(.init(.cumulative, of: "n", as: "w")), Query().derive("x", .arithmetic(.column("n"), .over, .column("person"))),
    ]
    for query in queries {
      let past = ContinuousClock.now
      #expect(throws: QueryError.deadlineExceeded) { try table.answer(query, within: QueryLimits(deadline: past)) }
      for threads in 1...4 {
        #expect(throws: QueryError.cancelled) { try table.answer(query, within: QueryLimits(threads: threads) { false }) }
      }
    }
    for query in [queries[0], queries[1], queries[2], queries[5], Query().group(by: ["person", "la"], [.distinct(of: "n", as: "d")])] {
      let error = #expect(throws: QueryError.self) { try table.answer(query, within: QueryLimits(memoryBytes: 16)) }
      guard case .tooMuchMemory(_, limit: 16, _) = error else {
        Issue.record("\(query) took more than 16 bytes")
        continue
      }
    }
    #expect(throws: QueryError.self) { try table.clustered(by: ["la"], within: QueryLimits(memoryBytes: 16)) }
  }

  @Test func `Chunks of no rows, rows of missing keys and tables of nothing are answered as the plain ones`() throws {
    let plain = try sample(500)
    let lengths = [0, 3, 0, 0, 250, 247, 0]
    let divided = Table(checked: plain.columns.map { $0.divided(lengths) }, rowCount: 500)
    let missing = try plain.adding(Column("la", cells: Array(repeating: .missing(.suppressed), count: 500)))
      .adding(Column("person", cells: Array(repeating: .missing(.notAvailable), count: 500), typeWhereMissing: .integer))
    let empty = plain.selecting(rows: [])
    let emptyDivided = Table(checked: empty.columns.map { $0.divided([0, 0, 0]) }, rowCount: 0)
    let queries = [
      Query().group(by: ["la"], [.count(), .sum(of: "n", as: "s"), .distinct(of: "person", as: "d")]),
      Query().filter(.compare(column: "n", .greater, .number(2))).group(by: ["person", "la"], [.count()]),
      Query().derive("x", .arithmetic(.column("person"), .plus, .column("n"))).group(by: ["x"], [.count()]).order(by: [.init("count")]),
      Query().derive("x", .band(.column("n"), from: [1, 3])).group(by: ["x", "la"], [.count()]).pivot(rows: ["x"], column: "la", values: "count"),
      Query().group(by: ["la", "person"], [.count()]).group(by: ["la"], [.count("people"), .init(.share, of: "count", as: "share")]),
      Query().group(by: ["la"], [.count()]).filter(.compare(column: "count", .greater, .integer(166))).select(["count"]),
      Query().window(.init(.cumulative, of: "n", as: "w", within: ["la"], order: [.init("n"), .init("person")])).group([.sum(of: "w", as: "s")]),
    ]
    for query in queries {
      for (one, other) in [(plain, divided), (missing, missing), (empty, emptyDivided)] {
        let wanted = try one.answer(query, within: QueryLimits(threads: 1))
        for table in try [other, other.clustered(by: ["la"]), other.clustered(by: ["la", "n"]), other.projected(by: "person", columns: ["la", "n"])] {
          for threads in 1...4 {
            let answer = try table.answer(query, within: QueryLimits(threads: threads))
            #expect((0..<answer.rowCount).map(answer.row) == (0..<wanted.rowCount).map(wanted.row), "\(query.steps)")
          }
        }
      }
    }
  }

  @Test func `Explain tells each way in which groups are made`() throws {
    let table = try sample()
    let one = QueryLimits(threads: 1)
    let byArea = Query().group(by: ["la"], [.count(), .sum(of: "n", as: "s")])
    #expect(try table.explain(byArea, within: one) == "1. scan 4,000 rows, one thread\n2. group by la: a place in memory for each of 3 possible groups")
    let wide = try table.adding(Column("id", integers: (0..<4000).map { $0 * 1_000_000 }, presence: nil))
    #expect(
      try wide.explain(Query().group(by: ["id"], [.count()]), within: one)
        == "1. scan 4,000 rows, one thread\n2. group by id: 3,999,000,001 possible groups, parted by hash and numbered in each part")
    let clustered = try table.clustered(by: ["la"])
    #expect(
      try clustered.explain(Query().group(by: ["la"], [.count()]).limit(2), within: one)
        == "1. count by la from the 3 runs of the order by la; no row is read\n2. keep the first 2")
    #expect(
      try clustered.explain(Query().filter(.compare(column: "la", .equal, .text("B"))), within: one)
        == "1. use the order by la: 1 stretch of rows can meet the conditions\n2. scan 1,333 of 4,000 rows, one thread")
    let projected = try table.projected(by: "person", columns: ["la"])
    let people = try projected.explain(Query().group(by: ["la"], [.distinct(of: "person", as: "d")]), within: one)
    #expect(people == "1. count by la from the 3,000 runs of the projection by person, la; no row is read")
    let often = Query().filter(.compare(column: "la", .equal, .text("B"))).group(by: ["person"], [.distinct(of: "la", as: "d"), .init(.first, of: "la", as: "f")])
    #expect(try projected.explain(often, within: one).hasPrefix("1. scan 4,000 rows, one thread, keeping those that la is B\n2. group by person: "))
  }
}
