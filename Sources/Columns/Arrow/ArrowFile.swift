/// An Arrow file that was mapped, and whose footer and messages were read and found to fit the file.
///
/// Opening reads the footer and a message for each batch, and nothing of the values.
struct ArrowFile {
  let bytes: ArrowBytes
  let schema: ArrowSchema
  /// The metadata of the footer.
  let metadata: ArrowMetadata
  let dictionaries: [ArrowBatch]
  let batches: [ArrowBatch]
  /// The orders that the rows were brought into; nil where there are none.
  let orders: ArrowOrders?
  /// Whether this library wrote the file, which then has checksums.
  let isOurs: Bool

  /// Opens a file.
  ///
  /// - Throws: ``ArrowError`` where it is not an Arrow file, or one that is damaged or that cannot be read here.
  init(path: String, access: FileAccess? = nil) throws(ArrowError) { try self.init(ArrowBytes(path: path, access: access)) }

  init(_ bytes: ArrowBytes) throws(ArrowError) {
    self.bytes = bytes
    let path = bytes.path
    let (footer, place, hasMark) = try Self.footer(bytes)
    isOurs = hasMark
    schema = footer.schema
    metadata = footer.metadata
    let saved = isOurs ? try SavedOrders(metadata, bytes, footerAt: place) : nil
    let blocks = footer.dictionaries + footer.batches + (saved?.batchBlocks ?? [])
    var sums: [Substring]? = nil
    if isOurs {
      guard metadata[.format] == ArrowAssembly.format else {
        throw .newerFormat(path, metadata[.format] ?? "")
      }
      let known = Self.sums(metadata[.checksums] ?? "")
      guard known.count == 1 + blocks.count else {
        throw .damaged(path, "the checksums of the file are incomplete", byte: place)
      }
      try Self.checkSchemaMessage(bytes, known[0])
      sums = known
    }
    try Self.checkTogether(blocks, bytes, before: place)
    var batches: [ArrowBatch] = []
    for (place, block) in blocks.enumerated() {
      let batch = try Self.batch(at: block, bytes, checksum: sums?[place + 1])
      guard (batch.dictionary != nil) == (place < footer.dictionaries.count) else {
        throw .damaged(path, "a batch is of another kind than the footer says", byte: block.start)
      }
      batches.append(batch)
    }
    let ends = (footer.dictionaries.count, footer.dictionaries.count + footer.batches.count)
    dictionaries = Array(batches[..<ends.0])
    self.batches = Array(batches[ends.0..<ends.1])
    orders = try saved.map { saved throws(ArrowError) in
      guard let orders = ArrowOrders(saved, batches[ends.1...]) else { throw SavedOrders.damage(bytes, footerAt: place) }
      return orders
    }
  }

  /// Reads the footer, and says where it stands and whether the mark of this library stands before it.
  private static func footer(_ bytes: ArrowBytes) throws(ArrowError) -> (ArrowFooter, Int, isOurs: Bool) {
    let (path, magic) = (bytes.path, ArrowAssembly.magic)
    guard bytes.count >= 8, bytes.array(0..<6) == magic else {
      throw .notArrow(path, begins: bytes.array(0..<min(8, bytes.count)))
    }
    guard bytes.count >= 8 + 10, bytes.array(bytes.count - 6..<bytes.count) == magic else {
      throw .cutShort(path, byteCount: bytes.count)
    }
    let size = Int(bytes.number(Int32.self, at: bytes.count - 10))
    guard size > 0, size <= bytes.count - 10 - 8 else {
      throw .damaged(path, "the length of the footer is \(size)", byte: bytes.count - 10)
    }
    let place = bytes.count - 10 - size
    let content = bytes.array(place..<place + size)
    let hasMark = place >= 24 && bytes.array(place - 16..<place - 8) == ArrowAssembly.mark
    if hasMark, bytes.number(UInt64.self, at: place - 8) != ContentHash.of(content) {
      throw .wrongChecksum(path, "the footer", byte: place)
    }
    let footer: ArrowFooter?
    do throws(FlatError) {
      footer = try ArrowFooter(FlatBytes(content).root())
    } catch {
      throw .damaged(path, "the footer cannot be read", byte: place + error.offset)
    }
    guard let footer else { throw .damaged(path, "the footer has no schema", byte: place) }
    guard hasMark == (footer.metadata[.format] != nil) else {
      throw .damaged(path, "the mark of the file does not fit its footer", byte: place)
    }
    guard footer.version == 3 || footer.version == arrowVersion else { throw .oldVersion(path, footer.version) }
    guard !footer.isBigEndian else { throw .bigEndian(path) }
    return (footer, place, hasMark)
  }

  private static func checkSchemaMessage(_ bytes: ArrowBytes, _ sum: Substring) throws(ArrowError) {
    let size = bytes.count >= 16 ? Int(bytes.number(Int32.self, at: 12)) : -1
    guard size >= 0, size <= bytes.count - 16,
      sum == ContentHash.text(ContentHash.of(bytes.array(8..<16 + size)))
    else { throw .wrongChecksum(bytes.path, "the schema", byte: 8) }
  }

  /// Checks that batches lie within the file, and are together no longer than it.
  private static func checkTogether(
    _ blocks: [ArrowBlock], _ bytes: ArrowBytes, before end: Int
  ) throws(ArrowError) {
    var total = 0
    for block in blocks {
      guard block.start >= 8, block.start <= end, block.start % 8 == 0, block.messageBytes >= 16,
        block.messageBytes <= end - block.start, block.bodyBytes >= 0,
        block.bodyBytes <= end - block.start - block.messageBytes
      else { throw .damaged(bytes.path, "a batch ends behind the end of the file", byte: max(0, block.start)) }
      total += block.messageBytes + block.bodyBytes
      guard total <= end else { throw .damaged(bytes.path, "two batches overlap", byte: block.start) }
    }
  }

