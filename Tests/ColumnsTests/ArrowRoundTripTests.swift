import Foundation
import TestSupport
import Testing

@testable import Columns

struct ArrowRoundTripTests {
  @Test func `A table reads back as it was written, with its reasons, units, sources and notes`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/table.arrow"
    let table = try ArrowTables.golden()
    try ArrowFileWriter().write(table, to: path)
    let back = try ArrowFileReader().read(path: path)
    #expect(back == table)
    #expect(back.sources == table.sources)
    #expect(back.notes == table.notes)
    #expect(back.columns.map(\.unit) == table.columns.map(\.unit))
    try ArrowFileReader().verify(path: path)
  }

  /// Run with SAFEGUARDING_RECORD=1 to write the files again, and then run Scripts/check-arrow.
  @Test(arguments: ["ours", "ours-batches", "ours-empty", "ours-stream", "ours-ordered"])
  func `The bytes of a small table do not change`(name: String) throws {
    let table =
      switch name {
      case "ours": try ArrowTables.golden()
      case "ours-batches": ArrowTables.chunked()
      case "ours-ordered": try ArrowTables.ordered()
      case "ours-stream": try Table.joined(ArrowTables.parts())
      default: try Table([Column("area", texts: []), Column("count", integers: [])])
      }
    let folder = try TemporaryFolder()
    let path = folder.path + "/ours.arrow"
    if name == "ours-stream" {
      var stream = ArrowFileStream(path: path, codeWidth: .bits16)
      for part in try ArrowTables.parts() { try stream.append(part) }
      try stream.finish()
    } else {
      try ArrowFileWriter().write(table, to: path)
    }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let golden = URL(fileURLWithPath: "\(ProjectFiles.fixtures)/arrow/\(name).arrow")
    if ProcessInfo.processInfo.environment["SAFEGUARDING_RECORD"] == "1" { try bytes.write(to: golden) }
    #expect(try bytes == Data(contentsOf: golden))
    #expect(try ArrowFileReader().read(path: golden.path) == table)
  }

  @Test(arguments: 0..<60)
  func `A random table of several chunks reads back as it was written`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let table = try ArrowTables.random(&random)
    try ArrowFileWriter().write(table, to: folder.path + "/a")
    let back = try ArrowFileReader(verifiesContents: true).read(path: folder.path + "/a")
    #expect(back == table)
    #expect(back.notes == table.notes)
    for (one, other) in zip(back.columns, table.columns) {
      #expect(one.chunks.map(\.rowCount) == other.chunks.map(\.rowCount))
      #expect(one.dictionary?.isSorted == other.dictionary?.isSorted || other.count == 0)
      #expect(one.presence.countsByReason == other.presence.countsByReason)
      let saved = try #require(one.statistics)
      let cells = (0..<other.count).map { other[$0] }
      let present = cells.filter { !$0.isMissing }
      #expect(saved.missingCount == cells.count - present.count)
      if let least = saved.least { #expect(least == present.min(by: Cell.areInIncreasingOrder)) }
      if let most = saved.most { #expect(most == present.max(by: Cell.areInIncreasingOrder)) }
      if saved.isAscending {
        #expect(!zip(cells, cells.dropFirst()).contains { Cell.areInIncreasingOrder($1, $0) })
      }
    }
    // Written again, the file is the same: reading lost nothing.
    try ArrowFileWriter().write(back, to: folder.path + "/b")
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: folder.path + "/a"))
        == Data(contentsOf: URL(fileURLWithPath: folder.path + "/b")))
  }

  @Test func `Tables without columns, rows or chunks read back`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/table.arrow"
    var tables = [
      try Table([]),
      Table(checked: [], rowCount: 7),
      try Table([Column("a", texts: []), Column("b", integers: []), Column("c", numbers: [])]),
      Table(
        checked: ColumnType.allCases.map { Column($0.rawValue, type: $0, chunks: [], presence: Presence(chunks: [])) },
        rowCount: 0),
      try Table([Column("a", texts: [nil, nil]), Column("b", numbers: [nil, nil])]),
    ]
    tables += try ColumnType.allCases.map { try tables[3].clustered(by: [$0.rawValue]) }
    for table in tables {
      try ArrowFileWriter().write(table, to: path)
      let back = try ArrowFileReader().read(path: path)
      #expect(back == table && back.clusteringKeys == table.clusteringKeys)
    }
  }

  @Test func `Only the columns that are named are read, in their order`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/table.arrow"
    let table = try ArrowTables.golden()
    try ArrowFileWriter().write(table, to: path)
    let back = try ArrowFileReader(columns: ["rate", "area"]).read(path: path)
    #expect(back == (try table.selecting(columns: ["rate", "area"])))
    #expect(throws: ArrowError.self) { try ArrowFileReader(columns: ["rate", "rate"]).read(path: path) }
    let error = #expect(throws: ArrowError.self) { try ArrowFileReader(columns: ["aera"]).read(path: path) }
    #expect(error?.code == .column)
    #expect(error?.description.contains("area") == true)
  }

  @Test func `A table may be written over the file that it shows`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/table.arrow"
    let table = try ArrowTables.golden()
    try ArrowFileWriter().write(table, to: path)
    let back = try ArrowFileReader().read(path: path)
    try ArrowFileWriter().write(try back.selecting(columns: ["area"]), to: path)
    #expect(back == table)
    #expect(try ArrowFileReader().read(path: path).columnNames == ["area"])
  }

  @Test func `A name that reasons would take is left to its column`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/table.arrow"
    let table = try Table([
      Column("a", cells: [.missing(.suppressed), .missing(.notAvailable), .integer(1)]),
      Column("a#reason", texts: ["x", "y", nil]),
    ])
    try ArrowFileWriter().write(table, to: path)
    #expect(try ArrowFileReader().read(path: path) == table)
  }

  @Test func `Values that are kept once are left in the file until one is asked for`() throws {
    let folder = try TemporaryFolder()
    let table = try ArrowTables.golden()
    try ArrowFileWriter().write(table, to: folder.path("a"))
    let back = try ArrowFileReader().read(path: folder.path("a"))
    for name in ["coded day", "coded rate", "coded count", "coded time", "coded flag"] {
      let dictionary = try #require(try back.column(name).dictionary)
      #expect(!dictionary.isFetched, "\(name)")
      #expect(try dictionary.count == table.column(name).dictionary?.count)
      #expect(try dictionary.type == table.column(name).type)
      #expect(try back.column(name) == table.column(name))
      #expect(dictionary.isFetched)
    }
  }

  @Test func `The hash is XXH64`() {
    // From the reference implementation, by python-xxhash.
    #expect(ContentHash.text(ContentHash.of([])) == "ef46db3751d8e999")
    #expect(ContentHash.text(ContentHash.of(Array("a".utf8))) == "d24ec4f1a98c6e5b")
    #expect(ContentHash.text(ContentHash.of(Array("abc".utf8))) == "44bc2cf5ad770999")
    #expect(
      ContentHash.text(ContentHash.of(Array("Nobody inspects the spammish repetition".utf8))) == "fbcea83c8a378bf1")
  }
}
