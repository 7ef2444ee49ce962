/// What some rows of each group come to: a running count, sum or the like, kept for all groups at once.
///
/// Each thread fills a sink of its own; afterwards they are merged, in any order, and the outcome does not depend on it.
/// Beside the groups a sink has one place more, the last, for rows that only seem to be there: those of a masked block
/// that the filter leaves out. Nothing is read from it.
class GroupSink: @unchecked Sendable {
  /// The rows that were handed to the sink, those that a mask leaves out not counted.
  var offered = 0
  /// The missing values that were left out, known when the sink is finished.
  var skipped = 0

  /// Whether the sink may be given rows that the filter leaves out, with the last group as their key.
  var takesMaskedBlocks: Bool { false }

  /// Adds the rows of a block, each to the group that its key names.
  func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {}

  /// Whether the sink can be given rows of which all belong to one group.
  var takesStretches: Bool { false }

  /// Adds some rows of a block, all of them to one group.
  func consume(group: Int, _ block: RowBlock, _ places: Range<Int>) {}

  /// Puts what the sink holds of some groups in two places into one, before they are merged.
  func settle(_ groups: Range<Int>) {}

  /// Adds what another sink of the same kind holds for some groups, which begin and end at a multiple of 64.
  func merge(_ other: GroupSink, groups: Range<Int>) {}

  /// Takes over what another sink of the same kind holds for no single group.
  func merge(_ other: GroupSink) {
    offered += other.offered
    skipped += other.skipped
  }

  /// Does what is left to do once every row was added.
  func finish(_ limits: QueryLimits) throws {}

  /// Counts what was left out: the rows that were offered, but those of all groups save the last.
  @inline(__always)
  final func countSkipped<Total>(beside totals: GroupCells<Total>, _ count: (Total) -> Int) {
    skipped = offered
    for group in 0..<totals.count - 1 { skipped -= count(totals[group]) }
  }

  /// What an aggregate comes to for some groups.
  func answer(of groups: GroupList, for kind: Query.Aggregate.Kind) -> AnswerColumn {
    AnswerColumn(write: { _ in }, column: { Column("", texts: []) })
  }
}

/// Memory with a value for each group.
@safe
final class GroupCells<Value: BitwiseCopyable>: @unchecked Sendable {
  let start: UnsafeMutablePointer<Value>
  let count: Int
  /// The block that the memory lies in, where it is a large one.
  private let block: LargeBlock?

  convenience init(count: Int, repeating value: Value) {
    self.init(uninitialized: count)
    // Safe: there is room for as many values.
    unsafe start.initialize(repeating: value, count: count)
  }

  convenience init(_ values: [Value]) {
    self.init(uninitialized: values.count)
    // Safe: there is room for as many values.
    unsafe values.withUnsafeBufferPointer { source in if let first = source.baseAddress { unsafe start.update(from: first, count: source.count) } }
  }

  /// Leaves the values as they are in memory, to be written before they are read.
  init(uninitialized count: Int) {
    let byteCount = count * MemoryLayout<Value>.stride
    self.count = count
    // Safe: the values are of a type that needs no initialising, and the memory lives as long as this object.
    if byteCount >= LargeBlock.leastBytes {
      let block = LargeBlock(atLeast: byteCount)
      self.block = block
      unsafe start = block.start.bindMemory(to: Value.self, capacity: count)
    } else {
      block = nil
      // A bucket of a table then lies in one line of the cache.
      let memory = UnsafeMutableRawPointer.allocate(byteCount: max(1, byteCount), alignment: 64)
      unsafe start = memory.bindMemory(to: Value.self, capacity: count)
    }
  }

  deinit { if block == nil { unsafe UnsafeMutableRawPointer(start).deallocate() } }

  subscript(group: Int) -> Value {
    precondition(group >= 0 && group < count, "a group")
    return unsafe start[group]
  }
}

/// The groups that an answer is made of, in its order.
struct GroupList: Sendable {
  /// The number of each group among those of the sinks; nil where all stand in their order.
  let numbers: GroupCells<UInt32>?
  let count: Int

  init(_ numbers: GroupCells<UInt32>) {
    self.numbers = numbers
    count = numbers.count
  }

  init(all count: Int) {
    numbers = nil
    self.count = count
  }

  /// Calls a closure with the place and the group of each of some places.
  @inline(__always)
  func forEach(_ places: Range<Int>, _ body: (_ place: Int, _ group: Int) -> Void) {
    if let numbers {
      // Safe: there is a number for each place.
      let numbers = unsafe numbers.start
      for place in places { body(place, unsafe Int(numbers[place])) }
    } else {
      for place in places { body(place, place) }
    }
  }

  /// The groups as an array.
  var all: [Int] {
    var all: [Int] = []
    all.reserveCapacity(count)
    forEach(0..<count) { _, group in all.append(group) }
    return all
  }
}

/// The value of the first or the last row of each group that has one.
final class EndSink: GroupSink, @unchecked Sendable {
  private let source: Column
  private let wantsLast: Bool
  /// The row of each group's value, or -1.
  private let rows: GroupCells<Int>

  init(groups: Int, column: Column, wantsLast: Bool) {
    source = column
    self.wantsLast = wantsLast
    rows = GroupCells(count: groups + 1, repeating: -1)
  }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    let bits = source.presence.chunks[block.chunk].bits
    let first = source.starts[block.chunk] + block.start
    for place in 0..<block.count {
      if let bits, !bits[block.start + block.row(place)] {
        skipped += 1
        continue
      }
      // Safe: every key is a group.
      unsafe take(first + block.row(place), for: Int(keys[place]))
    }
  }

  @inline(__always)
  private func take(_ row: Int, for group: Int) {
    // Safe: as the callers say.
    let known = unsafe rows.start[group]
    if known < 0 || (wantsLast ? row > known : row < known) { unsafe rows.start[group] = row }
  }

  override func merge(_ other: GroupSink, groups: Range<Int>) {
    guard let other = other as? EndSink else { return }
    for group in groups where other.rows[group] >= 0 { take(other.rows[group], for: group) }
  }

  override func answer(of groups: GroupList, for kind: Query.Aggregate.Kind) -> AnswerColumn {
    let (source, rows) = (source, rows)
    return AnswerColumn {
      let found = groups.all.map { rows[$0] }
      guard found.contains(-1) else { return source.gathering(found) }
      return Column(
        "", cells: found.map { $0 < 0 ? .missing(.notAvailable) : source[$0] }, typeWhereMissing: source.type)
    }
  }
}
