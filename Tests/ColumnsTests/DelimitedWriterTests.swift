@testable import Columns
import Foundation
import Testing
import TestSupport

struct DelimitedWriterTests {
  func cells(_ table: Table) -> [[Cell]] { (0..<table.rowCount).map(table.row) }

  @Test func `A cell is quoted where it must be, and a missing value is its symbol`() throws {
    let table = try Table([
      Column("area, \"official\"", texts: ["Hull, City of", "5\" pipe", nil, "Zo\u{EB}"]),
      Column("value", cells: [.number(1.5), .missing(.suppressed), .missing(.unspecified), .number(2)]),
      Column("count", integers: [1, nil, -3, .max]),
    ])
    #expect(
      DelimitedWriter().text(of: table) == """
        "area, ""official""\",value,count
        "Hull, City of",1.5,1
        "5"" pipe",[c],[..]
        ,[..],-3
        Zo\u{EB},2,9223372036854775807

        """)
    #expect(
      DelimitedWriter(delimiter: .semicolon, missingText: .empty).text(of: table) == """
        "area, ""official""\";value;count
        Hull, City of;1.5;1
        "5"" pipe";;
        ;;-3
        Zo\u{EB};2;9223372036854775807

        """)
  }

  @Test func `Whole values of a column of numbers show that they are numbers`() throws {
    let table = try Table([Column("rate", numbers: [12, nil, -0.0, 1e300, .infinity, .nan])])
    #expect(DelimitedWriter().text(of: table) == "rate\n12.0\n[..]\n-0.0\n1e+300\n[..]\n[..]\n")
  }

  @Test func `A row of one empty cell is not an empty line, and a mark in a name is not the file's`() throws {
    let table = try Table([Column("\u{FEFF}a", texts: [nil, "York"])])
    #expect(DelimitedWriter().text(of: table) == "\"\u{FEFF}a\"\n\"\"\nYork\n")
    let back = try DelimitedReader().read(bytes: DelimitedWriter().bytes(of: table), name: "x")
    #expect(cells(back) == cells(table))
    #expect(back.columnNames == table.columnNames)
  }

  static let texts = ["York", "a,b", "a;b", "\"", "\"\"", "two\nlines", "\r", "\r\n", " x ", "é", "1", "c", "[c]", "true", "\t|", "-"]

  func randomTable(_ random: inout SeededGenerator) throws -> Table {
    let rows = Int.random(in: 0...6, using: &random)
    let columns = (0..<Int.random(in: 1...4, using: &random)).map { place in
      let type = ColumnType.allCases.randomElement(using: &random) ?? .text
      let reasons = (0..<rows).map { _ -> MissingReason? in
        guard Int.random(in: 0...2, using: &random) == 0 else { return nil }
        return type == .text ? .unspecified : MissingReason.allCases.randomElement(using: &random)
      }
      let name = "name \(place)\(Self.texts[place])"
      let presence = Presence(reasons)
      switch type {
      case .text:
        let texts = (0..<rows).map { _ in Self.texts.randomElement(using: &random) ?? "" }
        return Column(name, texts: texts, presence: presence)
      case .integer:
        let values = (0..<rows).map { _ in Int.random(in: .min ... .max, using: &random) >> Int.random(in: 0...63, using: &random) }
        return Column(name, integers: values, presence: presence)
      case .number:
        let values = (0..<rows).map { _ in
          let bits = Double(bitPattern: UInt64.random(in: 0...(.max), using: &random))
          let small = (Double.random(in: -100...100, using: &random) * 10).rounded() / 10
          return Bool.random(using: &random) && bits.isFinite ? bits : small.rounded() == small ? small + 0 : small
        }
        return Column(name, numbers: values, presence: presence)
      case .boolean:
        return Column(name, booleans: (0..<rows).map { _ in Bool.random(using: &random) }, presence: presence)
      case .date:
        let days = (0..<rows).map { _ in CalendarDate(daysSince1970: Int32.random(in: -719_162...2_932_896, using: &random)) }
        return Column(name, dates: days, presence: presence)
      case .timestamp:
        let moments = (0..<rows).map { _ in
          Timestamp(secondsSince1970: Int.random(in: -62_135_596_800...253_402_300_799, using: &random))
        }
        return Column(name, timestamps: moments, presence: presence)
      }
    }
    return try Table(columns)
  }

  @Test func `What is written reads back equal, with the table's types`() throws {
    for seed in 0..<3000 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let table = try randomTable(&random)
      let delimiter = Delimiter.allCases.randomElement(using: &random) ?? .comma
      let bytes = DelimitedWriter(delimiter: delimiter).bytes(of: table)
      let options = DelimitedOptions(delimiter: delimiter, types: table.columnTypes)
      let back = try DelimitedReader(options).read(bytes: bytes, name: "seed \(seed)")
      #expect(back.columnNames == table.columnNames, "seed \(seed)")
      #expect(back.columns.map(\.type) == table.columns.map(\.type), "seed \(seed)")
      #expect(cells(back) == cells(table), "seed \(seed)")
    }
  }

  @Test func `What is written reads back equal without types, where a column has a value and text looks like text`() throws {
    for seed in 0..<3000 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let table = try randomTable(&random)
      let plain = table.columns.filter { column in
        let values = (0..<column.count).filter { column.presence[$0] == nil }
        if column.type == .text { return values.contains { [.text("York"), .text("a,b")].contains(column[$0]) } }
        return !values.isEmpty
      }
      guard !plain.isEmpty else { continue }
      let chosen = try Table(plain)
      let back = try DelimitedReader().read(bytes: DelimitedWriter().bytes(of: chosen), name: "seed \(seed)")
      #expect(back.columns.map(\.type) == chosen.columns.map(\.type), "seed \(seed)")
      #expect(cells(back) == cells(chosen), "seed \(seed)")
    }
  }
}

