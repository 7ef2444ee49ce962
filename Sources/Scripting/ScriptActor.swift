public import Columns
public import LuaRuntime
public import Safeguarding

/// A script session for hosts with many tasks: it has a thread of its own, and takes one call after another.
///
/// ```swift
/// let scripts = try ScriptActor(output: { bytes in log.write(bytes) }, show: { value in Presentation(.table).text(value) })
/// let results = try await scripts.run(source, name: "south-tees.lua")
/// ```
///
/// Sessions share nothing, so as many run side by side as there are actors. Cancelling the task that called stops its
/// script, a query inside it too, with a ``LuaError`` of the code `cancelled`; calls of other tasks go on.
public actor ScriptActor {
  private let thread: LuaThread
  private let session: ScriptSession

  /// The actor's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

  /// Makes a session and its thread; see ``ScriptSession/init(limits:files:modules:forms:output:show:)``.
  ///
  /// - Parameters:
  ///   - output: Receives what scripts print, on the actor's thread.
  ///   - show: Returns what `print` writes for an object, and `show` for any value, without a newline at the end.
  /// - Throws: ``LuaError`` if there is no memory for an engine, or no thread.
  public init(
    limits: LuaLimits = LuaLimits(), files: FileAccess = .none, modules: [String] = [],
    forms: [String: ResultForm] = [:], output: @escaping @Sendable ([UInt8]) -> Void,
    show: @escaping @Sendable (Value) -> String
  ) throws(LuaError) {
    thread = try LuaThread()
    session = try ScriptSession(
      limits: limits, files: files, modules: modules, forms: forms, output: output, show: show)
  }

  /// Sets a global that scripts read.
  public func set(_ name: String, to value: Value) { session.set(name, to: value) }

  /// Runs a script; see ``ScriptSession/run(_:name:arguments:)``.
  @discardableResult
  public func run(_ source: [UInt8], name: String, arguments: [String] = []) async throws(LuaError) -> [ScriptResult] {
    try await cancellable { session throws(LuaError) in
      try session.run(source, name: name, arguments: arguments)
    }
  }

  /// Evaluates what somebody typed; see ``ScriptSession/evaluate(_:name:)``.
  public func evaluate(_ source: [UInt8], name: String) async throws(LuaError) -> [ScriptResult]? {
    try await cancellable { session throws(LuaError) in try session.evaluate(source, name: name) }
  }

  /// Does anything with the session, such as adding functions and classes to its engine.
  public func perform<Result: Sendable>(_ body: @Sendable (ScriptSession) throws -> Result) rethrows -> Result {
    try body(session)
  }

  /// Runs a body that the cancellation of the calling task stops, and that of no other.
  private func cancellable<Result: Sendable>(
    _ body: (ScriptSession) throws(LuaError) -> Result
  ) async throws(LuaError) -> Result {
    let cancellation = LuaCancellation()
    session.engine.cancellation = cancellation
    // The body does not wait for anything, so no other call of the actor comes between.
    let outcome = await withTaskCancellationHandler {
      Swift.Result { () throws(LuaError) in try body(session) }
    } onCancel: {
      cancellation.cancel()
    }
    return try outcome.get()
  }
}
