/// A table that takes the steps of a query one at a time.
///
/// Each step is checked as it comes, so that an error belongs to the step that made it. The rows that meet a condition
/// are written out only when they are asked for: a filter, a derived column and a group that follow each other are one
/// scan, as in a query that names all three.
package struct TableInSteps: Sendable {
  private var run: QueryRun
  /// The names of the columns, in their order.
  package private(set) var columnNames: [String]
  /// What is to be said where rows are grouped by a column of spans, by the column's name.
  private var spanNotes: [String: String] = [:]
  /// The days that columns covered before rows were left out for something else; a month without a child is a whole month.
  private var days: [String: CoveredDays] = [:]
  /// What the values of columns of spans and of parts of the calendar are, and the column of days or months that they were made of.
  private var timeSources: [String: TimeSource] = [:]
  /// The keys of the groups that the rows are, where these are spans and parts of the calendar.
  private var keysOfTime: [String: KeyOfTime] = [:]
  /// The columns that tell when rows were, by which rows were left out.
  private var askedTimes: Set<String> = []

  /// - Parameter earlier: The steps that made the table, if they are known.
  package init(_ table: Table, after earlier: TableInSteps? = nil) {
    (spanNotes, days) = (earlier?.spanNotes ?? [:], earlier?.days ?? [:])
    (timeSources, keysOfTime, askedTimes) = (earlier?.timeSources ?? [:], earlier?.keysOfTime ?? [:], earlier?.askedTimes ?? [])
    run = QueryRun(table, limits: QueryLimits())
    columnNames = table.columnNames
  }

  /// Returns the table with one more step, which may use as much as it is given here.
  ///
  /// - Throws: ``TableError``, ``PredicateError``, ``QueryError``.
  package func taking(_ step: Query.Step, within limits: QueryLimits) throws -> TableInSteps {
    var copy = self
    copy.run.limits = limits
    try limits.check()
    let spanNote = note(of: step)
    try copy.run.take(step, before: [])
    switch step {
    case .filter(let condition):
      copy.run.add(condition.notesOfOpenRows { run.relation.columns[$0]?.physical.presence.isComplete == false })
      // Months as text keep theirs in their dictionary.
      let asked = Set(condition.columns)
      let times = asked.filter { timeSources[$0] != nil || CalendarUnit(rawValue: $0) != nil || coveredDays($0) != nil }
      copy.askedTimes.formUnion(times)
      // Months that are picked out one by one are no calendar.
      if !condition.picked.isDisjoint(with: times) { copy.askedTimes.insert("\u{0}") }
      for name in columnNames {
        let type = run.relation.columns[name]?.type
        guard type == .date || type == .timestamp || type == .text && asked.contains(name) else { continue }
        copy.days[name] = (days[name] ?? run.relation.coveredDays(name))?.narrowed(by: condition, on: name)
      }
    case .derive(let name, let expression):
      (copy.days[name], copy.keysOfTime[name]) = (nil, nil)
      copy.timeSources[name] = TimeSource(expression).flatMap { $0.column == name ? nil : $0 }
      copy.spanNotes[name] = spanNote
      if !columnNames.contains(name) { copy.columnNames.append(name) }
    case .join(let join):
      for name in join.columns {
        (copy.spanNotes[name], copy.days[name], copy.timeSources[name], copy.keysOfTime[name]) = (nil, nil, nil, nil)
      }
      copy.add(join.columns)
    case .group(let names, _):
      copy.run.add(names.compactMap { spanNotes[$0] })
      (copy.spanNotes, copy.days, copy.timeSources, copy.askedTimes) = ([:], [:], [:], [])
      for name in names { copy.days[name] = spans(in: name)?.days ?? days(of: name) }
      copy.keysOfTime = Dictionary(uniqueKeysWithValues: names.compactMap { name in keyOfTime(name).map { (name, $0) } })
      // What is not known of the rows is not known of their groups, though their dictionary has all months.
      if names.contains(where: { copy.days[$0] == nil && (coveredDays($0) != nil || CalendarUnit(rawValue: $0) != nil) }) { copy.askedTimes = ["\u{0}"] }
      copy.columnNames = copy.run.relation.names
      let groups = try copy.rows(of: copy.columnNames, within: limits)
      copy.run.add(try names.compactMap { try noteOnSpans(in: $0, of: groups) })
      copy.run.add(try names.compactMap { try noteOnEmptySpans(in: $0, of: groups, by: names) })
    case .select(let names): copy.columnNames = names
    default: copy.columnNames = copy.run.relation.names
    }
    return copy
  }

  /// The first rows in an order, into which the others are not put, and whether the row behind them is equal to the last in all that makes it.
  ///
  /// - Throws: as above.
  package func firstAndTie(_ count: Int, by order: [Query.Order], within limits: QueryLimits) throws -> (rows: Table, isTie: Bool) {
    try allowing(limits).firstAndTie(count, by: order)
  }

  /// The first rows of each part in an order, and how many that are left out tie with the last of their part where one column makes the
  /// order.
  ///
  /// - Throws: as above.
  package func topAndTies(_ count: Int, per parts: [String], by order: [Query.Order], within limits: QueryLimits) throws -> (rows: Table, tied: Int) {
    try allowing(limits).top(count, per: parts, by: order, countsTies: order.count == 1)
  }

  /// What is to be said beside the figures.
  package var notes: [String] { run.relation.notes }

  /// The table with more to be said beside its figures.
  package func noting(_ notes: [String]) -> TableInSteps {
    var copy = self
    copy.run.add(notes)
    return copy
  }

  /// A range in which every whole number of a column lies; nil where it holds others, or is made of other columns.
  package func bounds(of name: String) -> ClosedRange<Int>? {
    guard case .stored(let column)? = run.relation.columns[name], column.type == .integer else { return nil }
    return column.bounds
  }

  /// The bytes of the columns that the steps made, which nobody else holds.
  package var madeBytes: Int { run.relation.madeBytes }

  /// Whether a row of a column may lack its value; some of its rows may be left out by now.
  package func isIncomplete(_ name: String) -> Bool { run.relation.columns[name]?.physical.presence.isComplete == false }

  /// The type of a column; nil where there is none of that name.
  package func type(of name: String) -> ColumnType? { columnNames.contains(name) ? run.relation.columns[name]?.type : nil }

  /// The unit of a column, which is known before any row is.
  package func unit(of name: String) -> String? { run.relation.columns[name]?.physical.unit }

  /// Those of some texts that a column of few different ones knows; some of its rows may be left out by now.
  package func texts(_ wanted: [String], in name: String, ofAtMost count: Int) -> [String] {
    guard case .stored(let column)? = run.relation.columns[name], column.type == .text, let dictionary = column.dictionary, dictionary.count <= count, dictionary.isSorted || dictionary.count < 100
    else { return [] }
    return wanted.filter { dictionary.code(of: $0) != nil }
  }

  /// The texts of a column of few different ones that begin with some letters of ASCII, of any case, and go on; some of its rows may be
  /// left out by now.
  package func texts(beginning letters: String, in name: String, ofAtMost count: Int) -> [String] {
    guard case .stored(let column)? = run.relation.columns[name], column.type == .text, let dictionary = column.dictionary, dictionary.count <= count
    else { return [] }
    return dictionary.texts.filter { text in
      text.utf8.count > letters.utf8.count && zip(text.utf8, letters.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }
  }

  /// The rows, written out.
  package func table(within limits: QueryLimits) throws -> Table { try allowing(limits).table() }

  /// Some columns of the rows, which need not come in their order.
  package func rows(of names: [String], within limits: QueryLimits) throws -> Table { try allowing(limits).relation.rows(of: names) }

  /// Whether the rows are written out, though they may be put into their order only when somebody looks at them.
  package var isWrittenOut: Bool { run.relation.isWrittenOut }

  private func allowing(_ limits: QueryLimits) throws -> QueryRun {
    var run = run
    run.limits = limits
    try limits.check()
    return run
  }

  /// What is to be said of the spans that a step makes.
  private func note(of step: Query.Step) -> String? {
    guard case .derive(let name, let expression) = step, let source = TimeSource(expression) else { return nil }
    switch source.kind {
    case .part(.monthOfYear): return days(of: source.column)?.noteOnMonths(as: name)
    case .part: return nil
    case .span(let unit): return coveredDays(source.column)?.note(unit, of: source.column, as: name)
    }
  }

  /// Whether the days that rows are of have any of some values of spans and parts of the calendar, as these are printed: a month of a
  /// year that lies behind the last day has none. Nil where no two of the columns are made of one column, or where its days are not known.
  package func coveredCombinations(of names: [String]) -> (places: [Int], all: Set<[String]>)? {
    let keys = names.map(keyOfTime)
    let places = names.indices.filter { keys[$0] != nil }
    let found = places.compactMap { keys[$0] }
    guard found.count > 1, let days = found.first?.days, found.allSatisfy({ $0.source.column == found[0].source.column }), days.first <= days.last,
      days.last.daysSince1970 - days.first.daysSince1970 < 1 << 16
    else { return nil }
    var known: Set<[String]> = []
    for day in days.first.daysSince1970...days.last.daysSince1970 { known.insert(found.map { $0.source.label(CalendarDate(daysSince1970: day)) }) }
    return (places, known)
  }

  /// The days that a column covers, whatever rows were left out for something else; nil where it tells none.
  private func coveredDays(_ name: String) -> CoveredDays? { days[name] ?? run.relation.coveredDays(name) }

  /// The same, where rows were left out for no other time.
  private func days(of name: String) -> CoveredDays? { askedTimes.isSubset(of: [name]) ? coveredDays(name) : nil }

  /// The days that a column covers, be there rows of all of them or not; nil where that is not known.
  package func covered(_ name: String) -> ClosedRange<CalendarDate>? {
    (spans(in: name)?.days ?? days(of: name)).flatMap { $0.first <= $0.last ? $0.first...$0.last : nil }
  }

  /// What a column of spans or of parts of the calendar is made of; nil for another, and where the days are not known.
  private func keyOfTime(_ name: String) -> KeyOfTime? {
    if let known = keysOfTime[name] { return known }
    guard let source = timeSources[name], !source.isOfHours else { return nil }
    return days(of: source.column).map { KeyOfTime(source: source, days: $0) }
  }

  /// What is to be said of groups by a column of spans in which nothing was, since these have no row.
  private func noteOnEmptySpans(in name: String, of groups: Table, by names: [String]) throws -> String? {
    guard let (unit, days) = spans(in: name), unit != .day, days.first <= days.last, 1...Self.mostGroupsLookedAt ~= groups.rowCount else { return nil }
    let others = names.filter { $0 != name }
    // Of a month of the year and a year some do not lie in the days.
    let covered = coveredCombinations(of: names).flatMap { $0.places.contains { names[$0] == name } ? $0 : nil }
    let apart = names.indices.filter { names[$0] != name && covered?.places.contains($0) != true }.map { names[$0] }
    let parts = apart.isEmpty ? 1 : try groups.answer(Query().group(by: apart, [.count("\u{0}rows")])).rowCount
    let count = (covered?.all.count ?? unit.index(of: days.last) - unit.index(of: days.first) + 1) * parts
    let spans = try groups.column(name)
    let empty = count - (groups.rowCount - spans.presence.missingCount)
    guard empty > 0 else { return nil }
    let within = others.isEmpty ? "" : ", {within = \(others.count == 1 ? "\"\(others[0])\"" : "{\(others.map { "\"\($0)\"" }.joined(separator: ", "))}")}"
    let (first, last) = (unit.cell(ofIndex: unit.index(of: days.first)).plainText, unit.cell(ofIndex: unit.index(of: days.last)).plainText)
    let beside = others.isEmpty ? "" : "combinations with \(others.joined(separator: ", ")) "
    let source = covered.flatMap { _ in timeSources[name]?.column }
    let call = source.map { "a count by \"\($0)\" and fill_calendar(\"\($0)\") before" } ?? "fill_calendar(\"\(name)\"\(name.lowercased() == unit.rawValue ? "" : ", \"\(unit.rawValue)\"")\(within))"
    return "\(name): \(PrintedNumber.of(empty)) of \(PrintedNumber.of(count)) \(beside)from \(first) to \(last) \(empty == 1 ? "has" : "have") no row, and means, charts and the row before pass over \(empty == 1 ? "it" : "them"); \(call)\(Self.endOfEmptySpans)"
  }

  private static let endOfEmptySpans = " gives each a row"

  /// Whether a note tells of spans without a row in a column.
  package static func isOnEmptySpans(_ note: String, in column: String) -> Bool { note.hasPrefix("\(column): ") && note.hasSuffix(endOfEmptySpans) }

  /// What the values of a column of spans are, and the days that they cover; nil for another column, and where that is not known.
  private func spans(in name: String) -> (unit: CalendarUnit, days: CoveredDays)? {
    func spans(_ unit: CalendarUnit, of source: String) -> (unit: CalendarUnit, days: CoveredDays)? { days(of: source).map { (unit, $0) } }
    if let source = timeSources[name], case .span(let unit) = source.kind { return spans(unit, of: source.column) }
    if coveredDays(name) != nil { return run.relation.columns[name]?.type == .text ? spans(.month, of: name) : nil }
    // Incidents have columns of spans beside the days or months that they are of.
    guard let unit = CalendarUnit(rawValue: name), let source = ["day", "month"].first(where: { $0 != name && columnNames.contains($0) }) else { return nil }
    return spans(unit, of: source)
  }

  /// Among more groups nobody looks for empty spans.
  private static let mostGroupsLookedAt = 1 << 20

  /// What is to be said of groups by a column of spans that the table itself has beside the months or days they are of: the
  /// `financial_year` of incidents.
  private func noteOnSpans(in name: String, of groups: Table) throws -> String? {
    guard spanNotes[name] == nil, let unit = CalendarUnit(rawValue: name), [.quarter, .year, .financialYear, .academicYear].contains(unit),
      let source = ["day", "month"].first(where: { columnNames.contains($0) }),
      let days = coveredDays(source)
    else { return nil }
    let spans = try groups.column(name)
    return days.note(unit, of: source, as: name, among: Set((0..<min(spans.count, 10_000)).map { spans[$0].plainText }))
  }

  private mutating func add(_ names: [String]) {
    var known = Set(columnNames)
    for name in names where known.insert(name).inserted { columnNames.append(name) }
  }
}

