import Columns

extension Incidents {
  /// Counts the people or places that have so many incidents or more, and what part of all incidents they make up.
  ///
  /// Within a window of so many days, a person counts who has so many incidents on days of which the last is less than
  /// that many days after the first; of months alike. Without a window all incidents of a person count together.
  func repeats(of name: String?, atLeast least: Int, window: IncidentWindow?, by names: [String]) throws -> Table {
    guard least >= 2 else {
      throw ArgumentError.unusable("at_least", problem: "\(least) is no repeat", expectation: "Two or more.")
    }
    let unit = try column(name, or: "person")
    let names = try names.map { try column($0) }.filter { $0 != unit }
    let known = question.filter(try has(unit))
    let isRepeat = Predicate.compare(column: "\u{0}n", .greaterOrEqual, .integer(least))
    let people = known.group(by: names + [unit], [.count("\u{0}n")])
    var table = try answer(
      people.group(
        by: names,
        [
          .count("all"), .count("repeats", where: isRepeat), .sum(of: "\u{0}n", as: "incidents"),
          .init(.sum, of: "\u{0}n", as: "repeat_incidents", where: isRepeat),
        ]))
    var repeats = try table.column("repeats").wholes
    var repeatIncidents = try table.column("repeat_incidents").wholes
    var withoutTime = 0
    if let window {
      let found = try windowed(unit: unit, least: least, window: window, by: names, among: answer(people.filter(isRepeat)))
      let keys = try names.map { try table.column($0) }
      for row in 0..<table.rowCount {
        let tally = found.tallies[keys.map { $0[row] }] ?? (0, 0)
        (repeats[row], repeatIncidents[row]) = tally
      }
      withoutTime = found.withoutTime
    }
    let (all, incidents) = (try table.column("all").wholes, try table.column("incidents").wholes)
    let total = incidents.reduce(0, +)
    func shares(_ parts: [Int], _ wholes: [Int]) throws -> [[Double?]] {
      var columns: [[Double?]] = [[], [], []]
      for (part, whole) in zip(parts, wholes) {
        let share = whole > 0 ? try Proportion(numerator: part, denominator: whole) : nil
        let limits = share?.limits()
        for (place, value) in [share?.value, limits?.lower, limits?.upper].enumerated() {
          columns[place].append(value.map { $0 * 100 })
        }
      }
      return columns
    }
    let people100 = try shares(repeats, all)
    let incidents100 = try shares(repeatIncidents, incidents)
    var notes = conditionNotes
    let span = window.map {
      "in \($0.words): the last less than \($0.words) after the first"
        + ($0.unit == .months ? ", counted from month to month" : "")
    }
    let words = try spanWords()
    notes.append(
      "repeat: one \(unit) with \(PrintedNumber.of(least)) incidents or more\(span.map { " " + $0 } ?? " in all, \(words)")")
    notes.append("repeat_incidents: \(window == nil ? "all incidents of these" : "incidents that lie in such a window")")
    notes.append("95% limits: Wilson")
    if count > total {
      notes.append(
        "\(PrintedNumber.of(count - total)) of \(PrintedNumber.of(count, "incident has", "incidents have")) no \(unit)\(try unnamedWords(unit)) and are in no figure")
    }
    if withoutTime > 0 {
      notes.append("of those with \(least) incidents or more, \(PrintedNumber.of(withoutTime, "incident has", "incidents have")) no known time, in no window")
    }
    notes += try placeNotes(unit) + censusNotes(names.filter { $0 != unit }) + areaNotes(names)
    if !names.isEmpty { notes.append("one \(unit) counts in each group that it has incidents in, with those of that group") }
    table = try Table(
      names.map { try table.column($0) } + [
        Column("all", integers: all, unit: "different \(unit)"), Column("repeats", integers: repeats, unit: "different \(unit)"),
        Column("repeats_percent", cells: Self.percents(people100[0]), unit: "%", decimals: 1, typeWhereMissing: .number),
        Column("repeats_lower", cells: Self.percents(people100[1]), unit: "%", decimals: 1, typeWhereMissing: .number),
        Column("repeats_upper", cells: Self.percents(people100[2]), unit: "%", decimals: 1, typeWhereMissing: .number),
        Column("incidents", integers: incidents, unit: "incidents"),
        Column("repeat_incidents", integers: repeatIncidents, unit: "incidents"),
        Column("repeat_incidents_percent", cells: Self.percents(incidents100[0]), unit: "%", decimals: 1, typeWhereMissing: .number),
      ], sources: table.sources, notes: notes)
    return table
  }

