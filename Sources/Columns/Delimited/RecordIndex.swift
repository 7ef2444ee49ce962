import CScan

/// Where each cell of a block of whole records begins and ends, found 64 bytes at a time.
///
/// The index has an entry for each delimiter and each end of a record outside quotes, and before the first cell of each
/// record one for the byte before it, so that cell `c` of record `r` lies between the entries `r * stride + c` and the
/// one after. A line with nothing on it has none.
///
/// Nothing is reported here but that something is wrong; ``ExactScan`` then says what and where.
@safe
struct RecordIndex: ~Copyable {
  private var places: UnsafeMutablePointer<UInt32>
  private var capacity = 0
  private(set) var recordCount = 0
  /// The line ends of the block, those inside quotes too.
  private(set) var lineCount = 0
  private(set) var stride = 0

  // The state of quotes from one word to the next.
  private var isInside = false
  /// A quote before this place is the second of a pair.
  private var ignoredBefore = 0
  private var isStray = false

  init() {
    // Safe: freed in `deinit`.
    unsafe places = .allocate(capacity: 1)
    capacity = 1
  }

  deinit {
    // Safe: nobody else has the memory.
    unsafe places.deallocate()
  }

  /// The entries.
  var entries: UnsafePointer<UInt32> { unsafe UnsafePointer(places) }

  /// Indexes a block from the start of its first record; returns false if anything in it is wrong.
  mutating func fill(
    _ block: ByteBlock, from start: Int, width: Int, delimiter: UInt8, maximumRecordBytes: Int, isFinal: Bool
  ) -> Bool {
    // A record of `width` cells takes at least as many bytes, and at least two, and has one entry more than cells.
    let needed = block.count + block.count / 2 + 4
    // Safe: nobody uses the old entries any more.
    if capacity < needed {
      unsafe places.deallocate()
      capacity = needed
      unsafe places = .allocate(capacity: capacity)
    }
    (recordCount, lineCount, stride) = (0, 0, width + 1)
    (isInside, ignoredBefore, isStray) = (false, 0, false)
    return index(block, from: start, delimiter: delimiter, maximumRecordBytes: maximumRecordBytes, isFinal: isFinal)
  }

  private mutating func index(
    _ block: ByteBlock, from start: Int, delimiter: UInt8, maximumRecordBytes: Int, isFinal: Bool
  ) -> Bool {
    let bytes = unsafe UnsafePointer(block.start)
    let (entries, count, width) = unsafe (places, block.count, stride - 1)
    var odd: UInt64 = 0
    var rowStart = start
    // Safe: `fill` made room for the entries of as many records as the bytes can be.
    unsafe entries[0] = UInt32(truncatingIfNeeded: start &- 1)
    var (filled, rowFirst, lines) = (1, 0, 0)
    var place = start
    while place < count {
      // Safe: a block may be read 64 bytes beyond its last, and holds zeros there.
      let found = unsafe cscan_look64(bytes + place, delimiter)
      var (delimiters, lineEnds) = (found.delimiters, found.line_ends)
      odd |= count &- place >= 64 ? found.odd : found.odd & ((1 &<< UInt64(count &- place)) &- 1)
      if found.quotes != 0 || isInside {
        let inside = unsafe quoted(found.quotes, at: place, from: start, bytes, count: count, delimiter: delimiter)
        if isStray { return false }
        unsafe lines &+= lineCount(of: lineEnds & inside, at: place, bytes)
        delimiters &= ~inside
        lineEnds &= ~inside
      }
      var structure = delimiters | lineEnds
      while structure != 0 {
        let bit = structure.trailingZeroBitCount
        let at = place &+ bit
        structure &= structure &- 1
        if lineEnds &>> UInt64(bit) & 1 == 0 {
          unsafe entries[filled] = UInt32(truncatingIfNeeded: at)
          filled &+= 1
          continue
        }
        if at == rowStart {
          // An empty line, or the LF of a CRLF.
          let isPair = unsafe bytes[at] == UInt8(ascii: "\n") && at > start && bytes[at &- 1] == UInt8(ascii: "\r")
          lines &+= isPair ? 0 : 1
          rowStart = at &+ 1
          unsafe entries[filled &- 1] = UInt32(truncatingIfNeeded: at)
          continue
        }
        lines &+= 1
        guard filled &- rowFirst == width, at &- rowStart <= maximumRecordBytes else { return false }
        // The end of one record stands also for the byte before the next.
        unsafe entries[filled] = UInt32(truncatingIfNeeded: at)
        unsafe entries[filled &+ 1] = UInt32(truncatingIfNeeded: at)
        rowFirst = filled &+ 1
        filled &+= 2
        rowStart = at &+ 1
      }
      place &+= 64
    }
    if isInside { return false }
    if rowStart < count {
      // Only the last record of a file may end without a line end.
      guard isFinal, filled &- rowFirst == width, count &- rowStart <= maximumRecordBytes else { return false }
      unsafe entries[filled] = UInt32(truncatingIfNeeded: count)
      rowFirst = filled &+ 1
    }
    recordCount = rowFirst / stride
    lineCount = lines
    if odd != 0 {
      // Safe: the block outlives the call.
      return TextCheck.firstFault(in: unsafe block.bytes.span, start..<count) == nil
    }
    return true
  }

  /// The bytes of a word that stand in quotes, with the quotes.
  private mutating func quoted(
    _ quotes: UInt64, at place: Int, from start: Int, _ bytes: UnsafePointer<UInt8>, count: Int, delimiter: UInt8
  ) -> UInt64 {
    var quotes = quotes
    var inside: UInt64 = 0
    // From the bit of the quote that opened, or from the first.
    var open: UInt64 = .max
    while quotes != 0 {
      let bit = UInt64(quotes.trailingZeroBitCount)
      let at = place &+ Int(bit)
      quotes &= quotes &- 1
      if at < ignoredBefore { continue }
      if !isInside {
        guard at < count else { break }
        // A quote that is not the first byte of a cell is a letter.
        // Safe: the byte before lies within the block.
        if at > start {
          let before = unsafe bytes[at &- 1]
          guard before == delimiter || before == UInt8(ascii: "\n") || before == UInt8(ascii: "\r") else { continue }
        }
        isInside = true
        open = .max &<< bit
      } else {
        // Safe: a block may be read beyond its last byte, where it holds zeros.
        let after = unsafe bytes[at &+ 1]
        if at &+ 1 < count, after == UInt8(ascii: "\"") {
          ignoredBefore = at &+ 2
          continue
        }
        isInside = false
        inside |= open & ~((.max &<< bit) &<< 1)
        guard at &+ 1 >= count || after == delimiter || after == UInt8(ascii: "\n") || after == UInt8(ascii: "\r") else {
          isStray = true
          return inside
        }
      }
    }
    return isInside ? inside | open : inside
  }

  /// The line ends among some bytes in quotes; a CR and its LF are one, counted at the LF.
  private func lineCount(of ends: UInt64, at place: Int, _ bytes: UnsafePointer<UInt8>) -> Int {
    var (ends, lines) = (ends, 0)
    while ends != 0 {
      let at = place &+ ends.trailingZeroBitCount
      ends &= ends &- 1
      // Safe: the byte after the last of a block may be read.
      let isCount = unsafe bytes[at] == UInt8(ascii: "\n") || bytes[at &+ 1] != UInt8(ascii: "\n")
      lines &+= isCount ? 1 : 0
    }
    return lines
  }
}
