internal import LuaRuntime
public import Safeguarding

/// What a prompt looks up while somebody types. Nothing of a script runs for it.
extension ScriptSession {
  /// The names of the globals, in order.
  public var globalNames: [String] { engine.globalNames() }

  /// Returns the object that a global holds, or nil where it holds something else.
  public func object(named name: String) -> (any OperationObject)? {
    guard case .object(let object) = engine.global(name) else { return nil }
    return object.payload as? any OperationObject
  }
}
