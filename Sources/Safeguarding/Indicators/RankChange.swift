import Columns

/// How an area's rank moved between two periods, and whether that is more than noise.
public struct RankChange: Sendable {
  public let area: Area
  public let earlier: Ranking
  public let later: Ranking
  public let from: Ranking.Entry
  public let to: Ranking.Entry
  public let confidence: ConfidenceLevel
  public let draws: Int
  public let seed: UInt64
  /// What was found by drawing both periods.
  public let move: RankMove.Area
  /// What the values were drawn from, in words.
  public let basis: String
  /// What a reader must know: areas that were not drawn.
  public let notes: [String]

  /// Draws and ranks both periods.
  ///
  /// - Throws: ``IndicatorError`` where the area has no rank in a period or nothing is known of its value's exactness.
  /// - Complexity: O(draws · areas).
  public init(
    of area: Area, from earlier: Ranking, to later: Ranking, confidence: ConfidenceLevel = .percent95,
    draws: Int = RankSimulation.usualDraws, seed: UInt64 = RankSimulation.usualSeed
  ) throws {
    from = try earlier.entry(of: area)
    to = try later.entry(of: area)
    let before = AreaPosteriors(earlier.entries.map(\.area), of: earlier.indicator, in: earlier.period)
    let after = AreaPosteriors(later.entries.map(\.area), of: later.indicator, in: later.period)
    for (known, ranking) in [(before, earlier), (after, later)] where !known.areas.contains(area) {
      throw IndicatorError.noEvidence(
        indicator: "\(ranking.indicator.definition.key) in \(ranking.period.label)",
        reason: known.without.first { $0.area == area }?.reason ?? "")
    }
    let others = (before.areas + after.areas).filter { $0 != area }
    var areas = [area]
    var seen: Set<String> = [area.code]
    areas += others.filter { seen.insert($0.code).inserted }
    func aligned(_ known: AreaPosteriors) -> [Posterior?] {
      let places = Dictionary(zip(known.areas.map(\.code), known.posteriors), uniquingKeysWith: { first, _ in first })
      return areas.map { places[$0.code] }
    }
    let moves = try RankMove(
      from: aligned(before), to: aligned(after), order: later.isHighestFirst ? .highestFirst : .lowestFirst,
      level: confidence.fraction, draws: draws, seed: seed, limits: OperationLimits.forQueries)
    guard let move = moves.areas[0] else {
      throw IndicatorError.noEvidence(indicator: later.indicator.definition.key, reason: "no draw holds both periods")
    }
    self.area = area
    self.earlier = earlier
    self.later = later
    self.confidence = confidence
    self.draws = draws
    self.seed = seed
    self.move = move
    basis = after.words
    notes = [(before, earlier), (after, later)].compactMap { known, ranking in
      known.without.isEmpty
        ? nil
        : "\(ranking.period.label): \(PrintedNumber.of(known.without.count)) ranked areas were not drawn, such as "
          + "\(known.without[0].area.name) (\(known.without[0].reason))"
    }
  }

  /// Whether the interval of the move leaves out standing still.
  public var isMoreThanNoise: Bool { !move.interval.contains(0) }

  /// The places moved as published, below zero towards the first.
  public var places: Double { to.rank - from.rank }
}

extension RankChange: ScriptObject {
  public static let kind = ObjectKind("rank_change", summary: "How an area's rank moved, and whether that is more than noise.")

  public static let fields: [ObjectField<RankChange>] = [
    .init("area", "The area's name.") { .text($0.area.name) },
    .init("from", "The earlier period's label.") { .text($0.earlier.period.label) },
    .init("to", "The later period's label.") { .text($0.later.period.label) },
    .init("from_rank", "The earlier rank.") { .whole($0.from.rank) },
    .init("to_rank", "The later rank.") { .whole($0.to.rank) },
    .init("places", "The later rank less the earlier.") { .whole($0.places) },
    .init("lower", "The least places moved, of the interval.") { .integer($0.move.interval.lowerBound) },
    .init("upper", "The most places moved, of the interval.") { .integer($0.move.interval.upperBound) },
    .init("more_than_noise", "Whether the interval leaves out standing still.") { .boolean($0.isMoreThanNoise) },
    .init("chance_towards_first", "The chance, a fraction, that the rank is nearer the first in the later period.") {
      .number($0.move.chanceTowardsFirst)
    },
    .init("chance_towards_last", "The chance, a fraction, that the rank is nearer the last in the later period.") {
      .number($0.move.chanceTowardsLast)
    },
    .init("chance_higher", "The chance, a fraction, that the underlying value is higher in the later period.") {
      .number($0.move.chanceHigher)
    },
  ]

  public var words: String {
    let (lower, upper) = (move.interval.lowerBound, move.interval.upperBound)
    return "\(area.name): from \(earlier.words(from)) in \(earlier.period.label) to \(later.words(to)) in \(later.period.label), "
      + "\(later.orderWords): \(isMoreThanNoise ? "more than noise" : "within noise"), "
      + "\(confidence.words) interval \(PrintedNumber.signed(Double(lower), decimals: 0)) to \(PrintedNumber.signed(Double(upper), decimals: 0)) places; "
      + later.indicator.titleAndKey
  }

  public var reasons: [String] {
    later.reasons + [
      "from: \(earlier.period.words), \(PrintedNumber.of(earlier.count)) with a value",
      "draws: \(PrintedNumber.of(draws)), seed \(seed); \(basis); the two periods drawn apart",
    ] + notes
  }
}

extension Operation {
  /// Says how a rank moved.
  static let rankChange = Operation(
    "rank_change", summary: "How an area's rank moved between two periods, and whether that is more than noise.",
    discussion: """
      The underlying rates of both periods are drawn and ranked many times. A move whose interval holds zero is within \
      noise. Where only a rate is published, join the population: indicator:with{denominator = children}.
      """,
    source: "Goldstein and Spiegelhalter 1996",
    example: """
      lait:indicator("CPP_rate"):with{denominator = children}:rank_change("Redcar and Cleveland", {from = "2019", to = "2020", from_end = "highest"}).more_than_noise
      --> true
      """,
    Parameter<Indicator>("indicator", "The indicator to rank by."),
    Parameter<Named<Area>>("area", "The area whose rank is asked for."),
    Parameter<Named<Period>?>("from", "The earlier period's label.", otherwise: "the period before `to`"),
    Parameter<Named<Period>?>("to", "The later period's label.", otherwise: "the latest period with values"),
    Parameter<AreaSet>("among", "The areas to rank.", default: .all, words: "\"all\""),
    Parameter<RankOrder?>("from_end", "Which end is 1st.", otherwise: "\"best\", or \"highest\" without polarity"),
    rankConfidence, rankDraws, rankSeed
  ) { indicator, name, from, to, set, order, confidence, draws, seed in
    let area = try indicator.register.area(name.text)
    let later = try indicator.period(to)
    let earlier = try from.map { try indicator.period($0.text) } ?? indicator.periodBefore(later)
    return try RankChange(
      of: area, from: Ranking(of: indicator, in: earlier, among: set, order: order, area: area),
      to: Ranking(of: indicator, in: later, among: set, order: order, area: area), confidence: confidence, draws: draws,
      seed: UInt64(bitPattern: Int64(seed)))
  }
}
