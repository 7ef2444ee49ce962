public import Columns

/// The measures on which an area is worse than England and getting worse, among all measures of a collection.
///
/// Whoever looks through three hundred measures finds some that worsen by chance. So every measure that can be tested
/// counts, and the probabilities are adjusted for how many there are: of the measures that are told as worsening, the
/// expected share that is not is no more than the rate asked for.
public struct WorseAndWorsening: Sendable {
  public let area: Area
  public let findings: [Finding]
  /// The measures whose trend was tested.
  public let tested: Int
  /// The measures that were not, by reason.
  public let untested: [(reason: String, keys: [String])]
  /// The most periods of a trend, counted back from the latest.
  public let periods: Int
  public let rate: Double
  public let control: FalseDiscovery
  let sources: [TableSource]

  /// A measure on which the area is worse than England and moves the wrong way.
  public struct Finding: Sendable {
    public let indicator: Indicator
    /// The periods of the trend, the latest last.
    public let periods: [Period]
    public let values: [Double]
    public let england: Double
    /// The rank, the worst first, of how many; nil where the area is not ranked.
    public let place: (ranking: Ranking, entry: Ranking.Entry)?
    public let test: MannKendall
    /// The slope for one period, in the indicator's unit.
    public let slope: Double
    /// The probability of the trend where there is none, adjusted for the number of measures tested.
    public let adjusted: Double
    /// Whether the adjusted probability is within the rate.
    public let isWorsening: Bool
  }

  /// The fewest periods of a trend: with four, no order of the values is improbable enough.
  static let fewestPeriods = 5

  /// Looks through the measures that have a polarity.
  ///
  /// - Parameters:
  ///   - periods: The most periods of a trend.
  ///   - rate: The false discovery rate to keep to, a fraction.
  /// - Complexity: O(measures · (areas · log areas + periods²)).
  public init(
    of area: Area, in collection: IndicatorCollection, periods: Int = 10, rate: Double = 0.1,
    control: FalseDiscovery = .benjaminiHochberg
  ) throws {
    var tests: [(indicator: Indicator, series: TrendSeries, places: [Int], test: MannKendall)] = []
    var untested: [String: [String]] = [:]
    for indicator in collection.indicators {
      let key = indicator.definition.key
      guard indicator.definition.polarity != .neither else {
        untested["neither high nor low is good", default: []].append(key)
        continue
      }
      guard let series = try? TrendSeries(of: indicator, area: area) else {
        untested["no value for \(area.name)", default: []].append(key)
        continue
      }
      let places = Array(series.latestStretch(bridges: false).suffix(periods))
      guard places.count >= Self.fewestPeriods else {
        untested["fewer than \(Self.fewestPeriods) periods without a gap", default: []].append(key)
        continue
      }
      tests.append((indicator, series, places, try MannKendall(places.compactMap { series.points[$0].observation.value })))
    }
    let adjusted = try control.adjusted(tests.map(\.test.probability))
    var findings: [Finding] = []
    for (item, adjusted) in zip(tests, adjusted) {
      guard let adjusted, let finding = try Self.finding(item, area: area, adjusted: adjusted, rate: rate) else { continue }
      findings.append(finding)
    }
    self.area = area
    self.findings = findings.sorted {
      ($0.adjusted, $0.test.probability, $0.indicator.definition.key) < ($1.adjusted, $1.test.probability, $1.indicator.definition.key)
    }
    tested = tests.count
    self.untested = untested.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    self.periods = periods
    self.rate = rate
    self.control = control
    sources = collection.sources
  }

  /// Makes a finding of a test, or nothing where the area is no worse than England or moves the right way.
  private static func finding(
    _ item: (indicator: Indicator, series: TrendSeries, places: [Int], test: MannKendall), area: Area, adjusted: Double, rate: Double
  ) throws -> Finding? {
    let (indicator, points) = (item.indicator, item.places.map { item.series.points[$0] })
    let isLowGood = indicator.definition.polarity == .low
    guard item.test.score != 0, (item.test.score > 0) == isLowGood, let last = points.last, let value = last.observation.value,
      let england = indicator.register.areaIfKnown("E92000001").flatMap({ indicator[$0, last.period].value }),
      isLowGood == (DecimalDigits.difference(value, england) > 0), DecimalDigits.difference(value, england) != 0
    else { return nil }
    let values = points.compactMap(\.observation.value)
    let slope = try TheilSen(values, times: item.series.times(item.places)).slope
    // Values that rise as often as they fall but for a tie move nowhere, unless the test says that they do.
    guard adjusted <= rate || (isLowGood ? slope > 0 : slope < 0) else { return nil }
    let ranking = try Ranking(of: indicator, in: last.period, order: .worst, area: area)
    return Finding(
      indicator: indicator, periods: points.map(\.period), values: values, england: england,
      place: (try? ranking.entry(of: area)).map { (ranking, $0) }, test: item.test,
      slope: slope, adjusted: adjusted, isWorsening: adjusted <= rate)
  }

  /// The findings that stand after the adjustment.
  public var worsening: [Finding] { findings.filter(\.isWorsening) }
}

