/// A script that could not be read, failed, or was stopped.
public struct LuaError: Error {
  /// What kind of failure it was.
  @nonexhaustive
  public enum Code: Hashable, Sendable {
    /// The source is not Lua.
    case syntax
    /// The script raised an error, or did what Lua cannot do.
    case script
    /// A Swift callback threw, and the script did not catch it. ``LuaError/underlying`` is what it threw.
    case callback
    case memoryLimit
    case timeLimit
    case instructionLimit
    case outputLimit
    case sourceLimit
    /// Calls from Swift into Lua were nested too deeply.
    case nestingLimit
    case cancelled
    /// The engine could not be made, or is gone.
    case unavailable
  }

  public let code: Code

  /// What happened, with the place in front where Lua gives one: `query.lua:3: attempt to ...`.
  public let message: String

  /// The chunk's name as Lua shortens it, if known.
  public let chunk: String?

  /// The line counted from one, if known.
  public let line: Int?

  /// The calls that led there, as Lua lists them, if there were any.
  public let traceback: String?

  /// The very error that a Swift callback threw.
  public let underlying: (any Error)?

  /// What a script raised, if it can be held without Lua: `error{ code = 4 }` gives a record.
  public let value: LuaTree?

  init(
    _ code: Code, _ message: String, chunk: String? = nil, line: Int? = nil, traceback: String? = nil,
    underlying: (any Error)? = nil, value: LuaTree? = nil
  ) {
    self.code = code
    self.message = message
    self.chunk = chunk
    self.line = line
    self.traceback = traceback
    self.underlying = underlying
    self.value = value
  }
}

extension LuaError: CustomStringConvertible {
  public var description: String { message }
}
