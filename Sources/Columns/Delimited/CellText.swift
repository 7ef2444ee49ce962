/// Reads truth values, dates and times from the bytes of a cell.
enum CellText {
  /// The part of a cell between the spaces and tabs around it.
  static func trimmedRange(_ cell: Span<UInt8>) -> Range<Int> {
    var (start, end) = (0, cell.count)
    while start < end, isBlank(cell[start]) { start += 1 }
    while start < end, isBlank(cell[end - 1]) { end -= 1 }
    return start..<end
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private static let trueWord = Array("true".utf8)
  private static let falseWord = Array("false".utf8)

  /// `true` or `false` in any case, or nil.
  static func boolean(_ cell: Span<UInt8>) -> Bool? {
    if matches(cell, trueWord) { return true }
    return matches(cell, falseWord) ? false : nil
  }

  /// Whether a cell is a word, its ASCII letters in any case; the word is in lower case.
  static func matches(_ cell: Span<UInt8>, _ word: [UInt8]) -> Bool {
    guard cell.count == word.count else { return false }
    for place in 0..<cell.count where lowercased(cell[place]) != word[place] { return false }
    return true
  }

  static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  /// A day as `2019-09-30`, or nil.
  static func date(_ cell: Span<UInt8>) -> CalendarDate? { cell.count == 10 ? datePart(cell) : nil }

  private static func datePart(_ cell: Span<UInt8>) -> CalendarDate? {
    guard cell[4] == UInt8(ascii: "-"), cell[7] == UInt8(ascii: "-"), let century = two(cell, 0),
      let year = two(cell, 2), let month = two(cell, 5), let day = two(cell, 8)
    else { return nil }
    return CalendarDate(year: century * 100 + year, month: month, day: day)
  }

  /// A moment as ``Timestamp`` reads it, or nil.
  static func timestamp(_ cell: Span<UInt8>) -> Timestamp? {
    guard cell.count >= 20, cell[13] == UInt8(ascii: ":"), cell[16] == UInt8(ascii: ":"), let date = datePart(cell),
      let hour = two(cell, 11), let minute = two(cell, 14), let second = two(cell, 17)
    else { return nil }
    let separator = cell[10]
    // The spelling that files most often have is read here; fractions and short offsets are left to the type.
    if cell.count == 25, separator == UInt8(ascii: "T") || separator == UInt8(ascii: " "), hour < 24, minute < 60,
      second <= 60, cell[22] == UInt8(ascii: ":"), let hours = two(cell, 20), let minutes = two(cell, 23), hours < 24,
      minutes < 60, cell[19] == UInt8(ascii: "+") || cell[19] == UInt8(ascii: "-")
    {
      let offset = (hours * 60 + minutes) * (cell[19] == UInt8(ascii: "+") ? 60 : -60)
      let secondOfDay = hour * 3600 + minute * 60 + second
      return Timestamp(secondsSince1970: Int(date.daysSince1970) * 86_400 + secondOfDay - offset)
    }
    return Timestamp(text(cell))
  }

  /// Two digits at a place, or nil.
  private static func two(_ cell: Span<UInt8>, _ place: Int) -> Int? {
    let (tens, ones) = (cell[place] &- UInt8(ascii: "0"), cell[place + 1] &- UInt8(ascii: "0"))
    return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
  }

  /// The cell as a string.
  static func text(_ cell: Span<UInt8>) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(cell.count)
    for place in 0..<cell.count { bytes.append(cell[place]) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
