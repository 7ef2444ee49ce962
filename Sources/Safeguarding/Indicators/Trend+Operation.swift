public import Columns

extension Trend: ScriptObject {
  public static let kind = ObjectKind("trend", summary: "Whether an area's values rise or fall over time.")

  public static let fields: [ObjectField<Trend>] = [
    .init("area", "The area's name.") { .text($0.area.name) },
    .init("indicator", "The indicator's key.") { .text($0.indicator.definition.key) },
    .init("unit", "The unit of the values.") { .text($0.indicator.definition.unit.words) },
    .init("method", "recent or mann_kendall.") { .text($0.method.rawValue) },
    .init("direction", "rising, falling or no significant change.") { .text($0.direction.rawValue) },
    .init("verdict", "better or worse; missing without a trend or a polarity.") {
      $0.verdict.map { .text($0.rawValue) } ?? .missing(.notApplicable)
    },
    .init("n", "How many periods the trend is of.") { .integer($0.periods.count) },
    .init("from", "The first of the periods.") { $0.periods.first.map { .text($0.label) } ?? .nothing },
    .init("to", "The last of the periods.") { $0.periods.last.map { .text($0.label) } ?? .nothing },
    .init("p", "The two-sided probability without a trend.") { .number($0.probability) },
    .init("chi_square", "The chi-square of a recent trend; missing for other methods.") {
      $0.recent.map { .number($0.chiSquare) } ?? .missing(.notApplicable)
    },
    .init("score", "The Mann-Kendall score; missing for a recent trend.") {
      $0.ordered.map { .integer($0.test.score) } ?? .missing(.notApplicable)
    },
    .init("slope", "The Theil-Sen slope for one step of the periods, in the unit; missing for a recent trend of shares.") {
      $0.slope.map { .number($0) } ?? .missing(.notApplicable)
    },
    .init("slope_lower", "The lower limit of the Theil-Sen slope.") {
      $0.ordered?.line.interval.map { .number($0.lowerBound) } ?? .missing(.notApplicable)
    },
    .init("slope_upper", "The upper limit of the Theil-Sen slope.") {
      $0.ordered?.line.interval.map { .number($0.upperBound) } ?? .missing(.notApplicable)
    },
    .init("notes", "Gaps, breaks, what was left out and the epidemic.") { .list($0.notes.map { .text($0) }) },
    .init("rows", "The series as a table.") { $0.table.map { .object($0) } ?? .nothing },
  ]

  /// The method that was used.
  public var method: Method { recent == nil ? .mannKendall : .recent }

  private var recent: RecentTrend? { if case .recent(let trend) = finding { trend } else { nil } }

  private var ordered: (test: MannKendall, line: TheilSen)? {
    if case .ordered(let test, let line) = finding { (test, line) } else { nil }
  }

  /// The slope for one step of the periods, in the indicator's unit; nil for a recent trend of shares, whose slope is
  /// one of logits.
  public var slope: Double? {
    switch finding {
    case .recent(let trend): trend.method == .limits ? trend.slope : nil
    case .ordered(_, let line): line.slope
    }
  }

  /// The two-sided probability of a trend as strong where there is none.
  public var probability: Double {
    switch finding {
    case .recent(let trend): ChiSquareDistribution.upperTail(trend.chiSquare, degreesOfFreedom: 1)
    case .ordered(let test, _): test.probability
    }
  }

  /// The direction, and whether it is good: `rising, worse`.
  var shortWords: String { direction.rawValue + (verdict.map { ", \($0.rawValue)" } ?? "") }

  public var words: String {
    let span = periods.first.flatMap { first in periods.last.map { "\(first.label) to \($0.label)" } } ?? ""
    var text = "\(area.name): \(direction.rawValue)" + (verdict.map { ", getting \($0.rawValue)" } ?? "")
    text += ", \(span) (\(periods.count) periods)"
    switch finding {
    case .recent(let trend):
      text += ", chi-square \(PrintedNumber.of(trend.chiSquare, decimals: 2)), where a trend is above \(PrintedNumber.of(RecentTrend.threshold, decimals: 2)) (99.8%)"
      if trend.chiSquare > RecentTrend.threshold, !trend.isSteady { text += ", and one value decides the slope" }
    case .ordered(let test, let line):
      text += ", \(change(line.slope)) \(periods.last?.stepWords ?? "a step")"
      if let interval = line.interval {
        let limits = [interval.lowerBound, interval.upperBound].map { PrintedNumber.signed($0, decimals: decimals) }
        text += " (\(confidence.words): \(limits[0]) to \(limits[1]))"
      }
      text += ", p \(MannKendall.text(probability: test.probability))"
    }
    text += "; \(indicator.titleAndKey)"
    return ([text] + notes).joined(separator: "; ")
  }

