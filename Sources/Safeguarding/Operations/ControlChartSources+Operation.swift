import Columns

extension Operation {
  /// Charts a column of a table.
  static let tableControlChart = Operation(
    "control_chart", summary: "A control chart of a column of a table, one row a point.",
    discussion: ControlChartParameters.discussion, source: ControlChartParameters.source,
    example: """
      load_table(examples .. "/police/cleveland-stop-and-search-2025.csv.gz"):derive("month", {month = "Date"}):group("month"):control_chart{value = "count", order = "month", kind = "c"}
      --> count: 478 in 2025-11, common cause; centre 530.7, limits 461.6 to 599.8 (rows); c-chart; 11 points: limits are provisional below 12
      """,
    Parameter<Table>("table", "The table."),
    Parameter<String>("value", "The column of values, counts or times."),
    Parameter<InPlace<String>?>("order", "The column that names the points, in whose order they stand.", otherwise: "the one that tells when; without one as they stand"),
    ControlChartParameters.kind,
    Parameter<String?>("denominator", "The column of groups or exposure of a p- or u-chart.", otherwise: "none"),
    Parameter<Double>("per", "The exposure that a u-chart's rate is for, such as 1000.", default: 1, words: "1"),
    Parameter<[Value]>("rebase", "Values of the order column, or numbers of rows without one, at which limits begin anew.", default: [], words: "none"),
    ControlChartParameters.target,
    Parameter<Polarity>("better", "Which way is good.", default: .neither, words: "\"neither\""),
    ControlChartParameters.run, ControlChartParameters.screen
  ) { table, value, order, kind, denominator, per, rebase, target, better, run, screen in
    let times = TimeOrder(table).columns
    let (given, along) = try ChartColumns.inOrder(value, order, of: table)
    let (value, order) = (given ?? value, along ?? (times.count == 1 ? times[0] : nil))
    let rows = try order.map { try table.ordered(by: [.init($0)], within: OperationLimits.forQueries) } ?? table
    let column = try rows.column(value)
    let values = try NumberList(column)
    let denominators = try denominator.map { try NumberList(try rows.column($0)) }
    guard per > 0 else {
      throw ArgumentError.unusable("per", problem: "it is \(per)", expectation: "A rate is for a number above zero.")
    }
    let labels = try order.map { name in
      let column = try rows.column(name)
      return (0..<rows.rowCount).map { column[$0].plainText }
    } ?? (0..<rows.rowCount).map { String($0 + 1) }
    let axis = order ?? "row"
    if let order, let place = labels.indices.dropFirst().first(where: { labels[$0] == labels[$0 - 1] }) {
      throw ArgumentError.unusable(
        "order", problem: "two rows have the \(order) \(labels[place])", expectation: "Each row is a point of time: group first.")
    }
    let places = Dictionary(zip(labels, labels.indices), uniquingKeysWith: { first, _ in first })
    let starts = try rebase.map { wanted -> Int in
      let text = String.argument(wanted) ?? wanted.words
      guard let place = places[text] else {
        throw ArgumentError.unusable(
          "rebase", problem: "no row has the \(axis) \(text)", expectation: "Rows have \(axis) \(labels.first ?? "") to \(labels.last ?? "").")
      }
      return place
    }
    let chart = try ControlChartParameters.chart(
      kind, values.values, denominators: denominators?.values,
      .init(rebase: Set(starts), run: run, target: target, better: better), screen: screen, per: per)
    let unit: String =
      switch chart.kind {
      case .p: "fraction of \(denominator ?? "")"
      case .u: "\(value) per \(per == 1 ? "" : PrintedNumber.of(per) + " ")\(denominator ?? "")"
      default: column.unit ?? value
      }
    return NamedControlChart(
      chart, title: value, axis: axis, labels: labels, unit: unit,
      decimals: chart.kind == .p ? 4 : chart.kind == .u ? 3 : column.decimals ?? NamedControlChart.decimals(of: values.values),
      notes: [values.missingWords, denominators?.missingWords.map { "\(denominator ?? ""): \($0)" }].compactMap { $0 },
      rowNotes: rows.notes.filter { note in
        // What is said of another column says nothing of the chart.
        !rows.columnNames.contains { ![value, axis, denominator].contains($0) && note.hasPrefix("\($0): ") }
      }, sources: rows.sources)
  }

