import Columns

/// The order in which rows follow each other in time, where nobody says it: files stand with the newest year first as often as not.
struct TimeOrder {
  /// The columns that tell when, from the coarsest on; empty where none does.
  let columns: [String]
  private let table: Table

  init(_ table: Table) {
    self.table = table
    columns = table.columns.compactMap { column in Self.coarseness(of: column).map { (column.name, $0) } }
      .enumerated().sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }.map(\.element.0)
  }

  /// Names of columns that tell when, each as coarse as the others of its line.
  private static let names = [
    ["financial_year", "academic_year", "year", "reporting_year", "time_period", "period"], ["quarter"], ["month"], ["week"], ["day", "date"], ["time"],
  ]

  /// How coarse the time is that a column tells; nil where it tells none.
  private static func coarseness(of column: Column) -> Int? {
    switch column.type {
    case .date: return 4
    case .timestamp: return 5
    case .integer, .text:
      guard let place = coarseness(ofColumnNamed: column.name) else { return nil }
      // Texts stand in the order of time where the year comes first: 2024-04, 2024/25, 2024 Q2; those of a quarter alone do too.
      guard column.type == .text, let text = column.firstText else { return place }
      return text.utf8.prefix(4).count(where: { 48...57 ~= $0 }) == 4 || place == 1 && text.utf8.count <= 2 ? place : nil
    default: return nil
    }
  }

  private static func coarseness(ofColumnNamed name: String) -> Int? {
    let name = span(toldBy: name).replacing(" ", with: "_")
    return names.firstIndex { $0.contains(name) }
  }

  /// What a column is called, or made by: `month` of `month(Date)`.
  private static func span(toldBy name: String) -> String {
    let name = name.lowercased()
    return name.hasSuffix(")") ? String(name.prefix { $0 != "(" }) : name
  }

  /// The order as a query says it.
  var order: [Query.Order] { columns.map { Query.Order($0) } }

  /// Says that rows were not taken as they stand, if they stand otherwise in a part; nil where they stand in the order of time.
  func note(within parts: [String]) throws -> String? {
    guard !columns.isEmpty, try !standsInOrder(within: parts) else { return nil }
    return "rows are taken in the order of \(columns.joined(separator: ", "))"
  }

  /// Says that rows are taken as they stand where that is no order of time, and nobody put them in another.
  func noteAsTheyStand(within parts: [String]) throws -> String? {
    guard let finest = columns.last, table.orderedBy.isEmpty, try !standsInOrder(within: parts) else { return nil }
    return "rows are taken as they stand, and not in the order of \(columns.joined(separator: ", ")), which order = \"\(finest)\" would take"
  }

  /// Refuses times at which several rows of a part stand, where there are several times: the row before would be another area's.
  ///
  /// Days and moments may well be of several events, which are taken as they stand; what that means is returned as a note. So are rows that
  /// somebody sorted by something else, where they are taken as they stand in any case.
  /// - Throws: ``ArgumentError``.
  func checkTellsApart(within parts: [String], takingAsTheyStand: Bool) throws -> String? {
    guard let finest = columns.last, !Set(parts).isSuperset(of: columns) else { return nil }
    let limits = OperationLimits.forQueries
    let keys = columns.filter { !parts.contains($0) } + parts
    // No key is called so.
    let rows = keys.joined(separator: " ") + " rows"
    let times = try table.answer(Query().group(by: columns, [.count(rows)]).limit(2), within: limits)
    guard times.rowCount > 1 else { return nil }
    let most = try table.answer(Query().group(by: keys, [.count(rows)]).order(by: [.init(rows, descending: true)]).limit(1), within: limits)
    guard case .integer(let count) = try most.column(rows)[0], count > 1 else { return nil }
    let time = try columns.filter { !parts.contains($0) }.map { "\($0) \(try most.column($0)[0].plainText)" }.joined(separator: ", ")
    let part = try parts.isEmpty ? "" : " of \(parts.map { try most.column($0)[0].plainText }.joined(separator: ", "))"
    let problem = "\(PrintedNumber.of(count)) rows\(part) stand at \(time)"
    let (apart, type) = (try telling(within: parts), try table.column(finest).type)
    let isSortedOtherwise = try takingAsTheyStand && !standsInOrder(within: parts) && !standsReversed(within: parts)
    if type == .date || type == .timestamp || isSortedOtherwise {
      return "\(problem), and are taken as they stand\(apart.map { ": within = \"\($0)\" would keep them apart" } ?? "")"
    }
    throw ArgumentError.unusable(
      "within", problem: "\(problem), so that the row before is no earlier one",
      expectation: apart.map { "Keep them apart by what they are of, such as {within = \(Self.listed(parts + [$0]))}; where the rows stand as they are to be taken, name the columns of their order in order." }
        ?? "Name the columns that keep them apart in within, or those of their order in order.")
  }

  private static func listed(_ names: [String]) -> String {
    names.count == 1 ? "\"\(names[0])\"" : "{\(names.map { "\"\($0)\"" }.joined(separator: ", "))}"
  }

  /// The first column of texts that, with the parts, keeps the rows of one time apart, as far as the first rows tell.
  private func telling(within parts: [String]) throws -> String? {
    let sample = try table.answer(Query().limit(10_000), within: OperationLimits.forQueries)
    return try sample.columns.first { column in
      guard column.type == .text, !columns.contains(column.name), !parts.contains(column.name) else { return false }
      return try sample.distinctRows(by: columns + parts + [column.name], within: OperationLimits.forQueries).rowCount == sample.rowCount
    }?.name
  }

  /// How many spans from a part's first to its last no row stands for, where the last column of time tells spans, or the only one whole
  /// numbers of years; nil for none.
  func gaps(within parts: [String]) throws -> String? {
    guard table.rowCount <= Self.mostRows, let name = columns.last else { return nil }
    let times = try table.column(name)
    if let unit = CalendarUnit(rawValue: Self.span(toldBy: name)) {
      let missing = try gaps(within: parts) { unit.index(ofCell: times[$0]) }
      guard missing > 0 else { return nil }
      let (lies, it) = missing == 1 ? ("\(unit.rawValue) lies between rows and has none", "it") : ("\(unit.rawValue)s lie between rows and have none", "them")
      return "\(PrintedNumber.of(missing)) \(lies): fill_calendar(\"\(name)\"\(name.lowercased() == unit.rawValue ? "" : ", \"\(unit.rawValue)\"")) gives \(it) one"
    }
    guard columns.count == 1, times.type == .integer, let bounds = times.bounds, 1900 <= bounds.lowerBound, bounds.upperBound <= 2100 else { return nil }
    let missing = try gaps(within: parts) { if case .integer(let year) = times[$0] { year } else { nil } }
    return missing > 0 ? "\(PrintedNumber.of(missing, "year lies", "years lie")) between rows and \(missing == 1 ? "has" : "have") none: the row before is of an earlier one" : nil
  }

  /// How many numbers from a part's least to its greatest no row has.
  private func gaps(within parts: [String], of number: (_ row: Int) -> Int?) throws -> Int {
    let parts = try parts.map { try table.column($0) }
    var known: [[Cell]: Set<Int>] = [:]
    for row in 0..<table.rowCount {
      try OperationLimits.check(at: row)
      if let number = number(row) { known[parts.map { $0[row] }, default: []].insert(number) }
    }
    return known.values.reduce(0) { total, known in total + (known.max() ?? 0) - (known.min() ?? 0) + 1 - known.count }
  }

  /// Refuses a year that is wanted and that lies beyond all there are, since a silent no would read as a zero.
  ///
  /// - Parameter bounds: The range in which the whole numbers of a column lie.
  /// - Throws: ``ArgumentError``.
  static func checkHolds(_ condition: Predicate, bounds: (String) -> ClosedRange<Int>?) throws(ArgumentError) {
    switch condition {
    case .and(let parts): for part in parts { try checkHolds(part, bounds: bounds) }
    case .compare(let name, .equal, let cell): try checkHolds(cell, name, bounds)
    case .oneOf(let name, let cells): for cell in cells { try checkHolds(cell, name, bounds) }
    default: break
    }
  }

  private static func checkHolds(_ cell: Cell, _ name: String, _ bounds: (String) -> ClosedRange<Int>?) throws(ArgumentError) {
    guard case .integer(let wanted) = cell, coarseness(ofColumnNamed: name) != nil, let bounds = bounds(name), !bounds.contains(wanted) else { return }
    throw .unusable(name, problem: "no row has \(wanted)", expectation: "There are \(bounds.lowerBound) to \(bounds.upperBound).")
  }

  /// Whether the rows of each part stand with the latest first. Rows that stand in neither order, such as those that somebody sorted by
  /// another column, stand as somebody wants them.
  func standsReversed(within parts: [String]) throws -> Bool {
    try !columns.isEmpty && stands(within: parts) { before, now in !Self.isLater(now, before) }
  }

  private func standsInOrder(within parts: [String]) throws -> Bool { try stands(within: parts) { before, now in !Self.isLater(before, now) } }

  /// Of a longer table the first rows tell how it stands, and its gaps are not counted: that would take longer than the window.
  private static let mostRows = 100_000

  /// Whether something holds of each row of a part and the one before it.
  private func stands(within parts: [String], _ holds: (_ before: [Cell], _ now: [Cell]) -> Bool) throws -> Bool {
    let (times, parts) = (try columns.map { try table.column($0) }, try parts.map { try table.column($0) })
    var last: [[Cell]: [Cell]] = [:]
    for row in 0..<min(table.rowCount, Self.mostRows) {
      try OperationLimits.check(at: row)
      let (part, now) = (parts.map { $0[row] }, times.map { $0[row] })
      if let before = last[part], !holds(before, now) { return false }
      last[part] = now
    }
    return true
  }

  private static func isLater(_ one: [Cell], _ other: [Cell]) -> Bool {
    for (first, second) in zip(one, other) where first != second { return Cell.areInIncreasingOrder(second, first) }
    return false
  }
}

extension Column {
  /// The first text that is there.
  fileprivate var firstText: String? {
    guard let row = (0..<count).first(where: { !self[$0].isMissing }) else { return nil }
    return self[row].plainText
  }
}
