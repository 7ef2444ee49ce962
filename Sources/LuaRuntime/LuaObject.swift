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
  public init<Payload: Sendable>(_ payload: Payload, as cls: LuaClass, bytes: Int = 0) {
    box = LuaInstanceBox(payload, cls: cls, bytes: bytes)
  }

  /// The Swift value.
  public var payload: any Sendable { box.value }

  /// The class it was made with.
  public var cls: LuaClass { box.cls }

  /// The object's fields and methods in order of name, for completion. No script code runs.
  public var memberNames: [String] { cls.memberNames(of: payload) }
}

/// What a userdata retains.
@usableFromInline class LuaBox: @unchecked Sendable {
  // Safe to share: subclasses hold one constant that is Sendable.
  @usableFromInline let cls: LuaClass
  let bytes: Int

  @usableFromInline
  init(cls: LuaClass, bytes: Int) {
    self.cls = cls
    self.bytes = bytes
  }

  var value: any Sendable { () }
}

/// A payload with its type, so that what knows the type reads it without a search.
@usableFromInline final class LuaInstanceBox<Instance: Sendable>: LuaBox, @unchecked Sendable {
  @usableFromInline let instance: Instance

  @usableFromInline
  init(_ instance: Instance, cls: LuaClass, bytes: Int) {
    self.instance = instance
    super.init(cls: cls, bytes: bytes)
  }

  override var value: any Sendable { instance }
}

/// What a function's userdata retains.
@usableFromInline final class LuaFunctionBox {
  /// Reads the arguments, pushes the results and counts them.
  @usableFromInline typealias Body = (borrowing LuaStack) throws -> Int32

  let name: String
  let body: Body

  @usableFromInline
  init(name: String, body: @escaping Body) {
    self.name = name
    self.body = body
  }
}
