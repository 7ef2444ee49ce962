/// The order of numbers that stand for keys of rows or groups.
enum KeyOrder {
  /// The places of numbers in the order of the numbers, equal ones as they stand.
  ///
  /// A number's bits are sorted together with its place in words of 64 bits, the lowest first where one word does not hold
  /// all of them.
  ///
  /// - Parameter bits: The bits that numbers have.
  static func places(of numbers: GroupCells<UInt64>, bits: Int, limits: QueryLimits) throws -> [Int] {
    let count = numbers.count
    try limits.checkMemory(count * 32, for: "the order of \(PrintedNumber.of(count)) keys")
    let placeBits = Int.bitWidth - max(1, count).leadingZeroBitCount
    let (shift, placeMask) = (UInt64(placeBits), UInt64(1) << UInt64(placeBits) - 1)
    var order: GroupCells<Int>?
    for low in stride(from: 0, to: bits, by: 64 - placeBits) {
      let width = min(64 - placeBits, bits - low)
      let mask = UInt64.max >> UInt64(64 - width)
      let (known, words) = (order, GroupCells<UInt64>(uninitialized: count))
      try NumberSeries.forEachPortion(count, limits) { range in
        for place in range {
          // Safe: there is a number and a word for each place, and an order holds each place once.
          let number = unsafe numbers.start[known.map { unsafe $0.start[place] } ?? place]
          unsafe words.start[place] = (number &>> UInt64(low) & mask) &<< shift | UInt64(place)
        }
      }
      let sorted = try RadixSort.sorted(words, bits: placeBits..<placeBits + width, limits: limits.forRows(count))
      let next = GroupCells<Int>(uninitialized: count)
      try NumberSeries.forEachPortion(count, limits) { range in
        for place in range {
          // Safe: as above.
          let from = unsafe Int(sorted.start[place] & placeMask)
          unsafe next.start[place] = known.map { unsafe $0.start[from] } ?? from
        }
      }
      order = next
    }
    // Safe: an order holds as many places.
    return order.map { unsafe Array(UnsafeBufferPointer(start: $0.start, count: count)) } ?? Array(0..<count)
  }
}
