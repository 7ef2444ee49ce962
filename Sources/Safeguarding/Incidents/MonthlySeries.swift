import Columns

/// The spans of time that incidents are counted by.
enum SeriesUnit: String, WordChoice {
  case month, quarter, year
  case financialYear = "financial_year"
  case academicYear = "academic_year"

  var unit: CalendarUnit { CalendarUnit(rawValue: rawValue) ?? .month }
  var spansInYear: Int { self == .month ? 12 : self == .quarter ? 4 : 1 }

  /// How many months into a calendar year its first span begins.
  private var firstMonth: Int { self == .financialYear ? 3 : self == .academicYear ? 8 : 0 }

  /// The number of the span that a month lies in, as ``CalendarUnit`` numbers them. Months are of the year 1 or later.
  func index(ofMonth month: Int) -> Int { (month - firstMonth) * spansInYear / 12 }

  /// The months of the span of a number.
  func months(ofIndex index: Int) -> ClosedRange<Int> {
    let (first, length) = (index * 12 / spansInYear + firstMonth, 12 / spansInYear)
    return first...(first + length - 1)
  }

  /// The last day of the span of a number; nil after the year 9999.
  func lastDay(ofIndex index: Int) -> CalendarDate? {
    let month = months(ofIndex: index).upperBound
    let (year, ofYear) = (month / 12, month % 12 + 1)
    return CalendarDate(year: year, month: ofYear, day: CalendarDate.daysIn(month: ofYear, of: year))
  }
}

extension Incidents {
  /// Counts the incidents of each month or longer span, with the twelve months up to each and the same span a year before.
  ///
  /// A span is not available where a month of it was not recorded, and zero only where it was.
  ///
  /// - Parameter population: People by area, for a rate per so many of them: those of the latest period that had ended by the
  ///   end of the span, or else of the first.
  func series(by names: [String], every unit: SeriesUnit = .month, population: (people: Indicator, per: Int)? = nil) throws -> Table
  {
    let counts = try MonthlyCounts(of: self, by: names)
    let table = try counts.table(every: unit)
    var query = Query()
    if unit.spansInYear > 1 {
      query = query.window(.init(.rolling(rows: unit.spansInYear), of: "incidents", as: "twelve_months", within: counts.names))
    }
    query = query.window(.init(.lag(rows: unit.spansInYear), of: "incidents", as: "year_before", within: counts.names))
      .derive(
        "change_percent",
        .arithmetic(
          .arithmetic(.arithmetic(.column("incidents"), .minus, .column("year_before")), .over, .column("year_before")), .times,
          .value(.integer(100))))
    var answer = try table.answer(query, within: OperationLimits.forQueries)
    answer = try answer.adding(answer.column("change_percent").with(unit: "%", decimals: 1))
    answer.notes =
      counts.notes + [
        "change_percent: against the same \(unit == .month ? "month" : unit == .quarter ? "quarter" : "span") of the year "
          + "before; from zero it is not applicable"
      ]
    guard let population else { return answer }
    return try adding(population.people, per: population.per, to: answer, every: unit, groups: counts.names)
  }

  /// Returns a series with the people of each area and span, and the rates of the span and of the twelve months up to it.
  private func adding(_ people: Indicator, per: Int, to series: Table, every unit: SeriesUnit, groups: [String]) throws -> Table {
    guard let name = [columns.areaCode, columns.area].compactMap({ $0 }).first(where: { groups.contains($0) }) else {
      throw ArgumentError.unusable(
        "by", problem: "the groups have no area", expectation: "A rate needs by = \"area\", alone or among others.")
    }
    let (areas, spans) = (try series.column(name), try series.column(unit.rawValue))
    var known: [[Cell]: Cell] = [:]
    var cells: [Cell] = []
    for row in 0..<series.rowCount {
      try OperationLimits.check(at: row)
      let key = [areas[row], spans[row]]
      if let cell = known[key] {
        cells.append(cell)
        continue
      }
      var cell = Cell.missing(.notAvailable)
      if let text = areas[row].text, let area = people.register.areaIfKnown(text), let index = unit.unit.index(ofCell: spans[row]),
        let end = unit.lastDay(ofIndex: index),
        let period = people.periods.last(where: { $0.lastDay <= end && people[area, $0].value != nil }) ?? people.periods.first
      {
        cell = people[area, period].cell
      }
      known[key] = cell
      cells.append(cell)
    }
    let words = "per \(PrintedNumber.of(per))"
    func rates(_ name: String) throws -> [Cell] {
      let counts = try series.column(name)
      return cells.enumerated().map { row, people in
        guard let count = counts[row].number else { return counts[row] }
        guard let people = people.number else { return people }
        return people > 0 ? .number(count / people * Double(per)) : .missing(.notApplicable)
      }
    }
    var answer = try series.adding(
      Column("population", cells: cells, unit: people.definition.unit.words, decimals: 0, typeWhereMissing: .number))
    answer = try answer.adding(Column("rate", cells: rates("incidents"), unit: words, decimals: 2, typeWhereMissing: .number))
    if unit.spansInYear > 1 {
      answer = try answer.adding(
        Column("twelve_months_rate", cells: rates("twelve_months"), unit: words, decimals: 1, typeWhereMissing: .number))
    }
    answer.sources += people.sources
    answer.notes.append(
      "population: \(people.titleAndKey), of the latest period that had ended by the end of the span; rate: of the span, not "
        + "of a year"
    )
    return answer
  }

