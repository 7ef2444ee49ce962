/// The order of the numbers of groups that several answers have.
enum KeyOrder {
  private struct Pair: BitwiseCopyable {
    let key: UInt64
    let place: UInt32
  }

  /// The places of numbers, counted through all answers, in the order of the numbers, none of which occurs twice: digit
  /// by digit from the last (Knuth, *Sorting and Searching*, 5.2.5).
  ///
  /// - Parameter bits: The bits that numbers have.
  static func places(
    _ answers: [(keys: GroupCells<UInt64>, count: Int)], bits: Int, limits: QueryLimits
  ) throws -> [Int] {
    let count = answers.reduce(0) { $0 + $1.count }
    try limits.checkMemory(count * 40, for: "the order of the groups")
    var from = GroupCells<Pair>(uninitialized: count)
    var to = GroupCells<Pair>(uninitialized: count)
    var place = 0
    // Safe throughout: each memory has room for every number, and a digit is below the number of places.
    for answer in answers {
      for group in 0..<answer.count {
        unsafe from.start[place] = Pair(key: answer.keys.start[group], place: UInt32(truncatingIfNeeded: place))
        place += 1
      }
    }
    let digitBits = 11
    for shift in stride(from: 0, to: bits, by: digitBits) {
      try limits.check()
      let (low, mask) = (UInt64(shift), UInt64(1) << UInt64(digitBits) - 1)
      let places = GroupCells<Int>(count: 1 << digitBits + 1, repeating: 0)
      let (next, source, target) = unsafe (places.start, from.start, to.start)
      for place in 0..<count { unsafe next[Int(source[place].key &>> low & mask) + 1] &+= 1 }
      for digit in 1..<places.count { unsafe next[digit] &+= next[digit - 1] }
      for place in 0..<count {
        let pair = unsafe source[place]
        let digit = unsafe next + Int(pair.key &>> low & mask)
        unsafe target[digit.pointee] = pair
        unsafe digit.pointee &+= 1
      }
      swap(&from, &to)
    }
    let sorted = from
    return (0..<count).map { Int(sorted[$0].place) }
  }
}
