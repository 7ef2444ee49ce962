/// Counts the different values of each group, where groups times values is small: a bit for each pair.
final class BitDistinctSink: GroupSink, @unchecked Sendable {
  private let source: CodeSource
  private let groups: Int
  private let bits: GroupCells<UInt64>

  init(groups: Int, source: CodeSource) {
    self.source = source
    self.groups = groups
    bits = GroupCells(count: Bitmap.wordCount((groups + 1) * source.cardinality), repeating: 0)
  }

  override var takesMaskedBlocks: Bool { true }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    let bits = unsafe bits.start
    let cardinality = source.cardinality
    skipped += source.forEachCode(block) { place, code in
      // Safe: every key is a group, and there is a bit for each pair of a group and a code.
      let bit = unsafe Int(keys[place]) * cardinality + code
      unsafe bits[bit >> 6] |= 1 << UInt64(bit & 63)
    }
  }

  override func merge(_ other: GroupSink, groups: Range<Int>) {
    guard let other = other as? BitDistinctSink else { return }
    // Safe: both have as many words. The groups begin at a multiple of 64, and so do their bits.
    let words = groups.lowerBound * source.cardinality >> 6..<Bitmap.wordCount(groups.upperBound * source.cardinality)
    for word in words { unsafe bits.start[word] |= other.bits.start[word] }
  }

  override func answer(of groups: GroupList, for kind: Query.Aggregate.Kind) -> AnswerColumn {
    let (bits, cardinality) = (bits, source.cardinality)
    return .wholes(groups, type: .integer) { group in
      var count = 0
      var bit = group * cardinality
      let end = bit + cardinality
      while bit < end {
        let word = bits[bit >> 6] >> UInt64(bit & 63)
        let length = min(64 - bit & 63, end - bit)
        let mask: UInt64 = length == 64 ? .max : (1 << UInt64(length)) - 1
        count += (word & mask).nonzeroBitCount
        bit += length
      }
      return (count, nil)
    }
  }
}

/// Counts the different values of each group, where there are many values: people by area.
///
/// Pairs of a value and a group are parted by some bits of the value, so that what is kept of each part's pairs fits into
/// near caches: a bit for each possible one, or a set of those that there are. The bits are taken after a multiplication that turns values round among themselves, since numbers that
/// people are given often lie close together.
final class PartedDistinctSink: GroupSink, @unchecked Sendable {
  private let source: CodeSource
  private let groups: Int
  private let partBits: Int
  /// The bits of a value that its part does not tell.
  private let lowBits: Int
  private var pairs: Pairs
  private let counts: GroupCells<UInt32>

  /// The group above the bits of a value that its part does not tell, in the width that holds them. Groups differ in
  /// size, so the pairs of a large one, which come often, are near each other.
  private enum Pairs {
    case narrow([PartedBuffer<UInt32>])
    case wide([PartedBuffer<UInt64>])
  }

  /// - Parameter rows: About how many rows will be added.
  init(groups: Int, rows: Int, source: CodeSource) {
    self.source = source
    self.groups = groups
    let valueBits = Int.bitWidth - max(1, source.cardinality).leadingZeroBitCount
    let groupBits = Int.bitWidth - groups.leadingZeroBitCount
    // Few enough that each part's page is near, and enough that what is kept of a part's pairs is.
    partBits = min(valueBits, max(4, min(8, Int.bitWidth - (rows >> 16).leadingZeroBitCount)))
    lowBits = valueBits - partBits
    let parts = 1 << partBits
    // A set of pairs needs a number that is none of them: all bits set.
    pairs =
      lowBits + groupBits < 32
      ? .narrow([PartedBuffer(parts: parts)]) : .wide([PartedBuffer(parts: parts)])
    counts = GroupCells(count: groups, repeating: 0)
  }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    switch pairs {
    case .narrow(let buffers): unsafe add(to: buffers[0], keys, block)
    case .wide(let buffers): unsafe add(to: buffers[0], keys, block)
    }
  }

  @inline(__always)
  private func add<Pair: FixedWidthInteger>(
    to buffer: PartedBuffer<Pair>, _ keys: UnsafePointer<UInt32>, _ block: RowBlock
  ) {
    let lowBits = UInt64(lowBits)
    let mask = UInt64(1) << (lowBits + UInt64(partBits)) - 1
    let lowMask = UInt64(1) << lowBits - 1
    let shift = Pair(truncatingIfNeeded: lowBits)
    skipped += source.forEachCode(block) { place, code in
      // An odd factor turns the numbers of some bits round among themselves: none meets another.
      let turned = UInt64(truncatingIfNeeded: code) &* 0x9E37_79B9_7F4A_7C15 & mask
      // Safe: the block has a key for each row.
      let pair = unsafe Pair(truncatingIfNeeded: keys[place]) &<< shift | Pair(truncatingIfNeeded: turned & lowMask)
      buffer.append(pair, to: Int(truncatingIfNeeded: turned &>> lowBits))
    }
  }

  override func merge(_ other: GroupSink) {
    super.merge(other)
    guard let other = other as? PartedDistinctSink else { return }
    switch (pairs, other.pairs) {
    case (.narrow(let buffers), .narrow(let more)): pairs = .narrow(buffers + more)
    case (.wide(let buffers), .wide(let more)): pairs = .wide(buffers + more)
    default: break
    }
  }

  override func finish(_ limits: QueryLimits) throws {
    switch pairs {
    case .narrow(let buffers): try tally(buffers, limits)
    case .wide(let buffers): try tally(buffers, limits)
    }
  }

  private func tally<Pair: BucketNumber>(
    _ buffers: [PartedBuffer<Pair>], _ limits: QueryLimits
  ) throws {
    let threads = max(1, limits.threads)
    let (bits, sets) = ((0..<threads).map { _ in PairBits() }, (0..<threads).map { _ in PairSet<Pair>() })
    let tallies = (0..<threads).map { _ in GroupCells<UInt32>(count: groups, repeating: 0) }
    let (shift, bound) = (Pair(lowBits), groups << lowBits)
    try Workers.run(1 << partBits, limits: limits) { worker, part in
      let (bits, set, counts) = unsafe (bits[worker], sets[worker], tallies[worker].start)
      let pairCount = buffers.reduce(0) { $0 + $1.count(of: part) }
      let usesBits = PairBits.serves(numbersBelow: bound, count: pairCount)
      if usesBits { bits.removeAll(numbersBelow: bound) } else { set.removeAll(reserving: pairCount) }
      for buffer in buffers {
        // Safe: a page has as many values, each below the bound, and a pair's high bits are a group.
        unsafe buffer.forEachPage(of: part) { pairs, count in
          if usesBits {
            unsafe bits.insert(pairs, count, counting: counts, shift: shift)
          } else {
            unsafe set.insert(pairs, count, counting: counts, shift: shift)
          }
        }
      }
    }
    for tally in tallies {
      // Safe: both have as many groups.
      for group in 0..<groups { unsafe counts.start[group] &+= tally.start[group] }
    }
  }

  override func answer(of groups: GroupList, for kind: Query.Aggregate.Kind) -> AnswerColumn {
    let counts = counts
    return .wholes(groups, type: .integer) { (Int(counts[$0]), nil) }
  }
}

