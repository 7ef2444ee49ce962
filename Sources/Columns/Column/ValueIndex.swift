import CKernels

/// Numbers different values in the order in which they first come, by a hash of their bits.
///
/// The hash begins with a random number, so that no data can be made to collide. Of two copies only one may be added to.
struct NumberIndex: Sendable {
  /// A value and one more than its number, or zero where the place is free.
  private struct Slot: BitwiseCopyable {
    var key: UInt64
    var code: UInt32
  }

  private var slots = GroupCells(count: 1 << 6, repeating: Slot(key: 0, code: 0))
  private let seed = UInt64.random(in: .min ... .max)
  private(set) var count = 0

  /// The number of a value, which is new if the value is.
  @inline(__always)
  mutating func code(of key: UInt64) -> UInt32 {
    let slot = place(of: key)
    // Safe here and below: a place lies within the table.
    let known = unsafe slots.start[slot].code
    if known != 0 { return known &- 1 }
    unsafe slots.start[slot] = Slot(key: key, code: UInt32(truncatingIfNeeded: count + 1))
    count += 1
    if count * 2 > slots.count { grow() }
    return UInt32(truncatingIfNeeded: count - 1)
  }

  /// The number of a value, or nil where it has none.
  @inline(__always)
  func codeIfKnown(of key: UInt64) -> UInt32? {
    let known = unsafe slots.start[place(of: key)].code
    return known == 0 ? nil : known &- 1
  }

  /// The place of a value, or the free one that it would take; there always is one.
  @inline(__always)
  private func place(of key: UInt64) -> Int {
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: TextHash.fold(seed ^ key)) & mask
    while unsafe slots.start[slot].code != 0 && slots.start[slot].key != key { slot = (slot &+ 1) & mask }
    return slot
  }

  private mutating func grow() {
    let old = slots
    slots = GroupCells(count: old.count * 2, repeating: Slot(key: 0, code: 0))
    for slot in 0..<old.count {
      let known = unsafe old.start[slot]
      if known.code != 0 { unsafe slots.start[place(of: known.key)] = known }
    }
  }

  /// The bytes that the table takes.
  var byteCount: Int { slots.count * MemoryLayout<Slot>.stride }
}

/// Numbers different texts in the order in which they first come, by a hash of all their bytes.
///
/// The bytes stay where they are; whoever gives them keeps them. Of two copies only one may be added to.
struct TextIndex: Sendable {
  /// Some bits of a text's hash and one more than its number, or zero where the place is free.
  private struct Slot: BitwiseCopyable {
    var hash: UInt32
    var code: UInt32
  }

  private var slots = GroupCells(count: 1 << 6, repeating: Slot(hash: 0, code: 0))
  private var hash = TextHash()
  /// Each different text.
  private(set) var texts: [TextBytes] = []

  /// Bytes that lie elsewhere.
  @safe
  struct TextBytes: @unchecked Sendable {
    let start: UnsafePointer<UInt8>?
    let count: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
      unsafe start = bytes.baseAddress
      count = bytes.count
    }

