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

    /// The process of the script, when it runs.
    func child() throws -> pid_t {
      let path = "/proc/\(process.processIdentifier)/task/\(process.processIdentifier)/children"
      for _ in 0..<500 {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        if let child = text.split(separator: " ").first.flatMap({ pid_t($0) }) { return child }
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

    @Test func `When the parent dies the process is gone`() throws {
      let running = try Running("while true do end")
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
