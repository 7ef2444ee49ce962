/// Groups that are many: rows are parted by a hash of their key, so that each part has few enough groups for a hash table
/// in the nearest caches, and each part is done by itself.
struct SparseGroups: Sendable {
  let plan: GroupPlan
  /// Whether the answer must stand in the order of its keys.
  let isOrdered: Bool

  /// What one thread found of one part.
  private struct Part {
    let keys = Growing<UInt64>()
    /// The rows of the keys, where a sink reads columns.
    let rows = Growing<UInt32>()
    /// For each key a bit for each conditional aggregate whose condition the row meets.
    let flags = Growing<UInt32>()
  }

  private final class Worker: @unchecked Sendable {
    let keys = GroupCells<UInt64>(count: Morsel.blockRows, repeating: 0)
    let parts: [Part]
    let conditional = ConditionalBlock()

    init(parts: Int) { self.parts = (0..<parts).map { _ in Part() } }
  }

  /// The groups of one part.
  private struct Answer: Sendable {
    var keys: [UInt64] = []
    var results: [Column] = []
    var skipped: [Int] = []
  }

  func run() throws -> (columns: [Column], notes: [String]) {
    let limits = plan.scan.limits
    let partBits = max(0, min(10, Int.bitWidth - (plan.rowCount >> 16).leadingZeroBitCount))
    let workers = (0..<max(1, limits.threads)).map { _ in Worker(parts: 1 << partBits) }
    let needsRows = plan.outputs.contains { if case .rows = $0.input { false } else { true } }
    let conditions = plan.outputs.compactMap(\.condition)
    try checkMemory(limits, needsRows: needsRows)
    try scan(workers, partBits: partBits, needsRows: needsRows, conditions: conditions)

    let answers = Slots<Answer>(count: 1 << partBits, repeating: Answer())
    try Workers.run(1 << partBits, limits: limits) { _, part in
      answers[part] = try answer(workers.map { $0.parts[part] }, needsRows: needsRows)
    }
    return joined(answers.all)
  }

  private func checkMemory(_ limits: QueryLimits, needsRows: Bool) throws {
    guard limits.memoryBytes != nil else { return }
    let rows = try plan.scan.filter.isAll ? plan.rowCount : plan.scan.count()
    try limits.checkMemory(rows * (needsRows ? 36 : 32), for: "groups of \(plan.keys.map(\.name).joined(separator: ", "))")
  }

  private func scan(_ workers: [Worker], partBits: Int, needsRows: Bool, conditions: [RowFilter]) throws {
    let strides = strides()
    var starts: [UInt32] = []
    var total = 0
    for rows in plan.scan.chunkRows {
      starts.append(UInt32(truncatingIfNeeded: total))
      total += rows
    }
    guard total <= Int(UInt32.max) else {
      throw TableError.badRequest("the table has more than 4,294,967,295 rows", expectation: "Filter it into parts first.")
    }
    let firstRows = starts
    try plan.scan.run { worker, block in
      let worker = workers[worker]
      let keys = unsafe worker.keys.start
      for (place, key) in plan.keys.enumerated() {
        unsafe key.add(to: keys, stride: strides[place], isFirst: place == 0, in: block)
      }
      var flags = [UInt32](repeating: 0, count: conditions.isEmpty ? 0 : block.count)
      for (bit, condition) in conditions.enumerated() {
        let words = unsafe worker.conditional.bits(block, where: condition)
        for place in 0..<block.count {
          let row = block.row(place)
          // Safe: there is a bit for each row of the block.
          flags[place] |= unsafe UInt32(truncatingIfNeeded: words[row >> 6] >> UInt64(row & 63) & 1) << UInt32(bit)
        }
      }
      let parts = worker.parts
      let first = firstRows[block.chunk] + UInt32(truncatingIfNeeded: block.start)
      for place in 0..<block.count {
        // Safe: the block has a key for each row.
        let key = unsafe keys[place]
        let part = parts[KeyTable.part(of: key, bits: partBits)]
        part.keys.append(key)
        if needsRows { part.rows.append(first &+ UInt32(truncatingIfNeeded: block.row(place))) }
        if !conditions.isEmpty { part.flags.append(flags[place]) }
      }
    }
  }

  private func strides() -> [UInt64] {
    var strides: [UInt64] = []
    var stride: UInt64 = 1
    for key in plan.keys.reversed() {
      strides.append(stride)
      stride = stride &* UInt64(max(1, key.slots))
    }
    return strides.reversed()
  }

