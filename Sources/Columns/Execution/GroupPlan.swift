/// How a group step will run: by which keys, into which sinks, and whether every possible group has a place of its own.
struct GroupPlan: Sendable {
  let scan: TableScan
  let keys: [GroupKey]
  /// The columns of the answer that the rest of the query asks for; nil for all.
  let needed: Set<String>?
  let outputs: [Output]
  /// What is kept of each group. Aggregates of one column share what they can.
  let inputs: [SinkInput]
  /// One more than the largest number that the slots of a row's keys make together, or nil where 64 bits don't hold it.
  let keySpace: UInt64?
  let ordering: Ordering

  /// When the groups are to stand in the order of their keys.
  enum Ordering {
    case atOnce
    /// When somebody looks at them.
    case awaited
    /// Never, since it does not show.
    case forgotten
  }

  /// An aggregate, and the number of the sink that it is read from.
  struct Output: Sendable {
    let aggregate: Query.Aggregate
    let sink: Int
  }

  /// What a sink reads.
  struct SinkInput: Sendable {
    var kind: Kind
    /// The rows that take part; nil where all do.
    let condition: RowFilter?
    /// Whether the conditions leave out every row that lacks a value in the column that is read.
    let isComplete: Bool

    enum Kind: Sendable {
      case rows
      case presence(Column)
      case ends(Column, wantsLast: Bool)
      case totals(ValueSource, NumberParts)
      case textExtremes(TextOrder)
      case variance(ValueSource)
      case correlation(ValueSource, ValueSource)
      case quantiles(ValueSource)
      case distinct(CodeSource)

      /// Which rows have a value to work with; nil where values are counted, or come in pairs.
      var presence: Presence? {
        switch self {
        case .totals(let source, _), .variance(let source), .quantiles(let source): source.column.presence
        case .textExtremes(let order): order.source.column.presence
        case .rows, .presence, .ends, .correlation, .distinct: nil
        }
      }
    }
  }

  /// The order by the first key alone that the rows are known to stand in, by the first two, and so on to all.
  var levels: [Clustering] = []
  /// Of these the first whose runs tell as many keys as any, and for each key the column that its runs have; nil for a key
  /// that differs within a run.
  var runs: (clustering: Clustering, columns: [QueryColumn?])?
  /// The keys of the order that the rows still have as they were, and not under one name something made of them.
  var ownKeys: Set<String> = []

  /// Plans the step.
  ///
  /// - Throws: ``TableError`` for an aggregate that its column does not allow.
  init(
    scan: TableScan, keys: [(name: String, column: QueryColumn)], aggregates: [Query.Aggregate],
    columns: [String: QueryColumn], conditions: [Predicate] = [], needed: Set<String>? = nil, ordering: Ordering
  ) throws {
    self.scan = scan
    self.needed = needed
    self.ordering = ordering
    self.keys = try keys.enumerated().compactMap { place, key in
      try scan.limits.check()
      // Rows that wait for their order can be ordered by the values of the first key and then by their numbers.
      let isRanked = ordering == .atOnce || ordering == .awaited && place > 0
      return try GroupKey(key.name, key.column, isRanked: isRanked)
        ?? GroupKey(key.name, .stored(key.column.materialised(named: key.name).coded(within: scan.limits)), isRanked: isRanked)
    }
    let present = Predicate.and(conditions).presentColumns
    var outputs: [Output] = []
    var inputs: [SinkInput] = []
    var known: [SharedKey: Int] = [:]
    for aggregate in aggregates {
      let shared = SharedKey(aggregate)
      if let sink = known[shared] {
        if case .totals(let source, let parts) = inputs[sink].kind {
          inputs[sink].kind = .totals(source, parts.union(NumberParts(aggregate.kind)))
        }
        _ = try Self.kind(aggregate, columns, scan.limits)
        outputs.append(Output(aggregate: aggregate, sink: sink))
        continue
      }
      known[shared] = inputs.count
      outputs.append(Output(aggregate: aggregate, sink: inputs.count))
      inputs.append(
        SinkInput(
          kind: try Self.kind(aggregate, columns, scan.limits),
          condition: aggregate.condition == .all ? nil : try RowFilter(aggregate.condition, columns: columns, limits: scan.limits),
          isComplete: aggregate.column.map { present.union(aggregate.condition.presentColumns).contains($0) } ?? true))
    }
    self.outputs = outputs
    self.inputs = inputs
    var space: UInt64? = 1
    for key in self.keys {
      space = space.flatMap { known in
        let (product, overflow) = known.multipliedReportingOverflow(by: UInt64(max(1, key.slots)))
        return overflow ? nil : product
      }
    }
    keySpace = space
  }

