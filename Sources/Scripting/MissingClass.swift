internal import Columns
internal import LuaRuntime
internal import Safeguarding

extension LuaClass {
  /// A value that should be there and is not: it keeps its reason through sums and prints it, and it can't be compared.
  static let missing = LuaClass(
    "missing",
    field: { payload, key in
      guard let reason = payload as? MissingReason else { return nil }
      switch key {
      case "reason": return .text(reason.words)
      case "symbol": return .text(reason.symbol)
      default: throw UnknownField(kind: "a missing value", name: key, names: ["reason", "symbol"])
      }
    },
    text: { payload in (payload as? MissingReason).map { "\($0.symbol) \($0.words)" } ?? "" },
    names: { _ in ["reason", "symbol"] },
    equals: { left, right in reason(left) == reason(right) },
    less: { _, _ in throw MissingComparison() },
    add: propagate, subtract: propagate, multiply: propagate, divide: propagate, negate: { $0 },
    concatenate: { left, right in .text(text(left) + text(right)) })

  /// The object of each reason: one and the same wherever it occurs, so that a column of them takes no memory.
  static let missingObjects: [MissingReason: LuaObject] = Dictionary(
    uniqueKeysWithValues: MissingReason.allCases.map { ($0, LuaObject($0, as: .missing)) })

  private static func reason(_ value: LuaValue) -> MissingReason? {
    if case .object(let object) = value { object.payload as? MissingReason } else { nil }
  }

  /// The result of arithmetic on a missing value: missing, for the reason of the first operand that has one.
  private static let propagate: LuaClass.Operator = { left, right in reason(left) == nil ? right : left }

  private static func text(_ value: LuaValue) -> String {
    if let reason = reason(value) { return reason.symbol }
    return switch value {
    case .integer(let number): String(number)
    case .number(let number): Cell.number(number).plainText
    default: value.text ?? value.kindName
    }
  }
}

/// A comparison of a missing value, which is neither more nor less than another.
struct MissingComparison: Error, CustomStringConvertible {
  var description: String {
    "attempt to compare a missing value\n  hint: test it with is_missing(value) first"
  }
}

/// A field that an object does not have.
struct UnknownField: DiagnosableError {
  /// The kind of object with its article.
  let kind: String
  let name: String
  let names: [String]
  /// How a table is had from the object, of which the name may be a method.
  var tableWords: String?
  /// The columns of a table, of which it may be one.
  var columns: [String] = []
  /// A key of a collection, whose indicators may have it.
  var indicatorKey: String?

  /// What is done here in another way than by a method of a name, or of a name on one kind.
  private static let otherWays: [String: String] = {
    let within = "a figure beside each row of its group: t:by(\"area\"):derive(\"place\", \"rank(n)\"), also n / sum(n), lag(n) and cumulative(n)"
    let near = "no distance is measured from a point: a box is t:where{latitude = {between = {54.5, 54.6}}, longitude = {between = {-1.3, -1.2}}}"
    let rows = "a table is the list of its rows: for i, row in ipairs(t) do print(row.area) end"
    var ways = ["rows": rows, "iterrows": rows, "itertuples": rows, "within": near, "near": near, "radius": near, "distance": near]
    for name in ["rank", "ranked", "shares", "cumulative", "rolling", "lag"] { ways["grouping.\(name)"] = within }
    for name in ["ipairs", "pairs", "to_table", "tolist", "each", "foreach", "map_rows", "iter"] { ways["table.\(name)"] = rows }
    for name in ["first", "last", "get", "row", "nth", "at", "iloc"] { ways["table.\(name)"] = "a row is t[1], and the last t[#t]; a value of one t[1].area" }
    for name in ["col", "pluck", "pull", "column_values", "to_list", "values"] { ways["table.\(name)"] = "a column is t.area, of which t.area[1] is the first value; its different values are t:unique(\"area\")" }
    for name in ["diff", "pct_change", "delta"] {
      ways["table.\(name)"] = "from the row before: t:derive{change = \"n - lag(n)\", percent = \"round((n / lag(n) - 1) * 100, 1)\"}"
    }
    for name in ["split", "group_split", "partition", "groups"] {
      ways["table.\(name)"] = "the rows of one name after the other: for i, name in ipairs(t:unique(\"area\")) do local rows = t:where{area = name} end; a figure of each: t:by(\"area\"):sum(\"n\")"
    }
    for name in ["recode", "case_when", "replace", "map_values", "cut"] {
      ways["table.\(name)"] = "other words for values are a column: t:derive(\"group\", \"case when age in ('10-17', 'under 10') then 'child' else 'adult' end\"); bands of numbers are band(age, 0, 10, 18)"
    }
    for name in ["fct_lump", "fct_lump_n", "lump"] {
      ways["table.\(name)"] = "the commonest are t:count(\"x\"):top(4); all others as one: t:derive(\"few\", \"if(x in ('a', 'b'), x, 'other')\")"
    }
    for kind in ["incidents", "table"] { ways["\(kind).profile"] = "help(\"profile\") says what makes a problem profile" }
    for name in ["top", "head", "bottom"] { ways["indicator.\(name)"] = "indicator:ranking{period = \"2024\"}:head(10) are the first ten" }
    ways["indicator.neighbours"] = "statistical neighbours are among whom it is ranked or compared: indicator:rank(area, {among = neighbours}), indicator:compare(area, {with = neighbours})"
    for name in ["threshold", "above", "below", "exceeds"] {
      ways["indicator.\(name)"] = "whether a limit is kept, and since when: thresholds(\"mine\", {{indicator = i, at_most = 60}}):check(\"Leeds\"); the areas beyond it: indicator:ranking{period = \"2024\"}:where(\"value > 60\")"
    }
    ways["indicator.changes"] = "each area's change with its p value: indicator:comparisons{with = period(\"2021\")}"
    ways["indicator.where"] = "its values are a table: indicator:values{period = \"2024\"}:where(\"value > 80\")"
    ways["table.trend"] = "a trend is of an indicator's area: indicator:trend(\"Leeds\"); of a list of numbers in order of time, mann_kendall(t.value) and theil_sen(t.value)"
    return ways
  }()

