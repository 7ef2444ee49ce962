/// What some rows of each group come to: a running count, sum or the like, kept for all groups at once.
///
/// Each thread fills a sink of its own; afterwards they are merged, in any order, and the outcome does not depend on it.
class GroupSink: @unchecked Sendable {
  /// The missing values that were left out.
  var skipped = 0

  /// Adds the rows of a block, each to the group that its key names.
  func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {}

  /// Adds what another sink of the same kind holds.
  func merge(_ other: GroupSink) {}

  /// Does what is left to do once every row was added.
  func finish(_ limits: QueryLimits) throws {}

  /// What an aggregate comes to for some groups, in the order given.
  func column(of groups: [Int], for kind: Query.Aggregate.Kind) -> Column { Column("", texts: []) }
}

/// Memory with a value for each group.
@safe
final class GroupCells<Value: BitwiseCopyable>: @unchecked Sendable {
  let start: UnsafeMutablePointer<Value>
  let count: Int

  init(count: Int, repeating value: Value) {
    // Safe: initialised here and freed in `deinit`.
    unsafe start = .allocate(capacity: max(1, count))
    unsafe start.initialize(repeating: value, count: count)
    self.count = count
  }

  /// Leaves the values as they are in memory, to be written before they are read.
  init(uninitialized count: Int) {
    // Safe: the values are of a type that needs no initialising.
    unsafe start = .allocate(capacity: max(1, count))
    self.count = count
  }

  deinit { unsafe start.deallocate() }

  subscript(group: Int) -> Value {
    precondition(group >= 0 && group < count, "a group")
    return unsafe start[group]
  }
}

/// Counts rows.
final class CountSink: GroupSink, @unchecked Sendable {
  private let counts: GroupCells<UInt32>
  private let column: Column?

  /// Counts the rows of each group; with a column only those that have a value in it.
  init(groups: Int, column: Column? = nil) {
    counts = GroupCells(count: groups, repeating: 0)
    self.column = column
  }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    // Safe: every key is a group, and the block has a key for each row. A thread never sees 2^32 rows: there are no more
    // than that in a table's row numbers.
    let counts = unsafe counts.start
    guard let bits = column?.presence.chunks[block.chunk].bits else {
      for place in 0..<block.count { unsafe counts[Int(keys[place])] &+= 1 }
      return
    }
    for place in 0..<block.count where bits[block.start + block.row(place)] {
      unsafe counts[Int(keys[place])] &+= 1
    }
  }

  /// Counts rows whose group is their code, without writing keys.
  @inline(__always)
  func consume<Code: FixedWidthInteger>(codes: UnsafePointer<Code>, count: Int) {
    // Safe: every code is a group.
    let counts = unsafe counts.start
    for place in 0..<count { unsafe counts[Int(codes[place])] &+= 1 }
  }

  /// Counts rows by the group of each; with a flag only those whose mark has it.
  func count(_ groups: UnsafePointer<UInt32>, _ rows: Int, where marks: UnsafePointer<UInt64>?, _ flag: UInt64) {
    // Safe: there is a group, and a mark if there are any, for each row.
    let counts = unsafe counts.start
    if let marks = unsafe marks, flag != 0 {
      for row in 0..<rows { unsafe counts[Int(groups[row])] &+= marks[row] & flag == 0 ? 0 : 1 }
    } else {
      for row in 0..<rows { unsafe counts[Int(groups[row])] &+= 1 }
    }
  }

  override func merge(_ other: GroupSink) {
    guard let other = other as? CountSink else { return }
    for group in 0..<counts.count { unsafe counts.start[group] &+= other.counts.start[group] }
  }

  func count(of group: Int) -> Int { Int(counts[group]) }

  /// The groups that any row belongs to, in their order.
  var groupsWithRows: [Int] {
    var found: [Int] = []
    // Safe: every place is a group.
    for group in 0..<counts.count where unsafe counts.start[group] > 0 { found.append(group) }
    return found
  }

  override func column(of groups: [Int], for kind: Query.Aggregate.Kind) -> Column {
    Column("", integers: groups.map { count(of: $0) }, presence: nil)
  }
}

