extension Relation {
  /// Whether all of some columns are keys of the clustering, or made of keys alone.
  func areKeys(_ wanted: [String], of clustering: Clustering) -> Bool {
    wanted.allSatisfy { runColumn($0, clustering) != nil }
  }

  /// A column as the runs of the clustering have it; nil where it differs within a run.
  func runColumn(_ name: String, _ clustering: Clustering) -> QueryColumn? {
    switch columns[name] {
    case .stored(let column):
      guard clusteringKeys[name] == name, let key = clustering.runs(of: name) else { return nil }
      return column.type == key.type ? .stored(key) : nil
    case .mapped(let mapped):
      guard let origin = clusteringKeys[name], let key = clustering.runs(of: origin), mapped.source.covers(key) else {
        return nil
      }
      return .mapped(MappedColumn(source: mapped.source.showing(key), values: mapped.values))
    case nil: return nil
    }
  }

  /// The rows that can meet those of the conditions that look at keys alone, and the conditions that are left; nil
  /// where no condition does.
  func pruned() throws -> (ranges: [Range<Int>], rest: [Predicate])? {
    guard let clustering else { return nil }
    let parts = conditions.flatMap { condition -> [Predicate] in
      if case .and(let parts) = condition { parts } else { [condition] }
    }
    let pruning = KeyPruning(
      levels: coarserClusterings + [clustering], rowCount: chunkRows.reduce(0, +), conditions: parts,
      runColumn: { runColumn($0, $1) }, key: { clusteringKeys[$0] })
    return try pruning.ranges()
  }

  /// A relation of the runs, with the rows of each as a column, for a question that only counts rows, or different values
  /// of a key, by keys; nil where the question asks for more, or where the runs are hardly fewer than the rows.
  func runs(groupBy names: [String], _ aggregates: [Query.Aggregate]) throws -> Relation? {
    var used = Set(names + aggregates.flatMap(\.condition.columns) + conditions.flatMap(\.columns))
    for aggregate in aggregates {
      switch (aggregate.kind, aggregate.column) {
      case (.count, nil): continue
      case (.distinct, let column?): used.insert(column)
      default: return nil
      }
    }
    let rowCount = chunkRows.reduce(0, +)
    let levels = coarserClusterings + [clustering].compactMap { $0 }
    for clustering in levels {
      guard clustering.runCount * 4 <= rowCount * 3, areKeys(Array(used), of: clustering) else { continue }
      try clustering.checkContents()
      var runColumns: [String: QueryColumn] = [:]
      for name in used { runColumns[name] = runColumn(name, clustering) }
      var order: Clustering?
      if let first = levels.first, first.keys.count == 1, clustering.keys.count > 1,
        aggregates.contains(where: { $0.kind == .distinct && $0.column == first.keys[0] })
      {
        try first.checkContents()
        order = clustering.runs(by: first)
      }
      return Relation(self, runs: runColumns, of: clustering, order: order)
    }
    return nil
  }
}

extension CodeSource {
  /// The same codes as another column has them, which holds values of this one.
  func showing(_ other: Column) -> CodeSource { CodeSource(column: other, least: least, cardinality: cardinality) }

  /// Whether every code that another column's rows can hold is one of this column's, and none is missing where none is
  /// here. It is so of any column that was made of this one; a file may say otherwise.
  func covers(_ other: Column) -> Bool {
    guard other.presence.isComplete || !column.presence.isComplete else { return false }
    if column.dictionary != nil || other.dictionary != nil { return column.dictionary === other.dictionary }
    guard let bounds = other.bounds else { return true }
    return bounds.lowerBound >= least && bounds.upperBound <= least + (cardinality - 1)
  }
}
