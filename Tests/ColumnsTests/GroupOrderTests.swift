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
