/// Numbers and days as people write them into cells.
package enum TextReading {
  /// The number that a text tells, or nil where it tells none: `1234.5`, `-1,234.50`, `£1,234`, `12.5%`, ` 7 `.
  ///
  /// Commas stand between thousands, all of them or none. A share in per cent is the number before its sign.
  package static func number(_ text: String) -> Double? {
    var bytes = Array(text.utf8)[...]
    func trim() {
      while let first = bytes.first, isBlank(first) { bytes.removeFirst() }
      while let last = bytes.last, isBlank(last) { bytes.removeLast() }
    }
    func drop(_ mark: String) -> Bool {
      guard bytes.starts(with: mark.utf8) else { return false }
      bytes.removeFirst(mark.utf8.count)
      return true
    }
    trim()
    var isNegative = drop("-")
    if !isNegative { _ = drop("+") }
    if drop("£") || drop("$") || drop("€") {
      if !isNegative { isNegative = drop("-") }
    } else if bytes.last == UInt8(ascii: "%") {
      bytes.removeLast()
    }
    trim()
    guard let digits = withoutCommas(bytes), let value = Double(String(decoding: digits, as: UTF8.self)), value.isFinite else { return nil }
    return isNegative ? -value : value
  }

  /// The day of `2025-03-31`, `31/03/2025`, `31-3-2025` or `31.03.2025`, the day always before the month, also with a time behind it; nil
  /// of any other text.
  package static func day(_ text: String) -> CalendarDate? {
    let trimmed = text.split(whereSeparator: \.isWhitespace)
    guard trimmed.count == 1 || trimmed.count == 2 && isTime(trimmed[1]) else { return nil }
    if let day = CalendarDate(trimmed[0]) { return day }
    let bytes = Array(trimmed[0].utf8)
    guard let mark = bytes.first(where: { $0 < UInt8(ascii: "0") || $0 > UInt8(ascii: "9") }), "/-.".utf8.contains(mark) else { return nil }
    let parts = bytes.split(separator: mark, omittingEmptySubsequences: false)
    guard parts.count == 3, (1...2).contains(parts[0].count), (1...2).contains(parts[1].count), parts[2].count == 4,
      let day = CalendarDate.number(parts[0]), let month = CalendarDate.number(parts[1]), let year = CalendarDate.number(parts[2])
    else { return nil }
    return CalendarDate(year: year, month: month, day: day)
  }

  /// A number of which nothing is lost, as a whole one where it is, with the sign of its unit, and whether commas or a sign
  /// make it more than plain digits; nil for any other text, also for what may be a code: `007`, `+44`, `5.`.
  static func exactNumber(_ text: String) -> (cell: Cell, sign: String, isWritten: Bool)? {
    var rest = Substring(text)
    func drop(_ mark: Character) -> Bool {
      guard rest.first == mark else { return false }
      rest.removeFirst()
      return true
    }
    var isNegative = drop("-")
    var sign = ""
    for mark: Character in ["£", "$", "€"] where sign.isEmpty && drop(mark) { sign = String(mark) }
    if !sign.isEmpty, !isNegative { isNegative = drop("-") }
    if sign.isEmpty, rest.last == "%" {
      sign = "%"
      rest.removeLast()
    }
    let bytes = Array(rest.utf8)
    guard bytes.first != UInt8(ascii: "-"), let digits = withoutCommas(bytes[...]) else { return nil }
    let signed = (isNegative ? [UInt8(ascii: "-")] : []) + digits
    let isWritten = !sign.isEmpty || digits.count < bytes.count
    return switch NumberText(signed.span) {
    case .integer(let whole): (.integer(whole), sign, isWritten)
    case .decimal(let number): (.number(number), sign, isWritten)
    case .longInteger, .none: nil
    }
  }

  /// Whether a text is a time of the day: `9:30`, `14:30:59`.
  private static func isTime(_ text: Substring) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), (1...2).contains(parts[0].count), parts.dropFirst().allSatisfy({ $0.count == 2 }) else { return false }
    let numbers = parts.compactMap { CalendarDate.number(Array($0)[...]) }
    return numbers.count == parts.count && numbers[0] < 24 && numbers.dropFirst().allSatisfy { $0 < 60 }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }

  /// Digits, with a point and an exponent where there is one; nil where commas stand elsewhere than between thousands, or
  /// where there is anything else.
  private static func withoutCommas(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    guard let first = bytes.first, isDigit(first) || first == UInt8(ascii: ".") else { return nil }
    let whole = bytes.prefix { isDigit($0) || $0 == UInt8(ascii: ",") }
    let groups = whole.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard groups.count < 2 || (1...3).contains(groups[0].count) && groups.dropFirst().allSatisfy({ $0.count == 3 }) else { return nil }
    let rest = bytes.dropFirst(whole.count)
    guard rest.allSatisfy({ isDigit($0) || ".eE+-".utf8.contains($0) }) else { return nil }
    return groups.flatMap { $0 } + rest
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension StringProtocol {
  /// The text without blanks and ends of lines at both its ends.
  package var trimmed: SubSequence {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else { return self[endIndex...] }
    return self[first...last]
  }
}
