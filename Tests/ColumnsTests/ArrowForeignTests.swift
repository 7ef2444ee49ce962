import Foundation
import TestSupport
import Testing

@testable import Columns

/// Files that other programs wrote; see Tests/Fixtures/arrow/README.md.
struct ArrowForeignTests {
  static func path(_ name: String) -> String { "\(ProjectFiles.fixtures)/arrow/\(name).arrow" }

  let missing = Cell.missing(.unspecified)

  func cells(_ file: String, _ column: String) throws -> [Cell] {
    let column = try ArrowFileReader().read(path: Self.path(file)).column(column)
    return (0..<column.count).map { column[$0] }
  }

  func date(_ text: String) throws -> Cell { .date(try #require(CalendarDate(text))) }

  func time(_ text: String) throws -> Cell { .timestamp(try #require(Timestamp(text))) }

  @Test(arguments: ["pyarrow-types", "pyarrow-batches"])
  func `Every type of pyarrow that a column can have is read`(file: String) throws {
    for name in ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "decimal whole"] {
      #expect(try cells(file, name) == [.integer(1), missing, .integer(100), .integer(0), .integer(5)], "\(name)")
    }
    for name in ["float16", "float32", "float64"] {
      #expect(
        try cells(file, name) == [.number(0.5), missing, .number(-2), .number(65504), .number(.infinity)], "\(name)")
    }
    #expect(try cells(file, "bool") == [.boolean(true), missing, .boolean(false), .boolean(true), .boolean(true)])
    for name in ["string", "large_string", "string_view"] {
      #expect(
        try cells(file, name)
          == [.text("York"), missing, .text("Zo\u{EB}"), .text(""), .text("a text that is longer than twelve bytes")],
        "\(name)")
    }
    for name in ["date32", "date64"] {
      #expect(
        try cells(file, name)
          == [date("2019-09-30"), missing, date("1969-12-31"), date("2024-02-29"), date("1970-01-01")], "\(name)")
    }
    for unit in ["ms", "us", "ns", "ms zone", "us zone", "ns zone"] {
      // A fraction of a second is dropped, before 1970 too.
      #expect(
        try cells(file, "timestamp \(unit)")
          == [
            time("2019-09-30T14:05:00Z"), missing, time("1969-12-31T23:59:59Z"), time("1970-01-01T00:00:00Z"),
            time("2100-01-01T00:00:00Z"),
          ], "\(unit)")
    }
    #expect(try cells(file, "timestamp s")[0] == time("2019-09-30T14:05:00Z"))
    #expect(
      try cells(file, "decimal")
        == [.number(1.25), missing, .number(-0.1), .number(0), .number(123_456_789_012_345.67)])
    #expect(try cells(file, "null") == Array(repeating: missing, count: 5))
    #expect(try cells(file, "last") == (1...5).map { .integer($0) })
    let table = try ArrowFileReader().read(path: Self.path(file))
    #expect(table.columns[0].chunks.map(\.rowCount) == (file == "pyarrow-types" ? [5] : [2, 2, 1]))
    #expect(try table.column("decimal").decimals == 2)
    #expect(
      table.sources == [
        TableSource(file: Self.path(file), byteCount: table.sources[0].byteCount, checksum: "", rowCount: 5)
      ])
    #expect(try table.column("string").dictionary != nil)
    guard case .int8? = try table.column("uint64").chunks.first?.values else {
      Issue.record("whole numbers take their narrowest width")
      return
    }
  }

  @Test func `A table that another program wrote again has no order of ours, and keeps that of its bands`() throws {
    let ordered = try ArrowTables.ordered()
    let reversed = try ArrowFileReader().read(path: Self.path("pyarrow-reversed"))
    #expect(ordered.clusteringKeys == ["area", "day"])
    #expect(reversed.clustering == nil && reversed.projections.isEmpty)
    let areas = Query().group(by: ["area", "day", "band"], [.count(), .distinct(of: "person", as: "people")])
    #expect(try reversed.answer(areas).rowCount == ordered.answer(areas).rowCount)
    for name in ["area", "day", "age", "band"] {
      #expect(try cells("pyarrow-reversed", name).reversed() == (0..<12).map { try ordered.column(name)[$0] })
    }
    let bands = try reversed.answer(Query().group(by: ["band"], [.count()]))
    #expect((0..<4).map { bands.row($0)[0].text } == ["0 to 4", "5 to 9", "10 to 15", "16 and over"])
  }

  @Test func `Dictionaries of pyarrow may hold a value twice and a value that is missing`() throws {
    for name in ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"] {
      #expect(
        try cells("pyarrow-dictionaries", name) == [.text("York"), missing, .text("York"), .text("Hull"), missing],
        "\(name)")
      #expect(
        Set(try ArrowFileReader().read(path: Self.path("pyarrow-dictionaries")).column(name).differentTexts)
          == ["York", "Hull"])
    }
    func pattern(_ one: Cell, _ other: Cell) -> [Cell] { [one, other, missing, other, one] }
    let file = "pyarrow-dictionaries"
    #expect(try cells(file, "large") == pattern(.text("a"), .text("b")))
    #expect(try cells(file, "views") == pattern(.text("a"), .text("b")))
    #expect(try cells(file, "days") == pattern(date("2024-02-29"), date("1970-01-01")))
    #expect(try cells(file, "numbers") == pattern(.number(0.5), .number(1.5)))
    #expect(try cells(file, "whole") == pattern(.integer(10), .integer(20)))
    #expect(try cells(file, "flags") == pattern(.boolean(true), .boolean(false)))
  }

  @Test func `A dictionary that grows from batch to batch is read`() throws {
    let (a, b, c) = (Cell.text("a"), Cell.text("b"), Cell.text("c"))
    #expect(try cells("pyarrow-delta", "word") == [a, a, b, a, c, missing, b])
  }

  @Test func `A frame of pandas is read`() throws {
    #expect(
      try cells("pandas", "text")
        == [.text("York"), missing, .text("Zo\u{EB}"), .text(""), .text("a text that is longer than twelve bytes")])
    #expect(try cells("pandas", "whole") == (1...5).map { .integer($0) })
    #expect(try cells("pandas", "number") == [.number(0.5), missing, .number(-2), .number(65504), .number(1e300)])
    #expect(try cells("pandas", "flag") == [true, false, true, true, false].map { .boolean($0) })
    #expect(try cells("pandas", "category") == [.text("b"), missing, .text("a"), .text("b"), .text("a")])
    #expect(try cells("pandas", "moment")[2] == time("1969-12-31T23:59:59Z"))
    #expect(try cells("pandas", "nullable") == [.integer(1), missing, .integer(3), .integer(4), .integer(5)])
  }

  @Test(arguments: ["polars", "polars-old"])
  func `A frame of Polars is read`(file: String) throws {
    #expect(
      try cells(file, "text")
        == [.text("York"), missing, .text("Zo\u{EB}"), .text(""), .text("a text that is longer than twelve bytes")])
    let whole: [Cell] = [.integer(1), missing, .integer(100), .integer(0), .integer(5)]
    #expect(try cells(file, "whole") == whole)
    #expect(try cells(file, "byte") == whole)
    #expect(try cells(file, "number") == [.number(0.5), missing, .number(-2), .number(65504), .number(1e300)])
    #expect(try cells(file, "flag") == [.boolean(true), missing, .boolean(false), .boolean(true), .boolean(true)])
    #expect(try cells(file, "day").prefix(3) == [date("2019-09-30"), missing, date("1969-12-31")])
    #expect(try cells(file, "moment")[0] == time("2019-09-30T14:05:00Z"))
    #expect(try cells(file, "category") == [.text("b"), missing, .text("a"), .text("b"), .text("a")])
    #expect(try cells(file, "level") == [.text("low"), .text("high"), missing, .text("low"), .text("high")])
    if file == "polars" { #expect(try cells(file, "nothing") == Array(repeating: missing, count: 5)) }
  }

  @Test func `A result of DuckDB is read`() throws {
    #expect(try cells("duckdb", "whole") == [.integer(1), missing, .integer(3)])
    #expect(try cells("duckdb", "text") == [.text("York"), missing, .text("Zo\u{EB}")])
    #expect(try cells("duckdb", "day") == [date("2019-09-30"), missing, date("1969-12-31")])
    #expect(try cells("duckdb", "moment") == [time("2019-09-30T14:05:00Z"), missing, time("1969-12-31T23:59:59Z")])
    #expect(try cells("duckdb", "number") == [.number(0.5), missing, .number(-2)])
    #expect(try cells("duckdb", "flag") == [.boolean(true), missing, .boolean(false)])
    #expect(try cells("duckdb", "level") == [.text("b"), missing, .text("a")])
    #expect(try cells("duckdb", "price") == [.number(1.25), missing, .number(-0.1)])
  }

  @Test(arguments: [
    ("pandas-lz4", ArrowError.Code.compressed, "LZ4"), ("polars-zstd", .compressed, "Zstandard"),
    ("pyarrow-nested", .unsupportedType, "column \"list\" is of Arrow's type list"),
    ("pyarrow-unsigned", .value, "column \"n\" holds 9223372036854775808"),
    ("pyarrow-stream", .notArrow, "new_file"), ("no-such-file", .file(.notFound), "no such file"),
  ])
  func `What cannot be read is refused, and the message says what to do`(
    file: String, code: ArrowError.Code, words: String
  ) throws {
    let error = #expect(throws: ArrowError.self) { try ArrowFileReader().read(path: Self.path(file)) }
    #expect(error?.code == code)
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    #expect(error?.diagnostic.hint != nil)
  }

  @Test func `Columns beside those of an unknown type are read when they are named`() throws {
    let path = Self.path("pyarrow-nested")
    let table = try ArrowFileReader(columns: ["z", "a"]).read(path: path)
    #expect(table.row(0) == [.text("last"), .integer(1)])
    #expect(table.row(1) == [.text("one"), .integer(2)])
    for name in [
      "struct", "map", "binary", "view", "fixed", "pair", "duration", "time", "union", "dense", "runs", "wide",
    ] {
      let error = #expect(throws: ArrowError.self) { try ArrowFileReader(columns: [name]).read(path: path) }
      #expect(error?.code == .unsupportedType)
      #expect(error?.description.contains("\"\(name)\"") == true)
    }
  }

  @Test(arguments: [
    "pyarrow-types", "pyarrow-batches", "pyarrow-dictionaries", "pyarrow-delta", "pandas", "polars", "duckdb",
  ])
  func `Another program's table saves here and reads back`(file: String) throws {
    let folder = try TemporaryFolder()
    let table = try ArrowFileReader().read(path: Self.path(file))
    try ArrowFileWriter().write(table, to: folder.path + "/a")
    #expect(try ArrowFileReader().read(path: folder.path + "/a") == table)
  }

  @Test func `Every half is the number that its bits stand for`() {
    #expect(Double(half: 0x3C00) == 1)
    #expect(Double(half: 0x7BFF) == 65504)
    #expect(Double(half: 0x0001) == 0x1p-24)
    #expect(Double(half: 0xFC00) == -.infinity)
    #expect(Double(half: 0x7E00).isNaN)
    #expect(Double(half: 0x8000).sign == .minus)
  }
}
