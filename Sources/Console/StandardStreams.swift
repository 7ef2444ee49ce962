#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import LineEditing
import Reports

/// Standard output and standard error: data goes to the one and talk to the other.
public final class StandardStreams {
  private var pending: [UInt8] = []

  public init() { Descriptor.holdStandardStreams() }

  private let outputIsTerminal = isatty(STDOUT_FILENO) == 1
  private var lastByte: UInt8 = 0
  /// Whether talk is seen at a terminal.
  let errorsAreSeen = isatty(STDERR_FILENO) == 1

  /// Writes data to standard output, at the latest when the process ends well or says something on standard error.
  ///
  /// On a terminal a control character that could steer it, such as one in a file's text, prints as a mark instead.
  public func write(_ bytes: [UInt8]) {
    pending += outputIsTerminal ? harmless(bytes) : bytes
    if pending.count >= 1 << 16 { flush() }
  }

  private func harmless(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { byte in
      // U+0080 to U+009F, which steer too, are C2 and one byte, of which a mark makes an inverted question mark.
      let steers = byte < 0x20 && byte != 0x0A && byte != 0x09 || byte == 0x7F
      let steersWithLast = lastByte == 0xC2 && byte < 0xA0
      lastByte = byte
      return steers ? UInt8(ascii: "?") : steersWithLast ? 0xBF : byte
    }
  }

  public func write(_ text: String) { write(Array(text.utf8)) }

  /// Writes what is painted for a terminal: of its sequences those that paint reach it.
  public func write(painted text: String) {
    guard outputIsTerminal, text.utf8.contains(0x1B) else { return write(text) }
    var parts = text.split(separator: "\u{1B}[", omittingEmptySubsequences: false)[...]
    write(String(parts.popFirst() ?? ""))
    for part in parts {
      let code = part.prefix { $0 != "m" }
      guard code.endIndex < part.endIndex, Paint.isPaint(code) else {
        write("\u{1B}[\(part)")
        continue
      }
      pending += Array("\u{1B}[\(code)m".utf8)
      write(String(part[code.endIndex...].dropFirst()))
    }
  }

  /// Writes a line of talk to standard error, behind all data written so far.
  public func say(_ text: String) {
    flush()
    Descriptor.write(Array((text + "\n").utf8), to: STDERR_FILENO)
  }

  /// Sends what waits to standard output.
  ///
  /// Output that cannot be written, as on a full disk, ends the process: what follows would be lost too, and the exit status would say that all is well.
  public func flush() {
    let problem = Descriptor.write(pending, to: STDOUT_FILENO)
    pending.removeAll(keepingCapacity: true)
    guard let problem else { return }
    // Safe: the system's text lives until the next is asked for.
    Descriptor.writeIfRoom("safeguard: the output can't be written: \(unsafe String(cString: strerror(problem)))\n", to: STDERR_FILENO, waiting: 100)
    _exit(ExitStatus.failure)
  }

  /// Whether standard input and output are a terminal.
  public static var areTerminal: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }
}
