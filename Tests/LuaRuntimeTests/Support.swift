import LuaRuntime
import Synchronization

/// Collects what scripts print.
final class Output {
  private(set) var bytes: [UInt8] = []
  func append(_ more: [UInt8]) { bytes += more }
  var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension LuaEngine {
  convenience init(_ limits: LuaLimits = LuaLimits(), printingTo output: Output = Output()) throws {
    try self.init(limits: limits) { output.append($0) }
  }

  @discardableResult
  func run(_ source: String, name: String = "query.lua", _ arguments: LuaValue..., globals: LuaGlobals = .own) throws(LuaError) -> [LuaValue] {
    try run([UInt8](source.utf8), name: name, arguments: arguments, globals: globals)
  }

  /// Runs a script that has to fail, and gives its error.
  func failure(of source: String, globals: LuaGlobals = .own) -> LuaError? {
    do throws(LuaError) {
      try run(source, globals: globals)
      return nil
    } catch {
      return error
    }
  }
}

/// A value in a form that tests can compare.
func shown(_ value: LuaValue) -> String {
  switch value {
  case .nothing: "nil"
  case .boolean(let value): "\(value)"
  case .integer(let value): "\(value)"
  case .number(let value): "\(value)"
  case .string: "\"\(value.text ?? "")\""
  case .table(let table): "table of \(table.count)"
  case .function: "function"
  case .object(let object): object.cls.name
  case .opaque: "opaque"
  }
}

func shown(_ values: [LuaValue]) -> String { values.map(shown).joined(separator: ", ") }

func shown(_ tree: LuaTree) -> String {
  switch tree {
  case .nothing: "nil"
  case .boolean(let value): "\(value)"
  case .integer(let value): "\(value)"
  case .number(let value): "\(value)"
  case .string: "\"\(tree.text ?? "")\""
  case .list(let elements): "[" + elements.map { shown($0) }.joined(separator: ", ") + "]"
  case .made(let count, let element): "[" + (0..<count).map { shown(element($0 + 1)) }.joined(separator: ", ") + "]"
  case .record(let fields): "{" + fields.map { "\($0.name): \(shown($0.value))" }.joined(separator: ", ") + "}"
  case .object(let object): object.cls.name
  }
}

/// How many `Counted` values live. One test owns it.
///
/// The last of what holds a thrown error may let it go on another thread: the testing library remembers errors that are thrown, and
/// holds one for a moment when it looks at it.
final class Census: Sendable {
  private let count = Atomic(0)

  var alive: Int {
    get { count.load(ordering: .sequentiallyConsistent) }
    set { count.store(newValue, ordering: .sequentiallyConsistent) }
  }

  func add(_ change: Int) { count.wrappingAdd(change, ordering: .sequentiallyConsistent) }
}

final class Counted: Sendable {
  private let census: Census
  init(_ census: Census) {
    self.census = census
    census.add(1)
  }
  deinit { census.add(-1) }
}

struct CountedError: Error, CustomStringConvertible {
  let token: Counted
  var description: String { "counted" }
}

/// An error that is one object, so that a test can tell whether it is the very same.
final class Refusal: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
