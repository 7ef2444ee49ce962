/// A Swift type that functions and classes take from Lua and give to it.
///
/// The standard library's numbers, booleans, strings, arrays, dictionaries and optionals are convertible, and so is
/// ``LuaValue``. A type of your own becomes an object by ``LuaObjectConvertible``, or converts by way of another:
///
/// ```swift
/// extension Percentage: LuaConvertible {
///   static var luaKind: String { "percentage" }
///   static func read(_ index: Int, of stack: borrowing LuaStack) -> Percentage? {
///     stack.number(at: index).flatMap(Percentage.init)
///   }
///   func push(to stack: borrowing LuaStack) { stack.push(value) }
/// }
/// ```
public protocol LuaConvertible: SendableMetatype {
  /// What an error says was expected: `number` in "number expected, got nil".
  static var luaKind: String { get }

  /// Returns the value at an index of the stack, or nil if it is of another kind. It leaves the stack as it was.
  static func read(_ index: Int, of stack: borrowing LuaStack) -> Self?

  /// Says what is wrong with the value at an index that could not be read.
  static func complaint(_ index: Int, of stack: borrowing LuaStack) -> String

  /// Pushes the value: exactly one.
  func push(to stack: borrowing LuaStack)
}

extension LuaConvertible {
  public static func complaint(_ index: Int, of stack: borrowing LuaStack) -> String {
    "\(luaKind) expected, got \(stack.kindName(at: index))"
  }

  /// Returns the argument after those that were counted.
  @inlinable @inline(__always)
  static func next(_ count: inout Int, of stack: borrowing LuaStack) throws(LuaArgumentError) -> Self {
    count += 1
    guard let value = read(count, of: stack) else {
      throw LuaArgumentError(index: count, message: complaint(count, of: stack))
    }
    return value
  }
}

extension Bool: LuaConvertible {
  public static var luaKind: String { "boolean" }
  @inlinable public static func read(_ index: Int, of stack: borrowing LuaStack) -> Bool? { stack.boolean(at: index) }
  @inlinable public func push(to stack: borrowing LuaStack) { stack.push(self) }
}

extension Int: LuaConvertible {
  public static var luaKind: String { "number" }
  @inlinable public static func read(_ index: Int, of stack: borrowing LuaStack) -> Int? { stack.integer(at: index) }
  @inlinable public func push(to stack: borrowing LuaStack) { stack.push(self) }

  public static func complaint(_ index: Int, of stack: borrowing LuaStack) -> String {
    stack.number(at: index) == nil
      ? "number expected, got \(stack.kindName(at: index))" : "number has no integer representation"
  }
}

extension Double: LuaConvertible {
  public static var luaKind: String { "number" }
  @inlinable public static func read(_ index: Int, of stack: borrowing LuaStack) -> Double? { stack.number(at: index) }
  @inlinable public func push(to stack: borrowing LuaStack) { stack.push(self) }
}

extension String: LuaConvertible {
  public static var luaKind: String { "string" }
  /// Bytes that are not UTF-8 are repaired; ``LuaBytes`` keeps them.
  @inlinable public static func read(_ index: Int, of stack: borrowing LuaStack) -> String? { stack.text(at: index) }
  @inlinable public func push(to stack: borrowing LuaStack) { stack.push(self) }
}

/// A string of Lua, byte for byte.
public struct LuaBytes: Hashable, Sendable {
  public var bytes: [UInt8]
  public init(_ bytes: [UInt8]) { self.bytes = bytes }
}

extension LuaBytes: LuaConvertible {
  public static var luaKind: String { "string" }
  public static func read(_ index: Int, of stack: borrowing LuaStack) -> LuaBytes? {
    stack.withBytes(at: index) { span in
      var bytes: [UInt8] = []
      bytes.reserveCapacity(span.count)
      for place in span.indices { bytes.append(span[place]) }
      return LuaBytes(bytes)
    }
  }
  public func push(to stack: borrowing LuaStack) { stack.push(bytes: bytes.span) }
}

extension LuaValue: LuaConvertible {
  public static var luaKind: String { "value" }
  public static func read(_ index: Int, of stack: borrowing LuaStack) -> LuaValue? { stack.value(at: index) }
  public func push(to stack: borrowing LuaStack) { stack.push(self) }
}

