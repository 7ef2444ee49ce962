import TestSupport
import Testing

@testable import Columns

/// The tables that groups and different values are found in, against the standard library's.
struct GroupTableTests {
  /// The first place by going over the bucket.
  private func place<Number: BucketNumber>(of number: Number, in bucket: [Number]) -> Int {
    bucket.firstIndex { $0 == number || $0 == .max } ?? 4
  }

  private func found<Number: BucketNumber>(_ number: Number, _ bucket: [Number]) -> Int {
    let memory = GroupCells<Number>(count: 4, repeating: .max)
    for (place, held) in bucket.enumerated() { unsafe memory.start[place] = held }
    return withExtendedLifetime(memory) { unsafe Int(Number.place(of: number, inBucket: memory.start)) }
  }

  @Test func `A bucket's place is the first that holds the number or is free`() {
    let short: [UInt32] = [0, 1, 1 << 31, .max - 1, .max]
    // Numbers that share a half with another, or with a free place.
    let long: [UInt64] = [0, 1, 1 << 32, 1 << 32 | 1, UInt64(UInt32.max), ~UInt64(UInt32.max), .max - 1, .max]
    for choice in 0..<long.count * long.count * long.count * long.count {
      let bucket = [1, 8, 64, 512].map { long[choice / $0 % 8] }
      for number in long.dropLast() { #expect(found(number, bucket) == place(of: number, in: bucket), "\(number) in \(bucket)") }
      let half = [1, 5, 25, 125].map { short[choice / $0 % 5] }
      for number in short.dropLast() { #expect(found(number, half) == place(of: number, in: half), "\(number) in \(half)") }
    }
  }

  /// Pairs of one of twelve groups and one of some values, as one number.
  private func pairs<Pair: BucketNumber>(_ count: Int, valueBits: Pair, _ random: inout SeededGenerator) -> [Pair] {
    (0..<count).map { _ in Pair.random(in: 0..<12, using: &random) << valueBits | Pair.random(in: 0..<1 << valueBits, using: &random) }
  }

  private func sameCounts<Pair: BucketNumber>(_ pairs: [Pair], valueBits: Pair) -> Bool {
    var expected = [UInt32](repeating: 0, count: 12)
    for pair in Set(pairs) { expected[Int(pair >> valueBits)] += 1 }
    let (bySet, byBits) = (GroupCells<UInt32>(count: 12, repeating: 0), GroupCells<UInt32>(count: 12, repeating: 0))
    let (set, bits) = (PairSet<Pair>(), PairBits())
    // What was there before is forgotten.
    for number in 0..<2000 as Range<Pair> { _ = set.insert(number) }
    set.removeAll(reserving: pairs.count / 8)
    bits.removeAll(numbersBelow: 12 << Int(valueBits))
    for start in stride(from: 0, to: pairs.count, by: 1000) {
      let page = Array(pairs[start..<min(start + 1000, pairs.count)])
      unsafe set.insert(page, page.count, counting: bySet.start, shift: valueBits)
      unsafe bits.insert(page, page.count, counting: byBits.start, shift: valueBits)
    }
    return (0..<12).allSatisfy { bySet[$0] == expected[$0] && byBits[$0] == expected[$0] } && set.count == Set(pairs).count
  }

  @Test(arguments: [0, 1, 7, 5000, 40_000]) func `Sets and bits of pairs count what a set of Swift's holds`(count: Int) {
    for seed in 0..<6 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      #expect(sameCounts(pairs(count, valueBits: 12 as UInt32, &random), valueBits: 12), "seed \(seed)")
      #expect(sameCounts(pairs(count, valueBits: 16 as UInt64, &random), valueBits: 16), "seed \(seed)")
    }
  }

  @Test(arguments: [1, 300, 30_000]) func `Keys are numbered in the order in which they first come`(different: Int) {
    let table = KeyTable()
    for seed in 0..<5 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let known = (0..<different).map { _ in UInt64.random(in: 0..<1 << 62, using: &random) }
      let asked = (0..<20_000).map { _ in known[Int.random(in: 0..<different, using: &random)] }
      // The highest bits mark a value and are no part of its key.
      let values = asked.map { $0 | UInt64.random(in: 0..<4, using: &random) << 62 }
      table.removeAll(reserving: asked.count)
      var (numbers, keys) = ([UInt64: Int](), [UInt64]())
      var isSame = true
      for start in stride(from: 0, to: asked.count, by: 700) {
        let page = Array(values[start..<min(start + 700, asked.count)])
        unsafe table.forEachNumber(page, page.count, mask: 1 << 62 - 1) { place, value, group in
          let key = asked[start + place]
          if numbers[key] == nil {
            numbers[key] = keys.count
            keys.append(key)
          }
          isSame = isSame && value == page[place] && group == numbers[key]
        }
      }
      #expect(isSame && table.count == keys.count, "seed \(seed)")
      #expect(keys.indices.allSatisfy { table.keys[$0] == keys[$0] }, "seed \(seed)")
    }
  }

  /// Numbers given one after another have a bit each; those that are spread widely are kept in sets.
  @Test(arguments: [1, 9_001, 1 << 40]) func `Different people of many areas are counted, however far apart their numbers`(
    spread: Int
  ) throws {
    var random = SeededGenerator(seed: UInt64(spread))
    let rows = 60_000
    let areas = (0..<rows).map { _ in Int.random(in: 0..<Int.random(in: 1...60, using: &random), using: &random) }
    let people = (0..<rows).map { _ in Bool.random(using: &random) ? Int.random(in: 0..<90_000, using: &random) * spread : nil }
    var expected = [Set<Int>](repeating: [], count: 60)
    for (area, person) in zip(areas, people) { if let person { expected[area].insert(person) } }
    let table = try Table([Column("area", integers: areas), Column("person", integers: people)])
    for threads in 1...3 {
      let answer = try table.answer(
        Query().group(by: ["area"], [.distinct(of: "person", as: "people")]), within: QueryLimits(threads: threads))
      #expect(answer.rowCount == Set(areas).count)
      for row in 0..<answer.rowCount {
        let cells = answer.row(row)
        let area = try #require(cells[0].number.map { Int($0) })
        #expect(cells[1] == .integer(expected[area].count), "area \(area), \(threads) threads")
      }
    }
  }
}
