import Synchronization

/// An order that the rows of a table are known to stand in, and where each run of equal keys begins.
///
/// A query on a clustered table uses the order by itself: a condition on the keys passes over the runs that it leaves
/// out, counts by the keys are read off the runs, and values of a run are taken together. `Table.explain` says which.
struct Clustering: Sendable {
  /// The columns that the rows stand in the order of, the first one first.
  let keys: [String]
  /// The keys of each run, one row a run.
  let runs: [Column]
  private let places: RunStarts
  private let runsOfRuns = RunsOfRuns()

  init(keys: [String], runs: [Column], places: RunStarts) {
    self.keys = keys
    self.runs = runs
    self.places = places
  }

  /// - Parameter firstRows: The first row of each run; the keys are those of these rows.
  init(keys: [String], runs: [Column], firstRows: [Int], rowCount: Int) {
    self.init(keys: keys, runs: runs, places: RunStarts(firstRows: firstRows, rowCount: rowCount))
  }

  /// The rows of each run.
  var lengths: Column { places.lengths }

  /// The first row of each run, and after the last run the number of rows.
  var starts: Buffer<UInt32> { places.values }

  /// The name of the column of a run's rows: no column of a table is called so.
  static let lengthName = "\u{0}rows"

  var runCount: Int { places.runCount }

  /// A key as the runs have it.
  func runs(of key: String) -> Column? { runs.first { $0.name == key } }

  func start(of run: Int) -> Int { Int(starts[run]) }

  /// Looks at the runs of a file that nobody has looked at yet.
  ///
  /// - Throws: ``ArrowError`` where they are damaged.
  func checkContents() throws(ArrowError) {
    try places.check(of: keys)
    for column in runs { try column.checkContents() }
  }

  /// The run that a row lies in.
  func run(of row: Int) -> Int {
    var (low, high) = (0, runCount)
    while high - low > 1 {
      let middle = (low + high) >> 1
      if start(of: middle) <= row { low = middle } else { high = middle }
    }
    return low
  }

  /// The order of the runs themselves, as rows, by the keys of a coarser order of the same table.
  ///
  /// - Complexity: O(runs) for the first caller, O(1) after.
  func runs(by coarser: Clustering) -> Clustering {
    Clustering(keys: coarser.keys, runs: coarser.runs, places: runsOfRuns.places(of: coarser, in: self))
  }

  /// The longer runs of the first keys alone.
  func coarser(keys count: Int, rowCount: Int) -> Clustering {
    let kept = Array(runs.prefix(count))
    var firstRuns: [Int] = []
    let codes = kept.map { column in (0..<column.count).map { column.sortRank($0) } }
    for run in 0..<runCount where run == 0 || codes.contains(where: { $0[run] != $0[run - 1] }) { firstRuns.append(run) }
    return Clustering(
      keys: Array(keys.prefix(count)), runs: kept.map { $0.gathering(firstRuns) },
      firstRows: firstRuns.map { start(of: $0) }, rowCount: rowCount)
  }
}

/// Where the runs of a coarser order begin among those of a finer one, found once and kept.
private final class RunsOfRuns: Sendable {
  private let known = AtomicLazyReference<RunStarts>()

  func places(of coarser: Clustering, in finer: Clustering) -> RunStarts {
    if let places = known.load() { return places }
    var firstRuns: [Int] = []
    firstRuns.reserveCapacity(coarser.runCount)
    var run = 0
    for longer in 0..<coarser.runCount {
      while run < finer.runCount, finer.start(of: run) < coarser.start(of: longer) { run += 1 }
      firstRuns.append(run)
    }
    return known.storeIfNil(RunStarts(firstRows: firstRuns, rowCount: finer.runCount))
  }
}

extension Column {
  /// Something that is equal in two rows where their cells are.
  fileprivate func sortRank(_ row: Int) -> Cell {
    if let code = code(row) { return .integer(code) }
    return self[row]
  }
}

