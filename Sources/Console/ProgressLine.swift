#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Columns
import Synchronization

/// A line on standard error that tells how far a file has been read, or a query has come, where that takes a while and
/// somebody may see it.
final class ProgressLine: Sendable {
  private struct State {
    var what = ""
    var began = ContinuousClock.now
    var shown = ""
  }

  private let state = Mutex(State())
  private let isSeen = isatty(STDERR_FILENO) == 1
  private static let patience = Duration.milliseconds(400)

  /// Tells a step of something; nothing shows before the patience of a user has run out.
  func update(_ what: String, done: Int, of total: Int) {
    guard isSeen else { return }
    let text: String? = state.withLock { state in
      let now = ContinuousClock.now
      let isNew = state.what != what || done <= 1
      if isNew { (state.what, state.began) = (what, now) }
      let elapsed = state.began.duration(to: now)
      let line = done >= total || elapsed < Self.patience ? "" : Self.line(ScriptFailure.printable(what.prefix(50)), done, total, elapsed)
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

  /// `reading street.csv: 43%, 5 s left`
  private static func line(_ what: String, _ done: Int, _ total: Int, _ elapsed: Duration) -> String {
    let share = Double(done) / Double(total)
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    let left = share > 0 ? ", \(PrintedNumber.of(Int((seconds / share - seconds).rounded(.up)))) s left" : ""
    return "\(what): \(Int(share * 100))%\(left)"
  }
}
