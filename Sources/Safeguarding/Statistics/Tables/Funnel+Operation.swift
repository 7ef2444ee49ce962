import Columns

extension Operation {
  /// Makes a funnel plot's points and limits.
  static let funnel = Operation(
    "funnel",
    summary:
      "The table with what a funnel plot shows: each area's figure, its limits at 95 and 99.8 per cent, and its place.",
    discussion: """
      Proportions are in per cent, rates for as many people as per says, ratios plain: per is for rates alone. The comparator is in the same unit; \
      without one it is the pooled figure of the rows that have both numbers, and one for ratios. A proportion's limits are p -/+ z sqrt(p(1 - p)/n), cut at 0 and \
      100, as in PHEindicatormethods; proportion_wilson has Wilson's form about the comparator, as in Fingertips, in which \
      none or all of even the smallest group lies outside. Rates and ratios have exact Poisson limits, as in \
      PHEindicatormethods: outside lie counts that are so few or so many by chance less often than 2.5 or 0.1 per cent; \
      rate_by_interval and ratio_by_interval take the exact confidence limits of what is expected, as some tools do. \
      With overdispersion the limits stand sqrt(dispersion) times as far from the comparator: the \
      dispersion is the mean square of the areas' deviates, drawn in to their 10th and 90th percentile first, and less than one \
      is taken as one. A value on a limit is inside.
      """,
    source: "Spiegelhalter 2005",
    example: """
      local plans = load_table(examples .. "/ees/child-protection-plans-duration.csv.gz")
      plans:where{la_name = "Middlesbrough"}:funnel{numerator = "2_years_or_more", denominator = "CPP_At31", comparator = 2.3}.place[1]
      --> above 95%
      """,
    Parameter<Table>("table", "The table, one row an area."),
    Parameter<String>("numerator", "The column of events, or of observed events."),
    Parameter<String>("denominator", "The column of people, or of expected events."),
    Parameter<FunnelKind>("kind", "What the figures are.", default: .proportion, words: "\"proportion\""),
    Parameter<Double?>("comparator", "What areas are compared with.", otherwise: "the pooled figure, and 1 for ratios"),
    Parameter<Int?>("per", "How many people the rate is for, of a kind of rate.", otherwise: "10000"),
    Parameter<Bool>("overdispersion", "Whether the limits allow for more than chance.", default: false, words: "false"),
    Parameter<Double>(
      "winsorise", "The share of the areas on each side that are drawn in for the dispersion.", default: 0.1,
      words: "0.1"),
    Parameter<String?>("as", "The name of the column of figures.", otherwise: "\"percent\", \"rate\" or \"ratio\"")
  ) { table, numerator, denominator, kind, comparator, per, overdispersion, share, name in
    guard share >= 0, share < 0.5 else {
      throw ArgumentError.unusable(
        "winsorise", problem: "it is \(share)", expectation: "It is from 0 to less than 0.5.")
    }
    if per != nil, !kind.isRate {
      // A proportion's limits are not those of a rate, so that per alone does not tell which are meant.
      throw ArgumentError.unusable(
        "per", problem: "it is of rates, and kind is \"\(kind.rawValue)\"",
        expectation: "Write kind = \"rate\" beside it for events in a population; leave per out for \(kind.isProportion ? "the share of a group, in per cent" : "a ratio").")
    }
    let rows = try FigureRows(table, numerator: numerator, denominator: denominator)
    // What is pooled counts people twice where wholes stand among their parts.
    let wholes = comparator == nil && !kind.isRatio ? try WholesAndParts.note(TableInSteps(table), columns: table.columnNames, within: []) : nil
    let points = try (0..<table.rowCount).map { row in
      let point = try rows.row(row)
      if kind.isProportion, case .figures(let count, let people) = point {
        _ = try FigureRows.inRow(row) { try Proportion(numerator: count, wholeDenominator: people) }
      }
      return point
    }
    let funnel = try Funnel(
      points, kind: kind, comparator: comparator, per: per ?? 10_000, winsorising: overdispersion ? share : nil)
    var figures = try funnel.added(to: table, as: name)
    if let wholes { figures.notes.append("comparator: \(wholes)") }
    if comparator == nil, !kind.isRatio, let hidden = try funnel.leftOut(numerator, of: denominator, in: table) { figures.notes.append(hidden) }
    return figures
  }
}

