internal import CLua

extension LuaEngine {
  /// Describes a failed call whose error value is on top of the stack.
  func failure(_ status: CLuaStatus, on state: LuaState) -> LuaError {
    let traceback = state.takeTraceback()
    if core.abort != .none { return stopped(by: core.abort, traceback: traceback) }
    let place = Place(core.failure)
    if status == .memory {
      let message = "not enough memory: the host allows \(Self.text(limits.memoryBytes)) bytes"
      return LuaError(.memoryLimit, message, chunk: place.chunk, line: place.line, traceback: traceback)
    }
    let value = state.value(at: -1, in: core)
    if case .object(let object) = value, let raised = object.payload as? RaisedError {
      let inner = raised.error as? LuaError
      return LuaError(
        .callback, raised.message, chunk: raised.chunk ?? inner?.chunk ?? place.chunk,
        line: raised.line ?? inner?.line ?? place.line, traceback: traceback, underlying: raised.error)
    }
    let code: LuaError.Code = status == .syntax ? .syntax : .script
    if case .string = value, let message = value.text {
      let named = Place(leading: message, isChunk: core.isChunk)
      return LuaError(
        code, message, chunk: named.chunk ?? place.chunk, line: named.line ?? place.line, traceback: traceback,
        value: try? value.tree())
    }
    let words = describe(value, on: state)
    if core.abort != .none { return stopped(by: core.abort, traceback: traceback) }
    return LuaError(
      code, words, chunk: place.chunk, line: place.line, traceback: traceback,
      value: try? value.tree(within: LuaTree.Bounds(depth: 16, values: 10_000, bytes: 1 << 20)))
  }

  /// Describes a call that the host stopped.
  func stopped(by abort: CLuaAbort, traceback: String? = nil) -> LuaError {
    let place = Place(core.failure)
    let (code, reason): (LuaError.Code, String) =
      switch abort {
      case .none, .cancelled: (.cancelled, "cancelled")
      case .time: (.timeLimit, "stopped after \(limits.wallSeconds.map { "\($0)" } ?? "unlimited") seconds")
      case .instructions: (.instructionLimit, "stopped after \(Self.text(limits.instructions)) instructions")
      case .output: (.outputLimit, "stopped: printed more than \(Self.text(limits.outputBytes)) bytes")
      }
    return LuaError(
      code, place.prefix + reason, chunk: place.chunk, line: place.line, traceback: traceback)
  }

  private static func text(_ limit: Int?) -> String { limit.map { "\($0)" } ?? "unlimited" }

  /// What a value that is no string says: its `__tostring`, its field `message`, or its kind.
  private func describe(_ value: LuaValue, on state: LuaState) -> String {
    if case .table(let table) = value, let message = table.field("message").text { return message }
    let kind = value.kindName
    switch value {
    case .table, .object:
      guard state.describeTop() == .success, let text = state.text(at: -1) else { break }
      // Without __tostring Lua gives the address, which says nothing and differs from run to run.
      if !text.hasPrefix("\(kind): 0x") { return text }
    case .nothing: return "nil"
    case .boolean(let value): return "\(value)"
    case .integer(let value): return "\(value)"
    case .number(let value): return "\(value)"
    default: break
    }
    return "(error object is a \(kind) value)"
  }
}

/// Where in a script something happened.
private struct Place {
  var chunk: String?
  var line: Int?

  init(_ position: CLuaPosition) {
    guard position.line > 0 else { return }
    // The struct is read where it lies, and CLua ended its text.
    chunk = unsafe withUnsafePointer(to: position) { unsafe String(cString: clua_position_source($0)) }
    line = Int(position.line)
  }

  /// Reads the place that Lua puts in front of its messages: `query.lua:3: `.
  init(leading message: String, isChunk: (String) -> Bool) {
    var start = message.startIndex
    while let colon = message[start...].firstIndex(of: ":") {
      start = message.index(after: colon)
      let digits = message[start...].prefix { $0.isASCII && $0.isNumber }
      guard let line = Int(digits), message[digits.endIndex...].hasPrefix(":") else { continue }
      let chunk = String(message[..<colon])
      guard isChunk(chunk) else { continue }
      self.chunk = chunk
      self.line = line
      return
    }
  }

  var prefix: String {
    guard let chunk, let line else { return "" }
    return "\(chunk):\(line): "
  }
}
