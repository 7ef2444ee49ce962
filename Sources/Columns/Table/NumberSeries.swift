/// The numbers of a column as windows work on them: whole ones where the column is of whole numbers.
///
/// They stand one after another in the order of a window's parts; an answer goes back to the rows. Each number has memory
/// for 64 bits, and each a reason: zero where the number is there.
@safe
struct NumberSeries: @unchecked Sendable {
  let count: Int
  let isWhole: Bool
  private let values: Memory
  private let raw: Memory

  // Safe: the memory holds this many values of either kind.
  var whole: UnsafeMutablePointer<Int64> { unsafe values.start.assumingMemoryBound(to: Int64.self) }
  var numbers: UnsafeMutablePointer<Double> { unsafe values.start.assumingMemoryBound(to: Double.self) }
  var reasons: UnsafeMutablePointer<UInt8> { unsafe raw.start.assumingMemoryBound(to: UInt8.self) }

  /// Makes room for numbers, all of them there until a reason is set.
  init(count: Int, isWhole: Bool) {
    self.count = count
    self.isWhole = isWhole
    values = Memory(byteCount: count * 8)
    raw = Memory(byteCount: count)
    // Safe: the memory holds a reason for each.
    unsafe raw.start.initializeMemory(as: UInt8.self, repeating: 0, count: count)
  }

  /// Reads a column of numbers in the order of some parts; nil for any other column.
  init?(_ column: Column, in parts: RowParts, limits: QueryLimits) throws {
    guard column.type.isNumeric else { return nil }
    self.init(count: column.count, isWhole: column.type == .integer)
    let series = self
    // A column without a source of values has none.
    guard let source = ValueSource(column) else {
      for row in 0..<count { unsafe reasons[row] = (column.presence[row] ?? .unspecified).rawValue }
      return
    }
    let morsels = Morsel.all(chunkRows: column.chunks.map(\.rowCount))
    try Workers.run(morsels.count, limits: limits.forRows(count)) { _, item in
      let morsel = morsels[item]
      let validity = column.presence.chunks[morsel.chunk]
      for offset in stride(from: 0, to: morsel.count, by: Morsel.blockRows) {
        let size = min(Morsel.blockRows, morsel.count - offset)
        let block = unsafe RowBlock(chunk: morsel.chunk, start: morsel.start + offset, count: size, rows: nil)
        let first = column.starts[morsel.chunk] + block.start
        // Safe: there is a number and a reason for each row.
        if series.isWhole {
          unsafe source.load(block, into: series.whole + first)
        } else {
          unsafe source.load(block, into: series.numbers + first)
        }
        guard validity.bits != nil else { continue }
        for place in 0..<size { unsafe series.reasons[first + place] = validity[block.start + place]?.rawValue ?? 0 }
      }
    }
    if let order = parts.order { self = try arranged(by: order, limits) }
  }

  /// The numbers of some rows in their order.
  private func arranged(by order: Buffer<UInt32>, _ limits: QueryLimits) throws -> NumberSeries {
    let arranged = NumberSeries(count: count, isWhole: isWhole)
    try Self.forEachPortion(count, limits) { range in
      // Safe: every place has a row, both hold a number for each, and one of 64 bits is copied as what it is.
      for place in range {
        let row = unsafe Int(order.start[place])
        unsafe arranged.whole[place] = whole[row]
        unsafe arranged.reasons[place] = reasons[row]
      }
    }
    return arranged
  }

  static func forEachPortion(_ count: Int, _ limits: QueryLimits, _ body: @Sendable (Range<Int>) -> Void) throws {
    let size = 1 << 18
    try Workers.run((count + size - 1) / size, limits: limits.forRows(count)) { _, item in
      body(item * size..<min(count, (item + 1) * size))
    }
  }

  // Safe for all that follow: the place is one of the series.

  /// The number at a place, which must have one.
  func number(_ place: Int) -> Double { unsafe isWhole ? Double(whole[place]) : numbers[place] }

  /// Puts a sum in its place. One that 64 bits do not hold has no place among whole numbers.
  @inline(__always)
  func set(_ place: Int, _ sum: Int128) {
    if let fitting = Int64(exactly: sum) {
      unsafe whole[place] = fitting
    } else {
      setMissing(place, MissingReason.notApplicable.rawValue)
    }
  }

  @inline(__always)
  func setMissing(_ place: Int, _ reason: UInt8) {
    unsafe reasons[place] = reason
    // Of a Double too all bits are zero.
    unsafe whole[place] = 0
  }

  /// The numbers as a column, each at the row of its place.
  func column(_ name: String, in parts: RowParts, unit: String?, decimals: Int?, limits: QueryLimits) throws -> Column {
    let byRow = try parts.order.map { try returned(by: $0, limits) } ?? self
    let presence = Presence(chunks: [Validity(raw: Buffer(byRow.raw, count: count))])
    return Column(
      name, type: isWhole ? .integer : .number,
      chunks: [
        isWhole ? Chunk.integers(Buffer(byRow.values, count: count)) : Chunk(.double(Buffer(byRow.values, count: count)))
      ], presence: presence, unit: unit, decimals: decimals)
  }

  /// The numbers of places at their rows.
  private func returned(by order: Buffer<UInt32>, _ limits: QueryLimits) throws -> NumberSeries {
    let byRow = NumberSeries(count: count, isWhole: isWhole)
    try Self.forEachPortion(count, limits) { range in
      // Safe: every row has one place.
      for place in range {
        let row = unsafe Int(order.start[place])
        unsafe byRow.whole[row] = whole[place]
        unsafe byRow.reasons[row] = reasons[place]
      }
    }
    return byRow
  }
}

extension Chunk {
  /// Whole numbers in the narrowest width that holds them all.
  static func integers(_ values: Buffer<Int64>) -> Chunk {
    var (least, most) = (Int64.max, Int64.min)
    for place in 0..<values.count {
      // Safe: the place lies within the buffer.
      let value = unsafe values.start[place]
      least = min(least, value)
      most = max(most, value)
    }
    func narrow<Narrow: FixedWidthInteger & BitwiseCopyable & Sendable>(_: Narrow.Type) -> Buffer<Narrow>? {
      guard least > most || least >= Narrow.min && most <= Narrow.max else { return nil }
      return Buffer(narrowing: values)
    }
    if let narrow = narrow(Int8.self) { return Chunk(.int8(narrow)) }
    if let narrow = narrow(Int16.self) { return Chunk(.int16(narrow)) }
    if let narrow = narrow(Int32.self) { return Chunk(.int32(narrow)) }
    return Chunk(.int64(values))
  }
}
