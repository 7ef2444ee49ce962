/// How far the last line of a text stands in, by the blocks and brackets that are open there.
struct LuaIndentation {
  /// A block or a bracket that is open, or was on the line before.
  private struct Opened {
    let word: String
    let line: Int
  }

  private static let step = 2

  private let text: [Character]
  private let lineStarts: [Int]
  private let tokens: [LuaToken]

  init(_ text: [Character]) {
    self.text = text
    lineStarts = [0] + text.indices.filter { text[$0] == "\n" }.map { $0 + 1 }
    tokens = LuaToken.tokens(of: text)
  }

  /// The blanks that the last line is to begin with: as many as the line that opened what its first word closes, a step more than a
  /// line that opens something, and else as many as the line before it.
  var ofLastLine: Int {
    let last = lineStarts.count - 1
    guard last > 0 else { return 0 }
    var open: [Opened] = []
    // Of the line before, what it closes of earlier ones.
    var closed: Opened?
    for token in tokens where token.kind == .keyword || token.kind == .symbol {
      let (word, line) = (String(text[token.range]), line(of: token.range.lowerBound))
      if let openers = Self.openers[word], let place = open.lastIndex(where: { openers.contains($0.word) }) {
        if line == last { return lineIndentation(open[place].line) }
        if line == last - 1, open[place].line < line { closed = open[place] }
        open.removeSubrange(place...)
      }
      // Only what a line begins with stands out.
      if line == last { break }
      if Self.opening.contains(word) { open.append(Opened(word: word, line: line)) }
    }
    if open.last?.line == last - 1 { return lineIndentation(last - 1) + Self.step }
    return lineIndentation(closed?.line ?? last - 1)
  }

  /// What a word closes.
  private static let openers: [String: Set<String>] = [
    "end": ["function", "do", "if", "else", "elseif"], "else": ["if", "elseif"], "elseif": ["if", "elseif"], "until": ["repeat"], "}": ["{"], ")": ["("],
  ]
  private static let opening: Set = ["function", "do", "if", "else", "elseif", "repeat", "{", "("]

  private func line(of place: Int) -> Int { (lineStarts.lastIndex { $0 <= place }) ?? 0 }

  private func lineIndentation(_ line: Int) -> Int { text[lineStarts[line]...].prefix { $0 == " " }.count }
}
