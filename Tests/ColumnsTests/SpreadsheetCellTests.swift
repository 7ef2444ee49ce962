import TestSupport
import Testing

@testable import Columns

/// What single cells of workbooks come to, in files put together by hand.
struct SpreadsheetCellTests {
  static func table(_ workbook: MadeWorkbook, _ headerRow: Int? = nil) throws -> Table {
    var options = DelimitedOptions()
    options.headerRow = headerRow
    return try SpreadsheetReader(options).read(bytes: workbook.bytes, name: "a.xlsx")
  }

  /// A sheet with the columns `a` and `b`, and these rows beneath.
  static func table(_ rows: String, _ change: (inout MadeWorkbook) -> Void = { _ in }) throws -> Table {
    var workbook = MadeWorkbook("<row r=\"1\">\(text("A1", "a"))\(text("B1", "b"))</row>\(rows)")
    change(&workbook)
    return try table(workbook)
  }

  static func text(_ place: String, _ text: String) -> String { "<c r=\"\(place)\" t=\"inlineStr\"><is><t>\(text)</t></is></c>" }

  static func cells(_ table: Table, _ column: Int = 0) -> [Cell] { (0..<table.rowCount).map { table.columns[column][$0] } }

  @Test func `Cells and rows without a place follow those before them, and others stand where they say`() throws {
    let rows = "<row r=\"5\"><c r=\"B5\"><v>5</v></c></row><row r=\"2\"><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    let table = try Self.table(rows)
    #expect(Self.cells(table) == [.integer(1), .integer(3), .missing(.unspecified)])
    #expect(Self.cells(table, 1) == [.integer(2), .missing(.unspecified), .integer(5)])
    #expect(table.notes == ["1 blank row within the sheet is left out"])
  }

  @Test func `Of two cells at one place the last stands`() throws {
    #expect(Self.cells(try Self.table("<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"A2\"><v>2</v></c></row>")) == [.integer(2)])
  }

  @Test func `Shared texts join their runs, leave out readings, and resolve what XML cannot hold`() throws {
    let table = try Self.table("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c></row>") {
      $0.sharedStrings = "<si><r><t>South </t></r><r><rPr><b/></rPr><t>Tees &amp; co</t></r><rPh sb=\"0\" eb=\"1\"><t>kana</t></rPh></si>"
        + "<si><t>one_x000D_\ntwo_x005F_&#xA3;&#49;<![CDATA[<&]]></t></si>"
    }
    #expect(table.row(0) == [.text("South Tees & co"), .text("one\ntwo_£1<&")])
  }

  @Test func `Truth values, texts of formulas and stored days are what they say`() throws {
    let table = try Self.table(
      "<row r=\"2\"><c r=\"A2\" t=\"b\"><v>1</v></c><c r=\"B2\" t=\"str\"><f>A1</f><v>word</v></c></row>"
        + "<row r=\"3\"><c r=\"A3\" t=\"b\"><v>0</v></c><c r=\"B3\" t=\"str\"><f>A1</f><v></v></c></row>")
    #expect(Self.cells(table) == [.boolean(true), .boolean(false)])
    #expect(Self.cells(table, 1) == [.text("word"), .missing(.unspecified)])
    let days = try Self.table("<row r=\"2\"><c r=\"A2\" t=\"d\"><v>2019-09-30</v></c></row><row r=\"3\"><c r=\"A3\" t=\"d\"><v>2019-10-01T00:00:00</v></c></row>")
    #expect(Self.cells(days).map(\.plainText) == ["2019-09-30", "2019-10-01"])
  }

  @Test(arguments: ["#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA"])
  func `An error is missing in a column of numbers, and a note says where`(error: String) throws {
    let table = try Self.table("<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"3\"><c r=\"A3\" t=\"e\"><f>1/0</f><v>\(error)</v></c><c r=\"B3\"><v>0</v></c></row>")
    #expect(Self.cells(table) == [.integer(1), .missing(.unspecified)] && Self.cells(table, 1) == [.missing(.unspecified), .integer(0)])
    #expect(table.notes == ["column \"a\": 1 cell holds an error and is missing: \(error) in A3"])
  }

  @Test func `A formula that was never worked out is missing, and a note counts them`() throws {
    let table = try Self.table("<row r=\"2\"><c r=\"A2\"><f>1+1</f></c><c r=\"B2\"><v>1</v></c></row><row r=\"3\"><c r=\"A3\"><f>1+2</f><v/></c><c r=\"B3\"><v>1</v></c></row>")
    #expect(Self.cells(table) == [.missing(.unspecified), .missing(.unspecified)])
    #expect(table.notes.count == 1 && table.notes[0].hasPrefix("2 formulas have no stored result and are missing"))
  }

  @Test(arguments: [
    ("92.483298414831793", Cell.number(92.4832984148318)), ("1E+2", .integer(100)), ("-0.0", .integer(0)), ("3.0", .integer(3)), ("1.0000000000000001E-5", .number(1e-5)),
    ("9007199254740992", .integer(9_007_199_254_740_992)), ("12345678901234567890", .number(12_345_678_901_234_567_168)), ("007", .integer(7)), (" 5 ", .integer(5)),
  ]) func `A number is the nearest that a workbook can mean, whole where it is`(written: String, value: Cell) throws {
    #expect(Self.cells(try Self.table("<row r=\"2\"><c r=\"A2\"><v>\(written)</v></c></row>")) == [value])
  }

