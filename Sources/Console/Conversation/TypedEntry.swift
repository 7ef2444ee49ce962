/// An entry at the prompt as Lua: what people type, and Lua would take otherwise.
///
/// Lines and columns stay where they were, so that an error points into what was typed.
struct TypedEntry {
  private var characters: [Character]
  private let tokens: [LuaToken]

  /// - Parameter isGlobal: Whether a global of that name holds something.
  static func lua(_ entry: String, isGlobal: (String) -> Bool) -> String {
    var typed = TypedEntry(entry)
    if let topic = typed.questioned { return topic.isEmpty ? "help()" : "help(\(quoted(topic)))" }
    // `= y` printed y in Lua 5.1.
    if typed.text(0) == "=", let sign = typed.tokens.first?.range { typed.characters.replaceSubrange(sign, with: " ") }
    if let topic = typed.helpTopic(isGlobal) { return topic.isEmpty ? "help()" : "help(\"\(topic)\")" }
    typed.keepLocals()
    return String(typed.characters)
  }

  /// Statements of which the last, behind a semicolon or an `end`, is an expression: its value is returned, as that of an entry of its own is.
  static func returningLast(_ lua: String, isExpression: (String) -> Bool) -> String {
    let characters = Array(lua)
    guard lua.contains(";") || lua.contains("end"), !isExpression(lua) else { return lua }
    let openings = Openings(lua)
    let tokens = LuaToken.tokens(of: characters).filter { $0.kind != .comment }
    let parting = tokens.lastIndex { token in
      let isEnd = token.kind == .symbol && characters[token.range] == [";"] || token.kind == .keyword && characters[token.range] == ["e", "n", "d"]
      return isEnd && openings.depth(at: token.range.upperBound) == 0
    }
    // A comment alone returns nothing, and behind an `end` only a name begins a statement of its own.
    guard !openings.goesOn, let parting, tokens.indices.contains(parting + 1) else { return lua }
    let place = tokens[parting].range.upperBound
    guard characters[place - 1] == ";" || tokens[parting + 1].kind == .name else { return lua }
    let rest = String(characters[place...])
    guard isExpression(rest) else { return lua }
    return String(characters[..<place]) + " return" + (rest.first?.isWhitespace == true ? "" : " ") + rest
  }

  /// Whether a text asks about an answer rather than for one: `why(_)` and `help("rank")`, behind which `_` stays what it was.
  static func asksAbout(_ text: String) -> Bool {
    let typed = TypedEntry(text)
    return ["why", "help"].contains(typed.text(0)) && typed.text(1) == "("
  }

  /// Whether a text has functions, which can be called when it is over.
  static func makesFunctions(_ text: String) -> Bool {
    let characters = Array(text)
    return LuaToken.tokens(of: characters).contains { $0.kind == .keyword && String(characters[$0.range]) == "function" }
  }

  /// Whether a text itself gives `_` a value.
  static func setsAnswer(_ text: String) -> Bool {
    let typed = TypedEntry(text)
    return typed.tokens.indices.contains { typed.text($0) == "_" && typed.text($0 + 1) == "=" && typed.text($0 + 2) != "=" }
  }

  /// The names that a text speaks of.
  static func names(in text: String) -> Set<String> {
    let typed = TypedEntry(text)
    return Set(typed.tokens.lazy.filter { $0.kind == .name }.map { String(typed.characters[$0.range]) })
  }

