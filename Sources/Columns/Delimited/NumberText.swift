/// Reads numbers from the bytes of a cell.
///
/// A number is an optional minus, digits without a leading zero, optionally a point and digits, optionally an exponent:
/// `12`, `-0.5`, `.5`, `1.2e-3`. What would lose something if it were read as a number is none: `007`, `+44`, `1,200`,
/// `5.`, `inf`, and what is too large for a Double.
enum NumberText: Equatable {
  /// Digits that an Int holds.
  case integer(Int)
  /// Digits that an Int does not hold.
  case longInteger
  /// A number with a point or an exponent, rounded to the nearest Double.
  case decimal(Double)
  case none

  /// The whole numbers that a Double holds without a gap.
  static let exactIntegers = -(1 << 53)...(1 << 53)

  /// Powers of ten that a Double holds exactly.
  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  /// Reads a cell.
  init(_ cell: Span<UInt8>) {
    let count = cell.count
    var place = 0
    let isNegative = count > 0 && cell[0] == UInt8(ascii: "-")
    if isNegative { place = 1 }

    // The digits without their point; what a UInt64 cannot hold is read again more slowly.
    var digits: UInt64 = 0
    let wholeStart = place
    while place < count, let digit = Self.digit(cell[place]) {
      digits = digits &* 10 &+ digit
      place += 1
    }
    let wholeCount = place - wholeStart
    let hasLeadingZero = wholeCount > 1 && cell[wholeStart] == UInt8(ascii: "0")
    guard !hasLeadingZero else { self = .none; return }
    if place == count {
      self = wholeCount == 0 ? .none : Self.whole(digits, count: wholeCount, isNegative: isNegative)
      return
    }

    var fractionCount = 0
    if cell[place] == UInt8(ascii: ".") {
      place += 1
      let fractionStart = place
      while place < count, let digit = Self.digit(cell[place]) {
        digits = digits &* 10 &+ digit
        place += 1
      }
      fractionCount = place - fractionStart
      guard fractionCount > 0 else { self = .none; return }
    }
    guard wholeCount + fractionCount > 0 else { self = .none; return }

    var exponent = 0
    if place < count {
      guard cell[place] | 0x20 == UInt8(ascii: "e"), let written = Self.exponent(cell, from: place + 1) else {
        self = .none
        return
      }
      exponent = written
    }
    let scale = exponent - fractionCount
    // Both factors are exact, so their product or quotient is rounded once (Clinger 1990, page 95).
    if wholeCount + fractionCount <= 19, digits <= 1 << 53, abs(scale) <= 22 {
      let magnitude = Double(digits)
      let power = Self.powersOfTen[abs(scale)]
      let value = scale < 0 ? magnitude / power : magnitude * power
      self = .decimal(isNegative ? -value : value)
      return
    }
    self = Self.slow(cell)
  }

  private static func whole(_ digits: UInt64, count: Int, isNegative: Bool) -> NumberText {
    // 19 digits always fit in 64 bits without a sign, so the comparison is of the number itself.
    guard count <= 19, digits <= UInt64(Int.max) + (isNegative ? 1 : 0) else { return .longInteger }
    return .integer(isNegative ? Int(truncatingIfNeeded: 0 &- digits) : Int(digits))
  }

  private static func slow(_ cell: Span<UInt8>) -> NumberText {
    var text = ""
    for place in 0..<cell.count { text.unicodeScalars.append(Unicode.Scalar(cell[place])) }
    guard let value = Double(text), value.isFinite else { return .none }
    return .decimal(value)
  }

  /// The exponent that begins at a place and ends with the cell, or nil; a huge one is cut to one just as hopeless.
  private static func exponent(_ cell: Span<UInt8>, from start: Int) -> Int? {
    var place = start
    guard place < cell.count else { return nil }
    let isNegative = cell[place] == UInt8(ascii: "-")
    if isNegative || cell[place] == UInt8(ascii: "+") { place += 1 }
    guard place < cell.count else { return nil }
    var value = 0
    while place < cell.count {
      guard let digit = digit(cell[place]) else { return nil }
      value = min(value * 10 + Int(digit), 1_000_000)
      place += 1
    }
    return isNegative ? -value : value
  }

  @inline(__always)
  private static func digit(_ byte: UInt8) -> UInt64? {
    let value = byte &- UInt8(ascii: "0")
    return value < 10 ? UInt64(value) : nil
  }

  /// The number as a Double for a column of numbers, whole or not; nil where it is no number.
  ///
  /// - Parameter exactly: Whether a whole number that a Double would round is refused.
  func double(exactly: Bool, from cell: Span<UInt8>) -> Double? {
    switch self {
    case .integer(let value): exactly && !Self.exactIntegers.contains(value) ? nil : Double(value)
    case .decimal(let value): value
    case .longInteger:
      if !exactly, case .decimal(let value) = Self.slow(cell) { value } else { nil }
    case .none: nil
    }
  }
}
