internal import CLua

/// A Lua interpreter with a sandbox, limits, and Swift functions and objects.
///
/// ```swift
/// let engine = try LuaEngine { bytes in console.write(bytes) }
/// engine.setGlobal("double", engine.function("double") { call in [.integer(try call.integer(1) * 2)] })
/// let results = try engine.run([UInt8]("return double(21)".utf8), name: "query.lua")  // [.integer(42)]
/// ```
///
/// Scripts have Lua's base, `string`, `table`, `math`, `utf8` and `coroutine` libraries, and the clock and the calendar
/// of `os`; nothing that reaches files, other processes or the interpreter itself. Each script has globals of its own:
/// what it sets, and what it does to the libraries, ends with it. What is typed at a prompt shares globals that stay.
///
/// An engine belongs to one task or thread at a time and is not `Sendable`. Functions and classes stay alive until the
/// engine goes and Lua has let go of them; a function that captures the engine strongly keeps it alive, so use
/// ``LuaCall/engine``.
public final class LuaEngine {
  let core: LuaCore
  let output: ([UInt8]) -> Void

  /// The limits the engine was made with.
  public let limits: LuaLimits

  /// The handle that stops this engine's calls. A host may share one between engines that poll; an engine that
  /// is stopped by a signal has one of its own, and keeps it while it runs.
  public var cancellation: LuaCancellation {
    // The engine keeps the handle, and so the flag that C looks at.
    didSet { unsafe core.setFlag(cancellation.flag) }
  }

  /// What the host holds for scripts beside their objects.
  public let account = LuaAccount()

  /// Makes an engine.
  ///
  /// - Parameters:
  ///   - output: Receives what `print` writes, each call with its line end.
  /// - Throws: ``LuaError`` with the code `unavailable` if there is no memory for it.
  public init(limits: LuaLimits = LuaLimits(), output: @escaping ([UInt8]) -> Void) throws(LuaError) {
    self.limits = limits
    self.output = output
    cancellation = LuaCancellation()
    core = LuaCore()
    guard unsafe core.open(limits: limits, flag: cancellation.flag, account: account.account, owner: self) else {
      throw LuaError(.unavailable, "no memory for a Lua engine")
    }
  }

  deinit { core.close() }

  /// The memory that Lua and the payloads of its objects hold, in bytes.
  public var memoryInUse: Int { core.memoryInUse }

  /// Frees what scripts no longer use.
  public func collectGarbage() { core.collect() }

  /// Throws if the call in progress has been cancelled or is out of time. Long callbacks ask now and then.
  public func checkLimits() throws(LuaError) {
    let abort = core.check()
    if abort != .none { throw stopped(by: abort) }
  }

  // MARK: Globals

  /// Sets a global of every script from now on, past any metatable a script may have put on the globals.
  public func setGlobal(_ name: String, _ value: LuaValue) {
    guard let state = core.state else { return }
    state.push(value, in: core)
    state.setGlobal(name)
  }

  /// Reads a global of the script that runs, or else one of those that stay; or nothing. No metamethod runs.
  public func global(_ name: String) -> LuaValue {
    guard let state = core.state else { return .nothing }
    state.pushGlobals()
    state.getField(name, of: -1)
    defer { state.pop(2) }
    return state.value(at: -1, in: core)
  }

  /// The names of all globals in order.
  public func globalNames() -> [String] {
    guard let state = core.state else { return [] }
    state.pushGlobals()
    return LuaTable(reference: state.takeReference(in: core)).fieldNames
  }

  // MARK: Making values

  /// Makes a function that sees its arguments as they are, and may have any number of results.
  ///
  /// - Parameters:
  ///   - name: What an argument error calls the function when Lua does not know better.
  ///   - body: Returns the results. Whatever it throws becomes an error at the script's line, which the script can
  ///     catch; uncaught, it is the ``LuaError/underlying`` error of the call.
  public func function(_ name: String, _ body: @escaping (borrowing LuaCall) throws -> [LuaValue]) -> LuaValue {
    function(LuaFunctionBox(name: name) { stack in try stack.answer(name, body) })
  }

  @usableFromInline
  func function(_ box: LuaFunctionBox) -> LuaValue {
    guard let state = core.state else { return .nothing }
    state.push(box)
    return .function(LuaFunctionReference(reference: state.takeReference(in: core)))
  }

  /// Makes a table with elements from one on, and fields in the order given.
  public func table(
    _ elements: [LuaValue] = [], fields: [(name: String, value: LuaValue)] = []
  ) -> LuaValue {
    guard let state = core.state else { return .nothing }
    state.pushTable(elements: elements.count, fields: fields.count)
    for (offset, element) in elements.enumerated() {
      state.push(element, in: core)
      state.setElement(offset + 1, of: -2)
    }
    for (name, value) in fields {
      state.push(value, in: core)
      state.setField(name, of: -2)
    }
    return .table(LuaTable(reference: state.takeReference(in: core)))
  }

  /// Makes an object; see ``LuaObject/init(_:as:bytes:)``.
  public func object<Payload: Sendable>(_ payload: Payload, as cls: LuaClass, bytes: Int = 0) -> LuaValue {
    .object(LuaObject(payload, as: cls, bytes: bytes))
  }

  /// Makes the Lua value that a tree describes.
  public func value(of tree: LuaTree) -> LuaValue {
    switch tree {
    case .nothing: .nothing
    case .boolean(let value): .boolean(value)
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .string(let bytes): .string(bytes)
    case .list(let elements): list(elements.count) { elements[$0 - 1] }
    case .made(let count, let element): list(count, element)
    case .record(let fields): table(fields: fields.map { ($0.name, value(of: $0.value)) })
    case .object(let object): .object(object)
    }
  }

  /// Makes a table of many elements. In a callback it ends early where the script has to stop or has no memory left: then
  /// the callback's end raises that.
  private func list(_ count: Int, _ element: (Int) -> LuaTree) -> LuaValue {
    guard let state = core.state else { return .nothing }
    state.pushTable(elements: count, fields: 0)
    for index in 0..<count {
      if index & 1023 == 1023, core.depth > 0, core.isSpent { break }
      state.push(value(of: element(index + 1)), in: core)
      state.setElement(index + 1, of: -2)
    }
    return .table(LuaTable(reference: state.takeReference(in: core)))
  }
}