    var buffer: UnsafeBufferPointer<UInt8> { unsafe UnsafeBufferPointer(start: start, count: count) }
    var string: String { unsafe String(decoding: buffer, as: UTF8.self) }
  }

  var count: Int { texts.count }

  /// The number of a text, which is new if the text is.
  @inline(__always)
  mutating func code(of text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let hashed = unsafe hash.of(text)
    let slot = unsafe place(of: text, hashed)
    // Safe here and below: a place lies within the table.
    let known = unsafe slots.start[slot].code
    if known != 0 { return known &- 1 }
    unsafe texts.append(TextBytes(text))
    unsafe slots.start[slot] = Slot(hash: UInt32(truncatingIfNeeded: hashed >> 32), code: UInt32(truncatingIfNeeded: texts.count))
    if texts.count * 2 > slots.count { grow() }
    return UInt32(truncatingIfNeeded: texts.count - 1)
  }

  /// The number of a text, or nil where it has none.
  func codeIfKnown(of text: UnsafeBufferPointer<UInt8>) -> UInt32? {
    let known = unsafe slots.start[place(of: text, hash.of(text))].code
    return known == 0 ? nil : known &- 1
  }

  @inline(__always)
  private func place(of text: UnsafeBufferPointer<UInt8>, _ hashed: UInt64) -> Int {
    let mask = slots.count &- 1
    let high = UInt32(truncatingIfNeeded: hashed >> 32)
    var slot = Int(truncatingIfNeeded: hashed) & mask
    while true {
      let known = unsafe slots.start[slot]
      if known.code == 0 { return slot }
      if known.hash == high, unsafe TextHash.isEqual(texts[Int(known.code) - 1].buffer, text) { return slot }
      slot = (slot &+ 1) & mask
    }
  }

  private mutating func grow() {
    let wider = GroupCells(count: slots.count * 2, repeating: Slot(hash: 0, code: 0))
    let mask = wider.count - 1
    for (code, text) in texts.enumerated() {
      let hashed = unsafe hash.of(text.buffer)
      var slot = Int(truncatingIfNeeded: hashed) & mask
      while unsafe wider.start[slot].code != 0 { slot = (slot &+ 1) & mask }
      unsafe wider.start[slot] = Slot(hash: UInt32(truncatingIfNeeded: hashed >> 32), code: UInt32(truncatingIfNeeded: code + 1))
    }
    slots = wider
  }

  /// The bytes that the table takes.
  var byteCount: Int { slots.count * MemoryLayout<Slot>.stride + texts.capacity * MemoryLayout<TextBytes>.stride }
}

/// A hash of all bytes of a text: eight at a time by full multiplication, the step of wyhash (Wang Yi 2019).
struct TextHash: Sendable {
  private let seed = UInt64.random(in: .min ... .max)

  @inline(__always)
  func of(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var state = seed ^ UInt64(truncatingIfNeeded: text.count)
    guard let start = text.baseAddress else { return Self.fold(state) }
    let bytes = unsafe UnsafeRawPointer(start)
    var place = 0
    // Safe throughout: the bytes that are loaded lie within the text.
    while place + 8 <= text.count {
      state = unsafe Self.fold(state ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      place += 8
    }
    return unsafe Self.fold(state ^ Self.rest(bytes, from: place, to: text.count))
  }

  /// The last bytes of a text, fewer than eight.
  @inline(__always)
  private static func rest(_ bytes: UnsafeRawPointer, from place: Int, to end: Int) -> UInt64 {
    var rest: UInt64 = 0
    for at in place..<end { rest = unsafe rest << 8 | UInt64(bytes.load(fromByteOffset: at, as: UInt8.self)) }
    return rest
  }

  /// Whether two texts are the same, in another spelling too; only letters beyond ASCII have two.
  @inline(__always)
  static func isSameText(_ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
    if unsafe isEqual(one, other) { return true }
    // Safe: each has as many bytes as it says.
    if unsafe kernels_is_ascii(one.baseAddress, one.count) != 0 && kernels_is_ascii(other.baseAddress, other.count) != 0 { return false }
    return unsafe String(decoding: one, as: UTF8.self) == String(decoding: other, as: UTF8.self)
  }

  @inline(__always)
  static func isEqual(_ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard one.count == other.count, let first = one.baseAddress, let second = other.baseAddress else { return one.count == other.count }
    let (mine, theirs) = unsafe (UnsafeRawPointer(first), UnsafeRawPointer(second))
    var place = 0
    // Safe: as above.
    while place + 8 <= one.count {
      if unsafe mine.loadUnaligned(fromByteOffset: place, as: UInt64.self) != theirs.loadUnaligned(fromByteOffset: place, as: UInt64.self) {
        return false
      }
      place += 8
    }
    return unsafe rest(mine, from: place, to: one.count) == rest(theirs, from: place, to: one.count)
  }

  @inline(__always)
  static func fold(_ word: UInt64) -> UInt64 {
    let (high, low) = (word ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
    return high ^ low
  }
}
