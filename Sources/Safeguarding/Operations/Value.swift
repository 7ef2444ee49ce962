public import Columns

/// What an operation takes and gives back, whoever calls it: Swift by name, a Lua script, the command line.
public indirect enum Value: Sendable {
  /// Nothing was given, or there is nothing to give.
  case nothing
  /// There should be a value, and there is a reason why there is none.
  case missing(MissingReason)
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([Value])
  /// Named values, in the order in which they print.
  case record([(name: String, value: Value)])
  /// A thing with methods and fields of its own, such as an indicator or a table.
  case object(any OperationObject)

  var isText: Bool {
    if case .text = self { true } else { false }
  }

  public var isNothing: Bool {
    if case .nothing = self { true } else { false }
  }

  /// The value's kind in words that can follow "got": `a list`, `an indicator`.
  public var words: String {
    switch self {
    case .nothing: "nothing"
    case .missing(let reason): "a missing value (\(reason.words))"
    case .boolean: "true or false"
    case .number(let number) where !number.isFinite: number.isNaN ? "no number (NaN)" : "an infinite number"
    case .integer, .number: "a number"
    case .text: "text"
    case .list: "a list"
    case .record: "named fields"
    case .object(let object): type(of: object).kind.words
    }
  }

  /// Returns the value of a cell.
  public init(_ cell: Cell) {
    switch cell {
    case .missing(let reason): self = .missing(reason)
    case .text(let value): self = .text(value)
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    case .boolean(let value): self = .boolean(value)
    case .date(let value): self = .object(value)
    case .timestamp(let value): self = .object(value)
    }
  }

  /// The value as it is handed to a host: the rows of every table in it written out.
  package func settled() throws -> Value {
    switch self {
    case .object(let object): .object(try object.settled())
    case .list(let values): .list(try values.map { try $0.settled() })
    case .record(let fields): .record(try fields.map { ($0.name, try $0.value.settled()) })
    default: self
    }
  }

  /// A number that is whole as a whole number.
  static func whole(_ number: Double) -> Value {
    number == number.rounded() && abs(number) < 9e15 ? .integer(Int(number)) : .number(number)
  }
}

/// A kind of thing that has methods and fields: its name in scripts, and what it is.
public struct ObjectKind: Hashable, Sendable {
  /// The name in scripts and messages, such as `indicator`.
  public let name: String

  /// One sentence that says what such a thing is.
  public let summary: String

  public init(_ name: String, summary: String) {
    self.name = name
    self.summary = summary
  }

  /// Whether words of a kind mean several things: incidents have, and a table has.
  package static func areMany(_ words: String) -> Bool { words.hasSuffix("s") }

  /// The name with its article; incidents are many and evidence is not counted, and have none.
  public var words: String {
    if Self.areMany(name) || name == "evidence" { return name }
    return ("aeiou".contains(name.first ?? "x") ? "an " : "a ") + name
  }
}

/// A thing that operations take as their first parameter or give back, with fields that scripts read by name.
public protocol OperationObject: Sendable {
  static var kind: ObjectKind { get }

  /// The fields in the order in which they print.
  static var fields: [ObjectField<Self>] { get }

  /// What the thing says for itself in a sentence or two, units included.
  var words: String { get }

  /// The thing as a table to look at or to write out, or nil where a sentence says it all.
  var table: Table? { get }

  /// The thing as one value of a table, or nil where it is none: a day, a moment.
  var cell: Cell? { get }

  /// How the thing was made: files, rows, rules. One fact a line.
  var reasons: [String] { get }

  /// Whether such a thing can be asked as a table: what it prints has rows.
  static var hasRows: Bool { get }

  /// Whether scripts go through the rows of ``table`` with `#`, `[1]` and `ipairs`.
  static var isList: Bool { get }

  /// About how many bytes the thing holds, for the memory limit of scripts. Parts that it shares with others count too.
  var byteCount: Int { get }

  /// Returns the value of a field, or nil where the thing has no such field.
  func field(_ name: String) -> Value?

  /// The rows that scripts go through; those of ``table`` unless the thing keeps others.
  func writtenRows() throws -> Table?

  /// Returns the thing as it is handed to a host: a table whose rows wait has them written out.
  func settled() throws -> any OperationObject
}

extension OperationObject {
  public var table: Table? { nil }
  public var cell: Cell? { nil }
  public var reasons: [String] { [] }
  public static var isList: Bool { false }
  public static var hasRows: Bool { isList }
  public var byteCount: Int { 512 }
  public func writtenRows() throws -> Table? { table }
  public func settled() throws -> any OperationObject { self }

  public func field(_ name: String) -> Value? { Self.fields.first { $0.name == name }?.value(self) }

  /// The names of the fields, in the order in which they print.
  public static var fieldNames: [String] { fields.map(\.name) }

  /// The names of the fields, each with what it holds.
  public static var fieldSummaries: [(name: String, summary: String)] { fields.map { ($0.name, $0.summary) } }
}

/// A field of an object: its name, what it holds with its unit, and how to read it.
public struct ObjectField<Object>: Sendable {
  public let name: String
  public let summary: String
  public let value: @Sendable (Object) -> Value

  public init(_ name: String, _ summary: String, _ value: @escaping @Sendable (Object) -> Value) {
    self.name = name
    self.summary = summary
    self.value = value
  }
}
