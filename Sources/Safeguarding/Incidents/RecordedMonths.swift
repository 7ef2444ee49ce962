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
  /// A group belongs to the recorder that it names; one of a place to the recorder that most of its incidents are of. Any other,
  /// such as a kind of crime, was recorded where all recorders were that have any of these incidents. Columns of other names than the
  /// incidents have tell nothing, and then no place counts as recorded.
  ///
  /// - Returns: A function of the values of the columns, as they are printed and in their order.
  /// - Complexity: Linear in the incidents, once.
  func test(of names: [String]) throws -> (@Sendable ([String]) -> Bool)? {
    guard let spanPlace = names.firstIndex(where: { CalendarUnit(rawValue: $0) != nil }),
      let unit = CalendarUnit(rawValue: names[spanPlace])
    else {
      let areKnown = names.allSatisfy { incidents.base.columnIfPresent($0) != nil }
      return areKnown ? nil : { @Sendable (_: [String]) -> Bool in false }
    }
    let coverage = incidents.coverage
    let recorderPlace = names.firstIndex { $0 == coverage.column }
    let places = names.indices.filter { placeColumns.contains(names[$0]) }
    let homes = try recorderPlace == nil ? homes(of: places.map { names[$0] }) : [:]
    let present = try recorders()
    return { texts in
      guard let months = Self.months(of: texts[spanPlace], unit) else { return false }
      let home = recorderPlace.map { texts[$0] } ?? homes[places.map { texts[$0] }]
      return (home.map { [$0] } ?? present).allSatisfy { name in
        months.allSatisfy { coverage.months[name]?.contains($0) ?? false }
      }
    }
  }

  private var placeColumns: Set<String> {
    Set([incidents.columns.area, incidents.columns.areaCode, incidents.columns.lsoa, incidents.columns.stablePlace].compactMap { $0 } + ["lsoa_name", "location"])
  }

  /// The recorders that have any of the incidents.
  private func recorders() throws -> [String] {
    guard let recorder = incidents.coverage.column else { return [] }
    let groups = try incidents.answer(incidents.question.group(by: [recorder], [.count("\u{0}n")])).column(recorder)
    return (0..<groups.count).map { Coverage.name(groups[$0]) }
  }

  /// The recorder that more than half of the incidents of each place are of.
  private func homes(of names: [String]) throws -> [[String]: String] {
    guard let recorder = incidents.coverage.column, !names.isEmpty else { return [:] }
    let count = "\u{0}n"
    let groups = try incidents.answer(incidents.question.group(by: names + [recorder], [.count(count)]))
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
