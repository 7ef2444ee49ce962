/// A number as the decimal digits that print it, for rounding as people round: half away from zero.
///
/// `0.15` prints `0.15`, so to one place it is `0.2`, although the binary number below it is a little less than that.
/// The digits are the shortest that read back as the same number (what `Double.description` gives), so noise such as
/// `13.600000000000001` can be rounded off at a stated number of significant digits.
public struct DecimalDigits: Hashable, Sendable {
  /// The digits from the first that is not zero; empty for zero.
  private var digits: [UInt8]
  /// The number of digits before the decimal point; negative or zero where the number begins after it.
  private var point: Int
  private let isNegative: Bool

  /// Takes a number apart; nil where it is infinite or not a number.
  public init?(_ number: Double) {
    guard number.isFinite else { return nil }
    isNegative = number < 0
    digits = []
    point = 0
    var sawPoint = false
    var exponent = 0
    let bytes = Array(number.magnitude.description.utf8)
    for (place, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "."): sawPoint = true
      case UInt8(ascii: "e"):
        exponent = Int(String(decoding: bytes[(place + 1)...], as: UTF8.self)) ?? 0
      case UInt8(ascii: "0")...UInt8(ascii: "9") where exponent == 0 && !bytes[..<place].contains(UInt8(ascii: "e")):
        digits.append(byte - UInt8(ascii: "0"))
        if !sawPoint { point += 1 }
      default: break
      }
    }
    point += exponent
    let zeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(zeros)
    point -= zeros
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { point = 0 }
  }

  /// Returns a number without the noise of binary fractions, to the 12 significant digits that published figures stay
  /// within: `13.600000000000001` as 13.6. A number that is infinite or none comes back as it is.
  public static func withoutNoise(_ number: Double) -> Double {
    DecimalDigits(number)?.rounded(toSignificantDigits: 12).number ?? number
  }

  /// Returns one number less another as by hand: `0.3 - 0.1` is 0.2, and `13.600000000000001 - 13.6` is zero.
  public static func difference(_ first: Double, _ second: Double) -> Double {
    guard let one = DecimalDigits(first)?.rounded(toSignificantDigits: 12),
      let other = DecimalDigits(second)?.rounded(toSignificantDigits: 12)
    else { return first - second }
    let raw = one.number - other.number
    return DecimalDigits(raw)?.rounded(toDecimals: max(one.decimals, other.decimals)).number ?? raw
  }

  /// The digits before the decimal point.
  public var wholeDigits: Int { max(0, point) }

  /// The digits after the decimal point that are needed to print the number in full.
  public var decimals: Int { max(0, digits.count - point) }

  /// Returns the number rounded to some decimal places, halves away from zero.
  public func rounded(toDecimals decimals: Int) -> DecimalDigits { keeping(point + decimals) }

  /// Returns the number rounded to some significant digits, halves away from zero.
  public func rounded(toSignificantDigits count: Int) -> DecimalDigits { keeping(count) }

  private func keeping(_ count: Int) -> DecimalDigits {
    guard count < digits.count else { return self }
    var copy = self
    guard count >= 0 else {
      copy.digits = []
      copy.point = 0
      return copy
    }
    let roundsUp = digits[count] >= 5
    copy.digits.removeSubrange(count...)
    if roundsUp {
      var place = count - 1
      while place >= 0, copy.digits[place] == 9 { place -= 1 }
      if place >= 0 {
        copy.digits[place] += 1
        copy.digits.removeSubrange((place + 1)...)
      } else {
        copy.digits = [1]
        copy.point += 1
      }
    }
    while copy.digits.last == 0 { copy.digits.removeLast() }
    if copy.digits.isEmpty { copy.point = 0 }
    return copy
  }

  /// The number again.
  public var number: Double {
    let text = String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
    guard !text.isEmpty, let magnitude = Double("0.\(text)e\(point)") else { return 0 }
    return isNegative ? -magnitude : magnitude
  }

  /// The number in figures, with at least some decimal places.
  ///
  /// - Parameters:
  ///   - decimals: The places to fill with zeros where there are fewer digits.
  ///   - grouped: Whether commas part the thousands.
  public func text(decimals: Int = 0, grouped: Bool = false) -> String {
    var whole = String(decoding: digits.prefix(max(0, point)).map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
    whole += String(repeating: "0", count: max(0, point - digits.count))
    if whole.isEmpty { whole = "0" }
    var fraction = point < 0 ? String(repeating: "0", count: -point) : ""
    if digits.isEmpty { fraction = "" }
    fraction += String(decoding: digits.dropFirst(max(0, point)).map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
    fraction += String(repeating: "0", count: max(0, decimals - fraction.count))
    let sign = isNegative && !digits.isEmpty ? "-" : ""
    return sign + (grouped ? Self.grouped(whole) : whole) + (fraction.isEmpty ? "" : "." + fraction)
  }

  private static func grouped(_ digits: String) -> String {
    var text = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }
}
