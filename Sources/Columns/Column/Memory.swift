#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A block of bytes that columns share: allocated here or mapped from a file, and let go with the last column that shows
/// it.
///
/// Safe to share between threads, because whoever fills a block is done before anybody else is given it.
@safe
final class Memory: @unchecked Sendable {
  let start: UnsafeMutableRawPointer
  let byteCount: Int
  private let isMapped: Bool
  /// The block that the bytes lie in, where they are many.
  private let block: LargeBlock?

  private static let leastLargeBytes = 4 << 20

  /// The bytes that a block is aligned to, which is a cache line and what Arrow advises.
  static let alignment = 64

  /// Allocates at least as many bytes, a multiple of the alignment. They hold anything until they are filled.
  init(byteCount: Int) {
    let rounded = max(Self.alignment, (byteCount + Self.alignment - 1) & ~(Self.alignment - 1))
    block = rounded >= Self.leastLargeBytes ? LargeBlock(atLeast: rounded) : nil
    // Safe: freed only in `deinit`.
    unsafe start = block?.start ?? .allocate(byteCount: rounded, alignment: Self.alignment)
    self.byteCount = rounded
    isMapped = false
  }

  /// Takes over what `mmap` gave.
  init(mapped start: UnsafeMutableRawPointer, byteCount: Int) {
    unsafe self.start = start
    self.byteCount = byteCount
    isMapped = true
    block = nil
  }

  deinit {
    // Safe: nobody holds the block any more, and each kind is let go as it was got.
    if isMapped { unsafe munmap(start, byteCount) } else if block == nil { unsafe start.deallocate() }
  }
}

/// Values of one fixed width, one after another, as Arrow lays them out.
///
/// A buffer never changes once it was made. Its bytes are shared with its copies.
@safe
struct Buffer<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  private let memory: Memory
  let start: UnsafePointer<Element>
  let count: Int

  /// Shows part of a block, which must hold as many values there at their alignment.
  init(_ memory: Memory, byteOffset: Int = 0, count: Int) {
    precondition(
      byteOffset >= 0 && count >= 0 && byteOffset + count * MemoryLayout<Element>.stride <= memory.byteCount
        && byteOffset % MemoryLayout<Element>.alignment == 0, "a buffer lies within its block")
    self.memory = memory
    self.count = count
    // Safe: the place was checked, and the block outlives this buffer.
    unsafe start = UnsafePointer((memory.start + byteOffset).assumingMemoryBound(to: Element.self))
  }

  /// Allocates a buffer and has it filled, every value of it.
  init(count: Int, filling body: (UnsafeMutablePointer<Element>) throws -> Void) rethrows {
    let memory = Memory(byteCount: count * MemoryLayout<Element>.stride)
    // Safe: the block was allocated for this many values, and nobody else has it yet.
    try unsafe body(memory.start.assumingMemoryBound(to: Element.self))
    self.init(memory, count: count)
  }

  init(_ values: [Element]) {
    unsafe self.init(count: values.count) { target in
      // Safe: both hold `count` values.
      unsafe values.withUnsafeBufferPointer { source in
        if let base = source.baseAddress { unsafe target.update(from: base, count: source.count) }
      }
    }
  }

  init(repeating value: Element, count: Int) {
    // Safe: the memory holds `count` values.
    unsafe self.init(count: count) { unsafe $0.update(repeating: value, count: count) }
  }

  @inline(__always)
  subscript(place: Int) -> Element {
    precondition(place >= 0 && place < count, "a place within the buffer")
    // Safe: the place was checked.
    return unsafe start[place]
  }

  /// Returns part of the buffer; the bytes are shared.
  func slice(_ range: Range<Int>) -> Buffer {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "a slice within the buffer")
    return Buffer(self, range)
  }

  private init(_ whole: Buffer, _ range: Range<Int>) {
    memory = whole.memory
    // Safe: `slice` checked the range.
    unsafe start = whole.start + range.lowerBound
    count = range.count
  }

  /// The same memory as single bytes.
  var asBytes: Buffer<UInt8> {
    // Safe: the buffer lies within its block.
    let offset = unsafe UnsafeRawPointer(start) - UnsafeRawPointer(memory.start)
    return Buffer<UInt8>(memory, byteOffset: offset, count: count * MemoryLayout<Element>.stride)
  }

  var array: [Element] {
    // Safe: the buffer holds `count` values.
    unsafe Array(UnsafeBufferPointer(start: start, count: count))
  }

  /// The bytes, for writing them to a file.
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    // Safe: the buffer outlives the call.
    try unsafe body(UnsafeRawBufferPointer(start: start, count: count * MemoryLayout<Element>.stride))
  }

  /// Eight bytes from one on, the first the lowest; zeros behind the last.
  @inline(__always)
  func eightBytes(_ place: Int) -> UInt64 where Element == UInt8 {
    precondition(place >= 0 && place <= count, "a place within the buffer")
    // Safe: the places were found to lie within the buffer.
    if place &+ 8 <= count { return unsafe UInt64(littleEndian: UnsafeRawPointer(start + place).loadUnaligned(as: UInt64.self)) }
    return (place..<count).reduce(0) { $0 | UInt64(unsafe start[$1]) << UInt64(($1 &- place) &* 8) }
  }

  /// Whether any value is another than one.
  func hasOther(than value: Element) -> Bool where Element: FixedWidthInteger {
    var differing: Element = 0
    // Safe: the place lies within the buffer.
    for place in 0..<count { differing |= unsafe start[place] ^ value }
    return differing != 0
  }

  /// Whether both show the same bytes, so that their values need no comparison.
  func isIdentical(to other: Buffer) -> Bool { unsafe start == other.start && count == other.count }
}