extension FunnelKind: WordChoice {}

/// The points of a funnel plot and its limits, in the unit that they are printed in.
private struct Funnel {
  let points: [FigureRows.Row]
  let limits: FunnelLimits
  let scale: Double
  let unit: MeasureUnit
  private(set) var notes: [String] = []

  /// From so many rows on, and such a dispersion, it is said that limits of chance alone tell little: ten rows that differ by chance alone
  /// reach it about three times in a thousand (in 20,000 draws, of groups of 200 to 2,000), and more rows less often.
  private static let fewestForDispersion = 10
  private static let highDispersion = 2.0

  init(
    _ points: [FigureRows.Row], kind: FunnelKind, comparator: Double?, per: Int, winsorising share: Double?
  ) throws {
    self.points = points
    (scale, unit) =
      switch kind {
      case .proportion, .proportionWilson: (100, .percent)
      case .rate, .rateByInterval: (Double(per), .rate(per: per))
      case .ratio, .ratioByInterval: (1, .ratio)
      }
    guard scale > 0 else { throw StatisticsError.notADenominator(scale) }
    let figures = points.compactMap { point -> (numerator: Double, denominator: Double)? in
      if case .figures(let numerator, let denominator) = point { (Double(numerator), denominator) } else { nil }
    }
    let sums = figures.reduce((0.0, 0.0)) { ($0.0 + $1.numerator, $0.1 + $1.denominator) }
    let centre: Double
    var words = "given"
    if let comparator {
      centre = comparator / scale
    } else if kind.isRatio {
      (centre, words) = (1, "as many as expected")
    } else {
      guard sums.1 > 0 else { throw StatisticsError.tooFew("rows with a figure", needed: 1) }
      (centre, words) = (
        sums.0 / sums.1,
        "pooled, \(PrintedNumber.of(sums.0)) of \(PrintedNumber.of(sums.1)) in \(PrintedNumber.of(figures.count)) rows"
      )
    }
    let plain = try FunnelLimits(kind, comparator: centre)
    let decimals = Estimate.decimals(for: centre * scale)
    notes = [
      "comparator: \(unit.text(centre * scale, decimals: decimals)), \(words); limits at 95% and 99.8%, \(Self.words(kind))"
    ]
    let deviates = figures.compactMap { plain.deviate(numerator: $0.numerator, denominator: $0.denominator) }
    guard let share else {
      limits = plain
      if deviates.count >= Self.fewestForDispersion, let found = Overdispersion.dispersion(of: deviates), found >= Self.highDispersion {
        notes.append(
          "areas differ more than by chance: the dispersion is \(PrintedNumber.of(found, decimals: 1)), where chance gives 1, and many lie outside for that alone; "
            + "overdispersion = true widens the limits by its root")
      }
      return
    }
    let found = Overdispersion.dispersion(of: deviates, winsorising: share) ?? 1
    limits = try FunnelLimits(kind, comparator: centre, dispersion: found)
    let percent = PrintedNumber.of(share * 100)
    notes.append(
      "dispersion: \(PrintedNumber.of(found, decimals: 2)) over \(PrintedNumber.of(deviates.count)) rows, \(percent)% drawn in on each side; "
        + (found > 1
          ? "limits \(PrintedNumber.of(found.squareRoot(), decimals: 2)) times as far from the comparator"
          : "no more than by chance, so the limits are those of chance"))
  }

