/// The slow and exact reader: takes the header of a file, and finds what is wrong with a block that the fast reader
/// gave up on.
///
/// The buffer always begins at the start of a line, and `line` is the number of that line. Every fault is known here by
/// its kind, line and column; see ``RecordSplitter`` for which of several faults counts.
struct ExactScan {
  private let file: String
  private let options: DelimitedOptions
  private let splitter: RecordSplitter
  private let buffer: [UInt8]
  private let line: Int
  private var batch = RecordBatch()

  /// The names of the columns, once the header was taken.
  private(set) var header: [String] = []
  /// The end of the header in the buffer, and the line ends up to there.
  private(set) var headerEnd = (offset: 0, lines: 0)

  static func splitter(_ options: DelimitedOptions) -> RecordSplitter {
    // Held to a size at which the places of a buffer fit in 32 bits.
    RecordSplitter(
      delimiter: options.delimiter.byte, maximumRecordBytes: min(max(1, options.maximumRecordBytes), 256 << 20),
      maximumColumns: 32_768)
  }

  /// Creates a scan of bytes that begin at the start of a line.
  init(_ buffer: [UInt8], file: String, options: DelimitedOptions, line: Int, header: [String] = []) {
    self.buffer = buffer
    self.file = file
    self.options = options
    self.line = line
    self.header = header
    splitter = Self.splitter(options)
    batch.width = header.count
  }

