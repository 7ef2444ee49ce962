import Columns

/// What one value of an indicator rests on, and so how exact it can be.
public struct Evidence: Hashable, Sendable {
  public let basis: Basis

  /// The confidence limits that were published with the value; nil where there are none.
  public let published: PublishedLimits?

  /// Where the basis comes from, or why there is none, in words.
  public let words: String

  /// What a value rests on.
  public enum Basis: Hashable, Sendable {
    /// Cases among a population, given for so many people. Cases may be more than the people.
    case rate(cases: Double, population: Double, per: Double)
    /// Cases that are part of a group: a percentage of it.
    case proportion(cases: Double, group: Double)
    /// Cases, and nothing that they are among.
    case count(Double)
    /// The value itself, of which only published limits tell how exact it is.
    case published(Double)
    case none
  }

  /// Confidence limits that were published with a value, in its unit.
  public struct PublishedLimits: Hashable, Sendable {
    public let percent95: ClosedRange<Double>
    /// The limits at 99.8%; nil where they were not published.
    public let percent99_8: ClosedRange<Double>?
  }

  /// The cases, whole numbers of people or events; nil where they are not known.
  public var cases: Double? {
    switch basis {
    case .rate(let cases, _, _), .proportion(let cases, _), .count(let cases): cases
    case .published, .none: nil
    }
  }

  /// The people or events that the cases are among, or nil where they are not known.
  public var denominator: Double? {
    switch basis {
    case .rate(_, let population, _): population
    case .proportion(_, let group): group
    case .count, .published, .none: nil
    }
  }

  static func none(_ why: String) -> Evidence { Evidence(basis: .none, published: nil, words: why) }
}

extension Indicator {
  /// Says what an area's value in a period rests on.
  ///
  /// Counts and denominators come first, where they give the published value to within one per cent: they do not where
  /// a rate is standardised. A denominator alone gives the count that the value implies, unless no whole count gives the
  /// value to within five per cent or its last digit: then the denominator is of other people. A value with published
  /// limits comes next. A count rests on itself. Published limits are kept beside counts, which may have been rounded since.
  public func evidence(for area: Area, in period: Period) -> Evidence {
    let observation = self[area, period]
    guard let value = observation.value else { return .none("no value: \(observation.reason ?? "")") }
    let published = publishedLimits(for: area, in: period, about: value)
    let figure = "the \(howMade(area, period) == nil ? "published" : "value of") \(text(value))"
    func evidence(_ basis: Evidence.Basis, _ words: String) -> Evidence {
      if basis != .none {
        return Evidence(basis: basis, published: published, words: words + (published == nil ? "" : "; limits as published"))
      }
      guard published != nil else { return .none(words) }
      return Evidence(basis: .published(value), published: published, words: "the limits that were published with the value")
    }
    if definition.unit.kind == .count {
      return value < 0 ? evidence(.none, "a count is not negative") : evidence(.count(value), "the count itself")
    }
    guard let base = definition.unit.base else {
      return evidence(
        .none, definition.unit.words.isEmpty
          ? "no unit is stated: name the data dictionary or the unit when you load the file"
          : "values in \(definition.unit.words) are not counted among people")
    }
    guard value >= 0 else { return evidence(.none, "the value is negative") }
    guard let joined = companions[.denominator] else {
      return evidence(.none, "no counts, populations or limits are known: join them with indicator:with{denominator = ...}")
    }
    guard let serving = joined.periodServing(period), let denominator = joined.sum(area, serving).value else {
      return evidence(.none, "\(joined.definition.key) has no value for \(period.label) or the year before")
    }
    guard denominator > 0 else { return evidence(.none, "the denominator is \(PrintedNumber.of(denominator))") }
    let people = "\(joined.definition.key) \(PrintedNumber.of(denominator)), \(serving.words)"
    let found = companions[.count].flatMap { counts in
      counts.periods.last { $0.isSameSpan(as: period) }.flatMap { counts.sum(area, $0).value }.map { (counts.definition.key, $0) }
    }
    guard let (key, cases) = found else {
      let cases = (value * denominator / base).rounded()
      let digit = Definition.lastDigit(of: value)
      guard abs(cases / denominator * base - value) <= max(value * 0.05, 0.51 * digit) else {
        return evidence(.none, "no whole number of cases among \(people), gives \(figure)")
      }
      let isExact = definition.precision(of: value) * denominator <= base
      let words = "\(people); \(figure) implies \(isExact ? "" : "about ")\(PrintedNumber.of(cases))"
      let (basis, problem) = basis(cases: cases, among: denominator, base: base)
      return evidence(basis, problem ?? words)
    }
    let rate = cases / denominator * base
    guard abs(rate - value) <= max(abs(value) * 0.01, 0.51 * definition.precision(of: value)) else {
      return evidence(
        .none, "\(PrintedNumber.of(cases)) of \(PrintedNumber.of(denominator)) is \(text(rate)) and not \(figure)")
    }
    let (basis, problem) = basis(cases: cases, among: denominator, base: base)
    return evidence(basis, problem ?? "\(key) \(PrintedNumber.of(cases)); \(people)")
  }