  private static func batch(
    at block: ArrowBlock, _ bytes: ArrowBytes, checksum: Substring?
  ) throws(ArrowError) -> ArrowBatch {
    let content = bytes.array(block.start..<block.start + block.messageBytes)
    if let checksum, checksum != ContentHash.text(ContentHash.of(content)) {
      throw .wrongChecksum(bytes.path, "a batch", byte: block.start)
    }
    let fault = ArrowError.damaged(bytes.path, "a batch cannot be read", byte: block.start)
    guard bytes.number(UInt32.self, at: block.start) == .max else { throw fault }
    let body = block.start + block.messageBytes
    do throws(FlatError) {
      let message = try FlatBytes(Array(content.dropFirst(8))).root()
      guard Int(try message.number(3, or: Int64(0))) == block.bodyBytes,
        let batch = try ArrowBatch(message, body: body..<body + block.bodyBytes)
      else { throw FlatError(offset: 0) }
      return batch
    } catch {
      throw fault
    }
  }

  /// Divides a text of checksums, sixteen digits each.
  static func sums(_ text: String) -> [Substring] {
    var sums: [Substring] = []
    var rest = text.utf8[...]
    while !rest.isEmpty {
      sums.append(Substring(rest.prefix(16)))
      rest = rest.dropFirst(16)
    }
    return sums
  }

  /// Reads every value's bytes and holds them against their checksums.
  func verify() throws(ArrowError) {
    guard isOurs else { return }
    for batch in dictionaries + batches + (orders?.batches ?? []) {
      let sums = Self.sums(batch.metadata[.checksums] ?? "")
      guard sums.count == batch.buffers.count else {
        throw .damaged(bytes.path, "a batch lacks checksums", byte: batch.buffers.first?.lowerBound ?? 0)
      }
      for (buffer, sum) in zip(batch.buffers, sums)
      where ContentHash.text(
        ContentHash.of(Buffer<UInt8>(bytes.memory, byteOffset: buffer.lowerBound, count: buffer.count))) != sum
      {
        throw .wrongChecksum(bytes.path, "what stands in the file", byte: buffer.lowerBound)
      }
    }
  }
}

/// The bytes of a mapped file; whoever asks for some has seen that they are there.
struct ArrowBytes {
  let path: String
  let memory: Memory
  let count: Int

  init(path: String, access: FileAccess?) throws(ArrowError) {
    let mapped: Memory?
    do throws(FileError) {
      let input = try InputFile(path: path, access: access)
      mapped = try input.mapped()
      count = input.byteCount
    } catch {
      throw ArrowError(error)
    }
    guard let mapped else { throw .notArrow(path, begins: []) }
    memory = mapped
    self.path = path
  }

  /// Copies bytes that are in memory already.
  init(_ bytes: [UInt8], name: String) {
    path = name
    count = bytes.count
    let memory = Memory(byteCount: bytes.count)
    // Safe: the block was allocated for as many bytes, and nobody else has it yet.
    unsafe bytes.withUnsafeBytes { source in
      unsafe UnsafeMutableRawBufferPointer(start: memory.start, count: bytes.count).copyMemory(from: source)
    }
    self.memory = memory
  }

  func array(_ range: Range<Int>) -> [UInt8] {
    Buffer<UInt8>(memory, byteOffset: range.lowerBound, count: range.count).array
  }

  func number<Value: FixedWidthInteger>(_: Value.Type, at place: Int) -> Value {
    var value = Value.zero
    for byte in array(place..<place + Value.bitWidth / 8).reversed() {
      value = value << 8 | Value(truncatingIfNeeded: byte)
    }
    return value
  }

  /// Values that stand in a range, or nil where it is too short for them. They are copied only where they are not
  /// aligned.
  func buffer<Value: BitwiseCopyable & Sendable>(_ range: Range<Int>, count: Int, of _: Value.Type) -> Buffer<Value>? {
    let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Value>.stride)
    guard count >= 0, !overflow, size <= range.count else { return nil }
    guard range.lowerBound % MemoryLayout<Value>.alignment != 0 else {
      return Buffer(memory, byteOffset: range.lowerBound, count: count)
    }
    let source = Buffer<UInt8>(memory, byteOffset: range.lowerBound, count: size)
    // Safe: both hold as many bytes.
    return unsafe Buffer(count: count) { target in
      unsafe source.withBytes { unsafe UnsafeMutableRawBufferPointer(start: target, count: size).copyMemory(from: $0) }
    }
  }

  /// Bits that stand in a range, or nil where it is too short for them.
  func bitmap(_ range: Range<Int>, count: Int) -> Bitmap? {
    guard count >= 0, count <= Int.max - 63, (count + 7) / 8 <= range.count else { return nil }
    let words = Bitmap.wordCount(count)
    // The last word may go on behind the buffer, where the file has something else.
    if range.lowerBound % 8 == 0, words * 8 <= self.count - range.lowerBound {
      return Bitmap(words: Buffer(memory, byteOffset: range.lowerBound, count: words), count: count)
    }
    var copy = [UInt64](repeating: 0, count: words)
    for (place, byte) in array(range.lowerBound..<range.lowerBound + (count + 7) / 8).enumerated() {
      copy[place >> 3] |= UInt64(byte) << UInt64((place & 7) * 8)
    }
    return Bitmap(words: Buffer(copy), count: count)
  }
}
