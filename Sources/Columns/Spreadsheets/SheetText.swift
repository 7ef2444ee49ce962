/// The table of a sheet as delimited text, which the reader of such text then takes types, markers and options from.
///
/// So a sheet's columns are of the same types as those of the file that a spreadsheet program would save as CSV, but for what that
/// loses: numbers have all their digits, and days are written as ISO 8601 has them.
struct SheetText {
  /// The text, a row of the sheet a record, the header first.
  private(set) var bytes: [UInt8] = []
  /// What a reader of the table must know of the sheet.
  private(set) var notes: [String] = []

  private let file: String
  private let sheet: String
  /// The row of each record, and the column of each of its cells, from zero.
  private var rowOfRecord: [Int] = []
  private var columns: [Int] = []

  /// Writes the table of a sheet.
  ///
  /// - Parameter headerRow: The row that names the columns, from one; nil for the first that has two filled cells.
  /// - Throws: ``SpreadsheetError`` where there is no such row, and where two columns have one name.
  init(
    _ cells: SheetCells, texts: SheetTexts, archive: ZipArchive, sheet: String, headerRow: Int?
  ) throws(SpreadsheetError) {
    file = archive.file
    self.sheet = sheet
    let rows = cells.rows
    let header: Int
    if let headerRow {
      guard let found = rows.firstIndex(where: { $0.row == headerRow - 1 }) else {
        throw .emptyHeader(headerRow, filled: rows.map { $0.row + 1 }, file, sheet: sheet)
      }
      header = found
    } else {
      guard let found = rows.firstIndex(where: { $0.cells.count > 1 }) else { throw .noTable(file, sheet: sheet, isEmpty: rows.isEmpty) }
      header = found
    }
    var surveys: [Int: ColumnSurvey] = [:]
    for cell in cells.cells[rows[header].cells] { surveys[Int(cell.column), default: ColumnSurvey()].isNamed = true }
    for (number, row) in rows[(header + 1)...].enumerated() {
      if row.cells.count > 512 { try archive.check() } else { try archive.check(at: number) }
      for cell in cells.cells[row.cells] { surveys[Int(cell.column), default: ColumnSurvey()].add(cell) }
    }
    columns = surveys.keys.sorted()
    let names = try names(of: cells.cells[rows[header].cells], texts, surveys)
    noteOnHeadings(cells.merges, row: rows[header].row)
    noteOnRows(cells, rows, header: header, texts)
    noteOnColumns(names, surveys, texts)

    bytes.reserveCapacity((cells.cells.count + columns.count) * 8)
    for (place, name) in names.enumerated() { append(text: Array(name.utf8)[...], isFirst: place == 0) }
    endRecord(rows[header].row)
    var times = columns.map { surveys[$0]?.hasTime ?? false }
    for (number, row) in rows[(header + 1)...].enumerated() {
      if columns.count > 512 { try archive.check() } else { try archive.check(at: number) }
      try archive.check(bytes: bytes.count)
      append(cells.cells[row.cells], texts, &times)
      endRecord(row.row)
    }
  }

  // MARK: The header

  private mutating func names(
    of header: ArraySlice<SheetCells.Cell>, _ texts: SheetTexts, _ surveys: [Int: ColumnSurvey]
  ) throws(SpreadsheetError) -> [String] {
    var nameOfColumn: [Int: String] = [:]
    var columnOfName: [String: Int] = [:]
    for cell in header {
      let name = Self.name(cell.value, texts)
      if let first = columnOfName.updateValue(Int(cell.column), forKey: name) {
        throw .nameTwice(name, SheetAddress(row: Int(cell.row), column: first), cell.address, file, sheet: sheet)
      }
      nameOfColumn[Int(cell.column)] = name
    }
    var unnamed: [(column: Int, name: String)] = []
    let names = columns.map { column in
      if let name = nameOfColumn[column] { return name }
      var name = "column_\(column + 1)"
      while columnOfName[name] != nil { name += "_" }
      columnOfName[name] = column
      unnamed.append((column, name))
      return name
    }
    if !unnamed.isEmpty {
      let listed = unnamed.prefix(8).map { "\(SheetAddress.letters($0.column)) is \($0.name)" }.joined(separator: ", ")
      notes.append("columns without a heading are called by their number: \(listed)\(unnamed.count > 8 ? " and \(unnamed.count - 8) more" : "")")
    }
    return names
  }

