/// A test of one column that runs over its buffers: a range, a few values, or a table of codes.
final class ColumnTest: Sendable {
  let column: Column
  private let test: Test
  /// A few wanted codes in the width of the rows.
  private let wanted8: Buffer<UInt8>
  private let wanted16: Buffer<UInt16>

  private enum Test: Sendable {
    /// Codes, or whole numbers above the least, that lie in a range.
    case codeRange(low: UInt32, span: UInt32)
    case codesAny([UInt32])
    /// A one for each code that passes.
    case codeTable(Buffer<UInt8>)
    case integerRange(Int, Int)
    case doubleRange(Double, Double)
    case bit(Bool)
    case missing
    case constant(Bool)
  }

  private init(column: Column, test: Test) {
    self.column = column
    self.test = test
    var wanted: [UInt32] = []
    if case .codesAny(let codes) = test { wanted = codes }
    wanted8 = Buffer(wanted.compactMap { UInt8(exactly: $0) })
    wanted16 = Buffer(wanted.compactMap { UInt16(exactly: $0) })
  }

  /// Makes the test of a condition; nil where the column has no form that can be tested so: text that is not kept once,
  /// or too many wanted numbers.
  static func make(_ predicate: Predicate, _ column: QueryColumn) -> ColumnTest? {
    if case .isMissingFor = predicate { return nil }
    return switch column {
    case .mapped(let mapped): make(predicate, mapped)
    case .stored(let stored): test(predicate, stored).map { ColumnTest(column: stored, test: $0) }
    }
  }

  private static func make(_ predicate: Predicate, _ mapped: MappedColumn) -> ColumnTest? {
    if case .isMissing = predicate { return nil }
    let passes = (0..<mapped.values.count).map { place in
      let cell = mapped.values[place]
      return !cell.isMissing && predicate.holds(ofValue: cell)
    }
    // A row without a value is cleared before the test, so its answer must be no.
    let column = mapped.source.column
    guard column.presence.isComplete || !passes[mapped.source.cardinality...].contains(true) else { return nil }
    return test(passes: Array(passes[..<mapped.source.cardinality]), source: mapped.source).map {
      ColumnTest(column: column, test: $0)
    }
  }

  /// The answer for every row, where it is the same for all.
  var constant: Bool? { if case .constant(let value) = test { value } else { nil } }

  /// Whether only values pass, codes or whole numbers, and which do.
  var isOfValues: Bool {
    switch test {
    case .codeRange, .codesAny, .codeTable, .integerRange: true
    case .doubleRange, .bit, .missing, .constant: false
    }
  }

  /// The codes or whole numbers that pass, where they are those of a range.
  var range: ClosedRange<Int>? {
    switch test {
    case .codeRange(let low, let span): Int(low)...Int(low) + Int(span)
    case .integerRange(let low, let high): low...high
    default: nil
    }
  }

  /// Whether a code or a whole number passes.
  func passes(_ value: Int) -> Bool {
    switch test {
    case .codesAny(let codes): codes.contains { Int($0) == value }
    case .codeTable(let table): table.count > value && value >= 0 && table[value] != 0
    default: range?.contains(value) ?? false
    }
  }

  /// What a row costs, for choosing an order.
  var cost: Int {
    switch test {
    case .constant: 0
    case .bit, .missing: 1
    case .codeRange: width
    case .codesAny(let codes): width * (1 + codes.count)
    case .integerRange: width
    case .doubleRange: 12
    case .codeTable: 20
    }
  }

  private var width: Int {
    switch column.layout {
    case .code8, .int8: 2
    case .code16, .int16: 4
    case .code32, .int32: 8
    default: 12
    }
  }

  private static func test(_ predicate: Predicate, _ column: Column) -> Test? {
    if case .isMissing = predicate { return column.presence.isComplete ? .constant(false) : .missing }
    if let dictionary = column.dictionary { return test(predicate, column, dictionary) }
    switch column.layout {
    case .bits:
      let (no, yes) = (predicate.holds(ofValue: .boolean(false)), predicate.holds(ofValue: .boolean(true)))
      return no == yes ? (no ? nil : .constant(false)) : .bit(yes)
    case .int8, .int16, .int32, .int64: return integerTest(predicate, column)
    case .double: return doubleTest(predicate)
    case .text: return nil
    default: return .constant(false)
    }
  }

