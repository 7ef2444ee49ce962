import CKernels

/// Texts as numbers of some bits, in the order of the texts: equal where they begin alike. The first rows of an order are found among few by
/// them, where to number all different texts would take far longer than to find the first.
struct TextPrefixes: Sendable {
  /// What most texts begin with, which tells nothing.
  private let shared: [UInt8]
  private let bits: Int
  private let descending: Bool

  /// The number behind those of all texts: of a row that has none.
  var missing: UInt64 { 1 << UInt64(bits) - 1 }

  /// Fails where texts are kept once each in their order, which has numbered them; where not all are of ASCII, since letters beyond it may be spelt in two ways
  /// and be one text; and where those that come first begin too much alike for their beginnings to tell the first rows from many others.
  ///
  /// - Parameters:
  ///   - wanted: How many rows are to be found.
  ///   - bits: Those of each number, no more than 63.
  init?(_ column: Column, descending: Bool, wanted: Int, bits: Int) {
    guard column.type == .text, column.count > Self.leastRows, wanted * 8 <= column.count else { return nil }
    var coded: TextStore?
    if let dictionary = column.dictionary {
      guard !dictionary.isOrdered, dictionary.count > Column.sortedDictionaryLimit, case .texts(let store) = dictionary.values else { return nil }
      coded = store
    }
    var sample: [(chunk: Int, row: Int)] = []
    for (chunk, values) in column.chunks.enumerated() {
      let step = max(1, values.rowCount / max(1, Self.sampleSize * values.rowCount / column.count))
      sample += stride(from: 0, to: values.rowCount, by: step).map { (chunk, $0) }
    }
    func text(_ place: (chunk: Int, row: Int)) -> [UInt8]? {
      guard column.presence.chunks[place.chunk][place.row] == nil else { return nil }
      let chunk = column.chunks[place.chunk]
      if let coded { return chunk.code(place.row).flatMap { code in code < coded.count ? unsafe coded.withBytes(code) { unsafe Array($0) } : nil } }
      return if case .text(let store) = chunk.values { unsafe store.withBytes(place.row) { unsafe Array($0) } } else { nil }
    }
    let stores = coded.map { [$0] } ?? column.chunks.compactMap { if case .text(let store) = $0.values { store } else { nil } }
    for store in stores {
      // Safe: the memory has as many bytes.
      guard unsafe kernels_is_ascii(store.bytes.start, store.bytes.count) != 0 else { return nil }
    }
    let texts = sample.compactMap(text).sorted { $0.lexicographicallyPrecedes($1) }
    guard !texts.isEmpty else { return nil }
    // What two texts far from each other begin with, all between them do.
    let (low, high) = (texts[texts.count / 20], texts[texts.count - 1 - texts.count / 20])
    shared = Array(low[..<zip(low, high).prefix { $0 == $1 }.count])
    (self.descending, self.bits) = (descending, bits)
    let numbers = texts.map { text in unsafe text.withUnsafeBufferPointer { unsafe number(of: $0) } }.sorted()
    guard let last = numbers.dropFirst(wanted * sample.count / column.count).first else { return nil }
    guard numbers.prefix(while: { $0 <= last }).count * 4 <= sample.count else { return nil }
  }

  /// Of fewer rows all may be sorted.
  private static let leastRows = 1 << 14
  private static let sampleSize = 1024

  /// - Complexity: O(1), but for the bytes that texts share.
  @inline(__always)
  func number(of text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let word: UInt64
    // Safe throughout: each byte lies within the text.
    if let start = text.baseAddress, text.count >= shared.count + 8, unsafe beginsAsOthers(text) {
      word = unsafe UInt64(bigEndian: UnsafeRawPointer(start + shared.count).loadUnaligned(as: UInt64.self))
    } else {
      word = unsafe numberOfOther(text)
    }
    // The largest number is that of no text, and two ways to write the one before it do not matter: what begins alike is told apart later.
    let number = min(word &>> UInt64(64 &- bits), missing &- 1)
    return descending ? missing &- 1 &- number : number
  }

  @inline(__always)
  private func beginsAsOthers(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    for place in 0..<shared.count where unsafe text[place] != shared[place] { return false }
    return true
  }

  /// The word of a text that is short, or begins in another way than most: then it comes before all of them, or behind.
  private func numberOfOther(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard text.count >= shared.count, unsafe beginsAsOthers(text) else {
      return unsafe shared.withUnsafeBufferPointer { unsafe TextStore.isLess(text, $0) } ? 0 : .max
    }
    var word: UInt64 = 0
    for byte in shared.count..<shared.count + 8 { word = unsafe word << 8 | (byte < text.count ? UInt64(text[byte]) : 0) }
    return word
  }
}
