import Columns

/// When each incident happened, read from a column of days, moments, months or texts of any of them.
///
/// Days and hours are London's. An hour that is not known is missing, never midnight: a day alone has none, and where every
/// time of one recorder is midnight, the file has days and no times.
struct IncidentTimes {
  /// The columns `month`, `quarter` and `financial_year`, and `day` and `hour` where the column tells them.
  let columns: [Column]
  let notes: [String]

  /// - Parameters:
  ///   - recorders: Who recorded each row, where a column tells it.
  ///   - isPolice: Whether the file is one of the police's, some of which have lost half of the day.
  ///   - table: The table of the column, to name the file of a value that is no time.
  /// - Throws: ``IncidentError`` for a value that is no time; the first row that has it is told.
  init(_ times: Column, recorders: Column? = nil, of table: Table, isPolice: Bool = false) throws {
    var clocks = Clocks(count: times.count)
    switch times.type {
    case .date:
      self.init(days: times.named("day"), hours: nil, notes: [])
      return
    case .timestamp:
      for row in 0..<times.count {
        try OperationLimits.check(at: row)
        if case .timestamp(let moment) = times[row] {
          clocks.set(row, LocalTime(clock: LondonTime.clock(at: moment)))
        } else {
          clocks.reasons[row] = times.presence[row]
        }
      }
    case .text:
      // Each different text is read once.
      let coded = times.coded()
      let known = try coded.differentTexts.enumerated().map { place, text in
        try OperationLimits.check(at: place)
        return LocalTime(text)
      }
      // The rows that are the first to hold a month, or what is no time; a text that no row holds counts for nothing.
      var (firstMonth, firstUnread, hasTimes): (Int?, Int?, Bool) = (nil, nil, false)
      for row in 0..<times.count {
        try OperationLimits.check(at: row)
        guard let code = coded.code(row) else {
          clocks.reasons[row] = times.presence[row] ?? .unspecified
          continue
        }
        switch known[code] {
        case nil: firstUnread = firstUnread ?? row
        case .month: firstMonth = firstMonth ?? row
        case let time?:
          hasTimes = true
          clocks.set(row, time)
        }
      }
      if let row = firstUnread ?? (hasTimes ? firstMonth : nil) { throw Self.unreadable(times[row].plainText, row, table) }
      if !hasTimes, firstMonth != nil {
        self.init(months: times.named("month"))
        return
      }
    default:
      guard times.presence.missingCount == times.count else {
        let row = (0..<times.count).first { !times[$0].isMissing } ?? 0
        throw Self.unreadable(times[row].plainText, row, table)
      }
      for row in 0..<times.count { clocks.reasons[row] = times.presence[row] ?? .unspecified }
    }
    let midnights = Midnights(clocks, recorders: recorders, isPolice: isPolice)
    for row in 0..<times.count where midnights.hasNoTimes(row) { clocks.seconds[row] = nil }
    self.init(days: clocks.dayColumn, hours: clocks.hourColumn, notes: midnights.notes)
  }

  private static func unreadable(_ text: String, _ row: Int, _ table: Table) -> IncidentError {
    let (file, rowInFile) = table.origin(of: row)
    return .unreadableTime(file: file, row: rowInFile, text: text)
  }

  private init(days: Column, hours: Column?, notes: [String]) {
    // A day outside the years 1 to 9999 has no month that could be written.
    let months = days.mappingValues(named: "month") { day in
      guard case .date(let date) = day else { return day }
      return (1...9999).contains(date.parts.year)
        ? CalendarUnit.month.cell(ofIndex: CalendarUnit.month.index(of: date)) : .missing(.notAvailable)
    }
    columns = [days] + (hours.map { [$0] } ?? []) + Self.periods(of: months)
    self.notes = notes
  }

  private init(months: Column) {
    columns = Self.periods(of: months)
    notes = []
  }

  /// The columns `month`, `quarter` and `financial_year` of a column of months; each different month is read once.
  private static func periods(of months: Column) -> [Column] {
    func spans(_ name: String, _ unit: CalendarUnit) -> Column {
      months.mappingValues(named: name) { month in
        CalendarDate(month.plainText + "-01").map { unit.cell(ofIndex: unit.index(of: $0)) } ?? .missing(.unspecified)
      }
    }
    return [months, spans("quarter", .quarter), spans("financial_year", .financialYear)]
  }
}

/// The day and the second of the day of each row.
private struct Clocks {
  var days: [CalendarDate]
  var seconds: [Int?]
  var reasons: [MissingReason?]

