/// A value that lives in Lua and is held from Swift, such as a coroutine.
///
/// Lua keeps the value for as long as the reference exists. It belongs to one engine, and to hand it to another is a
/// programmer's mistake. When the engine is gone, so is the value; the reference is then harmless.
public final class LuaReference {
  let core: LuaCore
  let number: Int32

  init(core: LuaCore, number: Int32) {
    self.core = core
    self.number = number
  }

  deinit { core.release(number) }
}

/// A function that lives in Lua, to be called with ``LuaEngine/call(_:_:)``.
public struct LuaFunctionReference {
  let reference: LuaReference
}
