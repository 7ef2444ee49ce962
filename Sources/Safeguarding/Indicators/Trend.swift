public import Columns

/// Whether an area's values rise or fall over time, by a named method and over periods that follow each other.
///
/// Where the values rest on counts and denominators, or have published limits, this is Fingertips' recent trend, of the latest five periods.
/// Else it is the Mann-Kendall test with the slope of Theil and Sen, over the latest stretch of periods without a break.
public struct Trend: Sendable {
  public let indicator: Indicator
  public let area: Area
  /// The periods that the trend is of, in the order of time.
  public let periods: [Period]
  /// Their values, in the indicator's unit.
  public let values: [Double]
  public let finding: Finding
  /// What a reader must know: what was left out, gaps, breaks and the epidemic.
  public let notes: [String]

  let series: TrendSeries
  let places: [Int]
  let confidence: ConfidenceLevel

  /// What the method found.
  public enum Finding: Hashable, Sendable {
    case recent(RecentTrend)
    /// The test, and the slope with one step of the periods as its unit of time.
    case ordered(MannKendall, TheilSen)
  }

  /// By which method a trend is found.
  public enum Method: String, Hashable, Sendable, WordChoice {
    /// Fingertips' recent trend.
    case recent
    /// The Mann-Kendall test with the Theil-Sen slope.
    case mannKendall = "mann_kendall"
  }

  /// What to do where values are missing or periods are not published.
  public enum Gaps: String, Hashable, Sendable, WordChoice {
    /// Only what comes after the latest gap counts.
    case stop
    /// The values on either side count, with the true distance in time.
    case bridge
  }

  /// Whether the values rise or fall.
  public enum Direction: String, Hashable, Sendable {
    case rising, falling
    case none = "no significant change"
  }

  /// The direction: significant at the level asked for, or at 99.8 per cent for a recent trend.
  public var direction: Direction {
    switch finding {
    case .recent(let trend):
      switch trend.direction {
      case .increasing: .rising
      case .decreasing: .falling
      case .none: .none
      }
    case .ordered(let test, _):
      test.probability > 2 * confidence.tail || test.score == 0 ? .none : test.score > 0 ? .rising : .falling
    }
  }

  /// Whether it gets better or worse; nil without a trend, and where neither high nor low is good.
  public var verdict: Change.Direction? {
    switch (direction, indicator.definition.polarity) {
    case (.none, _), (_, .neither): nil
    case (.rising, .high), (.falling, .low): .better
    case (.rising, .low), (.falling, .high): .worse
    }
  }

  /// Finds the trend of an area.
  ///
  /// - Parameters:
  ///   - method: Nil takes the recent trend where it can be made, and else the Mann-Kendall test.
  ///   - breaks: The first periods of new definitions, which end a stretch.
  ///   - confidence: The level of the slope's interval, and of the Mann-Kendall test.
  /// - Throws: ``IndicatorError`` for a period that is not published or an area without values, ``SampleError`` where the
  ///   recent trend is asked for and cannot be made, ``TrendError`` for fewer than three values in the latest stretch.
  public init(
    of indicator: Indicator, area: Area, method: Method? = nil, from: Named<Period>? = nil, to: Named<Period>? = nil,
    breaks: [Named<Period>] = [], gaps: Gaps = .stop, confidence: ConfidenceLevel = .percent95
  ) throws {
    try self.init(
      of: TrendSeries(of: indicator, area: area, from: from, to: to, breaks: breaks), method: method, gaps: gaps,
      confidence: confidence)
  }

  private init(of series: TrendSeries, method: Method?, gaps: Gaps, confidence: ConfidenceLevel) throws {
    let stretch = series.latestStretch(bridges: gaps == .bridge)
    var notes: [String] = []
    var places = stretch
    let hasCompanions = !series.indicator.companions.isEmpty
    switch Result(catching: { () throws(SampleError) in try RecentTrend.of(series, stretch) }) {
    case .success(let recent) where method != .mannKendall:
      finding = .recent(recent)
      places = stretch.suffix(RecentTrend.length)
      if let last = places.last {
        let point = series.points[last]
        notes.append("\(point.period.label) rests on \(series.indicator.evidence(for: series.area, in: point.period).words)")
      }
      if method == nil, let note = try Self.noteOnLongTrend(series, stretch, besides: recent, confidence) { notes.append(note) }
    case .failure(let error) where method == .recent: throw error
    case .failure(let error) where method == nil && hasCompanions:
      notes.append("no recent trend: \(error.diagnostic.problem)")
      fallthrough
    default:
      guard stretch.count >= 3 else { throw TrendError(series, count: stretch.count) }
      let values = stretch.compactMap { series.points[$0].observation.value }
      finding = .ordered(
        try MannKendall(values), try TheilSen(values, times: series.times(stretch), confidence: confidence))
    }
    self.series = series
    self.places = places
    self.confidence = confidence
    indicator = series.indicator
    area = series.area
    periods = places.map { series.points[$0].period }
    values = places.compactMap { series.points[$0].observation.value }
    if places.count < series.points.count {
      let others = series.points.count - places.count
      notes.insert(others == 1 ? "1 other period is not part of it" : "\(PrintedNumber.of(others)) other periods are not part of it", at: 0)
    }
    if series.hasGap(within: places) {
      notes.append("gaps are bridged: values on either side are compared")
    }
    notes += series.indicator.madeNotes(of: area, in: periods) + series.gapNotes()
    if let note = series.epidemicNote(places) { notes.append(note) }
    if let overlap = periods.last?.overlapNote { notes.append("\(overlap) and p is too small") }
    self.notes = notes
  }
}

