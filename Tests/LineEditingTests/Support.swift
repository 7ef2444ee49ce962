import LineEditing

/// An assistant with a few words, for tests.
struct Words: LineAssistant {
  var words: [String] = []
  var isWhole: @Sendable (String) -> Bool = { !$0.hasSuffix("(") && !$0.hasSuffix("do") }

  func isComplete(_ text: String) -> Bool { isWhole(text) }

  func completion(of text: [Character], at cursor: Int) -> Completion {
    let start = text[..<cursor].lastIndex { !$0.isLetter }.map { $0 + 1 } ?? 0
    let word = String(text[start..<cursor])
    let fitting = words.filter { $0.hasPrefix(word) }
    // A word behind a quote is all of its string.
    guard start > 0, text[start - 1] == "\"" else {
      return Completion(start: start, end: word.isEmpty ? nil : text[cursor...].firstIndex { !$0.isLetter }, candidates: fitting)
    }
    return Completion(start: start, candidates: fitting.map { $0 + "\"" }, closingQuote: "\"")
  }

  func hint(for text: [Character], at cursor: Int) -> String? { String(text) == "rank(" ? "area, {period})" : nil }

  /// Numbers have a style, and what stands between brackets of two.
  func styles(of text: [Character]) -> [Style] {
    text.indices.map { place in
      let before = String(text[..<place])
      let opened = before.ranges(of: "[[").last, closed = before.ranges(of: "]]").last
      if let opened, closed.map({ $0.lowerBound < opened.lowerBound }) ?? true { return .string }
      return text[place].isNumber ? .number : .plain
    }
  }
}

/// The columns of a character: two for Chinese, one else.
@Sendable func columns(_ character: Character) -> Int {
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