  /// Finds how each month of the year stands to the others.
  func seasons(by names: [String]) throws -> Table {
    let counts = try MonthlyCounts(of: self, by: names)
    var columns: [[Cell]] = [[], [], [], [], [], [], [], []]
    // The months of the year whose index is of one year in some group.
    var ofOneYear: Set<Int> = []
    try OperationLimits.forQueries.checkMemory(
      counts.counts.count * 12 * columns.count * MemoryLayout<Cell>.stride, for: "the seasons of each group")
    var hasShort = false
    for series in counts.counts {
      try OperationLimits.check()
      let first = counts.span.lowerBound
      let perDay = series.enumerated().map { place, count in
        count.map { Double($0) / Double(CalendarDate.daysIn(month: (first + place) % 12 + 1, of: (first + place) / 12)) }
      }
      let index = SeasonalIndex(perDay, firstMonth: first % 12 + 1)
      hasShort = hasShort || !index.isComplete
      for month in 1...12 {
        let values = stride(from: (month + 11 - first % 12) % 12, to: series.count, by: 12).compactMap { series[$0] }
        columns[0].append(.integer(month))
        columns[1].append(.integer(values.count))
        let mean = values.isEmpty ? nil : Double(values.reduce(0, +)) / Double(values.count)
        columns[2].append(mean.map { .number($0) } ?? .missing(.notAvailable))
        columns[3].append(values.min().map { .integer($0) } ?? .missing(.notAvailable))
        columns[4].append(values.max().map { .integer($0) } ?? .missing(.notAvailable))
        columns[5].append(values.last.map { .integer($0) } ?? .missing(.notAvailable))
        columns[6].append(
          index.isComplete ? index.values[month - 1].map { .number($0) } ?? .missing(.notAvailable) : .missing(.notAvailable))
        columns[7].append(.integer(index.ratios[month - 1]))
        if index.isComplete, index.ratios[month - 1] == 1 { ofOneYear.insert(month) }
      }
    }
    var notes =
      counts.notes + [
        "index: each month's incidents a day against the mean of the twelve months about it, over the years, scaled to a mean "
          + "of 100 (ratio to moving average)"
      ]
    if !ofOneYear.isEmpty {
      let shown = ofOneYear.count == 12 ? "all months rest" : "\(ofOneYear.sorted().map { "\($0)" }.joined(separator: ", ")) \(ofOneYear.count == 1 ? "rests" : "rest")"
      notes.append("index: \(shown) on one year alone; the first six months and the last six have no twelve about them")
    }
    if hasShort { notes.append("a group without 24 months one after another, or with too few incidents, has no index") }
    let groups = counts.counts.indices.flatMap { [Int](repeating: $0, count: 12) }
    return try Table(
      counts.keys.map { $0.selecting(groups) } + [
        Column("month_of_year", cells: columns[0]), Column("years", cells: columns[1], unit: "years"),
        Column("mean", cells: columns[2], unit: "incidents", decimals: 1, typeWhereMissing: .number),
        Column("least", cells: columns[3], unit: "incidents", typeWhereMissing: .integer),
        Column("most", cells: columns[4], unit: "incidents", typeWhereMissing: .integer),
        Column("latest", cells: columns[5], unit: "incidents", typeWhereMissing: .integer),
        Column("index", cells: columns[6], unit: "100 = mean month", decimals: 1, typeWhereMissing: .number),
        Column("index_years", cells: columns[7], unit: "years"),
      ], sources: counts.sources, notes: notes)
  }

