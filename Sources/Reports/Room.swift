/// The room that aligned text has.
public enum Room: Hashable, Sendable {
  /// A page or a pipe, of so many columns: every column prints, though the numbers of many can be wider, and every row
  /// but of a table that nobody would read.
  case page(columns: Int)
  /// A screen: of a long table the first and the last rows print, of a wide one the columns that fit, and a note tells
  /// what is not shown.
  case screen(columns: Int, rows: Int)

  var columns: Int {
    switch self {
    case .page(let columns), .screen(let columns, _): max(20, columns)
    }
  }

  /// The rows of a table, or items of a list, that there is room for beside heads, notes and a prompt; nil for all.
  var mostRows: Int? {
    switch self {
    case .page: nil
    case .screen(_, let rows): max(8, rows - 7)
    }
  }

  /// The columns of a screen; nil for a page, whose lines may be longer.
  package var screenColumns: Int? {
    if case .screen = self { columns } else { nil }
  }

  /// Whether a text is higher than the screen, beside a line for the prompt.
  package func isTooLow(for text: String) -> Bool {
    guard case .screen(_, let rows) = self else { return false }
    return text.count { $0 == "\n" } + 1 >= max(8, rows)
  }

  /// Text with its lines broken between words where they are wider than a screen; what goes on stands under its beginning.
  package func folded(_ text: String) -> String {
    guard case .screen = self, text.utf8.count > columns else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { folded(line: String($0)) }.joined(separator: "\n")
  }

  private func folded(line: String) -> String {
    guard TextWidth.of(line) > columns else { return line }
    let indent = line.prefix { $0 == " " }
    // Beneath what a gap parts from a name, as in help.
    let name = line.dropFirst(indent.count).firstRange(of: "  ").map { line[..<$0.lowerBound] } ?? indent
    let hang = name.count + line.dropFirst(name.count).prefix { $0 == " " }.count
    let width = hang < columns / 2 ? hang : indent.count + 2
    let pieces = TextWidth.wrapped(String(line.dropFirst(width)), to: columns - width)
    let gap = "\n" + String(repeating: " ", count: width)
    return line.prefix(width) + pieces.joined(separator: gap)
  }

  /// What is drawn, and the notes beneath it.
  func drawing(_ body: String, notes: [String]) -> String { ([body] + notes.flatMap(folded(note:))).joined(separator: "\n") }

  /// The lines of a note on a screen, whose words are not broken by its edge; one of a page.
  package func lines(ofNote note: String) -> [String] {
    if case .screen = self { folded(note: note) } else { ["note: \(note)"] }
  }

  /// The lines of a note, broken between words.
  func folded(note: String) -> [String] {
    TextWidth.wrapped(CellPrinter.onOneLine(note), to: columns - 6).enumerated().map { ($0 == 0 ? "note: " : "      ") + $1 }
  }

  /// The lines that an answer may have so that what was typed and the next prompt stay on the screen with it; nil for any number.
  var mostLines: Int? {
    switch self {
    case .page: nil
    case .screen(_, let rows): max(8, rows - 2)
    }
  }

  /// How many of some rows show at the start and at the end.
  ///
  /// - Parameter most: How many there is room for; nil for as many as the room has.
  func shown(of count: Int, atMost most: Int? = nil) -> (first: Int, last: Int) {
    let most = most ?? mostRows ?? 1_000
    guard count > most else { return (count, 0) }
    let last = (most - 1) / 4
    return (most - 1 - last, last)
  }
}
