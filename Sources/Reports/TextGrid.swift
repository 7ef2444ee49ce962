import Columns

/// Some rows and columns of a table as aligned text: how wide each column is, and the lines of heads and rows.
struct TextGrid {
  let columns: [TextColumn]
  private let widths: [Int]
  private let cutsWords: Bool

  private static let gap = 2
  /// No column is narrowed below this.
  private static let narrowest = 14

  /// - Parameters:
  ///   - limit: The screen columns that the text should keep to. The widest columns of text are narrowed to it.
  ///   - cutsWords: Whether a word that is wider than its column is cut, and does not go on in the next line.
  init(_ columns: [TextColumn], limit: Int, cutsWords: Bool = false) {
    self.columns = columns
    self.cutsWords = cutsWords
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
    let units = columns.contains { !$0.unit.isEmpty } ? lines(of: columns.map(\.unit)) : []
    return lines(of: columns.map(\.head)) + units + [widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")]
  }

  /// A row over as many lines as its texts need.
  func lines(ofRow row: Int) -> [String] {
    guard cutsWords else { return lines(of: columns.map { $0.cells[row] }) }
    return lines(
      of: zip(columns, widths).map { column, width in
        let text = column.cells[row]
        guard TextWidth.of(text) > width else { return text }
        return text.split(separator: " ", omittingEmptySubsequences: false).map { TextWidth.cut(String($0), to: width) }.joined(separator: " ")
      })
  }

  /// A row on one line, in which a text that is too wide is cut.
  func line(ofRow row: Int) -> String { line(zip(columns, widths).map { TextWidth.cut($0.cells[row], to: $1) }) }

  private func lines(of texts: [String]) -> [String] {
    let wrapped = zip(texts, widths).map { TextWidth.wrapped($0, to: $1) }
    return (0..<(wrapped.map(\.count).max() ?? 0)).map { index in line(wrapped.map { index < $0.count ? $0[index] : "" }) }
  }

  private func line(_ pieces: [String]) -> String {
    let parts = pieces.indices.map { place in
      let padding = String(repeating: " ", count: max(0, widths[place] - TextWidth.of(pieces[place])))
      return columns[place].isNumeric ? padding + pieces[place] : pieces[place] + padding
    }
    var text = parts.joined(separator: String(repeating: " ", count: Self.gap))[...]
    while text.last == " " { text.removeLast() }
    return String(text)
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
  /// The screen columns of the widest text.
  let width: Int

  init(_ column: Column, rows: [Int]) {
    let printer = CellPrinter(column)
    head = CellPrinter.onOneLine(column.name)
    unit = CellPrinter.onOneLine(column.unit ?? "")
    cells = rows.map { printer.text($0) }
    isNumeric = printer.isNumeric
    width = max(TextWidth.of(head), TextWidth.of(unit), cells.map(TextWidth.of).max() ?? 0)
  }
}
