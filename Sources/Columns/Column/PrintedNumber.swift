/// Numbers in figures, as tables and sentences print them.
public enum PrintedNumber {
  /// Returns a number to some decimal places, halves away from zero, with commas between the thousands: `1,234.50`.
  ///
  /// Without decimal places the number prints in as many as it needs, to some significant digits; no digit before the decimal
  /// point is rounded away.
  public static func of(_ number: Double, decimals: Int? = nil, significantDigits: Int = 12) -> String {
    guard let digits = DecimalDigits(number) else { return String(number) }
    guard number.magnitude < 1e18 else { return String(number) }
    // So small a number would print as a line of zeros.
    guard let decimals else {
      if number != 0, number.magnitude < 1e-9 { return String(number) }
      return digits.rounded(toSignificantDigits: max(significantDigits, digits.wholeDigits)).text(grouped: true)
    }
    return digits.rounded(toDecimals: decimals).text(decimals: decimals, grouped: true)
  }

  /// Returns a whole number with commas between the thousands: `13,407`.
  public static func of(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = number < 0 ? "-" : ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// Returns a number with its sign, for a change: `+31.5`, `-2.0`, `0.0`.
  public static func signed(_ number: Double, decimals: Int? = nil) -> String {
    let text = of(number, decimals: decimals)
    return number > 0 && text.contains(where: { ("1"..."9").contains($0) }) ? "+" + text : text
  }

  /// Returns a place in an order: `1st`, `2nd`, `11th`, `1,023rd`.
  public static func ordinal(_ number: Int) -> String {
    let ending =
      switch (number.magnitude % 100, number.magnitude % 10) {
      case (11...13, _): "th"
      case (_, 1): "st"
      case (_, 2): "nd"
      case (_, 3): "rd"
      default: "th"
      }
    return of(number) + ending
  }
}