/// What the values of a column of spans or of parts of the calendar are.
private struct TimeSource {
  enum Kind {
    case span(CalendarUnit)
    case part(CalendarPart)
  }
  let kind: Kind
  /// The column of days or months that they were made of.
  let column: String

  /// What an expression makes; nil for one that makes no time of one column.
  init?(_ expression: Expression) {
    let days: Expression
    switch expression {
    case .span(let unit, let part): (kind, days) = (.span(unit), part)
    case .part(let part, let of): (kind, days) = (.part(part), of)
    default: return nil
    }
    switch days {
    case .column(let name): column = name
    case .call(.londonTime, let parts):
      guard case .column(let name)? = parts.first else { return nil }
      column = name
    default: return nil
    }
  }

  /// Whether the hour is told, which no day tells.
  var isOfHours: Bool { if case .part(.hour) = kind { true } else { false } }

  /// The value of a day, as it is printed.
  func label(_ day: CalendarDate) -> String {
    switch kind {
    case .span(let unit): unit.cell(ofIndex: unit.index(of: day)).plainText
    case .part(let part): part.value(of: day).map { Cell.integer($0).plainText } ?? ""
    }
  }
}

/// A key of groups that tells a time, and the days that the column covers which it was made of.
private struct KeyOfTime {
  let source: TimeSource
  let days: CoveredDays
}
