/// The different values of a key of a joined table, each with a small number.
///
/// Whole numbers are found by numbers and the other way about, and a text by another spelling of it. What is missing, or
/// no number, is never found.
struct KeyIndex: Sendable {
  /// The column of the joined table, which keeps the bytes of the texts.
  let column: Column
  private let kind: Kind
  private var texts = TextIndex()
  /// Texts that are not of ASCII alone; they have odd numbers, the others even ones.
  private var wide: [String: UInt32] = [:]
  private var wholes = NumberIndex()
  /// The bits of numbers that are not whole; they have odd numbers.
  private var fractions = NumberIndex()
  /// Whole numbers that lie near each other, which are their own numbers from the least up; nil for all other values.
  private var range: ClosedRange<Int64>?

  private enum Kind: Sendable { case text, number, boolean, date, timestamp }

  /// The number of a value that there is not.
  static let none = UInt32.max

  init(_ original: Column, limits: QueryLimits) throws {
    kind = Self.kind(original.type)
    if original.dictionary == nil, let bounds = original.bounds {
      let (span, overflow) = bounds.upperBound.subtractingReportingOverflow(bounds.lowerBound)
      if !overflow, span < Int32.max {
        column = original
        range = Int64(bounds.lowerBound)...Int64(bounds.upperBound)
        return
      }
    }
    column = try original.coded(within: limits)
    switch column.dictionary?.values {
    case .texts(let store):
      for place in 0..<store.count {
        // Safe: the column keeps the bytes.
        unsafe store.withBytes(place) { text in if unsafe Self.isASCII(text) { _ = unsafe texts.code(of: text) } }
      }
      for place in 0..<store.count {
        unsafe store.withBytes(place) { text in
          guard unsafe !Self.isASCII(text) else { return }
          let spelt = unsafe Self.spelt(text)
          if slot(spelt: spelt) == Self.none { wide[spelt] = UInt32(wide.count) * 2 + 1 }
        }
      }
    case .integers(let values): for value in values { _ = wholes.code(of: UInt64(bitPattern: Int64(value))) }
    case .timestamps(let values): for value in values { _ = wholes.code(of: UInt64(bitPattern: Int64(value))) }
    case .dates(let values): for value in values { _ = wholes.code(of: UInt64(bitPattern: Int64(value))) }
    case .booleans(let values): for value in values { _ = wholes.code(of: value ? 1 : 0) }
    case .numbers(let values):
      for value in values where !value.isNaN {
        if let whole = Int64(exactly: value) { _ = wholes.code(of: UInt64(bitPattern: whole)) } else { _ = fractions.code(of: value.bitPattern) }
      }
    case nil: break
    }
  }

  private static func kind(_ type: ColumnType) -> Kind {
    switch type {
    case .text: .text
    case .integer, .number: .number
    case .boolean: .boolean
    case .date: .date
    case .timestamp: .timestamp
    }
  }

  /// One more than the largest number of a value.
  var slotCount: UInt64 {
    if let range { return UInt64(range.upperBound - range.lowerBound) + 1 }
    return UInt64(max(texts.count, wide.count, wholes.count, fractions.count)) * 2 + 2
  }

