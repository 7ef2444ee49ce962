#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import LineEditing

/// The file in which entries outlive their session: one a line, only for its owner's eyes.
///
/// It lies in the folder that the XDG Base Directory Specification gives for state. Two sessions add to it at the same
/// time without losing a line. A file that cannot be read or written is done without.
struct HistoryFile {
  private let path: String?

  init() {
    let state = Environment.variable("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? Environment.variable("HOME").flatMap { $0.hasPrefix("/") ? $0 + "/.local/state" : nil }
    path = state.map { $0 + "/safeguard/history" }
  }

  /// Reads the entries of earlier sessions.
  func read() -> History {
    guard let path, let text = Self.text(of: path) else { return History() }
    return History(text.split(separator: "\n").suffix(History.most).map { History.entry(of: $0) })
  }

  /// Adds an entry at the end.
  func append(_ entry: String) {
    guard let path else { return }
    func open() -> Int32 { systemOpen(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600) }
    var descriptor = open()
    if descriptor < 0, errno == ENOENT {
      _ = SystemCalls.makeFolder(ScriptFile.folder(of: path), mode: 0o700)
      descriptor = open()
    }
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let bytes = Array((History.line(of: entry) + "\n").utf8)
    // One write, so that lines of two sessions never mix. Safe: the bytes live for the call.
    _ = unsafe bytes.withUnsafeBytes { buffer in unsafe write(descriptor, buffer.baseAddress, buffer.count) }
  }

  /// The last MiB of a file, from a whole line on.
  private static func text(of path: String) -> String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let size = lseek(descriptor, 0, SEEK_END)
    let most: off_t = 1 << 20
    let start = max(0, size - most)
    guard size > 0, lseek(descriptor, start, SEEK_SET) == start else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(size - start))
    // Safe: the buffer lives for the call and has so many bytes.
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in unsafe Console.readBytes(descriptor, buffer.baseAddress, buffer.count) }
    guard count > 0 else { return nil }
    let lines = bytes[..<count]
    let whole = start == 0 ? lines : lines.drop { $0 != UInt8(ascii: "\n") }
    return String(decoding: whole, as: UTF8.self)
  }
}

/// `open(2)`, which the function of the same name hides.
private func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 { unsafe open(path, flags, mode) }

private func readBytes(_ descriptor: Int32, _ start: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  guard let start = unsafe start else { return 0 }
  return unsafe read(descriptor, start, count)
}
