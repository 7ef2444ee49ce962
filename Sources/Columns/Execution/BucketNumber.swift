import CKernels

/// A number that tables keep in buckets of four places, which are looked at together: whether a number is in a bucket, and
/// at which place, is known without a jump, which would be guessed wrong as often as not.
///
/// The places of a bucket are filled from the first on, so that the first that holds a number or is free is where the
/// number is or belongs. A free place has all bits set, so no number may.
protocol BucketNumber: FixedWidthInteger, UnsignedInteger, BitwiseCopyable {
  /// The first place of a bucket that holds a number or is free; four where there is none.
  static func place(of number: Self, inBucket bucket: UnsafePointer<Self>) -> UInt32
}

extension UInt32: BucketNumber {
  @inline(__always)
  static func place(of number: Self, inBucket bucket: UnsafePointer<Self>) -> UInt32 {
    // Safe here and below: the callers hand over a bucket.
    unsafe buckets_place_32(bucket, number)
  }
}

extension UInt64: BucketNumber {
  @inline(__always)
  static func place(of number: Self, inBucket bucket: UnsafePointer<Self>) -> UInt32 {
    unsafe buckets_place_64(bucket, number)
  }
}

extension BucketNumber {
  /// Where a table holds this number, or the free place where it belongs. A full bucket is followed by the next one.
  ///
  /// - Parameters:
  ///   - hash: Bits of which the lowest choose the bucket.
  ///   - places: The places of the table, a power of two and at least a bucket, some of them free.
  @inline(__always)
  func slot(hash: UInt64, in table: UnsafePointer<Self>, places: Int) -> Int {
    let mask = places &- 1
    var first = Int(truncatingIfNeeded: hash &* 4) & mask
    while true {
      // Safe: a bucket begins at a multiple of four and lies within the table.
      let place = unsafe Self.place(of: self, inBucket: table + first)
      if place < 4 { return first &+ Int(truncatingIfNeeded: place) }
      first = (first &+ 4) & mask
    }
  }
}
