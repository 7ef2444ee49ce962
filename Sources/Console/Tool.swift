import Columns
public import Reports
import LuaRuntime
import Safeguarding
import Scripting

/// What the command line does: run a script, evaluate code, or talk at a prompt.
public struct Tool {
  private let streams: StandardStreams
  private let presentation: Presentation
  private let limits: ToolLimits

  public init(
    format: PresentationFormat = .table, limits: ToolLimits = ToolLimits(), streams: StandardStreams = StandardStreams()
  ) {
    presentation = Presentation(format)
    self.limits = limits
    self.streams = streams
  }

  /// Runs a script file and returns the exit code; see ``ExitStatus``.
  public func run(file: String, arguments: [String]) -> Int32 {
    finish {
      let script = try ScriptFile(file)
      let folder = file == "-" ? "." : ScriptFile.folder(of: file)
      let session = try makeSession(folder: folder)
      session.set("here", to: .text(ScriptFile.folder(of: file)))
      let name = file == "-" ? "standard input" : file
      try watched(session, script.bytes, name: name) { () throws(LuaError) in
        show(try session.run(script.bytes, name: name, arguments: arguments))
      }
    }
  }

  /// Evaluates code and writes what it gives; returns the exit code.
  public func evaluate(_ code: String) -> Int32 {
    finish {
      let session = try makeSession()
      session.set("here", to: .text("."))
      let results = try watched(session, Array(code.utf8), name: "eval") { () throws(LuaError) in
        try session.evaluate(Array(code.utf8), name: "eval")
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
      let session = try makeSession()
      session.set("here", to: .text("."))
      var prompt = Prompt(streams: streams, width: TextWidth.of)
      let assistant = assistant(session)
      Interrupt.listen(to: session.cancellation, atPrompt: StandardStreams.areTerminal)
      prompt.greet()
      while let entry = prompt.nextEntry(assistant) {
        do {
          try Interrupt.during { () throws(LuaError) in
            if let results = try session.evaluate(Array(Prompt.keepingLocals(entry).utf8), name: "line") {
              show(results)
            } else {
              prompt.hasFailed = true
              streams.say("\(IncompleteCode(code: entry))")
            }
          }
        } catch let error as LuaError {
          prompt.hasFailed = true
          streams.say(ScriptFailure(error, source: Array(entry.utf8), name: "line").description)
        }
      }
      prompt.leave()
      if prompt.hasFailed && !StandardStreams.areTerminal { throw QuietFailure() }
    }
  }

  private func assistant(_ session: ScriptSession) -> LuaAssistant {
    LuaAssistant(
      globals: { session.globalNames }, object: { session.object(named: $0) },
      folder: FolderNames.of,
      isWhole: { session.isComplete(Array(Prompt.keepingLocals($0).utf8)) })
  }

  /// What `write` offers beside .csv and .arrow.
  private static let forms: [String: @Sendable (Table) -> String] = [
    "json": { Presentation(.json).text($0) + "\n" }, "md": { Presentation(.md).text($0) + "\n" },
  ]

  /// Makes a session whose modules lie in a folder, where it may also load files.
  private func makeSession(folder: String = ".") throws -> ScriptSession {
    try ScriptSession(
      limits: limits.ofScripts, files: limits.files(besideScriptIn: folder), modules: [folder] + limits.moduleFolders,
      forms: Self.forms, output: { [streams] in streams.write($0) }, show: { [presentation] in presentation.text($0) })
  }

  private func show(_ results: [ScriptResult]) {
    for result in results {
      switch result {
      case .value(.nothing) where results.count == 1: continue
      case .value(let value): streams.write(presentation.text(value) + "\n")
      case .opaque(let kind): streams.write("a \(kind)\n")
      }
    }
  }

  private func finish(_ body: () throws -> Void) -> Int32 {
    defer { streams.flush() }
    let progress = ProgressLine()
    do {
      let listener = LoadingListener { progress.update(file: $0, bytesRead: $1, totalBytes: $2) }
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

/// Code that ends before its statement does.
private struct IncompleteCode: Error, CustomStringConvertible {
  let code: String
  var description: String { "the code ends before its statement does: \(code)" }
}
