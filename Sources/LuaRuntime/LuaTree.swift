/// A Lua value taken out of Lua whole: tables become lists and records all the way down.
public indirect enum LuaTree: Sendable {
  case nothing
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case string([UInt8])
  /// A table with elements from one on and nothing else. An empty table is an empty list.
  case list([LuaTree])
  /// A list on its way to Lua, whose elements are made there one after the other, counted from one. No list that comes
  /// out of Lua is one.
  case made(count: Int, element: @Sendable (Int) -> LuaTree)
  /// A table whose keys are strings, in order of name.
  case record([Field])
  case object(LuaObject)

  /// Makes a string from text.
  public static func text(_ text: String) -> LuaTree { .string([UInt8](text.utf8)) }

  /// A name and a value of a record.
  public struct Field: Sendable {
    public let name: String
    public let value: LuaTree

    public init(name: String, value: LuaTree) {
      self.name = name
      self.value = value
    }
  }

  /// How much of a table is taken before it is refused.
  public struct Bounds: Hashable, Sendable {
    /// How many tables may lie inside one another.
    public var depth: Int
    /// How many values there may be, tables included.
    public var values: Int
    /// How many bytes all strings and names may have.
    public var bytes: Int
    /// How many bytes one string or name may have.
    public var stringBytes: Int

    public init(depth: Int = 64, values: Int = 1_000_000, bytes: Int = 64 << 20, stringBytes: Int = .max) {
      self.depth = depth
      self.values = values
      self.bytes = bytes
      self.stringBytes = stringBytes
    }
  }

  /// The text of a string, with bytes repaired that are not UTF-8; nil for other values.
  public var text: String? {
    guard case .string(let bytes) = self else { return nil }
    return String(repairing: bytes)
  }

  /// The value of a record's field, or nil if there is none.
  public subscript(_ name: String) -> LuaTree? {
    guard case .record(let fields) = self else { return nil }
    return fields.first { $0.name == name }?.value
  }
}

/// A table that cannot be taken out of Lua, with the path to what stands in the way, such as `rows[3].area`.
///
/// The path is empty when it is the value itself.
@nonexhaustive
public enum LuaTreeError: Error, Hashable, Sendable {
  /// A table lies inside itself.
  case cycle(path: String)
  case tooDeep(path: String, limit: Int)
  case tooManyValues(path: String, limit: Int)
  case tooManyBytes(path: String, limit: Int)
  case stringTooLong(path: String, limit: Int)
  /// A value that means nothing outside of Lua, such as a function.
  case unsupportedValue(path: String, kind: String)
  /// A table with gaps, with names beside elements, or with keys that are neither.
  case unsupportedKeys(path: String)
  /// The call was cancelled, or is out of time.
  case stopped
  /// The engine is gone.
  case unavailable
}

extension LuaTreeError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .cycle(let path): "\(Self.subject(path)) contains itself"
    case .tooDeep(let path, let limit): "\(Self.subject(path)) lies deeper than \(limit) tables"
    case .tooManyValues(let path, let limit): "there are more than \(limit) values at \(Self.subject(path))"
    case .tooManyBytes(let path, let limit): "there are more than \(limit) bytes of text at \(Self.subject(path))"
    case .stringTooLong(let path, let limit): "\(Self.subject(path)) has text of more than \(limit) bytes"
    case .unsupportedValue(let path, let kind): "\(Self.subject(path)) is a \(kind), which cannot be used outside of Lua"
    case .unsupportedKeys(let path): "\(Self.subject(path)) is neither a list (keys 1, 2, 3 ...) nor a record (named fields)"
    case .stopped: "the script was stopped while the value was read"
    case .unavailable: "the Lua engine is gone"
    }
  }

  private static func subject(_ path: String) -> String { path.isEmpty ? "the value" : path }
}
