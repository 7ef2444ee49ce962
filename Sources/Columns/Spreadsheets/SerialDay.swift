/// Days as workbooks keep them: a number of days, with the time as its fraction.
///
/// Excel took over from Lotus 1-2-3 that 1900 had a 29 February, which is day 60 (ECMA-376, part 1, 18.17.4.1). Workbooks from
/// older Macintoshes count from 1 January 1904 and have no such day.
enum SerialDay {
  /// 31 December 9999, the last day that a workbook knows.
  private static let last = 2_958_465.0
  private static let day = 86_400_000

  enum Reading: Equatable {
    /// Milliseconds since 1 January 1970.
    case moment(Int)
    /// Milliseconds of a day, where the number has no day.
    case clock(Int)
    /// A day that spreadsheet programs show and no calendar has.
    case text(String)
    /// A number that no format shows as a day.
    case none
  }

  static func reading(_ number: Double, from1904: Bool) -> Reading {
    guard number >= 0, number < last + 1 else { return .none }
    let milliseconds = Int((number * Double(day)).rounded())
    let days = milliseconds / day
    let rest = milliseconds % day
    if from1904 { return days == 0 && rest > 0 ? .clock(rest) : .moment(milliseconds - 24_107 * day) }
    switch days {
    case 0: return rest > 0 ? .clock(rest) : .text("1900-01-00")
    case 60: return .text("1900-02-29")
    // Up to the day that never was, days are counted from one day later.
    case 1..<60: return .moment(milliseconds - 25_568 * day)
    default: return .moment(milliseconds - 25_569 * day)
    }
  }
}