  /// The decimal places that a slope prints with: one more than the values.
  private var decimals: Int { min(indicator.definition.decimals + 1, 12) }

  private func change(_ slope: Double) -> String { indicator.definition.unit.difference(slope, decimals: decimals) }

  public var table: Table? {
    let used = Set(places)
    return Table(
      checked: [
        Column("period", texts: series.points.map(\.period.label)),
        Column(
          "value", cells: series.points.map(\.observation.cell), unit: indicator.definition.unit.words,
          decimals: indicator.definition.decimals
        ).measuring("\(indicator.titleAndKey), \(series.area.name)"),
        Column("in_trend", cells: series.points.indices.map { .boolean(used.contains($0)) }),
        Column(
          "note",
          texts: series.points.map { point in
            ([point.parted?.words()] + [point.period.overlapsEpidemic ? "COVID-19" : nil]).compactMap { $0 }.joined(separator: "; ")
          }),
      ], rowCount: series.points.count, sources: indicator.sources, notes: ["\(area.name): \(indicator.titleAndKey)"] + notes)
  }

  public var reasons: [String] {
    let rule: [String] =
      switch finding {
      case .recent(let trend):
        [
          "rule: Fingertips' recent trend of the latest 5 periods, \(trend.method.rawValue)",
          RecentTrend.rule,
        ]
      case .ordered(let test, _):
        [
          "rule: Mann-Kendall test, \(test.exactProbability == nil ? "normal" : "exact") p, two-sided, significant at \(confidence.words)",
          "slope: Theil-Sen, interval by Sen 1968",
        ]
      }
    return ["indicator: \(indicator.titleAndKey); \(indicator.definition.unit.words); \(indicator.definition.polarity.words)"]
      + rule + notes + indicator.notes + indicator.sources.map(\.words)
  }
}

extension Operation {
  /// Says whether an area's values rise or fall.
  static let trend = Operation(
    "trend", summary: "Whether an area's values rise or fall over time, and how sure that is.",
    discussion: """
      Where the values of a rate or share have denominators (see indicator:with) or published limits it is Fingertips' \
      recent trend of the latest 5 periods; else the Mann-Kendall test, with the Theil-Sen slope a period. Only the latest \
      stretch counts in which every period is published, has a value and is of one kind; breaks names the first periods \
      of new definitions, which end a stretch too. gaps = "bridge" compares values across missing ones. Periods that \
      overlap the COVID-19 restrictions are told. A probability for many areas: see false_discovery.
      """,
    source: "OHID, Fingertips (recent trends); Mann 1945, Kendall 1975; Theil 1950, Sen 1968",
    example: """
      lait:indicator("LAC"):trend("Redcar and Cleveland", {to = "2019"})
      --> Redcar and Cleveland: no significant change, 2016 to 2019 (4 periods), +12.33 per 10,000 a year (95%: +5.00 to +17.00), p 0.083; Children looked after rate per 10,000 (LAC)
      """,
    Parameter<Indicator>("indicator", "The indicator to read."),
    Parameter<Named<Area>>("area", "The area to read."),
    Parameter<Trend.Method?>("method", "How the trend is found.", otherwise: "\"recent\" where it can be, or else \"mann_kendall\""),
    Parameter<Named<Period>?>("from", "The first period's label.", otherwise: "the first published"),
    Parameter<Named<Period>?>("to", "The last period's label.", otherwise: "the last published"),
    Parameter<[Named<Period>]>("breaks", "The first periods of new definitions.", default: [], words: "none"),
    Parameter<Trend.Gaps>("gaps", "Whether gaps end the series.", default: .stop, words: "\"stop\""),
    Parameter<ConfidenceLevel>("confidence", "The level of the slope's interval and of the test.", default: .percent95, words: "0.95")
  ) { indicator, name, method, from, to, breaks, gaps, confidence in
    try Trend(
      of: indicator, area: indicator.register.area(name.text), method: method, from: from, to: to, breaks: breaks, gaps: gaps,
      confidence: confidence)
  }
}
