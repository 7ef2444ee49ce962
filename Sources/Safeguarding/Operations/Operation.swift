public import Columns

/// A calculation that describes itself once, for Swift, Lua, help and the reference.
///
/// From this one declaration come the Lua function (a method of its first parameter's kind, where that is an object),
/// `help()`, completion, the reference page, and three tests: the example runs and gives the stated answer, the summary
/// and the parameters are described, and each operation is documented.
public struct Operation: Sendable {
  /// The name in scripts, in lower case with underscores.
  public let name: String

  /// One sentence that says what the operation gives, with its unit.
  public let summary: String

  /// What a caller must know beside the summary: missing values, ties, edge cases.
  public let discussion: String?

  /// The publication that the method is taken from, or nil where the operation only looks something up.
  public let source: String?

  /// A line or two of Lua; what follows `-->` is what the last line prints.
  public let example: String

  /// The parameters in the order in which they can be given without their names.
  public let parameters: [ParameterDescription]

  /// The kind of the first parameter, if it is an object: scripts call the operation as its method.
  public let receiver: ObjectKind?

  /// The kind of object that it gives back, or nil where it gives a plain value.
  public let resultKind: ObjectKind?

  private let body: @Sendable (Arguments) throws -> Value

  /// Declares an operation.
  public init<each Argument: OperationArgument, Result: OperationResult>(
    _ name: String, summary: String, discussion: String? = nil, source: String? = nil, example: String,
    _ parameter: repeat Parameter<each Argument>,
    body: @escaping @Sendable (repeat each Argument) throws -> Result
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.source = source
    self.example = example
    var descriptions: [ParameterDescription] = []
    repeat descriptions.append((each parameter).description)
    parameters = descriptions
    receiver = descriptions.first?.objectKind
    resultKind = Result.resultKind
    self.body = { arguments in
      try body(repeat try (each parameter).read(from: arguments)).operationValue
    }
  }

  /// Runs the operation on values in order and on named values.
  ///
  /// - Throws: ``ArgumentError`` for arguments that do not fit, or the operation's own error.
  public func call(_ values: [Value], named: [(name: String, value: Value)] = []) throws -> Value {
    try pending(values, named: named).settled()
  }

  /// Runs the operation, and leaves a table's rows unwritten as long as nobody looks at them.
  ///
  /// A column that is called nearly by its name is called by it, and a formula stands for one; see ``ColumnSpelling`` and ``FormulaColumns``.
  ///
  /// A text before a number is taken as if it stood behind it where only that fits: `top("count", 5)`.
  package func pending(_ values: [Value], named: [(name: String, value: Value)] = []) throws -> Value {
    do { return try pendingInOrder(values, named) } catch let error as ArgumentError {
      let first = receiver == nil ? 0 : 1
      guard case .wrongKind(_, _, _, place: first + 1) = error, values.count > first + 1, case .text = values[first], Int.argument(values[first + 1]) != nil
      else { throw error }
      var turned = values
      turned.swapAt(first, first + 1)
      do { return try pendingInOrder(turned, named) } catch is ArgumentError { throw error }
    }
  }

  private func pendingInOrder(_ values: [Value], _ named: [(name: String, value: Value)]) throws -> Value {
    var arguments = try Arguments(of: self, values: values, named: named)
    var known: Set<String> = []
    while true {
      do { return called(values, named, giving: Self.recorded(try body(arguments), of: values.first)) } catch let error as TableError {
        guard case .noColumn(let name, let columns) = error, known.insert(name).inserted else { throw explained(error, values) }
        if let column = ColumnSpelling.column(meantBy: name, among: columns), !FormulaColumns.isExact(name, columns: columns) {
          arguments.name(name, column, of: self)
        } else if arguments.quote(columns.filter { $0.contains("(") && $0.contains(name) }, of: self) {
          continue
        } else if let first = parameters.first?.name, let receiver = arguments.values[first],
          let wider = try FormulaColumns.adding(name, to: receiver, of: self, columns: columns)
        {
          arguments.values[first] = wider
        } else {
          throw explained(error, values)
        }
      }
    }
  }

