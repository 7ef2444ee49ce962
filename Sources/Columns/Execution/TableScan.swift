/// Goes over the rows of a table, block by block and on several threads, and hands on those that pass a filter.
struct TableScan: Sendable {
  let chunkRows: [Int]
  let filter: RowFilter
  private(set) var limits: QueryLimits
  /// The rows that are looked at, in their order and apart from each other; nil for all.
  var ranges: [Range<Int>]?
  /// The places at which the rows may be divided between threads; nil for any.
  var divisions: Clustering?
  /// The columns of a file that the filter looks at, and those that are read of the rows that pass, as far as nobody has
  /// looked at them: each portion is looked at before it is used.
  var unseen: (filtered: [Column], read: [Column]) = ([], [])
  /// How many stretches of rows the order of the table left; nil where none was used.
  var stretches: Int?
  /// How many chunks are passed over, since none of their values can pass.
  private(set) var passedChunks = 0

  init(chunkRows: [Int], filter: RowFilter, limits: QueryLimits) {
    self.chunkRows = chunkRows
    self.filter = filter
    self.limits = limits
  }

  /// Creates a scan of the rows that an order left, or of all, but for the chunks of which no row can pass by the least
  /// and the most values that their file states.
  init(chunkRows: [Int], filter: RowFilter, limits: QueryLimits, orderedRanges: [Range<Int>]?) {
    self.init(chunkRows: chunkRows, filter: filter, limits: limits)
    ranges = orderedRanges
    stretches = orderedRanges?.count
    defer { keepToOneThread() }
    guard !filter.isAll, !filter.isNone else { return }
    var kept: [Range<Int>] = []
    var start = 0
    for (chunk, rows) in chunkRows.enumerated() {
      if filter.verdict(chunk: chunk) == .none {
        passedChunks += 1
      } else {
        kept.appendJoining(start..<start + rows)
      }
      start += rows
    }
    if passedChunks > 0 { ranges = orderedRanges.map { Self.shared($0, kept) } ?? kept }
  }

  /// The rows that are looked at.
  var rowCount: Int { ranges?.reduce(0) { $0 + $1.count } ?? chunkRows.reduce(0, +) }

  /// Goes over few rows without a second thread: to wake one, and to put together what both find, takes longer.
  private mutating func keepToOneThread() {
    if rowCount <= 1 << 16 { limits = limits.withOneThread }
  }

  /// What two lists of ranges, both in their order, have in common.
  private static func shared(_ some: [Range<Int>], _ others: [Range<Int>]) -> [Range<Int>] {
    var shared: [Range<Int>] = []
    var (one, other) = (some[...], others[...])
    while let first = one.first, let second = other.first {
      let both = first.clamped(to: second)
      if !both.isEmpty { shared.append(both) }
      if first.upperBound < second.upperBound { one = one.dropFirst() } else { other = other.dropFirst() }
    }
    return shared
  }

  /// Whether every row passes.
  var isAll: Bool { filter.isAll && ranges == nil }

