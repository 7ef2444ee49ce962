/// Numbers different keys in the order in which they first occur. No key has all bits set.
///
/// A thread at a time works on it.
@safe
final class KeyTable: @unchecked Sendable {
  /// The keys in buckets.
  private var slots: GroupCells<UInt64>
  /// The number of the key in each slot that holds one.
  private var numbers: GroupCells<UInt32>
  /// The slots in use, a power of two and no more than there is memory for.
  private var places: Int
  /// The keys in the order of their numbers.
  private(set) var keys: GroupCells<UInt64>
  private(set) var count = 0

  init() {
    places = 1 << 8
    slots = GroupCells(count: places, repeating: .max)
    numbers = GroupCells(uninitialized: places)
    keys = GroupCells(uninitialized: 1)
  }

  /// The places that fit into a near cache. Beyond them there is no more room before it is needed.
  private static let nearPlaces = 1 << 14

  /// Forgets all keys, and makes room for others.
  ///
  /// - Parameter keys: How many keys will be asked at the most.
  func removeAll(reserving keys: Int) {
    places = 1 << 8
    while places < min(keys * 2, Self.nearPlaces) { places *= 2 }
    if slots.count < places {
      slots = GroupCells(uninitialized: places)
      numbers = GroupCells(uninitialized: places)
    }
    // Safe: the memory has at least as many places.
    unsafe slots.start.update(repeating: .max, count: places)
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

  /// Hands the number of each key to a closure, with the key's place; the number is new where the key is.
  ///
  /// - Parameter mask: The bits of each value that are its key.
  @inline(__always)
  func forEachNumber(
    _ values: UnsafePointer<UInt64>, _ valueCount: Int, mask keyMask: UInt64,
    _ body: (_ place: Int, _ value: UInt64, _ group: Int) -> Void
  ) {
    // Room is made for few values at a time, since many keys are expected to be the same.
    for start in stride(from: 0, to: valueCount, by: 1024) {
      let end = min(valueCount, start &+ 1024)
      // At least half of the places stay free.
      while (count &+ end &- start) &* 2 > places { grow() }
      let (places, slots, numbers, keys) = unsafe (places, slots.start, numbers.start, keys.start)
      var count = count
      for place in start..<end {
        // Safe: the table has free places for all keys; there is room for each key that is new, and for one more.
        let value = unsafe values[place]
        let key = value & keyMask
        let slot = unsafe key.slot(hash: Self.hash(key), in: slots, places: places)
        // Whether a key is new is as good as chance, so nothing jumps on it. The number of a free slot means nothing.
        let (held, known) = unsafe (slots[slot], numbers[slot])
        let number = held == key ? known : UInt32(truncatingIfNeeded: count)
        unsafe slots[slot] = key
        unsafe numbers[slot] = number
        unsafe keys[count] = key
        count &+= held == key ? 0 : 1
        body(place, value, Int(truncatingIfNeeded: number))
      }
      self.count = count
    }
  }

  private func grow() {
    places *= 2
    if slots.count < places {
      slots = GroupCells(uninitialized: places)
      numbers = GroupCells(uninitialized: places)
    }
    // Safe: there are at least as many places.
    unsafe slots.start.update(repeating: .max, count: places)
    for number in 0..<count {
      // Safe: the wider table has a free place for each key.
      let key = unsafe keys.start[number]
      let slot = unsafe key.slot(hash: Self.hash(key), in: slots.start, places: places)
      unsafe slots.start[slot] = key
      unsafe numbers.start[slot] = UInt32(truncatingIfNeeded: number)
    }
  }
}
