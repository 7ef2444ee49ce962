internal import CLua

/// A script's call of a Swift function: its arguments, and the engine.
///
/// It cannot be kept beyond the call, which is why it is not copyable. Arguments are counted from one, as Lua's own
/// messages count them.
@safe public struct LuaCall: ~Copyable {
  let state: LuaState

  /// The name the function was registered under.
  public let functionName: String

  /// How many arguments were given.
  public let count: Int

  @inline(__always)
  init(_ stack: borrowing LuaStack, of name: String) {
    state = stack.state
    functionName = name
    count = Int(state.top)
  }

  /// The engine that runs the script. It can be called from here.
  public var engine: LuaEngine { state.owner }

  /// An argument counted from one; nothing beyond the last.
  public subscript(_ index: Int) -> LuaValue {
    has(index) ? state.value(at: Int32(index), in: engine.core) : .nothing
  }

  /// All arguments in order.
  public var arguments: [LuaValue] {
    var values: [LuaValue] = []
    values.reserveCapacity(count)
    for index in 0..<count { values.append(self[index + 1]) }
    return values
  }

  /// An argument's kind in Lua's words; for an object its class, and "no value" beyond the last.
  public func kindName(_ index: Int) -> String {
    has(index) ? state.typeName(at: Int32(index)) : "no value"
  }

  /// Says what was expected in place of an argument: "indicator expected, got nil".
  public func expected(_ what: String, at index: Int) -> LuaArgumentError {
    LuaArgumentError(index: index, message: "\(what) expected, got \(kindName(index))")
  }

  /// Whether an argument is `nil` or was not given.
  public func isNothing(_ index: Int) -> Bool { !has(index) || state.kind(at: Int32(index)) == .nothing }

  /// Whether an argument is a table.
  public func isTable(_ index: Int) -> Bool { has(index) && state.kind(at: Int32(index)) == .table }

  /// Whether an argument is a function.
  public func isFunction(_ index: Int) -> Bool { has(index) && state.kind(at: Int32(index)) == .function }

  /// An argument that has to be a whole number; `3.0` is one.
  public func integer(_ index: Int) throws(LuaArgumentError) -> Int {
    if has(index), let whole = state.integer(at: Int32(index)) { return whole }
    guard has(index), state.kind(at: Int32(index)) == .number else { throw expected("number", at: index) }
    throw LuaArgumentError(index: index, message: "number has no integer representation")
  }

  /// An argument that has to be a number.
  public func number(_ index: Int) throws(LuaArgumentError) -> Double {
    guard has(index), let number = state.number(at: Int32(index)) else { throw expected("number", at: index) }
    return number
  }

  /// An argument that has to be a string, as text with bytes repaired that are not UTF-8.
  public func text(_ index: Int) throws(LuaArgumentError) -> String {
    guard has(index), let text = state.text(at: Int32(index)) else { throw expected("string", at: index) }
    return text
  }

  /// An argument that has to be a boolean.
  public func boolean(_ index: Int) throws(LuaArgumentError) -> Bool {
    guard case .boolean(let value) = self[index] else { throw expected("boolean", at: index) }
    return value
  }

  /// An argument that has to be a table.
  public func table(_ index: Int) throws(LuaArgumentError) -> LuaTable {
    guard case .table(let table) = self[index] else { throw expected("table", at: index) }
    return table
  }

  /// An argument that has to be a function.
  public func function(_ index: Int) throws(LuaArgumentError) -> LuaFunctionReference {
    guard case .function(let function) = self[index] else { throw expected("function", at: index) }
    return function
  }

  /// The payload of an argument that has to be an object of a class.
  public func object(_ index: Int, as cls: LuaClass) throws(LuaArgumentError) -> any Sendable {
    guard has(index), let box = state.box(at: Int32(index)), box.cls === cls else {
      throw expected(cls.name, at: index)
    }
    return box.value
  }

  private func has(_ index: Int) -> Bool { index >= 1 && index <= count }
}
