import CKernels

/// A condition on text that is not kept once, asked of the bytes of each row.
///
/// Texts of ASCII are told by their bytes. Any other text is asked as a string where its bytes leave a doubt, since
/// letters may be spelt in two ways.
struct TextTest: Sendable {
  private let column: Column
  private let predicate: Predicate
  private let test: Test
  /// Whether bytes alone tell of texts of ASCII. Three letters beyond it are another spelling of one within.
  private let isPlain: Bool

  private enum Test: Sendable {
    case contains(Wanted)
    case begins(Wanted)
    case ends(Wanted)
    case equals([Wanted])
    /// Bounds by bytes; a text passes that lies between them, or at one that is included.
    case between(low: Bound?, high: Bound?)
  }

  private struct Bound: Sendable {
    let text: Wanted
    let isIncluded: Bool
  }

  private struct Wanted: Sendable {
    let bytes: Buffer<UInt8>

    init(_ text: String) { bytes = Buffer(Array(text.utf8)) }

    var buffer: UnsafeBufferPointer<UInt8> { unsafe UnsafeBufferPointer(start: bytes.start, count: bytes.count) }
  }

  /// Fails for a column of anything but text that is not kept once, and for conditions that bytes can't answer.
  init?(_ predicate: Predicate, _ column: QueryColumn) {
    guard case .stored(let stored) = column, stored.type == .text, stored.dictionary == nil else { return nil }
    self.column = stored
    self.predicate = predicate
    switch predicate {
    case .contains(_, let text):
      guard let wanted = Self.plain(text) else { return nil }
      test = .contains(wanted)
    case .begins(_, let text):
      guard let wanted = Self.plain(text) else { return nil }
      test = .begins(wanted)
    case .ends(_, let text):
      guard let wanted = Self.plain(text) else { return nil }
      test = .ends(wanted)
    case .oneOf(_, let cells): test = .equals(cells.compactMap { $0.text.map(Wanted.init) })
    case .compare(_, let comparison, .text(let text)):
      let wanted = Wanted(text)
      test =
        switch comparison {
        case .equal: .equals([wanted])
        case .less: .between(low: nil, high: Bound(text: wanted, isIncluded: false))
        case .lessOrEqual: .between(low: nil, high: Bound(text: wanted, isIncluded: true))
        case .greater: .between(low: Bound(text: wanted, isIncluded: false), high: nil)
        case .greaterOrEqual: .between(low: Bound(text: wanted, isIncluded: true), high: nil)
        }
    case .between(_, .text(let low), .text(let high)):
      test = .between(low: Bound(text: Wanted(low), isIncluded: true), high: Bound(text: Wanted(high), isIncluded: true))
    default: return nil
    }
    isPlain =
      switch test {
      case .contains, .begins, .ends: true
      case .equals(let all): all.allSatisfy { unsafe kernels_is_ascii($0.bytes.start, $0.bytes.count) != 0 }
      case .between: false
      }
  }

  /// What is looked for in lower case; nil where bytes can't tell: beyond ASCII, where nothing is looked for, and at ends
  /// of lines, which are one character of two bytes.
  private static func plain(_ text: String) -> Wanted? {
    let lower = text.lowercased()
    let isPlain = !lower.isEmpty && lower.utf8.allSatisfy { $0 < 0x80 && $0 != 10 && $0 != 13 }
    return isPlain ? Wanted(lower) : nil
  }

  /// What a row costs beside other tests, for choosing an order.
  static let cost = 200

  /// Clears the bits of the rows that do not pass; see ``RowFilter/keep(_:chunk:start:count:)``.
  func keep(_ words: UnsafeMutablePointer<UInt64>, chunk: Int, start: Int, count: Int) {
    guard case .text(let store) = column.chunks[chunk].values else { return }
    if let bits = column.presence.chunks[chunk].bits {
      // Safe here and below: a block begins at a whole word and lies within its chunk.
      for word in 0..<Bitmap.wordCount(count) { unsafe words[word] &= bits.words.start[start >> 6 + word] }
    }
    for word in 0..<Bitmap.wordCount(count) where unsafe words[word] != 0 {
      let rows = start + word * 64..<start + min(count, word * 64 + 64)
      if unsafe keepPlain(words + word, store, rows) { continue }
      unsafe RowFilter.forEachBit(words + word, 1) { place in unsafe store.withBytes(rows.lowerBound + place) { unsafe holds($0) } }
    }
  }

