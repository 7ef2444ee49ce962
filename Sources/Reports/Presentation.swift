public import Safeguarding
import Columns

/// The form in which results are written.
public enum PresentationFormat: String, Hashable, Sendable, CaseIterable {
  /// Aligned text, for people.
  case table
  case csv, json
  /// Markdown.
  case md
  /// A page of its own.
  case html
}

/// Writes results of operations in a form.
public struct Presentation: Sendable {
  public let format: PresentationFormat

  /// The room that aligned text has.
  public let room: Room

  /// How parts of aligned text look.
  package let paint: Paint

  public init(_ format: PresentationFormat, in room: Room = .page(columns: 120)) { self.init(format, in: room, paint: .none) }

  package init(_ format: PresentationFormat, in room: Room, paint: Paint) {
    self.format = format
    self.room = room
    self.paint = paint
  }

  /// Returns an object as text, without a newline at the end.
  ///
  /// As a table an object prints what it says for itself, and then its rows where it has any; the other forms give what
  /// a program reads.
  public func text(_ object: any OperationObject) -> String {
    if let document = object as? Document { return text(document) }
    switch format {
    case .json: return JSONText.of(.object(object))
    case .html: return text(Self.document(of: object, title: Self.pageTitle(of: object)))
    case .csv where object.cell != nil: return object.words
    case .csv:
      let text = DelimitedWriter().text(of: Self.withUnits(object.table ?? Self.fieldTable(object)))
      return text.hasSuffix("\n") ? String(text.dropLast()) : text
    case .table, .md:
      if format == .table, case .screen = room, let incidents = object as? Incidents, let head = try? incidents.head(5) {
        return room.folded(object.words) + "\n" + TextTable(table: head, room: room, paint: paint, isBeginning: true).text
      }
      if format == .table, let chart = object as? BarChart { return BarDrawing(chart: chart, room: room).text }
      if format == .table, let chart = object as? LineChart { return LineDrawing(chart: chart, room: room).text }
      if format == .table, let chart = object as? ScatterChart { return ScatterDrawing(chart: chart, room: room).text }
      if format == .table, paint.hasShades, let map = object as? HeatMap {
        let words = room.folded(map.words)
        return words + "\n" + HeatDrawing(chart: map, room: room, paint: paint, linesAbove: Self.lineCount(words)).text
      }
      let words = format == .md ? MarkdownTable.escaped(object.words) : room.folded(object.words)
      guard var table = object.table else { return words }
      // What the words say is not said once more beneath them.
      if !(object is Table) { table.notes.removeAll { object.words.contains($0) } }
      let body = format == .md ? MarkdownTable(table: table).text : TextTable(table: table, room: room, paint: paint, linesAbove: object is Table ? 0 : Self.lineCount(words)).text
      if object is Table { return body }
      return words + (format == .md ? "\n\n" : "\n") + body
    }
  }

  private static func lineCount(_ text: String) -> Int { text.count { $0 == "\n" } + 1 }

  /// A document; as CSV its tables one after the other, each beneath its caption.
  private func text(_ document: Document) -> String {
    switch format {
    case .json: JSONText.of(.object(document))
    case .table: DocumentText(outline: DocumentOutline(document), room: room).text
    case .md: DocumentMarkdown(outline: DocumentOutline(document)).text
    case .html: DocumentPage(outline: DocumentOutline(document)).text
    case .csv:
      DocumentOutline(document).blocks.compactMap { block in
        guard case .exhibit(let exhibit) = block, let table = exhibit.result.table, let caption = exhibit.caption else { return nil }
        return DelimitedWriter().text(of: Table(checked: [Column(caption, texts: [])], rowCount: 0)) + Self.spreadsheetText(table)
      }.joined(separator: "\n\n")
    }
  }

  /// Returns any value as text, without a newline at the end.
  public func text(_ value: Value) -> String {
    switch value {
    case .object(let object): text(object)
    case _ where format == .json: JSONText.of(value)
    case .nothing: "nil"
    case .missing(let reason): "\(reason.symbol) \(reason.words)"
    case .boolean(let flag): String(flag)
    case .integer(let number): String(number)
    case .number(let number): Cell.number(number).plainText
    case .text(let words): room.folded(words)
    case .list(let values): list(values)
    case .record(let fields):
      fields.isEmpty ? "{}" : fields.map { "\($0.name): \(text($0.value))" }.joined(separator: "\n")
    }
  }

