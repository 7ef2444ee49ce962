import Dispatch
import Synchronization

/// Spreads items of work over threads and waits for them.
enum Workers {
  /// Calls a closure for each item once, from as many threads as the limits allow, in no promised order.
  ///
  /// The first error stops the rest, and so do the limits, which are checked between items.
  static func run(
    _ count: Int, limits: QueryLimits, _ body: @Sendable (_ worker: Int, _ item: Int) throws -> Void
  ) throws {
    let threads = min(limits.threads, count)
    guard threads > 1 else {
      for item in 0..<count {
        try limits.check()
        try body(0, item)
      }
      return
    }
    let next = Atomic(0)
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: threads) { worker in
      while true {
        let item = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard item < count else { return }
        do {
          try limits.check()
          try body(worker, item)
        } catch {
          next.store(count, ordering: .relaxed)
          failure.withLock { first in if first == nil { first = error } }
          return
        }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
  }
}

/// Rows that one thread takes at a time, all of one chunk.
struct Morsel {
  let chunk: Int
  /// The first row within the chunk, a multiple of a block.
  let start: Int
  let count: Int

  /// Rows that fit into the nearest cache together with what is computed of them: a multiple of 64.
  static let blockRows = 4096

  /// The rows of a table in portions of less than a millisecond.
  static func all(chunkRows: [Int]) -> [Morsel] {
    let size = 1 << 18
    var morsels: [Morsel] = []
    for (chunk, rows) in chunkRows.enumerated() {
      for start in stride(from: 0, to: rows, by: size) {
        morsels.append(Morsel(chunk: chunk, start: start, count: min(size, rows - start)))
      }
    }
    return morsels
  }
}
