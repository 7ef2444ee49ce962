import Columns

/// A table as aligned text: names, units, a rule, rows, notes.
///
/// A table wider than its room has its widest columns narrowed, and their heads and texts go on over several lines. On a
/// screen they are cut where that would take more lines than there are; see ``Room``. Where there is no room for all columns
/// some are left out; see ``ColumnChoice``.
struct TextTable {
  let table: Table
  let room: Room
  var paint = Paint.none
  /// Whether the table is the beginning of a longer one, of whose other rows nothing is said.
  var isBeginning = false
  /// The lines that stand above it on the screen.
  var linesAbove = 0
  /// The colour behind the cell of a row; nil for none.
  var shade: ((Column, Int) -> String?)?

  /// The fewest lines of rows, however many heads and notes have.
  private static let fewestLines = 3

  /// The lines, without a newline at the end.
  var text: String {
    var most = room.mostRows
    var parts = parted(atMost: most)
    // Other rows can have narrower columns, and these higher heads: who has too many lines tries with fewer.
    while let tried = most, let lines = room.mostLines, tried > Self.fewestLines {
      let excess = linesAbove + parts.head.count + parts.body.count + parts.notes.count - lines
      guard excess > 0 else { break }
      let fewer = max(Self.fewestLines, min(tried, parts.body.count) - excess)
      most = fewer
      parts = parted(atMost: fewer)
    }
    return (parts.head + parts.body + parts.notes).joined(separator: "\n")
  }

  /// The lines of the heads, of as many rows as there is room for, and of the notes.
  private func parted(atMost most: Int?) -> (head: [String], body: [String], notes: [String]) {
    let (first, last) = room.shown(of: table.rowCount, atMost: most)
    let rows = Array(0..<first) + Array((table.rowCount - last)..<table.rowCount)
    let isBesideCounts = TextColumn.hasCounts(table, rows: rows)
    let all = table.columns.map { TextColumn($0, rows: rows, isBesideCounts: isBesideCounts, shade: shade) }
    let choice = ColumnChoice(all, of: table, rows: rows, room: room)
    let grid = TextGrid(choice.columns, least: choice.least, limit: room.columns, cutsWords: room.mostRows != nil, paint: paint)
    var body = rows.indices.map { grid.lines(ofRow: $0) }
    if let most, body.reduce(0, { $0 + $1.count }) > most { body = rows.indices.map { [grid.line(ofRow: $0)] } }
    let left = table.rowCount - rows.count
    if left > 0 { body.insert([paint(.quiet, "\u{2026} \(PrintedNumber.of(left)) more of \(PrintedNumber.of(table.rowCount)) rows")], at: first) }
    // The first rows, or the last, of what had more say nothing of the others.
    let arePart = isBeginning || table.notes.contains { $0.hasSuffix(" rows") && ($0.hasPrefix("the first ") || $0.hasPrefix("the last ")) }
    let constant = choice.constants.isEmpty ? [] : ["in \(arePart ? "these" : "all") rows: \(choice.constants.joined(separator: ", "))"]
    let notes = constant + (choice.hidden.isEmpty ? [] : [Self.words(of: choice.hidden)]) + table.notes
    return (grid.head, body.isEmpty ? ["(no rows)"] : body.flatMap { $0 }, notes.flatMap(room.folded(note:)).map { paint(.quiet, $0) })
  }

  /// What a note says of the columns that there is no room for; of very many it names some.
  private static func words(of hidden: [String]) -> String {
    let named = hidden.prefix(12).joined(separator: ", ") + (hidden.count > 12 ? ", \u{2026}" : "")
    return "\(PrintedNumber.of(hidden.count)) more \(hidden.count == 1 ? "column" : "columns"): \(named)"
  }
}
