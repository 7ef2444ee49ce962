public import Columns

extension ThresholdRule: OperationArgument {
  public static var argumentWords: String { "a rule such as {indicator = mmr, at_least = 95}" }

  public static var takesRecord: Bool { true }

  public static func argument(_ value: Value) throws -> ThresholdRule? {
    guard case .record = value else { return nil }
    var fields = try RecordFields(
      value, of: "a rule", names: ["indicator", "name", "warn_within", "areas", "period"] + Test.fieldNames)
    let indicator = try fields.required("indicator", as: Indicator.self)
    guard let test = try Test(from: &fields) else {
      throw ArgumentError.unusable(
        "rule", problem: "it says nothing that must hold",
        expectation: "A rule has one of \(Test.fieldNames.joined(separator: ", ")).")
    }
    return ThresholdRule(
      name: try fields.optional("name", as: String.self), indicator: indicator, test: test,
      warningMargin: try fields.warningMargin(), areas: try fields.optional("areas", as: [Named<Area>].self),
      period: try fields.optional("period", as: Named<Period>.self))
  }
}

extension ThresholdRule.Test {
  /// The names of the fields, one of which a rule has.
  static let fieldNames = [
    "at_least", "at_most", "between", "change_at_most", "change_at_least", "rank_no_worse_than", "band_no_worse_than",
  ]

  /// Takes the one thing that must hold out of the fields of a rule, or makes nothing where none of them says any.
  init?(from fields: inout RecordFields) throws {
    var found: [Self] = []
    if let limit = try fields.optional("at_least", as: Double.self) { found.append(.atLeast(limit)) }
    if let limit = try fields.optional("at_most", as: Double.self) { found.append(.atMost(limit)) }
    if let limits = try fields.optional("between", as: [Double].self) {
      guard limits.count == 2, limits[0] <= limits[1] else {
        throw ArgumentError.unusable("between", problem: "two limits are wanted, the lower first", expectation: "between = {60, 80}.")
      }
      found.append(.between(limits[0], limits[1]))
    }
    if let limit = try fields.optional("change_at_most", as: Double.self) { found.append(.changeAtMost(limit)) }
    if let limit = try fields.optional("change_at_least", as: Double.self) { found.append(.changeAtLeast(limit)) }
    if let limit = try fields.optional("rank_no_worse_than", as: Int.self) { found.append(.rankNoWorseThan(limit)) }
    if let word = try fields.optional("band_no_worse_than", as: String.self) {
      guard let band = QuartileBand(rawValue: word.uppercased()) else {
        throw ArgumentError.notAChoice(word, choices: QuartileBand.allCases.map(\.rawValue))
      }
      found.append(.bandNoWorseThan(band))
    }
    guard found.count <= 1 else {
      throw ArgumentError.unusable(
        "rule", problem: "it says \(found.count) things",
        expectation: "A rule has one of \(Self.fieldNames.joined(separator: ", ")).")
    }
    guard let test = found.first else { return nil }
    self = test
  }
}

extension RecordFields {
  /// Takes out how near to breaking a rule is a warning: zero where nothing is said.
  mutating func warningMargin() throws -> Double {
    let margin = try optional("warn_within", as: Double.self) ?? 0
    guard margin >= 0 else {
      throw ArgumentError.unusable("warn_within", problem: "a margin is not negative", expectation: "warn_within = 2.")
    }
    return margin
  }
}

extension ThresholdSet: ScriptObject {
  public static let kind = ObjectKind("thresholds", summary: "A named set of rules over indicators.")
  public static let fields: [ObjectField<ThresholdSet>] = [
    .init("name", "The name of the set.") { .text($0.name) },
    .init("rules", "The rules in words.") { .list($0.rules.map { .text("\($0.indicator.definition.key): \($0.name)") }) },
  ]
  public var words: String { "\(name): \(rules.count == 1 ? "1 rule" : "\(PrintedNumber.of(rules.count)) rules")" }
  public var table: Table? {
    Table(
      checked: [
        Column("indicator", texts: rules.map(\.indicator.definition.key)), Column("rule", texts: rules.map(\.name)),
      ], rowCount: rules.count)
  }
}

