import Columns

/// How an indicator's value for an area differs between two periods.
public struct Change: Sendable {
  public let indicator: Indicator
  public let area: Area
  public let from: Period
  public let to: Period
  public let fromValue: Double
  public let toValue: Double

  /// Compares two periods of an area.
  ///
  /// - Throws: ``IndicatorError/noValue(indicator:area:period:reason:)`` where either value is missing: a missing value is
  ///   never taken as zero.
  public init(of indicator: Indicator, area: Area, from: Period, to: Period) throws(IndicatorError) {
    self.indicator = indicator
    self.area = area
    self.from = from
    self.to = to
    fromValue = try indicator.published(area, from)
    toValue = try indicator.published(area, to)
  }

  /// The later value less the earlier one, in the indicator's unit, without the noise of binary fractions.
  public var difference: Double { DecimalDigits.difference(toValue, fromValue) }

  /// The difference as a percentage of the earlier value, or nil where that is zero.
  public var percent: Double? { fromValue == 0 ? nil : difference / fromValue.magnitude * 100 }

  /// The difference in per cent with its interval, from what both values rest on; nil where nothing tells how exact they
  /// are.
  public var percentChange: PercentChange? {
    PercentChange(from: indicator.evidence(for: area, in: from), to: indicator.evidence(for: area, in: to))
  }

  /// What the change means, given which way is good.
  public var direction: Direction {
    if difference == 0 { return .noChange }
    return switch indicator.definition.polarity {
    case .neither: difference > 0 ? .up : .down
    case .high: difference > 0 ? .better : .worse
    case .low: difference < 0 ? .better : .worse
    }
  }

  /// What a change means.
  public enum Direction: String, Hashable, Sendable {
    case better, worse, up, down
    case noChange = "no change"
  }

  /// The periods that lie between the two and are not in the publication; nil where the step is not regular.
  public var periodsMissing: Int? {
    let between = indicator.periods.filter { from < $0 && $0 < to }
    var missing = 0
    for (earlier, later) in zip([from] + between, between + [to]) {
      guard let gap = earlier.periodsMissing(before: later) else { return nil }
      missing += gap
    }
    return missing
  }

  /// What a reader must know: that periods are missing between the two, or that the kinds of period differ.
  public var notes: [String] {
    indicator.madeNotes(of: area, in: [from, to]) + gapNotes
  }

  private var gapNotes: [String] {
    switch periodsMissing {
    case nil: ["\(from.label) and \(to.label) are not periods of one kind"]
    case let gap? where gap > 0:
      ["\(gap == 1 ? "1 period" : "\(gap) periods") between \(from.label) and \(to.label) \(gap == 1 ? "is" : "are") not in the publication"]
    default: []
    }
  }
}

extension Change: ScriptObject {
  public static let kind = ObjectKind("change", summary: "How a value differs between two periods.")

  public static let fields: [ObjectField<Change>] = [
    .init("area", "The area's name.") { .text($0.area.name) },
    .init("indicator", "The indicator's key.") { .text($0.indicator.definition.key) },
    .init("from", "The earlier period's label.") { .text($0.from.label) },
    .init("to", "The later period's label.") { .text($0.to.label) },
    .init("from_value", "The earlier value, in the indicator's unit.") { .number($0.fromValue) },
    .init("to_value", "The later value, in the indicator's unit.") { .number($0.toValue) },
    .init("difference", "The later value less the earlier, in the indicator's unit.") { .number($0.difference) },
    .init("percent", "The difference in per cent of the earlier value; missing where that is zero.") {
      $0.percent.map { .number($0) } ?? .missing(.notApplicable)
    },
    .init("percent_lower", "The lower 95% limit of the percentage; missing where nothing tells how exact the values are.") {
      $0.percentChange?.limits.lower.map { .number($0) } ?? .missing(.notAvailable)
    },
    .init("percent_upper", "The upper 95% limit of the percentage, under the same rule.") {
      $0.percentChange?.limits.upper.map { .number($0) } ?? .missing(.notAvailable)
    },
    .init("direction", "better, worse, up, down or no change.") { .text($0.direction.rawValue) },
    .init("notes", "Gaps between the periods, and values that were not published.") { .list($0.notes.map { .text($0) }) },
  ]

  /// The difference and what it means: `+101 (+63.5%), worse`.
  var shortWords: String {
    let unit = indicator.definition.unit.difference(difference, decimals: indicator.definition.decimals)
    let percentWords = percent.map { " (\(PrintedNumber.signed($0, decimals: 1))%)" } ?? ""
    return "\(unit)\(percentWords)" + (direction == .up || direction == .down ? "" : ", \(direction.rawValue)")
  }

  public var words: String {
    let percentWords =
      percent.map { "\(PrintedNumber.signed($0, decimals: 1))%" } ?? "no percentage, since the earlier value is zero"
    let direction = direction == .up || direction == .down ? "" : ", \(self.direction.rawValue)"
    var text = "\(area.name): \(indicator.text(fromValue)) in \(from.label) to \(indicator.text(toValue)) in \(to.label)"
    text += ", \(indicator.definition.unit.difference(difference, decimals: indicator.definition.decimals))"
    text += " (\(percentWords))\(direction); \(indicator.titleAndKey)"
    return ([text] + notes).joined(separator: "; ")
  }

