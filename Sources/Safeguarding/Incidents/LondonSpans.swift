import Columns

/// Days, months and hours of moments, as clocks in London tell them.
///
/// A moment of a file is one of coordinated universal time: `hour(Date)` of it would be an hour early all summer, and a local midnight
/// that the police write so would fall on the day before. Incidents have columns of their days and hours, which know besides that some
/// forces write the hour without saying which half of the day it is of; of their `time` those are taken. A month that days or moments are
/// compared with is all its days.
struct LondonSpans {
  /// The columns that incidents with times have.
  private static let columnsOfIncidents: Set = ["time", "day", "hour", "month", "quarter", "financial_year"]

  private var type: (String) -> ColumnType?
  let areOfIncidents: Bool

  init(of table: PendingTable) { self.init(columns: table.columnNames) { table.type(of: $0) } }

  init(of table: Table) { self.init(columns: table.columnNames) { table.columnIfPresent($0)?.type } }

  private init(columns: [String], type: @escaping (String) -> ColumnType?) {
    self.type = type
    areOfIncidents = Self.columnsOfIncidents.isSubset(of: columns)
  }

  /// The same where a name stands for what is computed.
  private func knowing(_ name: String, as made: ColumnType?) -> LondonSpans {
    var copy = self
    let known = type
    copy.type = { $0 == name ? made : known($0) }
    return copy
  }

  /// The rows whose time tells the day alone.
  static let hasNoHour = Predicate.and([.isMissing(column: "hour"), .not(.isMissing(column: "time"))])

  /// The same condition, in which a moment that is compared with a day counts by its day in London.
  func local(_ condition: Predicate) -> Predicate {
    switch condition {
    case .and(let parts): .and(parts.map(local))
    case .or(let parts): .or(parts.map(local))
    case .not(let part): .not(local(part))
    case .of(let name, let expression, let part):
      .of(name, local(expression), knowing(name, as: expression.type(type)).local(part))
    case .compareColumns(let one, let comparison, let other) where type(one) == .timestamp && type(other) == .date:
      .of("\u{0}day", dayInLondon(one), .compareColumns("\u{0}day", comparison, other))
    case .compareColumns(let one, let comparison, let other) where type(one) == .date && type(other) == .timestamp:
      .of("\u{0}day", dayInLondon(other), .compareColumns(one, comparison, "\u{0}day"))
    case .compare(column: "time", let comparison, let cell) where areOfIncidents && day(cell) != nil: .compare(column: "day", comparison, cell)
    case .oneOf(column: "time", let cells) where areOfIncidents && cells.allSatisfy { day($0) != nil }: .oneOf(column: "day", cells)
    case .between(column: "time", let low, let high) where areOfIncidents && day(low) != nil && day(high) != nil: .between(column: "day", low, high)
    case .compare(let name, let comparison, let cell): days(cell, in: name).map { compare(name, comparison, $0) } ?? condition
    case .oneOf(let name, let cells) where type(name) == .timestamp && cells.allSatisfy { day($0) != nil }:
      .of("\u{0}day", dayInLondon(name), .oneOf(column: "\u{0}day", cells))
    case .oneOf(let name, let cells) where cells.contains { days($0, in: name) != nil }: .or(cells.map { local(.compare(column: name, .equal, $0)) })
    case .between(let name, let low, let high) where [low, high].contains { days($0, in: name) != nil }:
      .and([local(.compare(column: name, .greaterOrEqual, low)), local(.compare(column: name, .lessOrEqual, high))])
    default: condition
    }
  }

  /// The same expression, in which spans and parts of moments, and days reckoned with, are London's.
  func local(_ expression: Expression) -> Expression { expression.replacing(conditions: local, replacement) }

  private func day(_ cell: Cell) -> CalendarDate? {
    switch cell {
    case .date(let day): day
    case .text(let text): CalendarDate(text)
    default: nil
    }
  }

  /// The days that a column of moments is compared with, one or those of a month, and the month that one of days is; nil for another value,
  /// and for a column of something else.
  private func days(_ cell: Cell, in name: String) -> ClosedRange<CalendarDate>? {
    let type = type(name)
    if type == .timestamp, let day = day(cell) { return day...day }
    guard type == .timestamp || type == .date, let text = cell.text, text.utf8.count == 7, let first = CalendarDate(text + "-01") else { return nil }
    return first...first.advanced(byDays: CalendarDate.daysIn(month: first.parts.month, of: first.parts.year) - 1)
  }

  /// Days or moments compared with whole days: those up to one are up to its end.
  private func compare(_ name: String, _ comparison: Predicate.Comparison, _ days: ClosedRange<CalendarDate>) -> Predicate {
    let next = days.upperBound.advanced(byDays: 1)
    let (start, end): (Cell, Cell) =
      type(name) == .date ? (.date(days.lowerBound), .date(next)) : (.timestamp(LondonTime.start(of: days.lowerBound)), .timestamp(LondonTime.start(of: next)))
    return switch comparison {
    case .equal: .and([.compare(column: name, .greaterOrEqual, start), .compare(column: name, .less, end)])
    case .less: .compare(column: name, .less, start)
    case .lessOrEqual: .compare(column: name, .less, end)
    case .greater: .compare(column: name, .greaterOrEqual, end)
    case .greaterOrEqual: .compare(column: name, .greaterOrEqual, start)
    }
  }

  /// What stands in place of a span or a part of a moment; nil for anything else.
  private func replacement(for expression: Expression) -> Expression? {
    switch expression {
    case .arithmetic(let first, let operation, let second) where isMoment(first) || isMoment(second):
      .arithmetic(inDays(first), operation, inDays(second))
    case .part(.hour, of: .column("time")) where areOfIncidents: .column("hour")
    case .call(.date, let parts) where parts.count == 1 && isMoment(parts[0]): dayOfIncident(parts[0]) ?? .call(.date, [inLondon(parts[0])])
    case .part(let part, of: let moment) where isMoment(moment): .part(part, of: dayOfIncident(moment) ?? inLondon(moment))
    case .span(let unit, of: let moment) where isMoment(moment): .span(unit, of: dayOfIncident(moment) ?? inLondon(moment))
    default: nil
    }
  }

  private func isMoment(_ expression: Expression) -> Bool { expression == .column("time") && areOfIncidents || expression.type(type) == .timestamp }

  /// The column that tells the day of an incident; nil for any other moment.
  private func dayOfIncident(_ moment: Expression) -> Expression? { moment == .column("time") && areOfIncidents ? .column("day") : nil }

  private func inLondon(_ moment: Expression) -> Expression { .call(.londonTime, [local(moment)]) }

  private func dayInLondon(_ name: String) -> Expression { .call(.date, [dayOfIncident(.column(name)) ?? .call(.londonTime, [.column(name)])]) }

  /// An operand of arithmetic, where a moment counts by its day.
  private func inDays(_ operand: Expression) -> Expression {
    guard isMoment(operand) else { return local(operand) }
    return dayOfIncident(operand) ?? .call(.date, [inLondon(operand)])
  }
}
