public import Columns

/// A control chart with the names of its points and of what it charts.
public struct NamedControlChart: Sendable {
  public let chart: ControlChart
  /// What is charted: an area and an indicator, or a column.
  public let title: String
  /// What names the points, such as `period` or the column of months.
  public let axis: String
  /// The name of each point, in its place.
  public let labels: [String]
  /// Nil where the values have none.
  public let unit: String?
  /// The decimal places that values print with; lines have one more.
  public let decimals: Int
  /// What a reader must know: what is missing, gaps, the epidemic.
  public let notes: [String]
  /// What there is to know of the rows that were charted.
  private let rowNotes: [String]
  public let sources: [TableSource]

  init(
    _ chart: ControlChart, title: String, axis: String, labels: [String], unit: String, decimals: Int,
    notes: [String] = [], rowNotes: [String] = [], sources: [TableSource] = []
  ) {
    self.rowNotes = rowNotes
    self.chart = chart
    self.title = title
    self.axis = axis
    self.labels = labels
    self.unit = unit.isEmpty ? nil : unit
    self.decimals = decimals
    self.sources = sources
    self.notes = Self.notes(on: chart, labels: labels) + notes
  }

  /// What the chart itself tells: that limits are provisional, and that missing points were passed over.
  private static func notes(on chart: ControlChart, labels: [String]) -> [String] {
    var notes: [String] = []
    for stretch in chart.stretches where stretch.isShort && chart.points.count > 0 {
      let start = chart.stretches.count > 1 ? " from \(labels[stretch.start])" : ""
      notes.append(
        "\(stretch.count == 1 ? "1 point" : "\(stretch.count) points")\(start): limits are provisional below \(ControlChart.fewestForLimits)")
    }
    let missing = chart.stretches.reduce(0) { $0 + $1.missing }
    if missing > 0 {
      notes.append("\(missing == 1 ? "1 point without a value is" : "\(PrintedNumber.of(missing)) points without a value are") passed over: a run goes on across")
    }
    if let ratio = chart.dispersionFromPointToPoint, ratio >= mostByChance {
      notes.append(
        "from point to point the values vary \(PrintedNumber.of(ratio, decimals: 1)) times as much as chance alone would have them, so that limits of chance mark too many; kind = \"xmr\" makes limits of the changes from point to point")
    }
    return notes
  }

  /// Of charts of 24 points that vary by chance alone two in a thousand show as much (20,000 draws from Poisson's distribution).
  private static let mostByChance = 1.6
}

extension ControlChart {
  /// How many times as much values differ from the ones before as counts of chance would: the standard deviation of their distances
  /// from the centre, in standard errors, as moving ranges tell it. Nil for charts whose limits are of moving ranges, and of few points.
  ///
  /// - SeeAlso: D. B. Laney, "Improved control charts for attributes", *Quality Engineering* 14 (2002), sigma z.
  fileprivate var dispersionFromPointToPoint: Double? {
    guard [.c, .u, .p].contains(kind) else { return nil }
    var (sum, count) = (0.0, 0)
    for stretch in stretches {
      let distances = points[stretch.start...].prefix(stretch.count + stretch.missing).compactMap { point -> Double? in
        guard let value = point.value, let centre = point.centre, let upper = point.upper, upper > centre else { return nil }
        return (value - centre) / ((upper - centre) / 3)
      }
      for (before, now) in zip(distances, distances.dropFirst()) {
        sum += abs(now - before)
        count += 1
      }
    }
    return count + stretches.count >= 20 ? sum / Double(count) / 1.128 : nil
  }
}

extension ControlChart.Kind {
  /// The kind and its limits in words.
  var words: String {
    switch self {
    case .xmr: "XmR chart: mean ± 2.66 mean moving ranges"
    case .p: "p-chart: share ± 3√(p(1 − p)/n)"
    case .u: "u-chart: events per unit ± 3√(u/n)"
    case .c: "c-chart: mean count ± 3√c"
    case .g: "g-chart: mean count between events + 3√(g(g + 1))"
    case .t: "t-chart: times between events to the power 1/3.6, mean ± 2.66 mean moving ranges"
    }
  }