  private static func test(_ predicate: Predicate, _ column: Column, _ dictionary: ValueDictionary) -> Test? {
    switch predicate {
    case .compare(_, .equal, .text(let text)):
      return dictionary.code(of: text).map { .codeRange(low: UInt32($0), span: 0) } ?? .constant(false)
    case .oneOf(_, let cells) where column.type == .text:
      let codes = Set(cells.compactMap { $0.text.flatMap { dictionary.code(of: $0) } })
      var passes = [Bool](repeating: false, count: dictionary.count)
      for code in codes { passes[code] = true }
      return CodeSource(column).flatMap { test(passes: passes, source: $0) }
    case .compare, .between:
      guard dictionary.isSorted, let range = sortedRange(predicate, dictionary) else { break }
      return range.isEmpty ? .constant(false) : .codeRange(low: UInt32(range.lowerBound), span: UInt32(range.count - 1))
    default: break
    }
    let passes = (0..<dictionary.count).map { predicate.holds(ofValue: dictionary.cell($0)) }
    return CodeSource(column).flatMap { test(passes: passes, source: $0) }
  }

  /// The codes of a sorted dictionary whose values lie as a comparison wants them, by bisection; nil for values that are
  /// in no order with the wanted one.
  private static func sortedRange(_ predicate: Predicate, _ dictionary: ValueDictionary) -> Range<Int>? {
    func first(_ holds: (Cell) -> Bool) -> Int {
      var (low, high) = (0, dictionary.count)
      while low < high {
        let middle = (low + high) >> 1
        if holds(dictionary.cell(middle)) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    func isOrdered(_ cell: Cell) -> Bool { cell.number.map { !$0.isNaN } ?? (cell.type == dictionary.type) }
    func from(_ cell: Cell) -> Int { first { Predicate.Comparison.greaterOrEqual.holds($0, cell) } }
    func after(_ cell: Cell) -> Int { first { Predicate.Comparison.greater.holds($0, cell) } }
    switch predicate {
    case .compare(_, let comparison, let cell):
      guard isOrdered(cell) else { return nil }
      return switch comparison {
      case .equal: from(cell)..<after(cell)
      case .less: 0..<from(cell)
      case .lessOrEqual: 0..<after(cell)
      case .greater: after(cell)..<dictionary.count
      case .greaterOrEqual: from(cell)..<dictionary.count
      }
    case .between(_, let low, let high):
      guard isOrdered(low), isOrdered(high) else { return nil }
      let (start, end) = (from(low), after(high))
      return start..<max(start, end)
    default: return nil
    }
  }

  /// The cheapest test that passes just some codes.
  private static func test(passes: [Bool], source: CodeSource) -> Test? {
    let wanted = passes.indices.filter { passes[$0] }
    guard let first = wanted.first, let last = wanted.last else { return .constant(false) }
    if case .bits = source.column.layout { return wanted.count == 2 ? nil : .bit(first == 1) }
    let isCoded = source.column.dictionary != nil
    if last - first + 1 == wanted.count {
      return isCoded
        ? .codeRange(low: UInt32(first), span: UInt32(last - first)) : .integerRange(source.least + first, source.least + last)
    }
    guard isCoded else { return nil }
    let width = source.cardinality <= 256 ? 8 : source.cardinality <= 65_536 ? 4 : 0
    if wanted.count <= width { return .codesAny(wanted.map(UInt32.init)) }
    return .codeTable(Buffer(passes.map { $0 ? 1 : 0 }))
  }

  private static func integerTest(_ predicate: Predicate, _ column: Column) -> Test? {
    func whole(_ cell: Cell, _ rounding: FloatingPointRoundingRule) -> Int? {
      switch cell {
      case .integer(let value): return value
      case .number(let value):
        guard value.isFinite else { return nil }
        let rounded = value.rounded(rounding)
        return Int(exactly: rounded) ?? (rounded < 0 ? Int.min : Int.max)
      case .date(let day): return Int(day.daysSince1970)
      case .timestamp(let moment): return moment.secondsSince1970
      default: return nil
      }
    }
    switch predicate {
    case .compare(_, .equal, let cell):
      guard let value = whole(cell, .down), whole(cell, .up) == value else { return .constant(false) }
      return .integerRange(value, value)
    case .compare(_, .less, let cell):
      guard let value = whole(cell, .up) else { return nil }
      return value == .min ? .constant(false) : .integerRange(.min, value - 1)
    case .compare(_, .lessOrEqual, let cell): return whole(cell, .down).map { .integerRange(.min, $0) }
    case .compare(_, .greater, let cell):
      guard let value = whole(cell, .down) else { return nil }
      return value == .max ? .constant(false) : .integerRange(value + 1, .max)
    case .compare(_, .greaterOrEqual, let cell): return whole(cell, .up).map { .integerRange($0, .max) }
    case .between(_, let low, let high):
      guard let low = whole(low, .up), let high = whole(high, .down) else { return nil }
      return low <= high ? .integerRange(low, high) : .constant(false)
    default: return nil
    }
  }

  private static func doubleTest(_ predicate: Predicate) -> Test? {
    switch predicate {
    case .compare(_, let comparison, let cell):
      guard let value = cell.number, !value.isNaN else { return nil }
      return switch comparison {
      case .equal: .doubleRange(value, value)
      case .less: value == -.infinity ? .constant(false) : .doubleRange(-.infinity, value.nextDown)
      case .lessOrEqual: .doubleRange(-.infinity, value)
      case .greater: value == .infinity ? .constant(false) : .doubleRange(value.nextUp, .infinity)
      case .greaterOrEqual: .doubleRange(value, .infinity)
      }
    case .between(_, let low, let high):
      guard let low = low.number, let high = high.number, !low.isNaN, !high.isNaN else { return nil }
      return low <= high ? .doubleRange(low, high) : .constant(false)
    default: return nil
    }
  }

  /// The test of one chunk's rows.
  func bound(toChunk chunk: Int) -> BoundTest {
    let bits = column.presence.chunks[chunk].bits
    if case .missing = test {
      return unsafe bits.map { unsafe BoundTest(.absent, present: $0.words.start) } ?? BoundTest(.none)
    }
    // Safe here and below: the column keeps its buffers as long as the test lives.
    let present = unsafe bits?.words.start
    func range<Value: BitwiseCopyable, Width: FixedWidthInteger & UnsignedInteger>(
      _ kind: BoundTest.Kind, _ values: Buffer<Value>, _ bounds: (low: Int, span: Width)?
    ) -> BoundTest {
      guard let bounds else { return unsafe BoundTest(.none) }
      return unsafe BoundTest(
        kind, values.start, present: present, low: UInt64(truncatingIfNeeded: bounds.low), span: UInt64(bounds.span))
    }
    switch (column.chunks[chunk].values, test) {
    case (.bits(let bits), .bit(let wanted)): return unsafe BoundTest(wanted ? .set : .unset, bits.words.start, present: present)
    case (.code8(let codes), .codeRange(let low, let span)):
      return range(.range8, codes, low > UInt8.max ? nil : (Int(low), UInt8(clamping: span)))
    case (.code16(let codes), .codeRange(let low, let span)):
      return range(.range16, codes, low > UInt16.max ? nil : (Int(low), UInt16(clamping: span)))
    case (.code32(let codes), .codeRange(let low, let span)): return range(.range32, codes, (Int(low), span))
    case (.code8(let codes), .codesAny):
      return unsafe BoundTest(.any8, codes.start, present: present, wanted: wanted8.start, wantedCount: wanted8.count)
    case (.code16(let codes), .codesAny):
      return unsafe BoundTest(.any16, codes.start, present: present, wanted: wanted16.start, wantedCount: wanted16.count)
    // A table has an entry for each code of the dictionary, and every row's code is one.
    case (.code8(let codes), .codeTable(let table)):
      return unsafe BoundTest(.table8, codes.start, present: present, wanted: table.start)
    case (.code16(let codes), .codeTable(let table)):
      return unsafe BoundTest(.table16, codes.start, present: present, wanted: table.start)
    case (.code32(let codes), .codeTable(let table)):
      return unsafe BoundTest(.table32, codes.start, present: present, wanted: table.start)
    case (.int8(let values), .integerRange(let low, let high)): return range(.range8, values, Self.clamped(low, high, Int8.self))
    case (.int16(let values), .integerRange(let low, let high)): return range(.range16, values, Self.clamped(low, high, Int16.self))
    case (.int32(let values), .integerRange(let low, let high)): return range(.range32, values, Self.clamped(low, high, Int32.self))
    case (.int64(let values), .integerRange(let low, let high)): return range(.range64, values, Self.clamped(low, high, Int64.self))
    case (.double(let values), .doubleRange(let low, let high)):
      return unsafe BoundTest(.rangeDouble, values.start, present: present, low: low.bitPattern, span: high.bitPattern)
    default: return unsafe BoundTest(.none)
    }
  }

  /// A range of whole numbers as a least value and a length of the column's own width; nil where none lies in it.
  private static func clamped<Value: FixedWidthInteger & SignedInteger>(
    _ low: Int, _ high: Int, _: Value.Type
  ) -> (low: Int, span: Value.Magnitude)? {
    let least = max(low, Int(Value.min))
    let most = min(high, Int(Value.max))
    guard least <= most else { return nil }
    return (least, Value.Magnitude(truncatingIfNeeded: most &- least))
  }
}

/// What is known of the answers for a chunk's rows before any is looked at.
enum ChunkVerdict {
  case none, some, all

  init(some: Bool, all: Bool) { self = all ? .all : some ? .some : .none }

  /// What is known of the opposite.
  var negated: ChunkVerdict {
    switch self {
    case .none: .all
    case .some: .some
    case .all: .none
    }
  }
}

extension ColumnTest {
  /// What the least and the most value of a chunk, as its file states them, tell of its rows.
  ///
  /// A file that was altered may state what is not so, which gives a wrong answer and nothing worse: the verdict chooses
  /// rows, and no place in memory rests on it.
  func verdict(chunk place: Int) -> ChunkVerdict {
    let bits = column.presence.chunks[place].bits
    if case .missing = test { return bits == nil ? .none : .some }
    guard let range = column.chunks[place].range else { return .some }
    let verdict = verdict(range)
    return verdict == .all && bits != nil ? .some : verdict
  }

  private func verdict(_ range: ChunkRange) -> ChunkVerdict {
    switch (test, range) {
    case (.codeRange(let low, let span), .integers(let range)): Self.verdict(range, Int(low), Int(low) + Int(span))
    case (.integerRange(let low, let high), .integers(let range)): Self.verdict(range, low, high)
    case (.codesAny(let wanted), .integers(let range)):
      ChunkVerdict(some: wanted.contains { range.contains(Int($0)) }, all: false)
    case (.codeTable(let table), .integers(let range)):
      // Beyond some codes the look costs more than the rows that it may spare.
      range.lowerBound >= 0 && range.upperBound < table.count && range.upperBound - range.lowerBound < 1 << 16
        ? ChunkVerdict(
          some: range.contains { table[$0] != 0 }, all: range.allSatisfy { table[$0] != 0 }) : .some
    // A number that is none lies in no range, so the range of the others never tells that all pass.
    case (.doubleRange(let low, let high), .numbers(let range)):
      ChunkVerdict(some: range.lowerBound <= high && range.upperBound >= low, all: false)
    default: .some
    }
  }

  private static func verdict(_ range: ClosedRange<Int>, _ low: Int, _ high: Int) -> ChunkVerdict {
    ChunkVerdict(
      some: range.lowerBound <= high && range.upperBound >= low,
      all: range.lowerBound >= low && range.upperBound <= high)
  }
}
