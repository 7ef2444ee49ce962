#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Dispatch
import LineEditing
import LuaRuntime
import Synchronization

/// Holds `run` and `eval` to their limits whatever happens.
///
/// A script is stopped by Lua and by the operations it calls; both look often, but not inside one step of Lua's collector or
/// of a table that grows. So a thread of its own looks too, every few milliseconds. Where the process has grown far beyond
/// the memory limit it cancels the script; where a stop is not heard it tells so, and ends the process. Files are
/// whole, since they are written beside and renamed; of what was printed, up to the last 64 KiB are lost.
final class Watchdog: Sendable {
  private struct State {
    var isOver = false
    /// When the script was cancelled for its memory.
    var cancelled: ContinuousClock.Instant?
  }

  /// How long past its deadline a script may take to hear of it.
  private static let patience = Duration.milliseconds(20)
  private static let interval = Duration.milliseconds(5)

  private let state = Mutex(State())
  private let deadline: ContinuousClock.Instant?
  private let seconds: Double
  private let greatestPages: Int?
  private let memoryBytes: Int
  private let cancellation: LuaCancellation

  /// Begins to watch; nil where no limit is set that needs it.
  init?(_ limits: ToolLimits, cancellation: LuaCancellation) {
    let limitsMemory = limits.memoryBytes < ToolLimits().memoryBytes
    guard limits.seconds != nil || limitsMemory else { return nil }
    deadline = limits.seconds.map { ContinuousClock.now + .seconds(min($0, 1e9)) }
    seconds = limits.seconds ?? 0
    memoryBytes = limits.memoryBytes
    let pageBytes = max(1, sysconf(Int32(_SC_PAGESIZE)))
    // Memory that was given back is counted until the system takes it, so there is some room above the limit.
    greatestPages = limitsMemory ? Self.residentPages().map { $0 + (limits.memoryBytes + limits.memoryBytes / 2 + 32 << 20) / pageBytes } : nil
    self.cancellation = cancellation
    DispatchQueue(label: "safeguard.watchdog", qos: .userInteractive).async { [self] in watch() }
  }

  /// Ends the watch.
  func end() { state.withLock { $0.isOver = true } }

  /// What to tell of a script that was cancelled for its memory.
  var memoryFailure: MemoryExceeded? {
    state.withLock { $0.cancelled == nil ? nil : MemoryExceeded(limit: ByteCount(bytes: memoryBytes)) }
  }

  /// How long to the next look: not beyond the moment when patience ends.
  private var pause: Duration {
    guard let deadline else { return Self.interval }
    let left = ContinuousClock.now.duration(to: deadline + Self.patience) + .microseconds(50)
    return left > .zero ? min(left, Self.interval) : Self.interval
  }

  private func watch() {
    while true {
      usleep(useconds_t(pause / .microseconds(1)))
      let isOver = state.withLock { state in
        if state.isOver { return true }
        let now = ContinuousClock.now
        if let deadline, now > deadline + Self.patience {
          // The lock is kept: the script's thread cannot begin to tell its own end.
          stop("stopped after \(seconds) seconds, in the middle of a step")
        }
        guard let greatestPages, let pages = Self.residentPages(), pages > greatestPages else { return false }
        if let cancelled = state.cancelled, now > cancelled + Self.patience * 5 {
          stop("\(MemoryExceeded(limit: ByteCount(bytes: memoryBytes)))")
        }
        if state.cancelled == nil {
          state.cancelled = now
          cancellation.cancel()
        }
        return false
      }
      if isOver { return }
    }
  }

  private func stop(_ words: String) -> Never {
    Descriptor.writeIfRoom("safeguard: \(words)\n", to: STDERR_FILENO, waiting: 10)
    _exit(ExitStatus.limit)
  }

  /// The pages of memory that the process holds, where the system says.
  private static func residentPages() -> Int? {
    #if os(Linux)
      let descriptor = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return nil }
      defer { close(descriptor) }
      var bytes = [UInt8](repeating: 0, count: 128)
      // Safe: the call is told the length of the array.
      let count = unsafe read(descriptor, &bytes, bytes.count)
      let numbers = bytes.prefix(max(0, count)).split(separator: UInt8(ascii: " "))
      return numbers.count > 1 ? Int(String(decoding: numbers[1], as: UTF8.self)) : nil
    #else
      return nil
    #endif
  }
}

/// A process that has grown beyond what its script may take.
struct MemoryExceeded: Error, CustomStringConvertible {
  let limit: ByteCount
  var description: String { "not enough memory: --memory-limit allows \(limit)" }
}