  /// A list of records is a table; any other list is a value a line.
  private func list(_ values: [Value]) -> String {
    if let table = try? Table(records: values) { return text(table) }
    guard !values.isEmpty else { return "{}" }
    let (first, last) = format == .table ? room.shown(of: values.count) : (values.count, 0)
    var lines = values.prefix(first).map { text($0) }
    let left = values.count - first - last
    if left > 0 { lines.append("\u{2026} \(PrintedNumber.of(left)) more") }
    return (lines + values.suffix(last).map { text($0) }).joined(separator: "\n")
  }

  /// A table as CSV that somebody opens in a spreadsheet: a text that would be a formula there has an apostrophe before it.
  static func spreadsheetText(_ table: Table) -> String {
    // Spreadsheets pass over spaces, line ends and byte order marks, and read signs of full width too.
    func isFormula(_ text: String) -> Bool {
      guard let first = text.unicodeScalars.first else { return false }
      if "\t\r\n".unicodeScalars.contains(first) { return true }
      let begin = text.unicodeScalars.first { !$0.properties.isWhitespace && $0 != "\u{FEFF}" }
      return begin.map { "=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains($0) } ?? false
    }
    let columns = table.columns.map { column in
      let safe = column.type != .text ? column : column.mappingValues(named: column.name) { cell in
        if case .text(let text) = cell, isFormula(text) { .text("'" + text) } else { cell }
      }.with(unit: column.unit, decimals: column.decimals)
      return isFormula(column.name) ? safe.named("'" + column.name) : safe
    }
    return Presentation(.csv).text(Table(checked: columns, rowCount: table.rowCount, notes: table.notes))
  }

  /// A table whose columns carry their units in their names, since CSV has no other place for them.
  private static func withUnits(_ table: Table) -> Table {
    let columns = table.columns.map { column in
      column.unit.map { column.named("\(column.name) (\($0))") } ?? column
    }
    return Table(checked: columns, rowCount: table.rowCount)
  }

  private static func fieldTable<Object: OperationObject>(_ object: Object) -> Table {
    let rows = Object.fields.map { (name: $0.name, text: Presentation(.table).text($0.value(object))) }
    let columns = [Column("field", texts: rows.map(\.name)), Column("value", texts: rows.map(\.text))]
    return Table(checked: columns, rowCount: rows.count)
  }

  /// What the operation write offers beside .csv and .arrow, by the ending of a file's name.
  public static var forms: [String: ResultForm] {
    func text(_ form: PresentationFormat) -> ResultForm { { Array((Presentation(form).text($0) + (form == .html ? "" : "\n")).utf8) } }
    var forms: [String: ResultForm] = ["json": text(.json), "md": text(.md), "html": text(.html)]
    forms["svg"] = { result in
      guard let chart = result as? any Chart, let picture = ChartPicture(of: chart) else { throw WritingError.noChart(type(of: result).kind.words) }
      return Array(picture.file(showing: chart.measure(chart.title)).utf8)
    }
    #if Workbook
      forms["xlsx"] = { try WorkbookLayout.bytes(of: DocumentOutline(document(of: $0))) }
    #endif
    return forms
  }

  /// What a page of a table is called: what its values measure, or the files that it came from; nil where neither is known.
  private static func pageTitle(of result: any OperationObject) -> String? {
    guard let table = result as? Table else { return nil }
    let measures = Set(table.columns.compactMap(\.measure))
    if measures.count == 1 { return measures.first }
    let files = table.sources.compactMap { $0.file.split(separator: "/").last.map(String.init) }
    return files.isEmpty || files.count > 3 ? nil : files.joined(separator: ", ")
  }

  /// A result as a document of its own, where it is none.
  static func document(of result: any OperationObject, title: String? = nil) -> Document {
    result as? Document ?? Document(title: title ?? type(of: result).kind.name, parts: [.exhibit(.init(result))], isBundle: true)
  }
}
