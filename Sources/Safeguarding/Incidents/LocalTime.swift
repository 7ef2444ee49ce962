import Columns

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
    let bytes = Array(text.utf8)
    if bytes.count >= 20, let moment = Timestamp(text) {
      self = LocalTime(clock: LondonTime.clock(at: moment))
    } else if bytes.count == 7, let day = CalendarDate(text + "-01") {
      self = .month(CalendarUnit.month.index(of: day))
    } else {
      var reader = ClockReader(bytes)
      guard let day = reader.day() else { return nil }
      if reader.isAtEnd {
        self = .day(day)
        return
      }
      guard reader.take(" ") || reader.take("T"), let second = reader.second() else { return nil }
      if reader.isAtEnd {
        self = .second(day, second)
      } else if let offset = reader.offset(), reader.isAtEnd {
        self = LocalTime(clock: LondonTime.clock(at: Timestamp(secondsSince1970: Int(day.daysSince1970) * 86_400 + second - offset)))
      } else {
        return nil
      }
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
}

/// Takes a day and a time from the bytes of a text, one part after the other.
private struct ClockReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { place == bytes.count }

  /// Takes a character, if it is here.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  /// Takes the number that is here; nil where it hasn't so many digits.
  private mutating func number(digits: ClosedRange<Int>) -> Int? {
    let rest = bytes[place...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard digits.contains(rest.count) else { return nil }
    place += rest.count
    return CalendarDate.number(rest)
  }

  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"].map { Array($0.utf8) }

  /// Takes the first letters of a month's name.
  private mutating func monthName() -> Int? {
    guard place + 3 <= bytes.count, let month = Self.months.firstIndex(of: bytes[place..<place + 3].map { $0 | 0x20 }) else { return nil }
    place += 3
    return month + 1
  }

  /// Takes `2024-04-30`, `30/04/2024`, `30-04-2024` or `30-Apr-2024`.
  mutating func day() -> CalendarDate? {
    if let year = number(digits: 4...4) {
      guard take("-"), let month = number(digits: 2...2), take("-"), let day = number(digits: 2...2) else { return nil }
      return CalendarDate(year: year, month: month, day: day)
    }
    guard let day = number(digits: 1...2) else { return nil }
    let mark: Unicode.Scalar = take("/") ? "/" : "-"
    guard mark == "/" || take("-"), let month = number(digits: 1...2) ?? monthName(), take(mark), let year = number(digits: 4...4) else { return nil }
    return CalendarDate(year: year, month: month, day: day)
  }

  /// Takes `13:45`, `13:45:30`, `13:45:30.123` or `1:45 PM`; a leap second is the one before it.
  mutating func second() -> Int? {
    guard var hour = number(digits: 1...2), take(":"), let minute = number(digits: 2...2), minute < 60 else { return nil }
    var second = 0
    if take(":") {
      guard let found = number(digits: 2...2), found <= 60, !take(".") || number(digits: 0...9) != nil else { return nil }
      second = min(found, 59)
    }
    let end = place
    _ = take(" ")
    let isMorning = take("A") || take("a")
    if isMorning || take("P") || take("p") {
      guard take("M") || take("m"), (1...12).contains(hour) else { return nil }
      hour = hour % 12 + (isMorning ? 0 : 12)
    } else {
      place = end
    }
    return hour < 24 ? hour * 3600 + minute * 60 + second : nil
  }

  /// Takes `Z` or `+01:00`, in seconds.
  mutating func offset() -> Int? {
    if take("Z") { return 0 }
    let isBehind = take("-")
    guard isBehind || take("+"), let hours = number(digits: 2...2), take(":"), let minutes = number(digits: 2...2), hours < 24, minutes < 60 else { return nil }
    return (isBehind ? -1 : 1) * (hours * 3600 + minutes * 60)
  }
}
