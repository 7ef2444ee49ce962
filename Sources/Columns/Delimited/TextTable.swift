import CScan

/// Numbers each different text of a column in the order in which they first occur.
///
/// An open-addressed table of codes finds a text by the hash of its ``TextKey``, and compares it with the keys of the
/// texts that are known, which stand close together in the order of their codes. Keys have 16 bytes as long as every
/// text fits in, and 32 after; a longer text than that is compared with its bytes.
@safe
final class TextTable {
  /// What each new text changes.
  private struct Growing {
    var ends: [Int] = []
    var hasNonASCII = false
    var newHashes: [UInt64] = []
  }
  // Safe: one thread alone uses a table, and no access to this reaches into another, so that none need be checked.
  @exclusivity(unchecked) private var growing = Growing()

  /// The rows that each different text must have for codes to be worth their dictionary: two, or eight where the texts
  /// are long, such as descriptions. Identifiers are short, and are counted and grouped by.
  static func rowsWorthACode(byteCount: Int, count: Int) -> Int { byteCount > count * 24 ? 8 : 2 }

  var rowsWorthACode: Int { Self.rowsWorthACode(byteCount: arena.count, count: count) }

  /// One more than the code of a text, or zero where the place is free; three of four are, or more.
  private var slots: UnsafeMutablePointer<UInt32>
  private var slotCount: Int
  /// The keys of the texts, of the kind that `isWide` says, with room for as many as there may be.
  private var keys: UnsafeMutableRawPointer
  private var isWide = false
  /// The most texts before the table grows.
  private var room: Int { slotCount / 4 }
  /// The number of different texts.
  var count: Int { unsafe growing.ends.count }
  /// The bytes of every text in the order of their codes.
  let arena = ByteBlock()
  /// Where each text ends in the arena.
  var ends: [Int] { unsafe growing.ends }
  /// Whether any text holds a byte that is not ASCII.
  var hasNonASCII: Bool { unsafe growing.hasNonASCII }
  /// Whether the texts that are new are remembered for ``takeNewHashes()``.
  var isSampled = false
  /// The blocks that were decoded, and how many texts there were before each.
  var history: [(block: Int, count: Int)] = []

  init(slots wanted: Int = 64) {
    var size = 64
    while size < wanted { size <<= 1 }
    slotCount = size
    // Safe: zero is a free slot, and the memory is freed in `deinit` or when it grows.
    unsafe slots = .allocate(capacity: slotCount)
    unsafe slots.initialize(repeating: 0, count: slotCount)
    unsafe keys = .allocate(byteCount: slotCount / 4 * MemoryLayout<NarrowKey>.stride, alignment: 32)
  }

  deinit {
    // Safe: nobody else has the memory.
    unsafe slots.deallocate()
    unsafe keys.deallocate()
  }

  /// Where a text lies in the arena.
  func range(_ code: Int) -> Range<Int> { (code == 0 ? 0 : ends[code - 1])..<ends[code] }

  /// The hashes of the texts that are new since the last call.
  func takeNewHashes() -> [UInt64] {
    // Safe: see `growing`.
    defer { unsafe growing.newHashes.removeAll() }
    return unsafe growing.newHashes
  }

  func string(_ code: Int) -> String {
    // Safe: the range lies within the arena.
    unsafe String(decoding: UnsafeBufferPointer(rebasing: arena.bytes[range(code)]), as: UTF8.self)
  }

  /// Writes the code of each text of a batch; a text of no bytes has the code zero and is skipped.
  ///
  /// 32 bytes can be read wherever a text begins.
  func number(
    _ texts: UnsafePointer<UnsafePointer<UInt8>>, _ lengths: UnsafePointer<UInt32>, count: Int,
    into codes: UnsafeMutablePointer<UInt32>
  ) {
    var done = 0
    // Safe: both take what the caller gives as it is.
    if !isWide { done = unsafe number(NarrowKey.self, texts, lengths, 0..<count, into: codes) }
    if done < count {
      if !isWide { widen() }
      _ = unsafe number(WideKey.self, texts, lengths, done..<count, into: codes)
    }
  }

