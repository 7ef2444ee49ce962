/// Groups by a column whose equal rows stand together, and by others: numbered as the rows go by, without a hash table.
struct RunGroups {
  private let groups: SparseGroups
  private let clustering: Clustering
  /// The keys beside the one that the rows stand in the order of, and how many numbers their slots make.
  private let others: [Int]
  private let otherSpace: Int

  /// Fails where the rows don't stand so, or where the other keys alone make too many groups.
  init?(_ groups: SparseGroups) {
    guard let (clustering, key) = groups.plan.runsOfOne, let place = groups.plan.keys.firstIndex(where: { $0.name == key }),
      groups.plan.runColumns[place] != nil
    else { return nil }
    others = groups.plan.keys.indices.filter { $0 != place }
    var space = 1
    for other in others { space = min(1 << 24, space * max(1, groups.plan.keys[other].slots)) }
    guard space <= 1 << 20 else { return nil }
    otherSpace = space
    self.groups = groups
    self.clustering = clustering
  }

  /// The memory of one thread.
  private final class Worker: @unchecked Sendable {
    let scratch = BlockScratch()
    let conditional = ConditionalBlock()
    let keys = GroupCells<UInt64>(count: Morsel.blockRows, repeating: 0)
    let otherKeys = GroupCells<UInt32>(count: Morsel.blockRows, repeating: 0)
    let flags = GroupCells<UInt32>(count: Morsel.blockRows, repeating: 0)
    /// For each number of the other keys the run that had it last, and its group there.
    let lastRun: GroupCells<UInt32>
    let lastGroup: GroupCells<UInt32>

    init(space: Int) {
      lastRun = GroupCells(count: space, repeating: .max)
      lastGroup = GroupCells(count: space, repeating: 0)
    }
  }

  func answers() throws -> [SparseGroups.Answer] {
    let plan = groups.plan
    var scan = plan.scan
    scan.divisions = clustering
    let morsels = scan.morsels
    let workers = (0..<max(1, scan.limits.threads)).map { _ in Worker(space: otherSpace) }
    let answers = Slots<SparseGroups.Answer>(count: morsels.count, repeating: SparseGroups.Answer())
    guard !scan.filter.isNone else { return [] }
    let (this, divided) = (self, scan)
    try Workers.run(morsels.count, limits: scan.limits) { worker, item in
      answers[item] = try this.answer(morsels[item], of: divided, workers[worker])
    }
    return answers.all
  }

  private func answer(_ morsel: Morsel, of scan: TableScan, _ worker: Worker) throws -> SparseGroups.Answer {
    let plan = groups.plan
    let strides: [UInt64] = GroupKey.strides(plan.keys)
    let otherStrides: [UInt32] = GroupKey.strides(others.map { plan.keys[$0] })
    let conditions = plan.inputs.compactMap(\.condition)
    let needsRows = plan.needsRows
    let (keys, otherKeys, flags) = unsafe (worker.keys.start, worker.otherKeys.start, worker.flags.start)
    let (lastRun, lastGroup) = unsafe (worker.lastRun.start, worker.lastGroup.start)
    let starts = unsafe clustering.starts.start
    let groupOf = GroupCells<UInt32>(uninitialized: morsel.count)
    let rows = GroupCells<UInt64>(uninitialized: needsRows ? morsel.count : 0)
    var found: [UInt64] = []
    var count = 0
    var run = clustering.run(of: morsel.start)
    try morsel.forEachBlock(of: scan, worker.scratch) { block in
      // Safe throughout: there is a key and a flag for each row of the block, a place for each row of the morsel and for
      // each number of the other keys, and a row lies before the end of the last run.
      if others.isEmpty { unsafe otherKeys.update(repeating: 0, count: block.count) }
      for (order, place) in others.enumerated() {
        unsafe plan.keys[place].add(to: otherKeys, stride: otherStrides[order], isFirst: order == 0, in: block)
      }
      for (place, key) in plan.keys.enumerated() {
        unsafe key.add(to: keys, stride: strides[place], isFirst: place == 0, in: block)
      }
      if !conditions.isEmpty { unsafe worker.conditional.mark(block, conditions, into: flags) }
      for place in 0..<block.count {
        let row = block.start &+ block.row(place)
        while unsafe Int(starts[run &+ 1]) <= row { run &+= 1 }
        let other = unsafe Int(otherKeys[place])
        if unsafe lastRun[other] != UInt32(truncatingIfNeeded: run) {
          unsafe lastRun[other] = UInt32(truncatingIfNeeded: run)
          unsafe lastGroup[other] = UInt32(truncatingIfNeeded: found.count)
          found.append(unsafe keys[place])
        }
        unsafe groupOf.start[count] = lastGroup[other]
        if needsRows {
          let flag: UInt32 = conditions.isEmpty ? 0 : unsafe flags[place]
          unsafe rows.start[count] = UInt64(flag) &<< 32 | UInt64(truncatingIfNeeded: row)
        }
        count &+= 1
      }
    }
    return count == 0
      ? SparseGroups.Answer()
      : try groups.answer(keys: found, groupOf: groupOf, count: count, rows: needsRows ? rows : nil)
  }
}

/// Counts the different values of a column whose equal rows stand together: each run counts once for each group.
final class RunDistinctSink: GroupSink, @unchecked Sendable {
  private let source: Column
  private let clustering: Clustering
  private let lastRun: GroupCells<UInt32>
  private let counts: GroupCells<UInt32>

  init(groups: Int, column: Column, clustering: Clustering) {
    source = column
    self.clustering = clustering
    lastRun = GroupCells(count: groups, repeating: .max)
    counts = GroupCells(count: groups, repeating: 0)
  }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    guard block.count > 0 else { return }
    let (lastRun, counts, starts) = unsafe (lastRun.start, counts.start, clustering.starts.start)
    let bits = source.presence.chunks[block.chunk].bits
    var run = clustering.run(of: block.start + block.row(0))
    for place in 0..<block.count {
      let row = block.start &+ block.row(place)
      // Safe: every key is a group, and a row lies before the end of the last run.
      while unsafe Int(starts[run &+ 1]) <= row { run &+= 1 }
      if let bits, !bits[row] {
        skipped += 1
        continue
      }
      let group = unsafe Int(keys[place])
      let isNew = unsafe lastRun[group] != UInt32(truncatingIfNeeded: run)
      unsafe lastRun[group] = UInt32(truncatingIfNeeded: run)
      unsafe counts[group] &+= isNew ? 1 : 0
    }
  }

  override func merge(_ other: GroupSink) {
    guard let other = other as? RunDistinctSink else { return }
    skipped += other.skipped
    // Safe: both have as many groups. A run is never divided between two threads.
    for group in 0..<counts.count { unsafe counts.start[group] &+= other.counts.start[group] }
  }

  override func column(of groups: [Int], for kind: Query.Aggregate.Kind) -> Column {
    Column("", integers: groups.map { Int(counts[$0]) }, presence: nil)
  }
}
