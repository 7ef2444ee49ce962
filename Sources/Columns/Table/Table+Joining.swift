extension Table {
  /// Returns the rows of several tables one after another.
  ///
  /// A column that only some have is missing, not available, in the rows of the others. Columns of one name and
  /// different types come together as text, but for whole numbers and numbers.
  ///
  /// - Throws: ``QueryError`` where the limits are reached.
  public static func joined(_ tables: [Table], within limits: QueryLimits = QueryLimits()) throws -> Table {
    guard let first = tables.first else { return Table(checked: [], rowCount: 0) }
    guard tables.count > 1 else { return first }
    var known: Set<String> = []
    let names = tables.flatMap(\.columnNames).filter { known.insert($0).inserted }
    let columnsByName = try tables.enumerated().map { place, table in
      if place & 0x3FF == 0 { try limits.check() }
      return Dictionary(table.columns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
    var columns: [Column] = []
    for name in names {
      try limits.check()
      columns.append(try joined(zip(tables, columnsByName).map { table, columns in (columns[name], table) }, name: name, limits))
    }
    return try Table(columns, sources: onceEach(tables.flatMap(\.sources)), notes: onceEach(tables.flatMap(\.notes))).inFewerChunks(limits)
  }

  /// What is said of two tables is said once: a table that is appended to itself would double it each time.
  private static func onceEach<Item: Hashable>(_ items: [Item]) -> [Item] {
    var known: Set<Item> = []
    return items.filter { known.insert($0).inserted }
  }

  /// The rows of a column that some of the tables have.
  private static func joined(_ parts: [(column: Column?, table: Table)], name: String, _ limits: QueryLimits) throws -> Column {
    guard let first = parts.lazy.compactMap(\.column).first else { return Column(name, integers: [Int](), presence: nil) }
    return try Column.joined(
      parts.map { column, table in
        let chunkRows = table.columns.first?.chunks.map(\.rowCount) ?? [table.rowCount]
        return column ?? Column(name, type: first.type, missing: .notAvailable, chunkRows: chunkRows).described(as: first)
      }, within: limits)
  }

  /// The table with its rows in fewer pieces, where they lie in many small ones.
  private func inFewerChunks(_ limits: QueryLimits) throws -> Table {
    let chunks = columns.first?.chunks.count ?? 0
    guard chunks > 64, rowCount / chunks < 1 << 14, rowCount < Int(UInt32.max) else { return self }
    return try gathering(RowList(Array(0..<rowCount), of: rowCount), limits: limits)
  }
}