  /// Numbers texts until one does not fit in the key, and returns its place, or the end.
  @inline(__always)
  private func number<Key: TextKey>(
    _: Key.Type, _ texts: UnsafePointer<UnsafePointer<UInt8>>, _ lengths: UnsafePointer<UInt32>, _ range: Range<Int>,
    into codes: UnsafeMutablePointer<UInt32>
  ) -> Int {
    // Safe: it takes what the caller gives as it is.
    if slotCount > 1 << 16 { return unsafe numberFar(Key.self, texts, lengths, range, into: codes) }
    let seeds = TextSeeds.shared
    var (slots, keys, mask) = unsafe (slots, keys.assumingMemoryBound(to: Key.self), slotCount &- 1)
    // Safe: the caller gives as many texts, lengths and codes as it says.
    for place in range {
      let length = unsafe Int(lengths[place])
      if length == 0 {
        unsafe codes[place] = 0
        continue
      }
      let text = unsafe texts[place]
      let key: Key
      if length <= Key.capacity {
        key = unsafe Key(text, length)
      } else {
        guard let long = unsafe Key.ofLong(text, length, seeds) else { return place }
        key = long
      }
      var at = Int(truncatingIfNeeded: key.hash(seeds)) & mask
      while true {
        let next = unsafe slots[at]
        if next == 0 {
          unsafe codes[place] = insert(text, length, key, at: at)
          unsafe (slots, keys, mask) = (self.slots, self.keys.assumingMemoryBound(to: Key.self), slotCount &- 1)
          break
        }
        if unsafe Key.areEqual(keys[Int(next &- 1)], key),
          unsafe length <= Key.capacity || isEqual(text, length, next &- 1)
        {
          unsafe codes[place] = next &- 1
          break
        }
        at = (at &+ 1) & mask
      }
    }
    return range.upperBound
  }

