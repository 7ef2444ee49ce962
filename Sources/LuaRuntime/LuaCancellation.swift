internal import CLua

/// Stops a script from another thread or task.
///
/// ``cancel()`` stops the call in progress, or the next one if there is none. When it has stopped one call it is spent,
/// and the engine goes on working.
@safe public final class LuaCancellation: Sendable {
  // The flag is an atomic in C, allocated with the handle and freed with it; any thread may use it meanwhile.
  nonisolated(unsafe) let flag: OpaquePointer

  public init() { unsafe flag = clua_flag_create() }

  deinit { unsafe clua_flag_destroy(flag) }

  /// Asks the engine to stop. Safe from any thread and from a signal handler that already holds the handle.
  public func cancel() { unsafe clua_flag_set(flag, true) }

  /// Withdraws a request that has not been served.
  public func reset() { unsafe clua_flag_set(flag, false) }

  /// Whether a request waits to be served.
  public var isCancelled: Bool { unsafe clua_flag_get(flag) }
}
