import Columns

extension Operation {
  private static let table = Parameter<Table>("table", "The table, one row an area and age band.")
  private static let by = Parameter<[String]>(
    "by", "The columns whose values make an area.", default: [], words: "one area of all rows")
  private static let events = Parameter<String>("events", "The column of events.")

  /// Standardises rates directly.
  static let standardisedRates = Operation(
    "standardised_rates", summary: "A directly standardised rate for each area with Dobson's confidence limits.",
    discussion: """
      Give weight, the column of the standard population, or standard = "european_2013" with age, the column of its 19 \
      bands. Each area needs the same standard in all: an area without a band, or with one twice, is an error. A missing \
      number makes its area's rate missing, with the reason; a band without people makes it not applicable. \
      Fewer than 10 events are too few to standardise, and are of low reliability.
      """,
    source: "Dobson, Kuulasmaa, Eberle and Scherer 1991; Eurostat 2013",
    example: """
      local injuries = load_table(examples .. "/fingertips/injury-admissions-0-14-utla.csv.gz"):where{Sex = {"Male", "Female"}, ["Time period"] = "2018/19", ["Area Name"] = "Middlesbrough"}
      local rates = injuries:derive("weight", {value = 1}):standardised_rates{by = "Area Name", events = "Count", population = "Denominator", weight = "weight", per = 10000}
      string.format("%.1f", rates.rate[1])
      --> 115.8
      """,
    table, by, events,
    Parameter<String>("population", "The column of people."),
    Parameter<String?>("weight", "The column of the standard population.", otherwise: "that of standard"),
    Parameter<StandardChoice?>("standard", "A standard population by name.", otherwise: "that of weight"),
    Parameter<String?>("age", "The column of age bands, for a named standard.", otherwise: "none"),
    Parameter<Int>("per", "How many people the rate is for.", default: 100_000, words: "100000"),
    intervalConfidence,
    newColumn("rate")
  ) { table, by, events, population, weight, standard, age, per, confidence, name in
    let strata = try Strata(table, by: by, events: events, numbers: [population] + (weight.map { [$0] } ?? []))
    guard (weight == nil) != (standard == nil), (standard == nil) == (age == nil) else {
      throw ArgumentError.unusable(
        "weight", problem: weight == nil ? "there is no standard" : "the standard is given twice",
        expectation: "Give weight = a column, or standard = \"european_2013\" and age = a column.")
    }
    let weights = try StandardWeights(table, standard: standard?.population, age: age)
    var figures = FigureColumns(FigureColumns.Kind.limited(name, unit: .rate(per: per)))
    var total: (area: String, sum: Double)?
    for area in strata.rows.areas {
      try weights.check(area)
      let rows = try area.rows.map { row in try strata.row(row) }
      if let missing = rows.compactMap(\.missing).first {
        figures.add(missing: missing.reason, words: missing.words)
        continue
      }
      guard rows.allSatisfy({ $0.numbers[0] != 0 }) else {
        figures.add(missing: .notApplicable, words: "\(population) zero in a band")
        continue
      }
      let parts = try zip(area.rows, rows).map { row, figures in
        try FigureRows.inRow(row) {
          try DirectlyStandardisedRate.Stratum(
            events: figures.events, population: figures.numbers[0],
            weight: weights.weight(row) ?? figures.numbers[1])
        }
      }
      let sum = parts.reduce(0) { $0 + $1.weight }
      if let total, abs(total.sum - sum) > 1e-9 * total.sum {
        throw ArgumentError.unusable(
          "weight",
          problem:
            "the standard of \(area.name) adds up to \(PrintedNumber.of(sum)), and that of \(total.area) to \(PrintedNumber.of(total.sum))",
          expectation: "Each area has every age band once, with the same weights.")
      }
      total = total ?? (area.name, sum)
      let rate = try FigureRows.inRow(area.rows[0]) { try DirectlyStandardisedRate(parts, per: Double(per)) }
      guard let value = rate.value else {
        figures.add(missing: .lowReliability, words: "fewer than \(DirectlyStandardisedRate.fewestEvents) events")
        continue
      }
      let limits = rate.limits(at: confidence)
      figures.add([value, limits.lower, limits.upper])
    }
    let note =
      "\(name): \(events) per \(PrintedNumber.of(per)) of \(population), directly standardised to "
      + (standard?.rawValue ?? weight ?? "") + "; \(confidence.words) limits, Dobson's"
    return try figures.added(to: strata.rows.areaTable(summing: [events, population]), notes: [note])
  }