  /// Compares the latest months with the same months of the year before.
  ///
  /// - Parameters:
  ///   - count: How many months, up to the last one.
  ///   - last: The last month, as ``CalendarUnit/month`` writes it; nil for the last of the data.
  func yearChange(
    by names: [String], months count: Int, to last: String?, level: Double = 0.05, confidence: ConfidenceLevel = .percent95
  ) throws -> Table {
    let counts = try MonthlyCounts(of: self, by: names)
    let end: Int
    if let last {
      guard let index = CalendarUnit.month.index(ofCell: .text(last)), counts.span.contains(index) else {
        throw ArgumentError.unusable(
          "to", problem: "\"\(last)\" is no month of the data", expectation: "The data are of \(Coverage.words(counts.span)).")
      }
      end = index
    } else {
      end = counts.span.upperBound
    }
    guard (1...12).contains(count) else {
      throw ArgumentError.unusable(
        "months", problem: "\(count) months", expectation: "One to twelve months can be compared with those of the year before.")
    }
    let (now, before) = ((end - count + 1)...end, (end - count - 11)...(end - 12))
    var cells: [[Cell]] = Array(repeating: [], count: 5)
    var probabilities: [Double?] = []
    for (group, series) in counts.counts.enumerated() {
      try OperationLimits.check(at: group)
      let (later, earlier) = (counts.sum(series, of: now), counts.sum(series, of: before))
      cells[0].append(earlier.map { .integer($0) } ?? .missing(.notAvailable))
      cells[1].append(later.map { .integer($0) } ?? .missing(.notAvailable))
      guard let later, let earlier else {
        for place in 2...4 { cells[place].append(.missing(.notAvailable)) }
        probabilities.append(nil)
        continue
      }
      let change = try PercentChange(
        from: CrudeRate(events: earlier, denominator: 1, per: 1), to: CrudeRate(events: later, denominator: 1, per: 1),
        confidence: confidence)
      for (place, figure) in [change.percent, change.limits.lower, change.limits.upper].enumerated() {
        cells[2 + place].append(figure.map { .number($0) } ?? .missing(.notApplicable))
      }
      probabilities.append(later + earlier == 0 ? nil : change.pValue)
    }
    let adjusted = try FalseDiscovery.benjaminiHochberg.adjusted(probabilities)
    let verdicts: [Cell] = zip(adjusted, zip(cells[0], cells[1])).map { adjusted, pair in
      guard let adjusted, let earlier = pair.0.number, let later = pair.1.number else { return .missing(.notAvailable) }
      return .text(adjusted > level ? "similar" : later > earlier ? "higher" : "lower")
    }
    func number(_ values: [Double?]) -> [Cell] { values.map { $0.map { .number($0) } ?? .missing(.notAvailable) } }
    return try Table(
      counts.keys + [
        Column("year_before", cells: cells[0], unit: "incidents", typeWhereMissing: .integer),
        Column("incidents", cells: cells[1], unit: "incidents", typeWhereMissing: .integer),
        Column("change_percent", cells: cells[2], unit: "%", decimals: 1, typeWhereMissing: .number),
        Column("change_lower", cells: cells[3], unit: "%", decimals: 1, typeWhereMissing: .number),
        Column("change_upper", cells: cells[4], unit: "%", decimals: 1, typeWhereMissing: .number),
        Column("p_value", cells: number(probabilities), decimals: 4, typeWhereMissing: .number),
        Column("p_adjusted", cells: number(adjusted), decimals: 4, typeWhereMissing: .number),
        Column("verdict", cells: verdicts),
      ], sources: counts.sources,
      notes: counts.notes + [
        "incidents of \(Coverage.words(now)) against \(Coverage.words(before))",
        "\(confidence.words) limits: \(PercentChange.Method.exactRatio.rawValue); verdict at \(PrintedNumber.of(level)) of "
          + "p_adjusted (Benjamini and Hochberg); "
          + "incidents that come in clusters vary more than this allows",
      ])
  }
}