  /// Throws where the first bytes of a file say that they are of another encoding; returns the length of the mark.
  static func mark(_ start: [UInt8], file: String, encoding: TextEncoding) throws(DelimitedError) -> Int {
    if encoding == .utf8 {
      if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) { throw .sixteenBit(file) }
      return start.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }
    // The marks of UTF-8 and UTF-16, read as Windows-1252.
    let decoded = String(decoding: start.prefix(6), as: UTF8.self)
    if decoded.hasPrefix("ï»¿") { throw .markOfOtherEncoding(file) }
    if decoded.hasPrefix("ÿþ") || decoded.hasPrefix("þÿ") { throw .sixteenBit(file) }
    return 0
  }

  /// Passes over rows before the header, empty lines counted as rows, and returns how many the buffer held.
  mutating func skipRows(_ count: Int, isWhole: Bool) throws(DelimitedError) -> Int {
    var skipped = 0
    while skipped < count, batch.end < buffer.count {
      let (end, line) = (batch.end, batch.lineCount)
      if buffer[end] == UInt8(ascii: "\n") || buffer[end] == UInt8(ascii: "\r") {
        let isPair = buffer[end] == UInt8(ascii: "\r") && end + 1 < buffer.count && buffer[end + 1] == UInt8(ascii: "\n")
        (batch.end, batch.lineCount) = (end + (isPair ? 2 : 1), line + 1)
      } else {
        let fault = splitter.split(buffer, isFinal: isWhole, into: &batch)
        if let fault { throw error(for: fault) }
        guard batch.width > 0 else { break }
        batch.fields.removeAll()
        batch.width = 0
      }
      skipped += 1
    }
    headerEnd = (batch.end, batch.lineCount)
    return skipped
  }

  /// Takes the header, which is the first record; returns false where the buffer holds nothing but empty lines.
  ///
  /// - Parameter isWhole: Whether the buffer ends where a record does, so that a CR at its end stands alone.
  mutating func takeHeader(isWhole: Bool) throws(DelimitedError) -> Bool {
    let fault = splitter.split(buffer, isFinal: isWhole, into: &batch)
    try check(fault)
    headerEnd = (batch.end, batch.lineCount)
    guard batch.width > 0 else {
      if let fault { throw error(for: fault) }
      return false
    }
    var places: [String: Int] = [:]
    for (index, field) in batch.fields.enumerated() {
      let name = batch.text(of: field, in: buffer)
      guard !name.allSatisfy(\.isWhitespace) else { throw .emptyName(index + 1, at: place(of: field.outerStart)) }
      if let first = places[name] {
        throw .nameTwice(name, first: first + 1, second: index + 1, at: place(of: field.outerStart))
      }
      places[name] = index
      header.append(name)
    }
    return true
  }

  /// Throws that a column is not in the header.
  func missing(_ name: String, known: [String]? = nil) -> DelimitedError {
    let hint = DelimitedError.delimiterHint(header: header, delimiter: options.delimiter)
    return .noColumn(name, among: known ?? header, hint: hint, at: place(of: batch.fields.first?.outerStart ?? 0))
  }

  /// Throws the first fault of the buffer; returns where there is none.
  ///
  /// - Parameters:
  ///   - isWhole: Whether the buffer ends where a record does.
  ///   - declared: The columns whose cells must be of a type, by their place in a record.
  mutating func findFault(isWhole: Bool, declared: [(place: Int, type: ColumnType)]) throws(DelimitedError) {
    let fault = splitter.split(buffer, isFinal: isWhole, into: &batch)
    var end = fault?.offset ?? batch.end
    // A row that is too long may be cut inside a character.
    while end > 0, end < buffer.count, buffer[end] & 0xC0 == 0x80 { end -= 1 }
    let bad = TextCheck.firstFault(in: buffer.span, 0..<end)
    if let bad { batch.keepRecords(endingBy: bad) }
    try checkCells(declared)
    if let bad { throw encodingFault(bad) }
    if let fault { throw error(for: fault) }
  }

  /// Checks the bytes of a header.
  private func check(_ fault: RecordSplitter.Fault?) throws(DelimitedError) {
    var end = fault?.offset ?? batch.end
    while end > 0, end < buffer.count, buffer[end] & 0xC0 == 0x80 { end -= 1 }
    guard let bad = TextCheck.firstFault(in: buffer.span, 0..<end) else { return }
    throw encodingFault(bad)
  }

  private func encodingFault(_ bad: Int) -> DelimitedError {
    buffer[bad] == 0 ? .nulByte(at: place(of: bad)) : .notUTF8(buffer[bad], at: place(of: bad))
  }

  private func checkCells(_ declared: [(place: Int, type: ColumnType)]) throws(DelimitedError) {
    guard !declared.isEmpty else { return }
    let inOrder = declared.sorted { $0.place < $1.place }
    var classifier = CellClassifier(options.markers)
    for record in 0..<batch.recordCount {
      for (column, type) in inOrder {
        let field = batch.fields[record * batch.width + column]
        let text = Array(batch.text(of: field, in: buffer).utf8)
        guard !classifier.fits(text.span, type) else { continue }
        throw .wrongCell(
          batch.text(of: field, in: buffer), column: header[column], type: type, at: place(of: field.outerStart))
      }
    }
  }

  private func error(for fault: RecordSplitter.Fault) -> DelimitedError {
    let place = place(of: fault.place)
    let hint = DelimitedError.delimiterHint(header: header, delimiter: options.delimiter)
    switch fault.kind {
    case .unclosedQuote: return .unclosedQuote(at: place)
    case .strayText:
      let rest = buffer[fault.place...].prefix(240).prefix { $0 != splitter.delimiter && $0 != 10 && $0 != 13 }
      return .strayText(String(decoding: rest, as: UTF8.self), at: place)
    case .tooFewFields(let count): return .tooFewFields(count, header: batch.width, hint: hint, at: place)
    case .tooManyFields: return .tooManyFields(header: batch.width, hint: hint, at: place)
    case .tooManyColumns: return .tooManyColumns(splitter.maximumColumns, at: place)
    case .recordTooLong(let openQuote):
      return .recordTooLong(splitter.maximumRecordBytes, openQuote: openQuote.map { self.place(of: $0) }, at: place)
    }
  }

  /// The line and column of a byte in the buffer. A column counts characters, as editors do.
  private func place(of offset: Int) -> Diagnostic.Place {
    var (line, column) = (line, 1)
    for index in 0..<min(offset, buffer.count) {
      let byte = buffer[index]
      let isLoneReturn =
        byte == UInt8(ascii: "\r") && (index + 1 == buffer.count || buffer[index + 1] != UInt8(ascii: "\n"))
      if byte == UInt8(ascii: "\n") || isLoneReturn {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return Diagnostic.Place(file: file, line: line, column: column)
  }
}
