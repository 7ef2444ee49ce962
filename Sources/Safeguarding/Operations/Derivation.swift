import Columns

/// How a new column is made from the others of its row, as a script says it.
///
/// ```lua
/// {month = "date"}                             a span or part of the calendar
/// {band = "age", from = {0, 10, 14, 18}}       a band of numbers
/// "deaths / population * 10000"                a formula
/// {"deaths", "/", "population", "*", 10000}    the same as a list: a text is a column, a list is a bracket
/// {choose = {{when = {age = {below = 18}}, give = "child"}}, otherwise = "adult"}
/// {value = 1}, {column = "age"}                the same in every row, and a copy
/// ```
struct Derivation: OperationArgument {
  let expression: Expression
  /// What it was read from, if it was a formula.
  private(set) var formula: String?

  static let argumentWords = "a formula such as \"deaths / births * 1000\", or a way to make it such as {month = \"date\"}"

  static let takesList = true
  static let takesRecord = true
  static let takesFormula = true

  static func argument(_ value: Value) throws -> Derivation? {
    switch value {
    case .text(let formula): try Derivation(formula)
    case .list(let parts): Derivation(expression: try arithmetic(parts))
    case .record(let fields): Derivation(expression: try named(value, fields.map(\.name)))
    default: nil
    }
  }

  /// What a formula makes; a condition makes true and false.
  ///
  /// - Throws: ``FormulaError``, with the column of the text in which it stands.
  init(_ text: String) throws(FormulaError) {
    formula = text
    do { expression = try Formula.expression(text) } catch {
      let condition: Predicate
      do { condition = try Formula.predicate(text, ofColumn: true) } catch let other { throw other.column > error.column ? other : error }
      expression = .when(condition, .value(.boolean(true)), otherwise: .value(.boolean(false)))
    }
  }

  init(expression: Expression) { self.expression = expression }

  private static let forms = ["band", "choose", "column", "value"]
  private static let names = CalendarUnit.allCases.map(\.rawValue) + CalendarPart.allCases.map(\.rawValue) + forms

  private static func named(_ value: Value, _ given: [String]) throws -> Expression {
    var fields = try RecordFields(value, of: "a way to make a column", names: names + ["from", "otherwise"])
    let heads = given.filter(names.contains)
    guard heads.count == 1, let head = heads.first else {
      throw ArgumentError.unusable(
        "from", problem: heads.isEmpty ? "it does not say what to make" : "it says both \(heads.joined(separator: " and "))",
        expectation: "Give one of \(names.joined(separator: ", ")).")
    }
    for (extra, form) in [("from", "band"), ("otherwise", "choose")] where given.contains(extra) && head != form {
      throw ArgumentError.unusable(extra, problem: "it goes with \(form), and this is \(head)", expectation: "Leave it out.")
    }
    if let unit = CalendarUnit(rawValue: head) { return .span(unit, of: try operand(fields.required(head, as: Value.self))) }
    if let part = CalendarPart(rawValue: head) { return .part(part, of: try operand(fields.required(head, as: Value.self))) }
    switch head {
    case "band":
      return .band(try operand(fields.required(head, as: Value.self)), from: try fields.required("from", as: [Double].self))
    case "column": return .column(try fields.required(head, as: String.self))
    case "value": return try literal(fields.required(head, as: Value.self))
    default:
      let branches = try fields.required(head, as: [Branch].self)
      let otherwise = try fields.optional("otherwise", as: Value.self).map(literal)
      return .choose(branches.map(\.branch), otherwise: otherwise ?? .value(.missing(.notApplicable)))
    }
  }

  /// What stands in arithmetic or under a span: a text is a column.
  private static func operand(_ value: Value) throws -> Expression {
    if case .text(let column) = value { return .column(column) }
    return try literal(value)
  }

  /// What a choice gives: a text is itself.
  fileprivate static func literal(_ value: Value) throws -> Expression {
    if case .text(let text) = value { return .value(.text(text)) }
    if let derivation = try argument(value) { return derivation.expression }
    if case .missing(let reason) = value { return .value(.missing(reason)) }
    guard let cell = Cell(value) else {
      throw ArgumentError.wrongKind("a value", expected: "text, a number, or a way to make one", got: value.words, place: nil)
    }
    return .value(cell)
  }

  /// Operands with a sign between each two; `*` and `/` come before `+` and `-`, and equals from left to right.
  private static func arithmetic(_ parts: [Value]) throws -> Expression {
    guard parts.count >= 3, parts.count <= 99, !parts.count.isMultiple(of: 2) else {
      throw ArgumentError.unusable(
        "from", problem: "arithmetic of \(parts.count) \(parts.count == 1 ? "part" : "parts")",
        expectation: "It is written with a sign between each two: {\"deaths\", \"/\", \"population\"}.")
    }
    var operands = [try operand(parts[0])]
    var waiting: [Expression.Operator] = []
    for place in stride(from: 1, to: parts.count, by: 2) {
      let sign = try sign(parts[place])
      let next = try operand(parts[place + 1])
      if sign == .times || sign == .over {
        operands.append(.arithmetic(operands.removeLast(), sign, next))
      } else {
        waiting.append(sign)
        operands.append(next)
      }
    }
    return zip(waiting, operands.dropFirst()).reduce(operands[0]) { .arithmetic($0, $1.0, $1.1) }
  }

  private static func sign(_ value: Value) throws -> Expression.Operator {
    let choices = Expression.Operator.allCases.map(\.rawValue)
    guard case .text(let text) = value else {
      throw ArgumentError.wrongKind(
        "what stands between two numbers", expected: choices.map { "\"\($0)\"" }.joined(separator: ", "), got: value.words,
        place: nil)
    }
    guard let sign = Expression.Operator(rawValue: text) else { throw ArgumentError.notAChoice(text, choices: choices) }
    return sign
  }
}

/// A condition and what a row that meets it gets: `{when = {age = {below = 18}}, give = "child"}`.
private struct Branch: OperationArgument {
  let branch: Expression.Branch

  static let argumentWords = "{when = conditions, give = value}"

  static let takesRecord = true

  static func argument(_ value: Value) throws -> Branch? {
    guard case .record = value else { return nil }
    var fields = try RecordFields(value, of: "a choice", names: ["when", "give"])
    let condition = try fields.required("when", as: Conditions.self).predicate
    return Branch(branch: .init(when: condition, try Derivation.literal(fields.required("give", as: Value.self))))
  }
}

extension CalendarUnit: WordChoice {}
