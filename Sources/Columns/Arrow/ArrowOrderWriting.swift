extension ArrowAssembly {
  /// Appends the orders that a table was brought into; nil where it was brought into none.
  ///
  /// Their columns have the layout and the dictionaries of the table's own, and so no dictionaries of theirs.
  mutating func append(ordersOf table: Table, _ plans: [ArrowColumnPlan]) throws(ArrowError) -> SavedOrders? {
    guard table.clustering != nil || !table.projections.isEmpty else { return nil }
    let known = Dictionary(uniqueKeysWithValues: zip(table.columnNames, plans))
    var saved = SavedOrders()
    if table.clustering != nil {
      saved.keys = table.clusteringKeys
      try append(orderOf: table, known)
    }
    for projection in table.projections {
      let counts = projection.columns.first?.chunks.map(\.rowCount) ?? []
      for place in counts.indices { try append(aside: projection.columns, chunk: place, known) }
      saved.projections.append(
        SavedOrders.Projection(
          columns: projection.columnNames, keys: projection.clusteringKeys, batches: counts.count))
      try append(orderOf: projection, known)
    }
    return saved
  }

  /// Appends the runs of the first key, of the first two, and so on.
  private mutating func append(orderOf table: Table, _ plans: [String: ArrowColumnPlan]) throws(ArrowError) {
    for clustering in table.coarserClusterings + [table.clustering].compactMap({ $0 }) {
      try append(aside: clustering.runs, chunk: 0, plans)
      let starts = clustering.starts
      let node = ArrowBatch.Node(rowCount: starts.count, missingCount: 0)
      try append(
        aside: ArrowBatch(rowCount: starts.count, nodes: [node], buffers: []),
        buffers: [ArrowColumnPlan.none, starts.asBytes])
    }
  }

  private mutating func append(
    aside columns: [Column], chunk place: Int, _ plans: [String: ArrowColumnPlan]
  ) throws(ArrowError) {
    var batch = ArrowBatch(rowCount: columns.first?.chunks[place].rowCount ?? 0, nodes: [], buffers: [])
    var buffers: [Buffer<UInt8>] = []
    for column in columns {
      guard let plan = plans[column.name] else { continue }
      let (nodes, parts) = plan.parts(column.chunks[place], column.presence.chunks[place])
      batch.nodes += nodes
      buffers += parts
    }
    try append(aside: batch, buffers: buffers)
  }
}

extension Table {
  /// Looks at the orders of a file that nobody has looked at yet.
  ///
  /// - Throws: ``ArrowError`` where they are damaged.
  func checkOrders() throws(ArrowError) {
    for clustering in coarserClusterings + [clustering].compactMap({ $0 }) { try clustering.checkContents() }
    for projection in projections {
      for column in projection.columns { try column.checkContents() }
      try projection.checkOrders()
    }
  }
}
