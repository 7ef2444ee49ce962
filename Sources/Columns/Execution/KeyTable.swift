/// Numbers different keys in the order in which they first occur.
///
/// A thread at a time works on it.
@safe
final class KeyTable: @unchecked Sendable {
  private struct Slot: BitwiseCopyable {
    var key: UInt64
    /// One more than the key's number, or zero where the place is free.
    var group: UInt32
  }

  private var slots: GroupCells<Slot>
  private var places: Int
  /// The keys in the order of their numbers.
  private(set) var keys: GroupCells<UInt64>
  private(set) var count = 0

  /// - Parameter keys: How many keys will be asked at the most, of which many are expected to be the same.
  init(atMost keys: Int) {
    places = 1 << 8
    while places < keys { places *= 2 }
    slots = GroupCells(count: places, repeating: Slot(key: 0, group: 0))
    self.keys = GroupCells(uninitialized: keys + 1)
  }

  /// Forgets all keys, and makes room for others.
  func removeAll(reserving keys: Int) {
    places = 1 << 8
    while places < keys { places *= 2 }
    if slots.count < places { slots = GroupCells(uninitialized: places) }
    // Safe: the memory has at least as many places.
    unsafe slots.start.update(repeating: Slot(key: 0, group: 0), count: places)
    // Whoever has the keys of before goes on having them.
    self.keys = GroupCells(uninitialized: keys + 1)
    count = 0
  }

  /// The part that a key belongs to, by the high bits of its hash.
  @inline(__always)
  static func part(of key: UInt64, bits: Int) -> Int {
    // A shift by all bits is none, so no bits leave the first of them, which the mask takes away.
    Int(truncatingIfNeeded: hash(key) &>> UInt64(64 &- bits)) & (1 &<< bits &- 1)
  }

  @inline(__always)
  private static func hash(_ key: UInt64) -> UInt64 {
    let product = (key ^ key &>> 29) &* 0x9E37_79B9_7F4A_7C15
    return product ^ product &>> 32
  }

  /// Makes room for some more keys, so that at least half of the places stay free.
  @inline(__always)
  private func reserve(_ more: Int) {
    while (count &+ more) &* 2 > places { grow() }
  }

  /// Hands the number of each key to a closure, with the key's place; the number is new where the key is.
  ///
  /// - Parameter mask: The bits of each value that are its key.
  @inline(__always)
  func forEachNumber(
    _ values: UnsafePointer<UInt64>, _ valueCount: Int, mask keyMask: UInt64,
    _ body: (_ place: Int, _ value: UInt64, _ group: Int) -> Void
  ) {
    reserve(valueCount)
    let (mask, slots, keys) = unsafe (places &- 1, slots.start, keys.start)
    var count = count
    for place in 0..<valueCount {
      // Safe: a place is taken modulo the table, which has free ones for all keys; there is room for each key that is
      // new, and for one more.
      let value = unsafe values[place]
      let key = value & keyMask
      var slot = unsafe slots + Int(truncatingIfNeeded: Self.hash(key)) & mask
      while unsafe slot.pointee.group != 0 && slot.pointee.key != key {
        unsafe slot = slot + 1 == slots + mask + 1 ? slots : slot + 1
      }
      // Whether a key is new is as good as chance, so nothing jumps on it.
      let known = unsafe slot.pointee.group
      let isNew = known == 0
      let group = isNew ? UInt32(truncatingIfNeeded: count &+ 1) : known
      unsafe slot.pointee = Slot(key: key, group: group)
      unsafe keys[count] = key
      count &+= isNew ? 1 : 0
      body(place, value, Int(truncatingIfNeeded: group &- 1))
    }
    self.count = count
  }

  private func grow() {
    let wider = GroupCells(count: places * 2, repeating: Slot(key: 0, group: 0))
    let mask = wider.count - 1
    for group in 0..<count {
      // Safe: the wider table has a free place for each key.
      let key = unsafe keys.start[group]
      var slot = Int(truncatingIfNeeded: Self.hash(key)) & mask
      while unsafe wider.start[slot].group != 0 { slot = (slot &+ 1) & mask }
      unsafe wider.start[slot] = Slot(key: key, group: UInt32(truncatingIfNeeded: group + 1))
    }
    slots = wider
    places = wider.count
  }
}
