/// The rows that a query works on before they are grouped or written out: a table, columns made of its columns, and the
/// conditions that its rows must meet.
struct Relation {
  private(set) var names: [String]
  /// Columns that were made for a condition, and are not among the names.
  private var hidden: Set<String> = []
  private(set) var columns: [String: QueryColumn]
  private(set) var conditions: [Predicate] = []
  let chunkRows: [Int]
  var sources: [TableSource]
  var notes: [String]
  var limits: QueryLimits
  let clustering: Clustering?
  let coarserClusterings: [Clustering]
  let projections: [Table]
  /// Whether these are the rows of a projection.
  private(set) var isProjection = false
  /// The columns that are still those of the table.
  private var baseColumns: Set<String>
  /// The bytes of what steps made: of columns that were worked out, and of a table that was written out on the way.
  private(set) var madeBytes = 0
  private let isMade: Bool
  /// For each column that is made of one column of the table, the name of that one.
  private var origins: [String: String] = [:]
  /// For each column that is a key of the clustering, or made of one, the name of that key.
  private(set) var clusteringKeys: [String: String] = [:]
  /// The columns of which no two rows have the same values together, where that is known.
  private var uniqueKeys: Set<String>?
  /// The columns in whose order the rows are to come, where they do not stand so yet: of many groups few may be left when somebody
  /// looks at them.
  private let awaitedOrder: [Column]

  /// - Parameters:
  ///   - isMade: Whether steps made the table, so that nobody else holds its columns.
  ///   - awaitedOrder: The columns in whose order its rows are to come; one of the name of a column of the table is that column.
  init(_ table: Table, limits: QueryLimits, isMade: Bool = false, awaitedOrder: [Column] = []) {
    self.isMade = isMade
    self.awaitedOrder = awaitedOrder
    if isMade {
      let orders = awaitedOrder.filter { table.columnIfPresent($0.name) == nil }
      madeBytes = (table.columns + orders).reduce(0) { $0 + $1.byteCount }
    }
    names = table.columnNames
    baseColumns = Set(table.columnNames)
    columns = Dictionary(uniqueKeysWithValues: table.columns.map { ($0.name, .stored($0)) })
    chunkRows = table.columns.first?.chunks.map(\.rowCount) ?? [table.rowCount]
    sources = table.sources
    notes = table.notes
    self.limits = limits
    clustering = table.clustering
    coarserClusterings = table.coarserClusterings
    projections = table.projections
    for key in table.clustering?.keys ?? [] { clusteringKeys[key] = key }
  }

  /// The runs of an order of another relation as rows, under the same conditions.
  ///
  /// - Parameters:
  ///   - runs: The columns of the runs that are asked for.
  ///   - order: The order that the runs themselves stand in.
  init(_ whole: Relation, runs: [String: QueryColumn], of clustering: Clustering, order: Clustering?) {
    isMade = false
    awaitedOrder = []
    let lengths = clustering.lengths
    names = Array(runs.keys) + [lengths.name]
    baseColumns = []
    columns = runs
    columns[lengths.name] = .stored(lengths)
    conditions = whole.conditions
    chunkRows = [clustering.runCount]
    (sources, notes, limits) = (whole.sources, whole.notes, whole.limits)
    self.clustering = order
    coarserClusterings = []
    projections = []
    for name in order?.keys ?? [] { if case .stored? = runs[name] { clusteringKeys[name] = name } }
    if clustering.keys.allSatisfy({ if case .stored? = runs[$0] { true } else { false } }) { uniqueKeys = Set(clustering.keys) }
  }

  /// The same steps over a projection of the table, or nil where it lacks a column that they ask for.
  func over(_ projection: Table, asking wanted: [String]) -> Relation? {
    var other = Relation(projection, limits: limits)
    other.isProjection = true
    for name in Set(wanted + conditions.flatMap(\.columns)) {
      switch columns[name] {
      case .stored(let column):
        // A column that was worked out is not in the projection, whatever its name.
        guard baseColumns.contains(name), projection.columnIfPresent(name)?.type == column.type else { return nil }
      case .mapped(let mapped):
        guard let origin = origins[name], let column = projection.columnIfPresent(origin), mapped.source.covers(column)
        else { return nil }
        other.set(name, .mapped(MappedColumn(source: mapped.source.showing(column), values: mapped.values)), from: origin)
      case nil: return nil
      }
    }
    other.conditions = conditions
    (other.sources, other.notes) = (sources, notes)
    return other
  }

  /// Whether it is known that no two rows have the same values in all of some columns.
  func isUnique(by names: [String]) -> Bool { uniqueKeys?.isSubset(of: names) ?? false }

  func column(_ name: String) throws(TableError) -> QueryColumn {
    // A column that was selected away is kept for the conditions that ask of it.
    guard let column = columns[name], names.contains(name) || hidden.contains(name) else { throw .noColumn(name, available: names) }
    return column
  }

