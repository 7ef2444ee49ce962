import TestSupport
import Testing

@testable import Columns

/// Declared orders that are saved with their tables.
struct ArrowOrderTests {
  /// A random table in declared orders, in one chunk or divided by chance.
  private func ordered(_ random: inout SeededGenerator, rows: Int) throws -> (made: RandomTable, table: Table) {
    let made = try RandomTable(rows: rows, using: &random)
    let columns = made.table.columns.map { column in
      column.type != .boolean && Bool.random(using: &random) ? column.coded() : column
    }
    var table = Table(checked: columns, rowCount: rows, notes: ["a note"])
    let names = table.columnNames.shuffled(using: &random)
    if Int.random(in: 0..<5, using: &random) > 0 {
      table = try table.clustered(by: Array(names.prefix(Int.random(in: 1...3, using: &random))))
      if Bool.random(using: &random), rows > 1 {
        let clustering = (table.clustering, table.coarserClusterings)
        let first = Int.random(in: 1..<rows, using: &random)
        table = Table(
          checked: table.columns.map { $0.divided([first, rows - first]) }, rowCount: rows, notes: table.notes)
        (table.clustering, table.coarserClusterings) = clustering
      }
    }
    for name in names.suffix(Int.random(in: 0...2, using: &random)) {
      table = try table.projected(by: name, columns: Array(names.prefix(Int.random(in: 1...5, using: &random))))
    }
    return (made, table)
  }

