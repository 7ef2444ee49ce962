import Columns
import TestSupport

/// What a reader should make of a text, found in the plainest way.
enum Expected: Equatable {
  case table(names: [String], types: [ColumnType], rows: [[Cell]])
  case fault(NaiveDelimited.Fault)

  init(_ bytes: [UInt8], delimiter: Delimiter = .comma, maximumRecordBytes: Int = .max) {
    do {
      let records = try NaiveDelimited.records(
        bytes, delimiter: delimiter.rawValue.asciiValue ?? 0, maximumRecordBytes: maximumRecordBytes)
      let columns = records[0].indices.map { place in naiveColumn(records.dropFirst().map { $0[place] }) }
      self = .table(
        names: records[0], types: columns.map(\.type),
        rows: records.indices.dropLast().map { row in columns.map { $0.cells[row] } })
    } catch {
      self = .fault(error)
    }
  }

  /// The outcome of the reader itself, in the same form.
  init(reading bytes: [UInt8], with options: DelimitedOptions, stepBytes: Int) {
    var reader = DelimitedReader(options)
    reader.stepBytes = stepBytes
    self.init(reading: bytes, with: reader)
  }

  init(reading bytes: [UInt8], with reader: DelimitedReader) {
    do {
      let table = try reader.read(bytes: bytes, name: "file.csv")
      self = .table(
        names: table.columnNames, types: table.columns.map(\.type), rows: (0..<table.rowCount).map(table.row))
    } catch {
      let kind: NaiveDelimited.Kind? =
        switch error.code {
        case .empty: .empty
        case .encoding: .encoding
        case .unclosedQuote: .unclosedQuote
        case .strayText: .strayText
        case .fieldCount: .fieldCount
        case .header: .header
        case .tooLarge: .tooLarge
        default: nil
        }
      let place = error.diagnostic.place
      self = .fault(
        NaiveDelimited.Fault(kind: kind ?? .empty, line: kind == nil ? -1 : place?.line ?? 1, column: place?.column ?? 1))
    }
  }
}

/// The type and the cells of a column whose cells are these texts.
func naiveColumn(_ texts: [String]) -> (type: ColumnType, cells: [Cell]) {
  let blanks: Set<Character> = [" ", "\t"]
  let trimmed = texts.map { text in
    String(text.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed())
  }
  let markers = MissingMarkers.published
  var types: Set<ColumnType> = []
  var isExact = true
  for text in trimmed {
    guard let cell = naiveValue(text) else {
      if markers.reason(for: text) == nil { types.insert(.text) }
      continue
    }
    if let type = cell.type { types.insert(type) }
    if case .integer(let value) = cell, value.magnitude > 1 << 53 { isExact = false }
  }
  if types.isEmpty, !trimmed.allSatisfy(\.isEmpty) { types = [.number] }
  if types == [.integer, .number], isExact { types = [.number] }
  guard types.count == 1, let type = types.first, type != .text else {
    return (.text, texts.map { $0.isEmpty ? .missing(.unspecified) : .text($0) })
  }
  return (
    type,
    trimmed.map { text in
      guard let value = naiveValue(text) else { return .missing(markers.reason(for: text) ?? .unspecified) }
      if type == .number, let number = value.number { return .number(number) }
      return value
    }
  )
}

/// The value of a text that is not of the type text, or nil.
func naiveValue(_ text: String) -> Cell? {
  if text.wholeMatch(of: /-?(0|[1-9][0-9]*)/) != nil { return Int(text).map { .integer($0) } }
  if text.wholeMatch(of: /-?((0|[1-9][0-9]*)(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]+)?/) != nil {
    return Double(text).flatMap { $0.isFinite ? .number($0) : nil }
  }
  if text.lowercased() == "true" { return .boolean(true) }
  if text.lowercased() == "false" { return .boolean(false) }
  return CalendarDate(text).map { .date($0) } ?? Timestamp(text).map { .timestamp($0) }
}