extension Trend {
  /// Says that all periods tell another trend than the latest five; nil where they don't.
  private static func noteOnLongTrend(_ series: TrendSeries, _ stretch: [Int], besides recent: RecentTrend, _ confidence: ConfidenceLevel) throws -> String? {
    guard stretch.count > RecentTrend.length, let first = stretch.first, let last = stretch.last else { return nil }
    let test = try MannKendall(stretch.compactMap { series.points[$0].observation.value })
    guard test.probability <= 2 * confidence.tail, test.score != 0 else { return nil }
    let isRising = test.score > 0
    guard recent.direction != (isRising ? .increasing : .decreasing) else { return nil }
    return "of all \(stretch.count) periods, \(series.points[first].period.label) to \(series.points[last].period.label), it is \(isRising ? "rising" : "falling") "
      + "(Mann-Kendall, p \(MannKendall.text(probability: test.probability))): method = \"mann_kendall\" tells of them"
  }
}

/// A series that is too short for a trend since a gap or a break ends it.
public struct TrendError: DiagnosableError, Hashable {
  public let diagnostic: Diagnostic
  /// The problem without the area's name.
  let reason: String

  init(_ series: TrendSeries, count: Int) {
    reason = "fewer than 3 values in the latest stretch without a gap"
    let canBridge = series.points.contains { $0.observation.value == nil || $0.parted?.canBeBridged == true }
    diagnostic = Diagnostic(
      "\(series.area.name) has \(count == 1 ? "1 value" : "\(count) values") of \(series.indicator.definition.key) in the latest stretch without a gap",
      expectation: (["A trend needs at least 3"] + [series.area.beginningWords].compactMap { $0 } + series.gapNotes().suffix(4)).joined(separator: "; ") + ".",
      hint: canBridge ? "gaps = \"bridge\" compares values across gaps" : nil)
  }
}

extension TrendSeries {
  /// Whether a value or a period is missing between the first and the last of some places.
  fileprivate func hasGap(within places: [Int]) -> Bool {
    guard let first = places.first, let last = places.last, first < last else { return false }
    return last - first >= places.count || points[(first + 1)...last].contains { $0.parted != nil }
  }
}

extension RecentTrend {
  /// Finds the recent trend of the last five of some places, from what their values rest on.
  ///
  /// - Throws: ``SampleError`` where there are fewer, where periods are pools of years (Fingertips gives none), where the
  ///   values are counts, or where nothing tells how exact a value is.
  fileprivate static func of(_ series: TrendSeries, _ stretch: [Int]) throws(SampleError) -> RecentTrend {
    let points = stretch.suffix(Self.length).map { series.points[$0] }
    guard points.count == Self.length else {
      throw .tooFewValues(points.count, needed: Self.length, method: "a recent trend")
    }
    if case .years = points[0].period.kind {
      throw .unusableOption(
        "periods of several years overlap", expectation: "Fingertips gives a recent trend of single years only.")
    }
    let evidence = points.map { series.indicator.evidence(for: series.area, in: $0.period) }
    if let shares = evidence.proportions {
      return try RecentTrend(numerators: shares.cases, denominators: shares.groups)
    }
    var limits: [(lower: Double, upper: Double)] = []
    for (place, evidence) in evidence.enumerated() {
      if case .count = evidence.basis {
        throw .unusableOption(
          "the values are counts", expectation: "Fingertips gives a recent trend of shares and rates, not of counts.")
      }
      let found = evidence.limits(at: .percent95)
      guard let lower = found.lower, let upper = found.upper else {
        throw .unusableValue(
          "\(points[place].period.label): \(evidence.words)", place: place + 1,
          expectation: "A recent trend needs the counts or the limits of five values: join them with indicator:with{denominator = ...}.")
      }
      limits.append((lower, upper))
    }
    return try RecentTrend(values: points.compactMap(\.observation.value), limits: limits)
  }
}

extension [Evidence] {
  /// The cases and groups where every value is a share that rests on them, else nil.
  fileprivate var proportions: (cases: [Double], groups: [Double])? {
    var (cases, groups): ([Double], [Double]) = ([], [])
    for evidence in self {
      guard case .proportion(let part, let group) = evidence.basis else { return nil }
      cases.append(part)
      groups.append(group)
    }
    return (cases, groups)
  }
}