  /// Clears the bits of one word where the texts of all its rows, and what is wanted, are of ASCII; returns false where not.
  private func keepPlain(_ word: UnsafeMutablePointer<UInt64>, _ store: TextStore, _ rows: Range<Int>) -> Bool {
    guard isPlain, store.hasSoundOffsets(of: rows) else { return false }
    // Safe: the offsets rise and lie within the bytes.
    let (offsets, bytes) = unsafe (store.offsets.start + rows.lowerBound, store.bytes.start)
    let first = unsafe Int(offsets[0])
    guard unsafe kernels_is_ascii(bytes + first, Int(offsets[rows.count]) - first) != 0 else { return false }
    switch test {
    case .contains(let wanted):
      unsafe kernels_keep_containing(offsets, bytes, wanted.bytes.start, wanted.bytes.count, word, rows.count)
    case .begins(let wanted):
      unsafe kernels_keep_beginning(offsets, bytes, wanted.bytes.start, wanted.bytes.count, word, rows.count)
    case .ends(let wanted):
      unsafe kernels_keep_ending(offsets, bytes, wanted.bytes.start, wanted.bytes.count, word, rows.count)
    case .equals(let all):
      var passed: UInt64 = 0
      for wanted in all {
        var same = unsafe word.pointee
        unsafe kernels_keep_equal(offsets, bytes, wanted.bytes.start, wanted.bytes.count, &same, rows.count)
        passed |= same
      }
      unsafe word.pointee = passed
    case .between: return false
    }
    return true
  }

  private func holds(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    switch test {
    case .contains(let wanted):
      let isFound = unsafe kernels_contains_folded(text.baseAddress, text.count, wanted.bytes.start, wanted.bytes.count) != 0
      return unsafe decided(isFound, text)
    case .begins(let wanted):
      let isFound = unsafe kernels_begins_folded(text.baseAddress, text.count, wanted.bytes.start, wanted.bytes.count) != 0
      return unsafe decided(isFound, text)
    case .ends(let wanted):
      let isFound = unsafe kernels_ends_folded(text.baseAddress, text.count, wanted.bytes.start, wanted.bytes.count) != 0
      return unsafe decided(isFound, text)
    case .equals(let all):
      for wanted in all {
        if unsafe TextHash.isSameText(text, wanted.buffer) { return true }
      }
      return false
    case .between(let low, let high):
      if let low {
        if unsafe low.isIncluded ? TextStore.isLess(text, low.text.buffer) : !TextStore.isLess(low.text.buffer, text) { return false }
      }
      if let high {
        if unsafe high.isIncluded ? TextStore.isLess(high.text.buffer, text) : !TextStore.isLess(text, high.text.buffer) { return false }
      }
      return true
    }
  }

  /// Whether a text passes of which it is known whether its bytes do.
  private func decided(_ isFound: Bool, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    if unsafe kernels_is_ascii(text.baseAddress, text.count) != 0 { return isFound }
    // A mark may stand on a letter that was found; and what was not found may be spelt with a letter beyond ASCII.
    if !isFound, unsafe !Self.mayHoldASCII(text) { return false }
    return unsafe predicate.holds(ofValue: .text(String(decoding: text, as: UTF8.self)))
  }

  /// Whether a text may hold a letter whose lower case, or whose other spelling, is of ASCII: the kelvin sign, the capital
  /// dotted i, the Greek question mark and varia.
  private static func mayHoldASCII(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    for place in 0..<max(0, text.count - 1) {
      // Safe: both bytes lie within the text.
      switch unsafe (text[place], text[place + 1]) {
      case (0xE2, 0x84), (0xC4, 0xB0), (0xCD, 0xBE), (0xE1, 0xBF): return true
      default: continue
      }
    }
    return false
  }
}
