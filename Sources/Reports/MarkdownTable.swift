import Columns

/// A table in GitHub's Markdown.
struct MarkdownTable {
  let table: Table

  /// The lines, without a newline at the end.
  var text: String {
    let printers = table.columns.map(CellPrinter.init)
    let heads = table.columns.map { column in
      Self.escaped(column.name + (column.unit.map { " (\($0))" } ?? ""))
    }
    var lines = [row(heads), row(printers.map { $0.isNumeric ? "---:" : "---" })]
    for index in 0..<table.rowCount { lines.append(row(printers.map { Self.escaped($0.text(index)) })) }
    if !table.notes.isEmpty { lines.append("") }
    lines += table.notes.map { "- " + Self.escaped(CellPrinter.onOneLine($0)) }
    return lines.joined(separator: "\n")
  }

  private func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

  /// Text in which nothing is taken for markup. It looks at scalars: a combining mark makes another character of a sign, and
  /// leaves the sign.
  static func escaped(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    let scalars = Array(CellPrinter.onOneLine(text).unicodeScalars)
    for (place, scalar) in scalars.enumerated() {
      let next = place + 1 < scalars.count ? scalars[place + 1] : " "
      // An & begins an entity only where a letter or # follows.
      if "\\`*_[]<>|#~".unicodeScalars.contains(scalar) || scalar == "&" && (next == "#" || next.properties.isAlphabetic) { escaped.append("\\") }
      escaped.append(scalar)
    }
    return String(escaped)
  }
}
