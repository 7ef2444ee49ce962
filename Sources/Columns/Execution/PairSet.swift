/// A set of 64-bit numbers in open addressing. No number has all bits set.
struct PairSet {
  private var slots: [UInt64] = [UInt64](repeating: .max, count: 64)
  private(set) var count = 0

  /// Adds a number, and returns whether it is new.
  mutating func insert(_ number: UInt64) -> Bool {
    let mask = slots.count - 1
    var slot = Self.place(number, mask)
    while slots[slot] != .max {
      if slots[slot] == number { return false }
      slot = (slot + 1) & mask
    }
    slots[slot] = number
    count += 1
    if count * 2 > slots.count { grow() }
    return true
  }

  /// The place of a number, by multiplication (Knuth, *Sorting and Searching*, 6.4).
  @inline(__always)
  private static func place(_ number: UInt64, _ mask: Int) -> Int {
    let product = (number ^ number >> 32) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: product >> 32) & mask
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt64](repeating: .max, count: old.count * 2)
    let mask = slots.count - 1
    for number in old where number != .max {
      var slot = Self.place(number, mask)
      while slots[slot] != .max { slot = (slot + 1) & mask }
      slots[slot] = number
    }
  }
}

/// Values that one thread adds one by one, kept in pages so that adding never moves what is there.
@safe
final class Growing<Value: BitwiseCopyable & Sendable>: @unchecked Sendable {
  private struct Page {
    let memory: GroupCells<Value>
    var count: Int
  }

  private var pages: [Page] = []
  private var next: UnsafeMutablePointer<Value>?
  private var room = 0
  private var lastCapacity = 0

  var count: Int { pages.reduce(0) { $0 + $1.count } - room }

  @inline(__always)
  func append(_ value: Value) {
    if room == 0 { addPage(like: value) }
    // Safe: there is room for the value.
    guard let place = unsafe next else { return }
    unsafe place.pointee = value
    unsafe next = place + 1
    room &-= 1
  }

  private func addPage(like value: Value) {
    lastCapacity = min(max(256, lastCapacity * 2), 1 << 14)
    let memory = GroupCells(count: lastCapacity, repeating: value)
    pages.append(Page(memory: memory, count: lastCapacity))
    unsafe next = memory.start
    room = lastCapacity
  }

  /// Takes over the pages of another, which is not used any more.
  func adopt(_ other: Growing) {
    close()
    other.close()
    pages += other.pages
    other.pages = []
  }

  private func close() {
    guard room > 0, let last = pages.indices.last else { return }
    pages[last].count -= room
    room = 0
    unsafe next = nil
  }

  func forEach(_ body: (Value) -> Void) {
    close()
    for page in pages {
      // Safe: a page has as many values as its count says.
      for place in 0..<page.count { body(unsafe page.memory.start[place]) }
    }
  }

  /// Calls a closure with each page's values.
  func forEachPage(_ body: (UnsafePointer<Value>, Int) -> Void) {
    close()
    for page in pages where page.count > 0 { unsafe body(page.memory.start, page.count) }
  }

  func removeAll() {
    pages = []
    room = 0
    unsafe next = nil
  }
}