  /// The entries that a text of several lines holds, as somebody would type them one after the other.
  ///
  /// A line that begins with a colon or closes something belongs to the one before it.
  static func parts(of text: String, isComplete: (String) -> Bool) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count > 1 else { return [text] }
    let openings = Openings(text)
    var parts: [String] = []
    var part = ""
    var (end, depth) = (-1, 0)
    for (place, line) in lines.enumerated() {
      part += part.isEmpty ? line : "\n" + line
      end += line.count + 1
      // What is open needs no parser to say so: one that read each line's part anew would take the square of the lines.
      guard part.first == "." || !openings.isOpen(at: end, since: depth) else { continue }
      let next = place + 1 < lines.count ? lines[place + 1].drop(while: \.isWhitespace).first : nil
      guard next.map({ !":)}],".contains($0) }) ?? true, PromptCommand.Call(part) != nil || isComplete(part) else { continue }
      if !part.allSatisfy(\.isWhitespace) { parts.append(part) }
      part = ""
      depth = openings.depth(at: end)
    }
    return part.allSatisfy(\.isWhitespace) ? parts : parts + [part]
  }

  /// How many brackets and blocks more a line opens than it closes; nil where a string or comment is open at its end.
  static func opened(by line: String) -> Int? {
    let openings = Openings(line)
    return openings.goesOn ? nil : openings.depth(at: line.count)
  }

  /// How many brackets and blocks of a text are open at each of its places.
  private struct Openings {
    /// The places of tokens, with the depth behind each.
    private var ends: [Int] = []
    private var depths: [Int] = []
    private var starts: [Int] = []
    /// Whether a string or comment is open at the end.
    private(set) var goesOn = false

    init(_ text: String) {
      let characters = Array(text)
      var depth = 0
      for token in LuaToken.tokens(of: characters) {
        switch (token.kind, String(characters[token.range])) {
        case (.symbol, "("), (.symbol, "["), (.symbol, "{"), (.keyword, "function"), (.keyword, "do"), (.keyword, "if"), (.keyword, "repeat"): depth += 1
        case (.symbol, ")"), (.symbol, "]"), (.symbol, "}"), (.keyword, "end"), (.keyword, "until"): depth -= 1
        default: break
        }
        goesOn = token.range.upperBound == characters.count && (token.kind == .string(isClosed: false) || LuaToken.isOpenLongBracket(characters[token.range]))
        starts.append(token.range.lowerBound)
        ends.append(token.range.upperBound)
        depths.append(depth)
      }
    }

    /// How many tokens end at a place or before it.
    private func count(upTo place: Int) -> Int {
      var (low, high) = (0, ends.count)
      while low < high {
        let middle = (low + high) / 2
        if ends[middle] <= place { low = middle + 1 } else { high = middle }
      }
      return low
    }

    func depth(at place: Int) -> Int {
      let count = count(upTo: place)
      return count == 0 ? 0 : depths[count - 1]
    }

    /// Whether more is open at a place than was open, or a string or comment goes on there.
    func isOpen(at place: Int, since depth: Int) -> Bool {
      let count = count(upTo: place)
      return self.depth(at: place) > depth || count < starts.count && starts[count] < place
    }
  }

  /// Whether a text can name a global.
  static func isName(_ text: String) -> Bool {
    let tokens = LuaToken.tokens(of: Array(text))
    return tokens.count == 1 && tokens[0].kind == .name && tokens[0].range.count == text.count
  }

  /// The name of a file, without its folder and its ending, as the name of a global.
  static func name(ofFile path: String) -> String {
    let file = path.split(separator: "/").last ?? "file"
    let name = String(file.prefix { $0 != "." }.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? Character($0.lowercased()) : "_" })
    return isName(name) ? name : "file_" + name
  }

  /// A text as Lua writes it.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case _ where scalar.properties.generalCategory == .control: quoted += "\\u{\(String(scalar.value, radix: 16))}"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  private init(_ entry: String) {
    characters = Array(entry)
    tokens = LuaToken.tokens(of: characters).filter { $0.kind != .comment }
  }

  private func text(_ index: Int) -> String { tokens.indices.contains(index) ? String(characters[tokens[index].range]) : "" }

  /// The topic of `?rank`, empty for a question mark alone; nil for what is no question.
  private var questioned: String? {
    guard text(0) == "?" else { return nil }
    return String(String(characters).drop { $0.isWhitespace || $0 == "?" }.reversed().drop(while: \.isWhitespace).reversed())
  }

  /// The topic of `help(rank)`, `help rank` and `help(plans:rank)`: a name that is no global is the name of an operation.
  private func helpTopic(_ isGlobal: (String) -> Bool) -> String? {
    guard text(0) == "help" else { return nil }
    if tokens.count == 1 { return "" }
    var words = tokens.indices.dropFirst().map(text)
    if words.first == "(", words.last == ")" { words = Array(words.dropFirst().dropLast()) }
    guard words.count % 2 == 1, words.count <= 3, let last = words.last, !LuaToken.keywords.contains(last) else { return nil }
    guard words.indices.allSatisfy({ $0 % 2 == 0 ? isName(words[$0]) : [":", "."].contains(words[$0]) }) else { return nil }
    return words.count == 1 && isGlobal(last) && text(1) == "(" ? nil : last
  }

  private func isName(_ word: String) -> Bool { word.first.map { $0 == "_" || $0.isASCII && $0.isLetter } ?? false }

  /// Takes the word `local` from statements that stand in no block, since a local would be gone with its entry.
  private mutating func keepLocals() {
    var depth = 0
    var changes: [(range: Range<Int>, text: String)] = []
    for index in tokens.indices {
      switch tokens[index].kind == .keyword ? text(index) : "" {
      case "function", "do", "if", "repeat": depth += 1
      case "end", "until": depth -= 1
      case "local" where depth == 0: changes += changesToKeep(index)
      default: break
      }
    }
    for change in changes.reversed() { characters.replaceSubrange(change.range, with: change.text) }
  }

  /// What makes globals of the names after a `local`; nothing where they are constants or to be closed.
  private func changesToKeep(_ index: Int) -> [(range: Range<Int>, text: String)] {
    let word = tokens[index].range
    let blank = (word, String(repeating: " ", count: word.count))
    guard text(index + 1) != "function" else { return [blank] }
    var last = index + 1
    while text(last + 1) == ",", tokens.indices.contains(last + 2) { last += 2 }
    guard tokens.indices.contains(last), tokens[last].kind == .name, text(last + 1) != "<" else { return [] }
    // Without a value the names hold nil, which an assignment has to say.
    let end = tokens[last].range.upperBound
    return text(last + 1) == "=" ? [blank] : [blank, (end..<end, " = nil")]
  }
}
