import Columns

/// Every operation that scripts, help and the reference offer.
///
/// A new operation stands in this list once, by its name; nothing else in the house names it.
public enum OperationCatalogue {
  /// The operations, in the order in which help lists them.
  public static let all: [Operation] = listed + Operation.aggregatesOfTable + Operation.aggregatesOfGroups

  private static let listed: [Operation] = [
    .open, .loadTable, .sheets, .loadIndicators, .loadNeighbours, .loadIncidents, .loadContributions,
    .writeTable, .writeDocument, .writeResult,
    .area, .areas, .period,
    .indicators, .indicator, .tableIndicator, .value, .values, .rank, .ranking, .change, .series, .neighboursOf,
    .with, .rateOfCounts, .evidence, .counts, .footprint, .onBoundaries, .rankIntervals, .rankInterval, .rankChange,
    .compare, .comparisons, .bands,
    .thresholds, .check, .framework, .collectionFramework, .scorecard, .worseAndWorsening,
    .contributions, .share, .apportion,
    .tableIncidents, .whereIncidents, .count, .rate, .top, .incidentSeries, .seasons, .yearChange, .hours, .repeats, .times, .again,
    .concentration, .makingUp, .lorenz, .hotSpots, .nearRepeat, .coOccurrence, .incidentShare, .withOutcomes, .timeToOutcome, .harm,
    .compareIncidents, .quality, .coverage,
    .claimRank, .claimValue, .claimChange, .claim, .claims,
    .describe, .whereRows, .derive, .join, .group, .fillCalendar, .pivot, .sort, .topRows, .select, .head, .tail,
    .byColumns, .summarise, .summariseTable, .countRows, .countOfGroups, .deriveInGroups, .topOfGroups, .append, .rename, .drop, .tableOf,
    .distinctRows, .sample, .unpivot, .histogram, .quantileOfGroups, .weightedMean, .correlationOfGroups,
    .barChart, .lineChart, .scatterChart, .heatMap, .funnelChart, .shareChart, .hexMap, .boundaryMap, .spineChart, .paretoChart, .sparkline, .printed, .round,
    .document, .section, .finding, .inference, .gap, .findings, .figure, .method, .register,
    .tableColumn, .unique, .columnSlice, .date, .time,
    .trend, .trends, .recentTrend, .percentChange, .mannKendall, .theilSen, .falseDiscovery,
    .controlChart, .tableControlChart, .indicatorControlChart,
    .rolling, .cumulative, .lag, .ranked, .quantileGroups, .shares, .suppress,
    .countInterval, .rateInterval, .proportionInterval, .meanInterval, .compareRates, .compareProportions,
    .rates, .proportions, .means, .compareRatesInTable, .compareProportionsInTable, .standardisedRates, .standardisedRatios, .funnel,
  ]

  /// The kinds of object that operations take and give, in the order in which help lists them.
  public static let objectTypes: [any OperationObject.Type] = [
    IndicatorCollection.self, Indicator.self, Position.self, Ranking.self, Change.self, Evidence.self, Comparison.self, RankIntervals.self, RankInterval.self,
    RankChange.self, Framework.self, Scorecard.self, WorseAndWorsening.self,
    NeighbourEdition.self,
    ThresholdSet.self, ThresholdReport.self, Contributions.self, Allocation.self, Incidents.self, PlaceConcentration.self, IncidentShare.self, Claim.self,
    Trend.self, RecentTrend.self, PercentChange.self, MannKendall.self, TheilSenSlope.self, NamedControlChart.self,
    Table.self, Grouping.self, BarChart.self, LineChart.self, ScatterChart.self, HeatMap.self, FunnelChart.self, ShareChart.self, HexMap.self, BoundaryMap.self, SpineChart.self, ParetoChart.self, Document.self, DocumentPart.self, Register.self, ColumnView.self, Area.self, Period.self, CalendarDate.self, Timestamp.self,
    Estimate.self, GroupComparison.self,
  ]

  /// Returns the operations that are methods of a kind of object.
  public static func methods(of kind: ObjectKind) -> [Operation] { all.filter { $0.receiver == kind } }

  /// The operations that are called by their name alone.
  public static var functions: [Operation] { all.filter { $0.receiver == nil } }
}
