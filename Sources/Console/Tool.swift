import Columns
public import Reports
import LuaRuntime
import Safeguarding
import Scripting

/// What the command line does: run a script, evaluate code, or talk at a prompt.
public struct Tool {
  private let streams: StandardStreams
  private let presentation: Presentation

  public init(format: PresentationFormat = .table, streams: StandardStreams = StandardStreams()) {
    presentation = Presentation(format)
    self.streams = streams
  }

  /// Runs a script file and returns the exit code: 0, or 1 after telling the error on standard error.
  public func run(file: String, arguments: [String]) -> Int32 {
    finish {
      let script = try ScriptFile(file)
      let session = try makeSession()
      session.set("here", to: .text(ScriptFile.folder(of: file)))
      let name = file == "-" ? "standard input" : file
      do {
        show(try session.run(script.bytes, name: name, arguments: arguments))
      } catch let error as LuaError {
        throw ScriptFailure(error, source: script.bytes, name: name)
      }
    }
  }

  /// Evaluates code and writes what it gives; returns the exit code.
  public func evaluate(_ code: String) -> Int32 {
    finish {
      let session = try makeSession()
      session.set("here", to: .text("."))
      do {
        guard let results = try session.evaluate(Array(code.utf8), name: "eval") else {
          throw IncompleteCode(code: code)
        }
        show(results)
      } catch let error as LuaError {
        throw ScriptFailure(error, source: Array(code.utf8), name: "eval")
      }
    }
  }

  /// Reads lines until the end of input, evaluates each entry and writes what it gives.
  ///
  /// - Returns: 0, or 1 where input is no terminal and an entry failed.
  public func converse() -> Int32 {
    finish {
      let session = try makeSession()
      session.set("here", to: .text("."))
      var prompt = Prompt(streams: streams)
      prompt.greet()
      while let entry = prompt.nextEntry(isComplete: { isComplete($0, in: session) }) {
        do {
          show(try session.evaluate(Array(Prompt.keepingLocals(entry).utf8), name: "line") ?? [])
        } catch let error as LuaError {
          prompt.hasFailed = true
          streams.say(ScriptFailure(error, source: Array(entry.utf8), name: "line").description)
        }
      }
      prompt.leave()
      if prompt.hasFailed && !StandardStreams.areTerminal { throw QuietFailure() }
    }
  }

  private func isComplete(_ entry: String, in session: ScriptSession) -> Bool {
    session.isComplete(Array(Prompt.keepingLocals(entry).utf8))
  }

  private func makeSession() throws -> ScriptSession {
    // A script that the user runs for itself may take as long as it needs; Ctrl-C ends it.
    let limits = LuaLimits(memoryBytes: 8 << 30, wallSeconds: nil, outputBytes: nil)
    return try ScriptSession(
      limits: limits, output: { [streams] in streams.write($0) }, show: { [presentation] in presentation.text($0) })
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
      return 0
    } catch is QuietFailure {
      return 1
    } catch {
      streams.say("safeguard: \(error)")
      return 1
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