/// What is kept of the numbers of each group, beside how many there are.
struct NumberParts: OptionSet, Sendable {
  let rawValue: Int
  static let sum = NumberParts(rawValue: 1)
  static let extremes = NumberParts(rawValue: 2)

  init(rawValue: Int) { self.rawValue = rawValue }

  init(_ kind: Query.Aggregate.Kind) { self = kind == .minimum || kind == .maximum ? .extremes : .sum }
}

/// Sums whole numbers and keeps their extremes; the sums are exact.
final class WholeSink: GroupSink, @unchecked Sendable {
  private let source: ValueSource
  private let wants: NumberParts
  private let totals: Totals
  private let values = GroupCells<Int64>(count: Morsel.blockRows, repeating: 0)

  /// Totals that are no wider than the sums need, since many groups must fit in the caches.
  private enum Totals {
    case narrow(GroupCells<WholeTotal<Int64, Int32>>)
    case wide(GroupCells<WholeTotal<Int128, Int64>>)
  }

  /// - Parameter rows: The most rows that can be added.
  init(groups: Int, rows: Int, source: ValueSource, wants: NumberParts) {
    self.source = source
    self.wants = wants
    var isNarrow = false
    if case .whole(_, _, let largest) = source.form {
      isNarrow = largest < Int(Int32.max) && !largest.multipliedReportingOverflow(by: max(1, rows)).overflow
    }
    totals =
      isNarrow
      ? .narrow(GroupCells(count: groups, repeating: WholeTotal()))
      : .wide(GroupCells(count: groups, repeating: WholeTotal()))
  }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    unsafe source.load(block, into: values.start)
    switch totals {
    case .narrow(let totals): unsafe add(to: totals.start, keys, block)
    case .wide(let totals): unsafe add(to: totals.start, keys, block)
    }
  }

  @inline(__always)
  private func add<Sum, Extreme>(
    to totals: UnsafeMutablePointer<WholeTotal<Sum, Extreme>>, _ keys: UnsafePointer<UInt32>, _ block: RowBlock
  ) {
    // Safe: every key is a group, and a value was loaded for each row of the block.
    let values = unsafe values.start
    guard let bits = source.column.presence.chunks[block.chunk].bits else {
      if wants == .sum {
        for place in 0..<block.count {
          let total = unsafe totals + Int(keys[place])
          unsafe total.pointee.count &+= 1
          unsafe total.pointee.add(values[place])
        }
      } else {
        for place in 0..<block.count {
          let total = unsafe totals + Int(keys[place])
          unsafe total.pointee.count &+= 1
          unsafe total.pointee.add(values[place])
          unsafe total.pointee.compare(values[place])
        }
      }
      return
    }
    var missing = 0
    for place in 0..<block.count {
      guard bits[block.start + block.row(place)] else {
        missing &+= 1
        continue
      }
      let total = unsafe totals + Int(keys[place])
      unsafe total.pointee.count &+= 1
      unsafe total.pointee.add(values[place])
      unsafe total.pointee.compare(values[place])
    }
    skipped += missing
  }

  override func merge(_ other: GroupSink) {
    guard let other = other as? WholeSink else { return }
    skipped += other.skipped
    // Safe: both have as many groups.
    switch (totals, other.totals) {
    case (.narrow(let all), .narrow(let more)):
      for group in 0..<all.count { unsafe all.start[group].merge(more.start[group]) }
    case (.wide(let all), .wide(let more)):
      for group in 0..<all.count { unsafe all.start[group].merge(more.start[group]) }
    default: break
    }
  }

  override func column(of groups: [Int], for kind: Query.Aggregate.Kind) -> Column {
    var decimals = 0
    if case .whole(_, let places, _) = source.form { decimals = places }
    let scale = ValueSource.powers[decimals]
    return Column(
      "",
      cells: groups.map { group in
        let total: WholeTotal<Int128, Int64> =
          switch totals {
          case .narrow(let totals): totals[group].widened
          case .wide(let totals): totals[group]
          }
        guard total.count > 0 else { return .missing(.notAvailable) }
        switch kind {
        case .minimum: return source.cell(whole: Int(total.least))
        case .maximum: return source.cell(whole: Int(total.most))
        case .mean: return .number(Double(total.sum) / (Double(total.count) * scale))
        default:
          if decimals == 0, source.column.type == .integer, let sum = Int(exactly: total.sum) { return .integer(sum) }
          return .number(Double(total.sum) / scale)
        }
      })
  }
}

