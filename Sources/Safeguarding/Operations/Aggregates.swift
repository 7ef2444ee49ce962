import Columns

/// What a group gives, by the names of the new columns, as a script says it:
/// `{incidents = "count", mean = {mean = "severity"}, p90 = {quantile = 0.9, of = "severity"}}`, `{correlation = "age", with = "severity"}`.
///
/// `{age = "mean"}` is the mean of the column of that name, and `{oldest = "max(age)"}` what SQL and R write; `{rate = "sum(deaths) / sum(births)"}`
/// is a ``GroupFormula``.
struct Aggregates: OperationArgument {
  /// The names of the new columns, in their order.
  let names: [String]
  private(set) var aggregates: [Query.Aggregate] = []
  private(set) var formulas: [GroupFormula] = []
  /// The names that stand for a column of their own, with what is computed of it.
  private(set) var ofTheirOwn: [String: String] = [:]
  /// The names that stand for a figure of what may be a column, a difference or a condition, with what was written: `sum(closed - opened)`,
  /// `mean(outcome contains 'court')`.
  private var ofMoreWords: [String: String] = [:]

  static let argumentWords = "new columns such as {incidents = \"count\", oldest = {maximum = \"age\"}}"

  static let takesRecord = true
  static let takesText = false
  static let takesFormula = true

  static func argument(_ value: Value) throws -> Aggregates? {
    guard case .record(let fields) = value else { return nil }
    var made = Aggregates(names: fields.map(\.name))
    for field in fields { try made.add(field.name, field.value) }
    return made
  }

  /// The rows of each group, counted.
  static let rowCount = Aggregates(names: ["count"], aggregates: [.count()])

  /// What one text says: `sum(n)`, `count(age < 18)`.
  init(_ name: String, _ text: String) throws {
    names = [name]
    try add(name, .text(text))
  }

  private init(names: [String], aggregates: [Query.Aggregate] = []) { (self.names, self.aggregates) = (names, aggregates) }

  private mutating func add(_ name: String, _ value: Value) throws {
    if case .text(let text) = value {
      if let (kind, column) = try Self.call(text, for: name) {
        if column?.contains(where: { $0 == "-" || $0 == " " && kind != .count }) ?? false { ofMoreWords[name] = text }
        return aggregates.append(.init(kind, of: column, as: name))
      }
      if text.contains("(") { return formulas.append(try GroupFormula(name, text)) }
      if let kind = Self.kind(called: text), !Self.takesRows(kind) { ofTheirOwn[name] = text }
    }
    aggregates.append(try Self.aggregate(name, value))
  }

  /// The same for a table of some columns: a figure of several words is one of a column where one is called so.
  func knowing(_ columns: [String]) throws -> Aggregates {
    var copy = self
    for (name, text) in ofMoreWords.sorted(by: { $0.key < $1.key }) {
      guard let place = copy.aggregates.firstIndex(where: { $0.name == name }), let column = copy.aggregates[place].column, !columns.contains(column),
        let formula = try? GroupFormula(name, text)
      else { continue }
      copy.aggregates.remove(at: place)
      copy.formulas.append(formula)
    }
    return copy
  }

  /// Refuses what is to be computed of a column that is not there.
  ///
  /// - Throws: ``ArgumentError``.
  func check(columns: [String]) throws {
    guard let (name, text) = ofTheirOwn.first(where: { !columns.contains($0.key) }) else { return }
    throw ArgumentError.unusable(name, problem: "\(text) of which column?", expectation: "Name it: \(name) = {\(text) = \"age\"}.")
  }

  static func kind(called name: String) -> Query.Aggregate.Kind? {
    let own = ownName(of: name)
    return kinds.first { $0.name == own }?.kind
  }

  /// The name here of what other tools call so.
  private static func ownName(of name: String) -> String { choices.contains(name) ? name : NearestName.synonym(of: name, among: choices) ?? name }

  /// The kinds that take a column under their own name.
  private static let kinds: [(name: String, kind: Query.Aggregate.Kind)] = [
    ("count", .count), ("sum", .sum), ("mean", .mean), ("median", .quantile(0.5)), ("minimum", .minimum),
    ("maximum", .maximum), ("distinct", .distinct), ("first", .first), ("last", .last), ("share", .share),
    ("standard_deviation", .standardDeviation), ("variance", .variance),
  ]
  private static let choices = kinds.map(\.name) + ["quantile", "correlation"]

  private static func aggregate(_ name: String, _ value: Value) throws -> Query.Aggregate {
    switch value {
    case .text(let text):
      if text == "quantile" || text == "correlation" {
        throw ArgumentError.unusable(
          name, problem: "\(text) of which column?",
          expectation: "Name it: \(name) = \(text == "quantile" ? "{quantile = 0.9, of = \"age\"}" : "{correlation = \"age\", with = \"cost\"}").")
      }
      guard let kind = kind(called: text) else { throw ArgumentError.notAChoice(text, choices: choices) }
      return takesRows(kind) ? Query.Aggregate(kind, as: name) : Query.Aggregate(kind, of: name, as: name)
    case .record(let fields):
      let own = fields.map { (name: ownName(of: $0.name), value: $0.value) }
      return try aggregate(name, .record(own), own.map(\.name))
    default:
      throw ArgumentError.wrongKind(
        name, expected: "\"count\" or named fields such as {mean = \"age\"}", got: value.words, place: nil)
    }
  }

  /// What is computed of which column where it is written as a call: `max(age)`, `n_distinct(child)`, `count()`; nil where it is not, or is of
  /// more than a column.
  static func call(_ text: String, for name: String) throws -> (kind: Query.Aggregate.Kind, column: String?)? {
    guard let (_, head, inside) = text.wholeMatch(of: #/\s*([A-Za-z_]+)\s*\((.*)\)\s*/#)?.output else { return nil }
    // count(distinct person) is read as a formula.
    guard !inside.contains(#/^\s*(?i:distinct)\s/#) else { return nil }
    var column = String(inside.trimmed)
    // Marks about a name: `age`, "age".
    if let mark = column.first, "`\"'".contains(mark), column.count > 2, column.last == mark, !column.replacing("``", with: "").dropFirst().dropLast().contains(mark) { column = String(column.dropFirst().dropLast()).replacing("``", with: "`") }
    let isPlain = column != String(inside.trimmed) || !column.contains { "(),+*/<>=!".contains($0) }
    guard isPlain || column == "*" else { return nil }
    guard let kind = kind(called: String(head).lowercased()) else { throw ArgumentError.notAChoice(String(head), choices: choices) }
    guard !["", "*"].contains(column) else {
      guard takesRows(kind) else { throw ArgumentError.unusable(name, problem: "\(head) of which column?", expectation: "Name it: \(name) = \"\(head)(age)\".") }
      return (kind, nil)
    }
    return (kind, column)
  }

  private static func aggregate(_ name: String, _ value: Value, _ given: [String]) throws -> Query.Aggregate {
    var fields = try RecordFields(value, of: "a column of a group", names: choices + ["of", "at", "with", "where"])
    let heads = given.filter(choices.contains)
    guard heads.count == 1, let head = heads.first else {
      throw ArgumentError.unusable(
        name, problem: heads.isEmpty ? "it says nothing to compute" : "it says both \(heads.joined(separator: " and "))",
        expectation: "Give one of \(choices.joined(separator: ", ")).")
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
  static func takesRows(_ kind: Query.Aggregate.Kind) -> Bool { kind == .count || kind == .share }
}
