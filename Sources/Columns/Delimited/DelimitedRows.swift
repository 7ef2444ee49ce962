/// The rows of a table, turned into delimited text a few at a time.
struct DelimitedRows {
  private let table: Table
  private let writer: DelimitedWriter
  /// For each column of text, each different text as it is written; empty for other columns.
  private let renderedTexts: [[[UInt8]]]
  /// For each column, whether it is of numbers that are all whole, and so must show that they are no integers.
  private let needsPoint: [Bool]
  private var nextRow = -1

  init(of table: Table, by writer: DelimitedWriter) {
    self.table = table
    self.writer = writer
    renderedTexts = table.columns.map { column in
      column.type == .text ? (column.dictionary?.texts ?? []).map { Self.rendered($0, delimiter: writer.delimiter) } : []
    }
    needsPoint = table.columns.map { column in
      guard column.type == .number else { return false }
      return (0..<column.count).allSatisfy { column[$0].number.map(Self.isWhole) ?? true }
    }
  }

  /// Appends rows until the text is about `limit` bytes long; returns false once there are no more.
  mutating func appendRows(to bytes: inout [UInt8], upTo limit: Int) -> Bool {
    while nextRow < table.rowCount, bytes.count < limit {
      if nextRow < 0 { appendHeader(to: &bytes) } else { appendRow(nextRow, to: &bytes) }
      nextRow += 1
    }
    return nextRow < table.rowCount
  }

  private func appendHeader(to bytes: inout [UInt8]) {
    for (place, name) in table.columnNames.enumerated() {
      if place > 0 { bytes.append(writer.delimiter.byte) }
      // A name that begins with the mark of UTF-8 would lose it if it stood bare at the start of the file.
      let isMarked = place == 0 && name.unicodeScalars.first == "\u{FEFF}"
      bytes.append(contentsOf: isMarked ? Self.quoted(name) : Self.rendered(name, delimiter: writer.delimiter))
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  private func appendRow(_ row: Int, to bytes: inout [UInt8]) {
    let start = bytes.count
    for place in table.columns.indices {
      if place > 0 { bytes.append(writer.delimiter.byte) }
      appendCell(row, of: place, to: &bytes)
    }
    // A line with nothing on it is no row.
    if bytes.count == start { bytes.append(contentsOf: "\"\"".utf8) }
    bytes.append(UInt8(ascii: "\n"))
  }

  private func appendCell(_ row: Int, of place: Int, to bytes: inout [UInt8]) {
    let column = table.columns[place]
    if !renderedTexts[place].isEmpty, let code = column.code(row) {
      bytes.append(contentsOf: renderedTexts[place][code])
      return
    }
    let cell = column[row]
    switch cell {
    case .missing(let reason): appendMissing(reason, isText: column.type == .text, to: &bytes)
    case .text(let text): bytes.append(contentsOf: Self.rendered(text, delimiter: writer.delimiter))
    case .integer, .boolean, .date, .timestamp: bytes.append(contentsOf: cell.plainText.utf8)
    case .number(let value):
      if !value.isFinite {
        appendMissing(.unspecified, isText: false, to: &bytes)
      } else if !needsPoint[place], let whole = Int(exactly: value), NumberText.exactIntegers.contains(whole) {
        bytes.append(contentsOf: String(whole).utf8)
      } else {
        bytes.append(contentsOf: String(value).utf8)
      }
    }
  }

  private func appendMissing(_ reason: MissingReason, isText: Bool, to bytes: inout [UInt8]) {
    guard writer.missingText == .symbol, !(isText && reason == .unspecified) else { return }
    bytes.append(contentsOf: reason.symbol.utf8)
  }

  private static func isWhole(_ value: Double) -> Bool { !value.isFinite || value == value.rounded() }

  private static func rendered(_ text: String, delimiter: Delimiter) -> [UInt8] {
    let needsQuotes = text.utf8.contains {
      $0 == delimiter.byte || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r")
    }
    return needsQuotes ? quoted(text) : Array(text.utf8)
  }

  private static func quoted(_ text: String) -> [UInt8] {
    var bytes = [UInt8(ascii: "\"")]
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
    return bytes
  }
}
