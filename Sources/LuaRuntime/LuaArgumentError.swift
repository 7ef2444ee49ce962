/// A wrong argument, worded for a script as Lua words its own.
///
/// Thrown by a callback, it reads `query.lua:1: bad argument #1 to 'rank' (indicator expected, got nil)`. For a method
/// the arguments are counted without the object, as the script writes them.
public struct LuaArgumentError: Error, Hashable, Sendable {
  /// The argument's place, counted from one; a method's object is the first.
  public let index: Int

  /// What was wrong, such as "indicator expected, got nil".
  public let message: String

  public init(index: Int, message: String) {
    self.index = index
    self.message = message
  }
}

extension LuaArgumentError: CustomStringConvertible {
  public var description: String { "bad argument #\(index) (\(message))" }
}
