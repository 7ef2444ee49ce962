/// A set of numbers in buckets, none of which has all bits set.
@safe
final class PairSet<Pair: BucketNumber>: @unchecked Sendable {
  private var memory = GroupCells<Pair>(count: 1 << 10, repeating: .max)
  /// The places in use, a power of two and no more than the memory has.
  private var places = 1 << 10
  private(set) var count = 0

  /// Adds a number, and returns whether it is new.
  @inline(__always)
  func insert(_ number: Pair) -> Bool {
    let slots = unsafe memory.start
    let slot = unsafe number.slot(hash: Self.hash(number), in: slots, places: places)
    // Safe here and below: a slot is a place of the table, which always has free ones.
    if unsafe slots[slot] == number { return false }
    unsafe slots[slot] = number
    count &+= 1
    if count &* 2 > places { grow() }
    return true
  }

  /// Adds numbers, and adds one to the count of the group that the high bits of each new number tell.
  ///
  /// Whether a number is new is as good as chance, so nothing jumps on it: a number is written where it is found or
  /// where a free place is, which is the same.
  func insert(
    _ numbers: UnsafePointer<Pair>, _ numberCount: Int, counting groups: UnsafeMutablePointer<UInt32>, shift: Pair
  ) {
    while (count &+ numberCount) &* 2 > places { grow() }
    let (places, slots) = unsafe (places, memory.start)
    var found = 0
    for place in 0..<numberCount {
      // Safe: the table has free places for all numbers; the high bits are a group.
      let number = unsafe numbers[place]
      let slot = unsafe number.slot(hash: Self.hash(number), in: slots, places: places)
      let isNew: UInt32 = unsafe slots[slot] == number ? 0 : 1
      unsafe slots[slot] = number
      unsafe groups[Int(truncatingIfNeeded: number &>> shift)] &+= isNew
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

  /// A hash by multiplication (Knuth, *Sorting and Searching*, 6.4). All bits of a number reach the highest of the product, and so
  /// those come first.
  @inline(__always)
  private static func hash(_ number: Pair) -> UInt64 {
    (UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15).byteSwapped
  }

  private func grow() {
    let wider = GroupCells<Pair>(count: places * 2, repeating: .max)
    for place in 0..<places {
      // Safe: the wider table has a free place for each number.
      let number = unsafe memory.start[place]
      guard number != .max else { continue }
      unsafe wider.start[number.slot(hash: Self.hash(number), in: wider.start, places: wider.count)] = number
    }
    memory = wider
    places = wider.count
  }
}
