extension Table {
  /// Answers a query.
  ///
  /// The steps up to the first group run as one scan that reads only the columns it needs, on several threads. Groups come
  /// in the order of their keys, a missing key last.
  ///
  /// - Throws: ``TableError``, ``PredicateError``, ``QueryError`` where the limits don't let it run, and ``ArrowError`` for
  ///   rows of a file that are damaged.
  /// - Complexity: O(rows) for each condition, key and aggregate, and O(g log g) for g groups.
  public func answer(_ query: Query, within limits: QueryLimits = QueryLimits()) throws -> Table {
    var run = QueryRun(self, limits: limits)
    for (place, step) in query.steps.enumerated() {
      try limits.check()
      try run.take(step, before: query.steps[(place + 1)...])
    }
    return try run.table()
  }
}

/// A query on its way: steps that a scan can do together are kept until one needs the rows.
struct QueryRun {
  private(set) var relation: Relation
  private let limits: QueryLimits

  init(_ table: Table, limits: QueryLimits) {
    relation = Relation(table, limits: limits)
    self.limits = limits
  }

  /// Whether the order of rows does not show in what the steps make of them.
  static func forgetsOrder(_ steps: ArraySlice<Query.Step>) -> Bool {
    for step in steps {
      switch step {
      case .filter, .derive, .join, .select: continue
      case .group(_, let aggregates): return !aggregates.contains { $0.kind == .first || $0.kind == .last }
      case .order, .limit, .top, .calendar, .window, .pivot: return false
      }
    }
    return false
  }

  /// The columns that steps ask for, as far as the next group; nil where what comes out may be any of them.
  private static func neededColumns(_ steps: ArraySlice<Query.Step>) -> Set<String>? {
    var needed: Set<String> = []
    for step in steps {
      switch step {
      case .filter(let predicate): needed.formUnion(predicate.columns)
      case .derive(_, let expression): needed.formUnion(expression.columns)
      case .join(let join): needed.formUnion(join.keys)
      case .select(let names): needed.formUnion(names)
      case .group(let names, let aggregates):
        needed.formUnion(names)
        for aggregate in aggregates { needed.formUnion(aggregate.condition.columns + [aggregate.column].compactMap { $0 }) }
        return needed
      case .order, .limit, .top, .calendar, .window, .pivot: return nil
      }
    }
    return nil
  }

  mutating func take(_ step: Query.Step, before later: ArraySlice<Query.Step>) throws {
    switch step {
    case .filter(let predicate): try relation.filter(predicate)
    case .derive(let name, let expression):
      if relation.isAsked(name) { try settle() }
      try relation.derive(name, expression)
    case .join(let join):
      if join.columns.contains(where: relation.isAsked) { try settle() }
      try relation.join(join)
    case .group(let names, let aggregates): try group(names, aggregates, before: later)
    case .select(let names): try relation.select(names)
    case .calendar(let calendar): try replace { try $0.filling(calendar) }
    case .window(let window): try replace { try $0.adding(window) }
    case .pivot(let pivot): try replace { try $0.pivoted(pivot) }
    case .order(let order): try replace { try $0.ordered(by: order) }
    case .limit(let count): try replace { $0.first(count) }
    case .top(let count, let parts, let order): try replace { try $0.top(count, per: parts, order: order) }
    }
  }

  func table() throws -> Table { try relation.table() }

  /// Writes the rows out, so that what comes next works on them.
  private mutating func settle() throws { relation = Relation(try relation.table(), limits: limits) }

  private mutating func replace(_ change: (Table) throws -> Table) throws {
    relation = Relation(try change(try relation.table()), limits: limits)
  }

