package import Columns

/// The part of a table that a screen shows, from a row and a column on: heads that stay, a column that names the rows and
/// stays too, and a line for each row.
package struct TableWindow {
  package let lines: [String]
  /// How many rows and columns it shows, beside the one that stays.
  package let rowCount: Int
  package let columnCount: Int

  /// How narrow texts may be: who scrolls can come to the others.
  private static let narrowest = 24

  /// - Parameters:
  ///   - key: The column that stays at the left where the first that is shown is another.
  ///   - size: The columns and rows of the screen. Only what they show is looked at.
  package init(_ table: Table, row: Int, column: Int, key: Int = 0, size: (columns: Int, rows: Int)) {
    let rows = Array(row..<min(table.rowCount, row + size.rows))
    let isBesideCounts = TextColumn.hasCounts(table, rows: rows)
    let pinned = column > 0 && key < table.columns.count ? [TextColumn(table.columns[key], rows: rows, isBesideCounts: isBesideCounts)] : []
    let widest = max(14, size.columns / 3)
    let pinnedWidth = pinned.map { min($0.leastWidth(ofText: $0.width), widest) }
    let limit = size.columns - (pinnedWidth.first.map { $0 + TextGrid.gap } ?? 0)
    let places = table.columns.indices.dropFirst(column).filter { pinned.isEmpty || $0 != key }
    let columns = places.lazy.map { TextColumn(table.columns[$0], rows: rows, isBesideCounts: isBesideCounts) }
    let count = TextGrid.count(of: columns.map { $0.leastWidth(ofText: Self.narrowest) }, fitting: limit)
    // The place of the column that stays counts where it is passed over.
    columnCount = count > 0 ? (places.prefix(count).last ?? column) - column + 1 : 0
    let shown = Array(columns.prefix(count))
    let least = pinnedWidth + shown.map { $0.leastWidth(ofText: Self.narrowest) }
    var most = (pinned + shown).map(\.width)
    // Where there are more columns to see, the one that names the rows takes no more than its share.
    if let names = pinned.isEmpty ? places.prefix(count).firstIndex(of: key) : 0, !pinned.isEmpty || count < places.count {
      most[names] = max(least[names], min(most[names], widest))
    }
    let grid = TextGrid(pinned + shown, least: least, most: most, limit: size.columns, cutsWords: true)
    let head = grid.head.prefix(max(0, size.rows - 1))
    rowCount = min(rows.count, size.rows - head.count)
    lines = (head + (0..<rowCount).map { grid.line(ofRow: $0) }).map { TextWidth.cut($0, to: size.columns) }
  }

  /// The column of a row that prints a text, whatever the case of its letters; the text is in lower case.
  package static func column(of row: Int, in table: Table, holding text: String) -> Int? {
    table.columns.firstIndex { CellPrinter($0).text(row).lowercased().contains(text) }
  }

  /// The column that names the rows: the first with names that differ from row to row, or else the first of all.
  package static func key(of table: Table) -> Int {
    let rows = 0..<min(table.rowCount, 200)
    return table.columns.firstIndex { column in
      guard column.type == .text else { return false }
      let texts = Set(rows.compactMap { column[$0].text })
      // Codes have no small letters.
      return 2 * texts.count > rows.count && texts.contains { $0.contains(where: \.isLowercase) }
    } ?? 0
  }
}
