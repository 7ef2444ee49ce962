import Columns

extension Comparison: ScriptObject {
  public static let kind = ObjectKind("comparison", summary: "An area's value held against another.")

  public static let fields: [ObjectField<Comparison>] = [
    .init("area", "The area's name.") { .text($0.area.name) },
    .init("indicator", "The indicator's key.") { .text($0.indicator.definition.key) },
    .init("period", "The period's label.") { .text($0.period.label) },
    .init("value", "The value, in the indicator's unit.") { .number($0.value) },
    .init("lower", "The area's lower limit at the first level; missing where it is not given.") { Self.value($0.limits.lower) },
    .init("upper", "The area's upper limit at the first level; missing where it is not given.") { Self.value($0.limits.upper) },
    .init("comparator", "What the value is compared with.") { .text($0.comparator) },
    .init("comparator_value", "The comparator's value, in the indicator's unit.") { .number($0.comparatorValue) },
    .init("difference", "The value less the comparator's, in the indicator's unit.") { .number($0.difference) },
    .init("verdict", "better, similar or worse; higher or lower without polarity; not compared without evidence.") { .text($0.verdict.rawValue) },
    .init("level", "The highest level at which the values differ, a fraction; missing where they don't.") { Self.value($0.level?.fraction) },
    .init("p_value", "The probability of such a difference where there is none; missing for other methods.") { Self.value($0.probability) },
    .init("method", "How the values are compared: interval, overlap, test or value.") { .text($0.method.rawValue) },
    .init("evidence", "What the area's value rests on.") { .text($0.evidence) },
  ]

  private static func value(_ number: Double?) -> Value { number.map { .number($0) } ?? .missing(.notApplicable) }

  public var words: String {
    var text = "\(area.name): \(indicator.text(value))"
    if let lower = limits.lower, let upper = limits.upper, let first = levels.first {
      text += " (\(first.words) interval \(number(lower)) to \(number(upper)))"
    }
    let graded = level.map { " at \($0.words)" } ?? ""
    text += ": \(verdict.rawValue)\(graded)"
    text += verdict == .notCompared ? " with " : verdict == .similar ? " to " : " than "
    text += "\(comparator)"
    if method != .value { text += ", \(indicator.text(comparatorValue))" }
    if let probability { text += probability < 0.001 ? ", p < 0.001" : ", p = \(PrintedNumber.of(probability, decimals: 3))" }
    if verdict == .notCompared {
      let unit = indicator.definition.unit
      text += ", \(unit.difference(value - comparatorValue, decimals: indicator.definition.decimals)) without a test: \(evidence)"
    }
    return text + "; \(indicator.titleAndKey), \(period.words)"
  }

  private func number(_ value: Double) -> String { PrintedNumber.of(value, decimals: indicator.definition.decimals) }

  public var reasons: [String] {
    ["rule: \(method.words), at \(levels.map(\.words).joined(separator: " and "))", "evidence: \(evidence)"] + notes
      + indicator.sources.map(\.words)
  }
}

extension Operation {
  private static let comparator = Parameter<Comparator>("with", "What to compare with.", default: .area("England"), words: "\"England\"")
  private static let comparisonMethod = Parameter<ComparisonMethod?>(
    "method", "How it is decided that two values differ.",
    otherwise: "\"value\" with a goal, \"test\" with another period, and \"interval\" with other areas")
  private static let confidence = Parameter<[ConfidenceLevel]>(
    "confidence", "One level, or two for five grades: {0.95, 0.998}.", default: [.percent95], words: "0.95")
  private static let discussion = """
    By "interval" the comparator differs where it lies outside the area's interval, as Fingertips has it; by "overlap" where \
    the intervals of both don't meet; by "test" where chance alone would seldom part them so far; by "value" at once. \
    Intervals come from counts and populations (exact below 10 cases, Byar's above; Wilson's for percentages) or are those \
    published; where only a rate is published, join the population: indicator:with{denominator = children}. Without either \
    the verdict is "not compared". England and a region hold the area itself, as they do on Fingertips.
    """
  private static let source = "OHID, Fingertips: comparing areas with a comparator"

