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

  /// Adds numbers, and adds one to the count of the group that the low bits of each new number tell.
  ///
  /// Whether a number is new is as good as chance, so nothing jumps on it: a number is written where it is found or
  /// where a free place is, which is the same.
  func insert(
    _ numbers: UnsafePointer<Pair>, _ numberCount: Int, counting groups: UnsafeMutablePointer<UInt32>, _ groupMask: Pair
  ) {
    while (count &+ numberCount) &* 2 > places { grow() }
    let mask = places &- 1
    let slots = unsafe memory.start
    var found = 0
    for place in 0..<numberCount {
      // Safe: a place is taken modulo the table, which has free ones for all numbers; the low bits are a group.
      let number = unsafe numbers[place]
      var slot = Self.place(number, mask)
      var known = unsafe slots[slot]
      while known != number && known != .max {
        slot = (slot &+ 1) & mask
        known = unsafe slots[slot]
      }
      let isNew: UInt32 = known == number ? 0 : 1
      unsafe slots[slot] = number
      unsafe groups[Int(truncatingIfNeeded: number & groupMask)] &+= isNew
      found &+= Int(isNew)
    }
    count &+= found
  }

  /// Forgets every number, and makes room for some, of which many are expected to be the same.
  func removeAll(reserving numbers: Int) {
    places = 1 << 10
    while places < numbers { places *= 2 }
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
