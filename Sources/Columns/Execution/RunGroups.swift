/// Groups by columns whose equal rows stand together, and by others: numbered as the rows go by, without a hash table.
struct RunGroups {
  private let groups: SparseGroups
  private let clustering: Clustering
  /// The keys beside those that the rows stand in the order of, and how many numbers their slots make.
  private let others: [Int]
  private let otherSpace: Int

  /// Fails where the rows don't stand so, or where the other keys alone make too many groups.
  init?(_ groups: SparseGroups) {
    let plan = groups.plan
    let names = Set(plan.keys.map(\.name))
    // The finest order of which every key is asked for leaves the fewest other keys.
    guard plan.scan.chunkRows.count == 1,
      let clustering = plan.levels.last(where: { plan.ownKeys.isSuperset(of: $0.keys) && names.isSuperset(of: $0.keys) })
    else { return nil }
    others = plan.keys.indices.filter { !clustering.keys.contains(plan.keys[$0].name) }
    var space = 1
    for other in others { space = min(1 << 24, space * max(1, plan.keys[other].slots)) }
    guard space <= 1 << 20 else { return nil }
    otherSpace = space
    self.groups = groups
    self.clustering = clustering
  }

  /// The memory of one thread.
  private final class Worker: @unchecked Sendable {
    let scratch = BlockScratch()
    let conditional = ConditionalBlock()
    let marks = GroupCells<UInt64>(uninitialized: Morsel.blockRows)
    let otherKeys = GroupCells<UInt32>(uninitialized: Morsel.blockRows)
    let runs = BlockRuns()
    /// For each number of the other keys the run that had it last, and its group there.
    let lastRun: GroupCells<UInt32>
    let lastGroup: GroupCells<UInt32>

    init(space: Int) {
      lastRun = GroupCells(count: space, repeating: .max)
      lastGroup = GroupCells(count: space, repeating: 0)
    }
  }

  /// The column that the runs are of, in words.
  var words: String { clustering.keys.joined(separator: ", ") }

  func answers() throws -> [SparseGroups.Answer] {
    let plan = groups.plan
    var scan = plan.scan
    scan.divisions = clustering
    let morsels = scan.morsels
    let workers = (0..<max(1, scan.limits.threads)).map { _ in Worker(space: otherSpace) }
    let answers = Slots<SparseGroups.Answer?>(count: morsels.count, repeating: nil)
    guard !scan.filter.isNone else { return [] }
    let (this, divided) = (self, scan)
    try Workers.run(morsels.count, limits: scan.limits) { worker, item in
      answers[item] = try this.answer(morsels[item], of: divided, workers[worker])
    }
    return answers.all.compactMap { $0 }
  }