  /// The same for a table that is larger than the near caches: memory is asked for some texts before it is needed.
  private func numberFar<Key: TextKey>(
    _: Key.Type, _ texts: UnsafePointer<UnsafePointer<UInt8>>, _ lengths: UnsafePointer<UInt32>, _ range: Range<Int>,
    into codes: UnsafeMutablePointer<UInt32>
  ) -> Int {
    let seeds = TextSeeds.shared
    return unsafe withUnsafeTemporaryAllocation(of: (key: Key, hash: UInt64).self, capacity: 32) { batch in
      guard let batch = batch.baseAddress else { return range.upperBound }
      var first = range.lowerBound
      while first < range.upperBound {
        var many = min(32, range.upperBound &- first)
        var isCutShort = false
        var (slots, keys, mask) = unsafe (self.slots, self.keys.assumingMemoryBound(to: Key.self), slotCount &- 1)
        // Safe: `first + ahead` is less than the end, and there are 32 keys.
        for ahead in 0..<many {
          let length = unsafe Int(lengths[first &+ ahead])
          if length == 0 { continue }
          let text = unsafe texts[first &+ ahead]
          let key: Key
          if length <= Key.capacity {
            key = unsafe Key(text, length)
          } else {
            guard let long = unsafe Key.ofLong(text, length, seeds) else {
              (many, isCutShort) = (ahead, true)
              break
            }
            key = long
          }
          let hash = key.hash(seeds)
          unsafe batch[ahead] = (key, hash)
          unsafe cscan_prefetch(slots + (Int(truncatingIfNeeded: hash) & mask))
        }
        for ahead in 0..<many where unsafe lengths[first &+ ahead] > 0 {
          let next = unsafe slots[Int(truncatingIfNeeded: batch[ahead].hash) & mask]
          unsafe cscan_prefetch(keys + (Int(next) &- 1))
        }
        for ahead in 0..<many {
          let place = first &+ ahead
          let length = unsafe Int(lengths[place])
          if length == 0 {
            unsafe codes[place] = 0
            continue
          }
          let (text, key) = unsafe (texts[place], batch[ahead].key)
          var at = unsafe Int(truncatingIfNeeded: batch[ahead].hash) & mask
          while true {
            let next = unsafe slots[at]
            if next == 0 {
              unsafe codes[place] = insert(text, length, key, at: at)
              unsafe (slots, keys, mask) = (self.slots, self.keys.assumingMemoryBound(to: Key.self), slotCount &- 1)
              break
            }
            if unsafe Key.areEqual(keys[Int(next &- 1)], key),
              unsafe length <= Key.capacity || isEqual(text, length, next &- 1)
            {
              unsafe codes[place] = next &- 1
              break
            }
            at = (at &+ 1) & mask
          }
        }
        first &+= many
        if isCutShort { return first }
      }
      return range.upperBound
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
  private func insert<Key: TextKey>(_ text: UnsafePointer<UInt8>, _ length: Int, _ key: Key, at: Int) -> UInt32 {
    let code = count
    // Safe: the slot is one of the table, there is room for another key, and the text has as many bytes.
    unsafe slots[at] = UInt32(truncatingIfNeeded: code &+ 1)
    unsafe keys.assumingMemoryBound(to: Key.self)[code] = key
    let bytes = unsafe UnsafeBufferPointer(start: text, count: length)
    unsafe arena.append(bytes)
    // Safe: see `growing`.
    if unsafe !growing.hasNonASCII { unsafe growing.hasNonASCII = bytes.contains { $0 >= 0x80 } }
    unsafe growing.ends.append(arena.count)
    if isSampled { unsafe growing.newHashes.append(TextSeeds.fixed.anyHash(text, length)) }
    if count >= room { grow(Key.self) }
    return UInt32(truncatingIfNeeded: code)
  }

  private func grow<Key: TextKey>(_: Key.Type) {
    slotCount *= slotCount < 1 << 18 ? 4 : 2
    let larger = UnsafeMutableRawPointer.allocate(byteCount: room * MemoryLayout<Key>.stride, alignment: 32)
    // Safe: the old keys are those of the texts there are, and the new memory has room for more.
    unsafe larger.copyMemory(from: keys, byteCount: count * MemoryLayout<Key>.stride)
    unsafe keys.deallocate()
    unsafe keys = larger
    findSlots(Key.self)
  }

  /// Makes the keys anew, now that a text is longer than the narrow ones.
  private func widen() {
    isWide = true
    arena.sealEnd()
    let wider = UnsafeMutableRawPointer.allocate(byteCount: room * MemoryLayout<WideKey>.stride, alignment: 32)
    // Safe: there is room for a key for each text, none of which is longer than a narrow one had; and more than 32 bytes
    // can be read behind each text of an arena.
    let made = unsafe wider.assumingMemoryBound(to: WideKey.self)
    for code in 0..<count {
      let range = range(code)
      unsafe made[code] = WideKey(arena.start + range.lowerBound, range.count)
    }
    unsafe keys.deallocate()
    unsafe keys = wider
    findSlots(WideKey.self)
  }

  /// Gives every text its slot anew.
  private func findSlots<Key: TextKey>(_: Key.Type) {
    let (seeds, mask) = (TextSeeds.shared, slotCount - 1)
    unsafe slots.deallocate()
    // Safe: there are more slots than texts, and a key for each of these.
    unsafe slots = .allocate(capacity: slotCount)
    unsafe slots.initialize(repeating: 0, count: slotCount)
    let known = unsafe keys.assumingMemoryBound(to: Key.self)
    for code in 0..<count {
      var at = unsafe Int(truncatingIfNeeded: known[code].hash(seeds)) & mask
      while unsafe slots[at] != 0 { at = (at &+ 1) & mask }
      unsafe slots[at] = UInt32(truncatingIfNeeded: code &+ 1)
    }
  }
}
