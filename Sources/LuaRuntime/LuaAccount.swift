internal import CLua

/// Bytes that a host holds for an engine's scripts beside those of its objects, such as what an object made later.
///
/// They count towards ``LuaLimits/memoryBytes`` as those of objects do. Any thread may add some and take them away.
@safe public final class LuaAccount: Sendable {
  // The count is an atomic in C, allocated with the account and freed with it.
  nonisolated(unsafe) let account: OpaquePointer

  init() { unsafe account = clua_account_create() }

  deinit { unsafe clua_account_destroy(account) }

  /// Adds bytes, or takes away some that were added where the number is negative.
  public func add(_ bytes: Int) { unsafe clua_account_add(account, bytes) }
}
