internal import LuaRuntime
public import Safeguarding

/// What a prompt looks up while somebody types. Nothing of a script runs for it.
extension ScriptSession {
  /// The names of the globals, in order.
  public var globalNames: [String] {
    let others = Set(OtherNames.functions.map(\.name))
    return engine.globalNames().filter { !others.contains($0) }
  }

  /// The names that hold something, those of other tools and those that a run sets included.
  public var knownNames: Set<String> { Set(engine.globalNames()).union(["arg"]) }

  /// Whether a global of that name holds something.
  public func hasGlobal(_ name: String) -> Bool { !engine.global(name).isNothing }

  /// Whether a source is an expression, and no statement.
  public func isExpression(_ source: [UInt8]) -> Bool { engine.isExpression(source) }

  /// Whether a source is Lua.
  public func isReadable(_ source: [UInt8]) -> Bool { engine.isReadable(source) || engine.isExpression(source) }

  /// Gives a global what another one holds.
  public func assign(_ name: String, from other: String) { engine.setGlobal(name, engine.global(other)) }

  /// Takes a global away.
  public func forget(_ name: String) { engine.setGlobal(name, .nothing) }

  /// Returns the object that a global holds, or nil where it holds something else.
  public func object(named name: String) -> (any OperationObject)? {
    guard case .object(let object) = engine.global(name) else { return nil }
    return object.payload as? any OperationObject
  }
}
