import CKernels
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
        limits.progress?(item + 1, count)
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
          limits.progress?(item + 1, count)
          try body(worker, item)
          // What was written past the caches is there for whoever is told that the item is done.
          lines_settle()
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
struct Morsel: Sendable {
  let chunk: Int
  /// The first row within the chunk.
  let start: Int
  let count: Int

  /// Rows that fit into the nearest cache together with what is computed of them: a multiple of 64.
  static let blockRows = 4096

  /// The most rows from the first to the last of a block of few rows; see ``GatheredRows``.
  static let blockSpan = 16 * blockRows

  private static let size = 1 << 18

  /// The first row of each chunk, by the rows of each.
  static func firstRows(_ chunkRows: [Int]) -> [Int] {
    var firstRows: [Int] = []
    var next = 0
    for rows in chunkRows {
      firstRows.append(next)
      next += rows
    }
    return firstRows
  }

  /// The rows of a table in portions of less than a millisecond.
  static func all(chunkRows: [Int]) -> [Morsel] {
    var morsels: [Morsel] = []
    for (chunk, rows) in chunkRows.enumerated() {
      for start in stride(from: 0, to: rows, by: size) {
        morsels.append(Morsel(chunk: chunk, start: start, count: min(size, rows - start)))
      }
    }
    return morsels
  }

  /// Some rows of a table, which rise, in such portions.
  static func all(chunkRows: [Int], ranges: [Range<Int>]) -> [Morsel] {
    var morsels: [Morsel] = []
    var (chunk, chunkStart) = (0, 0)
    for range in ranges {
      var start = range.lowerBound
      while start < range.upperBound {
        while start >= chunkStart + chunkRows[chunk] {
          chunkStart += chunkRows[chunk]
          chunk += 1
        }
        let end = min(range.upperBound, chunkStart + chunkRows[chunk], start + size)
        morsels.append(Morsel(chunk: chunk, start: start - chunkStart, count: end - start))
        start = end
      }
    }
    return morsels
  }

  /// The rows of a table of one chunk, or some of them, in portions that end where a run does.
  static func all(dividedAt clustering: Clustering, ranges: [Range<Int>]?) -> [Morsel] {
    var morsels: [Morsel] = []
    for range in ranges ?? [0..<clustering.start(of: clustering.runCount)] {
      var start = range.lowerBound
      while start < range.upperBound {
        var end = min(range.upperBound, start + size)
        if end < range.upperBound {
          let run = clustering.run(of: end)
          end = clustering.start(of: run) > start ? clustering.start(of: run) : clustering.start(of: run + 1)
        }
        morsels.append(Morsel(chunk: 0, start: start, count: end - start))
        start = end
      }
    }
    return morsels
  }

  /// Calls a closure with each block of the rows that has some which pass the filter of a scan.
  ///
  /// - Parameters:
  ///   - form: How a block is given of which only some rows pass.
  ///   - gathering: Whether the rows of blocks of which few pass are given together.
  /// - Throws: What the closure throws, and ``ArrowError`` for rows of a file that are damaged.
  func forEachBlock(
    of scan: TableScan, _ scratch: BlockScratch, _ form: RowBlock.Form = .listed, gathering: Bool = false,
    _ body: (RowBlock) throws -> Void
  ) throws {
    // A block begins at a whole word of bits, even where the rows do not.
    let end = start + count
    var first = start & ~63
    var (filtered, read) = (SeenRows(scan.unseen.filtered, chunk), SeenRows(scan.unseen.read, chunk))
    let gathered = scratch.gathered
    scratch.begin(scan.filter, chunk: chunk)
    while first < end {
      let rows = first..<min(first + Self.blockRows, end)
      first = rows.upperBound
      try filtered.look(at: rows)
      let passed = scratch.test(scan.filter, chunk: chunk, rows, skipping: max(0, start - rows.lowerBound))
      guard passed > 0 else { continue }
      try read.look(at: rows)
      let isGathered = gathering && GatheredRows.serves(passed, of: rows.count)
      if gathering, !isGathered || !gathered.hasRoom(for: passed, of: rows), let block = gathered.take(chunk: chunk) {
        try body(block)
      }
      if isGathered {
        scratch.gather(rows)
      } else {
        try body(scratch.block(chunk: chunk, rows, passed: passed, form))
      }
    }
    if let block = gathered.take(chunk: chunk) { try body(block) }
  }
}

/// How far the rows of a chunk were looked at by one thread that goes over them.
private struct SeenRows {
  private let columns: [Column]
  private let chunk: Int
  private var end = 0

  init(_ columns: [Column], _ chunk: Int) {
    self.columns = columns
    self.chunk = chunk
  }

  @inline(__always)
  mutating func look(at rows: Range<Int>) throws(ArrowError) {
    if rows.upperBound > end, !columns.isEmpty { try look(further: rows) }
  }

  private mutating func look(further rows: Range<Int>) throws(ArrowError) {
    let size = ChunkCheck.portionRows
    for column in columns { try column.checkContents(chunk: chunk, rows: rows) }
    end = (rows.upperBound + size - 1) / size * size
  }
}