  private func answer(_ morsel: Morsel, of scan: TableScan, _ worker: Worker) throws -> SparseGroups.Answer? {
    let plan = groups.plan
    if others.isEmpty, !plan.needsRows, let packing = PackedCounts(width: groups.countsPerGroup, rows: morsel.count) {
      return try counted(morsel, of: scan, worker, packing)
    }
    let otherStrides: [UInt32] = GroupKey.strides(others.map { plan.keys[$0] })
    let conditions = plan.inputs.compactMap(\.condition)
    let (blockMarks, otherKeys) = unsafe (worker.marks.start, worker.otherKeys.start)
    let (lastRun, lastGroup) = unsafe (worker.lastRun.start, worker.lastGroup.start)
    let (isMarked, hasOthers) = (!conditions.isEmpty, !others.isEmpty)
    let groupOf = GroupCells<UInt32>(uninitialized: morsel.count)
    let marks = GroupCells<UInt64>(uninitialized: isMarked ? morsel.count : 0)
    let rows = GroupCells<UInt32>(uninitialized: morsel.count)
    let firstRows = GroupCells<UInt32>(uninitialized: morsel.count + 1)
    var (found, count) = (0, 0)
    var lastFound = UInt32.max
    let runs = worker.runs
    runs.begin(clustering, at: morsel.start)
    try morsel.forEachBlock(of: scan, worker.scratch) { block in
      // Safe throughout: there is a run, a key and a mark for each row of the block, and a place for each row of the morsel
      // and for each number of the other keys.
      for (order, place) in others.enumerated() {
        unsafe plan.keys[place].add(to: otherKeys, stride: otherStrides[order], isFirst: order == 0, in: block)
      }
      if isMarked {
        unsafe blockMarks.update(repeating: 0, count: block.count)
        for (bit, condition) in conditions.enumerated() {
          unsafe worker.conditional.mark(block, condition, bit: bit, blockMarks)
        }
        unsafe (marks.start + count).update(from: blockMarks, count: block.count)
      }
      let runOf = unsafe runs.runs(of: block)
      let (firstRows, rows, groupOf) = unsafe (firstRows.start, rows.start + count, groupOf.start + count)
      // What a closure captures lies in memory: while a block lasts, it is kept near.
      var (group, last) = (found, lastFound)
      for place in 0..<block.count {
        let row = block.row(place)
        let run = unsafe runOf[row]
        unsafe firstRows[group] = UInt32(truncatingIfNeeded: block.start &+ row)
        unsafe rows[place] = UInt32(truncatingIfNeeded: block.start &+ row)
        if hasOthers {
          let other = unsafe Int(otherKeys[place])
          let isNew = unsafe lastRun[other] != run
          unsafe lastRun[other] = run
          unsafe lastGroup[other] = isNew ? UInt32(truncatingIfNeeded: group) : lastGroup[other]
          group &+= isNew ? 1 : 0
          unsafe groupOf[place] = lastGroup[other]
        } else {
          group &+= run == last ? 0 : 1
          last = run
          unsafe groupOf[place] = UInt32(truncatingIfNeeded: group &- 1)
        }
      }
      (found, lastFound) = (group, last)
      count &+= block.count
    }
    guard count > 0 else { return nil }
    let keys = keys(of: firstRows, found)
    let numbered = NumberedRows(groupOf: groupOf, marks: isMarked ? marks : nil, rows: rows, count: count)
    return try groups.answer(keys: keys, groups: found, numbered)
  }

  /// Groups rows that are only counted, where each group is a run.
  private func counted(
    _ morsel: Morsel, of scan: TableScan, _ worker: Worker, _ packing: PackedCounts
  ) throws -> SparseGroups.Answer? {
    let conditions = groups.plan.inputs.compactMap(\.condition)
    let marks = unsafe worker.marks.start
    let firstRows = GroupCells<UInt32>(uninitialized: morsel.count + 1)
    // The counts of a group stand in the place after its own, so that there is one before the first.
    let packed = GroupCells<UInt64>(uninitialized: morsel.count + 1)
    var (found, lastRun, counts) = (0, UInt32.max, UInt64.zero)
    let runs = worker.runs
    runs.begin(clustering, at: morsel.start)
    try morsel.forEachBlock(of: scan, worker.scratch) { block in
      // Safe throughout: there is a run and a mark for each row of the block, and a place for each row of the morsel.
      unsafe marks.update(repeating: 1, count: block.count)
      for (place, condition) in conditions.enumerated() {
        unsafe worker.conditional.mark(block, condition, bit: packing.shift(place + 1), marks)
      }
      let runOf = unsafe runs.runs(of: block)
      let (firstRows, packed) = unsafe (firstRows.start, packed.start)
      // What a closure captures lies in memory: while a block lasts, it is kept near.
      var (group, last, sum) = (found, lastRun, counts)
      for place in 0..<block.count {
        let row = block.row(place)
        let run = unsafe runOf[row]
        // Whether a run is new is as good as chance, so nothing jumps on it.
        let isSame: UInt64 = run == last ? 1 : 0
        last = run
        unsafe firstRows[group] = UInt32(truncatingIfNeeded: block.start &+ row)
        group &+= Int(truncatingIfNeeded: isSame ^ 1)
        sum = unsafe sum & (0 &- isSame) &+ marks[place]
        unsafe packed[group] = sum
      }
      (found, lastRun, counts) = (group, last, sum)
    }
    guard found > 0 else { return nil }
    return try groups.answer(keys: keys(of: firstRows, found), groups: found, packing.counts(packed, groups: found))
  }

