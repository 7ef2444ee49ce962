extension Table {
  /// Returns the table with a column that is made of neighbouring rows.
  func adding(_ window: Query.Window) throws -> Table {
    let source = try column(window.column)
    guard source.type.isNumeric || window.kind.takesAnyType else {
      throw TableError.wrongType(column: source.name, is: source.type, wanted: "A window adds and compares numbers")
    }
    let keys = try sortKeys(window.order)
    var cells = [Cell](repeating: .missing(.notAvailable), count: rowCount)
    for part in try Parts(self, by: window.parts).rows {
      let rows = keys.isEmpty ? part : part.sorted { SortKey.isBefore($0, $1, keys) }
      let answers = try window.kind.cells(rows.map { source[$0] })
      for (row, answer) in zip(rows, answers) { cells[row] = answer }
    }
    let unit = window.kind.keepsUnit ? source.unit : nil
    return try adding(Column(window.name, cells: cells, unit: unit, decimals: window.kind.keepsUnit ? source.decimals : nil))
  }

  /// Returns the table with a row for every span of a calendar, in each part.
  func filling(_ calendar: Query.Calendar) throws -> Table {
    let spans = try column(calendar.column)
    for name in calendar.zeros {
      let type = try column(name).type
      guard type.isNumeric else { throw TableError.wrongType(column: name, is: type, wanted: "Only numbers can be zero") }
    }
    let indices: [Int?] = try (0..<rowCount).map { row in
      if spans[row].isMissing { return nil }
      guard let index = calendar.unit.index(ofCell: spans[row]) else {
        throw TableError.badRequest(
          "\"\(spans[row].plainText)\" in column \"\(calendar.column)\" is no \(calendar.unit.rawValue)",
          expectation: "A calendar of \(calendar.unit.rawValue)s is filled in where each row tells one.")
      }
      return index
    }
    guard let first = indices.compactMap({ $0 }).min(), let last = indices.compactMap({ $0 }).max() else { return self }
    let parts = try Parts(self, by: calendar.parts)
    let wanted = (last - first + 1).multipliedReportingOverflow(by: parts.rows.count)
    guard !wanted.overflow, wanted.partialValue <= 100_000_000 else {
      throw TableError.badRequest(
        "the calendar from \(calendar.unit.cell(ofIndex: first).plainText) to \(calendar.unit.cell(ofIndex: last).plainText) is too long",
        expectation: "With its parts it may have 100,000,000 rows.")
    }
    // A row of the answer is one of this table, or the first of its part under another span.
    var origins: [(row: Int, span: Int?)] = []
    for rows in parts.rows {
      var byIndex: [Int: [Int]] = [:]
      for row in rows { if let index = indices[row] { byIndex[index, default: []].append(row) } }
      for index in first...last {
        if let known = byIndex[index] {
          origins += known.map { ($0, nil) }
        } else {
          origins.append((rows[0], index))
        }
      }
      origins += rows.filter { indices[$0] == nil }.map { ($0, nil) }
    }
    let kept = Set(calendar.parts)
    let filled = columns.map { column -> Column in
      let cells = origins.map { row, span -> Cell in
        guard let span else { return column[row] }
        if column.name == calendar.column { return calendar.unit.cell(ofIndex: span) }
        if kept.contains(column.name) { return column[row] }
        guard calendar.zeros.contains(column.name) else { return .missing(.notAvailable) }
        return column.type == .integer ? .integer(0) : .number(0)
      }
      return Column(column.name, cells: cells, unit: column.unit, decimals: column.decimals)
    }
    return try Table(filled, sources: sources, notes: notes)
  }
}

extension Query.Window.Kind {
  var takesAnyType: Bool { if case .lag = self { true } else { false } }

  var keepsUnit: Bool {
    switch self {
    case .rolling, .cumulative, .lag: true
    case .rank, .share: false
    }
  }

  /// The new cells of the rows of a part, in its order.
  func cells(_ values: [Cell]) throws -> [Cell] {
    switch self {
    case .rolling(let rows): return try Self.rolling(values, rows)
    case .cumulative: return Self.cumulative(values)
    case .lag(let rows):
      return values.indices.map { place in
        let (earlier, overflow) = place.subtractingReportingOverflow(rows)
        return !overflow && values.indices.contains(earlier) ? values[earlier] : .missing(.notAvailable)
      }
    case .rank(let descending): return Self.ranks(values, descending: descending)
    case .share: return Self.shares(values)
    }
  }

  private static func rolling(_ values: [Cell], _ rows: Int) throws -> [Cell] {
    guard rows >= 1 else {
      throw TableError.badRequest("a rolling sum of \(rows) rows", expectation: "It takes one row or more.")
    }
    var whole: Int128 = 0
    var isWhole = true
    for value in values { if case .number = value { isWhole = false } }
    var lastMissing = -1
    var reason = MissingReason.notAvailable
    return values.indices.map { place in
      if let missing = values[place].missingReason { (lastMissing, reason) = (place, missing) }
      if isWhole, case .integer(let value) = values[place] { whole += Int128(value) }
      if isWhole, place >= rows, case .integer(let value) = values[place - rows] { whole -= Int128(value) }
      guard place + 1 >= rows else { return .missing(.notAvailable) }
      if lastMissing > place - rows { return .missing(reason) }
      if isWhole { return Int(exactly: whole).map { .integer($0) } ?? .number(Double(whole)) }
      // Each sum is made afresh: taking numbers off again would leave what rounding lost.
      var sum = ExactSum()
      for value in values[(place - rows + 1)...place] { sum.add(value.number ?? 0) }
      return .number(sum.value)
    }
  }

  private static func cumulative(_ values: [Cell]) -> [Cell] {
    var whole: Int128 = 0
    var sum = ExactSum()
    var isWhole = true
    return values.map { value in
      switch value {
      case .integer(let number):
        whole += Int128(number)
        sum.add(Double(number))
      case .number(let number):
        isWhole = false
        sum.add(number)
      default: return value.isMissing ? value : .missing(.notApplicable)
      }
      return isWhole ? Int(exactly: whole).map { .integer($0) } ?? .number(Double(whole)) : .number(sum.value)
    }
  }

  private static func ranks(_ values: [Cell], descending: Bool) -> [Cell] {
    let numbers = values.compactMap(\.number).sorted()
    return values.map { value in
      guard let number = value.number else { return value.isMissing ? value : .missing(.notApplicable) }
      // The first place that is not before the number, and the first after it.
      var (low, high) = (0, numbers.count)
      while low < high {
        let middle = (low + high) >> 1
        let isBefore = descending ? numbers[middle] <= number : numbers[middle] < number
        if isBefore { low = middle + 1 } else { high = middle }
      }
      return .integer(descending ? numbers.count - low + 1 : low + 1)
    }
  }

  private static func shares(_ values: [Cell]) -> [Cell] {
    var total = ExactSum()
    for value in values { total.add(value.number ?? 0) }
    return values.map { value in
      guard let number = value.number else { return value.isMissing ? value : .missing(.notApplicable) }
      return total.value == 0 ? .missing(.notApplicable) : .number(number / total.value)
    }
  }
}
