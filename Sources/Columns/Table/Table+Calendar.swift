extension Table {
  /// Returns the table with a row for every span of a calendar, in each part: from the first span of the table, or of the days that the
  /// calendar covers, to the last, the spans in their order, rows without a span last.
  ///
  /// - Complexity: O(rows of the answer) for each column, and as ``ordered(by:within:)`` where the rows do not stand in
  ///   the order of their parts and spans already.
  func filling(_ calendar: Query.Calendar, limits: QueryLimits) throws -> Table {
    let spans = try column(calendar.column)
    guard !calendar.parts.contains(calendar.column) else {
      throw TableError.badRequest(
        "the calendar of \"\(calendar.column)\" is to be filled in within \"\(calendar.column)\"",
        expectation: "Its parts are told by other columns.")
    }
    for name in calendar.zeros {
      let type = try column(name).type
      guard type.isNumeric else { throw TableError.wrongType(column: name, is: type, wanted: "Only numbers can be zero") }
    }
    let coded = try spans.coded(within: limits)
    let indices = try Self.indices(of: coded, calendar)
    let covered = calendar.covering.map { [calendar.unit.index(of: $0.lowerBound), calendar.unit.index(of: $0.upperBound)] } ?? []
    let known = indices.compactMap { $0 }
    guard !known.isEmpty, let first = (known + covered).min(), let last = (known + covered).max() else { return self }
    let length = last - first + 1
    let tooLong = TableError.badRequest(
      "the calendar from \(calendar.unit.cell(ofIndex: first).plainText) to \(calendar.unit.cell(ofIndex: last).plainText) is too long",
      expectation: "With its parts it may have 100,000,000 rows.")
    guard length <= Self.longestCalendar else { throw tooLong }
    let numbers = indices.map { $0.map { UInt32($0 - first) } ?? UInt32(length) }
    let partKeys = try calendar.parts.map { try OrderKey(partsOf: column($0), limits: limits) }
    let parts = try RowSorting(
      partKeys + [OrderKey(coded, numbers: numbers, count: length)], partKeys: partKeys.count, of: self, limits: limits
    ).parts()
    let total = length.multipliedReportingOverflow(by: parts.count)
    guard !total.overflow, total.partialValue <= Self.longestCalendar else { throw tooLong }
    let rows = try CalendarRows(self, parts, spans: coded.spanNumbers(numbers, none: UInt32(length)), length: length, limits: limits)
    guard rows.count != rowCount || parts.order != nil else { return self }
    return try filled(calendar, rows, coded, spanFrom: first, length: length, limits: limits)
  }

  private static let longestCalendar = 100_000_000

  private func filled(
    _ calendar: Query.Calendar, _ rows: CalendarRows, _ spans: Column, spanFrom first: Int, length: Int, limits: QueryLimits
  ) throws -> Table {
    let added = RowList<UInt32>(rows.origins, of: rowCount)
    let kept = RowList<UInt32>(rows.kept, of: rowCount)
    let others = columns.filter { !calendar.parts.contains($0.name) && $0.name != calendar.column }
    let zeros = others.map { calendar.zeros.contains($0.name) }
    // So that any other number can stand among them.
    let plain = zip(others, zeros).map { column, isZero in isZero && added.hasNone ? column.spelledOut : column }
    var made: [String: Column] = [:]
    for column in try Column.gathering(plain, added, absent: zeros.map { $0 ? nil : .notAvailable }, limits: limits) {
      made[column.name] = column
    }
    for column in try Column.gathering(columns.filter { calendar.parts.contains($0.name) }, kept, limits: limits) {
      made[column.name] = column
    }
    let all = added.hasNone ? spans.appending((first..<first + length).map { calendar.unit.cell(ofIndex: $0) }) : spans
    made[calendar.column] = try all.gathering(RowList(rows.spans(after: rowCount), of: all.count), limits: limits)
    return try Table(columns.compactMap { made[$0.name] }, sources: sources, notes: notes)
  }

  /// The number of each code's span, nil where no row has the code.
  private static func indices(of spans: Column, _ calendar: Query.Calendar) throws -> [Int?] {
    guard let dictionary = spans.dictionary else { return [] }
    var known = [Int?](repeating: nil, count: dictionary.count)
    for code in spans.usedCodes() {
      let cell = dictionary.cell(code)
      guard let index = calendar.unit.index(ofCell: cell) else {
        throw TableError.badRequest(
          "\"\(cell.plainText)\" in column \"\(calendar.column)\" is no \(calendar.unit.rawValue)",
          expectation: "A calendar of \(calendar.unit.rawValue)s is filled in where each row tells one.")
      }
      known[code] = index
    }
    return known
  }
}

/// The rows of a filled calendar.
private struct CalendarRows {
  /// The row of the table that each comes from, or none for one that is added.
  let origins: Buffer<UInt32>
  /// The same, and for an added row one of its part.
  let kept: Buffer<UInt32>
  /// For an added row the number of its span.
  private let added: Buffer<UInt32>

  var count: Int { origins.count }

