/// An order that the rows of a table are known to stand in, and where each run of equal keys begins.
///
/// A query on a clustered table uses the order by itself: a condition on the keys passes over the runs that it leaves
/// out, counts by the keys are read off the runs, and values of a run are taken together. `Table.explain` says which.
struct Clustering: Sendable {
  /// The columns that the rows stand in the order of, the first one first.
  let keys: [String]
  /// The keys of each run, one row a run.
  let runs: [Column]
  /// The first row of each run, and after the last run the number of rows.
  let starts: GroupCells<UInt32>

  var runCount: Int { starts.count - 1 }

  /// A key as the runs have it.
  func runs(of key: String) -> Column? { runs.first { $0.name == key } }

  func start(of run: Int) -> Int { Int(starts[run]) }

  /// The run that a row lies in.
  func run(of row: Int) -> Int {
    var (low, high) = (0, runCount)
    while high - low > 1 {
      let middle = (low + high) >> 1
      if start(of: middle) <= row { low = middle } else { high = middle }
    }
    return low
  }
}

extension Table {
  /// Returns the rows in the order of some columns, known to stand so: queries about these columns get much faster.
  ///
  /// Rows that are equal in the keys keep their order, and a missing key comes last. The table is copied.
  ///
  /// - Throws: ``TableError`` for a column that is not there, and ``QueryError``.
  /// - Complexity: O(rows) for each column.
  public func clustered(by names: [String], within limits: QueryLimits = QueryLimits()) throws -> Table {
    guard !names.isEmpty else {
      throw TableError.badRequest("a table is clustered by no column", expectation: "Name one column or more.")
    }
    guard rowCount < Int(UInt32.max) else {
      throw TableError.badRequest("the table has more than 4,294,967,294 rows", expectation: "Cluster it in parts.")
    }
    try limits.checkMemory(rowCount * 12 + columns.reduce(0) { $0 + $1.byteCount }, for: "a copy in another order")
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
    let starts = GroupCells<UInt32>(uninitialized: firstRows.count + 1)
    for (run, row) in (firstRows + [rowCount]).enumerated() {
      // Safe: there is a place for each run and one more.
      unsafe starts.start[run] = UInt32(row)
    }
    table.clustering = Clustering(keys: names, runs: runs, starts: starts)
    return table
  }

  /// Returns the table with a second copy of some of its columns in the order of one, such as a person's number, which
  /// queries use by themselves when they ask for no other column.
  ///
  /// With it, different people by area, people with so many incidents, and people with one kind and another are counted
  /// without a hash table: the rows of each person stand together.
  ///
  /// - Throws: as ``clustered(by:within:)`` does.
  public func projected(by name: String, columns names: [String], within limits: QueryLimits = QueryLimits()) throws -> Table {
    var copy = self
    let all = [name] + names.filter { $0 != name }
    copy.projections.append(try selecting(columns: all).clustered(by: [name], within: limits))
    return copy
  }
}

/// The rows of a table in the order of some columns.
struct RowOrder {
  private(set) var rows: [Int]
  /// The places in that order at which a key differs from the one before.
  private(set) var firstRows: [Int]

  init(_ table: Table, by names: [String], limits: QueryLimits) throws {
    var keys: [GroupKey] = []
    for name in names {
      let column = try table.column(name)
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
    var starts: [Int] = []
    var total = 0
    for rows in chunkRows {
      starts.append(total)
      total += rows
    }
    let firstRows = starts
    let scan = TableScan(chunkRows: chunkRows, filter: RowFilter(.all, columns: [:]), limits: limits)
    let strides: [UInt64] = GroupKey.strides(keys)
    let allKeys = keys
    try scan.run { _, block in
      // Safe: each row has a place of its own.
      let target = unsafe numbers.start + firstRows[block.chunk] + block.start
      for (place, key) in allKeys.enumerated() {
        unsafe key.add(to: target, stride: strides[place], isFirst: place == 0, in: block)
      }
    }
    rows = Self.sorted(numbers, space: space)
    self.firstRows = []
    for place in rows.indices where place == 0 || numbers[rows[place]] != numbers[rows[place - 1]] {
      self.firstRows.append(place)
    }
  }

  /// The places of numbers in their order, equal ones as they stand: by counting where the numbers are few, else digit by
  /// digit from the last (Knuth, *Sorting and Searching*, 5.2.5).
  private static func sorted(_ numbers: GroupCells<UInt64>, space: UInt64) -> [Int] {
    var order = Array(0..<numbers.count)
    var other = order
    var shift: UInt64 = 0
    let digitBits: UInt64 = space <= 1 << 22 ? 22 : 11
    while shift == 0 || shift < 64 && (space - 1) >> shift > 0 {
      let mask: UInt64 = 1 << digitBits - 1
      var places = [Int](repeating: 0, count: 1 << Int(digitBits) + 1)
      // Safe throughout: an order holds each place once, and a digit is below the number of places.
      for place in 0..<numbers.count { unsafe places[Int(numbers.start[place] >> shift & mask) + 1] += 1 }
      for digit in 1..<places.count { places[digit] += places[digit - 1] }
      for place in order {
        let digit = unsafe Int(numbers.start[place] >> shift & mask)
        other[places[digit]] = place
        places[digit] += 1
      }
      swap(&order, &other)
      shift += digitBits
    }
    return order
  }
}
