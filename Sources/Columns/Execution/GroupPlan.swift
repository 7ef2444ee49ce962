/// How a group step will run: by which keys, into which sinks, and whether every possible group has a place of its own.
struct GroupPlan: Sendable {
  let scan: TableScan
  let keys: [GroupKey]
  let outputs: [Output]
  /// One more than the largest number that the slots of a row's keys make together, or nil where 64 bits don't hold it.
  let keySpace: UInt64?

  /// An aggregate with what it reads.
  struct Output: Sendable {
    let aggregate: Query.Aggregate
    let input: Input
    /// The rows that take part; nil where all do.
    let condition: RowFilter?
  }

  enum Input: Sendable {
    case rows
    case values(Column)
    case numbers(ValueSource)
    case codes(CodeSource)
  }

  /// Plans the step.
  ///
  /// - Throws: ``TableError`` for an aggregate that its column does not allow.
  init(
    scan: TableScan, keys: [(name: String, column: QueryColumn)], aggregates: [Query.Aggregate],
    columns: [String: QueryColumn]
  ) throws {
    self.scan = scan
    self.keys = keys.compactMap { name, column in
      GroupKey(name, column) ?? GroupKey(name, .stored(column.materialised(named: name).coded()))
    }
    outputs = try aggregates.map { try Self.output($0, columns) }
    var space: UInt64? = 1
    for key in self.keys {
      space = space.flatMap { known in
        let (product, overflow) = known.multipliedReportingOverflow(by: UInt64(max(1, key.slots)))
        return overflow ? nil : product
      }
    }
    keySpace = space
  }

  private static func output(_ aggregate: Query.Aggregate, _ columns: [String: QueryColumn]) throws -> Output {
    let condition = aggregate.condition == .all ? nil : RowFilter(aggregate.condition, columns: columns)
    guard let name = aggregate.column else {
      guard aggregate.kind == .count || aggregate.kind == .share else {
        throw TableError.badRequest("an aggregate names no column", expectation: "Only a count or a share does without one.")
      }
      return Output(aggregate: aggregate, input: .rows, condition: condition)
    }
    guard let column = columns[name]?.materialised(named: name) else {
      throw TableError.noColumn(name, available: columns.keys.sorted())
    }
    let input: Input
    switch aggregate.kind {
    case .count, .first, .last: input = .values(column)
    case .sum, .mean, .variance, .standardDeviation, .quantile, .share:
      guard column.type.isNumeric, let source = ValueSource(column) else {
        throw TableError.wrongType(column: name, is: column.type, wanted: "Sums, means and extremes are of numbers")
      }
      input = .numbers(source)
    case .minimum, .maximum:
      guard column.type.isNumeric || column.type == .date || column.type == .timestamp, let source = ValueSource(column)
      else {
        throw TableError.wrongType(column: name, is: column.type, wanted: "Sums, means and extremes are of numbers")
      }
      input = .numbers(source)
    case .distinct:
      guard let source = CodeSource(column, atMost: 1 << 32) ?? CodeSource(column.coded()) else {
        throw TableError.badRequest("column \"\(name)\" can't be counted", expectation: nil)
      }
      input = .codes(source)
    }
    return Output(aggregate: aggregate, input: input, condition: condition)
  }

  /// The rows that the scan goes over.
  var rowCount: Int { scan.chunkRows.reduce(0, +) }

  /// Whether each possible group gets a place in memory: they are few beside the rows, or few at all.
  var isDense: Bool {
    guard let keySpace, keySpace <= UInt64(max(1 << 16, min(rowCount, 1 << 24))) else { return false }
    return Int(keySpace) * bytesPerGroup * scan.limits.threads <= 1 << 30
  }

  private var bytesPerGroup: Int {
    outputs.reduce(4) { total, output in
      switch output.input {
      case .rows: total + 4
      case .values: total + 8
      case .numbers: total + 48
      case .codes: total + 8
      }
    }
  }