  /// The number of each row's value, or ``none``.
  func slots(of other: Column, limits: QueryLimits) throws -> Buffer<UInt32> {
    guard Self.kind(other.type) == kind else {
      // A column without a value has no type of its own.
      if column.presence.missingCount < column.count, other.presence.missingCount < other.count {
        throw TableError.wrongType(
          column: other.name, is: other.type, wanted: "It is joined with \"\(column.name)\", which holds \(column.type.words), and nothing could match")
      }
      return Buffer(repeating: Self.none, count: other.count)
    }
    let table = other.dictionary.map(slots)
    let memory = Memory(byteCount: other.count * 4)
    let morsels = Morsel.all(chunkRows: other.chunks.map(\.rowCount))
    try Workers.run(morsels.count, limits: limits.forRows(other.count)) { _, item in
      let morsel = morsels[item]
      let rows = morsel.start..<morsel.start + morsel.count
      // Safe: there is a place for each row.
      let target = unsafe memory.start.assumingMemoryBound(to: UInt32.self) + other.starts[morsel.chunk]
      func set(_ slot: (Int) -> UInt32) { for row in rows { unsafe target[row] = slot(row) } }
      func look<Code: FixedWidthInteger>(_ codes: Buffer<Code>) {
        guard let table else { return }
        set { Int(codes[$0]) < table.count ? table[Int(codes[$0])] : Self.none }
      }
      func find<Value: FixedWidthInteger>(_ values: Buffer<Value>) {
        guard let range else { return set { slot(whole: Int64(values[$0])) } }
        let (least, span) = (range.lowerBound, UInt64(range.upperBound - range.lowerBound))
        for row in rows {
          // Safe: as above.
          let number = unsafe UInt64(bitPattern: Int64(values.start[row]) &- least)
          unsafe target[row] = number <= span ? UInt32(truncatingIfNeeded: number) : Self.none
        }
      }
      switch other.chunks[morsel.chunk].values {
      case .code8(let codes): look(codes)
      case .code16(let codes): look(codes)
      case .code32(let codes): look(codes)
      case .int8(let values): find(values)
      case .int16(let values): find(values)
      case .int32(let values): find(values)
      case .int64(let values): find(values)
      case .double(let values): set { slot(number: values[$0]) }
      case .bits(let bits): set { slot(whole: bits[$0] ? 1 : 0) }
      case .text(let store): set { row in unsafe store.withBytes(row) { unsafe slot(text: $0) } }
      }
      guard let bits = other.presence.chunks[morsel.chunk].bits else { return }
      for row in rows where !bits[row] { unsafe target[row] = Self.none }
    }
    return Buffer(memory, count: other.count)
  }

  /// The number of each value of a dictionary.
  private func slots(_ dictionary: ValueDictionary) -> [UInt32] {
    switch dictionary.values {
    case .texts(let store): (0..<store.count).map { place in unsafe store.withBytes(place) { unsafe slot(text: $0) } }
    case .integers(let values): values.map { slot(whole: Int64($0)) }
    case .timestamps(let values): values.map { slot(whole: Int64($0)) }
    case .dates(let values): values.map { slot(whole: Int64($0)) }
    case .booleans(let values): values.map { slot(whole: $0 ? 1 : 0) }
    case .numbers(let values): values.map(slot(number:))
    }
  }

  @inline(__always)
  private func slot(whole value: Int64) -> UInt32 {
    if let range { return range.contains(value) ? UInt32(truncatingIfNeeded: value &- range.lowerBound) : Self.none }
    return wholes.codeIfKnown(of: UInt64(bitPattern: value)).map { $0 * 2 } ?? Self.none
  }

  private func slot(number value: Double) -> UInt32 {
    if let whole = Int64(exactly: value) { return slot(whole: whole) }
    return value.isNaN ? Self.none : fractions.codeIfKnown(of: value.bitPattern).map { $0 * 2 + 1 } ?? Self.none
  }

  @inline(__always)
  private func slot(text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    if unsafe Self.isASCII(text) {
      if let known = unsafe texts.codeIfKnown(of: text) { return known * 2 }
      return wide.isEmpty ? Self.none : unsafe wide[String(decoding: text, as: UTF8.self)] ?? Self.none
    }
    return slot(spelt: unsafe Self.spelt(text))
  }

  private func slot(spelt text: String) -> UInt32 {
    if let known = wide[text] { return known }
    var copy = text
    return copy.withUTF8 { unsafe texts.codeIfKnown(of: $0) }.map { $0 * 2 } ?? Self.none
  }

  /// A text in which the letters are those of ASCII where they are another spelling of such.
  private static func spelt(_ text: UnsafeBufferPointer<UInt8>) -> String {
    var result = String.UnicodeScalarView()
    for scalar in unsafe String(decoding: text, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\u{212A}": result.append("K")
      case "\u{037E}": result.append(";")
      case "\u{1FEF}": result.append("`")
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  @inline(__always)
  private static func isASCII(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var all: UInt8 = 0
    for place in text.indices { all |= unsafe text[place] }
    return all < 0x80
  }
}
