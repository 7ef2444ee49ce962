import Columns

/// A command to the prompt: a line that begins with a dot.
///
/// Commands do what is no part of a script: open files by what they hold, look around, write things down. A person types
/// them, so that `.save` and `.export` may write where that person may.
struct PromptCommand: Sendable {
  let name: String
  /// What follows the name.
  let usage: String
  let summary: String
  /// Runs the command with what followed its name.
  let run: @Sendable (Conversation, Substring) throws -> Void

  /// The commands in the order of `.help`.
  static let all = [
    PromptCommand(
      name: "open", usage: "PATH [as NAME]", summary: "Opens a file or folder as what it holds.",
      run: open),
    PromptCommand(name: "tables", usage: "", summary: "Lists what this session holds.", run: tables),
    PromptCommand(
      name: "schema", usage: "[EXPRESSION]", summary: "Describes the columns of a table, or the last answer.", run: schema),
    PromptCommand(
      name: "page", usage: "[EXPRESSION]", summary: "Scrolls through a result; / finds a text.", run: page),
    PromptCommand(
      name: "export", usage: "PATH [EXPRESSION]", summary: "Writes a result, or the last answer unless an error followed it, to a new file: .csv, .arrow, .json, .md, .html, .xlsx or .svg.",
      run: { try export($0, $1, replacing: false) }),
    PromptCommand(
      name: "save", usage: "PATH", summary: "Writes the session to a new file, as a script.",
      run: { try save($0, $1, replacing: false) }),
    PromptCommand(
      name: "export!", usage: "PATH [EXPRESSION]", summary: "The same, in place of a file that is there.",
      run: { try export($0, $1, replacing: true) }),
    PromptCommand(
      name: "save!", usage: "PATH", summary: "The same, in place of a file that is there.", run: { try save($0, $1, replacing: true) }),
    PromptCommand(name: "run", usage: "PATH", summary: "Runs a script, and keeps its globals.", run: run),
    PromptCommand(name: "allow", usage: "[--write] FOLDER", summary: "Lets this session read a folder's files, or write them.", run: allow),
    PromptCommand(name: "timing", usage: "on | off", summary: "Whether to say how long each entry took.", run: timing),
    PromptCommand(name: "help", usage: "", summary: "Lists these commands.", run: help),
    PromptCommand(name: "quit", usage: "", summary: "Ends the session.") { conversation, _ in conversation.hasEnded = true },
  ]

  /// A command as it was typed.
  struct Call {
    private let name: Substring
    private let rest: Substring

    /// Returns nil for what is no command. A number such as `.5` is Lua.
    init?(_ entry: String) {
      let text = entry.drop(while: \.isWhitespace)
      guard text.first == ".", text.dropFirst().first?.isLetter == true else { return nil }
      name = text.dropFirst().prefix { !$0.isWhitespace }
      rest = text.dropFirst(1 + name.count).drop(while: \.isWhitespace)
    }

    func run(in conversation: Conversation) throws {
      guard let command = PromptCommand.all.first(where: { $0.name == name }) else {
        throw PromptCommandError.unknown(String(name))
      }
      try command.run(conversation, rest)
    }
  }
}

/// A command to the prompt that can't be followed.
enum PromptCommandError: DiagnosableError, Hashable {
  case unknown(String)
  case usage(of: String)
  case noResult(String)
  case noTable(String, words: String)
  case notAName(String)
  case nothingToSave
  /// The entry before the command, which would be taken for the one whose answer is written.
  case failed(entry: Int, hint: String)
  /// A file stands at the path; the command is the one that writes in its place.
  case isThere(String, replacing: String)

  var diagnostic: Diagnostic {
    switch self {
    case .unknown(let name):
      Diagnostic(
        "there is no command .\(name)", expectation: ".help lists them.",
        hint: NearestName.hint(for: name, among: PromptCommand.all.map(\.name)))
    case .usage(let name):
      Diagnostic(".\(name) lacks something", expectation: "It is .\(name) \(PromptCommand.all.first { $0.name == name }?.usage ?? "").")
    case .noResult(let expression):
      Diagnostic(expression == "_" ? "there is no answer yet" : "\(expression) is nothing", hint: ".tables lists what there is")
    case .noTable(let expression, let words):
      Diagnostic("\(expression) is \(words)", expectation: "This command takes a table, or a result that prints as one.")
    case .notAName(let name):
      Diagnostic("\"\(name)\" is no name in Lua", expectation: "A name has letters, digits and _, and begins with no digit.")
    case .isThere(let path, let command):
      Diagnostic("there is a file already", at: .init(file: path), hint: ".\(command)! \(path) writes in its place")
    case .failed(let entry, let hint): Diagnostic("entry \(entry) failed, and has no answer to write", hint: hint)
    case .nothingToSave: Diagnostic("nothing has been said yet that could be saved")
    }
  }
}
