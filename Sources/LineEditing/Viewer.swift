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
    /// The row in which it was found last.
    var found: Int?
    /// How many rows a search that ran out of time has left to look at, and its direction.
    var left: (count: Int, step: Int)?
    /// What the line at the bottom says of the search.
    var word = ""
    /// Whether the screen shows the keys.
    var showsKeys = false
  }

  /// - Parameter hasColour: Whether the line at the bottom is drawn in reverse.
  public init(hasColour: Bool) { self.hasColour = hasColour }

  private static let keys = [
    "Up, Down, j, k      one row", "Space, f, b         a screen of rows", "Page Up, Page Down", "g, G, Home, End     first, last row", "Left, Right         one column",
    "/TEXT Enter         finds a text", "n, N                next, one before", "q, Escape, Enter    leaves",
  ]

  /// Shows content until somebody leaves it with q, Escape, Enter, Ctrl-C or Ctrl-D. A slash looks for a text, n for the
  /// next row with it and N for the one before; h and ? show the keys.
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
      if place.showsKeys {
        draw(Self.keys.map { String($0.prefix(size.columns)) }, status: String(" any key goes back ".prefix(size.columns - 1)), size)
      } else {
        let status = ViewerStatus(word: place.word, typed: place.typed, rows: (place.row, shown.rows, content.rows), columns: (place.column, shown.columns, content.columns))
        draw(shown.lines.map { highlighted($0, place.wanted) }, status: status.text(columns: size.columns - 1), size)
      }
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
    if place.showsKeys {
      place.showsKeys = false
      return true
    }
    if let typed = place.typed {
      type(typed, key, &place, content, page)
    } else {
      place.word = ""
      let left = place.left
      place.left = nil
      switch key {
      case .character("/"): place.typed = ""
      case .character("n"): find(&place, content, from: last(place, page) + 1, by: 1, left: left)
      case .character("N"): find(&place, content, from: last(place, page) - 1, by: -1, left: left)
      case .character("h"), .character("?"): place.showsKeys = true
      case .down, .character("j"): place.row += 1
      case .up, .character("k"): place.row -= 1
      // Beside a column that stays, the one behind it comes first: from it, the next is the one after.
      case .right, .character("l"): place.column += place.column == content.pinned ? 2 : 1
      case .left: place.column -= 1
      case .pageDown, .character(" "), .character("f"): place.row += page
      case .pageUp, .character("b"): place.row -= page
      case .home, .character("g"): place.row = 0
      case .end, .character("G"): place.row = content.rows - page
      case .escape, .enter, .interrupt, .endOfInput, .character("q"), .character("Q"): return false
      default: break
      }
    }
    place.row = max(0, min(place.row, content.rows - page))
    place.column = max(0, min(place.column, content.columns - 1))
    // The screen would be the same as from the column that stays on.
    if let pinned = content.pinned, place.column == pinned + 1 { place.column = pinned }
    return true
  }

  /// The row from which a search goes on: that of what was found last, while it is on the screen.
  private func last(_ place: Place, _ page: Int) -> Int {
    place.found.flatMap { (place.row..<(place.row + page)).contains($0) ? $0 : nil } ?? place.row
  }

  /// Takes a key of the text that is looked for.
  private func type(_ typed: String, _ key: Key, _ place: inout Place, _ content: Content, _ page: Int) {
    switch key {
    case .character(let character): place.typed = typed + String(character)
    case .paste(let text): place.typed = typed + text.prefix { $0 != "\n" && $0 != "\r" }
    case .backspace: place.typed = typed.isEmpty ? nil : String(typed.dropLast())
    case .enter:
      place.typed = nil
      if !typed.isEmpty { place.wanted = typed.lowercased() }
      find(&place, content, from: typed.isEmpty ? last(place, page) + 1 : place.row, by: 1)
    case .escape, .interrupt: place.typed = nil
    default: break
    }
  }

  /// Goes to the next row that holds what is looked for, as far as it is found in time; from the last row on to the first.
  ///
  /// - Parameter left: What is left to look at of a search that ran out of time; nil for all.
  private func find(_ place: inout Place, _ content: Content, from first: Int, by step: Int, left: (count: Int, step: Int)? = nil) {
    guard !place.wanted.isEmpty, content.rows > 0 else { return }
    let end = ContinuousClock.now + Self.patience
    let rows = left.flatMap { $0.step == step ? $0.count : nil } ?? content.rows
    for passed in 0..<rows {
      let unbound = first + passed * step
      let row = (unbound % content.rows + content.rows) % content.rows
      if let column = content.find(row, place.wanted) {
        (place.row, place.found) = (row, row)
        place.word = unbound == row ? "" : step > 0 ? "went on from the top" : "went on from the end"
        let isShown = (place.column..<(place.column + place.width)).contains(column) || column == content.pinned
        if !isShown { place.column = column }
        return
      }
      if passed % 256 == 255, ContinuousClock.now > end {
        (place.row, place.found, place.left) = (row, row, (rows - passed - 1, step))
        place.word = "not found so far, n goes on"
        return
      }
    }
    place.word = "not found"
  }
}
