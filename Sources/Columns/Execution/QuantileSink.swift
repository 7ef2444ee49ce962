/// Exact quantiles of each group, where groups times values is small: a count for each pair of a group and a value.
final class CountedQuantileSink: GroupSink, @unchecked Sendable {
  private let source: CodeSource
  private let counts: GroupCells<UInt32>
  /// The codes in the order of their values.
  private let order: [Int]
  private let values: [Double]

  init(groups: Int, source: CodeSource) {
    self.source = source
    counts = GroupCells(count: groups * source.cardinality, repeating: 0)
    values = (0..<source.cardinality).map { source.cell($0).number ?? 0 }
    let values = values
    order = values.indices.sorted { values[$0] < values[$1] }
  }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    let counts = unsafe counts.start
    let cardinality = source.cardinality
    skipped += source.forEachCode(block) { place, code in
      // Safe: every key is a group, and there is a count for each pair of a group and a code.
      unsafe counts[Int(keys[place]) * cardinality + code] &+= 1
    }
  }

  override func merge(_ other: GroupSink) {
    guard let other = other as? CountedQuantileSink else { return }
    skipped += other.skipped
    // Safe: both have as many counts.
    for place in 0..<counts.count { unsafe counts.start[place] &+= other.counts.start[place] }
  }

  override func column(of groups: [Int], for kind: Query.Aggregate.Kind) -> Column {
    Column(
      "",
      cells: groups.map { group in
        let first = group * source.cardinality
        var total = 0
        for code in order { total += Int(counts[first + code]) }
        return Quantile(kind, of: total).cell { rank in
          var passed = 0
          for code in order {
            passed += Int(counts[first + code])
            if passed > rank { return values[code] }
          }
          return 0
        }
      })
  }
}

/// Exact quantiles of each group: its values are kept, and those around the quantile are selected.
final class KeptQuantileSink: GroupSink, @unchecked Sendable {
  private struct Pair: BitwiseCopyable {
    let group: UInt32
    let value: Double
  }

  private let source: ValueSource
  private let groups: Int
  private var pairs = [PartedBuffer<Pair>(parts: 1)]
  private let loaded = GroupCells<Double>(count: Morsel.blockRows, repeating: 0)
  /// The values of each group one after another, and where each group's begin.
  private var values = GroupCells<Double>(count: 0, repeating: 0)
  private var starts: [Int] = []

  init(groups: Int, source: ValueSource) {
    self.groups = groups
    self.source = source
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
    guard let other = other as? KeptQuantileSink else { return }
    skipped += other.skipped
    pairs += other.pairs
  }

  override func finish(_ limits: QueryLimits) throws {
    let total = pairs.reduce(0) { $0 + $1.count(of: 0) }
    try limits.checkMemory(total * 8, for: "the values that quantiles are taken of")
    starts = [Int](repeating: 0, count: groups + 1)
    let next = GroupCells<Int>(count: groups + 1, repeating: 0)
    values = GroupCells(uninitialized: total)
    let values = values
    // Safe throughout: a pair's group is one, and there is a place for each pair.
    for buffer in pairs {
      unsafe buffer.forEachPage(of: 0) { page, count in
        for place in 0..<count { unsafe next.start[Int(page[place].group) + 1] += 1 }
      }
    }
    for group in 0..<groups { unsafe next.start[group + 1] += next.start[group] }
    for group in 0...groups { starts[group] = next[group] }
    for buffer in pairs {
      unsafe buffer.forEachPage(of: 0) { page, count in
        for place in 0..<count {
          let pair = unsafe page[place]
          let to = unsafe next.start + Int(pair.group)
          unsafe values.start[to.pointee] = pair.value
          unsafe to.pointee += 1
        }
      }
      buffer.removeAll(of: 0)
    }
  }

  override func column(of groups: [Int], for kind: Query.Aggregate.Kind) -> Column {
    let found = Slots<Cell>(count: groups.count, repeating: .missing(.notAvailable))
    let (starts, values) = (starts, values)
    // Nothing here throws, and the limits were checked while the values were gathered.
    try? Workers.run(groups.count, limits: QueryLimits()) { _, place in
      let group = groups[place]
      let count = starts[group + 1] - starts[group]
      // Safe: the group's values lie between its bounds, and only this call works on them.
      let part = unsafe UnsafeMutableBufferPointer(start: values.start + starts[group], count: count)
      found[place] = Quantile(kind, of: count).cell { rank in unsafe Selection.value(ofRank: rank, in: part) }
    }
    return Column("", cells: found.all)
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
  func cell(_ value: (Int) -> Double) -> Cell {
    guard count > 0 else { return .missing(.notAvailable) }
    let low = Int(place.rounded(.down))
    let part = place - Double(low)
    let first = value(low)
    guard part > 0, low + 1 < count else { return .number(first) }
    let second = value(low + 1)
    return .number(first == second ? first : first + part * (second - first))
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
