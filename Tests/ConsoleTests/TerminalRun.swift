import Foundation
import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The tool at a terminal of its own: what is typed, and what is then on the screen.
final class TerminalRun {
  private let process = Process()
  private let controller: Int32
  private(set) var screen: EmulatedScreen
  /// All that the tool wrote, with its sequences.
  private(set) var written = ""
  private let home: TemporaryFolder

  /// Starts the tool's prompt.
  init(columns: Int = 80, rows: Int = 24, environment: [String: String] = [:], home: TemporaryFolder? = nil) throws {
    self.home = try home ?? TemporaryFolder()
    screen = EmulatedScreen(columns: columns, rows: rows)
    // Linux's own way to a pseudo-terminal; Swift's Glibc does not show the functions of POSIX for it.
    controller = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (unlocked, number): (Int32, UInt32) = (0, 0)
    guard controller >= 0, unsafe ioctl(controller, UInt(0x4004_5431), &unlocked) == 0,
      unsafe ioctl(controller, UInt(0x8004_5430), &number) == 0
    else { throw POSIXError(.ENXIO) }
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = unsafe ioctl(controller, UInt(TIOCSWINSZ), &size)
    let terminal = unsafe open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard terminal >= 0 else { throw POSIXError(.ENXIO) }
    let handle = FileHandle(fileDescriptor: terminal, closeOnDealloc: true)
    // The tool leads a session of its own on the terminal, so that Ctrl-C sends it a signal.
    process.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
    process.arguments = ["--ctty", "--wait", ToolRun.tool, "repl", "--time-limit", "60"]
    process.currentDirectoryURL = URL(fileURLWithPath: ProjectFiles.root)
    process.environment = ["TERM": "xterm", "HOME": self.home.path, "PATH": "/usr/bin:/bin", "NO_COLOR": "1"]
      .merging(environment) { $1 }
    process.standardInput = handle
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
  }

  deinit {
    if process.isRunning { process.terminate() }
    close(controller)
  }

  /// Types text as it is, control characters too.
  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { buffer in unsafe write(controller, buffer.baseAddress, buffer.count) }
  }

  /// Waits until the screen shows a text, and returns how long that took; nil if it never does.
  @discardableResult
  func wait(for text: String, seconds: Double = 30) -> Duration? {
    let start = ContinuousClock.now
    while !screen.text.contains(text) {
      guard ContinuousClock.now - start < .seconds(seconds) else { return nil }
      take(waiting: 100)
    }
    return ContinuousClock.now - start
  }

  /// Takes what the tool writes until it writes nothing for a while.
  func settle(milliseconds: Int32 = 400) { while take(waiting: milliseconds) {} }

  @discardableResult
  private func take(waiting milliseconds: Int32) -> Bool {
    var descriptor = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&descriptor, 1, milliseconds) > 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in unsafe read(controller, bytes.baseAddress, bytes.count) }
    guard count > 0 else { return false }
    let text = String(decoding: buffer[..<count], as: UTF8.self)
    written += text
    screen.write(text)
    return true
  }

  /// Whether the terminal shows what is typed, as it does for a shell; nil where it does not say.
  var echoes: Bool? {
    var settings = termios()
    guard unsafe tcgetattr(controller, &settings) == 0 else { return nil }
    return settings.c_lflag & tcflag_t(ECHO) != 0
  }

  /// Sends the tool a signal; false where it is not found.
  func signalTool(_ signal: Int32) -> Bool {
    let parent = process.processIdentifier
    let children = try? String(contentsOfFile: "/proc/\(parent)/task/\(parent)/children", encoding: .utf8)
    guard let child = children?.split(separator: " ").first.flatMap({ pid_t($0) }) else { return false }
    return kill(child, signal) == 0
  }

  /// Waits for the end of the tool and returns its exit code; nil if it goes on.
  func exitCode(seconds: Double = 10) -> Int32? {
    let start = ContinuousClock.now
    while process.isRunning, ContinuousClock.now - start < .seconds(seconds) { take(waiting: 50) }
    return process.isRunning ? nil : process.terminationStatus
  }
}
