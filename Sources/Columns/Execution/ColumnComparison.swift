/// A comparison of two columns row by row, done a block at a time.
struct ColumnComparison: Sendable {
  private let first: Side
  private let second: Side
  private let comparison: Predicate.Comparison
  private let form: Form

  private struct Side: Sendable {
    let column: Column
    let source: ValueSource?

    init(_ column: Column) {
      self.column = column
      source = ValueSource(column)
    }
  }

  private enum Form { case whole, numbers, texts }

  /// Fails for columns that have no form that can be compared so.
  init?(_ first: Column, _ comparison: Predicate.Comparison, _ second: Column) {
    self.first = Side(first)
    self.second = Side(second)
    self.comparison = comparison
    switch (first.type, second.type) {
    case (.text, .text): form = .texts
    case (.integer, .integer), (.date, .date), (.timestamp, .timestamp): form = .whole
    case (.boolean, .boolean): return nil
    default:
      guard first.type.isNumeric, second.type.isNumeric else { return nil }
      form = .numbers
    }
    if form != .texts, self.first.source == nil || self.second.source == nil { return nil }
  }

  /// What a row costs beside other tests, for choosing an order.
  var cost: Int { form == .texts ? 300 : 30 }

  /// Clears the bits of the rows that do not pass; see ``RowFilter/keep(_:chunk:start:count:)``.
  func keep(_ words: UnsafeMutablePointer<UInt64>, chunk: Int, start: Int, count: Int) {
    for side in [first, second] {
      guard let bits = side.column.presence.chunks[chunk].bits else { continue }
      // Safe: a block begins at a whole word and lies within its chunk.
      for word in 0..<Bitmap.wordCount(count) { unsafe words[word] &= bits.words.start[start >> 6 + word] }
    }
    let block = unsafe RowBlock(chunk: chunk, start: start, count: count, rows: nil)
    switch form {
    case .whole: unsafe keep(Int64.self, words, block) { unsafe $0?.load($1, into: $2) }
    case .numbers: unsafe keep(Double.self, words, block) { unsafe $0?.load($1, into: $2) }
    case .texts: unsafe keepTexts(words, block)
    }
  }

  @inline(__always)
  private func keep<Value: Comparable & BitwiseCopyable & ExpressibleByIntegerLiteral>(
    _: Value.Type, _ words: UnsafeMutablePointer<UInt64>, _ block: RowBlock,
    _ load: (ValueSource?, RowBlock, UnsafeMutablePointer<Value>) -> Void
  ) {
    // Safe throughout: the memory holds both values of each row, and is written before it is read.
    unsafe withUnsafeTemporaryAllocation(of: Value.self, capacity: block.count * 2) { memory in
      guard let one = memory.baseAddress else { return }
      let other = unsafe one + block.count
      unsafe memory.update(repeating: 0)
      unsafe load(first.source, block, one)
      unsafe load(second.source, block, other)
      switch comparison {
      case .equal: unsafe Self.keep(words, one, other, block.count, ==)
      case .less: unsafe Self.keep(words, one, other, block.count, <)
      case .lessOrEqual: unsafe Self.keep(words, one, other, block.count, <=)
      case .greater: unsafe Self.keep(words, one, other, block.count, >)
      case .greaterOrEqual: unsafe Self.keep(words, one, other, block.count, >=)
      }
    }
  }

  @inline(__always)
  private static func keep<Value>(
    _ words: UnsafeMutablePointer<UInt64>, _ one: UnsafePointer<Value>, _ other: UnsafePointer<Value>, _ count: Int,
    _ holds: (Value, Value) -> Bool
  ) {
    for word in 0..<Bitmap.wordCount(count) where unsafe words[word] != 0 {
      var passed: UInt64 = 0
      for place in word * 64..<min(count, word * 64 + 64) {
        // Safe: there is a value for each row of the block.
        passed |= unsafe (holds(one[place], other[place]) ? 1 : 0) << UInt64(truncatingIfNeeded: place & 63)
      }
      unsafe words[word] &= passed
    }
  }

  private func keepTexts(_ words: UnsafeMutablePointer<UInt64>, _ block: RowBlock) {
    // Safe: there is a bit for each row of the block.
    unsafe RowFilter.forEachBit(words, Bitmap.wordCount(block.count)) { place in
      let row = block.start + place
      return unsafe first.column.withText(block.chunk, row) { one in
        unsafe second.column.withText(block.chunk, row) { other in unsafe holds(one, other) }
      }
    }
  }

  private func holds(_ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
    switch comparison {
    case .equal: return unsafe TextHash.isSameText(one, other)
    case .less: return unsafe TextStore.isLess(one, other)
    case .lessOrEqual: return unsafe !TextStore.isLess(other, one)
    case .greater: return unsafe TextStore.isLess(other, one)
    case .greaterOrEqual: return unsafe !TextStore.isLess(one, other)
    }
  }
}

extension Column {
  /// Gives the bytes of a row's text to a closure; none where it has no value.
  @inline(__always)
  fileprivate func withText(_ chunk: Int, _ row: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
    let rows = chunks[chunk]
    if case .text(let store) = rows.values { return unsafe store.withBytes(row, body) }
    guard case .texts(let store)? = dictionary?.values, let code = rows.code(row), code < store.count else {
      return unsafe body(UnsafeBufferPointer(start: nil, count: 0))
    }
    return unsafe store.withBytes(code, body)
  }
}
