#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import LineEditing
import LuaRuntime
import Synchronization

/// Ctrl-C stops the script that runs, and not the tool.
///
/// A second one, while the first has not been heard, ends the tool as it would any other. At an idle prompt it drops the
/// line that was begun.
enum Interrupt {
  private static let isRunning = Atomic(false)
  private static let wasIdle = Atomic(false)
  // Set once, before the handler is; only read from then on.
  nonisolated(unsafe) private static var cancellation: LuaCancellation?

  private static let isAtPrompt = Atomic(false)

  /// Begins to pass Ctrl-C on.
  ///
  /// - Parameter atPrompt: Whether somebody types at a prompt, so that Ctrl-C ends nothing while nothing runs.
  static func listen(to cancellation: LuaCancellation, atPrompt: Bool = false) {
    unsafe Self.cancellation = cancellation
    isAtPrompt.store(atPrompt, ordering: .sequentiallyConsistent)
    _ = takeIdle()  // what the handler uses is made before it can run
    unsafe Signals.handle(SIGINT, restarting: true, handle)
  }

  /// Runs a body that Ctrl-C stops. A request that came too late is gone when it ends.
  static func during<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    isRunning.store(true, ordering: .sequentiallyConsistent)
    defer {
      isRunning.store(false, ordering: .sequentiallyConsistent)
      unsafe cancellation?.reset()
    }
    return try body()
  }

  /// Whether Ctrl-C was typed at the prompt since the last time this was asked.
  static func takeIdle() -> Bool { wasIdle.exchange(false, ordering: .sequentiallyConsistent) }

  // Only what a signal handler may do: atomics, pthread_kill in cancel(), write, signal and raise.
  private static let handle: Signals.Handler = { number, _, _ in
    guard isRunning.load(ordering: .sequentiallyConsistent) || !isAtPrompt.load(ordering: .sequentiallyConsistent) else {
      wasIdle.store(true, ordering: .sequentiallyConsistent)
      var mark: (UInt8, UInt8, UInt8) = (0x0A, 0x3E, 0x20)
      _ = unsafe write(STDOUT_FILENO, &mark, 3)
      return
    }
    guard isRunning.load(ordering: .sequentiallyConsistent), let cancellation = unsafe Interrupt.cancellation, !cancellation.isCancelled
    else {
      _ = signal(number, SIG_DFL)
      raise(number)
      return
    }
    cancellation.cancel()
    // What comes next begins a line of its own, behind the ^C that the terminal shows.
    if isAtPrompt.load(ordering: .sequentiallyConsistent) {
      var lineEnd: UInt8 = 0x0A
      _ = unsafe write(STDOUT_FILENO, &lineEnd, 1)
    }
  }
}