  /// Groups the rows of one part.
  private func answer(_ parts: [Part], needsRows: Bool) throws -> Answer {
    var table = KeyTable()
    let count = parts.reduce(0) { $0 + $1.keys.count }
    let groupOf = GroupCells<UInt32>(count: count, repeating: 0)
    var place = 0
    for part in parts {
      unsafe part.keys.forEachPage { keys, keyCount in
        // Safe: there is a place for each key of all parts.
        for offset in 0..<keyCount {
          unsafe groupOf.start[place] = table.group(of: keys[offset])
          place += 1
        }
      }
      part.keys.removeAll()
    }
    let sinks = plan.sinks(groups: table.keys.count, isDense: false)
    let rows = needsRows ? Self.flattened(parts.map(\.rows), count: count) : nil
    let hasConditions = plan.outputs.contains { $0.condition != nil }
    let flags = hasConditions ? Self.flattened(parts.map(\.flags), count: count) : nil
    var bit: UInt32 = 0
    for (output, sink) in zip(plan.outputs, sinks) {
      let wanted: UInt32? = output.condition == nil ? nil : 1 << bit
      if output.condition != nil { bit += 1 }
      feed(sink, count: count, groups: groupOf, rows: rows, flags: flags, wanted: wanted)
      try sink.finish(QueryLimits(threads: 1))
    }
    let all = Array(0..<table.keys.count)
    return Answer(keys: table.keys, results: sinks.map { $0.column(of: all) }, skipped: sinks.map(\.skipped))
  }

  private static func flattened(_ values: [Growing<UInt32>], count: Int) -> GroupCells<UInt32> {
    let flat = GroupCells<UInt32>(count: count, repeating: 0)
    var place = 0
    for part in values {
      unsafe part.forEachPage { page, pageCount in
        // Safe: there is a place for each value of all parts.
        unsafe (flat.start + place).update(from: page, count: pageCount)
        place += pageCount
      }
      part.removeAll()
    }
    return flat
  }

  /// Gives the rows of a part to a sink, in blocks that each lie in one chunk.
  private func feed(
    _ sink: GroupSink, count: Int, groups: GroupCells<UInt32>, rows: GroupCells<UInt32>?, flags: GroupCells<UInt32>?,
    wanted: UInt32?
  ) {
    let keys = GroupCells<UInt32>(count: Morsel.blockRows, repeating: 0)
    let offsets = GroupCells<UInt32>(count: Morsel.blockRows, repeating: 0)
    var starts: [UInt32] = []
    var total: UInt32 = 0
    for rows in plan.scan.chunkRows {
      starts.append(total)
      total = total &+ UInt32(truncatingIfNeeded: rows)
    }
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
      if let wanted, let flags, unsafe flags.start[place] & wanted == 0 { continue }
      if let rows {
        let row = unsafe rows.start[place]
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
    let skipped = plan.outputs.indices.map { place in filled.reduce(0) { $0 + $1.skipped[place] } }
    guard isOrdered else { return plan.columns(groups: keys, results: results, skipped: skipped) }
    let order = keys.indices.sorted { keys[$0] < keys[$1] }
    results = results.map { $0.gathering(order) }
    return plan.columns(groups: order.map { keys[$0] }, results: results, skipped: skipped)
  }
}

/// Numbers different keys in the order in which they first occur.
struct KeyTable {
  private(set) var keys: [UInt64] = []
  /// One more than the group of the key in each place, or zero.
  private var slots = [UInt32](repeating: 0, count: 256)

  /// The part that a key belongs to, by the high bits of its hash.
  @inline(__always)
  static func part(of key: UInt64, bits: Int) -> Int { bits == 0 ? 0 : Int(hash(key) >> UInt64(64 - bits)) }

  @inline(__always)
  private static func hash(_ key: UInt64) -> UInt64 {
    let product = (key ^ key >> 29) &* 0x9E37_79B9_7F4A_7C15
    return product ^ product >> 32
  }

  /// The number of a key, which is new if the key is.
  mutating func group(of key: UInt64) -> UInt32 {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: Self.hash(key)) & mask
    while true {
      let known = slots[slot]
      if known == 0 { break }
      if keys[Int(known) - 1] == key { return known - 1 }
      slot = (slot + 1) & mask
    }
    keys.append(key)
    let group = UInt32(keys.count - 1)
    slots[slot] = group + 1
    if keys.count * 2 > slots.count { grow() }
    return group
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    let mask = slots.count - 1
    for (group, key) in keys.enumerated() {
      var slot = Int(truncatingIfNeeded: Self.hash(key)) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(group) + 1
    }
  }
}
