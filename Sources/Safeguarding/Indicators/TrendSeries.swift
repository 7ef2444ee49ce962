import Columns

/// An area's values in the order of time, and where the series is parted.
///
/// A series is parted where a value is missing, where periods are not in the publication, where the kind of period
/// changes, and where the analyst says that the definition did. What lies on either side is not compared unless somebody
/// asks for it, and then the notes say so.
struct TrendSeries {
  let indicator: Indicator
  let area: Area
  /// The periods in the order of time, each span once, from the first to the last for which the area has a value.
  let points: [Point]
  /// What was left out before the points were made.
  let leftOut: [String]
  /// The least days between two points that are days; such points have no calendar of their own.
  private let dayStep: Double?

  struct Point {
    let period: Period
    let observation: Observation
    /// Why the series is parted before this period, whether or not it has a value.
    let parted: Parting?
  }

  enum Parting: Hashable {
    case missingPeriods(String)
    case otherKind(String)
    /// The label of the first period of a new definition.
    case stated(String)

    /// The parting in words, with what a stated break means.
    func words(stated: String = "a break is stated at") -> String {
      switch self {
      case .missingPeriods(let words), .otherKind(let words): words
      case .stated(let label): "\(stated) \(label)"
      }
    }

    /// Whether a caller can ask for values on both sides to be compared.
    var canBeBridged: Bool { if case .missingPeriods = self { true } else { false } }
  }

  /// Reads a series.
  ///
  /// - Parameter breaks: The first periods of new definitions.
  /// - Throws: ``IndicatorError`` where the area has no value at all, or a break is no period of the indicator.
  init(
    of indicator: Indicator, area: Area, from: Named<Period>? = nil, to: Named<Period>? = nil, breaks: [Named<Period>] = []
  ) throws(IndicatorError) {
    var first: Period?, last: Period?
    if let from { first = try indicator.period(from.text) }
    if let to { last = try indicator.period(to.text) }
    var stated: [Period] = []
    for name in breaks { stated.append(try indicator.period(name.text)) }
    let wanted = indicator.periods.filter { period in
      (first.map { $0 <= period || $0.isSameSpan(as: period) } ?? true) && (last.map { period <= $0 } ?? true)
    }
    // Of several editions of a span the latest that has a value counts.
    var editions: [(period: Period, observation: Observation)] = []
    var leftOut: [String] = []
    for period in wanted {
      let observation = indicator[area, period]
      guard let before = editions.last, before.period.isSameSpan(as: period) else {
        editions.append((period, observation))
        continue
      }
      let takesLater = observation.value != nil || before.observation.value == nil
      leftOut.append(
        "\((takesLater ? before.period : period).label) is left out: \((takesLater ? period : before.period).label) is the same span")
      if takesLater { editions[editions.count - 1] = (period, observation) }
    }
    guard let start = editions.firstIndex(where: { $0.observation.value != nil }),
      let end = editions.lastIndex(where: { $0.observation.value != nil })
    else {
      throw .noValue(
        indicator: indicator.definition.key, area: area.name,
        period: wanted.isEmpty ? "those periods" : "\(wanted[0].label) to \(wanted[wanted.count - 1].label)",
        reason: editions.last?.observation.reason ?? "no periods")
    }
    for (period, observation) in editions[(end + 1)...] {
      leftOut.append("\(period.label) has no value: \(observation.reason ?? "missing")")
    }
    self.indicator = indicator
    self.area = area
    self.leftOut = leftOut
    let days = editions[start...end].map(\.period)
    let step = zip(days, days.dropFirst()).compactMap(Self.days).min()
    dayStep = step
    points = (start...end).map { place in
      let period = editions[place].period
      let before = place > start ? editions[place - 1].period : nil
      return Point(
        period: period, observation: editions[place].observation,
        parted: before.flatMap { Self.parting($0, period, stated: stated, dayStep: step) })
    }
  }

  /// The days between two periods that are days, else nil.
  private static func days(from before: Period, to period: Period) -> Double? {
    guard case .day = before.kind, case .day = period.kind else { return nil }
    return Double(period.lastDay.daysSince1970 - before.lastDay.daysSince1970)
  }

