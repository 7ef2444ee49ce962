import Columns
import Foundation
import TestSupport
import Testing

@testable import Safeguarding

/// Files as people have them: other marks between cells, other forms under the same ending, one file twice.
struct LoadingTests {
  private static func load(_ texts: [String], _ options: LoadingOptions = LoadingOptions(), named names: [String]? = nil) throws -> Table {
    let folder = try TemporaryFolder()
    let paths = texts.indices.map { folder.path(names?[$0] ?? "\($0).csv") }
    for (text, path) in zip(texts, paths) { try text.write(toFile: path, atomically: true, encoding: .utf8) }
    return try options.table(paths)
  }

  @Test(arguments: [("a;b\n1;2\n", "\";\""), ("a\tb\n1\t2\n", "a tab"), ("a|b\n1|2\n", "\"|\"")])
  func `Cells that another mark parts are parted by it, and a note says so`(text: String, mark: String) throws {
    let table = try Self.load([text])
    #expect(table.columnNames == ["a", "b"] && table.row(0) == [.integer(1), .integer(2)])
    #expect(table.notes == ["cells are parted by \(mark)"])
    #expect(try Self.load([text, text.replacing("1", with: "3")]).rowCount == 2)
    #expect(try Self.load([text], LoadingOptions(delimiter: ",")).columns.count == 1)
  }

  @Test func `A comma within a cell is no mark where another one parts them`() throws {
    let table = try Self.load(["name;value\nHerefordshire, County of;1,5\n"])
    #expect(table.row(0) == [.text("Herefordshire, County of"), .text("1,5")])
    #expect(throws: DelimitedError.self) { try Self.load(["a,b\n1,2\n1,2,3\n"]) }
    #expect(throws: DelimitedError.self) { try Self.load(["a;b\n1,2\n1;2;3\n"]) }
  }

  @Test func `A heading that holds a mark which its rows do not keeps its column`() throws {
    #expect(try Self.load(["Notes; remarks\n\"x\"\ny\n"]).columnNames == ["Notes; remarks"])
    #expect(try Self.load(["only\n1;2\n"]).columnNames == ["only"])
  }

  @Test(arguments: [("<!DOCTYPE html>\n<p>Not found</p>\n", "a web page"), ("{\"a\": 1, \"b\": 2}\n", "JSON"), ("[{\"a\": 1}]\n", "JSON"), ("%PDF-1.4\nx\n", "a PDF document")])
  func `What is no delimited text under its ending is refused by its name`(text: String, kind: String) throws {
    let error = #expect(throws: LoadingError.self) { try Self.load([text]) }
    #expect(error?.diagnostic.problem == "it is \(kind)")
  }

  @Test func `A file that is named twice, or beside its folder, is refused`() throws {
    let folder = try TemporaryFolder()
    try "a\n1\n".write(toFile: folder.path("one.csv"), atomically: true, encoding: .utf8)
    for paths in [[folder.path("one.csv"), folder.path("one.csv")], [folder.path, folder.path("one.csv")]] {
      #expect(throws: LoadingError.twice(folder.path("one.csv"))) { try LoadingOptions().table(paths) }
    }
  }

