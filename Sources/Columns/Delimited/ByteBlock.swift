#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Bytes that grow at their end, for one thread at a time.
///
/// After the last byte stand ``padding`` more that may be read and are zero when ``sealEnd()`` was called, so that a
/// loop may look at 64 bytes wherever the first of them is one of the block.
@safe
final class ByteBlock {
  static let padding = 64

  private(set) var start: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 0) {
    self.capacity = max(capacity, 1024)
    // Safe: freed in `deinit` or when the block grows, whichever is first.
    unsafe start = .allocate(capacity: self.capacity + Self.padding)
    unsafe memset(start, 0, self.capacity + Self.padding)
  }

  deinit {
    // Safe: nobody else has the memory.
    unsafe start.deallocate()
  }

  /// The bytes.
  var bytes: UnsafeBufferPointer<UInt8> {
    // Safe: the memory holds `count` bytes. It is valid until the block grows.
    unsafe UnsafeBufferPointer(start: start, count: count)
  }

  subscript(place: Int) -> UInt8 {
    precondition(place >= 0 && place < count, "a place within the block")
    // Safe: the place was checked.
    return unsafe start[place]
  }

  /// Makes room for more bytes.
  func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    let larger = max(count + more, capacity * 2)
    // Safe: the new memory holds more than the old, which is let go only once it was copied. What lies beyond the padding may
    // hold anything: most of its pages are first touched by what is appended.
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger + Self.padding)
    unsafe moved.update(from: start, count: count)
    unsafe memset(moved + count, 0, Self.padding)
    unsafe start.deallocate()
    unsafe start = moved
    capacity = larger
  }

  /// Has bytes written after the last, and takes as many of them as the writer says there are.
  func append<Failure: Error>(
    atMost more: Int, _ write: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) -> Int {
    reserve(more)
    // Safe: there is room for this many bytes.
    let written = try unsafe write(UnsafeMutableRawBufferPointer(start: start + count, count: more))
    count += min(more, max(0, written))
    return written
  }

  func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress else { return }
    reserve(bytes.count)
    // Safe: there is room, and the bytes are of other memory.
    unsafe (start + count).update(from: base, count: bytes.count)
    count += bytes.count
  }

  func append(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      reserve(1)
      // Safe: there is room for one more.
      unsafe start[count] = byte
      count += 1
    }
  }

  /// Sets how many bytes there are; those that are new have to be written by the caller.
  func resize(to count: Int) {
    reserve(max(0, count - self.count))
    self.count = count
  }

  func removeAll() { count = 0 }

  func removeFirst(_ length: Int) {
    precondition(length <= count, "no more than there is")
    // Safe: both ranges lie within the block; `update` allows that they overlap.
    unsafe start.update(from: start + length, count: count - length)
    count -= length
  }

  /// Makes the bytes after the last zero.
  func sealEnd() {
    // Safe: the padding belongs to the block.
    unsafe memset(start + count, 0, Self.padding)
  }

  func array(_ range: Range<Int>) -> [UInt8] {
    precondition(range.upperBound <= count, "a range within the block")
    // Safe: the range was checked.
    return unsafe Array(UnsafeBufferPointer(start: start + range.lowerBound, count: range.count))
  }
}