extension LuaTable: LuaConvertible {
  public static var luaKind: String { "table" }
  public static func read(_ index: Int, of stack: borrowing LuaStack) -> LuaTable? {
    if case .table(let table) = stack.value(at: index) { table } else { nil }
  }
  public func push(to stack: borrowing LuaStack) { stack.push(.table(self)) }
}

extension LuaFunctionReference: LuaConvertible {
  public static var luaKind: String { "function" }
  public static func read(_ index: Int, of stack: borrowing LuaStack) -> LuaFunctionReference? {
    if case .function(let function) = stack.value(at: index) { function } else { nil }
  }
  public func push(to stack: borrowing LuaStack) { stack.push(.function(self)) }
}

/// `nil`, and an argument that was not given, are no value.
extension Optional: LuaConvertible where Wrapped: LuaConvertible {
  public static var luaKind: String { Wrapped.luaKind }
  @inlinable public static func read(_ index: Int, of stack: borrowing LuaStack) -> Wrapped?? {
    if let value = Wrapped.read(index, of: stack) { return .some(value) }
    return stack.isNothing(at: index) ? .some(nil) : nil
  }
  public static func complaint(_ index: Int, of stack: borrowing LuaStack) -> String {
    Wrapped.complaint(index, of: stack)
  }
  @inlinable public func push(to stack: borrowing LuaStack) {
    if let self { self.push(to: stack) } else { stack.pushNothing() }
  }
}

/// A table with elements from one on; what else it holds is passed over.
extension Array: LuaConvertible where Element: LuaConvertible {
  public static var luaKind: String { "table" }

  public static func read(_ index: Int, of stack: borrowing LuaStack) -> [Element]? {
    guard let count = stack.elementCount(at: index) else { return nil }
    let table = Int32(truncatingIfNeeded: stack.absolute(index))
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for place in 0..<count {
      stack.state.getElement(place + 1, of: table)
      let element = Element.read(-1, of: stack)
      stack.state.pop()
      guard let element else { return nil }
      elements.append(element)
    }
    return elements
  }

  public static func complaint(_ index: Int, of stack: borrowing LuaStack) -> String {
    guard let count = stack.elementCount(at: index) else { return "table expected, got \(stack.kindName(at: index))" }
    let table = Int32(truncatingIfNeeded: stack.absolute(index))
    for place in 0..<count {
      stack.state.getElement(place + 1, of: table)
      defer { stack.state.pop() }
      if Element.read(-1, of: stack) == nil { return "element \(place + 1): \(Element.complaint(-1, of: stack))" }
    }
    return "table expected"
  }

  public func push(to stack: borrowing LuaStack) {
    stack.state.pushTable(elements: count, fields: 0)
    for (offset, element) in enumerated() {
      element.push(to: stack)
      stack.state.setElement(offset + 1, of: -2)
    }
  }
}

/// A table's named fields; what else it holds is passed over.
extension Dictionary: LuaConvertible where Key == String, Value: LuaConvertible {
  public static var luaKind: String { "table" }

  public static func read(_ index: Int, of stack: borrowing LuaStack) -> [String: Value]? {
    guard case .table(let table) = stack.value(at: index) else { return nil }
    var fields: [String: Value] = [:]
    for (name, value) in table.fields {
      stack.push(value)
      let field = Value.read(-1, of: stack)
      stack.state.pop()
      guard let field else { return nil }
      fields[name] = field
    }
    return fields
  }

  public static func complaint(_ index: Int, of stack: borrowing LuaStack) -> String {
    guard case .table(let table) = stack.value(at: index) else { return "table expected, got \(stack.kindName(at: index))" }
    for (name, value) in table.fields {
      stack.push(value)
      defer { stack.state.pop() }
      if Value.read(-1, of: stack) == nil { return "field '\(name)': \(Value.complaint(-1, of: stack))" }
    }
    return "table expected"
  }

  public func push(to stack: borrowing LuaStack) {
    stack.state.pushTable(elements: 0, fields: count)
    for (name, value) in self {
      value.push(to: stack)
      stack.state.setField(name, of: -2)
    }
  }
}
