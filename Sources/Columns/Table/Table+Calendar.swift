extension Table {
  /// Returns the table with a row for every span of a calendar, in each part: from the first span of the table to the
  /// last, the spans in their order, rows without a span last.
  func filling(_ calendar: Query.Calendar) throws -> Table {
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
    let indices = try Self.indices(of: spans, calendar)
    guard let first = indices.compactMap({ $0 }).min(), let last = indices.compactMap({ $0 }).max() else { return self }
    let parts = try Parts(self, by: calendar.parts).rows
    let length = last - first + 1
    let total = length.multipliedReportingOverflow(by: parts.count)
    guard !total.overflow, total.partialValue <= 100_000_000 else {
      throw TableError.badRequest(
        "the calendar from \(calendar.unit.cell(ofIndex: first).plainText) to \(calendar.unit.cell(ofIndex: last).plainText) is too long",
        expectation: "With its parts it may have 100,000,000 rows.")
    }
    // A row of the answer is one of this table, or the first of its part under another span.
    var origins: [Int] = []
    var added: [(place: Int, index: Int)] = []
    for rows in parts {
      let ordered = rows.filter { indices[$0] != nil }.sorted { (indices[$0] ?? 0, $0) < (indices[$1] ?? 0, $1) }
      var next = ordered.startIndex
      for index in first...last {
        if next == ordered.endIndex || indices[ordered[next]] != index {
          added.append((origins.count, index))
          origins.append(rows[0])
        }
        while next < ordered.endIndex, indices[ordered[next]] == index {
          origins.append(ordered[next])
          next += 1
        }
      }
      origins += rows.filter { indices[$0] == nil }
    }
    if added.isEmpty, origins == Array(0..<rowCount) { return self }
    let kept = Set(calendar.parts)
    let filled = columns.map { column -> Column in
      let whole = column.gathering(origins)
      guard !added.isEmpty, !kept.contains(column.name) else { return whole }
      if column.name == calendar.column {
        return whole.replacing(added.map { ($0.place, calendar.unit.cell(ofIndex: $0.index)) })
      }
      let zero: Cell = column.type == .integer ? .integer(0) : .number(0)
      let value = calendar.zeros.contains(column.name) ? zero : .missing(.notAvailable)
      return whole.replacing(added.map { ($0.place, value) })
    }
    return try Table(filled, sources: sources, notes: notes)
  }

  /// The number of each row's span, nil where it has none; each different value is read once.
  private static func indices(of spans: Column, _ calendar: Query.Calendar) throws -> [Int?] {
    func index(_ cell: Cell) throws -> Int {
      guard let index = calendar.unit.index(ofCell: cell) else {
        throw TableError.badRequest(
          "\"\(cell.plainText)\" in column \"\(calendar.column)\" is no \(calendar.unit.rawValue)",
          expectation: "A calendar of \(calendar.unit.rawValue)s is filled in where each row tells one.")
      }
      return index
    }
    guard let dictionary = spans.dictionary else {
      return try (0..<spans.count).map { spans[$0].isMissing ? nil : try index(spans[$0]) }
    }
    var known = [Int?](repeating: nil, count: dictionary.count)
    for code in spans.usedCodes() { known[code] = try index(dictionary.cell(code)) }
    return (0..<spans.count).map { row in spans.code(row).flatMap { known[$0] } }
  }
}

extension Column {
  /// Returns the column with other cells in some places.
  fileprivate func replacing(_ changes: [(place: Int, cell: Cell)]) -> Column {
    var reasons = (0..<count).map { presence.isComplete ? 0 : presence[$0]?.rawValue ?? 0 }
    for (place, cell) in changes { reasons[place] = cell.missingReason?.rawValue ?? 0 }
    if var series = NumberSeries(self), changes.allSatisfy({ $0.cell.isMissing || $0.cell.number == 0 }) {
      for (place, _) in changes {
        series.whole?[place] = 0
        if series.whole == nil { series.numbers[place] = 0 }
      }
      series.reasons = reasons
      return series.column(name, unit: unit, decimals: decimals)
    }
    if let dictionary, dictionary.type == .text {
      var codes = (0..<count).map { UInt32(code($0) ?? 0) }
      var known: [String: Int?] = [:]
      var isKnown = true
      for (place, cell) in changes {
        guard let text = cell.text else { continue }
        let found = known[text] ?? dictionary.code(of: text)
        known[text] = found
        if let found { codes[place] = UInt32(found) } else { isKnown = false }
      }
      if isKnown {
        return Column(
          name, type: .text, dictionary: dictionary, chunks: [Chunk.codes(codes, dictionaryCount: dictionary.count)],
          presence: Presence(raw: reasons), unit: unit, decimals: decimals)
      }
    }
    var cells = (0..<count).map { self[$0] }
    for (place, cell) in changes { cells[place] = cell }
    return Column(name, cells: cells, unit: unit, decimals: decimals, typeWhereMissing: type)
  }
}
