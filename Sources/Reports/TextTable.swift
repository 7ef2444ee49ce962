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
  /// The colour behind the cell of a row; nil for none.
  var shade: ((Column, Int) -> String?)?

  /// The lines, without a newline at the end.
  var text: String {
    let (first, last) = room.shown(of: table.rowCount, besides: table.notes.reduce(0) { $0 + lines(ofNote: $1).count })
    let rows = Array(0..<first) + Array((table.rowCount - last)..<table.rowCount)
    let all = table.columns.map { TextColumn($0, rows: rows, shade: shade) }
    let choice = ColumnChoice(all, of: table, rows: rows, room: room)
    let grid = TextGrid(choice.columns, least: choice.least, limit: room.columns, cutsWords: room.mostRows != nil, paint: paint)
    var body = rows.indices.map { grid.lines(ofRow: $0) }
    if let most = room.mostRows, body.reduce(0, { $0 + $1.count }) > most { body = rows.indices.map { [grid.line(ofRow: $0)] } }
    if last > 0 { body.insert([paint(.quiet, "\u{2026} \(PrintedNumber.of(table.rowCount - rows.count)) more of \(PrintedNumber.of(table.rowCount)) rows")], at: first) }
    let constant = choice.constants.isEmpty ? [] : ["in \(isBeginning ? "these" : "all") rows: \(choice.constants.joined(separator: ", "))"]
    let notes = constant + (choice.hidden.isEmpty ? [] : [Self.words(of: choice.hidden)]) + table.notes
    return (grid.head + (body.isEmpty ? ["(no rows)"] : body.flatMap { $0 }) + notes.flatMap(lines(ofNote:))).joined(separator: "\n")
  }

  private func lines(ofNote note: String) -> [String] {
    TextWidth.wrapped(CellPrinter.onOneLine(note), to: room.columns - 6).enumerated().map { paint(.quiet, ($0 == 0 ? "note: " : "      ") + $1) }
  }

  /// What a note says of the columns that there is no room for; of very many it names some.
  private static func words(of hidden: [String]) -> String {
    let named = hidden.prefix(12).joined(separator: ", ") + (hidden.count > 12 ? ", \u{2026}" : "")
    return "\(PrintedNumber.of(hidden.count)) more \(hidden.count == 1 ? "column" : "columns"): \(named)"
  }
}
