/// Makes a column from the bytes of its cells, of a type that was declared or of the narrowest that holds them all.
///
/// An inferred column begins undecided and takes the type of its first value. Whole numbers widen to numbers; any other
/// value that does not fit makes the column text. The bytes of an inferred column are kept until the end of the file,
/// so that a change of mind loses nothing: `007` in the last row makes text of every row before it.
struct ColumnBuilder {
  let name: String
  private let declared: ColumnType?
  private var markers: MarkerReader

  /// The type so far, or nil as long as every cell is blank or a marker.
  private var type: ColumnType?
  private var hasMarker = false
  /// Whether each whole number so far is one that a Double holds exactly.
  private var isExact = true

  private var raw = RawCells()
  /// One raw reason a row, zero where the value is there.
  private var reasons: [UInt8] = []
  // One of these has a value for each row: the one of the column's type.
  private var texts = DistinctTexts()
  private var codes: [UInt32] = []
  private var integers: [Int] = []
  private var numbers: [Double] = []
  private var booleans: [Bool] = []
  private var dates: [CalendarDate] = []
  private var timestamps: [Timestamp] = []

  init(name: String, type: ColumnType?, markers: MarkerReader) {
    self.name = name
    declared = type
    self.type = type
    self.markers = markers
  }

  /// Adds the column's cells of a batch, and returns the first record whose cell is not of the declared type, or nil.
  mutating func append(_ batch: RecordBatch, column: Int, in buffer: [UInt8]) -> Int? {
    let bytes = buffer.span
    var index = column
    for record in 0..<batch.recordCount {
      let field = batch.fields[index]
      index += batch.width
      if field.hasDoubledQuotes {
        var copy = Array(CellText.text(bytes.extracting(field.range)).utf8)
        RecordBatch.undoubleQuotes(&copy)
        guard append(copy.span) else { return record }
      } else {
        guard append(bytes.extracting(field.range)) else { return record }
      }
    }
    return nil
  }

  /// Adds one cell, and returns whether it is of the declared type.
  mutating func append(_ cell: Span<UInt8>) -> Bool {
    if type == .text { return appendText(cell) }
    if declared == nil { raw.append(cell) }
    let trimmed = cell.extracting(CellText.trimmedRange(cell))
    if trimmed.isEmpty {
      appendMissing(markers.emptyReason)
      return true
    }
    if let reason = markers.reasonBeforeValue(trimmed) {
      hasMarker = true
      appendMissing(reason)
      return true
    }
    if appendValue(trimmed) { return true }
    if let reason = markers.reason(trimmed) {
      hasMarker = true
      appendMissing(reason)
      return true
    }
    guard declared == nil else { return false }
    return appendChangingType(trimmed)
  }

  /// Adds a cell that fits the type so far; returns false and adds nothing where it does not.
  private mutating func appendValue(_ cell: Span<UInt8>) -> Bool {
    switch type {
    case .integer:
      guard case .integer(let value) = NumberText(cell) else { return false }
      isExact = isExact && NumberText.exactIntegers.contains(value)
      integers.append(value)
    case .number:
      guard let value = NumberText(cell).double(exactly: declared == nil, from: cell) else { return false }
      numbers.append(value)
    case .boolean:
      guard let value = CellText.boolean(cell) else { return false }
      booleans.append(value)
    case .date:
      guard let value = CellText.date(cell) else { return false }
      dates.append(value)
    case .timestamp:
      guard let value = CellText.timestamp(cell) else { return false }
      timestamps.append(value)
    case .text, nil: return false
    }
    reasons.append(0)
    return true
  }

  private mutating func appendMissing(_ reason: MissingReason) {
    reasons.append(reason.rawValue)
    appendPlaceholders(1)
  }

  /// Adds values that mean nothing, for rows that have none.
  private mutating func appendPlaceholders(_ count: Int) {
    switch type {
    case .integer: integers.append(contentsOf: repeatElement(0, count: count))
    case .number: numbers.append(contentsOf: repeatElement(0, count: count))
    case .boolean: booleans.append(contentsOf: repeatElement(false, count: count))
    case .date: dates.append(contentsOf: repeatElement(CalendarDate(daysSince1970: 0), count: count))
    case .timestamp: timestamps.append(contentsOf: repeatElement(Timestamp(secondsSince1970: 0), count: count))
    case .text: codes.append(contentsOf: repeatElement(0, count: count))
    case nil: break
    }
  }

  /// Adds a cell that does not fit the type so far, which becomes one that holds every cell.
  private mutating func appendChangingType(_ cell: Span<UInt8>) -> Bool {
    let fitting = ColumnType.firstFitting(cell)
    if type == nil, let fitting {
      type = fitting
      appendPlaceholders(reasons.count)
      if appendValue(cell) { return true }
    } else if type == .integer, fitting == .number, isExact {
      type = .number
      numbers = integers.map(Double.init)
      integers = []
      if appendValue(cell) { return true }
    }
    return becomeText()
  }

  /// Reads every cell so far again, as text.
  private mutating func becomeText() -> Bool {
    let cells = raw
    raw = RawCells()
    (reasons, integers, numbers, booleans, dates, timestamps) = ([], [], [], [], [], [])
    type = .text
    var fits = true
    cells.forEach { cell in fits = appendText(cell) && fits }
    return fits
  }

  private mutating func appendText(_ cell: Span<UInt8>) -> Bool {
    if cell.isEmpty {
      appendMissing(.unspecified)
      return true
    }
    guard let code = texts.code(of: cell) else { return false }
    codes.append(code)
    reasons.append(0)
    return true
  }

  /// The column of every cell so far.
  consuming func column() -> Column {
    if type == nil {
      // Markers alone say that there would have been numbers; cells that are all blank say nothing.
      if hasMarker {
        type = .number
        appendPlaceholders(reasons.count)
      } else {
        _ = becomeText()
      }
    }
    let presence = Presence(raw: reasons)
    return switch type {
    case .integer: Column(name, integers: integers, presence: presence)
    case .number: Column(name, numbers: numbers, presence: presence)
    case .boolean: Column(name, booleans: booleans, presence: presence)
    case .date: Column(name, dates: dates, presence: presence)
    case .timestamp: Column(name, timestamps: timestamps, presence: presence)
    case .text, nil: Column(name, distinct: texts, codes: codes, presence: presence)
    }
  }
}
