/// Whole records of a buffer: where each of their cells begins and ends.
///
/// Every record has as many cells as the header, so cell `c` of record `r` is field `r * width + c`.
struct RecordBatch {
  /// A cell's place in the buffer, without the quotes around it.
  struct Field {
    /// The first byte.
    let start: UInt32
    private let lengthAndMarks: UInt32

    init(_ range: Range<Int>, isQuoted: Bool = false, hasDoubledQuotes: Bool = false) {
      // A buffer is at most twice the longest record and a step, so places fit in 32 bits and lengths in 30.
      start = UInt32(range.lowerBound)
      lengthAndMarks = UInt32(range.count) << 2 | (isQuoted ? 2 : 0) | (hasDoubledQuotes ? 1 : 0)
    }

    var range: Range<Int> { Int(start)..<Int(start) + Int(lengthAndMarks >> 2) }
    /// Whether the cell stands in quotes.
    var isQuoted: Bool { lengthAndMarks & 2 != 0 }
    /// Whether a quote inside the cell is written twice, so that the bytes are not yet the cell's text.
    var hasDoubledQuotes: Bool { lengthAndMarks & 1 != 0 }
    /// The first byte with the quote that may open the cell.
    var outerStart: Int { Int(start) - (isQuoted ? 1 : 0) }
  }

  var fields: [Field] = []
  /// The cells of a record; zero until a header was found.
  var width = 0
  /// The place after the last whole record.
  var end = 0
  /// The line ends up to there, those inside quotes too.
  var lineCount = 0

  var recordCount: Int { width == 0 ? 0 : fields.count / width }

  mutating func removeAll() {
    fields.removeAll(keepingCapacity: true)
    end = 0
    lineCount = 0
  }

  /// Keeps only the records that end at a place or before it.
  mutating func keepRecords(endingBy place: Int) {
    while let last = fields.last, last.range.upperBound > place, width > 0 { fields.removeLast(width) }
  }

  /// The text of a cell, its doubled quotes made single.
  func text(of field: Field, in buffer: [UInt8]) -> String {
    var bytes = Array(buffer[field.range])
    if field.hasDoubledQuotes { Self.undoubleQuotes(&bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Writes each pair of quotes as one.
  static func undoubleQuotes(_ bytes: inout [UInt8]) {
    var (from, to) = (0, 0)
    while from < bytes.count {
      let byte = bytes[from]
      bytes[to] = byte
      to += 1
      from += byte == UInt8(ascii: "\"") ? 2 : 1
    }
    bytes.removeLast(bytes.count - to)
  }
}