/// Counts the different values of each group among rows that are few: a set of pairs.
final class SetDistinctSink: GroupSink, @unchecked Sendable {
  private let source: CodeSource
  private let pairs = PairSet<UInt64>()
  private let counts: GroupCells<UInt32>

  init(groups: Int, source: CodeSource) {
    self.source = source
    counts = GroupCells(count: groups, repeating: 0)
  }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    skipped += source.forEachCode(block) { place, code in
      // Safe: every key is a group. A code of at most 32 bits leaves room for the key.
      let group = unsafe keys[place]
      if pairs.insert(UInt64(truncatingIfNeeded: code) << 32 | UInt64(group)) { unsafe counts.start[Int(group)] &+= 1 }
    }
  }

  override func answer(of groups: GroupList, for kind: Query.Aggregate.Kind) -> AnswerColumn {
    let counts = counts
    return .wholes(groups, type: .integer) { (Int(counts[$0]), nil) }
  }
}

extension CodeSource {
  /// Calls a closure with the place and the code of each row of a block that has a value, and returns how many have none.
  @inline(__always)
  func forEachCode(_ block: RowBlock, _ body: (_ place: Int, _ code: Int) -> Void) -> Int {
    let bits = column.presence.chunks[block.chunk].bits
    switch column.chunks[block.chunk].values {
    case .code8(let values): return unsafe each(values.start + block.start, block, bits, body)
    case .code16(let values): return unsafe each(values.start + block.start, block, bits, body)
    case .code32(let values): return unsafe each(values.start + block.start, block, bits, body)
    case .int8(let values): return unsafe each(values.start + block.start, block, bits, body)
    case .int16(let values): return unsafe each(values.start + block.start, block, bits, body)
    case .int32(let values): return unsafe each(values.start + block.start, block, bits, body)
    case .int64(let values): return unsafe each(values.start + block.start, block, bits, body)
    case .bits(let values):
      var skipped = 0
      for place in 0..<block.count {
        let row = block.start + block.row(place)
        if bits?[row] ?? true { body(place, values[row] ? 1 : 0) } else { skipped += 1 }
      }
      return skipped
    case .double, .text: return 0
    }
  }

  @inline(__always)
  private func each<Value: FixedWidthInteger>(
    _ values: UnsafePointer<Value>, _ block: RowBlock, _ bits: Bitmap?, _ body: (Int, Int) -> Void
  ) -> Int {
    let (least, count) = (least, block.count)
    // Safe throughout: the block's rows lie within the chunk.
    func code(_ row: Int) -> Int { unsafe Int(truncatingIfNeeded: values[row]) &- least }
    guard let bits else {
      if let rows = unsafe block.rows {
        for place in 0..<count { body(place, code(unsafe Int(rows[place]))) }
      } else {
        for place in 0..<count { body(place, code(place)) }
      }
      return 0
    }
    var skipped = 0
    for place in 0..<count {
      let row = block.row(place)
      if bits[block.start + row] { body(place, code(row)) } else { skipped += 1 }
    }
    return skipped
  }
}
