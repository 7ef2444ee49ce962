/// A column as numbers that stand in the order in which its rows are to come: equal where its values are, and the largest
/// where there is none.
struct OrderKey: Sendable {
  private let column: Column
  private let form: Form
  /// The number of a row without a value, or for parts that of the first reason.
  let missing: UInt64
  private let isByReason: Bool
  /// The bits that every number fits into.
  let bits: Int

  private enum Form: Sendable {
    /// The number of each code.
    case table(Buffer<UInt32>)
    /// The code is the number, counted from the last code where that is given.
    case codes(last: UInt64?)
    /// Whole numbers from the least up, or from the most down.
    case whole(least: Int, most: Int, descending: Bool)
    case numbers(descending: Bool)
    case bits(descending: Bool)
    /// What texts begin with; the texts of codes where rows hold codes.
    case prefixes(TextPrefixes, of: TextStore?)
  }

  private init(_ column: Column, _ form: Form, missing: UInt64, isByReason: Bool) {
    self.column = column
    self.form = form
    self.missing = missing
    self.isByReason = isByReason
    let hasMissing = !column.presence.isComplete || Self.hasOthers(form)
    let most = hasMissing ? missing &+ (isByReason ? UInt64(MissingReason.allCases.count) - 1 : 0) : max(1, missing) - 1
    bits = UInt64.bitWidth - most.leadingZeroBitCount
  }

  /// Whether values that differ have different numbers.
  var tellsAll: Bool { if case .prefixes = form { false } else { true } }

  /// Whether values that are there take the number of those that are not: a number that is none.
  private static func hasOthers(_ form: Form) -> Bool {
    switch form {
    case .table, .numbers, .prefixes: true
    case .codes, .whole, .bits: false
    }
  }

  /// Makes the key of an order. All that is missing is one, and comes last whichever way; so does a number that is none.
  init(_ column: Column, descending: Bool, limits: QueryLimits) throws {
    if let key = Self.uncoded(column, descending: descending, isByReason: false) {
      self = key
      return
    }
    let column = try column.coded(within: limits).withOrderableValues()
    guard let dictionary = column.dictionary else { throw Self.unordered(column) }
    let count = UInt64(dictionary.count)
    guard !dictionary.isOrdered || dictionary.hasNoNumber else {
      self.init(column, .codes(last: descending ? max(1, count) - 1 : nil), missing: count, isByReason: false)
      return
    }
    var numbers = dictionary.ranks()
    for (code, rank) in numbers.enumerated() {
      numbers[code] = dictionary.isNumber(code) ? descending ? UInt32(count) - 1 - rank : rank : UInt32(count)
    }
    self.init(column, .table(Buffer(numbers)), missing: count, isByReason: false)
  }

  /// Makes the key of parts: each reason for a missing value is one of its own.
  init(partsOf column: Column, limits: QueryLimits) throws {
    // Numbers are told apart as the values of a dictionary are.
    if column.type != .number, let key = Self.uncoded(column, descending: false, isByReason: true) {
      self = key
      return
    }
    let column = try column.coded(within: limits).withOrderableValues()
    guard let dictionary = column.dictionary else { throw Self.unordered(column) }
    let form: Form = dictionary.isOrdered ? .codes(last: nil) : .table(Buffer(dictionary.ranks()))
    self.init(column, form, missing: UInt64(dictionary.count), isByReason: true)
  }

  /// Makes the key of an order of which only the first rows are wanted: it tells apart texts that begin alike as little as equal ones.
  init(_ column: Column, _ prefixes: TextPrefixes) {
    let texts: TextStore? = if case .texts(let store)? = column.dictionary?.values { store } else { nil }
    self.init(column, .prefixes(prefixes, of: texts), missing: prefixes.missing, isByReason: false)
  }

  /// Makes the key of a coded column whose codes have numbers of their own, a missing value last.
  init(_ column: Column, numbers: [UInt32], count: Int) {
    self.init(column, .table(Buffer(numbers)), missing: UInt64(count), isByReason: false)
  }

