/// Keys of rows as numbers, parted by some of their bits, so that the keys of one part and a table of them fit into the
/// nearest caches.
///
/// A key and its row stand in one word of 64 bits. A key is first multiplied by an odd number, which mixes its bits and
/// takes no two keys to one; rows without a key come after all others.
struct PartedKeys: Sendable {
  private let words: GroupCells<UInt64>
  private let rowBits: Int
  /// The first word of each part of keys, and after the last the end of the rows that have one.
  private let starts: [Int]

  private static let partBits = 11

  /// The bits that the largest of some numbers takes.
  static func bits(_ most: UInt64) -> Int { UInt64.bitWidth - most.leadingZeroBitCount }

  /// Whether keys of some bits fit into a word together with a row of so many.
  static func fits(keyBits: Int, rows: Int) -> Bool { keyBits + 1 + bits(UInt64(max(1, rows))) <= 64 }

  /// - Parameters:
  ///   - keyBits: The bits that every key takes.
  ///   - key: The key of a row, nil where it has none.
  init(rows: Int, keyBits: Int, limits: QueryLimits, key: @Sendable (Int) -> UInt64?) throws {
    let rowBits = Self.bits(UInt64(max(1, rows)))
    let words = GroupCells<UInt64>(uninitialized: rows)
    let none: UInt64 = 1 << UInt64(keyBits)
    try NumberSeries.forEachPortion(rows, limits) { range in
      for row in range {
        let mixed = key(row).map { ($0 &* 0x9E37_79B9_7F4A_7C15) & (none - 1) } ?? none
        // Safe: there is a word for each row.
        unsafe words.start[row] = mixed << UInt64(rowBits) | UInt64(row)
      }
    }
    let digits = min(Self.partBits, keyBits + 1)
    let low = rowBits + keyBits + 1 - digits
    let sorted = try RadixSort.sorted(words, bits: low..<low + digits, limits: limits.forRows(rows))
    // The rows without a key are the upper half of the parts.
    starts = (0...1 << (digits - 1)).map { part in
      var (first, last) = (0, rows)
      while first < last {
        let middle = (first + last) >> 1
        // Safe: the place lies within the words.
        if unsafe Int(truncatingIfNeeded: sorted.start[middle] >> UInt64(low)) < part { first = middle + 1 } else { last = middle }
      }
      return first
    }
    self.words = sorted
    self.rowBits = rowBits
  }

  /// Writes the row of each key of others at the other's row, none where these keys lack it.
  ///
  /// - Throws: what the closure throws, which is given two rows that have one key.
  func find(
    _ others: PartedKeys, into target: Memory, limits: QueryLimits, same: @Sendable (_ first: Int, _ second: Int) throws -> Void
  ) throws {
    precondition(starts.count == others.starts.count, "keys of the same bits")
    try Workers.run(starts.count - 1, limits: limits.forRows(others.words.count)) { _, part in
      let (mine, theirs) = (starts[part]..<starts[part + 1], others.starts[part]..<others.starts[part + 1])
      guard !mine.isEmpty else { return }
      var slotBits = 4
      while 1 << slotBits < mine.count * 2 { slotBits += 1 }
      let slots = GroupCells<UInt64>(count: 1 << slotBits, repeating: .max)
      let (mask, shift) = (UInt64(1) << UInt64(rowBits) - 1, UInt64(rowBits))
      func slot(of key: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: (key &* 0xD6E8_FEB8_6659_FD93) >> UInt64(64 - slotBits))
        // Safe here and below: the table always has a free place, which has all bits set.
        while unsafe slots.start[slot] != .max && slots.start[slot] >> shift != key { slot = (slot + 1) & (1 << slotBits - 1) }
        return slot
      }
      for place in mine {
        let word = unsafe words.start[place]
        let slot = slot(of: word >> shift)
        let known = unsafe slots.start[slot]
        if known == .max { unsafe slots.start[slot] = word } else { try same(Int(known & mask), Int(word & mask)) }
      }
      let found = unsafe target.start.assumingMemoryBound(to: UInt32.self)
      let otherShift = UInt64(others.rowBits)
      for place in theirs {
        let word = unsafe others.words.start[place]
        let known = unsafe slots.start[slot(of: word >> otherShift)]
        // Safe: each row has a place in the target.
        unsafe found[Int(word & (1 << otherShift - 1))] = known == .max ? RowList<UInt32>.none : UInt32(truncatingIfNeeded: known & mask)
      }
    }
  }
}
