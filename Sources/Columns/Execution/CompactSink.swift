/// Sums values that rows hold as codes, and keeps their extremes: the least and the most code, since codes stand in the
/// order of their values.
///
/// What is kept of a group takes 16 bytes, so that many groups fit into the nearest caches, and a row costs one look-up.
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

  private let source: ValueSource
  private let codes: CodeSource
  private let wants: NumberParts
  /// The value of each code.
  private let table: Buffer<Int32>
  private let totals: GroupCells<Total>
  private let present: PresentKeys

  /// Fails where codes do not compare as their values do, or where a sum might be more than 64 bits hold.
  ///
  /// - Parameters:
  ///   - rows: The most rows that can be added.
  ///   - isComplete: Whether no row that is offered lacks a value.
  init?(groups: Int, rows: Int, source: ValueSource, wants: NumberParts, isComplete: Bool) {
    guard case .whole(let values, _, let largest) = source.form,
      let codes = CodeSource(source.column, atMost: 1 << 16), codes.cardinality <= 1 << 16,
      source.column.dictionary?.isSorted ?? true, largest <= Int(Int32.max),
      !largest.multipliedReportingOverflow(by: max(1, rows)).overflow
    else { return nil }
    let least = codes.least
    if let values {
      table = Buffer(values.array.map { Int32(truncatingIfNeeded: $0) })
    } else {
      table = Buffer((0..<codes.cardinality).map { Int32(truncatingIfNeeded: $0 + least) })
    }
    self.source = source
    self.codes = codes
    self.wants = wants
    totals = GroupCells(count: groups + 1, repeating: Total())
    present = PresentKeys(source.column, lastGroup: groups, isComplete: isComplete)
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
      for place in 0..<count {
        let total = unsafe totals + Int(keys[place])
        let code = code(place)
        let narrow = UInt16(truncatingIfNeeded: code)
        unsafe total.pointee.sum &+= Int64(table[code])
        unsafe total.pointee.count &+= 1
        // New extremes are rare, once there are some, so a jump is guessed right.
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
      block.forEachWord(of: places, present: bits) { places, word in
        let present = word.nonzeroBitCount
        if present == places.count {
          for row in places {
            let code = unsafe Int(truncatingIfNeeded: values[row]) &- least
            total.add(unsafe table[code], code: UInt16(truncatingIfNeeded: code), keep: .max)
          }
        } else if present > 0 {
          // Nothing jumps on whether a row takes part.
          for row in places {
            let code = unsafe Int(truncatingIfNeeded: values[row]) &- least
            let keep = 0 &- (word &>> UInt64(row & 63) & 1)
            total.add(unsafe table[code], code: UInt16(truncatingIfNeeded: code), keep: keep)
          }
        }
        total.count &+= UInt32(truncatingIfNeeded: present)
      }
    }
    unsafe totals.start[group].merge(total)
  }

  /// Whether every row that is offered is counted.
  var isComplete: Bool { present.isComplete }

  /// Writes the count of each of some groups.
  func writeCounts(_ groups: Range<Int>, to counts: UnsafeMutablePointer<UInt32>) {
    // Safe: both have as many groups.
    for group in groups { unsafe counts[group] = totals.start[group].count }
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
