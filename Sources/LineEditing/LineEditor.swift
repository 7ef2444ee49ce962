/// An entry while it is typed: what each key does, and what there is to see.
///
/// The editor knows no terminal. It takes keys and gives frames, so that a test can type and look.
public struct LineEditor {
  public private(set) var buffer = LineBuffer()
  public let history: History
  private let prompt: String
  private let continuation: String
  private let assistant: any LineAssistant

  /// The place in the history that is shown, or nil for what was typed itself.
  private var historyPlace: Int?
  private var typed = ""
  private var search: Search?
  /// What stood before the search that Escape has just ended; a second Escape brings it back.
  private var beforeSearch: LineBuffer?
  private var candidates: [String] = []
  /// Whether all candidates are listed that the screen has room for: Tab was pressed again.
  private var listsAll = false
  /// The quote or the parenthesis before the cursor that a completion has just written; whoever types it too means that one.
  private var completedMark: Character?

  /// The line that Enter has just begun, while nothing but characters was typed in it.
  private var begun: BegunLine?

  private struct BegunLine {
    /// The place of its first character.
    let start: Int
    /// The blanks that it was begun with.
    let room: Int
    /// The blanks that were typed at its beginning.
    var blanks = 0
  }

  private struct Search {
    var text = ""
    var place: Int?
  }

  /// What a key came to.
  public enum Outcome: Hashable, Sendable {
    case typing
    case entry(String)
    /// The entry was dropped by Ctrl-C.
    case dropped
    case endOfInput
    case clearScreen
    case suspend
  }

  public init(prompt: String, continuation: String, history: History, assistant: any LineAssistant) {
    self.prompt = prompt
    self.continuation = continuation
    self.history = history
    self.assistant = assistant
  }

  /// Takes a key.
  public mutating func handle(_ key: Key) -> Outcome {
    if search != nil, let outcome = handleSearching(key) { return outcome }
    let wasListed = !candidates.isEmpty
    let (writtenMark, searchedFrom) = (completedMark, beforeSearch)
    let line = begun
    (candidates, completedMark, beforeSearch, begun) = ([], nil, nil, nil)
    switch key {
    case .character(let character) where character == writtenMark: break
    case .character(let character): if let line { type(character, in: line) } else { buffer.insert(String(character)) }
    case .paste(let text): paste(Self.harmless(text), in: line)
    case .enter: return enter()
    case .newline: breakLine()
    case .tab:
      listsAll = wasListed
      complete()
    case .backspace: buffer.deleteBackward()
    case .delete: buffer.deleteForward()
    case .left: buffer.move(by: -1)
    case .right: buffer.move(by: 1)
    case .wordLeft: buffer.moveWordLeft()
    case .wordRight: buffer.moveWordRight()
    case .home: buffer.moveToLineStart()
    case .end: buffer.moveToLineEnd()
    case .up: if !buffer.moveUp() { showHistory(step: -1) }
    case .down: if !buffer.moveDown() { showHistory(step: 1) }
    case .killToEnd: buffer.killToLineEnd()
    case .killToStart: buffer.killToLineStart()
    case .killWordBack: buffer.killWordBackward()
    case .killWordForward: buffer.killWordForward()
    case .yank: buffer.yank()
    case .undo: buffer.undo()
    case .search: search = Search(place: nil)
    case .interrupt: return .dropped
    case .endOfInput:
      if buffer.isEmpty { return .endOfInput }
      buffer.deleteForward()
    case .suspend: return .suspend
    case .clear: return .clearScreen
    case .escape: buffer = searchedFrom ?? buffer
    case .cancel, .pageUp, .pageDown, .unknown: break
    }
    return .typing
  }

