extension Relation {
  /// Adds columns of another table, found by a key.
  ///
  /// - Throws: ``TableError`` for a column that either side lacks, and for a key that two rows of the other table have.
  mutating func join(_ join: Query.Join) throws {
    guard join.keys.count == join.otherKeys.count, !join.keys.isEmpty else {
      throw TableError.badRequest("a join names no key, or keys of different lengths", expectation: "Name as many columns of each table.")
    }
    for name in join.keys { _ = try column(name) }
    let lookup = try JoinLookup(join)
    // All are found before any is set, since one may replace a key.
    var found: [(name: String, column: QueryColumn, source: String?)] = []
    for name in join.columns {
      let other = try join.table.column(name)
      let cell: (Int?) -> Cell = { row in row.map { other[$0] } ?? .missing(.notAvailable) }
      if join.keys.count == 1, let mapped = mapped(join.keys[0], typeWhereMissing: other.type, { key in cell(lookup.row([key])) }) {
        found.append((name, .mapped(mapped), join.keys[0]))
        continue
      }
      var keys: [Column] = []
      try checkContents(of: join.keys)
      for key in join.keys { keys.append(try column(key).materialised(named: key)) }
      let rowCount = chunkRows.reduce(0, +)
      let cells = (0..<rowCount).map { row in cell(lookup.row(keys.map { $0[row] })) }
      let column = Column(
        name, cells: cells, unit: other.unit, decimals: other.decimals, typeWhereMissing: other.type)
      found.append((name, .stored(column.divided(chunkRows)), nil))
    }
    for (name, column, source) in found { set(name, column, from: source) }
    sources += join.table.sources.filter { !sources.contains($0) }
  }
}

/// The row of each key of a table that is joined to another.
private struct JoinLookup {
  private var rows: [[Cell]: Int] = [:]

  init(_ join: Query.Join) throws {
    var keys: [Column] = []
    for name in join.otherKeys { keys.append(try join.table.column(name)) }
    for row in 0..<join.table.rowCount {
      let key = keys.map { Self.comparable($0[row]) }
      guard !key.contains(where: \.isMissing) else { continue }
      guard let first = rows.updateValue(row, forKey: key) else { continue }
      let isSame = try join.columns.allSatisfy { name in
        let column = try join.table.column(name)
        return column[first] == column[row]
      }
      guard isSame else {
        throw TableError.badRequest(
          "\"\(key.map(\.plainText).joined(separator: ", "))\" stands in two rows of the table that is joined",
          expectation: "Each key has one row, so that no row is counted twice.")
      }
    }
  }

  func row(_ key: [Cell]) -> Int? {
    let key = key.map(Self.comparable)
    return key.contains(where: \.isMissing) ? nil : rows[key]
  }

  /// Whole numbers are found by numbers and the other way about.
  private static func comparable(_ cell: Cell) -> Cell {
    if case .number(let value) = cell, let whole = Int(exactly: value) { .integer(whole) } else { cell }
  }
}
