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
  /// What the steps may use from here on.
  var limits: QueryLimits {
    didSet { relation.limits = limits }
  }

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
        for aggregate in aggregates { needed.formUnion(aggregate.columns) }
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
      if let partners = try relation.join(join), let note = try note(of: partners, join) { relation.notes.append(note) }
    case .group(let names, let aggregates): try group(names, aggregates, before: later)
    case .select(let names): try relation.select(names)
    case .calendar(let calendar): try replace { try $0.filling(calendar, limits: $1) }
    case .window(let window): try replace { try $0.adding(window, limits: $1) }
    case .pivot(let pivot): try replace { try $0.pivoted(pivot, limits: $1) }
    case .order(let order):
      // Of an order of which only the first rows are wanted, the others are not put into it.
      if case .limit(let count)? = later.first, count >= 0 {
        take(try relation.table(by: order) { try $0.first(count, by: $1, limits: limits) })
      } else {
        take(try relation.table(by: order) { try $0.ordered(by: $1, within: limits) })
      }
    case .limit(let count):
      take(try relation.table(by: []) { try $1.isEmpty ? $0.first(count) : $0.first(max(0, count), by: $1, limits: limits) })
    case .top(let count, let parts, let order): take(try top(count, per: parts, by: order, countsTies: false).rows)
    }
  }

  func table() throws -> Table { try relation.table() }

  /// The first rows in an order, into which the others are not put, and whether the row behind them is equal to the last in all that
  /// makes it.
  func firstAndTie(_ count: Int, by order: [Query.Order]) throws -> (rows: Table, isTie: Bool) {
    var isTie = false
    let rows = try relation.table(by: order) { table, whole in
      let first = try table.firstAndTie(count, by: whole, tyingBy: order, limits: limits)
      isTie = first.isTie
      return first.rows
    }
    return (rows, isTie)
  }

  /// The first rows of each part in an order, and how many that are left out tie with them.
  func top(_ count: Int, per parts: [String], by order: [Query.Order], countsTies: Bool) throws -> (rows: Table, tied: Int) {
    // Parts come in the order of their first rows.
    guard parts.isEmpty else { return try relation.table().top(count, per: parts, order: order, countsTies: countsTies, limits: limits) }
    var tied = 0
    let rows = try relation.table(by: order) { table, whole in
      let top = try table.top(count, per: [], order: whole, countsTies: countsTies, limits: limits)
      tied = top.tied
      return top.rows
    }
    return (rows, tied)
  }

  mutating func add(_ notes: [String]) { relation.notes += notes.filter { !relation.notes.contains($0) } }

  /// Says how many rows found no partner in a join, and how many of its keys several rows found; nil where each found its own.
  private func note(of partners: QueryColumn, _ join: Query.Join) throws -> String? {
    var run = self
    var name = "partner"
    while run.relation.names.contains(name) { name += "\u{2032}" }
    run.relation.set(name, partners)
    // A name that is looked up may stand in many rows; a number, such as a population, is then summed more than once.
    let addsNumbers = join.columns.contains { !$0.hasPrefix("\u{0}") && join.table.columnIfPresent($0)?.type.isNumeric ?? false }
    var (all, without, several, keys) = (0, 0, 0, 0)
    if !addsNumbers, case .stored = partners {
      try run.group([], [.count(), .init(.count, of: name, as: "found")], before: [])
      let counts = try run.table().row(0)
      all = Int(counts[0].number ?? 0)
      without = all - Int(counts[1].number ?? 0)
    } else {
      try run.group([name], [.count()], before: [])
      let counts = try run.table()
      for (chunk, validity) in zip(counts.columns[1].chunks, counts.columns[0].presence.chunks) {
        for row in 0..<chunk.rowCount {
          let count = chunk.integer(row) ?? 0
          all += count
          if validity[row] != nil { without += count } else {
            keys += 1
            several += count > 1 ? 1 : 0
          }
        }
      }
      if !addsNumbers { several = 0 }
    }
    let told = join.partnerNote == .refused ? all - without : without
    guard told > 0 || several > 0 else { return nil }
    let ofAll = "\(PrintedNumber.of(told)) of \(PrintedNumber.of(all)) rows found"
    let lost =
      switch join.partnerNote {
      case .refused: "\(ofAll) a partner and are left out"
      case _ where without == 0: "every row found its partner"
      case .required: "\(ofAll) no partner and are left out"
      default: "\(ofAll) no partner"
      }
    let shared = several == 0 ? "" : "; of \(PrintedNumber.of(keys)) keys \(PrintedNumber.of(several)) \(several == 1 ? "stands" : "stand") in several rows, so that a sum of what is joined counts \(several == 1 ? "it" : "them") more than once"
    let names = join.keys.joined(separator: ", ")
    let keyless = without == 0 || join.partnerNote == .refused ? 0 : try rowsWithout(join.keys)
    let missing = keyless == 0 ? "" : "; \(PrintedNumber.of(keyless)) of them \(keyless == 1 ? "has" : "have") no \(names), and what is missing is no key"
    return "join by \(names): \(lost)\(missing)\(shared)"
  }

  /// Says how many values a figure goes on without, and why they are missing where reasons are given.
  private func note(onLeftOut leftOut: (aggregate: Query.Aggregate, count: Int)) throws -> String {
    let (aggregate, count) = leftOut
    let name = aggregate.column ?? ""
    if case .correlation(let other) = aggregate.kind {
      return "\(aggregate.name): \(PrintedNumber.of(count)) \(count == 1 ? "row" : "rows") without \"\(name)\" or \"\(other)\" \(count == 1 ? "is" : "are") left out"
    }
    let reasons = try reasons(of: name, where: aggregate.condition).map { " (\($0))" } ?? ""
    return "\(aggregate.name): \(PrintedNumber.of(count)) missing \(count == 1 ? "value" : "values") of \"\(name)\" \(count == 1 ? "is" : "are") left out\(reasons)"
  }

  /// Why values of a column are missing among the rows that are asked for; nil where no reason is given for any.
  private func reasons(of name: String, where condition: Predicate) throws -> String? {
    guard relation.columns[name]?.hasGivenReasons == true else { return nil }
    var run = self
    try run.relation.filter(.and([condition, .isMissing(column: name)]))
    let counts = try run.relation.rows(of: [name]).columns[0].presence.countsByReason
    return LeftOutValues.words(counts.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key, $0.value) })
  }

  /// Says which groups have figures though they lack values that a publisher hid or could not give.
  private func notesOnGroups(_ names: [String], _ aggregates: [Query.Aggregate], count: Int) throws -> [String] {
    guard !names.isEmpty, count > 1 else { return [] }
    var notes: [String] = []
    // Several figures of one column lack the same values.
    var asked: [String: Set<Predicate>] = [:]
    for aggregate in aggregates {
      guard aggregate.goesOnWithoutMissing, let column = aggregate.column, relation.columns[column]?.hasGivenReasons == true,
        asked[column, default: []].insert(aggregate.condition).inserted
      else { continue }
      var run = self
      try run.relation.filter(aggregate.condition)
      try run.group(names, [.count("\u{0}lacking", where: .isMissing(column: column)), .init(.count, of: column, as: "\u{0}known")], before: [])
      let groups = try run.table()
      let (lacking, known) = (groups.columns[names.count], groups.columns[names.count + 1])
      let partial = (0..<groups.rowCount).filter { lacking[$0] != .integer(0) && known[$0] != .integer(0) }
      let keys = Table(checked: groups.columns.prefix(names.count).map { $0.selecting(partial) }, rowCount: partial.count)
      if let note = LeftOutValues.note(on: column, lacking: keys, of: count), !notes.contains(note) { notes.append(note) }
    }
    return notes
  }

  /// How many rows lack a value of some columns.
  private func rowsWithout(_ names: [String]) throws -> Int {
    let incomplete = names.filter { relation.columns[$0]?.physical.presence.isComplete == false }
    guard !incomplete.isEmpty else { return 0 }
    var run = self
    try run.relation.filter(.or(incomplete.map { .isMissing(column: $0) }))
    try run.group([], [.count()], before: [])
    return Int(try run.table().columns[0][0].number ?? 0)
  }

  /// Writes the rows out, so that what comes next works on them.
  private mutating func settle() throws { take(try relation.table()) }

  private mutating func replace(_ change: (Table, QueryLimits) throws -> Table) throws { take(try change(try relation.table(), limits)) }

  /// Goes on with a table that the steps made.
  private mutating func take(_ table: Table) { relation = Relation(table, limits: limits, isMade: true) }

  private mutating func group(
    _ names: [String], _ aggregates: [Query.Aggregate], before later: ArraySlice<Query.Step>
  ) throws {
    if relation.awaitsOrder, aggregates.contains(where: { $0.kind == .first || $0.kind == .last }) { try settle() }
    let aggregates = try relation.settled(aggregates)
    let needed = Self.neededColumns(later)
    if let counted = try countedByRuns(names, aggregates, needed: needed) {
      take(counted)
      return
    }
    let fitted = try fitted(aggregates)
    var rows = try source(names, fitted)
    let ordering: GroupPlan.Ordering = Self.forgetsOrder(later) ? .forgotten : .awaited
    var plan = try plan(rows, names, fitted, needed: needed, ordering: ordering)
    var combined: [CombinedKeys] = []
    if !plan.isDense, SparseGroups(plan: plan) == nil {
      // Values that are spread widely take fewer bits as the numbers of those that there are; then those of several keys.
      var keys = names
      plan = try self.plan(rows, keys, fitted, needed: nil, numbersKeys: true, ordering: ordering)
      while !plan.isDense, keys.count > 1, SparseGroups(plan: plan) == nil {
        combined.append(try CombinedKeys(leading: &keys, of: &rows, limits: limits))
        plan = try self.plan(rows, keys, fitted, needed: nil, numbersKeys: true, ordering: ordering)
      }
    }
    var answer: GroupPlan.Answer
    if plan.isDense {
      answer = try DenseGroups(plan: plan).run()
    } else if let groups = SparseGroups(plan: plan) {
      answer = try groups.run()
    } else {
      throw TableError.badRequest(
        "the groups of \(names.joined(separator: ", ")) can't be numbered",
        expectation: "Together the keys and the conditions of aggregates take more than 64 bits.")
    }
    for keys in combined.reversed() { answer.columns = keys.expanded(answer.columns) }
    let notes = try answer.leftOut.map(note(onLeftOut:)) + notesOnGroups(names, fitted, count: answer.columns.first?.count ?? 0)
    let table = try Table(answer.columns, sources: relation.sources, notes: relation.notes + notes)
    relation = Relation(table, limits: limits, isMade: true, awaitedOrder: answer.order)
  }

  /// The rows to group: those of a projection that serves, unless the order of the table leaves few of them.
  func source(_ names: [String], _ aggregates: [Query.Aggregate]) throws -> Relation {
    guard let other = projected(names, aggregates) else { return relation }
    let rowCount = relation.chunkRows.reduce(0, +)
    if let pruned = try relation.pruned(), pruned.ranges.reduce(0, { $0 + $1.count }) * 4 <= rowCount { return relation }
    return other
  }

  /// The same rows in the order of a column that groups are made by or different values are counted of, where a projection
  /// has all that is asked for.
  func projected(_ names: [String], _ aggregates: [Query.Aggregate]) -> Relation? {
    let wanted = names + aggregates.flatMap(\.columns)
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

  /// Counts by the keys of an order alone, read off its runs; nil where more is asked for.
  private func countedByRuns(
    _ names: [String], _ aggregates: [Query.Aggregate], needed: Set<String>?
  ) throws -> Table? {
    let fitted = try fitted(aggregates)
    guard let runs = try runs(names, fitted) else { return nil }
    let sums = fitted.map { aggregate in
      let (name, condition) = (aggregate.name, aggregate.condition)
      guard aggregate.kind == .distinct, let column = aggregate.column else {
        return Query.Aggregate(.sum, of: Clustering.lengthName, as: name, where: condition)
      }
      // Where no two runs of a group have the same value, there are as many values as runs.
      return runs.isUnique(by: names + [column]) ? Query.Aggregate(.count, of: column, as: name, where: condition) : aggregate
    }
    let plan = try plan(runs, names, sums, needed: needed, ordering: .atOnce)
    guard plan.isDense else { return nil }
    let answer = try DenseGroups(plan: plan).run()
    let counted = Set(fitted.filter { $0.kind == .count }.map(\.name))
    // A sum of no runs is a count of no rows.
    let columns = answer.columns.enumerated().map { place, column -> Column in
      guard counted.contains(column.name), place >= plan.wantedKeys.count else { return column }
      let counts = (0..<column.count).map { row in if case .integer(let count) = column[row] { count } else { 0 } }
      return Column(column.name, integers: counts, presence: nil, unit: "rows")
    }
    return try Table(columns, sources: relation.sources, notes: relation.notes)
  }

  /// The runs of an order, of the table or of a projection, for a question about their keys alone.
  func runs(_ names: [String], _ aggregates: [Query.Aggregate]) throws -> Relation? {
    guard !aggregates.isEmpty else { return nil }
    if let runs = try relation.runs(groupBy: names, aggregates) { return runs }
    return try projected(names, aggregates)?.runs(groupBy: names, aggregates)
  }

  /// Returns aggregates whose conditions are on columns that are there.
  mutating func settled(_ aggregates: [Query.Aggregate]) throws -> [Query.Aggregate] { try relation.settled(aggregates) }

  func fitted(_ aggregates: [Query.Aggregate]) throws -> [Query.Aggregate] {
    var fitted = aggregates
    for place in fitted.indices { fitted[place].condition = try fitted[place].condition.fitted(to: relation.outline).known(true) }
    for name in fitted.flatMap(\.columns) { _ = try relation.column(name) }
    return fitted
  }

  /// - Parameter numbersKeys: Whether the different values of each key are numbered first.
  func plan(
    _ relation: Relation, _ names: [String], _ aggregates: [Query.Aggregate], needed: Set<String>?,
    numbersKeys: Bool = false, ordering: GroupPlan.Ordering
  ) throws -> GroupPlan {
    if numbersKeys { try relation.checkContents(of: names) }
    let (scan, columns) = try relation.scan(
      keys: names, reading: aggregates.flatMap(\.columns))
    var keys: [(name: String, column: QueryColumn)] = []
    for name in names {
      let column = try relation.column(name)
      let read = columns[name] ?? column
      keys.append((name, numbersKeys ? .stored(try read.materialised(named: name).coded(within: limits)) : read))
    }
    var plan = try GroupPlan(
      scan: scan, keys: keys, aggregates: aggregates, columns: columns, conditions: relation.conditions, needed: needed,
      ordering: ordering)
    if let clustering = relation.clustering, plan.keys.count == names.count, !numbersKeys {
      plan.levels = relation.coarserClusterings + [clustering]
      plan.ownKeys = Set(clustering.keys.filter { if case .stored? = relation.runColumn($0, clustering) { true } else { false } })
      func columns(of clustering: Clustering) -> [QueryColumn?] {
        keys.map { name, column in
          // A key that had to be numbered first is not the column that the runs have.
          guard let source = CodeSource(column.physical, atMost: .max), let runs = relation.runColumn(name, clustering),
            source.covers(runs.physical)
          else { return nil }
          return runs
        }
      }
      let runs = plan.levels.map { (clustering: $0, columns: columns(of: $0)) }
      let most = runs.last?.columns.count { $0 != nil } ?? 0
      plan.runs = runs.first { $0.columns.count { $0 != nil } == most }
      // A query may use any of them.
      for level in plan.levels { try level.checkContents() }
    }
    return plan
  }
}
