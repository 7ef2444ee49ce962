/// Reads the cells of one sheet of an OpenDocument spreadsheet.
struct OpenSheetReader {
  private let archive: ZipArchive
  private let sheet: String
  private let texts: SheetTexts

  private var found = SheetCells()
  private var row = 0
  /// The cells of the row that is open: where each begins, how often it stands, and what it holds.
  private var cells: [(column: Int, count: Int, value: SheetValue)] = []
  private var repeats = 0

  init(archive: ZipArchive, sheet: String, texts: SheetTexts) {
    self.archive = archive
    self.sheet = sheet
    self.texts = texts
  }

  /// Reads the table that just began, up to its end.
  mutating func cells(_ scanner: inout XMLScanner) throws(SpreadsheetError) -> SheetCells {
    let depth = scanner.depth
    while true {
      switch try scanner.next() {
      case .text: continue
      case .finish: return found
      case .end: if scanner.depth <= depth { return found }
      case .start:
        // Rows may stand in groups, and in one that is printed on every page.
        if scanner.name == .openRow {
          try readRow(&scanner)
        } else if scanner.name == .openTable {
          try scanner.skip()
        }
      }
    }
  }

  private mutating func readRow(_ scanner: inout XMLScanner) throws(SpreadsheetError) {
    let depth = scanner.depth
    let count = max(1, scanner.number(.rowsRepeated) ?? 1)
    let isHidden = scanner.bytes(.visibility).map { $0.elementsEqual("collapse".utf8) || $0.elementsEqual("filter".utf8) } ?? false
    cells.removeAll(keepingCapacity: true)
    var column = 0
    row: while true {
      switch try scanner.next() {
      case .text: continue
      case .finish: break row
      case .end: if scanner.depth <= depth { break row }
      case .start:
        guard scanner.name == .openCell || scanner.name == .coveredCell else {
          try scanner.skip()
          continue
        }
        let many = max(1, scanner.number(.columnsRepeated) ?? 1)
        let isCovered = scanner.name == .coveredCell
        if !isCovered { addMerge(scanner, column: column) }
        let value = try OpenCellReader(archive: archive, texts: texts, place: SheetAddress(row: min(row, SheetAddress.rows - 1), column: min(column, SheetAddress.columns - 1)), sheet: sheet)
          .value(&scanner)
        // What stands under a merged cell is not shown, and no value of the sheet.
        if let value, !isCovered { cells.append((column, many, value)) }
        column = min(column + many, SheetAddress.columns * 2)
      }
    }
    try addRow(times: count, isHidden: isHidden)
    row = min(row + count, SheetAddress.rows * 64)
  }

  private mutating func addRow(times count: Int, isHidden: Bool) throws(SpreadsheetError) {
    guard let last = cells.last else { return }
    guard count <= SheetAddress.rows, row + count <= SheetAddress.rows, last.column + last.count <= SheetAddress.columns else {
      throw .tooManyRepeats(archive.file, sheet: sheet, SheetAddress.rows)
    }
    let width = cells.reduce(0) { $0 + $1.count }
    repeats += width * count - cells.count
    guard repeats <= OpenDocument.mostRepeats else { throw .tooManyRepeats(archive.file, sheet: sheet, OpenDocument.mostRepeats) }
    for number in 0..<count {
      try archive.check(at: number + 1)
      for cell in cells {
        for column in 0..<cell.count { found.add(cell.value, at: SheetAddress(row: row + number, column: cell.column + column)) }
      }
      if isHidden { found.hiddenRows.insert(row + number) }
    }
    try archive.check(bytes: found.byteCount + texts.byteCount)
  }

  private mutating func addMerge(_ scanner: XMLScanner, column: Int) {
    let (rows, columns) = (scanner.number(.rowsSpanned) ?? 1, scanner.number(.columnsSpanned) ?? 1)
    guard rows > 1 || columns > 1, rows > 0, columns > 0, rows <= SheetAddress.rows, columns <= SheetAddress.columns,
      found.merges.count < 1 << 16
    else { return }
    found.merges.append(.init(rows: row..<row + rows, columns: column..<column + columns))
  }
}

/// Reads what one cell of an OpenDocument spreadsheet holds.
private struct OpenCellReader {
  let archive: ZipArchive
  let texts: SheetTexts
  let place: SheetAddress
  let sheet: String

