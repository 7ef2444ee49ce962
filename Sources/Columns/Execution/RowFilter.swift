import CKernels

/// A condition made ready for a scan: tests of columns, whose answers are bits, 64 rows to a word.
struct RowFilter: Sendable {
  private let node: Node
  /// The condition in words.
  let words: String

  private indirect enum Node: Sendable {
    case constant(Bool)
    case leaf(ColumnTest)
    case text(TextTest)
    case columns(ColumnComparison)
    case rows(RowTest)
    case and([Node])
    case or([Node])
    case not(Node)
  }

  /// A condition that is asked row by row, since nothing faster answers it.
  private struct RowTest: Sendable {
    let predicate: Predicate
    let columns: [String: Column]
  }

  /// Makes a condition ready, whose wanted values fit their columns.
  ///
  /// - Throws: ``QueryError`` where the limits are reached: a condition is asked of every value that a column keeps once.
  init(_ predicate: Predicate, columns: [String: QueryColumn], limits: QueryLimits) throws {
    node = try Self.node(predicate, columns, limits)
    words = predicate.words
  }

  private init(_ node: Node, words: String) {
    self.node = node
    self.words = words
  }

  /// What every row passes.
  static let all = RowFilter(.constant(true), words: Predicate.all.words)

  /// Whether every row passes.
  var isAll: Bool { if case .constant(true) = node { true } else { false } }

  /// Whether no row can pass.
  var isNone: Bool { if case .constant(false) = node { true } else { false } }

  /// The tests of columns that are all to be passed, where the condition is nothing else; nil where it is.
  var leaves: [ColumnTest]? {
    var leaves: [ColumnTest] = []
    let parts = if case .and(let all) = node { all } else { [node] }
    for part in parts {
      guard case .leaf(let test) = part else { return nil }
      leaves.append(test)
    }
    return leaves
  }

  /// What is known of a chunk's rows before any is looked at.
  func verdict(chunk: Int) -> ChunkVerdict { Self.verdict(node, chunk) }

  private static func verdict(_ node: Node, _ chunk: Int) -> ChunkVerdict {
    switch node {
    case .constant(let value): return value ? .all : .none
    case .leaf(let test): return test.verdict(chunk: chunk)
    case .rows, .columns, .text: return .some
    case .not(let part): return verdict(part, chunk).negated
    case .and(let parts):
      let verdicts = parts.map { verdict($0, chunk) }
      return verdicts.contains(.none) ? .none : verdicts.contains(.some) ? .some : .all
    case .or(let parts):
      let verdicts = parts.map { verdict($0, chunk) }
      return verdicts.contains(.all) ? .all : verdicts.contains(.some) ? .some : .none
    }
  }

  private static func node(_ predicate: Predicate, _ columns: [String: QueryColumn], _ limits: QueryLimits) throws -> Node {
    switch predicate {
    case .all: return .constant(true)
    case .and(let parts): return try all(parts.map { try node($0, columns, limits) })
    case .or(let parts): return try any(parts.map { try node($0, columns, limits) })
    case .not(let part):
      let inner = try node(part, columns, limits)
      return constant(inner).map { .constant(!$0) } ?? .not(inner)
    case .compareColumns(let first, let comparison, let second):
      guard let one = columns[first]?.materialised(named: first), let other = columns[second]?.materialised(named: second),
        let test = ColumnComparison(one, comparison, other)
      else { return rowTest(predicate, columns) }
      return .columns(test)
    case .of: return rowTest(predicate, columns)
    // Few rows are missing, and only those are asked why.
    case .isMissingFor(let name, _): return try all([leaf(.isMissing(column: name), columns, limits), rowTest(predicate, columns)])
    default: return try leaf(predicate, columns, limits)
    }
  }

  /// A condition on one column.
  private static func leaf(_ predicate: Predicate, _ columns: [String: QueryColumn], _ limits: QueryLimits) throws -> Node {
    guard let name = predicate.columns.first, let column = columns[name] else { return .constant(false) }
    try limits.check()
    if let test = ColumnTest.make(predicate, column) { return node(test) }
    if let test = TextTest(predicate, column) { return .text(test) }
    if case .oneOf(_, let cells) = predicate, cells.count <= 16, column.type != .text {
      return try any(cells.map { try node(.compare(column: name, .equal, $0), columns, limits) })
    }
    // A column that is made of another value by value can be tested where it is written out.
    if case .mapped(let mapped) = column, let test = ColumnTest.make(predicate, .stored(mapped.materialised(named: name))) {
      return node(test)
    }
    return rowTest(predicate, columns)
  }