  @Test func `A column says which file each row is of, by its name or where two have one by its path`() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path("b"), withIntermediateDirectories: true)
    for (name, text) in [("one.csv", "a,n\nx,1\ny,2\n"), ("two.csv", "n,a\n3,z\n"), ("b/none.csv", "a\n"), ("b/one.csv", "a\nw\n")] {
      try text.write(toFile: folder.path(name), atomically: true, encoding: .utf8)
    }
    func files(_ names: [String]) throws -> [String] {
      let table = try LoadingOptions(fileColumn: "file").table(names.map(folder.path))
      return try (0..<table.rowCount).map { try table.column("file")[$0].plainText }
    }
    #expect(try files(["two.csv", "b/none.csv", "one.csv"]) == ["two.csv", "one.csv", "one.csv"])
    #expect(try files(["one.csv", "b/one.csv"]) == ["one.csv", "one.csv", "b/one.csv"].map(folder.path))
    #expect(try files(["one.csv"]) == ["one.csv", "one.csv"])
    #expect(throws: ArgumentError.unusable("file_column", problem: "there is a column \"a\" already", expectation: "Give it another name.")) {
      try LoadingOptions(fileColumn: "a").table([folder.path("one.csv")])
    }
    // A saved table of some of the rows of others does not tell whose they are.
    var part = try LoadingOptions().table([folder.path("one.csv"), folder.path("two.csv")])
    part = part.selecting(rows: [0])
    try ArrowFileWriter().write(part, to: folder.path("part.arrow"))
    #expect(throws: ArgumentError.self) { try LoadingOptions(fileColumn: "file").table([folder.path("part.arrow")]) }
  }

  @Test func `What the caller says is missing is so in text too, and a published marker there is a word`() throws {
    let table = try Self.load(["when,kind\nUnknown,c\n2024-01-02,n/k\n2024-01-03,away\n"], LoadingOptions(missing: ["unknown", "N/K"]))
    #expect(try table.column("kind")[0] == .text("c") && table.column("kind")[1].isMissing && table.column("when")[0].isMissing)
    let incidents = try Incidents(table: table, time: "when", columns: IncidentColumns())
    #expect(incidents.count == 3)
  }

  @Test func `Money prints with its pence, however many pounds there are`() throws {
    let column = try Self.load(["a,v\nA,\"£12,345,678.50\"\nB,£10.25\nC,£7\n"]).column("v")
    #expect(column.decimals == 2 && column.unit == "£")
    #expect(PrintedNumber.of(12_345_678.5, decimals: column.decimals) == "12,345,678.50")
  }

  @Test func `A workbook is known by its first bytes, and options that only the other form has are refused`() throws {
    let folder = try TemporaryFolder()
    let cells = "<row><c t=\"str\"><v>a</v></c><c t=\"str\"><v>b</v></c></row><row><c t=\"str\"><v>31/03/2025</v></c><c t=\"str\"><v>n/k</v></c></row>"
    let workbook = try folder.file("returns.csv", MadeWorkbook([("Data", cells), ("More", "")]).bytes)
    let text = try folder.file("text.xlsx", Array("Title\na,b\n1,2\n".utf8))
    let table = try LoadingOptions(missing: ["n/k"]).table(workbook)
    #expect(table.columns[0].type == .date && table.columns[1][0].isMissing)
    #expect(try LoadingOptions(sheet: .name("data")).table([workbook]).rowCount == 1)
    #expect(try LoadingOptions(headerRow: 2).table(text).columnNames == ["a", "b"])
    for options in [LoadingOptions(delimiter: ";"), LoadingOptions(encoding: "utf-8"), LoadingOptions(headerRow: 0)] {
      #expect(throws: ArgumentError.self) { try options.table(workbook) }
    }
    for paths in [[text], [text, text + "x"]] { #expect(throws: ArgumentError.self) { try LoadingOptions(sheet: .number(1)).table(paths) } }
    #expect(try LoadingOptions().sheets(workbook).map(\.name) == ["Data", "More"])
    #expect(try LoadingOptions(endings: [".csv"]).table([folder.path]).sources.map(\.sheet) == ["Data"])
  }

  @Test(arguments: [(12_183_016.0, "12,183,016"), (12_345_678.9, "12,345,679"), (1234.56789, "1,234.568"), (98_765_432_109_876, "98,765,432,109,876"), (-9_999_999.6, "-10,000,000"), (0.000012345678, "0.00001234568")])
  func `No digit before the decimal point is rounded away`(value: Double, text: String) {
    #expect(PrintedNumber.of(value, significantDigits: 7) == text)
  }
}
