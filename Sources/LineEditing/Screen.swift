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
  public mutating func drawing(_ frame: Frame, rows: Int) -> String {
    let most = max(1, rows)
    let first = frame.rows.count <= most ? 0 : min(max(0, frame.cursorRow - most + 1), frame.rows.count - most)
    let shown = Array(frame.rows[first..<min(frame.rows.count, first + most)])
    var output = "\u{1B}[?25l" + toStart(columns: frame.columns)
    output += shown.map(text).joined(separator: "\r\n")
    let row = frame.cursorRow - first
    let up = shown.count - 1 - row
    if up > 0 { output += "\u{1B}[\(up)A" }
    output += "\r"
    if frame.cursorColumn > 0 { output += "\u{1B}[\(frame.cursorColumn)C" }
    drawn = Drawn(rows: shown, cursorRow: row, cursorColumn: frame.cursorColumn, columns: frame.columns)
    return output + "\u{1B}[?25h"
  }

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

  private func text(_ row: Frame.Row) -> String {
    row.pieces.map { piece in
      guard hasColour, let code = piece.style.code else { return piece.text }
      return "\u{1B}[\(code)m\(piece.text)\u{1B}[0m"
    }.joined()
  }
}
