import TestSupport
import Testing

@testable import Columns

/// What sheets of OpenDocument come to, in files put together by hand.
struct OpenDocumentTests {
  static func rows(_ rows: [[String]]) -> String {
    rows.map { row in
      "<table:table-row>\(row.map { $0.isEmpty ? "<table:table-cell/>" : text($0) }.joined())</table:table-row>"
    }.joined()
  }

  static func text(_ text: String) -> String { "<table:table-cell office:value-type=\"string\"><text:p>\(text)</text:p></table:table-cell>" }

  static func cell(_ type: String, _ attribute: String, _ value: String, shown: String = "shown", more: String = "") -> String {
    "<table:table-cell office:value-type=\"\(type)\" office:\(attribute)=\"\(value)\" \(more)><text:p>\(shown)</text:p></table:table-cell>"
  }

  static func table(_ rows: String) throws -> Table { try SpreadsheetReader().read(bytes: MadeOpenDocument(rows: rows).bytes, name: "a.ods") }

  /// The cells of a column `a` beside one of numbers.
  static func cells(_ cells: [String]) throws -> [Cell] {
    let table = try table(rows([["a", "b"]]) + cells.map { "<table:table-row>\($0)\(cell("float", "value", "1"))</table:table-row>" }.joined())
    return (0..<table.rowCount).map { table.columns[0][$0] }
  }

  @Test func `Values count, and not what is shown of them`() throws {
    #expect(try Self.cells([Self.cell("float", "value", "12.5", shown: "13"), Self.cell("currency", "value", "-1", shown: "-£1.00")]) == [.number(12.5), .number(-1)])
    #expect(try Self.cells([Self.cell("boolean", "boolean-value", "true"), Self.cell("boolean", "boolean-value", "false")]) == [.boolean(true), .boolean(false)])
    #expect(try Self.cells([Self.cell("date", "date-value", "2019-09-30", shown: "30/09/19"), Self.cell("date", "date-value", "2019-10-01T00:00:00")]).map(\.plainText) == ["2019-09-30", "2019-10-01"])
    #expect(try Self.cells([Self.cell("date", "date-value", "2019-09-30T14:05:00.250000000")]) == [.text("2019-09-30 14:05:00.250")])
    #expect(try Self.cells([Self.cell("time", "time-value", "PT14H05M00S"), Self.cell("time", "time-value", "PT26H30M00.5S")]) == [.text("14:05:00"), .text("26:30:00.500")])
    #expect(try Self.cells([Self.cell("string", "string-value", "whole", shown: "cut")]) == [.text("whole")])
  }

  @Test func `A percentage is a fraction, and a note says so`() throws {
    let table = try Self.table(Self.rows([["a", "b"]]) + "<table:table-row>\(Self.cell("percentage", "value", "0.12", shown: "12%"))\(Self.text("x"))</table:table-row>")
    #expect(table.row(0)[0] == .number(0.12) && table.notes.count == 1)
  }

  @Test func `Paragraphs are lines, blanks count as elements say, and annotations and pictures are left out`() throws {
    let cell = """
      <table:table-cell office:value-type="string"><office:annotation><text:p>a remark</text:p></office:annotation>\
      <draw:frame><text:p>a picture</text:p></draw:frame><text:p> one <text:span>  two</text:span><text:s text:c="2"/>three\t\n<text:tab/>four<text:line-break/>five&lt; </text:p>\
      <text:p>si<text:ruby-text>kana</text:ruby-text>x</text:p></table:table-cell>
      """
    #expect(try Self.cells([cell]) == [.text("one two  three \tfour\nfive<\nsix")])
  }

  @Test(arguments: [
    "<table:table-cell table:formula=\"of:=1/0\" office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"><text:p>#DIV/0!</text:p></table:table-cell>",
    "<table:table-cell table:formula=\"of:=1/0\" office:value-type=\"float\" office:value=\"0\"><text:p>#DIV/0!</text:p></table:table-cell>",
    "<table:table-cell table:formula=\"of:=x\" office:value-type=\"string\"><text:p>Err:502</text:p></table:table-cell>",
    "<table:table-cell table:formula=\"of:=x\" office:value-type=\"float\" office:value=\"0\"><text:p>#N/A</text:p></table:table-cell>",
  ]) func `An error is missing and never a zero, also where an old program wrote one`(cell: String) throws {
    #expect(try Self.cells([cell, Self.cell("float", "value", "2")]) == [.missing(.unspecified), .integer(2)])
  }

