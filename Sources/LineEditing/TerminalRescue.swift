#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Synchronization

/// Puts the terminal back where a signal ends the process while keys come one by one, and lets a change of the window's
/// size interrupt a wait for keys.
enum TerminalRescue {
  private static let isArmed = Atomic(false)
  // Written before `isArmed` is set, and read by the handler only while it is.
  nonisolated(unsafe) private static var original = termios()

  /// Begins to stand by, with what the terminal is to be put back to.
  static func arm(_ terminal: termios) {
    _ = installed
    unsafe original = terminal
    isArmed.store(true, ordering: .sequentiallyConsistent)
  }

  static func disarm() { isArmed.store(false, ordering: .sequentiallyConsistent) }

  /// Installs the handlers, once. What a handler uses is made before.
  private static let installed: Void = {
    disarm()
    // Safe: what the handler does is safe in one.
    unsafe Signals.handle(SIGTERM, SIGHUP, SIGQUIT, restarting: false, putBack)
    // Without a handler the system would not interrupt a wait for it.
    Signals.handle(SIGWINCH, restarting: false) { _, _, _ in }
  }()

  // Only what a signal handler may do: atomics, tcsetattr, write, signal and raise.
  private static let putBack: Signals.Handler = { number, _, _ in
    if isArmed.load(ordering: .sequentiallyConsistent) {
      _ = unsafe tcsetattr(STDIN_FILENO, TCSANOW, &original)
      // End bracketed paste, show the cursor, and leave the line: ESC[?2004l ESC[?25h and a line end.
      var sequence: (UInt64, UInt64) = (0x6C34_3030_323F_5B1B, 0x0A0D_6835_323F_5B1B)
      _ = unsafe write(STDOUT_FILENO, &sequence, 16)
    }
    _ = signal(number, SIG_DFL)
    raise(number)
  }
}
