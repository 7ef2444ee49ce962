public import Columns

/// The ranks of the areas of a set with how sure they are: intervals and chances by simulation.
///
/// The underlying value of each area is drawn many times from what its count, or its limits, tell of it, and every draw
/// is ranked. An area whose value rests on nothing known is ranked as published and has no interval.
///
/// - SeeAlso: H. Goldstein and D. J. Spiegelhalter, "League tables and their limitations", *Journal of the Royal
///   Statistical Society* A 159 (1996), 385 to 409.
public struct RankIntervals: Sendable {
  /// The ranking as published.
  public let ranking: Ranking
  public let confidence: ConfidenceLevel
  public let draws: Int
  public let seed: UInt64
  /// How many areas at either end the chances are about.
  public let ends: Int
  /// The areas in the order of the ranking.
  public let entries: [Entry]
  /// What the values were drawn from, in words.
  public let basis: String
  /// The ranked areas without an interval, each with the reason.
  public let without: [(area: Area, reason: String)]

  /// One area's rank and how sure it is.
  public struct Entry: Sendable {
    public let place: Ranking.Entry
    /// The ranks that hold the confidence's share of the draws; nil for an area without evidence.
    public let interval: ClosedRange<Int>?
    /// The middle rank of the draws.
    public let median: Int?
    /// The chance, a fraction, of being among the first `ends`.
    public let chanceFirst: Double?
    /// The chance, a fraction, of being among the last `ends`.
    public let chanceLast: Double?
  }

  /// Draws and ranks.
  ///
  /// - Throws: ``IndicatorError/noEvidence(indicator:reason:)`` where fewer than two areas have evidence,
  ///   ``IndicatorError/tooFewAreas(_:needed:of:)`` where fewer are ranked, or ``SampleError``.
  /// - Complexity: O(draws · areas).
  public init(
    _ ranking: Ranking, confidence: ConfidenceLevel = .percent95, ends: Int = 10,
    draws: Int = RankSimulation.usualDraws, seed: UInt64 = RankSimulation.usualSeed
  ) throws {
    guard ends > 0 else {
      throw SampleError.unusableOption("ends is \(ends)", expectation: "The chances are about one area or more at either end.")
    }
    let known = AreaPosteriors(ranking.entries.map(\.area), of: ranking.indicator, in: ranking.period)
    guard known.areas.count > 1 else {
      guard ranking.entries.count > 1 else {
        throw IndicatorError.tooFewAreas(ranking.entries.count, needed: 2, of: "Intervals of ranks")
      }
      throw IndicatorError.noEvidence(
        indicator: ranking.indicator.definition.key, reason: known.without.first.map { "\($0.area.name): \($0.reason)" } ?? "no area is ranked")
    }
    let simulation = try RankSimulation(
      known.posteriors, order: ranking.isHighestFirst ? .highestFirst : .lowestFirst, draws: draws, seed: seed,
      limits: OperationLimits.forQueries)
    let places = Dictionary(zip(known.areas.map(\.code), known.areas.indices), uniquingKeysWith: { first, _ in first })
    self.ranking = ranking
    self.confidence = confidence
    self.draws = draws
    self.seed = seed
    // Of fewer areas than are asked for, all are at either end.
    let ends = min(ends, known.areas.count)
    self.ends = ends
    entries = ranking.entries.map { entry in
      let place = places[entry.area.code]
      return Entry(
        place: entry, interval: place.map { simulation.interval(of: $0, at: confidence.fraction) },
        median: place.map { simulation.medianRank(of: $0) },
        chanceFirst: place.map { simulation.chance(of: $0, amongFirst: ends) },
        chanceLast: place.map { simulation.chance(of: $0, amongLast: ends) })
    }
    basis = known.words
    without = known.without.map { ($0.area, $0.reason) }
  }

  /// How many areas were drawn and ranked together.
  public var count: Int { entries.count - without.count }

  /// What the last areas of the ranking are: `worst` where the first are best.
  var lastWord: String {
    switch ranking.order {
    case .best: "worst"
    case .worst: "best"
    case .highest: "lowest"
    case .lowest: "highest"
    }
  }
  var firstWord: String { ranking.order.rawValue }
}

extension RankIntervals: ScriptObject {
  public static let kind = ObjectKind("rank_intervals", summary: "The ranks of the areas of a set with how sure they are.")

