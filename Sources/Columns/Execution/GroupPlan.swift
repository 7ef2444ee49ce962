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

  /// An aggregate, and the number of the sink that it is read from.
  struct Output: Sendable {
    let aggregate: Query.Aggregate
    let sink: Int
  }

  /// What a sink reads.
  struct SinkInput: Sendable {
    let kind: Kind
    /// The rows that take part; nil where all do.
    let condition: RowFilter?

    enum Kind: Sendable {
      case rows
      case presence(Column)
      case ends(Column, wantsLast: Bool)
      case totals(ValueSource, NumberParts)
      case variance(ValueSource)
      case quantiles(ValueSource)
      case distinct(CodeSource)
    }
  }

  /// The order that the rows are known to stand in, and for each key the column that its runs have; nil for a key that
  /// differs within a run.
  var clustering: Clustering?
  var runColumns: [QueryColumn?] = []

  /// Plans the step.
  ///
  /// - Throws: ``TableError`` for an aggregate that its column does not allow.
  init(
    scan: TableScan, keys: [(name: String, column: QueryColumn)], aggregates: [Query.Aggregate],
    columns: [String: QueryColumn], needed: Set<String>? = nil
  ) throws {
    self.scan = scan
    self.needed = needed
    self.keys = try keys.compactMap { name, column in
      try GroupKey(name, column) ?? GroupKey(name, .stored(column.materialised(named: name).coded(within: scan.limits)))
    }
    var outputs: [Output] = []
    var inputs: [SinkInput] = []
    var known: [SharedKey: Int] = [:]
    for aggregate in aggregates {
      let shared = SharedKey(aggregate)
      if let sink = known[shared] {
        if case .totals(let source, let parts) = inputs[sink].kind {
          inputs[sink] = SinkInput(kind: .totals(source, parts.union(NumberParts(aggregate.kind))), condition: inputs[sink].condition)
        }
        _ = try Self.kind(aggregate, columns)
        outputs.append(Output(aggregate: aggregate, sink: sink))
        continue
      }
      known[shared] = inputs.count
      outputs.append(Output(aggregate: aggregate, sink: inputs.count))
      inputs.append(
        SinkInput(
          kind: try Self.kind(aggregate, columns),
          condition: aggregate.condition == .all ? nil : RowFilter(aggregate.condition, columns: columns)))
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

    enum Form: Hashable { case rows, presence, first, last, totals, variance, quantiles, distinct }

    init(_ aggregate: Query.Aggregate) {
      column = aggregate.column
      condition = aggregate.condition
      form =
        switch aggregate.kind {
        case .count: column == nil ? .rows : .presence
        case .share: column == nil ? .rows : .totals
        case .sum, .mean, .minimum, .maximum: .totals
        case .variance, .standardDeviation: .variance
        case .distinct: .distinct
        case .quantile: .quantiles
        case .first: .first
        case .last: .last
        }
    }
  }

  private static func kind(_ aggregate: Query.Aggregate, _ columns: [String: QueryColumn]) throws -> SinkInput.Kind {
    guard let name = aggregate.column else {
      guard aggregate.kind == .count || aggregate.kind == .share else {
        throw TableError.badRequest("an aggregate names no column", expectation: "Only a count or a share does without one.")
      }
      return .rows
    }
    guard let column = columns[name]?.materialised(named: name) else {
      throw TableError.noColumn(name, available: columns.keys.sorted())
    }
    func numbers(orMoments: Bool = false) throws(TableError) -> ValueSource {
      let isAllowed = column.type.isNumeric || orMoments && (column.type == .date || column.type == .timestamp)
      guard isAllowed, let source = ValueSource(column) else {
        throw .wrongType(column: name, is: column.type, wanted: "Sums, means and extremes are of numbers")
      }
      return source
    }
    switch aggregate.kind {
    case .count: return .presence(column)
    case .first: return .ends(column, wantsLast: false)
    case .last: return .ends(column, wantsLast: true)
    case .sum, .mean, .share: return .totals(try numbers(), .sum)
    case .minimum, .maximum: return .totals(try numbers(orMoments: true), .extremes)
    case .variance, .standardDeviation: return .variance(try numbers())
    case .quantile(let fraction):
      guard (0...1).contains(fraction) else {
        throw TableError.badRequest("\(fraction) is no quantile", expectation: "A quantile lies from 0 to 1; 0.5 is the median.")
      }
      return .quantiles(try numbers())
    case .distinct:
      guard let source = CodeSource(column, atMost: 1 << 32) ?? CodeSource(column.coded()) else {
        throw TableError.badRequest("column \"\(name)\" can't be counted", expectation: nil)
      }
      return .distinct(source)
    }
  }

  /// Whether sinks read columns, and not only which rows there are.
  var needsRows: Bool { inputs.contains { if case .rows = $0.kind { $0.condition != nil } else { true } } }

  /// The order by one column in which its rows stand together, if the table has it and lies in one piece.
  var runsOfOne: (clustering: Clustering, key: String)? {
    guard let clustering, clustering.keys.count == 1, scan.chunkRows.count == 1 else { return nil }
    return (clustering, clustering.keys[0])
  }

  /// The first row of each chunk.
  var firstRows: [Int] {
    var starts: [Int] = []
    var total = 0
    for rows in scan.chunkRows {
      starts.append(total)
      total += rows
    }
    return starts
  }

  /// In a clustered table the part of the keys that is the same within a run, and which keys are not in it; nil where
  /// no key is, or where the runs are too short for it to pay.
  func runKeys(_ strides: [UInt32]) throws -> (keys: RunKeys, others: [Int])? {
    guard let clustering, clustering.runCount * 4 <= rowCount else { return nil }
    let constant = self.keys.indices.filter { self.runColumns[$0] != nil }
    guard !constant.isEmpty else { return nil }
    let (runColumns, keys) = (self.runColumns, self.keys)
    let partial = GroupCells<UInt32>(count: clustering.runCount, repeating: 0)
    let runScan = TableScan(
      chunkRows: [clustering.runCount], filter: RowFilter(.all, columns: [:]), limits: scan.limits)
    try runScan.run { _, block in
      for (order, place) in constant.enumerated() {
        guard let column = runColumns[place], let key = GroupKey(keys[place].name, column, like: keys[place]) else { continue }
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
    guard let keySpace, keySpace <= UInt64(max(1 << 16, min(rowCount, 1 << 24))) else { return false }
    return Int(keySpace) * bytesPerGroup * scan.limits.threads <= 1 << 30
  }

  var bytesPerGroup: Int {
    inputs.reduce(4) { total, input in
      switch input.kind {
      case .rows, .presence: total + 4
      case .ends, .distinct, .quantiles: total + 8
      case .totals, .variance: total + 48
      }
    }
  }

  /// The sinks of one thread for some number of groups.
  ///
  /// - Parameter isWhole: Whether the rows are those of the whole table, not of a small part of it.
  func sinks(groups: Int, isWhole: Bool) -> [GroupSink] {
    inputs.map { input in
      switch input.kind {
      case .rows: return CountSink(groups: groups)
      case .presence(let column): return CountSink(groups: groups, column: column)
      case .ends(let column, let wantsLast): return EndSink(groups: groups, column: column, wantsLast: wantsLast)
      case .variance(let source): return VarianceSink(groups: groups, source: source)
      case .totals(let source, let parts):
        if case .whole = source.form { return WholeSink(groups: groups, rows: rowCount, source: source, wants: parts) }
        return NumberSink(groups: groups, source: source, wants: parts)
      case .quantiles(let source):
        if isWhole, let codes = CodeSource(source.column), groups * codes.cardinality <= 1 << 24 {
          return CountedQuantileSink(groups: groups, source: codes)
        }
        return KeptQuantileSink(groups: groups, source: source)
      case .distinct(let source):
        if groups * source.cardinality <= 1 << (isWhole ? 22 : 16) { return BitDistinctSink(groups: groups, source: source) }
        if isWhole, let runs = runsOfOne, runs.key == source.column.name {
          return RunDistinctSink(groups: groups, column: source.column, clustering: runs.clustering)
        }
        return isWhole
          ? PartedDistinctSink(groups: groups, rows: rowCount, source: source) : SetDistinctSink(groups: groups, source: source)
      }
    }
  }

  /// The columns of the answer.
  ///
  /// - Parameters:
  ///   - numbers: The number of each group, from its slots.
  ///   - results: For each output its values in the same order.
  ///   - skipped: For each sink the missing values that it left out.
  func columns(groups numbers: [UInt64], results: [Column], skipped: [Int]) -> (columns: [Column], notes: [String]) {
    // One column at least tells how many groups there are.
    let (keys, outputs) = (self.keys, self.outputs)
    let wantsNone = !keys.contains { needed?.contains($0.name) ?? true } && !outputs.contains { needed?.contains($0.aggregate.name) ?? true }
    let wantsKey = keys.indices.map { needed?.contains(keys[$0].name) ?? true || wantsNone && $0 == 0 }
    let made = Slots<Column?>(count: keys.count, repeating: nil)
    // Nothing here throws, and it is too short to be worth a limit.
    try? Workers.run(keys.count, limits: QueryLimits(threads: numbers.count > 1 << 14 ? scan.limits.threads : 1)) { _, place in
      guard wantsKey[place] else { return }
      let stride = keys[(place + 1)...].reduce(1 as UInt64) { $0 &* UInt64(max(1, $1.slots)) }
      let slots = UInt64(max(1, keys[place].slots))
      made[place] =
        slots <= UInt64(UInt32.max)
        ? keys[place].column(slots: Self.slots(of: numbers, stride, slots) as [UInt32])
        : keys[place].column(slots: Self.slots(of: numbers, stride, slots) as [UInt64])
    }
    var columns = made.all.compactMap { $0 }
    var notes: [String] = []
    for (output, result) in zip(outputs, results) {
      let aggregate = output.aggregate
      guard needed?.contains(aggregate.name) ?? true || wantsNone && keys.isEmpty else { continue }
      let skipped = skipped[output.sink]
      columns.append(Self.finished(result, aggregate, inputs[output.sink].kind))
      if skipped > 0, let name = aggregate.column, aggregate.kind != .distinct, aggregate.kind != .count {
        notes.append("\(aggregate.name): \(PrintedNumber.of(skipped)) missing values of \"\(name)\" are left out")
      }
    }
    return (columns, notes)
  }

  /// The slot of one key in each group's number.
  private static func slots<Slot: FixedWidthInteger>(of numbers: [UInt64], _ stride: UInt64, _ slots: UInt64) -> [Slot] {
    let (span, spanOverflow) = stride.multipliedReportingOverflow(by: slots)
    let isFirst = spanOverflow || (numbers.max() ?? 0) < span
    guard (numbers.max() ?? 0) < 1 << 52 else {
      return numbers.map { Slot(truncatingIfNeeded: (isFirst ? $0 : $0 % span) / stride) }
    }
    // A product with the reciprocal is at most one off, and much faster than a division. Groups that stand in order
    // mostly have the slot of the group before, or the next one.
    let (perSpan, perStride) = (1 / Double(span), 1 / Double(stride))
    var (start, slot) = (0, 0)
    let (wide, narrow, last) = (isFirst ? Int.max : Int(span), Int(stride), Int(slots) - 1)
    return numbers.map { number in
      let number = Int(truncatingIfNeeded: number)
      let ahead = number &- start
      if ahead < 0 || ahead >= narrow {
        if ahead >= 0, ahead < 2 &* narrow {
          start &+= narrow
          slot = slot == last ? 0 : slot &+ 1
        } else {
          let rest = isFirst ? number : number &- quotient(number, wide, perSpan) &* wide
          slot = quotient(rest, narrow, perStride)
          start = number &- rest &+ slot &* narrow
        }
      }
      return Slot(truncatingIfNeeded: slot)
    }
  }

  @inline(__always)
  private static func quotient(_ number: Int, _ divisor: Int, _ reciprocal: Double) -> Int {
    let near = Int(Double(number) * reciprocal)
    if near &* divisor > number { return near &- 1 }
    return number &- near &* divisor >= divisor ? near &+ 1 : near
  }

  /// The type of an aggregate's answers, where it is not that of a count.
  private static func type(_ aggregate: Query.Aggregate.Kind, _ kind: SinkInput.Kind) -> ColumnType? {
    switch kind {
    case .rows, .presence, .distinct: nil
    case .ends(let source, _): source.type
    case .totals(let source, _): aggregate == .mean ? .number : source.column.type
    case .variance, .quantiles: .number
    }
  }

  private static func finished(_ result: Column, _ aggregate: Query.Aggregate, _ kind: SinkInput.Kind) -> Column {
    var column = result.named(aggregate.name)
    if aggregate.kind == .share {
      var total = ExactSum()
      for row in 0..<result.count { if let value = result[row].number { total.add(value) } }
      let cells = (0..<result.count).map { row -> Cell in
        guard let value = result[row].number else { return result[row] }
        return total.value == 0 ? .missing(.notApplicable) : .number(value / total.value)
      }
      return Column(aggregate.name, cells: cells, unit: "share", typeWhereMissing: .number)
    }
    if column.type == .text, let type = Self.type(aggregate.kind, kind), type != .text {
      // Every answer is missing, so that only the source tells the type.
      column = Column(aggregate.name, cells: (0..<result.count).map { result[$0] }, typeWhereMissing: type)
    }
    switch kind {
    case .rows: column.unit = "rows"
    case .ends(let source, _): (column.unit, column.decimals) = (source.unit, source.decimals)
    case .totals(let source, _), .variance(let source), .quantiles(let source):
      (column.unit, column.decimals) = (source.column.unit, source.column.decimals)
    case .presence, .distinct: break
    }
    return column
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
