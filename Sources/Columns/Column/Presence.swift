/// Which rows of a column hold a value, and why the others do not.
public struct Presence: Hashable, Sendable {
  /// The number of rows.
  public let count: Int

  /// The number of rows without a value.
  public let missingCount: Int

  /// What is known of each chunk of rows.
  let chunks: [Validity]
  private let starts: [Int]

  init(chunks: [Validity]) {
    self.chunks = chunks
    var starts: [Int] = []
    var (count, missing) = (0, 0)
    for chunk in chunks {
      starts.append(count)
      count += chunk.count
      missing += chunk.missingCount
    }
    self.starts = starts
    self.count = count
    missingCount = missing
  }

  /// Creates the presence of a column in which every row holds a value.
  public init(allPresent count: Int) { self.init(chunks: [Validity(allPresent: count)]) }

  /// Creates a presence from one optional reason a row, nil where the value is there.
  public init(_ reasons: some Collection<MissingReason?>) {
    self.init(raw: reasons.map { $0?.rawValue ?? 0 })
  }

  /// Creates a presence from raw reasons, zero where the value is there; a raw value of no reason reads as unspecified.
  package init(raw: [UInt8]) { self.init(chunks: [Validity(raw: raw)]) }

  /// Whether every row holds a value.
  public var isComplete: Bool { missingCount == 0 }

  /// The reason that a row has no value, or nil where it has one.
  public subscript(row: Int) -> MissingReason? {
    guard missingCount > 0 else { return nil }
    let chunk = ChunkPlaces.chunk(of: row, starts: starts)
    return chunks[chunk][row - starts[chunk]]
  }

  /// How many rows are missing, by reason; reasons that do not occur are left out.
  public var countsByReason: [MissingReason: Int] {
    var counts: [MissingReason: Int] = [:]
    for chunk in chunks { counts.merge(chunk.countsByReason, uniquingKeysWith: +) }
    return counts
  }

  /// Whether a reason is given for any row that is missing.
  ///
  /// - Complexity: O(chunks).
  var hasGivenReasons: Bool { chunks.contains { $0.missingCount > 0 && $0.sharedReason != .unspecified } }

  /// Returns the presence of some rows, in the order given.
  package func selecting(_ rows: [Int]) -> Presence {
    isComplete ? Presence(allPresent: rows.count) : Presence(raw: rows.map { self[$0]?.rawValue ?? 0 })
  }

  public static func == (one: Presence, other: Presence) -> Bool {
    guard one.count == other.count, one.missingCount == other.missingCount else { return false }
    return one.isComplete || (0..<one.count).allSatisfy { one[$0] == other[$0] }
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    hasher.combine(missingCount)
  }
}

/// Which rows of a chunk hold a value, and why the others do not: a bit a row, and a byte a row only where the reasons
/// differ.
struct Validity: Sendable {
  let count: Int
  let missingCount: Int
  /// Set where a value is there; nil where all are.
  let bits: Bitmap?
  private let reasons: Reasons

  private enum Reasons {
    /// Every missing row has this one.
    case same(MissingReason)
    /// The raw reason of each row, zero where the value is there.
    case each(Buffer<UInt8>)
  }

  init(allPresent count: Int) {
    self.count = count
    missingCount = 0
    bits = nil
    reasons = .same(.unspecified)
  }

  init(raw: [UInt8]) { self.init(raw: Buffer(raw)) }

  /// Creates a validity from raw reasons, zero where the value is there.
  init(raw: Buffer<UInt8>) {
    count = raw.count
    guard raw.hasOther(than: 0) else {
      (missingCount, bits, reasons) = (0, nil, .same(.unspecified))
      return
    }
    var words = [UInt64](repeating: .max, count: Bitmap.wordCount(raw.count))
    var missing = 0
    // The reason of the first missing row in each byte, and whether another row's differs from it.
    var (same, others) = (UInt64(0), UInt64(0))
    for start in stride(from: 0, to: raw.count, by: 8) {
      let eight = raw.eightBytes(start)
      if eight == 0 { continue }
      if same == 0 { same = (eight >> UInt64(eight.trailingZeroBitCount & ~7) & 0xFF) &* 0x0101_0101_0101_0101 }
      // The highest bit of each byte that is not zero.
      let marks = ((eight & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7F7F_7F7F_7F7F_7F7F | eight) & 0x8080_8080_8080_8080
      others |= (eight ^ same) & ((marks >> 7) &* 0xFF)
      missing += marks.nonzeroBitCount
      // The product moves the eight bits together.
      let bits = ((marks >> 7) &* 0x0102_0408_1020_4080) >> 56
      words[start >> 6] &= ~(bits << UInt64(start & 63))
    }
    missingCount = missing
    bits = missing == 0 ? nil : Bitmap(words: Buffer(words), count: raw.count)
    reasons = others != 0 ? .each(raw) : .same(MissingReason(rawValue: UInt8(truncatingIfNeeded: same)) ?? .unspecified)
  }

  /// Creates a validity of which every missing row has one reason.
  init(bits: Bitmap, reason: MissingReason) {
    count = bits.count
    missingCount = bits.count - bits.oneCount
    self.bits = missingCount == 0 ? nil : bits
    reasons = .same(reason)
  }

  /// Takes over what a file says, without looking at every row: how many rows are missing, and for which reasons.
  ///
  /// The number may be wrong where the file was altered, and a raw reason may be any byte, so neither may bound a use of
  /// memory; `ChunkCheck` holds them against the rows.
  init(bits: Bitmap, missingCount: Int, reason: MissingReason, rawReasons: Buffer<UInt8>?) {
    count = bits.count
    self.missingCount = missingCount
    self.bits = missingCount == 0 ? nil : bits
    reasons = rawReasons.map { .each($0) } ?? .same(reason)
  }

  /// The one reason that every missing row has, or nil where they differ.
  var sharedReason: MissingReason? { if case .same(let reason) = reasons { reason } else { nil } }

  /// The raw reason of each row, zero where the value is there; nil where the reasons are all the same.
  var rawReasons: Buffer<UInt8>? { if case .each(let raw) = reasons { raw } else { nil } }

  subscript(row: Int) -> MissingReason? {
    guard let bits, !bits[row] else { return nil }
    return switch reasons {
    case .same(let reason): reason
    case .each(let raw): MissingReason(rawValue: raw[row]) ?? .unspecified
    }
  }

  var countsByReason: [MissingReason: Int] {
    guard missingCount > 0 else { return [:] }
    switch reasons {
    case .same(let reason): return [reason: missingCount]
    case .each:
      var counts: [MissingReason: Int] = [:]
      for row in 0..<count { if let reason = self[row] { counts[reason, default: 0] += 1 } }
      return counts
    }
  }
}

/// Finds the chunk that a row lies in.
enum ChunkPlaces {
  /// Returns the last chunk that starts at a row or before it.
  @inline(__always)
  static func chunk(of row: Int, starts: [Int]) -> Int {
    guard starts.count > 1 else { return 0 }
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) >> 1
      if starts[middle] <= row { low = middle } else { high = middle }
    }
    return low
  }
}
