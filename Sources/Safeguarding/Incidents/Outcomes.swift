import Columns

extension Incidents {
  /// Returns the incidents with what became of each, from a file of outcomes that names them by their number.
  ///
  /// Each gets `outcome_month` and `months_to_outcome`, of its first outcome; `final_outcome`, the one of the latest month; and
  /// `outcome_state`: `outcome`, `open` or `no number`. An incident with several outcomes stays one incident, and rows that share
  /// a number share the outcomes: the police give an incident's number to each of its reports.
  ///
  /// - Parameters:
  ///   - id: The column of the outcomes that names the incident.
  ///   - month: That of their month.
  ///   - outcome: That of what they are.
  func withOutcomes(_ outcomes: Table, id: String?, month: String?, outcome: String?) throws -> Incidents {
    guard let number = columns.incidentID else { throw IncidentError.noColumn(role: "id") }
    for name in Self.outcomeColumns where base.columnIfPresent(name) != nil { throw IncidentError.nameTaken(name) }
    let short = Dictionary(outcomes.columnNames.map { (PoliceFile.shortName($0), $0) }, uniquingKeysWith: { first, _ in first })
    func named(_ given: String?, _ usual: String) throws -> Column {
      try outcomes.column(given ?? short[usual] ?? usual).named("\u{0}" + usual)
    }
    let (ids, months, kinds) = (try named(id, "crime_id"), try named(month, "month"), try named(outcome, "outcome_type"))
    let rows = try Table([ids, months, kinds])
    for text in months.differentTexts where CalendarUnit.month.index(ofCell: .text(text)) == nil {
      let row = (0..<months.count).first { months[$0] == .text(text) } ?? 0
      throw IncidentError.unreadableMonth(file: outcomes.sources.first?.file ?? "the outcomes", row: row + 1, text: text)
    }
    let limits = OperationLimits.forQueries
    let numbered = Query().join(
      try IncidentClock.months(of: rows, column: months.name, as: "\u{0}number"), on: [months.name], adding: ["\u{0}number"])
    let spans = try rows.answer(
      numbered.filter(.not(.isMissing(column: ids.name))).group(
        by: [ids.name],
        [.minimum(of: "\u{0}number", as: "\u{0}first"), .maximum(of: "\u{0}number", as: "\u{0}last"), .count("\u{0}rows")]),
      within: limits)
    let latest = try rows.answer(
      numbered.join(spans, on: [ids.name], adding: ["\u{0}last"])
        .filter(.compareColumns("\u{0}number", .equal, "\u{0}last"))
        .group(by: [ids.name], [.init(.last, of: kinds.name, as: "\u{0}final")]), within: limits)
    guard let end = Self.most(try spans.column("\u{0}last")) else {
      throw ArgumentError.unusable("outcomes", problem: "no outcome has a month", expectation: "At least one has.")
    }
    // One look-up of the number gives both.
    let found = try spans.answer(Query().join(latest, on: [ids.name], adding: ["\u{0}final"]), within: limits)
    let mine = try base.selecting(columns: [number, "month"]).answer(
      Query().join(try IncidentClock.months(of: base, as: "\u{0}month"), on: ["month"], adding: ["\u{0}month"])
        .join(found, on: [number], equal: [ids.name], adding: ["\u{0}first", "\u{0}final"])
        .derive("\u{0}months", .arithmetic(.column("\u{0}first"), .minus, .column("\u{0}month"))), within: limits)
    let (given, first) = (try base.column(number), try mine.column("\u{0}first"))
    let states = [UInt32]((0..<base.rowCount).map { given.presence[$0] != nil ? 2 : first.presence[$0] == nil ? 0 : 1 })
    let outcomeMonths = first.mappingValues(named: "outcome_month") { cell in
      if case .integer(let index) = cell { CalendarUnit.month.cell(ofIndex: index) } else { cell }
    }
    let months0 = try mine.column("\u{0}months").named("months_to_outcome").with(unit: "months", decimals: nil)
    var notes = [
      "outcomes up to \(Coverage.label(end)); an incident's first outcome counts, and final_outcome is that of its latest month\(base.columnIfPresent("outcome") == nil ? "" : "; outcome stays that of the incidents' own file")"
    ]
    let unmatched = try found.answer(
      Query().join(
        try base.answer(
          Query().filter(.not(.isMissing(column: number))).group(by: [number], [.count("\u{0}mine")]), within: limits),
        on: [ids.name], equal: [number], adding: ["\u{0}mine"]
      )
      .filter(.isMissing(column: "\u{0}mine")).group(by: [], [.count("ids"), .sum(of: "\u{0}rows", as: "rows")]), within: limits)
    let lost = try unmatched.whole("ids")
    if lost > 0 {
      notes.append(
        "\(PrintedNumber.of(lost, "number of the outcomes is", "numbers of the outcomes are")) of no incident here, such "
          + "as ones from before the first month"
      )
    }
    let before = try mine.answer(
      Query().filter(.compare(column: "\u{0}months", .less, .integer(0))).group(by: [], [.count("\u{0}n")]), within: limits
    ).whole("\u{0}n")
    if before > 0 {
      notes.append(
        "\(PrintedNumber.of(before, "incident has", "incidents have")) an outcome from before their month: below zero, "
          + "and counted as zero"
      )
    }
    var answer = try adding(
      [
        outcomeMonths, months0, mine.column("\u{0}final").named("final_outcome"),
        Column("outcome_state", codes: states, texts: ["outcome", "open", "no number"], presence: nil),
      ], sources: outcomes.sources, notes: notes)
    answer.outcomesUntil = end
    return answer
  }

