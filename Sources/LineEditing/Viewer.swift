/// Scrolls through something that is larger than the screen, on a screen of its own; what stood there comes back.
public struct Viewer {
  /// What is looked at: how large it is, and the part of it that a screen shows.
  public struct Content {
    /// How many rows and columns there are to scroll through.
    public let rows: Int
    public let columns: Int
    /// The column that is always on the screen; nil for none.
    public let pinned: Int?
    /// Returns the lines of a screen of a size, from a row and a column on, and how many rows and columns they show.
    public let draw: (_ row: Int, _ column: Int, _ size: (columns: Int, rows: Int)) -> (lines: [String], rows: Int, columns: Int)
    /// The first column of a row that holds a text, whatever the case of its letters; the text is in lower case.
    public let find: (_ row: Int, _ text: String) -> Int?

    public init(
      rows: Int, columns: Int, pinned: Int? = nil,
      draw: @escaping (_ row: Int, _ column: Int, _ size: (columns: Int, rows: Int)) -> (lines: [String], rows: Int, columns: Int),
      find: @escaping (_ row: Int, _ text: String) -> Int?
    ) {
      self.rows = rows
      self.columns = columns
      self.draw = draw
      self.pinned = pinned
      self.find = find
    }
  }

  private let terminal = Terminal()
  private let hasColour: Bool
  /// How long a search may take before it says how far it came.
  private static let patience = Duration.seconds(2)

  /// Where the screen stands, and what is looked for.
  private struct Place {
    var row = 0
    var column = 0
    /// How many columns the screen shows from there.
    var width = 1
    /// What is typed after a slash; nil while nothing is.
    var typed: String?
    /// What was looked for last, in lower case.
    var wanted = ""
    /// What the line at the bottom says of the search.
    var word = ""
  }

  /// - Parameter hasColour: Whether the line at the bottom is drawn in reverse.
  public init(hasColour: Bool) { self.hasColour = hasColour }

  /// Shows content until somebody leaves it with q, Escape, Enter, Ctrl-C or Ctrl-D. A slash looks for a text, n for the
  /// next row with it and N for the one before.
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
    var place = Place()
    while true {
      let size = Terminal.size
      let shown = content.draw(place.row, place.column, (size.columns, max(1, size.rows - 1)))
      place.width = max(1, shown.columns)
      let status = ViewerStatus(word: place.word, typed: place.typed, rows: (place.row, shown.rows, content.rows), columns: (place.column, shown.columns, content.columns))
      draw(shown.lines.map { highlighted($0, place.wanted) }, status: status.text(columns: size.columns - 1), size)
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
    terminal.write("\u{1B}[H" + text + (hasColour ? "\u{1B}[7m\(status)\u{1B}[0m" : status) + "\u{1B}[J")
  }

  /// A line in which what is looked for stands out.
  private func highlighted(_ line: String, _ wanted: String) -> String {
    guard hasColour, !wanted.isEmpty else { return line }
    let characters = Array(line)
    let lowered = characters.map { $0.lowercased() }
    let sought = wanted.map { String($0) }
    var (text, place) = ("", 0)
    while place < characters.count {
      if lowered[place...].starts(with: sought) {
        text += "\u{1B}[7m" + String(characters[place..<(place + sought.count)]) + "\u{1B}[0m"
        place += sought.count
      } else {
        text.append(characters[place])
        place += 1
      }
    }
    return text
  }

  /// Returns false for a key that leaves.
  private func move(_ place: inout Place, _ key: Key, _ content: Content, _ page: Int) -> Bool {
    if let typed = place.typed {
      type(typed, key, &place, content)
      return true
    }
    place.word = ""
    switch key {
    case .character("/"): place.typed = ""
    case .character("n"): find(&place, content, from: place.row + 1, by: 1)
    case .character("N"): find(&place, content, from: place.row - 1, by: -1)
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

  /// Takes a key of the text that is looked for.
  private func type(_ typed: String, _ key: Key, _ place: inout Place, _ content: Content) {
    switch key {
    case .character(let character): place.typed = typed + String(character)
    case .paste(let text): place.typed = typed + text.prefix { $0 != "\n" && $0 != "\r" }
    case .backspace: place.typed = typed.isEmpty ? nil : String(typed.dropLast())
    case .enter:
      place.typed = nil
      if !typed.isEmpty { place.wanted = typed.lowercased() }
      find(&place, content, from: place.row + (typed.isEmpty ? 1 : 0), by: 1)
    case .escape, .interrupt: place.typed = nil
    default: break
    }
  }

  /// Goes to the next row that holds what is looked for, as far as it is found in time.
  private func find(_ place: inout Place, _ content: Content, from first: Int, by step: Int) {
    guard !place.wanted.isEmpty else { return }
    let end = ContinuousClock.now + Self.patience
    var row = first
    while (0..<content.rows).contains(row) {
      if let column = content.find(row, place.wanted) {
        place.row = row
        let isShown = (place.column..<(place.column + place.width)).contains(column) || column == content.pinned
        if !isShown { place.column = column }
        return
      }
      row += step
      if row.isMultiple(of: 256), ContinuousClock.now > end {
        place.row = max(0, min(row, content.rows - 1))
        place.word = "not found so far, n goes on"
        return
      }
    }
    place.word = "not found"
  }
}
