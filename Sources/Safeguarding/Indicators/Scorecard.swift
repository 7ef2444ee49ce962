public import Columns

/// A framework's indicators for some areas: value, place, change, trend and threshold, one line an indicator and area.
public struct Scorecard: Sendable {
  public let framework: Framework
  public let lines: [Line]

  /// One indicator of one area.
  public struct Line: Sendable {
    public let item: Framework.Item
    public let area: Area
    /// The period, or nil where the framework has no indicator for the line.
    public let period: Period?
    public let observation: Observation
    /// England's published value.
    public let england: Observation
    /// The place among the local authorities, with its ranking; nil without a value.
    public let place: (ranking: Ranking, entry: Ranking.Entry)?
    /// The change from the period before, where both have values and none is missing between them.
    public let change: Change?
    /// The trend of the latest periods without a gap, up to the line's; nil where there are too few.
    public let trend: Trend?
    public let threshold: ThresholdResult?
    /// The values of the last ten periods, the line's last.
    public let recent: [Double?]

    func rounded(_ value: Double) -> Double { item.indicator?.definition.rounded(value) ?? value }
  }

  /// Fills a framework in.
  ///
  /// - Parameters:
  ///   - areas: The areas, in the order in which they print.
  ///   - period: The label of the period, or nil for each indicator's latest. An indicator that is not published for it
  ///     takes its latest period that had ended by the end of it; one that begins later has no value.
  /// - Throws: ``AreaError`` and ``IndicatorError`` for names that stand for nothing, and where no indicator is published
  ///   by then; ``QueryError`` where the limits of the operation end it.
  /// - Complexity: O(items · (areas + n log n)) for n local authorities.
  public init(_ framework: Framework, areas: [Named<Area>], period name: Named<Period>? = nil) throws {
    var lines: [Line] = []
    try OperationLimits.forQueries.checkMemory(
      framework.items.count * areas.count * MemoryLayout<Line>.stride, for: "the lines of the scorecard")
    for item in framework.items {
      let indicator = item.indicator
      let period = if let name { try indicator?.period(atEndOf: name.text) } else { try indicator?.period(nil) }
      var ranking: Ranking?
      if let indicator, let period { ranking = try Ranking(of: indicator, in: period) }
      for area in areas {
        try OperationLimits.check()
        if let ranking {
          lines.append(try Self.line(item, try ranking.indicator.register.area(area.text), ranking))
        } else {
          lines.append(
            Line(
              item: item, area: try (indicator?.register ?? .england).area(area.text), period: nil, observation: .absent,
              england: .absent, place: nil, change: nil, trend: nil, threshold: nil, recent: []))
        }
      }
    }
    if let name, !lines.isEmpty, lines.allSatisfy({ $0.period == nil }) {
      // Nothing at all is published by then: the first indicator says what there is.
      _ = try framework.items.lazy.compactMap(\.indicator).first?.period(name.text)
    }
    self.framework = framework
    self.lines = lines
  }

  private static func line(_ item: Framework.Item, _ area: Area, _ all: Ranking) throws -> Line {
    let (indicator, period) = (all.indicator, all.period)
    // A footprint is ranked in the place of its members, and so among others than they are.
    let ranking = area.kind == .footprint ? try Ranking(of: indicator, in: period, area: area) : all
    let change = indicator.period(before: period).flatMap { try? Change(of: indicator, area: area, from: $0, to: period) }
    let rule = item.test.map { ThresholdRule(indicator: indicator, test: $0, warningMargin: item.warningMargin) }
    let england = indicator.register.areaIfKnown("E92000001").map { indicator[$0, period] }
    return Line(
      item: item, area: area, period: period, observation: indicator[area, period], england: england ?? .absent,
      place: (try? ranking.entry(of: area)).map { (ranking, $0) }, change: change?.periodsMissing == 0 ? change : nil,
      trend: try? Trend(of: indicator, area: area, to: Named(period.label)),
      threshold: rule?.check(area, in: period),
      recent: recent(indicator, until: period).map { indicator[area, $0].value })
  }

  /// The last ten spans up to a period; of several editions of a span the last.
  private static func recent(_ indicator: Indicator, until period: Period) -> [Period] {
    let past = indicator.periods.filter { $0 <= period }
    let editions = past.indices.filter { $0 + 1 == past.count || !past[$0].isSameSpan(as: past[$0 + 1]) }
    return editions.suffix(10).map { past[$0] }
  }

  /// How many lines have a status.
  public func count(_ status: ThresholdResult.Status) -> Int { lines.count { $0.threshold?.status == status } }
}

extension Indicator {
  /// Returns the period of a label or, where it is not published, the latest that had ended by the end of it; nil where
  /// the indicator begins later.
  func period(atEndOf label: String) throws -> Period? {
    do { return try period(label) } catch {
      guard let wanted = try? Period(label, yearType: definition.yearType) else { throw error }
      return periods.last { $0.lastDay <= wanted.lastDay }
    }
  }
}

extension Scorecard: ScriptObject {
  public static let kind = ObjectKind("scorecard", summary: "A framework's indicators for some areas.")

  public static let fields: [ObjectField<Scorecard>] = [
    .init("name", "The framework's name.") { .text($0.framework.name) },
    .init("red", "How many rules are broken.") { .integer($0.count(.red)) },
    .init("amber", "How many rules are kept by less than their margin.") { .integer($0.count(.amber)) },
    .init("green", "How many rules are kept.") { .integer($0.count(.green)) },
    .init("no_data", "How many lines have no value.") { .integer($0.lines.count { $0.observation.value == nil }) },
    .init("rows", "The scorecard as a table.") { $0.table.map { .object($0) } ?? .nothing },
  ]

