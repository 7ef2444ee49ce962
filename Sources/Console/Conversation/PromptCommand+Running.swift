import Columns
import Reports
import Safeguarding
import Scripting

/// What each command does.
extension PromptCommand {
  /// `.open PATH [as NAME]` is `NAME = open("PATH")`, and shows what it found.
  @Sendable static func open(_ conversation: Conversation, _ rest: Substring) throws {
    let (path, after) = firstWord(rest)
    guard !path.isEmpty else { throw PromptCommandError.usage(of: "open") }
    let (word, name) = (firstWord(after).word, firstWord(firstWord(after).rest).word)
    guard after.isEmpty || word == "as" && !name.isEmpty else { throw PromptCommandError.usage(of: "open") }
    let target = name.isEmpty ? TypedEntry.name(ofFile: path) : name
    guard TypedEntry.isName(target) else { throw PromptCommandError.notAName(target) }
    if conversation.say(lua: "\(target) = open(\(TypedEntry.quoted(path)))", answering: target), let object = conversation.session.object(named: target) {
      conversation.streams.write(object.words + "\n")
    }
  }

  @Sendable static func tables(_ conversation: Conversation, _: Substring) throws {
    let session = conversation.session
    let held = session.globalNames.filter { !$0.hasPrefix("_") }.compactMap { name in session.object(named: name).map { (name, $0) } }
    guard !held.isEmpty else { return conversation.streams.write("nothing yet: .open PATH opens a file\n") }
    let table = try Table([
      Column("name", texts: held.map(\.0)), Column("kind", texts: held.map { type(of: $0.1).kind.name }),
      Column("holds", texts: held.map { String($0.1.words.prefix { $0 != "\n" }) }),
    ])
    conversation.write(table)
  }

  @Sendable static func schema(_ conversation: Conversation, _ rest: Substring) throws {
    let table = try table(rest, in: conversation)
    conversation.write(try conversation.stoppable { try TableDescription(of: table).table })
  }

  @Sendable static func page(_ conversation: Conversation, _ rest: Substring) throws {
    let value = try conversation.value(of: String(rest))
    if let table = try settledTable(value, in: conversation) { conversation.page(table) } else { conversation.page(Presentation(.table).text(value)) }
  }

  static func export(_ conversation: Conversation, _ rest: Substring, replacing: Bool) throws {
    let (path, expression) = firstWord(rest)
    guard !path.isEmpty else { throw PromptCommandError.usage(of: "export") }
    // What somebody exports behind an error is seldom the answer from before it.
    if expression.isEmpty, let last = conversation.entries.last, last.kind == .failed, let older = conversation.answering {
      let shown = path.contains(where: \.isWhitespace) ? "\"\(path)\"" : path
      throw PromptCommandError.failed(entry: last.number, hint: ".\(replacing ? "export!" : "export") \(shown) _ writes the answer of \(older.words)")
    }
    let value = try conversation.value(of: String(expression))
    // A document, a chart and a result that says more than its rows are written as what they are.
    let result: any OperationObject =
      if case .object(let object) = value, !Swift.type(of: object).hasRows { object } else { try table(value, of: expression, in: conversation) }
    let written = try orderly("export") {
      try conversation.stoppable {
        let settled = try result.settled()
        _ = try ResultFile.write(settled, to: path, replacing: replacing)
        return settled
      }
    }
    let rows = (written as? Table).map { "\(PrintedNumber.of($0.rowCount)) \($0.rowCount == 1 ? "row" : "rows")" }
    let answer = expression.isEmpty ? conversation.answering.map { "the answer of \($0.words)" } : nil
    let words = [rows, answer].compactMap(\.self).joined(separator: ", ")
    conversation.streams.write(ScriptFailure.printable(words.isEmpty ? path : "\(path): \(words)") + "\n")
  }

