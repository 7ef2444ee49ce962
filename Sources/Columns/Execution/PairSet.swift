/// A set of 64-bit numbers in open addressing. No number has all bits set.
@safe
final class PairSet {
  private var slots = GroupCells<UInt64>(count: 1 << 10, repeating: .max)
  private(set) var count = 0

  /// Adds a number, and returns whether it is new.
  @inline(__always)
  func insert(_ number: UInt64) -> Bool {
    let mask = slots.count &- 1
    let memory = unsafe slots.start
    var slot = Self.place(number, mask)
    // Safe: a place is taken modulo the table, which always has free ones.
    while unsafe memory[slot] != .max {
      if unsafe memory[slot] == number { return false }
      slot = (slot &+ 1) & mask
    }
    unsafe memory[slot] = number
    count &+= 1
    if count &* 2 > mask { grow() }
    return true
  }

  /// Forgets every number and keeps the memory.
  func removeAll() {
    guard count > 0 else { return }
    unsafe slots.start.update(repeating: .max, count: slots.count)
    count = 0
  }

  /// The place of a number, by multiplication (Knuth, *Sorting and Searching*, 6.4).
  @inline(__always)
  private static func place(_ number: UInt64, _ mask: Int) -> Int {
    let product = (number ^ number &>> 32) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: product &>> 32) & mask
  }

  private func grow() {
    let wider = GroupCells<UInt64>(count: slots.count * 2, repeating: .max)
    let mask = wider.count - 1
    for place in 0..<slots.count {
      // Safe: the wider table has a free place for each number.
      let number = unsafe slots.start[place]
      guard number != .max else { continue }
      var slot = Self.place(number, mask)
      while unsafe wider.start[slot] != .max { slot = (slot + 1) & mask }
      unsafe wider.start[slot] = number
    }
    slots = wider
  }
}
