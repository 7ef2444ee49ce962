/// A spreadsheet of OpenDocument (.ods): every sheet stands in one part.
///
/// Source: OASIS, *Open Document Format for Office Applications 1.3*, part 3, chapters 9 (tables), 6 (text) and 19 (attributes).
/// Cells and rows that are alike stand once with their number. Blank ones are never written out, whatever that number is: real files
/// have ten million of them at the end of a sheet.
struct OpenDocument: SpreadsheetFile {
  /// The most cells that repeated ones may become; a column that was filled down to the end of a sheet has a million.
  static let mostRepeats = 10_000_000

  private let archive: ZipArchive
  private(set) var sheets: [SheetName] = []
  let texts = SheetTexts()

  private static let content = "content.xml"

  init(_ archive: ZipArchive) throws(SpreadsheetError) {
    self.archive = archive
    if let manifest = try archive.part("META-INF/manifest.xml") {
      var scanner = try XMLScanner(manifest)
      while true {
        let token = try scanner.next()
        if case .finish = token { break }
        if case .start = token, scanner.name == .encryption { throw .encrypted(archive.file) }
      }
    }
    try readNames()
  }

  /// Finds the sheets and the styles that hide some of them.
  private mutating func readNames() throws(SpreadsheetError) {
    var scanner = try XMLScanner(archive.requiredPart(Self.content))
    var hidden: Set<String> = []
    var style: String?
    var spreadsheet: Int?
    while true {
      switch try scanner.next() {
      case .finish:
        guard spreadsheet != nil else {
          throw .noSpreadsheet(archive.file, "an OpenDocument file that is no spreadsheet", hint: "save the table in it as .ods or .csv")
        }
        return
      case .text, .end: continue
      case .start:
        switch scanner.name {
        case .openStyle: style = try scanner.text(.name)
        case .tableProperties: if let style, try scanner.text(.display) == "false" { hidden.insert(style) }
        case .openSpreadsheet: spreadsheet = scanner.depth
        // Tables that lie deeper are copies of those of other files.
        case .openTable where spreadsheet == scanner.depth - 1:
          let name = try scanner.text(.name) ?? "Sheet\(sheets.count + 1)"
          sheets.append(SheetName(name: name, isHidden: try scanner.text(.styleName).map(hidden.contains) ?? false))
          try scanner.skip()
        default: continue
        }
      }
    }
  }

  mutating func read(_ wanted: Int?, _ body: (Int, SheetCells) throws(SpreadsheetError) -> Void) throws(SpreadsheetError) {
    var scanner = try XMLScanner(archive.requiredPart(Self.content))
    var (spreadsheet, number): (Int?, Int) = (nil, 0)
    while true {
      switch try scanner.next() {
      case .finish: return
      case .text, .end: continue
      case .start:
        if scanner.name == .openSpreadsheet { spreadsheet = scanner.depth }
        guard scanner.name == .openTable, spreadsheet == scanner.depth - 1, number < sheets.count else { continue }
        if wanted ?? number == number {
          var reader = OpenSheetReader(archive: archive, sheet: sheets[number].name, texts: texts)
          try body(number, reader.cells(&scanner))
          if wanted != nil { return }
        } else {
          try scanner.skip()
        }
        number += 1
      }
    }
  }
}
