/// Sums values that rows hold as codes, and keeps their extremes: the least and the most code, since codes stand in the
/// order of their values.
///
/// What is kept of a group takes 16 bytes, so that many groups fit into the nearest caches, and a row costs one look-up. Where 64 bits hold
/// the sum of all rows and their number, both are one number while rows are added, and a row adds to it once.
final class CompactSink: GroupSink, @unchecked Sendable {
  private struct Total: BitwiseCopyable {
    var sum: Int64 = 0
    var count: UInt32 = 0
    var least = UInt16.max
    var most = UInt16.min

    /// Adds a value, if all bits are kept, or nothing, if none is.
    @inline(__always)
    mutating func add(_ value: Int32, code: UInt16, keep: UInt64) {
      sum &+= Int64(value) & Int64(bitPattern: keep)
      least = min(least, code | ~UInt16(truncatingIfNeeded: keep))
      most = max(most, code & UInt16(truncatingIfNeeded: keep))
    }

    @inline(__always)
    mutating func merge(_ other: Total) {
      sum &+= other.sum
      count &+= other.count
      least = min(least, other.least)
      most = max(most, other.most)
    }
  }

  /// How a sum and a count stand in one number: the count above, and below it the sum of what the values have above the least.
  private struct Packing: BitwiseCopyable {
    let least: Int64
    let shift: UInt64

    /// Fails where 64 bits do not hold both.
    init?(_ table: [Int32], rows: Int) {
      guard let least = table.min(), let most = table.max() else { return nil }
      let (largest, overflow) = (Int(most) - Int(least)).multipliedReportingOverflow(by: max(1, rows))
      let width = Int.bitWidth - largest.leadingZeroBitCount
      guard !overflow, width + Int.bitWidth - rows.leadingZeroBitCount < 64 else { return nil }
      self.least = Int64(least)
      shift = UInt64(width)
    }

    /// What a row adds beside its value.
    var row: Int64 { 1 << shift &- least }

    func count(_ total: Total) -> UInt32 { UInt32(truncatingIfNeeded: UInt64(bitPattern: total.sum) &>> shift) }

    func unpacked(_ total: Total) -> Total {
      var unpacked = total
      unpacked.count = count(total)
      unpacked.sum = total.sum & (1 << shift &- 1) &+ Int64(unpacked.count) &* least
      return unpacked
    }

    func packed(_ total: Total) -> Total {
      var packed = total
      packed.sum &+= Int64(total.count) &* row
      packed.count = 0
      return packed
    }
  }

  private let source: ValueSource
  private let codes: CodeSource
  private let wants: NumberParts
  /// The value of each code.
  private let table: Buffer<Int32>
  /// The value of the first code, and by how much each differs from the one before, where all do by as much.
  private let steps: (first: Int64, step: Int64)?
  /// The codes of some rows next to one another.
  private let stretch = GroupCells<Int16>(uninitialized: StretchCodes.wordRows)
  private let totals: GroupCells<Total>
  private let packing: Packing?
  private let present: PresentKeys

  /// Fails where codes do not compare as their values do, or where a sum might be more than 64 bits hold.
  ///
  /// - Parameters:
  ///   - rows: The most rows that can be added.
  ///   - isComplete: Whether no row that is offered lacks a value.
  ///   - isSettled: Whether groups are settled before anything is read, so that sums and counts may be packed.
  init?(groups: Int, rows: Int, source: ValueSource, wants: NumberParts, isComplete: Bool, isSettled: Bool) {
    guard case .whole(let values, _, let largest) = source.form,
      let codes = CodeSource(source.column, atMost: 1 << 16), codes.cardinality <= 1 << 16,
      source.column.dictionary?.isSorted ?? true, largest <= Int(Int32.max),
      !largest.multipliedReportingOverflow(by: max(1, rows)).overflow
    else { return nil }
    let least = codes.least
    let whole = values.map { $0.array.map { Int32(truncatingIfNeeded: $0) } } ?? (0..<codes.cardinality).map { Int32(truncatingIfNeeded: $0 + least) }
    table = Buffer(whole)
    steps = Self.steps(whole)
    packing = isSettled && wants.contains(.sum) ? Packing(whole, rows: rows) : nil
    self.source = source
    self.codes = codes
    self.wants = wants
    totals = GroupCells(count: groups + 1, repeating: Total())
    present = PresentKeys(source.column, lastGroup: groups, isComplete: isComplete)
  }