  public var reasons: [String] {
    [
      "rule: the later value less the earlier; per cent of the earlier",
      "whether it is more than chance: indicator:compare(\"\(area.name)\", {period = \"\(to.label)\", with = period(\"\(from.label)\")})",
    ] + notes + indicator.sources.map(\.words)
  }
}

extension Operation {
  /// Compares two periods of an area.
  static let change = Operation(
    "change", summary: "How an area's value differs between two periods: difference, per cent, better or worse.",
    discussion: """
      Without periods the latest value is compared with the one in the period before it in the publication; a period \
      missing between them is told. A missing value is an error, never a zero. \
      indicator:compare(area, {with = period("2019")}) tells whether the change is more than chance, and comparisons does for every area.
      """,
    source: "DfE, Local Authority Interactive Tool (change from the previous period)",
    example: """
      lait:indicator("CPP_Num"):change("Redcar and Cleveland", {from = "2019", to = "2020"})
      --> Redcar and Cleveland: 159 in 2019 to 260 in 2020, +101 (+63.5%); Number of Children with CPP (CPP_Num)
      """,
    Parameter<Indicator>("indicator", "The indicator to compare."),
    Parameter<Named<Area>>("area", "The area to compare."),
    Parameter<Named<Period>?>("from", "The earlier period's label.", otherwise: "the period before `to`"),
    Parameter<Named<Period>?>("to", "The later period's label.", otherwise: "the latest period in which the area has a value")
  ) { indicator, name, from, to in
    let area = try indicator.register.area(name.text)
    let later = try to.map { try indicator.period($0.text) }
      ?? indicator.periods.last { indicator[area, $0].value != nil } ?? indicator.period(nil)
    let earlier = try from.map { try indicator.period($0.text) } ?? indicator.periodBefore(later)
    return try Change(of: indicator, area: area, from: earlier, to: later)
  }

  /// Gives an area's value in a period.
  static let value = Operation(
    "value", summary: "An area's value in a period, in the indicator's unit, or the reason that there is none.",
    example: """
      lait:indicator("LACnum"):value("Middlesbrough", {period = "2020"})
      --> 618
      """,
    Parameter<Indicator>("indicator", "The indicator to read."),
    Parameter<Named<Area>>("area", "The area to read."),
    Parameter<Named<Period>?>("period", "The period's label.", otherwise: "the latest period with values")
  ) { indicator, name, period in
    let observation = indicator[try indicator.register.area(name.text), try indicator.period(period)]
    return observation.value.map { Value.whole($0) } ?? Value(observation.cell)
  }

  /// Lists an area's values over time.
  static let series = Operation(
    "series", summary: "An area's values over time, with the change from one period to the next.",
    discussion: "A period that is missing from the publication is told in the notes; a missing value keeps its reason.",
    example: """
      lait:indicator("CPP_Num"):series("Middlesbrough", {from = "2018", to = "2020"})[3].value
      --> 379
      """,
    Parameter<Indicator>("indicator", "The indicator to read."),
    Parameter<Named<Area>>("area", "The area to read."),
    Parameter<Named<Period>?>("from", "The first period's label.", otherwise: "the first published"),
    Parameter<Named<Period>?>("to", "The last period's label.", otherwise: "the last published")
  ) { indicator, name, from, to in
    let area = try indicator.register.area(name.text)
    let first = try from.map { try indicator.period($0.text) }
    let last = try to.map { try indicator.period($0.text) }
    if let first, let last, last < first {
      throw ArgumentError.unusable(
        "to", problem: "\(last.label) is before \(first.label)", expectation: "A series goes from the earlier period to the later.")
    }
    let periods = indicator.periods.filter { period in (first.map { $0 <= period } ?? true) && (last.map { period <= $0 } ?? true) }
    return try Series(indicator: indicator, area: area, periods: periods).table
  }
}

extension Operation {
  /// Lists the values of several areas in one period.
  static let values = Operation(
    "values", summary: "The values of some areas in a period as a table, one row an area.",
    discussion: "A missing value keeps its reason. The table can serve as weights: apportion(total, {by = children:values{...}}).",
    example: """
      apportion(260000, {by = children:values{areas = {"Middlesbrough", "Redcar and Cleveland"}, period = "2019"}, to = "pound"})
      --> £260,000.00 among 2 by value (Number (population_estimate)), hamilton: Middlesbrough £141,688.00, Redcar and Cleveland £118,312.00
      """,
    Parameter<Indicator>("indicator", "The indicator to read."),
    Parameter<[Named<Area>]?>("areas", "The areas to read.", otherwise: "every area of the publication"),
    Parameter<Named<Period>?>("period", "The period's label.", otherwise: "the latest period with values")
  ) { indicator, names, name in
    let areas = try names.map { try $0.map { try indicator.register.area($0.text) } } ?? indicator.areas
    let period = try indicator.period(name)
    return try Table(
      [
        Column("area", texts: areas.map(\.name)), Column("code", texts: areas.map(\.code)),
        Column(
          "value", cells: areas.map { indicator[$0, period].cell }, unit: indicator.definition.unit.words,
          decimals: indicator.definition.decimals
        ).measuring("\(indicator.titleAndKey), \(period.words)"),
      ], sources: indicator.sources, notes: ["\(indicator.titleAndKey), \(period.words)"])
  }
}
