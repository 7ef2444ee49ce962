/// The text of an entry and the place in it where the next character goes.
///
/// Places count characters as people see them: a letter with its accents, or a flag, is one.
public struct LineBuffer: Hashable, Sendable {
  public private(set) var characters: [Character] = []
  /// The place of the cursor, from zero to the number of characters.
  public private(set) var cursor = 0
  /// What was killed last.
  public private(set) var killed = ""

  private var undoable: [State] = []

  private struct State: Hashable, Sendable {
    let characters: [Character]
    let cursor: Int
  }

  /// The most characters that are kept for undoing, in all texts together.
  private static let mostUndone = 1 << 18

  public init() {}

  public var text: String { String(characters) }
  public var isEmpty: Bool { characters.isEmpty }
  public var isAtEnd: Bool { cursor == characters.count }

  /// Puts another text in the place of all, with the cursor at its end.
  public mutating func replace(with text: String) {
    remember()
    characters = Array(text)
    cursor = characters.count
  }

  /// Inserts text at the cursor. A mark that combines with the character before joins it.
  public mutating func insert(_ text: String) {
    remember()
    let before = cursor > 0 ? String(characters[cursor - 1]) : ""
    let joined = Array(before + text)
    let start = before.isEmpty ? cursor : cursor - 1
    characters.replaceSubrange(start..<cursor, with: joined)
    cursor = start + joined.count
  }

  /// Puts text in the place of the characters from a place to another, or to the cursor.
  public mutating func replace(from start: Int, to end: Int? = nil, with text: String) {
    remember()
    let start = min(max(0, start), cursor)
    let new = Array(text)
    characters.replaceSubrange(start..<min(max(cursor, end ?? cursor), characters.count), with: new)
    cursor = start + new.count
  }

  // MARK: Moving

  public mutating func move(by steps: Int) { cursor = min(max(0, cursor + steps), characters.count) }
  public mutating func moveToLineStart() { cursor = lineStart(cursor) }
  public mutating func moveToLineEnd() { cursor = lineEnd(cursor) }
  public mutating func moveToEnd() { cursor = characters.count }
  public mutating func moveWordLeft() { cursor = wordStart(before: cursor) }
  public mutating func moveWordRight() { cursor = wordEnd(after: cursor) }

  /// Moves a line up, keeping the column where it can; false on the first line.
  public mutating func moveUp() -> Bool {
    let start = lineStart(cursor)
    guard start > 0 else { return false }
    let previous = lineStart(start - 1)
    cursor = min(previous + (cursor - start), start - 1)
    return true
  }

  /// Moves a line down, keeping the column where it can; false on the last line.
  public mutating func moveDown() -> Bool {
    let end = lineEnd(cursor)
    guard end < characters.count else { return false }
    let column = cursor - lineStart(cursor)
    cursor = min(end + 1 + column, lineEnd(end + 1))
    return true
  }

  // MARK: Taking away

  public mutating func deleteBackward() {
    guard cursor > 0 else { return }
    remember()
    cursor -= 1
    characters.remove(at: cursor)
  }

  public mutating func deleteForward() {
    guard cursor < characters.count else { return }
    remember()
    characters.remove(at: cursor)
  }

  public mutating func killToLineEnd() {
    // At the end of a line, the line end itself.
    let end = lineEnd(cursor)
    kill(cursor..<(end == cursor ? min(end + 1, characters.count) : end))
  }

  public mutating func killToLineStart() { kill(lineStart(cursor)..<cursor) }
  public mutating func killWordBackward() { kill(wordStart(before: cursor)..<cursor) }
  public mutating func killWordForward() { kill(cursor..<wordEnd(after: cursor)) }

  /// Inserts what was killed last.
  public mutating func yank() { if !killed.isEmpty { insert(killed) } }

  private mutating func kill(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    remember()
    killed = String(characters[range])
    characters.removeSubrange(range)
    cursor = range.lowerBound
  }

  // MARK: Undoing

  /// Takes back the last change.
  public mutating func undo() {
    guard let state = undoable.popLast() else { return }
    characters = state.characters
    cursor = state.cursor
  }

  private mutating func remember() {
    undoable.append(State(characters: characters, cursor: cursor))
    var kept = undoable.reduce(0) { $0 + $1.characters.count + 1 }
    while kept > Self.mostUndone, let first = undoable.first {
      kept -= first.characters.count + 1
      undoable.removeFirst()
    }
  }

  // MARK: Places

  /// The place after the last line end before a place.
  func lineStart(_ place: Int) -> Int { characters[..<place].lastIndex(of: "\n").map { $0 + 1 } ?? 0 }

  func lineEnd(_ place: Int) -> Int { characters[place...].firstIndex(of: "\n") ?? characters.count }

  private func wordStart(before place: Int) -> Int {
    var place = place
    while place > 0, !Self.isWord(characters[place - 1]) { place -= 1 }
    while place > 0, Self.isWord(characters[place - 1]) { place -= 1 }
    return place
  }

  private func wordEnd(after place: Int) -> Int {
    var place = place
    while place < characters.count, !Self.isWord(characters[place]) { place += 1 }
    while place < characters.count, Self.isWord(characters[place]) { place += 1 }
    return place
  }

  private static func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "_" }
}
