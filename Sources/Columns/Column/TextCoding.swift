/// Numbers the different texts of a column that keeps the text of each row, in the order in which they first come.
///
/// Rows are parted by a hash of their text, so that each part is done by itself, with a table in near caches. That finds the
/// first row of each row's text; the texts are then numbered as their first rows stand, whatever the hash.
struct TextCoding {
  private let column: Column
  private let limits: QueryLimits
  /// The rows of each thread, which follow each other.
  private let portions: [[Morsel]]
  /// The texts, which are kept here, and where those of each chunk lie.
  private let stores: [TextStore]
  private let chunks: GroupCells<ChunkTexts>
  /// A row with the text of each row, before it or itself; none for a row without a value.
  private let earlierRows: GroupCells<UInt32>
  private let codes: GroupCells<UInt32>

  private static let none = UInt32.max

  /// - Parameter portions: The rows of each thread, by chunk.
  init(_ column: Column, portions: [[Morsel]], codes: GroupCells<UInt32>, limits: QueryLimits) {
    self.column = column
    self.limits = limits
    self.portions = portions
    self.codes = codes
    stores = column.chunks.map { if case .text(let store) = $0.values { store } else { TextStore([]) } }
    chunks = GroupCells(uninitialized: stores.count)
    for (place, store) in stores.enumerated() {
      // Safe: there is a place for each chunk.
      unsafe chunks.start[place] = ChunkTexts(store)
    }
    earlierRows = GroupCells(uninitialized: column.count)
  }

  /// Writes the number of each row's text, zero for a row without a value, and returns the texts.
  ///
  /// - Throws: ``QueryError``, and ``TableError`` for more text than a store holds.
  func numbered() throws -> TextStore {
    try limits.checkMemory(column.count * 20, for: "the different values of column \"\(column.name)\"")
    let partBits = max(0, min(10, Int.bitWidth - (column.count >> 14).leadingZeroBitCount))
    let buffers = portions.map { _ in PartedBuffer<UInt64>(parts: 1 << partBits) }
    let hash = TextHash()
    try Workers.run(portions.count, limits: limits) { _, item in
      let recent = GroupCells<UInt64>(count: 1 << Self.recentBits, repeating: .max)
      for morsel in portions[item] {
        try limits.check()
        part(morsel, hash, recent, into: buffers[item], partBits: partBits)
      }
    }
    try Workers.run(1 << partBits, limits: limits) { _, part in findFirstRows(buffers, part) }
    return try writeCodes()
  }

  /// The texts that a thread remembers, so that those that come again and again are not parted.
  private static let recentBits = 12

  /// Adds the hash and the number of each row that has a value to the part of its hash, but where the same thread remembers
  /// the text.
  private func part(
    _ morsel: Morsel, _ hash: TextHash, _ recent: GroupCells<UInt64>, into buffer: PartedBuffer<UInt64>, partBits: Int
  ) {
    let start = column.starts[morsel.chunk]
    let bits = column.presence.chunks[morsel.chunk].bits
    // Safe throughout: there is an earlier row for each row, and a place for each hash.
    let (texts, recent, target) = unsafe (chunks.start[morsel.chunk], recent.start, earlierRows.start)
    for row in morsel.start..<morsel.start + morsel.count {
      let number = start &+ row
      guard bits?[row] ?? true else {
        unsafe target[number] = Self.none
        continue
      }
      let text = unsafe texts.text(row)
      let hashed = unsafe hash.of(text)
      let value = hashed &<< 32 | UInt64(truncatingIfNeeded: number)
      let place = unsafe recent + Int(truncatingIfNeeded: hashed & (1 << Self.recentBits - 1))
      let held = unsafe place.pointee
      if held != .max, held &>> 32 == value &>> 32, unsafe TextHash.isEqual(self.text(of: UInt32(truncatingIfNeeded: held)), text) {
        unsafe target[number] = UInt32(truncatingIfNeeded: held)
        continue
      }
      unsafe place.pointee = value
      // A shift by all bits is none, so no bits leave the first of them, which the mask takes away.
      buffer.append(value, to: Int(truncatingIfNeeded: hashed &>> UInt64(64 &- partBits)) & (1 &<< partBits &- 1))
    }
  }