  /// Calls a closure with each block that has rows which pass. Blocks of one worker come one after another.
  ///
  /// - Parameter form: How a block is given of which only some rows pass.
  func run(_ form: RowBlock.Form = .listed, _ consume: @Sendable (_ worker: Int, _ block: RowBlock) throws -> Void) throws {
    guard !filter.isNone else { return }
    let morsels = morsels
    let scratch = (0..<min(limits.threads, max(1, morsels.count))).map { _ in BlockScratch() }
    try Workers.run(morsels.count, limits: limits) { worker, item in
      try morsels[item].forEachBlock(of: self, scratch[worker], form, gathering: form != .masked) {
        try consume(worker, $0)
      }
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
    try run(.masked) { worker, block in counts[worker] += block.passed }
    return counts.all.reduce(0, +)
  }

  /// The rows that pass, in their order, of a table whose rows 32 bits can number.
  func rowList() throws -> RowList<UInt32> {
    let rowCount = chunkRows.reduce(0, +)
    guard !filter.isNone else { return RowList(Buffer([]), of: rowCount) }
    let parts = try parts { (rows: inout [UInt32], first, block) in
      for place in 0..<block.count { rows.append(UInt32(truncatingIfNeeded: first + block.row(place))) }
    }
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

  /// What each portion of the rows gives, in their order.
  ///
  /// - Parameter add: Adds what a block gives, whose rows are counted from one of the table's.
  private func parts<Element>(
    _ add: @Sendable (inout [Element], _ first: Int, RowBlock) -> Void
  ) throws -> [[Element]] {
    guard !filter.isNone else { return [] }
    let (morsels, starts) = (morsels, Morsel.firstRows(chunkRows))
    let found = Slots<[Element]>(count: morsels.count, repeating: [])
    let scratch = (0..<max(1, limits.threads)).map { _ in BlockScratch() }
    try Workers.run(morsels.count, limits: limits) { worker, item in
      var elements: [Element] = []
      try morsels[item].forEachBlock(of: self, scratch[worker]) { block in
        add(&elements, starts[block.chunk] + block.start, block)
      }
      found[item] = elements
    }
    return found.all
  }
}

extension [Range<Int>] {
  /// Appends a range, which is joined with the last where that ends at its start.
  mutating func appendJoining(_ range: Range<Int>) {
    if let last, last.upperBound == range.lowerBound {
      self[count - 1] = last.lowerBound..<range.upperBound
    } else {
      append(range)
    }
  }
}

/// The memory that one thread needs to filter a block.
@safe
final class BlockScratch: @unchecked Sendable {
  private let words: UnsafeMutablePointer<UInt64>
  private let rows: UnsafeMutablePointer<UInt32>
  private let bound = BoundTests()
  private var isBound = false
  let gathered = GatheredRows()

  init() {
    // Safe: freed in `deinit`, and written before they are read.
    unsafe words = .allocate(capacity: Morsel.blockRows / 64)
    unsafe rows = .allocate(capacity: Morsel.blockRows + Self.spareRows)
  }

  deinit {
    unsafe words.deallocate()
    unsafe rows.deallocate()
  }

  /// Makes ready for the blocks of a chunk.
  func begin(_ filter: RowFilter, chunk: Int) { isBound = bound.bind(filter, chunk: chunk) }

  /// The number of rows of a block that pass, which the other functions then know.
  ///
  /// - Parameter skipping: The rows at the start of the block that are left out.
  func test(_ filter: RowFilter, chunk: Int, _ rows: Range<Int>, skipping: Int) -> Int {
    if filter.isAll, skipping == 0 { return rows.count }
    let wordCount = Bitmap.wordCount(rows.count)
    // Safe: a block has at most `blockRows` rows.
    unsafe words.update(repeating: .max, count: wordCount)
    if rows.count & 63 != 0 { unsafe words[wordCount - 1] = (1 << UInt64(rows.count & 63)) - 1 }
    if skipping > 0 {
      unsafe words.update(repeating: 0, count: skipping >> 6)
      unsafe words[skipping >> 6] &= .max << UInt64(skipping & 63)
    }
    if isBound {
      unsafe bound.keep(words, start: rows.lowerBound, count: rows.count)
    } else {
      unsafe filter.keep(words, chunk: chunk, start: rows.lowerBound, count: rows.count)
    }
    var passed = 0
    for word in 0..<wordCount { unsafe passed &+= words[word].nonzeroBitCount }
    return passed
  }

  /// The rows that pass of the block that was tested last; valid until the next call.
  ///
  /// - Parameter form: How it is given if only some pass.
  func block(chunk: Int, _ rows: Range<Int>, passed: Int, _ form: RowBlock.Form) -> RowBlock {
    let (start, count) = (rows.lowerBound, rows.count)
    if passed == count { return unsafe RowBlock(chunk: chunk, start: start, count: count, rows: nil) }
    if form == .masked || form == .maskedIfMostPass && passed * 4 >= count * 3 {
      return unsafe RowBlock(chunk: chunk, start: start, count: count, mask: UnsafePointer(words), passed: passed)
    }
    // Safe: there is room for as many places as a block has rows.
    _ = unsafe Self.places(words, Bitmap.wordCount(count), from: 0, into: self.rows)
    return unsafe RowBlock(chunk: chunk, start: start, count: passed, rows: UnsafePointer(self.rows))
  }

  /// Gathers the rows that pass of the block that was tested last, for which there must be room.
  func gather(_ rows: Range<Int>) { unsafe gathered.add(words, Bitmap.wordCount(rows.count), from: rows.lowerBound) }

  /// Writes the places of the set bits, counted from a number on, and returns how many there are.
  ///
  /// - Parameter rows: Has room for a place for each bit and for ``spareRows`` more, which hold anything afterwards.
  @inline(__always)
  static func places(
    _ words: UnsafePointer<UInt64>, _ wordCount: Int, from start: UInt32, into rows: UnsafeMutablePointer<UInt32>
  ) -> Int {
    var count = 0
    for word in 0..<wordCount {
      var rest = unsafe words[word]
      let first = start &+ UInt32(truncatingIfNeeded: word &* 64)
      var next = count
      count &+= rest.nonzeroBitCount
      // How many bits of a word are set is as good as chance, so nothing jumps on the first four.
      repeat {
        for _ in 0..<spareRows {
          // Safe: there is room for a place for each bit, and for as many more as are written at once.
          unsafe rows[next] = first &+ UInt32(truncatingIfNeeded: rest.trailingZeroBitCount)
          next &+= 1
          rest &= rest &- 1
        }
      } while rest != 0
    }
    return count
  }

  /// The places that ``places(_:_:from:into:)`` may write behind the last.
  static let spareRows = 4
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
