/// What the codes of rows that stand next to one another come to: their sum, the least and the most, eight codes at a time.
///
/// Codes stand here with a sign, the first one as the least number of 16 bits: vectors of such numbers have a least and a
/// most on every processor.
struct StretchCodes {
  /// How far codes with a sign lie below those without.
  private static let bias = UInt16(1) << 15

  private var least = SIMD8<Int16>(repeating: .max)
  private var most = SIMD8<Int16>(repeating: .min)
  /// The sum of the codes, each as the number that it is without a sign. A block has too few rows for 32 bits to overflow.
  private var sums = SIMD8<UInt32>()

  /// The rows whose codes are taken at once.
  static let wordRows = 64

  /// Writes the codes of 64 rows, of which the least is given.
  @inline(__always)
  static func write<Value: FixedWidthInteger>(
    _ values: UnsafePointer<Value>, least: Int, to codes: UnsafeMutablePointer<Int16>
  ) {
    let offset = UInt16(truncatingIfNeeded: least) &+ bias
    // Safe: there are 64 values, and there is room for as many codes.
    for row in 0..<wordRows {
      unsafe codes[row] = Int16(bitPattern: UInt16(truncatingIfNeeded: values[row]) &- offset)
    }
  }

  /// Adds the codes of those of 64 rows that a bit is set for. The others become the first code.
  @inline(__always)
  mutating func add(_ codes: UnsafeMutablePointer<Int16>, _ word: UInt64) {
    let lanes: SIMD8<UInt16> = [1, 2, 4, 8, 16, 32, 64, 128]
    for part in 0..<8 {
      let byte = SIMD8(repeating: UInt16(truncatingIfNeeded: word &>> UInt64(part &* 8) & 0xff))
      let keeps = (byte & lanes) .== lanes
      // Safe: there are 64 codes.
      let memory = unsafe UnsafeMutableRawPointer(codes + part &* 8)
      let code = unsafe memory.loadUnaligned(as: SIMD8<Int16>.self)
      let kept = SIMD8<Int16>(repeating: .min).replacing(with: code, where: keeps)
      let other = SIMD8<Int16>(repeating: .max).replacing(with: code, where: keeps)
      least.replace(with: other, where: other .< least)
      most.replace(with: kept, where: kept .> most)
      let plain = SIMD8<UInt16>(truncatingIfNeeded: kept) ^ SIMD8(repeating: Self.bias)
      sums &+= SIMD8<UInt32>(truncatingIfNeeded: plain)
      unsafe memory.storeBytes(of: kept, as: SIMD8<Int16>.self)
    }
  }

  /// The sum of the codes of 64 rows in a table by code.
  @inline(__always)
  static func sum(_ codes: UnsafePointer<Int16>, in table: UnsafePointer<Int32>) -> Int64 {
    var (even, odd) = (Int64.zero, Int64.zero)
    for row in stride(from: 0, to: wordRows, by: 2) {
      // Safe: there are 64 codes, and the table has a value for each.
      unsafe even &+= Int64(table[Int(UInt16(bitPattern: codes[row]) ^ bias)])
      unsafe odd &+= Int64(table[Int(UInt16(bitPattern: codes[row &+ 1]) ^ bias)])
    }
    return even &+ odd
  }

  /// The sum of the codes that were added.
  var sum: Int64 { (0..<8).reduce(0) { $0 &+ Int64(sums[$1]) } }

  /// The least and the most code, of which the first is the larger where none was added.
  var extremes: (least: UInt16, most: UInt16) {
    (UInt16(bitPattern: least.min()) ^ Self.bias, UInt16(bitPattern: most.max()) ^ Self.bias)
  }
}
