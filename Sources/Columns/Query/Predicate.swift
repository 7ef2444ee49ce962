/// A condition that a row of a table meets or does not meet.
///
/// A missing value leaves it open whether a row meets a comparison, and so it is open too whether the row meets the negation: a query takes
/// it for neither, as SQL does. `and` and `or` are decided by what is known where that is enough.
public indirect enum Predicate: Hashable, Sendable {
  /// Every row.
  case all
  case compare(column: String, Comparison, Cell)
  /// The values of two columns compare so; numbers of any kind compare by size.
  case compareColumns(String, Comparison, String)
  /// The value is one of some values.
  case oneOf(column: String, [Cell])
  /// The value lies between two, both included.
  case between(column: String, Cell, Cell)
  /// The text holds another, in any case of letters.
  case contains(column: String, String)
  /// The text begins with another, in any case of letters.
  case begins(column: String, with: String)
  /// The text ends with another, in any case of letters.
  case ends(column: String, with: String)
  case isMissing(column: String)
  /// The value is missing for a reason, such as that it was suppressed.
  case isMissingFor(column: String, MissingReason)
  case and([Predicate])
  case or([Predicate])
  case not(Predicate)
  /// A condition on a column that is made for it alone, of the row's own columns: `a / b > 0.5`. The name is the new column's, and
  /// errors tell it.
  case of(String, Expression, Predicate)

  /// How a value is compared with another.
  public enum Comparison: Hashable, Sendable, CaseIterable {
    case equal, less, lessOrEqual, greater, greaterOrEqual

    /// Whether two values, neither of them missing, compare so.
    func holds(_ one: Cell, _ other: Cell) -> Bool {
      if case .integer = one, case .integer = other { return holdsInOrder(one, other) }
      guard let first = one.number, let second = other.number else { return holdsInOrder(one, other) }
      return switch self {
      case .equal: first == second
      case .less: first < second
      case .lessOrEqual: first <= second
      case .greater: first > second
      case .greaterOrEqual: first >= second
      }
    }

    private func holdsInOrder(_ one: Cell, _ other: Cell) -> Bool {
      switch self {
      case .equal: one == other
      case .less: Cell.areInIncreasingOrder(one, other)
      case .lessOrEqual: !Cell.areInIncreasingOrder(other, one)
      case .greater: Cell.areInIncreasingOrder(other, one)
      case .greaterOrEqual: !Cell.areInIncreasingOrder(one, other)
      }
    }
  }

  /// Whether a row meets the condition, given the values of its columns. What is open counts as not met, so that its negation is met; see
  /// ``known(_:)``.
  func holds(_ value: (String) -> Cell) -> Bool {
    switch self {
    case .all: return true
    case .and(let parts): return parts.allSatisfy { $0.holds(value) }
    case .or(let parts): return parts.contains { $0.holds(value) }
    case .not(let part): return !part.holds(value)
    case .of(let name, let expression, let part): return part.holds { $0 == name ? expression.cell(value) : value($0) }
    case .isMissing(let column): return value(column).isMissing
    case .isMissingFor(let column, let reason): return value(column) == .missing(reason)
    case .compareColumns(let first, let comparison, let second):
      let (one, other) = (value(first), value(second))
      return !one.isMissing && !other.isMissing && comparison.holds(one, other)
    case .compare(let column, _, _), .oneOf(let column, _), .between(let column, _, _), .contains(let column, _),
      .begins(let column, _), .ends(let column, _):
      let cell = value(column)
      return !cell.isMissing && holds(ofValue: cell)
    }
  }

  /// Whether a value that is there meets a condition on one column.
  func holds(ofValue cell: Cell) -> Bool {
    switch self {
    case .compare(_, let comparison, let wanted): comparison.holds(cell, wanted)
    case .oneOf(_, let wanted): wanted.contains { Comparison.equal.holds(cell, $0) }
    case .between(_, let low, let high):
      Comparison.greaterOrEqual.holds(cell, low) && Comparison.lessOrEqual.holds(cell, high)
    case .contains(_, let text): cell.text.map { $0.lowercased().contains(text.lowercased()) } ?? false
    case .begins(_, let text): cell.text.map { $0.lowercased().hasPrefix(text.lowercased()) } ?? false
    case .ends(_, let text): cell.text.map { $0.lowercased().hasSuffix(text.lowercased()) } ?? false
    default: false
    }
  }

  /// The columns that the condition asks for.
  package var columns: [String] {
    switch self {
    case .all: []
    case .and(let parts), .or(let parts): parts.flatMap(\.columns)
    case .not(let part): part.columns
    case .of(let name, let expression, let part): expression.columns + part.columns.filter { $0 != name }
    case .compareColumns(let first, _, let second): [first, second]
    case .compare(let column, _, _), .oneOf(let column, _), .between(let column, _, _), .contains(let column, _),
      .begins(let column, _), .ends(let column, _), .isMissing(let column), .isMissingFor(let column, _):
      [column]
    }
  }

  /// How the notes on rows that are left out since they have no value begin.
  package static let beginningOfOpenRows = "where: rows without a value in "

  /// What is to be said of rows that are left out though they do not meet what must not be met, since they have no value. Who asks whether a
  /// value is missing knows of them.
  package func notesOfOpenRows(isIncomplete: (String) -> Bool) -> [String] {
    leftOpen(isNegated: false).subtracting(presentColumns).subtracting(columnsAskedMissing).filter(isIncomplete).sorted().map {
      "\(Self.beginningOfOpenRows)\"\($0)\" are left out where that leaves it open whether they meet the condition (\"or \($0) is missing\" keeps them)"
    }
  }

  /// The columns that a row without a value in them may be told by neither to meet the condition nor not to.
  package var columnsThatLeaveOpen: Set<String> { Set(columns).subtracting(columnsAskedMissing) }

  /// The columns whose texts are looked into, and not compared as wholes: no error tells that none is met.
  package var columnsLookedInto: [String] {
    switch self {
    case .contains(let column, _), .begins(let column, _), .ends(let column, _): [column]
    case .and(let parts), .or(let parts): parts.flatMap(\.columnsLookedInto)
    case .not, .of, .all, .compareColumns, .compare, .oneOf, .between, .isMissing, .isMissingFor: []
    }
  }

  /// The columns of which it may take values that do not lie next to each other: one of several, one or another, or any but one.
  var picked: Set<String> {
    switch self {
    case .oneOf(let column, let cells): cells.count > 1 ? [column] : []
    case .and(let parts): parts.reduce(into: []) { $0.formUnion($1.picked) }
    case .or, .not: Set(columns)
    case .of(let name, let expression, let part): part.picked.contains(name) ? Set(expression.columns) : []
    default: []
    }
  }

  /// The columns of which the condition asks whether a value is missing.
  package var columnsAskedMissing: Set<String> {
    switch self {
    case .isMissing(let column), .isMissingFor(let column, _): [column]
    case .and(let parts), .or(let parts): parts.reduce(into: []) { $0.formUnion($1.columnsAskedMissing) }
    case .not(let part): part.columnsAskedMissing
    case .of(let name, let expression, let part): Self.behind(name, expression, part.columnsAskedMissing)
    case .all, .compareColumns, .compare, .oneOf, .between, .contains, .begins, .ends: []
    }
  }

  /// Columns of a condition, with those that a computed one is made of in its place.
  private static func behind(_ name: String, _ expression: Expression, _ columns: Set<String>) -> Set<String> {
    columns.contains(name) ? columns.subtracting([name]).union(expression.columns) : columns
  }

  private func leftOpen(isNegated: Bool) -> Set<String> {
    switch self {
    case .all, .isMissing, .isMissingFor: []
    case .and(let parts), .or(let parts): parts.reduce(into: []) { $0.formUnion($1.leftOpen(isNegated: isNegated)) }
    case .not(let part): part.leftOpen(isNegated: !isNegated)
    case .of(let name, let expression, let part):
      Self.behind(name, expression, part.leftOpen(isNegated: isNegated))
    case .compareColumns, .compare, .oneOf, .between, .contains, .begins, .ends: isNegated ? Set(columns) : []
    }
  }

  /// Columns in which every row that meets the condition has a value.
  var presentColumns: Set<String> {
    switch self {
    case .all, .isMissing, .isMissingFor: []
    case .and(let parts): parts.reduce(into: []) { $0.formUnion($1.presentColumns) }
    case .or(let parts): parts.dropFirst().reduce(parts.first?.presentColumns ?? []) { $0.intersection($1.presentColumns) }
    case .not(.isMissing(let column)): [column]
    case .not: []
    case .of(let name, _, let part): part.presentColumns.subtracting([name])
    case .compareColumns, .compare, .oneOf, .between, .contains, .begins, .ends: Set(columns)
    }
  }

  /// Returns the condition with each wanted value in the type of its column: a date's text as a date.
  ///
  /// A published mark, such as `c`, that is wanted of a column that holds no text is a value missing for its reason.
  ///
  /// - Parameter isNegated: Whether the rows that do not meet the condition are wanted.
  /// - Throws: ``PredicateError`` for a value that the column cannot hold; and for a text that must be equalled and that
  ///   the column never holds, since a silent no would read as a zero. Where it must not be equalled, every row meets that.
  func fitted(isNegated: Bool = false, to column: (String) throws -> ColumnOutline) throws -> Predicate {
    switch self {
    case .all: return self
    case .isMissing(let name), .isMissingFor(let name, _):
      _ = try column(name)
      return self
    case .and(let parts): return .and(try parts.map { try $0.fitted(isNegated: isNegated, to: column) })
    case .or(let parts): return .or(try parts.map { try $0.fitted(isNegated: isNegated, to: column) })
    case .not(let part): return .not(try part.fitted(isNegated: !isNegated, to: column))
    case .of(let name, let expression, let part):
      let fitted = try expression.fitted(to: column)
      let outline = ColumnOutline(name: name, type: try expression.type { try column($0).type } ?? .text, dictionary: nil)
      return .of(name, fitted, try part.fitted(isNegated: isNegated) { try $0 == name ? outline : column($0) })
    case .compareColumns(let first, _, let second):
      let (one, other) = (try column(first), try column(second))
      guard one.type == other.type || one.type.isNumeric && other.type.isNumeric else {
        throw TableError.wrongType(column: second, is: other.type, wanted: "It is compared with \"\(first)\", which holds \(one.type.words)")
      }
      return self
    case .compare(let name, let comparison, let cell):
      let outline = try column(name)
      if let day = outline.day(cell) { return outline.compare(comparison, day: day) }
      if comparison == .equal, let reason = outline.reason(cell) { return .isMissingFor(column: name, reason) }
      if comparison != .equal, let months = try outline.compareMonths(comparison, cell) { return months }
      let wanted = try comparison == .equal ? outline.fitting(cell) : outline.fittingInOrder(cell)
      if comparison == .equal, !isNegated { try outline.checkHolds(wanted) }
      return .compare(column: name, comparison, comparison == .lessOrEqual || comparison == .greater ? outline.endOfSpan(wanted) : wanted)
    case .oneOf(let name, let cells):
      let outline = try column(name)
      if cells.contains(where: { outline.day($0) != nil || outline.reason($0) != nil }) {
        return .or(try cells.map { try Predicate.compare(column: name, .equal, $0).fitted(isNegated: isNegated, to: column) })
      }
      let wanted = try cells.map { try outline.fitting($0) }
      if !isNegated { for cell in wanted { try outline.checkHolds(cell) } }
      return .oneOf(column: name, wanted)
    case .between(let name, let low, let high):
      let outline = try column(name)
      if outline.day(low) != nil || outline.day(high) != nil || outline.isDayOfMonths(low) || outline.isDayOfMonths(high) {
        return .and([
          try Predicate.compare(column: name, .greaterOrEqual, low).fitted(to: column),
          try Predicate.compare(column: name, .lessOrEqual, high).fitted(to: column),
        ])
      }
      return .between(column: name, try outline.fittingInOrder(low), outline.endOfSpan(try outline.fittingInOrder(high)))
    case .contains(let name, _), .begins(let name, _), .ends(let name, _):
      let outline = try column(name)
      guard outline.type == .text else {
        throw TableError.wrongType(column: name, is: outline.type, wanted: "Text is looked for in columns of text")
      }
      return self
    }
  }
}

