/// Writes tables as Arrow IPC files, which this library opens at once, and pyarrow, pandas, Polars and DuckDB read too.
///
/// Texts and other values that a column keeps once each stay so, as Arrow's dictionaries. Reasons for missing values,
/// units, sources and notes stand in metadata. The orders that a table was brought into by ``Table/clustered(by:within:)``
/// and ``Table/projected(by:columns:within:)`` are saved with it. The file is written beside the target and takes its name
/// when it is whole.
///
/// ```swift
/// try ArrowFileWriter().write(incidents, to: "incidents.arrow")
/// let again = try ArrowFileReader().read(path: "incidents.arrow")
/// ```
public struct ArrowFileWriter: Sendable {
  /// The folders that files have to lie in; nil for any.
  public var access: FileAccess?

  /// Whether a file takes the place of one that holds something else.
  public var replaces: Bool

  public init(access: FileAccess? = nil, replaces: Bool = true) {
    self.access = access
    self.replaces = replaces
  }

  /// Writes a table.
  ///
  /// - Throws: ``ArrowError``; the file that stood at the path before is then unchanged.
  public func write(_ table: Table, to path: String) throws(ArrowError) {
    for column in table.columns { try column.checkContents() }
    try table.checkOrders()
    let plans = ArrowColumnPlan.plans(table.columns)
    var assembly = try ArrowAssembly(path: path, schema: ArrowSchema(plans, table), access: access, replaces: replaces)
    for plan in plans {
      for (batch, buffers) in plan.dictionaryBatches() { try assembly.append(batch, buffers: buffers) }
    }
    var tallies = table.columns.map { ColumnTally($0.dictionary) }
    try assembly.append(table, plans, &tallies)
    let orders = try assembly.append(ordersOf: table, plans)
    try assembly.finish(statistics: zip(tallies, table.columns).map { $0.saved($1) }, orders: orders)
  }
}

extension ArrowColumnPlan {
  static func plans(_ columns: [Column]) -> [ArrowColumnPlan] {
    var taken = Set(columns.map(\.name))
    return columns.enumerated().map { place, column in ArrowColumnPlan(column, id: Int64(place) * 2, taken: &taken) }
  }
}

extension ArrowSchema {
  init(_ plans: [ArrowColumnPlan], _ table: Table) {
    fields = plans.flatMap(\.fields)
    metadata = ArrowMetadata()
    if !table.sources.isEmpty { metadata[.sources] = ArrowJSON.text(of: table.sources) }
    if !table.notes.isEmpty { metadata[.notes] = ArrowJSON.text(table.notes) }
  }
}

extension ArrowAssembly {
  /// Appends the rows of a table, a batch for each chunk.
  mutating func append(
    _ table: Table, _ plans: [ArrowColumnPlan], _ tallies: inout [ColumnTally]
  ) throws(ArrowError) {
    let counts = table.columns.first?.chunks.map(\.rowCount) ?? (table.rowCount > 0 ? [table.rowCount] : [])
    for (place, rowCount) in counts.enumerated() {
      var batch = ArrowBatch(rowCount: rowCount, nodes: [], buffers: [])
      var buffers: [Buffer<UInt8>] = []
      var ranges: [String] = []
      for (number, column) in table.columns.enumerated() {
        let (chunk, validity) = (column.chunks[place], column.presence.chunks[place])
        let (nodes, parts) = plans[number].parts(chunk, validity)
        batch.nodes += nodes
        buffers += parts
        let range = tallies[number].add(chunk, validity, isSorted: column.dictionary?.isSorted ?? true)
        ranges.append(range?.text ?? "-")
      }
      batch.metadata[.ranges] = ranges.joined(separator: ",")
      try append(batch, buffers: buffers)
    }
  }
}

extension Column {
  /// Looks at the rows that a file shows and that nobody has looked at yet, and refuses them where they are damaged.
  ///
  /// - Throws: ``ArrowError`` that names the column.
  /// - Complexity: O(rows) the first time, O(chunks) after.
  public func checkContents() throws(ArrowError) {
    for chunk in chunks {
      if let check = chunk.check, let damage = check.damage { throw .damagedColumn(check.file, column: name, damage) }
    }
  }

  /// Looks at some rows of a chunk that nobody has looked at yet, and refuses them where they are damaged.
  func checkContents(chunk place: Int, rows: Range<Int>) throws(ArrowError) {
    guard let check = chunks[place].check, let damage = check.damage(of: rows) else { return }
    throw .damagedColumn(check.file, column: name, damage)
  }
}
