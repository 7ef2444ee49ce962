/// What a line editor asks of the language that is typed. Nothing here may run what somebody typed.
public protocol LineAssistant {
  /// Whether the text is whole, so that Enter ends the entry and does not begin a further line.
  func isComplete(_ text: String) -> Bool

  /// What could stand at a place.
  func completion(of text: [Character], at cursor: Int) -> Completion

  /// Words that help with what is being typed, such as a function's signature; they stand dimmed behind it.
  func hint(for text: [Character], at cursor: Int) -> String?

  /// The style of each character.
  func styles(of text: [Character]) -> [Style]

  /// The blanks with which the last line of a text is to begin, by what stands before it and by its own first word.
  func indentation(ofLastLineIn text: [Character]) -> Int
}

extension LineAssistant {
  /// As many as the line before has.
  public func indentation(ofLastLineIn text: [Character]) -> Int {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().last?.prefix { $0 == " " }.count ?? 0
  }
}

/// What could stand where somebody is typing.
public struct Completion: Hashable, Sendable {
  /// The place at which the word begins that a candidate takes the place of.
  public let start: Int
  /// The place behind that word where it goes on behind the cursor; nil where it ends there.
  public let end: Int?
  /// The candidates, in the order in which they are shown.
  public let candidates: [String]
  /// The quote with which a candidate that is the only one closes its string; nil where it closes none.
  public let closingQuote: Character?

  public init(start: Int, end: Int? = nil, candidates: [String], closingQuote: Character? = nil) {
    self.start = start
    self.end = end
    self.candidates = candidates
    self.closingQuote = closingQuote
  }

  /// The text that all candidates begin with.
  var commonPrefix: String {
    guard let first = candidates.first else { return "" }
    return candidates.dropFirst().reduce(first) { prefix, candidate in
      String(zip(prefix, candidate).prefix { $0 == $1 }.map(\.0))
    }
  }
}

/// How a character looks.
public enum Style: Hashable, Sendable {
  case plain, keyword, string, number, comment, hint, prompt, match

  /// The parameters of the terminal's sequence; nil for the terminal's own look.
  var code: String? {
    switch self {
    case .plain: nil
    case .keyword: "35"
    case .string: "32"
    case .number: "36"
    case .comment, .hint: "2"
    case .prompt: "1"
    case .match: "1;4"
    }
  }
}
