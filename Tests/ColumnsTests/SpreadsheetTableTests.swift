import TestSupport
import Testing

@testable import Columns

/// How a sheet becomes a table: which sheet, which row names the columns, what is left out and told.
struct SpreadsheetTableTests {
  private typealias Cells = SpreadsheetCellTests

  /// A sheet of rows, each of its texts; a number is one, and nothing is no cell.
  static func sheet(_ rows: [[String]], from first: Int = 1) -> String {
    rows.enumerated().map { number, row in
      let cells = row.enumerated().map { column, text in
        let place = SheetAddress(row: number + first - 1, column: column).description
        if text.isEmpty { return "<c r=\"\(place)\" s=\"0\"/>" }
        return Double(text) == nil ? Cells.text(place, text) : "<c r=\"\(place)\"><v>\(text)</v></c>"
      }
      return "<row r=\"\(number + first)\">\(cells.joined())</row>"
    }.joined()
  }

  static func table(_ rows: [[String]], headerRow: Int? = nil, _ change: (inout MadeWorkbook) -> Void = { _ in }) throws -> Table {
    var workbook = MadeWorkbook(sheet(rows))
    change(&workbook)
    return try Cells.table(workbook, headerRow)
  }

  static func rows(_ table: Table) -> [[String]] { (0..<table.rowCount).map { table.row($0).map(\.plainText) } }

  // MARK: Rows

  @Test func `The first row with two filled cells names the columns, and a note says what stood above`() throws {
    let table = try Self.table([["Table 1: made up"], [], ["", "Published 2020"], ["area", "count"], ["Leeds", "3"]])
    #expect(table.columnNames == ["area", "count"] && Self.rows(table) == [["Leeds", "3"]])
    #expect(table.notes == ["row 4 of the sheet names the columns; 2 rows above it are passed over: \"Table 1: made up\""])
  }