  /// Compares one area.
  static let compare = Operation(
    "compare", summary: "Whether an area is better than, similar to or worse than England, its region, neighbours, a goal or itself before.",
    discussion: discussion, source: source,
    example: """
      lait:indicator("CPP_rate"):with{denominator = children}:compare("Middlesbrough", {period = "2020", confidence = {0.95, 0.998}})
      --> Middlesbrough: 115.3 per 10,000 (95% interval 104.0 to 127.5): higher at 99.8% than England, 43.7 per 10,000; Child Protection Plans rate per 10,000 (CPP_rate), 31 March 2020
      """,
    Parameter<Indicator>("indicator", "The indicator to compare by."),
    Parameter<Named<Area>>("area", "The area to compare."),
    comparator,
    Parameter<Named<Period>?>("period", "The period's label.", otherwise: "the latest period with values"),
    comparisonMethod, confidence
  ) { indicator, name, comparator, period, method, levels in
    try Comparison(
      of: indicator, indicator.register.area(name.text), in: indicator.period(period), with: comparator, method: method,
      levels: checked(levels))
  }

  private static func checked(_ levels: [ConfidenceLevel]) throws -> [ConfidenceLevel] {
    guard (1...2).contains(levels.count) else {
      throw ArgumentError.unusable(
        "confidence", problem: "\(levels.count) levels are given", expectation: "One level, or two for five grades: {0.95, 0.998}.")
    }
    return levels
  }

  /// Compares every area of a set.
  static let comparisons = Operation(
    "comparisons", summary: "Every area of a set held against England, its region, neighbours, a goal or itself before.",
    discussion: discussion + " An area that can't be compared stands in the table, and the notes count them by reason.",
    source: source,
    example: """
      lait:indicator("CPP_rate"):with{denominator = children}:comparisons{period = "2020", among = "North East"}:where{verdict = "higher"}:head(1)[1].area
      --> Gateshead
      """,
    Parameter<Indicator>("indicator", "The indicator to compare by."),
    comparator,
    Parameter<Named<Period>?>("period", "The period's label.", otherwise: "the latest period with values"),
    Parameter<AreaSet>("among", "The areas to compare.", default: .all, words: "\"all\""),
    comparisonMethod, confidence
  ) { indicator, comparator, name, set, method, levels in
    let period = try indicator.period(name)
    let levels = try checked(levels)
    let values = try indicator.values(of: set, in: period, around: nil)
    var compared: [(area: Area, comparison: Comparison)] = []
    var leftOut: [String: [String]] = [:]
    for area in values.areas {
      do {
        compared.append((area, try Comparison(of: indicator, area, in: period, with: comparator, method: method, levels: levels)))
      } catch let error as IndicatorError {
        // A rule that fits no area at all is the caller's mistake, and no gap in the data.
        if case .badRule = error { throw error }
        var reason = error.diagnostic.problem
        // These words name the area, and would make a reason of its own for each.
        if case .noValue(_, area.name, let label, let why, _) = error { reason = "no value in \(label): \(why)" }
        leftOut[reason, default: []].append(area.name)
      } catch let error as NeighbourError {
        leftOut[error.diagnostic.problem, default: []].append(area.name)
      }
    }
    let unit = indicator.definition.unit.words
    let comparisons = compared.map(\.comparison)
    func numbers(_ field: (Comparison) -> Double?) -> [Cell] {
      comparisons.map { field($0).map { .number($0) } ?? .missing(.notApplicable) }
    }
    let decimals = indicator.definition.decimals
    let notCompared = comparisons.filter { $0.verdict == .notCompared }
    var notes = values.notes + leftOut.sorted { $0.key < $1.key }.map { "not in the table: \($0.value.joined(separator: ", ")): \($0.key)" }
    if let first = notCompared.first {
      notes.append("\(PrintedNumber.of(notCompared.count)) not compared, such as \(first.area.name): \(first.evidence)")
    }
    if let first = comparisons.first {
      notes.append("rule: \(first.method.words), at \(levels.map(\.words).joined(separator: " and "))")
    }
    return Table(
      checked: [
        Column("area", texts: comparisons.map(\.area.name)), Column("code", texts: comparisons.map(\.area.code)),
        Column("value", numbers: comparisons.map(\.value), unit: unit, decimals: decimals).measuring("\(indicator.titleAndKey), \(period.words)"),
        Column("lower", cells: numbers(\.limits.lower), unit: unit, decimals: decimals),
        Column("upper", cells: numbers(\.limits.upper), unit: unit, decimals: decimals),
        Column("comparator", texts: comparisons.map(\.comparator)),
        Column("comparator_value", numbers: comparisons.map(\.comparatorValue), unit: unit, decimals: decimals),
        Column("verdict", texts: comparisons.map(\.verdict.rawValue)),
        Column("level", cells: numbers { $0.level.map { $0.fraction * 100 } }, unit: "%"),
        Column("p_value", cells: numbers(\.probability), decimals: 4, typeWhereMissing: .number),
      ], rowCount: comparisons.count, sources: indicator.sources, notes: notes)
  }
}
