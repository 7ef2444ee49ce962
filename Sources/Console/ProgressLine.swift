#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Columns
import Synchronization

/// A line on standard error that tells how far a file has been read, where that takes a while and somebody may see it.
final class ProgressLine: Sendable {
  private struct State {
    var file = ""
    var began: ContinuousClock.Instant?
    var shown = ""
  }

  private let state = Mutex(State())
  private static let patience = Duration.milliseconds(400)

  /// Tells a step; nothing shows before the patience of a user has run out.
  func update(file: String, bytesRead: Int, totalBytes: Int) {
    guard isatty(STDERR_FILENO) == 1 else { return }
    let text: String? = state.withLock { state in
      let now = ContinuousClock.now
      if state.file != file || state.began == nil {
        state.file = file
        state.began = now
      }
      guard let began = state.began, began.duration(to: now) > Self.patience else { return nil }
      let isDone = bytesRead >= totalBytes
      let percent = totalBytes > 0 ? min(100, bytesRead * 100 / totalBytes) : 100
      let line = isDone ? "" : "reading \(file): \(percent)%"
      guard line != state.shown else { return nil }
      let erased = "\r" + String(repeating: " ", count: state.shown.count) + "\r"
      state.shown = line
      return erased + line
    }
    guard let text else { return }
    let bytes = Array(text.utf8)
    // The buffer lives for the call. A line that does not reach the terminal is no loss.
    _ = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