/// The sum and the extremes of whole numbers.
struct WholeTotal<Sum: FixedWidthInteger & SignedInteger & BitwiseCopyable, Extreme: FixedWidthInteger & BitwiseCopyable>:
  BitwiseCopyable
{
  var sum: Sum = 0
  var count: UInt32 = 0
  var least = Extreme.max
  var most = Extreme.min

  @inline(__always)
  mutating func add(_ value: Int64) { sum &+= Sum(truncatingIfNeeded: value) }

  @inline(__always)
  mutating func compare(_ value: Int64) {
    let value = Extreme(truncatingIfNeeded: value)
    least = min(least, value)
    most = max(most, value)
  }

  mutating func merge(_ other: Self) {
    sum &+= other.sum
    count += other.count
    least = min(least, other.least)
    most = max(most, other.most)
  }

  var widened: WholeTotal<Int128, Int64> {
    var wide = WholeTotal<Int128, Int64>()
    wide.sum = Int128(sum)
    wide.count = count
    wide.least = Int64(least)
    wide.most = Int64(most)
    return wide
  }
}

/// Sums numbers and keeps their extremes. The sum is carried in two doubles, so that neither many small values nor the
/// order of the rows changes its last digit.
final class NumberSink: GroupSink, @unchecked Sendable {
  private struct Total: BitwiseCopyable {
    var sum = 0.0
    var rest = 0.0
    var least = Double.infinity
    var most = -Double.infinity
    var count = 0

    /// Adds a number and keeps what rounding lost (Knuth, *Seminumerical Algorithms*, 4.2.2, theorem B).
    @inline(__always)
    mutating func add(_ value: Double) {
      let next = sum + value
      let part = next - sum
      rest += (sum - (next - part)) + (value - part)
      sum = next
    }
  }

  private let source: ValueSource
  private let wants: NumberParts
  private let totals: GroupCells<Total>
  private let values = GroupCells<Double>(count: Morsel.blockRows, repeating: 0)

  init(groups: Int, source: ValueSource, wants: NumberParts) {
    self.source = source
    self.wants = wants
    totals = GroupCells(count: groups, repeating: Total())
  }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    unsafe source.load(block, into: values.start)
    // Safe: every key is a group, and a value was loaded for each row of the block.
    let (totals, values) = unsafe (totals.start, self.values.start)
    let bits = source.column.presence.chunks[block.chunk].bits
    let (wantsSum, wantsExtremes) = (wants.contains(.sum), wants.contains(.extremes))
    var missing = 0
    for place in 0..<block.count {
      if let bits, !bits[block.start + block.row(place)] {
        missing &+= 1
        continue
      }
      let value = unsafe values[place]
      let total = unsafe totals + Int(keys[place])
      unsafe total.pointee.count &+= 1
      if wantsSum { unsafe total.pointee.add(value) }
      if wantsExtremes {
        unsafe total.pointee.least = min(total.pointee.least, value)
        unsafe total.pointee.most = max(total.pointee.most, value)
      }
    }
    skipped += missing
  }

  override func merge(_ other: GroupSink) {
    guard let other = other as? NumberSink else { return }
    skipped += other.skipped
    for group in 0..<totals.count {
      // Safe: both have as many groups.
      let (total, more) = unsafe (totals.start + group, other.totals.start[group])
      unsafe total.pointee.add(more.sum)
      unsafe total.pointee.rest += more.rest
      unsafe total.pointee.count += more.count
      unsafe total.pointee.least = min(total.pointee.least, more.least)
      unsafe total.pointee.most = max(total.pointee.most, more.most)
    }
  }

  override func column(of groups: [Int], for kind: Query.Aggregate.Kind) -> Column {
    Column(
      "",
      cells: groups.map { group in
        let total = totals[group]
        guard total.count > 0 else { return .missing(.notAvailable) }
        // Of infinities and the like there is no lost part.
        let sum = total.rest.isFinite ? total.sum + total.rest : total.sum
        return switch kind {
        case .minimum: .number(total.least)
        case .maximum: .number(total.most)
        case .mean: .number(sum / Double(total.count))
        default: .number(sum)
        }
      })
  }
}

