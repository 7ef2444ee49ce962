import Columns
import Synchronization
import Testing

@testable import Safeguarding

struct PendingTableTests {
  @Test func `Groups that several tables go on with count as memory once, and until the last of them is gone`() throws {
    let held = Mutex(0)
    let limits = OperationLimits(QueryLimits(), hold: { bytes in held.withLock { $0 += bytes } })
    try OperationLimits.$current.withValue(limits) {
      let table = try Table([Column("key", integers: (0..<100_000).map { $0 &* 7_919 % 100_003 &* 1_000_003 })])
      var groups: PendingTable? = try PendingTable(table).grouped(by: ["key"], [.count()])
      #expect((groups?.byteCount ?? 0) > 100_000 * 12)
      var others = try (0..<9).map { _ in try groups?.adding(.filter(.compare(column: "count", .greater, .integer(0)))) }
      #expect(others.allSatisfy { ($0?.byteCount ?? .max) < 4096 } && held.withLock { $0 } == 0)
      groups = nil
      #expect(held.withLock { $0 } > 100_000 * 12)
      others = []
      #expect(held.withLock { $0 } == 0)
    }
  }
}
