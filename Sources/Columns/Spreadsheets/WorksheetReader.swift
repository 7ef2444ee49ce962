/// Reads the cells of one sheet of a workbook.
///
/// A cell holds what was last computed: formulas are passed over. Rows and cells may say where they stand, in any order, or follow
/// the one before them.
struct WorksheetReader {
  private var scanner: XMLScanner
  private let archive: ZipArchive
  private let sheet: String
  private let texts: SheetTexts
  private let sharedCount: Int
  private let formats: NumberFormats
  private let isFrom1904: Bool

  private var found = SheetCells()
  private var row = -1
  private var isRowHidden = false
  private var column = -1

  // The cell that is open.
  private var address: SheetAddress?
  private var type: ArraySlice<UInt8> = []
  private var style = 0
  private var hasFormula = false
  private var content: [UInt8] = []

  init(
    _ scanner: XMLScanner, archive: ZipArchive, sheet: String, texts: SheetTexts, sharedCount: Int, formats: NumberFormats, isFrom1904: Bool
  ) {
    self.scanner = scanner
    self.archive = archive
    self.sheet = sheet
    self.texts = texts
    self.sharedCount = sharedCount
    self.formats = formats
    self.isFrom1904 = isFrom1904
  }

  mutating func cells() throws(SpreadsheetError) -> SheetCells {
    var isInData = false
    var isContent = false
    while true {
      switch try scanner.next() {
      case .finish:
        found.sort()
        return found
      case .text: if isContent { try scanner.appendText(to: &content) }
      case .start:
        switch scanner.name {
        case .sheetData: isInData = true
        case .mergeCell where !isInData: addMerge()
        case _ where !isInData: continue
        case .row: beginRow()
        case .cell: try beginCell()
        case .value: isContent = address != nil
        case .text: isContent = address != nil
        case .formula:
          hasFormula = true
          try scanner.skip()
        case .phoneticRun: try scanner.skip()
        default: continue
        }
      case .end:
        switch scanner.name {
        case .sheetData: isInData = false
        case .value, .text: isContent = false
        case .cell where isInData: try endCell()
        default: continue
        }
      }
    }
  }

  private mutating func beginRow() {
    row = (scanner.number(.place).map { $0 - 1 } ?? row + 1)
    column = -1
    isRowHidden = scanner.bytes(.hidden).map { $0.elementsEqual("1".utf8) || $0.elementsEqual("true".utf8) } ?? false
  }

  private mutating func beginCell() throws(SpreadsheetError) {
    if let bytes = scanner.bytes(.place) {
      guard let found = SheetAddress(bytes) else {
        throw scanner.damage("has a cell at \(DelimitedError.quoted(String(decoding: bytes, as: UTF8.self))), which is no place of a sheet")
      }
      (row, column) = (found.row, found.column)
    } else {
      column += 1
    }
    guard (0..<SheetAddress.rows).contains(row), (0..<SheetAddress.columns).contains(column) else {
      throw scanner.damage("has a cell in row \(row + 1) and column \(column + 1), where no sheet has one")
    }
    address = SheetAddress(row: row, column: column)
    type = scanner.bytes(.text) ?? []
    style = scanner.number(.style) ?? 0
    hasFormula = false
    content.removeAll(keepingCapacity: true)
  }

  private mutating func endCell() throws(SpreadsheetError) {
    guard let address else { return }
    self.address = nil
    guard let value = try value(at: address) else {
      if hasFormula, content.isEmpty, !isText { found.formulasWithoutResult += 1 }
      return
    }
    found.add(value, at: address)
    if isRowHidden { found.hiddenRows.insert(address.row) }
    try archive.check(bytes: found.byteCount + texts.byteCount)
  }

  /// Whether the cell says that it is text; a formula that gives no letters has an empty one.
  private var isText: Bool { type.elementsEqual("str".utf8) }

  private func place(_ address: SheetAddress) -> Diagnostic.Place { SpreadsheetError.place(archive.file, sheet: sheet, address) }

