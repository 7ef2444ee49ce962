import Columns

/// Conditions on columns as a script gives them: `{type = "Drugs", month = {"2024-04", "2024-05"}}`.
///
/// A single value must be equalled, a list holds the values that are wanted, and named fields compare. `any` and `none`
/// hold conditions of this same form, of which one or more, or not one, must be met.
package struct Conditions: OperationArgument {
  let predicate: Predicate
  let words: String
  /// What they were read from, if it was a formula.
  var formula: String?

  package static let argumentWords = "conditions such as {type = \"Drugs\", age = {at_least = 10}} or \"age >= 10 and sex = 'Female'\""

  package static let takesRecord = true
  package static let takesFormula = true

  package static let comparisons = [
    "at_least", "at_most", "above", "below", "between", "is", "is_not", "contains", "begins_with", "ends_with", "missing",
  ]

  package static func argument(_ value: Value) throws -> Conditions? {
    if case .text(let formula) = value { return Conditions(predicate: try Formula.predicate(formula), words: formula, formula: formula) }
    if case .list(let values) = value, values.isEmpty {
      throw ArgumentError.unusable(
        "conditions", problem: "there are none",
        expectation: "A text stands in quotes: {area = \"Leeds\"}; without them it is a name that nobody gave, nil. A value that is missing is {column = {missing = true}}.")
    }
    guard case .record(let fields) = value else { return nil }
    var parts: [(Predicate, String)] = []
    for (name, wanted) in fields {
      if let alternatives = try alternatives(name, wanted) {
        let isAny = name == "any"
        let either = Predicate.or(alternatives.map(\.predicate))
        let words = alternatives.map { alternatives.count > 1 ? "(\($0.words))" : $0.words }.joined(separator: " or ")
        parts.append(isAny ? (either, "(\(words))") : (.not(either), "not (\(words))"))
      } else {
        parts.append(try condition(name, wanted))
      }
    }
    return all(parts).map { Conditions(predicate: $0, words: $1) }
  }

  private static func all(_ parts: [(Predicate, String)]) -> (Predicate, String)? {
    guard let first = parts.first else { return nil }
    return parts.count == 1 ? first : (.and(parts.map(\.0)), parts.map(\.1).joined(separator: " and "))
  }

  /// The conditions that `any` or `none` holds; nil where the name is a column's, whose values are no named fields.
  private static func alternatives(_ name: String, _ wanted: Value) throws -> [Conditions]? {
    guard name == "any" || name == "none" else { return nil }
    switch wanted {
    case .record(let fields) where !fields.allSatisfy({ comparisons.contains($0.name) || OptionNames.option(meantBy: $0.name, of: "a condition") != nil }):
      return try argument(wanted).map { [$0] }
    case .list(let values) where !values.isEmpty:
      var alternatives: [Conditions] = []
      for value in values {
        guard case .record = value, let conditions = try argument(value) else { return nil }
        alternatives.append(conditions)
      }
      return alternatives
    default: return nil
    }
  }

  private static func condition(_ column: String, _ wanted: Value) throws -> (Predicate, String) {
    switch wanted {
    case .list(let values):
      let cells = try values.map { try cell($0, column: column) }
      return (.oneOf(column: column, cells), "\(column) is \(cells.map(\.plainText).joined(separator: " or "))")
    case .record(let fields):
      return try all(fields.map { try comparison(column, $0.name, $0.value) }) ?? (.all, "")
    default:
      let cell = try cell(wanted, column: column)
      return (.compare(column: column, .equal, cell), "\(column) is \(cell.plainText)")
    }
  }

  private static func comparison(_ column: String, _ name: String, _ value: Value) throws -> (Predicate, String) {
    let name = OptionNames.option(meantBy: name, of: "a condition") ?? name
    let phrase = "\(column) \(name.replacing("_", with: " "))"
    switch (name, value) {
    case ("missing", .boolean(let wanted)):
      let isMissing = Predicate.isMissing(column: column)
      return wanted ? (isMissing, "\(column) is missing") : (.not(isMissing), "\(column) is there")
    case ("missing", .text(let word)):
      let known = MissingReason.allCases
      guard let reason = MissingMarkers.published.reason(for: word) ?? known.first(where: { $0.words == word.lowercased() }) else {
        throw ArgumentError.unusable(
          name, problem: "\"\(word)\" is no reason", expectation: "missing is true or false, or a reason: \(known.map { "\"\($0.words)\"" }.joined(separator: "; ")).")
      }
      return (.isMissingFor(column: column, reason), "\(column) is \(reason.words)")
    case ("missing", _): throw wrongKind(name, expected: "true, false or a reason such as \"suppressed\"", value)
    case ("between", .list(let ends)) where ends.count == 2:
      let (low, high) = (try cell(ends[0], column: column), try cell(ends[1], column: column))
      return (.between(column: column, low, high), "\(phrase) \(low.plainText) and \(high.plainText)")
    case ("between", _): throw wrongKind(name, expected: "a list of the least and the most, such as {10, 13}", value)
    case ("contains", _), ("begins_with", _), ("ends_with", _):
      guard let text = String.argument(value) else { throw wrongKind(name, expected: String.argumentWords, value) }
      let predicate: Predicate =
        name == "contains" ? .contains(column: column, text) : name == "ends_with" ? .ends(column: column, with: text) : .begins(column: column, with: text)
      return (predicate, "\(phrase) \(text)")
    case ("is", .list), ("is_not", .list):
      let (predicate, words) = try condition(column, value)
      return name == "is" ? (predicate, words) : (.not(predicate), "not (\(words))")
    default: break
    }
    guard let (comparison, isNegated) = orders[name] else {
      throw ArgumentError.unknownName(name, operation: "a condition", names: comparisons)
    }
    let predicate: Predicate
    let words: String
    if case .record = value {
      var fields = try RecordFields(value, of: "a condition on another column", names: ["column"])
      let other = try fields.required("column", as: String.self)
      (predicate, words) = (.compareColumns(column, comparison, other), other)
    } else {
      let cell = try cell(value, column: column)
      (predicate, words) = (.compare(column: column, comparison, cell), cell.plainText)
    }
    return (isNegated ? .not(predicate) : predicate, "\(phrase) \(words)")
  }

  private static let orders: [String: (Predicate.Comparison, isNegated: Bool)] = [
    "at_least": (.greaterOrEqual, false), "at_most": (.lessOrEqual, false), "above": (.greater, false),
    "below": (.less, false), "is": (.equal, false), "is_not": (.equal, true),
  ]

  private static func wrongKind(_ name: String, expected: String, _ value: Value) -> ArgumentError {
    .wrongKind(name, expected: expected, got: value.words, place: nil)
  }

  private static func cell(_ value: Value, column: String) throws -> Cell {
    guard let cell = Cell(value) else {
      throw wrongKind(column, expected: "text, a number, a date, true or false", value)
    }
    return cell
  }
}

extension Cell {
  /// Creates a cell of a script's value, or nil where it is none: a list, an object, something missing.
  init?(_ value: Value) {
    switch value {
    case .text(let text): self = .text(text)
    case .integer(let number): self = .integer(number)
    case .number(let number): self = .number(number)
    case .boolean(let flag): self = .boolean(flag)
    case .object(let object):
      guard let cell = object.cell else { return nil }
      self = cell
    default: return nil
    }
  }
}
