/// The rows of a block that a filter let through.
///
/// Safe to hold, since whoever makes a block keeps the memory of its rows until the block was used.
@safe
struct RowBlock {
  let chunk: Int
  /// The row within the chunk that the rows are counted from; a multiple of 64 where no rows are named.
  let start: Int
  /// The number of rows that are worked on.
  let count: Int
  /// The rows that passed, counted from `start`; nil where all did, or where there is a mask.
  let rows: UnsafePointer<UInt32>?
  /// A bit for each row, set where the row passed: most did, so that all are worked on and the others left out at the end.
  let mask: UnsafePointer<UInt64>?
  /// The number of rows that passed.
  let passed: Int

  /// How a block is given of which only some rows pass.
  enum Form {
    /// The rows that passed are listed.
    case listed
    /// Where most rows passed, all of them with a mask.
    case maskedIfMostPass
    /// All rows with a mask.
    case masked
  }

  init(chunk: Int, start: Int, count: Int, rows: UnsafePointer<UInt32>?) {
    (self.chunk, self.start, self.count, passed) = (chunk, start, count, count)
    unsafe self.rows = rows
    unsafe mask = nil
  }

  init(chunk: Int, start: Int, count: Int, mask: UnsafePointer<UInt64>, passed: Int) {
    (self.chunk, self.start, self.count, self.passed) = (chunk, start, count, passed)
    unsafe rows = nil
    unsafe self.mask = mask
  }

  @inline(__always)
  func row(_ place: Int) -> Int {
    // Safe: there are `count` rows.
    if let rows = unsafe rows { unsafe Int(rows[place]) } else { place }
  }

  /// The bits of a mask from a place up to the end of its word or of some places, at their places in the word; all ones
  /// where there is no mask.
  @inline(__always)
  func bits(from place: Int, to end: Int) -> UInt64 {
    // Safe: the mask has a bit for each row of the block.
    let word = if let mask = unsafe mask { unsafe mask[place &>> 6] } else { UInt64.max }
    let last = min(end, (place | 63) &+ 1) &- 1
    return word & (.max &<< UInt64(place & 63)) & (.max &>> UInt64(63 &- last & 63))
  }

  /// Calls a closure with the places of each word, and at their places in it the bits of those that passed and have a value.
  ///
  /// - Parameter present: The bits of the chunk's rows that have a value; nil where all do.
  @inline(__always)
  func forEachWord(of places: Range<Int>, present: Bitmap?, _ body: (_ places: Range<Int>, _ word: UInt64) -> Void) {
    var place = places.lowerBound
    while place < places.upperBound {
      let end = min(places.upperBound, (place | 63) &+ 1)
      var word = bits(from: place, to: places.upperBound)
      // Safe: the block's rows lie within the chunk.
      if let present { unsafe word &= present.words.start[(start &+ place) &>> 6] }
      body(place..<end, word)
      place = end
    }
  }

  /// How many of some rows passed.
  func passed(_ places: Range<Int>) -> Int {
    guard unsafe mask != nil else { return places.count }
    var passed = 0
    forEachWord(of: places, present: nil) { _, word in passed += word.nonzeroBitCount }
    return passed
  }

  /// Writes a value in the place of each row that a mask leaves out.
  func replaceMasked(_ values: UnsafeMutablePointer<UInt32>, with value: UInt32) {
    guard let mask = unsafe mask else { return }
    for word in 0..<Bitmap.wordCount(count) {
      // Safe: the mask has a bit and the memory a value for each row.
      var absent = unsafe ~mask[word]
      while absent != 0 {
        let place = word * 64 + absent.trailingZeroBitCount
        absent &= absent - 1
        if place < count { unsafe values[place] = value }
      }
    }
  }
}