  /// What is to be said of rows that are not in the pooled comparator although people are known of them: counts are suppressed where they are
  /// small, so that it may be too high.
  func leftOut(_ numerator: String, of denominator: String, in table: Table) throws -> String? {
    let (counts, people) = (try table.column(numerator), try table.column(denominator))
    let left = (0..<table.rowCount).filter { counts[$0].isMissing }.compactMap { people[$0].number }.filter { $0 > 0 }
    guard !left.isEmpty else { return nil }
    let known = points.reduce((0.0, 0.0)) { sums, point in
      if case .figures(let count, let all) = point { (sums.0 + Double(count), sums.1 + all) } else { sums }
    }
    let (all, least) = (left.reduce(0, +), known.0 / (known.1 + left.reduce(0, +)) * scale)
    return "comparator: \(PrintedNumber.of(left.count, "row has", "rows have")) no \(numerator) and \(PrintedNumber.of(all)) of \(denominator), which are not in it: "
      + "with nothing among them it would be \(unit.text(least, decimals: Estimate.decimals(for: least))); comparator takes the figure of all areas, such as England's"
  }

  private static func words(_ kind: FunnelKind) -> String {
    switch kind {
    case .proportion: "p -/+ z sqrt(p(1 - p)/n), cut at 0 and 100"
    case .proportionWilson: "Wilson's form about the comparator"
    case .rate, .ratio: "exact Poisson"
    case .rateByInterval, .ratioByInterval: "the exact confidence limits of what is expected"
    }
  }

  /// As many places as tell two digits of the comparator, and the narrowest limits from it: at least one and at most six.
  private func decimalsOfPercent(_ limits: [ClosedRange<Double>]) -> Int {
    let centre = self.limits.comparator * scale
    let distances = limits.flatMap { [$0.upperBound * scale - centre, centre - $0.lowerBound * scale] }.filter { $0 > 0 }
    func places(_ number: Double, digits: Int) -> Int {
      var (places, scaled) = (digits - 1, number)
      while scaled < 1, scaled > 0, places < 6 { (places, scaled) = (places + 1, scaled * 10) }
      return places
    }
    return max(1, places(centre, digits: 2), places(distances.min() ?? 1, digits: 1))
  }

  func added(to table: Table, as given: String?) throws -> Table {
    let kind = limits.kind
    let name = given ?? (kind.isProportion ? "percent" : kind.isRatio ? "ratio" : "rate")
    let names = [name, "lower_99_8", "lower_95", "comparator", "upper_95", "upper_99_8"]
    let ranges = try points.enumerated().map { row, point -> (inner: ClosedRange<Double>, outer: ClosedRange<Double>)? in
      guard case .figures(_, let denominator) = point else { return nil }
      return try FigureRows.inRow(row) {
        (try limits.limits(denominator: denominator, at: .percent95), try limits.limits(denominator: denominator, at: .percent99_8))
      }
    }
    let decimals = kind.isProportion ? decimalsOfPercent(ranges.compactMap { $0?.inner }) : kind.isRatio ? 3 : nil
    var columns = FigureColumns(names.map { FigureColumns.Kind($0, unit: unit, decimals: decimals) })
    var places: [Cell] = []
    for (point, range) in zip(points, ranges) {
      switch point {
      case .missing(let reason, let words):
        columns.add(missing: reason, words: words)
        places.append(.missing(reason))
      case .figures(let numerator, let denominator):
        let value = Double(numerator) / denominator
        guard let (inner, outer) = range else { continue }
        columns.add([value, outer.lowerBound, inner.lowerBound, limits.comparator, inner.upperBound, outer.upperBound].map { $0 * scale })
        places.append(.text(FunnelPlace(value, inner: inner, outer: outer).rawValue))
      }
    }
    let unreached = kind == .proportion ? ranges.count { $0.map { $0.outer.lowerBound <= 0 } ?? false } : 0
    let answer = try columns.added(
      to: table, notes: notes + (unreached == 0 ? [] : [
        "the lower 99.8% limit of \(PrintedNumber.of(unreached, "row", "rows")) is 0, below which none can lie; kind = \"proportion_wilson\" has limits above it"
      ]))
    guard table.columnIfPresent("place") == nil else { throw TableError.nameTaken("place") }
    return try answer.adding(Column("place", cells: places))
  }
}
