import Columns

/// What can be known beside an indicator's values: the cases and the people behind them, or limits published with them.
public enum Companion: String, Hashable, Sendable, CaseIterable {
  /// The cases that a rate or a percentage counts.
  case count
  /// The people, or the events, that the cases are among.
  case denominator
  case lower95, upper95, lower99_8, upper99_8

  /// The definition of a companion that was published in the same rows as an indicator.
  func definition(of indicator: Indicator.Definition) -> Indicator.Definition {
    let unit =
      switch self {
      case .count, .denominator: MeasureUnit(published: "Number (\(words))")
      case .lower95, .upper95, .lower99_8, .upper99_8: indicator.unit
      }
    return Indicator.Definition(
      key: "\(indicator.key), \(words)", title: "\(indicator.title), \(words)", unit: unit,
      decimals: self == .count || self == .denominator ? 0 : indicator.decimals, yearType: indicator.yearType,
      publisher: indicator.publisher)
  }

  var words: String {
    switch self {
    case .count: "count"
    case .denominator: "denominator"
    case .lower95: "lower 95% limit"
    case .upper95: "upper 95% limit"
    case .lower99_8: "lower 99.8% limit"
    case .upper99_8: "upper 99.8% limit"
    }
  }
}

extension Indicator {
  /// Returns the indicator with counts or denominators of other indicators beside its values.
  ///
  /// Each value is joined with the count of the same days, and with the denominator that serves its period: see
  /// ``periodServing(_:)``. Nothing is computed here; ``evidence(for:in:)`` says what each value then rests on.
  public func with(count: Indicator? = nil, denominator: Indicator? = nil) -> Indicator {
    var joined = self
    if let count { joined.companions[.count] = count }
    if let denominator { joined.companions[.denominator] = denominator }
    for other in [count, denominator] {
      for source in other?.sources ?? [] where !joined.sources.contains(source) { joined.sources.append(source) }
    }
    return joined
  }

  /// Returns the period of these denominators that serves a period of rates, or nil where none does.
  ///
  /// The same days serve best. Otherwise it is the latest period that ended within the year before the rates' period
  /// ends: a rate at 31 March 2024 or for 2023/24 uses the population of mid-2023, as DfE's published rates do. Years that
  /// are pooled are served by the same years pooled, and by nothing else.
  public func periodServing(_ period: Period) -> Period? {
    if let same = periods.last(where: { $0.isSameSpan(as: period) }) { return same }
    if case .years = period.kind { return nil }
    let (year, month, day) = period.lastDay.parts
    guard let yearBefore = CalendarDate(year: year - 1, month: month, day: min(day, CalendarDate.daysIn(month: month, of: year - 1)))
    else { return nil }
    return periods.last { yearBefore < $0.lastDay && $0.lastDay <= period.lastDay }
  }
}

extension Operation {
  /// Joins counts or denominators to an indicator.
  static let with = Operation(
    "with", summary: "The indicator with the counts or the populations that its values rest on.",
    discussion: """
      Where only a rate is published, a joined population gives the count that it implies, and results say that they \
      rest on it. A population of the same days is taken, or else the latest of the year before the period's end: a rate \
      at 31 March 2024 uses mid-2023.
      """,
    example: """
      lait:indicator("CPP_rate"):with{denominator = children}:evidence("Middlesbrough", {period = "2020"}).count
      --> 379
      """,
    Parameter<Indicator>("indicator", "The indicator of rates, percentages or counts."),
    Parameter<Indicator?>("count", "The indicator of the cases.", otherwise: "what the values and the denominators imply"),
    Parameter<Indicator?>("denominator", "The indicator of the people, or the events, that the cases are among.", otherwise: "none")
  ) { indicator, count, denominator in
    guard count != nil || denominator != nil else {
      throw ArgumentError.unusable(
        "with", problem: "neither a count nor a denominator is given",
        expectation: "Give one: lait:indicator(\"CPP_rate\"):with{denominator = people}, where people is an indicator of their numbers.")
    }
    for (other, parameter) in [(count, "count"), (denominator, "denominator")] {
      guard let other, other.definition.unit.base != nil || other.definition.unit.kind == .pounds else { continue }
      throw ArgumentError.unusable(
        parameter, problem: "\(other.titleAndKey) is in \(other.definition.unit.words)",
        expectation: "Counts and denominators are numbers of people or events.")
    }
    return indicator.with(count: count, denominator: denominator)
  }
}