  init(_ table: Table, _ parts: RowParts, spans: Buffer<UInt32>, length: Int, limits: QueryLimits) throws {
    // Every part has each span, the ones that stand in several rows so often, and rows without a span.
    var count = 0
    for part in 0..<parts.count {
      if part & 0xFFFF == 0 { try limits.check() }
      var last: UInt32?
      var different = 0
      for place in parts.places(of: part) {
        let span = spans[parts.row(place)]
        if span != last, span < length { different += 1 }
        last = span
      }
      count += parts.places(of: part).count + length - different
    }
    try limits.checkMemory(
      count * (12 + table.columns.reduce(0) { $0 + $1.bytesPerRow }), for: "a calendar of \(PrintedNumber.of(count)) rows")
    guard count < Int(UInt32.max) else {
      throw TableError.badRequest(
        "the filled calendar has more than 4,294,967,294 rows", expectation: "Fill in one of fewer parts or longer spans.")
    }
    let memories = (0..<3).map { _ in Memory(byteCount: count * 4) }
    let pointers = unsafe memories.map { unsafe $0.start.assumingMemoryBound(to: UInt32.self) }
    let (origins, kept, added) = unsafe (pointers[0], pointers[1], pointers[2])
    var next = 0
    func write(_ origin: UInt32, _ row: Int, _ span: Int) {
      // Safe: the rows were counted.
      unsafe origins[next] = origin
      unsafe kept[next] = UInt32(truncatingIfNeeded: row)
      unsafe added[next] = UInt32(truncatingIfNeeded: span)
      next += 1
    }
    for (number, part) in parts.byFirstRow().enumerated() {
      if number & 0xFFF == 0 { try limits.check() }
      let places = parts.places(of: part)
      let first = parts.row(places.lowerBound)
      var place = places.lowerBound
      for span in 0..<length {
        if place == places.upperBound || spans[parts.row(place)] != span { write(RowList<UInt32>.none, first, span) }
        while place < places.upperBound, spans[parts.row(place)] == span {
          write(UInt32(truncatingIfNeeded: parts.row(place)), parts.row(place), 0)
          place += 1
        }
      }
      while place < places.upperBound {
        write(UInt32(truncatingIfNeeded: parts.row(place)), parts.row(place), 0)
        place += 1
      }
    }
    self.origins = Buffer(memories[0], count: count)
    self.kept = Buffer(memories[1], count: count)
    self.added = Buffer(memories[2], count: count)
  }

  /// The rows of a column of spans after whose rows those of the calendar stand.
  func spans(after rowCount: Int) -> Buffer<UInt32> {
    unsafe Buffer(count: count) { target in
      for place in 0..<count {
        let origin = origins[place]
        // Safe: there is a place for each row.
        unsafe target[place] = origin == RowList<UInt32>.none ? UInt32(truncatingIfNeeded: rowCount) + added[place] : origin
      }
    }
  }
}

extension Column {
  /// The number of each row's code; another for a row without a value.
  fileprivate func spanNumbers(_ numbers: [UInt32], none: UInt32) -> Buffer<UInt32> {
    unsafe Buffer(count: count) { target in
      for (place, chunk) in chunks.enumerated() {
        let found = chunk.looked(up: numbers, default: none)
        let bits = presence.chunks[place].bits
        for row in 0..<chunk.rowCount {
          // Safe: there is a number for each row.
          unsafe target[starts[place] + row] = bits?[row] ?? true ? found[row] : none
        }
      }
    }
  }

  /// A coded column with further cells of its type after its rows. Where the dictionary has all of them it is shared.
  fileprivate func appending(_ cells: [Cell]) -> Column {
    guard let dictionary else { return self }
    let mine = (0..<dictionary.count).map { dictionary.cell($0) }
    var places: [Cell: UInt32] = [:]
    for (code, cell) in mine.enumerated() { places[cell] = UInt32(code) }
    let known = cells.compactMap { places[$0] }
    if known.count == cells.count {
      return inChunks(of: dictionary, chunks + [Chunk.codes(known, dictionaryCount: dictionary.count)], rows: cells.count)
    }
    // The values come together in a new dictionary, in their order.
    let both = Column(name, cells: mine + cells, typeWhereMissing: type).coded()
    let moved = (0..<both.count).map { UInt32(both.code($0) ?? 0) }
    let values = both.dictionary ?? dictionary
    let recoded = chunks.map { Chunk.codes($0.looked(up: moved, default: 0).array, dictionaryCount: values.count) }
    let last = Chunk.codes(Array(moved.dropFirst(mine.count)), dictionaryCount: values.count)
    return inChunks(of: values, recoded + [last], rows: cells.count)
  }

  private func inChunks(of dictionary: ValueDictionary, _ chunks: [Chunk], rows: Int) -> Column {
    Column(
      name, type: type, dictionary: dictionary, chunks: chunks,
      presence: Presence(chunks: presence.chunks + [Validity(allPresent: rows)]), unit: unit, decimals: decimals)
  }
}

extension Chunk {
  /// What a table has for the code of each row; the default where the rows hold no codes, or the table has nothing.
  func looked<Value: BitwiseCopyable & Sendable>(up table: [Value], default none: Value) -> Buffer<Value> {
    func look<Code: FixedWidthInteger & UnsignedInteger>(_ codes: Buffer<Code>) -> Buffer<Value> {
      unsafe Buffer(count: codes.count) { target in
        // Safe: the target has a value for each row.
        for row in 0..<codes.count {
          let code = Int(codes[row])
          unsafe target[row] = code < table.count ? table[code] : none
        }
      }
    }
    return switch values {
    case .code8(let codes): look(codes)
    case .code16(let codes): look(codes)
    case .code32(let codes): look(codes)
    default: Buffer(repeating: none, count: rowCount)
    }
  }
}