  /// Charts an area's values over time.
  static let indicatorControlChart = Operation(
    "control_chart", summary: "A control chart of an area's values over time, with what stands out on it.",
    discussion: """
      A p-chart of shares and a u-chart of rates go by the cases and people that the values rest on: see indicator:with. \
      The chart takes the latest periods of one kind. A special cause is, first of all, a point outside a limit, then 7 points that \
      rise or fall, 2 of 3 in the outer third, 7 on one side of the centre. At each period of rebase limits begin anew. A \
      missing value is passed over and told, as are periods that are not published and those that overlap the COVID-19 \
      restrictions. Fewer than 12 values make provisional limits.
      """,
    source: ControlChartParameters.source,
    example: """
      lait:indicator("CPP_Num"):control_chart("Middlesbrough", {to = "2019", target = 250})
      --> Middlesbrough, Number of Children with CPP (CPP_Num): 263 in 2019, common cause; centre 263.8, limits 229.2 to 298.3 (Number CPP); target 250; XmR chart; 4 points: limits are provisional below 12
      """,
    Parameter<Indicator>("indicator", "The indicator to read."),
    Parameter<Named<Area>>("area", "The area to read."),
    Parameter<Named<Period>?>("from", "The first period's label.", otherwise: "the first published"),
    Parameter<Named<Period>?>("to", "The last period's label.", otherwise: "the last published"),
    Parameter<[Named<Period>]>("rebase", "The periods at which limits begin anew.", default: [], words: "none"),
    Parameter<ControlChart.Kind>("kind", "The kind of chart.", default: .xmr, words: "\"xmr\""),
    ControlChartParameters.target,
    Parameter<Polarity?>("better", "Which way is good.", otherwise: "the indicator's polarity"),
    ControlChartParameters.run, ControlChartParameters.screen
  ) { indicator, name, from, to, rebase, kind, target, better, run, screen in
    let area = try indicator.register.area(name.text)
    let series = try TrendSeries(of: indicator, area: area, from: from, to: to, breaks: rebase)
    var notes: [String] = []
    // A chart has periods of one kind; a stated break is where it is rebased.
    let start = series.points.lastIndex { if case .otherKind? = $0.parted { true } else { false } } ?? 0
    let points = series.points[start...]
    if start > 0 { notes.append("\(series.points[start].parted?.words() ?? ""): only the later kind is charted") }
    notes += series.gapNotes(from: start + (start > 0 ? 1 : 0), stated: "limits begin anew at")
    if let note = series.epidemicNote(Array(points.indices)) { notes.append(note) }
    let starts = points.indices.filter { if case .stated? = points[$0].parted { $0 > start } else { false } }
    for (place, name) in rebase.enumerated() {
      try OperationLimits.check(at: place)
      let wanted = try indicator.period(name.text)
      guard !points.contains(where: { $0.period.isSameSpan(as: wanted) }) else { continue }
      throw ArgumentError.unusable(
        "rebase", problem: "\(wanted.label) is not charted",
        expectation: "The chart has \(points.first?.period.label ?? "") to \(points.last?.period.label ?? "").")
    }
    let options = ControlChart.Options(
      rebase: Set(starts.map { $0 - start }), run: run, target: target, better: better ?? indicator.definition.polarity)
    let chart: ControlChart
    switch kind {
    case .p, .u:
      let evidence = points.map { indicator.evidence(for: area, in: $0.period) }
      let (cases, people) = (evidence.map(\.cases), evidence.map(\.denominator))
      guard let base = indicator.definition.unit.base, (indicator.definition.unit.kind == .percent) == (kind == .p) else {
        throw ArgumentError.unusable(
          "kind", problem: "\(indicator.titleAndKey) is no \(kind == .p ? "share" : "rate")",
          expectation: "A p-chart is of shares in per cent and a u-chart of rates.")
      }
      if let last = evidence.last(where: { $0.denominator == nil }) {
        guard evidence.contains(where: { $0.denominator != nil }) else {
          throw IndicatorError.noEvidence(indicator: indicator.definition.key, reason: last.words)
        }
        notes.append("a value is missing where nothing tells its cases and people: \(last.words)")
      }
      chart =
        kind == .p
        ? try .p(numerators: cases, denominators: people, per: base, options)
        : try .u(counts: cases, exposures: people.map { $0.map { $0 / base } }, options)
      notes.append("the latest value rests on \(evidence.last?.words ?? "")")
    case .xmr, .c, .g, .t:
      guard indicator.definition.unit.base == nil || (kind != .c && kind != .g) else {
        throw ArgumentError.unusable(
          "kind", problem: "\(indicator.titleAndKey) is no count",
          expectation: "A c-chart and a g-chart are of counts, a u-chart of rates and a p-chart of shares.")
      }
      chart = try ControlChartParameters.chart(
        kind, points.map(\.observation.value), denominators: nil, options, screen: screen)
    }
    return NamedControlChart(
      chart, title: "\(area.name), \(indicator.titleAndKey)", axis: "period", labels: points.map(\.period.label),
      unit: indicator.definition.unit.words, decimals: indicator.definition.decimals, notes: notes + indicator.notes, sources: indicator.sources)
  }
}
