/// What a pass over a chunk tells: its least and most value, and whether its rows rise.
struct ChunkTally {
  var range: ChunkRange?
  /// Whether no row lies below the one before it, and each has a value.
  var isAscending = false

  init(_ chunk: Chunk, _ validity: Validity) {
    switch chunk.values {
    case .code8(let values): add(values, validity)
    case .code16(let values): add(values, validity)
    case .code32(let values): add(values, validity)
    case .int8(let values): add(values, validity)
    case .int16(let values): add(values, validity)
    case .int32(let values): add(values, validity)
    case .int64(let values): add(values, validity)
    case .double(let values): add(values, validity)
    case .bits, .text: break
    }
  }

  private mutating func add<Value: FixedWidthInteger>(_ values: Buffer<Value>, _ validity: Validity) {
    var (least, most, falls) = (Value.max, Value.min, 0)
    if let bits = validity.bits {
      for row in 0..<values.count where bits[row] {
        least = min(least, values[row])
        most = max(most, values[row])
      }
    } else {
      for row in 0..<values.count {
        // Safe: the row lies within the buffer.
        let value = unsafe values.start[row]
        least = min(least, value)
        most = max(most, value)
      }
      for row in 1..<max(1, values.count) {
        // Safe: both rows lie within the buffer.
        falls &+= unsafe values.start[row] < values.start[row - 1] ? 1 : 0
      }
    }
    guard least <= most, let first = Int(exactly: least), let last = Int(exactly: most) else { return }
    range = .integers(first...last)
    isAscending = validity.bits == nil && falls == 0
  }

  private mutating func add(_ values: Buffer<Double>, _ validity: Validity) {
    var (least, most, falls) = (Double.infinity, -Double.infinity, 0)
    for row in 0..<values.count where validity.bits?[row] ?? true {
      let value = values[row]
      if value < least { least = value }
      if value > most { most = value }
    }
    for row in 1..<max(1, values.count) where !(values[row - 1] <= values[row]) { falls &+= 1 }
    guard least <= most else { return }
    range = .numbers(least...most)
    isAscending = validity.bits == nil && falls == 0
  }
}

extension ChunkRange {
  /// The range as the metadata of a batch has it: `0:255`, or `-0.5:12.25`.
  var text: String {
    switch self {
    case .integers(let range): "\(range.lowerBound):\(range.upperBound)"
    case .numbers(let range): "\(range.lowerBound):\(range.upperBound)"
    }
  }

  /// Reads a range from metadata; nil where there is none.
  init?(_ text: Substring) {
    let ends = text.utf8.split(separator: UInt8(ascii: ":")).map { Substring($0) }
    guard ends.count == 2 else { return nil }
    if let least = Int(ends[0]), let most = Int(ends[1]), least <= most {
      self = .integers(least...most)
    } else if let least = Double(ends[0]), let most = Double(ends[1]), least <= most {
      self = .numbers(least...most)
    } else {
      return nil
    }
  }

  /// Whether every value here lies at or above every value of the range before.
  func follows(_ earlier: ChunkRange) -> Bool {
    switch (earlier, self) {
    case (.integers(let one), .integers(let other)): one.upperBound <= other.lowerBound
    case (.numbers(let one), .numbers(let other)): one.upperBound <= other.lowerBound
    default: false
    }
  }

  /// The smallest range that covers both.
  func joined(_ other: ChunkRange) -> ChunkRange {
    switch (self, other) {
    case (.integers(let one), .integers(let other)):
      .integers(min(one.lowerBound, other.lowerBound)...max(one.upperBound, other.upperBound))
    case (.numbers(let one), .numbers(let other)):
      .numbers(min(one.lowerBound, other.lowerBound)...max(one.upperBound, other.upperBound))
    default: self
    }
  }
}

/// What a column's chunks come to while they are written.
struct ColumnTally {
  private var range: ChunkRange?
  private var missing = 0
  private var isAscending = true
  private var isUsed: [Bool]

  init(_ dictionary: ValueDictionary?) { isUsed = Array(repeating: false, count: dictionary?.count ?? 0) }

  /// Looks at a chunk and returns its range.
  mutating func add(_ chunk: Chunk, _ validity: Validity, isSorted: Bool) -> ChunkRange? {
    missing += validity.missingCount
    guard chunk.rowCount > 0 else { return nil }
    let tally = ChunkTally(chunk, validity)
    if let known = range, let found = tally.range {
      isAscending = isAscending && tally.isAscending && found.follows(known)
      range = known.joined(found)
    } else {
      isAscending = isAscending && tally.isAscending
      range = range ?? tally.range
    }
    if !isSorted {
      isAscending = false
      markUsed(chunk, validity)
    }
    return tally.range
  }

  private mutating func markUsed(_ chunk: Chunk, _ validity: Validity) {
    func mark<Code: FixedWidthInteger>(_ codes: Buffer<Code>) {
      for row in 0..<codes.count where validity.bits?[row] ?? true {
        let code = Int(codes[row])
        if code < isUsed.count { isUsed[code] = true }
      }
    }
    switch chunk.values {
    case .code8(let codes): mark(codes)
    case .code16(let codes): mark(codes)
    case .code32(let codes): mark(codes)
    default: break
    }
  }

  /// The figures for the footer.
  func saved(_ column: Column) -> SavedStatistics {
    let ends = ends(column)
    func text(_ cell: Cell?) -> String? { cell.flatMap { $0.isMissing ? nil : $0.savedText } }
    return SavedStatistics(
      name: column.name, least: text(ends?.least), most: text(ends?.most), missing: missing,
      distinct: column.dictionary?.count, sorted: column.dictionary?.isSorted,
      ascending: isAscending && range != nil)
  }

  private func ends(_ column: Column) -> (least: Cell, most: Cell)? {
    switch range {
    case .numbers(let range)?: return (.number(range.lowerBound), .number(range.upperBound))
    case .integers(let range)?:
      guard let dictionary = column.dictionary else {
        return (column.cell(integer: range.lowerBound), column.cell(integer: range.upperBound))
      }
      if dictionary.isSorted { return (dictionary.cell(range.lowerBound), dictionary.cell(range.upperBound)) }
      let ranks = dictionary.ranks()
      let used = isUsed.indices.filter { isUsed[$0] }
      guard let least = used.min(by: { ranks[$0] < ranks[$1] }), let most = used.max(by: { ranks[$0] < ranks[$1] })
      else {
        return nil
      }
      return (dictionary.cell(least), dictionary.cell(most))
    case nil: return nil
    }
  }
}

extension Cell {
  /// The value as statistics keep it, or nil for a text that is too long to be worth it.
  var savedText: String? {
    switch self {
    case .number(let value): String(value)
    case .text(let text): text.utf8.count <= 256 ? text : nil
    default: plainText
    }
  }

  /// Reads what ``savedText`` wrote; nil where it is no such value.
  init?(savedText text: String, type: ColumnType) {
    switch type {
    case .text: self = .text(text)
    case .integer:
      guard let value = Int(text) else { return nil }
      self = .integer(value)
    case .number:
      guard let value = Double(text) else { return nil }
      self = .number(value)
    case .boolean: self = .boolean(text == "true")
    case .date:
      guard let value = CalendarDate(text) else { return nil }
      self = .date(value)
    case .timestamp:
      guard let value = Timestamp(text) else { return nil }
      self = .timestamp(value)
    }
  }
}
