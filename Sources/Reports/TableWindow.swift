package import Columns

/// The part of a table that a screen shows, from a row and a column on: heads that stay, and a line for each row.
package struct TableWindow {
  package let lines: [String]
  /// How many rows and columns it shows.
  package let rowCount: Int
  package let columnCount: Int

  /// - Parameter size: The columns and rows of the screen. Only what they show is looked at.
  package init(_ table: Table, row: Int, column: Int, size: (columns: Int, rows: Int)) {
    let rows = Array(row..<min(table.rowCount, row + size.rows))
    let columns = table.columns.dropFirst(column).lazy.map { TextColumn($0, rows: rows) }
    columnCount = TextGrid.count(of: columns.map { $0.leastWidth(ofText: 14) }, fitting: size.columns)
    let shown = Array(columns.prefix(columnCount))
    let grid = TextGrid(shown, least: shown.map { $0.leastWidth(ofText: 14) }, limit: size.columns)
    let head = grid.head.prefix(max(0, size.rows - 1))
    rowCount = min(rows.count, size.rows - head.count)
    lines = (head + (0..<rowCount).map { grid.line(ofRow: $0) }).map { TextWidth.cut($0, to: size.columns) }
  }

  /// Whether a row prints a text, whatever the case of its letters; the text is in lower case.
  package static func row(_ row: Int, of table: Table, holds text: String) -> Bool {
    table.columns.contains { CellPrinter($0).text(row).lowercased().contains(text) }
  }
}
