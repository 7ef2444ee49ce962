/// What stands before the cursor: the word being typed, the call it is in, and the string that is not closed.
struct LuaExpression {
  /// The words before the one being typed.
  let tokens: [LuaToken]
  /// The name being typed; empty where none is.
  let word: String
  /// The place of the quote of a string that is not closed.
  let openString: Int?
  private let characters: [Character]

  /// A call with the index of its name among the words.
  struct Call {
    let name: Int
    /// The index of the parenthesis or the brace that opens it.
    let open: Int
    let isMethod: Bool
    /// How many arguments come before.
    var place = 0
    /// Whether named fields stand where the cursor is.
    var isInFields = false
    /// The field whose value is being typed.
    var field: String?
  }

  /// The arguments of a call, as far as they stand in its text.
  struct Arguments {
    /// The texts that are given in order, also as a list.
    var texts: [String] = []
    /// The named ones, with their text where they have one.
    var fields: [(name: String, text: String?)] = []
    /// Whether no variable, call or operator stands among them.
    var areLiteral = true
  }

  /// The libraries whose functions are known by their names.
  static let libraries: [String: [String]] = [
    "string": ["byte", "char", "find", "format", "gmatch", "gsub", "len", "lower", "match", "pack", "packsize", "rep", "reverse", "sub", "unpack", "upper"],
    "table": ["concat", "insert", "move", "pack", "remove", "sort", "unpack"],
    "math": [
      "abs", "acos", "asin", "atan", "ceil", "cos", "deg", "exp", "floor", "fmod", "huge", "log", "max", "maxinteger", "min",
      "mininteger", "modf", "pi", "rad", "random", "randomseed", "sin", "sqrt", "tan", "tointeger", "type", "ult",
    ],
    "os": ["clock", "date", "difftime", "time"], "utf8": ["char", "codepoint", "codes", "len", "offset"],
    "coroutine": ["close", "create", "isyieldable", "resume", "running", "status", "wrap", "yield"],
  ]

  init(_ text: [Character], upTo cursor: Int) {
    characters = Array(text[..<min(max(0, cursor), text.count)])
    var tokens = LuaToken.tokens(of: characters)
    if let last = tokens.last, last.range.upperBound == characters.count {
      switch last.kind {
      case .string(isClosed: false), .comment:
        openString = last.kind == .comment || characters[last.range.lowerBound] == "[" ? nil : last.range.lowerBound
        word = ""
        tokens.removeLast()
      case .name, .keyword:
        openString = nil
        word = String(characters[last.range])
        tokens.removeLast()
      default: (openString, word) = (nil, "")
      }
    } else {
      (openString, word) = (nil, "")
    }
    self.tokens = tokens
  }

  func text(_ token: LuaToken) -> String { String(characters[token.range]) }
  func text(at index: Int) -> String { tokens.indices.contains(index) ? text(tokens[index]) : "" }

  /// The index of the word before the one being typed, and what it says.
  var beforeIndex: Int { tokens.count - 1 }
  var before: String { text(at: beforeIndex) }

  /// The innermost call that is not closed: `name(`, `name{` or `name({`.
  var openCall: Call? {
    var depth = 0
    var commas = 0
    var field: String?
    var isAfterValue = false
    var isWithinBraces = false
    var outerField: String?
    for index in tokens.indices.reversed() {
      switch text(at: index) {
      case ")", "}", "]": depth += 1
      case "(", "{", "[":
        if depth > 0 {
          depth -= 1
          continue
        }
        let isBrace = text(at: index) == "{"
        if let call = named(before: index) {
          // The fields of `name({` belong to the call as those of `name{` do.
          var found = call
          found.isInFields = isBrace || isWithinBraces
          found.place = commas
          found.field = isBrace ? field : outerField
          return found
        }
        // A list within the fields belongs to the field that it is the value of.
        guard isBrace else { return nil }
        (isWithinBraces, outerField) = (true, field)
        (commas, field, isAfterValue) = (0, nil, false)
      case "," where depth == 0, ";" where depth == 0:
        commas += 1
        isAfterValue = true
      case "=" where depth == 0 && !isAfterValue && field == nil:
        if index > 0, tokens[index - 1].kind == .name { field = text(at: index - 1) }
      default: break
      }
    }
    return nil
  }

  /// The call whose closing parenthesis or brace is at an index.
  func call(closedAt index: Int) -> Call? {
    guard [")", "}"].contains(text(at: index)) else { return nil }
    var depth = 0
    for place in stride(from: index, through: 0, by: -1) {
      switch text(at: place) {
      case ")", "}", "]": depth += 1
      case "(", "{", "[":
        depth -= 1
        if depth == 0 { return named(before: place) }
      default: break
      }
    }
    return nil
  }

  /// Whether a field of a table's constructor begins where the cursor is.
  var isAtField: Bool {
    guard ["{", ",", ";"].contains(before) else { return false }
    var depth = 0
    for index in tokens.indices.reversed() {
      switch text(at: index) {
      case ")", "}", "]": depth += 1
      case "(", "[", "{":
        guard depth > 0 else { return text(at: index) == "{" }
        depth -= 1
      default: break
      }
    }
    return false
  }

  /// How many braces are open within a call, from its own on.
  func openBraces(in call: Call) -> Int {
    tokens.indices.filter { $0 >= call.open }.reduce(0) { count, index in
      text(at: index) == "{" ? count + 1 : text(at: index) == "}" ? count - 1 : count
    }
  }

  /// What stands between the brackets of a call that is closed at an index.
  func arguments(of call: Call, closedAt end: Int) -> Arguments {
    var arguments = Arguments()
    // Fields and lists stand in the outermost braces.
    var level = text(at: call.open) == "{" ? 1 : 0
    for index in (call.open + 1)..<max(call.open + 1, end) {
      let (token, word) = (tokens[index], text(at: index))
      switch token.kind {
      case .string where level <= 1 && text(at: index - 1) != "=" && text(at: index + 1) != "]": arguments.texts.append(plainText(token))
      case .name where text(at: index + 1) == "=" && level <= 1: arguments.fields.append((word, textOfField(index + 2)))
      case .string where text(at: index + 1) == "]" && text(at: index + 2) == "=" && level <= 1:
        arguments.fields.append((plainText(token), textOfField(index + 3)))
      case .name where level <= 1: arguments.areLiteral = false
      case .symbol where word == "{" || word == "(": level += 1
      case .symbol where word == "}" || word == ")": level -= 1
      case .symbol where level <= 1 && ![",", ";", "=", "[", "]"].contains(word): arguments.areLiteral = false
      default: break
      }
    }
    return arguments
  }

  private func textOfField(_ index: Int) -> String? {
    guard tokens.indices.contains(index), case .string(isClosed: true) = tokens[index].kind else { return nil }
    return plainText(tokens[index])
  }

  /// What a string in quotes says, without its escapes.
  private func plainText(_ token: LuaToken) -> String {
    var (text, isEscaped) = ("", false)
    for character in characters[token.range].dropFirst().dropLast() {
      if character == "\\", !isEscaped {
        isEscaped = true
      } else {
        text.append(character)
        isEscaped = false
      }
    }
    return text
  }

  /// The call whose arguments open at an index, if a name stands before them.
  private func named(before index: Int) -> Call? {
    guard index > 0, tokens[index - 1].kind == .name else { return nil }
    return Call(name: index - 1, open: index, isMethod: index > 1 && text(at: index - 2) == ":")
  }
}
