import Columns
import LineEditing
import LuaRuntime
import Reports
import Safeguarding
import Scripting

/// The talk at a prompt: what each entry gives, and what is kept of it.
///
/// Entry 3 leaves its value in `_3`, and in `_` until another has one; so does `.open` what it opens. A line that begins with a dot is a command to the
/// prompt; see ``PromptCommand``.
final class Conversation {
  let session: ScriptSession
  let streams: StandardStreams
  /// How a value is shown now, whatever the terminal's size is then.
  let presentation: () -> Presentation
  private(set) var entries: [Entry] = []
  /// Nil where the terminal knows no sequences, or there is none.
  private let viewer: Viewer?
  var isTimed = false
  var hasEnded = false
  /// How many entries and commands there were, and how many of them failed.
  private(set) var answered = 0
  private(set) var failures = 0
  /// The entry of which `_` is the answer.
  private(set) var answering: Entry?
  /// The number of the entry that comes next.
  private(set) var number = 1

  /// An entry that was answered.
  struct Entry {
    let number: Int
    /// What errors call it.
    let name: String
    /// As it was typed.
    let typed: String
    /// As Lua, without what only the prompt understands.
    let lua: String
    let kind: Kind

    /// Its number and how it begins.
    var words: String {
      let text = typed.drop(while: \.isWhitespace)
      let line = text.prefix { !$0.isNewline }
      let start = TextWidth.cut(String(line), to: 50)
      return "entry \(number): \(start)\(start == line && line.count < text.count ? " ..." : "")"
    }

    enum Kind: Hashable {
      /// A statement, or a call that gave nothing back.
      case statement
      /// An expression that gave values.
      case expression
      /// A statement that returned values.
      case returning
      /// A statement that gave a global what the answer is.
      case assigning(to: String)
      case failed
    }
  }

  /// What errors call the entry that was typed last.
  private static let current = "line"

  /// What errors of later entries call it.
  private var ownName: String { "entry \(number)" }

  /// The most values that are kept as `_1`, `_2` and so on: the latest.
  static let mostKept = 20

  init(session: ScriptSession, streams: StandardStreams, presentation: @escaping () -> Presentation, viewer: Viewer?) {
    self.viewer = viewer
    self.session = session
    self.streams = streams
    self.presentation = presentation
  }

  /// Answers an entry or a command; several, where they were pasted.
  func answer(_ entry: String) {
    let isOne = !entry.contains("\n") || session.isExpression(Array(entry.utf8))
    let parts = isOne ? [entry] : TypedEntry.parts(of: entry) { [session] in session.isWhole($0) }
    for part in parts where !hasEnded && !answerPart(part) { return }
  }

  /// Returns whether it went well.
  private func answerPart(_ entry: String) -> Bool {
    let (start, before) = (ContinuousClock.now, failures)
    answered += 1
    if isLeaving(entry) {
      hasEnded = true
    } else if let command = PromptCommand.Call(entry) {
      reporting { try command.run(in: self) }
    } else {
      let lua = TypedEntry.lua(entry) { [session] name in session.hasGlobal(name) }
      answer(lua: session.returningLast(lua), typed: entry)
    }
    if isTimed { streams.say(Self.words(ContinuousClock.now - start)) }
    return failures == before
  }

  /// Whether an entry is what ends a session here or in other tools.
  private func isLeaving(_ entry: String) -> Bool {
    let word = entry.filter { !$0.isWhitespace && $0 != ";" }
    if ["\\q", ":q", "\\quit", ":quit", ":q!"].contains(word) { return true }
    return ["exit", "quit", "exit()", "quit()"].contains(word) && !session.hasGlobal(String(word.prefix(4)))
  }

  /// Runs a statement as if it had been typed, and says that it does. Returns whether it went well.
  ///
  /// - Parameter target: The global that then holds the answer.
  func say(lua: String, answering target: String) -> Bool {
    let before = failures
    streams.write(lua + "\n")
    answer(lua: lua, typed: lua, target: target)
    return failures == before
  }

  /// Does what a command asks beside the session's own entries, so that Ctrl-C stops it and it may write where the person
  /// may.
  func stoppable<Result>(_ body: () throws -> Result) throws -> Result {
    let cancellation = session.cancellation
    let limits = QueryLimits(shouldContinue: { !cancellation.isCancelled })
    return try Interrupt.during { try OperationLimits.$current.withValue(OperationLimits(limits, forms: Presentation.forms), operation: body) }
  }

  /// Runs Lua and shows what it gives.
  ///
  /// - Parameters:
  ///   - typed: What errors show of it.
  ///   - name: What errors call it; nil for what is typed.
  ///   - target: The global to which a statement gives the answer; nil where it has none.
  func answer(lua: String, typed: String, name: String? = nil, target: String? = nil) {
    var kind = Entry.Kind.failed
    var isAnswer = false
    // What fails in a function of an earlier entry names that entry, and only what makes functions is heard of again.
    let name = name ?? (TypedEntry.makesFunctions(lua) ? ownName : Self.current)
    reporting {
      // Ctrl-C stops the printing of a long answer too.
      let results = try evaluate(lua, typed: typed, name: name, keptAs: (TypedEntry.asksAbout(lua) ? [] : ["_"]) + ["_\(number)"]) { results in
        for result in results { write(result, of: lua, isOne: results.count == 1) }
      }
      // What a slip of the pen gave is no part of a saved session.
      if results.first?.isNothing == true, TypedEntry.isName(lua) { return }
      isAnswer = target != nil || !(results.first?.isNothing ?? true) && !TypedEntry.asksAbout(lua) || TypedEntry.setsAnswer(lua)
      if let target {
        for kept in ["_", "_\(number)"] { session.assign(kept, from: target) }
        kind = .assigning(to: target)
        return
      }
      kind = results.isEmpty ? .statement : session.isExpression(Array(lua.utf8)) ? .expression : .returning
    }
    let entry = Entry(number: number, name: name, typed: typed, lua: lua, kind: kind)
    entries.append(entry)
    if isAnswer { answering = entry }
    session.forget("_\(number - Self.mostKept)")
    number += 1
  }

