import Columns
import Safeguarding

/// A document as text for a page or a screen.
struct DocumentText {
  let outline: DocumentOutline
  let room: Room

  /// The lines, without a newline at the end. An empty line stands between blocks.
  var text: String {
    var pieces = [Self.underlined(outline.title, with: "=") + (outline.subtitle.map { "\n" + folded($0) } ?? "")]
    pieces += outline.blocks.map(text(of:))
    return pieces.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private func text(of block: DocumentOutline.Block) -> String {
    switch block {
    case .heading(let level, let number, let title): Self.underlined("\(number). \(title)", with: level == 1 ? "=" : "-")
    case .paragraph(let text): folded(text)
    case .list(let items): items.map { folded($0, hanging: "- ") }.joined(separator: "\n")
    case .statement(_, let label, let text): folded("\(label): \(text)")
    case .findings(let texts):
      texts.isEmpty ? "None." : texts.enumerated().map { folded($1, hanging: "\($0 + 1). ") }.joined(separator: "\n")
    case .exhibit(let exhibit):
      [exhibit.caption.map { folded($0) }, exhibit.words.map(lines), drawn(exhibit.result), exhibit.note.map { folded($0, hanging: "note: ") }]
        .compactMap { $0 }.joined(separator: "\n")
    }
  }

  /// The chart or the rows of a result.
  private func drawn(_ result: any OperationObject) -> String? {
    switch result {
    case let chart as BarChart: BarDrawing(chart: chart, room: room).body
    case let chart as LineChart: LineDrawing(chart: chart, room: room).body
    case let chart as ScatterChart: ScatterDrawing(chart: chart, room: room).body
    // What text can't draw is its data, of which a long list would drown what stands about it.
    case let chart as any Chart where chart.rows.rowCount > Self.mostRows: TextTable(table: Self.beginning(of: chart.rows), room: room, isBeginning: true).text
    default: result.table.map { TextTable(table: $0, room: room).text }
    }
  }

  /// The most rows of a chart's data that are printed in its place.
  private static let mostRows = 24

  private static func beginning(of table: Table) -> Table {
    var part = table.selecting(rows: Array(0..<mostRows))
    part.notes.append("the first \(mostRows) of \(PrintedNumber.of(table.rowCount)) rows")
    return part
  }

  /// Words that stand in lines of their own.
  private func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { folded(String($0)) }.joined(separator: "\n")
  }

  /// Text in lines of the page's width; further lines stand beneath its beginning.
  private func folded(_ text: String, hanging mark: String = "") -> String {
    let gap = "\n" + String(repeating: " ", count: mark.count)
    return mark + TextWidth.wrapped(CellPrinter.onOneLine(text), to: room.columns - mark.count).joined(separator: gap)
  }

  private static func underlined(_ text: String, with mark: String) -> String {
    let line = CellPrinter.onOneLine(text)
    return line + "\n" + String(repeating: mark, count: TextWidth.of(line))
  }
}