  /// The keys of groups by the first row of each, which rise: of those that are not asked for, nothing.
  private func keys(of firstRows: GroupCells<UInt32>, _ count: Int) -> GroupCells<UInt64> {
    let keys = GroupCells<UInt64>(uninitialized: count)
    let wanted = groups.plan.ordering == .forgotten ? groups.plan.wantedKeys : nil
    for start in stride(from: 0, to: count, by: Morsel.blockRows) {
      // Safe: there is a key for each row.
      unsafe groups.write(
        keys.start + start,
        RowBlock(
          chunk: 0, start: 0, count: min(Morsel.blockRows, count - start), rows: UnsafePointer(firstRows.start + start)),
        of: wanted)
    }
    return keys
  }
}

/// The counts of a group in one number, so that a row adds to all of them at once.
private struct PackedCounts {
  private let width: Int
  private let bits: Int

  /// Fails where a count of all rows does not fit into its share of 64 bits.
  init?(width: Int, rows: Int) {
    (self.width, bits) = (width, 64 / width)
    guard width == 1 || width < 64 && rows < 1 << bits else { return nil }
  }

  /// The bits below a count.
  func shift(_ place: Int) -> Int { place * bits }

  /// The counts of each group next to each other. Those of the first group stand in the second place.
  func counts(_ packed: GroupCells<UInt64>, groups: Int) -> GroupCells<UInt32> {
    let counts = GroupCells<UInt32>(uninitialized: (groups + 1) * width)
    let mask = UInt64.max >> UInt64(64 - bits)
    for group in 0..<groups {
      // Safe: there are counts for each group.
      let number = unsafe packed.start[group &+ 1]
      let target = unsafe counts.start + group &* width
      for place in 0..<width { unsafe target[place] = UInt32(truncatingIfNeeded: number &>> UInt64(place &* bits) & mask) }
    }
    return counts
  }
}

/// Tells the run of each row of blocks that follow one another.
///
/// Where a run begins is as good as chance, so no row asks whether it is past the end of one: the first row of each run is
/// marked, and the marks are added up.
@safe
final class BlockRuns {
  private let marks = GroupCells<UInt8>(uninitialized: Morsel.blockRows)
  private let numbers = GroupCells<UInt32>(uninitialized: Morsel.blockRows)
  private var clustering: Clustering?
  private var run = 0

  /// Begins anew at a row.
  func begin(_ clustering: Clustering, at row: Int) {
    self.clustering = clustering
    run = clustering.run(of: row)
  }

  /// The run of each row from the block's start to its last.
  func runs(of block: RowBlock) -> UnsafePointer<UInt32> {
    let (marks, numbers) = unsafe (marks.start, numbers.start)
    guard let clustering, block.count > 0 else { return unsafe UnsafePointer(numbers) }
    let length = block.row(block.count - 1) + 1
    let end = block.start + length
    // Safe: there is a place for each row of a block, and one start more than there are runs.
    let starts = unsafe clustering.starts.start
    unsafe marks.update(repeating: 0, count: length)
    // Blocks without rows that pass were not shown.
    if unsafe Int(starts[run + 1]) <= block.start { run = clustering.run(of: block.start) }
    var number = UInt32(truncatingIfNeeded: run)
    while unsafe run + 1 < clustering.runCount && Int(starts[run + 1]) < end {
      run += 1
      unsafe marks[Int(starts[run]) - block.start] = 1
    }
    for row in 0..<length {
      number &+= UInt32(unsafe marks[row])
      unsafe numbers[row] = number
    }
    return unsafe UnsafePointer(numbers)
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

  override func merge(_ other: GroupSink, groups: Range<Int>) {
    guard let other = other as? RunDistinctSink else { return }
    // Safe: both have as many groups. A run is never divided between two threads.
    for group in groups { unsafe counts.start[group] &+= other.counts.start[group] }
  }

  override func answer(of groups: GroupList, for kind: Query.Aggregate.Kind) -> AnswerColumn {
    let counts = counts
    return .wholes(groups, type: .integer) { (Int(counts[$0]), nil) }
  }
}
