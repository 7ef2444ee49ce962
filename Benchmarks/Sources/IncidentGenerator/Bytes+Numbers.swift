extension [UInt8] {
  /// Appends a whole number of zero or more in decimal digits.
  mutating func append(decimal number: Int) {
    var (scale, rest) = (1, number)
    while scale <= number / 10 { scale *= 10 }
    while scale > 0 {
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / scale))
      rest %= scale
      scale /= 10
    }
  }

  /// Appends a number of hundredths with its two decimal places.
  mutating func append(hundredths number: Int) {
    append(decimal: number / 100)
    append(UInt8(ascii: "."))
    append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10 % 10))
    append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
  }
}
