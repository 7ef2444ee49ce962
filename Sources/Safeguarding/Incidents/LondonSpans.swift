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

  /// What stands in place of a span or a part of the moment of an incident; nil for anything else.
  static func replacement(for expression: Expression) -> Expression? {
    switch expression {
    case .part(.hour, of: .column("time")): .column("hour")
    case .part(let part, of: .column("time")): .part(part, of: .column("day"))
    case .span(let unit, of: .column("time")): .span(unit, of: .column("day"))
    default: nil
    }
  }
}