  public static let fields: [ObjectField<RankIntervals>] = [
    .init("indicator", "The indicator's key.") { .text($0.ranking.indicator.definition.key) },
    .init("period", "The period's label.") { .text($0.ranking.period.label) },
    .init("n", "How many areas were drawn and ranked together.") { .integer($0.count) },
    .init("confidence", "The level of the intervals, a fraction.") { .number($0.confidence.fraction) },
    .init("draws", "How many times the areas were ranked.") { .integer($0.draws) },
    .init("seed", "The seed of the random numbers.") { .integer(Int(truncatingIfNeeded: $0.seed)) },
    .init("basis", "What the values were drawn from.") { .text($0.basis) },
    .init("rows", "The intervals as a table.") { $0.table.map { .object($0) } ?? .nothing },
  ]

  public static var isList: Bool { true }

  public var words: String {
    "\(PrintedNumber.of(count)) areas ranked \(PrintedNumber.of(draws)) times by \(ranking.indicator.titleAndKey), \(ranking.period.words), \(ranking.orderWords)"
  }

  public var table: Table? {
    func cells(_ number: (Entry) -> Int?) -> [Cell] { entries.map { number($0).map { .integer($0) } ?? .missing(.notAvailable) } }
    func shares(_ number: (Entry) -> Double?) -> [Cell] {
      entries.map { number($0).map { .number($0 * 100) } ?? .missing(.notAvailable) }
    }
    return Table(
      checked: [
        Column("rank", cells: entries.map { .number($0.place.rank) }, unit: nil, decimals: 0),
        Column("area", texts: entries.map(\.place.area.name)), Column("code", texts: entries.map(\.place.area.code)),
        Column("value", numbers: entries.map(\.place.value), unit: ranking.indicator.definition.unit.words, decimals: ranking.decimals)
          .measuring("\(ranking.indicator.titleAndKey), \(ranking.period.words)"),
        Column("lower", cells: cells { $0.interval?.lowerBound }), Column("upper", cells: cells { $0.interval?.upperBound }),
        Column("median", cells: cells(\.median)),
        Column("\(firstWord)_\(ends)", cells: shares(\.chanceFirst), unit: "% of draws", decimals: 1),
        Column("\(lastWord)_\(ends)", cells: shares(\.chanceLast), unit: "% of draws", decimals: 1),
      ], rowCount: entries.count, sources: ranking.indicator.sources, notes: ranking.notes + notes)
  }

  private var notes: [String] {
    var notes = [
      "ranks \(confidence.words) of \(PrintedNumber.of(draws)) draws lie between lower and upper; \(basis); seed \(seed)"
    ]
    if !without.isEmpty {
      notes.append(
        "no interval: " + without.prefix(5).map { "\($0.area.name) (\($0.reason))" }.joined(separator: "; ")
          + (without.count > 5 ? "; and \(PrintedNumber.of(without.count - 5)) more" : ""))
    }
    return notes
  }

  public var reasons: [String] { ranking.reasons + notes }
}

/// One area of rank intervals.
public struct RankInterval: Sendable {
  public let intervals: RankIntervals
  public let entry: RankIntervals.Entry
}

extension RankInterval: ScriptObject {
  public static let kind = ObjectKind("rank_interval", summary: "An area's rank with how sure it is.")

  public static let fields: [ObjectField<RankInterval>] = [
    .init("area", "The area's name.") { .text($0.entry.place.area.name) },
    .init("rank", "The rank as published.") { .whole($0.entry.place.rank) },
    .init("n", "How many areas were drawn and ranked together.") { .integer($0.intervals.count) },
    .init("lower", "The first rank of the interval.") { $0.entry.interval.map { .integer($0.lowerBound) } ?? .missing(.notAvailable) },
    .init("upper", "The last rank of the interval.") { $0.entry.interval.map { .integer($0.upperBound) } ?? .missing(.notAvailable) },
    .init("median", "The middle rank of the draws.") { $0.entry.median.map { .integer($0) } ?? .missing(.notAvailable) },
    .init("chance_first", "The chance, a fraction, of being among the first ends.") {
      $0.entry.chanceFirst.map { .number($0) } ?? .missing(.notAvailable)
    },
    .init("chance_last", "The chance, a fraction, of being among the last ends.") {
      $0.entry.chanceLast.map { .number($0) } ?? .missing(.notAvailable)
    },
    .init("evidence", "What the area's value rests on.") {
      .text($0.intervals.ranking.indicator.evidence(for: $0.entry.place.area, in: $0.intervals.ranking.period).words)
    },
  ]

  public var words: String {
    let area = entry.place.area
    guard let interval = entry.interval, let first = entry.chanceFirst, let last = entry.chanceLast else {
      let why = intervals.without.first { $0.area == area }?.reason ?? ""
      return "\(area.name): \(intervals.ranking.words(entry.place)), without an interval: \(why)"
    }
    let (end, chance) = last >= first ? (intervals.lastWord, last) : (intervals.firstWord, first)
    return "\(area.name): \(intervals.ranking.words(entry.place)), \(intervals.ranking.orderWords), "
      + "\(intervals.confidence.words) interval \(PrintedNumber.ordinal(interval.lowerBound)) to \(PrintedNumber.ordinal(interval.upperBound)); "
      + "chance of being among the \(end) \(PrintedNumber.of(intervals.ends)): \(Self.percent(chance)); "
      + "\(intervals.ranking.indicator.titleAndKey), \(intervals.ranking.period.words)"
  }

