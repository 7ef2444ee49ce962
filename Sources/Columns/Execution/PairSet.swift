/// A set of 64-bit numbers in open addressing. No number has all bits set.
struct PairSet {
  private var slots: [UInt64] = [UInt64](repeating: .max, count: 64)
  private(set) var count = 0

  /// Adds a number, and returns whether it is new.
  mutating func insert(_ number: UInt64) -> Bool {
    let mask = slots.count - 1
    var slot = Self.place(number, mask)
    while slots[slot] != .max {
      if slots[slot] == number { return false }
      slot = (slot + 1) & mask
    }
    slots[slot] = number
    count += 1
    if count * 2 > slots.count { grow() }
    return true
  }

  /// The place of a number, by multiplication (Knuth, *Sorting and Searching*, 6.4).
  @inline(__always)
  private static func place(_ number: UInt64, _ mask: Int) -> Int {
    let product = (number ^ number >> 32) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: product >> 32) & mask
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt64](repeating: .max, count: old.count * 2)
    let mask = slots.count - 1
    for number in old where number != .max {
      var slot = Self.place(number, mask)
      while slots[slot] != .max { slot = (slot + 1) & mask }
      slots[slot] = number
    }
  }
}
