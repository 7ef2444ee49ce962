/// Random numbers that are a function of where they are used, so that any thread can make any row.
///
/// Each thing (a row, a person, a shuffle) has a stream of its own, and each of its properties a place in that stream.
struct RandomNumbers {
  /// What a stream belongs to.
  enum Stream: UInt64 {
    case row = 1, person, identifiers, forces, authorities, neighbourhoods
  }

  private let start: UInt64

  init(seed: UInt64, stream: Stream, index: Int = 0) {
    start = Self.mixed(Self.mixed(Self.mixed(seed &+ Self.step) &+ stream.rawValue) &+ UInt64(index))
  }

  /// Returns the 64 random bits at a place of the stream.
  func bits(_ place: UInt64) -> UInt64 { Self.mixed(start &+ place &* Self.step) }

  /// Returns the 64 random bits that decide something about a row.
  func bits(_ decision: Decision) -> UInt64 { bits(decision.rawValue) }

  /// What is random about a row. A new decision goes last, so that the others stay as they are.
  enum Decision: UInt64 {
    case personGroup, person, day, type, distanceFromHome, neighbourhood, outcome, isAgeMissing, isSexMissing, online
    case alcohol, drugs, isSeverityMissing, severity
    case premises, premisesNumber, houseNumber, streetName, streetKind, placeDetail
  }

  private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// The output function of SplitMix64. Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
  private static func mixed(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}

extension UInt64 {
  /// Random bits as a whole number from zero up to, but not including, `count`.
  func below(_ count: Int) -> Int { Int(truncatingIfNeeded: multipliedFullWidth(by: UInt64(count)).high) }

  /// Random bits as an event of the given probability.
  func happens(_ probability: Double) -> Bool { Double(self >> 11) * 0x1p-53 < probability }
}

extension Array {
  /// The elements in a random order.
  func shuffled(by numbers: RandomNumbers) -> [Element] {
    var copy = self
    for last in stride(from: count - 1, to: 0, by: -1) {
      copy.swapAt(last, numbers.bits(UInt64(last)).below(last + 1))
    }
    return copy
  }
}
