import Columns

/// Civil time in England.
enum LondonTime {
  /// The seconds since 1 January 1970, 00:00, that clocks in London show at a moment, as if there were no summer time.
  ///
  /// British Summer Time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October, as
  /// it has since 1996 (Summer Time Order 2002, S.I. 2002/262). Police files write local midnights as UTC, so that in
  /// summer they carry the date of the day before.
  static func clock(at moment: Timestamp) -> Int { moment.secondsSince1970 + (isSummerTime(at: moment) ? 3600 : 0) }

  /// The day in London at a moment.
  static func day(at moment: Timestamp) -> CalendarDate { Timestamp(secondsSince1970: clock(at: moment)).date }

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

/// What a text says of when something happened, as clocks in London show it.
enum LocalTime: Hashable {
  case month(Int)
  case day(CalendarDate)
  /// A second of a day.
  case second(CalendarDate, Int)

  /// Reads `2024-04`, `2024-04-30`, `30/04/2024`, and either day with a time after it: `2024-04-30 13:45`, with seconds or
  /// without. A time with its distance from UTC (`+01:00`, `Z`) is turned into London's; one without is London's already.
  init?(_ text: String) {
    if let moment = Timestamp(text) {
      self = LocalTime(clock: LondonTime.clock(at: moment))
      return
    }
    let bytes = Array(text.utf8)
    if bytes.count == 7, let date = CalendarDate(text + "-01") {
      self = .month(CalendarUnit.month.index(of: date))
      return
    }
    guard bytes.count >= 10, let day = Self.day(bytes[0..<10]) else { return nil }
    if bytes.count == 10 {
      self = .day(day)
      return
    }
    guard bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "T"),
      let second = Self.second(String(decoding: bytes[11...], as: UTF8.self))
    else { return nil }
    self = .second(day, second)
  }

  init(clock: Int) {
    let moment = Timestamp(secondsSince1970: clock)
    self = .second(moment.date, moment.secondOfDay)
  }

  private static func day(_ bytes: ArraySlice<UInt8>) -> CalendarDate? {
    let text = String(decoding: bytes, as: UTF8.self)
    if let day = CalendarDate(text) { return day }
    let parts = text.split(separator: "/")
    guard parts.count == 3, parts[0].count == 2, parts[1].count == 2, parts[2].count == 4 else { return nil }
    return CalendarDate("\(parts[2])-\(parts[1])-\(parts[0])")
  }

  /// Reads `13:45`, `13:45:30` or `13:45:30.123`.
  private static func second(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3, parts[0].count == 2, parts[1].count == 2, let hour = Int(parts[0]),
      let minute = Int(parts[1]), (0..<24).contains(hour), (0..<60).contains(minute)
    else { return nil }
    guard parts.count == 3 else { return hour * 3600 + minute * 60 }
    let whole = parts[2].prefix { $0 != "." }
    guard whole.count == 2, let second = Int(whole), (0...60).contains(second) else { return nil }
    return hour * 3600 + minute * 60 + min(second, 59)
  }
}
