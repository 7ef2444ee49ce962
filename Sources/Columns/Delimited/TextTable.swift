import CScan

/// Numbers each different text of a column in the order in which they first occur.
///
/// A text of up to 16 bytes lies in its slot of an open-addressed table, which then needs no second look at memory;
/// what follows it there is zero, and no text holds a zero. A longer text has its hash in the slot and its bytes, with
/// those of all others, in one block. Every byte counts for a hash, which begins with a random number, so that no file
/// can be made to collide.
@safe
final class TextTable {
  struct Slot {
    /// The text itself, or the hash of a longer one and its length.
    var low: UInt64
    var high: UInt64
    /// One more than the code, or zero where the slot is free.
    var next: UInt32
    /// Whether `low` is a hash.
    var isLong: UInt32
  }

  /// The keys of a text: what stands in its slot, and where to look for it.
  struct Key {
    var low: UInt64
    var high: UInt64
    var isLong: UInt32
    var hash: UInt64
  }

  private static let seed = UInt64.random(in: .min ... .max)

  /// What each new text changes.
  private struct Growing {
    var ends: [Int] = []
    var hasNonASCII = false
  }
  // Safe: one thread alone uses a table, and no access to this reaches into another, so that none need be checked.
  @exclusivity(unchecked) private var growing = Growing()

  /// The rows that each different text must have for codes to be worth their dictionary: two, or eight where the texts
  /// are long, such as descriptions. Identifiers are short, and are counted and grouped by.
  var rowsWorthACode: Int { arena.count > count * 24 ? 8 : 2 }

  private var slots: UnsafeMutablePointer<Slot>
  private var slotCount: Int
  /// The number of different texts.
  var count: Int { unsafe growing.ends.count }
  /// The bytes of every text in the order of their codes.
  let arena = ByteBlock()
  /// Where each text ends in the arena.
  var ends: [Int] { unsafe growing.ends }
  /// Whether any text holds a byte that is not ASCII.
  var hasNonASCII: Bool { unsafe growing.hasNonASCII }
  /// Whether the column outgrew the table, so that its texts are kept as they come.
  var isPlain = false
  var rowsSeen = 0
  /// The blocks that were decoded, and how many texts there were before each.
  var history: [(block: Int, count: Int)] = []

  init(slots wanted: Int = 64) {
    var size = 64
    while size < wanted { size <<= 1 }
    slotCount = size
    // Safe: zero is a free slot, and the memory is freed in `deinit` or when it grows.
    unsafe slots = .allocate(capacity: slotCount)
    unsafe slots.initialize(repeating: Slot(low: 0, high: 0, next: 0, isLong: 0), count: slotCount)
  }

  deinit {
    // Safe: nobody else has the memory.
    unsafe slots.deallocate()
  }

  /// Where a text lies in the arena.
  func range(_ code: Int) -> Range<Int> { (code == 0 ? 0 : ends[code - 1])..<ends[code] }

  func string(_ code: Int) -> String {
    // Safe: the range lies within the arena.
    unsafe String(decoding: UnsafeBufferPointer(rebasing: arena.bytes[range(code)]), as: UTF8.self)
  }

  /// The key of a text of at least one byte, behind which 16 more can be read.
  @inline(__always)
  static func key(_ text: UnsafePointer<UInt8>, _ length: Int, seed: UInt64) -> Key {
    // Safe: the caller says that these bytes can be read; those after the text are masked away.
    if length <= 16 {
      let raw = unsafe UnsafeRawPointer(text)
      let few = UInt64(truncatingIfNeeded: min(length, 8))
      var low = unsafe raw.loadUnaligned(as: UInt64.self)
      low = UInt64(littleEndian: low) & (.max &>> (64 &- few &* 8))
      var high: UInt64 = 0
      if length > 8 {
        high = unsafe raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        high = UInt64(littleEndian: high) & (.max &>> (UInt64(truncatingIfNeeded: 16 &- length) &* 8))
      }
      return Key(low: low, high: high, isLong: 0, hash: fold(low ^ seed, high ^ 0x9E37_79B9_7F4A_7C15))
    }
    let hash = unsafe hash(text, length, seed: seed)
    return Key(low: hash, high: UInt64(truncatingIfNeeded: length), isLong: 1, hash: hash)
  }