  /// Text without control characters but ends of lines and tabs, which may stand in a string.
  private static func harmless(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.properties.generalCategory != .control || $0 == "\n" || $0 == "\t" }))
  }

  // MARK: Lines

  private mutating func enter() -> Outcome {
    let text = buffer.text
    let lastLine = text.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    let isBlankLast = text.contains("\n") && lastLine.allSatisfy(\.isWhitespace)
    if text.allSatisfy(\.isWhitespace) || assistant.isComplete(text) || (buffer.isAtEnd && isBlankLast) {
      buffer.moveToEnd()
      return .entry(text)
    }
    breakLine()
    return .typing
  }

  /// Begins a line with the room that the language gives it; within a string, of which the room would be part, with none.
  private mutating func breakLine() {
    let before = buffer.characters[..<buffer.cursor]
    let isInString = assistant.styles(of: before + ["\n", "x"]).last == .string
    let room = isInString ? 0 : assistant.indentation(ofLastLineIn: before + ["\n"])
    buffer.insert("\n" + String(repeating: " ", count: room))
    if !isInString { begun = BegunLine(start: buffer.cursor - room, room: room) }
  }

  /// Takes a character in a line that has just begun. Blanks that somebody types at its beginning are those that it has already; and its
  /// first word stands where the language has it, as `end` does.
  private mutating func type(_ character: Character, in line: BegunLine) {
    var line = line
    if character == " ", buffer.characters[line.start..<buffer.cursor].allSatisfy({ $0 == " " }) {
      line.blanks += 1
      begun = line
      if line.blanks > line.room { buffer.insert(" ") }
      return
    }
    buffer.insert(String(character))
    let typed = buffer.characters[line.start..<buffer.cursor]
    let word = typed.drop { $0 == " " }
    guard !word.contains(" ") else { return }
    begun = line
    let room = assistant.indentation(ofLastLineIn: Array(buffer.characters[..<buffer.cursor]))
    let wanted = room < line.room ? room : max(line.room, line.blanks)
    if typed.count - word.count != wanted { buffer.replace(from: line.start, to: buffer.cursor, with: String(repeating: " ", count: wanted) + String(word)) }
  }

  /// Inserts text as it is: where it brings blanks to a line that has just begun, the line's own go.
  private mutating func paste(_ text: String, in line: BegunLine?) {
    if let line, text.first == " ", buffer.characters[line.start..<buffer.cursor].allSatisfy({ $0 == " " }) {
      buffer.replace(from: line.start, to: buffer.cursor, with: text)
    } else {
      buffer.insert(text)
    }
  }

  // MARK: History

  private mutating func showHistory(step: Int) {
    let place = (historyPlace ?? history.entries.count) + step
    guard place >= 0, place <= history.entries.count else { return }
    if historyPlace == nil { typed = buffer.text }
    historyPlace = place == history.entries.count ? nil : place
    buffer.replace(with: historyPlace.map { history.entries[$0] } ?? typed)
  }

  /// Takes a key while searching; nil where the key ends the search and counts by itself.
  private mutating func handleSearching(_ key: Key) -> Outcome? {
    guard var search else { return nil }
    switch key {
    case .character(let character): search.text.append(character)
    case .paste(let text): search.text += Self.harmless(text).filter { $0 != "\n" }
    case .backspace:
      if !search.text.isEmpty { search.text.removeLast() }
      search.place = nil
    case .search:
      if let place = search.place, let older = history.search(search.text, before: place) { search.place = older }
      self.search = search
      return .typing
    case .interrupt, .cancel:
      self.search = nil
      return .typing
    default:
      if key == .escape { beforeSearch = buffer }
      if let place = search.place { buffer.replace(with: history.entries[place]) }
      self.search = nil
      return key == .escape ? .typing : nil
    }
    search.place = history.search(search.text, before: search.place.map { $0 + 1 } ?? history.entries.count)
    self.search = search
    return .typing
  }

  // MARK: Completion

  private mutating func complete() {
    let completion = assistant.completion(of: buffer.characters, at: buffer.cursor)
    guard let first = completion.candidates.first else { return }
    let word = String(buffer.characters[min(completion.start, buffer.cursor)..<buffer.cursor])
    if completion.candidates.count == 1 {
      let end = max(completion.end ?? buffer.cursor, buffer.cursor)
      // What stands there already, such as the parenthesis of a call, is not written twice.
      let rest = buffer.characters[end...]
      let overlap = stride(from: min(first.count, rest.count), to: 0, by: -1).first { first.suffix($0).elementsEqual(rest.prefix($0)) } ?? 0
      buffer.replace(from: completion.start, to: end + overlap, with: first)
      completedMark = completion.closingQuote ?? (first.last == "(" ? "(" : nil)
      return
    }
    let prefix = completion.commonPrefix
    if prefix.count > word.count {
      let overlap = zip(prefix.dropFirst(word.count), buffer.characters[buffer.cursor...]).prefix { $0 == $1 }.count
      buffer.replace(from: completion.start, to: buffer.cursor + overlap, with: prefix)
    } else {
      candidates = completion.candidates
    }
  }

  // MARK: Looking

  /// Returns what there is to see on a screen of so many columns and rows.
  ///
  /// - Parameter isLast: Whether the frame stays on the screen: it has no hint and no candidates, and its cursor is at the
  ///   end of the entry.
  public func frame(columns: Int, rows: Int = 24, width: (Character) -> Int, isLast: Bool = false) -> Frame {
    if let search, !isLast {
      let found = search.place.map { history.entries[$0].replacing("\n", with: " ") } ?? ""
      let label = search.place == nil && !search.text.isEmpty ? "(nothing found) " : "(search) "
      let line = Frame.Line(
        prompt: label, text: Array(search.text + ": " + found),
        styles: Array(repeating: .match, count: search.text.count) + Array(repeating: .plain, count: found.count + 2))
      return Frame(lines: [line], cursor: (0, search.text.count), below: [], columns: columns, width: width)
    }
    let characters = buffer.characters
    let styles = assistant.styles(of: characters)
    var lines: [Frame.Line] = []
    var cursor = (line: 0, place: 0)
    var start = 0
    for (number, text) in characters.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let range = start..<(start + text.count)
      if range.contains(buffer.cursor) || buffer.cursor == range.upperBound { cursor = (number, buffer.cursor - start) }
      lines.append(
        Frame.Line(prompt: number == 0 ? prompt : continuation, text: Array(text), styles: styles.count == characters.count ? Array(styles[range]) : []))
      start = range.upperBound + 1
    }
    if !isLast, buffer.isAtEnd, candidates.isEmpty, let hint = assistant.hint(for: characters, at: buffer.cursor) {
      lines[lines.count - 1].hint = hint
    }
    if isLast { cursor = (lines.count - 1, lines[lines.count - 1].text.count) }
    return Frame(lines: lines, cursor: cursor, below: isLast ? [] : candidates, most: listsAll ? rows : nil, columns: columns, width: width)
  }
}