/// What a condition must know of a column before it is asked row by row.
struct ColumnOutline {
  let name: String
  let type: ColumnType
  /// The different values of a column of text that keeps them.
  let dictionary: ValueDictionary?

  func checkHolds(_ cell: Cell) throws(PredicateError) {
    // A column without any value holds nothing that a text could be mistaken for.
    guard case .text(let text) = cell, let dictionary, dictionary.code(of: text) == nil, dictionary.texts.contains(where: { !$0.isEmpty }) else { return }
    throw .unknownText(text, column: name, known: dictionary.texts)
  }

  /// The day that a column of times is compared with, or nil where the column holds no times, or a moment is wanted.
  func day(_ cell: Cell) -> CalendarDate? {
    type == .timestamp ? day(of: cell) : nil
  }

  /// The end of a year that is compared with texts of months, quarters or other spans that begin with it: up to "2024" is up to
  /// December 2024. Anything else as it is.
  func endOfSpan(_ cell: Cell) -> Cell {
    guard type == .text, case .text(let year) = cell, year.utf8.count == 4, year.utf8.allSatisfy({ 48...57 ~= $0 }) else { return cell }
    let isOfSpans = dictionary.map { texts in texts.texts.contains { $0.hasPrefix(year) && $0.utf8.count > 4 } } ?? false
    return isOfSpans ? .text(year + "\u{10FFFF}") : cell
  }

