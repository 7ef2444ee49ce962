/// A span of the calendar that a date belongs to.
public enum CalendarUnit: String, Hashable, Sendable, CaseIterable {
  /// A day, which stays a date.
  case day
  /// A week from Monday to Sunday, told by its Monday.
  case week
  /// A month: `2024-04`.
  case month
  /// A quarter of the calendar year: `2024 Q2`.
  case quarter
  /// A calendar year, a whole number.
  case year
  /// A year from April to March: `2024/25`.
  case financialYear = "financial_year"
  /// A year from September to August: `2024/25`.
  case academicYear = "academic_year"

  /// Whether whole months make it up.
  var isOfMonths: Bool { self != .day && self != .week }

  /// The number of the span that a day lies in: spans that follow each other have numbers that do.
  public func index(of date: CalendarDate) -> Int {
    let (year, month, _) = date.parts
    return switch self {
    case .day: Int(date.daysSince1970)
    // The first of January 1970 was a Thursday.
    case .week: (Int(date.daysSince1970) + 3).flooredQuotient(by: 7)
    case .month: year * 12 + month - 1
    case .quarter: year * 4 + (month - 1) / 3
    case .year: year
    case .financialYear: month >= 4 ? year : year - 1
    case .academicYear: month >= 9 ? year : year - 1
    }
  }

  /// The span of a number as a cell: text, or a date or whole number where the unit says so.
  public func cell(ofIndex index: Int) -> Cell {
    switch self {
    case .day: .date(CalendarDate(daysSince1970: Int32(clamping: index)))
    case .week: .date(CalendarDate(daysSince1970: Int32(clamping: index * 7 - 3)))
    case .month:
      .text("\(CalendarDate.padded(index.flooredQuotient(by: 12), 4))-\(CalendarDate.padded(index.flooredRemainder(by: 12) + 1, 2))")
    case .quarter: .text("\(index.flooredQuotient(by: 4)) Q\(index.flooredRemainder(by: 4) + 1)")
    case .year: .integer(index)
    case .financialYear, .academicYear:
      .text("\(index)/\(CalendarDate.padded((index + 1).flooredRemainder(by: 100), 2))")
    }
  }

  /// The years that a cell can tell: those of every date, and none that can't be counted with.
  private static let years = -10_000_000...10_000_000

  /// The number of the span that a cell tells, in the form that ``cell(ofIndex:)`` gives; nil for any other.
  public func index(ofCell cell: Cell) -> Int? {
    switch (self, cell) {
    case (.day, .date(let date)): return Int(date.daysSince1970)
    case (.week, .date(let date)): return index(of: date)
    case (.year, .integer(let year)): return Self.years.contains(year) ? year : nil
    case (.month, .text(let text)): return CalendarDate(text + "-01").map(index(of:))
    case (.quarter, .text(let text)):
      let parts = text.split(separator: " ")
      guard parts.count == 2, let year = Int(parts[0]), Self.years.contains(year), parts[1].count == 2, parts[1].first == "Q",
        let quarter = Int(parts[1].dropFirst()), (1...4).contains(quarter)
      else { return nil }
      return year * 4 + quarter - 1
    case (.financialYear, .text(let text)), (.academicYear, .text(let text)):
      let parts = text.split(separator: "/")
      guard parts.count == 2, let year = Int(parts[0]), Self.years.contains(year),
        Int(parts[1]) == (year + 1).flooredRemainder(by: 100)
      else { return nil }
      return year
    default: return nil
    }
  }
}

/// A part of a date or moment that comes round again.
public enum CalendarPart: String, Hashable, Sendable, CaseIterable {
  /// From 1 for January to 12.
  case monthOfYear = "month_of_year"
  /// From 1 to 31.
  case dayOfMonth = "day_of_month"
  /// From 1 for Monday to 7 for Sunday.
  case weekday
  /// From 0 to 23, of a moment only.
  case hour

  /// The part of a date, or nil where only a moment has it.
  func value(of date: CalendarDate) -> Int? {
    switch self {
    case .monthOfYear: date.parts.month
    case .dayOfMonth: date.parts.day
    case .weekday: (Int(date.daysSince1970) + 3).flooredRemainder(by: 7) + 1
    case .hour: nil
    }
  }
}

extension Int {
  /// The quotient, rounded down and not towards zero.
  func flooredQuotient(by divisor: Int) -> Int { self >= 0 ? self / divisor : (self + 1) / divisor - 1 }

  /// What is left after ``flooredQuotient(by:)``, from zero to one less than the divisor.
  func flooredRemainder(by divisor: Int) -> Int { self &- flooredQuotient(by: divisor) &* divisor }
}
