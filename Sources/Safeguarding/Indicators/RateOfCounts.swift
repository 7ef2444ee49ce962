import Columns

extension Indicator {
  /// Returns rates: these counts among the people of another indicator.
  ///
  /// A count is divided by the people of the same days, or else by those of the year before; see ``periodServing(_:)``. Where the count
  /// or the people are missing, there is no rate, for the same reason. Counts and people stay beside the rates, so that comparisons and trends rest on
  /// them.
  ///
  /// - Parameter base: The people that a rate is given for; 100 makes percentages.
  /// - Complexity: O(areas × periods).
  public func rate(among people: Indicator, per base: Int) -> Indicator {
    let areas = areas
    var rows: [[Observation]] = []
    var served: [String] = []
    // The periods of counts for which there are no people, and the counts of other periods that lack them.
    var (unserved, lacking) = ([String](), 0)
    for period in periods {
      let serving = people.periodServing(period)
      if serving == nil { unserved.append(period.label) }
      if let serving, !serving.isSameSpan(as: period) { served.append("\(period.label): among \(people.definition.key), \(serving.words)") }
      rows.append(
        areas.map { area in
          let count = self[area, period]
          guard let cases = count.value else { return count }
          guard let serving else { return .missing(.notAvailable) }
          let among = people.sum(area, serving)
          guard let denominator = among.value else {
            lacking += 1
            return among == .absent ? .missing(.notAvailable) : among
          }
          return denominator > 0 ? .value(DecimalDigits.withoutNoise(cases / denominator * Double(base))) : .missing(.notApplicable)
        })
    }
    let unit = base == 100 ? "%" : "per \(PrintedNumber.of(base))"
    var rates = replacing(areas, observations: rows)
    // Limits that were published with the counts are none of the rates.
    rates.companions = [:]
    rates.made = made.mapValues { $0.mapValues { "worked out from \($0)" } }
    rates = rates.with(count: self, denominator: people)
    rates.definition = Definition(
      key: "\(definition.key) \(unit)", title: "\(definition.title) \(base == 100 ? "in %" : unit) of \(people.definition.title)",
      topic: definition.topic, unit: MeasureUnit(published: base == 100 ? "% of \(people.definition.title)" : "Rate \(unit)"),
      polarity: definition.polarity, yearType: definition.yearType, publisher: definition.publisher)
    rates.workedOut = "\(definition.key) divided by \(people.definition.key)"
    rates.notes.append("\(definition.key) divided by \(people.definition.key), \(unit): worked out here, not published")
    rates.notes += served
    if let first = unserved.first {
      let span = unserved.count < 3 ? unserved.joined(separator: " and ") : "\(unserved.count) periods, \(first) to \(unserved[unserved.count - 1])"
      rates.notes.append("no rate for \(span): \(people.definition.key) has no people of those days")
    }
    if lacking > 0 { rates.notes.append("\(PrintedNumber.of(lacking, "count has", "counts have")) no rate, since \(people.definition.key) lacks the people of that area and period") }
    return rates
  }
}

extension Operation {
  /// Makes rates of counts.
  static let rateOfCounts = Operation(
    "rate", summary: "Rates of an indicator of counts: its cases among the people of another indicator.",
    discussion: """
      A count is divided by the people of the same days, or else by those of the latest period of the year before: counts at 31 March 2024 \
      by mid-2023. What lacks a count or people has no rate. The rates have limits, and can be ranked, compared and tested.
      """,
    example: """
      lait:indicator("CPP_Num"):rate{population = children}:rank("Middlesbrough", {period = "2020", from = "highest"}).rank_words
      --> 3rd of 150
      """,
    Parameter<Indicator>("indicator", "The indicator of counts."),
    Parameter<Indicator>("population", "The indicator of the people, or the events, that the cases are among."),
    Parameter<Int>("per", "The people that the rate is given for; 100 makes percentages.", default: 10_000, words: "10000")
  ) { indicator, population, base in
    for (other, parameter) in [(indicator, "indicator"), (population, "population")] where other.definition.unit.kind != .count && other.definition.unit.kind != .other {
      throw ArgumentError.unusable(
        parameter, problem: "\(other.titleAndKey) is in \(other.definition.unit.words)", expectation: "Rates are of counts among numbers of people.")
    }
    guard base > 1 else {
      throw ArgumentError.unusable("per", problem: "\(base) people are too few to give a rate for", expectation: "per = 10000, or per = 100 for percentages.")
    }
    return indicator.rate(among: population, per: base)
  }
}
