/// Exact quantiles of each group, where groups times values is small: a count for each pair of a group and a value.
///
/// Rows are counted as ``CountSink`` does: many counts are bytes first, of which a near cache holds four times as many.
final class CountedQuantileSink: GroupSink, @unchecked Sendable {
  private let source: CodeSource
  private let counts: GroupCells<UInt32>
  /// What is not in the wide counts yet; nil where they are few.
  private let near: GroupCells<UInt8>?
  private let present: PresentKeys
  /// The codes in the order of their values.
  private let order: [Int]
  private let values: [Double]

  /// - Parameter isComplete: Whether no row that is offered lacks a value.
  init(groups: Int, source: CodeSource, isComplete: Bool) {
    self.source = source
    let places = (groups + 1) * source.cardinality
    counts = GroupCells(count: places, repeating: 0)
    near = places > CountSink.fewGroups ? GroupCells(count: places, repeating: 0) : nil
    present = PresentKeys(source.column, lastGroup: groups, isComplete: isComplete)
    values = (0..<source.cardinality).map { source.cell($0).number ?? 0 }
    let values = values
    order = values.indices.sorted { values[$0] < values[$1] }
  }

  override var takesMaskedBlocks: Bool { true }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    guard source.cardinality > 0 else { return }
    // Safe: the counts live as long as this object, and both have as many.
    if let near {
      unsafe count(keys, block, NearTally(counts: near.start, wide: counts.start))
    } else {
      unsafe count(keys, block, WideTally(counts: counts.start))
    }
  }

  @inline(__always)
  private func count(_ keys: UnsafePointer<UInt32>, _ block: RowBlock, _ tally: some RowTally) {
    let keys = unsafe present.keys(keys, block)
    let start = block.start
    switch source.column.chunks[block.chunk].values {
    case .code8(let codes): unsafe Self.count(codes.start + start, source, keys, block, tally)
    case .code16(let codes): unsafe Self.count(codes.start + start, source, keys, block, tally)
    case .code32(let codes): unsafe Self.count(codes.start + start, source, keys, block, tally)
    case .int8(let codes): unsafe Self.count(codes.start + start, source, keys, block, tally)
    case .int16(let codes): unsafe Self.count(codes.start + start, source, keys, block, tally)
    case .int32(let codes): unsafe Self.count(codes.start + start, source, keys, block, tally)
    case .int64(let codes): unsafe Self.count(codes.start + start, source, keys, block, tally)
    case .bits(let bits):
      for place in 0..<block.count { tally.add(unsafe Int(keys[place]) &* source.cardinality &+ (bits[start + block.row(place)] ? 1 : 0)) }
    case .double, .text: break
    }
  }

  @inline(never)
  private static func count<Code: FixedWidthInteger>(
    _ codes: UnsafePointer<Code>, _ source: CodeSource, _ keys: UnsafePointer<UInt32>, _ block: RowBlock, _ tally: some RowTally
  ) {
    // Safe throughout: every key is a group or the last one, the block's rows lie within the chunk, a missing row's code is one too, and
    // there is a count for each pair of a group and a code.
    let (cardinality, least) = (source.cardinality, source.least)
    if let rows = unsafe block.rows {
      for place in 0..<block.count {
        let code = unsafe Int(truncatingIfNeeded: codes[Int(rows[place])]) &- least
        tally.add(unsafe Int(keys[place]) &* cardinality &+ code)
      }
    } else {
      for place in 0..<block.count {
        let code = unsafe Int(truncatingIfNeeded: codes[place]) &- least
        tally.add(unsafe Int(keys[place]) &* cardinality &+ code)
      }
    }
  }

  override func settle(_ groups: Range<Int>) {
    guard let near else { return }
    // Safe: both have as many counts.
    let (wide, bytes) = unsafe (counts.start, near.start)
    for place in places(of: groups) { unsafe wide[place] &+= UInt32(bytes[place]) }
  }

  private func places(of groups: Range<Int>) -> Range<Int> { groups.lowerBound * source.cardinality..<groups.upperBound * source.cardinality }

  override func merge(_ other: GroupSink, groups: Range<Int>) {
    guard let other = other as? CountedQuantileSink else { return }
    // Safe: both have as many counts.
    let (all, more) = unsafe (counts.start, other.counts.start)
    for place in places(of: groups) { unsafe all[place] &+= more[place] }
  }

  override func finish(_ limits: QueryLimits) {
    skipped = offered
    for place in 0..<counts.count - source.cardinality { skipped -= Int(counts[place]) }
  }

  override func answer(of groups: GroupList, for kind: Query.Aggregate.Kind) -> AnswerColumn {
    let (counts, order, values) = (counts, order, values)
    return .numbers(groups) { group in
      let first = group * values.count
      var total = 0
      for code in order { total += Int(counts[first + code]) }
      return Quantile(kind, of: total).number { rank in
        var passed = 0
        for code in order {
          passed += Int(counts[first + code])
          if passed > rank { return values[code] }
        }
        return 0
      }
    }
  }
}
