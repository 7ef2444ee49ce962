/// Windows-1252, turned into UTF-8.
enum Windows1252 {
  /// The characters of the bytes 0x80 to 0x9F (WHATWG Encoding Standard, index windows-1252).
  private static let upperControls: [UInt16] = [
    0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D, 0x8F,
    0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D, 0x17E, 0x178,
  ]

  /// Replaces the bytes of a block from a place on by the UTF-8 of the characters they stand for.
  static func decode(_ block: ByteBlock, from start: Int) {
    var more = 0
    for place in start..<block.count where block[place] >= 0x80 { more += scalar(block[place]) < 0x800 ? 1 : 2 }
    guard more > 0 else { return }
    var from = block.count
    block.resize(to: from + more)
    var to = block.count
    // From the end, so that no byte is overwritten before it was read.
    while from > start {
      from -= 1
      // Safe: `start <= from <= to - 1 < count`, since what is left to write is at least what is left to read.
      let byte = unsafe block.start[from]
      let scalar = scalar(byte)
      switch scalar {
      case ..<0x80:
        to -= 1
        unsafe block.start[to] = byte
      case ..<0x800:
        to -= 2
        unsafe block.start[to] = 0xC0 | UInt8(scalar >> 6)
        unsafe block.start[to + 1] = 0x80 | UInt8(scalar & 0x3F)
      default:
        to -= 3
        unsafe block.start[to] = 0xE0 | UInt8(scalar >> 12)
        unsafe block.start[to + 1] = 0x80 | UInt8(scalar >> 6 & 0x3F)
        unsafe block.start[to + 2] = 0x80 | UInt8(scalar & 0x3F)
      }
    }
  }

  private static func scalar(_ byte: UInt8) -> UInt16 {
    (0x80...0x9F).contains(byte) ? upperControls[Int(byte) - 0x80] : UInt16(byte)
  }
}

/// The check that bytes are UTF-8 text without a NUL.
enum TextCheck {
  /// Returns the place of the first byte that is NUL or does not begin a character of well-formed UTF-8, or nil.
  ///
  /// Well formed is as table 3-7 of the Unicode Standard has it: no overlong forms, no surrogates, nothing beyond
  /// U+10FFFF. A character that the range cuts off is an error too.
  static func firstFault(in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var place = range.lowerBound
    while place < range.upperBound {
      if range.upperBound - place >= 64 {
        // Most text is ASCII; whether 64 bytes are takes one pass without a branch.
        var union: UInt8 = 0
        var least: UInt8 = .max
        for offset in place..<place + 64 {
          union |= bytes[offset]
          least = min(least, bytes[offset])
        }
        if union < 0x80, least > 0 {
          place += 64
          continue
        }
      }
      let end = min(place + 64, range.upperBound)
      while place < end {
        let byte = bytes[place]
        if byte < 0x80 {
          guard byte > 0 else { return place }
          place += 1
        } else {
          let length = characterLength(in: bytes, at: place, before: range.upperBound)
          guard length > 0 else { return place }
          place += length
        }
      }
    }
    return nil
  }

  /// Returns the bytes of the character that begins at a byte over 0x7F, or zero where none does.
  private static func characterLength(in bytes: Span<UInt8>, at place: Int, before end: Int) -> Int {
    let (length, second): (Int, ClosedRange<UInt8>) =
      switch bytes[place] {
      case 0xC2...0xDF: (2, 0x80...0xBF)
      case 0xE0: (3, 0xA0...0xBF)
      case 0xE1...0xEC, 0xEE...0xEF: (3, 0x80...0xBF)
      case 0xED: (3, 0x80...0x9F)
      case 0xF0: (4, 0x90...0xBF)
      case 0xF1...0xF3: (4, 0x80...0xBF)
      case 0xF4: (4, 0x80...0x8F)
      default: (0, 0...0)
      }
    guard length > 0, end - place >= length, second.contains(bytes[place + 1]) else { return 0 }
    for offset in 2..<max(2, length) where bytes[place + offset] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
