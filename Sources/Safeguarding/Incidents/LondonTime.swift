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
    let bytes = Array(text.utf8)
    if bytes.count >= 20, let moment = Timestamp(text) {
      self = LocalTime(clock: LondonTime.clock(at: moment))
    } else if bytes.count == 7 {
      guard let day = Self.day(bytes + Array("-01".utf8)) else { return nil }
      self = .month(CalendarUnit.month.index(of: day))
    } else if let day = Self.day(bytes.prefix(10)) {
      if bytes.count == 10 {
        self = .day(day)
      } else if bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "T"), let second = Self.second(bytes[11...]) {
        self = .second(day, second)
      } else {
        return nil
      }
    } else {
      return nil
    }
  }

  init(clock: Int) {
    let moment = Timestamp(secondsSince1970: clock)
    self = .second(moment.date, moment.secondOfDay)
  }

  /// Reads `2024-04-30` or `30/04/2024`.
  private static func day(_ bytes: ArraySlice<UInt8>) -> CalendarDate? {
    guard bytes.count == 10 else { return nil }
    let (start, dash, slash) = (bytes.startIndex, UInt8(ascii: "-"), UInt8(ascii: "/"))
    func number(_ places: Range<Int>) -> Int? { CalendarDate.number(bytes[start + places.lowerBound..<start + places.upperBound]) }
    if bytes[start + 4] == dash, bytes[start + 7] == dash, let year = number(0..<4), let month = number(5..<7),
      let day = number(8..<10)
    {
      return CalendarDate(year: year, month: month, day: day)
    }
    guard bytes[start + 2] == slash, bytes[start + 5] == slash, let day = number(0..<2), let month = number(3..<5),
      let year = number(6..<10)
    else { return nil }
    return CalendarDate(year: year, month: month, day: day)
  }

  private static func day(_ bytes: [UInt8]) -> CalendarDate? { day(bytes[...]) }

  /// Reads `13:45`, `13:45:30` or `13:45:30.123`; a leap second is the one before it.
  private static func second(_ bytes: ArraySlice<UInt8>) -> Int? {
    let (start, colon) = (bytes.startIndex, UInt8(ascii: ":"))
    func number(_ place: Int) -> Int? { CalendarDate.number(bytes[start + place..<start + place + 2]) }
    guard bytes.count >= 5, bytes[start + 2] == colon, let hour = number(0), let minute = number(3), hour < 24, minute < 60 else {
      return nil
    }
    guard bytes.count > 5 else { return hour * 3600 + minute * 60 }
    guard bytes.count >= 8, bytes[start + 5] == colon, let second = number(6), second <= 60 else { return nil }
    let rest = bytes[(start + 8)...]
    guard
      rest.isEmpty
        || rest.first == UInt8(ascii: ".") && rest.dropFirst().allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else {
      return nil
    }
    return hour * 3600 + minute * 60 + min(second, 59)
  }
}
