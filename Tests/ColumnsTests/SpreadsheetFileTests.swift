import Foundation
import TestSupport
import Testing

@testable import Columns

/// Workbooks as programs write them: two that were published, and small ones by four programs.
struct SpreadsheetFileTests {
  static let published = ProjectFiles.exampleData + "/cover/cover-2018-19-q4.xlsx"
  static let openDocument = ProjectFiles.fixtures + "/spreadsheets/cover-2019-20-q1.ods"

  private static func read(_ path: String, _ sheet: SheetChoice?) throws -> Table { try SpreadsheetReader(sheet: sheet).read(path: path) }

  private static func sum(_ column: Column) -> (sum: Double, count: Int) {
    let values = (0..<column.count).compactMap { column[$0].number }
    return (values.reduce(0, +), values.count)
  }

  @Test func `A published workbook gives the figures that pandas reads from it`() throws {
    let data = try Self.read(Self.published, .name("Data file"))
    #expect(data.rowCount == 151 && data.columns.count == 40 && data.notes.isEmpty)
    #expect(try Self.sum(data.column("12m Denominator")) == (151_782, 151))
    #expect(try Self.sum(data.column("24m MMR1 Numerator")) == (142_343, 151))
    let rates = try Self.read(Self.published, .number(3))
    #expect(rates.rowCount == 164 && rates.columns.count == 13)
    let (sum, count) = try Self.sum(rates.column("24m MMR1%"))
    #expect(abs(sum - 14_487.814169730997) < 1e-9 && count == 161)
  }

  @Test func `A published OpenDocument spreadsheet gives the figures that pandas reads from it`() throws {
    let table = try Self.read(Self.openDocument, .number(2))
    #expect(table.rowCount == 164 && table.columns.count == 12)
    let (sum, count) = try Self.sum(table.column("12m PCV2%"))
    #expect(abs(sum - 14_761.736474745205) < 1e-9 && count == 159)
    #expect(try table.column("12m Denominator").type == .integer)
    // pandas has one blank row more, which no row of a table is.
    #expect(table.notes == ["1 blank row within the sheet is left out"])
  }

  @Test(arguments: [
    (published, [("Information", 68, 8), ("12m_UTLA_GOR", 166, 12), ("24m_UTLA_GOR", 166, 13), ("5y_UTLA_GOR", 166, 13), ("HepB_LA", 167, 8), ("BCG_LA", 9, 5), ("Data file", 152, 40), ("Caveats", 42, 3), ("Revision History", 2, 3)]),
    (openDocument, [("Information", 68, 8), ("12m_UTLA_GOR", 166, 12), ("24m_UTLA_GOR", 166, 13), ("5y_UTLA_GOR", 166, 13), ("HepB_LA", 167, 8), ("BCG_LA", 9, 5), ("Report_tables", 102, 7), ("Data_file", 153, 40), ("Caveats", 33, 3), ("Revision_History", 2, 3)]),
  ]) func `The sheets are listed with the sizes of what is filled`(path: String, expected: [(String, Int, Int)]) throws {
    let sheets = try SpreadsheetReader().sheets(path: path)
    #expect(sheets.map(\.name) == expected.map(\.0) && sheets.map(\.rowCount) == expected.map(\.1) && sheets.map(\.columnCount) == expected.map(\.2))
    #expect(sheets.allSatisfy { !$0.isHidden })
  }

  @Test func `The source is the file as it stands on the disk, and its sheet`() throws {
    let table = try Self.read(Self.published, .name("Revision History"))
    let bytes = try #require(FileManager.default.contents(atPath: Self.published))
    // The sum is that of `gzip -lv` and Python's zlib.crc32.
    #expect(table.sources == [TableSource(file: Self.published, byteCount: bytes.count, checksum: "42fa41d8", rowCount: 1, sheet: "Revision History")])
    #expect(try table.column("Date")[0] == .date(#require(CalendarDate("2019-06-28"))))
  }

  @Test(arguments: ["openpyxl.xlsx", "xlsxwriter.xlsx", "libreoffice.xlsx", "libreoffice.ods"])
  func `Whichever program wrote them, the same cells are the same table`(program: String) throws {
    let table = try Self.read(ProjectFiles.fixtures + "/spreadsheets/kinds-\(program)", nil)
    #expect(table.columnNames == ["Area", "Count", "Rate", "Share", "Day", "Seen at", "Open", "Note", "Ratio"])
    #expect(table.columns.prefix(6).map(\.type) == [.text, .integer, .number, .number, .date, .text])
    #expect(try table.column("Area").texts == ["Hartlepool", "Middlesbrough", "Redcar & Cleveland", "Stockton-on-Tees"])
    #expect(try cells(table, "Count") == [.integer(12), .missing(.suppressed), .integer(0), .integer(-3)])
    // LibreOffice writes 15 digits.
    let third = program.hasPrefix("libreoffice") ? 94.6666666666667 : 94.66666666666667
    #expect(try cells(table, "Rate") == [.number(third), .number(0.1), .number(1e-7), .number(1_234_567.25)])
    #expect(try cells(table, "Share") == [.number(0.125), .number(1), .number(0), .number(0.07)])
    #expect(try cells(table, "Day").map(\.plainText).prefix(3) == ["2019-09-30", "1999-12-31", "2024-02-29"])
    #expect(try cells(table, "Seen at").prefix(3) == [.text("2019-09-30 14:05:00"), .text("2019-12-31 00:00:00"), .text("2024-02-29 23:59:59")])
    #expect(try cells(table, "Note") == [.text("a, \"b\""), .text("two\nlines"), .missing(.unspecified), .text(program.hasSuffix(".ods") ? "  spaces  kept" : "  spaces  kept ")])
    #expect(try cells(table, "Ratio") == [.number(0.5), .missing(.unspecified), .number(2), .missing(.unspecified)])
    // LibreOffice keeps truth values that it reads from a workbook as numbers.
    let isNumber = program == "libreoffice.ods"
    #expect(try cells(table, "Open") == [true, false, true, false].map { isNumber ? .integer($0 ? 1 : 0) : .boolean($0) })
    #expect(table.notes == [
      "sheet \"Data\" is read, the only one of 3 with a table that is shown; \"Lookup\" is hidden",
      "row 3 of the sheet names the columns; 1 row above it is passed over: \"Table 1: made up\"",
      "column \"Share\": its numbers are shown as per cent in the sheet, and are fractions here: 0.12 for 12%",
      "column \"Ratio\": 1 cell holds an error and is missing: #DIV/0! in J5",
    ])
    let sheets = try SpreadsheetReader().sheets(path: ProjectFiles.fixtures + "/spreadsheets/kinds-\(program)")
    #expect(sheets.map(\.isHidden) == [false, false, true])
  }

  private func cells(_ table: Table, _ name: String) throws -> [Cell] {
    let column = try table.column(name)
    return (0..<column.count).map { column[$0] }
  }
}

extension Column {
  fileprivate var texts: [String?] { (0..<count).map { self[$0].text } }
}