  /// Shows a result. What is to be read, as help and a document are, is scrolled through where it is higher than the screen.
  private func write(_ result: ScriptResult, of lua: String, isOne: Bool) {
    let shown = presentation()
    let text = result.isNothing ? nothing(lua) : result.text(shown.text)
    if isOne, viewer != nil, result.isToBeRead, shown.room.isTooLow(for: text) { page(text) } else { streams.write(painted: text + "\n") }
  }

  /// What a `nil` says: of a name that nobody gave, what it may have meant.
  private func nothing(_ lua: String) -> String {
    guard TypedEntry.isName(lua) else { return "nil" }
    let hint = NearestName.hint(for: lua, among: session.globalNames.filter { !$0.hasPrefix("_") }).map { "; \($0)" } ?? ""
    return "nil: nothing is called \(lua)\(hint)"
  }

  /// The value of an expression, or the last answer where the expression is empty.
  func value(of expression: String) throws -> Value {
    let text = expression.isEmpty ? "_" : expression
    guard case .value(let value)? = try evaluate(text, typed: text).first, !value.isNothing else {
      throw PromptCommandError.noResult(text)
    }
    return value
  }

  private func evaluate(
    _ lua: String, typed: String, name: String = current, keptAs names: [String] = [], then body: ([ScriptResult]) -> Void = { _ in }
  ) throws -> [ScriptResult] {
    let results: [ScriptResult]?
    let source = Array(lua.utf8)
    // A script that is run goes by its path; an entry needs no number while it is the one that was typed last.
    let isTyped = name == Self.current || name == ownName
    try UnsetName.check(source, in: session, name: isTyped ? Self.current : name, isTyped: true)
    do throws(LuaError) {
      results = try Interrupt.during { () throws(LuaError) in
        let results = try session.evaluate(source, name: name, keptAs: names)
        body(results ?? [])
        return results
      }
    } catch {
      let chunk = error.chunk ?? name
      let isOwn = ScriptFailure.isChunk(chunk, of: name)
      throw ScriptFailure(
        error, source: Array((isOwn ? typed : text(ofEarlier: chunk)).utf8), name: chunk, shownAs: isTyped && isOwn ? Self.current : chunk,
        prompt: .init(names: session.globalNames.filter { !$0.hasPrefix("_") }, columns: presentation().room.screenColumns))
    }
    guard let results else { throw IncompleteCode(code: typed) }
    return results
  }

  /// What was typed in an earlier entry; empty where it is not known which one it was.
  private func text(ofEarlier name: String) -> String {
    let texts = Set(entries.lazy.filter { name != Self.current && ScriptFailure.isChunk(name, of: $0.name) }.map(\.typed))
    return texts.count == 1 ? texts.first ?? "" : ""
  }

  private func reporting(_ body: () throws -> Void) {
    do { try body() } catch {
      failures += 1
      let shown = presentation()
      let paint = streams.errorsAreSeen ? shown.paint : .none
      streams.say(paint.message("\(error)", folding: shown.room.folded))
    }
  }

  private static func words(_ duration: Duration) -> String {
    let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    return seconds < 1 ? "\(PrintedNumber.of(seconds * 1000, decimals: 1)) ms" : "\(PrintedNumber.of(seconds, decimals: 2)) s"
  }
}

extension ScriptSession {
  /// An entry as Lua that returns what its last statement gives.
  fileprivate func returningLast(_ lua: String) -> String { TypedEntry.returningLast(lua) { isExpression(Array($0.utf8)) } }

  /// Whether an entry needs no further line. In `x = 1; x` Lua would wait for what becomes of the last `x`.
  func isWhole(_ lua: String) -> Bool { isComplete(Array(lua.utf8)) || isReadable(Array(returningLast(lua).utf8)) }
}

extension ScriptResult {
  /// Whether it is a text or a document, and no table or drawing.
  fileprivate var isToBeRead: Bool {
    switch self {
    case .value(.text): true
    case .value(.object(let object)): object is Document
    default: false
    }
  }
}

/// What the commands show.
extension Conversation {
  func write(_ table: Table) { streams.write(painted: presentation().text(table) + "\n") }

  /// Scrolls through a table, or writes all of it where nobody sits at a terminal.
  func page(_ table: Table) {
    streams.flush()
    let key = TableWindow.key(of: table)
    let content = Viewer.Content(
      rows: table.rowCount, columns: table.columns.count, pinned: key,
      draw: { row, column, size in
        let window = TableWindow(table, row: row, column: column, key: key, size: size)
        return (window.lines, window.rowCount, window.columnCount)
      }, find: { row, text in TableWindow.column(of: row, in: table, holding: text) })
    if viewer?.show(content) != true { streams.write(Presentation(.table).text(table) + "\n") }
  }

  /// Scrolls through text, in lines that fit the screen.
  func page(_ text: String) {
    streams.flush()
    let lines = ScriptFailure.printable(presentation().room.folded(text), keepingLines: true).split(separator: "\n", omittingEmptySubsequences: false)
    let content = Viewer.Content(
      rows: lines.count, columns: 1,
      draw: { row, _, size in
        let shown = lines[row...].prefix(size.rows).map { TextWidth.cut(String($0), to: size.columns) }
        return (shown, shown.count, 1)
      }, find: { row, text in lines[row].lowercased().contains(text) ? 0 : nil })
    if viewer?.show(content) != true { streams.write(text + "\n") }
  }
}
