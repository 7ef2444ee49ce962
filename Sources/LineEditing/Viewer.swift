/// Scrolls through something that is larger than the screen, on a screen of its own; what stood there comes back.
public struct Viewer {
  /// What is looked at: how large it is, and the part of it that a screen shows.
  public struct Content {
    /// How many rows and columns there are to scroll through.
    public let rows: Int
    public let columns: Int
    /// Returns the lines of a screen of a size, from a row and a column on, and how many rows and columns they show.
    public let draw: (_ row: Int, _ column: Int, _ size: (columns: Int, rows: Int)) -> (lines: [String], rows: Int, columns: Int)

    public init(
      rows: Int, columns: Int,
      draw: @escaping (_ row: Int, _ column: Int, _ size: (columns: Int, rows: Int)) -> (lines: [String], rows: Int, columns: Int)
    ) {
      self.rows = rows
      self.columns = columns
      self.draw = draw
    }
  }

  private let terminal = Terminal()
  private let hasColour: Bool

  /// - Parameter hasColour: Whether the line at the bottom is drawn in reverse.
  public init(hasColour: Bool) { self.hasColour = hasColour }

  /// Shows content until somebody leaves it with q, Escape, Enter, Ctrl-C or Ctrl-D.
  ///
  /// - Returns: Whether there was a terminal that sends keys one by one.
  public func show(_ content: Content) -> Bool {
    guard terminal.enterRawMode() else { return false }
    terminal.write("\u{1B}[?1049h\u{1B}[?25l")
    defer {
      terminal.write("\u{1B}[?25h\u{1B}[?1049l")
      terminal.leaveRawMode()
    }
    var decoder = KeyDecoder()
    var place = (row: 0, column: 0)
    while true {
      let size = Terminal.size
      let shown = content.draw(place.row, place.column, (size.columns, max(1, size.rows - 1)))
      draw(shown.lines, status: Self.status(of: content, place, shown.rows, shown.columns), size)
      switch terminal.read(waiting: decoder.isWaiting ? 50 : -1) {
      case .bytes(let bytes):
        for key in decoder.decode(bytes) where !move(&place, key, content, max(1, shown.rows)) { return true }
      case .nothing:
        for key in decoder.finish() where !move(&place, key, content, max(1, shown.rows)) { return true }
      case .interrupted: terminal.keepRawMode()
      case .end: return true
      }
    }
  }

  private func draw(_ lines: [String], status: String, _ size: (columns: Int, rows: Int)) {
    let text = lines.prefix(size.rows - 1).map { $0 + "\u{1B}[K\r\n" }.joined()
    let bar = String(status.prefix(size.columns - 1))
    terminal.write("\u{1B}[H" + text + (hasColour ? "\u{1B}[7m\(bar)\u{1B}[0m" : bar) + "\u{1B}[J")
  }

  private static func status(of content: Content, _ place: (row: Int, column: Int), _ rows: Int, _ columns: Int) -> String {
    func part(_ noun: String, _ first: Int, _ shown: Int, _ count: Int) -> String {
      count == 0 ? "no \(noun)s" : "\(noun)s \(first + 1) to \(min(count, first + max(1, shown))) of \(count)"
    }
    let sideways = content.columns > columns || place.column > 0 ? ", \(part("column", place.column, columns, content.columns))" : ""
    return " \(part("row", place.row, rows, content.rows))\(sideways); q leaves "
  }

  /// Returns false for a key that leaves.
  private func move(_ place: inout (row: Int, column: Int), _ key: Key, _ content: Content, _ page: Int) -> Bool {
    switch key {
    case .down, .character("j"): place.row += 1
    case .up, .character("k"): place.row -= 1
    case .right, .character("l"): place.column += 1
    case .left, .character("h"): place.column -= 1
    case .pageDown, .character(" "), .character("f"): place.row += page
    case .pageUp, .character("b"): place.row -= page
    case .home, .character("g"): place.row = 0
    case .end, .character("G"): place.row = content.rows - page
    case .escape, .enter, .interrupt, .endOfInput, .character("q"), .character("Q"): return false
    default: break
    }
    place.row = max(0, min(place.row, content.rows - page))
    place.column = max(0, min(place.column, content.columns - 1))
    return true
  }
}
