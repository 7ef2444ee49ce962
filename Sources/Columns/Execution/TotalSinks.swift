/// What is kept of the numbers of each group, beside how many there are.
struct NumberParts: OptionSet, Sendable {
  let rawValue: Int
  static let sum = NumberParts(rawValue: 1)
  static let extremes = NumberParts(rawValue: 2)

  init(rawValue: Int) { self.rawValue = rawValue }

  init(_ kind: Query.Aggregate.Kind) { self = kind == .minimum || kind == .maximum ? .extremes : .sum }
}

/// Sums whole numbers of any size and keeps their extremes; the sums are exact.
final class WholeSink: GroupSink, @unchecked Sendable {
  private let source: ValueSource
  private let totals: Totals
  private let values = GroupCells<Int64>(count: Morsel.blockRows, repeating: 0)
  private let present: PresentKeys

  /// Totals that are no wider than the sums need, since many groups must fit in the caches.
  private enum Totals {
    case narrow(GroupCells<WholeTotal<Int64>>)
    case wide(GroupCells<WholeTotal<Int128>>)
  }

  /// - Parameters:
  ///   - rows: The most rows that can be added.
  ///   - isComplete: Whether no row that is offered lacks a value.
  init(groups: Int, rows: Int, source: ValueSource, isComplete: Bool) {
    self.source = source
    var isNarrow = false
    if case .whole(_, _, let largest) = source.form {
      isNarrow = !largest.multipliedReportingOverflow(by: max(1, rows)).overflow
    }
    totals =
      isNarrow
      ? .narrow(GroupCells(count: groups + 1, repeating: WholeTotal()))
      : .wide(GroupCells(count: groups + 1, repeating: WholeTotal()))
    present = PresentKeys(source.column, lastGroup: groups, isComplete: isComplete)
  }

  override var takesMaskedBlocks: Bool { true }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    unsafe source.load(block, into: values.start)
    let keys = unsafe present.keys(keys, block)
    switch totals {
    case .narrow(let totals): unsafe add(to: totals.start, keys, block.count)
    case .wide(let totals): unsafe add(to: totals.start, keys, block.count)
    }
  }

  @inline(__always)
  private func add<Sum>(to totals: UnsafeMutablePointer<WholeTotal<Sum>>, _ keys: UnsafePointer<UInt32>, _ count: Int) {
    // Safe: every key is a group, and a value was loaded for each row of the block.
    let values = unsafe values.start
    for place in 0..<count { unsafe totals[Int(keys[place])].add(values[place]) }
  }

  override func merge(_ other: GroupSink, groups: Range<Int>) {
    guard let other = other as? WholeSink else { return }
    // Safe: both have as many groups.
    switch (totals, other.totals) {
    case (.narrow(let all), .narrow(let more)):
      for group in groups { unsafe all.start[group].merge(more.start[group]) }
    case (.wide(let all), .wide(let more)):
      for group in groups { unsafe all.start[group].merge(more.start[group]) }
    default: break
    }
  }

  override func finish(_ limits: QueryLimits) {
    switch totals {
    case .narrow(let totals): countSkipped(beside: totals) { Int($0.count) }
    case .wide(let totals): countSkipped(beside: totals) { Int($0.count) }
    }
  }

  override func answer(of groups: GroupList, for kind: Query.Aggregate.Kind) -> AnswerColumn {
    let answer =
      switch totals {
      case .narrow(let totals):
        WholeTotals(
          source, count: { totals[$0].count }, sum: { Int128(truncatingIfNeeded: totals[$0].sum) },
          least: { totals[$0].least }, most: { totals[$0].most })
      case .wide(let totals):
        WholeTotals(
          source, count: { totals[$0].count }, sum: { totals[$0].sum }, least: { totals[$0].least },
          most: { totals[$0].most })
      }
    return answer.answer(of: groups, for: kind)
  }
}

/// The sum and the extremes of whole numbers.
private struct WholeTotal<Sum: FixedWidthInteger & SignedInteger & BitwiseCopyable>: BitwiseCopyable {
  var sum: Sum = 0
  var least = Int64.max
  var most = Int64.min
  var count: UInt32 = 0

  @inline(__always)
  mutating func add(_ value: Int64) {
    sum &+= Sum(truncatingIfNeeded: value)
    least = min(least, value)
    most = max(most, value)
    count &+= 1
  }

  mutating func merge(_ other: Self) {
    sum &+= other.sum
    least = min(least, other.least)
    most = max(most, other.most)
    count &+= other.count
  }
}

/// How totals of whole numbers are read, whatever they are kept in.
struct WholeTotals: Sendable {
  private let source: ValueSource
  private let count: @Sendable (Int) -> UInt32
  private let sum: @Sendable (Int) -> Int128
  private let least: @Sendable (Int) -> Int64
  private let most: @Sendable (Int) -> Int64

