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
        let state = unsafe LuaState(state)
        return unsafe Unmanaged<LuaFunctionBox>.fromOpaque(function)._withUnsafeGuaranteedRef { box in
          do {
            return try box.body(LuaStack(state))
          } catch {
            return state.pushRaised(error, registeredName: box.name, in: state.owner.core)
          }
        }
      },
      index: { state, tag in
        unsafe Unmanaged<LuaClass>.fromOpaque(tag)._withUnsafeGuaranteedRef { cls in
          unsafe LuaCallbacks.answer(state, name: "index") { state, engine in
            state.pushResult(try cls.read(state, in: engine), in: engine.core)
          }
        }
      },
      element: { state, payload, index in
        let state = unsafe LuaState(state)
        return unsafe Unmanaged<LuaBox>.fromOpaque(payload)._withUnsafeGuaranteedRef { box in
          do {
            if try box.cls.readElement?(box, Int(index), LuaStack(state)) != true { state.pushNil() }
            return 1
          } catch {
            return state.pushRaised(error, registeredName: "index", in: state.owner.core)
          }
        }
      },
      operate: { state, tag, operation in
        unsafe Unmanaged<LuaClass>.fromOpaque(tag)._withUnsafeGuaranteedRef { cls in
          unsafe LuaCallbacks.answer(state, name: cls.name) { state, engine in
            let left = state.value(at: 1, in: engine.core), right = state.value(at: 2, in: engine.core)
            return try state.pushResults(cls.perform(operation, left, right, engine: engine), in: engine.core)
          }
        }
      },
      release: { payload in unsafe Unmanaged<AnyObject>.fromOpaque(payload).release() },
      output: { owner, bytes, length in
        let engine = unsafe Unmanaged<LuaEngine>.fromOpaque(owner).takeUnretainedValue()
        unsafe engine.output([UInt8](UnsafeBufferPointer(start: bytes, count: length)))
      })
  }

  @inline(__always)
  private static func answer(
    _ pointer: OpaquePointer, name: @autoclosure () -> String, _ body: (LuaState, LuaEngine) throws -> Int32
  ) -> Int32 {
    let state = unsafe LuaState(pointer)
    return unsafe Unmanaged<LuaEngine>.fromOpaque(clua_owner(pointer))._withUnsafeGuaranteedRef { engine in
      do {
        return try body(state, engine)
      } catch {
        return state.pushRaised(error, registeredName: name(), in: engine.core)
      }
    }
  }
}

extension LuaStack {
  /// Calls a function that takes its arguments as they are, and pushes what it returns.
  // Swift 6.3.1 crashes where it inlines this.
  @inline(never)
  func answer(_ name: String, _ body: (borrowing LuaCall) throws -> [LuaValue]) throws -> Int32 {
    guard state.canCopyStrings else { return Int32(CLUA_RAISE) }
    return try state.pushResults(body(LuaCall(self, of: name)), in: state.owner.core)
  }
}

extension LuaState {
  fileprivate func pushResult(_ result: LuaValue, in core: LuaCore) -> Int32 {
    push(result, in: core)
    return 1
  }

  fileprivate func pushResults(_ results: [LuaValue], in core: LuaCore) throws -> Int32 {
    guard reserve(results.count) else { throw LuaOperandError(description: "too many results") }
    for result in results { push(result, in: core) }
    return Int32(results.count)
  }

  @inline(never)
  fileprivate func pushRaised(_ error: any Error, registeredName: String, in core: LuaCore) -> Int32 {
    let raised = RaisedError(error, at: position(), registeredName: registeredName)
    setTop(0)
    // The error and its box are small; the figure makes Lua collect caught errors in time.
    push(fresh: LuaInstanceBox(raised, cls: .raisedError, bytes: 256), in: core)
    return Int32(CLUA_RAISE)
  }
}

extension LuaClass {
  /// Reads the object at 1 by the key at 2.
  fileprivate func read(_ state: LuaState, in engine: LuaEngine) throws -> LuaValue {
    guard let box = state.box(at: 1), box.cls === self else {
      throw LuaArgumentError(index: 1, message: "\(name) expected, got \(state.typeName(at: 1))")
    }
    if let key = state.text(at: 2) { return engine.value(of: try field?(box.value, key) ?? .nothing) }
    if state.kind(at: 2) == .integer { return .nothing }
    throw LuaOperandError(description: "attempt to index a \(name) value with a \(state.typeName(at: 2))")
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
      let next = engine.function("pairs") { [field, members] call in
        guard position < names.count else { return [.nothing] }
        defer { position += 1 }
        let name = names[position]
        if case .property(let read, _) = members[name] {
          // The iterator's first argument is the object, which is what a property reads.
          _ = try read(LuaStack(call.state))
          return [.text(name), call.state.value(at: -1, in: call.engine.core)]
        }
        return [.text(name), call.engine.value(of: try field?(payload, name) ?? .nothing)]
      }
      return [next, object, .nothing]
    }
    guard case .object(let whole) = object else { return [] }
    let count = try length?(payload) ?? 0
    let next = engine.function("pairs") { [readElement] call in
      guard position < count else { return [.nothing] }
      position += 1
      guard try readElement?(whole.box, position, LuaStack(call.state)) == true else { return [.integer(position), .nothing] }
      return [.integer(position), call.state.value(at: -1, in: call.engine.core)]
    }
    return [next, object, .nothing]
  }
}
