/// Counts the different values of each group, where groups times values is small: a bit for each pair.
final class BitDistinctSink: GroupSink, @unchecked Sendable {
  private let source: CodeSource
  private let groups: Int
  private let bits: GroupCells<UInt64>

  init(groups: Int, source: CodeSource) {
    self.source = source
    self.groups = groups
    bits = GroupCells(count: Bitmap.wordCount(groups * source.cardinality), repeating: 0)
  }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    let bits = unsafe bits.start
    let cardinality = source.cardinality
    skipped += source.forEachCode(block) { place, code in
      // Safe: every key is a group, and there is a bit for each pair of a group and a code.
      let bit = unsafe Int(keys[place]) * cardinality + code
      unsafe bits[bit >> 6] |= 1 << UInt64(bit & 63)
    }
  }

  override func merge(_ other: GroupSink) {
    guard let other = other as? BitDistinctSink else { return }
    skipped += other.skipped
    // Safe: both have as many words.
    for word in 0..<bits.count { unsafe bits.start[word] |= other.bits.start[word] }
  }

  override func column(of groups: [Int], for kind: Query.Aggregate.Kind) -> Column {
    Column(
      "",
      integers: groups.map { group in
        var count = 0
        var bit = group * source.cardinality
        let end = bit + source.cardinality
        while bit < end {
          let word = bits[bit >> 6] >> UInt64(bit & 63)
          let length = min(64 - bit & 63, end - bit)
          let mask: UInt64 = length == 64 ? .max : (1 << UInt64(length)) - 1
          count += (word & mask).nonzeroBitCount
          bit += length
        }
        return count
      }, presence: nil)
  }
}

/// Counts the different values of each group, where there are many values: people by area.
///
/// Pairs of a value and a group are parted by the value's high bits, so that each part looks at few enough values for a
/// table in the nearest caches. Most values occur in one group only, which a table of the first group of each value tells
/// at once; the other pairs go into a set.
final class PartedDistinctSink: GroupSink, @unchecked Sendable {
  private let source: CodeSource
  private let groups: Int
  /// The bits of a code that are left to each part.
  private let lowBits: Int
  private let parts: Int
  private var pairs: [PartedBuffer<UInt64>]
  private let counts: GroupCells<UInt32>

  init(groups: Int, source: CodeSource) {
    self.source = source
    self.groups = groups
    lowBits = max(14, (Int.bitWidth - max(1, source.cardinality).leadingZeroBitCount) - 9)
    parts = source.cardinality >> lowBits + 1
    pairs = [PartedBuffer(parts: parts, blank: 0)]
    counts = GroupCells(count: groups, repeating: 0)
  }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    let (lowBits, pairs) = (lowBits, pairs[0])
    skipped += source.forEachCode(block) { place, code in
      // Safe: the block has a key for each row.
      pairs.append(unsafe UInt64(truncatingIfNeeded: code) &<< 32 | UInt64(keys[place]), to: code &>> lowBits)
    }
  }

  override func merge(_ other: GroupSink) {
    guard let other = other as? PartedDistinctSink else { return }
    skipped += other.skipped
    pairs += other.pairs
  }

  override func finish(_ limits: QueryLimits) throws {
    let threads = max(1, limits.threads)
    let (pairs, lowBits) = (self.pairs, self.lowBits)
    let sets = Slots<PairSet?>(count: threads, repeating: nil)
    let tables = (0..<threads).map { _ in GroupCells<UInt32>(count: 1 << lowBits, repeating: .max) }
    let tallies = (0..<threads).map { _ in GroupCells<UInt32>(count: groups, repeating: 0) }
    try Workers.run(parts, limits: limits) { worker, part in
      // Safe: a code's low bits are a place of the table, and a key is a group.
      let (first, tally) = unsafe (tables[worker].start, tallies[worker].start)
      let mask = UInt64(1) << UInt64(lowBits) - 1
      let others = sets[worker] ?? PairSet()
      sets[worker] = others
      others.removeAll()
      for buffer in pairs {
        unsafe buffer.forEachPage(of: part) { values, count in
          for place in 0..<count {
            let pair = unsafe values[place]
            let slot = Int(truncatingIfNeeded: pair &>> 32 & mask)
            let group = UInt32(truncatingIfNeeded: pair)
            let known = unsafe first[slot]
            if known == group { continue }
            if known == .max {
              unsafe first[slot] = group
            } else if !others.insert(pair) {
              continue
            }
            unsafe tally[Int(group)] &+= 1
          }
        }
        buffer.removeAll(of: part)
      }
      unsafe first.update(repeating: .max, count: 1 << lowBits)
    }
    for tally in tallies {
      // Safe: both have as many groups.
      for group in 0..<groups { unsafe counts.start[group] &+= tally.start[group] }
    }
  }

  override func column(of groups: [Int], for kind: Query.Aggregate.Kind) -> Column {
    Column("", integers: groups.map { Int(counts[$0]) }, presence: nil)
  }
}

/// Counts the different values of each group among rows that are few: a set of pairs.
final class SetDistinctSink: GroupSink, @unchecked Sendable {
  private let source: CodeSource
  private let pairs = PairSet()
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

  override func column(of groups: [Int], for kind: Query.Aggregate.Kind) -> Column {
    Column("", integers: groups.map { Int(counts[$0]) }, presence: nil)
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
    var skipped = 0
    let least = least
    for place in 0..<block.count {
      let row = block.row(place)
      if let bits, !bits[block.start + row] {
        skipped += 1
        continue
      }
      // Safe: the block's rows lie within the chunk.
      body(place, unsafe Int(truncatingIfNeeded: values[row]) &- least)
    }
    return skipped
  }
}
