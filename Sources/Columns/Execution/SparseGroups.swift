/// Groups that are many: rows are parted by a hash of their key, so that each part has few enough groups for a hash table
/// in the nearest caches, and each part is done by itself.
///
/// A row's key has some bits for each column, and above them a bit for each aggregate whose condition the row meets.
struct SparseGroups: Sendable {
  let plan: GroupPlan
  let fields: [KeyField]
  /// The bits of a key, and those together with the marks of conditions.
  let keyBits: Int
  private let markedBits: Int

  /// Fails where 64 bits do not hold the keys and the marks of all conditions, or where a key might have all of them set.
  init?(plan: GroupPlan) {
    self.plan = plan
    (fields, keyBits) = KeyField.fields(plan.keys)
    markedBits = keyBits + plan.inputs.count { $0.condition != nil }
    guard markedBits <= 64, keyBits < 64 else { return nil }
  }

  /// The memory of one thread while rows are parted.
  private final class Worker: @unchecked Sendable {
    let keys = GroupCells<UInt64>(count: Morsel.blockRows, repeating: 0)
    let conditional = ConditionalBlock()
    let foundKeys: PartedBuffer<UInt64>
    /// The row of each key; empty where no sink reads columns.
    let foundRows: PartedBuffer<UInt32>

    init(parts: Int) {
      foundKeys = PartedBuffer(parts: parts)
      foundRows = PartedBuffer(parts: parts)
    }
  }

  /// The groups of some rows: the columns that are wanted, and where the order shows those that make it.
  struct Answer: Sendable {
    var count: Int
    var columns: [Column]
    var skipped: [Int]
  }

  /// The groups in no order, with the columns whose order they are to be put into.
  func run() throws -> GroupPlan.Answer {
    if let byRuns = RunGroups(self) { return try joined(try byRuns.answers()) }
    let limits = plan.scan.limits
    let rows = plan.scan.ranges?.reduce(0) { $0 + $1.count } ?? plan.rowCount
    try checkMemory(limits, rows: rows)
    guard plan.rowCount <= Int(UInt32.max) else {
      throw TableError.badRequest("the table has more than 4,294,967,295 rows", expectation: "Filter it into parts first.")
    }
    let partBits = max(0, min(10, Int.bitWidth - (rows >> 16).leadingZeroBitCount))
    let workers = (0..<max(1, limits.threads)).map { _ in Worker(parts: 1 << partBits) }
    try part(workers, partBits: partBits)

    let units = units(workers, parts: 1 << partBits)
    let answers = Slots<Answer?>(count: units.count, repeating: nil)
    let tables = workers.map { _ in KeyTable() }
    try Workers.run(units.count, limits: limits) { worker, unit in
      answers[unit] = try answer(workers, units[unit], tables[worker])
    }
    return try joined(answers.all.compactMap { $0 })
  }

  /// Refuses rows that need more memory than there is; those that pass are only counted where all of them would.
  private func checkMemory(_ limits: QueryLimits, rows: Int) throws {
    guard let memoryBytes = limits.memoryBytes else { return }
    let width = plan.needsRows ? 48 : 40
    guard rows * width > memoryBytes else { return }
    let passing = try plan.scan.isAll ? rows : plan.scan.count()
    try limits.checkMemory(passing * width, for: "groups of \(plan.keys.map(\.name).joined(separator: ", "))")
  }

