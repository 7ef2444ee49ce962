import Synchronization

/// The least and the most value of a chunk, as the file that it was read from says; codes count as whole numbers.
enum ChunkRange: Hashable, Sendable {
  case integers(ClosedRange<Int>)
  case numbers(ClosedRange<Double>)
}

/// Looks at the rows of a chunk that shows a file, before somebody uses them, and keeps the answer.
///
/// A scan takes a code as the place in a table and looks no further, so a code that the dictionary lacks must never reach
/// one. Rows are looked at in portions, each once, which takes about as long as reading its bytes: a scan looks at those that
/// it comes to, while they are in the nearest cache. Where a chunk is damaged, whoever asks for its rows gets a copy that is
/// safe, with the first value in place of an unknown one, and whoever can throw asks ``damage`` or ``damage(of:)`` before and
/// refuses the chunk.
final class ChunkCheck: Sendable {
  /// What was found to be wrong.
  enum Damage: Hashable, Sendable {
    case unknownCode(row: Int, code: Int)
    case wrongOffsets
    case wrongMissingCount(stated: Int, found: Int)
    case unknownReason(row: Int, raw: UInt8)
  }

  private final class Outcome: Sendable {
    let damage: Damage?
    /// The rows made safe, where they were not.
    let mended: Chunk.Values?

    init(damage: Damage?, mended: Chunk.Values?) {
      self.damage = damage
      self.mended = mended
    }
  }

  /// The portions that were found to be right so far.
  private struct Progress {
    var isSound: [UInt64]
    var left: Int
    var missingCount = 0
  }

  /// The rows of a portion, whole blocks of a scan.
  static let portionRows = 1 << 14

  /// The file that the chunk shows, for a message.
  let file: String
  /// The values that the dictionary has; a code below it is one of them.
  private let dictionaryCount: Int
  private let validity: Validity
  private let values: Chunk.Values
  private let isSound = Atomic(false)
  private let progress: Mutex<Progress>
  private let outcome = AtomicLazyReference<Outcome>()

  init(_ values: Chunk.Values, dictionaryCount: Int, validity: Validity, file: String) {
    self.values = values
    self.file = file
    self.dictionaryCount = dictionaryCount
    self.validity = validity
    let portions = (validity.count + Self.portionRows - 1) / Self.portionRows
    progress = Mutex(Progress(isSound: Array(repeating: 0, count: Bitmap.wordCount(portions)), left: portions))
  }

  /// Whether the rows were looked at and found to be right.
  @inline(__always)
  var isKnownSound: Bool { isSound.load(ordering: .acquiring) }

  /// Returns the values where they are sound, and else their safe copy.
  @inline(__always)
  func sound(_ stored: Chunk.Values) -> Chunk.Values {
    if isKnownSound { return stored }
    return looked().mended ?? stored
  }

  /// What is wrong with the chunk, or nil where nothing is.
  var damage: Damage? {
    isKnownSound ? nil : looked().damage
  }

  private func looked() -> Outcome {
    if let known = outcome.load() { return known }
    let damage = damage(of: 0..<validity.count)
    guard case .unknownCode? = damage else { return outcome.storeIfNil(Outcome(damage: damage, mended: nil)) }
    let mended: Chunk.Values? =
      switch values {
      case .code8(let codes): .code8(mended(codes))
      case .code16(let codes): .code16(mended(codes))
      case .code32(let codes): .code32(mended(codes))
      default: nil
      }
    return outcome.storeIfNil(Outcome(damage: damage, mended: mended))
  }

  /// What is wrong with the portions that some rows lie in, or nil where nothing is.
  func damage(of rows: Range<Int>) -> Damage? {
    if isKnownSound { return nil }
    if let known = outcome.load() { return known.damage }
    let first = rows.lowerBound / Self.portionRows
    for portion in first..<max(first, (rows.upperBound + Self.portionRows - 1) / Self.portionRows) {
      let isSound = progress.withLock { $0.isSound[portion >> 6] >> UInt64(portion & 63) & 1 != 0 }
      if !isSound, let damage = look(at: portion) { return damage }
    }
    guard validity.count == 0 else { return nil }
    isSound.store(true, ordering: .releasing)
    return nil
  }

  private func look(at portion: Int) -> Damage? {
    let rows = portion * Self.portionRows..<min(validity.count, (portion + 1) * Self.portionRows)
    if let damage = damageOfValues(rows) ?? damageOfReasons(rows) { return damage }
    let missing = validity.bits.map { rows.count - $0.oneCount(rows) } ?? 0
    let found = progress.withLock { progress -> Int? in
      let bit: UInt64 = 1 << UInt64(portion & 63)
      // Another thread may have looked at the same rows meanwhile.
      guard progress.isSound[portion >> 6] & bit == 0 else { return nil }
      progress.isSound[portion >> 6] |= bit
      progress.left -= 1
      progress.missingCount += missing
      return progress.left == 0 ? progress.missingCount : nil
    }
    guard let found else { return nil }
    guard found == validity.missingCount else {
      let damage = Damage.wrongMissingCount(stated: validity.missingCount, found: found)
      return outcome.storeIfNil(Outcome(damage: damage, mended: nil)).damage
    }
    isSound.store(true, ordering: .releasing)
    return nil
  }

  private func damageOfValues(_ rows: Range<Int>) -> Damage? {
    switch values {
    case .code8(let codes): firstUnknown(codes, rows)
    case .code16(let codes): firstUnknown(codes, rows)
    case .code32(let codes): firstUnknown(codes, rows)
    case .text(let texts): texts.hasSoundOffsets(of: rows) ? nil : .wrongOffsets
    default: nil
    }
  }

  /// The first row whose code the dictionary lacks. A dictionary of none has zero, which rows without a value hold.
  private func firstUnknown<Code: FixedWidthInteger & UnsignedInteger>(
    _ codes: Buffer<Code>, _ rows: Range<Int>
  ) -> Damage? {
    let most = max(1, dictionaryCount) - 1
    guard most < Int(Code.max) else { return nil }
    var largest = Code.zero
    for row in rows {
      // Safe: a portion lies within the chunk.
      largest = unsafe max(largest, codes.start[row])
    }
    guard Int(largest) > most, let row = rows.first(where: { Int(codes[$0]) > most }) else { return nil }
    return .unknownCode(row: row, code: Int(codes[row]))
  }

  private func mended<Code: FixedWidthInteger & UnsignedInteger>(_ codes: Buffer<Code>) -> Buffer<Code> {
    let count = max(1, dictionaryCount)
    return Buffer(codes.array.map { Int($0) < count ? $0 : 0 })
  }

  private func damageOfReasons(_ rows: Range<Int>) -> Damage? {
    guard validity.bits != nil, let raw = validity.rawReasons else { return nil }
    return rows.first { raw[$0] > MissingReason.allCases.count }.map { .unknownReason(row: $0, raw: raw[$0]) }
  }
}