  /// Says what to write in place of a name that no column has, where it means something in another tool: an order that falls, as in
  /// `-rate` and `rate desc`, or the number of rows that are wanted.
  private func explained(_ error: TableError, _ values: [Value]) -> any Error {
    guard case .noColumn(let name, let columns) = error else { return error }
    let plain = name.drop { $0 == "-" }
    if plain.count < name.count, let column = ColumnSpelling.column(meantBy: String(plain), among: columns) {
      return ArgumentError.unusable("\"\(name)\"", problem: "no column is called so", expectation: signs(column))
    }
    if let blank = name.lastIndex(of: " "), ["desc", "asc"].contains(name[blank...].dropFirst().lowercased()), columns.contains(String(name[..<blank])) {
      return ArgumentError.unusable("\"\(name)\"", problem: "no column is called so", expectation: "The largest first is (\"\(name[..<blank])\", {descending = true}).")
    }
    if case .integer(let number)? = values.dropFirst().first, name == "\(number)" {
      return ArgumentError.unusable(name, problem: "a column is named here", expectation: "\(number) rows of what comes are :head(\(number)).")
    }
    return error
  }

  /// What to write in place of a column with a minus before it, which elsewhere turns an order round or leaves the column out.
  private func signs(_ column: String) -> String {
    switch name {
    case "top": "top takes the largest; the smallest are {descending = false}."
    case "select": "A column is left out with drop(\"\(column)\")."
    default: "The column is \"\(column)\"; a minus before it has no meaning here."
    }
  }

  /// The result, of which `why` tells the calls that made it where it is a table that was made of another thing, or groups of one.
  private func called(_ values: [Value], _ named: [(name: String, value: Value)], giving result: Value) -> Value {
    guard receiver != nil, case .object(let object) = result, let made = object as? any Called, case .object(let thing)? = values.first else { return result }
    // What an operation hands back as it was given keeps the calls that it had.
    if let table = object as? PendingTable, table === thing as? PendingTable { return result }
    let options = named.isEmpty ? [] : [Value.record(named)]
    let call = "\(name)(\((values.dropFirst() + options).map(\.written).joined(separator: ", ")))"
    return .object(made.called(call, after: thing))
  }

  /// A table that was made of another goes on knowing which incidents it counts.
  private static func recorded(_ result: Value, of receiver: Value?) -> Value {
    guard case .object(let table as Table) = result, case .object(let rows as PendingTable)? = receiver, let recorded = rows.recorded else { return result }
    return .object(PendingTable(table, recorded: recorded))
  }

  /// The call as help prints it: `indicator:rank(area, {period, among, from, ties})`.
  public var signature: String {
    let shown = receiver == nil ? parameters[...] : parameters.dropFirst()
    let required = shown.filter(\.isRequired).map(\.name)
    let optional = shown.filter { !$0.isRequired }.map(\.name)
    let options = optional.isEmpty ? [] : ["{\(optional.joined(separator: ", "))}"]
    let prefix = receiver.map { "\($0.name):" } ?? ""
    return "\(prefix)\(name)(\((required + options).joined(separator: ", ")))"
  }
}

/// A parameter of an operation: its name, what it holds with its unit, and what it is when it is left out.
public struct Parameter<Argument: OperationArgument>: Sendable {
  public let name: String
  public let summary: String
  public let defaultValue: Argument?
  private let defaultWords: String?
  private let isRequired: Bool

  /// Declares a parameter that must be given.
  public init(_ name: String, _ summary: String) {
    self.name = name
    self.summary = summary
    defaultValue = nil
    defaultWords = nil
    isRequired = true
  }

  /// Declares a parameter that can be left out.
  public init(_ name: String, _ summary: String, default value: Argument, words: String) {
    self.init(name, summary, default: value, words: words, isRequired: false)
  }

  fileprivate init(_ name: String, _ summary: String, default value: Argument, words: String, isRequired: Bool) {
    self.name = name
    self.summary = summary
    self.isRequired = isRequired
    defaultValue = value
    defaultWords = words
  }

  var description: ParameterDescription {
    ParameterDescription(
      name: name, summary: summary, type: Argument.argumentWords, defaultWords: defaultWords,
      isRequired: isRequired, takesList: Argument.takesList, takesRecord: Argument.takesRecord,
      takesText: Argument.takesText, takesFormula: Argument.takesFormula,
      objectKind: Argument.objectKind)
  }

  func read(from arguments: Arguments) throws -> Argument {
    guard let value = arguments.values[name] else {
      if let defaultValue { return defaultValue }
      throw ArgumentError.left(name, expected: Argument.argumentWords, place: arguments.place(of: name))
    }
    if case .nothing = value, let defaultValue { return defaultValue }
    let place = arguments.place(of: name)
    guard let argument = try Argument.argument(value, isNamed: place == nil) else {
      throw ArgumentError.wrongKind(name, expected: Argument.argumentWords, got: value.words, place: place)
    }
    return argument
  }
}

