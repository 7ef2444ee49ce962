import Columns

/// A table as aligned text: names, units, a rule, rows, notes.
struct TextTable {
  let table: Table

  /// The lines, without a newline at the end.
  var text: String {
    let printers = table.columns.map(CellPrinter.init)
    let heads = table.columns.map { CellPrinter.onOneLine($0.name) }
    let units = table.columns.map { CellPrinter.onOneLine($0.unit ?? "") }
    let cells = printers.map { printer in (0..<table.rowCount).map { printer.text($0) } }
    let widths = heads.indices.map { place in
      max(Self.width(heads[place]), Self.width(units[place]), cells[place].map(Self.width).max() ?? 0)
    }
    func line(_ texts: [String]) -> String {
      var parts: [String] = []
      for (place, text) in texts.enumerated() {
        let padding = String(repeating: " ", count: widths[place] - Self.width(text))
        parts.append(printers[place].isNumeric ? padding + text : text + padding)
      }
      var line = parts.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
    var lines = [line(heads)]
    if units.contains(where: { !$0.isEmpty }) { lines.append(line(units)) }
    lines.append(widths.map { String(repeating: "-", count: $0) }.joined(separator: "  "))
    for row in 0..<table.rowCount { lines.append(line(cells.map { $0[row] })) }
    if table.rowCount == 0 { lines.append("(no rows)") }
    lines += table.notes.map { "note: \(CellPrinter.onOneLine($0))" }
    return lines.joined(separator: "\n")
  }

  /// The columns that a text takes on a terminal: two for wide East Asian characters and emoji, none for marks.
  static func width(_ text: String) -> Int {
    text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.reduce(0) { $0 + width($1) }
  }

  private static func width(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: return 0
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
