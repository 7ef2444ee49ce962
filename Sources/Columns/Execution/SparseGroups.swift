/// Groups that are many: rows are parted by a hash of their key, so that each part has few enough groups for a hash table
/// in the nearest caches, and each part is done by itself.
struct SparseGroups: Sendable {
  let plan: GroupPlan
  /// Whether the answer must stand in the order of its keys.
  let isOrdered: Bool

  /// The memory of one thread.
  private final class Worker: @unchecked Sendable {
    let keys = GroupCells<UInt64>(count: Morsel.blockRows, repeating: 0)
    let flags = GroupCells<UInt32>(count: Morsel.blockRows, repeating: 0)
    let conditional = ConditionalBlock()
    let foundKeys: PartedBuffer<UInt64>
    /// The row of each key in the low half, and in the high half a bit for each conditional sink whose condition the row
    /// meets; empty where neither is needed.
    let foundRows: PartedBuffer<UInt64>

    init(parts: Int) {
      foundKeys = PartedBuffer(parts: parts)
      foundRows = PartedBuffer(parts: parts)
    }
  }

  /// The groups of one part.
  struct Answer: Sendable {
    var keys: [UInt64] = []
    var results: [Column] = []
    var skipped: [Int] = []
  }

  func run() throws -> (columns: [Column], notes: [String]) {
    if let byRuns = RunGroups(self) { return joined(try byRuns.answers()) }
    let limits = plan.scan.limits
    let partBits = max(0, min(10, Int.bitWidth - (plan.rowCount >> 16).leadingZeroBitCount))
    let workers = (0..<max(1, limits.threads)).map { _ in Worker(parts: 1 << partBits) }
    let needsRows = plan.needsRows
    guard plan.inputs.count(where: { $0.condition != nil }) <= 32 else {
      throw TableError.badRequest("more than 32 aggregates have conditions of their own", expectation: "Ask in two queries.")
    }
    try checkMemory(limits, needsRows: needsRows)
    try scan(workers, partBits: partBits, needsRows: needsRows)

    let answers = Slots<Answer>(count: 1 << partBits, repeating: Answer())
    try Workers.run(1 << partBits, limits: limits) { _, part in
      answers[part] = try answer(workers, part, needsRows: needsRows)
    }
    return joined(answers.all)
  }

  private func checkMemory(_ limits: QueryLimits, needsRows: Bool) throws {
    guard limits.memoryBytes != nil else { return }
    let rows = try plan.scan.isAll ? plan.rowCount : plan.scan.count()
    try limits.checkMemory(rows * (needsRows ? 48 : 40), for: "groups of \(plan.keys.map(\.name).joined(separator: ", "))")
  }

  /// The first row of each chunk.
  private var firstRows: [UInt32] { plan.firstRows.map { UInt32(truncatingIfNeeded: $0) } }

  private func scan(_ workers: [Worker], partBits: Int, needsRows: Bool) throws {
    guard plan.rowCount <= Int(UInt32.max) else {
      throw TableError.badRequest("the table has more than 4,294,967,295 rows", expectation: "Filter it into parts first.")
    }
    let (strides, firstRows) = (GroupKey.strides(plan.keys) as [UInt64], firstRows)
    let conditions = plan.inputs.compactMap(\.condition)
    try plan.scan.run { worker, block in
      let worker = workers[worker]
      let (keys, flags) = unsafe (worker.keys.start, worker.flags.start)
      for (place, key) in plan.keys.enumerated() {
        unsafe key.add(to: keys, stride: strides[place], isFirst: place == 0, in: block)
      }
      unsafe worker.conditional.mark(block, conditions, into: flags)
      let (foundKeys, foundRows) = (worker.foundKeys, worker.foundRows)
      let first = firstRows[block.chunk] + UInt32(truncatingIfNeeded: block.start)
      for place in 0..<block.count {
        let key = unsafe keys[place]
        let part = KeyTable.part(of: key, bits: partBits)
        foundKeys.append(key, to: part)
        if needsRows {
          let row = first &+ UInt32(truncatingIfNeeded: block.row(place))
          // Safe: there is a flag for each row of the block.
          let flag = unsafe flags[place]
          foundRows.append(UInt64(flag) &<< 32 | UInt64(row), to: part)
        }
      }
    }
  }

