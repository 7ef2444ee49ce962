import Columns

extension Operation {
  /// Says whether the values of each area of a set rise or fall.
  static let trends = Operation(
    "trends", summary: "Whether the values of each area of a set rise or fall, one row an area.",
    discussion: """
      Each row is what indicator:trend finds for its area, so rows can be of different periods: from, to and periods say \
      which. p_adjusted allows for how many areas are tested (Benjamini and Hochberg): of the areas with at most 0.05, \
      about one in twenty has no trend. An area without a trend stands in the notes with the reason.
      """,
    source: "OHID, Fingertips (recent trends); Mann 1945, Kendall 1975; Theil 1950, Sen 1968; Benjamini and Hochberg 1995",
    example: """
      lait:indicator("LAC"):trends{among = "North East", to = "2020"}:where{direction = "rising"}:head(1)[1].area
      --> Hartlepool
      """,
    Parameter<Indicator>("indicator", "The indicator to read."),
    Parameter<AreaSet>("among", "The areas, of the last period.", default: .all, words: "\"all\""),
    Parameter<Trend.Method?>("method", "How a trend is found.", otherwise: "\"recent\" where it can be, or else \"mann_kendall\""),
    Parameter<Named<Period>?>("from", "The first period's label.", otherwise: "the first published"),
    Parameter<Named<Period>?>("to", "The last period's label.", otherwise: "the latest period with values"),
    Parameter<[Named<Period>]>("breaks", "The first periods of new definitions.", default: [], words: "none"),
    Parameter<Trend.Gaps>("gaps", "Whether gaps end the series.", default: .stop, words: "\"stop\""),
    Parameter<ConfidenceLevel>("confidence", "The level of the slopes' intervals and of the tests.", default: .percent95, words: "0.95")
  ) { indicator, set, method, from, to, breaks, gaps, confidence in
    let last = try indicator.period(to)
    let values = try indicator.values(of: set, in: last, around: nil)
    var trends: [Trend] = []
    var leftOut: [String: [String]] = [:]
    for area in values.areas {
      do {
        trends.append(
          try Trend(
            of: indicator, area: area, method: method, from: from, to: Named(last.label), breaks: breaks, gaps: gaps,
            confidence: confidence))
      } catch let error as TrendError {
        leftOut[error.reason, default: []].append(area.name)
      } catch let error as SampleError {
        leftOut[error.diagnostic.problem, default: []].append(area.name)
      } catch let error as IndicatorError {
        guard case .noValue(_, _, _, let reason, _) = error else { throw error }
        leftOut[reason, default: []].append(area.name)
      }
    }
    let rule = trends.contains { $0.method == .recent } ? ["direction: \(RecentTrend.rule)"] : []
    let unsteady = trends.filter { trend in
      if case .recent(let recent) = trend.finding { recent.chiSquare > RecentTrend.threshold && !recent.isSteady } else { false }
    }
    let told = unsteady.isEmpty ? [] : [
      "changed by more than chance without a steady trend, since one value decides the slope: \(unsteady.map(\.area.name).joined(separator: ", "))"
    ]
    return try Trend.table(
      trends, of: indicator, notes: values.notes + rule + told
        + leftOut.sorted { $0.key < $1.key }.map { reason, areas in
          let others = areas.count > 20 ? " and \(PrintedNumber.of(areas.count - 20)) more" : ""
          return "no trend: \(areas.prefix(20).joined(separator: ", "))\(others): \(reason)"
        })
  }
}

extension Trend {
  /// Trends of several areas as a table, one row an area.
  fileprivate static func table(_ trends: [Trend], of indicator: Indicator, notes: [String]) throws -> Table {
    let adjusted = try FalseDiscovery.benjaminiHochberg.adjusted(trends.map(\.probability))
    let (unit, decimals) = (indicator.definition.unit.words, indicator.definition.decimals)
    func numbers(_ name: String, _ values: [Double?], unit: String? = nil, decimals: Int? = nil) -> Column {
      Column(
        name, cells: values.map { $0.map { .number($0) } ?? .missing(.notApplicable) }, unit: unit, decimals: decimals,
        typeWhereMissing: .number)
    }
    let affected = trends.count { trend in trend.periods.contains(where: \.overlapsEpidemic) }
    let count = affected == 1 ? "1 trend has" : "\(PrintedNumber.of(affected)) trends have"
    let epidemic =
      affected == 0
      ? [] : ["\(count) periods that overlap the COVID-19 restrictions (23 March 2020 to 19 July 2021)"]
    return Table(
      checked: [
        Column("area", texts: trends.map(\.area.name)), Column("code", texts: trends.map(\.area.code)),
        numbers("value", trends.map(\.values.last), unit: unit, decimals: decimals),
        Column("direction", texts: trends.map(\.direction.rawValue)),
        Column("verdict", cells: trends.map { $0.verdict.map { .text($0.rawValue) } ?? .missing(.notApplicable) }),
        numbers("slope", trends.map(\.slope), unit: unit, decimals: min(decimals + 1, 12)),
        numbers("p", trends.map(\.probability), decimals: 4), numbers("p_adjusted", adjusted, decimals: 4),
        Column("method", texts: trends.map(\.method.rawValue)),
        Column("from", texts: trends.map { $0.periods.first?.label ?? "" }),
        Column("to", texts: trends.map { $0.periods.last?.label ?? "" }),
        Column("periods", integers: trends.map(\.periods.count)),
      ], rowCount: trends.count, sources: indicator.sources, notes: [indicator.titleAndKey] + notes + epidemic)
  }
}
