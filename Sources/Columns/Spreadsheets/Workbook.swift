/// A spreadsheet file whose sheets are known by name.
protocol SpreadsheetFile {
  /// The sheets of cells, in their order.
  var sheets: [SheetName] { get }
  /// The texts that cells refer to.
  var texts: SheetTexts { get }

  /// Reads one sheet by its place, or all of them, in one pass.
  mutating func read(_ wanted: Int?, _ body: (Int, SheetCells) throws(SpreadsheetError) -> Void) throws(SpreadsheetError)
}

/// A sheet's name, and whether spreadsheet programs show it.
struct SheetName {
  let name: String
  let isHidden: Bool
}

/// A workbook of Office Open XML (.xlsx, .xlsm): its sheets, its shared texts and its formats.
///
/// Source: ECMA-376, part 1 (SpreadsheetML) and part 2 (packages). Parts are found by what refers to them, so that they can have any
/// names; names of elements stand without prefixes, so that the strict form and other prefixes are read too.
struct Workbook: SpreadsheetFile {
  private let archive: ZipArchive
  private(set) var sheets: [SheetName] = []
  private var parts: [String] = []
  let texts = SheetTexts()
  private var formats = NumberFormats()
  private var isFrom1904 = false
  private var sharedCount = 0

  init(_ archive: ZipArchive) throws(SpreadsheetError) {
    self.archive = archive
    let package = try Relationships(of: "", in: archive)
    guard let main = package.target(ofType: "/officeDocument") else { throw .damaged(archive.file, "the file does not say which part is its workbook") }
    if main.lowercased().hasSuffix(".bin") { throw .binaryWorkbook(archive.file) }
    let relations = try Relationships(of: main, in: archive)
    try readWorkbook(main, relations)
    if let path = relations.target(ofType: "/styles"), let part = try archive.part(path) {
      var scanner = try XMLScanner(part)
      formats = try NumberFormats(&scanner)
    }
    if let path = relations.target(ofType: "/sharedStrings"), let part = try archive.part(path) {
      var scanner = try XMLScanner(part)
      try readSharedTexts(&scanner)
    }
    sharedCount = texts.count
  }

  private mutating func readWorkbook(_ path: String, _ relations: Relationships) throws(SpreadsheetError) {
    var scanner = try XMLScanner(archive.requiredPart(path))
    while true {
      switch try scanner.next() {
      case .finish: return
      case .text, .end: continue
      case .start:
        if scanner.name == .workbookProperties {
          let flag = try scanner.text(.date1904)
          isFrom1904 = flag == "1" || flag == "true"
        } else if scanner.name == .sheet, let name = try scanner.text(.name), let id = try scanner.text(.reference),
          // A sheet of a chart, or a dialogue of old, has no cells.
          let part = relations.target(ofID: id, type: "/worksheet")
        {
          let state = try scanner.text(.state) ?? ""
          sheets.append(SheetName(name: name, isHidden: state.lowercased().hasSuffix("hidden")))
          parts.append(part)
        }
      }
    }
  }

  /// Reads the texts that cells share: the runs of each joined, without the readings of Japanese that stand beside it.
  private func readSharedTexts(_ scanner: inout XMLScanner) throws(SpreadsheetError) {
    var text: [UInt8] = []
    var isText = false
    while true {
      switch try scanner.next() {
      case .finish: return
      case .text: if isText { try scanner.appendText(to: &text) }
      case .start:
        switch scanner.name {
        case .sharedItem: text.removeAll(keepingCapacity: true)
        case .text: isText = true
        case .phoneticRun: try scanner.skip()
        default: continue
        }
      case .end:
        if scanner.name == .text { isText = false }
        if scanner.name == .sharedItem {
          EscapedText.resolve(&text)
          _ = texts.add(text)
          try archive.check(bytes: texts.byteCount)
        }
      }
    }
  }

  mutating func read(_ wanted: Int?, _ body: (Int, SheetCells) throws(SpreadsheetError) -> Void) throws(SpreadsheetError) {
    for number in wanted.map({ $0..<$0 + 1 }) ?? sheets.indices {
      let scanner = try XMLScanner(archive.requiredPart(parts[number]))
      var reader = WorksheetReader(
        scanner, archive: archive, sheet: sheets[number].name, texts: texts, sharedCount: sharedCount, formats: formats, isFrom1904: isFrom1904)
      try body(number, reader.cells())
    }
  }
}

/// What a part of a package refers to.
private struct Relationships {
  private struct Relation {
    let id: String
    let type: String
    let target: String
  }

  private var relations: [Relation] = []

  /// Reads what a part refers to, or the package itself where its path is empty.
  init(of path: String, in archive: ZipArchive) throws(SpreadsheetError) {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? ""
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    guard let part = try archive.part("\(folder)_rels/\(name).rels") else { return }
    var scanner = try XMLScanner(part)
    while true {
      switch try scanner.next() {
      case .finish: return
      case .text, .end: continue
      case .start:
        guard scanner.name == .relationship, let id = try scanner.text(.id), let type = try scanner.text(.type), let target = try scanner.text(.target)
        else { continue }
        relations.append(Relation(id: id, type: type, target: Self.resolved(target, in: folder)))
      }
    }
  }

  /// The path of a target, which counts from the folder of the part that has it, or from the root.
  private static func resolved(_ target: String, in folder: String) -> String {
    var parts: [Substring] = target.hasPrefix("/") ? [] : folder.split(separator: "/")
    for part in target.replacing("\\", with: "/").split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }

  /// The first target of a type by the end of its name, since the strict form has names that begin otherwise.
  func target(ofType ending: String) -> String? { relations.first { $0.type.hasSuffix(ending) }?.target }

  func target(ofID id: String, type ending: String) -> String? { relations.first { $0.id == id && $0.type.hasSuffix(ending) }?.target }
}

/// Letters that workbooks write as `_x000D_`, since XML cannot hold them (ECMA-376, part 1, 22.9.2.19).
enum EscapedText {
  /// Resolves them in place; each end of a line becomes LF.
  static func resolve(_ text: inout [UInt8]) {
    guard text.contains(UInt8(ascii: "_")) else { return }
    var resolved: [UInt8] = []
    var at = 0
    while at < text.count {
      if let scalar = scalar(text, at) {
        resolved.append(contentsOf: String(Character(scalar)).utf8)
        at += 7
      } else {
        resolved.append(text[at])
        at += 1
      }
    }
    guard resolved.count < text.count else { return }
    text.removeAll(keepingCapacity: true)
    for (place, byte) in resolved.enumerated() {
      if byte != UInt8(ascii: "\r") {
        text.append(byte)
      } else if place + 1 == resolved.count || resolved[place + 1] != UInt8(ascii: "\n") {
        text.append(UInt8(ascii: "\n"))
      }
    }
  }

  private static func scalar(_ text: [UInt8], _ at: Int) -> Unicode.Scalar? {
    guard text[at] == UInt8(ascii: "_"), at + 6 < text.count, text[at + 1] == UInt8(ascii: "x"), text[at + 6] == UInt8(ascii: "_"),
      let code = UInt32(String(decoding: text[at + 2..<at + 6], as: UTF8.self), radix: 16), code > 0
    else { return nil }
    return Unicode.Scalar(code)
  }
}
