/// The text of a file as it will be divided into rows: read from the disk or from memory, unpacked, and in UTF-8.
///
/// The checksum is that of the bytes as they stand on the disk. Nothing here looks at what the text says.
final class TextInput {
  /// Where the bytes come from.
  private enum Origin {
    case file(InputFile)
    case memory([UInt8])
  }

  let name: String
  private let origin: Origin
  private let options: DelimitedOptions
  private let stepBytes: Int

  private var checksum = Checksum()
  private var rawCount = 0
  private var textCount = 0
  private var isRawAtEnd = false

  /// Bytes read from the origin and not yet unpacked or handed on.
  private var pending = ByteBlock()
  private var pendingStart = 0
  private var inflater: Inflater?
  private var isBetweenMembers = false
  private var isAtEnd = false

  init(path: String, options: DelimitedOptions, stepBytes: Int) throws(DelimitedError) {
    do { origin = .file(try InputFile(path: path, access: options.access)) } catch { throw DelimitedError(error) }
    name = path
    self.options = options
    self.stepBytes = stepBytes
    try begin()
  }

  init(bytes: [UInt8], name: String, options: DelimitedOptions, stepBytes: Int) throws(DelimitedError) {
    origin = .memory(bytes)
    self.name = name
    self.options = options
    self.stepBytes = stepBytes
    try begin()
  }

  /// Learns from the first two bytes whether the file is packed, whatever its name says.
  private func begin() throws(DelimitedError) {
    while pending.count < 2, try receive(into: pending, atMost: stepBytes) > 0 {}
    if isGzip(at: 0) { inflater = Inflater() }
  }

  private func isGzip(at place: Int) -> Bool {
    pending.count >= place + 2 && pending[place] == 0x1F && pending[place + 1] == 0x8B
  }

  /// The size of the file, as it stands on the disk.
  var totalBytes: Int {
    switch origin {
    case .file(let file): file.byteCount
    case .memory(let bytes): bytes.count
    }
  }

  /// How many bytes of text the whole input probably has, from what a part of it unpacked to.
  var expectedTextBytes: Int {
    guard rawCount > 0, totalBytes > rawCount else { return textCount }
    return Int(clamping: Int64(Double(textCount) / Double(rawCount) * Double(totalBytes)))
  }

  /// What to remember of the file once all of it was read.
  func source(rowCount: Int) -> TableSource {
    TableSource(file: name, byteCount: rawCount, checksum: checksum.text, rowCount: rowCount)
  }

  /// Appends about `count` bytes of UTF-8 to a block, fewer only at the end of the text, where it returns false.
  ///
  /// A byte that is not UTF-8 is passed on as it is, for the reader that knows its line and column. How the text is cut
  /// depends on nothing but its bytes and the counts asked for, so that a second reading cuts it the same.
  func append(to block: ByteBlock, about count: Int) throws(DelimitedError) -> Bool {
    let end = block.count + max(1, count)
    while !isAtEnd, block.count < end {
      if let shouldContinue = options.shouldContinue, !shouldContinue() { throw .cancelled(name) }
      let start = block.count
      // A byte of Windows-1252 becomes up to three of UTF-8.
      let room = end - start
      try appendUnpacked(to: block, atMost: max(1, options.encoding == .windows1252 ? room / 3 : room))
      let (sum, overflow) = textCount.addingReportingOverflow(block.count - start)
      guard !overflow, sum <= options.maximumTextBytes else { throw .textTooLong(name, options.maximumTextBytes) }
      textCount = sum
      if options.encoding == .windows1252 { Windows1252.decode(block, from: start) }
    }
    return !isAtEnd
  }

  /// Reads a packed file on to its end, so that damage is found even where the reader stopped early.
  ///
  /// - Parameter limit: The most bytes of text to unpack for this.
  func checkRemainder(atMost limit: Int) throws(DelimitedError) {
    guard inflater != nil else { return }
    var unpacked = 0
    let discarded = ByteBlock()
    while !isAtEnd, unpacked < limit {
      discarded.removeAll()
      try appendUnpacked(to: discarded, atMost: 1 << 18)
      unpacked += discarded.count
    }
  }

  private func appendUnpacked(to block: ByteBlock, atMost count: Int) throws(DelimitedError) {
    guard let inflater else { return try appendPlain(to: block, atMost: count) }
    if pendingStart == pending.count {
      pending.removeAll()
      pendingStart = 0
      if try receive(into: pending, atMost: stepBytes) == 0 {
        guard isBetweenMembers else {
          throw .damagedArchive(name, "the gzip file is cut short: its end is missing")
        }
        isAtEnd = true
        // A dataset of many files keeps what it read them with.
        pending = ByteBlock()
        return
      }
    }
    if isBetweenMembers {
      // Whether another member begins takes two bytes to tell.
      while pending.count - pendingStart < 2, try receive(into: pending, atMost: stepBytes) > 0 {}
      guard isGzip(at: pendingStart) else {
        throw .damagedArchive(name, "something that is not gzip follows the end of the gzip file")
      }
      inflater.reset()
      isBetweenMembers = false
    }
    switch inflater.inflate(pending, from: &pendingStart, appendingTo: block, atMost: count) {
    case .progress: break
    case .endOfMember: isBetweenMembers = true
    case .damaged: throw .damagedArchive(name, "the gzip file is damaged: its bytes do not match its checksum")
    }
  }

  private func appendPlain(to block: ByteBlock, atMost count: Int) throws(DelimitedError) {
    if pendingStart < pending.count {
      let end = min(pending.count, pendingStart + count)
      // Safe: the range lies within what is pending, which does not change while it is copied.
      unsafe block.append(UnsafeBufferPointer(rebasing: pending.bytes[pendingStart..<end]))
      pendingStart = end
      if end == pending.count {
        pending = ByteBlock()
        pendingStart = 0
      }
    } else if try receive(into: block, atMost: count) == 0 {
      isAtEnd = true
    }
  }

  /// Appends the next bytes of the origin to a block, and returns how many there were.
  private func receive(into block: ByteBlock, atMost count: Int) throws(DelimitedError) -> Int {
    guard !isRawAtEnd else { return 0 }
    let start = block.count
    switch origin {
    case .file(let file):
      do {
        // Safe: the file writes no more than the memory holds.
        _ = try unsafe block.append(atMost: count) { memory throws(FileError) in try unsafe file.readBytes(into: memory) }
      } catch { throw DelimitedError(error) }
    case .memory(let bytes):
      let end = min(bytes.count, rawCount + count)
      // Safe: the range lies within the bytes.
      unsafe bytes.withUnsafeBufferPointer { unsafe block.append(UnsafeBufferPointer(rebasing: $0[rawCount..<end])) }
    }
    let received = block.count - start
    rawCount += received
    // Safe: these are the bytes that were just received.
    unsafe checksum.add(UnsafeBufferPointer(rebasing: block.bytes[start...]))
    if received == 0 {
      isRawAtEnd = true
      // Some files of the system say that they have no bytes, and have some.
      if totalBytes > 0, rawCount != totalBytes {
        throw DelimitedError(FileError(.changed, path: name, reading: true))
      }
    }
    options.progress?(rawCount, totalBytes)
    return received
  }
}