  func outline(_ name: String) throws(TableError) -> ColumnOutline {
    let column = try column(name)
    let dictionary: ValueDictionary? =
      switch column {
      case .stored(let stored): stored.type == .text ? stored.dictionary : nil
      case .mapped(let mapped): mapped.values.type == .text ? mapped.values.dictionary : nil
      }
    return ColumnOutline(name: name, type: column.type, dictionary: dictionary)
  }

  mutating func filter(_ predicate: Predicate) throws {
    let fitted = try settled(predicate).fitted(to: outline).known(true)
    // A condition is asked of the columns as they are now, so none may be replaced afterwards; see `derive`.
    if fitted != .all { conditions.append(fitted) }
  }

  /// Whether a condition looks at a column, so that the column may not be replaced yet.
  func isAsked(_ name: String) -> Bool { conditions.contains { $0.columns.contains(name) } }

  mutating func derive(_ name: String, _ expression: Expression) throws {
    let fitted = try settled(expression).fitted(to: outline)
    let used = Set(fitted.columns)
    let column = try derived(fitted)
    try noteUnread(fitted)
    if case .mapped = column { set(name, column, from: used.first) } else { set(name, column) }
  }

  /// Whether a column is still the table's own.
  func isOfTable(_ name: String) -> Bool { baseColumns.contains(name) }

  /// Adds or replaces a column.
  ///
  /// - Parameter source: The column that a mapped one is made of.
  mutating func set(_ name: String, _ column: QueryColumn, from source: String? = nil) {
    // A name that has no column is none of the names, of which there may be many.
    if columns[name] == nil || !names.contains(name) { names.append(name) }
    if let old = columns[name], isMade || !baseColumns.contains(name) { madeBytes -= old.ownBytes }
    madeBytes += column.ownBytes
    columns[name] = column
    let origin = source.flatMap { origins[$0] ?? (baseColumns.contains($0) ? $0 : nil) }
    let key = source.flatMap { clusteringKeys[$0] }
    baseColumns.remove(name)
    origins[name] = origin
    clusteringKeys[name] = key
  }

  /// Adds a column that only conditions see.
  mutating func hide(_ name: String, _ expression: Expression) throws {
    let names = names
    try derive(name, expression)
    self.names = names
    hidden.insert(name)
  }

  mutating func select(_ wanted: [String]) throws(TableError) {
    let shown = Set(names)
    for name in wanted where !shown.contains(name) || columns[name] == nil { _ = try column(name) }
    var known: Set<String> = []
    if let twice = wanted.first(where: { !known.insert($0).inserted }) { throw .nameTaken(twice) }
    names = wanted
  }

  func derived(_ expression: Expression) throws -> QueryColumn {
    if case .column(let name) = expression { return try column(name) }
    let made = try unmarked(expression)
    switch expression {
    case .part(let part, _): return made.marked { $0.calendarPart = part }
    case .call(.rounded(let decimals), _) where made.type == .number: return made.marked { $0.decimals = decimals }
    default: return made
    }
  }

  private func unmarked(_ expression: Expression) throws -> QueryColumn {
    let used = Set(expression.columns)
    // What depends on one column is made value by value, unless it has many more values than rows.
    let limit = min(1 << 20, max(1 << 16, chunkRows.reduce(0, +)))
    if used.count == 1, let name = used.first, let mapped = try mapped(name, expression, atMost: limit) { return .mapped(mapped) }
    try checkContents(of: Array(used))
    return .stored(try worked(expression, columns, chunkRows) ?? computed(expression, used))
  }

  /// A column worked out a block at a time, or nil where it can only be worked out row by row.
  private func worked(_ expression: Expression, _ columns: [String: QueryColumn], _ chunkRows: [Int]) throws -> Column? {
    func plain() throws -> Column? {
      try PlainTextColumn(expression, columns: columns, chunkRows: chunkRows, limits: limits)?.column()
    }
    let used = Set(expression.columns)
    // Of several columns that keep their texts once there may be few pairs, each of which is then joined once.
    let isPaired = used.count > 1 && used.allSatisfy { columns[$0]?.keepsTextsOnce ?? true }
    if !isPaired, let column = try plain() { return column }
    if let column = try DerivedColumn(expression, columns: columns, chunkRows: chunkRows, limits: limits)?.column() { return column }
    return isPaired ? try plain() : nil
  }

