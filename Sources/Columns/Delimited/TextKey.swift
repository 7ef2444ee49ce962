import CScan

/// A short text in the form in which tables compare it: its bytes, with zeros behind them.
///
/// No text holds a zero, so that two keys are equal where their texts are. Every byte counts for the hash, which is made
/// with random numbers, so that no file can be made to collide.
protocol TextKey: BitwiseCopyable, Sendable {
  /// The bytes of the longest text that stands in a key.
  static var capacity: Int { get }

  /// Takes a text of at most ``capacity`` bytes, from memory of which 32 bytes can be read.
  init(_ text: UnsafePointer<UInt8>, _ length: Int)

  /// The key of a longer text, of which other texts may have the same; nil where this kind has none.
  static func ofLong(_ text: UnsafePointer<UInt8>, _ length: Int, _ seeds: TextSeeds) -> Self?

  func hash(_ seeds: TextSeeds) -> UInt64
  static func areEqual(_ one: Self, _ other: Self) -> Bool
}

/// The random numbers that hashes begin with.
struct TextSeeds: Sendable {
  let first: UInt64
  let second: UInt64
  let third: UInt64
  let fourth: UInt64

  private init(_ next: () -> UInt64) { (first, second, third, fourth) = (next(), next(), next(), next()) }

  /// Those of this process.
  static let shared = TextSeeds { UInt64.random(in: .min ... .max) }

  /// Those of every process, for what must not change from run to run and is no danger where hashes collide.
  static let fixed = {
    // Steps of the golden ratio.
    var last: UInt64 = 0
    return TextSeeds {
      last &+= 0x9E37_79B9_7F4A_7C15
      return last
    }
  }()

  /// Multiplies two words in full and folds the product, the step of wyhash (Wang Yi 2019).
  @inline(__always)
  static func fold(_ one: UInt64, _ other: UInt64) -> UInt64 {
    let (high, low) = one.multipliedFullWidth(by: other)
    return high ^ low
  }

  /// The hash of a text of any length, from memory of which 32 bytes can be read.
  func anyHash(_ text: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    unsafe length <= NarrowKey.capacity ? NarrowKey(text, length).hash(self) : hash(text, length)
  }

  /// The hash of a text of more than 16 bytes, sixteen of them at a time.
  func hash(_ text: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    let raw = unsafe UnsafeRawPointer(text)
    var state = first ^ UInt64(truncatingIfNeeded: length)
    var place = 0
    // Safe: the last sixteen bytes of a text of at least as many are its own, whether or not some were folded before.
    while place &+ 16 < length {
      let one = unsafe raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      let other = unsafe raw.loadUnaligned(fromByteOffset: place &+ 8, as: UInt64.self)
      state = Self.fold(one ^ second, other ^ state)
      place &+= 16
    }
    let one = unsafe raw.loadUnaligned(fromByteOffset: length &- 16, as: UInt64.self)
    let other = unsafe raw.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
    return Self.fold(one ^ third, other ^ state)
  }
}

/// A text of up to 16 bytes.
struct NarrowKey: TextKey {
  private var low: UInt64
  private var high: UInt64

  static let capacity = 16

  @inline(__always)
  init(_ text: UnsafePointer<UInt8>, _ length: Int) {
    // Safe: the caller says that 32 bytes can be read; those after the text are masked away.
    let raw = unsafe UnsafeRawPointer(text)
    let few = UInt64(truncatingIfNeeded: min(length, 8))
    let rest = UInt64(truncatingIfNeeded: max(length, 8) &- 8)
    low = unsafe UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self)) & (.max >> (64 &- few &* 8))
    high = unsafe UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)) & (.max >> (64 &- rest &* 8))
  }

  @inline(__always)
  static func ofLong(_ text: UnsafePointer<UInt8>, _ length: Int, _ seeds: TextSeeds) -> NarrowKey? { nil }

  @inline(__always)
  func hash(_ seeds: TextSeeds) -> UInt64 { TextSeeds.fold(low ^ seeds.first, high ^ seeds.second) }

  @inline(__always)
  static func areEqual(_ one: NarrowKey, _ other: NarrowKey) -> Bool {
    (one.low ^ other.low) | (one.high ^ other.high) == 0
  }
}

/// A text of up to 31 bytes, or the hash and the length of a longer one.
struct WideKey: TextKey {
  private var first: UInt64
  private var second: UInt64
  private var third: UInt64
  private var fourth: UInt64

  static let capacity = 31

  /// What no text ends with, as the last word of a key for a longer one.
  private static let mark: UInt64 = .max

  @inline(__always)
  init(_ text: UnsafePointer<UInt8>, _ length: Int) {
    // Safe: the caller says that 32 bytes can be read.
    let taken = unsafe cscan_take32(text, length)
    (first, second, third, fourth) = taken.words
  }

  static func ofLong(_ text: UnsafePointer<UInt8>, _ length: Int, _ seeds: TextSeeds) -> WideKey? {
    WideKey(hash: unsafe seeds.hash(text, length), length: length)
  }

  private init(hash: UInt64, length: Int) {
    (first, second, third, fourth) = (hash, UInt64(truncatingIfNeeded: length), 0, Self.mark)
  }

  @inline(__always)
  func hash(_ seeds: TextSeeds) -> UInt64 {
    TextSeeds.fold(first ^ seeds.first, second ^ seeds.second) ^ TextSeeds.fold(third ^ seeds.third, fourth ^ seeds.fourth)
  }

  @inline(__always)
  static func areEqual(_ one: WideKey, _ other: WideKey) -> Bool {
    (one.first ^ other.first) | (one.second ^ other.second) | (one.third ^ other.third) | (one.fourth ^ other.fourth) == 0
  }
}