  private static func steps(_ table: [Int32]) -> (first: Int64, step: Int64)? {
    guard let first = table.first else { return nil }
    let step = table.count > 1 ? Int64(table[1]) - Int64(first) : 0
    for (code, value) in table.enumerated() where Int64(value) != Int64(first) + Int64(code) * step { return nil }
    return (Int64(first), step)
  }

  override var takesMaskedBlocks: Bool { true }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    let keys = unsafe present.keys(keys, block)
    let start = block.start
    switch codes.column.chunks[block.chunk].values {
    case .code8(let values): unsafe add(values.start + start, keys, block)
    case .code16(let values): unsafe add(values.start + start, keys, block)
    case .code32(let values): unsafe add(values.start + start, keys, block)
    case .int8(let values): unsafe add(values.start + start, keys, block)
    case .int16(let values): unsafe add(values.start + start, keys, block)
    case .int32(let values): unsafe add(values.start + start, keys, block)
    case .int64(let values): unsafe add(values.start + start, keys, block)
    case .double, .bits, .text: break
    }
  }

  @inline(__always)
  private func add<Value: FixedWidthInteger>(
    _ values: UnsafePointer<Value>, _ keys: UnsafePointer<UInt32>, _ block: RowBlock
  ) {
    if let rows = unsafe block.rows {
      unsafe add(values, keys, block.count) { place in unsafe Int(rows[place]) }
    } else {
      unsafe add(values, keys, block.count) { place in place }
    }
  }

  @inline(__always)
  private func add<Value: FixedWidthInteger>(
    _ values: UnsafePointer<Value>, _ keys: UnsafePointer<UInt32>, _ count: Int, _ row: (Int) -> Int
  ) {
    // Safe throughout: every key is a group, the block's rows lie within the chunk, and the table has a value for each
    // code, as a missing row's code is one too.
    guard table.count > 0 else { return }
    let (totals, table, least) = unsafe (totals.start, table.start, codes.least)
    func code(_ place: Int) -> Int { unsafe Int(truncatingIfNeeded: values[row(place)]) &- least }
    switch wants {
    case .sum:
      if let row = packing?.row {
        for place in 0..<count { unsafe totals[Int(keys[place])].sum &+= Int64(table[code(place)]) &+ row }
        return
      }
      for place in 0..<count {
        let total = unsafe totals + Int(keys[place])
        unsafe total.pointee.sum &+= Int64(table[code(place)])
        unsafe total.pointee.count &+= 1
      }
    case .extremes:
      for place in 0..<count {
        let total = unsafe totals + Int(keys[place])
        let code = UInt16(truncatingIfNeeded: code(place))
        unsafe total.pointee.count &+= 1
        if unsafe code < total.pointee.least { unsafe total.pointee.least = code }
        if unsafe code > total.pointee.most { unsafe total.pointee.most = code }
      }
    default:
      // New extremes are rare, once there are some, so a jump is guessed right.
      if let row = packing?.row {
        for place in 0..<count {
          let total = unsafe totals + Int(keys[place])
          let code = code(place)
          let narrow = UInt16(truncatingIfNeeded: code)
          unsafe total.pointee.sum &+= Int64(table[code]) &+ row
          if unsafe narrow < total.pointee.least { unsafe total.pointee.least = narrow }
          if unsafe narrow > total.pointee.most { unsafe total.pointee.most = narrow }
        }
        return
      }
      for place in 0..<count {
        let total = unsafe totals + Int(keys[place])
        let code = code(place)
        let narrow = UInt16(truncatingIfNeeded: code)
        unsafe total.pointee.sum &+= Int64(table[code])
        unsafe total.pointee.count &+= 1
        if unsafe narrow < total.pointee.least { unsafe total.pointee.least = narrow }
        if unsafe narrow > total.pointee.most { unsafe total.pointee.most = narrow }
      }
    }
  }

  override var takesStretches: Bool { true }

  override func consume(group: Int, _ block: RowBlock, _ places: Range<Int>) {
    let start = block.start
    switch codes.column.chunks[block.chunk].values {
    case .code8(let values): unsafe add(values.start + start, to: group, block, places)
    case .code16(let values): unsafe add(values.start + start, to: group, block, places)
    case .code32(let values): unsafe add(values.start + start, to: group, block, places)
    case .int8(let values): unsafe add(values.start + start, to: group, block, places)
    case .int16(let values): unsafe add(values.start + start, to: group, block, places)
    case .int32(let values): unsafe add(values.start + start, to: group, block, places)
    case .int64(let values): unsafe add(values.start + start, to: group, block, places)
    case .double, .bits, .text: break
    }
  }

  /// Adds rows of one group: what they come to stays in registers.
  @inline(__always)
  private func add<Value: FixedWidthInteger>(
    _ values: UnsafePointer<Value>, to group: Int, _ block: RowBlock, _ places: Range<Int>
  ) {
    guard table.count > 0 else { return }
    // Safe throughout: as above, and a presence has a bit for each row of the chunk.
    let (table, least) = unsafe (table.start, codes.least)
    let bits = present.isComplete ? nil : codes.column.presence.chunks[block.chunk].bits
    var total = Total()
    if let rows = unsafe block.rows {
      for place in places {
        let row = unsafe Int(rows[place])
        if let bits, !bits[block.start + row] { continue }
        let code = unsafe Int(truncatingIfNeeded: values[row]) &- least
        total.add(unsafe table[code], code: UInt16(truncatingIfNeeded: code), keep: .max)
        total.count &+= 1
      }
    } else {
      var stretch = StretchCodes()
      var rows = 0
      let codes = unsafe self.stretch.start
      block.forEachWord(of: places, present: bits) { places, word in
        let present = word.nonzeroBitCount
        guard present > 0 else { return }
        total.count &+= UInt32(truncatingIfNeeded: present)
        if places.count == StretchCodes.wordRows {
          unsafe StretchCodes.write(values + places.lowerBound, least: least, to: codes)
          unsafe stretch.add(codes, word)
          rows &+= present
          // A row that takes no part has the first code now.
          if steps == nil {
            let others = Int64(StretchCodes.wordRows &- present)
            unsafe total.sum &+= StretchCodes.sum(codes, in: table) &- others &* Int64(table[0])
          }
          return
        }
        // Nothing jumps on whether a row takes part.
        for row in places {
          let code = unsafe Int(truncatingIfNeeded: values[row]) &- least
          let keep = 0 &- (word &>> UInt64(row & 63) & 1)
          total.add(unsafe table[code], code: UInt16(truncatingIfNeeded: code), keep: keep)
        }
      }
      if rows > 0 {
        if let steps { total.sum &+= Int64(rows) &* steps.first &+ stretch.sum &* steps.step }
        (total.least, total.most) = (min(total.least, stretch.extremes.least), max(total.most, stretch.extremes.most))
      }
    }
    unsafe totals.start[group].merge(packing?.packed(total) ?? total)
  }

  override func settle(_ groups: Range<Int>) {
    guard let packing else { return }
    // Safe: every place is a group.
    for group in groups { unsafe totals.start[group] = packing.unpacked(totals.start[group]) }
  }

  /// Whether every row that is offered is counted.
  var isComplete: Bool { present.isComplete }

  /// Writes the count of each of some groups, which are not settled yet.
  func writeCounts(_ groups: Range<Int>, to counts: UnsafeMutablePointer<UInt32>) {
    // Safe: both have as many groups.
    for group in groups { unsafe counts[group] = packing?.count(totals.start[group]) ?? totals.start[group].count }
  }

  override func merge(_ other: GroupSink, groups: Range<Int>) {
    guard let other = other as? CompactSink else { return }
    for group in groups {
      // Safe: both have as many groups.
      unsafe totals.start[group].merge(other.totals.start[group])
    }
  }

  override func finish(_ limits: QueryLimits) { countSkipped(beside: totals) { Int($0.count) } }

  override func answer(of groups: GroupList, for kind: Query.Aggregate.Kind) -> AnswerColumn {
    let (totals, table) = (totals, table)
    return WholeTotals(source, count: { totals[$0].count }, sum: { Int128(truncatingIfNeeded: totals[$0].sum) }) {
      Int64(table[Int(totals[$0].least)])
    } most: {
      Int64(table[Int(totals[$0].most)])
    }.answer(of: groups, for: kind)
  }
}