  /// Returns what cases among a denominator are, or why they are nothing.
  private func basis(cases: Double, among denominator: Double, base: Double) -> (Evidence.Basis, problem: String?) {
    guard cases >= 0 else { return (.none, "the count is negative") }
    guard definition.unit.kind == .percent else { return (.rate(cases: cases, population: denominator, per: base), nil) }
    guard cases <= denominator else { return (.none, "there are more cases than the group has people") }
    return (.proportion(cases: cases, group: denominator), nil)
  }

  private func publishedLimits(for area: Area, in period: Period, about value: Double) -> Evidence.PublishedLimits? {
    func range(_ lower: Companion, _ upper: Companion) -> ClosedRange<Double>? {
      guard let low = companions[lower]?[area, period].value, let high = companions[upper]?[area, period].value,
        low <= value, value <= high
      else { return nil }
      return low...high
    }
    return range(.lower95, .upper95).map { .init(percent95: $0, percent99_8: range(.lower99_8, .upper99_8)) }
  }
}

extension MeasureUnit {
  /// The people that a value is given for: 100 for a percentage, 10,000 for a rate per 10,000; nil for other units.
  var base: Double? {
    switch kind {
    case .percent: 100
    case .rate(let per): Double(per)
    case .pounds, .count, .other: nil
    }
  }
}

extension Indicator.Definition {
  /// Returns a value rounded to the decimal places that values print with.
  func rounded(_ value: Double) -> Double { DecimalDigits(value)?.rounded(toDecimals: decimals).number ?? value }

  /// The unit of the last decimal place that a value is published to.
  func precision(of value: Double) -> Double {
    min(Self.lastDigit(of: value), (0..<decimals).reduce(1) { unit, _ in unit / 10 })
  }

  /// The unit of the last decimal place that a value itself has: one for a whole number.
  static func lastDigit(of value: Double) -> Double {
    let published = DecimalDigits(DecimalDigits.withoutNoise(value))?.decimals ?? 0
    return (0..<published).reduce(1) { unit, _ in unit / 10 }
  }
}

extension Evidence: ScriptObject {
  public static let kind = ObjectKind("evidence", summary: "What a value rests on: counts and populations, or limits.")

  public static let fields: [ObjectField<Evidence>] = [
    .init("count", "The cases; missing where they are not known.") { $0.cases.map { .whole($0) } ?? .missing(.notAvailable) },
    .init("denominator", "The people or events that the cases are among; missing where they are not known.") {
      $0.denominator.map { .whole($0) } ?? .missing(.notAvailable)
    },
    .init("how", "Where they come from, or why there are none.") { .text($0.words) },
  ]
}

extension Operation {
  /// Says what a value rests on.
  static let evidence = Operation(
    "evidence", summary: "What an area's value rests on: its count and denominator, or the limits published with it.",
    discussion: """
      Counts and denominators that do not give the published value to within one per cent are not taken: the value is \
      standardised, or they are of other people.
      """,
    example: """
      lait:indicator("LAC"):with{denominator = children}:evidence("Middlesbrough", {period = "2020"}).how
      --> population_estimate 32,877, 30 June 2019; the published 188.0 per 10,000 implies 618
      """,
    Parameter<Indicator>("indicator", "The indicator to read."),
    Parameter<Named<Area>>("area", "The area to read."),
    Parameter<Named<Period>?>("period", "The period's label.", otherwise: "the latest period with values")
  ) { indicator, name, period in
    try indicator.evidence(for: indicator.register.area(name.text), in: indicator.period(period))
  }
}

extension Operation {
  /// Lists what the values of a set rest on.
  static let counts = Operation(
    "counts", summary: "The counts and denominators that a set of areas' values rest on, as a table, one row an area.",
    discussion: """
      What an area has no counts for stays missing, and how says why. The table serves funnel, rates and proportions.
      """,
    example: """
      lait:indicator("CPP_rate"):with{denominator = children}:counts{period = "2020"}:funnel{numerator = "count", denominator = "denominator", kind = "rate", comparator = 43.7}:where{area = "Darlington"}.place[1]
      --> inside
      """,
    Parameter<Indicator>("indicator", "The indicator to read."),
    Parameter<Named<Period>?>("period", "The period's label.", otherwise: "the latest period with values"),
    Parameter<AreaSet>("among", "The areas to list.", default: .all, words: "\"all\"")
  ) { indicator, name, set in
    let period = try indicator.period(name)
    let values = try indicator.values(of: set, in: period, around: nil)
    let areas = values.areas
    let evidence = areas.map { indicator.evidence(for: $0, in: period) }
    func cells(_ number: (Evidence) -> Double?) -> [Cell] {
      zip(areas, evidence).map { area, evidence in
        if let value = number(evidence) { return Int(exactly: value).map { .integer($0) } ?? .number(value) }
        return .missing(indicator[area, period].cell.missingReason ?? .notAvailable)
      }
    }
    return try Table(
      [
        Column("area", texts: areas.map(\.name)), Column("code", texts: areas.map(\.code)),
        Column(
          "value", cells: areas.map { indicator[$0, period].cell }, unit: indicator.definition.unit.words,
          decimals: indicator.definition.decimals),
        Column("count", cells: cells(\.cases)), Column("denominator", cells: cells(\.denominator)),
        Column("how", texts: evidence.map(\.words)),
      ], sources: indicator.sources, notes: ["\(indicator.titleAndKey), \(period.words)"] + values.notes)
  }
}