  init(count: Int) {
    days = [CalendarDate](repeating: CalendarDate(daysSince1970: 0), count: count)
    seconds = [Int?](repeating: nil, count: count)
    reasons = [MissingReason?](repeating: nil, count: count)
  }

  mutating func set(_ row: Int, _ time: LocalTime) {
    switch time {
    case .month: reasons[row] = .notAvailable
    case .day(let day): days[row] = day
    case .second(let day, let second): (days[row], seconds[row]) = (day, second)
    }
  }

  var dayColumn: Column { Column("day", dates: days, presence: Presence(reasons)) }

  /// The hours from 0 to 23; a row of which only the day is known has none, not available.
  var hourColumn: Column {
    let missing = zip(seconds, reasons).map { second, reason in second == nil ? reason ?? .notAvailable : nil }
    return Column("hour", integers: seconds.map { ($0 ?? 0) / 3600 }, presence: Presence(missing), unit: nil)
  }
}

/// What the times of each recorder look like, to know a file that has days only, or has lost half of the day.
private struct Midnights {
  private var recorders: [Cell] = []
  private var tallies: [Tally] = []
  /// The recorder of each row; empty where there is one for all.
  private var placeOfRow: [Int] = []
  private let isPolice: Bool

  struct Tally {
    var times = 0
    var midnights = 0
    var earliest = 86_400
    var latest = 0
    var wholeHours = 0
    /// A bit for each hour of the day in which a time lies.
    var hours: UInt32 = 0

    var hasDaysOnly: Bool { midnights == times }
    /// A hundred times in nearly all hours from one to twelve, and none in others: what a morning has, such as a school's, is in few.
    var hasLostHalves: Bool { times >= 100 && latest < 13 * 3600 && earliest >= 3600 && hours.nonzeroBitCount >= 11 }
  }

  init(_ clocks: Clocks, recorders column: Column?, isPolice: Bool) {
    self.isPolice = isPolice
    var places: [Cell: Int] = [:]
    if let column {
      placeOfRow.reserveCapacity(column.count)
      for row in 0..<column.count {
        let cell = column[row]
        if let place = placeOfRow.last, recorders[place] == cell {
          placeOfRow.append(place)
          continue
        }
        let place = places[cell] ?? recorders.count
        if place == recorders.count {
          places[cell] = place
          recorders.append(cell)
        }
        placeOfRow.append(place)
      }
    } else {
      recorders = [.missing(.unspecified)]
    }
    tallies = [Tally](repeating: Tally(), count: recorders.count)
    for row in clocks.seconds.indices {
      guard let second = clocks.seconds[row] else { continue }
      let place = placeOfRow.isEmpty ? 0 : placeOfRow[row]
      tallies[place].times += 1
      if second == 0 { tallies[place].midnights += 1 }
      if second % 3600 == 0 { tallies[place].wholeHours += 1 }
      tallies[place].hours |= 1 << UInt32(second / 3600)
      tallies[place].latest = max(tallies[place].latest, second)
      tallies[place].earliest = min(tallies[place].earliest, second)
    }
  }

  func hasNoTimes(_ row: Int) -> Bool {
    let tally = tallies[placeOfRow.isEmpty ? 0 : placeOfRow[row]]
    return tally.hasDaysOnly || tally.hasLostHalves && isPolice
  }

  /// What a reader of hours must know of each recorder.
  var notes: [String] {
    zip(recorders, tallies).compactMap { recorder, tally in
      guard tally.times > 0 else { return nil }
      let name = placeOfRow.isEmpty ? "" : "\(recorder.plainText): "
      let count = PrintedNumber.of(tally.times)
      if tally.hasDaysOnly { return "\(name)all \(count) times are midnight in London: the days are known and the hours are not" }
      if tally.hasLostHalves {
        return isPolice
          ? "\(name)all \(count) times are from 1 to 12: half of the day is lost, so the hours are not known"
          : "\(name)all \(count) times are from 1 to 12: was half of the day lost when they were written?"
      }
      guard tally.times >= 100 else { return nil }
      if tally.wholeHours == tally.times { return "\(name)all \(count) times are whole hours" }
      // One minute in 1,440 is midnight: many more than that are times that nobody knew.
      guard Double(tally.midnights) / Double(tally.times) > 0.005 else { return nil }
      return "\(name)\(PrintedNumber.of(tally.midnights)) of \(count) times are exactly midnight, as unknown times often are"
    }
  }
}