  /// Parts the rows by their keys.
  private func part(_ workers: [Worker], partBits: Int) throws {
    let firstRows = plan.firstRows.map { UInt32(truncatingIfNeeded: $0) }
    let needsRows = plan.needsRows
    let mask = keyMask
    let conditions = plan.inputs.compactMap(\.condition)
    try plan.scan.run { worker, block in
      let worker = workers[worker]
      let keys = unsafe worker.keys.start
      unsafe write(keys, block)
      for (place, condition) in conditions.enumerated() {
        unsafe worker.conditional.mark(block, condition, bit: keyBits + place, keys)
      }
      let (foundKeys, foundRows) = (worker.foundKeys, worker.foundRows)
      // Safe throughout: there is a key for each row of the block.
      guard needsRows else {
        for place in 0..<block.count {
          let key = unsafe keys[place]
          foundKeys.append(key, to: KeyTable.part(of: key & mask, bits: partBits))
        }
        return
      }
      let first = firstRows[block.chunk] + UInt32(truncatingIfNeeded: block.start)
      for place in 0..<block.count {
        let key = unsafe keys[place]
        let part = KeyTable.part(of: key & mask, bits: partBits)
        foundKeys.append(key, to: part)
        foundRows.append(first &+ UInt32(truncatingIfNeeded: block.row(place)), to: part)
      }
    }
  }

  /// The bits of a marked key that are the key.
  var keyMask: UInt64 { 1 << UInt64(keyBits) - 1 }

  /// Writes the key of each row of a block.
  ///
  /// - Parameter wanted: The keys that it is made of, by their places; nil for all.
  func write(_ keys: UnsafeMutablePointer<UInt64>, _ block: RowBlock, of wanted: [Int]? = nil) {
    var isFirst = true
    for (place, key) in plan.keys.enumerated() where wanted?.contains(place) ?? true {
      unsafe key.add(to: keys, stride: fields[place].stride, isFirst: isFirst, in: block)
      isFirst = false
    }
    if isFirst { unsafe keys.update(repeating: 0, count: block.count) }
  }

  /// Parts that are done together, since each has few rows.
  private func units(_ workers: [Worker], parts: Int) -> [Range<Int>] {
    var units: [Range<Int>] = []
    var (start, rows) = (0, 0)
    for part in 0..<parts {
      let count = workers.reduce(0) { $0 + $1.foundKeys.count(of: part) }
      if rows > 0, rows + count > 1 << 13 {
        units.append(start..<part)
        (start, rows) = (part, 0)
      }
      rows += count
    }
    return rows > 0 ? units + [start..<parts] : units
  }

  /// Groups the rows of some parts.
  private func answer(_ workers: [Worker], _ parts: Range<Int>, _ table: KeyTable) throws -> Answer {
    var count = 0
    for worker in workers { for part in parts { count += worker.foundKeys.count(of: part) } }
    table.removeAll(reserving: count)
    guard plan.needsRows else { return try counted(workers, parts, table, rows: count) }
    let groupOf = GroupCells<UInt32>(uninitialized: count)
    let marks = GroupCells<UInt64>(uninitialized: markedBits > keyBits ? count : 0)
    let rows = GroupCells<UInt32>(uninitialized: count)
    var (place, rowPlace) = (0, 0)
    let (mask, shift, isMarked) = (keyMask, UInt64(keyBits), markedBits > keyBits)
    for worker in workers {
      for part in parts {
        unsafe worker.foundKeys.forEachPage(of: part) { keys, keyCount in
          // Safe: there is a place for each key of all workers, and rows were added where keys were.
          let (groups, marked) = unsafe (groupOf.start + place, marks.start)
          let first = place
          unsafe table.forEachNumber(keys, keyCount, mask: mask) { key, value, group in
            unsafe groups[key] = UInt32(truncatingIfNeeded: group)
            if isMarked { unsafe marked[first &+ key] = value &>> shift }
          }
          place += keyCount
        }
        unsafe worker.foundRows.forEachPage(of: part) { page, pageCount in
          unsafe (rows.start + rowPlace).update(from: page, count: pageCount)
          rowPlace += pageCount
        }
      }
    }
    let numbered = NumberedRows(groupOf: groupOf, marks: isMarked ? marks : nil, rows: rows, count: count)
    return try answer(keys: table.keys, groups: table.count, numbered)
  }