  /// Aggregates that can be read from one sink.
  private struct SharedKey: Hashable {
    let column: String?
    let condition: Predicate
    let form: Form

    enum Form: Hashable { case rows, presence, first, last, totals, variance, correlation(String), quantiles, distinct }

    init(_ aggregate: Query.Aggregate) {
      column = aggregate.column
      condition = aggregate.condition
      form =
        switch aggregate.kind {
        case .count: column == nil ? .rows : .presence
        case .share: column == nil ? .rows : .totals
        case .sum, .mean, .minimum, .maximum: .totals
        case .variance, .standardDeviation: .variance
        case .correlation(let other): .correlation(other)
        case .distinct: .distinct
        case .quantile: .quantiles
        case .first: .first
        case .last: .last
        }
    }
  }

  private static func kind(_ aggregate: Query.Aggregate, _ columns: [String: QueryColumn], _ limits: QueryLimits) throws -> SinkInput.Kind {
    guard let name = aggregate.column else {
      guard aggregate.kind == .count || aggregate.kind == .share else {
        throw TableError.badRequest("an aggregate names no column", expectation: "Only a count or a share does without one.")
      }
      return .rows
    }
    guard let column = columns[name]?.materialised(named: name) else {
      throw TableError.noColumn(name, available: columns.keys.sorted())
    }
    func numbers(orMoments: Bool = false, _ column: Column) throws(TableError) -> ValueSource {
      let isAllowed = column.type.isNumeric || orMoments && (column.type == .date || column.type == .timestamp)
      guard isAllowed, let source = ValueSource(column) else {
        throw .wrongType(column: column.name, is: column.type, wanted: "Sums, means and extremes are of numbers")
      }
      return source
    }
    switch aggregate.kind {
    case .count: return .presence(column)
    case .first: return .ends(column, wantsLast: false)
    case .last: return .ends(column, wantsLast: true)
    case .sum, .mean, .share: return .totals(try numbers(column), .sum)
    case .minimum, .maximum:
      if column.type == .text, let source = try CodeSource(column.coded(within: limits)) { return .textExtremes(TextOrder(source)) }
      return .totals(try numbers(orMoments: true, column), .extremes)
    case .variance, .standardDeviation: return .variance(try numbers(column))
    case .quantile(let fraction):
      guard (0...1).contains(fraction) else {
        throw TableError.badRequest("\(fraction) is no quantile", expectation: "A quantile lies from 0 to 1; 0.5 is the median, and 0.9 what nine in ten do not exceed.")
      }
      return .quantiles(try numbers(column))
    case .correlation(let other):
      guard let second = columns[other]?.materialised(named: other) else { throw TableError.noColumn(other, available: columns.keys.sorted()) }
      return .correlation(try numbers(column), try numbers(second))
    case .distinct:
      guard let source = try CodeSource(column, atMost: 1 << 32) ?? CodeSource(column.coded(within: limits)) else {
        throw TableError.badRequest("column \"\(name)\" can't be counted", expectation: nil)
      }
      return .distinct(source)
    }
  }

  /// Whether sinks read columns, and not only which rows there are.
  var needsRows: Bool { inputs.contains { if case .rows = $0.kind { false } else { true } } }

  /// The order by one column in which its rows stand together, if the table has it and lies in one piece.
  var runsOfOne: (clustering: Clustering, key: String)? {
    guard let first = levels.first, first.keys.count == 1, ownKeys.contains(first.keys[0]), scan.chunkRows.count == 1 else {
      return nil
    }
    return (first, first.keys[0])
  }

  /// The first row of each chunk.
  var firstRows: [Int] {
    Morsel.firstRows(scan.chunkRows)
  }

  /// Whether rows are only counted, by two or three columns of codes that differ within a run: that is faster than by the runs of some of
  /// them, and the counts of a run lie near each other all the same.
  var countsCodes: Bool {
    (2...3).contains(keys.count) && inputs.indices.allSatisfy(isCountOfAll) && runs?.columns.contains { $0 == nil } ?? false
      && keys.allSatisfy { $0.hasFewCodes && $0.source.column.presence.isComplete }
  }

