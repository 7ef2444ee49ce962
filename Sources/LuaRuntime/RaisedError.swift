internal import CLua

/// A Swift error on its way through Lua, with the place it was thrown at. Its text is built when somebody asks.
struct RaisedError: Sendable {
  let error: any Error
  let registeredName: String
  private let position: CLuaPosition

  init(_ error: any Error, at position: CLuaPosition, registeredName: String) {
    self.error = error
    self.position = position
    self.registeredName = registeredName
  }

  /// The line of the Lua code that called, or nil if none did.
  var line: Int? { position.line > 0 ? Int(position.line) : nil }

  /// The chunk of the Lua code that called, as Lua shortens its name.
  var chunk: String? {
    // The struct is read where it lies, and CLua ended its text.
    line == nil ? nil : unsafe withUnsafePointer(to: position) { unsafe String(cString: clua_position_source($0)) }
  }

  var message: String {
    switch error {
    case let error as LuaError: return error.message  // which has its place already
    case let error as LuaArgumentError: return prefix + wording(of: error)
    default: return prefix + String(describing: error)
    }
  }

  private var prefix: String {
    guard let chunk, let line else { return "" }
    return "\(chunk):\(line): "
  }

  private func wording(of error: LuaArgumentError) -> String {
    let found = unsafe withUnsafePointer(to: position) { unsafe String(cString: clua_position_function($0)) }
    let name = found.isEmpty ? registeredName : found
    guard position.isMethod else { return "bad argument #\(error.index) to '\(name)' (\(error.message))" }
    if error.index == 1 { return "calling '\(name)' on bad self (\(error.message))" }
    return "bad argument #\(error.index - 1) to '\(name)' (\(error.message))"
  }
}

extension LuaClass {
  /// The class of the error objects that scripts catch: they print and concatenate as their message.
  static let raisedError = LuaClass(
    "error",
    field: { payload, key in key == "message" ? (payload as? RaisedError).map { .text($0.message) } : nil },
    text: { payload in (payload as? RaisedError)?.message ?? "error" },
    names: { _ in ["message"] },
    concatenate: { left, right in .string(try bytes(of: left) + bytes(of: right)) })

  private static func bytes(of value: LuaValue) throws -> [UInt8] {
    switch value {
    case .string(let bytes): return bytes
    case .integer(let value): return [UInt8](String(value).utf8)
    case .number(let value): return [UInt8](String(value).utf8)
    case .object(let object):
      guard let raised = object.payload as? RaisedError else { break }
      return [UInt8](raised.message.utf8)
    default: break
    }
    throw LuaOperandError(description: "attempt to concatenate a \(value.kindName) value")
  }
}

/// An operation that a value does not offer, worded as Lua words it.
struct LuaOperandError: Error, CustomStringConvertible {
  let description: String
}