  /// Groups rows that are only counted, all together or those that meet a condition.
  private func counted(_ workers: [Worker], _ parts: Range<Int>, _ table: KeyTable, rows: Int) throws -> Answer {
    let width = countsPerGroup
    let counts = GroupCells<UInt32>(count: (rows + 1) * width, repeating: 0)
    let (mask, shift) = (keyMask, UInt64(keyBits))
    for worker in workers {
      for part in parts {
        unsafe worker.foundKeys.forEachPage(of: part) { keys, keyCount in
          // Safe: there are no more groups than rows, and a group has as many counts as there are marks and one.
          let counts = unsafe counts.start
          if width == 1 {
            unsafe table.forEachNumber(keys, keyCount, mask: mask) { _, _, group in unsafe counts[group] &+= 1 }
          } else {
            unsafe table.forEachNumber(keys, keyCount, mask: mask) { _, value, group in
              let count = unsafe counts + group &* width
              unsafe count.pointee &+= 1
              var marks = value &>> shift
              for place in 1..<width {
                unsafe count[place] &+= UInt32(truncatingIfNeeded: marks & 1)
                marks &>>= 1
              }
            }
          }
        }
      }
    }
    return try answer(keys: table.keys, groups: table.count, counts)
  }

  /// The counts of a group: of its rows, and of those with each mark.
  var countsPerGroup: Int { 1 + markedBits - keyBits }

  /// The answer where rows are only counted.
  ///
  /// - Parameter counts: So many of each group as ``countsPerGroup`` says.
  func answer(keys: GroupCells<UInt64>, groups: Int, _ counts: GroupCells<UInt32>) throws -> Answer {
    let width = countsPerGroup
    var places: [Int] = []
    var next = 1
    for input in plan.inputs {
      places.append(input.condition == nil ? 0 : next)
      if input.condition != nil { next += 1 }
    }
    let list = GroupList(all: groups)
    let outputs = plan.wantedOutputs.map { output in
      CountSink.answer(of: list, counts, width: width, place: places[output.sink])
    }
    return try answer(keys: keys, groups: groups, outputs, skipped: plan.inputs.map { _ in 0 })
  }

  /// Works out the groups of rows that are numbered already.
  ///
  /// - Parameter keys: The key of each group.
  func answer(keys: GroupCells<UInt64>, groups: Int, _ rows: NumberedRows) throws -> Answer {
    guard plan.needsRows else {
      let counts = GroupCells<UInt32>(count: (groups + 1) * countsPerGroup, repeating: 0)
      rows.count(into: counts, countsPerGroup)
      return try answer(keys: keys, groups: groups, counts)
    }
    let sinks = plan.inputs.indices.map { plan.sink($0, groups: groups, isWhole: false) }
    let firstRows = plan.firstRows.map { UInt32(truncatingIfNeeded: $0) }
    var mark: UInt64 = 1
    for (input, sink) in zip(plan.inputs, sinks) {
      rows.feed(sink, mark: input.condition == nil ? 0 : mark, firstRows)
      if input.condition != nil { mark <<= 1 }
      try sink.finish(QueryLimits(threads: 1))
    }
    let list = GroupList(all: groups)
    let outputs = plan.wantedOutputs.map { sinks[$0.sink].answer(of: list, for: $0.aggregate.kind) }
    return try answer(keys: keys, groups: groups, outputs, skipped: sinks.map(\.skipped))
  }

  private func answer(
    keys: GroupCells<UInt64>, groups: Int, _ outputs: [AnswerColumn], skipped: [Int]
  ) throws -> Answer {
    func answer(_ place: Int) -> AnswerColumn { plan.keys[place].answer(count: groups, FieldSlots(numbers: keys, field: fields[place])) }
    var columns = plan.wantedKeys.map(answer) + outputs
    if plan.addsFirstInOrder { columns.append(answer(0)) }
    // The groups do not stand in the order of their keys.
    if plan.ordering != .forgotten { columns.append(Self.numbers(keys, count: groups)) }
    let made = try AnswerColumn.made(columns, count: groups, limits: QueryLimits(threads: 1))
    return Answer(count: groups, columns: made, skipped: skipped)
  }

