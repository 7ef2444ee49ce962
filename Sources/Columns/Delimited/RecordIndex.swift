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
    let needed = block.count + block.count / 2 + 32
    // Safe: nobody uses the old entries any more.
    if capacity < needed {
      unsafe places.deallocate()
      capacity = needed
      unsafe places = .allocate(capacity: capacity)
    }
    var found = cscan_index()
    // Safe: there is room for the entries of as many records as the bytes can be, and a block may be read 64 bytes
    // beyond its last, where it holds zeros.
    let isRight = unsafe cscan_fill(
      &found, block.start, start, block.count, delimiter, width, maximumRecordBytes, isFinal ? 1 : 0, places)
    (recordCount, lineCount, stride) = (found.record_count, found.line_count, width + 1)
    return isRight != 0
  }
}
