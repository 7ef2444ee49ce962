/// A moment, to the second, in coordinated universal time.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The seconds since 1 January 1970, 00:00 UTC.
  public let secondsSince1970: Int

  public init(secondsSince1970: Int) { self.secondsSince1970 = secondsSince1970 }

  /// Creates a moment from ISO 8601 text such as `2023-06-30T23:00:00+00:00` or `2023-06-30 23:00:00Z`.
  ///
  /// A fraction of a second is dropped. Text without an offset is refused: it names no moment.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let date = CalendarDate(String(decoding: bytes[0..<10], as: UTF8.self)),
      let hour = CalendarDate.number(bytes[11..<13]), hour < 24,
      let minute = CalendarDate.number(bytes[14..<16]), minute < 60,
      let second = CalendarDate.number(bytes[17..<19]), second <= 60
    else { return nil }
    var rest = bytes[19...]
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst().drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
    guard let offset = Self.offset(rest) else { return nil }
    secondsSince1970 = Int(date.daysSince1970) * 86_400 + hour * 3600 + minute * 60 + second - offset
  }

  private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let sign = bytes.first else { return nil }
    if bytes.count == 1 { return sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") ? 0 : nil }
    let digits = bytes.dropFirst().filter { $0 != UInt8(ascii: ":") }
    guard digits.count == 4, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      let hours = CalendarDate.number(digits[0..<2]), let minutes = CalendarDate.number(digits[2..<4]),
      hours < 24, minutes < 60
    else { return nil }
    return (sign == UInt8(ascii: "+") ? 1 : -1) * (hours * 3600 + minutes * 60)
  }

  /// The day in coordinated universal time.
  public var date: CalendarDate {
    CalendarDate(daysSince1970: Int32(clamping: secondsSince1970.flooredQuotient(by: 86_400)))
  }

  /// The second of the day in coordinated universal time, from 0 to 86,399.
  public var secondOfDay: Int { secondsSince1970.flooredRemainder(by: 86_400) }

  /// The moment as `2023-06-30T23:00:00Z`.
  public var description: String {
    let second = secondOfDay
    let parts = [second / 3600, second / 60 % 60, second % 60].map { CalendarDate.padded($0, 2) }
    return "\(date)T\(parts.joined(separator: ":"))Z"
  }

  public static func < (first: Timestamp, second: Timestamp) -> Bool {
    first.secondsSince1970 < second.secondsSince1970
  }
}
