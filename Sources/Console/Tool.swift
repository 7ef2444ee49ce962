import Columns
import LineEditing
public import Reports
import LuaRuntime
import Safeguarding
import Scripting

/// What the command line does: run a script, evaluate code, or talk at a prompt.
public struct Tool {
  private let streams: StandardStreams
  private let presentation: Presentation
  private let limits: ToolLimits
  private let remarks = Remarks()

  public init(
    format: PresentationFormat = .table, limits: ToolLimits = ToolLimits(), streams: StandardStreams = StandardStreams()
  ) {
    presentation = Presentation(format)
    self.limits = limits
    self.streams = streams
  }

  /// Runs a script file and returns the exit code; see ``ExitStatus``.
  public func run(file: String, arguments: [String]) -> Int32 {
    finish { try run(file: file, arguments: arguments, then: show) }
  }

  /// Runs a script and writes the documents that it returns as files.
  ///
  /// - Returns: The exit code.
  public func report(file: String, arguments: [String], into target: ReportTarget) -> Int32 {
    finish {
      let layout = try target.layout()
      var written: [String] = []
      try run(file: file, arguments: arguments) { results in
        written = try target.write(results, named: file == "-" ? "report" : ScriptFile.name(of: file), layout: layout)
      }
      for path in written { streams.write(path + "\n") }
      if target.opens, let first = written.first { try ReportTarget.open(first) }
    }
  }

  private func run(file: String, arguments: [String], then use: ([ScriptResult]) throws -> Void) throws {
    let script = try ScriptFile(file)
    let folder = file == "-" ? "." : ScriptFile.folder(of: file)
    let session = try makeSession(folder: folder)
    session.set("here", to: .text(ScriptFile.folder(of: file)))
    let name = file == "-" ? "standard input" : file
    try UnsetName.check(script.bytes, in: session, name: name)
    let results = try watched(session, script.bytes, name: name) { () throws(LuaError) in
      try session.run(script.bytes, name: name, arguments: arguments)
    }
    try use(results)
  }

  /// Evaluates code and writes what it gives; returns the exit code.
  public func evaluate(_ code: String) -> Int32 {
    finish {
      let session = try makeSession()
      session.set("here", to: .text("."))
      let source = Array(code.utf8)
      try UnsetName.check(source, in: session, name: "eval")
      let results = try watched(session, source, name: "eval") { () throws(LuaError) in
        try session.evaluate(source, name: "eval")
      }
      guard let results else { throw IncompleteCode(code: code) }
      show(results)
    }
  }

  /// Runs the one script of a process, which Ctrl-C and the watchdog stop.
  private func watched<Result>(
    _ session: ScriptSession, _ source: [UInt8], name: String, _ body: () throws(LuaError) -> Result
  ) throws -> Result {
    // The process ends next. To free what a script made, one piece after the other, would only take time.
    _ = unsafe Unmanaged.passRetained(session)
    Interrupt.listen(to: session.cancellation)
    let watchdog = Watchdog(limits, cancellation: session.cancellation)
    defer { watchdog?.end() }
    do throws(LuaError) {
      return try Interrupt.during(body)
    } catch {
      throw watchdog?.memoryFailure ?? ScriptFailure(error, source: source, name: name)
    }
  }

  /// Reads lines until the end of input, evaluates each entry and writes what it gives. The limits are those of an entry.
  ///
  /// - Returns: 0, or 1 where input is no terminal and an entry failed.
  public func converse() -> Int32 {
    finish {
      let session = try makeSession(show: { presentationAtPrompt().text($0) })
      session.set("here", to: .text("."))
      let prompt = Prompt(streams: streams, width: TextWidth.of)
      let paint = Paint(Environment.colours)
      let conversation = Conversation(
        session: session, streams: streams, presentation: { presentationAtPrompt(paint: paint) }, viewer: prompt.viewer)
      let assistant = LuaAssistant(session)
      Interrupt.listen(to: session.cancellation, atPrompt: StandardStreams.areTerminal)
      prompt.greet()
      while !conversation.hasEnded, let entry = prompt.nextEntry(conversation.number, assistant) {
        conversation.answer(entry)
        sayRemarks(streams.errorsAreSeen ? paint : .none, in: presentationAtPrompt().room)
      }
      prompt.leave()
      if conversation.failures > 0, !StandardStreams.areTerminal {
        streams.say("safeguard: \(conversation.failures) of \(conversation.answered) entries failed")
        throw QuietFailure()
      }
    }
  }

  /// How values are shown: fitted to the terminal where there is one. What a script prints has no paint, since it may keep
  /// the text.
  private func presentationAtPrompt(paint: Paint = .none) -> Presentation {
    guard StandardStreams.areTerminal else { return presentation }
    let size = Terminal.size
    return Presentation(presentation.format, in: .screen(columns: size.columns, rows: size.rows), paint: paint)
  }

  /// Makes a session whose modules lie in a folder, where it may also load files.
  private func makeSession(folder: String = ".", show: ((Value) -> String)? = nil) throws -> ScriptSession {
    try ScriptSession(
      limits: limits.ofScripts, files: limits.files(besideScriptIn: folder), modules: [folder] + limits.moduleFolders,
      forms: Presentation.forms, output: { [streams] in streams.write($0) }, show: show ?? { [presentation] in presentation.text($0) })
  }

  /// Says what figures left out since it was said last.
  private func sayRemarks(_ paint: Paint = .none, in room: Room = .page(columns: 120)) {
    for line in remarks.take().flatMap(room.lines(ofNote:)) { streams.say(paint(.quiet, line)) }
  }

  private func show(_ results: [ScriptResult]) {
    for result in results where results.count != 1 || !result.isNothing { streams.write(result.text(presentation.text) + "\n") }
  }

  private func finish(_ body: () throws -> Void) -> Int32 {
    defer { streams.flush() }
    let (progress, remarks) = (ProgressLine(), remarks)
    defer { sayRemarks() }
    do {
      let listener = LoadingListener(
        { progress.update("reading \($0.split(separator: "/").last ?? "")", done: $1, of: $2) }, work: { progress.update("working", done: $0, of: $1) },
        remark: { remarks.hear($0) }, naming: { remarks.hear(name: $0) })
      try LoadingListener.$current.withValue(listener, operation: body)
      return ExitStatus.success
    } catch is QuietFailure {
      return ExitStatus.failure
    } catch {
      streams.say("safeguard: \(error)")
      return ExitStatus.of(error)
    }
  }
}

/// A failure that has been told already.
private struct QuietFailure: Error {}