  /// The name that a cell of the header gives its column.
  private static func name(_ value: SheetValue, _ texts: SheetTexts) -> String {
    if case .error(let number) = value { return texts.string(number) }
    var bytes: [UInt8] = []
    write(value, texts, hasTime: nil, into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: The notes

  /// What is known of a column beneath the header.
  private struct ColumnSurvey {
    var isNamed = false
    var numbers = 0
    var percentages = 0
    /// Whether any time of a day is to be written.
    var hasTime = false
    /// The first cell whose format hides its time.
    var hiddenTime: SheetAddress?
    var errors = 0
    var firstError: (address: SheetAddress, text: Int)?

    mutating func add(_ cell: SheetCells.Cell) {
      switch cell.value {
      case .number: numbers += 1
      case .percentage: percentages += 1
      case .moment(let milliseconds, let parts):
        guard milliseconds % 86_400_000 != 0 else { return }
        if parts == .dayAndTime { hasTime = true } else if hiddenTime == nil { hiddenTime = cell.address }
      case .error(let text):
        errors += 1
        if firstError == nil { firstError = (cell.address, text) }
      case .boolean, .text, .clock: return
      }
    }
  }

  /// Headings over several columns have the columns' own names beneath them.
  private mutating func noteOnHeadings(_ merges: [SheetCells.Merge], row: Int) {
    guard let merge = merges.first(where: { $0.rows == row..<row + 1 && $0.columns.count > 1 }) else { return }
    let (start, end) = (SheetAddress(row: row, column: merge.columns.lowerBound), SheetAddress(row: row, column: merge.columns.upperBound - 1))
    notes.append("a heading stands over several columns, \(start):\(end); if the row beneath has the columns' own names, pass header_row = \(row + 2)")
  }

  private mutating func noteOnRows(
    _ cells: SheetCells, _ rows: [(row: Int, cells: Range<Int>)], header: Int, _ texts: SheetTexts
  ) {
    let first = rows[header].row
    if header > 0 {
      let title = cells.cells[rows[0].cells].first.map { Self.name($0.value, texts) } ?? ""
      notes.append("row \(PrintedNumber.of(first + 1)) of the sheet names the columns; \(Self.rows(header)) above it \(header == 1 ? "is" : "are") passed over: \(DelimitedError.quoted(title))")
    }
    let below = rows[(header + 1)...]
    let blank = (rows.last.map { $0.row - first } ?? 0) - below.count
    if blank > 0 { notes.append("\(Self.rows(blank, "blank")) within the sheet \(blank == 1 ? "is" : "are") left out") }
    let single = below.reversed().prefix { $0.cells.count == 1 }
    if columns.count > 2, !single.isEmpty, single.count < below.count, let start = single.last, let cell = cells.cells[start.cells].first {
      notes.append("the last \(single.count == 1 ? "row has" : "\(PrintedNumber.of(single.count)) rows have") one filled cell only, from \(cell.address) on: \(DelimitedError.quoted(Self.name(cell.value, texts)))")
    }
    let hidden = below.count { cells.hiddenRows.contains($0.row) }
    if hidden > 0 { notes.append("\(Self.rows(hidden)) that the sheet hides \(hidden == 1 ? "is" : "are") read like the others") }
    let merged = cells.merges.filter { $0.rows.upperBound > first + 1 && $0.rows.lowerBound > first }
    if let merge = merged.first {
      let (start, end) = (SheetAddress(row: merge.rows.lowerBound, column: merge.columns.lowerBound), SheetAddress(row: merge.rows.upperBound - 1, column: merge.columns.upperBound - 1))
      notes.append("merged cells have their value in the first of them, and the others are missing: \(start):\(end)\(merged.count > 1 ? " and \(PrintedNumber.of(merged.count - 1)) more" : "")")
    }
    if cells.formulasWithoutResult > 0 {
      notes.append("\(PrintedNumber.of(cells.formulasWithoutResult)) formulas have no stored result and are missing; a spreadsheet program that opens and saves the file works them out")
    }
  }

  private mutating func noteOnColumns(_ names: [String], _ surveys: [Int: ColumnSurvey], _ texts: SheetTexts) {
    for (column, name) in zip(columns, names) {
      guard let survey = surveys[column] else { continue }
      if survey.percentages > 0 {
        let all = survey.percentages + survey.numbers
        let which = survey.numbers == 0 ? "its numbers" : "\(PrintedNumber.of(survey.percentages)) of its \(PrintedNumber.of(all)) numbers"
        notes.append("column \(DelimitedError.quoted(name)): \(which) are shown as per cent in the sheet, and are fractions here: 0.12 for 12%")
      }
      if let first = survey.firstError {
        notes.append("column \(DelimitedError.quoted(name)): \(PrintedNumber.of(survey.errors)) \(survey.errors == 1 ? "cell holds an error and is" : "cells hold errors and are") missing: \(texts.string(first.text)) in \(first.address)")
      }
      if let hidden = survey.hiddenTime, !survey.hasTime {
        notes.append("column \(DelimitedError.quoted(name)) is shown as days, so times of the day are left out, as in \(hidden)")
      }
    }
  }

  private static func rows(_ count: Int, _ kind: String = "") -> String {
    "\(PrintedNumber.of(count)) \(kind.isEmpty ? "" : kind + " ")\(count == 1 ? "row" : "rows")"
  }

  // MARK: The rows

  private mutating func append(_ cells: ArraySlice<SheetCells.Cell>, _ texts: SheetTexts, _ times: inout [Bool]) {
    var next = cells.startIndex
    for (place, column) in columns.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      guard next < cells.endIndex, Int(cells[next].column) == column else { continue }
      if case .text(let number) = cells[next].value {
        append(text: texts.bytes[texts.range(number)], isFirst: true)
      } else {
        Self.write(cells[next].value, texts, hasTime: times[place], into: &bytes)
      }
      next += 1
    }
    // A line with nothing on it would be no row.
    if columns.count == 1, cells.allSatisfy({ if case .error = $0.value { true } else { false } }) { bytes.append(contentsOf: "\"\"".utf8) }
  }

  /// Appends a text, in quotes where it needs them, and a delimiter before it unless it is the first of a record.
  private mutating func append(text: ArraySlice<UInt8>, isFirst: Bool) {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    let needsQuotes = text.isEmpty || text.first == 0xEF || text.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    guard needsQuotes else {
      bytes.append(contentsOf: text)
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in text {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func endRecord(_ row: Int) {
    bytes.append(UInt8(ascii: "\n"))
    rowOfRecord.append(row)
  }

  /// Writes a value as delimited text has it; an error is an empty cell.
  ///
  /// - Parameter hasTime: Whether days are written with their times; nil where each decides for itself.
  private static func write(_ value: SheetValue, _ texts: SheetTexts, hasTime: Bool?, into bytes: inout [UInt8]) {
    switch value {
    case .number(let number), .percentage(let number):
      if let whole = Int(exactly: number), NumberText.exactIntegers.contains(whole) {
        bytes.append(contentsOf: String(whole).utf8)
      } else {
        bytes.append(contentsOf: number.description.utf8)
      }
    case .boolean(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    case .text(let number): bytes.append(contentsOf: texts.bytes[texts.range(number)])
    case .error: return
    case .clock(let milliseconds): write(clock: milliseconds, into: &bytes)
    case .moment(let milliseconds, let parts):
      let (day, rest) = (milliseconds.flooredQuotient(by: 86_400_000), milliseconds.flooredRemainder(by: 86_400_000))
      bytes.append(contentsOf: CalendarDate(daysSince1970: Int32(clamping: day)).description.utf8)
      guard hasTime ?? (rest > 0 && parts == .dayAndTime) else { return }
      bytes.append(UInt8(ascii: " "))
      write(clock: rest, into: &bytes)
    }
  }

  /// Writes `14:05:00`, with thousandths where there are any; hours may go on beyond 24.
  private static func write(clock milliseconds: Int, into bytes: inout [UInt8]) {
    let seconds = milliseconds / 1000
    for (place, part) in [seconds / 3600, seconds / 60 % 60, seconds % 60].enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ":")) }
      if part < 10 { bytes.append(UInt8(ascii: "0")) }
      bytes.append(contentsOf: String(part).utf8)
    }
    let rest = milliseconds % 1000
    if rest > 0 { bytes.append(contentsOf: ".\(rest < 100 ? "0" : "")\(rest < 10 ? "0" : "")\(rest)".utf8) }
  }

  // MARK: Errors

  /// An error of the reader of delimited text, at the cell that it is about.
  func explained(_ error: DelimitedError) -> SpreadsheetError {
    switch error.code {
    case .cancelled: return .cancelled(file)
    case .tooLarge where error.diagnostic.place?.line == nil: return SpreadsheetError(.tooLarge, placed(error.diagnostic, nil))
    default:
      let place = error.diagnostic.place
      return SpreadsheetError(.table(error.code), placed(error.diagnostic, place?.line.flatMap { address(line: $0, column: place?.column ?? 1) }))
    }
  }

  private func placed(_ diagnostic: Diagnostic, _ address: SheetAddress?) -> Diagnostic {
    var diagnostic = diagnostic
    diagnostic.place = SpreadsheetError.place(file, sheet: sheet, address)
    return diagnostic
  }

  /// The cell that a character of the text belongs to; lines and columns count from one.
  private func address(line: Int, column: Int) -> SheetAddress? {
    var (atLine, atColumn, record, cell, isQuoted) = (1, 1, 0, 0, false)
    for byte in bytes {
      if atLine > line || atLine == line && atColumn >= column { break }
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == UInt8(ascii: ","), !isQuoted { cell += 1 }
      if byte == UInt8(ascii: "\n") {
        if !isQuoted { (record, cell) = (record + 1, 0) }
        (atLine, atColumn) = (atLine + 1, 1)
      } else if byte & 0xC0 != 0x80 {
        atColumn += 1
      }
    }
    guard rowOfRecord.indices.contains(record), columns.indices.contains(cell) else { return nil }
    return SheetAddress(row: rowOfRecord[record], column: columns[cell])
  }
}