  /// Groups the rows of one part.
  private func answer(_ workers: [Worker], _ part: Int, needsRows: Bool) throws -> Answer {
    let count = workers.reduce(0) { $0 + $1.foundKeys.count(of: part) }
    guard count > 0 else { return Answer() }
    let table = KeyTable(atMost: count)
    let groupOf = GroupCells<UInt32>(uninitialized: count)
    let rows = GroupCells<UInt64>(uninitialized: needsRows ? count : 0)
    var place = 0
    for worker in workers {
      unsafe worker.foundKeys.forEachPage(of: part) { keys, keyCount in
        // Safe: there is a place for each key of all workers.
        unsafe table.number(keys, keyCount, into: groupOf.start + place)
        place += keyCount
      }
      worker.foundKeys.removeAll(of: part)
    }
    place = 0
    for worker in workers where needsRows {
      unsafe worker.foundRows.forEachPage(of: part) { page, pageCount in
        // Safe: rows were added where keys were.
        unsafe (rows.start + place).update(from: page, count: pageCount)
        place += pageCount
      }
      worker.foundRows.removeAll(of: part)
    }
    return try answer(keys: table.keys, groupOf: groupOf, count: count, rows: needsRows ? rows : nil)
  }

  /// Works out the groups of some rows that are numbered already.
  ///
  /// - Parameters:
  ///   - keys: The key of each group.
  ///   - groupOf: The group of each row.
  ///   - rows: Each row's number, with the marks of the conditions that it meets above it.
  func answer(
    keys: [UInt64], groupOf: GroupCells<UInt32>, count: Int, rows: GroupCells<UInt64>?
  ) throws -> Answer {
    let sinks = plan.sinks(groups: keys.count, isWhole: false)
    var bit: UInt64 = 1 << 32
    for (input, sink) in zip(plan.inputs, sinks) {
      let flag = input.condition == nil ? 0 : bit
      if case .rows = input.kind, let counter = sink as? CountSink {
        unsafe counter.count(groupOf.start, count, where: rows?.start, flag)
      } else {
        feed(sink, count: count, groups: groupOf, rows: rows, flag: flag)
      }
      if input.condition != nil { bit <<= 1 }
      try sink.finish(QueryLimits(threads: 1))
    }
    let all = Array(0..<keys.count)
    return Answer(
      keys: keys, results: plan.outputs.map { sinks[$0.sink].column(of: all, for: $0.aggregate.kind) },
      skipped: sinks.map(\.skipped))
  }

  /// Gives the rows of a part to a sink, in blocks that each lie in one chunk; with a flag only those that have it.
  private func feed(
    _ sink: GroupSink, count: Int, groups: GroupCells<UInt32>, rows: GroupCells<UInt64>?, flag: UInt64
  ) {
    let keys = GroupCells<UInt32>(count: Morsel.blockRows, repeating: 0)
    let offsets = GroupCells<UInt32>(count: Morsel.blockRows, repeating: 0)
    let starts = firstRows
    var filled = 0
    var chunk = 0
    func flush() {
      guard filled > 0 else { return }
      unsafe sink.consume(
        keys.start, RowBlock(chunk: chunk, start: 0, count: filled, rows: rows == nil ? nil : UnsafePointer(offsets.start)))
      filled = 0
    }
    for place in 0..<count {
      // Safe: every array has a value for each place, and a block is given on before it is over-full.
      if let rows {
        let found = unsafe rows.start[place]
        if flag != 0, found & flag == 0 { continue }
        let row = UInt32(truncatingIfNeeded: found)
        if row < starts[chunk] || chunk + 1 < starts.count && row >= starts[chunk + 1] {
          flush()
          chunk = Self.chunk(of: row, starts)
        }
        unsafe offsets.start[filled] = row &- starts[chunk]
      }
      unsafe keys.start[filled] = groups.start[place]
      filled += 1
      if filled == Morsel.blockRows { flush() }
    }
    flush()
  }

