/// Knows the missing markers of a column from their bytes, and looks each spelling up only once.
struct MarkerReader {
  private let markers: MissingMarkers
  /// The markers that could be read as values, such as `-99`, in lower case.
  private let valueLike: [(text: [UInt8], reason: MissingReason)]
  /// The reason of an empty cell.
  let emptyReason: MissingReason
  private var seen = DistinctTexts()
  private var reasons: [MissingReason?] = []

  init(_ markers: MissingMarkers) {
    self.markers = markers
    emptyReason = markers.reason(for: "") ?? .unspecified
    // None of the published markers could be a value, and most files are read with these.
    let candidates = markers == .published ? [:] : markers.reasons
    valueLike = candidates.sorted { $0.key < $1.key }.compactMap { text, reason in
      let bytes = Array(text.utf8)
      return ColumnType.firstFitting(bytes.span) == nil ? nil : (bytes.map(CellText.lowercased), reason)
    }
  }

  /// Whether some markers could be read as values.
  var hasValueLike: Bool { !valueLike.isEmpty }

  /// The reason of a cell that is a marker although it could be a value, or nil.
  func reasonBeforeValue(_ cell: Span<UInt8>) -> MissingReason? {
    for marker in valueLike where CellText.matches(cell, marker.text) { return marker.reason }
    return nil
  }

  /// The reason of a cell that is a marker, or nil.
  mutating func reason(_ cell: Span<UInt8>) -> MissingReason? {
    guard let code = seen.code(of: cell) else { return markers.reason(for: CellText.text(cell)) }
    if Int(code) == reasons.count { reasons.append(markers.reason(for: CellText.text(cell))) }
    return reasons[Int(code)]
  }
}

extension ColumnType {
  /// The narrowest type other than text that holds a cell, or nil where none does.
  static func firstFitting(_ cell: Span<UInt8>) -> ColumnType? {
    switch NumberText(cell) {
    case .integer: .integer
    case .decimal: .number
    case .longInteger: nil
    case .none:
      if CellText.boolean(cell) != nil {
        .boolean
      } else if CellText.date(cell) != nil {
        .date
      } else {
        CellText.timestamp(cell) == nil ? nil : .timestamp
      }
    }
  }
}