  /// Whether a day is wanted of a column of months.
  func isDayOfMonths(_ cell: Cell) -> Bool { (day(of: cell) != nil) && holdsMonths }

  private func day(of cell: Cell) -> CalendarDate? {
    switch cell {
    case .date(let day): day
    case .text(let text): CalendarDate(text)
    default: nil
    }
  }

  /// Whether the column is of text, and each of its texts a month: 2024-04.
  var holdsMonths: Bool {
    guard type == .text, let dictionary, dictionary.count > 0 else { return false }
    return dictionary.texts.allSatisfy { CalendarDate(month: $0) != nil }
  }

  /// Months compared by size with a day: those from the first day of a month on, or up to the last. Nil where the column tells no months,
  /// or what is wanted is a month or a year.
  ///
  /// - Throws: ``PredicateError/noMonth(_:column:)`` for a day within a month and for any other text: as texts they would have an order
  ///   that says nothing.
  func compareMonths(_ comparison: Predicate.Comparison, _ cell: Cell) throws(PredicateError) -> Predicate? {
    guard type == .text, cell.number == nil, !cell.isMissing, case let text = cell.plainText, CalendarDate(month: text) == nil,
      !(text.utf8.count == 4 && text.utf8.allSatisfy { 48...57 ~= $0 }), holdsMonths
    else { return nil }
    guard let day = day(of: cell) else { throw .noMonth(text, column: name) }
    let parts = day.parts
    let (isFirst, isLast) = (parts.day == 1, parts.day == CalendarDate.daysIn(month: parts.month, of: parts.year))
    guard [.less, .greaterOrEqual].contains(comparison) ? isFirst : isLast else { throw .noMonth(text, column: name) }
    return .compare(column: name, comparison, .text(String(day.description.prefix(7))))
  }

