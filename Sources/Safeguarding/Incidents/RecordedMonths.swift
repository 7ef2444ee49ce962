import Columns

/// Which months of which groups of incidents were recorded, where forces lack files of some: no count is zero where there is no file.
struct RecordedMonths: Sendable {
  let incidents: Incidents

  /// Nil where every recorder has every month, so that a place without a row is one where nothing happened.
  init?(_ incidents: Incidents) {
    guard let span = incidents.coverage.span, incidents.coverage.column != nil, !incidents.coverage.incomplete(span).isEmpty else {
      return nil
    }
    self.incidents = incidents
  }

  /// What tells of groups by some columns whether all months of their span were recorded; nil where no column tells a span.
  ///
  /// A group belongs to the recorder that it names, or else to the one that most of its incidents are of. A group of no recorder's
  /// was recorded where all were.
  ///
  /// - Returns: A function of the values of the columns, as they are printed and in their order.
  /// - Complexity: Linear in the incidents, once.
  func test(of names: [String]) throws -> (@Sendable ([String]) -> Bool)? {
    guard let spanPlace = names.firstIndex(where: { CalendarUnit(rawValue: $0) != nil }),
      let unit = CalendarUnit(rawValue: names[spanPlace])
    else { return nil }
    let coverage = incidents.coverage
    let recorderPlace = names.firstIndex { $0 == coverage.column }
    let groupPlaces = names.indices.filter { $0 != spanPlace && incidents.base.columnIfPresent(names[$0]) != nil }
    let homes = try recorderPlace == nil ? homes(of: groupPlaces.map { names[$0] }) : [:]
    return { texts in
      guard let months = Self.months(of: texts[spanPlace], unit) else { return false }
      let home = recorderPlace.map { texts[$0] } ?? homes[groupPlaces.map { texts[$0] }]
      guard let home, let recorded = coverage.months[home] else {
        return coverage.months.values.allSatisfy { recorded in months.allSatisfy { recorded.contains($0) } }
      }
      return months.allSatisfy { recorded.contains($0) }
    }
  }

  /// The recorder that more than half of the incidents of each group are of.
  private func homes(of names: [String]) throws -> [[String]: String] {
    guard let recorder = incidents.coverage.column, !names.isEmpty else { return [:] }
    let count = "\u{0}n"
    let groups = try incidents.base.answer(Query().group(by: names + [recorder], [.count(count)]), within: OperationLimits.forQueries)
    let counts = try groups.column(count).wholes
    var found: [[String]: (total: Int, most: Int, home: String)] = [:]
    for row in 0..<groups.rowCount {
      try OperationLimits.check(at: row)
      let cells = groups.row(row)
      let before = found[cells.prefix(names.count).map(\.plainText)] ?? (0, 0, "")
      let isMost = counts[row] > before.most
      found[cells.prefix(names.count).map(\.plainText)] = (
        before.total + counts[row], max(before.most, counts[row]), isMost ? Coverage.name(cells[names.count]) : before.home
      )
    }
    return found.compactMapValues { $0.most * 2 > $0.total ? $0.home : nil }
  }

  /// The months that a span touches; nil for what is no such span.
  private static func months(of text: String, _ unit: CalendarUnit) -> ClosedRange<Int>? {
    switch unit {
    case .day, .week:
      guard let first = CalendarDate(text) else { return nil }
      let last = unit == .day ? first : CalendarDate(daysSince1970: first.daysSince1970 &+ 6)
      return CalendarUnit.month.index(of: first)...CalendarUnit.month.index(of: last)
    default:
      guard let index = unit.index(ofCell: unit == .year ? Int(text).map { .integer($0) } ?? .text(text) : .text(text)) else { return nil }
      return SeriesUnit(rawValue: unit.rawValue)?.months(ofIndex: index)
    }
  }
}
