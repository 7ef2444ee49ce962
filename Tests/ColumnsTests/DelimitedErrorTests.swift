import Columns
import Testing

/// Where each fault is said to be, and in which words.
struct DelimitedErrorTests {
  func error(_ bytes: [UInt8], _ options: DelimitedOptions = DelimitedOptions()) throws -> DelimitedError {
    do {
      let table = try DelimitedReader(options).read(bytes: bytes, name: "referrals.csv")
      Issue.record("read as \(table)")
      throw CancellationError()
    } catch let error as DelimitedError {
      return error
    }
  }

  func error(_ text: String, _ options: DelimitedOptions = DelimitedOptions()) throws -> DelimitedError {
    try error(Array(text.utf8), options)
  }

  @Test func `A cell that is not of its declared type is reported with what would make it missing`() throws {
    let options = DelimitedOptions(types: ["referrals_count": .integer])
    let found = try error("area,referrals_count\nYork,12\n\"Hull, City of\",unknown\n", options)
    #expect(found.code == .cell)
    #expect(
      found.description == """
        referrals.csv:3:17: "unknown" is not a whole number
          Column "referrals_count" holds whole numbers, so each cell is digits or a missing marker.
          hint: to read "unknown" as missing, pass missing = {"unknown"}
        """)
  }

  @Test(arguments: [
    (ColumnType.integer, "1.5"), (.integer, "9223372036854775808"), (.number, "1e999"), (.number, "007"), (.boolean, "yes"),
    (.date, "30/09/2019"), (.timestamp, "2019-09-30"),
  ])
  func `Each type refuses what it does not hold`(type: ColumnType, text: String) throws {
    let found = try error("a,b\n\n0,\"\(text)\"\n", DelimitedOptions(types: ["b": type]))
    #expect(found.code == .cell)
    #expect(found.diagnostic.place == Diagnostic.Place(file: "referrals.csv", line: 3, column: 3))
    #expect(found.diagnostic.problem.hasPrefix("\"\(text)\" is not "))
  }

  @Test func `A number with marks between the thousands is told apart from a word`() throws {
    let found = try error("a;b\n1,200;2\n", DelimitedOptions(delimiter: .semicolon, types: ["a": .number]))
    #expect(found.diagnostic.hint == "write numbers without a mark between the thousands")
  }

  @Test(arguments: [("a,b\n1,2\n3,w\nw,4\n5\n\"open", 3), ("a,b\n1,2\nw,4\n3,w\n5\n", 1), ("a,b\n1,2\nw,w\n", 1)])
  func `Of several faults the first in the file is reported, whatever the step`(text: String, column: Int) throws {
    for step in [1, 2, 3, 5, 1 << 18] {
      var reader = DelimitedReader(DelimitedOptions(types: ["a": .integer, "b": .integer]))
      reader.stepBytes = step
      #expect { try reader.read(bytes: Array(text.utf8), name: "f") } throws: {
        ($0 as? DelimitedError)?.diagnostic.place == Diagnostic.Place(file: "f", line: 3, column: column)
      }
    }
  }

  @Test(arguments: [
    ("a,b\n1,2\r\n\n3\n", DelimitedError.Code.fieldCount, 4, 1, "this row has 1 cell and the header has 2"),
    ("a,b\r1,2\r3,4,5\r", .fieldCount, 3, 5, "this row goes on after its 2 cells, and the header has 2"),
    ("a,b\n1,\"two\nlines\"\n3,\"x\n", .unclosedQuote, 4, 3, "the quote that opens here is never closed"),
    ("a,b\n1,\"x\" y,3\n", .strayText, 2, 6, "\" y\" follows a closing quote"),
    ("a,b,a\n", .header, 1, 5, "columns 1 and 3 are both called \"a\""),
    ("a,,c\n", .header, 1, 3, "column 2 has no name"),
    ("a,\" \"\n", .header, 1, 3, "column 2 has no name"),
    ("a\n1\nx\u{0}y\n", .encoding, 3, 2, "there is a NUL byte here, so this is probably not a text file"),
  ])
  func `The place of a fault is exact`(
    text: String, code: DelimitedError.Code, line: Int, column: Int, problem: String
  ) throws {
    let found = try error(text)
    #expect(found.code == code)
    #expect(found.diagnostic.place == Diagnostic.Place(file: "referrals.csv", line: line, column: column))
    #expect(found.diagnostic.problem == problem)
  }

  @Test func `A byte that is not UTF-8 names the encoding that it may be`() throws {
    let found = try error(Array("name,n\r\nZo".utf8) + [0xEB] + Array(",1\r\n".utf8))
    #expect(
      found.description == """
        referrals.csv:2:3: the byte 0xEB is not UTF-8 text
          hint: if the file was saved by an older spreadsheet, pass encoding = "windows-1252"
        """)
  }

  @Test func `Columns of Windows-1252 count its bytes`() throws {
    let options = DelimitedOptions(encoding: .windows1252, types: ["n": .integer])
    let found = try error(Array("name,n\nZo".utf8) + [0xEB, 0x80] + Array(",x1\n".utf8), options)
    #expect(found.diagnostic.place == Diagnostic.Place(file: "referrals.csv", line: 2, column: 6))
  }

  @Test(arguments: [[0xFF, 0xFE, 0x61, 0x00], [0xFE, 0xFF, 0x00, 0x61]] as [[UInt8]], [TextEncoding.utf8, .windows1252])
  func `UTF-16 is named as such`(bytes: [UInt8], encoding: TextEncoding) throws {
    let found = try error(bytes, DelimitedOptions(encoding: encoding))
    #expect(found.code == .encoding)
    #expect(found.diagnostic.problem == "the file is UTF-16, which is not read here")
  }

  @Test func `The mark of UTF-8 in a file said to be Windows-1252 is an error`() throws {
    #expect(try error("\u{FEFF}a\n1\n", DelimitedOptions(encoding: .windows1252)).code == .encoding)
  }

  @Test(arguments: ["", "\u{FEFF}", "\n\r\n"])
  func `A file without a header is empty`(text: String) throws { #expect(try error(text).code == .empty) }

  @Test func `A column that is not there is answered with the nearest name`() throws {
    let found = try error("time_period,referrals_count\n1,2\n", DelimitedOptions(requiredColumns: ["referal_count"]))
    #expect(
      found.description == """
        referrals.csv:1:1: there is no column "referal_count"
          The columns are "time_period", "referrals_count".
          hint: did you mean "referrals_count"?
        """)
    #expect(try error("a\n", DelimitedOptions(types: ["b": .date])).code == .missingColumn)
    #expect(try error("a\n", DelimitedOptions(columns: ["b"])).code == .missingColumn)
  }

  @Test func `A header that holds another delimiter brings the hint to declare it`() throws {
    let hint = "if the cells are divided by \";\", pass delimiter = \";\""
    #expect(try error("area;rate\nYork;1,5\n").diagnostic.hint == hint)
    #expect(try error("area;rate\n", DelimitedOptions(columns: ["rate"])).diagnostic.hint == hint)
  }

  @Test func `A row over the limit is reported without reading on, and names the quote that is open`() throws {
    let options = DelimitedOptions(maximumRecordBytes: 100)
    let long = try error("a,b\n1,2\n3," + String(repeating: "x", count: 1000), options)
    #expect(long.code == .tooLarge)
    #expect(long.diagnostic.place == Diagnostic.Place(file: "referrals.csv", line: 3, column: 1))
    let open = try error("a,b\n1,2\n\"y \"\" \",\"" + String(repeating: "x\n", count: 1000), options)
    #expect(open.diagnostic.expectation == "A quote opens at line 3, column 9 and is not closed.")
    #expect(try DelimitedReader(options).read(bytes: Array("a\n\(String(repeating: "é", count: 50))\n".utf8), name: "x").rowCount == 1)
    // The limit falls inside a character.
    #expect(try error("a\nx\(String(repeating: "é", count: 50))\n", options).code == .tooLarge)
  }

  @Test func `Text over the limit is refused`() throws {
    let found = try error("a\n" + String(repeating: "1\n", count: 100), DelimitedOptions(maximumTextBytes: 100))
    #expect(found.code == .tooLarge)
  }

  @Test func `A header of a million columns is refused`() throws {
    #expect(try error(String(repeating: "a,", count: 1_000_000)).code == .tooLarge)
  }

  @Test func `A user's text is quoted on one line and cannot command a terminal`() throws {
    let found = try error("a\n\"\u{1B}[31m\n\(String(repeating: "z", count: 100))\"\n", DelimitedOptions(types: ["a": .date]))
    #expect(found.diagnostic.problem.hasPrefix("\"\\u{1b}[31m\\nzzz"))
    #expect(!found.diagnostic.problem.contains("\n"))
    #expect(found.diagnostic.problem.hasSuffix("...\" is not a date"))
  }
}
