/// A set of numbers below a bound, with a bit for each: where numbers are many beside the bound, nothing needs to be
/// looked for.
@safe
final class PairBits: @unchecked Sendable {
  private var words = GroupCells<UInt64>(uninitialized: 0)

  /// Whether a bit for each number below a bound takes less time than a ``PairSet`` of some numbers: the bits stay in near
  /// caches, and they are not much more to clear than the numbers are to read.
  static func serves(numbersBelow bound: Int, count: Int) -> Bool { bound <= 1 << 26 && bound >> 9 <= count }

  /// Forgets every number, and makes room for those below a bound.
  func removeAll(numbersBelow bound: Int) {
    let count = Bitmap.wordCount(bound)
    if words.count < count { words = GroupCells(uninitialized: count) }
    // Safe: the memory has at least as many words.
    unsafe words.start.update(repeating: 0, count: count)
  }

  /// Adds numbers, and adds one to the count of the group that the high bits of each new number tell.
  ///
  /// - Parameters:
  ///   - numbers: Numbers below the bound that there is room for.
  ///   - shift: The bits of a number below those of its group.
  func insert<Pair: FixedWidthInteger & UnsignedInteger>(
    _ numbers: UnsafePointer<Pair>, _ numberCount: Int, counting groups: UnsafeMutablePointer<UInt32>, shift: Pair
  ) {
    let words = unsafe words.start
    for place in 0..<numberCount {
      // Safe: there is a bit for each number, and its high bits are a group.
      let number = unsafe numbers[place]
      let word = unsafe words + Int(truncatingIfNeeded: number &>> 6)
      let known = unsafe word.pointee
      let bit = UInt64(truncatingIfNeeded: number & 63)
      unsafe word.pointee = known | 1 &<< bit
      // Whether a number is new is as good as chance, so nothing jumps on it.
      unsafe groups[Int(truncatingIfNeeded: number &>> shift)] &+= UInt32(truncatingIfNeeded: ~(known &>> bit) & 1)
    }
  }
}
