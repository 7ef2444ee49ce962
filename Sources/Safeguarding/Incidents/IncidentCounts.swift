public import Columns

extension Incidents {
  /// Counts the incidents by some columns, with each group's share of all.
  ///
  /// A row whose value is missing is counted in a group of its own, never dropped.
  public func counted(by names: [String]) throws -> Table { try counted(byColumns: names.map { try column($0) }) }

  /// The same by the columns' own names.
  private func counted(byColumns names: [String]) throws -> Table {
    let limits = OperationLimits.forQueries
    var table = try TableInSteps(base).taking(.filter(predicate), within: limits).taking(.group(by: names, [.count("incidents")]), within: limits).table(within: limits)
    let emptySpans = table.notes.filter { note in names.contains { TableInSteps.isOnEmptySpans(note, in: $0) } }
    table.notes = base.notes
    let counts = try table.column("incidents")
    let shares = counts.wholes.map { Double($0) / Double(count) * 100 }
    var answer = try Table(
      table.columns.dropLast() + [
        counts.with(unit: "incidents", decimals: nil),
        Column("share", numbers: shares, unit: "% of \(PrintedNumber.of(count))", decimals: 1),
      ], sources: table.sources, notes: table.notes)
    answer.notes = conditionNotes + (try missingNotes(names, in: table)) + answer.notes
    answer.notes += try emptySpans + coverageNotes() + censusNotes(names) + areaNotes(names)
    return answer
  }

  /// How many incidents have no value in a column that they were counted by, and why.
  func missingNotes(_ names: [String], in counted: Table) throws -> [String] {
    let counts = try counted.column("incidents").wholes
    return try names.compactMap { name in
      let keys = try counted.column(name)
      guard keys.presence.missingCount > 0 else { return nil }
      var tally: [MissingReason: Int] = [:]
      for row in 0..<counted.rowCount {
        if let reason = keys[row].missingReason { tally[reason, default: 0] += counts[row] }
      }
      let reasons = tally.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\(PrintedNumber.of($0.value)) \($0.key.words)" }
      let missing = tally.values.reduce(0, +)
      return "\(PrintedNumber.of(missing)) of \(PrintedNumber.of(count)) have no \(name) (\(reasons.joined(separator: "; ")))"
    }
  }

  /// The recorders of these incidents that lack months of a span, with how many they have.
  func lackingMonths(of span: ClosedRange<Int>) throws -> [(name: String, months: Int)] {
    let incomplete = coverage.incomplete(span)
    guard !incomplete.isEmpty, predicate != .all, let recorder = coverage.column else { return incomplete }
    let groups = try answer(question.group(by: [recorder], [.count("\u{0}n")])).column(recorder)
    let present = Set((0..<groups.count).map { Coverage.name(groups[$0]) })
    return incomplete.filter { present.contains($0.name) }
  }

  /// Which recorders lack months between the first and the last; none where all are there.
  func coverageNotes() throws -> [String] {
    guard let span = coverage.span else { return [] }
    let incomplete = try lackingMonths(of: span)
    guard !incomplete.isEmpty else { return [] }
    let words = incomplete.map { "\($0.name.isEmpty ? "the file" : $0.name) has \($0.months)" }
    return [
      "of the \(span.count) months \(Coverage.words(span)): \(words.joined(separator: ", ")); do not add up or compare what is not all there"
    ]
  }

