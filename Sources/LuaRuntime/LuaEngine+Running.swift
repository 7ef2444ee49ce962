internal import CLua

/// What a line typed at a prompt came to.
public enum LuaEvaluation {
  /// The values of an expression, or what a statement returned.
  case values([LuaValue])
  /// The source ends before the statement does.
  case incomplete
}

/// The globals that a script sees and sets.
public enum LuaGlobals: Hashable, Sendable {
  /// A fresh set, gone when the script has ended. Functions that the host keeps go on seeing them.
  case own
  /// The set that lines at a prompt share, and that ``LuaEngine/call(_:_:)`` runs with.
  case lasting
}

extension LuaEngine {
  /// Runs a script and returns what it returns.
  ///
  /// - Parameters:
  ///   - source: Lua source as bytes. A byte order mark and a first line that begins with `#` are passed over; lines
  ///     keep their numbers.
  ///   - name: What errors call the script, usually a file name.
  ///   - arguments: What the script finds in `...`.
  ///   - globals: Whether the script has globals of its own. Inside a callback it shares those of the script that called.
  /// - Throws: ``LuaError`` for source that is not Lua, an error the script does not catch, and a limit it reaches. The
  ///   engine goes on working.
  @discardableResult
  public func run(
    _ source: [UInt8], name: String, arguments: [LuaValue] = [], globals: LuaGlobals = .own
  ) throws(LuaError) -> [LuaValue] {
    try within(globals) { state throws(LuaError) in
      let status = try load(Self.chunk(of: source), name: name, on: state)
      if status != .success { throw failure(status, on: state) }
      return try call(arguments, on: state)
    }
  }

  /// Evaluates what somebody typed: as an expression, or else as statements.
  ///
  /// - Throws: ``LuaError`` as ``run(_:name:arguments:)`` does, except for source that only lacks its end.
  public func evaluate(_ source: [UInt8], name: String) throws(LuaError) -> LuaEvaluation {
    try within { state throws(LuaError) in
      switch try loadTyped(source, name: name, on: state) {
      case .ready: return .values(try call([], on: state))
      case .incomplete: return .incomplete
      case .failed(let status): throw failure(status, on: state)
      }
    }
  }

  /// Whether what somebody typed is whole: it can be read, or more lines would not make it readable. Nothing runs.
  public func isComplete(_ source: [UInt8]) -> Bool {
    let isIncomplete = try? within { state throws(LuaError) in
      if case .incomplete = try loadTyped(source, name: "line", on: state) { return true }
      return false
    }
    return isIncomplete != true
  }

  /// Whether what somebody typed is an expression, and no statement. Nothing runs.
  public func isExpression(_ source: [UInt8]) -> Bool {
    let isOne = try? within { state throws(LuaError) in
      try load([UInt8]("return ".utf8) + source[...], name: "line", on: state) == .success
    }
    return isOne == true
  }

  /// Whether a source is Lua. Nothing runs.
  public func isReadable(_ source: [UInt8]) -> Bool {
    let isLua = try? within { state throws(LuaError) in try load(source[...], name: "line", on: state) == .success }
    return isLua == true
  }

  private enum Typed {
    /// The function to call is on top of the stack.
    case ready
    case incomplete
    /// The error is on top of the stack.
    case failed(CLuaStatus)
  }

  /// Reads what somebody typed as an expression, or else as statements. It is incomplete if either only lacks its end:
  /// `1 +` is no statement, and more lines can make it an expression.
  private func loadTyped(_ typed: [UInt8], name: String, on state: LuaState) throws(LuaError) -> Typed {
    // The end of the line belongs to what was typed: it ends a string in quotes, which no further line can close.
    let source = typed + [UInt8(ascii: "\n")]
    if try load([UInt8]("return ".utf8) + source[...], name: name, on: state) == .success { return .ready }
    let lacksEnd = state.text(at: -1)?.hasSuffix("<eof>") == true
    state.pop()
    let status = try load(source[...], name: name, on: state)
    if status == .success { return .ready }
    if status == .syntax, lacksEnd || state.text(at: -1)?.hasSuffix("<eof>") == true { return .incomplete }
    return .failed(status)
  }

  /// Calls a Lua function. Callbacks may do this too; their calls share the limits of the outermost one.
  @discardableResult
  public func call(
    _ function: LuaFunctionReference, _ arguments: [LuaValue] = []
  ) throws(LuaError) -> [LuaValue] {
    try within { state throws(LuaError) in
      guard state.reserve(1) else { throw LuaError(.nestingLimit, "Lua's stack is full") }
      state.push(function.reference, in: core)
      return try call(arguments, on: state)
    }
  }

  /// Runs a body that may call Lua, and leaves the stack as it was. The outermost one begins the budgets.
  func within<Result>(
    _ globals: LuaGlobals = .lasting, _ body: (LuaState) throws(LuaError) -> Result
  ) throws(LuaError) -> Result {
    guard let state = core.state else { throw LuaError(.unavailable, "the Lua engine is gone") }
    if let limit = limits.nestedCalls, core.depth >= limit {
      throw LuaError(.nestingLimit, "more than \(limit) calls from the host into Lua are nested")
    }
    let base = state.top
    if core.depth == 0 { core.begin() }
    core.depth += 1
    let isOwn = core.depth == 1 && globals == .own
    let lastingModules = core.modules
    if isOwn {
      core.modules = [:]
      state.enterEnvironment()
    }
    defer {
      core.depth -= 1
      state.setTop(base)
      if isOwn {
        state.leaveEnvironment()
        core.modules = lastingModules
      }
      if core.depth == 0, core.abort == .cancelled { cancellation.reset() }
      core.releasePending(in: state)
    }
    if core.depth == 1, cancellation.isCancelled {
      cancellation.reset()
      throw stopped(by: .cancelled)
    }
    return try body(state)
  }

  func load(_ source: ArraySlice<UInt8>, name: String, on state: LuaState) throws(LuaError) -> CLuaStatus {
    if let limit = limits.sourceBytes, source.count > limit {
      throw LuaError(.sourceLimit, "\(name): the source has \(source.count) bytes, more than the \(limit) allowed")
    }
    guard state.reserve(2) else { throw LuaError(.nestingLimit, "Lua's stack is full") }
    core.remember(chunk: name, source)
    return state.load(source, name: name)
  }

  /// Calls the function on top of the stack.
  func call(_ arguments: [LuaValue], on state: LuaState) throws(LuaError) -> [LuaValue] {
    let base = state.top - 1
    guard state.reserve(arguments.count) else { throw LuaError(.nestingLimit, "too many arguments for Lua's stack") }
    for argument in arguments { state.push(argument, in: core) }
    let status = state.call(arguments: arguments.count)
    if status != .success || core.abort != .none { throw failure(status, on: state) }
    guard state.reserve(0) else { throw LuaError(.nestingLimit, "too many results for Lua's stack") }
    return (base..<state.top).map { state.value(at: $0 + 1, in: core) }
  }

  /// The part of a script that Lua reads.
  static func chunk(of source: [UInt8]) -> ArraySlice<UInt8> {
    var chunk = source[...]
    if chunk.starts(with: [0xEF, 0xBB, 0xBF]) { chunk = chunk.dropFirst(3) }
    if chunk.first == UInt8(ascii: "#") { chunk = chunk.drop { $0 != UInt8(ascii: "\n") } }
    return chunk
  }
}
