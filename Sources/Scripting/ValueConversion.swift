internal import Columns
import LuaRuntime
import Safeguarding

extension Value {
  /// Takes a value of a script into the house.
  ///
  /// - Throws: ``QueryError`` where a long list meets the limits.
  init(_ tree: LuaTree) throws(QueryError) {
    switch tree {
    case .nothing: self = .nothing
    case .boolean(let value): self = .boolean(value)
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    case .string: self = .text(tree.text ?? "")
    case .list(let elements): self = .list(try Self.values(elements.count) { elements[$0] })
    case .made(let count, let element): self = .list(try Self.values(count) { element($0 + 1) })
    case .record(let fields):
      self = .record(try fields.map { field throws(QueryError) in (field.name, try Value(field.value)) })
    case .object(let object):
      if let reason = object.payload as? MissingReason {
        self = .missing(reason)
      } else if let thing = object.payload as? any OperationObject {
        self = .object(thing)
      } else {
        self = .nothing
      }
    }
  }

  private static func values(_ count: Int, _ tree: (Int) -> LuaTree) throws(QueryError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(count)
    for place in 0..<count {
      try OperationLimits.check(at: place)
      values.append(try Value(tree(place)))
    }
    return values
  }

  /// The value as a script sees it: an object keeps its methods, and a missing value its reason.
  var tree: LuaTree {
    switch self {
    case .nothing: .nothing
    case .missing(let reason): LuaClass.missingObjects[reason].map { .object($0) } ?? .nothing
    case .boolean(let value): .boolean(value)
    case .integer(let value): .integer(value)
    // A count that came as a number prints 379 and not 379.0.
    case .number(let value): Int(exactly: value).map { .integer($0) } ?? .number(value)
    case .text(let text): .text(text)
    case .list(let values): .list(values.map(\.tree))
    case .record(let fields): .record(fields.map { LuaTree.Field(name: $0.name, value: $0.value.tree) })
    case .object(let object): .object(LuaObject(object, as: ObjectClasses.of(object), bytes: object.byteCount))
    }
  }
}