  @Test func `Blank rows and cells are passed over however often they are repeated`() throws {
    let rows = """
      <table:table-header-rows>\(Self.rows([["a", "b"]]))</table:table-header-rows>\
      <table:table-row-group><table:table-row table:number-rows-repeated="2">\(Self.cell("float", "value", "1", more: "table:number-columns-repeated=\"2\""))\
      <table:table-cell table:number-columns-repeated="16382"/></table:table-row></table:table-row-group>\
      <table:table-row table:number-rows-repeated="10485760"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>\
      <table:table-row table:number-rows-repeated="9999999999"><table:table-cell table:number-columns-repeated="999999999"/></table:table-row>
      """
    let table = try Self.table(rows)
    #expect(table.rowCount == 2 && table.row(1) == [.integer(1), .integer(1)] && table.notes.isEmpty)
  }

  @Test(arguments: [("1048577", "1"), ("1", "16385"), ("1000000", "16"), ("99999999999999999999999", "1"), ("1", "99999999999999999999999")])
  func `Cells that are repeated without end are refused`(rows: String, columns: String) throws {
    let row = "<table:table-row table:number-rows-repeated=\"\(rows)\">\(Self.cell("float", "value", "1", more: "table:number-columns-repeated=\"\(columns)\""))</table:table-row>"
    let document = MadeOpenDocument(rows: row)
    let error = #expect(throws: SpreadsheetError.self) { try SpreadsheetReader().sheets(bytes: document.bytes, name: "a.ods") }
    #expect(error?.code == .tooLarge)
  }

  @Test func `Of merged cells the first has the value, what lies under it has none, and a note tells`() throws {
    let rows = Self.rows([["a", "b"]])
      + "<table:table-row><table:table-cell table:number-rows-spanned=\"2\" office:value-type=\"float\" office:value=\"1\"/>\(Self.text("x"))</table:table-row>"
      + "<table:table-row><table:covered-table-cell office:value-type=\"float\" office:value=\"7\"/>\(Self.text("y"))</table:table-row>"
      + "<table:table-row table:visibility=\"filter\">\(Self.cell("float", "value", "2"))\(Self.text("z"))</table:table-row>"
    let table = try Self.table(rows)
    #expect(SpreadsheetCellTests.cells(table) == [.integer(1), .missing(.unspecified), .integer(2)])
    #expect(table.notes == [
      "1 row that the sheet hides is read like the others", "merged cells have their value in the first of them, and the others are missing: A2:A3",
    ])
  }

  @Test func `Hidden sheets are known by their style, and copies of other files' tables are no sheets`() throws {
    var document = MadeOpenDocument(
      tables: "<table:table table:name=\"One\" table:style-name=\"ta1\">\(Self.rows([["a", "b"], ["1", "2"]]))</table:table>"
        + "<table:table table:name=\"Two &amp; three\" table:style-name=\"ta2\">\(Self.rows([["a", "b"], ["3", "4"]]))</table:table>"
        + "<table:dde-links><table:dde-link><table:table><table:table-row/></table:table></table:dde-link></table:dde-links>")
    document.styles = "<style:style style:name=\"ta1\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>"
      + "<style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties table:display=\"true\"/></style:style>"
    let sheets = try SpreadsheetReader().sheets(bytes: document.bytes, name: "a.ods")
    #expect(sheets.map(\.name) == ["One", "Two & three"] && sheets.map(\.isHidden) == [true, false])
    let table = try SpreadsheetReader().read(bytes: document.bytes, name: "a.ods")
    #expect(table.row(0) == [.integer(3), .integer(4)])
    #expect(table.notes == ["sheet \"Two & three\" is read, the only one of 2 with a table that is shown; \"One\" is hidden"])
  }

  @Test func `An encrypted file and one that is no spreadsheet are refused`() throws {
    var document = MadeOpenDocument(rows: "")
    document.manifest = "<m:manifest xmlns:m=\"m\"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"
    let error = #expect(throws: SpreadsheetError.self) { try SpreadsheetReader().read(bytes: document.bytes, name: "a.ods") }
    #expect(error?.code == .encrypted)
    let text = MadeArchive([.init("content.xml", "<office:document-content><office:text/></office:document-content>")])
    #expect(throws: SpreadsheetError.self) { try SpreadsheetReader().read(bytes: text.bytes, name: "a.odt") }
  }

  @Test func `A number that is none is an error that names the cell`() throws {
    let error = #expect(throws: SpreadsheetError.self) { try Self.cells([Self.cell("float", "value", "1,5")]) }
    #expect(error?.diagnostic.place?.file == "a.ods, sheet \"Data\", cell A2" && error?.diagnostic.problem == "\"1,5\" is no number")
  }
}
