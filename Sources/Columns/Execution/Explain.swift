extension Table {
  /// Says in words how a query will run on this table: what is scanned and how, which declared order or projection is
  /// used, how groups are kept, and what is done to the answer. Nothing is run but what the planning needs.
  ///
  /// - Throws: as ``answer(_:within:)`` does for a query that the table can't be asked.
  public func explain(_ query: Query, within limits: QueryLimits = QueryLimits()) throws -> String {
    var run = QueryRun(self, limits: limits)
    var lines: [String] = []
    var isPlanned = false
    for step in query.steps {
      guard !isPlanned else {
        lines.append(step.words)
        continue
      }
      switch step {
      case .filter, .derive, .join, .select: try run.take(step, before: [])
      case .group(let names, let aggregates):
        lines += try run.explained(names, aggregates)
        isPlanned = true
      case .calendar, .window, .pivot, .order, .limit, .top:
        lines += try run.explainedScan()
        lines.append(step.words)
        isPlanned = true
      }
    }
    if !isPlanned { lines += try run.explainedScan() }
    return lines.enumerated().map { "\($0 + 1). \($1)" }.joined(separator: "\n")
  }
}

extension TableScan {
  /// What the scan goes over, in words.
  var words: String {
    let rows = chunkRows.reduce(0, +)
    let threads = min(limits.threads, max(1, morsels.count))
    let spread = threads == 1 ? "one thread" : "\(threads) threads"
    if filter.isNone { return "no row can meet the conditions" }
    let looked = ranges.map { $0.reduce(0) { $0 + $1.count } }
    let what = looked.map { "\(PrintedNumber.of($0)) of \(PrintedNumber.of(rows)) rows" } ?? "\(PrintedNumber.of(rows)) rows"
    return "scan \(what), \(spread)" + (filter.isAll ? "" : ", keeping those that \(filter.words)")
  }
}

extension QueryRun {
  fileprivate func explainedScan() throws -> [String] {
    let (scan, _) = try relation.scan()
    var lines = relation.orderWords(of: scan)
    lines.append(scan.words)
    return lines
  }

  fileprivate mutating func explained(_ names: [String], _ aggregates: [Query.Aggregate]) throws -> [String] {
    let aggregates = try settled(aggregates)
    let fitted = try fitted(aggregates)
    for name in names { _ = try relation.column(name) }
    let by = names.isEmpty ? "" : " by \(names.joined(separator: ", "))"
    if let runs = try runs(names, fitted) {
      let count = PrintedNumber.of(runs.chunkRows.reduce(0, +))
      let isOfTable = try relation.runs(groupBy: names, fitted) != nil
      let order =
        isOfTable
        ? "order by \(relation.clusteringWords)" : "projection by \(projected(names, fitted)?.clusteringWords ?? "")"
      return ["count\(by) from the \(count) runs of the \(order); no row is read"]
    }
    let used = try source(names, fitted)
    let plan = try plan(used, names, fitted, needed: nil, ordering: .forgotten)
    var lines = used.isProjection ? ["use the projection by \(used.clusteringWords)"] : []
    lines += used.orderWords(of: plan.scan)
    lines.append(plan.scan.words)
    lines.append("group\(by): \(plan.words)")
    return lines
  }
}

extension Relation {
  /// The keys of the order that is known.
  var clusteringWords: String { clustering?.keys.joined(separator: ", ") ?? "" }

  fileprivate func orderWords(of scan: TableScan) -> [String] {
    var lines: [String] = []
    if let count = scan.stretches {
      let stretches = count == 1 ? "1 stretch" : "\(PrintedNumber.of(count)) stretches"
      lines.append("use the order by \(clusteringWords): \(stretches) of rows can meet the conditions")
    }
    if scan.passedChunks > 0 {
      let all = scan.chunkRows.count
      let chunks = all == 1 ? "the one chunk" : "\(PrintedNumber.of(scan.passedChunks)) of \(PrintedNumber.of(all)) chunks"
      lines.append("pass over \(chunks): no value between their least and their most meets the conditions")
    }
    return lines
  }
}

extension GroupPlan {
  /// How the groups are kept, in words.
  fileprivate var words: String {
    let space = keySpace.map { PrintedNumber.of(Int(clamping: $0)) } ?? "more than 2^64"
    if isDense {
      let kept = keys.isEmpty ? "one group" : "a place in memory for each of \(space) possible groups"
      let constant = constantKeys.map { keys[$0].name }
      return constant.isEmpty ? kept : kept + ", \(constant.joined(separator: ", ")) taken once a run"
    }
    if let groups = SparseGroups(plan: self), let runs = RunGroups(groups) {
      return "\(space) possible groups, numbered as the rows of each \(runs.words) go by"
    }
    return "\(space) possible groups, parted by hash and numbered in each part"
  }
}

extension Query.Step {
  /// What the step does, in words.
  fileprivate var words: String {
    switch self {
    case .filter(let predicate): "keep rows where \(predicate.words)"
    case .derive(let name, _): "derive \(name)"
    case .join(let join): "join \(join.columns.joined(separator: ", ")) by \(join.keys.joined(separator: ", "))"
    case .group(let names, _): names.isEmpty ? "group" : "group by \(names.joined(separator: ", "))"
    case .calendar(let calendar): "fill in the calendar of \(calendar.column)"
    case .window(let window): "add \(window.name) from \(window.column)"
    case .pivot(let pivot): "turn the values of \(pivot.column) into columns"
    case .order(let order): "order by \(order.map(\.column).joined(separator: ", "))"
    case .limit(let count): "keep the first \(PrintedNumber.of(count))"
    case .top(let count, let parts, _):
      "keep the first \(PrintedNumber.of(count))" + (parts.isEmpty ? "" : " of each \(parts.joined(separator: ", "))")
    case .select(let names): "select \(names.joined(separator: ", "))"
    }
  }
}

extension Predicate {
  /// The condition in words.
  var words: String {
    switch self {
    case .all: "all"
    case .compare(let column, let comparison, let cell): "\(column) \(comparison.words) \(cell.plainText)"
    case .compareColumns(let first, let comparison, let second): "\(first) \(comparison.words) \(second)"
    case .oneOf(let column, let cells): "\(column) is \(cells.map(\.plainText).joined(separator: " or "))"
    case .between(let column, let low, let high): "\(column) is from \(low.plainText) to \(high.plainText)"
    case .contains(let column, let text): "\(column) contains \(text)"
    case .begins(let column, let text): "\(column) begins with \(text)"
    case .ends(let column, let text): "\(column) ends with \(text)"
    case .isMissing(let column): "\(column) is missing"
    case .isMissingFor(let column, let reason): "\(column) is \(reason.words)"
    case .and(let parts): parts.map(\.words).joined(separator: " and ")
    case .or(let parts): "(" + parts.map(\.words).joined(separator: " or ") + ")"
    case .not(let part): "not (\(part.words))"
    case .of(_, _, let part): part.words
    }
  }
}

extension Predicate.Comparison {
  fileprivate var words: String {
    switch self {
    case .equal: "is"
    case .less: "is below"
    case .lessOrEqual: "is at most"
    case .greater: "is above"
    case .greaterOrEqual: "is at least"
    }
  }
}
