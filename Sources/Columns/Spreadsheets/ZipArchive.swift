/// The parts of a zip file, found through the directory at its end.
///
/// Source: PKWARE, *APPNOTE.TXT, .ZIP file format specification* 6.3.10, sections 4.3 to 4.5. Sizes and checksums are those of the
/// directory, so that a part whose own header leaves them to a descriptor behind it is read like any other.
///
/// Every offset is held against the file before it is used. Parts that overlap are refused, since a small file could unpack to
/// any size by them (D. Fifield, "A better zip bomb", WOOT 2019).
final class ZipArchive {
  /// What the directory says of a part.
  struct Entry {
    let name: String
    let method: Int
    let isEncrypted: Bool
    let checksum: UInt32
    let packedCount: Int
    let count: Int
    let headerStart: Int
    /// Where the next part or the directory begins.
    fileprivate(set) var end = 0
  }

  let file: String
  let bytes: ByteBlock
  private let maximumBytes: Int
  private let shouldContinue: (@Sendable () -> Bool)?
  /// The parts by their names in lower case, with slashes between folders.
  private var entries: [String: Entry] = [:]
  private var twice: Set<String> = []
  /// The parts that were counted against the limit, and the bytes that they unpack to.
  private var counted: Set<String> = []
  private var countedBytes = 0

  /// The names of the parts, as the file has them.
  var names: [String] { entries.values.map(\.name).sorted() }

  /// Reads the directory.
  ///
  /// - Parameter bytes: The whole file.
  init(_ bytes: ByteBlock, file: String, options: DelimitedOptions) throws(SpreadsheetError) {
    self.file = file
    self.bytes = bytes
    maximumBytes = options.maximumTextBytes
    shouldContinue = options.shouldContinue
    try readDirectory()
  }

  private func number(_ place: Int, _ count: Int) throws(SpreadsheetError) -> Int {
    guard place >= 0, place <= bytes.count - count else { throw cutShort() }
    var value: UInt64 = 0
    for byte in 0..<count { value |= UInt64(bytes[place + byte]) << UInt64(byte * 8) }
    guard let number = Int(exactly: value) else { throw .damaged(file, "the zip file tells of a place beyond any file") }
    return number
  }

  private func cutShort() -> SpreadsheetError { .damaged(file, "the file is cut short, or its zip directory is damaged") }

  private func readDirectory() throws(SpreadsheetError) {
    let end = try endRecord()
    guard try number(end + 4, 2) & 0xFFFF == number(end + 6, 2) else { throw .damaged(file, "this is one of several parts of a zip file") }
    var (count, size, start) = (try number(end + 10, 2), try number(end + 12, 4), try number(end + 16, 4))
    if count == 0xFFFF || size == 0xFFFF_FFFF || start == 0xFFFF_FFFF, end >= 20, try number(end - 20, 4) == 0x0706_4B50 {
      let large = try number(end - 12, 8)
      guard try number(large, 4) == 0x0606_4B50 else { throw cutShort() }
      (count, size, start) = (try number(large + 32, 8), try number(large + 40, 8), try number(large + 48, 8))
    }
    guard start <= end, size <= end - start, count <= size / 46 else { throw cutShort() }
    var found: [Entry] = []
    var place = start
    for number in 0..<count {
      try check(at: number)
      found.append(try entry(at: &place, before: start + size))
    }
    try keep(found, before: start)
  }

  /// The place of the record at the end of the file, behind which only a comment stands.
  private func endRecord() throws(SpreadsheetError) -> Int {
    var place = bytes.count - 22
    let least = max(0, place - 0xFFFF)
    while place >= least {
      if bytes[place] == 0x50, try number(place, 4) == 0x0605_4B50, try place + 22 + number(place + 20, 2) <= bytes.count { return place }
      place -= 1
    }
    throw cutShort()
  }

