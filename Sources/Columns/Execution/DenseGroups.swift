/// Groups with a place in memory for every possible one.
struct DenseGroups: Sendable {
  let plan: GroupPlan

  /// The memory of one thread.
  private final class Worker: @unchecked Sendable {
    let keys = GroupCells<UInt32>(count: Morsel.blockRows, repeating: 0)
    let rows: CountSink
    let sinks: [GroupSink]
    /// The sinks beside the one that counts all rows, each with its condition, if it has one: what threads share, and count
    /// the users of, is not asked for each block.
    let others: [(sink: GroupSink, condition: RowFilter?)]
    let conditional = ConditionalBlock()

    init(_ plan: GroupPlan, groups: Int) {
      let rows = CountSink(groups: groups, isNear: true)
      self.rows = rows
      // Counts of all rows are those that tell which groups there are, and are not made twice.
      let sinks = plan.inputs.indices.map { plan.isCountOfAll($0) ? rows : plan.sink($0, groups: groups, isWhole: true) }
      self.sinks = sinks
      others = sinks.indices.filter { !plan.isCountOfAll($0) }.map { (sinks[$0], plan.inputs[$0].condition) }
    }
  }

  func run() throws -> GroupPlan.Answer {
    let groups = Int(plan.keySpace ?? 1)
    let limits = plan.scan.limits
    let threads = max(1, limits.threads)
    try limits.checkMemory(groups * plan.bytesPerGroup * threads, for: "groups of \(plan.keys.map(\.name).joined(separator: ", "))")
    let workers = (0..<threads).map { _ in Worker(plan, groups: groups) }
    try scan(workers, groups: groups)
    let first = workers[0]
    for other in workers.dropFirst() { for (sink, more) in zip(first.sinks, other.sinks) { sink.merge(more) } }
    let list = try merged(workers, groups: groups)
    for sink in first.sinks { try sink.finish(limits) }
    let strides: [UInt64] = GroupKey.strides(plan.keys)
    let numbers = list.numbers ?? GroupCells(count: 1, repeating: 0)
    func answer(_ place: Int) -> AnswerColumn {
      plan.keys[place].answer(
        count: list.count, ProductSlots(numbers: numbers, stride: Int(strides[place]), slots: max(1, plan.keys[place].slots)))
    }
    var columns = plan.wantedKeys.map(answer)
    for output in plan.wantedOutputs {
      columns.append(first.sinks[output.sink].answer(of: list, for: output.aggregate.kind))
    }
    // Groups stand in the order of their numbers, which is that of their keys where the first of these is ranked.
    if plan.addsFirstInOrder { columns.append(answer(0)) }
    if plan.firstInOrder != nil { columns.append(Self.column(numbers)) }
    return plan.named(
      try AnswerColumn.made(columns, count: list.count, limits: limits), skipped: first.sinks.map(\.skipped))
  }

  /// The numbers of groups as a column.
  private static func column(_ numbers: GroupCells<UInt32>) -> AnswerColumn {
    AnswerColumn {
      let wide = unsafe Buffer<Int64>(count: numbers.count) { target in
        // Safe: there is a place for each number.
        for place in 0..<numbers.count { unsafe target[place] = Int64(numbers.start[place]) }
      }
      return Column("", type: .integer, chunks: [Chunk(.int64(wide))])
    }
  }

  /// The sink that counts every row beside its own work, if there is one.
  private func counter(_ sinks: [GroupSink]) -> Int? {
    sinks.indices.first { place in
      let input = plan.inputs[place]
      guard input.condition == nil, let sink = sinks[place] as? CompactSink else { return false }
      return input.isComplete || sink.isComplete
    }
  }

