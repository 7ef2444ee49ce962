/// Numbers the different values of a column of numbers that have few decimals and lie close together: amounts, rates, percentages.
///
/// Each is a whole number of, say, hundredths, so that its place is told by where it lies, without looking it up, and the values come in their
/// order at once.
struct DecimalCoding {
  private let column: Column
  private let limits: QueryLimits
  private let scale: Double
  private let morsels: [Morsel]
  /// Where each row's number lies, in bits with a sign until the least is known; zero where it has no value.
  private let codes: GroupCells<UInt32>

  /// The most decimals that are looked for.
  private static let mostDecimals = 4
  /// The rows whose values tell how many decimals there may be.
  private static let sampleRows = 256

  /// Fails for a column of another type, for one without values, and where the first values have more decimals.
  ///
  /// - Parameter codes: Room for a code for each row.
  init?(_ column: Column, codes: GroupCells<UInt32>, limits: QueryLimits) {
    guard column.type == .number, column.dictionary == nil, column.chunks.allSatisfy({ if case .double = $0.values { true } else { false } }) else { return nil }
    let sample = (0..<min(column.count, Self.sampleRows)).compactMap { column[$0].number }
    let scales = FastCell.powersOfTen.prefix(Self.mostDecimals + 1)
    guard !sample.isEmpty, let scale = scales.first(where: { scale in sample.allSatisfy { Self.whole($0, scale) != nil } }) else { return nil }
    (self.column, self.codes, self.limits, self.scale) = (column, codes, limits, scale)
    morsels = Morsel.all(chunkRows: column.chunks.map(\.rowCount))
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

  /// The different values in their order, and for each code the place of its value; nil where a value has more decimals, or they are spread
  /// too widely.
  func numbered() throws -> (values: [Double], places: [UInt32])? {
    guard let range = try range(), range.count <= max(1 << 16, min(8 * column.count, 1 << 26)) else { return nil }
    let marks = try marks(range)
    var (values, places) = ([Double](), [UInt32](repeating: 0, count: range.count))
    for place in 0..<range.count where marks.contains(where: { $0[place] }) {
      places[place] = UInt32(truncatingIfNeeded: values.count)
      values.append(Double(range.lowerBound + place) / scale)
    }
    return (values, places)
  }

  /// From the least to the most number; nil where a value is none.
  private func range() throws -> Range<Int>? {
    let found = Slots<(least: Int32, most: Int32)?>(count: morsels.count, repeating: nil)
    try forEachMorsel { _, item, morsel in
      guard case .double(let values) = column.chunks[morsel.chunk].values else { return }
      let bits = column.presence.chunks[morsel.chunk].bits
      var (least, most, fits) = (Int32.max, Int32.min, true)
      // Safe here and below: the row lies within its chunk, and there is a code for each row.
      let target = unsafe codes.start + column.starts[morsel.chunk]
      for row in morsel.start..<morsel.start + morsel.count {
        let isThere = bits?[row] ?? true
        let number = isThere ? Self.whole(unsafe values.start[row], scale) : 0
        unsafe target[row] = UInt32(bitPattern: number ?? 0)
        fits = fits && number != nil
        if isThere { (least, most) = (min(least, number ?? 0), max(most, number ?? 0)) }
      }
      found[item] = fits ? (least, most) : nil
    }
    let all = found.all.compactMap { $0 }
    guard all.count == morsels.count, let least = all.map(\.least).min(), let most = all.map(\.most).max(), least <= most else { return nil }
    return Int(least)..<Int(most) + 1
  }

  /// Writes the code of each row, from zero for the least number on, and returns which codes there are, as each thread finds them.
  private func marks(_ range: Range<Int>) throws -> [GroupCells<Bool>] {
    let threads = max(1, limits.threads)
    try limits.checkMemory(column.count * 8 + range.count * (4 + threads), for: "the different values of column \"\(column.name)\"")
    let marks = (0..<threads).map { _ in GroupCells<Bool>(count: range.count, repeating: false) }
    let least = Int32(truncatingIfNeeded: range.lowerBound)
    try forEachMorsel { worker, _, morsel in
      let found = unsafe marks[worker].start
      let target = unsafe codes.start + column.starts[morsel.chunk]
      let bits = column.presence.chunks[morsel.chunk].bits
      for row in morsel.start..<morsel.start + morsel.count {
        guard bits?[row] ?? true else {
          unsafe target[row] = 0
          continue
        }
        let code = unsafe UInt32(bitPattern: Int32(bitPattern: target[row]) &- least)
        unsafe target[row] = code
        unsafe found[Int(code)] = true
      }
    }
    return marks
  }

  private func forEachMorsel(_ body: @Sendable (_ worker: Int, _ item: Int, Morsel) -> Void) throws {
    try Workers.run(morsels.count, limits: limits.forRows(column.count)) { body($0, $1, morsels[$1]) }
  }
}
