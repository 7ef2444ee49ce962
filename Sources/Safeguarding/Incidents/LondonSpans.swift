import Columns

/// Days, months and hours of moments, as clocks in London tell them.
///
/// A moment of a file is one of coordinated universal time: `hour(Date)` of it would be an hour early all summer, and a local midnight
/// that the police write so would fall on the day before. Incidents have columns of their days and hours, which know besides that some
/// forces write the hour without saying which half of the day it is of; of their `time` those are taken.
struct LondonSpans {
  /// The columns that incidents with times have.
  private static let columnsOfIncidents: Set = ["time", "day", "hour", "month", "quarter", "financial_year"]

  private let type: (String) -> ColumnType?
  let areOfIncidents: Bool

  init(of table: PendingTable) { self.init(columns: table.columnNames) { table.type(of: $0) } }

  init(of table: Table) { self.init(columns: table.columnNames) { table.columnIfPresent($0)?.type } }

  private init(columns: [String], type: @escaping (String) -> ColumnType?) {
    self.type = type
    areOfIncidents = Self.columnsOfIncidents.isSubset(of: columns)
  }

  /// The rows whose time tells the day alone.
  static let hasNoHour = Predicate.and([.isMissing(column: "hour"), .not(.isMissing(column: "time"))])

  /// The same condition, in which a moment that is compared with a day counts by its day in London.
  func local(_ condition: Predicate) -> Predicate {
    switch condition {
    case .and(let parts): .and(parts.map(local))
    case .or(let parts): .or(parts.map(local))
    case .not(let part): .not(local(part))
    case .of(let name, let expression, let part): .of(name, local(expression), part)
    case .compare(column: "time", let comparison, let cell) where areOfIncidents && day(cell) != nil: .compare(column: "day", comparison, cell)
    case .oneOf(column: "time", let cells) where areOfIncidents && cells.allSatisfy { day($0) != nil }: .oneOf(column: "day", cells)
    case .between(column: "time", let low, let high) where areOfIncidents && day(low) != nil && day(high) != nil: .between(column: "day", low, high)
    case .compare(let name, let comparison, let cell): day(cell, in: name).map { compare(name, comparison, $0) } ?? condition
    case .oneOf(let name, let cells) where cells.contains { day($0, in: name) != nil }: .or(cells.map { local(.compare(column: name, .equal, $0)) })
    case .between(let name, let low, let high) where [low, high].contains { day($0, in: name) != nil }:
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

  /// The day that a column of moments is compared with; nil for another value, and for a column of something else.
  private func day(_ cell: Cell, in name: String) -> CalendarDate? { type(name) == .timestamp ? day(cell) : nil }

  /// Moments compared with a whole day: those up to it are up to its end.
  private func compare(_ name: String, _ comparison: Predicate.Comparison, _ day: CalendarDate) -> Predicate {
    let (start, end) = (Cell.timestamp(LondonTime.start(of: day)), Cell.timestamp(LondonTime.start(of: day.advanced(byDays: 1))))
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

  /// An operand of arithmetic, where a moment counts by its day.
  private func inDays(_ operand: Expression) -> Expression {
    guard isMoment(operand) else { return local(operand) }
    return dayOfIncident(operand) ?? .call(.date, [inLondon(operand)])
  }
}