  @Test func `The row that names the columns can be said, counted from one`() throws {
    let rows = [["", "2019", "2020"], ["area", "count", "share"], ["Leeds", "3", "4"]]
    #expect(try Self.table(rows).columnNames == ["column_1", "2019", "2020"])
    #expect(try Self.table(rows, headerRow: 2).columnNames == ["area", "count", "share"])
    let error = #expect(throws: SpreadsheetError.self) { try Self.table(rows, headerRow: 9) }
    #expect(error?.description == """
      a.xlsx, sheet "Data": row 9 of the sheet is empty
        The header row names the columns; rows count from one.
        hint: the nearest row that holds something: header_row = 3
      """)
    let merged = try Self.table(rows) { $0.tail = "<mergeCells><mergeCell ref=\"B1:C1\"/></mergeCells>" }
    #expect(merged.notes.contains("a heading stands over several columns, B1:C1; if the row beneath has the columns' own names, pass header_row = 2"))
    #expect(try Self.table([["only"], ["1"], ["2"]], headerRow: 1).row(1) == [.integer(2)])
  }

  @Test func `Rows and columns that hold nothing are left out, and a note counts rows within`() throws {
    let table = try Self.table([["a", "", "b", "", ""], ["1", "", "2", "", ""], ["", "", "", "", ""], ["3", "", "4", " ", ""], ["", " ", "", "", ""]])
    #expect(table.columnNames == ["a", "b"] && Self.rows(table) == [["1", "2"], ["3", "4"]])
    #expect(table.notes == ["1 blank row within the sheet is left out"])
  }

  @Test func `A column without a heading is called by its number, and a note says so`() throws {
    let table = try Self.table([["a", "", "column_2"], ["1", "2", "3"]])
    #expect(table.columnNames == ["a", "column_2_", "column_2"])
    #expect(table.notes == ["columns without a heading are called by their number: B is column_2_"])
  }

  @Test func `Two columns of one name are refused, as in delimited text, with both cells`() throws {
    let error = #expect(throws: SpreadsheetError.self) { try Self.table([["a", "n", "n"], ["1", "2", "3"]]) }
    #expect(error?.code == .table(.header))
    #expect(error?.description == """
      a.xlsx, sheet "Data", cell C1: the columns at B1 and C1 are both called "n"
        Each column of a table has a name of its own.
        hint: rename one of them in the sheet, or name the row that has the columns' own names: header_row = 2
      """)
  }

  @Test func `Headings that are numbers and days are written as such`() throws {
    let header = "<row r=\"1\"><c r=\"A1\"><v>2019</v></c><c r=\"B1\" s=\"1\"><v>43738</v></c><c r=\"C1\" t=\"b\"><v>1</v></c><c r=\"D1\" t=\"e\"><v>#REF!</v></c></row>"
    var workbook = MadeWorkbook(header + "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row>")
    workbook.styles = SpreadsheetCellTests.styles
    let table = try Cells.table(workbook)
    #expect(table.columnNames == ["2019", "2019-09-30", "true", "#REF!"] && table.columns[1].type == .text)
  }

  @Test func `Notes under a table, hidden rows and merged cells are told`() throws {
    let rows = [["area", "b", "c"], ["Leeds", "1", "2"], ["", "3", "4"], ["York", "5", "6"], ["Source: none"]]
    let table = try Self.table(rows) {
      $0.tail = "<mergeCells><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"A1:B1\"/></mergeCells>"
      $0.sheets[0].data = $0.sheets[0].data.replacing("<row r=\"4\">", with: "<row r=\"4\" hidden=\"1\">")
    }
    #expect(try table.column("area")[1].isMissing)
    #expect(table.notes == [
      "a heading stands over several columns, A1:B1; if the row beneath has the columns' own names, pass header_row = 2",
      "the last row has one filled cell only, from A5 on: \"Source: none\"", "1 row that the sheet hides is read like the others",
      "merged cells have their value in the first of them, and the others are missing: A2:A3",
    ])
  }

  @Test func `A sheet with a header alone is a table without rows`() throws {
    let table = try Self.table([["a", "b"]])
    #expect(table.columnNames == ["a", "b"] && table.rowCount == 0)
  }

  @Test func `A column of errors alone keeps its rows`() throws {
    let table = try Cells.table(MadeWorkbook("<row>\(Cells.text("A1", "a"))</row><row><c t=\"e\"><v>#N/A</v></c></row><row><c><v>1</v></c></row>"), 1)
    #expect(Cells.cells(table) == [.missing(.unspecified), .integer(1)])
  }

  // MARK: Sheets

  private static func workbook(_ sheets: [(String, [[String]])]) -> [UInt8] { MadeWorkbook(sheets.map { (name: $0.0, data: sheet($0.1)) }).bytes }

  private static let two = workbook([
    ("Cover", [["Title"], ["Text"]]), ("2019", [["a", "b"], ["1", "2"]]), ("Data file", [["a", "b"], ["3", "4"], ["5", "6"]]), ("Empty", []),
  ])

  @Test func `A sheet is named, in any case, or numbered from one`() throws {
    func first(_ sheet: SheetChoice) throws -> Cell { try SpreadsheetReader(sheet: sheet).read(bytes: Self.two, name: "a.xlsx").columns[0][0] }
    #expect(try first(.name("Data file")) == .integer(3) && first(.name(" data FILE")) == .integer(3))
    #expect(try first(.number(2)) == .integer(1) && first(.name("2019")) == .integer(1))
  }

  @Test(arguments: [
    (SheetChoice.name("Data flie"), "there is no sheet \"Data flie\"", Optional("did you mean \"Data file\"?")),
    (.number(0), "there is no sheet 0", nil), (.number(5), "there is no sheet 5", nil), (.number(2019), "there is no sheet 2019", "a sheet that is called so is named as text: sheet = \"2019\""),
    (.name("Empty"), "the sheet is empty", nil), (.name("Cover"), "no row of the sheet has two filled cells", "name the row that does: header_row = 1"),
  ]) func `A sheet that is not there, or has no table, is an error with what to do`(sheet: SheetChoice, problem: String, hint: String?) {
    let error = #expect(throws: SpreadsheetError.self) { try SpreadsheetReader(sheet: sheet).read(bytes: Self.two, name: "a.xlsx") }
    #expect(error?.code == .sheet && error?.diagnostic.problem == problem && error?.diagnostic.hint == hint)
  }

  @Test func `Of several sheets with tables none is guessed`() throws {
    let error = #expect(throws: SpreadsheetError.self) { try SpreadsheetReader().read(bytes: Self.two, name: "a.xlsx") }
    #expect(error?.code == .severalSheets)
    #expect(error?.description == """
      a.xlsx: several sheets have a table
        The sheets are "Cover" (2 x 1), "2019" (2 x 2), "Data file" (3 x 2), "Empty" (empty).
        hint: name one: sheet = "Data file"
      """)
    let none = #expect(throws: SpreadsheetError.self) { try SpreadsheetReader().read(bytes: Self.workbook([("A", []), ("B", [["x"]])]), name: "a.xlsx") }
    #expect(none?.code == .sheet && none?.diagnostic.problem == "no sheet has a table")
  }

  @Test func `The only sheet with a table is read, and a note says so`() throws {
    let table = try SpreadsheetReader().read(bytes: Self.workbook([("Cover", [["Title"]]), ("Data", [["a", "b"], ["1", "2"]])]), name: "a.xlsx")
    #expect(table.notes == ["sheet \"Data\" is read, the only one of 2 with a table"] && table.sources.map(\.sheet) == ["Data"])
  }

  @Test func `Strict workbooks, other prefixes and other names of parts are read`() throws {
    var workbook = MadeWorkbook(Self.sheet([["a", "b"], ["1", "2"]]))
    workbook.sharedStrings = "<si><t>x</t></si>"
    var archive = workbook.archive
    for place in archive.parts.indices {
      var text = String(decoding: archive.parts[place].bytes, as: UTF8.self).replacing(MadeWorkbook.main, with: "http://purl.oclc.org/ooxml/spreadsheetml/main")
        .replacing(MadeWorkbook.relations, with: "http://purl.oclc.org/ooxml/officeDocument/relationships")
      if archive.parts[place].name.contains("sheet1") {
        for name in ["worksheet", "sheetData", "row", "c", "v", "is", "t"] {
          text = text.replacing("<\(name)>", with: "<x:\(name)>").replacing("<\(name) ", with: "<x:\(name) ").replacing("</\(name)>", with: "</x:\(name)>")
        }
      }
      archive.parts[place].bytes = Array(("\u{FEFF}<?xml version='1.0' encoding='utf-8' ?>\r\n<!-- <row> -->" + text.replacing("xl/workbook.xml", with: "\\XL\\Workbook.xml").replacing("worksheets/sheet1.xml", with: "./x/../Worksheets/sheet1.xml")).utf8)
    }
    let table = try SpreadsheetReader().read(bytes: archive.bytes, name: "a.xlsx")
    #expect(table.row(0) == [.integer(1), .integer(2)])
  }

  // MARK: Files

  @Test func `Several workbooks and delimited files are one table, with the source of each`() throws {
    let folder = try TemporaryFolder()
    let one = try folder.file("1.xlsx", MadeWorkbook(Self.sheet([["Title"], ["a", "b"], ["1", "2"]])).bytes)
    let two = try folder.file("2.csv", Array("b,a\n4,3\n".utf8))
    let three = try folder.file("3.ods", MadeOpenDocument(rows: OpenDocumentTests.rows([["a", "c"], ["word", "other"]])).bytes)
    let table = try SpreadsheetReader().read(paths: [one, two, three])
    #expect(Self.rows(table) == [["1", "2", "[..]"], ["3", "4", "[..]"], ["word", "[..]", "other"]].map { $0.map { $0 == "[..]" ? Cell.missing(.notAvailable).plainText : $0 } })
    #expect(table.sources.map(\.file) == [one, two, three] && table.sources.map(\.sheet) == ["Data", nil, "Data"] && table.sources.map(\.rowCount) == [1, 1, 1])
    #expect(table.sources[0].byteCount == (try folder.bytes("1.xlsx")).count)
    #expect(table.notes.dropFirst() == ["\(one): row 2 of the sheet names the columns; 1 row above it is passed over: \"Title\""])
  }

  @Test func `The row that names the columns holds for workbooks and delimited files alike`() throws {
    let folder = try TemporaryFolder()
    let one = try folder.file("1.xlsx", MadeWorkbook(Self.sheet([["x", "y"], ["a", "b"], ["1", "2"]])).bytes)
    let two = try folder.file("2.csv", Array("Title\na,b\n3,4\n".utf8))
    var options = DelimitedOptions()
    options.headerRow = 2
    #expect(Self.rows(try SpreadsheetReader(options).read(paths: [one, two])) == [["1", "2"], ["3", "4"]])
    #expect(Self.rows(try SpreadsheetReader(options).read(paths: [one])) == [["1", "2"]])
    options.delimiter = .semicolon
    #expect(Self.rows(try SpreadsheetReader(options).read(path: one)) == [["1", "2"]])
    #expect(throws: SpreadsheetError.self) { try SpreadsheetReader(options).read(paths: [one, two]) }
  }

  @Test func `A file outside the allowed folders is not looked at`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("1.xlsx", Self.two)
    var options = DelimitedOptions()
    options.access = FileAccess.none
    let error = #expect(throws: SpreadsheetError.self) { try SpreadsheetReader(options, sheet: .number(2)).read(path: path) }
    #expect(error?.code == .file(.outside))
    options.access = try FileAccess(reading: [folder.path])
    #expect(try SpreadsheetReader(options, sheet: .number(2)).read(path: path).rowCount == 1)
    #expect(throws: SpreadsheetError.self) { try SpreadsheetReader().read(path: folder.path) }
    #expect(throws: SpreadsheetError.self) { try SpreadsheetReader().sheets(path: folder.path("none.xlsx")) }
  }
}

/// Which row of a delimited file names the columns.
struct HeaderRowTests {
  private func read(_ text: String, _ row: Int?, step: Int = 1 << 18) throws -> Table {
    var options = DelimitedOptions()
    options.headerRow = row
    var reader = DelimitedReader(options)
    reader.stepBytes = step
    return try reader.read(bytes: Array(text.utf8), name: "a.csv")
  }

  @Test(arguments: ["\n", "\r\n", "\r"], [1, 2, 3, 7, 1 << 18])
  func `Titles above the header are passed over, blank lines and quoted ones counted as rows`(end: String, step: Int) throws {
    let text = ["Table 1, made up", "", "\"two\nlines\",,,", ",,", "area,count", "Leeds,3", ""].joined(separator: end)
    let table = try read(text, 5, step: step)
    #expect(table.columnNames == ["area", "count"] && table.row(0) == [.text("Leeds"), .integer(3)] && table.rowCount == 1)
    #expect(try read("a,b\n1,2\n", 1, step: step).rowCount == 1 && read("a,b\n1,2\n", 2, step: step).columnNames == ["1", "2"])
  }

  @Test func `An error beneath the header has the line of the file`() throws {
    let error = #expect(throws: DelimitedError.self) { try read("Title\n\na,b\n1,2\n1,2,3\n", 3) }
    #expect(error?.diagnostic.place == .init(file: "a.csv", line: 5, column: 5))
  }

  @Test func `A row that the file does not have is an error`() throws {
    for text in ["a,b\n1,2\n", "a,b\n1,2", ""] { #expect(throws: DelimitedError.self) { try read(text, 4) } }
    let error = #expect(throws: DelimitedError.self) { try read("a,b\n1,2\n", 4) }
    #expect(error?.code == .empty && error?.diagnostic.problem == "there is no row 4 that could name the columns")
  }

  @Test func `A file whose title is taken for its header is told how to say which row is`() throws {
    let title = #expect(throws: DelimitedError.self) { try read("Table 1\n\narea,count\nLeeds,3\n", nil) }
    #expect(title?.diagnostic.hint == "where titles stand above the header, say which row it is: header_row = 3")
    let padded = #expect(throws: DelimitedError.self) { try read("Table 1,\narea,count\nLeeds,3\n", nil) }
    #expect(padded?.diagnostic.hint?.hasSuffix("say which row it is: header_row = 2") == true)
  }
}
