/// Gzip as RFC 1952 lays it out, without compression.
public enum NaiveGzip {
  /// One member that holds the bytes in stored blocks.
  public static func member(_ bytes: [UInt8]) -> [UInt8] {
    var packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var place = 0
    repeat {
      let block = bytes[place..<min(bytes.count, place + 60_000)]
      place += block.count
      packed.append(place == bytes.count ? 1 : 0)
      packed += littleEndian(UInt32(block.count), 2) + littleEndian(~UInt32(block.count), 2) + block
    } while place < bytes.count
    return packed + littleEndian(checksum(bytes), 4) + littleEndian(UInt32(bytes.count), 4)
  }

  /// The CRC-32 of bytes, one bit at a time.
  public static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }

  private static func littleEndian(_ number: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt32($0 * 8)) }
  }
}
