/// A part of a zip file while it is unpacked, a step at a time.
final class ZipPart {
  let archive: ZipArchive
  let entry: ZipArchive.Entry
  private var position: Int
  private let end: Int
  private let inflater: Inflater?
  private var checksum = Checksum()
  private var count = 0
  private var isFinished = false

  init(of archive: ZipArchive, _ entry: ZipArchive.Entry, start: Int) {
    self.archive = archive
    self.entry = entry
    position = start
    end = start + entry.packedCount
    inflater = entry.method == 0 ? nil : Inflater(.raw)
  }

  /// Appends the next bytes, and returns whether there were any.
  ///
  /// - Throws: ``SpreadsheetError`` where the part is longer or shorter than the directory says, or its checksum differs.
  func append(to block: ByteBlock, about step: Int) throws(SpreadsheetError) -> Bool {
    while !isFinished {
      try archive.check()
      let before = block.count
      if let inflater {
        let start = position
        // One byte more than there may be shows a part that is too long.
        let room = min(step, entry.count - count + 1)
        switch inflater.inflate(archive.bytes, from: &position, upTo: end, appendingTo: block, atMost: room) {
        case .endOfMember: isFinished = true
        case .progress where position > start || block.count > before: break
        case .progress, .damaged: throw damage()
        }
      } else {
        let many = min(step, end - position)
        // Safe: the range lies within the file's bytes, which do not change.
        unsafe block.append(UnsafeBufferPointer(rebasing: archive.bytes.bytes[position..<position + many]))
        position += many
        isFinished = position == end
      }
      // Safe: these are the bytes that were just appended.
      unsafe checksum.add(UnsafeBufferPointer(rebasing: block.bytes[before...]))
      count += block.count - before
      guard count <= entry.count, !isFinished || count == entry.count && checksum.value == entry.checksum else { throw damage() }
      if block.count > before { return true }
    }
    return false
  }

  private func damage() -> SpreadsheetError { .damagedPart(archive.file, entry.name, "is damaged: its bytes do not match its checksum") }
}