struct AtomicFileTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func `A table of many steps is written whole, over the file that was there`() throws {
    let path = try folder.file("rates.csv", "old".utf8)
    let table = try Table([Column("n", integers: Array(0..<300_000))])
    try DelimitedWriter().write(table, to: path)
    #expect(try folder.bytes("rates.csv") == DelimitedWriter().bytes(of: table))
    #expect(try folder.names() == ["rates.csv"])
    #expect(try DelimitedReader().read(path: path).columns[0] == table.columns[0])
  }

  @Test func `What is not committed leaves the old file and nothing else`() throws {
    let path = try folder.file("a.csv", "old".utf8)
    do {
      var file = try AtomicFile(path: path)
      try file.append(Array("new".utf8))
      #expect(try folder.names().count == 2)
    }
    #expect(try folder.names() == ["a.csv"])
    #expect(try folder.bytes("a.csv") == Array("old".utf8))
  }

  @Test(arguments: [("old", true), ("old ", false), ("ol", false), ("", false), ("OLD", false)])
  func `A file that is not to be replaced stays, and holds the very bytes or refuses others`(text: String, holds: Bool) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("table.csv")
    try "old".write(toFile: path, atomically: true, encoding: .utf8)
    let before = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
    func write(_ path: String) throws {
      var file = try AtomicFile(path: path, replaces: false)
      try file.append(Array(text.utf8))
      try file.commit()
    }
    if holds { try write(path) } else { #expect((#expect(throws: FileError.self) { try write(path) })?.code == .isThere) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int == before)
    try write(folder.path("new.csv"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["new.csv", "table.csv"])
  }

  @Test func `A place where no file can be is refused`() throws {
    func code(_ path: String) -> FileError.Code? {
      do {
        try AtomicFile.write([], to: path)
        return nil
      } catch { return error.code }
    }
    #expect(code(folder.path("none/a.csv")) == .notFound)
    #expect(code(folder.path) == .directory)
    #expect(code("/dev/null") == .notRegular)
    #expect(code("") == .notFound)
    #expect(code("a\u{0}b") == .notFound)
    #expect(try folder.names().isEmpty)
  }

  @Test func `A link keeps pointing at the file, which keeps its permissions`() throws {
    let path = try folder.file("a.csv", "old".utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    try FileManager.default.createSymbolicLink(atPath: folder.path("link.csv"), withDestinationPath: "a.csv")
    try AtomicFile.write(Array("new".utf8), to: folder.path("link.csv"))
    #expect(try folder.bytes("a.csv") == Array("new".utf8))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link.csv")) == "a.csv")
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }
}