  /// Counts the incidents by area and divides by a population.
  ///
  /// - Parameters:
  ///   - population: An indicator whose values are counts of people.
  ///   - period: The period of the population.
  ///   - base: The people that the rate is given for.
  /// - Throws: ``IncidentError/noAreas`` where areas are not known. An area without a population has no rate, and neither has
  ///   one whose force lacks a month; the cell says why.
  public func rates(
    population: Indicator, period: Period, base: Int, confidence: ConfidenceLevel = .percent95
  ) throws -> Table {
    guard let area = columns.area, let code = columns.areaCode else { throw IncidentError.noAreas }
    let counted = try counted(byColumns: area == code ? [code] : [area, code])
    let codes = try counted.column(code)
    let counts = try counted.column("incidents").wholes
    let people: [Observation] = (0..<counted.rowCount).map { row in
      codes[row].text.flatMap { population.register.areaIfKnown($0) }.map { population[$0, period] } ?? .absent
    }
    var rates: [[Cell]] = [[], [], []]
    var unrecorded: [String] = []
    let span = try span()
    for (row, people) in people.enumerated() {
      try OperationLimits.check(at: row)
      if let force = recorderThatLacksMonths(of: codes[row], in: span) {
        unrecorded.append("\(counted.row(row)[0].plainText) (\(force))")
        for place in 0..<3 { rates[place].append(.missing(.notAvailable)) }
      } else if let value = people.value, value > 0 {
        let rate = try CrudeRate(events: counts[row], denominator: value, per: Double(base))
        let limits = rate.limits(at: confidence)
        rates[0].append(.number(rate.value))
        rates[1].append(limits.lower.map { .number($0) } ?? .missing(.notApplicable))
        rates[2].append(limits.upper.map { .number($0) } ?? .missing(.notApplicable))
      } else {
        let cell = people.value == nil ? people.cell : .missing(.notApplicable)
        for place in 0..<3 { rates[place].append(cell) }
      }
    }
    let unit = Self.unit(ofRatesPer: base, over: span)
    let names = ["rate", "rate_lower", "rate_upper"]
    var notes = counted.notes
    if let span, span.count > 12 { notes.insert(Self.noteOnYears(of: span, population: period), at: 0) }
    if !unrecorded.isEmpty { notes.append("no rate, since the force lacks months: \(unrecorded.joined(separator: ", "))") }
    let year = period.lastDay.parts.year
    let isOfOtherYears = span.map { year < $0.lowerBound / 12 || year > $0.upperBound / 12 } ?? false
    notes.append("population: \(population.titleAndKey), \(period.label)\(isOfOtherYears ? ", and the incidents are of \(span.map(Coverage.words) ?? "")" : "")")
    notes.append("\(confidence.words) limits: \(CountMethod.exactBelow10.words); \(try spanWords())")
    return try Table(
      (area == code ? [codes] : [counted.column(area), codes]) + [
        counted.column("incidents"),
        Column("population", cells: people.map(\.cell), unit: population.definition.unit.words, decimals: 0),
      ]
        + zip(names, rates).map { name, cells in
          Column(name, cells: cells, unit: unit, decimals: 1, typeWhereMissing: .number)
        }, sources: counted.sources + population.sources, notes: notes)
  }

  /// The unit of rates of all months of a span together.
  static func unit(ofRatesPer base: Int, over span: ClosedRange<Int>?) -> String {
    "per \(PrintedNumber.of(base))\(span.map { " in \(PrintedNumber.of($0.count, "month", "months"))" } ?? "")"
  }

  /// Says of rates of more than a year that they are none of a year, and how one is kept: that of the population, or else the last.
  static func noteOnYears(of span: ClosedRange<Int>, population: Period) -> String {
    let january = population.lastDay.parts.year * 12
    let isWithin = span.contains(january) && span.contains(january + 11)
    let year = isWithin ? january...january + 11 : span.upperBound - 11...span.upperBound
    return "the rates are of all \(PrintedNumber.of(span.count)) months together, \(Coverage.words(span)), and none of a year; "
      + "where{month = {between = {\"\(Coverage.label(year.lowerBound))\", \"\(Coverage.label(year.upperBound))\"}}} before keeps one"
  }

  /// The force of an area if it lacks a month of a span; nil where it has all or is not known.
  func recorderThatLacksMonths(of areaCode: Cell, in span: ClosedRange<Int>?) -> String? {
    guard coverage.column != nil, let span, let code = areaCode.text, let force = PoliceForce.covering(code)
    else { return nil }
    // A table of one's own may name its recorders otherwise.
    guard coverage.recorders.contains(where: { PoliceForce.named($0) != nil }) else { return nil }
    let name = coverage.recorders.first { PoliceForce.named($0) == force }
    let months = name.flatMap { coverage.months[$0] } ?? []
    return span.allSatisfy { months.contains($0) } ? nil : force.name
  }

  /// The groups with the most incidents, most first; groups that tie with the last are told in the notes.
  public func top(_ count: Int, by names: [String]) throws -> Table {
    let counted = try counted(by: names)
    let keys = try names.map { try column($0) }
    let ordered = try counted.ordered(by: [Query.Order("incidents", descending: true)] + keys.map { Query.Order($0) })
    guard count < ordered.rowCount, count > 0 else { return ordered }
    var top = ordered.selecting(rows: Array(0..<count))
    let counts = try ordered.column("incidents")
    let tied = (count..<ordered.rowCount).count { counts[$0] == counts[count - 1] }
    top.notes.append("the first \(PrintedNumber.of(count)) of \(PrintedNumber.of(ordered.rowCount))")
    if tied > 0 { top.notes.append("\(PrintedNumber.of(tied)) more tie with the last") }
    return top
  }
}

extension Column {
  /// The whole numbers of the rows, such as counts or sums of counts; a sum of no rows is zero.
  var wholes: [Int] { (0..<count).map { if case .integer(let number) = self[$0] { number } else { 0 } } }
}

extension Table {
  /// The whole number in the first row of a column, such as a total.
  ///
  /// - Throws: ``TableError`` for a column that is not there.
  func whole(_ name: String) throws -> Int { try column(name).wholes.first ?? 0 }
}

extension PrintedNumber {
  /// Returns a count with what it counts: `1 row`, `2,814 rows`.
  static func of(_ count: Int, _ one: String, _ many: String) -> String { "\(of(count)) \(count == 1 ? one : many)" }
}
