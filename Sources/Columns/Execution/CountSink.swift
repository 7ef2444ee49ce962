/// Counts rows.
///
/// Where groups are many, a row is counted in a byte, so that the counts of four times as many groups lie in a near cache. The
/// row with which a byte begins anew is one of 256, and adds these to the group's wide count.
final class CountSink: GroupSink, @unchecked Sendable {
  private let counts: GroupCells<UInt32>
  /// What is not in the wide counts yet; nil where groups are few.
  private let near: GroupCells<UInt8>?
  private let column: Column?

  /// Counts the rows of each group; with a column only those that have a value in it.
  ///
  /// - Parameter isNear: Whether bytes may be used. They must be settled before anything is read.
  init(groups: Int, column: Column? = nil, isNear: Bool = false) {
    counts = GroupCells(count: groups + 1, repeating: 0)
    near = isNear && groups > Self.fewGroups ? GroupCells(count: groups + 1, repeating: 0) : nil
    self.column = column
  }

  /// The wide counts of so many groups lie in the nearest cache.
  static let fewGroups = 1 << 12

  override var takesMaskedBlocks: Bool { true }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    if let near = nearTally { unsafe consume(keys, block, near) } else { unsafe consume(keys, block, wideTally) }
  }

  @inline(__always)
  private func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock, _ tally: some RowTally) {
    // Safe: every key is a group, and the block has a key for each row.
    guard let bits = column?.presence.chunks[block.chunk].bits else {
      for place in 0..<block.count { tally.add(unsafe Int(keys[place])) }
      return
    }
    for place in 0..<block.count where bits[block.start + block.row(place)] { tally.add(unsafe Int(keys[place])) }
  }

  /// Where rows are counted: in bytes, if there are any, and else in wide counts.
  var nearTally: NearTally? { near.map { unsafe NearTally(counts: $0.start, wide: counts.start) } }
  var wideTally: WideTally { unsafe WideTally(counts: counts.start) }

  override func settle(_ groups: Range<Int>) {
    guard let near else { return }
    // Safe: both have as many groups.
    let (wide, bytes) = unsafe (counts.start, near.start)
    for group in groups { unsafe wide[group] &+= UInt32(bytes[group]) }
  }

  override var takesStretches: Bool { true }

  override func consume(group: Int, _ block: RowBlock, _ places: Range<Int>) {
    var found = 0
    if let bits = column?.presence.chunks[block.chunk].bits {
      if unsafe block.rows == nil {
        block.forEachWord(of: places, present: bits) { _, word in found &+= word.nonzeroBitCount }
      } else {
        for place in places where bits[block.start + block.row(place)] { found &+= 1 }
      }
    } else {
      found = block.passed(places)
    }
    // Safe: the group is one.
    unsafe counts.start[group] &+= UInt32(truncatingIfNeeded: found)
  }

  /// The wide count of each group.
  var memory: UnsafeMutablePointer<UInt32> { unsafe counts.start }

  /// Counts rows whose group is their code, without writing keys.
  @inline(__always)
  func consume<Code: FixedWidthInteger>(codes: UnsafePointer<Code>, count: Int) {
    // Safe: every code is a group.
    if let near = nearTally {
      for place in 0..<count { near.add(unsafe Int(codes[place])) }
    } else {
      let wide = wideTally
      for place in 0..<count { wide.add(unsafe Int(codes[place])) }
    }
  }

  override func merge(_ other: GroupSink, groups: Range<Int>) {
    guard let other = other as? CountSink else { return }
    // Safe: both have as many groups.
    let (all, more) = unsafe (counts.start, other.counts.start)
    for group in groups { unsafe all[group] &+= more[group] }
  }

  /// How many of some groups any row belongs to.
  func countWithRows(_ groups: Range<Int>) -> Int {
    var found = 0
    // Safe: every place is a group.
    for group in groups { found &+= unsafe counts.start[group] == 0 ? 0 : 1 }
    return found
  }

  /// Writes those of some groups that any row belongs to, in their order.
  func write(_ groups: Range<Int>, found: Int, to target: UnsafeMutablePointer<UInt32>) {
    // Safe: the target holds as many groups as were found, and the loop ends with the last.
    let counts = unsafe counts.start
    var (place, group) = (0, groups.lowerBound)
    while place < found {
      unsafe target[place] = UInt32(truncatingIfNeeded: group)
      place &+= unsafe counts[group] == 0 ? 0 : 1
      group &+= 1
    }
  }

  override func answer(of groups: GroupList, for kind: Query.Aggregate.Kind) -> AnswerColumn {
    Self.answer(of: groups, counts)
  }

  /// The column of counts, in the width that they need.
  ///
  /// - Parameters:
  ///   - width: How many counts each group has.
  ///   - place: Which of them is wanted.
  static func answer(of groups: GroupList, _ counts: GroupCells<UInt32>, width: Int = 1, place: Int = 0) -> AnswerColumn {
    var most = UInt32.zero
    // Safe: each group has so many counts.
    let first = unsafe counts.start + place
    groups.forEach(0..<groups.count) { _, group in most = max(most, unsafe first[group &* width]) }
    switch most {
    case ...UInt32(Int8.max): return answer(of: groups, counts, width, place, as: Int8.self)
    case ...UInt32(Int16.max): return answer(of: groups, counts, width, place, as: Int16.self)
    case ...UInt32(Int32.max): return answer(of: groups, counts, width, place, as: Int32.self)
    default: return answer(of: groups, counts, width, place, as: Int64.self)
    }
  }

  private static func answer<Whole: FixedWidthInteger & SignedInteger & BitwiseCopyable & Sendable>(
    of groups: GroupList, _ counts: GroupCells<UInt32>, _ width: Int, _ place: Int, as: Whole.Type
  ) -> AnswerColumn {
    let memory = WrittenBuffer<Whole>(count: groups.count)
    return AnswerColumn { places in
      // Safe: there is a place for each group, which has so many counts.
      let (target, first) = unsafe (memory.start, counts.start + place)
      groups.forEach(places) { at, group in unsafe target[at] = Whole(truncatingIfNeeded: first[group &* width]) }
    } column: {
      Column("", type: .integer, chunks: [Chunk(wholes: memory.buffer)])
    }
  }
}

/// Where a row is counted for its group.
protocol RowTally {
  func add(_ group: Int)
}

/// Counts that never overflow: a thread never sees 2^32 rows, since there are no more in a table's row numbers.
@safe
struct WideTally: RowTally {
  let counts: UnsafeMutablePointer<UInt32>
  // Safe here and below: whoever adds has a group.
  @inline(__always) func add(_ group: Int) { unsafe counts[group] &+= 1 }
}

/// Counts in bytes, and what they cannot hold in wide ones.
@safe
struct NearTally: RowTally {
  let counts: UnsafeMutablePointer<UInt8>
  let wide: UnsafeMutablePointer<UInt32>

  @inline(__always)
  func add(_ group: Int) {
    let next = unsafe counts[group] &+ 1
    unsafe counts[group] = next
    if next == 0 { unsafe wide[group] &+= 256 }
  }
}