  /// The reason that a published mark stands for, where the column holds no text; nil for anything else.
  func reason(_ cell: Cell) -> MissingReason? {
    guard type != .text, case .text(let mark) = cell else { return nil }
    return MissingMarkers.published.reason(for: mark)
  }

  /// Times compared with a whole day, in coordinated universal time: those up to a day are up to its end.
  func compare(_ comparison: Predicate.Comparison, day: CalendarDate) -> Predicate {
    let start = Timestamp(secondsSince1970: Int(day.daysSince1970) * 86_400)
    let end = Timestamp(secondsSince1970: start.secondsSince1970 + 86_400)
    func times(_ comparison: Predicate.Comparison, _ moment: Timestamp) -> Predicate {
      .compare(column: name, comparison, .timestamp(moment))
    }
    return switch comparison {
    case .equal: .and([times(.greaterOrEqual, start), times(.less, end)])
    case .less: times(.less, start)
    case .lessOrEqual: times(.less, end)
    case .greater: times(.greaterOrEqual, end)
    case .greaterOrEqual: times(.greaterOrEqual, start)
    }
  }

  /// Returns a wanted value in the column's own type where it is compared by size: a number has no order with text.
  func fittingInOrder(_ cell: Cell) throws(PredicateError) -> Cell {
    if type == .text, cell.number != nil {
      throw .numberAmongTexts(cell.plainText, column: name, texts: dictionary?.texts ?? [])
    }
    return try fitting(cell)
  }