  /// How incidents are had from a table, whose method they would have.
  private var ofIncidents: String? {
    guard kind == "a table", OperationCatalogue.methods(of: Incidents.kind).contains(where: { $0.name == name }) else { return nil }
    return "\(name) is a method of incidents; of a table that was one of them, or of your own: t:incidents(\"time\"):\(name)(...), with the column of its times or months"
  }

  /// How it is had of an indicator of a collection.
  private var ofIndicator: String? {
    guard let key = indicatorKey else { return nil }
    let isMethod = OperationCatalogue.methods(of: Indicator.kind).contains { $0.name == name }
    guard isMethod || Indicator.fieldNames.contains(name) else { return nil }
    return "\(name) is of one indicator, which is taken by its key: collection:indicator(\"\(key)\")\(isMethod ? ":\(name)(...)" : ".\(name)"); collection.keys lists the keys"
  }

  var diagnostic: Diagnostic {
    let functions = OperationCatalogue.functions
    let ofFunction = functions.first { $0.name == name } ?? NearestName.synonym(of: name, among: functions.map(\.name)).flatMap { own in functions.first { $0.name == own } }
    let kindName = kind.split(separator: " ").last.map(String.init) ?? ""
    let otherWay = Self.otherWays["\(kindName).\(name)"] ?? Self.otherWays[name]
    let nearColumn = NearestName.hint(for: name, among: columns)
    let partOfColumn = NearestName.hint(forPart: name, among: columns)
    let near = otherWay ?? ofIncidents ?? ofIndicator ?? nearColumn ?? NearestName.hint(for: name, among: names) ?? partOfColumn ?? ofFunction.map { "\($0.name) is a function: \($0.signature); help(\"\($0.name)\")" }
    // Who only misspelt a name need not read all the others.
    let isKnown = names.count > 20 && (near != nil || tableWords != nil)
    let expectation =
      if !columns.isEmpty, nearColumn != nil || near == nil {
        "\(ObjectKind.areMany(kind) ? "Their" : "Its") columns are \(columns.prefix(20).joined(separator: ", "))\(columns.count > 20 ? " and \(columns.count - 20) more (print(t.columns))" : ""); help(\"\(kindName)\") lists its methods."
      } else if isKnown {
        "help(\"\(kindName)\") lists what \(ObjectKind.areMany(kind) ? "they have" : "it has")."
      } else {
        "\(ObjectKind.areMany(kind) ? "They have" : "It has") \(names.joined(separator: ", "))."
      }
    return Diagnostic(
      "\(kind) \(ObjectKind.areMany(kind) ? "have" : "has") no \"\(name)\"",
      expectation: expectation,
      hint: otherWay ?? tableWords.map { "\(name) is a method of a table: \($0)" } ?? near)
  }
}