  private static func parting(_ before: Period, _ period: Period, stated: [Period], dayStep: Double?) -> Parting? {
    if stated.contains(where: { $0.isSameSpan(as: period) }) {
      return .stated(period.label)
    }
    if let days = days(from: before, to: period), let dayStep {
      // Months and years of snapshots differ by some days; a missing one is a whole step more.
      guard days > 1.5 * dayStep else { return nil }
      return .missingPeriods("more time lies between \(before.label) and \(period.label) than between other days")
    }
    guard kind(before) == kind(period), let missing = before.periodsMissing(before: period) else {
      return .otherKind("\(before.label) and \(period.label) are not periods of one kind")
    }
    guard missing > 0 else { return nil }
    let words = missing == 1 ? "1 period is" : "\(missing) periods are"
    return .missingPeriods("\(words) not in the publication between \(before.label) and \(period.label)")
  }

  /// The kind of a period, as far as neighbours in a series must share it.
  private static func kind(_ period: Period) -> String {
    switch period.kind {
    case .year(let type): "year \(type)"
    case .years(let count, let type): "\(count) years \(type)"
    case .quarter: "quarter"
    case .term: "term"
    case .month: "month"
    case .day: "day"
    }
  }

  /// The places of the latest stretch: those that have values and follow each other without a break.
  ///
  /// - Parameter bridges: Whether missing values and missing periods do not end the stretch.
  func latestStretch(bridges: Bool) -> [Int] {
    var places: [Int] = []
    for place in points.indices.reversed() {
      if points[place].observation.value != nil {
        places.append(place)
      } else if !bridges {
        break
      }
      if let parted = points[place].parted, !(bridges && parted.canBeBridged) { break }
    }
    return places.reversed()
  }

  /// What parts the series or is missing in it from a place on, one fact a line.
  func gapNotes(from start: Int = 0, stated: String = "a break is stated at") -> [String] {
    let later = points.dropFirst(start)
    let missing = later.filter { $0.observation.value == nil }
    return later.compactMap { $0.parted?.words(stated: stated) }
      + missing.map { "\($0.period.label) has no value: \($0.observation.reason ?? "missing")" } + leftOut
  }

  /// Which of some places overlap the restrictions of the COVID-19 epidemic, in a sentence; nil where none does.
  func epidemicNote(_ places: [Int]) -> String? {
    let labels = places.map { points[$0].period }.filter(\.overlapsEpidemic).map(\.label)
    guard !labels.isEmpty else { return nil }
    let shown = labels.count > 4 ? "\(labels[0]) to \(labels[labels.count - 1])" : labels.joined(separator: ", ")
    return "\(shown) \(labels.count == 1 ? "overlaps" : "overlap") the COVID-19 restrictions (23 March 2020 to 19 July 2021)"
  }

  /// The time from the first of some places to each, in steps of the period.
  func times(_ places: [Int]) -> [Double] {
    guard let first = places.first else { return [] }
    let start = points[first].period
    return places.enumerated().map { number, place in
      let period = points[place].period
      if let days = Self.days(from: start, to: period), let dayStep { return days / dayStep }
      guard period.monthsToNext > 0 else { return Double(number) }
      let (year, month, _) = period.lastDay.parts
      let (startYear, startMonth, _) = start.lastDay.parts
      return Double((year - startYear) * 12 + month - startMonth) / Double(period.monthsToNext)
    }
  }
}

extension Period {
  /// Whether the span overlaps the restrictions of the COVID-19 epidemic in England, 23 March 2020 to 19 July 2021.
  var overlapsEpidemic: Bool {
    guard let first = CalendarDate(year: 2020, month: 3, day: 23), let last = CalendarDate(year: 2021, month: 7, day: 19)
    else { return false }
    return firstDay <= last && first <= lastDay
  }

  /// One step of a series of such periods: `a year`.
  var stepWords: String {
    switch kind {
    case .year, .years: "a year"
    case .quarter: "a quarter"
    case .term: "a term"
    case .month: "a month"
    case .day: "a step"
    }
  }
}
