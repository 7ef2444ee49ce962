import Columns

/// The span of time that a year in a published table stands for.
public enum YearType: String, Hashable, Sendable, CaseIterable {
  /// January to December.
  case calendar
  /// 1 April to 31 March.
  case financial
  /// 1 September to 31 August.
  case academic
  /// The state of things on 31 March.
  case at31March
  /// The state of things on 30 June, as mid-year estimates of the population give it.
  case at30June
  /// The state of things on 30 September.
  case at30September
  /// The state of things in the January census.
  case january

  /// Creates the year type that a data dictionary names, or nil where the words name none.
  ///
  /// The words are those of DfE's LAIT (`Financial Year`, `Annual`, `Annual (end of Sept)` ...) and of Explore
  /// Education Statistics (`Calendar year`, `Reporting year` ...), in any case. A reporting year is the year to, or the
  /// count at, 31 March.
  public init?(published words: some StringProtocol) {
    switch words.lowercased().filter({ $0.isLetter || $0.isNumber }) {
    case "calendar", "calendaryear": self = .calendar
    case "financial", "financialyear", "taxyear": self = .financial
    case "academic", "academicyear": self = .academic
    case "annual", "reportingyear", "at31march", "31march": self = .at31March
    case "midyear", "midyearestimate", "at30june", "30june": self = .at30June
    case "annualendofsept", "annualendofseptember", "at30september", "30september": self = .at30September
    case "annualjanuary", "january": self = .january
    default: return nil
    }
  }

  /// Returns the first and the last day of a run of years, each named by the calendar year in which it ends.
  func days(fromYearEnding first: Int, toYearEnding last: Int) -> ClosedRange<CalendarDate>? {
    let start: CalendarDate?
    let end: CalendarDate?
    switch self {
    case .calendar:
      start = CalendarDate(year: first, month: 1, day: 1)
      end = CalendarDate(year: last, month: 12, day: 31)
    case .financial:
      start = CalendarDate(year: first - 1, month: 4, day: 1)
      end = CalendarDate(year: last, month: 3, day: 31)
    case .academic:
      start = CalendarDate(year: first - 1, month: 9, day: 1)
      end = CalendarDate(year: last, month: 8, day: 31)
    case .at31March:
      start = CalendarDate(year: first, month: 3, day: 31)
      end = CalendarDate(year: last, month: 3, day: 31)
    case .at30June:
      start = CalendarDate(year: first, month: 6, day: 30)
      end = CalendarDate(year: last, month: 6, day: 30)
    case .at30September:
      start = CalendarDate(year: first, month: 9, day: 30)
      end = CalendarDate(year: last, month: 9, day: 30)
    case .january:
      start = CalendarDate(year: first, month: 1, day: 1)
      end = CalendarDate(year: last, month: 1, day: 31)
    }
    guard let start, let end, start <= end else { return nil }
    return start...end
  }

  /// The month in which a year of this type begins, from 1 to 12, or nil where the type is a count on a day.
  var firstMonth: Int? {
    switch self {
    case .calendar: 1
    case .financial: 4
    case .academic: 9
    case .at31March, .at30June, .at30September, .january: nil
    }
  }
}

extension YearType: OperationArgument {
  public static var argumentWords: String {
    "\"calendar\", \"financial\", \"academic\", \"at31March\", \"mid-year\", \"at30September\", \"january\""
  }

  public static func argument(_ value: Value) throws -> YearType? {
    guard case .text(let text) = value else { return nil }
    guard let type = YearType(published: text) else {
      throw ArgumentError.notAChoice(
        text, choices: ["calendar", "financial", "academic", "at31March", "mid-year", "at30September", "january"])
    }
    return type
  }
}
