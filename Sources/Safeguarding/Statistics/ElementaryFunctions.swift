/// Logarithm and exponential by the four operations alone, which every platform rounds alike.
///
/// The functions of the system's library may differ in the last bit from one platform to the next, and a seeded
/// simulation must not. Relative accuracy is about 1e-15.
package enum ElementaryFunctions {
  private static let logarithmOfTwo = 0.693_147_180_559_945_3

  /// The natural logarithm of a finite number above zero.
  @inline(__always)
  package static func logarithm(_ number: Double) -> Double {
    var exponent = Double(number.exponent)
    var significand = number.significand
    if significand > 1.414_213_562_373_095 {
      significand *= 0.5
      exponent += 1
    }
    // log(m) = 2 artanh((m - 1)/(m + 1)), whose series in a square of at most 0.0295 needs eleven terms.
    let ratio = (significand - 1) / (significand + 1)
    let square = ratio * ratio
    var sum = 1.0 / 21
    for divisor in [19.0, 17, 15, 13, 11, 9, 7, 5, 3, 1] { sum = sum * square + 1 / divisor }
    return 2 * ratio * sum + exponent * logarithmOfTwo
  }

  /// The exponential of a number from -700 to 700.
  package static func exponential(_ number: Double) -> Double {
    let power = (number / logarithmOfTwo).rounded()
    let rest = number - power * logarithmOfTwo
    var sum = 1.0
    for divisor in stride(from: 16.0, through: 1, by: -1) { sum = 1 + sum * rest / divisor }
    return Double(sign: .plus, exponent: Int(power), significand: sum)
  }
}
