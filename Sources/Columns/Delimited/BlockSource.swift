import CScan
import Synchronization

/// One or more files as blocks of whole records, handed out in order to whichever thread asks.
///
/// Reading, unpacking and dividing go on under a lock, a block at a time, and take far less than decoding does. A block
/// ends where a record ends. Where that is can only be told from all the quotes before it, so each block is looked
/// through for quotes as it is read.
///
/// How a text is cut into blocks depends on its bytes and the size of a step, so that a second reading gives the same.
///
/// Safe to share, since everything that changes does so under the lock, and is read from outside only when the threads
/// are done.
final class BlockSource: @unchecked Sendable {
  /// Where the bytes of a file come from.
  enum Origin: Sendable {
    case path(String)
    case bytes([UInt8], name: String)
    /// The table of a sheet, whose first row is the header.
    case sheet([UInt8], name: String)
  }

  /// What a thread is told of the block that it was given.
  struct Ticket {
    /// The number of the block among all blocks of all files.
    let index: Int
    let file: Int
    /// Where the first record begins.
    let start: Int
    /// Whether the text ends where the block ends.
    let isFinal: Bool
    /// Whether a record is longer than any may be.
    let isTooLong: Bool
    let layout: FileLayout
    /// What is known of the columns so far, in the order of the layout.
    let plans: [ColumnPlan]
    /// The part of the sample of texts that the block belongs to, and the ends of the parts before it.
    let part: Int
    let endsOfParts: [SamplingParts.End]
  }

  /// What stopped the reading, and the first block that there is not because of it.
  private(set) var failure: (block: Int, error: DelimitedError)?
  /// The files that were read to their end or are being read.
  private(set) var sources: [(layout: FileLayout, firstBlock: Int, headerLines: Int)] = []
  private(set) var set: ColumnSet

  private let lock = Mutex<Void>(())
  private let origins: [Origin]
  private let options: DelimitedOptions
  private let stepBytes: Int
  private let maximumRecordBytes: Int
  private var nextFile = 0
  private var nextBlock = 0
  private var input: TextInput?
  /// Bytes that were read and belong to the next block.
  private let carry = ByteBlock()
  private var isInputAtEnd = false
  private var isStopped = false
  /// The first record of a file may begin after its header.
  private var startOfNext = 0
  /// The inputs that were opened, in the order of the files.
  private(set) var readers: [TextInput] = []
  private var quotes: QuoteScan
  private var parts = SamplingParts()

  init(_ origins: [Origin], options: DelimitedOptions, stepBytes: Int, set: ColumnSet) {
    self.origins = origins
    self.options = options
    self.stepBytes = min(max(1, stepBytes), 64 << 20)
    self.set = set
    maximumRecordBytes = ExactScan.splitter(options).maximumRecordBytes
    quotes = QuoteScan(delimiter: options.delimiter.byte)
  }

  /// Fills a block with the next records; returns nil at the end, after a failure, and when all was stopped.
  func take(into block: ByteBlock) -> Ticket? {
    lock.withLock { _ in
      guard !isStopped, failure == nil else { return nil }
      do throws(DelimitedError) { return try next(into: block) } catch {
        failure = (nextBlock, error)
        return nil
      }
    }
  }

  /// Hands out no more blocks.
  func stop() { lock.withLock { _ in isStopped = true } }

  /// Says what a block showed of its columns.
  func learn(_ found: [ColumnPlan], layout: FileLayout) {
    lock.withLock { _ in set.learn(found, layout: layout) }
  }

  private func next(into block: ByteBlock) throws(DelimitedError) -> Ticket? {
    while true {
      if input == nil, try !openNext() { return nil }
      guard let input, let file = sources.last else { return nil }
      block.removeAll()
      // Safe: the carry does not change while it is copied.
      unsafe block.append(carry.bytes)
      carry.removeAll()
      let start = startOfNext
      startOfNext = 0
      let end = try fill(block, from: start, of: input)
      let isTooLong = end == nil
      let isFinal = end == block.count && isInputAtEnd
      if let end, end < block.count {
        // Safe: the end lies within the block.
        unsafe carry.append(UnsafeBufferPointer(rebasing: block.bytes[end...]))
        block.resize(to: end)
      }
      block.sealEnd()
      if isFinal { self.input = nil }
      if block.count == start, !isTooLong { continue }
      let index = nextBlock
      nextBlock += 1
      parts.append(block: index, byteCount: block.count - start, expectedBytes: expectedBytes)
      return Ticket(
        index: index, file: sources.count - 1, start: start, isFinal: isFinal, isTooLong: isTooLong, layout: file.layout,
        plans: set.plans(of: file.layout), part: parts.current, endsOfParts: parts.ends)
    }
  }

  /// About how many bytes of text all files have, from what is known so far.
  var expectedBytes: Int {
    let known = readers.reduce(0) { $0 &+ $1.expectedTextBytes }
    return known / max(1, readers.count) &* origins.count
  }

  /// Reads until a block holds at least one whole record or the rest of the text; returns where its last record ends,
  /// or nil if a record is too long.
  private func fill(_ block: ByteBlock, from start: Int, of input: TextInput) throws(DelimitedError) -> Int? {
    quotes.begin(at: start)
    while true {
      if !isInputAtEnd {
        // As much as is there already, so that a long record is not looked at too often.
        let more = max(stepBytes, min(block.count, maximumRecordBytes))
        isInputAtEnd = try !input.append(to: block, about: more)
      }
      if isInputAtEnd { return block.count }
      block.sealEnd()
      if let end = quotes.lastRecordEnd(in: block) { return end }
      // One byte more than the longest record may be the first of its line end, and the next tells whether it is.
      if block.count - start >= maximumRecordBytes + 2 { return nil }
    }
  }

