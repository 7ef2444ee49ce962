#if canImport(Glibc)
  package import Glibc
#elseif canImport(Musl)
  package import Musl
#else
  package import Darwin
#endif

/// Handlers of signals.
package enum Signals {
  package typealias Handler = @convention(c) (Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?) -> Void

  /// Has a handler called for signals from now on, which may do only what is safe in one.
  ///
  /// A parent that starts the tool from a thread of a pool hands on a mask that blocks every signal, so these are unblocked.
  ///
  /// - Parameter restarting: Whether a call of the system goes on after the handler; otherwise it ends with `EINTR`.
  @safe package static func handle(_ signals: Int32..., restarting: Bool, _ handler: @escaping Handler) {
    var action = sigaction()
    #if canImport(Darwin)
      unsafe action.__sigaction_u.__sa_sigaction = handler
    #else
      unsafe action.__sigaction_handler.sa_sigaction = handler
    #endif
    action.sa_flags = restarting ? SA_SIGINFO | SA_RESTART : SA_SIGINFO
    var unblocked = sigset_t()
    // Safe: each call is given variables that outlive it.
    unsafe sigemptyset(&unblocked)
    for signal in signals {
      _ = unsafe sigaction(signal, &action, nil)
      unsafe sigaddset(&unblocked, signal)
    }
    _ = unsafe pthread_sigmask(SIG_UNBLOCK, &unblocked, nil)
  }
}
