/// A column that groups are made by, made ready for a scan: each row gives a slot, a small number.
///
/// The slots stand in the order in which groups are to come: the values in their order, then a slot for each reason that
/// a value is missing. Of many different texts to find that order may take longer than all else, so that it can be left. It is a
/// class, since a scan hands it round for each block.
final class GroupKey: Sendable {
  let name: String
  /// One more than the largest slot.
  let slots: Int

  let source: CodeSource
  /// The slot of each code; nil where the code is the slot.
  private let table: Buffer<UInt32>?
  /// The slots of values; those after them are of reasons.
  let valueCount: Int
  let cells: SlotCells
  /// Whether the slots of values stand in the order of the values.
  let isRanked: Bool

  enum SlotCells: Sendable {
    /// The slot of a value is its code.
    case codes
    /// The code of each slot's value, for a dictionary that does not stand in order.
    case ordered([UInt32])
    /// The place of each slot's value among those that codes are mapped to.
    case mapped(MappedColumn, [Int])
  }

  /// Fails where the column's values are spread too widely to be numbered.
  ///
  /// - Parameter isRanked: Whether the slots must stand in order though values are many and do not.
  init?(_ name: String, _ column: QueryColumn, isRanked: Bool = true) {
    self.name = name
    let isMany = column.physical.dictionary.map { !$0.isOrdered && $0.count > Column.sortedDictionaryLimit } ?? false
    self.isRanked = if case .stored = column { isRanked || !isMany } else { true }
    switch column {
    case .stored(let stored):
      guard let source = CodeSource(stored, atMost: .max) else { return nil }
      self.source = source
      valueCount = source.cardinality
      if let dictionary = stored.dictionary, !dictionary.isOrdered, self.isRanked {
        let ranks = dictionary.ranks()
        var codes = [UInt32](repeating: 0, count: ranks.count)
        for (code, rank) in ranks.enumerated() { codes[Int(rank)] = UInt32(code) }
        table = Buffer(ranks)
        cells = .ordered(codes)
      } else {
        table = nil
        cells = .codes
      }
      slots = source.cardinality + (stored.presence.isComplete ? 0 : MissingReason.allCases.count)
    case .mapped(let mapped):
      source = mapped.source
      let ranks = mapped.values.dictionary?.ranks() ?? []
      valueCount = ranks.count
      var places = [Int](repeating: 0, count: ranks.count)
      table = Buffer(
        (0..<mapped.values.count).map { place in
          if let reason = mapped.values.presence[place] { return UInt32(ranks.count + Int(reason.rawValue) - 1) }
          let slot = ranks[mapped.values.chunks.first?.code(place) ?? 0]
          places[Int(slot)] = place
          return slot
        })
      cells = .mapped(mapped, places)
      slots = ranks.count + (mapped.canBeMissing ? MissingReason.allCases.count : 0)
    }
  }

  /// The same key over another column that holds values of the first, such as those of runs.
  init(_ column: QueryColumn, like key: GroupKey) {
    (name, slots, table, valueCount, cells, isRanked) = (key.name, key.slots, key.table, key.valueCount, key.cells, key.isRanked)
    source =
      switch column {
      case .stored(let other): key.source.showing(other)
      case .mapped(let mapped): mapped.source
      }
  }

  /// Adds each row's slot, times a stride, to the keys of a block; the first column of a key sets them.
  func add<Key: FixedWidthInteger & UnsignedInteger>(
    to keys: UnsafeMutablePointer<Key>, stride: Key, isFirst: Bool, in block: RowBlock
  ) {
    switch source.column.chunks[block.chunk].values {
    case .code8(let values): unsafe add(values.start + block.start, to: keys, stride, isFirst, block)
    case .code16(let values): unsafe add(values.start + block.start, to: keys, stride, isFirst, block)
    case .code32(let values): unsafe add(values.start + block.start, to: keys, stride, isFirst, block)
    case .int8(let values): unsafe add(values.start + block.start, to: keys, stride, isFirst, block)
    case .int16(let values): unsafe add(values.start + block.start, to: keys, stride, isFirst, block)
    case .int32(let values): unsafe add(values.start + block.start, to: keys, stride, isFirst, block)
    case .int64(let values): unsafe add(values.start + block.start, to: keys, stride, isFirst, block)
    case .bits(let bits):
      for place in 0..<block.count {
        let slot = slot(code: bits[block.start + block.row(place)] ? 1 : 0)
        // Safe: the memory has a key for each row of the block.
        unsafe keys[place] = (isFirst ? 0 : keys[place]) &+ Key(truncatingIfNeeded: slot) &* stride
      }
    case .double, .text: break
    }
    unsafe mendMissing(keys, stride, block)
  }

  private var isMapped: Bool { if case .mapped = cells { true } else { false } }

