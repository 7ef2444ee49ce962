@testable import Columns
import Foundation
import Testing
import TestSupport

@Suite(.serialized) struct ArrowDamageTests {
  /// How far apart the bytes stand that are tried: each with SAFEGUARDING_THOROUGH=1, which takes minutes.
  static let step = ProcessInfo.processInfo.environment["SAFEGUARDING_THOROUGH"] == "1" ? 1 : 13

  /// Reads a table and everything in it, as a query, a join and a print would; whatever it is, it may not trap.
  static func readAll(_ bytes: [UInt8]) throws(ArrowError) {
    let table = try ArrowFileReader().read(bytes: bytes, name: "a.arrow")
    for column in table.columns {
      for row in 0..<column.count { _ = column[row] }
      _ = column.usedCodes()
      _ = column.differentTexts
      _ = column.mappingValues(named: "x") { $0 }
      _ = column.presence.countsByReason
      for chunk in column.chunks {
        guard let dictionary = column.dictionary else { continue }
        let codes = (0..<chunk.rowCount).compactMap { chunk.code($0) }
        if codes.contains(where: { $0 >= dictionary.count }) { Issue.record("an unknown code reached a reader") }
      }
    }
    for column in table.columns { try column.checkContents() }
  }

  func bytes(of name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: ArrowForeignTests.path(name))))
  }

  static let files = ["ours", "pyarrow-types", "pyarrow-batches", "pyarrow-dictionaries", "pyarrow-delta", "pyarrow-nested", "pandas", "polars", "duckdb"]

  @Test(arguments: files)
  func `A file that is cut short is refused wherever the cut is`(file: String) throws {
    let whole = try bytes(of: file)
    for count in stride(from: 0, to: whole.count, by: min(Self.step, 5)) {
      let error = #expect(throws: ArrowError.self) {
        try ArrowFileReader().read(bytes: Array(whole[..<count]), name: "a.arrow")
      }
      #expect(error?.code == .damaged || error?.code == .notArrow, "\(count)")
    }
  }

  @Test(arguments: files)
  func `A file of which a byte was altered is refused or read, and never ends the process`(file: String) throws {
    var altered = try bytes(of: file)
    for place in stride(from: 0, to: altered.count, by: Self.step) {
      for flip in [0x01, 0x80, 0xFF] as [UInt8] {
        altered[place] ^= flip
        do throws(ArrowError) {
          try Self.readAll(altered)
        } catch {
          #expect(!error.diagnostic.problem.isEmpty)
        }
        altered[place] ^= flip
      }
    }
  }

  @Test func `A bit that was altered in a file of ours is found: in the metadata when it is opened, in the values by verifying`() throws {
    var altered = try bytes(of: "ours")
    let file = try ArrowFile(path: ArrowForeignTests.path("ours"))
    let values = (file.batches + file.dictionaries).flatMap(\.buffers)
    let footer = altered.count - 10 - Int(file.bytes.number(Int32.self, at: altered.count - 10))
    let bodies = (file.batches + file.dictionaries).compactMap { batch in
      batch.buffers.first.map { $0.lowerBound..<(batch.buffers.last?.upperBound ?? 0) }
    }
    for place in stride(from: 0, to: altered.count, by: Self.step) {
      let isValue = values.contains { $0.contains(place) }
      // Between buffers, after the last of a batch and behind the magic number stand zeros that nobody reads.
      let isPadding = !isValue && (bodies.contains { $0.lowerBound <= place && place < ($0.upperBound + 63) & ~63 }
        || place == 6 || place == 7 || (footer - 24..<footer - 16).contains(place))
      altered[place] ^= 0x04
      if isValue || !isPadding {
        #expect(throws: ArrowError.self, "\(place)") {
          try ArrowFileReader(verifiesContents: isValue).read(bytes: altered, name: "a.arrow")
        }
      }
      altered[place] ^= 0x04
    }
  }

  @Test func `Random bytes are refused`() throws {
    var random = SeededGenerator(seed: 1)
    for count in stride(from: 0, to: 2000, by: Self.step) {
      var bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      if count % 2 == 0, count > 30 {
        // With the marks of a file and a footer of a length that fits.
        bytes.replaceSubrange(0..<6, with: Array("ARROW1".utf8))
        bytes.replaceSubrange(count - 6..<count, with: Array("ARROW1".utf8))
        bytes.replaceSubrange(count - 10..<count - 6, with: [UInt8(truncatingIfNeeded: min(count - 18, 200)), 0, 0, 0])
        let root = count - 10 - min(count - 18, 200)
        if root + 4 <= count - 10 { bytes.replaceSubrange(root..<root + 4, with: [8, 0, 0, 0]) }
      }
      #expect(throws: ArrowError.self) { try Self.readAll(bytes) }
    }
  }

  @Test func `A code that the dictionary lacks is an error for a query and a missing value in a cell`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a"
    try ArrowFileWriter().write(try Table([Column("area", texts: ["York", "Hull", "York"])]), to: path)
    let file = try ArrowFile(path: path)
    let codes = try #require(file.batches.first?.buffers.last)
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    bytes[codes.lowerBound + 1] = 200
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let column = try ArrowFileReader().read(path: path).column("area")
    #expect((0..<3).map { column[$0] } == [.text("York"), .missing(.unspecified), .text("York")])
    let error = #expect(throws: ArrowError.self) { try column.checkContents() }
    #expect(
      error?.description == """
        \(path): row 2 of a batch of column "area" has the code 200, which its dictionary lacks
          The file was altered after it was written.
          hint: fetch or save the file again
        """)
    // Whoever does not ask gets a code that is safe.
    #expect(column.chunks[0].code(1) == 0)
    #expect(throws: ArrowError.self) { try ArrowFileReader(verifiesContents: true).read(path: path) }
    #expect(throws: ArrowError.self) { try ArrowFileWriter().write(Table([column]), to: path) }
  }

  @Test func `A number of missing rows that is not so is found`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a"
    try ArrowFileWriter().write(try Table([Column("n", integers: [1, nil, 3])]), to: path)
    let bits = try #require(try ArrowFile(path: path).batches.first?.buffers.first)
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    bytes[bits.lowerBound] = 0
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let column = try ArrowFileReader().read(path: path).column("n")
    let error = #expect(throws: ArrowError.self) { try column.checkContents() }
    #expect(error?.description.contains("says that 1 rows of a batch are missing, and 3 are") == true)
  }
}