  /// The kind's name in sentences.
  var name: String { self == .xmr ? "XmR chart" : "\(rawValue)-chart" }
}

extension NamedControlChart: Chart {
  public static let kind = ObjectKind("control_chart", summary: "Values in the order of time with control limits.")

  public static let fields: [ObjectField<NamedControlChart>] = [
    .init("kind", "xmr, p, u, c, g or t.") { .text($0.chart.kind.rawValue) },
    .init("n", "How many points have a value.") { .integer($0.chart.stretches.reduce(0) { $0 + $1.count }) },
    .init("missing", "How many points have none.") { .integer($0.chart.stretches.reduce(0) { $0 + $1.missing }) },
    .init("latest", "The latest value.") { named in named.of { $0.value } },
    .init("centre", "The centre line at the latest value.") { named in named.of { $0.centre } },
    .init("lower", "The lower control limit at the latest value; missing where there is none.") { named in named.of { $0.lower } },
    .init("upper", "The upper control limit at the latest value; missing where there is none.") { named in named.of { $0.upper } },
    .init("special_cause", "The rule that the latest value breaks; missing for common cause.") {
      $0.chart.latest?.specialCause.map { .text($0.rawValue) } ?? .missing(.notApplicable)
    },
    .init("special_causes", "How many values break a rule.") { .integer($0.chart.points.count { $0.specialCause != nil }) },
    .init("variation", "What the latest value says: common cause, or a special cause and whether it is good.") {
      $0.chart.variation.map { .text($0.rawValue) } ?? .missing(.notApplicable)
    },
    .init("assurance", "Whether the target will be met; missing without a target or a better side.") {
      $0.chart.assurance.map { .text($0.rawValue) } ?? .missing(.notApplicable)
    },
    .init("target", "The target, in the unit of the values.") {
      $0.chart.options.target.map { .number($0) } ?? .missing(.notApplicable)
    },
    .init("provisional", "Whether the latest limits are made of fewer than 12 values.") {
      .boolean($0.chart.stretches.last?.isShort ?? true)
    },
    .init("unit", "The unit of the values.") { .text($0.unit ?? "") },
    .init("notes", "Provisional limits, missing values, gaps and the epidemic.") { .list($0.notes.map { .text($0) }) },
    .init("rows", "The chart as a table.") { .object($0.rows) },
  ]

  /// A number of the latest point that has a value.
  private func of(_ part: (ControlChart.Point) -> Double?) -> Value {
    chart.latest.flatMap(part).map { .number($0) } ?? .missing(.notApplicable)
  }

  /// What a chart of a plain list is called.
  static let listTitle = "values"

  /// A number with as many more places than the values print with.
  private func text(_ number: Double, more: Int = 0) -> String { PrintedNumber.of(number, decimals: min(decimals + more, 12)) }

  /// The decimal places that some values need, as far as they are few.
  static func decimals(of values: [Double?]) -> Int {
    values.reduce(0) { most, value in max(most, min(value.flatMap { DecimalDigits($0)?.decimals } ?? 0, 4)) }
  }

