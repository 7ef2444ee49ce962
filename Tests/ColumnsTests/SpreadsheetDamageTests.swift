import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Columns

/// Files that are damaged, hostile, or of another form: each is refused with what to do, and none crashes, hangs or takes much memory.
@Suite(.serialized) struct SpreadsheetDamageTests {
  private static let isThorough = ProcessInfo.processInfo.environment["SAFEGUARDING_THOROUGH"] == "1"

  static let files = ["openpyxl.xlsx", "xlsxwriter.xlsx", "libreoffice.xlsx", "libreoffice.ods"]

  private func bytes(_ file: String) throws -> [UInt8] {
    Array(try #require(FileManager.default.contents(atPath: ProjectFiles.fixtures + "/spreadsheets/kinds-\(file)")))
  }

  private static let small = DelimitedOptions(maximumTextBytes: 8 << 20, threads: 1)

  /// Reads every sheet; whatever the bytes are, it gives tables or an error.
  private func readAll(_ bytes: [UInt8], _ options: DelimitedOptions = small) {
    let name = "a.xlsx"
    do throws(SpreadsheetError) {
      _ = try SpreadsheetReader(options).read(bytes: bytes, name: name)
    } catch {
      #expect(!error.description.isEmpty && error.code != .cancelled)
    }
    for number in 1...3 { _ = try? SpreadsheetReader(options, sheet: .number(number)).read(bytes: bytes, name: name) }
    _ = try? SpreadsheetReader(options).sheets(bytes: bytes, name: name)
  }

  private func error(_ bytes: [UInt8], _ options: DelimitedOptions = DelimitedOptions()) -> SpreadsheetError? {
    #expect(throws: SpreadsheetError.self) { try SpreadsheetReader(options).read(bytes: bytes, name: "a.xlsx") }
  }

  // MARK: Damage

  @Test(arguments: files) func `A file that is cut short anywhere is an error`(file: String) throws {
    let whole = try bytes(file)
    for end in stride(from: 0, to: whole.count, by: Self.isThorough ? 1 : 7) {
      #expect(throws: SpreadsheetError.self, "\(end) bytes") { try SpreadsheetReader(Self.small).read(bytes: Array(whole[..<end]), name: "a.xlsx") }
    }
  }

  @Test(arguments: files) func `Bytes that were changed anywhere give a table or an error`(file: String) throws {
    let whole = try bytes(file)
    var generator = SeededGenerator(seed: 20_261_126)
    for _ in 0..<(Self.isThorough ? 20_000 : 400) {
      var changed = whole
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        changed[Int.random(in: 0..<changed.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      readAll(changed)
    }
  }

  @Test func `Parts that were changed anywhere, their checksums right, give a table or an error`() throws {
    var workbook = MadeWorkbook(SpreadsheetTableTests.sheet([["Title"], ["a", "b"], ["1", "2"], ["x", "43738"]]) + "<row r=\"9\"><c r=\"A9\" t=\"s\" s=\"1\"><v>0</v></c></row>")
    workbook.sharedStrings = "<si><r><t>one &amp; two</t></r><rPh><t>x</t></rPh></si>"
    workbook.styles = SpreadsheetCellTests.styles
    workbook.tail = "<mergeCells><mergeCell ref=\"A3:A4\"/></mergeCells>"
    let open = MadeOpenDocument(rows: OpenDocumentTests.rows([["a", "b"], ["1", "2"]]) + "<table:table-row table:number-rows-repeated=\"3\">\(OpenDocumentTests.cell("date", "date-value", "2019-09-30T00:00:00"))</table:table-row>")
    let pieces = ["<", ">", "</", "/>", "&", "\"", "'", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "\u{0}", "ÿ", "1048576", "99999999999999999999", "=", " ", "r=\"A1\"", "<!DOCTYPE x [<!ENTITY y 'z'>]>"]
    var generator = SeededGenerator(seed: 7)
    for archive in [workbook.archive, open.archive] {
      for _ in 0..<(Self.isThorough ? 20_000 : 800) {
        var changed = archive
        let part = Int.random(in: 0..<changed.parts.count, using: &generator)
        guard !changed.parts[part].bytes.isEmpty else { continue }
        let place = Int.random(in: 0..<changed.parts[part].bytes.count, using: &generator)
        let end = min(changed.parts[part].bytes.count, place + Int.random(in: 0...12, using: &generator))
        let piece = Bool.random(using: &generator) ? Array(pieces.randomElement(using: &generator)?.utf8 ?? "".utf8) : [UInt8.random(in: 0...255, using: &generator)]
        changed.parts[part].bytes.replaceSubrange(place..<end, with: piece)
        readAll(changed.bytes)
      }
    }
  }

  @Test func `Bytes by chance behind the first of a zip file are an error`() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<2000 {
      let count = Int.random(in: 0...400, using: &generator)
      let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      for start in [SpreadsheetBytes.zip, SpreadsheetBytes.emptyZip, SpreadsheetBytes.compound] { #expect(error(start + noise) != nil) }
    }
  }

  @Test func `A checksum or a length that is wrong is an error`() throws {
    let good = MadeWorkbook(SpreadsheetTableTests.sheet([["a", "b"], ["1", "2"]])).bytes
    var wrong = good
    let digit = try #require(good.indices.first { good[$0...].starts(with: "<v>1</v>".utf8) })
    wrong[digit + 3] = UInt8(ascii: "9")
    #expect(error(wrong)?.diagnostic.problem == "xl/worksheets/sheet1.xml, a part of the file, is damaged: its bytes do not match its checksum")
    for count in [0, 1, 100_000] {
      var archive = MadeWorkbook(SpreadsheetTableTests.sheet([["a", "b"], ["1", "2"]])).archive
      archive.parts[4].statedCount = count
      #expect(error(archive.bytes)?.code == .damaged)
    }
  }

  // MARK: Zip files

  @Test func `Sizes in 64 bits, sizes behind a part, and a comment are read`() throws {
    var archive = MadeWorkbook(SpreadsheetTableTests.sheet([["a", "b"], ["1", "2"]])).archive
    archive.isLarge = true
    archive.comment = Array("PK\u{5}\u{6} made by hand".utf8)
    for place in archive.parts.indices { archive.parts[place].flags = 8 }
    #expect(try SpreadsheetReader().read(bytes: archive.bytes, name: "a.xlsx").row(0) == [.integer(1), .integer(2)])
  }

  @Test func `Encrypted parts, unknown packing and parts of one name are refused`() {
    func changed(_ change: (inout MadeArchive) -> Void) -> SpreadsheetError? {
      var archive = MadeWorkbook(SpreadsheetTableTests.sheet([["a", "b"], ["1", "2"]])).archive
      change(&archive)
      return error(archive.bytes)
    }
    #expect(changed { $0.parts[2].flags = 1 }?.code == .encrypted)
    #expect(changed { $0.parts[2].method = 14 }?.code == .damaged)
    #expect(changed { $0.parts.append($0.parts[2]) }?.diagnostic.problem == "there are two parts called xl/workbook.xml")
  }

  @Test func `Parts that overlap are refused`() {
    // Both entries of the directory have the place of the first part.
    var archive = MadeWorkbook(SpreadsheetTableTests.sheet([["a", "b"], ["1", "2"]])).archive
    archive.isLarge = true
    var bytes = archive.bytes
    let places = bytes.indices.filter { bytes[$0...].starts(with: [0x50, 0x4B, 1, 2]) }
    // Name, extra head, and two sizes stand before the place.
    for place in places.prefix(2) {
      let name = Int(bytes[place + 28])
      let header = place + 46 + name + 4 + 16
      bytes.replaceSubrange(header..<header + 8, with: repeatElement(0, count: 8))
    }
    #expect(error(bytes)?.diagnostic.problem == "parts of the zip file overlap, which no spreadsheet program writes")
  }

  @Test func `A small file that unpacks to more than the limit is refused, by what it says and by what it does`() throws {
    let bomb = try #require(FileManager.default.contents(atPath: ProjectFiles.fixtures + "/spreadsheets/bomb.xlsx"))
    let options = DelimitedOptions(maximumTextBytes: 16 << 20)
    #expect(error(Array(bomb), options)?.code == .tooLarge)
    #expect(error(Array(bomb), options)?.diagnostic.problem == "the file unpacks to more than 16777216 bytes")
    // The directory of a liar says less than the part unpacks to.
    var liar = Array(bomb)
    let entry = try #require(liar.indices.last { liar[$0...].starts(with: [0x50, 0x4B, 1, 2]) && liar[($0 + 46)...].starts(with: "xl/worksheets/sheet1.xml".utf8) })
    liar.replaceSubrange(entry + 24..<entry + 28, with: [0, 0, 1, 0])
    #expect(error(liar, options)?.code == .damaged)
  }

  @Test func `Cells and texts in memory are held to the limit`() {
    let rows = (0..<40_000).map { _ in "<row><c><v>1</v></c><c><v>2</v></c></row>" }.joined()
    let workbook = MadeWorkbook("<row>\(SpreadsheetCellTests.text("A1", "a"))\(SpreadsheetCellTests.text("B1", "b"))</row>\(rows)")
    #expect(error(workbook.bytes, DelimitedOptions(maximumTextBytes: 1_800_000))?.code == .tooLarge)
    #expect(throws: Never.self) { try SpreadsheetReader(DelimitedOptions(maximumTextBytes: 4 << 20)).read(bytes: workbook.bytes, name: "a.xlsx") }
    let spaces = MadeOpenDocument(rows: "<table:table-row><table:table-cell><text:p>\(String(repeating: "<text:s text:c=\"99999999\"/>", count: 1000))</text:p></table:table-cell></table:table-row>")
    #expect(error(spaces.bytes, DelimitedOptions(maximumTextBytes: 1 << 20))?.code == .tooLarge)
  }

  @Test func `Reading stops when the host says so, wherever it is`() throws {
    let bytes = try bytes("xlsxwriter.xlsx")
    for limit in 0..<40 {
      let asked = Atomic(0)
      var options = DelimitedOptions()
      options.shouldContinue = { asked.wrappingAdd(1, ordering: .relaxed).newValue <= limit }
      do throws(SpreadsheetError) {
        _ = try SpreadsheetReader(options).read(bytes: bytes, name: "a.xlsx")
        #expect(asked.load(ordering: .relaxed) <= limit)
      } catch { #expect(error.code == .cancelled) }
    }
  }

  // MARK: XML

  @Test(arguments: [
    "<!DOCTYPE worksheet [<!ENTITY a \"b\">]><worksheet/>", "<worksheet><!ENTITY a 'b'></worksheet>", "<worksheet><sheetData><row><c t=\"str\"><v>&lol;</v></c></row></sheetData></worksheet>",
    "<worksheet>", "<worksheet></sheet>", "<worksheet/><worksheet/>", "", "text", "<worksheet a></worksheet>", "<worksheet a=b/>", "<worksheet a=\"b/>", "< worksheet/>", "<worksheet", "<!-- ",
    "<worksheet><![CDATA[ </worksheet>", "<?xml version=\"1.0\" encoding=\"UTF-16\"?><worksheet/>", "<?xml version=\"1.0\" encoding='iso-8859-1'?><worksheet/>", "\u{FEFF}\u{FEFF}", "<a><b></a></b>",
    "<worksheet><sheetData><row><c t=\"str\"><v>&#0;</v></c></row></sheetData></worksheet>", "<worksheet><sheetData><row><c t=\"str\"><v>&#xD800;</v></c></row></sheetData></worksheet>",
    "<worksheet><sheetData><row><c t=\"str\"><v>&#99999999;</v></c></row></sheetData></worksheet>", "<worksheet><sheetData><row><c t=\"str\"><v>a & b</v></c></row></sheetData></worksheet>",
    String(repeating: "<a>", count: 100_000),
  ]) func `XML that is not well formed, or declares anything, is refused`(text: String) {
    var archive = MadeWorkbook("").archive
    archive.parts[4] = .init("xl/worksheets/sheet1.xml", text)
    #expect(error(archive.bytes)?.code == .damaged, "\(text.prefix(80))")
  }

  @Test func `UTF-16 is refused by its name`() {
    var archive = MadeWorkbook("").archive
    for mark in [[0xFF, 0xFE], [0xFE, 0xFF], []] as [[UInt8]] {
      archive.parts[4].bytes = mark + Array("<worksheet/>".utf16).flatMap { mark == [0xFE, 0xFF] ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
      #expect(error(archive.bytes)?.diagnostic.problem.contains("UTF-16") == true)
    }
  }

  @Test func `A text that is no UTF-8 is an error at its cell`() throws {
    var archive = MadeWorkbook(SpreadsheetTableTests.sheet([["a", "b"], ["1", "xy"]])).archive
    let place = try #require(archive.parts[4].bytes.indices.first { archive.parts[4].bytes[$0...].starts(with: "xy".utf8) })
    archive.parts[4].bytes[place] = 0xFF
    let found = error(archive.bytes)
    #expect(found?.code == .table(.encoding) && found?.diagnostic.place?.file == "a.xlsx, sheet \"Data\", cell B2")
  }

  // MARK: Other forms

  @Test func `Old, binary and encrypted workbooks are refused with what to do`() {
    let compound = SpreadsheetBytes.compound + [UInt8](repeating: 0, count: 504)
    func named(_ name: String) -> [UInt8] { compound + name.utf8.flatMap { byte -> [UInt8] in [byte, 0] } }
    #expect(error(named("Workbook"))?.description == """
      a.xlsx: this is a workbook in the old form of Excel (.xls)
        Workbooks are read as .xlsx or .ods.
        hint: open it in a spreadsheet program, and save it as .xlsx or .csv
      """)
    #expect(error(named("EncryptedPackage"))?.code == .encrypted)
    var archive = MadeWorkbook("").archive
    archive.parts.append(.init("xl/workbook.bin", ""))
    #expect(error(archive.bytes)?.diagnostic.problem == "this is a binary workbook (.xlsb)")
  }

  @Test(arguments: [
    ([MadeArchive.Part("[Content_Types].xml", ""), .init("word/document.xml", "")], "this is a Word document"), ([.init("data.csv", "a,b")], "this is a zip file of \"data.csv\""),
    ([], "this is an empty zip file"), ([.init("Index/Document.iwa", "")], "this is a file of Apple's Numbers or Pages"),
  ]) func `Other zip files are told from workbooks by their parts`(parts: [MadeArchive.Part], problem: String) {
    let error = error(MadeArchive(parts).bytes)
    #expect(error?.code == .otherForm && error?.diagnostic.problem == problem)
  }

  @Test func `A workbook of no sheets of cells is refused`() {
    #expect(error(MadeWorkbook([]).bytes)?.code == .sheet)
    #expect(error(SpreadsheetBytes.zip)?.code == .damaged && error([])?.code == .otherForm)
  }
}