  @Test func `Markers, numbers and texts make the types that delimited text would have`() throws {
    let values = ["<c r=\"A2\"><v>1.5</v></c>" + Self.text("B2", "007"), Self.text("A3", "[c]") + "<c r=\"B3\"><v>8</v></c>", Self.text("A4", "n/a") + Self.text("B4", "x")]
    let table = try Self.table(values.enumerated().map { "<row r=\"\($0 + 2)\">\($1)</row>" }.joined())
    #expect(Self.cells(table) == [.number(1.5), .missing(.suppressed), .missing(.unspecified)])
    #expect(Self.cells(table, 1) == [.text("007"), .text("8"), .text("x")])
    let csv = try DelimitedReader().read(bytes: Array("a,b\n1.5,007\n[c],8\nn/a,x\n".utf8), name: "a.csv")
    #expect(csv.columns == table.columns)
  }

  @Test func `Declared types, chosen columns and markers are those of the reader of delimited text`() throws {
    var options = DelimitedOptions(markers: .published.adding(["none"]), types: ["b": .text], columns: ["b", "a"])
    options.requiredColumns = ["a"]
    let workbook = MadeWorkbook("<row>\(Self.text("A1", "a"))\(Self.text("B1", "b"))</row><row><c><v>1</v></c><c><v>2</v></c></row><row>\(Self.text("A3", "none"))<c><v>3</v></c></row>")
    let table = try SpreadsheetReader(options).read(bytes: workbook.bytes, name: "a.xlsx")
    #expect(table.columnNames == ["b", "a"] && table.row(0) == [.text("2"), .integer(1)] && table.row(1) == [.text("3"), .missing(.unspecified)])
  }

  // MARK: Days

  static let styles = """
    <numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/><numFmt numFmtId="165" formatCode="[$-F400]h:mm:ss\\ AM/PM"/>\
    <numFmt numFmtId="166" formatCode="0.0&quot; days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>\
    <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="46"/><xf numFmtId="20"/></cellXfs>\
    <dxfs><dxf><numFmt numFmtId="0" formatCode="yyyy"/></dxf></dxfs>
    """

  /// The column of cells with these styles and numbers, all of them the text that the sheet's table has.
  static func styled(_ cells: [(style: Int, number: String)], from1904: Bool = false) throws -> Table {
    try table(cells.enumerated().map { "<row r=\"\($0 + 2)\"><c r=\"A\($0 + 2)\" s=\"\($1.style)\"><v>\($1.number)</v></c></row>" }.joined()) {
      $0.styles = styles
      if from1904 { $0.workbookProperties = "date1904=\"1\"" }
    }
  }

