import Columns

/// An area's value held against England, a region, neighbours, a goal or itself before.
public struct Comparison: Sendable {
  public let indicator: Indicator
  public let area: Area
  public let period: Period
  public let value: Double
  /// The area's limits at the first level.
  public let limits: ConfidenceLimits
  /// What the value is compared with, in words.
  public let comparator: String
  public let comparatorValue: Double
  public let method: ComparisonMethod
  /// One or two levels, the lower first.
  public let levels: [ConfidenceLevel]
  public let verdict: Verdict
  /// The highest level at which the values differ; nil where they don't or where chance is not allowed for.
  public let level: ConfidenceLevel?
  /// The probability of such a difference where there is none; nil for other methods.
  public let probability: Double?
  /// What the area's value rests on, in words.
  public let evidence: String
  public let notes: [String]

  /// What a comparison finds.
  public enum Verdict: String, Hashable, Sendable {
    case better, similar, worse
    /// For an indicator of which neither high nor low is good.
    case higher, lower
    case notCompared = "not compared"
  }

  /// The comparator found, with what is known of it.
  private struct Found {
    var words: String
    var range: ClosedRange<Double>
    var evidence: Evidence?
    var notes: [String] = []
  }

  /// Compares a value.
  ///
  /// - Parameters:
  ///   - method: Nil for the values alone with a goal, a test with another period, and the interval otherwise.
  ///   - levels: One level for better, similar and worse; two for five grades.
  /// - Throws: ``IndicatorError`` where either value is missing or the area has no region.
  public init(
    of indicator: Indicator, _ area: Area, in period: Period, with comparator: Comparator,
    method: ComparisonMethod? = nil, levels: [ConfidenceLevel] = [.percent95]
  ) throws {
    let value = try indicator.published(area, period)
    try Self.refuseCounts(of: indicator, with: comparator)
    let method = method ?? Self.usualMethod(comparator)
    let found = try Self.found(comparator, of: indicator, area, in: period, withEvidence: method == .overlap || method == .test)
    let evidence = indicator.evidence(for: area, in: period)
    let levels = levels.sorted { $0.fraction < $1.fraction }
    let ownLimits = levels.map { evidence.limits(at: $0) }
    var side = 0
    var level: ConfidenceLevel?
    var isCompared = true
    var probability: Double?
    switch method {
    case .value: side = Self.side(of: value, beside: found.range)
    case .interval, .overlap:
      if method == .overlap, found.evidence == nil {
        throw IndicatorError.badRule("\(found.words) has no interval", expectation: "Compare by method = \"interval\".")
      }
      for (next, own) in zip(levels, ownLimits) {
        let point = ConfidenceLimits(lower: found.range.lowerBound, upper: found.range.upperBound)
        let other = method == .overlap ? found.evidence?.limits(at: next) ?? point : point
        guard own.isGiven, other.isGiven else {
          if level == nil { isCompared = false }
          break
        }
        let step = Self.side(of: own, beside: other)
        guard step != 0 else { break }
        (side, level) = (step, next)
      }
    case .test:
      guard let other = found.evidence else {
        throw IndicatorError.badRule("\(found.words) has nothing to test against", expectation: "Compare by method = \"interval\".")
      }
      probability = evidence.probability(against: other)
      isCompared = probability != nil
      // Where both are published alike, what they rest on may still differ.
      let published = Self.side(of: value, beside: found.range)
      if let probability, let own = evidence.value, let another = other.value {
        side = published != 0 ? published : own > another ? 1 : own < another ? -1 : 0
        level = side == 0 ? nil : levels.last { probability < 2 * $0.tail }
        if level == nil { side = 0 }
      }
    }
    self.indicator = indicator
    self.area = area
    self.period = period
    self.value = value
    limits = ownLimits.first ?? ConfidenceLimits(lower: nil, upper: nil)
    self.comparator = found.words
    comparatorValue = side < 0 ? found.range.lowerBound : found.range.upperBound
    self.method = method
    self.levels = levels
    self.level = method == .value ? nil : level
    self.probability = probability
    self.evidence = evidence.words
    verdict = isCompared ? Self.verdict(side, polarity: indicator.definition.polarity) : .notCompared
    notes = found.notes + indicator.madeNotes(of: area, in: [period])
  }

