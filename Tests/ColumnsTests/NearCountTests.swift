import TestSupport
import Testing

@testable import Columns

/// Counts of so many groups that rows are counted in bytes, where some groups have far more rows than a byte holds.
struct NearCountTests {
  private static let places = 6000

  /// Half of the rows are of one place, and a place has exactly as many as a byte counts, one fewer or one more.
  private func places(_ rows: Int, _ random: inout SeededGenerator) -> [Int] {
    var places = [255, 256, 257, 512].enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element) }
    while places.count < rows { places.append(Bool.random(using: &random) ? 4077 : Int.random(in: 4..<Self.places, using: &random)) }
    return places.shuffled(using: &random)
  }

  @Test(arguments: [["place"], ["place", "kind"], ["kind", "place", "day"]]) func `Groups of any size are counted right`(keys: [String]) throws {
    var random = SeededGenerator(seed: UInt64(keys.count))
    let rows = 150_000
    let places = places(rows, &random)
    let kinds = (0..<rows).map { _ in Int.random(in: 0..<3, using: &random) }
    let days = (0..<rows).map { _ in Int.random(in: 0..<2, using: &random) }
    let values = (0..<rows).map { _ in Int.random(in: 0..<10, using: &random) == 0 ? nil : Int.random(in: 0..<50, using: &random) }
    let table = try Table([
      Column("place", integers: places), Column("kind", integers: kinds), Column("day", integers: days),
      Column("value", integers: values),
    ])
    struct Counts: Equatable { var (all, present, high) = (0, 0, 0) }
    let numbers = (0..<rows).map { row in
      keys.reduce(0) { $0 * 10_000 + ($1 == "place" ? places[row] : $1 == "kind" ? kinds[row] : days[row]) }
    }
    for least in [nil, 1, 30] as [Int?] {
      var expected: [Int: Counts] = [:]
      for row in 0..<rows where least == nil || values[row] ?? -1 >= least ?? 0 {
        expected[numbers[row], default: Counts()].all += 1
        if let value = values[row] {
          expected[numbers[row], default: Counts()].present += 1
          if value > 40 { expected[numbers[row], default: Counts()].high += 1 }
        }
      }
      let filter = least.map { Predicate.compare(column: "value", .greaterOrEqual, .integer($0)) } ?? .all
      for aggregates in [
        [.count("all")],
        [.count("all"), .init(.count, of: "value", as: "present"), .count("high", where: .compare(column: "value", .greater, .integer(40)))],
      ] as [[Query.Aggregate]] {
        for threads in 1...3 {
          let answer = try table.answer(Query().filter(filter).group(by: keys, aggregates), within: QueryLimits(threads: threads))
          try #require(answer.rowCount == expected.count, "\(threads) threads, \(filter)")
          for row in 0..<answer.rowCount {
            let cells = answer.row(row).map { Int($0.number ?? -1) }
            let counts = expected[cells.prefix(keys.count).reduce(0) { $0 * 10_000 + $1 }] ?? Counts()
            let wanted = aggregates.count == 1 ? [counts.all] : [counts.all, counts.present, counts.high]
            #expect(Array(cells.dropFirst(keys.count)) == wanted, "\(cells), \(threads) threads, \(filter)")
          }
        }
      }
    }
  }
}