  private func query(_ made: RandomTable, _ table: Table, _ random: inout SeededGenerator) -> Query {
    let names = table.columnNames
    var query = Query()
    if Bool.random(using: &random) { query = query.filter(made.predicate(&random, depth: 1)) }
    if Bool.random(using: &random) { query = query.derive("month", .span(.month, of: .column("day"))) }
    let keys = Array(names.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random)))
    let aggregates: [Query.Aggregate] = [
      .count(), .distinct(of: names.randomElement(using: &random) ?? "word", as: "different"),
      .sum(of: "whole", as: "sum"), .count("some", where: made.predicate(&random, depth: 0)),
    ]
    let hasMonth = query.steps.contains { if case .derive = $0 { true } else { false } }
    return query.group(
      by: keys + (hasMonth && Bool.random(using: &random) ? ["month"] : []),
      Array(aggregates.prefix(Int.random(in: 1...4, using: &random))))
  }

  /// The lines that say which order is used.
  private func orders(_ table: Table, _ query: Query) throws -> [Substring] {
    try table.explain(query).split(separator: "\n").map { $0.drop { $0 != " " } }
      .filter { $0.contains("order by") || $0.contains("projection") || $0.contains("once a run") }
  }

  @Test(arguments: [0, 1, 50, 3000])
  func `A saved table has the orders that it was saved with, and answers as it did`(rows: Int) throws {
    let folder = try TemporaryFolder()
    for seed in 0..<(rows > 1000 ? 12 : 40) as Range<UInt64> {
      var random = SeededGenerator(seed: seed &+ UInt64(rows) << 32)
      let (made, table) = try ordered(&random, rows: max(1, rows))
      let whole = rows == 0 ? try empty(table) : table
      try ArrowFileWriter().write(whole, to: folder.path + "/a")
      let back = try ArrowFileReader().read(path: folder.path + "/a")
      #expect(back == whole)
      #expect(back.clusteringKeys == whole.clusteringKeys)
      #expect(back.projections == whole.projections)
      #expect(back.projections.map(\.clusteringKeys) == whole.projections.map(\.clusteringKeys))
      for (one, other) in zip(
        back.coarserClusterings + [back.clustering].compactMap { $0 },
        whole.coarserClusterings + [whole.clustering].compactMap { $0 })
      {
        #expect(one.keys == other.keys && one.runs == other.runs && one.starts.array == other.starts.array)
      }
      // A dictionary of no values reads back as one of one, which no row has.
      let isSame = whole.columns.allSatisfy { $0.dictionary?.count != 0 }
      let plain = Table(checked: whole.columns, rowCount: whole.rowCount)
      for _ in 0..<6 {
        let query = query(made, whole, &random)
        // Written again, so that each question is asked of a file that nobody has looked at.
        let fresh = try ArrowFileReader().read(path: folder.path + "/a")
        let limits = QueryLimits(threads: Int.random(in: 1...3, using: &random))
        let (saved, kept) = (try fresh.answer(query, within: limits), try whole.answer(query, within: limits))
        #expect(saved.columns == kept.columns, "seed \(seed): \(query)")
        #expect(kept.columns == (try plain.answer(query)).columns, "seed \(seed): \(query)")
        let words = (try orders(fresh, query), try orders(whole, query))
        #expect(words.0 == words.1 || !isSame, "seed \(seed): \(query)")
      }
      // Written again, the file is the same: reading lost nothing.
      try ArrowFileWriter().write(back, to: folder.path + "/b")
      #expect(try folder.bytes("a") == folder.bytes("b") || !isSame, "seed \(seed)")
      try ArrowFileReader().verify(path: folder.path + "/b")
    }
  }

  /// The table without its rows, in the same orders.
  private func empty(_ table: Table) throws -> Table {
    var none = Table(checked: table.columns.map { $0.selecting([]) }, rowCount: 0)
    if !table.clusteringKeys.isEmpty { none = try none.clustered(by: table.clusteringKeys) }
    for projection in table.projections {
      none = try none.projected(by: projection.clusteringKeys[0], columns: projection.columnNames)
    }
    return none
  }

  @Test func `Where only some columns are read, the orders of these are kept`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a"
    let table = try ArrowTables.ordered()
    try ArrowFileWriter().write(table, to: path)
    func read(_ columns: [String]) throws -> Table { try ArrowFileReader(columns: columns).read(path: path) }
    let both = try read(["day", "area"])
    #expect(both.clusteringKeys == ["area", "day"] && both.coarserClusterings.count == 1)
    #expect(both.projections.isEmpty)
    let first = try read(["area", "person", "age"])
    #expect(first.clusteringKeys == ["area"] && first.coarserClusterings.isEmpty)
    #expect(first.clustering?.runs == [table.coarserClusterings[0].runs[0]])
    #expect(first.projections == [try table.projections[0].selecting(columns: ["person", "area"])])
    let york = Query().filter(.compare(column: "area", .equal, .text("York")))
    #expect(try first.explain(york).contains("use the order by area: 1 stretch of rows"))
    let second = try read(["day", "band"])
    #expect(second.clustering == nil && second.projections.isEmpty)
    for columns in [["day", "area"], ["area", "person", "age"], ["day", "band"]] {
      let query = Query().group(by: columns, [.count()])
      #expect(try read(columns).answer(query) == table.answer(query))
    }
  }

  @Test func `Bands stand in their order after a save, and with them the groups of a query`() throws {
    let folder = try TemporaryFolder()
    let table = try ArrowTables.ordered()
    try ArrowFileWriter().write(table, to: folder.path + "/a")
    let back = try ArrowFileReader().read(path: folder.path + "/a")
    let dictionary = try #require(try back.column("band").dictionary)
    #expect(dictionary.isOrdered && !dictionary.isSorted)
    let query = Query().group(by: ["band"], [.count()])
    let answer = try back.answer(query)
    #expect(answer == (try table.answer(query)))
    #expect((0..<4).map { answer.row($0)[0].text } == ["0 to 4", "5 to 9", "10 to 15", "16 and over"])
    // A table of the answer keeps it too.
    try ArrowFileWriter().write(answer, to: folder.path + "/b")
    let again = try ArrowFileReader().read(path: folder.path + "/b").answer(query)
    #expect((0..<4).map { again.row($0)[0] } == (0..<4).map { answer.row($0)[0] })
    // An order by bands is one in which the runs stand so.
    let clustered = try table.clustered(by: ["band"])
    try ArrowFileWriter().write(clustered, to: folder.path + "/c")
    #expect(try ArrowFileReader().read(path: folder.path + "/c").answer(query) == clustered.answer(query))
  }

  @Test func `A stream of tables has no order, since that of each says nothing of all`() throws {
    let folder = try TemporaryFolder()
    let table = try ArrowTables.ordered()
    var stream = ArrowFileStream(path: folder.path + "/a", codeWidth: .bits8, reasonColumns: ["person"])
    try stream.append(table)
    try stream.append(table)
    try stream.finish()
    let back = try ArrowFileReader().read(path: folder.path + "/a")
    #expect(back.clustering == nil && back.projections.isEmpty && back.rowCount == 24)
  }

  // MARK: - Files that were altered

  /// A saved table with an order by a whole number and a projection, and its file.
  private func saved(_ folder: TemporaryFolder) throws -> (bytes: [UInt8], file: ArrowFile) {
    let table = try Table([
      Column("n", integers: (0..<200).map { $0 / 10 }), Column("word", texts: (0..<200).map { "word \($0 % 7)" }),
      Column("age", integers: (0..<200).map { $0 % 18 }),
    ])
    let path = folder.path("a")
    try ArrowFileWriter().write(
      table.clustered(by: ["n", "word"]).projected(by: "age", columns: ["n", "word"]), to: path)
    return (try folder.bytes("a"), try ArrowFile(path: path))
  }

  private static let byNumber = Query().group(by: ["n"], [.count()])
  private static let byWord = Query().filter(.compare(column: "n", .less, .integer(3))).group(by: ["word"], [.count()])
  private static let ages = Query().group(by: ["word"], [.distinct(of: "age", as: "ages")])

  @Test func `Runs that do not divide the rows are refused by the queries that would use them`() throws {
    let folder = try TemporaryFolder()
    let (bytes, file) = try saved(folder)
    let orders = try #require(file.orders)
    for level in try #require(orders.clustering).levels {
      let starts = level.starts.buffers[1]
      for (place, value) in [(0, 1), (4, 0), (4, 9999), (4, -1), (starts.count - 4, 199), (starts.count - 8, 200)] {
        var altered = bytes
        let at = starts.lowerBound + place
        altered.replaceSubrange(at..<at + 4, with: (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) })
        let table = try ArrowFileReader().read(bytes: altered, name: "a.arrow")
        let clustering = try #require((table.coarserClusterings + [table.clustering]).compactMap { $0 }.first {
          $0.keys.count == level.runs.nodes.count
        })
        let quoted = clustering.keys.map { "\"\($0)\"" }.joined(separator: ", ")
        let error = #expect(throws: ArrowError.self) { try clustering.checkContents() }
        #expect(
          error?.description == """
            a.arrow: the runs of the order by \(quoted) do not divide the rows
              The file was altered after it was written.
              hint: fetch or save the file again
            """)
        let query = clustering.keys.count == 1 ? Self.byNumber : Self.byWord
        #expect(throws: ArrowError.self) { try table.answer(query) }
        #expect(throws: ArrowError.self) { try ArrowFileReader(verifiesContents: true).read(bytes: altered, name: "a") }
        #expect(throws: ArrowError.self) { try ArrowFileWriter().write(table, to: folder.path("b")) }
        // Whoever does not ask gets places that are safe.
        #expect((0..<200).allSatisfy { clustering.run(of: $0) == 0 })
        #expect(clustering.start(of: 0) == 0 && clustering.start(of: clustering.runCount) == 200)
      }
    }
    let starts = try #require(orders.projections.first?.order.levels.first).starts.buffers[1]
    var altered = bytes
    altered[starts.lowerBound + 4] = 0
    let table = try ArrowFileReader().read(bytes: altered, name: "a.arrow")
    #expect(throws: ArrowError.self) { try table.answer(Self.ages) }
  }

  @Test func `Keys of runs that no row can have are refused or not used`() throws {
    let folder = try TemporaryFolder()
    let (bytes, file) = try saved(folder)
    let whole = try ArrowFileReader().read(bytes: bytes, name: "a.arrow")
    let levels = try #require(file.orders?.clustering?.levels)
    // A code that the dictionary lacks.
    var altered = bytes
    altered[levels[1].runs.buffers[3].lowerBound + 5] = 7
    let table = try ArrowFileReader().read(bytes: altered, name: "a.arrow")
    #expect(throws: ArrowError.self) { try table.answer(Self.byWord) }
    #expect(try table.answer(Self.byNumber) == whole.answer(Self.byNumber))
    // A whole number beside those of the rows: what is made of the numbers has no place for it.
    altered = bytes
    altered[levels[0].runs.buffers[1].lowerBound + 5] = 127
    altered[levels[1].runs.buffers[1].lowerBound + 5] = 128
    let other = try ArrowFileReader().read(bytes: altered, name: "a.arrow")
    let bands = Query().derive("band", .band(.column("n"), from: [0, 10, 15]))
    #expect(
      try other.answer(bands.group(by: ["band"], [.count()])) == whole.answer(bands.group(by: ["band"], [.count()])))
    for keys in [["n", "word"], ["n", "age"], ["word"]] {
      let query = Query().group(by: keys, [.count(), .sum(of: "age", as: "ages")])
      #expect(try other.answer(query) == whole.answer(query))
    }
    // The same in the rows of a projection.
    altered = bytes
    altered[try #require(file.orders?.projections.first).rows[0].buffers[3].lowerBound + 5] = 127
    let third = try ArrowFileReader().read(bytes: altered, name: "a.arrow")
    let different = bands.group(by: ["band"], [.distinct(of: "age", as: "ages")])
    #expect(try third.answer(different) == whole.answer(different))
  }

  @Test func `Runs whose keys are missing where no row's are do not reach a place in memory`() throws {
    let folder = try TemporaryFolder()
    var table = try Table([
      Column("area", texts: (0..<200).map { "area \($0 / 50)" }), Column("n", integers: (0..<200).map { $0 % 9 }),
      Column("day", cells: (0..<200).map { .date(CalendarDate(daysSince1970: Int32($0 / 50))) }),
    ]).clustered(by: ["area", "day"])
    let queries = [
      Query().group(by: ["area", "n"], [.sum(of: "n", as: "sum")]), Query().group(by: ["area"], [.median(of: "n", as: "n")]),
      Query().derive("month", .span(.month, of: .column("day"))).group(by: ["month", "n"], [.sum(of: "n", as: "sum")]),
    ]
    let answers = try queries.map { try table.answer($0) }
    let clustering = try #require(table.clustering)
    let runs = clustering.runs.map { column in
      Column(
        column.name, type: column.type, dictionary: column.dictionary, chunks: column.chunks,
        presence: Presence(raw: [0, 6, 6, 1]))
    }
    table.clustering = Clustering(keys: clustering.keys, runs: runs, firstRows: [0, 50, 100, 150], rowCount: 200)
    try ArrowFileWriter().write(table, to: folder.path("a"))
    let back = try ArrowFileReader().read(path: folder.path("a"))
    #expect(back.clustering?.runs.map(\.presence.missingCount) == [3, 3])
    for (query, answer) in zip(queries, answers) { #expect(try back.answer(query) == answer) }
  }

  @Test func `Runs of the keys that do not lie within those of the first key give ranges that rise`() throws {
    let folder = try TemporaryFolder()
    let columns = [
      Column("area", texts: (0..<200).map { "area \($0 / 50)" }), Column("n", integers: (0..<200).map { $0 / 10 % 5 }),
      Column("half", integers: (0..<200).map { $0 % 2 }),
    ]
    var table = try Table(columns).clustered(by: ["area", "n"])
    let (whole, first) = (try #require(table.clustering), try #require(table.coarserClusterings.first))
    table = Table(checked: table.columns.map { $0.divided([120, 80]) }, rowCount: 200)
    table.clustering = whole
    table.coarserClusterings = [Clustering(keys: first.keys, runs: first.runs, firstRows: [0, 47, 93, 155], rowCount: 200)]
    try ArrowFileWriter().write(table, to: folder.path("a"))
    let back = try ArrowFileReader().read(path: folder.path("a"))
    for (low, high) in [(0, 0), (0, 4), (1, 3), (4, 4)] {
      let condition = Predicate.and([
        .not(.compare(column: "area", .equal, .text("area 3"))), .between(column: "n", .integer(low), .integer(high)),
      ])
      var relation = Relation(back, limits: QueryLimits(threads: 1))
      try relation.filter(condition)
      let ranges = try #require(try relation.scan().scan.ranges)
      #expect(!zip(ranges, ranges.dropFirst()).contains { $1.lowerBound < $0.upperBound }, "\(ranges)")
      let counted = try back.answer(Query().filter(condition).group(by: ["half"], [.sum(of: "half", as: "sum")]))
      #expect(counted.rowCount == 2)
    }
  }

  @Test func `A table that is joined is refused where its rows are damaged`() throws {
    let folder = try TemporaryFolder()
    try ArrowFileWriter().write(
      Table([Column("code", texts: ["a", "b", "c"]), Column("name", texts: ["one", "two", "three"])]), to: folder.path("a"))
    let buffers = try #require(try ArrowFile(path: folder.path("a")).batches.first).buffers
    let table = try Table([Column("code", texts: ["a", "c", "b"])])
    for buffer in [1, 3] {
      var altered = try folder.bytes("a")
      altered[buffers[buffer].lowerBound + 1] = 99
      let other = try ArrowFileReader().read(bytes: altered, name: "a.arrow")
      #expect(throws: ArrowError.self) { try table.answer(Query().join(other, on: ["code"], adding: ["name"])) }
    }
  }

  /// The file with another text in the place of its orders, its checksums made to fit.
  private func file(_ folder: TemporaryFolder, _ change: (inout SavedOrders) -> Void) throws -> [UInt8] {
    let table = try ArrowTables.ordered()
    let plans = ArrowColumnPlan.plans(table.columns)
    var assembly = try ArrowAssembly(path: folder.path("c"), schema: ArrowSchema(plans, table))
    for plan in plans {
      for (batch, buffers) in plan.dictionaryBatches() { try assembly.append(batch, buffers: buffers) }
    }
    var tallies = table.columns.map { ColumnTally($0.dictionary) }
    try assembly.append(table, plans, &tallies)
    var orders = try #require(try assembly.append(ordersOf: table, plans))
    change(&orders)
    try assembly.finish(statistics: zip(tallies, table.columns).map { $0.saved($1) }, orders: orders)
    return try folder.bytes("c")
  }

  @Test func `Orders that do not fit the columns are refused when the file is opened`() throws {
    let folder = try TemporaryFolder()
    #expect(try ArrowFileReader().read(bytes: file(folder) { _ in }, name: "a") == ArrowTables.ordered())
    let changes: [(inout SavedOrders) -> Void] = [
      { $0.keys = ["area", "nowhere"] }, { $0.keys = ["area"] }, { $0.keys = ["area", "day", "age"] }, { $0.keys = [] },
      { $0.keys = nil }, { $0.keys = ["day", "area"] },
      { $0.projections = [] }, { $0.projections.append($0.projections[0]) }, { $0.projections[0].keys = ["age"] },
      { $0.projections[0].keys = [] }, { $0.projections[0].columns = ["person", "area"] },
      { $0.projections[0].columns = ["person", "area", "area"] }, { $0.projections[0].columns = ["person", "area", "x"] },
      { $0.projections[0].batches = 2 },
      { $0.projections[0].batches = -1 }, { $0.projections[0].batches = .max }, { $0.projections[0].batches = 0 },
      { $0.projections[0].columns = ["area", "day", "age", "band", "person"] },
    ]
    for (place, change) in changes.enumerated() {
      let bytes = try file(folder, change)
      let error = #expect(throws: ArrowError.self, "\(place)") {
        try ArrowFileReader().read(bytes: bytes, name: "a.arrow")
      }
      #expect(error?.code == .damaged)
    }
  }
}
