import CKernels

/// A test of the rows of one chunk: nothing but addresses and numbers.
///
/// Threads that hand round what counts its references wait for each other at each block. So a scan binds its tests once for
/// the rows that a thread takes at a time. Whoever binds one keeps the test that it was made from.
@safe
struct BoundTest: BitwiseCopyable {
  enum Kind {
    case range8, range16, range32, range64, rangeDouble
    case any8, any16
    case table8, table16, table32
    /// Bits that are set, or are not.
    case set, unset
    /// Rows without a value.
    case absent
    case none
  }

  private let kind: Kind
  private let values: UnsafeRawPointer?
  /// A bit for each row that has a value; nil where all do.
  private let present: UnsafePointer<UInt64>?
  /// The bounds of a range: the least value and the length, or the bits of both ends.
  private let low: UInt64
  private let span: UInt64
  /// The wanted codes, or the table.
  private let wanted: UnsafeRawPointer?
  private let wantedCount: Int

  init(
    _ kind: Kind, _ values: UnsafeRawPointer? = nil, present: UnsafePointer<UInt64>? = nil, low: UInt64 = 0, span: UInt64 = 0,
    wanted: UnsafeRawPointer? = nil, wantedCount: Int = 0
  ) {
    self.kind = kind
    unsafe self.values = values
    unsafe self.present = present
    (self.low, self.span, self.wantedCount) = (low, span, wantedCount)
    unsafe self.wanted = wanted
  }

  /// Clears the bits of the rows that do not pass; see ``RowFilter/keep(_:chunk:start:count:)``.
  func keep(_ words: UnsafeMutablePointer<UInt64>, start: Int, count: Int) {
    let wordCount = Bitmap.wordCount(count)
    // Safe throughout: a block begins at a whole word and lies within its chunk, of whose values the kind tells the width.
    if let present = unsafe present.map({ unsafe $0 + start >> 6 }) {
      if kind == .absent {
        for word in 0..<wordCount { unsafe words[word] &= ~present[word] }
        return
      }
      for word in 0..<wordCount { unsafe words[word] &= present[word] }
    }
    guard let values = unsafe values else { return unsafe words.update(repeating: 0, count: wordCount) }
    func from<Value>(_: Value.Type) -> UnsafePointer<Value> { unsafe values.assumingMemoryBound(to: Value.self) + start }
    switch kind {
    case .range8:
      unsafe kernels_keep_range_8(from(UInt8.self), UInt8(truncatingIfNeeded: low), UInt8(truncatingIfNeeded: span), words, count)
    case .range16:
      unsafe kernels_keep_range_16(from(UInt16.self), UInt16(truncatingIfNeeded: low), UInt16(truncatingIfNeeded: span), words, count)
    case .range32:
      unsafe kernels_keep_range_32(from(UInt32.self), UInt32(truncatingIfNeeded: low), UInt32(truncatingIfNeeded: span), words, count)
    case .range64: unsafe kernels_keep_range_64(from(UInt64.self), low, span, words, count)
    case .rangeDouble:
      unsafe kernels_keep_range_double(from(Double.self), Double(bitPattern: low), Double(bitPattern: span), words, count)
    case .any8: unsafe kernels_keep_any_8(from(UInt8.self), wanted?.assumingMemoryBound(to: UInt8.self), wantedCount, words, count)
    case .any16: unsafe kernels_keep_any_16(from(UInt16.self), wanted?.assumingMemoryBound(to: UInt16.self), wantedCount, words, count)
    case .table8: unsafe kernels_keep_table_8(from(UInt8.self), wanted?.assumingMemoryBound(to: UInt8.self), words, count)
    case .table16: unsafe kernels_keep_table_16(from(UInt16.self), wanted?.assumingMemoryBound(to: UInt8.self), words, count)
    case .table32: unsafe kernels_keep_table_32(from(UInt32.self), wanted?.assumingMemoryBound(to: UInt8.self), words, count)
    case .set, .unset:
      let bits = unsafe values.assumingMemoryBound(to: UInt64.self) + start >> 6
      for word in 0..<wordCount { unsafe words[word] &= kind == .set ? bits[word] : ~bits[word] }
    case .absent, .none: unsafe words.update(repeating: 0, count: wordCount)
    }
  }
}

/// The tests of a filter that are all to be passed, bound to a chunk; one thread's.
@safe
final class BoundTests {
  private static let most = 8
  private let tests = UnsafeMutablePointer<BoundTest>.allocate(capacity: most)
  private var count = 0

  deinit { unsafe tests.deallocate() }

  /// Binds the tests of a filter; returns false where it is more than a few tests that are all to be passed.
  func bind(_ filter: RowFilter, chunk: Int) -> Bool {
    guard let leaves = filter.leaves, leaves.count <= Self.most else { return false }
    count = leaves.count
    for (place, leaf) in leaves.enumerated() {
      // Safe: there is room for so many.
      unsafe tests[place] = leaf.bound(toChunk: chunk)
    }
    return true
  }

  /// Clears the bits of the rows that do not pass.
  @inline(__always)
  func keep(_ words: UnsafeMutablePointer<UInt64>, start: Int, count rows: Int) {
    // Safe: so many were bound.
    for place in 0..<count { unsafe tests[place].keep(words, start: start, count: rows) }
  }
}
