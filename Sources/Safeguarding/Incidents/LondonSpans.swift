import Columns

/// Days, months and hours of moments, taken from the columns that incidents have of them.
///
/// Those columns are read from clocks in London, and they know that some forces write the hour without saying which half of the day
/// it is of. The moment itself is one of coordinated universal time: `hour(time)` would be an hour early all summer.
enum LondonSpans {
  /// The columns that incidents with times have.
  private static let columns: Set = ["time", "day", "hour", "month", "quarter", "financial_year"]

  /// Whether columns are those of incidents.
  static func serve(_ names: [String]) -> Bool { columns.isSubset(of: names) }

  /// The rows whose time tells the day alone.
  static let hasNoHour = Predicate.and([.isMissing(column: "hour"), .not(.isMissing(column: "time"))])

  /// A condition that is asked of those columns: of the time itself where a day is compared with it, and of what is made of it.
  static func local(_ condition: Predicate) -> Predicate {
    switch condition {
    case .and(let parts): .and(parts.map(local))
    case .or(let parts): .or(parts.map(local))
    case .not(let part): .not(local(part))
    case .compare(column: "time", let comparison, let cell) where isDay(cell): .compare(column: "day", comparison, cell)
    case .oneOf(column: "time", let cells) where cells.allSatisfy(isDay): .oneOf(column: "day", cells)
    case .between(column: "time", let low, let high) where isDay(low) && isDay(high): .between(column: "day", low, high)
    default: condition.replacing(replacement)
    }
  }

  private static func isDay(_ cell: Cell) -> Bool {
    switch cell {
    case .date: true
    case .text(let text): CalendarDate(text) != nil
    default: false
    }
  }

  /// What stands in place of a span or a part of the moment of an incident; nil for anything else.
  static func replacement(for expression: Expression) -> Expression? {
    switch expression {
    case .call(.date, [.column("time")]): .column("day")
    case .arithmetic(let first, let operation, let second) where first == .column("time") || second == .column("time"):
      .arithmetic(day(first), operation, day(second))
    case .part(.hour, of: .column("time")): .column("hour")
    case .part(let part, of: .column("time")): .part(part, of: .column("day"))
    case .span(let unit, of: .column("time")): .span(unit, of: .column("day"))
    default: nil
    }
  }

  /// An operand of arithmetic, where the time itself counts by its day.
  private static func day(_ operand: Expression) -> Expression {
    operand == .column("time") ? .column("day") : operand.replacing(replacement)
  }
}
