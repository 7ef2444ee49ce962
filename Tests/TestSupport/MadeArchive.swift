/// A zip file put together by hand, each part stored as it is, so that a test can say what any byte of it is to be.
public struct MadeArchive: Sendable {
  public struct Part: Sendable {
    public var name: String
    public var bytes: [UInt8]
    /// The general purpose flags; bit 0 says that the part is encrypted, bit 3 that sizes stand behind it.
    public var flags = 0
    public var method = 0
    /// The size that the directory says the part unpacks to; nil for the true one.
    public var statedCount: Int?

    public init(_ name: String, _ bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }

    public init(_ name: String, _ text: String) { self.init(name, Array(text.utf8)) }
  }

  public var parts: [Part]
  /// Whether sizes and places are written in 64 bits.
  public var isLarge = false
  public var comment: [UInt8] = []

  public init(_ parts: [Part]) { self.parts = parts }

  /// The file.
  public var bytes: [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for part in parts {
      let start = file.count
      let isDescribed = part.flags & 8 != 0
      let sizes = Self.number(Int(Self.crc32(part.bytes)), 4) + Self.number(part.bytes.count, 4) + Self.number(part.statedCount ?? part.bytes.count, 4)
      let head = Self.number(20, 2) + Self.number(part.flags, 2) + Self.number(part.method, 2) + Self.number(0, 4)
      file += Self.number(0x0403_4B50, 4) + head + (isDescribed ? Self.number(0, 12) : sizes)
      file += Self.number(part.name.utf8.count, 2) + Self.number(0, 2) + Array(part.name.utf8) + part.bytes
      if isDescribed { file += Self.number(0x0807_4B50, 4) + sizes }
      let large = Self.number(1, 2) + Self.number(24, 2) + Self.number(part.statedCount ?? part.bytes.count, 8) + Self.number(part.bytes.count, 8) + Self.number(start, 8)
      directory += Self.number(0x0201_4B50, 4) + Self.number(20, 2) + head
      directory += isLarge ? Array(sizes.prefix(4)) + Self.number(0xFFFF_FFFF, 4) + Self.number(0xFFFF_FFFF, 4) : sizes
      directory += Self.number(part.name.utf8.count, 2) + Self.number(isLarge ? large.count : 0, 2) + Self.number(0, 10)
      directory += Self.number(isLarge ? 0xFFFF_FFFF : start, 4) + Array(part.name.utf8) + (isLarge ? large : [])
    }
    let start = file.count
    file += directory
    if isLarge {
      let end = file.count
      file += Self.number(0x0606_4B50, 4) + Self.number(44, 8) + Self.number(45, 2) + Self.number(45, 2) + Self.number(0, 8)
      file += Self.number(parts.count, 8) + Self.number(parts.count, 8) + Self.number(directory.count, 8) + Self.number(start, 8)
      file += Self.number(0x0706_4B50, 4) + Self.number(0, 4) + Self.number(end, 8) + Self.number(1, 4)
    }
    let (count, size, place) = isLarge ? (0xFFFF, 0xFFFF_FFFF, 0xFFFF_FFFF) : (parts.count, directory.count, start)
    file += Self.number(0x0605_4B50, 4) + Self.number(0, 4) + Self.number(count, 2) + Self.number(count, 2)
    return file + Self.number(size, 4) + Self.number(place, 4) + Self.number(comment.count, 2) + comment
  }

  private static func number(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> ($0 * 8)) : 0 } }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = .max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}

/// A workbook of which a test says the cells, and whatever else matters to it.
public struct MadeWorkbook: Sendable {
  /// The sheets by name, each with what stands between `<sheetData>` and its end.
  public var sheets: [(name: String, data: String)]
  /// What stands behind the cells of every sheet.
  public var tail = ""
  /// The parts of the workbook by name; a test may change any.
  public var sharedStrings: String?
  public var styles: String?
  public var workbookProperties = ""
  public var sheetAttributes = ""

  public init(_ data: String) { sheets = [("Data", data)] }
  public init(_ sheets: [(name: String, data: String)]) { self.sheets = sheets }

  public static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  public static let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  private static let package = "http://schemas.openxmlformats.org/package/2006/relationships"

  public var archive: MadeArchive {
    func relation(_ id: String, _ type: String, _ target: String) -> String {
      "<Relationship Id=\"\(id)\" Type=\"\(Self.relations)/\(type)\" Target=\"\(target)\"/>"
    }
    var relations = ""
    var names = ""
    var parts: [MadeArchive.Part] = []
    for (number, sheet) in sheets.enumerated() {
      relations += relation("rId\(number + 1)", "worksheet", "worksheets/sheet\(number + 1).xml")
      names += "<sheet name=\"\(sheet.name)\" sheetId=\"\(number + 1)\" \(sheetAttributes) r:id=\"rId\(number + 1)\"/>"
      parts.append(.init("xl/worksheets/sheet\(number + 1).xml", "<worksheet xmlns=\"\(Self.main)\"><sheetData>\(sheet.data)</sheetData>\(tail)</worksheet>"))
    }
    if let sharedStrings {
      relations += relation("s1", "sharedStrings", "/xl/sharedStrings.xml")
      parts.append(.init("xl/sharedStrings.xml", "<sst xmlns=\"\(Self.main)\">\(sharedStrings)</sst>"))
    }
    if let styles {
      relations += relation("s2", "styles", "styles.xml")
      parts.append(.init("xl/styles.xml", "<styleSheet xmlns=\"\(Self.main)\">\(styles)</styleSheet>"))
    }
    let head: [MadeArchive.Part] = [
      .init("[Content_Types].xml", "<Types/>"),
      .init("_rels/.rels", "<Relationships xmlns=\"\(Self.package)\">\(relation("r", "officeDocument", "xl/workbook.xml"))</Relationships>"),
      .init("xl/workbook.xml", "<workbook xmlns=\"\(Self.main)\" xmlns:r=\"\(Self.relations)\"><workbookPr \(workbookProperties)/><sheets>\(names)</sheets></workbook>"),
      .init("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"\(Self.package)\">\(relations)</Relationships>"),
    ]
    return MadeArchive(head + parts)
  }

  public var bytes: [UInt8] { archive.bytes }
}

/// An OpenDocument spreadsheet of which a test says the tables.
public struct MadeOpenDocument: Sendable {
  /// What stands in the spreadsheet.
  public var tables: String
  public var styles = ""
  public var manifest: String?

  /// A spreadsheet of one sheet, with these rows.
  public init(rows: String) { tables = "<table:table table:name=\"Data\">\(rows)</table:table>" }
  public init(tables: String) { self.tables = tables }

  public var archive: MadeArchive {
    let names = ["office", "table", "text", "style", "draw"].map { "xmlns:\($0)=\"urn:oasis:names:tc:opendocument:xmlns:\($0):1.0\"" }.joined(separator: " ")
    let content = """
      <?xml version="1.0" encoding="UTF-8"?>
      <office:document-content \(names) xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">\
      <office:automatic-styles>\(styles)</office:automatic-styles><office:body><office:spreadsheet>\(tables)</office:spreadsheet></office:body>\
      </office:document-content>
      """
    return MadeArchive([
      .init("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), .init("content.xml", content),
      .init("META-INF/manifest.xml", manifest ?? "<manifest/>"),
    ])
  }

  public var bytes: [UInt8] { archive.bytes }
}
