/// A value that goes from Swift to Lua or comes back.
public enum LuaValue {
  /// Lua's `nil`, and an argument that was not given.
  case nothing
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  /// Bytes, which are usually but not always UTF-8.
  case string([UInt8])
  case table(LuaTable)
  case function(LuaFunctionReference)
  /// A Swift value that scripts hold.
  case object(LuaObject)
  /// A value that only Lua can use: a coroutine.
  case opaque(LuaReference)

  /// Makes a string from text.
  public static func text(_ text: String) -> LuaValue { .string([UInt8](text.utf8)) }

  /// The text of a string, with bytes that are not UTF-8 repaired, or nil for every other kind.
  public var text: String? {
    guard case .string(let bytes) = self else { return nil }
    return String(repairing: bytes)
  }

  /// The value as a whole number: an integer, or a number without a fraction that fits. Otherwise nil.
  public var wholeNumber: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The value as a floating-point number: an integer or a number. Otherwise nil.
  public var floatingPoint: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// Whether Lua takes the value as true in a condition: everything but `nil` and `false`.
  public var isTruthy: Bool {
    switch self {
    case .nothing, .boolean(false): false
    default: true
    }
  }

  public var isNothing: Bool {
    if case .nothing = self { true } else { false }
  }

  /// The kind in Lua's words, such as "number"; for an object, the name of its class.
  public var kindName: String {
    switch self {
    case .nothing: "nil"
    case .boolean: "boolean"
    case .integer, .number: "number"
    case .string: "string"
    case .table: "table"
    case .function: "function"
    case .object(let object): object.cls.name
    case .opaque: "thread"
    }
  }
}

extension LuaValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral
{
  public init(nilLiteral: ()) { self = .nothing }
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(stringLiteral value: String) { self = .text(value) }
}
