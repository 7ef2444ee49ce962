// Columns of a file are looked at before they are used: a code that its dictionary lacks must not reach a scan.
extension Relation {
  /// The scan of the rows that meet the conditions, and the columns to read in it.
  ///
  /// Columns that a scan reads where they lie are looked at as it comes to their rows, and not before: a question about few
  /// rows of a large file looks at few. Those that are written out first, since they are worked out of others, are
  /// looked at here as a whole.
  ///
  /// - Parameters:
  ///   - keys: The columns that are read as keys, and so never written out.
  ///   - others: The other columns that are read of the rows that pass.
  func scan(
    keys: [String] = [], reading others: [String] = []
  ) throws -> (scan: TableScan, columns: [String: QueryColumn]) {
    let pruned = try pruned()
    let conditions = pruned?.rest ?? conditions
    let asked = Set(conditions.flatMap(\.columns))
    var (columns, whole) = (columns, [String]())
    var unseen: (filtered: [Column], read: [Column]) = ([], [])
    for name in Set(keys + others).union(asked) {
      guard let column = columns[name], column.physical.isToBeChecked else { continue }
      if case .mapped = column, asked.contains(name) || others.contains(name) {
        whole.append(name)
        continue
      }
      columns[name] = column.unchecked
      if asked.contains(name) { unseen.filtered.append(column.physical) } else { unseen.read.append(column.physical) }
    }
    try checkContents(of: whole)
    var scan = TableScan(
      chunkRows: chunkRows, filter: try RowFilter(.and(conditions), columns: columns, limits: limits), limits: limits,
      orderedRanges: pruned?.ranges)
    scan.unseen = unseen
    return (scan, columns)
  }

  /// Looks at all rows of some columns, in parallel.
  ///
  /// - Throws: ``ArrowError`` for a chunk that is damaged.
  func checkContents(of wanted: [String]) throws {
    var checks: [(column: Column, chunk: Int)] = []
    for name in Set(wanted) {
      guard let column = columns[name]?.physical else { continue }
      for (place, chunk) in column.chunks.enumerated() {
        if let check = chunk.check, !check.isKnownSound { checks.append((column, place)) }
      }
    }
    guard !checks.isEmpty else { return }
    let all = checks
    try Workers.run(all.count, limits: limits) { _, item in
      let (column, chunk) = all[item]
      if column.chunks[chunk].check?.damage != nil { try column.checkContents() }
    }
  }
}

extension QueryColumn {
  /// The same column without checks, for a scan that looks at each portion of rows before it uses them.
  var unchecked: QueryColumn {
    switch self {
    case .stored(let column): .stored(column.unchecked)
    case .mapped(let mapped):
      .mapped(MappedColumn(source: mapped.source.showing(mapped.source.column.unchecked), values: mapped.values))
    }
  }

  /// The column for somebody who uses only some rows, which rise and are looked at here.
  ///
  /// - Throws: ``ArrowError`` where they are damaged.
  func lookedAt(_ rows: RowList<UInt32>) throws(ArrowError) -> QueryColumn {
    let column = physical
    guard column.isToBeChecked else { return self }
    var end = 0
    for place in 0..<rows.count {
      let row = Int(rows.numbers[place])
      guard row >= end else { continue }
      let chunk = ChunkPlaces.chunk(of: row, starts: column.starts)
      let inside = row - column.starts[chunk]
      try column.checkContents(chunk: chunk, rows: inside..<inside + 1)
      let portionEnd = (inside / ChunkCheck.portionRows + 1) * ChunkCheck.portionRows
      end = column.starts[chunk] + min(portionEnd, column.chunks[chunk].rowCount)
    }
    return unchecked
  }
}