  private static let outcomeColumns = ["outcome_month", "months_to_outcome", "final_outcome", "outcome_state"]

  private static func most(_ column: Column) -> Int? {
    (0..<column.count).compactMap { if case .integer(let value) = column[$0] { value } else { nil } }.max()
  }

  /// Finds how long incidents take to their first outcome, those that are still open counted as long as they were.
  func timeToOutcome(by names: [String]) throws -> Table {
    guard let end = outcomesUntil else { throw IncidentError.noOutcomes }
    let names = try names.map { try column($0) }
    let clock = try IncidentClock(self, .months)
    let table = try answer(
      clock.query.group(by: names + ["outcome_state", "months_to_outcome", clock.column], [.count("\u{0}n")]))
    let keys = try names.map { try table.column($0) }
    let (states, times, starts, counts) = (
      try table.column("outcome_state"), try table.column("months_to_outcome"), try table.column(clock.column),
      try table.column("\u{0}n").wholes
    )
    struct Tally {
      var ended: [Int: Int] = [:]
      var open: [Int: Int] = [:]
      var without = 0
    }
    var groups = NumberedKeys()
    var tallies: [Tally] = []
    // Open, and for a time that nobody knows.
    var late = 0
    for row in 0..<table.rowCount {
      try OperationLimits.check(at: row)
      let place = groups.number(of: keys.map { $0[row] })
      if place == tallies.count { tallies.append(Tally()) }
      let count = counts[row]
      switch (states[row].text, times[row].number, starts[row].number) {
      case ("outcome", let months?, _): tallies[place].ended[max(0, Int(months)), default: 0] += count
      case ("open", _, let start?) where Int(start) <= end: tallies[place].open[end - Int(start), default: 0] += count
      case ("open", _, _):
        late += count
        fallthrough
      default: tallies[place].without += count
      }
    }
    let curves = tallies.map { SurvivalCurve(ended: $0.ended, open: $0.open) }
    func total(_ counts: [Int: Int]) -> Int { counts.values.reduce(0, +) }
    func quartile(_ share: Double) -> [Cell] {
      zip(tallies, curves).map { tally, curve in
        total(tally.ended) + total(tally.open) == 0
          ? .missing(.notApplicable) : curve.time(whenEnded: share).map { .integer($0) } ?? .missing(.notAvailable)
      }
    }
    let shares = try tallies.map { tally -> Double? in
      let (ended, all) = (total(tally.ended), total(tally.ended) + total(tally.open))
      return all == 0 ? nil : try Proportion(numerator: ended, denominator: all).value * 100
    }
    return try Table(
      zip(names, keys).enumerated().map { place, key in
        Column(key.0, cells: groups.keys.map { $0[place] }, typeWhereMissing: key.1.type)
      } + [
        Column("with_outcome", integers: tallies.map { total($0.ended) }, unit: "incidents"),
        Column("still_open", integers: tallies.map { total($0.open) }, unit: "incidents"),
        Column("no_number", integers: tallies.map(\.without), unit: "incidents"),
        Column("with_outcome_percent", numbers: shares, unit: "%", decimals: 1),
        Column("lower_quartile", cells: quartile(0.25), unit: "months", typeWhereMissing: .integer),
        Column("median", cells: quartile(0.5), unit: "months", typeWhereMissing: .integer),
        Column("upper_quartile", cells: quartile(0.75), unit: "months", typeWhereMissing: .integer),
      ], sources: table.sources,
      notes: conditionNotes + [
        "months from an incident's month to that of its first outcome: 0 is the same month; the police's files have no days",
        "quartiles: Kaplan and Meier, those still open in \(Coverage.label(end)) counted as long as they were; a quartile "
          + "that was not reached is not available",
        "no_number: incidents that no outcome can name, such as anti-social behaviour, or after the last outcome; they are in "
          + "no quartile",
      ]
        + (late > 0
          ? ["\(PrintedNumber.of(late, "of them has", "of them have")) the outcome_state open, and no month or one after \(Coverage.label(end))"] : []))
  }
}

