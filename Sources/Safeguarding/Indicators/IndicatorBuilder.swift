import Columns

/// Collects observations in any order, and makes indicators of them.
struct IndicatorBuilder {
  private var register: AreaRegister
  private var definitions: [Indicator.Definition] = []
  private var placesByKey: [String: Int] = [:]
  private var cells: [[Slot: Observation]] = []
  private var periods: [[Period: Int]] = []
  private var areaCodes: [[String: Int]] = []

  /// The places of the indicators that hold what each indicator's values rest on.
  private var companions: [[Companion: Int]] = []
  private var isCompanion: [Bool] = []

  private struct Slot: Hashable {
    let period: Int
    let area: Int
  }

  init(register: AreaRegister = .england) { self.register = register }

  /// Returns the number of an indicator, which is added if it is new.
  mutating func indicator(_ key: String, definition: () -> Indicator.Definition) -> Int {
    if let place = placesByKey[key] { return place }
    placesByKey[key] = definitions.count
    return append(definition(), isCompanion: false)
  }

  private mutating func append(_ definition: Indicator.Definition, isCompanion: Bool) -> Int {
    definitions.append(definition)
    cells.append([:])
    periods.append([:])
    areaCodes.append([:])
    companions.append([:])
    self.isCompanion.append(isCompanion)
    return definitions.count - 1
  }

  /// Returns the area that the first known of some codes and names stands for; an unknown place is added to the register.
  mutating func area(codesAndNames: [String?], name: String) -> Area {
    for case let text? in codesAndNames where !text.isEmpty {
      if let area = register.areaIfKnown(text) { return area }
    }
    if let area = register.areaIfKnown(name) { return area }
    return register.adding(unregistered: name, code: codesAndNames.compactMap { $0 }.first { !$0.isEmpty })
  }

  /// Adds an observation. A value takes the place of a missing one, as where an area has a row under its old code and
  /// one under its new; the same value again, as where England stands under each of its regions, changes nothing.
  ///
  /// - Parameters:
  ///   - rows: The rows that the observation is from, and the row, for an error.
  /// - Throws: ``PublishedFileError/contradiction(file:row:what:first:second:)`` for another value.
  mutating func add(
    _ observation: Observation, indicator: Int, period: Period, area: Area, from rows: PublishedRows, row: Int
  ) throws(PublishedFileError) {
    let periodPlace = periods[indicator][period] ?? periods[indicator].count
    periods[indicator][period] = periodPlace
    let areaPlace = areaCodes[indicator][area.code] ?? areaCodes[indicator].count
    areaCodes[indicator][area.code] = areaPlace
    let slot = Slot(period: periodPlace, area: areaPlace)
    if let first = cells[indicator][slot]?.value {
      guard let second = observation.value, second != first else { return }
      throw .contradiction(
        file: rows.file, row: row + 1, what: "\(definitions[indicator].key) of \(area.name) in \(period.label)",
        first: first, second: second)
    }
    // A code that is no longer in use says "not applicable" beside the reason under the code that is.
    if observation == .missing(.notApplicable), cells[indicator][slot] != nil { return }
    cells[indicator][slot] = observation
  }

  /// Adds an observation of what an indicator's value rests on.
  mutating func add(
    _ observation: Observation, of companion: Companion, indicator: Int, period: Period, area: Area,
    from rows: PublishedRows, row: Int
  ) throws(PublishedFileError) {
    let place = companions[indicator][companion] ?? append(companion.definition(of: definitions[indicator]), isCompanion: true)
    companions[indicator][companion] = place
    try add(observation, indicator: place, period: period, area: area, from: rows, row: row)
  }

  /// The indicators, in the order in which they were first named, each with its companions that hold a value.
  ///
  /// - Throws: ``QueryError`` where the limits of the operation do not allow more, such as for an indicator with as many
  ///   periods as areas, which takes the square of its rows.
  func indicators(sources: [TableSource]) throws(QueryError) -> [Indicator] {
    var indicators: [Indicator] = []
    for place in definitions.indices where !isCompanion[place] {
      var indicator = try self.indicator(at: place, sources: sources)
      for (companion, place) in companions[place] {
        let rows = try self.indicator(at: place, sources: sources)
        if rows.latestPeriod != nil { indicator.companions[companion] = rows }
      }
      indicators.append(indicator)
    }
    return indicators
  }

  private func indicator(at indicator: Int, sources: [TableSource]) throws(QueryError) -> Indicator {
    try OperationLimits.check()
    let inOrder = periods[indicator].sorted { $0.key < $1.key }
    let cellCount = inOrder.count * areaCodes[indicator].count
    try OperationLimits.forQueries.checkMemory(cellCount * MemoryLayout<Observation>.stride, for: "an area in each period")
    var rows = [[Observation]](
      repeating: [Observation](repeating: .absent, count: areaCodes[indicator].count), count: inOrder.count)
    var rowOfPeriod = [Int](repeating: 0, count: inOrder.count)
    for (row, period) in inOrder.enumerated() { rowOfPeriod[period.value] = row }
    for (filled, (slot, observation)) in cells[indicator].enumerated() {
      try OperationLimits.check(at: filled)
      rows[rowOfPeriod[slot.period]][slot.area] = observation
    }
    return Indicator(
      definition: definitions[indicator], periods: inOrder.map(\.key), register: register,
      sources: sources, placesByArea: areaCodes[indicator], observations: rows)
  }
}
