// What Lua calls. Nothing here raises: a function returns how many results it pushed, or leaves an error object on the
// stack and returns CLUA_RAISE; the trampoline in C does the rest when these frames are gone.
//
// Why each `unsafe` in this file holds: C passes the running state, and payloads that its userdata retain for the
// duration of the call; the owner is the engine, which is alive while one of its calls is in progress.

internal import CLua

enum LuaCallbacks {
  static var imported: CLuaCallbacks {
    unsafe CLuaCallbacks(
      call: { state, function in
        let box = unsafe Unmanaged<LuaFunctionBox>.fromOpaque(function).takeUnretainedValue()
        return unsafe LuaCallbacks.answer(state, name: box.name) { state, engine in
          try box.body(LuaCall(state: state, engine: engine, function: box))
        }
      },
      index: { state, tag in
        let cls = unsafe Unmanaged<LuaClass>.fromOpaque(tag).takeUnretainedValue()
        return unsafe LuaCallbacks.answer(state, name: "index") { state, engine in
          [try cls.read(state.value(at: 1, in: engine.core), key: state.value(at: 2, in: engine.core), engine: engine)]
        }
      },
      operate: { state, tag, operation in
        let cls = unsafe Unmanaged<LuaClass>.fromOpaque(tag).takeUnretainedValue()
        return unsafe LuaCallbacks.answer(state, name: cls.name) { state, engine in
          let left = state.value(at: 1, in: engine.core), right = state.value(at: 2, in: engine.core)
          return try cls.perform(operation, left, right, engine: engine)
        }
      },
      release: { payload in unsafe Unmanaged<AnyObject>.fromOpaque(payload).release() },
      output: { owner, bytes, length in
        let engine = unsafe Unmanaged<LuaEngine>.fromOpaque(owner).takeUnretainedValue()
        unsafe engine.output([UInt8](UnsafeBufferPointer(start: bytes, count: length)))
      })
  }

  private static func answer(
    _ pointer: OpaquePointer, name: String, _ body: (LuaState, LuaEngine) throws -> [LuaValue]
  ) -> Int32 {
    let state = unsafe LuaState(pointer)
    let engine = unsafe Unmanaged<LuaEngine>.fromOpaque(clua_owner(pointer)).takeUnretainedValue()
    do {
      let results = try body(state, engine)
      guard state.reserve(results.count) else { throw LuaOperandError(description: "too many results") }
      for result in results { state.push(result, in: engine.core) }
      return Int32(results.count)
    } catch {
      let raised = RaisedError(error, at: state.position(), registeredName: name)
      state.setTop(0)
      // The error and its box are small; the figure makes Lua collect caught errors in time.
      state.push(LuaBox(value: raised, cls: .raisedError, bytes: 256), in: engine.core)
      return Int32(CLUA_RAISE)
    }
  }
}

extension LuaClass {
  fileprivate func read(_ object: LuaValue, key: LuaValue, engine: LuaEngine) throws -> LuaValue {
    guard case .object(let object) = object, object.cls === self else {
      throw LuaArgumentError(index: 1, message: "\(name) expected, got \(object.kindName)")
    }
    if let index = key.wholeNumber, let element {
      return engine.value(of: try element(object.payload, index) ?? .nothing)
    }
    if let key = key.text { return engine.value(of: try field?(object.payload, key) ?? .nothing) }
    throw LuaOperandError(description: "attempt to index a \(name) value with a \(key.kindName)")
  }

  fileprivate func perform(
    _ operation: CLuaOperation, _ left: LuaValue, _ right: LuaValue, engine: LuaEngine
  ) throws -> [LuaValue] {
    switch operation {
    case .length: [.integer(try length.map { try $0(payload(left)) } ?? 0)]
    case .text: [.text(try text.map { try $0(payload(left)) } ?? name)]
    case .equal: [.boolean(try equals?(left, right) ?? false)]
    case .less: [.boolean(try compare(left, right))]
    case .lessOrEqual: [.boolean(try lessOrEqual?(left, right) ?? !compare(right, left))]
    case .add: try joined(add, left, right)
    case .subtract: try joined(subtract, left, right)
    case .multiply: try joined(multiply, left, right)
    case .divide: try joined(divide, left, right)
    case .concatenate: try joined(concatenate, left, right)
    case .negate: [try negate?(left) ?? .nothing]
    case .pairs: try pairs(of: left, engine: engine)
    }
  }

  private func payload(_ value: LuaValue) throws -> any Sendable {
    guard case .object(let object) = value, object.cls === self else {
      throw LuaArgumentError(index: 1, message: "\(name) expected, got \(value.kindName)")
    }
    return object.payload
  }

  private func compare(_ left: LuaValue, _ right: LuaValue) throws -> Bool {
    guard let less else {
      throw LuaOperandError(description: "attempt to compare \(left.kindName) with \(right.kindName)")
    }
    return try less(left, right)
  }

  private func joined(_ join: Operator?, _ left: LuaValue, _ right: LuaValue) throws -> [LuaValue] {
    [try join?(left, right) ?? .nothing]
  }

  /// The iterator of `pairs`: the names there are, or else the elements.
  private func pairs(of object: LuaValue, engine: LuaEngine) throws -> [LuaValue] {
    let payload = try payload(object)
    var position = 0
    if let names = names?(payload) {
      let next = engine.function("pairs") { [field] call in
        guard position < names.count else { return [.nothing] }
        defer { position += 1 }
        return [.text(names[position]), call.engine.value(of: try field?(payload, names[position]) ?? .nothing)]
      }
      return [next, object, .nothing]
    }
    let count = try length?(payload) ?? 0
    let next = engine.function("pairs") { [element] call in
      guard position < count else { return [.nothing] }
      position += 1
      return [.integer(position), call.engine.value(of: try element?(payload, position) ?? .nothing)]
    }
    return [next, object, .nothing]
  }
}
