import Columns

/// Civil time in England.
enum LondonTime {
  /// The day in London at a moment.
  ///
  /// British Summer Time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October, as
  /// it has since 1996 (Summer Time Order 2002, S.I. 2002/262). Police files write local midnights as UTC, so that in
  /// summer they carry the date of the day before.
  static func day(at moment: Timestamp) -> CalendarDate {
    Timestamp(secondsSince1970: moment.secondsSince1970 + (isSummerTime(at: moment) ? 3600 : 0)).date
  }

  static func isSummerTime(at moment: Timestamp) -> Bool {
    let year = moment.date.parts.year
    guard let start = lastSunday(of: 3, year), let end = lastSunday(of: 10, year) else { return false }
    return (start.secondsSince1970..<end.secondsSince1970).contains(moment.secondsSince1970)
  }

  /// 01:00 UTC on the last Sunday of a month of 31 days.
  private static func lastSunday(of month: Int, _ year: Int) -> Timestamp? {
    guard let last = CalendarDate(year: year, month: month, day: 31) else { return nil }
    // 4 January 1970 was a Sunday.
    let daysSinceSunday = (((Int(last.daysSince1970) - 3) % 7) + 7) % 7
    return Timestamp(secondsSince1970: (Int(last.daysSince1970) - daysSinceSunday) * 86_400 + 3600)
  }
}