extension Parameter where Argument: ExpressibleByNilLiteral {
  /// Declares a parameter that can be left out, with words for what holds then.
  public init(_ name: String, _ summary: String, otherwise words: String) {
    self.init(name, summary, default: nil, words: words)
  }

  /// Declares a parameter that is given but where another says it.
  init(_ name: String, _ summary: String, besides words: String) {
    self.init(name, summary, default: nil, words: words, isRequired: true)
  }
}

/// A parameter as help and the reference show it.
public struct ParameterDescription: Hashable, Sendable {
  public let name: String
  public let summary: String
  /// What it expects, with its article.
  public let type: String
  /// What holds when it is left out, or nil where it must be given.
  public let defaultWords: String?
  public let isRequired: Bool
  let takesList: Bool
  let takesRecord: Bool
  let takesText: Bool
  /// Whether a text is a formula or a condition, whose words are columns.
  package let takesFormula: Bool
  let objectKind: ObjectKind?
}

/// A Swift type that an operation can give back.
public protocol OperationResult: SendableMetatype {
  var operationValue: Value { get }

  /// The kind of object that it is, or nil for a plain value.
  static var resultKind: ObjectKind? { get }
}

extension OperationResult {
  public static var resultKind: ObjectKind? { nil }
}

extension Value: OperationResult { public var operationValue: Value { self } }
extension Bool: OperationResult { public var operationValue: Value { .boolean(self) } }
extension Int: OperationResult { public var operationValue: Value { .integer(self) } }
extension Double: OperationResult { public var operationValue: Value { .number(self) } }
extension String: OperationResult { public var operationValue: Value { .text(self) } }
extension Array: OperationResult where Element: OperationResult {
  public var operationValue: Value { .list(map(\.operationValue)) }
}
extension Optional: OperationResult where Wrapped: OperationResult {
  public var operationValue: Value { map(\.operationValue) ?? .nothing }
}
extension OperationResult where Self: OperationObject {
  public static var resultKind: ObjectKind? { kind }
  public var operationValue: Value { .object(self) }
}

/// Arguments that an operation cannot take.
public enum ArgumentError: DiagnosableError, Hashable {
  /// A parameter that must be given was left out; the place counts from one, and is nil for one given by name.
  case left(String, expected: String, place: Int?)
  case wrongKind(String, expected: String, got: String, place: Int?)
  case tooMany(given: Int, signature: String)
  case unknownName(String, operation: String, names: [String])
  /// A parameter is given by its name, and this value already.
  case twice(String, earlier: String, signature: String)
  case notAChoice(String, choices: [String])
  /// A value of the right kind that the operation cannot use.
  case unusable(String, problem: String, expectation: String)

  public var diagnostic: Diagnostic {
    switch self {
    case .left(let name, let expected, _):
      Diagnostic("\(name) is not given", expectation: "\(name) is \(expected).")
    case .wrongKind(let name, let expected, let got, _):
      Diagnostic("\(name) is \(expected), and got \(got)", hint: name == "neighbours" ? OptionNames.amongNeighbours : nil)
    case .tooMany(let given, let signature):
      Diagnostic("\(given) values are given", expectation: "The call is \(signature).")
    case .unknownName(let name, let operation, let names):
      Diagnostic(
        "\(operation) has no option \"\(name)\"",
        expectation: names.isEmpty ? nil : "Its options are \(names.joined(separator: ", ")).",
        hint: OptionNames.hint(for: name, of: operation, among: names))
    case .twice(let name, let earlier, let signature):
      Diagnostic("\(name) is given twice", expectation: "It is \(earlier) already, by its place among the arguments or by its name. The call is \(signature).",
        hint: signature.contains(":funnel_chart(") ? OptionNames.funnelFirst : nil)
    case .notAChoice(let text, let choices):
      Diagnostic(
        "\"\(text)\" is none of the choices", expectation: "The choices are \(choices.joined(separator: ", ")).",
        hint: NearestName.hint(for: text, among: choices))
    case .unusable(let name, let problem, let expectation):
      Diagnostic("\(name): \(problem)", expectation: expectation)
    }
  }
}