  /// Finds the first row of each text of a part.
  private func findFirstRows(_ buffers: [PartedBuffer<UInt64>], _ part: Int) {
    // A place holds a hash and a row. No row has all bits set.
    var slots = GroupCells<UInt64>(count: 1 << 10, repeating: .max)
    var (mask, used) = (slots.count - 1, 0)
    let target = unsafe earlierRows.start
    for buffer in buffers {
      unsafe buffer.forEachPage(of: part) { values, valueCount in
        for place in 0..<valueCount {
          if used * 2 > mask {
            slots = Self.grown(slots)
            mask = slots.count - 1
          }
          // Safe throughout: at least half of the places are free, and there is an earlier row for each row.
          let value = unsafe values[place]
          let row = UInt32(truncatingIfNeeded: value)
          var slot = Int(truncatingIfNeeded: value &>> 32) & mask
          while true {
            let held = unsafe slots.start[slot]
            if held == .max {
              unsafe slots.start[slot] = value
              unsafe target[Int(row)] = row
              used += 1
              break
            }
            let first = UInt32(truncatingIfNeeded: held)
            if held &>> 32 == value &>> 32, unsafe TextHash.isEqual(text(of: first), text(of: row)) {
              unsafe target[Int(row)] = first
              break
            }
            slot = (slot &+ 1) & mask
          }
        }
      }
    }
  }

  /// A wider table with what another holds.
  private static func grown(_ slots: GroupCells<UInt64>) -> GroupCells<UInt64> {
    let wider = GroupCells<UInt64>(count: slots.count * 4, repeating: .max)
    let mask = wider.count - 1
    for place in 0..<slots.count {
      // Safe: the places lie within the tables, of which the wider has free ones.
      let held = unsafe slots.start[place]
      guard held != .max else { continue }
      var slot = Int(truncatingIfNeeded: held &>> 32) & mask
      while unsafe wider.start[slot] != .max { slot = (slot &+ 1) & mask }
      unsafe wider.start[slot] = held
    }
    return wider
  }

  @inline(__always)
  private func text(of row: UInt32) -> UnsafeBufferPointer<UInt8> {
    let chunk = ChunkPlaces.chunk(of: Int(row), starts: column.starts)
    // Safe: the row lies within the chunk.
    return unsafe chunks.start[chunk].text(Int(row) - column.starts[chunk])
  }

  /// Calls a closure with the first row of each text of a portion, and the text.
  private func forEachFirst(_ portion: Int, _ body: (_ row: Int, _ text: UnsafeBufferPointer<UInt8>) -> Void) throws {
    for morsel in portions[portion] {
      try limits.check()
      let start = column.starts[morsel.chunk]
      // Safe: there is an earlier row for each row.
      let texts = unsafe chunks.start[morsel.chunk]
      for row in morsel.start..<morsel.start + morsel.count
      where unsafe earlierRows.start[start + row] == UInt32(truncatingIfNeeded: start + row) {
        unsafe body(start + row, texts.text(row))
      }
    }
  }

  /// Numbers the texts as their first rows stand.
  private func writeCodes() throws -> TextStore {
    let counts = Slots<(texts: Int, bytes: Int)>(count: portions.count, repeating: (0, 0))
    try Workers.run(portions.count, limits: limits) { _, portion in
      var (found, bytes) = (0, 0)
      try unsafe forEachFirst(portion) { _, text in
        found += 1
        bytes += text.count
      }
      counts[portion] = (found, bytes)
    }
    var starts = [(texts: 0, bytes: 0)]
    for count in counts.all {
      let last = starts[starts.count - 1]
      starts.append((last.texts + count.texts, last.bytes + count.bytes))
    }
    let (total, portionStarts) = (starts[portions.count], starts)
    guard total.bytes <= TextStore.maximumBytes else {
      throw TableError.badRequest(
        "the different values of column \"\(column.name)\" have more than 2 GiB of text",
        expectation: "Filter or shorten them first.")
    }
    let (offsets, bytes) = (WrittenBuffer<Int32>(count: total.texts + 1), WrittenBuffer<UInt8>(count: total.bytes))
    unsafe offsets.start[0] = 0
    try Workers.run(portions.count, limits: limits) { _, portion in
      var next = portionStarts[portion]
      try unsafe forEachFirst(portion) { row, text in
        // Safe: the texts and their bytes were counted, and there is a code for each row.
        if let from = text.baseAddress { unsafe (bytes.start + next.bytes).update(from: from, count: text.count) }
        unsafe codes.start[row] = UInt32(truncatingIfNeeded: next.texts)
        next = (next.texts + 1, next.bytes + text.count)
        unsafe offsets.start[next.texts] = Int32(truncatingIfNeeded: next.bytes)
      }
    }
    try Workers.run(portions.count, limits: limits) { _, portion in
      for morsel in portions[portion] {
        try limits.check()
        let start = column.starts[morsel.chunk]
        for row in start + morsel.start..<start + morsel.start + morsel.count {
          // Safe: as above. A first row has its code already, and so has an earlier one of the same thread.
          let earlier = unsafe earlierRows.start[row]
          if earlier == Self.none { unsafe codes.start[row] = 0 } else if earlier != row { unsafe codes.start[row] = codes.start[Int(earlier)] }
        }
      }
    }
    return TextStore(offsets: offsets.buffer, bytes: bytes.buffer)
  }
}
