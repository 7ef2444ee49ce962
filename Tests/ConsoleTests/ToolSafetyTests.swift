import Foundation
import TestSupport
import Testing

/// What the tool holds scripts to. The tool that runs is that of the tests' own build.
struct ToolSafetyTests {
  /// Runs a script in a folder of its own, which is the working folder's sibling and not in it.
  private func run(_ script: String, _ options: [String] = [], in folder: TemporaryFolder) throws -> ToolRun {
    let path = folder.path("script.lua")
    try script.write(toFile: path, atomically: true, encoding: .utf8)
    return try ToolRun(["run"] + options + [path])
  }

  @Test(arguments: [
    (["--time-limit", "0.3"], "while true do end", "stopped after 0.3 seconds", 3),
    (["--time-limit", "0.3"], "while true do pcall(function() while true do end end) end", "stopped after 0.3 seconds", 3),
    (["--memory-limit", "8M"], "local t = {} while true do t[#t + 1] = {} end", "not enough memory", 3),
    (["--memory-limit", "16M"], "table_of{{a = 1}}:derive('x', function(row) return ('x'):rep(1 << 33) end)", "not enough memory", 3),
    (["--memory-limit", "8m"], "return ('x'):rep(1 << 40)", "not enough memory", 3),
    (["--instruction-limit", "10000"], "while true do end", "stopped after 10000 instructions", 3),
    (["--output-limit", "1K"], "while true do print('line') end", "printed more than 1024 bytes", 3),
    (["--time-limit", "0.3"], "local t = load_table('Examples/Data/lait/safeguarding-measures.csv.gz') while true do local x = #t:sort(t.columns[1]) end", "safeguard: ", 3),
    ([], "error('no')", "no", 1), (["--time-limit", "x"], "", "--time-limit", 64), (["--time-limit", "-1"], "", "--time-limit", 64),
    (["--memory-limit", "1T"], "", "--memory-limit", 64), (["--time-limit", "nan"], "", "--time-limit", 64),
    (["--allow-read", "no-such-folder"], "", "no-such-folder", 1),
  ] as [([String], String, String, Int32)])
  func `A limit ends a script with words and an exit code`(options: [String], script: String, words: String, exitCode: Int32) throws {
    let began = ContinuousClock.now
    let result = try run(script, options, in: TemporaryFolder())
    #expect(result.exitCode == exitCode, "\(result.errors)")
    #expect(words.isEmpty || result.errors.contains(words), "\(result.errors)")
    #expect(began.duration(to: .now) < .seconds(10))
  }

