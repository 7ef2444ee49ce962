import Columns

/// Some rows and columns of a table as aligned text: how wide each column is, and the lines of heads and rows.
struct TextGrid {
  let columns: [TextColumn]
  private let widths: [Int]
  private let cutsWords: Bool
  private let paint: Paint

  private static let gap = 2
  /// No column is narrowed below this.
  private static let narrowest = 14

  /// - Parameters:
  ///   - limit: The screen columns that the text should keep to. The widest columns of text are narrowed to it.
  ///   - cutsWords: Whether a word that is wider than its column is cut, and does not go on in the next line.
  init(_ columns: [TextColumn], limit: Int, cutsWords: Bool = false, paint: Paint = .none) {
    self.columns = columns
    self.cutsWords = cutsWords
    self.paint = paint
    widths = Self.narrowed(columns, to: limit)
  }

  /// How many columns from the first there is room for at their narrowest; one at least.
  static func count(of columns: some Sequence<TextColumn>, fitting limit: Int) -> Int {
    var (count, used) = (0, -gap)
    for column in columns {
      used += gap + (column.isNumeric ? column.width : min(column.width, narrowest))
      guard used <= limit || count == 0 else { break }
      count += 1
    }
    return count
  }

  /// The names, the units where there are any, and a rule beneath.
  var head: [String] {
    let units = columns.contains { !$0.unit.isEmpty } ? lines(of: columns.map(\.unit), .heading) : []
    return lines(of: columns.map(\.head), .heading) + units + [widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")]
  }

  /// A row over as many lines as its texts need.
  func lines(ofRow row: Int) -> [String] {
    guard cutsWords else { return lines(of: columns.map { $0.cells[row] }, .row(row)) }
    return lines(
      of: zip(columns, widths).map { column, width in
        let text = column.cells[row]
        guard TextWidth.of(text) > width else { return text }
        return text.split(separator: " ", omittingEmptySubsequences: false).map { TextWidth.cut(String($0), to: width) }.joined(separator: " ")
      }, .row(row))
  }

  /// A row on one line, in which a text that is too wide is cut.
  func line(ofRow row: Int) -> String { line(zip(columns, widths).map { TextWidth.cut($0.cells[row], to: $1) }, .row(row)) }

  /// What a line is of.
  private enum Content {
    case heading
    case row(Int)
  }

  private func lines(of texts: [String], _ content: Content) -> [String] {
    let wrapped = zip(texts, widths).map { TextWidth.wrapped($0, to: $1) }
    return (0..<(wrapped.map(\.count).max() ?? 0)).map { index in line(wrapped.map { index < $0.count ? $0[index] : "" }, content) }
  }

  private func line(_ pieces: [String], _ content: Content) -> String {
    let parts = pieces.indices.map { part(pieces[$0], at: $0, content) }
    var text = parts.joined(separator: String(repeating: " ", count: Self.gap))[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// A piece of a column with the room beside it.
  private func part(_ piece: String, at place: Int, _ content: Content) -> String {
    let column = columns[place]
    let padding = String(repeating: " ", count: max(0, widths[place] - TextWidth.of(piece)))
    func padded(_ text: String) -> String { column.isNumeric ? padding + text : text + padding }
    guard case .row(let row) = content else { return padded(paint(.heading, piece)) }
    if let colour = column.colours?[row] { return paint(.shade(colour), padded(piece)) }
    return padded(column.isMissing[row] ? paint(.quiet, piece) : piece)
  }

  /// Narrows the widest columns that may be, a step at a time, until the table fits or none is wide.
  private static func narrowed(_ columns: [TextColumn], to limit: Int) -> [Int] {
    var widths = columns.map(\.width)
    var excess = widths.reduce(0, +) + gap * max(0, widths.count - 1) - limit
    while excess > 0 {
      let wide = widths.indices.filter { !columns[$0].isNumeric && widths[$0] > narrowest }
      guard let widest = wide.max(by: { widths[$0] < widths[$1] }) else { break }
      let next = wide.filter { $0 != widest }.map { widths[$0] }.max() ?? narrowest
      let step = min(excess, max(1, widths[widest] - max(next, narrowest)))
      widths[widest] -= step
      excess -= step
    }
    return widths
  }
}

/// A column as it prints: its head, its unit and the texts of some rows.
struct TextColumn {
  let head: String
  let unit: String
  let cells: [String]
  let isNumeric: Bool
  /// Which rows have no value.
  let isMissing: [Bool]
  /// The colour behind each cell; nil where none has one.
  let colours: [String?]?
  /// The screen columns of the widest text.
  let width: Int

  init(_ column: Column, rows: [Int], shade: ((Column, Int) -> String?)? = nil) {
    let printer = CellPrinter(column)
    head = CellPrinter.onOneLine(column.name)
    unit = CellPrinter.onOneLine(column.unit ?? "")
    cells = rows.map { printer.text($0) }
    isNumeric = printer.isNumeric
    isMissing = rows.map { if case .missing = column[$0] { true } else { false } }
    colours = shade.map { shade in rows.map { shade(column, $0) } }
    width = max(TextWidth.of(head), TextWidth.of(unit), cells.map(TextWidth.of).max() ?? 0)
  }
}
