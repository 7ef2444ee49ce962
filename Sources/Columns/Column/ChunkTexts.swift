/// Where the texts of a chunk lie: addresses alone, so that nobody counts references for each row.
///
/// Safe as long as somebody keeps the store.
@safe
struct ChunkTexts: BitwiseCopyable {
  private let offsets: UnsafePointer<Int32>
  private let bytes: UnsafePointer<UInt8>
  private let byteCount: Int

  init(_ store: TextStore) {
    unsafe offsets = store.offsets.start
    unsafe bytes = store.bytes.start
    byteCount = store.bytes.count
  }

  /// The text of a row, which must be one; empty where offsets are wrong, as those of a file may be.
  @inline(__always)
  func text(_ row: Int) -> UnsafeBufferPointer<UInt8> {
    // Safe: there is one offset more than there are rows, and what they enclose is found to lie within the bytes.
    let (start, end) = unsafe (Int(offsets[row]), Int(offsets[row &+ 1]))
    guard start >= 0, start <= end, end <= byteCount else { return unsafe UnsafeBufferPointer(start: nil, count: 0) }
    return unsafe UnsafeBufferPointer(start: bytes + start, count: end &- start)
  }
}