  /// Standardises ratios indirectly.
  static let standardisedRatios = Operation(
    "standardised_ratios",
    summary: "Observed over expected events for each area, indirectly standardised, with confidence limits.",
    discussion: """
      What is expected is given as a column, or found from population and the reference's events and people in each row. \
      A ratio of one is as many events as expected. With per, the ratio times the reference's own rate is added as a rate. \
      A missing number makes its area's ratio missing, with the reason; where nothing is expected it is not applicable.
      """,
    source: "Breslow and Day 1987",
    example: """
      local injuries = load_table(examples .. "/fingertips/injury-admissions-0-14-utla.csv.gz"):where{Sex = {"Male", "Female"}, ["Time period"] = "2018/19", ["Area Name"] = "Middlesbrough"}
      local ratios = injuries:derive("expected", {"Denominator", "*", 0.0096}):standardised_ratios{by = "Area Name", events = "Count", expected = "expected"}
      string.format("%.3f", ratios.ratio[1])
      --> 1.211
      """,
    table, by, events,
    Parameter<String?>("expected", "The column of expected events.", otherwise: "found from the reference"),
    Parameter<String?>("population", "The column of people.", otherwise: "none"),
    Parameter<String?>("reference_events", "The column of the reference's events.", otherwise: "none"),
    Parameter<String?>("reference_population", "The column of the reference's people.", otherwise: "none"),
    Parameter<Int?>("per", "How many people a rate is for.", otherwise: "no rate"),
    intervalConfidence, countMethod,
    newColumn("ratio")
  ) { table, by, events, expected, population, referenceEvents, referencePopulation, per, confidence, method, name in
    let reference = [population, referenceEvents, referencePopulation].compactMap { $0 }
    guard reference.count == (expected == nil ? 3 : 0), expected == nil || per == nil else {
      throw ArgumentError.unusable(
        "expected", problem: "what is expected is half given, or given twice",
        expectation:
          "Give expected = a column, or population, reference_events and reference_population; per goes with these.")
    }
    let strata = try Strata(table, by: by, events: events, numbers: expected.map { [$0] } ?? reference)
    let rateKinds = per.map { FigureColumns.Kind.limited("rate", unit: .rate(per: $0)) } ?? []
    var figures = FigureColumns(
      [.init("expected", unit: MeasureUnit(published: "events"))]
        + FigureColumns.Kind.limited(name, unit: .ratio, decimals: 3) + rateKinds)
    for area in strata.rows.areas {
      let rows = try area.rows.map { row in try strata.row(row) }
      if let missing = rows.compactMap(\.missing).first {
        figures.add(missing: missing.reason, words: missing.words)
        continue
      }
      guard let ratio = try FigureRows.inRow(area.rows[0], { try Self.ratio(rows) }) else {
        figures.add(missing: .notApplicable, words: "nothing expected")
        continue
      }
      let limits = ratio.limits(at: confidence, method: method)
      let rate = per.flatMap { ratio.rate(per: Double($0), at: confidence, method: method) }
      figures.add(
        [ratio.expected, ratio.value, limits.lower, limits.upper]
          + (per == nil ? [] : [rate?.value, rate?.limits.lower, rate?.limits.upper]))
    }
    let note =
      "\(name): observed over expected \(events), indirectly standardised; \(confidence.words) limits, \(method.words)"
    let rateNote = per.map { "rate: \(name) times the reference's rate per \(PrintedNumber.of($0))" }
    return try figures.added(
      to: strata.rows.areaTable(summing: [events]), notes: [note] + (rateNote.map { [$0] } ?? []))
  }

  /// The ratio of an area's rows, each of which has all its numbers; nil where nothing is expected.
  private static func ratio(_ rows: [Strata.Row]) throws -> IndirectlyStandardisedRatio? {
    var observed = 0
    for row in rows {
      let (sum, overflow) = observed.addingReportingOverflow(row.events)
      guard !overflow else { throw StatisticsError.notANumber("the sum of the events", .infinity) }
      observed = sum
    }
    if rows.allSatisfy({ $0.numbers.count == 1 }) {
      for row in rows where !(row.numbers[0] >= 0) {
        throw StatisticsError.notANumber("what is expected", row.numbers[0])
      }
      let expected = rows.reduce(0) { $0 + $1.numbers[0] }
      return expected == 0 ? nil : try IndirectlyStandardisedRatio(observed: observed, expected: expected)
    }
    let strata = try rows.map {
      try IndirectlyStandardisedRatio.Stratum(
        population: $0.numbers[0], referenceEvents: $0.numbers[1], referencePopulation: $0.numbers[2])
    }
    let isNothingExpected = strata.allSatisfy { $0.population == 0 || $0.referenceEvents == 0 }
    return isNothingExpected ? nil : try IndirectlyStandardisedRatio(observed: observed, strata: strata)
  }
}

/// A standard population that scripts name.
enum StandardChoice: String, WordChoice {
  case european2013 = "european_2013"

  var population: StandardPopulation { .european2013 }
}

/// The weights of a named standard population, by row; none for a column of weights.
private struct StandardWeights {
  private let standard: StandardPopulation?
  private let ages: Column?

  init(_ table: Table, standard: StandardPopulation?, age: String?) throws {
    self.standard = standard
    ages = try age.map { try table.column($0) }
  }

  func weight(_ row: Int) -> Double? { standard?.people(in: ages?[row].plainText ?? "") }

  /// Holds an area's bands against the standard: each is there once.
  func check(_ area: AreaRows.Area) throws {
    guard let standard, let ages else { return }
    var seen: [String: Int] = [:]
    for row in area.rows {
      let text = ages[row].plainText
      guard let band = standard.band(text) else {
        throw ArgumentError.notAChoice(text, choices: standard.bands.map(\.band))
      }
      seen[band, default: 0] += 1
    }
    for (band, _) in standard.bands where seen[band] != 1 {
      throw ArgumentError.unusable(
        "age",
        problem: "\(area.name) has \(seen[band] == nil ? "no row" : "\(seen[band] ?? 0) rows") for the band \(band)",
        expectation: "Each area has each of the \(standard.bands.count) bands of \(standard.name) once.")
    }
  }
}