extension Table {
  /// Returns the rows in the order of some columns, known to stand so: queries about these columns get much faster.
  ///
  /// Rows that are equal in the keys keep their order, and a missing key comes last. The table is copied. ``ArrowFileWriter``
  /// saves the order with it.
  ///
  /// - Throws: ``TableError`` for a column that is not there, ``QueryError``, and ``ArrowError`` for rows of a file that are
  ///   damaged.
  /// - Complexity: O(rows) for each column.
  public func clustered(by names: [String], within limits: QueryLimits = QueryLimits()) throws -> Table {
    guard !names.isEmpty else {
      throw TableError.badRequest("a table is clustered by no column", expectation: "Name one column or more.")
    }
    guard rowCount < Int(UInt32.max) else {
      throw TableError.badRequest("the table has more than 4,294,967,294 rows", expectation: "Cluster it in parts.")
    }
    try limits.checkMemory(rowCount * 12 + columns.reduce(0) { $0 + $1.byteCount }, for: "a copy in another order")
    for column in columns where column.type == .text && column.dictionary == nil {
      guard column.byteCount > TextStore.maximumBytes else { continue }
      throw TableError.badRequest(
        "column \"\(column.name)\" has more than 2 GiB of text", expectation: "Cluster the other columns: select them first.")
    }
    for column in columns { try column.checkContents() }
    let order = try RowOrder(self, by: names, limits: limits)
    let gathered = Slots<Column?>(count: columns.count, repeating: nil)
    let columns = columns
    try Workers.run(columns.count, limits: limits) { _, place in
      gathered[place] = columns[place].gathering(order.rows)
    }
    var table = Table(checked: gathered.all.compactMap { $0 }, rowCount: rowCount, sources: sources, notes: notes)
    let firstRows = order.firstRows
    var runs: [Column] = []
    for name in names { runs.append(try table.column(name).gathering(firstRows)) }
    table.clustering = Clustering(keys: names, runs: runs, firstRows: firstRows, rowCount: rowCount)
    if let clustering = table.clustering {
      table.coarserClusterings = (1..<max(1, names.count)).map { clustering.coarser(keys: $0, rowCount: rowCount) }
    }
    return table
  }

  /// Returns the table with a second copy of some of its columns in the order of one, such as a person's number, which
  /// queries use by themselves when they ask for no other column.
  ///
  /// With it, different people by area, people with so many incidents, and people with one kind and another are counted
  /// without a hash table: the rows of each person stand together. Those of one person stand by the first of the columns,
  /// so name the one first that people are most often counted by, such as the area.
  ///
  /// - Throws: as ``clustered(by:within:)`` does.
  public func projected(by name: String, columns names: [String], within limits: QueryLimits = QueryLimits()) throws -> Table {
    var copy = self
    let all = [name] + names.filter { $0 != name }
    copy.projections.append(try selecting(columns: all).clustered(by: Array(all.prefix(2)), within: limits))
    return copy
  }
}

/// The rows of a table in the order of some columns.
struct RowOrder {
  private(set) var rows: [Int]
  /// The places in that order at which a key differs from the one before.
  private(set) var firstRows: [Int]

  init(_ table: Table, by names: [String], limits: QueryLimits) throws {
    var columns: [Column] = []
    for name in names { columns.append(try table.column(name)) }
    guard table.rowCount > 0 else {
      (rows, firstRows) = ([], [])
      return
    }
    var keys: [GroupKey] = []
    for (name, column) in zip(names, columns) {
      guard let key = GroupKey(name, .stored(column)) ?? GroupKey(name, .stored(column.coded())) else {
        throw TableError.badRequest("column \"\(name)\" can't be ordered", expectation: nil)
      }
      keys.append(key)
    }
    var space: UInt64 = 1
    for key in keys {
      let (product, overflow) = space.multipliedReportingOverflow(by: UInt64(max(1, key.slots)))
      guard !overflow else {
        throw TableError.badRequest(
          "the keys \(names.joined(separator: ", ")) can't be numbered",
          expectation: "Together the columns have more than 2^64 possible values.")
      }
      space = product
    }
    let numbers = GroupCells<UInt64>(uninitialized: table.rowCount)
    let chunkRows = table.columns.first?.chunks.map(\.rowCount) ?? []
    let firstRows = Morsel.firstRows(chunkRows)
    let scan = TableScan(chunkRows: chunkRows, filter: .all, limits: limits)
    let strides: [UInt64] = GroupKey.strides(keys)
    let allKeys = keys
    try scan.run { _, block in
      // Safe: each row has a place of its own.
      let target = unsafe numbers.start + firstRows[block.chunk] + block.start
      for (place, key) in allKeys.enumerated() {
        unsafe key.add(to: target, stride: strides[place], isFirst: place == 0, in: block)
      }
    }
    rows = try KeyOrder.places(of: numbers, bits: UInt64.bitWidth - (space - 1).leadingZeroBitCount, limits: limits)
    self.firstRows = []
    for place in rows.indices where place == 0 || numbers[rows[place]] != numbers[rows[place - 1]] {
      self.firstRows.append(place)
    }
  }
}
