import Columns

/// An area's values over time, with the change from each period to the next.
struct Series {
  let indicator: Indicator
  let area: Area
  let periods: [Period]

  /// The series as a table: period, value, change, per cent and direction. A period without a value has no change, nor
  /// has the one after it; a gap between periods stands in the notes.
  var table: Table {
    get throws {
      var changes: [Change?] = []
      for (place, period) in periods.enumerated() {
        let isFirst = place == 0 || indicator[area, periods[place - 1]].value == nil
        guard !isFirst, indicator[area, period].value != nil else {
          changes.append(nil)
          continue
        }
        changes.append(try Change(of: indicator, area: area, from: periods[place - 1], to: period))
      }
      let definition = indicator.definition
      let notApplicable = Cell.missing(.notApplicable)
      var notes = ["\(area.name): \(indicator.titleAndKey)"] + indicator.madeNotes(of: area, in: periods)
      if let overlap = periods.last?.overlapNote { notes.append("\(overlap) and a change is that of the years at their ends") }
      for (earlier, later) in zip(periods, periods.dropFirst()) {
        if let gap = earlier.periodsMissing(before: later), gap > 0 {
          notes.append("\(gap == 1 ? "1 period" : "\(gap) periods") between \(earlier.label) and \(later.label) not published")
        }
      }
      return Table(
        checked: [
          Column("period", texts: periods.map(\.label)),
          Column(
            "value", cells: periods.map { indicator[area, $0].cell }, unit: definition.unit.words,
            decimals: definition.decimals
          ).measuring("\(indicator.titleAndKey), \(area.name)"),
          Column(
            "change", cells: changes.map { $0.map { .number($0.difference) } ?? notApplicable },
            unit: definition.unit.kind == .percent ? "percentage points" : definition.unit.words,
            decimals: definition.decimals),
          Column(
            "change_percent", cells: changes.map { $0?.percent.map { .number($0) } ?? notApplicable }, unit: "%",
            decimals: 1),
          Column("direction", cells: changes.map { $0.map { .text($0.direction.rawValue) } ?? notApplicable }),
        ], rowCount: periods.count, sources: indicator.sources, notes: notes)
    }
  }
}

extension Period {
  /// Says that periods of several years share some with the next one, as the beginning of a sentence; nil for others.
  var overlapNote: String? {
    if case .years(let count, _) = kind { "periods of \(count) years overlap, so that neighbouring values share years" } else { nil }
  }
}
