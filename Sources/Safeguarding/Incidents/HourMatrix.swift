import Columns

extension Incidents {
  /// Counts the incidents by hour of the day and day of the week in London.
  ///
  /// There is a row for each hour and one for those of which it is not known; the last column is of all days.
  func hourByWeekday() throws -> Table {
    guard let day = columns.day else { throw IncidentError.noDays }
    let weekday = "\u{0}weekday"
    let table = try answer(
      question.derive(weekday, .part(.weekday, of: .column(day))).group(by: [weekday] + [columns.hour].compactMap { $0 }, [.count("\u{0}n")]))
    let (hours, weekdays, counts) = (try columns.hour.map { try table.column($0) }, try table.column(weekday), try table.column("\u{0}n").wholes)
    // The last row and the last column are of what is not known.
    var matrix = Array(repeating: Array(repeating: 0, count: 8), count: 25)
    for row in 0..<table.rowCount {
      let (inHour, onDay) = (hours?[row].number.map { Int($0) } ?? 24, weekdays[row].number.map { Int($0) - 1 } ?? 7)
      guard (0...24).contains(inHour), (0...7).contains(onDay) else { continue }
      matrix[inHour][onDay] += counts[row]
    }
    let unknown = matrix[24].reduce(0, +)
    // Where no hour is known, a zero would be a finding.
    let shown = unknown == count ? [24] : Array(0...24)
    let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "day_not_known"]
    var answer = [
      Column("hour", cells: shown.map { $0 == 24 ? .missing(.notAvailable) : .integer($0) }, typeWhereMissing: .integer)
    ]
    for (place, name) in names.enumerated() {
      answer.append(Column(name, integers: shown.map { matrix[$0][place] }, unit: "incidents"))
    }
    answer.append(Column("all", integers: shown.map { matrix[$0].reduce(0, +) }, unit: "incidents"))
    return try Table(
      answer, sources: table.sources,
      notes: conditionNotes + [
        "hours as clocks in London show them; \(PrintedNumber.of(unknown)) of \(PrintedNumber.of(count)) have no known hour "
          + "and stand in the last row"
      ] + notes)
  }
}