  static func save(_ conversation: Conversation, _ rest: Substring, replacing: Bool) throws {
    let path = firstWord(rest).word
    guard !path.isEmpty else { throw PromptCommandError.usage(of: "save") }
    let script = SavedSession(conversation.entries, files: conversation.session.files)
    guard script.count > 0 else { throw PromptCommandError.nothingToSave }
    if replacing {
      try AtomicFile.write(Array(script.text.utf8), to: path)
    } else {
      try orderly("save") { try ResultFile.write(script.text, toNew: path) }
    }
    conversation.streams.write("\(path): \(script.count) \(script.count == 1 ? "entry" : "entries")\n")
  }

  /// Does what a command asks; a file that is there is told with the command that replaces it.
  private static func orderly<Result>(_ command: String, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch WritingError.isThere(let path) {
      throw PromptCommandError.isThere(path, replacing: command)
    }
  }

  @Sendable static func run(_ conversation: Conversation, _ rest: Substring) throws {
    let path = firstWord(rest).word
    guard !path.isEmpty else { throw PromptCommandError.usage(of: "run") }
    let text = String(decoding: try ScriptFile(path).bytes, as: UTF8.self)
    conversation.answer(lua: text, typed: text, name: path)
  }

  /// `.allow FOLDER` is `--allow-read FOLDER` for the session that runs, and `.allow --write FOLDER` is `--allow-write`.
  @Sendable static func allow(_ conversation: Conversation, _ rest: Substring) throws {
    let (first, after) = firstWord(rest)
    let writes = first == "--write"
    let folder = writes ? firstWord(after).word : first
    guard !folder.isEmpty, writes || after.isEmpty else { throw PromptCommandError.usage(of: "allow") }
    let files = conversation.session.files
    conversation.session.files = try FileAccess(
      reading: files.readable + (writes ? [] : [folder]), writing: files.writable + (writes ? [folder] : []))
    conversation.streams.write("\(folder): files may be \(writes ? "written" : "read") from now on\n")
  }

  @Sendable static func timing(_ conversation: Conversation, _ rest: Substring) throws {
    switch firstWord(rest).word {
    case "on": conversation.isTimed = true
    case "off": conversation.isTimed = false
    case "": conversation.streams.write("timing is \(conversation.isTimed ? "on" : "off")\n")
    default: throw PromptCommandError.usage(of: "timing")
    }
  }

  @Sendable static func help(_ conversation: Conversation, _: Substring) throws {
    let room = conversation.presentation().room
    let width = all.map { $0.name.count + $0.usage.count + 2 }.max() ?? 0
    for command in all {
      let call = ".\(command.name) \(command.usage)"
      conversation.streams.write(room.folded("\(call)\(String(repeating: " ", count: max(0, width - call.count)))  \(command.summary)") + "\n")
    }
    let keys = """
      _ is the last answer and _3 that of entry 3, of the latest \(Conversation.mostKept). help() tells of the operations.
      Tab completes, Ctrl-R searches what was typed before, Ctrl-C stops what runs, Ctrl-D ends.
      """
    conversation.streams.write(room.folded(keys) + "\n")
  }

  // MARK: Words

  /// The first word of a text, which stands in quotes where it has room in it, and what follows it.
  private static func firstWord(_ text: Substring) -> (word: String, rest: Substring) {
    if let quote = text.first, quote == "\"" || quote == "'", let end = text.dropFirst().firstIndex(of: quote) {
      return (String(text[text.index(after: text.startIndex)..<end]), text[text.index(after: end)...].drop(while: \.isWhitespace))
    }
    let word = text.prefix { !$0.isWhitespace }
    return (String(word), text[word.endIndex...].drop(while: \.isWhitespace))
  }

  private static func table(_ expression: Substring, in conversation: Conversation) throws -> Table {
    try table(conversation.value(of: String(expression)), of: expression, in: conversation)
  }

  private static func table(_ value: Value, of expression: Substring, in conversation: Conversation) throws -> Table {
    guard let table = try settledTable(value, in: conversation) else {
      throw PromptCommandError.noTable(expression.isEmpty ? "the last answer" : String(expression), words: value.words)
    }
    return table
  }

  private static func settledTable(_ value: Value, in conversation: Conversation) throws -> Table? {
    switch value {
    case .object: return try conversation.stoppable { try Table.argument(value) }
    case .list(let values): return try Table(records: values)
    default: return nil
    }
  }
}