  public var words: String {
    guard let latest = chart.latest, let place = chart.points.lastIndex(where: { $0.value != nil }), let value = latest.value,
      let centre = latest.centre
    else { return "\(title): no values; \(chart.kind.name)" }
    let preposition = axis == "point" || axis == "row" ? "at \(axis)" : "in"
    var text = "\(title): \(self.text(value)) \(preposition) \(labels[place]), \(chart.variation?.rawValue ?? "")"
    if let cause = latest.specialCause { text += " (\(cause.rawValue))" }
    let limits: String =
      switch (latest.lower, latest.upper) {
      case (let lower?, let upper?): "limits \(self.text(lower, more: 1)) to \(self.text(upper, more: 1))"
      case (nil, let upper?): "upper limit \(self.text(upper, more: 1))"
      case (let lower?, nil): "lower limit \(self.text(lower, more: 1))"
      case (nil, nil): "no limits"
      }
    text += "; centre \(self.text(centre, more: 1)), \(limits)\(unit.map { " (\($0))" } ?? "")"
    if let target = chart.options.target { text += "; target \(self.text(target))" }
    if let assurance = chart.assurance { text += ", \(assurance.rawValue)" }
    text += "; \(chart.kind.name)"
    return ([text] + notes).joined(separator: "; ")
  }

  public var headline: String {
    guard let latest = chart.latest, let place = chart.points.lastIndex(where: { $0.value != nil }) else { return "No values" }
    let causes = chart.points.count { $0.specialCause != nil }
    let variation = chart.variation?.rawValue ?? ""
    return "\(variation.prefix(1).uppercased() + variation.dropFirst()) in \(labels[place])\(latest.specialCause.map { ": \($0.rawValue)" } ?? "")"
      + (causes > 0 ? "; \(causes == 1 ? "1 point breaks" : "\(PrintedNumber.of(causes)) points break") a rule" : "")
  }

  public var rows: Table {
    func numbers(_ name: String, more: Int, missing: MissingReason, _ part: (ControlChart.Point) -> Double?) -> Column {
      Column(
        name, cells: chart.points.map { part($0).map { .number($0) } ?? .missing(missing) },
        unit: unit, decimals: min(decimals + more, 12), typeWhereMissing: .number)
    }
    return Table(
      checked: [
        Column(axis, texts: labels),
        numbers("value", more: 0, missing: .notAvailable) { $0.value }.measuring(title),
        numbers("centre", more: 1, missing: .notApplicable) { $0.centre },
        numbers("lower", more: 1, missing: .notApplicable) { $0.lower },
        numbers("upper", more: 1, missing: .notApplicable) { $0.upper },
        Column("special_cause", texts: chart.points.map { $0.specialCause?.rawValue ?? "" }),
        Column("variation", texts: chart.points.map { $0.value == nil ? "" : chart.variation($0).rawValue }),
        Column("stretch", integers: chart.points.map { $0.stretch + 1 }),
      ], rowCount: chart.points.count, sources: sources, notes: notes + rowNotes)
  }

  public var reasons: [String] {
    let screened = chart.stretches.reduce(0) { $0 + $1.screened }
    var lines = [
      "rule: \(chart.kind.words)",
      "special causes, the first that holds: outside a limit; \(chart.options.run) points rising or falling; 2 of 3 in the outer third; \(chart.options.run) points on one side",
    ]
    if screened > 0 { lines.append("\(screened) moving ranges above 3.267 times their mean are left out") }
    if chart.stretches.count > 1 {
      lines.append("limits begin anew at \(chart.stretches.dropFirst().map { labels[$0.start] }.joined(separator: ", "))")
    }
    lines.append(chart.options.better.words)
    return lines + notes + sources.map(\.words)
  }
}

/// The choices that every chart takes, as parameters of an operation.
enum ControlChartParameters {
  static let run = Parameter<Int>(
    "run", "How many points in a row make a shift or a trend: 6, 7 or 8.", default: 7, words: "7")
  static let target = Parameter<Double?>("target", "A value to reach, in the values' unit.", otherwise: "none")
  static let kind = Parameter<ControlChart.Kind?>(
    "kind", "The kind of chart.", otherwise: "\"xmr\", or with denominators \"p\" for parts of them and else \"u\"")
  static let screen = Parameter<Bool>(
    "screen", "Whether an XmR chart leaves out moving ranges above 3.267 times their mean, once.", default: true,
    words: "true")