  /// Refuses counts beside those of other areas, which differ in size: England has the most of everything.
  private static func refuseCounts(of indicator: Indicator, with comparator: Comparator) throws(IndicatorError) {
    guard indicator.definition.unit.kind == .count else { return }
    switch comparator {
    case .area, .region, .neighbours:
      let join = indicator.companions[.denominator] == nil ? "" : " The denominator that is joined to it leaves it a count."
      throw .badRule(
        "\(indicator.titleAndKey) is a count, and areas differ in size",
        expectation: "Compare rates: indicator:rate{population = people}, where people is an indicator of their numbers. A count is compared with itself before, or with a goal.\(join)")
    case .goal, .before, .period: return
    }
  }

  private static func usualMethod(_ comparator: Comparator) -> ComparisonMethod {
    switch comparator {
    case .area, .region, .neighbours: .interval
    case .goal: .value
    case .before, .period: .test
    }
  }

  private static func found(
    _ comparator: Comparator, of indicator: Indicator, _ area: Area, in period: Period, withEvidence: Bool
  ) throws -> Found {
    func other(_ area: Area, _ period: Period, words: String) throws -> Found {
      let value = try indicator.published(area, period)
      return Found(words: words, range: value...value, evidence: withEvidence ? indicator.evidence(for: area, in: period) : nil)
    }
    func earlier(_ earlier: Period) throws -> Found {
      var found = try other(area, earlier, words: "\(area.name) in \(earlier.label)")
      let (first, last) = earlier < period ? (earlier, period) : (period, earlier)
      if let gap = first.periodsMissing(before: last), gap > 0 {
        found.notes.append("\(PrintedNumber.of(gap)) \(gap == 1 ? "period lies" : "periods lie") between \(first.label) and \(last.label)")
      }
      return found
    }
    switch comparator {
    case .area(let name):
      let place = try indicator.register.area(name.text)
      return try other(place, period, words: place.name)
    case .region:
      guard let region = area.regionCode.flatMap({ indicator.register.areaIfKnown($0) }) else {
        throw IndicatorError.noRegion(area: area.name)
      }
      return try other(region, period, words: region.name)
    case .neighbours(let edition):
      let average = try NeighbourAverage(of: area, indicator: indicator, period: period, edition: edition)
      guard let mean = average.mean else {
        throw IndicatorError.noValue(
          indicator: indicator.definition.key, area: "the statistical neighbours", period: period.label, reason: average.methodWords)
      }
      return Found(words: "statistical neighbours (\(edition.name), \(average.methodWords))", range: mean...mean)
    case .goal(let goal):
      let words = goal.lowerBound == goal.upperBound
        ? "the goal of \(indicator.goalText(goal.lowerBound))"
        : "the goal of \(indicator.goalText(goal.lowerBound)) to \(indicator.goalText(goal.upperBound))"
      return Found(words: words, range: goal)
    case .before:
      return try earlier(indicator.periodBefore(period))
    case .period(let name): return try earlier(indicator.period(name.text))
    }
  }

  /// Above is 1, below is -1, and within or touching is 0.
  private static func side(of value: Double, beside range: ClosedRange<Double>) -> Int {
    DecimalDigits.difference(value, range.upperBound) > 0 ? 1 : DecimalDigits.difference(value, range.lowerBound) < 0 ? -1 : 0
  }

  private static func side(of own: ConfidenceLimits, beside other: ConfidenceLimits) -> Int {
    if let lower = own.lower, let upper = other.upper, lower > upper { return 1 }
    if let upper = own.upper, let lower = other.lower, upper < lower { return -1 }
    return 0
  }

  private static func verdict(_ side: Int, polarity: Polarity) -> Verdict {
    guard side != 0 else { return .similar }
    return switch polarity {
    case .neither: side > 0 ? .higher : .lower
    case .high: side > 0 ? .better : .worse
    case .low: side < 0 ? .better : .worse
    }
  }

  /// The value less that of the comparator, in the indicator's unit.
  public var difference: Double { DecimalDigits.difference(value, comparatorValue) }
}

extension Indicator {
  fileprivate func goalText(_ goal: Double) -> String { text(goal, decimals: DecimalDigits(goal)?.decimals ?? 0) }
}