  /// What the shell makes of a line in which `$0` is the tool: its standard output and its exit code, within some seconds.
  private func shell(_ line: String, seconds: Double = 8) throws -> (output: String, exitCode: Int32?) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line, ToolRun.tool]
    process.currentDirectoryURL = URL(fileURLWithPath: ProjectFiles.root)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let end = ContinuousClock.now + .seconds(seconds)
    while process.isRunning, ContinuousClock.now < end { usleep(10_000) }
    guard !process.isRunning else {
      process.terminate()
      return ("", nil)
    }
    return (String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self), process.terminationStatus)
  }

  /// Nobody reads what both streams print until the tool has ended: the pipe is full long before the limit.
  @Test(arguments: [[], ["--isolate"], ["--output-limit", "10M"]]) func `A flood that nobody reads ends with the time limit`(options: [String]) throws {
    let folder = try TemporaryFolder()
    try "while true do print(('x'):rep(1000)) end".write(toFile: folder.path("flood.lua"), atomically: true, encoding: .utf8)
    let result = try shell("exec $0 run \(options.joined(separator: " ")) --time-limit 0.5 \(folder.path("flood.lua"))")
    #expect(result.exitCode == 3)
  }

  #if os(Linux)
    @Test func `Output that a full disk does not take is told, and is no success`() throws {
      for script in ["print(1)", "while true do print(('x'):rep(1000)) end"] {
        let result = try shell("echo \"\(script)\" | $0 run --time-limit 5 - 2>&1 >/dev/full")
        #expect(result.exitCode == 1 && result.output.contains("the output can't be written: No space left on device"), "\(result)")
      }
    }
  #endif

  @Test func `A file that is written is no standard output that somebody closed`() throws {
    let folder = try TemporaryFolder()
    try "print('talk') table_of{{a = 1}}:write('\(folder.path("t.csv"))') print('more talk')".write(toFile: folder.path("w.lua"), atomically: true, encoding: .utf8)
    let result = try shell("$0 run --allow-write \(folder.path) \(folder.path("w.lua")) >&-")
    #expect(result.exitCode == 1 && result.output.contains("the output can't be written: Bad file descriptor"), "\(result)")
    #expect(try String(contentsOfFile: folder.path("t.csv"), encoding: .utf8) == "a\n1\n")
  }

  /// Paths that a script may not open from the project's root; `@` stands for a folder that is not allowed.
  private static let outside = [
    "/etc/passwd", "/etc/shadow", "/proc/self/environ", "/proc/self/cmdline", "/proc/self/fd/0", "/dev/zero", "/dev/stdin",
    "/dev/tty", "../../../../../../etc/passwd", "Examples/../../../../../../../etc/passwd", "/./etc//passwd",
    "Examples/Data/../../.git/config", ".git/HEAD", "@/secret.csv", "@/absent.csv", "@", "/", "..", "~/.ssh/id_rsa", "/proc/self/root/etc/passwd",
    "/proc/self/cwd/README.md", "/sys/kernel/notes", "file:///etc/passwd", "\u{0}", "README.md\u{0}.csv",
  ]

  @Test(arguments: outside)
  func `A path outside the allowed folders is refused, whether something is there or not`(path: String) throws {
    let (script, elsewhere) = (try TemporaryFolder(), try TemporaryFolder())
    try "a,b\n1,topsecret\n".write(toFile: elsewhere.path("secret.csv"), atomically: true, encoding: .utf8)
    let written = path.replacingOccurrences(of: "@", with: elsewhere.path).replacingOccurrences(of: "\u{0}", with: "\\0")
    for call in ["load_table('\(written)')", "load_indicators('\(written)')", "load_contributions('\(written)')", "load_table{'\(written)'}"] {
      let result = try run("print(\(call))", in: script)
      #expect(result.exitCode == 1, "\(call): \(result.output)")
      #expect(result.output.isEmpty)
      #expect(!result.errors.contains("topsecret") && !result.errors.contains("root:"))
      if path.hasPrefix("@") { #expect(result.errors.contains("outside the folders"), "\(result.errors)") }
    }
  }

  @Test func `Links, pipes and hidden names in an allowed folder lead nowhere`() throws {
    let (folder, elsewhere) = (try TemporaryFolder(), try TemporaryFolder())
    try "a\n1\n".write(toFile: elsewhere.path("secret.csv"), atomically: true, encoding: .utf8)
    try "a\n1\n".write(toFile: folder.path(".hidden.csv"), atomically: true, encoding: .utf8)
    try "a\n1\n".write(toFile: folder.path("open.csv"), atomically: true, encoding: .utf8)
    try FileManager.default.createSymbolicLink(atPath: folder.path("link.csv"), withDestinationPath: elsewhere.path("secret.csv"))
    try FileManager.default.createSymbolicLink(atPath: folder.path("folder"), withDestinationPath: elsewhere.path)
    try FileManager.default.createSymbolicLink(atPath: folder.path("inside.csv"), withDestinationPath: folder.path("open.csv"))
    #expect(unsafe mkfifo(folder.path("pipe.csv"), 0o600) == 0)
    for name in ["link.csv", "folder/secret.csv", "folder", ".hidden.csv", "pipe.csv"] {
      let result = try run("print(load_table(here .. '/\(name)'))", ["--time-limit", "5"], in: folder)
      #expect(result.exitCode == 1, "\(name): \(result.output)\(result.errors)")
    }
    #expect(try run("print(#load_table(here .. '/inside.csv'))", in: folder).output == "1\n", "a link within is no way out")
    #expect(try run("print(#load_table('\(elsewhere.path)/secret.csv'))", ["--allow-read", elsewhere.path], in: folder).output == "1\n")
  }

  @Test func `Files are written only where that is allowed, and replaced only when asked to`() throws {
    let (folder, answers, elsewhere) = (try TemporaryFolder(), try TemporaryFolder(), try TemporaryFolder())
    try "a\n1\n".write(toFile: folder.path("open.csv"), atomically: true, encoding: .utf8)
    let allow = ["--allow-write", answers.path]
    func write(_ path: String, _ more: String = "", options: [String] = allow) throws -> ToolRun {
      try run("print(load_table(here .. '/open.csv'):write('\(path)'\(more)))", options, in: folder)
    }
    #expect(try write(answers.path("a.csv"), options: []).errors.contains("outside the folders"))
    #expect(try write(answers.path("a.csv")).output == answers.path("a.csv") + "\n")
    #expect(try String(contentsOfFile: answers.path("a.csv"), encoding: .utf8) == "a\n1\n")
    #expect(try write(answers.path("a.csv")).output == answers.path("a.csv") + "\n", "it holds the very bytes")
    try "a\n2\n".write(toFile: answers.path("a.csv"), atomically: true, encoding: .utf8)
    #expect(try write(answers.path("a.csv")).errors.contains("{replace = true}"))
    #expect(try String(contentsOfFile: answers.path("a.csv"), encoding: .utf8) == "a\n2\n")
    #expect(try write(answers.path("a.csv"), ", {replace = true}").exitCode == 0)
    for ending in ["json", "md", "arrow"] { #expect(try write(answers.path("a.\(ending)")).exitCode == 0) }
    #expect(try write(answers.path("a.lua")).errors.contains("does not tell what to write"))
    try FileManager.default.createSymbolicLink(atPath: answers.path("out"), withDestinationPath: elsewhere.path)
    try FileManager.default.createSymbolicLink(atPath: answers.path("link.csv"), withDestinationPath: elsewhere.path("x.csv"))
    for path in [
      elsewhere.path("x.csv"), answers.path("out/x.csv"), answers.path("../x.csv"), answers.path(".hidden.csv"),
      answers.path("absent/x.csv"), folder.path("x.csv"), "/tmp/x.csv", "/proc/self/mem.csv", answers.path,
    ] {
      #expect(try write(path, ", {replace = true}").exitCode == 1, "\(path)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere.path).isEmpty)
    try "a\n1\n".write(toFile: elsewhere.path("x.csv"), atomically: true, encoding: .utf8)
    for path in [elsewhere.path("x.csv"), answers.path("link.csv"), answers.path("out/x.csv")] {
      #expect(try write(path).errors.contains("outside the folders"), "nothing is told of the bytes elsewhere: \(path)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: answers.path).sorted() == ["a.arrow", "a.csv", "a.json", "a.md", "link.csv", "out"])
  }

  @Test func `Modules lie beside the script or in folders that were named, and nowhere else`() throws {
    let (folder, shared) = (try TemporaryFolder(), try TemporaryFolder())
    try "x = 1 return {n = 5}".write(toFile: folder.path("helper.lua"), atomically: true, encoding: .utf8)
    try FileManager.default.createDirectory(atPath: folder.path("deep"), withIntermediateDirectories: false)
    try "return 6".write(toFile: folder.path("deep/er.lua"), atomically: true, encoding: .utf8)
    try "return 7".write(toFile: shared.path("common.lua"), atomically: true, encoding: .utf8)
    try FileManager.default.createSymbolicLink(atPath: folder.path("link.lua"), withDestinationPath: shared.path("common.lua"))
    #expect(try run("print(require('helper').n, require 'deep.er', x)", in: folder).output == "5\t6\tnil\n")
    #expect(try run("print(require 'common')", ["--modules", shared.path], in: folder).output == "7\n")
    for name in ["common", "link", "../helper", "/etc/passwd", "..", "", "deep/er", "helper.lua", ".", "a\\0b", "deep..er"] {
      let result = try run("print(require('\(name)'))", in: folder)
      #expect(result.exitCode == 1, "\(name): \(result.output)")
    }
  }

  @Test(arguments: ["SIGINT"])
  func `Ctrl-C ends a running script with its exit code`(_: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: ToolRun.tool)
    process.arguments = ["eval", "--time-limit", "20", "while true do end"]
    process.standardError = FileHandle.nullDevice
    try process.run()
    Thread.sleep(forTimeInterval: 1)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(process.terminationReason == .exit)
  }

  @Test func `Ctrl-C at the prompt stops the entry and keeps the session`() throws {
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: ToolRun.tool)
    process.arguments = ["repl", "--time-limit", "20"]
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    input.fileHandleForWriting.write(Data("x = 41\nwhile true do pcall(function() while true do end end) end\n".utf8))
    Thread.sleep(forTimeInterval: 1)
    process.interrupt()
    input.fileHandleForWriting.write(Data("x + 1\n".utf8))
    try input.fileHandleForWriting.close()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(text == "42\n")
    #expect(process.terminationStatus == 1)
  }
}