  private static func unordered(_ column: Column) -> TableError {
    .badRequest("column \"\(column.name)\" can't be ordered", expectation: nil)
  }

  /// The key of a column that keeps no dictionary, where its values are numbers already.
  private static func uncoded(_ column: Column, descending: Bool, isByReason: Bool) -> OrderKey? {
    switch column.chunks.first?.values {
    case .int8, .int16, .int32, .int64:
      guard let bounds = column.bounds else { return nil }
      let (span, overflow) = bounds.upperBound.subtractingReportingOverflow(bounds.lowerBound)
      guard !overflow, span < Int.max - 64 else { return nil }
      return OrderKey(
        column, .whole(least: bounds.lowerBound, most: bounds.upperBound, descending: descending),
        missing: UInt64(span) + 1, isByReason: isByReason)
    case .double: return OrderKey(column, .numbers(descending: descending), missing: .max, isByReason: isByReason)
    case .bits: return OrderKey(column, .bits(descending: descending), missing: 2, isByReason: isByReason)
    // A column of no chunks has no rows.
    case nil: return OrderKey(column, .bits(descending: descending), missing: 2, isByReason: isByReason)
    default: return nil
    }
  }

  /// Writes the number of each row of a block.
  func load(chunk: Int, start: Int, count: Int, into target: UnsafeMutablePointer<UInt64>) {
    // Safe throughout: the block lies within the chunk, the target has a number for each of its rows, and a table one for
    // each code.
    switch column.chunks[chunk].values {
    case .code8(let codes): unsafe load(codes: codes.start + start, count, target)
    case .code16(let codes): unsafe load(codes: codes.start + start, count, target)
    case .code32(let codes): unsafe load(codes: codes.start + start, count, target)
    case .int8(let values): unsafe load(whole: values.start + start, count, target)
    case .int16(let values): unsafe load(whole: values.start + start, count, target)
    case .int32(let values): unsafe load(whole: values.start + start, count, target)
    case .int64(let values): unsafe load(whole: values.start + start, count, target)
    case .double(let values):
      guard case .numbers(let descending) = form else { break }
      let turn: UInt64 = descending ? .max : 0
      for place in 0..<count {
        let value = unsafe values.start[start + place]
        // Zero has two signs and is one number; the sign of others turns the order of their bits.
        let raw = (value + 0).bitPattern
        let sortable = raw >> 63 != 0 ? ~raw : raw | 1 << 63
        unsafe target[place] = value.isNaN ? .max : sortable ^ turn
      }
    case .bits(let bits):
      let turn: UInt64 = if case .bits(descending: true) = form { 1 } else { 0 }
      for place in 0..<count { unsafe target[place] = (bits[start + place] ? 1 : 0) ^ turn }
    case .text(let texts):
      guard case .prefixes(let prefixes, nil) = form else { break }
      for place in 0..<count { unsafe target[place] = unsafe texts.withBytes(start + place) { unsafe prefixes.number(of: $0) } }
    }
    unsafe loadMissing(chunk: chunk, start: start, count: count, into: target)
  }

  /// Whether any row of a block may have no greater number than one: a look at the values alone, which is faster than to make all numbers.
  func mayHold(atMost most: UInt64, chunk: Int, start: Int, count: Int) -> Bool {
    guard most < missing else { return true }
    switch (form, column.chunks[chunk].values) {
    case (.numbers(let descending), .double(let values)):
      let sortable = descending ? ~most : most
      let bound = Double(bitPattern: sortable >> 63 != 0 ? sortable & ~(1 << 63) : ~sortable)
      guard !bound.isNaN else { return true }
      // Safe here and below: the block lies within the chunk.
      return unsafe descending ? Self.any(values.start + start, count) { $0 >= bound } : Self.any(values.start + start, count) { $0 <= bound }
    case (.whole(let least, let greatest, let descending), let values):
      // The number of a value that is there is no greater than the span, which is less than that of one that is not.
      let bound = descending ? greatest - Int(most) : least + Int(most)
      switch values {
      case .int8(let values): return unsafe Self.any(values.start + start, count, within: bound, descending)
      case .int16(let values): return unsafe Self.any(values.start + start, count, within: bound, descending)
      case .int32(let values): return unsafe Self.any(values.start + start, count, within: bound, descending)
      case .int64(let values): return unsafe Self.any(values.start + start, count, within: bound, descending)
      default: return true
      }
    default: return true
    }
  }