  private func entry(at place: inout Int, before end: Int) throws(SpreadsheetError) -> Entry {
    guard place <= end - 46, try number(place, 4) == 0x0201_4B50 else { throw cutShort() }
    let (nameCount, extraCount, commentCount) = (try number(place + 28, 2), try number(place + 30, 2), try number(place + 32, 2))
    guard nameCount + extraCount + commentCount <= end - place - 46 else { throw cutShort() }
    var (packed, plain, header) = (try number(place + 20, 4), try number(place + 24, 4), try number(place + 42, 4))
    var extra = place + 46 + nameCount
    let extraEnd = extra + extraCount
    while extra <= extraEnd - 4 {
      let (id, length) = (try number(extra, 2), try number(extra + 2, 2))
      if id == 1 {
        // Those that do not fit in 32 bits stand here in this order.
        var field = extra + 4
        func large(_ value: Int) throws(SpreadsheetError) -> Int {
          guard value == 0xFFFF_FFFF else { return value }
          guard field <= min(extra + 4 + length, extraEnd) - 8 else { throw cutShort() }
          defer { field += 8 }
          return try number(field, 8)
        }
        plain = try large(plain)
        packed = try large(packed)
        header = try large(header)
      }
      extra += 4 + length
    }
    let name = String(decoding: bytes.array(place + 46..<place + 46 + nameCount), as: UTF8.self)
    let flags = try number(place + 8, 2)
    let entry = Entry(
      name: name, method: try number(place + 10, 2), isEncrypted: flags & 1 != 0,
      checksum: UInt32(truncatingIfNeeded: try number(place + 16, 4)), packedCount: packed, count: plain, headerStart: header)
    place = extraEnd + commentCount
    return entry
  }

  /// Keeps the parts once it is sure that they stand one behind the other before the directory.
  private func keep(_ found: [Entry], before directory: Int) throws(SpreadsheetError) {
    var inOrder = found.sorted { $0.headerStart < $1.headerStart }
    for place in inOrder.indices {
      let end = place + 1 < inOrder.count ? inOrder[place + 1].headerStart : directory
      let start = inOrder[place].headerStart
      guard end - start >= 30, inOrder[place].packedCount <= end - start - 30 else {
        throw .damaged(file, "parts of the zip file overlap, which no spreadsheet program writes")
      }
      inOrder[place].end = end
    }
    for entry in inOrder {
      let key = Self.key(entry.name)
      if entries.updateValue(entry, forKey: key) != nil { twice.insert(key) }
    }
  }

  /// Some programs write backslashes between folders, and names in another case than they refer to.
  private static func key(_ name: String) -> String {
    let slashed = name.replacing("\\", with: "/").lowercased()
    return String(slashed.drop { $0 == "/" })
  }

  /// Whether the file has a part of this name.
  func has(_ name: String) -> Bool { entries[Self.key(name)] != nil }

  /// Opens a part, or returns nil where there is none.
  ///
  /// - Throws: ``SpreadsheetError`` where the part is encrypted, packed in an unknown way, there twice, or too large.
  func part(_ name: String) throws(SpreadsheetError) -> ZipPart? {
    let key = Self.key(name)
    guard let entry = entries[key] else { return nil }
    guard !twice.contains(key) else { throw .damaged(file, "there are two parts called \(entry.name)") }
    guard !entry.isEncrypted else { throw .encrypted(file) }
    guard entry.method == 0 || entry.method == 8 else {
      throw .damagedPart(file, entry.name, "is packed in a way that spreadsheet programs do not use (method \(entry.method))")
    }
    if counted.insert(key).inserted {
      let (sum, overflow) = countedBytes.addingReportingOverflow(entry.count)
      guard !overflow, sum <= maximumBytes else { throw .tooLarge(file, maximumBytes) }
      countedBytes = sum
    }
    guard try number(entry.headerStart, 4) == 0x0403_4B50 else { throw cutShort() }
    let start = entry.headerStart + 30 + (try number(entry.headerStart + 26, 2)) + (try number(entry.headerStart + 28, 2))
    guard start <= entry.end, entry.packedCount <= entry.end - start else { throw cutShort() }
    return ZipPart(of: self, entry, start: start)
  }

  /// Opens a part that has to be there.
  func requiredPart(_ name: String) throws(SpreadsheetError) -> ZipPart {
    guard let part = try part(name) else { throw .damaged(file, "the file has no part \(name)") }
    return part
  }

  /// Throws if the host wants to go no further.
  func check() throws(SpreadsheetError) {
    if let shouldContinue, !shouldContinue() { throw .cancelled(file) }
  }

  /// Asks so for one of a thousand steps.
  func check(at step: Int) throws(SpreadsheetError) { if step & 0x3FF == 0 { try check() } }

  /// Throws if cells take more memory than the limits allow.
  func check(bytes: Int) throws(SpreadsheetError) { if bytes > maximumBytes { throw .tooLarge(file, maximumBytes) } }
}
