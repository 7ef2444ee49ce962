import Columns
import Scripting

/// A name that nobody gave a value, where Lua would pass its `nil` on in silence: `where{force = forse}` would leave the condition out.
///
/// Names that are called, asked for a field or computed with fail in Lua itself, and one that is compared somewhere, or followed by `or`,
/// may well be meant to hold nothing.
struct UnsetName: Error, CustomStringConvertible {
  let description: String

  /// Longer sources are not looked at.
  private static let longestSource = 256 << 10

  /// Fails where a source that Lua can read has such a name.
  static func check(_ source: [UInt8], in session: ScriptSession, name: String, isTyped: Bool = false) throws {
    guard session.isReadable(source), let unset = UnsetName(in: source, name: name, known: session.knownNames, isTyped: isTyped) else { return }
    throw unset
  }

  /// Finds the first such name of a source.
  ///
  /// - Parameters:
  ///   - name: What errors call the source.
  ///   - known: The names of the globals that hold something.
  ///   - isTyped: Whether it was typed at a prompt, where a function may name what comes later.
  init?(in source: [UInt8], name: String, known: Set<String>, isTyped: Bool = false) {
    guard source.count <= Self.longestSource else { return nil }
    let text = String(decoding: source, as: UTF8.self)
    let characters = Array(text.hasPrefix("#!") ? "--" + text.dropFirst(2) : text)
    var words = SourceWords(characters)
    words.read()
    guard !words.mentionsGlobals, let found = words.reads.first(where: { read in
      !known.contains(read.name) && !words.declared.contains(read.name) && !(isTyped && read.isInFunction)
    }) else { return nil }
    let line = characters[..<found.place].count(where: \.isNewline) + 1
    let lineText = text.split(separator: "\n", omittingEmptySubsequences: false)[line - 1].prefix(160)
    let near = found.name.count < 3 ? nil : NearestName.hint(for: found.name, among: known.union(words.declared).filter { !$0.hasPrefix("_") }.sorted())
    let lines = [
      "\(name):\(line): nothing is called \(found.name)", "  \(line) | \(lineText)",
      "  hint: \(near.map { "\($0); " } ?? "")a text stands in quotes, \"\(found.name)\"\(isTyped ? "; an entry that failed set nothing" : "")",
    ]
    description = lines.map { ScriptFailure.printable($0) }.joined(separator: "\n")
  }
}

/// The names of a source that it gives values to or tests, and those that it reads where nothing would be passed on in silence.
private struct SourceWords {
  struct Read {
    let name: String
    let place: Int
    let isInFunction: Bool
  }

  private let characters: [Character]
  private let tokens: [LuaToken]
  /// In a method there is `self`.
  private(set) var declared: Set<String> = ["self"]
  private(set) var reads: [Read] = []
  private(set) var mentionsGlobals = false
  /// The brackets and blocks that are open, and of a bracket of arguments what is called.
  private var open: [(word: String, callee: String)] = []

  /// What takes nothing as well as something.
  private static let takesNothing: Set<String> = [
    "print", "type", "tostring", "tonumber", "is_missing", "assert", "show", "why", "select", "rawget", "rawequal", "ipairs", "pairs", "next",
  ]

  init(_ characters: [Character]) {
    self.characters = characters
    tokens = LuaToken.tokens(of: characters).filter { $0.kind != .comment }
  }

  private func text(_ index: Int) -> String { tokens.indices.contains(index) ? String(characters[tokens[index].range]) : "" }

  private func isName(_ index: Int) -> Bool { tokens.indices.contains(index) && tokens[index].kind == .name }

  mutating func read() {
    for index in tokens.indices {
      switch tokens[index].kind {
      case .keyword: takeKeyword(index)
      case .symbol: takeSymbol(index)
      case .name: takeName(index)
      default: break
      }
    }
  }

  private mutating func takeKeyword(_ index: Int) {
    switch text(index) {
    case "function":
      open.append(("function", ""))
      var next = index + 1
      if isName(next), text(next + 1) == "(" { declared.insert(text(next)) }
      while next < tokens.count, text(next) != "(" { next += 1 }
      while next < tokens.count, text(next) != ")" {
        if isName(next) { declared.insert(text(next)) }
        next += 1
      }
    case "do", "if", "repeat": open.append((text(index), ""))
    case "end", "until": if let last = open.lastIndex(where: { ["function", "do", "if", "repeat"].contains($0.word) }) { open.removeSubrange(last...) }
    case "local", "for":
      var next = index + 1
      while isName(next) {
        declared.insert(text(next))
        next += 1
        if text(next) == "<" { next += 3 }
        guard text(next) == "," else { break }
        next += 1
      }
    default: break
    }
  }

  private mutating func takeSymbol(_ index: Int) {
    switch text(index) {
    case "(": open.append(("(", isName(index - 1) && ![".", ":"].contains(text(index - 2)) ? text(index - 1) : ""))
    case "{", "[": open.append((text(index), ""))
    case ")", "}", "]": if let last = open.lastIndex(where: { ["(", "{", "["].contains($0.word) }) { open.removeSubrange(last...) }
    default: break
    }
  }

  private mutating func takeName(_ index: Int) {
    let (name, before, after) = (text(index), text(index - 1), text(index + 1))
    if name == "_G" || name == "_ENV" { mentionsGlobals = true }
    guard before != ".", before != ":", before != "goto" else { return }
    if after == "=", text(index + 2) != "=" {
      // Within a table it is the name of a field.
      if open.last?.word == "{", ["{", ",", ";"].contains(before) { return }
      var last = index
      while isName(last) {
        declared.insert(text(last))
        guard text(last - 1) == "," else { break }
        last -= 2
      }
      return
    }
    if ["if", "elseif", "while", "until", "not", "and", "or"].contains(before) || ["and", "or", "then", "~"].contains(after)
      || after == "=" && text(index + 2) == "=" || before == "=" && ["=", "~"].contains(text(index - 2))
    {
      declared.insert(name)
      return
    }
    // What stands in no bracket is shown or returned as it is.
    let isListed = ["(", "{", ","].contains(before) && ["(", "{"].contains(open.last?.word)
    let isValue = isListed || before == "=" && !["<", ">"].contains(text(index - 2))
    let isPassed = [",", ")", "}", ";", ""].contains(after) || before == "=" && beginsStatement(index + 1)
    guard isValue, isPassed, !(open.last.map { $0.word == "(" && Self.takesNothing.contains($0.callee) } ?? false) else { return }
    reads.append(Read(name: name, place: tokens[index].range.lowerBound, isInFunction: open.contains { $0.word == "function" }))
  }

  /// Whether a word stands at the beginning of a statement: on a line of its own, and no operator or bracket.
  private func beginsStatement(_ index: Int) -> Bool {
    guard tokens.indices.contains(index) else { return true }
    if tokens[index].kind == .keyword { return !["and", "or"].contains(text(index)) }
    return tokens[index].kind == .name
  }
}
