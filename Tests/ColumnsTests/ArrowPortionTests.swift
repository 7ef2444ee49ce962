import TestSupport
import Testing

@testable import Columns

/// Rows of a saved table are looked at in portions, as a scan comes to them.
struct ArrowPortionTests {
  private static let rows = 3 * ChunkCheck.portionRows + 100

  /// A table of four portions in the order of `area`, with codes, texts, missing rows and reasons.
  private func saved(_ folder: TemporaryFolder) throws -> (table: Table, bytes: [UInt8], file: ArrowFile) {
    let rows = 0..<Self.rows
    let missing = [MissingReason.suppressed, .notAvailable]
    let table = try Table([
      Column("area", texts: rows.map { "area \(100 + $0 / 500)" }), Column("word", texts: rows.map { "word \($0 % 11)" }),
      Column("day", cells: rows.map { .date(CalendarDate(daysSince1970: Int32($0 % 400))) }).coded(),
      Column("count", cells: rows.map { $0 % 7 == 3 ? .missing(missing[$0 % 2]) : .integer($0 % 50) }),
      Column("note", type: .text, chunks: [Chunk(.text(TextStore(rows.map { "note \($0 % 3)" })))]),
    ]).clustered(by: ["area"])
    try ArrowFileWriter().write(table, to: folder.path("a"))
    return (table, try folder.bytes("a"), try ArrowFile(path: folder.path("a")))
  }

  /// The place in the file of a row's value: the buffers of the batch, and the bytes of a value.
  private func place(_ file: ArrowFile, buffer: Int, width: Int, row: Int) throws -> Int {
    try #require(file.batches.first).buffers[buffer].lowerBound + row * width
  }

  private static let total = Query().group(by: ["word"], [.count(), .sum(of: "count", as: "sum")])

  private func of(_ area: String, _ query: Query = Query()) -> Query {
    query.steps.reduce(Query().filter(.compare(column: "area", .equal, .text(area)))) { $0.then($1) }
  }

  @Test func `A question about few rows looks at their portions only`() throws {
    let folder = try TemporaryFolder()
    let (table, bytes, file) = try saved(folder)
    let query = of("area 101", Self.total)
    let fresh = try ArrowFileReader().read(bytes: bytes, name: "a.arrow")
    #expect(try fresh.answer(query) == table.answer(query))
    #expect(fresh.columns.allSatisfy { !($0.chunks[0].check?.isKnownSound ?? false) })
    #expect(try fresh.answer(Self.total) == table.answer(Self.total))
    #expect(fresh.columns.map { $0.chunks[0].check?.isKnownSound } == [false, true, false, true, false])
    // A code that the dictionary lacks, in the last portion.
    var altered = bytes
    altered[try place(file, buffer: 3, width: 1, row: Self.rows - 1)] = 11
    let damaged = try ArrowFileReader().read(bytes: altered, name: "a.arrow")
    #expect(try damaged.answer(query) == table.answer(query))
    #expect(try damaged.answer(of("area 101")) == table.answer(of("area 101")))
    let error = #expect(throws: ArrowError.self) { try damaged.answer(Self.total) }
    #expect(
      error?.description == """
        a.arrow: row \(Self.rows) of a batch of column "word" has the code 11, which its dictionary lacks
          The file was altered after it was written.
          hint: fetch or save the file again
        """)
    let last = table.row(Self.rows - 1)[0].text ?? ""
    #expect(throws: ArrowError.self) { try damaged.answer(of(last, Self.total)) }
    #expect(throws: ArrowError.self) { try damaged.answer(of(last)) }
    #expect(throws: ArrowError.self) { try damaged.answer(Query()) }
    #expect(throws: ArrowError.self) { try damaged.answer(Query().filter(.compare(column: "word", .equal, .text("word 1")))) }
    #expect(throws: ArrowError.self) { try damaged.clustered(by: ["word"]) }
    // Where the whole was looked at, what is damaged is refused whatever rows are asked for.
    #expect(throws: ArrowError.self) { try damaged.column("word").checkContents() }
    #expect(throws: ArrowError.self) { try damaged.answer(query) }
  }

  @Test func `A number of missing rows that is not so is found by whoever comes to the last portion`() throws {
    let folder = try TemporaryFolder()
    let (_, bytes, file) = try saved(folder)
    var altered = bytes
    altered[try place(file, buffer: 6, width: 1, row: 0)] ^= 1
    let table = try ArrowFileReader().read(bytes: altered, name: "a.arrow")
    for place in 0..<3 { _ = try table.answer(of("area \(100 + place * 30)", Self.total)) }
    let error = #expect(throws: ArrowError.self) { try table.answer(Self.total, within: QueryLimits(threads: 2)) }
    #expect(error?.description.contains("rows of a batch are missing, and") == true)
    #expect(throws: ArrowError.self) { try table.answer(Self.total) }
  }

  /// Questions that use columns in each way: as keys, in conditions, in aggregates, made of others, written out.
  private static let questions: [Query] = [
    total, Query().filter(.compare(column: "word", .equal, .text("word 3"))),
    Query().derive("month", .span(.month, of: .column("day"))).group(by: ["month"], [.count()]),
    Query().derive("month", .span(.month, of: .column("day"))).group(by: ["area"], [.distinct(of: "month", as: "months")]),
    Query().derive("month", .span(.month, of: .column("day")))
      .filter(.or([.isMissing(column: "month"), .compareColumns("month", .less, "word")])).group([.count()]),
    Query().filter(.contains(column: "note", "1")).group(by: ["note"], [.count()]),
    Query().group(by: ["note"], [.count("some", where: .oneOf(column: "word", [.text("word 1"), .text("word 5")]))]),
    Query().derive("twice", .arithmetic(.column("count"), .plus, .column("count"))).group([.sum(of: "twice", as: "sum")]),
    Query().filter(.not(.isMissing(column: "count"))).group(by: ["count", "day"], [.count("rows")]),
    Query().group(by: ["area", "day"], [.distinct(of: "word", as: "words"), .median(of: "count", as: "median")]),
    Query().filter(.compare(column: "count", .greater, .integer(48))), Query().order(by: [Query.Order("word")]).limit(5),
  ]

  @Test(arguments: 0..<3) func `A question about damaged rows is an error or the right answer`(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let (table, bytes, file) = try saved(folder)
    let answers = try Self.questions.map { try table.answer($0) }
    var random = SeededGenerator(seed: seed)
    var refused = 0
    for (buffer, width) in [(1, 1), (3, 1), (5, 2), (6, 0), (9, 1), (11, 4)] {
      var altered = bytes
      let row = Int.random(in: 0..<Self.rows, using: &random)
      let place = try place(file, buffer: buffer, width: max(1, width), row: width == 0 ? row / 8 : row)
      for byte in 0..<max(1, width) { altered[place + byte] ^= 0xFF }
      for (question, answer) in zip(Self.questions, answers) {
        let limits = QueryLimits(threads: Int.random(in: 1...3, using: &random))
        let fresh = try ArrowFileReader().read(bytes: altered, name: "a.arrow")
        do {
          #expect(try fresh.answer(question, within: limits) == answer, "buffer \(buffer), row \(row): \(question)")
        } catch let error as ArrowError {
          #expect(error.code == .damaged)
          refused += 1
        }
      }
    }
    #expect(refused > 5)
  }
}
