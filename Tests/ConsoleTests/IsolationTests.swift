import Foundation
import TestSupport
import Testing

/// `run --isolate`: the script in a process of its own.
struct IsolationTests {
  /// The tool at work on a script, and the process that it started.
  private final class Running {
    let process = Process()
    private let folder: TemporaryFolder
    private let errors = Pipe()

    init(_ script: String, _ options: [String] = []) throws {
      folder = try TemporaryFolder()
      try script.write(toFile: folder.path("script.lua"), atomically: true, encoding: .utf8)
      process.executableURL = URL(fileURLWithPath: ToolRun.tool)
      // A test that goes wrong leaves no process behind that runs for ever.
      process.arguments = ["run", "--isolate"] + (options.isEmpty ? ["--time-limit", "60"] : options) + [folder.path("script.lua")]
      process.standardOutput = FileHandle.nullDevice
      process.standardError = errors
      try process.run()
    }

    /// The process of the script, when it runs: until it has become the tool its parent waits for it, whatever is sent.
    func child() throws -> pid_t {
      let path = "/proc/\(process.processIdentifier)/task/\(process.processIdentifier)/children"
      for _ in 0..<500 {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        if let child = text.split(separator: " ").first.flatMap({ pid_t($0) }),
          let words = try? String(contentsOfFile: "/proc/\(child)/cmdline", encoding: .utf8), words.contains("--isolated")
        {
          return child
        }
        usleep(10_000)
      }
      throw CocoaError(.fileNoSuchFile)
    }

    func end() -> (exitCode: Int32, errors: String) {
      let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return (process.terminationStatus, text)
    }
  }

  @Test func `Output, arguments and the exit code are those of the script`() throws {
    let folder = try TemporaryFolder()
    try "print('out', ...) error('no')".write(toFile: folder.path("script.lua"), atomically: true, encoding: .utf8)
    let result = try ToolRun(["run", "--isolate", "--memory-limit", "64M", folder.path("script.lua"), "a", "--isolate"])
    #expect(result.output == "out\ta\t--isolate\n")
    #expect(result.errors.contains("script.lua:1: no"))
    #expect(result.exitCode == 1)
    let endless = try ToolRun(["run", "--isolate", "--time-limit", "0.3", "-"], input: "while true do end")
    #expect(endless.errors.contains("stopped after 0.3 seconds"))
    #expect(endless.exitCode == 3)
    #expect(try ToolRun(["run", "--isolate", "-"], input: "print(6 * 7)").output == "42\n")
  }

  /// What a shell's command with `$0` for the tool and `$1` for a script writes as errors, and its exit code.
  private func shell(_ command: String, _ script: String) throws -> (exitCode: Int32, errors: String) {
    let folder = try TemporaryFolder()
    try script.write(toFile: folder.path("script.lua"), atomically: true, encoding: .utf8)
    let (process, errors) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command, ToolRun.tool, folder.path("script.lua")]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  @Test(arguments: ["", "--isolate"]) func `Standard input that the caller closed is no script`(option: String) throws {
    let (exitCode, errors) = try shell("exec \"$0\" run \(option) --time-limit 20 - <&-", "")
    #expect(exitCode == 1)
    #expect(errors.contains("-: can't read the script"), "\(errors)")
  }

  @Test func `Streams that the caller closed and a descriptor 3 of its own change nothing`() throws {
    for closed in ["3</dev/null", "<&-", ">&-", "<&- >&-", "<&- >&- 2>&-"] {
      #expect(try shell("exec \"$0\" run --isolate --time-limit 20 \"$1\" \(closed)", "error('no')").exitCode == 1, "\(closed)")
      #expect(try shell("exec \"$0\" run --isolate --time-limit 20 \"$1\" \(closed)", "return").exitCode == 0, "\(closed)")
    }
  }

  @Test func `A caller that ignores the end of its children has the exit code all the same`() throws {
    #expect(try shell("trap '' CHLD; exec \"$0\" run --isolate \"$1\"", "error('no')").exitCode == 1)
  }

  @Test(arguments: ["", "--isolate"]) func `Output that nobody reads ends the script without a word`(option: String) throws {
    let errors = try shell("\"$0\" run \(option) \"$1\" | head -1", "for i = 1, 1000000 do print(i) end").errors
    #expect(errors == "")
  }

  @Test func `A query has the memory that the limit gives it`() throws {
    let script = "print(#load_table('Examples/Data/cover/mmr-coverage-utla-quarterly.csv.gz'):group{'vaccine', 'cohort'})"
    let result = try ToolRun(["run", "--isolate", "--memory-limit", "64M", "-"], input: script)
    #expect(result.exitCode == 0, "\(result.errors)")
  }

  #if os(Linux)
    @Test func `A process that hears nothing is killed after its time`() throws {
      let running = try Running("while true do end", ["--time-limit", "1"])
      // Stopped, it cannot end itself.
      kill(try running.child(), SIGSTOP)
      let (exitCode, errors) = running.end()
      #expect(exitCode == 3)
      #expect(errors.contains("stopped after 1.0 seconds"), "\(errors)")
    }

    @Test func `A process that a signal ends takes nothing with it`() throws {
      let running = try Running("while true do end")
      // Of SIGSEGV and the like Swift's runtime makes a backtrace first, and goes on where nothing has really crashed.
      kill(try running.child(), SIGKILL)
      let (exitCode, errors) = running.end()
      #expect(exitCode == 128 + SIGKILL)
      #expect(errors.contains("signal \(SIGKILL)"), "\(errors)")
    }

    @Test func `An interrupt is passed on`() throws {
      let running = try Running("while true do pcall(function() while true do end end) end")
      _ = try running.child()
      Thread.sleep(forTimeInterval: 1)
      running.process.interrupt()
      #expect(running.end().exitCode == 130)
    }

    @Test(arguments: [["--time-limit", "60"], ["--time-limit", "60", "--isolate"]])
    func `When the parent dies the process is gone`(options: [String]) throws {
      let running = try Running("while true do end", options)
      let child = try running.child()
      Thread.sleep(forTimeInterval: 0.5)
      kill(running.process.processIdentifier, SIGKILL)
      _ = running.end()
      var isGone = false
      for _ in 0..<500 where !isGone {
        usleep(10_000)
        // Whoever adopts it may not have buried it yet.
        let state = (try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8))?.split(separator: " ").dropFirst(2).first
        isGone = state == nil || state == "Z"
      }
      #expect(isGone)
    }
  #endif
}
