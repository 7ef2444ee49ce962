public import Columns

extension Indicator {
  /// Returns the indicator with every period's values on the local authorities of one day.
  ///
  /// An authority that did not exist in a period takes what the publisher gives for its boundary or else the combined
  /// value of the authorities that covered just its ground: counts added, rates from counts and denominators. Where none
  /// did, or the values don't add up, the value is not applicable and the notes say why. Regions and England stay as
  /// published.
  ///
  /// - Parameter day: The day whose authorities the values are put on.
  /// - Complexity: O(areas × periods).
  public func onBoundaries(of day: CalendarDate, rule: CombinationRule = .counts) -> Indicator {
    let authorities = register.localAuthorities(on: day)
    let others = areas.filter { !$0.isLocalAuthority }
    var rows: [[Observation]] = []
    var words: [String: [Period: String]] = [:]
    var (ways, unmade) = (self.made, self.unmade)
    for period in periods {
      var row: [Observation] = []
      for area in authorities {
        let published = self[area, period]
        guard published.value == nil, !area.isAlive(on: period.lastDay) else {
          row.append(published)
          continue
        }
        let combined = CombinedValue(of: area, of: self, in: period, rule: rule)
        row.append(combined.observation == .absent ? .missing(.notAvailable) : combined.observation)
        words[area.code, default: [:]][period] = combined.words
        ways[area.code, default: [:]][period] = combined.way
        if combined.way == nil { unmade[area.code, default: [:]][period] = combined.words }
      }
      rows.append(row + others.map { self[$0, period] })
    }
    var indicator = replacing(authorities + others, observations: rows)
    (indicator.made, indicator.unmade) = (ways, unmade)
    indicator.notes.append("on the \(PrintedNumber.of(authorities.count)) local authorities of \(day)")
    for area in authorities.sorted(by: { $0.name < $1.name }) {
      indicator.notes += Self.stretches(of: words[area.code] ?? [:], in: periods).map { "\(area.name), \($0.labels): \($0.words)" }
    }
    return indicator
  }
}

extension Operation {
  /// Puts a series on the boundaries of one day.
  static let onBoundaries = Operation(
    "on_boundaries", summary: "The indicator with the values of every period on the local authorities of one day.",
    discussion: """
      Where an authority did not exist in a period, the authorities that covered just its ground are combined: counts are \
      added, rates and percentages come from counts and denominators. Where no whole authorities covered it, as with \
      Bournemouth, Christchurch and Poole before 2019, the value is not applicable; why(...) says so.
      """,
    example: """
      lait:indicator("CPP_Num"):on_boundaries("2021-03-31"):value("Northamptonshire", {period = "2022"})
      --> 588
      """,
    Parameter<Indicator>("indicator", "The indicator to read."),
    Parameter<String>("day", "A day such as 2019-03-31."),
    Parameter<CombinationRule>("rule", "How several areas' values make one.", default: .counts, words: "\"counts\"")
  ) { indicator, day, rule in
    indicator.onBoundaries(of: try AreaRegister.day(day, parameter: "day"), rule: rule)
  }
}
