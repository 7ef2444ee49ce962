import CKernels

extension Column {
  /// Returns the same cells as codes into a dictionary of the different values, which stand in their order if they are
  /// not very many, and else in the order in which they first come.
  ///
  /// Numbers that are equal are one value, and a number that is none is equal to no other. Texts that are spelt in two
  /// ways of Unicode are one value.
  ///
  /// - Complexity: O(rows).
  package func coded() -> Column {
    // Without a deadline, or a bound of memory, nothing can be refused.
    (try? coded(within: QueryLimits())) ?? self
  }

  /// - Throws: ``QueryError``, and ``TableError`` for more different values than a code can number.
  func coded(within limits: QueryLimits) throws -> Column {
    guard dictionary == nil else { return self }
    guard count < Int(UInt32.max) else {
      throw TableError.badRequest("column \"\(name)\" has more than 4,294,967,294 rows", expectation: "Filter or group it first.")
    }
    try limits.checkMemory(count * 8, for: "the different values of column \"\(name)\"")
    return try ColumnCoding(self, limits: limits).coded()
  }
}

/// Finds the different values of a column. Of numbers each thread takes rows that follow each other and numbers the values
/// that it meets; then the values of all come together in the order of the rows. ``TextCoding`` numbers texts.
private struct ColumnCoding {
  private let column: Column
  private let limits: QueryLimits
  /// The rows of each thread, by chunk.
  private let portions: [[Morsel]]
  /// The number of each row's value, of numbers as its thread has it.
  private let codes: GroupCells<UInt32>

  init(_ column: Column, limits: QueryLimits) {
    self.column = column
    self.limits = limits
    codes = GroupCells(uninitialized: column.count)
    let morsels = Morsel.all(chunkRows: column.chunks.map(\.rowCount))
    let each = (morsels.count + limits.threads - 1) / max(1, limits.threads)
    portions = stride(from: 0, to: morsels.count, by: max(1, each)).map { Array(morsels[$0..<min(morsels.count, $0 + each)]) }
  }

  func coded() throws -> Column {
    let (dictionary, places) = column.type == .text ? try numberedTexts() : try numberedDecimals() ?? mergedNumbers()
    let isSorted = dictionary.isSorted || dictionary.count > Column.sortedDictionaryLimit
    guard !isSorted else { return try written(dictionary, places) }
    let ranks = dictionary.ranks()
    let ranked = places.map { numbers in numbers?.map { ranks[Int($0)] } ?? ranks }
    return try written(dictionary.sorted(by: ranks), ranked)
  }

  // MARK: The values of one thread

  /// Whether to go on; asked now and then.
  private func check(_ bytes: Int) throws(QueryError) {
    try limits.check()
    try limits.checkMemory(
      column.count * 8 + bytes * portions.count, for: "the different values of column \"\(column.name)\"")
  }

  private func numbers(_ morsels: [Morsel]) throws -> [UInt64] {
    var numbers = DifferentNumbers()
    for morsel in morsels {
      try check(numbers.byteCount)
      func add<Value: FixedWidthInteger>(_ values: Buffer<Value>) {
        forEachValue(morsel) { row in
          // Safe: the row lies within the chunk.
          numbers.code(of: unsafe UInt64(truncatingIfNeeded: values.start[row]))
        }
      }
      switch column.chunks[morsel.chunk].values {
      case .int8(let values): add(values)
      case .int16(let values): add(values)
      case .int32(let values): add(values)
      case .int64(let values): add(values)
      case .double(let values): forEachValue(morsel) { row in numbers.code(of: unsafe values.start[row]) }
      case .bits(let bits): forEachValue(morsel) { row in numbers.code(of: bits[row] ? 1 : 0 as UInt64) }
      default: break
      }
    }
    return numbers.values
  }

  /// Writes the number of each row of a portion that has a value, and zero for the others.
  @inline(__always)
  private func forEachValue(_ morsel: Morsel, _ code: (_ row: Int) -> UInt32) {
    // Safe: there is a code for each row.
    let target = unsafe codes.start + column.starts[morsel.chunk]
    let bits = column.presence.chunks[morsel.chunk].bits
    for row in morsel.start..<morsel.start + morsel.count {
      unsafe target[row] = bits?[row] ?? true ? code(row) : 0
    }
  }

  // MARK: The values of all

  /// The different numbers where they have few decimals and lie close together, with the place of each; nil where not.
  private func numberedDecimals() throws -> (ValueDictionary, [[UInt32]?])? {
    try DecimalCoding(column, codes: codes, limits: limits)?.numbered().map { values, places in
      (ValueDictionary(.numbers(values)), portions.map { _ in places })
    }
  }

  /// The different numbers, and for each portion the place of each number that its thread met.
  private func mergedNumbers() throws -> (ValueDictionary, [[UInt32]?]) {
    let found = Slots<[UInt64]>(count: portions.count, repeating: [])
    try Workers.run(portions.count, limits: limits) { _, item in found[item] = try numbers(portions[item]) }
    var merged = DifferentNumbers()
    let isNumber = column.type == .number
    let places = found.all.map { values -> [UInt32]? in
      values.map { isNumber ? merged.code(of: Double(bitPattern: $0)) : merged.code(of: $0) }
    }
    let wholes = { merged.values.map { Int(truncatingIfNeeded: $0) } }
    let values: ValueDictionary.Values =
      switch column.type {
      case .number: .numbers(merged.values.map { Double(bitPattern: $0) })
      case .date: .dates(wholes().map { Int32(truncatingIfNeeded: $0) })
      case .timestamp: .timestamps(wholes())
      case .boolean: .booleans(merged.values.map { $0 != 0 })
      default: .integers(wholes())
      }
    return (ValueDictionary(values), places)
  }