  init(
    _ source: ValueSource, count: @escaping @Sendable (Int) -> UInt32, sum: @escaping @Sendable (Int) -> Int128,
    least: @escaping @Sendable (Int) -> Int64, most: @escaping @Sendable (Int) -> Int64
  ) {
    (self.source, self.count, self.sum, self.least, self.most) = (source, count, sum, least, most)
  }

  func answer(of groups: GroupList, for kind: Query.Aggregate.Kind) -> AnswerColumn {
    var decimals = 0
    if case .whole(_, let places, _) = source.form { decimals = places }
    let scale = ValueSource.powers[decimals]
    let (count, sum, type) = (count, sum, source.column.type)
    switch kind {
    case .minimum, .maximum:
      let extreme = kind == .minimum ? least : most
      if type == .number {
        return .numbers(groups) { count($0) == 0 ? (0, .notAvailable) : (Double(extreme($0)) / scale, nil) }
      }
      return .wholes(groups, type: type) { count($0) == 0 ? (0, .notAvailable) : (Int(extreme($0)), nil) }
    case .mean:
      return .numbers(groups) { group in
        let count = count(group)
        return count == 0 ? (0, .notAvailable) : (Self.double(sum(group)) / (Double(count) * scale), nil)
      }
    default:
      var isWhole = type == .integer
      // A sum that 64 bits do not hold makes all of them numbers.
      if isWhole { groups.forEach(0..<groups.count) { _, group in if Int64(exactly: sum(group)) == nil { isWhole = false } } }
      if isWhole {
        return .wholes(groups, type: .integer) { count($0) == 0 ? (0, .notAvailable) : (Int(truncatingIfNeeded: sum($0)), nil) }
      }
      return .numbers(groups) { count($0) == 0 ? (0, .notAvailable) : (Self.double(sum($0)) / scale, nil) }
    }
  }

  /// A sum as a number; the conversion of 128 bits is slow and seldom needed.
  @inline(__always)
  private static func double(_ sum: Int128) -> Double {
    let narrow = Int64(truncatingIfNeeded: sum)
    return Int128(truncatingIfNeeded: narrow) == sum ? Double(narrow) : Double(sum)
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
  private let present: PresentKeys

  /// - Parameter isComplete: Whether no row that is offered lacks a value.
  init(groups: Int, source: ValueSource, wants: NumberParts, isComplete: Bool) {
    self.source = source
    self.wants = wants
    totals = GroupCells(count: groups + 1, repeating: Total())
    present = PresentKeys(source.column, lastGroup: groups, isComplete: isComplete)
  }

  override var takesMaskedBlocks: Bool { true }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    unsafe source.load(block, into: values.start)
    // Safe: every key is a group, and a value was loaded for each row of the block.
    let (totals, values) = unsafe (totals.start, self.values.start)
    let keys = unsafe present.keys(keys, block)
    let (wantsSum, wantsExtremes) = (wants.contains(.sum), wants.contains(.extremes))
    for place in 0..<block.count {
      let value = unsafe values[place]
      let total = unsafe totals + Int(keys[place])
      unsafe total.pointee.count &+= 1
      if wantsSum { unsafe total.pointee.add(value) }
      if wantsExtremes {
        unsafe total.pointee.least = min(total.pointee.least, value)
        unsafe total.pointee.most = max(total.pointee.most, value)
      }
    }
  }

  /// Numbers that stand as they are in memory are added up in registers.
  override var takesStretches: Bool { if case .double(nil) = source.form { true } else { false } }

  override func consume(group: Int, _ block: RowBlock, _ places: Range<Int>) {
    guard case .double(let numbers) = source.column.chunks[block.chunk].values else { return }
    let bits = present.isComplete ? nil : source.column.presence.chunks[block.chunk].bits
    var lanes = NumberLanes(wants)
    // Safe throughout: the block's rows lie within the chunk, and a presence has a bit for each row of it.
    let values = unsafe numbers.start + block.start
    if let rows = unsafe block.rows {
      for place in places {
        let row = unsafe Int(rows[place])
        if bits?[block.start + row] ?? true { lanes.add(unsafe values[row]) }
      }
    } else {
      block.forEachWord(of: places, present: bits) { places, word in
        if word == .max {
          for four in 0..<16 {
            lanes.add(unsafe UnsafeRawPointer(values + places.lowerBound + four * 4).loadUnaligned(as: SIMD4<Double>.self))
          }
        } else {
          var rest = word
          while rest != 0 {
            lanes.add(unsafe values[places.lowerBound & ~63 | rest.trailingZeroBitCount])
            rest &= rest &- 1
          }
        }
      }
    }
    // Safe: the group is one.
    let total = unsafe totals.start + group
    unsafe total.pointee.count &+= lanes.count
    for lane in 0..<4 {
      if wants.contains(.sum) {
        unsafe total.pointee.add(lanes.sum[lane])
        unsafe total.pointee.rest += lanes.rest[lane]
      }
      if wants.contains(.extremes) {
        unsafe total.pointee.least = min(total.pointee.least, lanes.least[lane])
        unsafe total.pointee.most = max(total.pointee.most, lanes.most[lane])
      }
    }
  }