extension Operation {
  private static let incidents = Parameter<Incidents>("incidents", "The incidents.")

  /// Joins outcomes to incidents.
  static let withOutcomes = Operation(
    "with_outcomes", summary: "The incidents with what became of each, from a police file of outcomes.",
    discussion: """
      Incidents and outcomes are joined by the crime's number. Each incident gets outcome_month, months_to_outcome, final_outcome \
      and outcome_state: outcome, open or no number. An incident with several outcomes stays one: the first tells the time, the \
      latest month what became of it.
      """,
    example: """
      load_incidents(examples .. "/police/cleveland-weapons-robbery-street.csv.gz"):with_outcomes(load_table(examples .. "/police/cleveland-weapons-robbery-outcomes.csv.gz")):where{outcome_state = "open"}.n
      --> 328
      """,
    incidents,
    Parameter<Table>("outcomes", "The rows of outcomes."),
    Parameter<String?>("id", "Their column with the incident's number.", otherwise: "\"Crime ID\""),
    Parameter<String?>("month", "Their column with the month.", otherwise: "\"Month\""),
    Parameter<String?>("outcome", "Their column with what the outcome is.", otherwise: "\"Outcome type\"")
  ) { incidents, outcomes, id, month, outcome in try incidents.withOutcomes(outcomes, id: id, month: month, outcome: outcome) }

  /// Finds how long outcomes take.
  static let timeToOutcome = Operation(
    "time_to_outcome", summary: "How many months incidents take to their first outcome: quartiles, and how many are still open.",
    discussion: """
      Incidents still open count as long as they were (Kaplan and Meier): leaving them out would make everything look \
      quicker than it is. A quartile that was not reached is not available. Join the outcomes first, with with_outcomes.
      """,
    source: "Kaplan and Meier 1958",
    example: """
      load_incidents(examples .. "/police/cleveland-weapons-robbery-street.csv.gz"):with_outcomes(load_table(examples .. "/police/cleveland-weapons-robbery-outcomes.csv.gz")):time_to_outcome{by = "type"}[1].median
      --> 0
      """,
    incidents,
    Parameter<[String]>("by", "The columns to group by.", default: [], words: "all together")
  ) { incidents, names in try incidents.timeToOutcome(by: names) }
}