  /// The keys as a column of numbers, which have 63 bits at the most.
  private static func numbers(_ keys: GroupCells<UInt64>, count: Int) -> AnswerColumn {
    AnswerColumn {
      // Safe: there is a key for each group, and the memory is written from end to end.
      let numbers = unsafe Buffer<Int64>(count: count) { target in
        unsafe UnsafeMutableRawPointer(target).copyMemory(from: keys.start, byteCount: count * 8)
      }
      return Column("", type: .integer, chunks: [Chunk(.int64(numbers))])
    }
  }

  /// Puts answers together, each a chunk of the columns.
  private func joined(_ answers: [Answer]) throws -> GroupPlan.Answer {
    let filled = answers.filter { $0.count > 0 }
    let limits = plan.scan.limits
    let skipped = plan.inputs.indices.map { place in filled.reduce(0) { $0 + $1.skipped[place] } }
    guard !filled.isEmpty else {
      let none = try answer(keys: GroupCells(uninitialized: 0), groups: 0, NumberedRows.none)
      return plan.named(none.columns, skipped: skipped)
    }
    let width = filled[0].columns.count
    let columns = Slots<Column?>(count: width, repeating: nil)
    try Workers.run(width, limits: limits) { _, place in
      columns[place] = try Column.joined(filled.map { $0.columns[place] }, within: limits)
    }
    return plan.named(columns.all.compactMap { $0 }, skipped: skipped)
  }
}

/// Rows of which the group is known.
struct NumberedRows {
  let groupOf: GroupCells<UInt32>
  /// A bit for each aggregate with a condition, set where the row meets it; nil where no aggregate has one.
  let marks: GroupCells<UInt64>?
  let rows: GroupCells<UInt32>
  let count: Int

  static var none: NumberedRows {
    NumberedRows(
      groupOf: GroupCells(uninitialized: 0), marks: nil, rows: GroupCells(uninitialized: 0), count: 0)
  }

  /// Counts the rows of each group, and those with each mark.
  ///
  /// - Parameter width: The counts of a group, one more than there are marks.
  func count(into counts: GroupCells<UInt32>, _ width: Int) {
    // Safe throughout: there is a group and a mark for each row, and each group has as many counts.
    let (groups, counts) = unsafe (groupOf.start, counts.start)
    guard let marks else {
      for place in 0..<count { unsafe counts[Int(groups[place]) &* width] &+= 1 }
      return
    }
    for place in 0..<count {
      let count = unsafe counts + Int(groups[place]) &* width
      unsafe count.pointee &+= 1
      var mark = unsafe marks.start[place]
      for next in 1..<width {
        unsafe count[next] &+= UInt32(truncatingIfNeeded: mark & 1)
        mark &>>= 1
      }
    }
  }

  /// Gives the rows to a sink, in blocks that each lie in one chunk; with a mark only those that have it.
  func feed(_ sink: GroupSink, mark: UInt64, _ firstRows: [UInt32]) {
    let keys = GroupCells<UInt32>(uninitialized: Morsel.blockRows)
    let offsets = GroupCells<UInt32>(uninitialized: Morsel.blockRows)
    var filled = 0
    var chunk = 0
    func flush() {
      guard filled > 0 else { return }
      sink.offered += filled
      unsafe sink.consume(
        keys.start, RowBlock(chunk: chunk, start: 0, count: filled, rows: UnsafePointer(offsets.start)))
      filled = 0
    }
    for place in 0..<count {
      // Safe: every array has a value for each place, and a block is given on before it is over-full.
      if mark != 0, let marks, unsafe marks.start[place] & mark == 0 { continue }
      let row = unsafe rows.start[place]
      if row < firstRows[chunk] || chunk + 1 < firstRows.count && row >= firstRows[chunk + 1] {
        flush()
        chunk = Self.chunk(of: row, firstRows)
      }
      unsafe offsets.start[filled] = row &- firstRows[chunk]
      unsafe keys.start[filled] = groupOf.start[place]
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
}
