/// What a cell is, whatever column it stands in; the loops over columns ask this only where their own short way fails.
enum ClassifiedCell {
  case missing(MissingReason, isMarker: Bool)
  case integer(Int)
  case decimal(Double)
  case boolean(Bool)
  case date(CalendarDate)
  case timestamp(Timestamp)
  /// Digits that no Int holds.
  case longInteger
  case text
}

/// Tells what cells are, from their bytes and the markers of missing values.
struct CellClassifier {
  private var markers: MarkerReader

  init(_ markers: MissingMarkers) { self.markers = MarkerReader(markers) }

  /// Whether some markers could be read as values, so that every cell has to be looked at as a marker first.
  var hasValueLikeMarkers: Bool { markers.hasValueLike }

  /// The reason of an empty cell in a column that is not text.
  var emptyReason: MissingReason { markers.emptyReason }

  /// Tells what a cell is in a column that is not text.
  mutating func classify(_ cell: Span<UInt8>) -> ClassifiedCell {
    let trimmed = cell.extracting(CellText.trimmedRange(cell))
    if trimmed.isEmpty { return .missing(markers.emptyReason, isMarker: false) }
    if let reason = markers.reasonBeforeValue(trimmed) { return .missing(reason, isMarker: true) }
    switch NumberText(trimmed) {
    case .integer(let value): return .integer(value)
    case .decimal(let value): return .decimal(value)
    case .longInteger:
      if let reason = markers.reason(trimmed) { return .missing(reason, isMarker: true) }
      return .longInteger
    case .none: break
    }
    if let value = CellText.boolean(trimmed) { return .boolean(value) }
    if let value = CellText.date(trimmed) { return .date(value) }
    if let value = CellText.timestamp(trimmed) { return .timestamp(value) }
    if let reason = markers.reason(trimmed) { return .missing(reason, isMarker: true) }
    return .text
  }

  /// The number of digits that no Int holds, in a column that is declared to be of numbers.
  static func number(_ cell: Span<UInt8>) -> Double? {
    let trimmed = cell.extracting(CellText.trimmedRange(cell))
    return NumberText(trimmed).double(exactly: false, from: trimmed)
  }

  /// Whether a cell is of a declared type, or missing.
  mutating func fits(_ cell: Span<UInt8>, _ type: ColumnType) -> Bool {
    if type == .text { return true }
    switch classify(cell) {
    case .missing: return true
    case .integer: return type == .integer || type == .number
    case .decimal: return type == .number
    case .longInteger: return type == .number && Self.number(cell) != nil
    case .boolean: return type == .boolean
    case .date: return type == .date
    case .timestamp: return type == .timestamp
    case .text: return false
    }
  }
}