  /// Percentages; one of nothing is not applicable.
  private static func percents(_ values: [Double?]) -> [Cell] { values.map { $0.map { .number($0) } ?? .missing(.notApplicable) } }

  /// Goes over the incidents of those who have enough of them, in the order of time.
  private func windowed(
    unit: String, least: Int, window: IncidentWindow, by names: [String], among people: Table
  ) throws -> (tallies: [[Cell]: (people: Int, incidents: Int)], withoutTime: Int) {
    let clock = try IncidentClock(self, window.unit)
    let marked = try Table(people.columns.map { $0.name == "\u{0}n" ? $0.named("\u{0}all") : $0 })
    let rows = try answer(
      clock.query.join(marked, on: names + [unit], adding: ["\u{0}all"]).filter(.not(.isMissing(column: "\u{0}all")))
        .group(by: names + [unit, clock.column], [.count("\u{0}n")]))
    let keys = try (names + [unit]).map { try rows.column($0).coded() }
    let groups = Array(keys.dropLast())
    let (times, counts) = (try rows.column(clock.column), try rows.column("\u{0}n").wholes)
    var tallies: [[Cell]: (people: Int, incidents: Int)] = [:]
    var withoutTime = 0
    var series: [(time: Int, count: Int)] = []
    func finish(before row: Int) {
      guard !series.isEmpty else { return }
      let inside = RepeatWindow.incidents(series, least: least, length: window.length)
      guard inside > 0 else { return }
      let group = groups.map { $0[row - 1] }
      let tally = tallies[group] ?? (0, 0)
      tallies[group] = (tally.people + 1, tally.incidents + inside)
    }
    for row in 0..<rows.rowCount {
      try OperationLimits.check(at: row)
      // Groups stand in the order of their keys: a person's rows follow each other.
      if row > 0, keys.contains(where: { $0.code(row) != $0.code(row - 1) || $0.presence[row] != $0.presence[row - 1] }) {
        finish(before: row)
        series.removeAll(keepingCapacity: true)
      }
      let count = counts[row]
      if let time = IncidentClock.number(times[row]) { series.append((time, count)) } else { withoutTime += count }
    }
    finish(before: rows.rowCount)
    return (tallies, withoutTime)
  }

  /// Counts how many people or places had one incident, two, three and so on, up to a number and more.
  func times(of name: String?, upTo most: Int) throws -> Table {
    guard most >= 1, most <= 1000 else {
      throw ArgumentError.unusable("up_to", problem: "up to \(most) times", expectation: "A number from 1 to 1,000.")
    }
    let unit = try column(name, or: "person")
    let table = try answer(
      question.filter(try has(unit)).group(by: [unit], [.count("times")]).group(by: ["times"], [.count("units")]))
    let (times, units) = (try table.column("times").wholes, try table.column("units").wholes)
    var (people, incidents) = ([Int](repeating: 0, count: most), [Int](repeating: 0, count: most))
    for row in 0..<table.rowCount {
      let (often, many) = (times[row], units[row])
      guard often > 0 else { continue }
      people[min(often, most) - 1] += many
      incidents[min(often, most) - 1] += many * often
    }
    let (all, total) = (people.reduce(0, +), incidents.reduce(0, +))
    func shares(_ counts: [Int], _ total: Int) -> [Cell] { Self.percents(counts.map { total == 0 ? nil : Double($0) / Double(total) * 100 }) }
    var notes = conditionNotes + [try spanWords()]
    if count > total {
      notes.append("\(PrintedNumber.of(count - total)) of \(PrintedNumber.of(count, "incident has", "incidents have")) no \(unit)\(try unnamedWords(unit))")
    }
    notes += try placeNotes(unit)
    return try Table(
      [
        Column("times", texts: (1...most).map { $0 == most ? "\($0) or more" : "\($0)" }),
        Column("units", integers: people, unit: "different \(unit)"),
        Column("units_percent", cells: shares(people, all), unit: "% of \(PrintedNumber.of(all))", decimals: 1, typeWhereMissing: .number),
        Column("incidents", integers: incidents, unit: "incidents"),
        Column("incidents_percent", cells: shares(incidents, total), unit: "% of \(PrintedNumber.of(total))", decimals: 1, typeWhereMissing: .number),
      ], sources: table.sources, notes: notes)
  }

