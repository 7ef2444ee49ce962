public import Columns

/// Where one area stands in a ranking, beside England, its region and its statistical neighbours.
public struct Position: Sendable {
  public let area: Area
  public let ranking: Ranking
  public let entry: Ranking.Entry
  /// Figures to compare with: each with its name and how it was made.
  public let comparators: [Comparator]

  /// A figure to compare an area with.
  public struct Comparator: Sendable {
    /// `England`, `North East`, `statistical neighbours (May 2025)`.
    public let name: String
    public let observation: Observation
    /// `published`, `worked out`, or `mean of 10`.
    public let method: String
  }

  /// Finds an area's place.
  ///
  /// - Parameter neighbours: The edition whose unweighted mean stands among the comparators; nil leaves it out.
  /// - Throws: ``IndicatorError`` if the area has no value or is not of the ranking's set.
  public init(of area: Area, in ranking: Ranking, neighbours: NeighbourEdition? = nil) throws {
    self.area = area
    self.ranking = ranking
    entry = try ranking.entry(of: area)
    let indicator = ranking.indicator
    var comparators: [Comparator] = []
    func addPublished(_ code: String?) {
      guard let code, let place = indicator.register.areaIfKnown(code), place != area else { return }
      let observation = indicator[place, ranking.period]
      guard observation != .absent else { return }
      comparators.append(Comparator(name: place.name, observation: observation, method: indicator.origin(place, ranking.period)))
    }
    addPublished("E92000001")
    addPublished(area.regionCode)
    addPublished(area.subregionCode)
    if let neighbours {
      let average = try NeighbourAverage(of: area, indicator: indicator, period: ranking.period, edition: neighbours)
      comparators.append(
        Comparator(
          name: "statistical neighbours (\(neighbours.name))",
          observation: average.mean.map { .value($0) } ?? .missing(.notAvailable), method: average.methodWords))
    }
    self.comparators = comparators
  }

  /// The rank in words: `joint 75th of 152`.
  public var rankWords: String { ranking.words(entry) }

  /// The areas that share the value, without this one.
  public var tiedWith: [Area] {
    ranking.entries.filter { $0.value == entry.value && $0.area != area }.map(\.area)
  }
}

/// The unweighted mean of an area's statistical neighbours, as LAIT computes it.
public struct NeighbourAverage: Hashable, Sendable {
  /// The mean, or nil where no neighbour has a value.
  public let mean: Double?
  /// How many neighbours have a value.
  public let count: Int
  /// The neighbours without a value.
  public let missing: [String]

  /// Averages the values of an area's neighbours; a missing value is left out and told.
  public init(of area: Area, indicator: Indicator, period: Period, edition: NeighbourEdition) throws(NeighbourError) {
    var values: [Double] = []
    var missing: [String] = []
    for neighbour in try edition.neighbours(of: area) {
      let value = indicator.register.areaIfKnown(neighbour.code).flatMap { indicator[$0, period].value }
      if let value { values.append(value) } else { missing.append(neighbour.name) }
    }
    mean = values.isEmpty ? nil : DecimalDigits.withoutNoise(values.reduce(0, +) / Double(values.count))
    count = values.count
    self.missing = missing
  }

  /// How the mean was made: `mean of 9; no value for Salford`.
  public var methodWords: String {
    "mean of \(count)" + (missing.isEmpty ? "" : "; no value for \(missing.joined(separator: ", "))")
  }
}

extension Position: ScriptObject {
  public static let kind = ObjectKind("position", summary: "Where one area stands among others, with the rule.")

  public static let fields: [ObjectField<Position>] = [
    .init("area", "The area's name.") { .text($0.area.name) },
    .init("indicator", "The indicator's key.") { .text($0.ranking.indicator.definition.key) },
    .init("period", "The period's label.") { .text($0.ranking.period.label) },
    .init("value", "The value, in the indicator's unit.") { .number($0.entry.value) },
    .init("unit", "The unit of the value.") { .text($0.ranking.indicator.definition.unit.words) },
    .init("rank", "The rank from 1.") { .whole($0.entry.rank) },
    .init("n", "How many areas are ranked.") { .integer($0.ranking.count) },
    .init("from", "Which end comes first: highest, lowest, best or worst.") { .text($0.ranking.order.rawValue) },
    .init("ties", "The rule by which equal values share a rank.") { .text($0.ranking.ties.rawValue) },
    .init("tied", "How many areas share the value, this one included.") { .integer($0.entry.tied) },
    .init("tied_with", "The names of the areas that share the value.") { .list($0.tiedWith.map { .text($0.name) }) },
    .init("from_other_end", "The rank from the other end, under the same tie rule.") {
      .whole($0.ranking.rankFromOtherEnd($0.entry))
    },
    .init("band", "The quarter the value falls in, A best to D worst; missing without polarity or with fewer than 4 areas.") {
      $0.entry.band.map { .text($0.rawValue) } ?? .missing(.notApplicable)
    },
    .init("mean", "The unweighted mean of the ranked areas.") { $0.ranking.mean.map { .number($0) } ?? .nothing },
    .init("england", "England's published value.") { $0.comparator("England") },
    .init("region", "The published value of the area's region.") { position in
      position.comparator(position.area.regionCode.flatMap { position.ranking.indicator.register.areaIfKnown($0)?.name } ?? "")
    },
    .init("neighbours", "The mean of the statistical neighbours, where an edition was given.") { position in
      position.comparators.first { $0.name.hasPrefix("statistical neighbours") }
        .map { Value($0.observation.cell) } ?? .nothing
    },
    .init("left_out", "The areas without a rank, each with the reason.") {
      .list($0.ranking.leftOut.map { .text("\($0.area.name): \($0.reason)") })
    },
    .init("rank_words", "The rank in words: joint 75th of 152.") { .text($0.rankWords) },
    .init("value_words", "The value with its unit.") { .text($0.ranking.indicator.text($0.entry.value, decimals: $0.ranking.decimals)) },
  ]