  static let discussion = """
    kind: xmr is for any measure, p for parts of denominators, u for events in denominators, c for plain counts, g for \
    cases between rare events and t for time between them. A special cause is, first of all, a point outside a limit, then \
    7 points that rise or fall, 2 of 3 in the outer third, 7 on one side of the centre. At each point of rebase limits \
    begin anew. A missing value keeps its place and is passed over. Fewer than 12 values make provisional limits.
    """

  static let source = "Wheeler 1993; NHS England, Making Data Count; NHSRplotthedots; Benneyan 2001; Nelson 1994"

  /// Draws the kind of chart asked for.
  static func chart(
    _ kind: ControlChart.Kind?, _ values: [Double?], denominators: [Double?]?, _ options: ControlChart.Options, screen: Bool,
    per: Double = 1
  ) throws -> ControlChart {
    if let denominators {
      let arePart = zip(values, denominators).allSatisfy { value, group in value.flatMap { value in group.map { value <= $0 } } ?? true }
      switch kind ?? (arePart ? .p : .u) {
      case .p: return try .p(numerators: values, denominators: denominators, options)
      case .u: return try .u(counts: values, exposures: denominators.map { $0.map { $0 / per } }, options)
      case let kind:
        throw ArgumentError.unusable(
          "denominators", problem: "\(kind.name.hasPrefix("X") ? "an" : "a") \(kind.name) has none", expectation: "A p-chart and a u-chart have denominators.")
      }
    }
    switch kind ?? .xmr {
    case .xmr: return try .xmr(values, options, screensRanges: screen)
    case .c: return try .c(values, options)
    case .g: return try .g(values, options)
    case .t: return try .t(values, options)
    case .p, .u:
      throw ArgumentError.unusable(
        "kind", problem: "a \(kind == .p ? "p-chart" : "u-chart") has no denominators",
        expectation: "Give the groups or the exposure as denominators.")
    }
  }
}

extension Operation {
  /// Charts a list.
  static let controlChart = Operation(
    "control_chart", summary: "A control chart of a list of values in the order of time, with what stands out on it.",
    discussion: ControlChartParameters.discussion, source: ControlChartParameters.source,
    example: """
      control_chart({263, 270, 266, 274, 270, 281, 330, 341, 335, 351, 360, 371, 379}, {better = "low"})
      --> values: 379 at point 13, special cause: concern (above the upper limit); centre 314.7, limits 291.7 to 337.7; XmR chart
      """,
    Parameter<NumberList>("values", "The values, counts or times, in the order of time."),
    ControlChartParameters.kind,
    Parameter<NumberList?>("denominators", "The groups or the exposure of a p- or u-chart.", otherwise: "none"),
    Parameter<[Int]>("rebase", "The points, the first is 1, at which limits begin anew.", default: [], words: "none"),
    ControlChartParameters.target,
    Parameter<Polarity>("better", "Which way is good.", default: .neither, words: "\"neither\""),
    ControlChartParameters.run, ControlChartParameters.screen
  ) { values, kind, denominators, rebase, target, better, run, screen in
    for place in rebase where !(1...max(1, values.values.count)).contains(place) {
      throw ArgumentError.unusable(
        "rebase", problem: "there is no point \(place)", expectation: "The points are 1 to \(values.values.count).")
    }
    try OperationLimits.check()
    let chart = try ControlChartParameters.chart(
      kind, values.values, denominators: denominators?.values,
      .init(rebase: Set(rebase.map { $0 - 1 }), run: run, target: target, better: better), screen: screen)
    try OperationLimits.check()
    return NamedControlChart(
      chart, title: NamedControlChart.listTitle, axis: "point", labels: chart.points.indices.map { String($0 + 1) }, unit: "",
      decimals: denominators == nil ? NamedControlChart.decimals(of: values.values) : 4,
      notes: [values.missingWords].compactMap { $0 })
  }
}