  @inline(__always)
  private static func any<Value: FixedWidthInteger>(_ values: UnsafePointer<Value>, _ count: Int, within bound: Int, _ descending: Bool) -> Bool {
    let bound = Value(truncatingIfNeeded: bound)
    return unsafe descending ? any(values, count) { $0 >= bound } : any(values, count) { $0 <= bound }
  }

  /// Looks at all values, several at a time, and stops at none.
  @inline(__always)
  private static func any<Value>(_ values: UnsafePointer<Value>, _ count: Int, _ test: (Value) -> Bool) -> Bool {
    var found = 0
    for place in 0..<count { unsafe found |= test(values[place]) ? 1 : 0 }
    return found != 0
  }

  private func loadMissing(chunk: Int, start: Int, count: Int, into target: UnsafeMutablePointer<UInt64>) {
    let validity = column.presence.chunks[chunk]
    guard let bits = validity.bits else { return }
    for place in 0..<count where !bits[start + place] {
      let reason = isByReason ? UInt64((validity[start + place] ?? .unspecified).rawValue) - 1 : 0
      // Safe: as above.
      unsafe target[place] = missing + reason
    }
  }

  @inline(__always)
  private func load<Code: FixedWidthInteger & UnsignedInteger>(
    codes: UnsafePointer<Code>, _ count: Int, _ target: UnsafeMutablePointer<UInt64>
  ) {
    switch form {
    case .table(let table):
      // A dictionary of no values has no number, and only rows without a value.
      guard table.count > 0 else { return unsafe target.update(repeating: 0, count: count) }
      let numbers = unsafe table.start
      for place in 0..<count { unsafe target[place] = UInt64(numbers[Int(codes[place])]) }
    case .prefixes(let prefixes, let texts?):
      for place in 0..<count {
        // A row without a value may hold any code, and is mended.
        let code = unsafe min(Int(codes[place]), texts.count - 1)
        unsafe target[place] = code < 0 ? 0 : texts.withBytes(code) { unsafe prefixes.number(of: $0) }
      }
    case .codes(let last?):
      for place in 0..<count { unsafe target[place] = last &- UInt64(truncatingIfNeeded: codes[place]) }
    default:
      for place in 0..<count { unsafe target[place] = UInt64(truncatingIfNeeded: codes[place]) }
    }
  }

  @inline(__always)
  private func load<Value: FixedWidthInteger & SignedInteger>(
    whole values: UnsafePointer<Value>, _ count: Int, _ target: UnsafeMutablePointer<UInt64>
  ) {
    guard case .whole(let least, let most, let descending) = form else { return }
    if descending {
      for place in 0..<count { unsafe target[place] = UInt64(truncatingIfNeeded: most &- Int(values[place])) }
    } else {
      for place in 0..<count { unsafe target[place] = UInt64(truncatingIfNeeded: Int(values[place]) &- least) }
    }
  }
}

extension Column {
  /// The same cells with a dictionary of their own, where to order that of many more values would take longer.
  fileprivate func withOrderableValues() -> Column {
    guard let dictionary, !dictionary.isOrdered, count <= dictionary.count / 4 else { return self }
    return withoutUnusedValues()
  }
}

extension ValueDictionary {
  /// Whether one of the values is a number that is none.
  fileprivate var hasNoNumber: Bool { if case .numbers(let values) = self.values { values.contains(where: \.isNaN) } else { false } }

  fileprivate func isNumber(_ code: Int) -> Bool {
    if case .numbers(let values) = self.values { !values[code].isNaN } else { true }
  }
}
