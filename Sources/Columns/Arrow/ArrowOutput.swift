/// The bytes of an Arrow file on their way to the disk.
///
/// What is small is gathered and what is large goes out as it lies, so that the values are never copied.
struct ArrowOutput: ~Copyable {
  private var file: AtomicFile
  private var pending: [UInt8] = []
  /// The bytes written so far.
  private(set) var position = 0

  /// What batches and buffers are aligned to.
  static let alignment = Memory.alignment

  init(path: String, access: FileAccess?, replaces: Bool) throws(ArrowError) { file = try Self.file(path, access, replaces) }

  private static func file(_ path: String, _ access: FileAccess?, _ replaces: Bool) throws(ArrowError) -> AtomicFile {
    do throws(FileError) {
      return try AtomicFile(path: path, access: access, replaces: replaces)
    } catch {
      throw ArrowError(error)
    }
  }

  mutating func append(_ bytes: [UInt8]) throws(ArrowError) {
    pending += bytes
    position += bytes.count
    if pending.count > 1 << 16 { try flush() }
  }

  mutating func append<Element>(_ buffer: Buffer<Element>) throws(ArrowError) {
    let count = buffer.count * MemoryLayout<Element>.stride
    guard count > 1 << 12 else {
      // Safe: the bytes are copied while the buffer is there.
      return try append(unsafe buffer.withBytes { unsafe [UInt8]($0) })
    }
    try flush()
    do throws(FileError) {
      try file.append(buffer)
    } catch {
      throw ArrowError(error)
    }
    position += count
  }

  /// Writes zeros up to a multiple of the alignment.
  mutating func align(to alignment: Int = Self.alignment) throws(ArrowError) {
    let rest = position % alignment
    if rest > 0 { try append([UInt8](repeating: 0, count: alignment - rest)) }
  }

  /// Writes a message so that what follows it is aligned.
  mutating func append(message: FlatValue, bodyBytes: Int) throws(ArrowError) -> (ArrowBlock, checksum: String) {
    let start = position
    let content = message.buffer()
    let size = Self.aligned(start + 8 + content.count) - start
    var bytes: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
    bytes.appendLittleEndian(Int32(size - 8))
    bytes += content
    bytes += [UInt8](repeating: 0, count: size - bytes.count)
    try append(bytes)
    let block = ArrowBlock(start: start, messageBytes: size, bodyBytes: bodyBytes)
    return (block, ContentHash.text(ContentHash.of(bytes)))
  }

  /// A count rounded up to a multiple of the alignment.
  static func aligned(_ count: Int) -> Int {
    (count + alignment - 1) & ~(alignment - 1)
  }

  private mutating func flush() throws(ArrowError) {
    guard !pending.isEmpty else { return }
    do throws(FileError) {
      try file.append(pending)
    } catch {
      throw ArrowError(error)
    }
    pending.removeAll(keepingCapacity: true)
  }

  consuming func commit() throws(ArrowError) {
    try flush()
    do throws(FileError) {
      try file.commit()
    } catch {
      throw ArrowError(error)
    }
  }
}
