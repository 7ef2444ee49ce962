/// Draws frames in the place of each other, by the sequences that every terminal of today knows.
public struct Screen {
  private var drawn: Drawn?
  private let hasColour: Bool

  /// What stands on the screen.
  private struct Drawn {
    let rows: [Frame.Row]
    let cursorRow: Int
    let cursorColumn: Int
    let columns: Int
    let screenRows: Int

    /// The rows above the cursor's, where the window has another width by now. A terminal breaks rows that became too wide, and
    /// leaves those as they are that ended before its edge.
    func rowsAbove(in width: Int) -> Int {
      guard width != columns else { return cursorRow }
      let above = rows[..<cursorRow].reduce(0) { $0 + max(1, ($1.width + width - 1) / width) }
      // Behind the last character the cursor stays in its row.
      let isAtEnd = cursorColumn > 0 && cursorColumn >= rows[cursorRow].width
      return above + (isAtEnd ? cursorColumn - 1 : cursorColumn) / width
    }
  }

  /// - Parameter hasColour: Whether styles are drawn.
  public init(hasColour: Bool) { self.hasColour = hasColour }

  /// Returns what draws a frame over the last one. Of a frame that is higher than the screen the rows about the cursor
  /// are drawn.
  ///
  /// - Parameter isTouched: Whether something else may have changed the screen since, so that all is drawn anew.
  public mutating func drawing(_ frame: Frame, rows: Int, isTouched: Bool = false) -> String {
    let most = max(1, rows)
    let first = frame.rows.count <= most ? 0 : min(max(0, frame.cursorRow - most + 1), frame.rows.count - most)
    let next = Drawn(
      rows: Array(frame.rows[first..<min(frame.rows.count, first + most)]), cursorRow: frame.cursorRow - first, cursorColumn: frame.cursorColumn,
      columns: frame.columns, screenRows: rows)
    defer { drawn = next }
    if !isTouched, let drawn, let changes = changes(from: drawn, to: next) { return changes }
    let up = next.rows.count - 1 - next.cursorRow
    return "\u{1B}[?25l" + toStart(columns: frame.columns) + next.rows.map { text($0.pieces) }.joined(separator: "\r\n") + (up > 0 ? "\u{1B}[\(up)A" : "")
      + Self.toColumn(next.cursorColumn) + "\u{1B}[?25h"
  }

  /// Returns what changes the cursor's row from its first other character on, where that is all that is different; nil where more
  /// is, or a character may take more or less than one column.
  private func changes(from old: Drawn, to new: Drawn) -> String? {
    let row = new.cursorRow
    guard old.columns == new.columns, old.screenRows == new.screenRows, old.rows.count == new.rows.count, old.cursorRow == row else { return nil }
    guard old.rows.indices.allSatisfy({ $0 == row || old.rows[$0] == new.rows[$0] }), old.rows[row].isASCII, new.rows[row].isASCII else { return nil }
    guard old.rows[row] != new.rows[row] else { return old.cursorColumn == new.cursorColumn ? "" : Self.toColumn(new.cursorColumn) }
    let same = old.rows[row].sameColumns(as: new.rows[row])
    let rest = new.rows[row].pieces(from: same)
    let isShorter = new.rows[row].width < old.rows[row].width
    // At the edge the terminal's cursor waits, and only the start of the row is a place that all agree on.
    let isInPlace = new.rows[row].width == new.cursorColumn && new.cursorColumn < new.columns
    return (same == old.cursorColumn ? "" : Self.toColumn(same)) + text(rest) + (isShorter ? "\u{1B}[K" : "") + (isInPlace ? "" : Self.toColumn(new.cursorColumn))
  }

  /// To a column of the cursor's row.
  private static func toColumn(_ column: Int) -> String { "\r" + (column > 0 ? "\u{1B}[\(column)C" : "") }

  /// Returns what leaves the last frame standing and goes to the line below it.
  public mutating func leaving(_ frame: Frame, rows: Int) -> String {
    let output = drawing(frame, rows: rows)
    let below = drawn.map { $0.rows.count - 1 - $0.cursorRow } ?? 0
    drawn = nil
    return output + (below > 0 ? "\u{1B}[\(below)B" : "") + "\r\n"
  }

  /// Returns what clears the whole screen; the next frame is drawn at its top.
  public mutating func clearing() -> String {
    drawn = nil
    return "\u{1B}[H\u{1B}[2J"
  }

  /// To the start of the last frame, clearing what is below.
  private func toStart(columns: Int) -> String {
    let above = drawn?.rowsAbove(in: columns) ?? 0
    return (above > 0 ? "\u{1B}[\(above)A" : "") + "\r\u{1B}[J"
  }

  private func text(_ pieces: [Frame.Piece]) -> String {
    pieces.map { piece in
      guard hasColour, let code = piece.style.code else { return piece.text }
      return "\u{1B}[\(code)m\(piece.text)\u{1B}[0m"
    }.joined()
  }
}