extension WorseAndWorsening: ScriptObject {
  public static let kind = ObjectKind("worsening", summary: "The measures on which an area is worse than England and getting worse.")

  public static let fields: [ObjectField<WorseAndWorsening>] = [
    .init("area", "The area's name.") { .text($0.area.name) },
    .init("n", "How many measures stand after the adjustment.") { .integer($0.worsening.count) },
    .init("tested", "How many measures were tested.") { .integer($0.tested) },
    .init("rate", "The false discovery rate kept to, a fraction.") { .number($0.rate) },
    .init("keys", "The keys of the measures that stand.") { .list($0.worsening.map { .text($0.indicator.definition.key) }) },
    .init("rows", "Every measure that is worse and moves the wrong way, as a table.") { $0.table.map { .object($0) } ?? .nothing },
  ]

  public static var isList: Bool { true }

  public var words: String {
    "\(area.name): \(PrintedNumber.of(worsening.count)) of \(PrintedNumber.of(tested)) measures tested are worse than England and worsening; "
      + "\(PrintedNumber.of(findings.count - worsening.count)) more are worse and move the wrong way, which chance may explain"
  }

  public var table: Table? {
    let definitions = findings.map(\.indicator.definition)
    func numbers(_ value: (Finding) -> Double) -> [Double] { findings.map { $0.indicator.definition.rounded(value($0)) } }
    return Table(
      checked: [
        Column("measure", texts: definitions.map(\.title)), Column("key", texts: definitions.map(\.key)),
        Column("period", texts: findings.map { $0.periods.last?.label }),
        Column("value", numbers: numbers { $0.values.last ?? 0 }), Column("unit", texts: definitions.map(\.unit.shortWords)),
        Column("england", numbers: numbers(\.england)),
        Column("rank", texts: findings.map { finding in finding.place.map { $0.ranking.words($0.entry) } }),
        Column("slope", cells: findings.map { .number(DecimalDigits($0.slope)?.rounded(toDecimals: $0.indicator.definition.decimals + 1).number ?? $0.slope) }),
        Column("periods", integers: findings.map(\.periods.count)),
        Column("p", numbers: findings.map(\.test.probability), decimals: 4),
        Column("p_adjusted", numbers: findings.map(\.adjusted), decimals: 4),
        Column("worsening", booleans: findings.map(\.isWorsening), presence: nil),
        Column("recent", texts: findings.map { Sparkline.text($0.values) }),
      ], rowCount: findings.count, sources: sources, notes: notes)
  }

  private var notes: [String] {
    let control = control == .benjaminiHochberg ? "Benjamini and Hochberg" : "Benjamini and Yekutieli"
    return [
      "\(PrintedNumber.of(tested)) measures tested; p_adjusted by \(control), worsening at most \(PrintedNumber.of(rate)); slope a period",
      "worse: on the bad side of England's published value; trend: Mann-Kendall over the latest \(periods) periods at most, without a gap",
    ] + untested.map { reason, keys in "not tested, \(reason): \(PrintedNumber.of(keys.count))" }
  }

  public var reasons: [String] {
    notes + untested.map { reason, keys in "\(reason): \(keys.joined(separator: ", "))" } + sources.map(\.words)
  }
}

extension Operation {
  /// Finds what is worse and worsening.
  static let worseAndWorsening = Operation(
    "worse_and_worsening", summary: "The measures on which an area is worse than England and getting worse, of all that can be tested.",
    discussion: """
      Every measure with a polarity and at least five periods without a gap is tested (Mann-Kendall, exact p), and the \
      probabilities are adjusted for how many there are, so that few of the measures told are so by chance. Measures that \
      are worse and move the wrong way without standing the adjustment are in the table with worsening = false.
      """,
    source: "Mann 1945, Kendall 1975; Benjamini and Hochberg 1995",
    example: """
      lait:worse_and_worsening("Middlesbrough").tested
      --> 28
      """,
    Parameter<IndicatorCollection>("collection", "The collection to look through."),
    Parameter<Named<Area>>("area", "The area to look for."),
    Parameter<Int>("periods", "The most periods of a trend, 5 or more.", default: 10, words: "10"),
    Parameter<Double>("rate", "The share of false findings to keep to, a fraction.", default: 0.1, words: "0.1"),
    Parameter<FalseDiscovery>("control", "How the probabilities are adjusted.", default: .benjaminiHochberg, words: "\"benjamini_hochberg\"")
  ) { collection, name, periods, rate, control in
    guard periods >= WorseAndWorsening.fewestPeriods else {
      throw ArgumentError.unusable(
        "periods", problem: "\(periods) periods", expectation: "A trend needs \(WorseAndWorsening.fewestPeriods) periods or more.")
    }
    guard rate > 0, rate <= 1 else {
      throw ArgumentError.unusable("rate", problem: "\(rate) is no rate", expectation: "A rate is a fraction above zero, such as 0.1.")
    }
    let register = collection.indicators.first?.register ?? .england
    return try WorseAndWorsening(of: register.area(name.text), in: collection, periods: periods, rate: rate, control: control)
  }
}
