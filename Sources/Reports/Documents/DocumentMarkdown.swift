import Columns
import Safeguarding

/// A document in GitHub's Markdown.
struct DocumentMarkdown {
  let outline: DocumentOutline
  /// The folder of the charts' pictures; nil where there are none.
  var pictures: String?

  /// The lines, without a newline at the end.
  var text: String {
    var pieces = ["# " + MarkdownTable.escaped(outline.title)]
    if let subtitle = outline.subtitle { pieces.append(MarkdownTable.escaped(subtitle)) }
    pieces += outline.blocks.map(text(of:))
    return pieces.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private func text(of block: DocumentOutline.Block) -> String {
    switch block {
    case .heading(let level, let number, let title):
      String(repeating: "#", count: level + 1) + " \(number). " + MarkdownTable.escaped(title)
    case .paragraph(let text): Self.paragraph(text)
    case .list(let items): items.map { "- " + MarkdownTable.escaped($0) }.joined(separator: "\n")
    case .statement(_, let label, let text): "> **\(label):** " + MarkdownTable.escaped(text)
    case .findings(let texts):
      texts.isEmpty ? "None." : texts.enumerated().map { "\($0 + 1). " + MarkdownTable.escaped($1) }.joined(separator: "\n")
    case .exhibit(let exhibit):
      [
        exhibit.caption.map { "**\(MarkdownTable.escaped($0))**" }, exhibit.words.map(MarkdownTable.escaped), picture(of: exhibit),
        exhibit.result.table.map { MarkdownTable(table: $0).text }, exhibit.note.map(MarkdownTable.escaped),
      ].compactMap { $0 }.joined(separator: "\n\n")
    }
  }

  private func picture(of exhibit: DocumentOutline.Exhibit) -> String? {
    guard let pictures, let file = exhibit.fileName, let chart = exhibit.result as? any Chart, ChartPicture(of: chart) != nil else { return nil }
    return "![\(MarkdownTable.escaped(chart.headline))](\(pictures)/\(file).svg)"
  }

  /// Text whose first characters make no list or heading of it.
  private static func paragraph(_ text: String) -> String {
    let escaped = MarkdownTable.escaped(text)
    let digits = escaped.prefix { $0.isNumber }
    let mark = escaped.dropFirst(digits.count).first
    if digits.isEmpty ? mark == "-" || mark == "+" : mark == "." || mark == ")" {
      return digits + "\\" + escaped.dropFirst(digits.count)
    }
    return escaped
  }
}
