/// A Swift value that scripts hold, index, compare and pass back.
///
/// Within one engine the same object is the same value to Lua, however often it crosses: it can be a table's key.
public struct LuaObject: Sendable {
  let box: LuaBox

  init(box: LuaBox) { self.box = box }

  /// Wraps a value for Lua.
  ///
  /// - Parameters:
  ///   - payload: What the object stands for. The class's closures receive it.
  ///   - cls: How the object behaves in scripts.
  ///   - bytes: What the payload holds in memory. It counts towards ``LuaLimits/memoryBytes``, and makes Lua collect
  ///     unused objects in time.
  public init(_ payload: any Sendable, as cls: LuaClass, bytes: Int = 0) {
    box = LuaBox(value: payload, cls: cls, bytes: bytes)
  }

  /// The Swift value.
  public var payload: any Sendable { box.value }

  /// The class it was made with.
  public var cls: LuaClass { box.cls }

  /// The object's fields and methods in order of name, for completion. No script code runs.
  public var memberNames: [String] { cls.memberNames(of: payload) }
}

/// What a userdata retains.
final class LuaBox: Sendable {
  let value: any Sendable
  let cls: LuaClass
  let bytes: Int

  init(value: any Sendable, cls: LuaClass, bytes: Int) {
    self.value = value
    self.cls = cls
    self.bytes = bytes
  }
}

/// What a function's userdata retains.
final class LuaFunctionBox {
  enum Body {
    case one((borrowing LuaCall) throws -> LuaValue)
    case many((borrowing LuaCall) throws -> [LuaValue])
  }

  let name: String
  let body: Body

  init(name: String, body: Body) {
    self.name = name
    self.body = body
  }
}
