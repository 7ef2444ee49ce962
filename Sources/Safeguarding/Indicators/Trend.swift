public import Columns

/// Whether an area's values rise or fall over time, by a named method and over periods that follow each other.
///
/// Where numerators and denominators or limits are at hand this is Fingertips' recent trend, of the latest five periods.
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

  /// What the trend's method needs beside the values, an area and a period each.
  struct Companions {
    /// The people or events of which the values are a share or a rate.
    var denominators: Indicator?
    /// How many years before the values they were counted.
    var yearsBefore = 0
    /// The 95 per cent limits of the values.
    var lower: Indicator?
    var upper: Indicator?
  }

  /// Finds a trend.
  ///
  /// - Parameters:
  ///   - method: Nil takes the recent trend where it can be made, and else says in the notes why it was not.
  /// - Throws: ``SampleError`` for fewer values than the method needs or no denominators, ``IndicatorError`` for an area
  ///   without values.
  init(
    of series: TrendSeries, method: Method? = nil, gaps: Gaps = .stop, companions: Companions = Companions(),
    confidence: ConfidenceLevel = .percent95
  ) throws {
    let stretch = series.latestStretch(bridges: gaps == .bridge)
    var notes: [String] = []
    var places = stretch
    let hasCompanions = companions.denominators != nil || companions.lower != nil || companions.upper != nil
    switch Result(catching: { () throws(SampleError) in try RecentTrend.of(series, stretch, companions) }) {
    case .success(let recent) where method == .recent || method == nil && hasCompanions:
      finding = .recent(recent)
      places = stretch.suffix(RecentTrend.length)
      if companions.lower == nil, let denominators = companions.denominators {
        notes.append("events are the values times the denominators, \(denominators.titleAndKey), rounded to whole numbers"
            + (companions.yearsBefore == 0 ? "" : "; denominators are years earlier by \(companions.yearsBefore)"))
      }
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
    notes += series.gapNotes()
    if let note = series.epidemicNote(places) { notes.append(note) }
    if case .years(let count, _)? = periods.last?.kind {
      notes.append("periods of \(count) years overlap, so that neighbouring values share years and p is too small")
    }
    self.notes = notes
  }
}

/// A series that is too short for a trend since a gap or a break ends it.
public struct TrendError: DiagnosableError, Hashable {
  public let diagnostic: Diagnostic

  init(_ series: TrendSeries, count: Int) {
    let canBridge = series.points.contains { $0.observation.value == nil || $0.parted?.canBeBridged == true }
    diagnostic = Diagnostic(
      "\(series.area.name) has \(count == 1 ? "1 value" : "\(count) values") of \(series.indicator.definition.key) in the latest stretch without a gap",
      expectation: (["A trend needs at least 3"] + series.gapNotes().suffix(4)).joined(separator: "; ") + ".",
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
  /// Finds the recent trend of the last five of some places.
  ///
  /// - Throws: ``SampleError`` where there are fewer, where periods are pools of years (Fingertips gives none), or where
  ///   a companion has no value.
  fileprivate static func of(
    _ series: TrendSeries, _ stretch: [Int], _ companions: Trend.Companions
  ) throws(SampleError) -> RecentTrend {
    let points = stretch.suffix(Self.length).map { series.points[$0] }
    guard points.count == Self.length else {
      throw .tooFewValues(points.count, needed: Self.length, method: "a recent trend")
    }
    if case .years = points[0].period.kind {
      throw .unusableOption(
        "periods of several years overlap", expectation: "Fingertips gives a recent trend of single years only.")
    }
    let values = points.compactMap(\.observation.value)
    func companion(_ indicator: Indicator, _ name: String, yearsBefore: Int = 0) throws(SampleError) -> [Double] {
      var found: [Double] = []
      for (place, point) in points.enumerated() {
        let observation = indicator.observationBeside(point.period, yearsBefore: yearsBefore, of: series.area)
        guard let value = observation.value else {
          throw .unusableValue(
            "\(name) has no value for \(series.area.name) in \(point.period.label): \(observation.reason ?? "missing")",
            place: place + 1, expectation: "A recent trend needs one for each of the five periods.")
        }
        found.append(value)
      }
      return found
    }
    if let lower = companions.lower, let upper = companions.upper {
      let limits = zip(try companion(lower, "lower"), try companion(upper, "upper")).map { (lower: $0, upper: $1) }
      return try RecentTrend(values: values, limits: limits)
    }
    guard companions.lower == nil, companions.upper == nil, let denominators = companions.denominators else {
      throw .unusableOption(
        "the method \"recent\" has no limits or denominators to go by",
        expectation: "Give denominators, an indicator of the people, or lower and upper, indicators of the 95% limits.")
    }
    let people = try companion(denominators, "denominators", yearsBefore: companions.yearsBefore)
    switch series.indicator.definition.unit.kind {
    case .percent:
      return try RecentTrend(numerators: zip(values, people).map { ($0 * $1 / 100).rounded() }, denominators: people)
    case .rate(let per):
      return try RecentTrend(values: values, limits: limits(ofRates: values, people, per: Double(per)))
    case .count:
      throw .unusableOption(
        "the values are counts", expectation: "Fingertips gives a recent trend of shares and rates, not of counts.")
    case .pounds, .other:
      throw .unusableOption(
        "\(series.indicator.definition.unit.words) is no share or rate",
        expectation: "Denominators serve shares and rates; give lower and upper for other measures.")
    }
  }
}

extension RecentTrend {
  /// The 95 per cent limits of rates, exact below 10 events and Byar's from 10.
  private static func limits(
    ofRates rates: [Double], _ people: [Double], per: Double
  ) throws(SampleError) -> [(lower: Double, upper: Double)] {
    var limits: [(lower: Double, upper: Double)] = []
    for (place, (rate, people)) in zip(rates, people).enumerated() {
      let events = (rate * people / per).rounded()
      guard people > 0, let count = Int(exactly: events), let events = try? EventCount(count),
        let lower = events.limits().lower, let upper = events.limits().upper
      else {
        throw .unusableValue(
          "\(rate) for \(per) of \(people) is no number of events", place: place + 1,
          expectation: "A rate is zero or more and its denominator above zero.")
      }
      limits.append((lower / people * per, upper / people * per))
    }
    return limits
  }
}

extension Indicator {
  /// What is published of an area for the days of a period of another indicator, so many years earlier.
  ///
  /// Where no period has those days it is the latest calendar year whose middle is not after them: a rate at 31 March
  /// 2024 finds the population of mid-2023.
  func observationBeside(_ period: Period, yearsBefore years: Int, of area: Area) -> Observation {
    let (year, month, day) = period.lastDay.parts
    let wanted = CalendarDate(year: year - years, month: month, day: day) ?? period.lastDay
    let firstYear = period.firstDay.parts.year - years
    if let same = periods.last(where: { $0.lastDay == wanted && $0.firstDay.parts.year == firstYear }) { return self[area, same] }
    let earlier = periods.last { candidate in
      guard case .year(.calendar) = candidate.kind,
        let middle = CalendarDate(year: candidate.lastDay.parts.year, month: 6, day: 30)
      else { return false }
      return middle <= wanted
    }
    guard let earlier, (earlier.lastDay.daysSince1970 - wanted.daysSince1970).magnitude < 366 else { return .absent }
    return self[area, earlier]
  }
}
