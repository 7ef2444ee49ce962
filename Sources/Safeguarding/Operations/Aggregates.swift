import Columns

/// What a group gives, by the names of the new columns, as a script says it:
/// `{incidents = "count", mean = {mean = "severity"}, p90 = {quantile = 0.9, of = "severity"}}`, `{correlation = "age", with = "severity"}`.
struct Aggregates: OperationArgument {
  let aggregates: [Query.Aggregate]

  static let argumentWords = "new columns such as {incidents = \"count\", oldest = {maximum = \"age\"}}"

  static let takesRecord = true
  static let takesText = false

  static func argument(_ value: Value) throws -> Aggregates? {
    guard case .record(let fields) = value else { return nil }
    return Aggregates(aggregates: try fields.map { try aggregate($0.name, $0.value) })
  }

  /// The kinds that take a column under their own name.
  private static let kinds: [(name: String, kind: Query.Aggregate.Kind)] = [
    ("count", .count), ("sum", .sum), ("mean", .mean), ("median", .quantile(0.5)), ("minimum", .minimum),
    ("maximum", .maximum), ("distinct", .distinct), ("first", .first), ("last", .last), ("share", .share),
    ("standard_deviation", .standardDeviation), ("variance", .variance),
  ]
  private static let names = kinds.map(\.name) + ["quantile", "correlation"]

  private static func aggregate(_ name: String, _ value: Value) throws -> Query.Aggregate {
    switch value {
    case .text(let text):
      if text == "quantile" || text == "correlation" {
        throw ArgumentError.unusable(
          name, problem: "\(text) of which column?",
          expectation: "Name it: \(name) = \(text == "quantile" ? "{quantile = 0.9, of = \"age\"}" : "{correlation = \"age\", with = \"cost\"}").")
      }
      guard let kind = kinds.first(where: { $0.name == text })?.kind else {
        throw ArgumentError.notAChoice(text, choices: names)
      }
      guard takesRows(kind) else {
        throw ArgumentError.unusable(
          name, problem: "\(text) of which column?", expectation: "Name it: \(name) = {\(text) = \"age\"}.")
      }
      return Query.Aggregate(kind, as: name)
    case .record(let fields): return try aggregate(name, value, fields.map(\.name))
    default:
      throw ArgumentError.wrongKind(
        name, expected: "\"count\" or named fields such as {mean = \"age\"}", got: value.words, place: nil)
    }
  }

  private static func aggregate(_ name: String, _ value: Value, _ given: [String]) throws -> Query.Aggregate {
    var fields = try RecordFields(value, of: "a column of a group", names: names + ["of", "at", "with", "where"])
    let heads = given.filter(names.contains)
    guard heads.count == 1, let head = heads.first else {
      throw ArgumentError.unusable(
        name, problem: heads.isEmpty ? "it says nothing to compute" : "it says both \(heads.joined(separator: " and "))",
        expectation: "Give one of \(names.joined(separator: ", ")).")
    }
    let condition = try fields.optional("where", as: Conditions.self)?.predicate ?? .all
    if head == "quantile", let column = fields.text("quantile") {
      return Query.Aggregate(.quantile(try fields.required("at", as: Double.self)), of: column, as: name, where: condition)
    }
    if head == "quantile" {
      let fraction = try fields.required("quantile", as: Double.self)
      let column = try fields.required("of", as: String.self)
      return Query.Aggregate(.quantile(fraction), of: column, as: name, where: condition)
    }
    if head == "correlation" {
      let column = try fields.required("correlation", as: String.self)
      return Query.Aggregate(.correlation(with: try fields.required("with", as: String.self)), of: column, as: name, where: condition)
    }
    if given.contains("with") {
      throw ArgumentError.unusable(name, problem: "with goes with correlation, and this is \(head)", expectation: "Leave it out.")
    }
    if given.contains("of") {
      throw ArgumentError.unusable(
        name, problem: "\(head) takes its column itself", expectation: "Write \(name) = {\(head) = \"age\"}.")
    }
    let kind = kinds.first { $0.name == head }?.kind ?? .count
    let wanted = try fields.required(head, as: Value.self)
    switch wanted {
    case .boolean(true) where takesRows(kind): return Query.Aggregate(kind, as: name, where: condition)
    case .text(let column): return Query.Aggregate(kind, of: column, as: name, where: condition)
    default:
      throw ArgumentError.wrongKind(
        head, expected: takesRows(kind) ? "true for the rows, or a column's name" : "a column's name",
        got: wanted.words, place: nil)
    }
  }

  /// Whether the kind can be of rows, without a column.
  private static func takesRows(_ kind: Query.Aggregate.Kind) -> Bool { kind == .count || kind == .share }
}
