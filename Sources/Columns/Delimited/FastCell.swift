/// The short ways to read what most cells hold; a cell that they refuse may still be a value, a marker or text.
enum FastCell {
  /// Up to eight digits, the first in the lowest byte, as a number; nil where one of them is no digit.
  @inline(__always)
  private static func digits(_ bytes: UInt64, _ count: Int) -> UInt64? {
    // Taken to the high bytes, so that zeros stand before the number; "0" taken off leaves a digit in each byte, or
    // something over nine.
    let word = (bytes ^ 0x3030_3030_3030_3030) &<< UInt64(truncatingIfNeeded: 64 &- count &* 8)
    guard (word | (word &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 == 0 else { return nil }
    // Neighbours make two digits, then four, then eight.
    let pairs = word &* 10 &+ word &>> 8
    let fours = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
      &+ (pairs &>> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return fours &>> 32
  }

  @inline(__always)
  private static func word(_ start: UnsafePointer<UInt8>) -> UInt64 {
    // Safe: more than 16 bytes can be read behind the last of a cell.
    unsafe UInt64(littleEndian: UnsafeRawPointer(start).loadUnaligned(as: UInt64.self))
  }

  /// A whole number of at most 16 digits, without spaces around it.
  @inline(__always)
  static func integer(_ cell: BlockCells.Cell) -> Int64? {
    guard cell.length > 0, cell.length <= 17 else { return nil }
    // Safe: the cell has a byte.
    let isNegative = unsafe cell.start[0] == UInt8(ascii: "-")
    let start = unsafe cell.start + (isNegative ? 1 : 0)
    let length = cell.length &- (isNegative ? 1 : 0)
    guard length > 0, length <= 16 else { return nil }
    // A leading zero is a letter of a code, not of a number.
    // Safe: the places lie in the cell.
    if unsafe length > 1 && start[0] == UInt8(ascii: "0") { return nil }
    var value: UInt64
    if length <= 8 {
      guard let all = unsafe digits(word(start), length) else { return nil }
      value = all
    } else {
      guard let high = unsafe digits(word(start), length &- 8), let low = unsafe digits(word(start + (length &- 8)), 8)
      else { return nil }
      value = high &* 100_000_000 &+ low
    }
    return isNegative ? 0 &- Int64(truncatingIfNeeded: value) : Int64(truncatingIfNeeded: value)
  }

  /// A number of at most 18 digits that together make a whole number which a Double holds, with or without a point.
  ///
  /// - Parameter powers: Powers of ten from 1 to 10^18.
  @inline(__always)
  static func number(_ cell: BlockCells.Cell, powers: UnsafePointer<Double>) -> Double? {
    guard cell.length > 0, cell.length <= 8 else { return unsafe longNumber(cell, powers: powers) }
    // Safe: the cell has a byte.
    let isNegative = unsafe cell.start[0] == UInt8(ascii: "-")
    let start = unsafe cell.start + (isNegative ? 1 : 0)
    let length = cell.length &- (isNegative ? 1 : 0)
    guard length > 0 else { return nil }
    let bytes = unsafe word(start) & (.max &>> UInt64(truncatingIfNeeded: 64 &- length &* 8))
    // The lowest byte that is a point has its high bit set.
    let others = bytes ^ 0x2E2E_2E2E_2E2E_2E2E
    let points = (others &- 0x0101_0101_0101_0101) & ~others & 0x8080_8080_8080_8080
    let isWhole = points == 0
    let whole = isWhole ? length : points.trailingZeroBitCount &>> 3
    if whole > 1, bytes & 0xFF == UInt64(UInt8(ascii: "0")) { return nil }
    if isWhole {
      guard let all = digits(bytes, length) else { return nil }
      let value = Int64(truncatingIfNeeded: all)
      return Double(isNegative ? 0 &- value : value)
    }
    let fraction = length &- whole &- 1
    guard fraction > 0 else { return nil }
    // The digits behind the point take its place.
    let before: UInt64 = (1 &<< UInt64(truncatingIfNeeded: whole &* 8)) &- 1
    guard let all = digits(bytes & before | bytes &>> 8 & ~before, length &- 1) else { return nil }
    // Safe: there are fewer than eight digits. Both are exact, so their quotient is rounded once (Clinger 1990, page 95).
    let value = unsafe Double(all) / powers[fraction]
    return isNegative ? -value : value
  }

  private static func longNumber(_ cell: BlockCells.Cell, powers: UnsafePointer<Double>) -> Double? {
    // Safe: every place is less than the length.
    let (start, length) = unsafe (cell.start, cell.length)
    guard length > 0, length <= 18 else { return nil }
    let isNegative = unsafe start[0] == UInt8(ascii: "-")
    let wholeStart = isNegative ? 1 : 0
    var place = wholeStart
    var digits: UInt64 = 0
    while place < length {
      let digit = unsafe start[place] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      digits = digits &* 10 &+ UInt64(digit)
      place &+= 1
    }
    let whole = place &- wholeStart
    if whole > 1, unsafe start[wholeStart] == UInt8(ascii: "0") { return nil }
    if place == length {
      guard whole > 0, digits <= 1 << 53 else { return nil }
      return Double(isNegative ? 0 &- Int64(digits) : Int64(digits))
    }
    guard unsafe start[place] == UInt8(ascii: ".") else { return nil }
    place &+= 1
    let fractionStart = place
    while place < length {
      let digit = unsafe start[place] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      digits = digits &* 10 &+ UInt64(digit)
      place &+= 1
    }
    let fraction = place &- fractionStart
    guard fraction > 0, digits <= 1 << 53 else { return nil }
    // Both are exact, so their quotient is rounded once (Clinger 1990, page 95).
    let value = unsafe Double(digits) / powers[fraction]
    return isNegative ? -value : value
  }

  /// The powers of ten that ``number(_:powers:)`` takes.
  static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
  ]

  /// `true` or `false` in any case, as one or zero.
  @inline(__always)
  static func boolean(_ cell: BlockCells.Cell) -> UInt8? {
    // Safe: 32 bytes can be read wherever a cell begins.
    let word = unsafe word(cell.start) | 0x2020_2020_2020_2020
    // Both are looked at without a branch, since truth values often come as they like.
    let isTrue: UInt8 = (word & 0xFFFF_FFFF == 0x6575_7274 ? 1 : 0) & (cell.length == 4 ? 1 : 0)
    let isFalse: UInt8 = (word & 0xFF_FFFF_FFFF == 0x65_736C_6166 ? 1 : 0) & (cell.length == 5 ? 1 : 0)
    guard isTrue | isFalse != 0 else { return nil }
    return isTrue
  }

  /// The years that ``months`` knows.
  static let years = 1800..<2200

  /// For each year and month the days from 1970 to the day before its first, times 32, and its number of days.
  static let months: [Int32] = years.flatMap { year in
    (0..<16).map { month in
      guard let first = CalendarDate(year: year, month: month, day: 1) else { return 0 }
      return (first.daysSince1970 - 1) * 32 + Int32(CalendarDate.daysIn(month: month, of: year))
    }
  }

  /// A day such as `2019-09-30`, as days since 1970.
  @inline(__always)
  static func date(_ cell: BlockCells.Cell, months: UnsafePointer<Int32>) -> Int32? {
    guard cell.length == 10 else { return nil }
    // Safe: 16 bytes can be read wherever a cell begins.
    let raw = unsafe UnsafeRawPointer(cell.start)
    let word = unsafe UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
    let rest = unsafe UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt16.self))
    // "0000-00-" and "00" taken off leave a digit in each byte, or something over nine.
    let digits = word ^ 0x2D30_302D_3030_3030
    let dayDigits = UInt64(rest ^ 0x3030)
    let isDigits = (digits | (digits &+ 0x7F76_767F_7676_7676)) & 0x8080_8080_8080_8080 == 0
      && (dayDigits | (dayDigits &+ 0x7676)) & 0x8080 == 0
    guard isDigits else { return nil }
    @inline(__always) func digit(_ place: UInt64) -> Int { Int(truncatingIfNeeded: digits &>> (place &* 8) & 0xF) }
    let year = digit(0) &* 1000 &+ digit(1) &* 100 &+ digit(2) &* 10 &+ digit(3)
    let month = digit(5) &* 10 &+ digit(6)
    let day = Int32(truncatingIfNeeded: (dayDigits & 0xF) &* 10 &+ dayDigits &>> 8)
    guard year >= 1800, year < 2200, month < 16 else { return nil }
    // Safe: the table has 16 months for each of these years.
    let known = unsafe months[(year &- 1800) &* 16 &+ month]
    guard day > 0, day <= known & 31 else { return nil }
    return known &>> 5 &+ day
  }
}