  /// Returns a wanted value in the column's own type: a whole number for a column of numbers, a date's text as a date.
  func fitting(_ cell: Cell) throws(PredicateError) -> Cell {
    switch (type, cell) {
    case (.number, .integer(let value)): return .number(Double(value))
    case (.integer, .number(let value)):
      // A fraction can be compared with whole numbers, though it equals none.
      return Int(exactly: value).map { .integer($0) } ?? cell
    case (.text, .integer), (.text, .number): return .text(cell.plainText)
    // "2025" is what a script makes of a number, and what a choice of texts holds.
    case (.integer, .text(let text)) where Int(text) != nil: return Int(text).map { .integer($0) } ?? cell
    case (.number, .text(let text)) where Double(text)?.isFinite ?? false: return Double(text).map { .number($0) } ?? cell
    case (.date, .text(let text)):
      guard let date = CalendarDate(text) else { throw .notAValue(text, column: name, type: type) }
      return .date(date)
    case (.timestamp, .text(let text)):
      guard let moment = Timestamp(text) else { throw .notAValue(text, column: name, type: type) }
      return .timestamp(moment)
    case (let type, let cell) where cell.type == type: return cell
    default: throw .notAValue(cell.plainText, column: name, type: type)
    }
  }
}

extension ColumnType {
  package var isNumeric: Bool { self == .integer || self == .number }
}

/// A condition that no row can meet, because it asks a column for something that it cannot hold.
public enum PredicateError: DiagnosableError, Hashable {
  case unknownText(String, column: String, known: [String])
  case notAValue(String, column: String, type: ColumnType)
  case numberAmongTexts(String, column: String, texts: [String])
  /// A day within a month, or no time at all, that a column of months is compared with by size.
  case noMonth(String, column: String)

  /// Days of the week and months are numbers where a formula makes them of a date.
  private static func hint(onDay text: String) -> String? {
    let start = text.lowercased().prefix(3)
    if ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].contains(start) { return "days of the week are 1 for Monday to 7 for Sunday" }
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    return months.contains(String(start)) ? "months of the year are 1 for January to 12 for December" : nil
  }

  /// A month of the year that is wanted among months of years.
  private static func hint(onMonth text: String, among known: [String]) -> String? {
    guard let number = Int(text), (1...12).contains(number), let month = known.first(where: { !$0.isEmpty }), CalendarDate(month: month) != nil else { return nil }
    return "months of years look so; the month of the year is month_of_year(x) = \(number)"
  }

  public var diagnostic: Diagnostic {
    switch self {
    case .unknownText(let text, let column, let known):
      Diagnostic(
        "\"\(text)\" is nowhere in column \"\(column)\"",
        expectation: known.count <= 20 ? "It holds \(known.sorted().map { "\"\($0)\"" }.joined(separator: ", "))." : nil,
        hint: Self.hint(onMonth: text, among: known) ?? NearestName.hint(forPart: text, among: known))
    case .notAValue(let text, let column, let type):
      Diagnostic(
        "\"\(text)\" can't be compared with column \"\(column)\"", expectation: "The column holds \(type.words).",
        hint: type == .date || type == .timestamp
          ? "a day is written in quotes, the year first: \(column) >= '2024-03-01'" : Self.hint(onDay: text))
    case .numberAmongTexts(let text, let column, let texts):
      Diagnostic(
        "\(text) has no order with column \"\(column)\"", expectation: "The column holds text.",
        hint: TextualNumbers.hint(for: column, holding: texts))
    case .noMonth(let text, let column):
      Diagnostic(
        "\"\(text)\" can't be compared with column \"\(column)\"", expectation: "The column holds months such as 2024-04.",
        hint: "from April to June is \(column) between '2024-04' and '2024-06'")
    }
  }
}
