public import Columns

/// A labelled span of time: a year of some type, several years pooled, a quarter, a month, a school term or a day.
///
/// Periods compare by what they mean, never by their labels: `2016-17` is one year, `2016-18` is three, and
/// `2019 (Rev)` comes after `2019`. Read one with ``init(_:yearType:)``.
public struct Period: Hashable, Sendable {
  /// The label as it was published.
  public let label: String

  /// What kind of span this is.
  public let kind: Kind

  /// The first day of the span.
  public let firstDay: CalendarDate

  /// The last day of the span.
  public let lastDay: CalendarDate

  /// Whether the figures for the period are provisional, revised or final, where the label says so.
  public let status: Status

  /// What kind of span of time a period is.
  public enum Kind: Hashable, Sendable {
    /// One year.
    case year(YearType)
    /// A number of years pooled into one figure, such as `2014-16`.
    case years(Int, YearType)
    /// Three months of a year of some type; the number is from one to four.
    case quarter(Int, YearType)
    /// Part of a school year.
    case term(String)
    case month
    case day
  }

  /// What the label says of the state of the figures.
  public enum Status: Int, Hashable, Sendable {
    case provisional = -1
    case none = 0
    case outturn = 1
    case revised = 2
    case final = 3
  }

  init(label: String, kind: Kind, days: ClosedRange<CalendarDate>, status: Status = .none) {
    self.label = label
    self.kind = kind
    self.firstDay = days.lowerBound
    self.lastDay = days.upperBound
    self.status = status
  }

  /// The months from the end of one period of a series to the end of the next, where the series has no gap.
  public var monthsToNext: Int {
    switch kind {
    case .year, .years, .term: 12
    case .quarter: 3
    case .month: 1
    case .day: 0
    }
  }

  /// Whether another period covers the same days in the same way, whatever its label and status.
  public func isSameSpan(as other: Period) -> Bool {
    firstDay == other.firstDay && lastDay == other.lastDay
  }

  /// The periods of a series that are missing between this one and a later one; nil where the step is not regular.
  ///
  /// Three-year pools that begin a year apart follow one another: they overlap, and no year is missing.
  public func periodsMissing(before later: Period) -> Int? {
    guard monthsToNext > 0, monthsToNext == later.monthsToNext else { return nil }
    let (firstYear, firstMonth, _) = lastDay.parts
    let (secondYear, secondMonth, _) = later.lastDay.parts
    let months = (secondYear - firstYear) * 12 + secondMonth - firstMonth
    guard months % monthsToNext == 0 else { return nil }
    return max(0, months / monthsToNext - 1)
  }

  /// The period in words: `year ending March 2020`, `academic year 2017/18`, `31 March 2020`, `2014 to 2016`.
  public var words: String {
    let (firstYear, firstMonth, _) = firstDay.parts
    let (lastYear, lastMonth, day) = lastDay.parts
    let split = "\(firstYear)/\(CalendarDate.padded(lastYear % 100, 2))"
    let text =
      switch kind {
      case .year(.calendar): "\(lastYear)"
      case .year(.financial): "financial year \(split)"
      case .year(.academic): "academic year \(split)"
      case .year(.january): "January \(lastYear)"
      case .year(.at31March), .year(.at30June), .year(.at30September), .day: "\(day) \(Self.monthNames[lastMonth - 1]) \(lastYear)"
      case .years(let count, .financial), .years(let count, .academic):
        "\(firstYear)/\(CalendarDate.padded((firstYear + 1) % 100, 2)) to "
          + "\(lastYear - 1)/\(CalendarDate.padded(lastYear % 100, 2)), \(count) years together"
      case .years(let count, _): "\(firstYear) to \(lastYear), \(count) years together"
      case .quarter, .term:
        "\(Self.monthNames[firstMonth - 1]) to \(Self.monthNames[lastMonth - 1]) \(lastYear)"
      case .month: "\(Self.monthNames[lastMonth - 1]) \(lastYear)"
      }
    return switch status {
    case .provisional: text + ", provisional"
    case .none: text
    case .outturn: text + ", outturn"
    case .revised: text + ", revised"
    case .final: text + ", final"
    }
  }

  static let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
}

extension Period: Comparable {
  public static func < (first: Period, second: Period) -> Bool {
    if first.lastDay != second.lastDay { return first.lastDay < second.lastDay }
    if first.firstDay != second.firstDay { return first.firstDay > second.firstDay }
    if first.status != second.status { return first.status.rawValue < second.status.rawValue }
    return first.label < second.label
  }
}

extension Period: NamedThing {
  public static var nameWords: String { "a period such as \"2019-20\"" }
}