  /// Folds sixteen bytes at a time by full multiplication, the step of wyhash (Wang Yi 2019).
  private static func hash(_ text: UnsafePointer<UInt8>, _ length: Int, seed: UInt64) -> UInt64 {
    let raw = unsafe UnsafeRawPointer(text)
    var state = seed ^ UInt64(truncatingIfNeeded: length)
    var place = 0
    // Safe: the last sixteen bytes of a text of at least as many are its own, whether or not some were folded before.
    while place &+ 16 < length {
      let one = unsafe raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      let other = unsafe raw.loadUnaligned(fromByteOffset: place &+ 8, as: UInt64.self)
      state = fold(one ^ 0xA076_1D64_78BD_642F, other ^ state)
      place &+= 16
    }
    let one = unsafe raw.loadUnaligned(fromByteOffset: length &- 16, as: UInt64.self)
    let other = unsafe raw.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
    return fold(one ^ 0xE703_7ED1_A0B4_28DB, other ^ state)
  }

  @inline(__always)
  private static func fold(_ one: UInt64, _ other: UInt64) -> UInt64 {
    let (high, low) = one.multipliedFullWidth(by: other)
    return high ^ low
  }

  /// Writes the code of each text of a batch; a text of no bytes has the code zero and is skipped.
  func number(
    _ texts: UnsafePointer<UnsafePointer<UInt8>>, _ lengths: UnsafePointer<UInt32>, count: Int,
    into codes: UnsafeMutablePointer<UInt32>
  ) {
    // Safe: both take what the caller gives as it is.
    if slotCount > 1 << 14 {
      unsafe numberFar(texts, lengths, count: count, into: codes)
    } else {
      unsafe numberNear(texts, lengths, count: count, into: codes)
    }
  }

  /// For a table that fits the cache of a core.
  private func numberNear(
    _ texts: UnsafePointer<UnsafePointer<UInt8>>, _ lengths: UnsafePointer<UInt32>, count: Int,
    into codes: UnsafeMutablePointer<UInt32>
  ) {
    let seed = Self.seed
    var (slots, mask) = unsafe (slots, slotCount &- 1)
    // Safe: the caller gives as many texts, lengths and codes as it says.
    for place in 0..<count {
      let length = unsafe Int(lengths[place])
      if length == 0 {
        unsafe codes[place] = 0
        continue
      }
      let text = unsafe texts[place]
      let key = unsafe Self.key(text, length, seed: seed)
      var at = Int(truncatingIfNeeded: key.hash) & mask
      while true {
        let slot = unsafe slots[at]
        if slot.low == key.low, slot.high == key.high, slot.isLong == key.isLong, slot.next != 0,
          unsafe key.isLong == 0 || isEqual(text, length, slot.next &- 1)
        {
          unsafe codes[place] = slot.next &- 1
          break
        }
        if slot.next == 0 {
          unsafe codes[place] = insert(text, length, key, at: at)
          unsafe (slots, mask) = (self.slots, slotCount &- 1)
          break
        }
        at = (at &+ 1) & mask
      }
    }
  }

