/// Texts by offsets: their UTF-8 one after another, and where each begins.
///
/// The offsets may come from a file that was altered, so each use of one is checked; a text whose offsets are wrong is
/// empty.
struct TextStore: Sendable {
  /// Where each text begins, and where the last ends: one more than there are texts.
  let offsets: Buffer<Int32>
  let bytes: Buffer<UInt8>

  var count: Int { offsets.count - 1 }

  /// Takes over buffers.
  init(offsets: Buffer<Int32>, bytes: Buffer<UInt8>) {
    precondition(offsets.count > 0, "a store of texts says where its last text ends")
    self.offsets = offsets
    self.bytes = bytes
  }

  /// The most bytes that a store can hold.
  static let maximumBytes = Int(Int32.max)

  /// Creates a store from texts of at most ``maximumBytes`` together.
  init(_ texts: some Sequence<String>) {
    var offsets: [Int32] = [0]
    var bytes: [UInt8] = []
    for text in texts {
      bytes.append(contentsOf: text.utf8)
      offsets.append(Int32(bytes.count))
    }
    self.init(offsets: Buffer(offsets), bytes: Buffer(bytes))
  }

  subscript(place: Int) -> String { unsafe withBytes(place) { unsafe String(decoding: $0, as: UTF8.self) } }

  /// Gives the bytes of one text to a closure.
  @inline(__always)
  func withBytes<Result>(_ place: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
    let (start, end) = (Int(offsets[place]), Int(offsets[place + 1]))
    guard start >= 0, start <= end, end <= bytes.count else {
      return try unsafe body(UnsafeBufferPointer(start: nil, count: 0))
    }
    // Safe: the range was just found to lie within the bytes.
    return try unsafe body(UnsafeBufferPointer(start: bytes.start + start, count: end - start))
  }

  /// Whether the offsets of some texts are as they should be: they rise, and lie within the bytes.
  func hasSoundOffsets(of places: Range<Int>) -> Bool {
    var falls = 0
    for place in places {
      // Safe: there is one offset more than there are texts.
      falls &+= unsafe offsets.start[place + 1] < offsets.start[place] ? 1 : 0
    }
    return falls == 0 && offsets[places.lowerBound] >= 0 && Int(offsets[places.upperBound]) <= bytes.count
  }

  /// Whether one text stands before another: by their bytes, which is the order of their Unicode scalars.
  func isLess(_ first: Int, _ second: Int) -> Bool {
    unsafe withBytes(first) { one in
      unsafe withBytes(second) { other in unsafe Self.isLess(one, other) }
    }
  }

  /// The places of the texts in the order of their bytes.
  ///
  /// Texts are told apart by the eight bytes after those that all share, and only where these are equal by the rest.
  func order() -> [Int] {
    // Without a deadline, or a bound of memory, nothing can be refused.
    (try? order(QueryLimits())) ?? Array(0..<count)
  }

  private func order(_ limits: QueryLimits) throws -> [Int] {
    let shared = sharedLength
    let words = GroupCells<UInt64>(uninitialized: count)
    try NumberSeries.forEachPortion(count, limits) { places in
      for place in places {
        unsafe withBytes(place) { text in
          var word: UInt64 = 0
          // Safe: the byte lies within the text, and there is a word for each text.
          for byte in shared..<shared + 8 { word = unsafe word << 8 | (byte < text.count ? UInt64(text[byte]) : 0) }
          unsafe words.start[place] = word
        }
      }
    }
    let sorted = try KeyOrder.places(of: words, bits: 64, limits: limits)
    // Texts of one word are told apart by the thread that has the first of them.
    var (starts, last) = ([0], 0)
    for start in stride(from: Self.portionTexts, to: count, by: Self.portionTexts) where start > last {
      last = start
      while last < count, words[sorted[last]] == words[sorted[last - 1]] { last += 1 }
      starts.append(last)
    }
    let portions = starts + [count]
    let order = GroupCells(sorted)
    try Workers.run(portions.count - 1, limits: limits.forRows(count)) { _, portion in
      var (first, last) = (portions[portion], portions[portion + 1])
      while first < last {
        var end = first + 1
        while end < last, words[order[end]] == words[order[first]] { end += 1 }
        // Safe: the places lie within the order, and this thread has them alone.
        var alike = unsafe UnsafeMutableBufferPointer(start: order.start + first, count: end - first)
        if alike.count > 1 { unsafe alike.sort { isLess($0, $1) } }
        first = end
      }
    }
    // Safe: an order holds as many places.
    return unsafe Array(UnsafeBufferPointer(start: order.start, count: count))
  }

  private static let portionTexts = 1 << 16

  /// How many bytes every text begins with that are the same.
  private var sharedLength: Int {
    guard count > 1 else { return 0 }
    return unsafe withBytes(0) { first in
      var length = first.count
      for place in 1..<count where length > 0 {
        unsafe withBytes(place) { text in
          length = min(length, text.count)
          // Safe: the byte lies within both texts.
          var same = 0
          while same < length, unsafe first[same] == text[same] { same += 1 }
          length = same
        }
      }
      return length
    }
  }

  /// The place of a text, or nil where the store lacks it.
  func place(of wanted: UnsafeBufferPointer<UInt8>, isSorted: Bool) -> Int? {
    func isEqual(_ place: Int) -> Bool {
      unsafe withBytes(place) { text in
        guard text.count == wanted.count else { return false }
        return unsafe text.elementsEqual(wanted)
      }
    }
    guard isSorted else { return (0..<count).first(where: isEqual) }
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) >> 1
      let isBefore = unsafe withBytes(middle) { text in unsafe Self.isLess(text, wanted) }
      if isBefore { low = middle + 1 } else { high = middle }
    }
    return low < count && isEqual(low) ? low : nil
  }

  static func isLess(_ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
    let shared = min(one.count, other.count)
    for place in 0..<shared {
      // Safe: the place lies in both.
      let (first, second) = unsafe (one[place], other[place])
      if first != second { return first < second }
    }
    return one.count < other.count
  }
}