  /// What each code adds to a key in which a slot counts for a stride; nil where the rows hold no codes, or too many
  /// different ones for a table in the nearest caches. Whole numbers of 8 or 16 bits are codes as they stand in memory.
  func parts(stride: UInt32) -> Buffer<UInt32>? {
    func part(_ code: Int) -> UInt32 { UInt32(truncatingIfNeeded: slot(code: code)) &* stride }
    if source.column.dictionary != nil {
      guard source.cardinality <= 1 << 16 else { return nil }
      return Buffer((0..<max(1, source.cardinality)).map(part))
    }
    switch source.column.chunks.first?.values {
    case .int8: return Self.table(places: 1 << 8, least: source.least, count: source.cardinality, part)
    case .int16: return Self.table(places: 1 << 16, least: source.least, count: source.cardinality, part)
    default: return nil
    }
  }

  /// Whether ``parts(stride:)`` gives a table.
  var hasFewCodes: Bool {
    if source.column.dictionary != nil { return source.cardinality <= 1 << 16 }
    switch source.column.chunks.first?.values {
    case .int8, .int16: return true
    default: return false
    }
  }

  /// A table by the bits of whole numbers, a power of two of places, with what is made of each number from the least on.
  private static func table(places: Int, least: Int, count: Int, _ part: (Int) -> UInt32) -> Buffer<UInt32> {
    var table = [UInt32](repeating: 0, count: places)
    for code in 0..<count { table[(least + code) & (places - 1)] = part(code) }
    return Buffer(table)
  }

  /// The bytes that a row's code takes.
  var codeWidth: Int {
    switch source.column.chunks.first?.values {
    case .code8, .int8: 1
    case .code16, .int16: 2
    default: 4
    }
  }

  /// The codes of a block's rows, for use with the tables of ``parts(stride:)``.
  func codes(of block: RowBlock) -> BlockCodes {
    // Safe: the block lies within its chunk. A number of the same width without a sign has the same bytes.
    switch source.column.chunks[block.chunk].values {
    case .code8(let values): unsafe .bytes(values.start + block.start)
    case .code16(let values): unsafe .shorts(values.start + block.start)
    case .code32(let values): unsafe .words(values.start + block.start)
    case .int8(let values): unsafe .bytes(UnsafeRawPointer(values.start + block.start).assumingMemoryBound(to: UInt8.self))
    case .int16(let values): unsafe .shorts(UnsafeRawPointer(values.start + block.start).assumingMemoryBound(to: UInt16.self))
    default: .none
    }
  }

  /// Whether every row of a block's chunk has a value.
  func isComplete(in block: RowBlock) -> Bool { source.column.presence.chunks[block.chunk].bits == nil }

  /// What the slots of each key count for in a number of all: those of the last key stand next to each other.
  static func strides<Key: FixedWidthInteger>(_ keys: [GroupKey]) -> [Key] {
    var strides: [Key] = []
    var stride: Key = 1
    for key in keys.reversed() {
      strides.append(stride)
      stride = stride &* Key(truncatingIfNeeded: max(1, key.slots))
    }
    return strides.reversed()
  }

  /// Counts the rows of a block by this key alone, straight from its codes; returns false where that can't be done.
  func count(_ block: RowBlock, into sink: CountSink) -> Bool {
    guard table == nil, source.least == 0, unsafe block.rows == nil,
      source.column.presence.chunks[block.chunk].missingCount == 0
    else { return false }
    switch source.column.chunks[block.chunk].values {
    // Safe: every code is a slot of this key, and so a group.
    case .code8(let codes): unsafe sink.consume(codes: codes.start + block.start, count: block.count)
    case .code16(let codes): unsafe sink.consume(codes: codes.start + block.start, count: block.count)
    case .code32(let codes): unsafe sink.consume(codes: codes.start + block.start, count: block.count)
    default: return false
    }
    return true
  }

  private func slot(code: Int) -> Int { table.map { code < $0.count ? Int($0[code]) : 0 } ?? code }

  @inline(__always)
  private func add<Key: FixedWidthInteger & UnsignedInteger, Value: FixedWidthInteger>(
    _ values: UnsafePointer<Value>, to keys: UnsafeMutablePointer<Key>, _ stride: Key, _ isFirst: Bool,
    _ block: RowBlock
  ) {
    // Safe throughout: the block's rows lie within the chunk, the memory has a key for each of them, and the table has
    // a slot for each code. Of whole numbers the least is taken off, so that they too are codes.
    let least = Key(truncatingIfNeeded: source.least)
    func code(_ row: Int) -> Key { unsafe Key(truncatingIfNeeded: values[row]) &- least }
    switch unsafe (table?.start, block.rows) {
    case (let slots?, let rows?):
      unsafe Self.write(keys, block.count, isFirst) { place in
        unsafe Key(truncatingIfNeeded: slots[Int(truncatingIfNeeded: code(Int(rows[place])))]) &* stride
      }
    case (let slots?, nil):
      unsafe Self.write(keys, block.count, isFirst) { place in
        unsafe Key(truncatingIfNeeded: slots[Int(truncatingIfNeeded: code(place))]) &* stride
      }
    case (nil, let rows?): unsafe Self.write(keys, block.count, isFirst) { unsafe code(Int(rows[$0])) &* stride }
    case (nil, nil): unsafe Self.write(keys, block.count, isFirst) { code($0) &* stride }
    }
  }