  /// The keys that are the same within a run; none where the runs are too short for it to pay, or where rows are counted by
  /// their codes.
  var constantKeys: [Int] {
    guard let (clustering, columns) = runs, clustering.runCount * 4 <= rowCount, !countsCodes else { return [] }
    return keys.indices.filter { columns[$0] != nil }
  }

  /// In a clustered table the part of the keys that is the same within a run, and which keys are not in it; nil where
  /// no key is.
  func runKeys(_ strides: [UInt32]) throws -> (keys: RunKeys, others: [Int])? {
    let (keys, constant) = (keys, constantKeys)
    guard let (clustering, runColumns) = runs, !constant.isEmpty else { return nil }
    let partial = GroupCells<UInt32>(count: clustering.runCount, repeating: 0)
    let runScan = TableScan(
      chunkRows: [clustering.runCount], filter: .all, limits: scan.limits)
    try runScan.run { _, block in
      for (order, place) in constant.enumerated() {
        guard let column = runColumns[place] else { continue }
        let key = GroupKey(column, like: keys[place])
        // Safe: there is a place for each run.
        unsafe key.add(to: partial.start + block.start, stride: strides[place], isFirst: order == 0, in: block)
      }
    }
    return (RunKeys(clustering, keys: partial), keys.indices.filter { runColumns[$0] == nil })
  }

  /// The rows that the scan goes over.
  var rowCount: Int { scan.chunkRows.reduce(0, +) }

  /// Whether each possible group gets a place in memory: they are few beside the rows, or few at all.
  var isDense: Bool {
    guard let keySpace, keySpace <= UInt64(max(1 << 16, min(scan.rowCount, 1 << 24))) else { return false }
    return Int(keySpace) * bytesPerGroup * scan.limits.threads <= 1 << 30
  }

  var bytesPerGroup: Int {
    inputs.reduce(5) { total, input in
      switch input.kind {
      case .rows, .presence: total + 5
      case .ends, .distinct, .quantiles, .textExtremes: total + 8
      case .variance: total + 24
      case .correlation: total + 48
      case .totals: total + 64
      }
    }
  }

  /// Whether a sink counts all rows.
  func isCountOfAll(_ place: Int) -> Bool {
    if case .rows = inputs[place].kind { inputs[place].condition == nil } else { false }
  }

  /// A sink for one thread and some number of groups.
  ///
  /// - Parameter isWhole: Whether the rows are those of the whole table, not of a small part of it.
  func sink(_ place: Int, groups: Int, isWhole: Bool) -> GroupSink {
    let isComplete = inputs[place].isComplete
    switch inputs[place].kind {
    case .rows: return CountSink(groups: groups, isNear: isWhole)
    case .presence(let column): return CountSink(groups: groups, column: isComplete ? nil : column, isNear: isWhole)
    case .ends(let column, let wantsLast): return EndSink(groups: groups, column: column, wantsLast: wantsLast)
    case .textExtremes(let order): return TextExtremesSink(groups: groups, order)
    case .variance(let source): return VarianceSink(groups: groups, source: source, isComplete: isComplete)
    case .correlation(let one, let other): return CorrelationSink(groups: groups, sources: (one, other))
    case .totals(let source, let parts):
      if let compact = CompactSink(
        groups: groups, rows: rowCount, source: source, wants: parts, isComplete: isComplete, isSettled: isWhole) {
        return compact
      }
      if case .whole = source.form { return WholeSink(groups: groups, rows: rowCount, source: source, isComplete: isComplete) }
      return NumberSink(groups: groups, source: source, wants: parts, isComplete: isComplete)
    case .quantiles(let source):
      if isWhole, let codes = CodeSource(source.column), groups * codes.cardinality <= 1 << 24 {
        return CountedQuantileSink(groups: groups, source: codes, isComplete: isComplete)
      }
      return KeptQuantileSink(
        groups: groups, source: source, kinds: outputs.filter { $0.sink == place }.map(\.aggregate.kind))
    case .distinct(let source):
      if groups * source.cardinality <= 1 << (isWhole ? 22 : 16) { return BitDistinctSink(groups: groups, source: source) }
      if isWhole, let runs = runsOfOne, runs.key == source.column.name {
        return RunDistinctSink(groups: groups, column: source.column, clustering: runs.clustering)
      }
      return isWhole
        ? PartedDistinctSink(groups: groups, rows: rowCount, source: source) : SetDistinctSink(groups: groups, source: source)
    }
  }