  /// For a table that does not: the memory of some texts ahead is asked for before it is needed.
  private func numberFar(
    _ texts: UnsafePointer<UnsafePointer<UInt8>>, _ lengths: UnsafePointer<UInt32>, count: Int,
    into codes: UnsafeMutablePointer<UInt32>
  ) {
    let seed = Self.seed
    unsafe withUnsafeTemporaryAllocation(of: Key.self, capacity: 32) { keys in
      guard let keys = keys.baseAddress else { return }
      var first = 0
      while first < count {
        let many = min(32, count &- first)
        var (slots, mask) = unsafe (self.slots, slotCount &- 1)
        // Safe: `first + ahead` is less than `count`, and there are 32 keys.
        for ahead in 0..<many {
          let length = unsafe Int(lengths[first &+ ahead])
          if length == 0 { continue }
          let key = unsafe Self.key(texts[first &+ ahead], length, seed: seed)
          unsafe keys[ahead] = key
          unsafe cscan_prefetch(slots + (Int(truncatingIfNeeded: key.hash) & mask))
        }
        for ahead in 0..<many {
          let place = first &+ ahead
          let length = unsafe Int(lengths[place])
          if length == 0 {
            unsafe codes[place] = 0
            continue
          }
          let (text, key) = unsafe (texts[place], keys[ahead])
          var at = Int(truncatingIfNeeded: key.hash) & mask
          while true {
            let slot = unsafe slots[at]
            if slot.low == key.low, slot.high == key.high, slot.isLong == key.isLong, slot.next != 0,
              unsafe key.isLong == 0 || isEqual(text, length, slot.next &- 1)
            {
              unsafe codes[place] = slot.next &- 1
              break
            }
            if slot.next == 0 {
              unsafe codes[place] = insert(text, length, key, at: at)
              unsafe (slots, mask) = (self.slots, slotCount &- 1)
              break
            }
            at = (at &+ 1) & mask
          }
        }
        first &+= many
      }
    }
  }

  private func isEqual(_ text: UnsafePointer<UInt8>, _ length: Int, _ code: UInt32) -> Bool {
    let range = range(Int(code))
    guard range.count == length else { return false }
    // Safe: the range lies within the arena.
    let known = unsafe arena.start + range.lowerBound
    var place = 0
    while place &+ 8 <= length {
      let one = unsafe UnsafeRawPointer(known).loadUnaligned(fromByteOffset: place, as: UInt64.self)
      let other = unsafe UnsafeRawPointer(text).loadUnaligned(fromByteOffset: place, as: UInt64.self)
      if one != other { return false }
      place &+= 8
    }
    while place < length {
      if unsafe known[place] != text[place] { return false }
      place &+= 1
    }
    return true
  }

  @inline(never)
  private func insert(_ text: UnsafePointer<UInt8>, _ length: Int, _ key: Key, at: Int) -> UInt32 {
    let code = UInt32(truncatingIfNeeded: count)
    // Safe: the slot is one of the table, and the text has as many bytes.
    unsafe slots[at] = Slot(low: key.low, high: key.high, next: code &+ 1, isLong: key.isLong)
    let bytes = unsafe UnsafeBufferPointer(start: text, count: length)
    unsafe arena.append(bytes)
    // Safe: see `growing`.
    if unsafe !growing.hasNonASCII { unsafe growing.hasNonASCII = bytes.contains { $0 >= 0x80 } }
    unsafe growing.ends.append(arena.count)
    if count * 8 > slotCount * 5 { grow() }
    return code
  }

  private func grow() {
    let (old, oldCount) = unsafe (slots, slotCount)
    slotCount *= 4
    let mask = slotCount - 1
    unsafe slots = .allocate(capacity: slotCount)
    unsafe slots.initialize(repeating: Slot(low: 0, high: 0, next: 0, isLong: 0), count: slotCount)
    // Safe: both hold as many slots as was said, and the new one is never full.
    for place in 0..<oldCount {
      let slot = unsafe old[place]
      guard slot.next != 0 else { continue }
      let hash = slot.isLong == 1 ? slot.low : Self.fold(slot.low ^ Self.seed, slot.high ^ 0x9E37_79B9_7F4A_7C15)
      var at = Int(truncatingIfNeeded: hash) & mask
      while unsafe slots[at].next != 0 { at = (at &+ 1) & mask }
      unsafe slots[at] = slot
    }
    unsafe old.deallocate()
  }
}
