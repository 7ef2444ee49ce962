extension Relation {
  /// Adds columns of another table, found by a key.
  ///
  /// - Throws: ``TableError`` for a column that either side lacks, and for a key that two rows of the other table have.
  mutating func join(_ join: Query.Join) throws {
    guard join.keys.count == join.otherKeys.count, !join.keys.isEmpty else {
      throw TableError.badRequest("a join names no key, or keys of different lengths", expectation: "Name as many columns of each table.")
    }
    for name in join.keys { _ = try column(name) }
    let others = try join.columns.map { try join.table.column($0) }
    for column in try others + join.otherKeys.map({ try join.table.column($0) }) { try column.checkContents() }
    let lookup = try JoinLookup(join, limits: limits)
    // All are found before any is set, since one may replace a key.
    let found = try joined(join.keys, others, lookup)
    for (other, column) in zip(others, found) {
      if case .mapped = column { set(other.name, column, from: join.keys[0]) } else { set(other.name, column) }
    }
    sources += join.table.sources.filter { !sources.contains($0) }
  }

  private func joined(_ names: [String], _ others: [Column], _ lookup: JoinLookup) throws -> [QueryColumn] {
    if names.count == 1, let (source, keys) = numbered(names[0]) {
      let rows = try lookup.rows(of: [keys], limits: limits)
      return try Column.gathering(others, rows, limits: limits).map { column in
        .mapped(MappedColumn(source: source, values: try column.coded(within: limits).withoutUnusedValues()))
      }
    }
    try checkContents(of: names)
    let keys = try names.map { try column($0).materialised(named: $0) }
    let rows = try lookup.rows(of: keys, limits: limits)
    return try Column.gathering(others, rows, limits: limits).map { .stored($0.divided(chunkRows)) }
  }

  /// A column whose rows can be taken as small numbers, and the value of each number and then of each missing reason as a
  /// column; nil where the values are spread too widely.
  private func numbered(_ name: String) -> (source: CodeSource, values: Column)? {
    switch columns[name] {
    case .mapped(let mapped): return (mapped.source, mapped.values)
    case .stored(let column):
      guard let source = CodeSource(column, atMost: 1 << 20) else { return nil }
      let cells = (0..<source.cardinality).map { source.cell($0) } + MissingReason.allCases.map { .missing($0) }
      return (source, Column(name, cells: cells, typeWhereMissing: column.type))
    case nil: return nil
    }
  }
}

/// The row of each key of a table that is joined to another.
struct JoinLookup: Sendable {
  /// The different values of each key, and how many numbers they take.
  private var keys: [KeyIndex] = []
  /// For each key whether the numbers of those before it are numbered anew, so that all fit into 64 bits.
  private var folds: [NumberIndex?] = []
  private var index = NumberIndex()
  /// The row of each different key.
  private var rows: [UInt32] = []

  init(_ join: Query.Join, limits: QueryLimits) throws {
    let table = join.table
    guard table.rowCount < 1 << 31 else {
      throw TableError.badRequest("the table that is joined has more than 2,147,483,647 rows", expectation: "Join a smaller one.")
    }
    let columns = try join.otherKeys.map { try table.column($0).coded(within: limits) }
    try limits.checkMemory(table.rowCount * (48 + 4 * columns.count), for: "the keys of the table that is joined")
    var slots: [Buffer<UInt32>] = []
    var space: UInt64 = 1
    var numbers = [UInt64](repeating: 0, count: table.rowCount)
    for column in columns {
      let key = KeyIndex(column)
      let mine = try key.slots(of: column, limits: limits)
      slots.append(mine)
      let (product, overflow) = space.multipliedReportingOverflow(by: key.slotCount)
      var fold: NumberIndex?
      if overflow {
        var folded = NumberIndex()
        for row in numbers.indices { numbers[row] = UInt64(folded.code(of: numbers[row])) }
        space = UInt64(folded.count) * key.slotCount
        fold = folded
      } else {
        space = product
      }
      for row in numbers.indices { numbers[row] = numbers[row] &* key.slotCount &+ UInt64(mine[row]) }
      keys.append(key)
      folds.append(fold)
    }
    let added = try join.columns.map { try table.column($0) }
    for row in numbers.indices {
      if row & 0xFFFF == 0 { try limits.check() }
      guard !slots.contains(where: { $0[row] == KeyIndex.none }) else { continue }
      let place = Int(index.code(of: numbers[row]))
      guard place < rows.count else {
        rows.append(UInt32(row))
        continue
      }
      let first = Int(rows[place])
      guard added.allSatisfy({ $0[first] == $0[row] }) else {
        let key = try join.otherKeys.map { try table.column($0)[row].plainText }.joined(separator: ", ")
        throw TableError.badRequest(
          "\"\(key)\" stands in two rows of the table that is joined",
          expectation: "Each key has one row, so that no row is counted twice.")
      }
    }
  }

  /// The row of the joined table for each row of key columns; none where a key is missing or unknown.
  func rows(of columns: [Column], limits: QueryLimits) throws -> RowList<UInt32> {
    let count = columns[0].count
    try limits.checkMemory(count * (12 + 4 * columns.count), for: "a join of \(PrintedNumber.of(count)) rows")
    let slots = try zip(keys, columns).map { try $0.slots(of: $1, limits: limits) }
    let memory = Memory(byteCount: count * 4)
    try NumberSeries.forEachPortion(count, limits) { range in
      // Safe: there is a row for each place.
      let target = unsafe memory.start.assumingMemoryBound(to: UInt32.self)
      for place in range { unsafe target[place] = row(slots, place) }
    }
    return RowList(Buffer(memory, count: count), of: Int(rows.max() ?? 0) + (rows.isEmpty ? 0 : 1))
  }

  @inline(__always)
  private func row(_ slots: [Buffer<UInt32>], _ place: Int) -> UInt32 {
    var number: UInt64 = 0
    for key in slots.indices {
      // Safe: there is a slot for each place.
      let slot = unsafe slots[key].start[place]
      guard slot != KeyIndex.none else { return RowList<UInt32>.none }
      if let fold = folds[key] {
        guard let known = fold.codeIfKnown(of: number) else { return RowList<UInt32>.none }
        number = UInt64(known)
      }
      number = number &* keys[key].slotCount &+ UInt64(slot)
    }
    return index.codeIfKnown(of: number).map { rows[Int($0)] } ?? RowList<UInt32>.none
  }
}
