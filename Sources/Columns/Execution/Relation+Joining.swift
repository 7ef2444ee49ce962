extension Relation {
  /// Adds columns of another table, found by a key.
  ///
  /// - Throws: ``TableError`` for a column that either side lacks, and for a key that two rows of the other table have.
  /// - Returns: For each row the number of its partner, where a note is to tell of partners.
  mutating func join(_ join: Query.Join) throws -> QueryColumn? {
    guard join.keys.count == join.otherKeys.count, !join.keys.isEmpty else {
      throw TableError.badRequest("a join names no key, or keys of different lengths", expectation: "Name as many columns of each table.")
    }
    for name in join.keys { _ = try column(name) }
    let others = try join.columns.map { name in
      var column = try join.table.column(name)
      column.isOfOtherRows = true
      return column
    }
    for column in try others + join.otherKeys.map({ try join.table.column($0) }) { try column.checkContents() }
    // All are found before any is set, since one may replace a key.
    let numbers = join.partnerNote != .none ? [Column("", integers: Array(0..<join.table.rowCount), presence: nil)] : []
    let found = try joined(join, others + numbers)
    for (other, column) in zip(others, found) {
      if case .mapped = column { set(other.name, column, from: join.keys[0]) } else { set(other.name, column) }
    }
    sources += join.table.sources.filter { !sources.contains($0) }
    // What the other table's figures leave out is left out here too.
    if join.columns.contains(where: { !$0.hasPrefix("\u{0}") }) { notes += join.table.notes.filter { !notes.contains($0) } }
    return numbers.isEmpty ? nil : found.last
  }

  private func joined(_ join: Query.Join, _ others: [Column]) throws -> [QueryColumn] {
    let names = join.keys
    if names.count == 1, let (source, keys) = numbered(names[0]) {
      let rows = try JoinLookup(join, forRows: keys.count, limits: limits).rows(of: [keys], limits: limits)
      return try Column.gathering(others, rows, limits: limits).map { column in
        .mapped(MappedColumn(source: source, values: try column.coded(within: limits).withoutUnusedValues()))
      }
    }
    try checkContents(of: names)
    let keys = try names.map { try column($0).materialised(named: $0) }
    let rows = try JoinLookup(join, forRows: chunkRows.reduce(0, +), limits: limits).rows(of: keys, limits: limits)
    return try Column.gathering(others, rows, limits: limits).map { .stored($0.divided(chunkRows)) }
  }

  /// A column whose rows can be taken as small numbers, and the value of each number and then of each missing reason as a
  /// column; nil where the values are spread too widely.
  private func numbered(_ name: String) -> (source: CodeSource, values: Column)? {
    switch columns[name] {
    case .mapped(let mapped): return (mapped.source, mapped.values)
    case .stored(let column):
      // Of many numbers a partner is found sooner for each row than for each number.
      guard let source = CodeSource(column, atMost: min(1 << 20, max(1 << 14, column.count / 16))) else { return nil }
      let reasons = MissingReason.allCases.map(\.rawValue)
      let presence = Presence(raw: [UInt8](repeating: 0, count: source.cardinality) + reasons)
      let codes = (0..<source.cardinality + reasons.count).map { $0 < source.cardinality ? $0 : 0 }
      if let dictionary = column.dictionary {
        let chunk = Chunk.codes(codes.map { UInt32($0) }, dictionaryCount: dictionary.count)
        return (source, Column(name, type: column.type, dictionary: dictionary, chunks: [chunk], presence: presence))
      }
      let cells = codes.enumerated().map { place, code in presence[place].map { .missing($0) } ?? source.cell(code) }
      return (source, Column(name, cells: cells, typeWhereMissing: column.type))
    case nil: return nil
    }
  }
}