/// The variance of each group, by running means (Welford 1962) that are put together by Chan, Golub and LeVeque 1979.
final class VarianceSink: GroupSink, @unchecked Sendable {
  private struct Total: BitwiseCopyable {
    var count = 0.0
    var mean = 0.0
    var squares = 0.0
  }

  private let source: ValueSource
  private let totals: GroupCells<Total>
  private let values = GroupCells<Double>(count: Morsel.blockRows, repeating: 0)

  init(groups: Int, source: ValueSource) {
    self.source = source
    totals = GroupCells(count: groups, repeating: Total())
  }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    unsafe source.load(block, into: values.start)
    let (totals, values) = unsafe (totals.start, self.values.start)
    let bits = source.column.presence.chunks[block.chunk].bits
    for place in 0..<block.count {
      if let bits, !bits[block.start + block.row(place)] {
        skipped += 1
        continue
      }
      // Safe: every key is a group, and a value was loaded for each row of the block.
      let value = unsafe values[place]
      let total = unsafe totals + Int(keys[place])
      unsafe total.pointee.count += 1
      let distance = unsafe value - total.pointee.mean
      unsafe total.pointee.mean += distance / total.pointee.count
      unsafe total.pointee.squares += distance * (value - total.pointee.mean)
    }
  }

  override func merge(_ other: GroupSink) {
    guard let other = other as? VarianceSink else { return }
    skipped += other.skipped
    for group in 0..<totals.count {
      // Safe: both have as many groups.
      let (total, more) = unsafe (totals.start + group, other.totals.start[group])
      guard more.count > 0 else { continue }
      let one = unsafe total.pointee
      let count = one.count + more.count
      let distance = more.mean - one.mean
      unsafe total.pointee = Total(
        count: count, mean: one.mean + distance * more.count / count,
        squares: one.squares + more.squares + distance * distance * one.count * more.count / count)
    }
  }

  override func column(of groups: [Int], for kind: Query.Aggregate.Kind) -> Column {
    Column(
      "",
      cells: groups.map { group in
        let total = totals[group]
        if total.count == 0 { return .missing(.notAvailable) }
        if total.count == 1 { return .missing(.notApplicable) }
        let variance = max(0, total.squares / (total.count - 1))
        return .number(kind == .standardDeviation ? variance.squareRoot() : variance)
      })
  }
}

/// The value of the first or the last row of each group that has one.
final class EndSink: GroupSink, @unchecked Sendable {
  private let source: Column
  private let wantsLast: Bool
  /// The row of each group's value, or -1.
  private let rows: GroupCells<Int>

  init(groups: Int, column: Column, wantsLast: Bool) {
    source = column
    self.wantsLast = wantsLast
    rows = GroupCells(count: groups, repeating: -1)
  }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    let bits = source.presence.chunks[block.chunk].bits
    let first = source.starts[block.chunk] + block.start
    for place in 0..<block.count {
      if let bits, !bits[block.start + block.row(place)] {
        skipped += 1
        continue
      }
      // Safe: every key is a group.
      unsafe take(first + block.row(place), for: Int(keys[place]))
    }
  }

  @inline(__always)
  private func take(_ row: Int, for group: Int) {
    // Safe: as the callers say.
    let known = unsafe rows.start[group]
    if known < 0 || (wantsLast ? row > known : row < known) { unsafe rows.start[group] = row }
  }

  override func merge(_ other: GroupSink) {
    guard let other = other as? EndSink else { return }
    skipped += other.skipped
    for group in 0..<rows.count where other.rows[group] >= 0 { take(other.rows[group], for: group) }
  }

  override func column(of groups: [Int], for kind: Query.Aggregate.Kind) -> Column {
    let found = groups.map { rows[$0] }
    guard found.contains(-1) else { return source.gathering(found) }
    return Column("", cells: found.map { $0 < 0 ? .missing(.notAvailable) : source[$0] })
  }
}
