/// Numbers each different text of a column in the order in which they first occur, without a String for each cell.
///
/// The bytes of the different texts stand one after another in one array, and an open-addressed table finds a text by a
/// hash of all of its bytes. The hash begins with a random number, so that no file can be made to collide.
struct DistinctTexts {
  private var bytes: [UInt8] = []
  /// Where each text ends in `bytes`.
  private var ends: [Int] = []
  private var hashes: [UInt32] = []
  /// One more than the code of a text, or zero where the place is free; the count is a power of two.
  private var slots: [UInt32]
  private let seed = UInt64.random(in: .min ... .max)
  private var lastCode: UInt32 = 0

  init() { slots = Array(repeating: 0, count: 64) }

  var count: Int { ends.count }

  /// Returns the number of a text, which is new if the text is; nil once there are more texts than a code can number.
  mutating func code(of cell: Span<UInt8>) -> UInt32? {
    // Tables are often sorted by their labels, so the text of the row before is tried first.
    if !ends.isEmpty, isEqual(cell, to: lastCode) { return lastCode }
    let hash = hash(cell)
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      let code = slots[slot] - 1
      if hashes[Int(code)] == hash, isEqual(cell, to: code) {
        lastCode = code
        return code
      }
      slot = (slot + 1) & mask
    }
    guard ends.count < Int(UInt32.max) - 1 else { return nil }
    let code = UInt32(ends.count)
    slots[slot] = code + 1
    // Safe: the buffer is that of the cell, and is copied before it goes.
    unsafe cell.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    ends.append(bytes.count)
    hashes.append(hash)
    lastCode = code
    if ends.count * 2 > slots.count { grow() }
    return code
  }

  private func range(_ code: UInt32) -> Range<Int> {
    (code == 0 ? 0 : ends[Int(code) - 1])..<ends[Int(code)]
  }

  @inline(__always)
  private func isEqual(_ cell: Span<UInt8>, to code: UInt32) -> Bool {
    let range = range(code)
    guard range.count == cell.count else { return false }
    for offset in 0..<range.count where bytes[range.lowerBound + offset] != cell[offset] { return false }
    return true
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    let mask = slots.count - 1
    for (code, hash) in hashes.enumerated() {
      var slot = Int(hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(code) + 1
    }
  }

  /// Folds eight bytes at a time by full multiplication, the step of wyhash (Wang Yi 2019).
  private func hash(_ cell: Span<UInt8>) -> UInt32 {
    var state = seed ^ UInt64(cell.count)
    var place = 0
    // Safe: every byte of a span of bytes is one.
    let words = unsafe cell.bytes
    while place + 8 <= cell.count {
      // Safe: the eight bytes lie inside the cell, and any eight bytes are a UInt64.
      let word = unsafe words.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
      state = Self.fold(state ^ word)
      place += 8
    }
    var rest: UInt64 = 0
    while place < cell.count {
      rest = rest << 8 | UInt64(cell[place])
      place += 1
    }
    state = Self.fold(state ^ rest)
    return UInt32(truncatingIfNeeded: state ^ state >> 32)
  }

  @inline(__always)
  private static func fold(_ word: UInt64) -> UInt64 {
    let (high, low) = (word ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
    return high ^ low
  }
}
