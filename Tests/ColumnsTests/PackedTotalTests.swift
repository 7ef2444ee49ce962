@testable import Columns
import TestSupport
import Testing

/// Sums and counts that stand in one number while rows are added.
struct PackedTotalTests {
  /// Ranges of values: those whose sums of all rows 40 bits hold, and those that leave no room for a count.
  private static let ranges: [ClosedRange<Int>] = [-100...100, 0...9_999, -32_768...32_767, 7...7, -3...(-1), -40_000...25_000]

  @Test(arguments: ranges, [1, 2])
  func `Sums, counts, means and extremes of groups are those of a naive count`(range: ClosedRange<Int>, threads: Int) throws {
    var random = SeededGenerator(seed: UInt64(bitPattern: Int64(range.lowerBound &* 31 &+ range.upperBound)))
    let count = 30_000
    let groups = (0..<count).map { _ in min(Int.random(in: 0..<40, using: &random), Int.random(in: 0..<40, using: &random)) }
    let values = (0..<count).map { _ in Int.random(in: 0..<9, using: &random) == 0 ? nil : Int.random(in: range, using: &random) }
    let table = try Table([
      Column("group", texts: groups.map { "g\($0 / 10)\($0 % 10)" }), Column("value", cells: values.map { value -> Cell in value.map { .integer($0) } ?? .missing(.suppressed) }),
    ])
    for filter in [Predicate.all, .not(.isMissing(column: "value")), .compare(column: "value", .greater, .integer(range.lowerBound))] {
      let query = Query().filter(filter).group(
        by: ["group"],
        [.sum(of: "value", as: "sum"), .mean(of: "value", as: "mean"), .minimum(of: "value", as: "least"), .maximum(of: "value", as: "most"), .count("n"), .median(of: "value", as: "median")])
      let answer = try table.answer(query, within: QueryLimits(threads: threads))
      var naive: [String: (rows: Int, values: [Int])] = [:]
      for (group, value) in zip(groups, values) {
        let isKept =
          switch filter {
          case .all: true
          case .not: value != nil
          default: value.map { $0 > range.lowerBound } ?? false
          }
        guard isKept else { continue }
        let name = "g\(group / 10)\(group % 10)"
        naive[name, default: (0, [])].rows += 1
        if let value { naive[name, default: (0, [])].values.append(value) }
      }
      #expect(answer.rowCount == naive.count)
      for row in 0..<answer.rowCount {
        let cells = answer.row(row)
        let (rows, own) = try #require(naive[cells[0].plainText])
        #expect(cells[5] == .integer(rows))
        guard !own.isEmpty else { continue }
        let sorted = own.sorted()
        let median = (Double(sorted[(own.count - 1) / 2]) + Double(sorted[own.count / 2])) / 2
        #expect(cells[1] == .integer(own.reduce(0, +)) && cells[3] == .integer(sorted[0]) && cells[4] == .integer(sorted[own.count - 1]))
        #expect(abs((cells[2].number ?? .nan) - Double(own.reduce(0, +)) / Double(own.count)) < 1e-9 && cells[6].number == median)
      }
    }
  }
}
