/// The first and the last day that rows are known of; that of a moment is London's.
struct CoveredDays: Sendable {
  var first: CalendarDate
  var last: CalendarDate

  /// Says which spans of the calendar the days cover in part only, the first or the last; nil where both are covered to their ends.
  ///
  /// - Parameter wanted: The names of the spans that it is said of; nil for all.
  func note(_ unit: CalendarUnit, of name: String, as made: String, among wanted: Set<String>? = nil) -> String? {
    guard unit != .day, first <= last else { return nil }
    func isWanted(_ day: CalendarDate) -> Bool { wanted?.contains(label(day)) ?? true }
    func label(_ day: CalendarDate) -> String { unit.cell(ofIndex: unit.index(of: day)).plainText }
    let isOpenAtStart = unit.index(of: first.advanced(byDays: -1)) == unit.index(of: first) && isWanted(first)
    let isOpenAtEnd = unit.index(of: last.advanced(byDays: 1)) == unit.index(of: last) && isWanted(last)
    var parts: [String] = []
    if isOpenAtStart, isOpenAtEnd, unit.index(of: first) == unit.index(of: last) {
      parts = ["\(label(first)) has \"\(name)\" from \(first) to \(last)"]
    } else {
      if isOpenAtStart { parts.append("\(label(first)) has \"\(name)\" from \(first) on") }
      if isOpenAtEnd { parts.append("\(label(last)) has \"\(name)\" up to \(last)") }
    }
    return parts.isEmpty ? nil : "\(made): \(parts.joined(separator: ", and ")) only, and may not be whole"
  }

  /// Says how often each month of the year is among the days, where these are not whole years.
  func noteOnMonths(as made: String) -> String? {
    guard first <= last, last.daysSince1970 - first.daysSince1970 > 31 else { return nil }
    let (from, to) = (CalendarUnit.month.index(of: first), CalendarUnit.month.index(of: last))
    var counts = [Int](repeating: 0, count: 12)
    for month in from...to { counts[(month % 12 + 12) % 12] += 1 }
    // A month that never comes makes no figure that could mislead.
    guard let least = counts.filter({ $0 > 0 }).min(), let most = counts.max(), least < most else { return nil }
    let often = (0..<12).filter { counts[$0] == most }, seldom = (0..<12).filter { counts[$0] == least }
    // The months that are told are the fewer.
    let (named, count, others) = seldom.count <= often.count ? (seldom, least, most) : (often, most, least)
    let names = named.map { CalendarUnit.month.cell(ofIndex: from - (from % 12 + 12) % 12 + $0).plainText.suffix(2) }.joined(separator: ", ")
    func times(_ count: Int) -> String { count == 1 ? "once" : "\(PrintedNumber.of(count)) times" }
    return "\(made): from \(CalendarUnit.month.cell(ofIndex: from).plainText) to \(CalendarUnit.month.cell(ofIndex: to).plainText) month \(names) comes \(times(count)) and the others \(times(others)), so that their sums are not of the same time"
  }

  /// Returns the days that are left by a condition on their column: `>= "2025-03-15"`.
  func narrowed(by condition: Predicate, on name: String) -> CoveredDays {
    func day(_ cell: Cell) -> CalendarDate? {
      switch cell {
      case .date(let day): day
      case .timestamp(let moment): LondonTime.day(at: moment)
      case .text(let text): CalendarDate(text) ?? Timestamp(text).map(LondonTime.day) ?? CalendarDate(month: text)
      default: nil
      }
    }
    var days = self
    switch condition {
    case .and(let parts): return parts.reduce(self) { $0.narrowed(by: $1, on: name) }
    case .compare(name, let comparison, let cell):
      guard let day = day(cell) else { return self }
      let isMonth = cell.text?.utf8.count == 7
      let end = isMonth ? day.advanced(byDays: CalendarDate.daysIn(month: day.parts.month, of: day.parts.year) - 1) : day
      if [.equal, .greaterOrEqual].contains(comparison) { days.first = max(first, day) }
      if comparison == .greater { days.first = max(first, end.advanced(byDays: cell.type == .timestamp ? 0 : 1)) }
      if [.equal, .lessOrEqual].contains(comparison) { days.last = min(last, end) }
      if comparison == .less { days.last = min(last, day.advanced(byDays: -1)) }
    case .between(name, let low, let high):
      return narrowed(by: .compare(column: name, .greaterOrEqual, low), on: name).narrowed(by: .compare(column: name, .lessOrEqual, high), on: name)
    default: break
    }
    return days
  }
}

extension Relation {
  /// The days of a column that holds days, times or months; nil for any other, and for one without values.
  func coveredDays(_ name: String) -> CoveredDays? { columns[name]?.coveredDays }
}

extension QueryColumn {
  /// The first and the last day that the column holds: those of a month's text are its first and its last.
  fileprivate var coveredDays: CoveredDays? {
    let column: Column
    switch self {
    case .stored(let stored): column = stored
    case .mapped(let mapped): column = mapped.values
    }
    switch column.type {
    case .date, .timestamp:
      // What stands in the place of a missing moment is none.
      guard let bounds = column.dictionary == nil ? column.boundsOfPresent : column.wholeBounds else { return nil }
      func day(_ value: Int) -> CalendarDate {
        column.type == .date ? CalendarDate(daysSince1970: Int32(clamping: value)) : LondonTime.day(at: Timestamp(secondsSince1970: value))
      }
      return CoveredDays(first: day(bounds.lowerBound), last: day(bounds.upperBound))
    case .text:
      guard let dictionary = column.dictionary, dictionary.count > 0, dictionary.count <= 1 << 16 else { return nil }
      var months: [CalendarDate] = []
      for code in 0..<dictionary.count {
        guard let month = dictionary.cell(code).text.flatMap({ CalendarDate(month: $0) }) else { return nil }
        months.append(month)
      }
      guard let first = months.min(), let last = months.max() else { return nil }
      return CoveredDays(first: first, last: last.advanced(byDays: CalendarDate.daysIn(month: last.parts.month, of: last.parts.year) - 1))
    default: return nil
    }
  }
}
