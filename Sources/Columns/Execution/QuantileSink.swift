/// Exact quantiles of each group: its values are kept, and those around the quantile are selected.
final class KeptQuantileSink: GroupSink, @unchecked Sendable {
  private struct Pair: BitwiseCopyable {
    let group: UInt32
    let value: Double
  }

  private let source: ValueSource
  private let groups: Int
  private let kinds: [Query.Aggregate.Kind]
  private var pairs = [PartedBuffer<Pair>(parts: 1)]
  private let loaded = GroupCells<Double>(count: Morsel.blockRows, repeating: 0)
  /// For each kind its quantile of each group; empty until the sink is finished.
  private var quantiles: [GroupCells<Double>] = []
  private var counts = GroupCells<Int>(count: 0, repeating: 0)

  /// - Parameter kinds: The quantiles that are wanted.
  init(groups: Int, source: ValueSource, kinds: [Query.Aggregate.Kind]) {
    self.groups = groups
    self.source = source
    self.kinds = kinds
  }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    unsafe source.load(block, into: loaded.start)
    let bits = source.column.presence.chunks[block.chunk].bits
    let (pairs, loaded) = unsafe (pairs[0], loaded.start)
    var missing = 0
    for place in 0..<block.count {
      if let bits, !bits[block.start + block.row(place)] {
        missing &+= 1
        continue
      }
      // Safe: a value was loaded for each row of the block.
      pairs.append(unsafe Pair(group: keys[place], value: loaded[place]), to: 0)
    }
    skipped += missing
  }

  override func merge(_ other: GroupSink) {
    super.merge(other)
    guard let other = other as? KeptQuantileSink else { return }
    pairs += other.pairs
  }

  override func finish(_ limits: QueryLimits) throws {
    let total = pairs.reduce(0) { $0 + $1.count(of: 0) }
    try limits.checkMemory(total * 8, for: "the values that quantiles are taken of")
    // The values of each group one after another, and where each group's begin.
    let starts = GroupCells<Int>(count: groups + 1, repeating: 0)
    let next = GroupCells<Int>(count: groups + 1, repeating: 0)
    let values = GroupCells<Double>(uninitialized: total)
    // Safe throughout: a pair's group is one, and there is a place for each pair.
    for buffer in pairs {
      unsafe buffer.forEachPage(of: 0) { page, count in
        for place in 0..<count { unsafe starts.start[Int(page[place].group) + 1] += 1 }
      }
    }
    for group in 0..<groups { unsafe starts.start[group + 1] += starts.start[group] }
    unsafe next.start.update(from: starts.start, count: groups + 1)
    for buffer in pairs {
      unsafe buffer.forEachPage(of: 0) { page, count in
        for place in 0..<count {
          let pair = unsafe page[place]
          let to = unsafe next.start + Int(pair.group)
          unsafe values.start[to.pointee] = pair.value
          unsafe to.pointee += 1
        }
      }
    }
    pairs = []
    let found = kinds.map { _ in GroupCells<Double>(count: groups, repeating: 0) }
    let kinds = kinds
    try Workers.run(groups, limits: limits) { _, group in
      let count = starts[group + 1] - starts[group]
      // Safe: the group's values lie between its bounds, and only this call works on them.
      let part = unsafe UnsafeMutableBufferPointer(start: values.start + starts[group], count: count)
      for (kind, quantiles) in zip(kinds, found) {
        unsafe quantiles.start[group] = Quantile(kind, of: count).number { rank in
          unsafe Selection.value(ofRank: rank, in: part)
        }.0
      }
    }
    for group in 0..<groups { unsafe starts.start[group] = starts.start[group + 1] - starts.start[group] }
    counts = starts
    quantiles = found
  }

  override func answer(of groups: GroupList, for kind: Query.Aggregate.Kind) -> AnswerColumn {
    guard let place = kinds.firstIndex(of: kind) else { return .numbers(groups) { _ in (0, .notAvailable) } }
    let (quantiles, counts) = (quantiles[place], counts)
    return .numbers(groups) { counts[$0] == 0 ? (0, .notAvailable) : (quantiles[$0], nil) }
  }
}

/// A quantile by linear interpolation between the two values around it (Hyndman and Fan 1996, type 7).
struct Quantile {
  private let count: Int
  private let place: Double

  init(_ kind: Query.Aggregate.Kind, of count: Int) {
    self.count = count
    var fraction = 0.5
    if case .quantile(let wanted) = kind { fraction = wanted }
    place = Double(count - 1) * min(max(fraction, 0), 1)
  }

  /// The quantile, given the value of each rank from zero; missing, not available, of no values.
  func number(_ value: (Int) -> Double) -> (Double, MissingReason?) {
    guard count > 0 else { return (0, .notAvailable) }
    let low = Int(place.rounded(.down))
    let part = place - Double(low)
    let first = value(low)
    guard part > 0, low + 1 < count else { return (first, nil) }
    let second = value(low + 1)
    return (first == second ? first : first + part * (second - first), nil)
  }
}

/// Finds the value of a rank without ordering the rest (Hoare 1961), in linear time on average.
enum Selection {
  /// Returns the value that has a rank, from zero, and leaves the smaller ones before it and the larger behind.
  static func value(ofRank rank: Int, in values: UnsafeMutableBufferPointer<Double>) -> Double {
    guard let memory = values.baseAddress else { return 0 }
    var (low, high) = (0, values.count - 1)
    var tries = 0
    // Safe throughout: all places stay between the first and the last.
    while low < high {
      tries += 1
      // Values that keep being parted badly are sorted instead.
      if tries > 128 {
        var rest = unsafe UnsafeMutableBufferPointer(start: memory + low, count: high - low + 1)
        unsafe rest.sort()
        break
      }
      let middle = low + (high - low) / 2
      let pivot = unsafe Self.median(memory[low], memory[middle], memory[high])
      var (left, right) = (low, high)
      while left <= right {
        while unsafe memory[left] < pivot { left += 1 }
        while unsafe memory[right] > pivot { right -= 1 }
        if left <= right {
          let value = unsafe memory[left]
          unsafe memory[left] = memory[right]
          unsafe memory[right] = value
          left += 1
          right -= 1
        }
      }
      if rank <= right { high = right } else if rank >= left { low = left } else { break }
    }
    return unsafe memory[rank]
  }

  private static func median(_ one: Double, _ two: Double, _ three: Double) -> Double {
    max(min(one, two), min(max(one, two), three))
  }
}