  private static func chunk(of row: UInt32, _ starts: [UInt32]) -> Int {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) >> 1
      if starts[middle] <= row { low = middle } else { high = middle }
    }
    return low
  }

  /// Puts the parts' answers together.
  private func joined(_ answers: [Answer]) -> (columns: [Column], notes: [String]) {
    let filled = answers.filter { !$0.keys.isEmpty }
    let keys = filled.flatMap(\.keys)
    var results = plan.outputs.indices.map { place in Column.concatenated(filled.map { $0.results[place] }) }
    let skipped = plan.inputs.indices.map { place in filled.reduce(0) { $0 + $1.skipped[place] } }
    guard isOrdered else { return plan.columns(groups: keys, results: results, skipped: skipped) }
    let order = keys.indices.sorted { keys[$0] < keys[$1] }
    results = results.map { $0.gathering(order) }
    return plan.columns(groups: order.map { keys[$0] }, results: results, skipped: skipped)
  }
}

/// Numbers different keys in the order in which they first occur.
@safe
final class KeyTable {
  private struct Slot: BitwiseCopyable {
    var key: UInt64
    /// One more than the key's number, or zero where the place is free.
    var group: UInt32
  }

  private var slots: GroupCells<Slot>
  private let found: GroupCells<UInt64>
  private(set) var count = 0

  init(atMost keys: Int) {
    var places = 256
    while places < keys { places *= 2 }
    slots = GroupCells(count: places, repeating: Slot(key: 0, group: 0))
    found = GroupCells(uninitialized: keys)
  }

  /// The keys in the order of their numbers.
  var keys: [UInt64] { unsafe Array(UnsafeBufferPointer(start: found.start, count: count)) }

  /// The part that a key belongs to, by the high bits of its hash.
  @inline(__always)
  static func part(of key: UInt64, bits: Int) -> Int {
    bits == 0 ? 0 : Int(truncatingIfNeeded: hash(key) &>> UInt64(64 &- bits))
  }

  @inline(__always)
  private static func hash(_ key: UInt64) -> UInt64 {
    let product = (key ^ key &>> 29) &* 0x9E37_79B9_7F4A_7C15
    return product ^ product &>> 32
  }

  /// Writes the number of each key, which is new where the key is.
  func number(_ keys: UnsafePointer<UInt64>, _ keyCount: Int, into groups: UnsafeMutablePointer<UInt32>) {
    var mask = slots.count - 1
    var slots = unsafe slots.start
    let found = unsafe found.start
    var count = count
    defer { self.count = count }
    for place in 0..<keyCount {
      // Safe: a place is taken modulo the table, which always has free ones; there is room for each key that is new.
      let key = unsafe keys[place]
      var slot = Int(truncatingIfNeeded: Self.hash(key)) & mask
      while unsafe slots[slot].group != 0 && slots[slot].key != key { slot = (slot &+ 1) & mask }
      if unsafe slots[slot].group == 0 {
        unsafe found[count] = key
        count &+= 1
        unsafe slots[slot] = Slot(key: key, group: UInt32(truncatingIfNeeded: count))
        if count &* 2 > mask {
          unsafe groups[place] = UInt32(truncatingIfNeeded: count &- 1)
          self.count = count
          grow()
          mask = self.slots.count - 1
          unsafe slots = self.slots.start
          continue
        }
      }
      unsafe groups[place] = slots[slot].group &- 1
    }
  }

  private func grow() {
    let wider = GroupCells(count: slots.count * 2, repeating: Slot(key: 0, group: 0))
    let mask = wider.count - 1
    for group in 0..<count {
      // Safe: the wider table has a free place for each key.
      let key = unsafe found.start[group]
      var slot = Int(truncatingIfNeeded: Self.hash(key)) & mask
      while unsafe wider.start[slot].group != 0 { slot = (slot &+ 1) & mask }
      unsafe wider.start[slot] = Slot(key: key, group: UInt32(truncatingIfNeeded: group + 1))
    }
    slots = wider
  }
}
