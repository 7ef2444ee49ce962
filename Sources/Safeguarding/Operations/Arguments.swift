public import Columns

/// A Swift type that an operation's parameter can have.
public protocol OperationArgument: Sendable {
  /// What the parameter expects, with its article: `a whole number`, `an area`.
  static var argumentWords: String { get }

  /// Returns the value as this type, or nil where it is of another kind.
  ///
  /// - Throws: An error of its own where the kind fits and the value does not, such as a misspelt area.
  static func argument(_ value: Value) throws -> Self?

  /// The same where it matters whether the value was given by its parameter's name.
  static func argument(_ value: Value, isNamed: Bool) throws -> Self?

  /// Whether a list can stand for it.
  static var takesList: Bool { get }

  /// Whether named fields can stand for it.
  static var takesRecord: Bool { get }

  /// Whether text in its place is meant for it, and not for a list of texts before it: `select("area", "type")`.
  static var takesText: Bool { get }

  /// Whether a text is a formula, whose words may be columns.
  static var takesFormula: Bool { get }

  /// The kind of object that it is, or nil for a plain value. To ask the type at run time would search every conformance of the
  /// process, once for each parameter.
  static var objectKind: ObjectKind? { get }
}

extension OperationArgument {
  public static func argument(_ value: Value, isNamed: Bool) throws -> Self? { try argument(value) }
  public static var takesList: Bool { false }
  public static var takesRecord: Bool { false }
  public static var takesText: Bool { true }
  public static var takesFormula: Bool { false }
  public static var objectKind: ObjectKind? { nil }
}

extension Bool: OperationArgument {
  public static var argumentWords: String { "true or false" }
  public static var takesText: Bool { false }
  public static func argument(_ value: Value) -> Bool? { if case .boolean(let flag) = value { flag } else { nil } }
}

extension Int: OperationArgument {
  public static var argumentWords: String { "a whole number" }
  public static func argument(_ value: Value) -> Int? {
    switch value {
    case .integer(let number): number
    case .number(let number): Int(exactly: number)
    default: nil
    }
  }
}

extension Double: OperationArgument {
  public static var argumentWords: String { "a number" }
  public static func argument(_ value: Value) -> Double? {
    switch value {
    case .integer(let number): Double(number)
    case .number(let number) where number.isFinite: number
    default: nil
    }
  }
}

extension String: OperationArgument {
  public static var argumentWords: String { "text" }
  public static func argument(_ value: Value) -> String? {
    switch value {
    case .text(let text): text
    case .integer(let number): String(number)
    case .object(let object): object.cell.map(\.plainText)
    default: nil
    }
  }
}

extension SheetChoice: OperationArgument {
  public static var argumentWords: String { "a sheet's name or number" }
  public static func argument(_ value: Value) -> SheetChoice? {
    if case .text(let name) = value { return .name(name) }
    // A row of what `sheets` lists.
    if case .record(let fields) = value, case .text(let name)? = fields.first(where: { $0.name == "name" })?.value { return .name(name) }
    return Int.argument(value).map { .number($0) }
  }
}

extension Value: OperationArgument {
  public static var argumentWords: String { "a value" }
  public static func argument(_ value: Value) -> Value? { value }
  public static var takesList: Bool { true }
  public static var takesRecord: Bool { true }
}

/// A value, and whether it was given by its parameter's name rather than by its place.
struct InPlace<Wrapped: OperationArgument>: OperationArgument {
  let value: Wrapped
  let isNamed: Bool

  static var argumentWords: String { Wrapped.argumentWords }
  static var takesList: Bool { Wrapped.takesList }
  static var takesRecord: Bool { Wrapped.takesRecord }
  static func argument(_ value: Value) throws -> InPlace? { try argument(value, isNamed: true) }
  static func argument(_ value: Value, isNamed: Bool) throws -> InPlace? { try Wrapped.argument(value).map { InPlace(value: $0, isNamed: isNamed) } }
}

extension Optional: OperationArgument where Wrapped: OperationArgument {
  public static var argumentWords: String { Wrapped.argumentWords }
  public static func argument(_ value: Value) throws -> Wrapped?? {
    if case .nothing = value { return .some(nil) }
    return try Wrapped.argument(value).map { .some($0) }
  }

  public static func argument(_ value: Value, isNamed: Bool) throws -> Wrapped?? {
    if case .nothing = value { return .some(nil) }
    return try Wrapped.argument(value, isNamed: isNamed).map { .some($0) }
  }

  public static var takesList: Bool { Wrapped.takesList }
  public static var takesRecord: Bool { Wrapped.takesRecord }
  public static var takesFormula: Bool { Wrapped.takesFormula }
}

extension Array: OperationArgument where Element: OperationArgument {
  public static var argumentWords: String { "a list, each \(Element.argumentWords)" }

  public static var takesList: Bool { true }
  public static var takesRecord: Bool { Element.takesRecord }

  /// A single value stands for a list of one.
  public static func argument(_ value: Value) throws -> [Element]? {
    guard let values = value.elements else {
      if case .nothing = value { return nil }
      return try Element.argument(value).map { [$0] }
    }
    var elements: [Element] = []
    for (place, value) in values.enumerated() {
      try OperationLimits.check(at: place)
      guard let element = try Element.argument(value) else { return nil }
      elements.append(element)
    }
    return elements
  }
}

extension Value {
  /// The values of a list or of a column; nil for anything else.
  var elements: [Value]? {
    switch self {
    case .list(let values): return values
    case .object(let object):
      guard let view = object as? ColumnView else { return nil }
      return (0..<view.column.count).map { Value(view.column[$0]) }
    default: return nil
    }
  }
}

extension OperationArgument where Self: OperationObject {
  public static var argumentWords: String { kind.words }
  public static var objectKind: ObjectKind? { kind }
  public static func argument(_ value: Value) throws -> Self? {
    if case .object(let object) = value { object as? Self } else { nil }
  }
}

/// The name of an area, a period or a column as a script gives it: the operation finds out what it stands for.
public struct Named<Thing: NamedThing>: OperationArgument, Hashable, ExpressibleByStringLiteral {
  public let text: String

  public init(_ text: String) { self.text = text }
  public init(stringLiteral text: String) { self.text = text }

  public static var argumentWords: String { Thing.nameWords }
  public static func argument(_ value: Value) -> Named? {
    switch value {
    case .text(let text): Named(text)
    case .integer(let number): Named(String(number))
    case .object(let object): (object as? any NameableObject).map { Named($0.nameText) }
    default: nil
    }
  }
}

/// A kind of thing that scripts name by text.
public protocol NamedThing: Sendable { static var nameWords: String { get } }

/// An object that can stand where its name could.
public protocol NameableObject { var nameText: String { get } }

/// A choice between a few words.
public protocol WordChoice: OperationArgument, RawRepresentable, CaseIterable where RawValue == String {}

extension WordChoice {
  public static var argumentWords: String {
    allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
  }

  public static func argument(_ value: Value) throws -> Self? {
    guard case .text(let text) = value else { return nil }
    let word = text.lowercased()
    if let choice = allCases.first(where: { $0.rawValue == word }) { return choice }
    throw ArgumentError.notAChoice(text, choices: allCases.map(\.rawValue))
  }
}