extension ThresholdReport: ScriptObject {
  public static let kind = ObjectKind("threshold_report", summary: "What a check of thresholds found.")
  public static let fields: [ObjectField<ThresholdReport>] = [
    .init("name", "The name of the set of rules.") { .text($0.name) },
    .init("red", "How many results are red.") { .integer($0.count(.red)) },
    .init("amber", "How many results are amber.") { .integer($0.count(.amber)) },
    .init("green", "How many results are green.") { .integer($0.count(.green)) },
    .init("no_data", "How many results have no data.") { .integer($0.count(.noData)) },
    .init("rows", "The results as a table.") { $0.table.map { .object($0) } ?? .nothing },
  ]
  public static var isList: Bool { true }
  public var words: String {
    "\(name): "
      + ThresholdResult.Status.allCases.map { "\(PrintedNumber.of(count($0))) \($0.rawValue)" }.joined(separator: ", ")
  }
  public var table: Table? {
    var seen: Set<TableSource> = []
    let sources = results.flatMap(\.indicator.sources).filter { seen.insert($0).inserted }
    return Table(
      checked: [
        Column("status", texts: results.map(\.status.rawValue)),
        Column("area", texts: results.map(\.area.name)),
        Column("indicator", texts: results.map(\.indicator.definition.title)),
        Column("period", texts: results.map(\.period.label)),
        Column("rule", texts: results.map(\.rule)),
        Column("value", texts: results.map(\.value)),
        Column("reason", texts: results.map(\.reason)),
        Column("since", cells: results.map { $0.since.map { .text($0) } ?? .missing(.notApplicable) }, typeWhereMissing: .text),
      ], rowCount: results.count, sources: sources)
  }
  public var reasons: [String] { table?.sources.map(\.words) ?? [] }
}

extension Operation {
  /// Names a set of rules.
  static let thresholds = Operation(
    "thresholds", summary: "A named set of rules that indicators should keep, to check areas against.",
    discussion: """
      A rule names an indicator and one thing that must hold: at_least, at_most, between, change_at_most and \
      change_at_least (per cent of the period before), rank_no_worse_than (best first) or band_no_worse_than (A to D). \
      warn_within is the margin, in the unit of the rule, within which a kept rule is amber. areas and period may stand in \
      the rule.
      """,
    example: """
      thresholds("immunisation", {{indicator = mmr, at_least = 95, warn_within = 1}})
      --> immunisation: 1 rule
      """,
    Parameter<String>("name", "The name of the set."),
    Parameter<[ThresholdRule]>("rules", "The rules.")
  ) { name, rules in ThresholdSet(name: name, rules: rules) }

  /// Checks areas against a set of rules.
  static let check = Operation(
    "check", summary: "A red, amber or green for each rule and area, with the reason.",
    discussion: """
      Red is broken, amber is kept by less than the rule's margin, green is kept. An area without a value is no data and \
      says why: it is never a zero. since is the first of the periods in which the rule has been broken, or kept, without a break, or always.
      """,
    example: """
      thresholds("immunisation", {{indicator = mmr, at_least = 95}}):check{areas = {"Middlesbrough", "Redcar and Cleveland"}, period = "2019-2020 Q1"}
      --> immunisation: 2 red, 0 amber, 0 green, 0 no data
      """,
    Parameter<ThresholdSet>("thresholds", "The rules."),
    Parameter<[Named<Area>]?>("areas", "The areas to check.", otherwise: "every local authority"),
    Parameter<Named<Period>?>("period", "The period's label.", otherwise: "the latest period with values")
  ) { set, areas, period in try set.check(areas: areas, period: period) }
}
