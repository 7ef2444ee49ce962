/// One pass over a text: fills a buffer, has it split into records, and hands their cells to the columns.
///
/// The buffer always begins at the start of a line, and `line` is the number of that line.
struct DelimitedScan {
  private let input: TextInput
  private let options: DelimitedOptions
  private let stepBytes: Int
  private let splitter: RecordSplitter

  private var buffer: [UInt8] = []
  private var line = 1
  private var batch = RecordBatch()
  private var header: [String] = []
  /// The columns that are read, in the order of the table, and the place of each in a record.
  private var builders: [ColumnBuilder] = []
  private var places: [Int] = []
  private var rowCount = 0

  init(_ input: TextInput, options: DelimitedOptions, stepBytes: Int) {
    self.input = input
    self.options = options
    // Both are held to sizes at which the places of a buffer fit in 32 bits.
    self.stepBytes = min(stepBytes, 64 << 20)
    splitter = RecordSplitter(
      delimiter: options.delimiter.byte, maximumRecordBytes: min(max(1, options.maximumRecordBytes), 256 << 20),
      maximumColumns: 32_768)
  }

  /// Reads the text to its end.
  mutating func table() throws(DelimitedError) -> Table {
    var isAtEnd = try !fill(atLeast: 4)
    try skipMark()
    while true {
      batch.removeAll()
      let isHeader = batch.width == 0
      let fault = splitter.split(buffer, isFinal: isAtEnd, into: &batch)
      try check(fault)
      if isHeader, batch.width > 0 {
        try takeHeader()
        batch.fields.removeAll(keepingCapacity: true)
      } else {
        try takeRecords()
        if let fault { throw error(for: fault) }
      }
      line += batch.lineCount
      buffer.removeFirst(batch.end)
      if isHeader, batch.width > 0 { continue }
      if isAtEnd { break }
      isAtEnd = try !fill(atLeast: 1)
    }
    guard batch.width > 0 else { throw .empty(input.name) }
    let columns = builders.map { $0.column() }
    builders = []
    return Table(checked: columns, rowCount: rowCount, sources: [input.source(rowCount: rowCount)])
  }

  /// Adds to the buffer as much as is in it already, so that a long record is not looked at too often; returns false at
  /// the end of the text.
  private mutating func fill(atLeast least: Int) throws(DelimitedError) -> Bool {
    repeat {
      guard try input.append(to: &buffer, about: max(stepBytes, min(buffer.count, splitter.maximumRecordBytes))) else {
        return false
      }
    } while buffer.count < least
    return true
  }

  private mutating func skipMark() throws(DelimitedError) {
    if buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF]), options.encoding == .utf8 {
      throw .sixteenBit(input.name)
    }
    if options.encoding == .utf8, buffer.starts(with: [0xEF, 0xBB, 0xBF]) { buffer.removeFirst(3) }
    // The marks of UTF-8 and UTF-16, read as Windows-1252.
    let decoded = String(decoding: buffer.prefix(6), as: UTF8.self)
    if options.encoding == .windows1252 {
      if decoded.hasPrefix("ï»¿") { throw .markOfOtherEncoding(input.name) }
      if decoded.hasPrefix("ÿþ") || decoded.hasPrefix("þÿ") { throw .sixteenBit(input.name) }
    }
  }

  /// Checks the bytes that will be used, and keeps only the records before the first that is no text.
  private mutating func check(_ fault: RecordSplitter.Fault?) throws(DelimitedError) {
    var end = fault?.offset ?? batch.end
    // A row that is too long may be cut inside a character.
    while end > 0, end < buffer.count, buffer[end] & 0xC0 == 0x80 { end -= 1 }
    guard let bad = TextCheck.firstFault(in: buffer.span, 0..<end) else { return }
    if batch.width > 0, !header.isEmpty {
      batch.keepRecords(endingBy: bad)
      try takeRecords()
    }
    throw buffer[bad] == 0 ? .nulByte(at: place(of: bad)) : .notUTF8(buffer[bad], at: place(of: bad))
  }

  private mutating func takeHeader() throws(DelimitedError) {
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
    let wanted = options.columns ?? header
    let start = place(of: batch.fields.first?.outerStart ?? 0)
    for name in wanted + options.requiredColumns + options.types.keys.sorted() where places[name] == nil {
      let hint = DelimitedError.delimiterHint(header: header, delimiter: options.delimiter)
      throw .noColumn(name, among: header, hint: hint, at: start)
    }
    let markers = MarkerReader(options.markers)
    for name in wanted {
      // A name that is asked for twice is read once.
      guard let place = places.removeValue(forKey: name) else { continue }
      self.places.append(place)
      builders.append(ColumnBuilder(name: name, type: options.types[name], markers: markers))
    }
  }

  private mutating func takeRecords() throws(DelimitedError) {
    var worst: (record: Int, builder: Int)?
    for builder in builders.indices {
      guard let record = builders[builder].append(batch, column: places[builder], in: buffer) else { continue }
      let isSooner = worst.map { (record, places[builder]) < ($0.record, places[$0.builder]) } ?? true
      if isSooner { worst = (record, builder) }
    }
    rowCount += batch.recordCount
    guard let worst, let type = options.types[builders[worst.builder].name] else { return }
    let field = batch.fields[worst.record * batch.width + places[worst.builder]]
    throw .wrongCell(
      batch.text(of: field, in: buffer), column: builders[worst.builder].name, type: type,
      at: place(of: field.outerStart))
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

  /// The line and column of a byte in the buffer. A column counts the bytes of the file, which are one for each
  /// character in Windows-1252.
  private func place(of offset: Int) -> Diagnostic.Place {
    var (line, column) = (line, 1)
    for index in 0..<min(offset, buffer.count) {
      let byte = buffer[index]
      let isLoneReturn =
        byte == UInt8(ascii: "\r") && (index + 1 == buffer.count || buffer[index + 1] != UInt8(ascii: "\n"))
      if byte == UInt8(ascii: "\n") || isLoneReturn {
        line += 1
        column = 1
      } else if options.encoding == .utf8 || byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return Diagnostic.Place(file: input.name, line: line, column: column)
  }
}