  /// The keys whose columns the rest of the query asks for. One column at least tells how many groups there are.
  var wantedKeys: [Int] {
    guard let needed else { return Array(keys.indices) }
    let wanted = keys.indices.filter { needed.contains(keys[$0].name) }
    if wanted.isEmpty, !keys.isEmpty, !outputs.contains(where: { needed.contains($0.aggregate.name) }) { return [0] }
    return wanted
  }

  /// The outputs whose columns the rest of the query asks for.
  var wantedOutputs: [Output] {
    guard let needed else { return outputs }
    let wanted = outputs.filter { needed.contains($0.aggregate.name) }
    return wanted.isEmpty && keys.isEmpty ? outputs : wanted
  }

  /// The key by whose values groups are ordered before their numbers, since these do not stand in the order of its values.
  var firstInOrder: GroupKey? { ordering == .awaited ? keys.first.flatMap { $0.isRanked ? nil : $0 } : nil }

  /// Whether that key makes the order and nothing else, so that its column is one more.
  var addsFirstInOrder: Bool { firstInOrder != nil && !wantedKeys.contains(0) }

  /// The groups, and what their figures leave out.
  struct Answer {
    var columns: [Column]
    /// The aggregates that go on without values that are missing, and how many these are.
    let leftOut: [(aggregate: Query.Aggregate, count: Int)]
    /// What the groups are to be put into the order of; nothing where they stand so, or where it does not show.
    let order: [Column]
  }

  /// Names the columns of the answer.
  ///
  /// - Parameters:
  ///   - made: The columns of the wanted keys, after them those of the wanted outputs, and then those that only make the order.
  ///   - skipped: For each sink the missing values that it left out.
  func named(_ made: [Column], skipped: [Int]) -> Answer {
    let first = wantedKeys.count
    var columns = Array(made.prefix(first + wantedOutputs.count))
    let order = (firstInOrder != nil && !addsFirstInOrder ? [made[0]] : []) + made.dropFirst(columns.count)
    var leftOut: [(aggregate: Query.Aggregate, count: Int)] = []
    for (place, output) in wantedOutputs.enumerated() {
      let (aggregate, skipped) = (output.aggregate, skipped[output.sink])
      columns[first + place] = Self.finished(columns[first + place], aggregate, inputs[output.sink].kind)
      if skipped > 0, aggregate.column != nil, aggregate.kind != .distinct, aggregate.kind != .count { leftOut.append((aggregate, skipped)) }
    }
    return Answer(columns: columns, leftOut: leftOut, order: order)
  }

  private static func finished(_ result: Column, _ aggregate: Query.Aggregate, _ kind: SinkInput.Kind) -> Column {
    var column = result.named(aggregate.name)
    if aggregate.kind == .share { return shares(column, named: aggregate.name) }
    switch kind {
    case .rows: column.unit = "rows"
    case .ends(let source, _):
      (column.unit, column.decimals) = (source.unit, source.decimals)
      column.isOfOtherRows = source.isOfOtherRows
    case .totals(let source, _), .variance(let source), .quantiles(let source):
      (column.unit, column.decimals) = (source.column.unit, source.column.decimals)
      column.isOfOtherRows = source.column.isOfOtherRows
    case .textExtremes(let order): column.unit = order.source.column.unit
    case .presence, .distinct, .correlation: break
    }
    return column
  }
}

extension GroupPlan {
  /// Each value as a fraction of the sum of all.
  private static func shares(_ column: Column, named name: String) -> Column {
    var total = ExactSum()
    let values = (0..<column.count).map { column[$0] }
    for value in values { if let number = value.number { total.add(number) } }
    let whole = total.value
    let cells = values.map { value -> Cell in
      guard let number = value.number else { return value }
      return whole == 0 ? .missing(.notApplicable) : .number(number / whole)
    }
    return Column(name, cells: cells, unit: "share", typeWhereMissing: .number).divided(column.chunks.map(\.rowCount))
  }
}

/// A sum carried in two doubles.
struct ExactSum {
  private(set) var sum = 0.0
  private(set) var rest = 0.0

  mutating func add(_ value: Double) {
    let next = sum + value
    let part = next - sum
    rest += (sum - (next - part)) + (value - part)
    sum = next
  }

  var value: Double { rest.isFinite ? sum + rest : sum }
}
