import Foundation
import TestSupport
import Testing

@testable import Columns

@Suite(.serialized) struct ArrowDamageTests {
  /// How far apart the bytes stand that are tried: each with SAFEGUARDING_THOROUGH=1, which takes minutes.
  static let step = ProcessInfo.processInfo.environment["SAFEGUARDING_THOROUGH"] == "1" ? 1 : 31

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
    try useOrders(table)
    for column in table.columns { try column.checkContents() }
    try table.checkOrders()
  }

  /// Asks what the orders of a table are for.
  private static func useOrders(_ table: Table) throws(ArrowError) {
    func ask(_ query: Query) throws(ArrowError) {
      do {
        _ = try table.answer(query, within: QueryLimits(threads: 1))
      } catch let error as ArrowError {
        throw error
      } catch {
        Issue.record("\(error)")
      }
    }
    for key in table.clusteringKeys {
      try ask(Query().group(by: [key], [.count(), .init(.first, of: key, as: "first")]))
      try ask(Query().filter(.not(.isMissing(column: key))).group(by: [key], [.count()]))
    }
    for projection in table.projections {
      for name in projection.columnNames {
        try ask(Query().group(by: [name], [.distinct(of: projection.clusteringKeys[0], as: "different")]))
        try ask(Query().group(by: Array(Set([projection.clusteringKeys[0], name])), [.count()]))
      }
    }
  }

  func bytes(of name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: ArrowForeignTests.path(name))))
  }

  static let files = [
    "ours", "ours-ordered", "pyarrow-types", "pyarrow-batches", "pyarrow-dictionaries", "pyarrow-delta", "pyarrow-nested", "pandas",
    "polars", "duckdb",
  ]

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

  @Test(arguments: ["ours", "ours-ordered"])
  func
    `A bit that was altered in a file of ours is found: in the metadata when it is opened, in the values by verifying`(
      name: String
    ) throws
  {
    var altered = try bytes(of: name)
    let file = try ArrowFile(path: ArrowForeignTests.path(name))
    let batches = file.batches + file.dictionaries + (file.orders?.batches ?? [])
    let values = batches.flatMap(\.buffers)
    let footer = altered.count - 10 - Int(file.bytes.number(Int32.self, at: altered.count - 10))
    // The end of the stream and the padding to the orders behind it.
    let end = file.batches.flatMap(\.buffers).map(\.upperBound).max().map { ($0 + 63) & ~63 } ?? 0
    let gap = end..<(file.orders == nil ? footer - 16 : (end + 8 + 63) & ~63)
    let bodies = batches.compactMap { batch in
      batch.buffers.first.map { $0.lowerBound..<(batch.buffers.last?.upperBound ?? 0) }
    }
    for place in stride(from: 0, to: altered.count, by: Self.step) {
      let isValue = values.contains { $0.contains(place) }
      // Between buffers, after the last of a batch and behind the magic number stand zeros that nobody reads.
      let isPadding =
        !isValue
        && (bodies.contains { $0.lowerBound <= place && place < ($0.upperBound + 63) & ~63 }
          || place == 6 || place == 7 || gap.contains(place))
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

  /// Sets the checksums of the messages and of the footer to what they are now.
  static func sealed(_ altered: [UInt8], blocks: [(Range<Int>)]) -> [UInt8] {
    var bytes = altered
    let size = bytes[(bytes.count - 10)..<(bytes.count - 6)].reversed().reduce(0) { $0 << 8 | Int($1) }
    let footer = bytes.count - 10 - size
    guard footer > 32, footer < bytes.count - 10 else { return bytes }
    // The sums of the messages are the longest run of hexadecimal digits in the footer.
    var (run, best) = (footer, footer..<footer)
    for place in footer..<bytes.count - 10 {
      if Character(UnicodeScalar(bytes[place])).isHexDigit {
        if place + 1 - run > best.count { best = run..<place + 1 }
      } else {
        run = place + 1
      }
    }
    let sums = blocks.flatMap { Array(ContentHash.text(ContentHash.of(Array(bytes[$0]))).utf8) }
    if best.count == sums.count { bytes.replaceSubrange(best, with: sums) }
    var hash: [UInt8] = []
    hash.appendLittleEndian(ContentHash.of(Array(bytes[footer..<bytes.count - 10])))
    bytes.replaceSubrange(footer - 8..<footer, with: hash)
    return bytes
  }

  @Test(arguments: ["ours", "ours-batches", "ours-stream", "ours-ordered"])
  func `A file that was altered on purpose, its checksums made to fit, never ends the process`(file: String) throws {
    let whole = try bytes(of: file)
    let size = whole[(whole.count - 10)..<(whole.count - 6)].reversed().reduce(0) { $0 << 8 | Int($1) }
    let footer = try #require(
      try ArrowFooter(FlatBytes(Array(whole[(whole.count - 10 - size)..<(whole.count - 10)])).root()))
    let schema = 8..<16 + whole[12..<16].reversed().reduce(0) { $0 << 8 | Int($1) }
    let orders = try SavedOrders(footer.metadata, ArrowBytes(whole, name: "a"), footerAt: 0)?.batchBlocks ?? []
    let messages = (footer.dictionaries + footer.batches + orders).map { $0.start..<$0.start + $0.messageBytes }
    let blocks = [schema] + messages
    #expect(Self.sealed(whole, blocks: blocks) == whole)
    let metadata = blocks.dropFirst().flatMap(Array.init) + Array(whole.count - 10 - size..<whole.count - 10)
    var read = 0
    for place in stride(from: 0, to: metadata.count, by: min(Self.step, 7)).map({ metadata[$0] }) {
      for flip in [0x01, 0x40, 0x80, 0xFF] as [UInt8] {
        var altered = whole
        altered[place] ^= flip
        do throws(ArrowError) {
          try Self.readAll(Self.sealed(altered, blocks: blocks))
          read += 1
        } catch {
          #expect(!error.diagnostic.problem.isEmpty)
        }
      }
    }
    #expect(read > 0, "the checksums were made to fit")
  }

  /// A file around a footer, without batches.
  func file(_ footer: FlatValue) -> [UInt8] {
    let content = footer.buffer()
    var bytes = ArrowAssembly.magic + [0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0] + content
    bytes.appendLittleEndian(Int32(content.count))
    return bytes + ArrowAssembly.magic
  }

  func footer(version: Int16 = 4, endianness: Int16 = 0, metadata: ArrowMetadata = ArrowMetadata()) -> FlatValue {
    .table([
      0: .int16(version), 1: .table([0: .int16(endianness), 1: .tables([])]), 2: .structs([], count: 0),
      3: .structs([], count: 0), 4: metadata.flat,
    ])
  }

  @Test func `Other machines, versions and formats are named`() throws {
    let plain = try ArrowFileReader().read(bytes: file(footer()), name: "a.arrow")
    #expect(plain.columns.isEmpty && plain.rowCount == 0)
    let big = #expect(throws: ArrowError.self) {
      try ArrowFileReader().read(bytes: file(footer(endianness: 1)), name: "a.arrow")
    }
    #expect(big?.code == .unsupported)
    let old = #expect(throws: ArrowError.self) {
      try ArrowFileReader().read(bytes: file(footer(version: 2)), name: "a.arrow")
    }
    #expect(old?.description.contains("version 3 of Arrow's metadata") == true)
    var metadata = ArrowMetadata()
    metadata[.format] = "2"
    var newer = file(footer(metadata: metadata))
    let content = footer(metadata: metadata).buffer()
    var seal = ArrowAssembly.mark
    seal.appendLittleEndian(ContentHash.of(content))
    newer.insert(contentsOf: seal, at: newer.count - 10 - content.count)
    let error = #expect(throws: ArrowError.self) { try ArrowFileReader().read(bytes: newer, name: "a.arrow") }
    #expect(error?.description.contains("format \"2\"") == true)
  }

  @Test func `A dictionary that is replaced is refused`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a"
    let table = try Table([Column("area", texts: ["York"])])
    let plans = ArrowColumnPlan.plans(table.columns)
    var assembly = try ArrowAssembly(path: path, schema: ArrowSchema(plans, table))
    for _ in 0..<2 {
      for (batch, buffers) in plans[0].dictionaryBatches() { try assembly.append(batch, buffers: buffers) }
    }
    try assembly.finish(statistics: [])
    let error = #expect(throws: ArrowError.self) { try ArrowFileReader().read(path: path) }
    #expect(error?.description.contains("second dictionary") == true)
  }
}