  /// The different texts, and for each portion the place of each number; nil where that is the number itself.
  private func numberedTexts() throws -> (ValueDictionary, [[UInt32]?]) {
    let store = try TextCoding(column, portions: portions, codes: codes, limits: limits).numbered()
    let all = (0..<store.count)
    // Safe: the store keeps the texts.
    guard unsafe kernels_is_ascii(store.bytes.start, store.bytes.count) == 0,
      let spellings = Self.spellings(all.map { unsafe store.withBytes($0) { unsafe TextIndex.TextBytes($0) } })
    else { return (ValueDictionary(.texts(store)), portions.map { _ in nil }) }
    return (ValueDictionary(texts: spellings.kept.lazy.map { store[$0] }), portions.map { _ in spellings.places })
  }

  /// For each of different texts the place among those that differ in more than their spelling, and which are kept; nil
  /// where all are. Only letters beyond ASCII have two spellings.
  private static func spellings(_ texts: [TextIndex.TextBytes]) -> (places: [UInt32], kept: [Int])? {
    // Three letters beyond ASCII are another spelling of one within it: the kelvin sign, the Greek question mark, varia.
    let odd: Set<Unicode.Scalar> = ["\u{212A}", "\u{037E}", "\u{1FEF}"]
    let wide = texts.indices.filter { place in unsafe texts[place].buffer.contains { $0 >= 0x80 } }
    guard !wide.isEmpty else { return nil }
    let isOdd = wide.contains { texts[$0].string.unicodeScalars.contains(where: odd.contains) }
    var first: [String: Int] = [:]
    var same: [Int: Int] = [:]
    for place in isOdd ? Array(texts.indices) : wide {
      if let known = first[texts[place].string] { same[place] = known } else { first[texts[place].string] = place }
    }
    guard !same.isEmpty else { return nil }
    var kept: [Int] = []
    var places: [UInt32] = []
    for place in texts.indices {
      if let known = same[place] {
        places.append(places[known])
      } else {
        places.append(UInt32(kept.count))
        kept.append(place)
      }
    }
    return (places, kept)
  }

  // MARK: The codes

  /// The column whose rows hold the places of their values.
  private func written(_ dictionary: ValueDictionary, _ places: [[UInt32]?]) throws -> Column {
    let chunks: [Chunk]
    switch dictionary.count {
    case ...256: chunks = try written(places) { Chunk(.code8($0)) }
    case ...65_536: chunks = try written(places) { Chunk(.code16($0)) }
    default: chunks = try written(places) { Chunk(.code32($0)) }
    }
    return Column(
      column.name, type: column.type, dictionary: dictionary, chunks: chunks, presence: column.presence
    ).described(as: column)
  }

  private func written<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable>(
    _ places: [[UInt32]?], _ chunk: (Buffer<Code>) -> Chunk
  ) throws -> [Chunk] {
    let memories = column.chunks.map { Memory(byteCount: $0.rowCount * MemoryLayout<Code>.stride) }
    let starts = column.starts
    let items = portions.indices.flatMap { portion in portions[portion].map { (portion, $0) } }
    try Workers.run(items.count, limits: limits.forRows(column.count)) { _, item in
      let (portion, morsel) = items[item]
      // Safe: each row has a code, and each code of a thread a place; a thread that met no value wrote zeros only.
      let target = unsafe memories[morsel.chunk].start.assumingMemoryBound(to: Code.self)
      let codes = unsafe codes.start + starts[morsel.chunk]
      guard let places = places[portion] else {
        for row in morsel.start..<morsel.start + morsel.count { unsafe target[row] = Code(truncatingIfNeeded: codes[row]) }
        return
      }
      unsafe places.withUnsafeBufferPointer { places in
        for row in morsel.start..<morsel.start + morsel.count {
          let code = unsafe Int(codes[row])
          unsafe target[row] = code < places.count ? Code(truncatingIfNeeded: places[code]) : 0
        }
      }
    }
    return zip(memories, column.chunks).map { chunk(Buffer<Code>($0, count: $1.rowCount)) }
  }
}

/// Different numbers by their bits, in the order in which they first come.
private struct DifferentNumbers {
  private var index = NumberIndex()
  private var codes: [UInt32] = []
  private(set) var values: [UInt64] = []
  private var last: (key: UInt64, code: UInt32)?

  /// The number of a whole number.
  @inline(__always)
  mutating func code(of key: UInt64) -> UInt32 { code(of: key, value: key) }

  /// The number of a number: both zeros are one, and what is no number is always a new one.
  @inline(__always)
  mutating func code(of number: Double) -> UInt32 {
    guard !number.isNaN else {
      values.append(number.bitPattern)
      last = nil
      return UInt32(truncatingIfNeeded: values.count - 1)
    }
    return code(of: (number + 0).bitPattern, value: number.bitPattern)
  }

  @inline(__always)
  private mutating func code(of key: UInt64, value: UInt64) -> UInt32 {
    if let last, last.key == key { return last.code }
    let place = Int(index.code(of: key))
    if place == codes.count {
      codes.append(UInt32(truncatingIfNeeded: values.count))
      values.append(value)
    }
    last = (key, codes[place])
    return codes[place]
  }

  var byteCount: Int { index.byteCount + values.capacity * 8 + codes.capacity * 4 }
}
