/// Sorts numbers by some of their bits, equal ones as they stand: digit by digit from the last (Knuth, *Sorting and
/// Searching*, 5.2.5), by several threads.
enum RadixSort {
  /// The numbers that one thread takes at a time: a few milliseconds' worth.
  private static let portion = 1 << 19
  private static let digitBits = 11

  /// Returns the numbers in the order of the bits from one up to another.
  static func sorted(_ numbers: GroupCells<UInt64>, bits: Range<Int>, limits: QueryLimits) throws -> GroupCells<UInt64> {
    let count = numbers.count
    guard count > 1, !bits.isEmpty else { return numbers }
    var (from, to) = (numbers, GroupCells<UInt64>(uninitialized: count))
    let passes = (bits.count + digitBits - 1) / digitBits
    let width = (bits.count + passes - 1) / passes
    for pass in 0..<passes {
      let low = bits.lowerBound + pass * width
      let digits = min(width, bits.upperBound - low)
      guard digits > 0 else { break }
      if try scatter(from, to, shift: UInt64(low), digits: digits, limits: limits) { swap(&from, &to) }
    }
    return from
  }

  /// Moves the numbers to the places of their digits; returns false where all have the same digit.
  private static func scatter(
    _ from: GroupCells<UInt64>, _ to: GroupCells<UInt64>, shift: UInt64, digits: Int, limits: QueryLimits
  ) throws -> Bool {
    let count = from.count
    let portions = (count + portion - 1) / portion
    let places = 1 << digits
    let mask = UInt64(places - 1)
    let counts = GroupCells<Int>(count: portions * places, repeating: 0)
    try Workers.run(portions, limits: limits) { _, item in
      // Safe throughout: a portion lies within the numbers and has a count for each digit.
      let mine = unsafe counts.start + item * places
      for place in item * portion..<min(count, (item + 1) * portion) {
        unsafe mine[Int(truncatingIfNeeded: from.start[place] >> shift & mask)] &+= 1
      }
    }
    var next = 0
    for digit in 0..<places {
      let first = next
      for item in 0..<portions {
        let size = unsafe counts.start[item * places + digit]
        unsafe counts.start[item * places + digit] = next
        next += size
      }
      if next - first == count { return false }
    }
    try Workers.run(portions, limits: limits) { _, item in
      let mine = unsafe counts.start + item * places
      let target = unsafe to.start
      for place in item * portion..<min(count, (item + 1) * portion) {
        let number = unsafe from.start[place]
        let digit = Int(truncatingIfNeeded: number >> shift & mask)
        let goal = unsafe mine[digit]
        unsafe mine[digit] = goal &+ 1
        // Safe: the counts of all portions give each number a place of its own.
        unsafe target[goal] = number
      }
    }
    return true
  }
}