  private func comparator(_ name: String) -> Value {
    comparators.first { $0.name == name }.map { Value($0.observation.cell) } ?? .nothing
  }

  public var words: String {
    let indicator = ranking.indicator
    var text = "\(area.name): \(rankWords), \(ranking.orderWords), \(indicator.text(entry.value, decimals: ranking.decimals))"
    text += "; \(indicator.titleAndKey), \(ranking.period.words)"
    if entry.tied > 1 {
      text += "; \(PrintedNumber.of(entry.tied)) areas share the value and \(ranking.ties.words)"
    }
    return text
  }

  public var table: Table? {
    let indicator = ranking.indicator
    func value(_ observation: Observation) -> String {
      observation.value.map { indicator.text($0, decimals: ranking.decimals) } ?? "\(observation.cell.missingReason?.symbol ?? "") \(observation.reason ?? "")"
    }
    var rows: [(String, String, String)] = [
      (area.name, value(.value(entry.value)), "\(rankWords), \(ranking.orderWords)" + (entry.band.map { ", band \($0.rawValue)" } ?? ""))
    ]
    rows += comparators.map { ($0.name, value($0.observation), $0.method) }
    if let mean = ranking.mean { rows.append(meanRow(mean, words: value)) }
    return Table(
      checked: [
        Column("place", texts: rows.map(\.0)), Column("value", texts: rows.map(\.1)), Column("how", texts: rows.map(\.2)),
      ], rowCount: rows.count, sources: indicator.sources, notes: [ranking.unrankedWords].compactMap(\.self) + ranking.notes)
  }

  /// The mean to stand against: of many areas that of all, which one hardly moves; of few that of the others, as
  /// LAIT's statistical neighbours are averaged.
  private func meanRow(_ mean: Double, words: (Observation) -> String) -> (String, String, String) {
    guard 2...20 ~= ranking.count else {
      return ("mean of the ranked areas", words(.value(mean)), "unweighted, \(PrintedNumber.of(ranking.count)) areas")
    }
    let others = ranking.entries.lazy.filter { $0.area != area }.map(\.value)
    let mean = DecimalDigits.withoutNoise(others.reduce(0, +) / Double(ranking.count - 1))
    return ("mean of the others", words(.value(mean)), "unweighted, \(PrintedNumber.of(ranking.count - 1)) areas without \(area.name)")
  }

  public var reasons: [String] { ranking.reasons }
}

extension Operation {
  /// Says where one area stands among others.
  static let rank = Operation(
    "rank", summary: "Where an area stands among others: its rank, of how many, under which rule.",
    discussion: """
      Equal values share a rank by the tie rule; values are compared as published, to 12 significant digits. "all" counts \
      the local authorities that existed on the last day of the period and have a value; "published" counts every one \
      that the file gives a value for, as LAIT does. An area without a value is not ranked, and left_out says why.
      """,
    source: "DfE, Local Authority Interactive Tool (rank by polarity, ties share the best rank)",
    example: """
      lait:indicator("FSP_NEW_GOODDEV"):rank("Redcar and Cleveland", {period = "2018", from = "lowest", ties = "max"})
      --> Redcar and Cleveland: joint 78th of 152, lowest first, 71.4%; Foundation Stage - % achieving a good level of development (FSP_NEW_GOODDEV), academic year 2017/18; 3 areas share the value and ties share the worst rank
      """,
    Parameter<Indicator>("indicator", "The indicator to rank by."),
    Parameter<Named<Area>>("area", "The area whose place is asked for."),
    Parameter<Named<Period>?>("period", "The period's label.", otherwise: "the latest period with values"),
    Parameter<AreaSet>("among", "The areas to compare with.", default: .all, words: "\"all\""),
    Parameter<RankOrder?>("from", "Which end is 1st.", otherwise: "\"best\", or \"highest\" without polarity"),
    Parameter<TieRule>("ties", "How equal values share a rank.", default: .competition, words: "\"competition\""),
    Parameter<NeighbourEdition?>("neighbours", "Statistical neighbours to compare with.", otherwise: "none"),
    Parameter<Int?>("decimals", "Decimal places to round values to before they are compared, 0 to 12.", otherwise: "as published")
  ) { indicator, name, period, set, order, ties, neighbours, decimals in
    let area = try indicator.register.area(name.text)
    let ranking = try Ranking(
      of: indicator, in: indicator.period(period), among: set, order: order, ties: ties, area: area,
      roundedTo: decimals.map { min(max($0, 0), 12) })
    return try Position(of: area, in: ranking, neighbours: neighbours)
  }
}
