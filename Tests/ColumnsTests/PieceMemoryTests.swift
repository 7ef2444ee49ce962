@testable import Columns
import Testing
import TestSupport

struct PieceMemoryTests {
  @Test(arguments: [false, true])
  func `What was written stays as long as somebody has it, however memory is used again`(isReused: Bool) {
    for seed in 0..<20 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var memory = PieceMemory(isReused: isReused)
      var kept: [(value: Int32, buffer: Buffer<Int32>)] = []
      for number in 0..<400 as Range<Int32> {
        let count = Int.random(in: 0...(number % 50 == 0 ? 20_000 : 300), using: &random)
        // Safe: a value is written for each place, and 32 bytes may be overwritten behind them.
        let buffer = unsafe memory.buffer(count: count, slack: 32) { (target: UnsafeMutablePointer<Int32>) in
          unsafe target.update(repeating: number, count: count)
          unsafe (target + count).update(repeating: -1, count: 8)
        }
        kept.append((number, buffer))
        if kept.count > 20 { kept.remove(at: Int.random(in: kept.indices, using: &random)) }
        if number % 97 == 0 { kept.removeAll() }
      }
      #expect(kept.allSatisfy { one in one.buffer.array.allSatisfy { $0 == one.value } }, "seed \(seed)")
      #expect(kept.count > 1)
    }
  }
}
