internal import CLua

/// The values of a Lua call in progress, as conversions read and push them; see ``LuaConvertible``.
///
/// Arguments are counted from one. A negative index counts from the top, so that the value pushed last is -1. It cannot
/// be kept beyond the call, which is why it is not copyable.
@safe public struct LuaStack: ~Copyable {
  let state: LuaState

  @inline(__always)
  init(_ state: LuaState) { self.state = state }

  /// The engine that runs the script. It can be called from here.
  public var engine: LuaEngine { state.owner }

  // MARK: Reading

  /// The number at an index, or nil if it is none. Strings are not converted.
  public func number(at index: Int) -> Double? { state.number(at: Int32(truncatingIfNeeded: index)) }

  /// The whole number at an index, such as `3` or `3.0`, or nil if it is none.
  public func integer(at index: Int) -> Int? { state.integer(at: Int32(truncatingIfNeeded: index)) }

  /// The boolean at an index, or nil if it is none.
  public func boolean(at index: Int) -> Bool? { state.boolean(at: Int32(truncatingIfNeeded: index)) }

  /// The text at an index, with bytes repaired that are not UTF-8, or nil if it is no string.
  public func text(at index: Int) -> String? { state.text(at: Int32(truncatingIfNeeded: index)) }

  /// Reads the bytes of the string at an index where they lie, or returns nil if it is no string.
  public func withBytes<Result>(at index: Int, _ body: (Span<UInt8>) throws -> Result) rethrows -> Result? {
    try state.withBytes(at: Int32(truncatingIfNeeded: index), body)
  }

  /// The value at an index; nothing beyond the last.
  public func value(at index: Int) -> LuaValue {
    let state = state
    return state.value(at: Int32(truncatingIfNeeded: index), in: state.owner.core)
  }

  /// Whether there is `nil` or no value at an index.
  public func isNothing(at index: Int) -> Bool { state.kind(at: Int32(truncatingIfNeeded: index)) == .nothing }

  /// A value's kind in Lua's words; for an object its class, and "no value" beyond the last.
  public func kindName(at index: Int) -> String { state.typeName(at: Int32(truncatingIfNeeded: index)) }

  // MARK: Pushing

  /// Pushes `nil`.
  public func pushNothing() { state.pushNil() }

  /// Pushes a number.
  public func push(_ number: Double) { state.push(number) }

  /// Pushes an integer.
  public func push(_ integer: Int) { state.push(integer) }

  /// Pushes a boolean.
  public func push(_ boolean: Bool) { state.push(boolean) }

  /// Pushes text as a string.
  public func push(_ text: String) { state.push(text) }

  /// Pushes bytes as a string.
  public func push(bytes: Span<UInt8>) { state.push(bytes) }

  /// Pushes a value of any kind.
  public func push(_ value: LuaValue) {
    let state = state
    state.push(value, in: state.owner.core)
  }

  // MARK: Tables

  /// Makes the table that was pushed last a row, which has only the fields that it has.
  func makeRow() { state.makeRow() }

  /// How many elements the table at an index has, or nil if it is no table.
  func elementCount(at index: Int) -> Int? {
    let index = Int32(truncatingIfNeeded: index)
    return state.kind(at: index) == .table ? state.length(at: index) : nil
  }

  /// The same index from the bottom, so that it holds while values are pushed.
  func absolute(_ index: Int) -> Int { Int(state.absolute(Int32(truncatingIfNeeded: index))) }

  /// What an object of a class holds, or nil for anything else. It lives as long as the object stays in Lua.
  @usableFromInline
  func payload(at index: Int, tag: UnsafeRawPointer) -> UnsafeMutableRawPointer? {
    unsafe state.payload(at: Int32(truncatingIfNeeded: index), tag: tag)
  }

  /// Pushes an object that no other Lua value stands for.
  @usableFromInline
  func push(fresh box: LuaBox) {
    let state = state
    state.push(fresh: box, in: state.owner.core)
  }
}
