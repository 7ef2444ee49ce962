import Foundation
import TestSupport
import Testing

@testable import Columns

struct ArrowStreamTests {
  func rows(_ table: Table) -> [[Cell]] { (0..<table.rowCount).map(table.row) }

  @Test(arguments: 0..<20)
  func `A table written in parts reads back as the whole`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.arrow"
    let whole = try ArrowTables.random(&random)
    let cuts = ([0, whole.rowCount] + (0..<3).map { _ in Int.random(in: 0...whole.rowCount, using: &random) }).sorted()
    var stream = ArrowFileStream(path: path, reasonColumns: Set(whole.columnNames))
    for (start, end) in zip(cuts, cuts.dropFirst()) { try stream.append(whole.selecting(rows: Array(start..<end))) }
    try stream.finish()
    let back = try ArrowFileReader(verifiesContents: true).read(path: path)
    #expect(rows(back) == rows(whole))
    #expect(back.columns.map(\.type) == whole.columns.map(\.type))
    for column in back.columns {
      let present = (0..<column.count).map { column[$0] }.filter { !$0.isMissing }
      if let least = column.statistics?.least { #expect(least == present.min(by: Cell.areInIncreasingOrder)) }
      #expect(column.statistics?.missingCount == column.count - present.count)
    }
  }

  @Test func `A stream that is not finished leaves no file`() throws {
    let folder = try TemporaryFolder()
    do {
      var stream = ArrowFileStream(path: folder.path + "/a.arrow")
      try stream.append(try ArrowTables.golden())
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func `A stream of nothing is a file of no columns`() throws {
    let folder = try TemporaryFolder()
    try ArrowFileStream(path: folder.path + "/a.arrow").finish()
    #expect(try ArrowFileReader().read(path: folder.path + "/a.arrow") == Table([]))
  }

  @Test func `Parts that do not fit the first are refused, and the stream is over`() throws {
    let folder = try TemporaryFolder()
    let (first, path) = (try Table([Column("a", texts: ["x", nil])]), folder.path + "/a.arrow")
    func error(_ next: Table, _ width: ArrowFileStream.CodeWidth = .bits32) throws -> ArrowError? {
      var stream = ArrowFileStream(path: path, codeWidth: width)
      try stream.append(first)
      var found: ArrowError?
      do throws(ArrowError) { try stream.append(next) } catch { found = error }
      do throws(ArrowError) {
        try stream.append(first)
        Issue.record("a stream goes on after an error")
      } catch { #expect(error == found) }
      do throws(ArrowError) {
        try stream.finish()
        Issue.record("a stream is finished after an error")
      } catch { #expect(error == found) }
      return found
    }
    #expect(try error(Table([Column("b", texts: ["x"])]))?.code == .column)
    #expect(try error(Table([Column("a", integers: [1])]))?.code == .column)
    #expect(try error(Table([Column("a", texts: (0..<300).map(String.init))]), .bits8)?.code == .tooLarge)
    #expect(try error(Table([Column("a", cells: [.text("x"), .missing(.suppressed)])]))?.code == .column)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }
}
