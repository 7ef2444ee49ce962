import Columns

/// Collects observations in any order, and makes indicators of them.
struct IndicatorBuilder {
  private var register: AreaRegister
  private var definitions: [Indicator.Definition] = []
  private var placesByKey: [String: Int] = [:]
  private var cells: [[Slot: Observation]] = []
  private var periods: [[Period]] = []
  private var areaCodes: [[String: Int]] = []

  private struct Slot: Hashable {
    let period: Int
    let area: Int
  }

  init(register: AreaRegister = .england) { self.register = register }

  /// Returns the number of an indicator, which is added if it is new.
  mutating func indicator(_ key: String, definition: () -> Indicator.Definition) -> Int {
    if let place = placesByKey[key] { return place }
    placesByKey[key] = definitions.count
    definitions.append(definition())
    cells.append([:])
    periods.append([])
    areaCodes.append([:])
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

  /// Returns the number of a period within an indicator.
  mutating func period(_ period: Period, of indicator: Int) -> Int {
    if let place = periods[indicator].firstIndex(of: period) { return place }
    periods[indicator].append(period)
    return periods[indicator].count - 1
  }

  /// Adds an observation. A value takes the place of a missing one, as where an area has a row under its old code and
  /// one under its new.
  ///
  /// - Returns: The value that was there already, where the two differ.
  mutating func add(_ observation: Observation, indicator: Int, period: Int, area: Area) -> Double? {
    let place = areaCodes[indicator][area.code] ?? areaCodes[indicator].count
    areaCodes[indicator][area.code] = place
    let slot = Slot(period: period, area: place)
    guard let earlier = cells[indicator][slot] else {
      cells[indicator][slot] = observation
      return nil
    }
    switch (earlier.value, observation.value) {
    case (nil, _): cells[indicator][slot] = observation
    case (let first?, let second?) where first != second: return first
    default: break
    }
    return nil
  }

  /// The indicators, in the order in which they were first named.
  func indicators(sources: [TableSource]) -> [Indicator] {
    definitions.indices.map { indicator in
      let order = periods[indicator].indices.sorted { periods[indicator][$0] < periods[indicator][$1] }
      var rows = [[Observation]](
        repeating: [Observation](repeating: .absent, count: areaCodes[indicator].count), count: order.count)
      var rowOfPeriod = [Int](repeating: 0, count: order.count)
      for (row, period) in order.enumerated() { rowOfPeriod[period] = row }
      for (slot, observation) in cells[indicator] { rows[rowOfPeriod[slot.period]][slot.area] = observation }
      return Indicator(
        definition: definitions[indicator], periods: order.map { periods[indicator][$0] }, register: register,
        sources: sources, placesByArea: areaCodes[indicator], observations: rows)
    }
  }
}
