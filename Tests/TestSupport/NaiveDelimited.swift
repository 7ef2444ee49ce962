/// Delimited text read one byte at a time, as slowly and as plainly as can be: the oracle of the reader.
public enum NaiveDelimited {
  /// The first thing that is wrong, in the order in which the bytes come.
  public struct Fault: Error, Equatable {
    public var kind: Kind
    public var line: Int
    public var column: Int

    public init(kind: Kind, line: Int, column: Int) {
      self.kind = kind
      self.line = line
      self.column = column
    }
  }

  public enum Kind: Equatable, Sendable {
    case empty, encoding, unclosedQuote, strayText, fieldCount, header, tooLarge
  }

  private struct Reader {
    let bytes: [UInt8]
    var place = 0
    var line = 1
    var column = 1

    var next: UInt8? { place < bytes.count ? bytes[place] : nil }
    var isAtLineEnd: Bool { next == 10 || next == 13 }

    func fault(_ kind: Kind) -> Fault { Fault(kind: kind, line: line, column: column) }

    /// Takes a line end if one is here.
    mutating func skipLineEnd() -> Bool {
      guard isAtLineEnd else { return false }
      let isReturn = next == 13
      place += 1
      if isReturn, next == 10 { place += 1 }
      line += 1
      column = 1
      return true
    }

    /// Takes one character, which is here, and returns its bytes; a line end comes as it is written.
    mutating func character() throws(Fault) -> [UInt8] {
      if isAtLineEnd {
        let start = place
        _ = skipLineEnd()
        return Array(bytes[start..<place])
      }
      for length in 1...4 where next != 0 && place + length <= bytes.count {
        let candidate = Array(bytes[place..<place + length])
        if String(validating: candidate, as: UTF8.self) != nil {
          place += length
          // A scalar is a column, as editors count.
          column += 1
          return candidate
        }
      }
      throw fault(.encoding)
    }
  }

  /// The records of a text, the header first, each with its cells.
  public static func records(
    _ bytes: [UInt8], delimiter: UInt8 = 44, maximumRecordBytes: Int = .max
  ) throws(Fault) -> [[String]] {
    var reader = Reader(bytes: bytes)
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { throw reader.fault(.encoding) }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.place = 3 }
    var records: [[String]] = []
    while true {
      while reader.skipLineEnd() {}
      if reader.next == nil { break }
      records.append(
        try record(&reader, delimiter: delimiter, width: records.first?.count, maximumRecordBytes: maximumRecordBytes))
    }
    guard !records.isEmpty else { throw Fault(kind: .empty, line: 1, column: 1) }
    return records
  }

  private static func record(
    _ reader: inout Reader, delimiter: UInt8, width: Int?, maximumRecordBytes: Int
  ) throws(Fault) -> [String] {
    let start = reader
    /// Takes a character of the record, which must be over before its bytes are more than it may have.
    func take(_ reader: inout Reader) throws(Fault) -> [UInt8] {
      let limit = maximumRecordBytes == .max ? Int.max : start.place + maximumRecordBytes
      let hasByteAtLimit = limit < reader.bytes.count
      // A character that the limit cuts is not looked at.
      let isCut = hasByteAtLimit && reader.bytes[min(limit, reader.place + 1)...limit].allSatisfy { $0 & 0xC0 == 0x80 }
      if reader.place >= limit || isCut { throw start.fault(.tooLarge) }
      let character = try reader.character()
      if reader.place > limit { throw start.fault(.tooLarge) }
      return character
    }
    var cells: [String] = []
    var starts: [Fault] = []
    while true {
      starts.append(reader.fault(.header))
      if let width, cells.count == width { throw reader.fault(.fieldCount) }
      var cell: [UInt8] = []
      if reader.next == 34 {
        let opening = reader
        _ = try take(&reader)
        while true {
          guard reader.next != nil else { throw opening.fault(.unclosedQuote) }
          if reader.next == 34 {
            _ = try take(&reader)
            guard reader.next == 34 else { break }
          }
          cell += try take(&reader)
        }
        if let next = reader.next, next != delimiter, !reader.isAtLineEnd {
          throw reader.place - start.place < maximumRecordBytes ? reader.fault(.strayText) : start.fault(.tooLarge)
        }
      } else {
        while let next = reader.next, next != delimiter, !reader.isAtLineEnd {
          cell += try take(&reader)
        }
      }
      cells.append(String(decoding: cell, as: UTF8.self))
      if reader.next == delimiter {
        _ = try take(&reader)
        continue
      }
      if let width, cells.count < width { throw start.fault(.fieldCount) }
      if width == nil {
        for place in cells.indices where cells[place].allSatisfy(\.isWhitespace) || cells[..<place].contains(cells[place]) {
          throw starts[place]
        }
      }
      _ = reader.skipLineEnd()
      return cells
    }
  }
}