  /// A column made of one other value by value, or nil where the other's values are spread too widely.
  private func mapped(_ name: String, _ expression: Expression, atMost limit: Int) throws -> MappedColumn? {
    let type = expression.type { columns[$0]?.type }
    func made(_ source: CodeSource, of cells: [Cell]) -> MappedColumn {
      MappedColumn(
        source: source, answers: cells.map { cell in expression.cell { _ in cell } }, type: type,
        declaredOrder: expression.declaredOrder { columns[$0]?.type })
    }
    switch columns[name] {
    case .stored(let column):
      guard let source = CodeSource(column, atMost: limit) else { return nil }
      if let values = source.values(named: name), let answers = try worked(expression, [name: .stored(values)], [values.count]) {
        return MappedColumn(source: source, values: try answers.coded(within: limits))
      }
      return made(source, of: (0..<source.cardinality).map(source.cell) + MissingReason.allCases.map { .missing($0) })
    case .mapped(let inner): return made(inner.source, of: (0..<inner.values.count).map { inner.values[$0] })
    case nil: return nil
    }
  }

  /// A column worked out row by row, in parallel.
  private func computed(_ expression: Expression, _ used: Set<String>) throws -> Column {
    var inputs: [String: Column] = [:]
    for name in used { inputs[name] = try column(name).materialised(named: name) }
    let columns = inputs
    let morsels = Morsel.all(chunkRows: chunkRows)
    let parts = Slots<[Cell]>(count: morsels.count, repeating: [])
    let firstRows = Morsel.firstRows(chunkRows)
    try limits.checkMemory(chunkRows.reduce(0, +) * 80, for: "a derived column")
    try Workers.run(morsels.count, limits: limits) { _, item in
      let morsel = morsels[item]
      let first = firstRows[morsel.chunk] + morsel.start
      var cells: [Cell] = []
      cells.reserveCapacity(morsel.count)
      for row in first..<first + morsel.count {
        if row & 0xFFF == 0 { try limits.check() }
        cells.append(expression.cell { columns[$0]?[row] ?? .missing(.notAvailable) })
      }
      parts[item] = cells
    }
    let cells = parts.all.flatMap { $0 }
    let column =
      expression.declaredOrder { columns[$0]?.type }.map { Column(texts: cells, inDeclaredOrder: $0) }
      ?? Column(cells, of: expression.type { columns[$0]?.type } ?? .text)
    return column.divided(chunkRows)
  }

  /// Whether the rows are written out, each column a column, though they may stand in another order yet.
  var isWrittenOut: Bool { conditions.isEmpty && columns.values.allSatisfy { if case .stored = $0 { true } else { false } } }

  /// Whether the rows are to be put into an order.
  var awaitsOrder: Bool { !awaitedOrder.isEmpty }

  /// The rows that meet the conditions, written out.
  func table() throws -> Table { try table(by: []) { try $1.isEmpty ? $0 : $0.ordered(by: $1, within: limits) } }

  /// What is made of the rows by a change that puts them into an order, in which equal rows keep theirs.
  ///
  /// - Parameter change: Is given the rows, and the order together with the one that they are still to be put into.
  func table(by order: [Query.Order], _ change: (Table, [Query.Order]) throws -> Table) throws -> Table {
    for item in order { _ = try column(item.column) }
    guard awaitsOrder else { return try change(rows(of: names), order) }
    var (orders, copy) = ([String](), self)
    for column in awaitedOrder {
      var name = "\u{0}order"
      while copy.columns[name] != nil { name += "\u{2032}" }
      copy.columns[name] = .stored(column)
      orders.append(name)
    }
    let table = try change(copy.rows(of: names + orders), order + orders.map { Query.Order($0) })
    return Table(checked: table.columns.filter { !orders.contains($0.name) }, rowCount: table.rowCount, sources: table.sources, notes: table.notes)
  }

  /// Some columns of the rows that meet the conditions, in the order in which they stand.
  func rows(of wanted: [String]) throws -> Table {
    let (scan, _) = try scan()
    guard !scan.filter.isAll || scan.ranges != nil else {
      try checkContents(of: wanted)
      let all = wanted.map { columns[$0]?.materialised(named: $0) ?? Column($0, texts: []) }
      return Table(checked: all, rowCount: chunkRows.reduce(0, +), sources: sources, notes: notes)
    }
    guard chunkRows.reduce(0, +) < Int(UInt32.max) else {
      throw TableError.badRequest("the table has more than 4,294,967,294 rows", expectation: "Group them, or ask it in parts.")
    }
    let list = try scan.rowList()
    try limits.checkMemory(list.count * (8 + 8 * wanted.count), for: "the rows that were asked for")
    let physical = try wanted.compactMap { try columns[$0]?.lookedAt(list).physical }
    let gathered = try Column.gathering(physical, list, limits: limits)
    let all = zip(wanted, gathered).map { name, column in
      switch columns[name] {
      case .mapped(let mapped): MappedColumn(source: mapped.source.showing(column), values: mapped.values).materialised(named: name)
      default: column.named(name)
      }
    }
    return Table(checked: all, rowCount: list.count, sources: sources, notes: notes)
  }
}
