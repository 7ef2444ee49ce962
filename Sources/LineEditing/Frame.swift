/// What a line editor shows: rows of a screen, and where its cursor is.
public struct Frame: Hashable, Sendable {
  /// The rows, none wider than the screen.
  public private(set) var rows: [Row] = []
  /// The row and the column of the cursor, from zero.
  public private(set) var cursorRow = 0
  public private(set) var cursorColumn = 0
  /// The columns of the screen.
  let columns: Int

  /// A row of the screen in pieces of one style.
  public struct Row: Hashable, Sendable {
    public fileprivate(set) var pieces: [Piece] = []
    /// The columns that it takes.
    fileprivate(set) var width = 0

    public var text: String { pieces.map(\.text).joined() }

    /// Whether each character takes one column.
    var isASCII: Bool { pieces.allSatisfy { $0.text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } } }

    /// How many characters from the first are the same in another row, and look the same.
    func sameColumns(as other: Row) -> Int {
      var count = 0
      for (piece, another) in zip(pieces, other.pieces) {
        guard piece.style == another.style else { break }
        count += zip(piece.text, another.text).prefix { $0 == $1 }.count
        guard piece.text == another.text else { break }
      }
      return count
    }

    /// The pieces from a character on.
    func pieces(from start: Int) -> [Piece] {
      var left = start
      return pieces.compactMap { piece in
        let rest = piece.text.dropFirst(left)
        left = max(0, left - piece.text.count)
        return rest.isEmpty ? nil : Piece(text: String(rest), style: piece.style)
      }
    }
  }

  public struct Piece: Hashable, Sendable {
    public fileprivate(set) var text: String
    public let style: Style
  }

  /// A line of the entry, with what stands before and behind it.
  struct Line {
    let prompt: String
    let text: [Character]
    let styles: [Style]
    var hint: String?
  }

  /// The most rows of candidates below the entry, unless more are asked for.
  static let mostBelow = 8

  /// - Parameter most: The rows of the screen, where the candidates may take all that the entry leaves.
  init(lines: [Line], cursor: (line: Int, place: Int), below: [String], most: Int? = nil, columns: Int, width: (Character) -> Int) {
    let columns = max(4, columns)
    self.columns = columns
    func room(_ character: Character) -> Int { width(Self.shown(character)) }
    for (number, line) in lines.enumerated() {
      rows.append(Row())
      for character in line.prompt { add(character, .prompt, columns, room) }
      for (place, character) in line.text.enumerated() {
        if (number, place) == cursor { markCursor(before: character, columns, room) }
        add(character, place < line.styles.count ? line.styles[place] : .plain, columns, room)
      }
      if (number, line.text.count) == cursor { markCursor(before: " ", columns, room) }
      addHint(line.hint ?? "", columns, room)
    }
    addList(below, most.map { max(Self.mostBelow, $0 - rows.count - 1) } ?? Self.mostBelow, columns, room)
  }

  /// A character as a screen may have it: one that would steer it, from a file's name or an old history, is a mark; a tab is
  /// a space.
  private static func shown(_ character: Character) -> Character {
    character == "\t" ? " " : character.unicodeScalars.contains { $0.properties.generalCategory == .control } ? "\u{FFFD}" : character
  }

  private mutating func add(_ character: Character, _ style: Style, _ columns: Int, _ width: (Character) -> Int) {
    let (character, room) = (Self.shown(character), width(character))
    if rows[rows.count - 1].width + room > columns { rows.append(Row()) }
    let last = rows.count - 1
    if rows[last].pieces.last?.style == style {
      rows[last].pieces[rows[last].pieces.count - 1].text.append(character)
    } else {
      rows[last].pieces.append(Piece(text: String(character), style: style))
    }
    rows[last].width += room
  }

  /// The cursor stands where the next character would go: on a row of its own where the last is full.
  private mutating func markCursor(before character: Character, _ columns: Int, _ width: (Character) -> Int) {
    if rows[rows.count - 1].width + max(1, width(character)) > columns { rows.append(Row()) }
    cursorRow = rows.count - 1
    cursorColumn = rows[rows.count - 1].width
  }

  /// A hint takes what is left of its row, and no more.
  private mutating func addHint(_ hint: String, _ columns: Int, _ width: (Character) -> Int) {
    for character in hint {
      guard rows[rows.count - 1].width + width(character) < columns, character != "\n" else { return }
      add(character, .hint, columns, width)
    }
  }

  /// Adds texts in columns, as many rows as there are below the most, and how many more there are.
  private mutating func addList(_ texts: [String], _ most: Int, _ columns: Int, _ width: (Character) -> Int) {
    guard !texts.isEmpty else { return }
    func room(_ text: String) -> Int { text.reduce(0) { $0 + width($1) } }
    let column = min(columns, (texts.map(room).max() ?? 0) + 2)
    let across = max(1, columns / column)
    let needed = (texts.count + across - 1) / across
    let shown = min(needed, most)
    for row in 0..<shown {
      rows.append(Row())
      for place in stride(from: row, to: min(texts.count, shown * across), by: shown) {
        let start = (place / shown) * column
        while rows[rows.count - 1].width < start { add(" ", .plain, columns, width) }
        for character in texts[place] where rows[rows.count - 1].width + width(character) <= columns {
          add(character, .plain, columns, width)
        }
      }
    }
    let left = texts.count - min(texts.count, shown * across)
    if left > 0 {
      rows.append(Row())
      addHint("and \(left) more", columns, width)
    }
  }
}
