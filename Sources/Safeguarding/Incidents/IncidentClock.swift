import Columns

/// The spans of time that a window of incidents is measured in.
enum ClockUnit {
  case days, months

  func words(_ count: Int) -> String {
    let name = self == .days ? "day" : "month"
    return count == 1 ? "one \(name)" : "\(PrintedNumber.of(count)) \(name)s"
  }
}

/// A question of incidents with a column that numbers their days or months, so that times can be compared and subtracted.
struct IncidentClock {
  let unit: ClockUnit
  /// The incidents' own question, with the column.
  let query: Query
  /// The column of times: dates, or numbers of months.
  let column: String

  /// - Throws: ``IncidentError/noDays`` where days are asked for and the incidents have months only.
  init(_ incidents: Incidents, _ unit: ClockUnit) throws {
    self.unit = unit
    switch unit {
    case .days:
      guard let day = incidents.columns.day else { throw IncidentError.noDays }
      (query, column) = (incidents.question, day)
    case .months:
      column = "\u{0}month"
      query = incidents.question.join(try Self.months(of: incidents.base, as: column), on: ["month"], adding: [column])
    }
  }

  /// The days of incidents that have them, and else the months.
  init(_ incidents: Incidents) throws { try self.init(incidents, incidents.columns.day == nil ? .months : .days) }

  /// A table of the months that rows have and their numbers.
  static func months(of table: Table, column name: String = "month", as number: String) throws -> Table {
    let months = try table.answer(Query().group(by: [name], [.count("\u{0}n")]), within: OperationLimits.forQueries).column(name)
    let known = (0..<months.count).filter { !months[$0].isMissing }
    let numbers = known.map { CalendarUnit.month.index(ofCell: months[$0]).map { Cell.integer($0) } ?? .missing(.unspecified) }
    return try Table([months.selecting(known), Column(number, cells: numbers, typeWhereMissing: .integer)])
  }

  /// The number of a day or month; nil where it is missing.
  static func number(_ cell: Cell) -> Int? {
    switch cell {
    case .date(let day): Int(day.daysSince1970)
    case .integer(let month): month
    default: nil
    }
  }
}

/// A window of time as a script gives it: days or months, or neither.
struct IncidentWindow {
  let length: Int
  let unit: ClockUnit

  init?(days: Int?, months: Int?) throws {
    guard days == nil || months == nil else {
      throw ArgumentError.unusable("months", problem: "the window is given in days and in months", expectation: "Give one of both.")
    }
    guard let length = days ?? months else { return nil }
    guard (1...1_000_000).contains(length) else {
      throw ArgumentError.unusable(
        days == nil ? "months" : "days", problem: "a window of \(length)", expectation: "From 1 to 1,000,000.")
    }
    self.length = length
    unit = days == nil ? .months : .days
  }

  var words: String { unit.words(length) }
}
