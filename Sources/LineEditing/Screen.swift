/// Draws frames in the place of each other, by the sequences that every terminal of today knows.
public struct Screen {
  private var cursorRow = 0
  private let hasColour: Bool

  /// - Parameter hasColour: Whether styles are drawn.
  public init(hasColour: Bool) { self.hasColour = hasColour }

  /// Returns what draws a frame over the last one. Of a frame that is higher than the screen the rows about the cursor
  /// are drawn.
  public mutating func drawing(_ frame: Frame, rows: Int) -> String {
    let most = max(1, rows)
    let first = frame.rows.count <= most ? 0 : min(max(0, frame.cursorRow - most + 1), frame.rows.count - most)
    let shown = frame.rows[first..<min(frame.rows.count, first + most)]
    var output = "\u{1B}[?25l" + toStart
    output += shown.map(text).joined(separator: "\r\n")
    let row = frame.cursorRow - first
    let up = shown.count - 1 - row
    if up > 0 { output += "\u{1B}[\(up)A" }
    output += "\r"
    if frame.cursorColumn > 0 { output += "\u{1B}[\(frame.cursorColumn)C" }
    cursorRow = row
    return output + "\u{1B}[?25h"
  }

  /// Returns what leaves the last frame standing and goes to the line below it.
  public mutating func leaving(_ frame: Frame, rows: Int) -> String {
    let output = drawing(frame, rows: rows)
    let below = min(frame.rows.count, max(1, rows)) - 1 - cursorRow
    cursorRow = 0
    return output + (below > 0 ? "\u{1B}[\(below)B" : "") + "\r\n"
  }

  /// Returns what clears the whole screen; the next frame is drawn at its top.
  public mutating func clearing() -> String {
    cursorRow = 0
    return "\u{1B}[H\u{1B}[2J"
  }

  /// To the start of the last frame, clearing what is below.
  private var toStart: String { (cursorRow > 0 ? "\u{1B}[\(cursorRow)A" : "") + "\r\u{1B}[J" }

  private func text(_ row: Frame.Row) -> String {
    row.pieces.map { piece in
      guard hasColour, let code = piece.style.code else { return piece.text }
      return "\u{1B}[\(code)m\(piece.text)\u{1B}[0m"
    }.joined()
  }
}