  private mutating func group(
    _ names: [String], _ aggregates: [Query.Aggregate], before later: ArraySlice<Query.Step>
  ) throws {
    let needed = Self.neededColumns(later)
    if let counted = try countedByRuns(names, aggregates, needed: needed) {
      relation = Relation(counted, limits: limits)
      return
    }
    let fitted = try fitted(aggregates)
    let plan = try plan(projected(names, fitted) ?? relation, names, fitted, needed: needed)
    let answer: (columns: [Column], notes: [String])
    if plan.isDense {
      answer = try DenseGroups(plan: plan).run()
    } else if plan.keySpace != nil {
      answer = try SparseGroups(plan: plan, isOrdered: !Self.forgetsOrder(later)).run()
    } else {
      throw TableError.badRequest(
        "the groups of \(names.joined(separator: ", ")) can't be numbered",
        expectation: "Together the columns have more than 2^64 possible values.")
    }
    let table = try Table(answer.columns, sources: relation.sources, notes: relation.notes + answer.notes)
    relation = Relation(table, limits: limits)
  }

  /// The same rows in the order of a column that groups are made by or different values are counted of, where a projection
  /// has all that is asked for.
  func projected(_ names: [String], _ aggregates: [Query.Aggregate]) -> Relation? {
    let wanted = names + aggregates.flatMap { $0.condition.columns + [$0.column].compactMap { $0 } }
    // Which row of a group is the first depends on the order of the table.
    guard !aggregates.contains(where: { $0.kind == .first || $0.kind == .last }) else { return nil }
    for projection in relation.projections {
      guard let key = projection.clusteringKeys.first, relation.isOfTable(key),
        names.contains(key) || aggregates.contains(where: { $0.kind == .distinct && $0.column == key })
      else { continue }
      if let other = relation.over(projection, asking: wanted) { return other }
    }
    return nil
  }

  /// Counts by the keys of a clustering alone, read off its runs; nil where more is asked for.
  private func countedByRuns(
    _ names: [String], _ aggregates: [Query.Aggregate], needed: Set<String>?
  ) throws -> Table? {
    let fitted = try fitted(aggregates)
    guard !fitted.isEmpty, let runs = try relation.runs(groupBy: names, fitted) else { return nil }
    let sums = fitted.map { Query.Aggregate(.sum, of: Clustering.lengthName, as: $0.name, where: $0.condition) }
    let plan = try plan(runs, names, sums, needed: needed)
    guard plan.isDense else { return nil }
    let answer = try DenseGroups(plan: plan).run()
    // A sum of no runs is a count of no rows.
    let columns = answer.columns.enumerated().map { place, column -> Column in
      guard fitted.contains(where: { $0.name == column.name }), place >= answer.columns.count - fitted.count else {
        return column
      }
      let counts = (0..<column.count).map { row in if case .integer(let count) = column[row] { count } else { 0 } }
      return Column(column.name, integers: counts, presence: nil, unit: "rows")
    }
    return try Table(columns, sources: relation.sources, notes: relation.notes)
  }

  func fitted(_ aggregates: [Query.Aggregate]) throws -> [Query.Aggregate] {
    var fitted = aggregates
    for place in fitted.indices { fitted[place].condition = try fitted[place].condition.fitted(to: relation.outline) }
    for name in fitted.compactMap(\.column) { _ = try relation.column(name) }
    return fitted
  }

  func plan(
    _ relation: Relation, _ names: [String], _ aggregates: [Query.Aggregate], needed: Set<String>?
  ) throws -> GroupPlan {
    let (scan, columns) = try relation.scan(
      keys: names, reading: aggregates.flatMap { $0.condition.columns + [$0.column].compactMap { $0 } })
    var keys: [(name: String, column: QueryColumn)] = []
    for name in names {
      let column = try relation.column(name)
      keys.append((name, columns[name] ?? column))
    }
    var plan = try GroupPlan(scan: scan, keys: keys, aggregates: aggregates, columns: columns, needed: needed)
    if let clustering = relation.clustering, plan.keys.count == names.count {
      plan.clustering = clustering
      plan.runColumns = keys.map { name, column in
        // A key that had to be numbered first is not the column that the runs have.
        guard let source = CodeSource(column.physical, atMost: .max), let runs = relation.runColumn(name, clustering),
          source.covers(runs.physical)
        else { return nil }
        return runs
      }
      if clustering.keys.count == 1 || plan.runColumns.contains(where: { $0 != nil }) { try clustering.checkContents() }
    }
    return plan
  }
}
