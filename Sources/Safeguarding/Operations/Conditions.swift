import Columns

/// Conditions on columns as a script gives them: `{type = "Drugs", month = {"2024-04", "2024-05"}}`.
///
/// A single value must be equalled, a list holds the values that are wanted, and named fields compare: `at_least`,
/// `at_most`, `above`, `below`, `is_not`, `contains`, and `missing = true` or `false`.
struct Conditions: OperationArgument {
  let predicate: Predicate
  let words: String

  static let argumentWords = "conditions such as {type = \"Drugs\", month = {\"2024-04\", \"2024-05\"}}"

  static let takesRecord = true

  private static let comparisons = ["at_least", "at_most", "above", "below", "is_not", "contains", "missing"]

  static func argument(_ value: Value) throws -> Conditions? {
    guard case .record(let fields) = value else { return nil }
    var parts: [Predicate] = []
    var words: [String] = []
    for (column, wanted) in fields {
      let (predicate, text) = try condition(column, wanted)
      parts.append(predicate)
      words.append(text)
    }
    return Conditions(predicate: parts.count == 1 ? parts[0] : .and(parts), words: words.joined(separator: " and "))
  }

  private static func condition(_ column: String, _ wanted: Value) throws -> (Predicate, String) {
    switch wanted {
    case .list(let values):
      let cells = try values.map { try cell($0, column: column) }
      return (.oneOf(column: column, cells), "\(column) is \(cells.map(\.plainText).joined(separator: " or "))")
    case .record(let fields):
      var parts: [Predicate] = []
      var words: [String] = []
      for (name, value) in fields {
        let (predicate, text) = try comparison(column, name, value)
        parts.append(predicate)
        words.append(text)
      }
      return (.and(parts), words.joined(separator: " and "))
    default:
      let cell = try cell(wanted, column: column)
      return (.compare(column: column, .equal, cell), "\(column) is \(cell.plainText)")
    }
  }

  private static func comparison(_ column: String, _ name: String, _ value: Value) throws -> (Predicate, String) {
    if name == "missing", case .boolean(let wanted) = value {
      let isMissing = Predicate.isMissing(column: column)
      return wanted ? (isMissing, "\(column) is missing") : (.not(isMissing), "\(column) is there")
    }
    let cell = try cell(value, column: column)
    let words = "\(column) \(name.replacing("_", with: " ")) \(cell.plainText)"
    switch name {
    case "at_least": return (.compare(column: column, .greaterOrEqual, cell), words)
    case "at_most": return (.compare(column: column, .lessOrEqual, cell), words)
    case "above": return (.compare(column: column, .greater, cell), words)
    case "below": return (.compare(column: column, .less, cell), words)
    case "is_not": return (.not(.compare(column: column, .equal, cell)), words)
    case "contains": return (.contains(column: column, cell.plainText), words)
    default: throw ArgumentError.unknownName(name, operation: "a condition", names: comparisons)
    }
  }

  private static func cell(_ value: Value, column: String) throws -> Cell {
    switch value {
    case .text(let text): return .text(text)
    case .integer(let number): return .integer(number)
    case .number(let number): return .number(number)
    case .boolean(let flag): return .boolean(flag)
    default:
      throw ArgumentError.wrongKind(column, expected: "text, a number, true or false", got: value.words, place: nil)
    }
  }
}