  public var reasons: [String] { intervals.reasons }

  /// A chance that draws tell in per cent: what is in most of them, or in few, is neither certain nor impossible.
  private static func percent(_ chance: Double) -> String {
    chance > 0.995 ? "over 99%" : chance < 0.005 ? "under 1%" : "\(PrintedNumber.of(chance * 100, decimals: 0))%"
  }
}

extension Operation {
  private static let discussion = """
    Each area's underlying rate is drawn from what its count and population tell of it, or from the limits published with \
    it, and every draw is ranked. Where only a rate is published, join the population: indicator:with{denominator = \
    children}. The same seed gives the same answer.
    """
  private static let source = "Goldstein and Spiegelhalter 1996"
  static let rankDraws = Parameter<Int>(
    "draws", "How often to draw and rank.", default: RankSimulation.usualDraws, words: "20,000")
  static let rankSeed = Parameter<Int>(
    "seed", "The seed of the random numbers.", default: Int(RankSimulation.usualSeed), words: "152")
  static let rankConfidence = Parameter<ConfidenceLevel>(
    "confidence", "The share of the draws that an interval holds.", default: .percent95, words: "0.95")
  private static let ends = Parameter<Int>("ends", "How many areas at either end the chances are about.", default: 10, words: "10")

  /// Gives every rank of a set its interval.
  static let rankIntervals = Operation(
    "rank_intervals", summary: "Every area's rank with its interval, and the chance of being among the first or last ten.",
    discussion: discussion, source: source,
    example: """
      lait:indicator("CPP_rate"):with{denominator = children}:rank_intervals{period = "2020", from = "highest"}[1].upper
      --> 3
      """,
    Parameter<Indicator>("indicator", "The indicator to rank by."),
    Parameter<Named<Period>?>("period", "The period's label.", otherwise: "the latest period with values"),
    Parameter<AreaSet>("among", "The areas to rank.", default: .all, words: "\"all\""),
    Parameter<RankOrder?>("from", "Which end is 1st.", otherwise: "\"best\", or \"highest\" without polarity"),
    Parameter<Named<Area>?>("area", "The area whose region or neighbours are ranked.", otherwise: "none"),
    rankConfidence, ends, rankDraws, rankSeed
  ) { indicator, period, set, order, name, confidence, ends, draws, seed in
    try RankIntervals(
      Ranking(
        of: indicator, in: indicator.period(period), among: set, order: order,
        area: name.map { try indicator.register.area($0.text) }),
      confidence: confidence, ends: ends, draws: draws, seed: UInt64(bitPattern: Int64(seed)))
  }

  /// Gives an area's rank its interval.
  static let rankInterval = Operation(
    "rank_interval", summary: "An area's rank with its interval, and the chance of being among the first or last ten.",
    discussion: discussion, source: source,
    example: """
      lait:indicator("CPP_rate"):with{denominator = children}:rank_interval("Middlesbrough", {period = "2020", from = "highest"})
      --> Middlesbrough: 3rd of 150, highest first, 95% interval 1st to 4th; chance of being among the highest 10: over 99%; Child Protection Plans rate per 10,000 (CPP_rate), 31 March 2020
      """,
    Parameter<Indicator>("indicator", "The indicator to rank by."),
    Parameter<Named<Area>>("area", "The area whose rank is asked for."),
    Parameter<Named<Period>?>("period", "The period's label.", otherwise: "the latest period with values"),
    Parameter<AreaSet>("among", "The areas to rank.", default: .all, words: "\"all\""),
    Parameter<RankOrder?>("from", "Which end is 1st.", otherwise: "\"best\", or \"highest\" without polarity"),
    rankConfidence, ends, rankDraws, rankSeed
  ) { indicator, name, period, set, order, confidence, ends, draws, seed in
    let area = try indicator.register.area(name.text)
    let ranking = try Ranking(of: indicator, in: indicator.period(period), among: set, order: order, area: area)
    let place = try ranking.entry(of: area)
    let intervals = try RankIntervals(
      ranking, confidence: confidence, ends: ends, draws: draws, seed: UInt64(bitPattern: Int64(seed)))
    guard let entry = intervals.entries.first(where: { $0.place.area == place.area }) else {
      throw IndicatorError.notInSet(area: area.name, set: ranking.setWords)
    }
    return RankInterval(intervals: intervals, entry: entry)
  }
}
