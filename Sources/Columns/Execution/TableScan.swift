/// Goes over the rows of a table, block by block and on several threads, and hands on those that pass a filter.
struct TableScan: Sendable {
  let chunkRows: [Int]
  let filter: RowFilter
  let limits: QueryLimits
  /// The rows that are looked at, in their order and apart from each other; nil for all.
  var ranges: [Range<Int>]?
  /// The places at which the rows may be divided between threads; nil for any.
  var divisions: Clustering?

  /// Whether every row passes.
  var isAll: Bool { filter.isAll && ranges == nil }

  /// Calls a closure with each block that has rows which pass. Blocks of one worker come one after another.
  func run(_ consume: @Sendable (_ worker: Int, _ block: RowBlock) throws -> Void) throws {
    guard !filter.isNone else { return }
    let morsels = morsels
    let scratch = (0..<min(limits.threads, max(1, morsels.count))).map { _ in BlockScratch() }
    try Workers.run(morsels.count, limits: limits) { worker, item in
      try morsels[item].forEachBlock(filter, scratch[worker]) { try consume(worker, $0) }
    }
  }

  /// The rows to look at, in portions of less than a millisecond.
  var morsels: [Morsel] {
    if let divisions { return Morsel.all(dividedAt: divisions, ranges: ranges) }
    guard let ranges else { return Morsel.all(chunkRows: chunkRows) }
    return Morsel.all(chunkRows: chunkRows, ranges: ranges)
  }

  /// The number of rows that pass.
  func count() throws -> Int {
    let counts = Slots<Int>(count: max(1, limits.threads), repeating: 0)
    try run { worker, block in counts[worker] += block.count }
    return counts.all.reduce(0, +)
  }

  /// The rows that pass, in their order, of a table whose rows 32 bits can number.
  func rowList() throws -> RowList<UInt32> {
    let rowCount = chunkRows.reduce(0, +)
    guard !filter.isNone else { return RowList(Buffer([]), of: rowCount) }
    var starts: [Int] = []
    var total = 0
    for rows in chunkRows {
      starts.append(total)
      total += rows
    }
    let (morsels, firstRows) = (morsels, starts)
    let found = Slots<[UInt32]>(count: morsels.count, repeating: [])
    let scratch = (0..<max(1, limits.threads)).map { _ in BlockScratch() }
    try Workers.run(morsels.count, limits: limits.forRows(rowCount)) { worker, item in
      var rows: [UInt32] = []
      rows.reserveCapacity(morsels[item].count)
      morsels[item].forEachBlock(filter, scratch[worker]) { block in
        let first = UInt32(truncatingIfNeeded: firstRows[block.chunk] + block.start)
        for place in 0..<block.count { rows.append(first &+ UInt32(truncatingIfNeeded: block.row(place))) }
      }
      found[item] = rows
    }
    let parts = found.all
    return RowList(
      unsafe Buffer(count: parts.reduce(0) { $0 + $1.count }) { target in
        var next = 0
        for part in parts {
          // Safe: there is a place for each row of each part.
          unsafe part.withUnsafeBufferPointer { rows in
            if let start = rows.baseAddress { unsafe (target + next).update(from: start, count: rows.count) }
          }
          next += part.count
        }
      }, of: rowCount)
  }

  /// The rows that pass, in their order.
  func rows() throws -> [Int] {
    var starts: [Int] = []
    var total = 0
    for rows in chunkRows {
      starts.append(total)
      total += rows
    }
    if isAll { return Array(0..<total) }
    guard !filter.isNone else { return [] }
    let (morsels, firstRows) = (morsels, starts)
    let found = Slots<[Int]>(count: morsels.count, repeating: [])
    let scratch = (0..<max(1, limits.threads)).map { _ in BlockScratch() }
    try Workers.run(morsels.count, limits: limits) { worker, item in
      var rows: [Int] = []
      morsels[item].forEachBlock(filter, scratch[worker]) { block in
        let first = firstRows[block.chunk] + block.start
        for place in 0..<block.count { rows.append(first + block.row(place)) }
      }
      found[item] = rows
    }
    return found.all.flatMap { $0 }
  }
}

/// The memory that one thread needs to filter a block.
@safe
final class BlockScratch: @unchecked Sendable {
  private let words: UnsafeMutablePointer<UInt64>
  private let rows: UnsafeMutablePointer<UInt32>

  init() {
    // Safe: freed in `deinit`, and written before they are read.
    unsafe words = .allocate(capacity: Morsel.blockRows / 64)
    unsafe rows = .allocate(capacity: Morsel.blockRows)
  }

  deinit {
    unsafe words.deallocate()
    unsafe rows.deallocate()
  }

  /// The rows of a block that pass, or nil where none does; valid until the next call.
  ///
  /// - Parameter skipping: The rows at the start of the block that are left out.
  func block(_ filter: RowFilter, chunk: Int, start: Int, count: Int, skipping: Int = 0) -> RowBlock? {
    if filter.isAll, skipping == 0 { return unsafe RowBlock(chunk: chunk, start: start, count: count, rows: nil) }
    let wordCount = Bitmap.wordCount(count)
    // Safe: a block has at most `blockRows` rows.
    unsafe words.update(repeating: .max, count: wordCount)
    if count & 63 != 0 { unsafe words[wordCount - 1] = (1 << UInt64(count & 63)) - 1 }
    if skipping > 0 {
      unsafe words.update(repeating: 0, count: skipping >> 6)
      unsafe words[skipping >> 6] &= .max << UInt64(skipping & 63)
    }
    unsafe filter.keep(words, chunk: chunk, start: start, count: count)
    let passed = unsafe Self.places(words, wordCount, into: rows)
    guard passed > 0 else { return nil }
    return unsafe RowBlock(chunk: chunk, start: start, count: passed, rows: passed == count ? nil : UnsafePointer(rows))
  }

  /// Writes the places of the set bits, and returns how many there are.
  @inline(__always)
  static func places(
    _ words: UnsafePointer<UInt64>, _ wordCount: Int, into rows: UnsafeMutablePointer<UInt32>
  ) -> Int {
    var count = 0
    for word in 0..<wordCount {
      var rest = unsafe words[word]
      let first = UInt32(truncatingIfNeeded: word &* 64)
      while rest != 0 {
        // Safe: there is room for a place for each bit.
        unsafe rows[count] = first &+ UInt32(truncatingIfNeeded: rest.trailingZeroBitCount)
        count &+= 1
        rest &= rest &- 1
      }
    }
    return count
  }
}

/// Results of which each is written by one thread, to a place of its own.
@safe
final class Slots<Value>: @unchecked Sendable {
  private let memory: UnsafeMutableBufferPointer<Value>

  init(count: Int, repeating value: Value) {
    // Safe: initialised here, and undone in `deinit`.
    unsafe memory = .allocate(capacity: count)
    unsafe memory.initialize(repeating: value)
  }

  deinit {
    unsafe memory.deinitialize()
    unsafe memory.deallocate()
  }

  subscript(place: Int) -> Value {
    get {
      unsafe precondition(place >= 0 && place < memory.count, "a place of a result")
      return unsafe memory[place]
    }
    set {
      unsafe precondition(place >= 0 && place < memory.count, "a place of a result")
      unsafe memory[place] = newValue
    }
  }

  var all: [Value] { unsafe Array(memory) }
}
