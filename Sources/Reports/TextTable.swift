import Columns

/// A table as aligned text: names, units, a rule, rows, notes.
///
/// A table wider than the limit has its widest columns of text narrowed, and their cells go on over several lines.
struct TextTable {
  let table: Table
  /// The columns of the screen or page; numbers are never broken, so that a table of many numbers can be wider.
  let limit: Int

  private static let gap = 2
  /// No column is narrowed below this.
  private static let narrowest = 14

  /// The lines, without a newline at the end.
  var text: String {
    let printers = table.columns.map(CellPrinter.init)
    let heads = table.columns.map { CellPrinter.onOneLine($0.name) }
    let units = table.columns.map { CellPrinter.onOneLine($0.unit ?? "") }
    let cells = printers.map { printer in (0..<table.rowCount).map { printer.text($0) } }
    let natural = heads.indices.map { place in
      max(TextWidth.of(heads[place]), TextWidth.of(units[place]), cells[place].map(TextWidth.of).max() ?? 0)
    }
    let widths = narrowed(natural, canNarrow: printers.map { !$0.isNumeric })
    func lines(_ texts: [String]) -> [String] {
      let wrapped = zip(texts, widths).map { TextWidth.wrapped($0, to: $1) }
      return (0..<(wrapped.map(\.count).max() ?? 0)).map { index in
        var parts: [String] = []
        for (place, pieces) in wrapped.enumerated() {
          let piece = index < pieces.count ? pieces[index] : ""
          let padding = String(repeating: " ", count: max(0, widths[place] - TextWidth.of(piece)))
          parts.append(printers[place].isNumeric ? padding + piece : piece + padding)
        }
        return Self.withoutTrailingSpaces(parts.joined(separator: String(repeating: " ", count: Self.gap)))
      }
    }
    var output = lines(heads)
    if units.contains(where: { !$0.isEmpty }) { output += lines(units) }
    output.append(widths.map { String(repeating: "-", count: $0) }.joined(separator: "  "))
    for row in 0..<table.rowCount { output += lines(cells.map { $0[row] }) }
    if table.rowCount == 0 { output.append("(no rows)") }
    for note in table.notes {
      let pieces = TextWidth.wrapped(CellPrinter.onOneLine(note), to: limit - 6)
      output += pieces.enumerated().map { ($0 == 0 ? "note: " : "      ") + $1 }
    }
    return output.joined(separator: "\n")
  }

  /// Narrows the widest columns that may be, a step at a time, until the table fits or none is wide.
  private func narrowed(_ natural: [Int], canNarrow: [Bool]) -> [Int] {
    var widths = natural
    var excess = widths.reduce(0, +) + Self.gap * max(0, widths.count - 1) - limit
    while excess > 0 {
      let wide = widths.indices.filter { canNarrow[$0] && widths[$0] > Self.narrowest }
      guard let widest = wide.max(by: { widths[$0] < widths[$1] }) else { break }
      let next = wide.filter { $0 != widest }.map { widths[$0] }.max() ?? Self.narrowest
      let step = min(excess, max(1, widths[widest] - max(next, Self.narrowest)))
      widths[widest] -= step
      excess -= step
    }
    return widths
  }

  private static func withoutTrailingSpaces(_ text: String) -> String {
    var text = text[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
