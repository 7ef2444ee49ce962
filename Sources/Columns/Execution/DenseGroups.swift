/// Groups with a place in memory for every possible one.
struct DenseGroups: Sendable {
  let plan: GroupPlan

  /// The memory of one thread.
  private final class Worker: @unchecked Sendable {
    let keys = GroupCells<UInt32>(count: Morsel.blockRows, repeating: 0)
    let rows: CountSink
    let sinks: [GroupSink]
    let conditional = ConditionalBlock()

    init(_ plan: GroupPlan, groups: Int) {
      rows = CountSink(groups: groups)
      sinks = plan.sinks(groups: groups, isWhole: true)
    }
  }

  func run() throws -> (columns: [Column], notes: [String]) {
    let groups = Int(plan.keySpace ?? 1)
    let limits = plan.scan.limits
    let threads = max(1, limits.threads)
    try limits.checkMemory(groups * plan.bytesPerGroup * threads, for: "groups of \(plan.keys.map(\.name).joined(separator: ", "))")
    let workers = (0..<threads).map { _ in Worker(plan, groups: groups) }
    let first = workers[0]
    // Counts of all rows are those that say which groups there are, so they are not counted twice.
    let isCountOfAll = plan.inputs.map { input in if case .rows = input.kind { input.condition == nil } else { false } }
    let others = plan.inputs.indices.filter { !isCountOfAll[$0] }
    let strides: [UInt32] = GroupKey.strides(plan.keys)
    let runKeys = try plan.runKeys(strides)
    let keyParts = DenseKeys((runKeys?.others ?? plan.keys.indices.map { $0 }).map { (plan.keys[$0], strides[$0]) })
    let countsOnly = others.isEmpty && runKeys == nil && !plan.keys.isEmpty
    let firstRows = plan.firstRows
    var scan = plan.scan
    if first.sinks.contains(where: { $0 is RunDistinctSink }) { scan.divisions = plan.clustering }
    try scan.run { worker, block in
      let worker = workers[worker]
      let keys = unsafe worker.keys.start
      if countsOnly, unsafe keyParts.count(block, into: worker.rows, keys) { return }
      if plan.keys.isEmpty { unsafe keys.update(repeating: 0, count: block.count) }
      if let runKeys { unsafe runKeys.keys.set(keys, block, chunkStart: firstRows[block.chunk]) }
      unsafe keyParts.add(to: keys, in: block, isFirst: runKeys == nil)
      unsafe worker.rows.consume(keys, block)
      for place in others {
        if let condition = plan.inputs[place].condition {
          unsafe worker.conditional.consume(keys, block, where: condition, into: worker.sinks[place])
        } else {
          unsafe worker.sinks[place].consume(keys, block)
        }
      }
    }
    for other in workers.dropFirst() {
      first.rows.merge(other.rows)
      for place in others { first.sinks[place].merge(other.sinks[place]) }
    }
    for place in others { try first.sinks[place].finish(limits) }
    let found = plan.keys.isEmpty ? [0] : first.rows.groupsWithRows
    let results = plan.outputs.map { output in
      let sink = isCountOfAll[output.sink] ? first.rows : first.sinks[output.sink]
      return sink.column(of: found, for: output.aggregate.kind)
    }
    return plan.columns(
      groups: found.map(UInt64.init), results: results, skipped: first.sinks.map(\.skipped))
  }
}

/// Picks the rows of a block that meet a further condition, and hands them to a sink.
@safe
final class ConditionalBlock: @unchecked Sendable {
  private let words = GroupCells<UInt64>(count: Morsel.blockRows / 64, repeating: 0)
  private let keys = GroupCells<UInt32>(count: Morsel.blockRows, repeating: 0)
  private let rows = GroupCells<UInt32>(count: Morsel.blockRows, repeating: 0)

  /// Sets the bit of each of the block's rows that meets the condition, and returns the bits.
  func bits(_ block: RowBlock, where condition: RowFilter) -> UnsafeMutablePointer<UInt64> {
    // Safe: the rows of a block lie within `blockRows` of its start.
    let words = unsafe words.start
    let last = block.count == 0 ? 0 : block.row(block.count - 1)
    let wordCount = Bitmap.wordCount(last + 1)
    if let rows = unsafe block.rows {
      unsafe words.update(repeating: 0, count: wordCount)
      for place in 0..<block.count { unsafe words[Int(rows[place] >> 6)] |= 1 << UInt64(rows[place] & 63) }
    } else {
      unsafe words.update(repeating: .max, count: wordCount)
      if block.count & 63 != 0 { unsafe words[wordCount - 1] = (1 << UInt64(block.count & 63)) - 1 }
    }
    unsafe condition.keep(words, chunk: block.chunk, start: block.start, count: last + 1)
    return unsafe words
  }

  /// Writes for each row of a block a bit for each condition that it meets, the first condition's lowest.
  func mark(_ block: RowBlock, _ conditions: [RowFilter], into flags: UnsafeMutablePointer<UInt32>) {
    // Safe: there is a flag and a bit for each row of the block.
    unsafe flags.update(repeating: 0, count: block.count)
    for (bit, condition) in conditions.enumerated() {
      let words = unsafe bits(block, where: condition)
      for place in 0..<block.count {
        let row = block.row(place)
        unsafe flags[place] |= UInt32(truncatingIfNeeded: words[row &>> 6] &>> UInt64(row & 63) & 1) &<< UInt32(bit)
      }
    }
  }

  func consume(_ allKeys: UnsafePointer<UInt32>, _ block: RowBlock, where condition: RowFilter, into sink: GroupSink) {
    let words = unsafe bits(block, where: condition)
    var count = 0
    for place in 0..<block.count {
      let row = block.row(place)
      // Safe: there is a bit for each row of the block, and room for each row that passes.
      guard unsafe words[row >> 6] >> UInt64(row & 63) & 1 != 0 else { continue }
      unsafe keys.start[count] = allKeys[place]
      unsafe rows.start[count] = UInt32(truncatingIfNeeded: row)
      count += 1
    }
    guard count > 0 else { return }
    unsafe sink.consume(
      keys.start, RowBlock(chunk: block.chunk, start: block.start, count: count, rows: UnsafePointer(rows.start)))
  }
}
