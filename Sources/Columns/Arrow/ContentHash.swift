/// The 64-bit hash XXH64 of bytes with a seed of zero: four lanes of multiplications, about as fast as memory.
///
/// It finds bytes that were altered by accident. It is no signature: whoever alters a file on purpose can make it fit.
///
/// - SeeAlso: Yann Collet, *xxHash fast digest algorithm*, specification of XXH64.
enum ContentHash {
  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  static func of(_ bytes: [UInt8]) -> UInt64 {
    // Safe: the array outlives the call.
    unsafe bytes.withUnsafeBytes { unsafe of($0) }
  }

  static func of<Element>(_ buffer: Buffer<Element>) -> UInt64 {
    // Safe: the buffer outlives the call.
    unsafe buffer.withBytes { unsafe of($0) }
  }

  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var place = 0
    var hash: UInt64
    /// Takes eight bytes. Safe: each caller has seen that they are there.
    @inline(__always)
    func word(_ place: Int) -> UInt64 {
      unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }
    if bytes.count >= 32 {
      var (one, two) = (prime1 &+ prime2, prime2)
      var (three, four) = (UInt64(0), 0 &- prime1)
      while place + 32 <= bytes.count {
        one = round(one, word(place))
        two = round(two, word(place + 8))
        three = round(three, word(place + 16))
        four = round(four, word(place + 24))
        place += 32
      }
      hash = rotate(one, 1) &+ rotate(two, 7) &+ rotate(three, 12) &+ rotate(four, 18)
      for lane in [one, two, three, four] { hash = (hash ^ round(0, lane)) &* prime1 &+ prime4 }
    } else {
      hash = prime5
    }
    hash = hash &+ UInt64(bytes.count)
    while place + 8 <= bytes.count {
      hash = rotate(hash ^ round(0, word(place)), 27) &* prime1 &+ prime4
      place += 8
    }
    if place + 4 <= bytes.count {
      // Safe: the four bytes are there.
      let half = unsafe UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
      hash = rotate(hash ^ UInt64(half) &* prime1, 23) &* prime2 &+ prime3
      place += 4
    }
    while place < bytes.count {
      // Safe: the place lies within the bytes.
      let byte = unsafe bytes[place]
      hash = rotate(hash ^ UInt64(byte) &* prime5, 11) &* prime1
      place += 1
    }
    hash = (hash ^ hash >> 33) &* prime2
    hash = (hash ^ hash >> 29) &* prime3
    return hash ^ hash >> 32
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 { rotate(lane &+ word &* prime2, 31) &* prime1 }

  @inline(__always)
  private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 { value &<< count | value &>> (64 - count) }

  /// A hash in sixteen hexadecimal digits.
  static func text(_ hash: UInt64) -> String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
