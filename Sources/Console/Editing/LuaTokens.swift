/// The words of Lua in a text that may not be whole, as far as colours and completion need them.
struct LuaToken: Hashable {
  let kind: Kind
  /// The places of its characters.
  let range: Range<Int>

  enum Kind: Hashable {
    case name, keyword, number, symbol, comment
    /// A string with what stands between its quotes; not closed where the text ends first.
    case string(isClosed: Bool)
  }

  static let keywords: Set<String> = [
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil", "not",
    "or", "repeat", "return", "then", "true", "until", "while",
  ]

  /// Returns the words of a text; room between them is left out.
  static func tokens(of text: [Character]) -> [LuaToken] {
    var tokens: [LuaToken] = []
    var place = 0
    while place < text.count {
      let character = text[place]
      let start = place
      let kind: Kind
      if character.isWhitespace {
        place += 1
        continue
      } else if isNameStart(character) {
        while place < text.count, isNameStart(text[place]) || text[place].isASCII && text[place].isNumber { place += 1 }
        kind = keywords.contains(String(text[start..<place])) ? .keyword : .name
      } else if character.isASCII, character.isNumber {
        while place < text.count, text[place].isASCII, text[place].isLetter || text[place].isNumber || text[place] == "." { place += 1 }
        kind = .number
      } else if character == "\"" || character == "'" {
        place += 1
        while place < text.count, text[place] != character, text[place] != "\n" { place += text[place] == "\\" ? 2 : 1 }
        let isClosed = place < text.count && text[place] == character
        place = min(text.count, isClosed ? place + 1 : place)
        kind = .string(isClosed: isClosed)
      } else if character == "-", place + 1 < text.count, text[place + 1] == "-" {
        place = endOfLongBracket(text, place + 2) ?? text[place...].firstIndex(of: "\n") ?? text.count
        kind = .comment
      } else if character == "[", let end = endOfLongBracket(text, place) {
        place = end
        kind = .string(isClosed: !isOpenLongBracket(text[start..<end]))
      } else {
        place += 1
        kind = .symbol
      }
      tokens.append(LuaToken(kind: kind, range: start..<place))
    }
    return tokens
  }

  private static func isNameStart(_ character: Character) -> Bool { character == "_" || character.isASCII && character.isLetter }

  /// Whether a string or comment of long brackets is not closed.
  static func isOpenLongBracket(_ token: ArraySlice<Character>) -> Bool {
    let bracket = token.starts(with: "--") ? token.dropFirst(2) : token
    guard bracket.first == "[" else { return false }
    let level = bracket.dropFirst().prefix { $0 == "=" }.count
    guard bracket.dropFirst(level + 1).first == "[" else { return false }
    return bracket.count < 2 * (level + 2) || !bracket.suffix(level + 2).elementsEqual("]" + String(repeating: "=", count: level) + "]")
  }

  /// The place behind `[[...]]` or `[=[...]=]` that begins at a place, or nil where none does.
  private static func endOfLongBracket(_ text: [Character], _ start: Int) -> Int? {
    guard start < text.count, text[start] == "[" else { return nil }
    let level = text[(start + 1)...].prefix { $0 == "=" }.count
    let open = start + level + 1
    guard open < text.count, text[open] == "[" else { return nil }
    let close = ["]"] + Array(repeating: "=", count: level) + ["]"] as [Character]
    var place = open + 1
    while place + close.count <= text.count {
      if Array(text[place..<(place + close.count)]) == close { return place + close.count }
      place += 1
    }
    return text.count
  }
}