  /// Reads the cell that just began, up to its end; nil where it holds nothing.
  func value(_ scanner: inout XMLScanner) throws(SpreadsheetError) -> SheetValue? {
    let type = try scanner.text(.valueType)
    let isError = try scanner.text(.valueType, prefix: .extensions) == "error"
    let hasFormula = scanner.bytes(.openFormula) != nil
    var written: String?
    switch type {
    case "float", "percentage", "currency": written = try scanner.text(.openValue)
    case "date": written = try scanner.text(.dateValue)
    case "time": written = try scanner.text(.timeValue)
    case "boolean": written = try scanner.text(.booleanValue)
    default: written = try scanner.text(.stringValue)
    }
    let shown = try paragraphs(&scanner)
    let isShownError = (hasFormula || type != "string") && Self.isError(shown)
    if isError || isShownError { return .error(texts.add(shown.isEmpty ? Array("an error".utf8) : shown)) }
    switch type {
    case nil where shown.isEmpty: return nil
    case "float", "percentage", "currency":
      guard let number = WrittenNumber.value(Array((written ?? "").utf8)) else {
        throw .damagedCell(written ?? "", wanted: "number", at: SpreadsheetError.place(archive.file, sheet: sheet, place))
      }
      return type == "percentage" ? .percentage(number) : .number(number)
    case "boolean":
      guard written == "true" || written == "false" else {
        throw .damagedCell(written ?? "", wanted: "truth value", at: SpreadsheetError.place(archive.file, sheet: sheet, place))
      }
      return .boolean(written == "true")
    case "date": return written.flatMap { IsoMoment.value($0.utf8) } ?? text(written.map { Array($0.utf8) } ?? shown)
    case "time": return written.flatMap(Self.clock).map { .clock($0) } ?? text(shown)
    default: return text(written.map { Array($0.utf8) } ?? shown)
    }
  }

  private func text(_ bytes: [UInt8]) -> SheetValue? {
    BlankText.holds(bytes) ? nil : .text(texts.add(bytes))
  }

  /// Whether a formula's text is what spreadsheet programs show in place of a result. Old files have a zero as its value.
  private static func isError(_ text: [UInt8]) -> Bool {
    guard let first = text.first, first == UInt8(ascii: "#") || first == UInt8(ascii: "E"), text.count <= 16 else { return false }
    let word = String(decoding: text, as: UTF8.self)
    return ["#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!"].contains(word) || word.hasPrefix("Err:")
  }

  /// The milliseconds of `PT14H05M00S`, or nil.
  private static func clock(_ text: String) -> Int? {
    guard text.hasPrefix("PT"), text.utf8.count < 40 else { return nil }
    var seconds = 0.0
    var digits = ""
    for character in text.dropFirst(2) {
      let unit: Double? = switch character {
        case "H": 3600
        case "M": 60
        case "S": 1
        default: nil
        }
      guard let unit else {
        digits.append(character)
        continue
      }
      guard let number = Double(digits), number >= 0 else { return nil }
      seconds += number * unit
      digits = ""
    }
    guard digits.isEmpty, seconds < 1e11 else { return nil }
    return Int((seconds * 1000).rounded())
  }

  /// The text of a cell: its paragraphs, each a line. Annotations and pictures have paragraphs of their own, which lie deeper.
  private func paragraphs(_ scanner: inout XMLScanner) throws(SpreadsheetError) -> [UInt8] {
    let depth = scanner.depth
    var text: [UInt8] = []
    var paragraphs = 0
    while true {
      switch try scanner.next() {
      case .text: continue
      case .finish: return text
      case .end: if scanner.depth <= depth { return text }
      case .start:
        guard scanner.name == .paragraph else {
          try scanner.skip()
          continue
        }
        if paragraphs > 0 { text.append(UInt8(ascii: "\n")) }
        paragraphs += 1
        try paragraph(&scanner, into: &text)
      }
    }
  }

  /// Reads a paragraph. Blanks that follow each other count as one, and none at the ends counts: more have an element of their own.
  private func paragraph(_ scanner: inout XMLScanner, into text: inout [UInt8]) throws(SpreadsheetError) {
    let depth = scanner.depth
    var piece: [UInt8] = []
    // Whether the last byte is a blank that may yet be the last, and whether one would be the first.
    var (isPending, hasAny) = (false, false)
    func add(_ byte: UInt8, _ count: Int = 1) {
      if isPending { text.append(UInt8(ascii: " ")) }
      (isPending, hasAny) = (false, true)
      text.append(contentsOf: repeatElement(byte, count: count))
    }
    while true {
      switch try scanner.next() {
      case .finish: return
      case .end: if scanner.depth <= depth { return }
      case .text:
        piece.removeAll(keepingCapacity: true)
        try scanner.appendText(to: &piece)
        for byte in piece {
          if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t") { isPending = hasAny } else { add(byte) }
        }
      case .start:
        switch scanner.name {
        case .spaces:
          add(UInt8(ascii: " "), min(max(1, scanner.number(.count) ?? 1), 32_767))
          try archive.check(bytes: text.count)
        case .tab: add(UInt8(ascii: "\t"))
        case .lineBreak: add(UInt8(ascii: "\n"))
        case .annotation, .note, .ruby: try scanner.skip()
        default: continue
        }
      }
    }
  }
}
