import Synchronization

/// The least and the most value of a chunk, as the file that it was read from says; codes count as whole numbers.
enum ChunkRange: Hashable, Sendable {
  case integers(ClosedRange<Int>)
  case numbers(ClosedRange<Double>)
}

/// Looks at the rows of a chunk that shows a file, when somebody first asks for them, and keeps the answer.
///
/// A scan takes a code as the place in a table and looks no further, so a code that the dictionary lacks must never reach
/// one. The whole chunk is looked at once, which takes about as long as reading its bytes. Where it is damaged, whoever
/// asks for the rows gets a copy that is safe, with the first value in place of an unknown one, and whoever can throw
/// asks ``damage`` before and refuses the chunk.
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

  /// The file that the chunk shows, for a message.
  let file: String
  /// The values that the dictionary has; a code below it is one of them.
  private let dictionaryCount: Int
  private let validity: Validity
  private let values: Chunk.Values
  private let isSound = Atomic(false)
  private let outcome = AtomicLazyReference<Outcome>()

  init(_ values: Chunk.Values, dictionaryCount: Int, validity: Validity, file: String) {
    self.values = values
    self.file = file
    self.dictionaryCount = dictionaryCount
    self.validity = validity
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
    let found = look()
    if found.damage == nil { isSound.store(true, ordering: .releasing) }
    return outcome.storeIfNil(found)
  }

  private func look() -> Outcome {
    switch values {
    case .code8(let codes):
      if let row = firstUnknown(codes) {
        return Outcome(damage: .unknownCode(row: row, code: Int(codes[row])), mended: .code8(mended(codes)))
      }
    case .code16(let codes):
      if let row = firstUnknown(codes) {
        return Outcome(damage: .unknownCode(row: row, code: Int(codes[row])), mended: .code16(mended(codes)))
      }
    case .code32(let codes):
      if let row = firstUnknown(codes) {
        return Outcome(damage: .unknownCode(row: row, code: Int(codes[row])), mended: .code32(mended(codes)))
      }
    case .text(let texts):
      if !texts.hasSoundOffsets { return Outcome(damage: .wrongOffsets, mended: nil) }
    default: break
    }
    return Outcome(damage: damageOfValidity(), mended: nil)
  }

  /// The first row whose code the dictionary lacks. A dictionary of none has zero, which rows without a value hold.
  private func firstUnknown<Code: FixedWidthInteger & UnsignedInteger>(_ codes: Buffer<Code>) -> Int? {
    let most = max(1, dictionaryCount) - 1
    guard most < Int(Code.max) else { return nil }
    var largest = Code.zero
    for row in 0..<codes.count {
      // Safe: the row lies within the buffer.
      largest = unsafe max(largest, codes.start[row])
    }
    guard Int(largest) > most else { return nil }
    return (0..<codes.count).first { Int(codes[$0]) > most }
  }

  private func mended<Code: FixedWidthInteger & UnsignedInteger>(_ codes: Buffer<Code>) -> Buffer<Code> {
    let count = max(1, dictionaryCount)
    return Buffer(codes.array.map { Int($0) < count ? $0 : 0 })
  }

  private func damageOfValidity() -> Damage? {
    guard let bits = validity.bits else { return nil }
    let missing = bits.count - bits.oneCount
    guard missing == validity.missingCount else {
      return .wrongMissingCount(stated: validity.missingCount, found: missing)
    }
    guard let raw = validity.rawReasons else { return nil }
    for row in 0..<bits.count where raw[row] > MissingReason.allCases.count {
      return .unknownReason(row: row, raw: raw[row])
    }
    return nil
  }
}
