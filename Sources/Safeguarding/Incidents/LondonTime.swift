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

  /// Reads `2024-04`; `2024-04-30`, `30/04/2024` and `30-Apr-2024`; and such a day with a time after it: `2024-04-30 13:45`, with
  /// seconds or without, or `1:45 PM`. A time with its distance from UTC (`+01:00`, `Z`) is turned into London's; one without
  /// is London's already. Of a day, a month and an hour the first zero may be left out.
  init?(_ text: String) {
    if text.utf8.count >= 17, let moment = Timestamp(text) ?? Timestamp(Self.withSeconds(text)) {
      self = LocalTime(clock: LondonTime.clock(at: moment))
    } else if text.utf8.count == 7, let day = CalendarDate(text + "-01") {
      self = .month(CalendarUnit.month.index(of: day))
    } else {
      // The day ends at the first space, or at the T of a day that ends in a digit.
      let bytes = text.utf8
      let mark = bytes.indices.first { place in
        bytes[place] == UInt8(ascii: " ") || bytes[place] == UInt8(ascii: "T") && place > bytes.startIndex && Self.isDigit(bytes[bytes.index(before: place)])
      }
      guard let day = Self.day(text[..<(mark ?? text.endIndex)]) else { return nil }
      guard let mark else {
        self = .day(day)
        return
      }
      guard let second = Self.second(text[bytes.index(after: mark)...]) else { return nil }
      self = .second(day, second)
    }
  }

  /// The day, where one is told.
  var day: CalendarDate? {
    switch self {
    case .month: nil
    case .day(let day), .second(let day, _): day
    }
  }

  init(clock: Int) {
    let moment = Timestamp(secondsSince1970: clock)
    self = .second(moment.date, moment.secondOfDay)
  }

  /// A moment with seconds in place of one that has none: `2024-07-01T09:05Z`.
  private static func withSeconds(_ text: String) -> String {
    guard let match = text.wholeMatch(of: /([0-9-]{10}[T ][0-9]{2}:[0-9]{2})(Z|[+-][0-9:]{5})/) else { return text }
    return "\(match.1):00\(match.2)"
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  /// A number of so many digits.
  private static func number(_ text: Substring, digits: ClosedRange<Int>) -> Int? {
    guard digits.contains(text.utf8.count), text.utf8.allSatisfy(isDigit) else { return nil }
    return Int(text)
  }

  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

  /// Reads `2024-04-30`, `30/04/2024`, `30-04-2024` or `30-Apr-2024`.
  private static func day(_ text: Substring) -> CalendarDate? {
    let parts = text.split(separator: text.contains("/") ? "/" : "-", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    if let year = number(parts[0], digits: 4...4) {
      guard !text.contains("/"), let month = number(parts[1], digits: 2...2), let day = number(parts[2], digits: 2...2) else { return nil }
      return CalendarDate(year: year, month: month, day: day)
    }
    let month = number(parts[1], digits: 1...2) ?? months.firstIndex(of: parts[1].lowercased()).map { $0 + 1 }
    guard let day = number(parts[0], digits: 1...2), let month, let year = number(parts[2], digits: 4...4) else { return nil }
    return CalendarDate(year: year, month: month, day: day)
  }

  /// Reads `13:45`, `13:45:30`, `13:45:30.123` or `1:45 PM`; a leap second is the one before it.
  private static func second(_ text: Substring) -> Int? {
    var text = text
    var half: String?
    if text.utf8.count > 2, ["am", "pm"].contains(text.suffix(2).lowercased()) {
      half = text.suffix(2).lowercased()
      text = text.dropLast(2)
      if text.last == " " { text = text.dropLast() }
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), var hour = number(parts[0], digits: 1...2), let minute = number(parts[1], digits: 2...2), minute < 60 else { return nil }
    if let half {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + (half == "pm" ? 12 : 0)
    }
    guard hour < 24 else { return nil }
    guard parts.count == 3 else { return hour * 3600 + minute * 60 }
    let seconds = parts[2].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let second = number(seconds[0], digits: 2...2), second <= 60, seconds.count == 1 || seconds[1].utf8.allSatisfy(isDigit) else { return nil }
    return hour * 3600 + minute * 60 + min(second, 59)
  }
}