  /// Opens the next file and takes its header; returns false where there is none.
  private func openNext() throws(DelimitedError) -> Bool {
    guard nextFile < origins.count else { return false }
    var rowsAbove = max(0, (options.headerRow ?? 1) - 1)
    let opened: TextInput
    switch origins[nextFile] {
    case .path(let path): opened = try TextInput(path: path, options: options, stepBytes: stepBytes)
    case .bytes(let bytes, let name):
      opened = try TextInput(bytes: bytes, name: name, options: options, stepBytes: stepBytes)
    case .sheet(let bytes, let name):
      opened = try TextInput(bytes: bytes, name: name, options: options, stepBytes: stepBytes)
      rowsAbove = 0
    }
    nextFile += 1
    readers.append(opened)
    carry.removeAll()
    isInputAtEnd = false
    let block = ByteBlock()
    while block.count < 8, !isInputAtEnd { isInputAtEnd = try !opened.append(to: block, about: stepBytes) }
    var start = try ExactScan.mark(block.array(0..<min(8, block.count)), file: opened.name, encoding: options.encoding)
    var lines = 0
    while true {
      let end = try fill(block, from: start, of: opened)
      var scan = ExactScan(
        block.array(start..<(end ?? block.count)), file: opened.name, options: options, line: 1 + lines)
      let isFinal = isInputAtEnd && end == block.count
      rowsAbove -= try scan.skipRows(rowsAbove, isWhole: end != nil)
      let hasHeader = rowsAbove > 0 ? false : try scan.takeHeader(isWhole: end != nil)
      start += scan.headerEnd.offset
      lines += scan.headerEnd.lines
      if hasHeader {
        sources.append((try set.layout(of: opened.name, scan), nextBlock, lines))
        break
      }
      if isFinal {
        if let row = options.headerRow { throw .noHeaderRow(row, rows: lines, opened.name) }
        throw .empty(opened.name)
      }
      block.removeFirst(start)
      start = 0
    }
    // Safe: the block does not change while it is copied.
    unsafe carry.append(block.bytes)
    startOfNext = start
    input = opened
    return true
  }
}

/// Finds where the last record of a block ends, by following the quotes.
struct QuoteScan {
  let delimiter: UInt8
  /// The first byte not yet looked at, and whether it stands in quotes.
  private var place = 0
  private var isInside = false
  /// The stretches outside quotes, the last of them still growing.
  private var outside: [(start: Int, end: Int)] = []
  private var outsideStart = 0
  private var start = 0

  init(delimiter: UInt8) { self.delimiter = delimiter }

  /// Makes ready for a block whose first record begins at a place.
  mutating func begin(at start: Int) {
    (self.start, place, isInside, outsideStart) = (start, start, false, start)
    outside.removeAll(keepingCapacity: true)
  }

  /// Looks at the bytes that are new, and returns the place after the last line end outside quotes that is known to be
  /// whole, or nil where there is none.
  mutating func lastRecordEnd(in block: ByteBlock) -> Int? {
    // Safe: the block does not change while it is looked at, and the stretches lie within it.
    unsafe follow(block.start, count: block.count)
    if !isInside, let end = unsafe lastLineEnd(block.start, outsideStart, block.count, count: block.count) { return end }
    for (start, end) in outside.reversed() {
      if let found = unsafe lastLineEnd(block.start, start, end, count: block.count) { return found }
    }
    return nil
  }

  private mutating func follow(_ bytes: UnsafePointer<UInt8>, count: Int) {
    while place < count {
      // Safe: a block may be read 64 bytes beyond its last.
      var found = unsafe cscan_find64(bytes + place, UInt8(ascii: "\""))
      if count - place < 64 { found &= (1 << UInt64(count - place)) &- 1 }
      let base = place
      place += 64
      while found != 0 {
        let quote = base + found.trailingZeroBitCount
        found &= found &- 1
        if isInside {
          // The last byte of the block may be the first of a pair, so it is looked at again with the next bytes.
          guard quote + 1 < count else { place = quote; return }
          // Safe: the place before a quote and the one after it lie within the block where they are looked at.
          if unsafe bytes[quote + 1] == UInt8(ascii: "\"") {
            let next = quote + 2
            if next - base >= 64 { place = max(place, next); found = 0 } else { found &= .max &<< UInt64(next - base) }
            continue
          }
          isInside = false
          outsideStart = quote + 1
        } else if unsafe quote == start || isFieldEnd(bytes[quote - 1]) {
          isInside = true
          outside.append((outsideStart, quote))
        }
      }
    }
    place = min(place, count)
  }

  @inline(__always)
  private func isFieldEnd(_ byte: UInt8) -> Bool {
    byte == delimiter || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  private func lastLineEnd(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int, count: Int) -> Int? {
    var place = end
    while place > start {
      place -= 1
      // Safe: the places lie within the block.
      let byte = unsafe bytes[place]
      if byte == UInt8(ascii: "\n") { return place + 1 }
      if byte == UInt8(ascii: "\r"), place + 1 < count {
        return unsafe bytes[place + 1] == UInt8(ascii: "\n") ? place + 2 : place + 1
      }
    }
    return nil
  }
}
