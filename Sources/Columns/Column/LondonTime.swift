/// Civil time in England.
///
/// British Summer Time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October, as it has since
/// 1996 (Summer Time Order 2002, S.I. 2002/262); it is taken so of every year from 1 to 9999. Police files write local midnights as
/// UTC, so that in summer they carry the date of the day before.
package enum LondonTime {
  /// The seconds since 1 January 1970, 00:00, that clocks in London show at a moment, as if there were no summer time.
  package static func clock(at moment: Timestamp) -> Int { clock(at: moment.secondsSince1970) }

  @inline(__always)
  static func clock(at seconds: Int) -> Int {
    // Summer time is far from the ends of a year, so that the mean length of a year tells which one it is near enough.
    let year = (seconds &- yearZero).flooredQuotient(by: 31_556_952)
    guard summers.indices.contains(year) else { return seconds }
    let summer = summers[year]
    return seconds >= summer.start && seconds < summer.end ? seconds &+ 3600 : seconds
  }

  /// The day in London at a moment.
  package static func day(at moment: Timestamp) -> CalendarDate { Timestamp(secondsSince1970: clock(at: moment)).date }

  /// The first moment of a day in London.
  package static func start(of day: CalendarDate) -> Timestamp {
    let midnight = Int(day.daysSince1970) * 86_400
    // Clocks change at one o'clock and not at midnight.
    return Timestamp(secondsSince1970: clock(at: midnight - 3600) == midnight ? midnight - 3600 : midnight)
  }

  /// 1 January of the year 0, in the calendar that goes back before its beginning.
  private static let yearZero = -62_167_219_200

  /// The seconds from which summer time runs in each year from 0 on, and up to which.
  private static let summers: [(start: Int, end: Int)] = (0...9999).map { year in
    (lastSunday(of: 3, year) ?? 0, lastSunday(of: 10, year) ?? 0)
  }

  /// 01:00 UTC on the last Sunday of a month of 31 days.
  private static func lastSunday(of month: Int, _ year: Int) -> Int? {
    guard let last = CalendarDate(year: year, month: month, day: 31) else { return nil }
    // 4 January 1970 was a Sunday.
    let daysSinceSunday = (Int(last.daysSince1970) - 3).flooredRemainder(by: 7)
    return (Int(last.daysSince1970) - daysSinceSunday) * 86_400 + 3600
  }
}