  private mutating func value(at address: SheetAddress) throws(SpreadsheetError) -> SheetValue? {
    if type.isEmpty || type.elementsEqual("n".utf8) { return try number(at: address) }
    switch String(decoding: type, as: UTF8.self) {
    case "s":
      guard !content.isEmpty else { return nil }
      guard let number = Int(String(decoding: content, as: UTF8.self)), (0..<sharedCount).contains(number) else {
        throw .damagedCell(String(decoding: content, as: UTF8.self), wanted: "number of one of the workbook's \(PrintedNumber.of(sharedCount)) texts", at: place(address))
      }
      return texts.isBlank(number) ? nil : .text(number)
    case "b":
      switch String(decoding: content, as: UTF8.self) {
      case "": return nil
      case "1", "true": return .boolean(true)
      case "0", "false": return .boolean(false)
      default: throw .damagedCell(String(decoding: content, as: UTF8.self), wanted: "truth value", at: place(address))
      }
    case "e": return content.isEmpty ? nil : .error(texts.add(content))
    case "d":
      guard !content.isEmpty else { return nil }
      return IsoMoment.value(content) ?? .text(texts.add(content))
    default:
      EscapedText.resolve(&content)
      return BlankText.holds(content) ? nil : .text(texts.add(content))
    }
  }

  private func number(at address: SheetAddress) throws(SpreadsheetError) -> SheetValue? {
    guard content.contains(where: { $0 > UInt8(ascii: " ") }) else { return nil }
    guard let number = WrittenNumber.value(content) else {
      throw .damagedCell(String(decoding: content, as: UTF8.self), wanted: "number", at: place(address))
    }
    switch formats.kind(style) {
    case .number: return .number(number)
    case .percentage: return .percentage(number)
    case .span:
      guard number.magnitude < 1e6 else { return .number(number) }
      return number < 0 ? .error(texts.add("a span of time below zero".utf8)) : .clock(Int((number * 86_400_000).rounded()))
    case .day: return moment(number, .day)
    case .time where number >= 0 && number < 1: return .clock(Int((number * 86_400_000).rounded()))
    case .dayAndTime, .time: return moment(number, .dayAndTime)
    }
  }

  private func moment(_ number: Double, _ parts: SheetValue.MomentParts) -> SheetValue {
    switch SerialDay.reading(number, from1904: isFrom1904) {
    case .moment(let milliseconds): .moment(milliseconds, shows: parts)
    case .clock(let milliseconds): .clock(milliseconds)
    case .text(let text): .text(texts.add(text.utf8))
    // Spreadsheet programs show a cell full of number signs.
    case .none: .error(texts.add("#####".utf8))
    }
  }

  private mutating func addMerge() {
    guard let range = scanner.bytes(.range) else { return }
    let ends = range.split(separator: UInt8(ascii: ":")).compactMap { SheetAddress($0) }
    guard ends.count == 2, ends[0].row <= ends[1].row, ends[0].column <= ends[1].column, found.merges.count < 1 << 16 else { return }
    found.merges.append(.init(rows: ends[0].row..<ends[1].row + 1, columns: ends[0].column..<ends[1].column + 1))
  }
}

/// Numbers as XML Schema has them, which may begin with zeros or a plus.
enum WrittenNumber {
  /// The number that the bytes are, or nil where they are none that is finite.
  static func value(_ bytes: [UInt8]) -> Double? {
    let cell = bytes.span.extracting(CellText.trimmedRange(bytes.span))
    switch NumberText(cell) {
    case .integer(let whole): return Double(whole)
    case .decimal(let value): return value
    case .longInteger, .none:
      guard let value = Double(CellText.text(cell)), value.isFinite else { return nil }
      return value
    }
  }
}

/// Days and times that a file writes as ISO 8601 has them.
enum IsoMoment {
  /// The value of `2019-09-30`, or of `2019-09-30T14:05:00.5`; nil where the bytes are neither.
  static func value(_ bytes: some Collection<UInt8>) -> SheetValue? {
    let bytes = Array(bytes)
    guard bytes.count >= 10, let day = CalendarDate(String(decoding: bytes[0..<10], as: UTF8.self)) else { return nil }
    let start = Int(day.daysSince1970) * 86_400_000
    if bytes.count == 10 { return .moment(start, shows: .day) }
    guard bytes.count >= 16, bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
      let hour = CalendarDate.number(bytes[11..<13]), hour < 24, let minute = CalendarDate.number(bytes[14..<16]), minute < 60
    else { return nil }
    var milliseconds = (hour * 60 + minute) * 60_000
    if bytes.count > 16 {
      // What stands behind the seconds but a fraction would be a zone, which no cell has.
      guard bytes[16] == UInt8(ascii: ":"), let seconds = Double(String(decoding: bytes[17...], as: UTF8.self)), seconds >= 0, seconds < 60 else { return nil }
      milliseconds += Int((seconds * 1000).rounded())
    }
    return .moment(start + milliseconds, shows: .dayAndTime)
  }
}
