/// Finds the rows of a clustered table that can meet conditions on its keys, without looking at every run.
///
/// The rows stand by the first key, rows equal in it by the second, and so on. Where the values that a condition passes
/// are those of a range, the runs that hold them stand together and are found by bisection in each run of the keys before.
struct KeyPruning {
  /// The order by the first key alone, by the first two, and so on to all.
  private let levels: [Clustering]
  private let rowCount: Int
  private var tests: [[KeyTest]]
  /// The conditions of each level, and those that no level can test.
  private var parts: [[Predicate]]
  private var rest: [Predicate] = []

  /// - Parameters:
  ///   - conditions: Conditions of which all must be met.
  ///   - runColumn: A column as the runs of an order have it; nil where it differs within a run.
  init(
    levels: [Clustering], rowCount: Int, conditions: [Predicate], runColumn: (String, Clustering) -> QueryColumn?,
    key: (String) -> String?
  ) {
    self.levels = levels
    self.rowCount = rowCount
    tests = levels.map { _ in [] }
    parts = levels.map { _ in [] }
    for condition in conditions {
      let names = Set(condition.columns)
      guard names.count == 1, let name = names.first, let key = key(name),
        let level = levels.firstIndex(where: { $0.keys.last == key }),
        let column = runColumn(name, levels[level]), let test = ColumnTest.make(condition, column),
        let usable = KeyTest(test)
      else {
        rest.append(condition)
        continue
      }
      tests[level].append(usable)
      parts[level].append(condition)
    }
  }

  /// The rows that are left, in their order and apart from each other, and the conditions that they must still meet;
  /// nil where no condition could be used.
  func ranges() throws(ArrowError) -> (ranges: [Range<Int>], rest: [Predicate])? {
    guard let last = tests.lastIndex(where: { !$0.isEmpty }) else { return nil }
    var ranges = [0..<rowCount]
    var rest = rest
    var isUsed = false
    var hasEnded = false
    for level in 0...last where !tests[level].isEmpty {
      if hasEnded {
        rest += parts[level]
        continue
      }
      try levels[level].checkContents()
      // Within rows that are equal in the keys before, the runs stand by this key.
      if level > 0 {
        try levels[level - 1].checkContents()
        guard let divided = divided(ranges, by: levels[level - 1]) else {
          // Looking into so many runs takes longer than looking at the rows.
          hasEnded = true
          rest += parts[level]
          continue
        }
        ranges = divided
      }
      var kept: [Range<Int>] = []
      for range in ranges { keep(range, level, in: &kept) }
      ranges = kept
      isUsed = true
    }
    guard isUsed else { return nil }
    var joined: [Range<Int>] = []
    for range in ranges where !range.isEmpty { joined.appendJoining(range) }
    return (joined, rest)
  }

  /// Rows as those of single runs; nil where the runs are very many.
  private func divided(_ ranges: [Range<Int>], by clustering: Clustering) -> [Range<Int>]? {
    let most = max(4096, rowCount >> 8)
    var divided: [Range<Int>] = []
    for range in ranges where !range.isEmpty {
      let runs = clustering.run(of: range.lowerBound)...clustering.run(of: range.upperBound - 1)
      guard divided.count + runs.count <= most else { return nil }
      for run in runs { divided.append(clustering.start(of: run)..<clustering.start(of: run + 1)) }
    }
    return divided
  }

  /// Adds those of some rows, equal in the keys before, whose key passes the tests of a level.
  private func keep(_ rows: Range<Int>, _ level: Int, in kept: inout [Range<Int>]) {
    guard !rows.isEmpty else { return }
    let clustering = levels[level]
    var runs = clustering.run(of: rows.lowerBound)..<clustering.run(of: rows.upperBound - 1) + 1
    for test in tests[level] { runs = test.narrowed(runs) }
    let others = tests[level].filter { !$0.isRange }
    // The runs of some keys lie within those of the keys before. Those of an altered file may not, and ranges must rise.
    func range(_ runs: Range<Int>) -> Range<Int> {
      (clustering.start(of: runs.lowerBound)..<clustering.start(of: runs.upperBound)).clamped(to: rows)
    }
    guard !others.isEmpty else {
      if !runs.isEmpty { kept.append(range(runs)) }
      return
    }
    for run in runs where others.allSatisfy({ $0.passes(run) }) { kept.appendJoining(range(run..<run + 1)) }
  }
}

/// A test of a key as the runs of an order have it.
private struct KeyTest {
  private let test: ColumnTest
  private let chunk: Chunk
  private let validity: Validity
  /// The values that pass, where they are a range and the runs stand by it.
  private let range: ClosedRange<Int>?

  /// Fails for keys that are neither codes nor whole numbers, and for tests of other things than values.
  init?(_ test: ColumnTest) {
    guard test.isOfValues, let chunk = test.column.chunks.first, test.column.chunks.count == 1 else { return nil }
    switch chunk.values {
    case .code8, .code16, .code32, .int8, .int16, .int32, .int64: break
    case .double, .bits, .text: return nil
    }
    self.test = test
    self.chunk = chunk
    validity = test.column.presence.chunks[0]
    range = test.column.dictionary?.isOrdered ?? true ? test.range : nil
  }

  var isRange: Bool { range != nil }

  private func value(_ run: Int) -> Int { chunk.code(run) ?? chunk.integer(run) ?? 0 }

  func passes(_ run: Int) -> Bool { validity[run] == nil && test.passes(value(run)) }

  /// Those of some runs, which stand by their values with missing ones last, whose value lies in the range.
  func narrowed(_ runs: Range<Int>) -> Range<Int> {
    guard let range else { return runs }
    let first = Self.first(in: runs) { validity[$0] != nil || value($0) >= range.lowerBound }
    let end = Self.first(in: first..<runs.upperBound) { validity[$0] != nil || value($0) > range.upperBound }
    return first..<end
  }

  /// The first of some places from which on a condition holds.
  private static func first(in places: Range<Int>, _ holds: (Int) -> Bool) -> Int {
    var (low, high) = (places.lowerBound, places.upperBound)
    while low < high {
      let middle = (low + high) >> 1
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
