/// Pearson's correlation of two columns in each group, of the rows that have both, by running means as ``VarianceSink``.
final class CorrelationSink: GroupSink, @unchecked Sendable {
  private struct Total: BitwiseCopyable {
    var count = 0.0
    var means = (0.0, 0.0)
    var squares = (0.0, 0.0)
    var products = 0.0
  }

  private let sources: (ValueSource, ValueSource)
  private let totals: GroupCells<Total>
  private let values = (GroupCells<Double>(count: Morsel.blockRows, repeating: 0), GroupCells<Double>(count: Morsel.blockRows, repeating: 0))
  private let present: (PresentKeys, PresentKeys)

  init(groups: Int, sources: (ValueSource, ValueSource)) {
    self.sources = sources
    totals = GroupCells(count: groups + 1, repeating: Total())
    present = (
      PresentKeys(sources.0.column, lastGroup: groups, isComplete: false), PresentKeys(sources.1.column, lastGroup: groups, isComplete: false)
    )
  }

  override var takesMaskedBlocks: Bool { true }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    unsafe sources.0.load(block, into: values.0.start)
    unsafe sources.1.load(block, into: values.1.start)
    let (totals, first, second) = unsafe (totals.start, values.0.start, values.1.start)
    // A row has the last group as its key where either value is missing.
    let keys = unsafe present.1.keys(present.0.keys(keys, block), block)
    for place in 0..<block.count {
      // Safe: every key is a group, and both values were loaded for each row of the block.
      let total = unsafe totals + Int(keys[place])
      unsafe total.pointee.count += 1
      let one = unsafe first[place] - total.pointee.means.0
      let other = unsafe second[place] - total.pointee.means.1
      unsafe total.pointee.means.0 += one / total.pointee.count
      unsafe total.pointee.means.1 += other / total.pointee.count
      let rest = unsafe second[place] - total.pointee.means.1
      unsafe total.pointee.squares.0 += one * (first[place] - total.pointee.means.0)
      unsafe total.pointee.squares.1 += other * rest
      unsafe total.pointee.products += one * rest
    }
  }

  override func merge(_ other: GroupSink, groups: Range<Int>) {
    guard let other = other as? CorrelationSink else { return }
    for group in groups {
      // Safe: both have as many groups.
      let (total, more) = unsafe (totals.start + group, other.totals.start[group])
      guard more.count > 0 else { continue }
      let one = unsafe total.pointee
      let count = one.count + more.count
      let distances = (more.means.0 - one.means.0, more.means.1 - one.means.1)
      let weight = one.count * more.count / count
      unsafe total.pointee = Total(
        count: count,
        means: (one.means.0 + distances.0 * more.count / count, one.means.1 + distances.1 * more.count / count),
        squares: (
          one.squares.0 + more.squares.0 + distances.0 * distances.0 * weight, one.squares.1 + more.squares.1 + distances.1 * distances.1 * weight
        ),
        products: one.products + more.products + distances.0 * distances.1 * weight)
    }
  }

  override func finish(_ limits: QueryLimits) { countSkipped(beside: totals) { Int($0.count) } }

  override func answer(of groups: GroupList, for kind: Query.Aggregate.Kind) -> AnswerColumn {
    let totals = totals
    return .numbers(groups) { group in
      let total = totals[group]
      if total.count == 0 { return (0, .notAvailable) }
      let spread = total.squares.0.squareRoot() * total.squares.1.squareRoot()
      guard total.count > 1, spread > 0 else { return (0, .notApplicable) }
      return (max(-1, min(1, total.products / spread)), nil)
    }
  }
}
