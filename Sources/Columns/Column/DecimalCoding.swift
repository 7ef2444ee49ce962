/// Numbers the different values of a column of numbers that have few decimals and lie close together: amounts, rates, percentages.
///
/// Each is a whole number of, say, hundredths, so that its place is told by where it lies, without looking it up, and the values come in their
/// order at once.
struct DecimalCoding {
  private let column: Column
  private let limits: QueryLimits
  private let scale: Double
  private let morsels: [Morsel]
  /// Each row's number of hundredths, say; zero where it has no value.
  private let numbers: GroupCells<Int32>

  /// The most decimals that are looked for.
  private static let mostDecimals = 4
  /// The rows whose values tell how many decimals there may be.
  private static let sampleRows = 256

  /// Fails for a column of another type, for one without values, and where the first values have more decimals.
  init?(_ column: Column, limits: QueryLimits) {
    guard column.type == .number, column.dictionary == nil, column.chunks.allSatisfy({ if case .double = $0.values { true } else { false } }) else { return nil }
    let sample = (0..<min(column.count, Self.sampleRows)).compactMap { column[$0].number }
    let scales = FastCell.powersOfTen.prefix(Self.mostDecimals + 1)
    guard !sample.isEmpty, let scale = scales.first(where: { scale in sample.allSatisfy { Self.whole($0, scale) != nil } }) else { return nil }
    (self.column, self.limits, self.scale) = (column, limits, scale)
    morsels = Morsel.all(chunkRows: column.chunks.map(\.rowCount))
    numbers = GroupCells(uninitialized: column.count)
  }

  /// A number times a power of ten, where that is a whole number from which the very same number comes back.
  @inline(__always)
  private static func whole(_ value: Double, _ scale: Double) -> Int32? {
    let scaled = value * scale
    // What is no number is refused here.
    guard scaled.magnitude < 0x1p30 else { return nil }
    let whole = Int32(scaled + (scaled < 0 ? -0.5 : 0.5))
    // Zero below zero has other bits.
    return (Double(whole) / scale).bitPattern == value.bitPattern ? whole : nil
  }

  /// The same cells as codes into a sorted dictionary; nil where a value has more decimals, or values are spread too widely.
  func coded() throws -> Column? {
    guard let range = try range(), range.count <= max(1 << 16, min(8 * column.count, 1 << 26)) else { return nil }
    let marks = try marks(range)
    let places = GroupCells<UInt32>(uninitialized: range.count)
    var values: [Double] = []
    for place in 0..<range.count where marks.contains(where: { $0[place] }) {
      // Safe: the place lies within the range. A number that no row has is not asked for.
      unsafe places.start[place] = UInt32(truncatingIfNeeded: values.count)
      values.append(Double(range.lowerBound + place) / scale)
    }
    let chunks =
      switch values.count {
      case ...256: try written(range, places) { Chunk(.code8($0)) }
      case ...65_536: try written(range, places) { Chunk(.code16($0)) }
      default: try written(range, places) { Chunk(.code32($0)) }
      }
    return Column(
      column.name, type: column.type, dictionary: ValueDictionary(.numbers(values)), chunks: chunks, presence: column.presence
    ).described(as: column)
  }

  /// From the least to the most number; nil where a value is none.
  private func range() throws -> Range<Int>? {
    let found = Slots<(least: Int32, most: Int32)?>(count: morsels.count, repeating: nil)
    try forEachMorsel { _, item, morsel in
      guard case .double(let values) = column.chunks[morsel.chunk].values else { return }
      let bits = column.presence.chunks[morsel.chunk].bits
      var (least, most, fits) = (Int32.max, Int32.min, true)
      // Safe here and below: the row lies within its chunk, and there is a number for each row.
      let target = unsafe numbers.start + column.starts[morsel.chunk]
      for row in morsel.start..<morsel.start + morsel.count {
        let isThere = bits?[row] ?? true
        let number = isThere ? Self.whole(unsafe values.start[row], scale) : 0
        unsafe target[row] = number ?? 0
        fits = fits && number != nil
        if isThere { (least, most) = (min(least, number ?? 0), max(most, number ?? 0)) }
      }
      // A portion without values takes no room.
      found[item] = fits ? (least, most) : nil
    }
    let all = found.all.compactMap { $0 }
    guard all.count == morsels.count, let least = all.map(\.least).min(), let most = all.map(\.most).max(), least <= most else { return nil }
    return Int(least)..<Int(most) + 1
  }

  /// Which numbers of a range rows have, as each thread finds them.
  private func marks(_ range: Range<Int>) throws -> [GroupCells<Bool>] {
    let threads = max(1, limits.threads)
    try limits.checkMemory(column.count * 4 + range.count * (4 + threads), for: "the different values of column \"\(column.name)\"")
    let marks = (0..<threads).map { _ in GroupCells<Bool>(count: range.count, repeating: false) }
    try forEachMorsel { worker, _, morsel in
      let target = unsafe marks[worker].start
      let start = unsafe numbers.start + column.starts[morsel.chunk]
      let bits = column.presence.chunks[morsel.chunk].bits
      for row in morsel.start..<morsel.start + morsel.count where bits?[row] ?? true { unsafe target[Int(start[row]) &- range.lowerBound] = true }
    }
    return marks
  }

  private func written<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable>(
    _ range: Range<Int>, _ places: GroupCells<UInt32>, _ chunk: (Buffer<Code>) -> Chunk
  ) throws -> [Chunk] {
    let memories = column.chunks.map { Memory(byteCount: $0.rowCount * MemoryLayout<Code>.stride) }
    try forEachMorsel { _, _, morsel in
      let target = unsafe memories[morsel.chunk].start.assumingMemoryBound(to: Code.self)
      let start = unsafe numbers.start + column.starts[morsel.chunk]
      let bits = column.presence.chunks[morsel.chunk].bits
      for row in morsel.start..<morsel.start + morsel.count {
        // A row without a value has the first code.
        unsafe target[row] = bits?[row] ?? true ? Code(truncatingIfNeeded: places.start[Int(start[row]) &- range.lowerBound]) : 0
      }
    }
    return zip(memories, column.chunks).map { chunk(Buffer<Code>($0, count: $1.rowCount)) }
  }

  private func forEachMorsel(_ body: @Sendable (_ worker: Int, _ item: Int, Morsel) -> Void) throws {
    try Workers.run(morsels.count, limits: limits.forRows(column.count)) { body($0, $1, morsels[$1]) }
  }
}