  override func merge(_ other: GroupSink, groups: Range<Int>) {
    guard let other = other as? NumberSink else { return }
    for group in groups {
      // Safe: both have as many groups.
      let (total, more) = unsafe (totals.start + group, other.totals.start[group])
      unsafe total.pointee.add(more.sum)
      unsafe total.pointee.rest += more.rest
      unsafe total.pointee.count += more.count
      unsafe total.pointee.least = min(total.pointee.least, more.least)
      unsafe total.pointee.most = max(total.pointee.most, more.most)
    }
  }

  override func finish(_ limits: QueryLimits) { countSkipped(beside: totals) { $0.count } }

  override func answer(of groups: GroupList, for kind: Query.Aggregate.Kind) -> AnswerColumn {
    let totals = totals
    return .numbers(groups) { group in
      let total = totals[group]
      guard total.count > 0 else { return (0, .notAvailable) }
      // Of infinities and the like there is no lost part.
      let sum = total.rest.isFinite ? total.sum + total.rest : total.sum
      return switch kind {
      case .minimum: (total.least, nil)
      case .maximum: (total.most, nil)
      case .mean: (sum / Double(total.count), nil)
      default: (sum, nil)
      }
    }
  }
}

/// Sums and extremes of numbers, four at a time, each sum with what rounding lost.
private struct NumberLanes {
  private let wantsSum: Bool
  private let wantsExtremes: Bool
  private(set) var sum = SIMD4<Double>.zero
  private(set) var rest = SIMD4<Double>.zero
  private(set) var least = SIMD4(repeating: Double.infinity)
  private(set) var most = SIMD4(repeating: -Double.infinity)
  private(set) var count = 0

  init(_ wants: NumberParts) { (wantsSum, wantsExtremes) = (wants.contains(.sum), wants.contains(.extremes)) }

  @inline(__always)
  mutating func add(_ values: SIMD4<Double>) {
    count &+= 4
    if wantsSum {
      let next = sum + values
      let part = next - sum
      rest += (sum - (next - part)) + (values - part)
      sum = next
    }
    if wantsExtremes {
      // What is no number is neither less nor more.
      least.replace(with: values, where: values .< least)
      most.replace(with: values, where: values .> most)
    }
  }

  /// Adds one number, to the first lane.
  @inline(__always)
  mutating func add(_ value: Double) {
    count &+= 1
    if wantsSum {
      let (known, next) = (sum[0], sum[0] + value)
      let part = next - known
      rest[0] += (known - (next - part)) + (value - part)
      sum[0] = next
    }
    if wantsExtremes {
      least[0] = value < least[0] ? value : least[0]
      most[0] = value > most[0] ? value : most[0]
    }
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
  private let present: PresentKeys

  /// - Parameter isComplete: Whether no row that is offered lacks a value.
  init(groups: Int, source: ValueSource, isComplete: Bool) {
    self.source = source
    totals = GroupCells(count: groups + 1, repeating: Total())
    present = PresentKeys(source.column, lastGroup: groups, isComplete: isComplete)
  }

  override var takesMaskedBlocks: Bool { true }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    unsafe source.load(block, into: values.start)
    let (totals, values) = unsafe (totals.start, self.values.start)
    let keys = unsafe present.keys(keys, block)
    for place in 0..<block.count {
      // Safe: every key is a group, and a value was loaded for each row of the block.
      let value = unsafe values[place]
      let total = unsafe totals + Int(keys[place])
      unsafe total.pointee.count += 1
      let distance = unsafe value - total.pointee.mean
      unsafe total.pointee.mean += distance / total.pointee.count
      unsafe total.pointee.squares += distance * (value - total.pointee.mean)
    }
  }

  override func merge(_ other: GroupSink, groups: Range<Int>) {
    guard let other = other as? VarianceSink else { return }
    for group in groups {
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

  override func finish(_ limits: QueryLimits) { countSkipped(beside: totals) { Int($0.count) } }

  override func answer(of groups: GroupList, for kind: Query.Aggregate.Kind) -> AnswerColumn {
    let totals = totals
    return .numbers(groups) { group in
      let total = totals[group]
      if total.count == 0 { return (0, .notAvailable) }
      if total.count == 1 { return (0, .notApplicable) }
      let variance = max(0, total.squares / (total.count - 1))
      return (kind == .standardDeviation ? variance.squareRoot() : variance, nil)
    }
  }
}
