import LineEditing

/// An assistant with a few words, for tests.
struct Words: LineAssistant {
  var words: [String] = []
  var isWhole: @Sendable (String) -> Bool = { !$0.hasSuffix("(") && !$0.hasSuffix("do") }

  func isComplete(_ text: String) -> Bool { isWhole(text) }

  func completion(of text: [Character], at cursor: Int) -> Completion {
    let start = text[..<cursor].lastIndex { !$0.isLetter }.map { $0 + 1 } ?? 0
    let word = String(text[start..<cursor])
    return Completion(start: start, candidates: words.filter { $0.hasPrefix(word) }.map { .init($0) })
  }

  func hint(for text: [Character], at cursor: Int) -> String? { String(text) == "rank(" ? "area, {period})" : nil }

  func styles(of text: [Character]) -> [Style] { text.map { $0.isNumber ? .number : .plain } }
}

/// The columns of a character: two for Chinese, one else.
func columns(_ character: Character) -> Int {
  (character.unicodeScalars.first?.value ?? 0) >= 0x2E80 && (character.unicodeScalars.first?.value ?? 0) < 0xA4D0 ? 2 : 1
}

/// Types keys and returns what is then in the buffer, with a bar at the cursor.
func typed(_ keys: [Key], history: [String] = [], words: [String] = []) -> String {
  var editor = LineEditor(prompt: "> ", continuation: ">> ", history: History(history), assistant: Words(words: words))
  for key in keys { _ = editor.handle(key) }
  let characters = editor.buffer.characters
  return String(characters[..<editor.buffer.cursor]) + "|" + String(characters[editor.buffer.cursor...])
}

func text(_ text: String) -> [Key] { text.map { $0 == "\n" ? .newline : .character($0) } }

/// A screen that understands what ``Screen`` writes.
struct EmulatedScreen {
  private(set) var rows: [[Character]]
  private(set) var row = 0
  private(set) var column = 0
  private let width: Int
  private var isWrapPending = false

  init(columns: Int, rows: Int) {
    width = columns
    self.rows = Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }

  /// The rows without the room at their ends, down to the last that is not blank.
  var text: String {
    rows.map { row in String(row.filter { $0 != "\u{0}" }.reversed().drop { $0 == " " }.reversed()) }
      .joined(separator: "\n").replacing(#/\n+$/#, with: "")
  }

  mutating func write(_ output: String) {
    var scalars = output.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      switch scalar {
      case "\r":
        column = 0
        isWrapPending = false
      case "\n": lineFeed()
      case "\u{1B}":
        guard scalars.next() == "[" else { continue }
        var parameters = ""
        while let next = scalars.next() {
          guard next.value >= 0x40 else {
            parameters.unicodeScalars.append(next)
            continue
          }
          control(Character(next), Int(parameters) ?? 1)
          break
        }
      default: put(Character(scalar))
      }
    }
  }

  private mutating func lineFeed() {
    isWrapPending = false
    if row + 1 < rows.count {
      row += 1
    } else {
      rows.removeFirst()
      rows.append(Array(repeating: " ", count: width))
    }
  }

  private mutating func put(_ character: Character) {
    if isWrapPending {
      column = 0
      lineFeed()
    }
    // A mark joins the character before it.
    if character.unicodeScalars.first?.properties.isGraphemeExtend == true, column > 0 {
      rows[row][column - 1] = Character(String(rows[row][column - 1]) + String(character))
      return
    }
    let room = columns(character)
    rows[row][column] = character
    if room == 2, column + 1 < width { rows[row][column + 1] = "\u{0}" }
    isWrapPending = column + room >= width
    column = min(column + room, width - 1)
  }

  private mutating func control(_ letter: Character, _ number: Int) {
    switch letter {
    case "A": row = max(0, row - number)
    case "B": row = min(rows.count - 1, row + number)
    case "C": column = min(width - 1, column + number)
    case "H": (row, column) = (0, 0)
    case "J":
      if number == 2 { for place in rows.indices { rows[place] = Array(repeating: " ", count: width) } }
      for place in column..<width { rows[row][place] = " " }
      for place in (row + 1)..<max(row + 1, rows.count) { rows[place] = Array(repeating: " ", count: width) }
    default: break
    }
    isWrapPending = false
  }
}
