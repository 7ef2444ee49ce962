/// The bytes of a file that may be a workbook, and what form they have.
struct SpreadsheetBytes {
  /// The first bytes of a zip file, of one without parts, and of a compound file, which old and encrypted workbooks are.
  static let zip: [UInt8] = [0x50, 0x4B, 3, 4], emptyZip: [UInt8] = [0x50, 0x4B, 5, 6]
  static let compound: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]

  let name: String
  let bytes: ByteBlock
  let checksum: String

  init(_ bytes: [UInt8], name: String, options: DelimitedOptions) throws(SpreadsheetError) {
    guard bytes.count <= options.maximumTextBytes else { throw .tooLarge(name, options.maximumTextBytes) }
    let block = ByteBlock(capacity: bytes.count)
    // Safe: the array outlives the call, which copies it.
    unsafe bytes.withUnsafeBufferPointer { unsafe block.append($0) }
    self.init(block, name: name)
  }

  /// Reads a whole file.
  init(path: String, options: DelimitedOptions) throws(SpreadsheetError) {
    let file: InputFile
    do { file = try InputFile(path: path, access: options.access) } catch { throw SpreadsheetError(error) }
    guard file.byteCount <= options.maximumTextBytes else { throw .tooLarge(path, options.maximumTextBytes) }
    let block = ByteBlock(capacity: file.byteCount)
    while block.count <= file.byteCount {
      if let shouldContinue = options.shouldContinue, !shouldContinue() { throw .cancelled(path) }
      let count: Int
      do {
        // Safe: the file writes no more than the memory holds.
        count = try unsafe block.append(atMost: 1 << 20) { memory throws(FileError) in try unsafe file.readBytes(into: memory) }
      } catch { throw SpreadsheetError(error) }
      options.progress?(block.count, file.byteCount)
      if count == 0 { break }
    }
    guard block.count == file.byteCount else { throw SpreadsheetError(FileError(.changed, path: path, reading: true)) }
    self.init(block, name: path)
  }

  private init(_ bytes: ByteBlock, name: String) {
    self.name = name
    self.bytes = bytes
    var sum = Checksum()
    // Safe: the block does not change while it is added up.
    unsafe sum.add(bytes.bytes)
    checksum = sum.text
  }

  /// Whether a file begins as workbooks do.
  static func isSpreadsheet(path: String, options: DelimitedOptions) throws(FileError) -> Bool {
    let file = try InputFile(path: path, access: options.access)
    let start = ByteBlock()
    // Safe: the file writes no more than the memory holds.
    _ = try unsafe start.append(atMost: 8) { memory throws(FileError) in try unsafe file.readBytes(into: memory) }
    return SpreadsheetReader.isSpreadsheet(start.array(0..<start.count))
  }

  func archive(_ options: DelimitedOptions) throws(SpreadsheetError) -> ZipArchive {
    let start = bytes.array(0..<min(8, bytes.count))
    if start.starts(with: Self.compound) { throw contains("EncryptedPackage") ? .encrypted(name) : .oldWorkbook(name) }
    guard start.starts(with: Self.zip) || start.starts(with: Self.emptyZip) else {
      throw .noSpreadsheet(name, "no workbook", hint: "delimited text and Arrow files are read by load_table whatever they are called")
    }
    return try ZipArchive(bytes, file: name, options: options)
  }

  func file(_ options: DelimitedOptions) throws(SpreadsheetError) -> any SpreadsheetFile { try file(archive(options)) }

  /// The sheets of the file, by the form that its parts tell.
  func file(_ archive: ZipArchive) throws(SpreadsheetError) -> any SpreadsheetFile {
    if archive.has("[Content_Types].xml") {
      if archive.has("xl/workbook.bin") { throw .binaryWorkbook(name) }
      for (part, kind) in [("word/document.xml", "a Word document"), ("ppt/presentation.xml", "a presentation")] where archive.has(part) {
        throw .noSpreadsheet(name, kind, hint: "copy the table in it to a sheet, and save that as .xlsx or .csv")
      }
      return try Workbook(archive)
    }
    if archive.has("encrypted-package") { throw .encrypted(name) }
    if archive.has("content.xml") { return try OpenDocument(archive) }
    if archive.has("Index/Document.iwa") || archive.has("Index.zip") {
      throw .noSpreadsheet(name, "a file of Apple's Numbers or Pages", hint: "export it as .xlsx or .csv")
    }
    let parts = archive.names.prefix(3).map { DelimitedError.quoted($0) }.joined(separator: ", ")
    throw .noSpreadsheet(name, parts.isEmpty ? "an empty zip file" : "a zip file of \(parts)", hint: "unpack it, and name the file in it")
  }

  /// Whether letters stand in the file, each of them in two bytes, as compound files write names.
  private func contains(_ text: String) -> Bool {
    let wanted: [UInt8] = text.utf8.flatMap { byte -> [UInt8] in [byte, 0] }
    // Names stand in a directory, which may lie anywhere; the letters are rare enough to look for the first of them.
    var place = 0
    while place + wanted.count <= bytes.count {
      if bytes[place] == wanted[0], bytes.array(place..<place + wanted.count) == wanted { return true }
      place += 2
    }
    return false
  }
}