  private static func node(_ test: ColumnTest) -> Node {
    test.constant.map { .constant($0) } ?? .leaf(test)
  }

  private static func all(_ parts: [Node]) -> Node {
    if parts.contains(where: { constant($0) == false }) { return .constant(false) }
    // The cheapest tests come first: they spare the others the words that they clear.
    let nodes = parts.filter { constant($0) == nil }.sorted { cost($0) < cost($1) }
    return nodes.isEmpty ? .constant(true) : nodes.count == 1 ? nodes[0] : .and(nodes)
  }

  private static func any(_ parts: [Node]) -> Node {
    if parts.contains(where: { constant($0) == true }) { return .constant(true) }
    let nodes = parts.filter { constant($0) == nil }
    return nodes.isEmpty ? .constant(false) : nodes.count == 1 ? nodes[0] : .or(nodes)
  }

  private static func constant(_ node: Node) -> Bool? { if case .constant(let value) = node { value } else { nil } }

  private static func rowTest(_ predicate: Predicate, _ columns: [String: QueryColumn]) -> Node {
    var physical: [String: Column] = [:]
    for name in predicate.columns { physical[name] = columns[name]?.materialised(named: name) }
    return .rows(RowTest(predicate: predicate, columns: physical))
  }

  private static func cost(_ node: Node) -> Int {
    switch node {
    case .constant: 0
    case .leaf(let test): test.cost
    case .text: TextTest.cost
    case .columns(let test): test.cost
    case .and(let parts), .or(let parts): parts.reduce(1) { $0 + cost($1) }
    case .not(let part): cost(part) + 1
    case .rows: 10_000
    }
  }

  /// Clears the bits of the rows that do not pass.
  ///
  /// - Parameters:
  ///   - words: A bit for each row of the block, those of rows to be asked set.
  ///   - start: The first row of the block within the chunk, a multiple of 64.
  func keep(_ words: UnsafeMutablePointer<UInt64>, chunk: Int, start: Int, count: Int) {
    unsafe Self.keep(node, words, chunk, start, count)
  }

  private static func keep(
    _ node: Node, _ words: UnsafeMutablePointer<UInt64>, _ chunk: Int, _ start: Int, _ count: Int
  ) {
    let wordCount = Bitmap.wordCount(count)
    switch node {
    case .constant(true): break
    case .constant(false): unsafe words.update(repeating: 0, count: wordCount)
    case .leaf(let test): unsafe test.bound(toChunk: chunk).keep(words, start: start, count: count)
    case .text(let test): unsafe test.keep(words, chunk: chunk, start: start, count: count)
    case .columns(let test): unsafe test.keep(words, chunk: chunk, start: start, count: count)
    case .rows(let test):
      unsafe forEachBit(words, wordCount) { row in
        test.predicate.holds { name in
          guard let column = test.columns[name] else { return .missing(.notAvailable) }
          return column[column.starts[chunk] + start + row]
        }
      }
    case .and(let parts): for part in parts { unsafe keep(part, words, chunk, start, count) }
    case .or(let parts):
      // Safe: the memory holds both sets of words, and is filled before it is read.
      unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: wordCount * 2) { memory in
        guard let passed = memory.baseAddress else { return }
        let asked = unsafe passed + wordCount
        unsafe passed.update(repeating: 0, count: wordCount)
        for part in parts {
          unsafe asked.update(from: words, count: wordCount)
          unsafe keep(part, asked, chunk, start, count)
          for word in 0..<wordCount { unsafe passed[word] |= asked[word] }
        }
        unsafe words.update(from: passed, count: wordCount)
      }
    case .not(let part):
      // Safe: as above.
      unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: wordCount) { memory in
        guard let passed = memory.baseAddress else { return }
        unsafe passed.update(from: words, count: wordCount)
        unsafe keep(part, passed, chunk, start, count)
        for word in 0..<wordCount { unsafe words[word] &= ~passed[word] }
      }
    }
  }

  /// Clears each set bit for whose place the closure says no.
  @inline(__always)
  static func forEachBit(
    _ words: UnsafeMutablePointer<UInt64>, _ wordCount: Int, _ keeps: (Int) -> Bool
  ) {
    for word in 0..<wordCount {
      var rest = unsafe words[word]
      while rest != 0 {
        let bit = rest.trailingZeroBitCount
        rest &= rest - 1
        if !keeps(word * 64 + bit) { unsafe words[word] &= ~(1 << UInt64(bit)) }
      }
    }
  }
}
