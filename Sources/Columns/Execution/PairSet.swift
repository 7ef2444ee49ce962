/// A set of numbers in open addressing, none of which has all bits set.
@safe
final class PairSet<Pair: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>: @unchecked Sendable {
  private var memory = GroupCells<Pair>(count: 1 << 10, repeating: .max)
  /// The places in use, a power of two and no more than the memory has.
  private var places = 1 << 10
  private(set) var count = 0

  /// Adds a number, and returns whether it is new.
  @inline(__always)
  func insert(_ number: Pair) -> Bool {
    let mask = places &- 1
    let slots = unsafe memory.start
    var slot = Self.place(number, mask)
    // Safe: a place is taken modulo the table, which always has free ones.
    while unsafe slots[slot] != .max {
      if unsafe slots[slot] == number { return false }
      slot = (slot &+ 1) & mask
    }
    unsafe slots[slot] = number
    count &+= 1
    if count &* 2 > mask { grow() }
    return true
  }

  /// Forgets every number, and makes room for some.
  func removeAll(reserving numbers: Int) {
    places = 1 << 10
    while places < numbers * 2 { places *= 2 }
    if memory.count < places { memory = GroupCells(uninitialized: places) }
    // Safe: the memory has at least as many places.
    unsafe memory.start.update(repeating: .max, count: places)
    count = 0
  }

  /// The place of a number, by multiplication (Knuth, *Sorting and Searching*, 6.4).
  @inline(__always)
  private static func place(_ number: Pair, _ mask: Int) -> Int {
    let product = UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: (product ^ product &>> 32) &>> 8) & mask
  }

  private func grow() {
    let wider = GroupCells<Pair>(count: places * 2, repeating: .max)
    let mask = wider.count - 1
    for place in 0..<places {
      // Safe: the wider table has a free place for each number.
      let number = unsafe memory.start[place]
      guard number != .max else { continue }
      var slot = Self.place(number, mask)
      while unsafe wider.start[slot] != .max { slot = (slot + 1) & mask }
      unsafe wider.start[slot] = number
    }
    memory = wider
    places = wider.count
  }
}
