extension ArrowTable {
  /// The table with the orders that the file has of its columns.
  ///
  /// An order whose later keys were not read is one of its first keys. One whose first key was not read is left out, and so
  /// is a projection; of a projection's other columns those are kept that were read.
  func addOrders(to table: Table) throws(ArrowError) -> Table {
    guard let orders = file.orders else { return table }
    guard table.rowCount < Int(UInt32.max) else {
      throw .damaged(file.bytes.path, "the file has orders of more rows than can be ordered", byte: 0)
    }
    let names = Set(names)
    let known = Dictionary(table.columns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var table = table
    let whole = try clusterings(orders.clustering, known, among: names, rowCount: table.rowCount)
    table.clustering = whole.last
    table.coarserClusterings = Array(whole.dropLast())
    for saved in orders.projections {
      guard Set(saved.columns).count == saved.columns.count, names.isSuperset(of: saved.columns),
        saved.columns.contains(saved.order.keys[0])
      else { throw damage }
      let columns = try columns(saved.columns, in: saved.rows, sharing: known)
      guard saved.rows.reduce(0, { $0 &+ $1.rowCount }) == table.rowCount else { throw damage }
      var projection = Table(
        checked: columns, rowCount: table.rowCount, sources: table.sources, notes: table.notes)
      let clusterings = try clusterings(saved.order, known, among: Set(saved.columns), rowCount: table.rowCount)
      guard let clustering = clusterings.last else { continue }
      projection.clustering = clustering
      projection.coarserClusterings = Array(clusterings.dropLast())
      table.projections.append(projection)
    }
    return table
  }

  private var damage: ArrowError { .damaged(file.bytes.path, "the orders of the file do not fit its columns", byte: 0) }

  /// The order by the first key, by the first two, and so on, as far as the keys were read.
  private func clusterings(
    _ order: ArrowOrders.Order?, _ known: [String: Column], among names: Set<String>, rowCount: Int
  ) throws(ArrowError) -> [Clustering] {
    guard let order else { return [] }
    guard names.isSuperset(of: order.keys) else { throw damage }
    var clusterings: [Clustering] = []
    for (place, level) in order.levels.enumerated() {
      let keys = Array(order.keys[...place])
      let (runCount, starts) = (level.runs.rowCount, try starts(level.starts))
      guard starts.count - 1 == runCount, runCount <= rowCount, (runCount > 0) == (rowCount > 0) else { throw damage }
      let runs = try columns(keys, in: [level.runs], sharing: known)
      guard known[order.keys[place]] != nil, clusterings.count == place else { continue }
      clusterings.append(
        Clustering(
          keys: keys, runs: runs,
          places: RunStarts(file: file.bytes.path, starts: starts, rowCount: rowCount)))
    }
    return clusterings
  }

  private func starts(_ batch: ArrowBatch) throws(ArrowError) -> Buffer<UInt32> {
    let field = ArrowField(
      name: "", type: .integer(bits: 32, isSigned: false), dictionary: nil, metadata: ArrowMetadata(),
      layout: ArrowLayout())
    guard let piece = ArrowPiece.split(batch, [field])?.first, piece.rowCount > 0, piece.compression == nil,
      let starts = file.bytes.buffer(piece.buffers[1], count: piece.rowCount, of: UInt32.self)
    else { throw damage }
    return starts
  }

  /// Those of some of the table's columns that were read, in the order that some batches have them in; their values are of
  /// the same dictionaries.
  private func columns(
    _ wanted: [String], in batches: [ArrowBatch], sharing known: [String: Column]
  ) throws(ArrowError) -> [Column] {
    var fields: [Int] = []
    for name in wanted {
      guard let field = field(name) else { throw damage }
      fields += [field] + (reasons[name].map { [$0] } ?? [])
    }
    let all = file.schema.fields
    var pieces = [[ArrowPiece]](repeating: [], count: fields.count)
    for batch in batches {
      guard let found = ArrowPiece.split(batch, fields.map { all[$0] }) else { throw damage }
      for (place, piece) in found.enumerated() { pieces[place].append(piece) }
    }
    var columns: [Column] = []
    var place = 0
    for name in wanted {
      let reasonField = reasons[name]
      defer { place += reasonField == nil ? 1 : 2 }
      guard let column = known[name] else { continue }
      var source = ArrowColumnSource(file, all[fields[place]], pieces[place])
      source.sharedDictionary = column.dictionary
      if let reasonField { source.reasons = (all[reasonField], pieces[place + 1]) }
      columns.append(try source.column())
    }
    return columns
  }
}