  /// Finds the share of people or places that have another incident soon after their first.
  ///
  /// Only those count whose first incident lies so long before the end of the data that the whole window was recorded.
  /// Another incident is one on a later day, or in a later month, no more than the window after the first.
  func revictimisation(of name: String?, window: IncidentWindow) throws -> IncidentShare {
    let unit = try column(name, or: "person")
    let clock = try IncidentClock(self, window.unit)
    let known = clock.query.filter(.and([try has(unit), .not(.isMissing(column: clock.column))]))
    let firsts = try answer(known.group(by: [unit], [.minimum(of: clock.column, as: "\u{0}first")]))
    let seconds = try answer(
      known.join(firsts, on: [unit], adding: ["\u{0}first"]).filter(.compareColumns(clock.column, .greater, "\u{0}first"))
        .group(by: [unit], [.minimum(of: clock.column, as: "\u{0}second")]))
    let both = try firsts.answer(Query().join(seconds, on: [unit], adding: ["\u{0}second"]), within: OperationLimits.forQueries)
    // The end of what was recorded, and not of what meets conditions.
    let ends = try base.answer(
      IncidentClock(unfiltered, window.unit).query.group(by: [], [.maximum(of: clock.column, as: "end")]),
      within: OperationLimits.forQueries)
    let end = IncidentClock.number(try ends.column("end")[0]) ?? 0
    let (first, second) = (try both.column("\u{0}first"), try both.column("\u{0}second"))
    var (followed, again) = (0, 0)
    let rows = try answer(known.group(by: [], [.count("\u{0}n")])).whole("\u{0}n")
    for row in 0..<both.rowCount {
      guard let start = IncidentClock.number(first[row]), start + window.length <= end else { continue }
      followed += 1
      if let next = IncidentClock.number(second[row]), next - start <= window.length { again += 1 }
    }
    guard followed > 0 else {
      throw ArgumentError.unusable(
        window.unit == .days ? "days" : "months", problem: "no \(unit) was followed for \(window.words)",
        expectation: "The data go on for that long after an incident.")
    }
    return try IncidentShare(
      Proportion(numerator: again, denominator: followed),
      of: "different \(unit) whose first incident was \(window.words) or more before the end of the data",
      that: "had another on a later \(window.unit == .days ? "day" : "month"), within \(window.words)",
      notes: conditionNotes + ["another incident: on a later \(window.unit == .days ? "day" : "month") than the first"]
        + (both.rowCount > followed
          ? ["\(PrintedNumber.of(both.rowCount - followed)) different \(unit) are in no figure, since the data end less than \(window.words) after their first incident"] : [])
        + (count > rows
          ? ["\(PrintedNumber.of(count - rows)) of \(PrintedNumber.of(count, "incident has", "incidents have")) no \(unit)\(try unnamedWords(unit)) or no known time, and are in no figure"]
          : []) + placeNotes(unit),
      sources: base.sources)
  }
}

/// How many incidents lie in windows of time that hold so many or more.
enum RepeatWindow {
  /// - Parameters:
  ///   - series: Times that rise, each with its incidents.
  ///   - length: Times belong to one window where the last is less than this after the first.
  /// - Complexity: O(times).
  static func incidents(_ series: [(time: Int, count: Int)], least: Int, length: Int) -> Int {
    var (first, inside, total) = (0, 0, 0)
    // The places up to here are counted already.
    var counted = 0
    for last in series.indices {
      inside += series[last].count
      while series[last].time - series[first].time >= length {
        inside -= series[first].count
        first += 1
      }
      guard inside >= least else { continue }
      for place in max(first, counted)...last { total += series[place].count }
      counted = last + 1
    }
    return total
  }
}