  private func scan(_ workers: [Worker], groups: Int) throws {
    let first = workers[0]
    let others = first.others
    let counter = counter(first.sinks)
    let strides: [UInt32] = GroupKey.strides(plan.keys)
    let runKeys = try plan.runKeys(strides)
    let keyParts = DenseKeys((runKeys?.others ?? plan.keys.indices.map { $0 }).map { (plan.keys[$0], strides[$0]) })
    let countsOnly = others.isEmpty && runKeys == nil && !plan.keys.isEmpty
    let firstRows = plan.firstRows
    var scan = plan.scan
    if first.sinks.contains(where: { $0 is RunDistinctSink }) { scan.divisions = plan.runsOfOne?.clustering }
    if plan.keys.isEmpty, others.isEmpty {
      // The bits of the rows that pass are counted, and no row is looked for.
      return try scan.run(.masked) { worker, block in workers[worker].rows.consume(group: 0, block, 0..<block.count) }
    }
    let masking = first.sinks.allSatisfy(\.takesMaskedBlocks)
    let areStretches =
      (plan.keys.isEmpty || runKeys?.others.isEmpty ?? false)
      && others.allSatisfy { $0.condition == nil && $0.sink.takesStretches }
    try scan.run(masking ? .maskedIfMostPass : .listed) { worker, block in
      let worker = workers[worker]
      let keys = unsafe worker.keys.start
      if areStretches {
        func add(_ group: Int, _ places: Range<Int>) {
          if counter == nil { worker.rows.consume(group: group, block, places) }
          for other in worker.others { other.sink.consume(group: group, block, places) }
        }
        if let runKeys {
          runKeys.keys.forEachStretch(block, chunkStart: firstRows[block.chunk]) { key, places in add(Int(key), places) }
        } else {
          add(0, 0..<block.count)
        }
        for other in worker.others { other.sink.offered &+= block.passed }
        return
      }
      if countsOnly, unsafe block.mask == nil, keyParts.count(block, into: worker.rows) { return }
      if plan.keys.isEmpty { unsafe keys.update(repeating: 0, count: block.count) }
      if let runKeys { unsafe runKeys.keys.set(keys, block, chunkStart: firstRows[block.chunk]) }
      unsafe keyParts.add(to: keys, in: block, isFirst: runKeys == nil)
      unsafe block.replaceMasked(keys, with: UInt32(truncatingIfNeeded: groups))
      if counter == nil { unsafe worker.rows.consume(keys, block) }
      for (sink, condition) in worker.others {
        if let condition {
          unsafe worker.conditional.consume(keys, block, where: condition, into: sink)
        } else {
          sink.offered &+= block.passed
          unsafe sink.consume(keys, block)
        }
      }
    }
    if let counter {
      for worker in workers {
        if let sink = worker.sinks[counter] as? CompactSink { unsafe sink.writeCounts(0..<groups, to: worker.rows.memory) }
      }
    }
  }

  /// Puts what the threads hold together, in the first, and returns the groups that have rows.
  private func merged(_ workers: [Worker], groups: Int) throws -> GroupList {
    let first = workers[0]
    let limits = plan.scan.limits
    let length = 1 << 14
    let pieces = (0..<(groups + length - 1) / length).map { $0 * length..<min(groups, ($0 + 1) * length) }
    let found = Slots<Int>(count: pieces.count, repeating: 0)
    try Workers.run(pieces.count, limits: limits) { _, piece in
      for worker in workers {
        worker.rows.settle(pieces[piece])
        for other in worker.others { other.sink.settle(pieces[piece]) }
      }
      for worker in workers.dropFirst() {
        first.rows.merge(worker.rows, groups: pieces[piece])
        for (one, more) in zip(first.others, worker.others) { one.sink.merge(more.sink, groups: pieces[piece]) }
      }
      found[piece] = first.rows.countWithRows(pieces[piece])
    }
    if plan.keys.isEmpty { return GroupList(all: 1) }
    var starts: [Int] = []
    var total = 0
    for count in found.all {
      starts.append(total)
      total += count
    }
    let (numbers, places) = (GroupCells<UInt32>(uninitialized: total), starts)
    try Workers.run(pieces.count, limits: limits) { _, piece in
      // Safe: there is a place for each group that was found.
      unsafe first.rows.write(pieces[piece], found: found[piece], to: numbers.start + places[piece])
    }
    return GroupList(numbers)
  }
}
