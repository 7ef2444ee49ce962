/// One bit a row, the lowest bit first, as Arrow lays them out.
struct Bitmap: Sendable {
  /// The bits, 64 a word; those after the last row mean nothing.
  let words: Buffer<UInt64>
  let count: Int

  init(words: Buffer<UInt64>, count: Int) {
    precondition(words.count * 64 >= count, "a bitmap has a bit for each row")
    self.words = words
    self.count = count
  }

  init(count: Int, _ bit: (Int) -> Bool) {
    var words = [UInt64](repeating: 0, count: Self.wordCount(count))
    for place in 0..<count where bit(place) { words[place >> 6] |= 1 << UInt64(place & 63) }
    self.init(words: Buffer(words), count: count)
  }

  static func wordCount(_ bits: Int) -> Int { (bits + 63) >> 6 }

  @inline(__always)
  subscript(place: Int) -> Bool { words[place >> 6] >> UInt64(place & 63) & 1 != 0 }

  /// The number of bits that are set.
  var oneCount: Int { oneCount(0..<count) }

  /// The number of bits that are set in a range that begins at a whole word, and ends at one or with the last bit.
  func oneCount(_ range: Range<Int>) -> Int {
    var total = 0
    for word in range.lowerBound >> 6..<Self.wordCount(range.upperBound) {
      total += (words[word] & mask(word)).nonzeroBitCount
    }
    return total
  }

  private func mask(_ word: Int) -> UInt64 {
    let rest = count - word * 64
    return rest >= 64 ? .max : (1 << UInt64(rest)) - 1
  }
}