  /// The sinks of one thread for some number of groups.
  ///
  /// - Parameter isDense: Whether the rows are those of the whole table, not of a small part of it.
  func sinks(groups: Int, isDense: Bool) -> [GroupSink] {
    outputs.map { output in
      let kind = output.aggregate.kind
      switch output.input {
      case .rows: return CountSink(groups: groups)
      case .values(let column):
        switch kind {
        case .first: return EndSink(groups: groups, column: column, wantsLast: false)
        case .last: return EndSink(groups: groups, column: column, wantsLast: true)
        default: return CountSink(groups: groups, column: column)
        }
      case .codes(let source):
        if groups * source.cardinality <= 1 << 24 { return BitDistinctSink(groups: groups, source: source) }
        return isDense
          ? PartedDistinctSink(groups: groups, source: source) : SetDistinctSink(groups: groups, source: source)
      case .numbers(let source):
        switch kind {
        case .variance: return VarianceSink(groups: groups, source: source, isRoot: false)
        case .standardDeviation: return VarianceSink(groups: groups, source: source, isRoot: true)
        case .quantile(let fraction):
          if isDense, let codes = CodeSource(source.column), groups * codes.cardinality <= 1 << 24 {
            return CountedQuantileSink(groups: groups, source: codes, fraction: fraction)
          }
          return KeptQuantileSink(groups: groups, source: source, fraction: fraction)
        default: return numberSink(source, kind, groups)
        }
      }
    }
  }

  private func numberSink(_ source: ValueSource, _ kind: Query.Aggregate.Kind, _ groups: Int) -> GroupSink {
    guard case .whole(_, _, let largest) = source.form else {
      return NumberSink(groups: groups, source: source, kind: kind)
    }
    // A sum of as many of the largest fits in 64 bits, or is kept in 128.
    if largest.multipliedReportingOverflow(by: max(1, rowCount)).overflow {
      return WholeSink<Int128>(groups: groups, source: source, kind: kind)
    }
    return WholeSink<Int64>(groups: groups, source: source, kind: kind)
  }

  /// The columns of the answer.
  ///
  /// - Parameters:
  ///   - numbers: The number of each group, from its slots.
  ///   - results: For each output its values in the same order.
  func columns(groups numbers: [UInt64], results: [Column], skipped: [Int]) -> (columns: [Column], notes: [String]) {
    var columns: [Column] = []
    var stride: UInt64 = 1
    for key in keys.reversed() {
      let slots = UInt64(max(1, key.slots))
      let divisor = stride
      columns.append(key.column(slots: numbers.map { Int($0 / divisor % slots) }))
      stride = stride &* slots
    }
    columns.reverse()
    var notes: [String] = []
    for ((output, result), skipped) in zip(zip(outputs, results), skipped) {
      let aggregate = output.aggregate
      columns.append(Self.finished(result, aggregate, input: output.input))
      if skipped > 0, let name = aggregate.column, aggregate.kind != .distinct, aggregate.kind != .count {
        notes.append("\(aggregate.name): \(PrintedNumber.of(skipped)) missing values of \"\(name)\" are left out")
      }
    }
    return (columns, notes)
  }

  private static func finished(_ result: Column, _ aggregate: Query.Aggregate, input: Input) -> Column {
    var column = result.named(aggregate.name)
    if aggregate.kind == .share {
      var total = ExactSum()
      for row in 0..<result.count { if let value = result[row].number { total.add(value) } }
      let cells = (0..<result.count).map { row -> Cell in
        guard let value = result[row].number else { return result[row] }
        return total.value == 0 ? .missing(.notApplicable) : .number(value / total.value)
      }
      return Column(aggregate.name, cells: cells, unit: "share")
    }
    switch input {
    case .rows:
      column.unit = "rows"
    case .values(let source) where aggregate.kind == .first || aggregate.kind == .last:
      (column.unit, column.decimals) = (source.unit, source.decimals)
    case .numbers(let source):
      (column.unit, column.decimals) = (source.column.unit, source.column.decimals)
    default: break
    }
    return column
  }
}

/// A sum carried in two doubles.
struct ExactSum {
  private var sum = 0.0
  private var rest = 0.0

  mutating func add(_ value: Double) {
    let next = sum + value
    let part = next - sum
    rest += (sum - (next - part)) + (value - part)
    sum = next
  }

  var value: Double { rest.isFinite ? sum + rest : sum }
}