  /// Sets keys, or adds to them.
  @inline(__always)
  private static func write<Key: FixedWidthInteger & UnsignedInteger>(
    _ keys: UnsafeMutablePointer<Key>, _ count: Int, _ isFirst: Bool, _ part: (_ place: Int) -> Key
  ) {
    // Safe: the memory has as many keys.
    if isFirst {
      for place in 0..<count { unsafe keys[place] = part(place) }
    } else {
      for place in 0..<count { unsafe keys[place] &+= part(place) }
    }
  }

  /// Gives the rows without a value the slot of their reason.
  func mendMissing<Key: FixedWidthInteger & UnsignedInteger>(
    _ keys: UnsafeMutablePointer<Key>, _ stride: Key, _ block: RowBlock
  ) {
    let validity = source.column.presence.chunks[block.chunk]
    guard let bits = validity.bits else { return }
    switch source.column.chunks[block.chunk].values {
    case .code8(let values): unsafe mend(values.start + block.start, validity, bits, keys, stride, block)
    case .code16(let values): unsafe mend(values.start + block.start, validity, bits, keys, stride, block)
    case .code32(let values): unsafe mend(values.start + block.start, validity, bits, keys, stride, block)
    case .int8(let values): unsafe mend(values.start + block.start, validity, bits, keys, stride, block)
    case .int16(let values): unsafe mend(values.start + block.start, validity, bits, keys, stride, block)
    case .int32(let values): unsafe mend(values.start + block.start, validity, bits, keys, stride, block)
    case .int64(let values): unsafe mend(values.start + block.start, validity, bits, keys, stride, block)
    case .bits(let values):
      forEachAbsent(block, bits) { place, row in
        let wrong = slot(code: values[block.start + row] ? 1 : 0)
        // Safe: the memory has a key for each row of the block.
        unsafe keys[place] &+= Key(truncatingIfNeeded: slot(of: validity[block.start + row] ?? .unspecified) &- wrong) &* stride
      }
    case .double, .text: break
    }
  }

  /// The slot of the rows that are missing for a reason.
  private func slot(of reason: MissingReason) -> Int {
    let place = Int(reason.rawValue) - 1
    return isMapped ? slot(code: source.cardinality + place) : valueCount + place
  }

  @inline(__always)
  private func mend<Key: FixedWidthInteger & UnsignedInteger, Value: FixedWidthInteger>(
    _ values: UnsafePointer<Value>, _ validity: Validity, _ bits: Bitmap, _ keys: UnsafeMutablePointer<Key>, _ stride: Key,
    _ block: RowBlock
  ) {
    // Safe throughout: the block's rows lie within the chunk, and the memory has a key for each of them.
    let shared = validity.sharedReason.map(slot)
    let (table, tableCount, least) = unsafe (table?.start, table?.count ?? 0, source.least)
    forEachAbsent(block, bits) { place, row in
      let code = unsafe Int(truncatingIfNeeded: values[row]) &- least
      let wrong = if let table = unsafe table { 0..<tableCount ~= code ? unsafe Int(table[code]) : 0 } else { code }
      let right = shared ?? slot(of: validity[block.start + row] ?? .unspecified)
      unsafe keys[place] &+= Key(truncatingIfNeeded: right &- wrong) &* stride
    }
  }

  /// Calls a closure with the place and the row, within the block, of each row that has no value.
  @inline(__always)
  private func forEachAbsent(_ block: RowBlock, _ bits: Bitmap, _ body: (_ place: Int, _ row: Int) -> Void) {
    // Safe: a presence has a bit for each row of the chunk.
    let words = unsafe bits.words.start
    if let rows = unsafe block.rows {
      for place in 0..<block.count {
        let row = unsafe Int(rows[place])
        let at = block.start &+ row
        if unsafe words[at &>> 6] &>> UInt64(at & 63) & 1 == 0 { body(place, row) }
      }
    } else {
      for word in 0..<Bitmap.wordCount(block.count) {
        var absent = unsafe ~words[block.start >> 6 &+ word]
        while absent != 0 {
          let place = word &* 64 &+ absent.trailingZeroBitCount
          absent &= absent &- 1
          if place < block.count { body(place, place) }
        }
      }
    }
  }
}