  public static var isList: Bool { true }

  public var words: String {
    let areas = Set(lines.map(\.area)).count
    return "\(framework.name): \(PrintedNumber.of(framework.items.count)) indicators of \(areas == 1 ? "1 area" : "\(PrintedNumber.of(areas)) areas"); "
      + "\(count(.red)) red, \(count(.amber)) amber, \(count(.green)) green, \(lines.count { $0.observation.value == nil }) without a value"
  }

  public var table: Table? {
    let notApplicable = Cell.missing(.notApplicable)
    func number(_ line: Line, _ observation: Observation) -> Cell {
      guard let indicator = line.item.indicator else { return notApplicable }
      return observation.value.map { .number(indicator.definition.rounded($0)) } ?? observation.cell
    }
    return Table(
      checked: [
        Column("subject", texts: lines.map(\.item.subject)), Column("indicator", texts: lines.map(\.item.title)),
        Column("area", texts: lines.map(\.area.name)),
        Column("period", cells: lines.map { $0.period.map { .text($0.label) } ?? notApplicable }),
        Column("value", cells: lines.map { number($0, $0.observation) }),
        Column("unit", cells: lines.map { ($0.item.indicator?.definition.unit.shortWords).map { .text($0) } ?? notApplicable }),
        Column("england", cells: lines.map { number($0, $0.england) }),
        Column("rank", cells: lines.map { $0.place.map { .text($0.ranking.words($0.entry)) } ?? notApplicable }),
        Column("from", cells: lines.map { $0.place.map { .text($0.ranking.order.rawValue) } ?? notApplicable }),
        Column("band", cells: lines.map { $0.place?.entry.band.map { .text($0.rawValue) } ?? notApplicable }),
        Column("change", cells: lines.map { line in line.change.map { .number(line.rounded($0.difference)) } ?? notApplicable }),
        Column("direction", cells: lines.map { $0.change.map { .text($0.direction.rawValue) } ?? notApplicable }),
        Column("trend", cells: lines.map { $0.trend.map { .text($0.shortWords) } ?? notApplicable }),
        Column("threshold", cells: lines.map { $0.threshold.map { .text($0.status.rawValue) } ?? notApplicable }),
        Column("recent", texts: lines.map { Sparkline.text($0.recent) }),
        Column("section", texts: lines.map(\.item.section)),
        Column("priority", texts: lines.map(\.item.priority)),
      ], rowCount: lines.count, sources: sources, notes: notes)
  }

  private var sources: [TableSource] {
    var sources: [TableSource] = []
    for source in framework.items.flatMap({ $0.indicator?.sources ?? [] }) where !sources.contains(source) { sources.append(source) }
    return sources
  }

  private var notes: [String] {
    let without = framework.items.filter { $0.indicator == nil }.map { "\($0.subject): \($0.title)" }
    let rounded = ["values are rounded to the decimal places that each indicator is published with"]
    var late: [String] = []
    for line in lines where line.period == nil {
      guard let indicator = line.item.indicator, let first = indicator.periods.first else { continue }
      let words = "\(line.item.title) (from \(first.label))"
      if !late.contains(words) { late.append(words) }
    }
    return rounded + (late.isEmpty ? [] : ["not yet published then: \(late.joined(separator: "; "))"])
      + (without.isEmpty ? [] : ["no indicator at hand: \(without.joined(separator: "; "))"])
  }

  public var reasons: [String] {
    var lines: [String] = [
      "bands: quarters of the local authorities by type 7 quantiles, A best",
      "trend: Fingertips' recent trend where counts or limits are known, else Mann-Kendall at 95%, over the latest periods without a gap",
    ]
    for line in self.lines {
      guard let place = line.place else { continue }
      let words = "\(line.item.title): among \(place.ranking.setWords), \(PrintedNumber.of(place.ranking.count)) with a value; \(place.ranking.ties.words)"
      if !lines.contains(words) { lines.append(words) }
    }
    return lines + notes + sources.map(\.words)
  }
}

extension Operation {
  /// Fills a framework in.
  static let scorecard = Operation(
    "scorecard", summary: "A framework's indicators for some areas: value, England, rank, band, change, trend, threshold and shape.",
    discussion: """
      Ranks are among the local authorities that existed and have a value; bands are quarters, A best, where a polarity is \
      known. A change is told only from the period just before; the trend is that of trend(area). An indicator that is not \
      published for the period takes its latest that had ended by then, and one that begins later has no value. The bars \
      show the last ten periods; a dot is a missing value.
      """,
    example: """
      lait:framework("Tees", load_table(examples .. "/south-tees/tees-framework.csv")):scorecard({"Middlesbrough"}, {period = "2020"})
      --> Tees: 8 indicators of 1 area; 1 red, 0 amber, 0 green, 2 without a value
      """,
    Parameter<Framework>("framework", "The framework."),
    Parameter<[Named<Area>]>("areas", "The areas, in the order in which they print."),
    Parameter<Named<Period>?>("period", "The period's label.", otherwise: "each indicator's latest with values")
  ) { framework, areas, period in
    try Scorecard(framework, areas: areas, period: period)
  }
}