  // Serial numbers as Excel has them; the days before March 1900 are those that it shows.
  @Test(arguments: [
    ("1", "1900-01-01"), ("59", "1900-02-28"), ("60", "1900-02-29"), ("61", "1900-03-01"), ("25569", "1970-01-01"), ("43738", "2019-09-30"), ("2958465", "9999-12-31"),
  ]) func `A number of days is the day that Excel shows`(number: String, day: String) throws {
    for style in [1, 3] { #expect(Self.cells(try Self.styled([(style, number)])).map(\.plainText) == [day]) }
  }

  @Test func `A workbook that counts from 1904 has no day that never was`() throws {
    #expect(Self.cells(try Self.styled([(1, "0"), (1, "60"), (1, "42276")], from1904: true)).map(\.plainText) == ["1904-01-01", "1904-03-01", "2019-09-30"])
  }

  @Test func `Days are dates as long as no cell of the column has a time, and all are written with it otherwise`() throws {
    let days = try Self.styled([(2, "43738"), (2, "43739")])
    #expect(days.columns[0].type == .date)
    let times = try Self.styled([(2, "43738"), (2, "43738.58680555556"), (2, "43738.999999999")])
    #expect(Self.cells(times).map(\.plainText) == ["2019-09-30 00:00:00", "2019-09-30 14:05:00", "2019-10-01 00:00:00"])
  }

  @Test func `A time that the format of a day hides is left out, and a note says so`() throws {
    let table = try Self.styled([(1, "43738.5"), (1, "43739")])
    #expect(Self.cells(table).map(\.plainText) == ["2019-09-30", "2019-10-01"])
    #expect(table.notes == ["column \"a\" is shown as days, so times of the day are left out, as in A2"])
  }

  @Test func `Times of the day and spans are texts, and a day that no calendar has is one as well`() throws {
    #expect(Self.cells(try Self.styled([(4, "0.5868055555555556"), (7, "0"), (6, "1.1041666666666667")])).map(\.plainText) == ["14:05:00", "00:00:00", "26:30:00"])
    #expect(Self.cells(try Self.styled([(1, "0")])).map(\.plainText) == ["1900-01-00"])
  }

  @Test(arguments: ["-1", "2958466", "1e300"]) func `A number that no format shows as a day is missing`(number: String) throws {
    let table = try Self.styled([(1, "43738"), (1, number)])
    #expect(Self.cells(table) == [.date(try #require(CalendarDate("2019-09-30"))), .missing(.unspecified)] && table.notes.count == 1)
  }

  @Test(arguments: [
    ("General", NumberFormats.Kind.number), ("0", .number), ("#,##0.00", .number), ("0.00E+00", .number), ("@", .number), ("0.0%", .percentage), ("[Red]-0.00;0", .number),
    ("\"day\" 0", .number), ("0\\d", .number), ("[$£-809]#,##0.00", .number), ("_-* #,##0_-;-* #,##0_-", .number), ("0.0\"%\"", .number), ("[<=100]0;[>100]0", .number),
    ("dd/mm/yyyy", .day), ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", .day), ("mmm-yy", .day), ("yyyy", .day), ("d mmm", .day), ("MMMM", .day), ("yyyy-mm-dd;@", .day),
    ("dd/mm/yyyy hh:mm", .dayAndTime), ("yyyy\\-mm\\-dd\"T\"hh:mm:ss", .dayAndTime), ("h:mm", .time), ("[$-F400]h:mm:ss\\ AM/PM", .time), ("mm:ss.0", .time),
    ("[h]:mm:ss", .span), ("[mm]:ss", .span), ("[Blue]0", .number), ("\"", .number), ("[", .number), ("\\", .number), ("", .number),
  ]) func `A format shows a day or a time by its letters outside quotes and brackets`(code: String, kind: NumberFormats.Kind) {
    #expect(NumberFormats.kind(ofCode: code) == kind)
  }

  @Test func `The formats that every workbook knows are days, times, spans and percentages`() {
    #expect((0...58).filter { NumberFormats.kind(ofKnown: $0) == .day } == Array(14...17) + Array(27...31) + [36] + Array(50...54) + [57, 58])
    #expect([18, 21, 45, 47].allSatisfy { NumberFormats.kind(ofKnown: $0) == .time } && NumberFormats.kind(ofKnown: 22) == .dayAndTime)
    #expect(NumberFormats.kind(ofKnown: 46) == .span && NumberFormats.kind(ofKnown: 9) == .percentage && NumberFormats.kind(ofKnown: 10) == .percentage)
  }

  // MARK: Damage, with the place of the cell

  @Test(arguments: [
    ("<c r=\"B2\"><v>x</v></c>", "\"x\" is no number", "B2"), ("<c r=\"C2\" t=\"s\"><v>0</v></c>", "\"0\" is no number of one of the workbook's 0 texts", "C2"),
    ("<c r=\"B2\" t=\"b\"><v>2</v></c>", "\"2\" is no truth value", "B2"), ("<c r=\"B2\"><v>NaN</v></c>", "\"NaN\" is no number", "B2"),
  ]) func `A cell that does not hold what it says is an error that names it`(cell: String, problem: String, place: String) {
    let error = #expect(throws: SpreadsheetError.self) { try Self.table("<row r=\"2\">\(cell)</row>") }
    #expect(error?.code == .damaged && error?.diagnostic.problem == problem)
    #expect(error?.diagnostic.place?.file == "a.xlsx, sheet \"Data\", cell \(place)")
  }

  @Test(arguments: ["A0", "XFE1", "A1048577", "1A", "A", "1", "", "A1B", "AAAAAAAAAAAA1", "A99999999999999999999"])
  func `A place that no sheet has is refused`(place: String) {
    #expect(throws: SpreadsheetError.self) { try Self.table("<row r=\"2\"><c r=\"\(place)\"><v>1</v></c></row>") }
  }

  @Test func `An error of a declared type names the cell, whatever lines its neighbours have`() throws {
    let workbook = MadeWorkbook(
      "<row>\(Self.text("A1", "a"))\(Self.text("C1", "b\nb"))</row><row r=\"3\">\(Self.text("A3", "one,\n\"two\""))<c r=\"C3\"><v>1</v></c></row><row r=\"7\">\(Self.text("A7", "y"))\(Self.text("C7", "many"))</row>")
    let error = #expect(throws: SpreadsheetError.self) {
      try SpreadsheetReader(DelimitedOptions(types: ["b\nb": .integer])).read(bytes: workbook.bytes, name: "cover.xlsx")
    }
    #expect(error?.description == """
      cover.xlsx, sheet "Data", cell C7: "many" is not a whole number
        Column "b\\nb" holds whole numbers, so each cell is digits or a missing marker.
        hint: to read "many" as missing, pass missing = {"many"}
      """)
  }

  @Test(arguments: [("", true), (" \n\t", true), ("\u{A0}", true), (" \u{A0} ", true), ("a", false), ("\u{A0}a", false), ("é", false), ("Â", false)])
  func `A cell of blanks and blanks that hold a line together shows nothing`(text: String, isBlank: Bool) {
    #expect(BlankText.holds(Array(text.utf8)) == isBlank)
  }
}
