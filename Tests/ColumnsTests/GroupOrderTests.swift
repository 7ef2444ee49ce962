import TestSupport
import Testing

@testable import Columns

/// Many groups are put into the order of their keys only when somebody looks at them. What is asked of them in between must be as if
/// they had stood in it.
struct GroupOrderTests {
  private static let aggregates: [Query.Aggregate] = [
    .count(), .init(.sum, of: "whole", as: "total"), .init(.maximum, of: "number", as: "most"), .init(.first, of: "word", as: "one"),
  ]

  /// Steps that may follow a group by some keys, of which the columns are left to the last.
  private func later(_ keys: [String], _ random: inout SeededGenerator) -> [Query.Step] {
    let names = keys + Self.aggregates.map(\.name)
    func order() -> [Query.Order] {
      names.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random)).map { Query.Order($0, descending: Bool.random(using: &random)) }
    }
    return (0..<Int.random(in: 1...4, using: &random)).map { place -> Query.Step in
      switch Int.random(in: 0..<9, using: &random) {
      case 0: return .filter(.compare(column: "count", .less, .integer(Int.random(in: 1...3, using: &random))))
      case 1: return .filter(.not(.isMissing(column: keys[0])))
      case 2: return .derive("made \(place)", .arithmetic(.column("total"), .plus, .column("count")))
      case 3: return .derive(keys[0], .arithmetic(.column("total"), .minus, .column("count")))
      case 4: return .order(order())
      case 5: return .limit(Int.random(in: 0...40, using: &random))
      case 6: return .top(Int.random(in: 0...9, using: &random), per: Bool.random(using: &random) ? [] : ["count"], order: order())
      case 7: return .window(.init(.cumulative, of: "count", as: "so far"))
      default: return .group(by: ["count"], [.count("groups"), .init(.first, of: "total", as: "first total"), .init(.last, of: keys[0], as: "last key")])
      }
    }
  }

  @Test(arguments: [["moment"], ["moment", "area"], ["person", "day"], ["number", "moment", "word"], ["moment", "person", "number"]])
  func `What is asked of many groups is as if they had stood in order`(keys: [String]) throws {
    var (waited, asked) = (0, 0)
    for seed in 0..<25 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let table = TableLayouts.laidOut(try RandomTable(rows: 3000, using: &random).table, &random)
      let limits = QueryLimits(threads: Int.random(in: 1...3, using: &random))
      let group = Query().group(by: keys, Self.aggregates)
      let groups = try table.answer(group, within: limits)
      var (ordered, query, steps) = (groups, group, try TableInSteps(table).taking(group.steps[0], within: limits))
      var run = QueryRun(table, limits: limits)
      try run.take(group.steps[0], before: [])
      waited += run.relation.awaitsOrder ? 1 : 0
      for step in later(keys, &random) {
        // A group leaves columns that other steps do not know.
        guard let next = try? ordered.answer(Query().then(step), within: limits) else { break }
        (ordered, query, steps) = (next, query.then(step), try steps.taking(step, within: limits))
        #expect(steps.columnNames == ordered.columnNames)
        asked += 1
      }
      let words = "seed \(seed): \(query.steps.dropFirst())"
      let (whole, stepped) = (try table.answer(query, within: limits), try steps.table(within: limits))
      #expect(whole.columnNames == ordered.columnNames && whole.rowCount == ordered.rowCount, "\(words)")
      for (name, column) in zip(ordered.columnNames, ordered.columns) {
        let cells = TableLayouts.cells(column)
        for found in [try whole.column(name), try stepped.column(name)] {
          #expect(zip(TableLayouts.cells(found), cells).allSatisfy { TableLayouts.agree($0, $1) }, "\(words): \(name)")
        }
      }
    }
    #expect(waited > 10 && asked > 25)
  }

  @Test(arguments: zip([["ref"], ["ref"], ["ref", "day"], ["day", "ref"], ["flag", "ref"]], ["R", "Ré", "R", "Ré", "R"]))
  func `Groups by texts that are too many to rank are as if they had stood in order`(keys: [String], beginning: String) throws {
    let (limits, table) = (QueryLimits(threads: 3), try Self.manyTexts(beginning))
    let groups = Query().group(by: keys, [.count(), .init(.sum, of: "n", as: "total")])
    let naive = Self.naiveGroups(table, by: keys)
    let expected = naive.sorted { one, other in (zip(one.key, other.key).lazy.map(Self.compare).first { $0 != 0 } ?? 0) < 0 }
    func check(_ found: Table, _ expected: [Group], _ words: String) {
      #expect(found.rowCount == expected.count, "\(words)")
      let columns = keys.map { name in found.columns.first { $0.name == name } }
      let differs = (0..<min(found.rowCount, expected.count)).first { row in
        zip(columns, expected[row].key).contains { column, cell in column.map { $0[row] != cell } ?? false } || found.columns.last.map { $0[row] != .integer(expected[row].total) } ?? true
      }
      #expect(differs == nil, "\(words)")
    }
    var run = QueryRun(table, limits: limits)
    try run.take(groups.steps[0], before: [])
    if keys[0] == "ref" { #expect(run.relation.awaitsOrder) }
    check(try table.answer(groups, within: limits), expected, "all")
    for count in [1, 7, 40_000] { check(try table.answer(groups.limit(count), within: limits), Array(expected.prefix(count)), "the first \(count)") }
    let few = Query.Step.filter(.compare(column: "count", .greater, .integer(1)))
    check(try table.answer(groups.then(few), within: limits), expected.filter { $0.count > 1 }, "those above one")
    let byTotal = expected.enumerated().sorted { ($1.element.total, $0.offset) < ($0.element.total, $1.offset) }.map(\.element)
    let order = [Query.Order("total", descending: true)]
    check(try table.answer(groups.order(by: order), within: limits), byTotal, "by a figure")
    check(try table.answer(groups.order(by: order).limit(500), within: limits), Array(byTotal.prefix(500)), "the first by a figure")
    let bare = try table.answer(groups.then(.select(["total"])).limit(9), within: limits)
    #expect((0..<9).map { bare.columns[0][$0] } == expected.prefix(9).map { .integer($0.total) })
  }

  private struct Group {
    let key: [Cell]
    var count = 0
    var total = 0
  }

  /// Texts of which few are told twice, in no order, some missing for one reason and some for another.
  private static func manyTexts(_ beginning: String) throws -> Table {
    var random = SeededGenerator(seed: 5)
    var (refs, days, flags) = ([Cell](), [Cell](), [Cell]())
    for row in 0..<82_000 {
      refs.append(
        row % 97 == 0 ? .missing(.suppressed) : row % 89 == 0 ? .missing(.notApplicable)
          : .text("\(row % 3 == 0 ? "R" : beginning)\(Int.random(in: 0..<400_000_000, using: &random))"))
      if row % 11 == 10 { refs[row] = refs[Int.random(in: 0..<row, using: &random)] }
      days.append(.date(CalendarDate(daysSince1970: Int32.random(in: 18_000..<18_040, using: &random))))
      flags.append(row % 5 == 4 ? .missing(.unspecified) : .boolean(Bool.random(using: &random)))
    }
    return try Table([
      Column("ref", cells: refs), Column("day", cells: days), Column("flag", cells: flags), Column("n", integers: (0..<82_000).map { $0 % 1_009 }),
    ])
  }

  private static func naiveGroups(_ table: Table, by keys: [String]) -> [Group] {
    let columns = keys.compactMap { name in table.columns.first { $0.name == name } }
    var groups: [[Cell]: Group] = [:]
    for row in 0..<table.rowCount {
      let key = columns.map { $0[row] }
      groups[key, default: Group(key: key)].count += 1
      groups[key]?.total += row % 1_009
    }
    return Array(groups.values)
  }

  /// Below zero where a key stands before another: values in their order, and then reasons in theirs.
  private static func compare(_ one: Cell, _ other: Cell) -> Int {
    switch (one, other) {
    case (.missing(let one), .missing(let other)): Int(one.rawValue) - Int(other.rawValue)
    case (.missing, _): 1
    case (_, .missing): -1
    case (.text(let one), .text(let other)): one == other ? 0 : one.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars) ? -1 : 1
    case (.boolean(let one), .boolean(let other)): (one ? 1 : 0) - (other ? 1 : 0)
    case (.date(let one), .date(let other)): Int(one.daysSince1970 - other.daysSince1970)
    default: 0
    }
  }

  @Test func `Groups that wait for their order count as memory, and say so little of it as their columns do`() throws {
    let table = try Table([
      Column("key", integers: (0..<200_000).map { $0 &* 7_919 % 200_003 &* 1_000_003 }),
      Column("\u{0}order", integers: (0..<200_000).map { $0 % 7 }),
    ])
    let groups = try TableInSteps(table).taking(.group(by: ["key", "\u{0}order"], [.count()]), within: QueryLimits())
    #expect(groups.columnNames == ["key", "\u{0}order", "count"] && groups.isWrittenOut)
    #expect(groups.madeBytes >= 200_000 * 12)
    let error = #expect(throws: TableError.self) { try groups.firstAndTie(3, by: [.init("\u{0}order′")], within: QueryLimits()) }
    #expect(error?.description.contains("there is no column") == true)
    let (first, isTie) = try groups.firstAndTie(3, by: [.init("count", descending: true)], within: QueryLimits())
    #expect(isTie && first.columnNames == groups.columnNames)
    #expect(try first.column("key") == (try groups.table(within: QueryLimits())).column("key").gathering([0, 1, 2]))
  }
}
