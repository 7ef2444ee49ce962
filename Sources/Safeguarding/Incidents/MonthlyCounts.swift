import Columns

/// How many incidents each group had in each month: a number where the month was recorded, zero among them, and nothing where
/// it was not.
///
/// What a group had in a month is known where its own force recorded the month: that of its area, or the one that recorded more
/// than half of its rows. Rows of other forces are added where these have every month, so that a force that comes or goes
/// makes no rise or fall; other rows are left out, and told. A group without a force of its own, such as a kind of crime in
/// many forces, has the rows of the forces that have every month.
struct MonthlyCounts {
  /// The columns that make the groups, one row a group.
  let keys: [Column]
  let span: ClosedRange<Int>
  /// For each group a count a month, nil where the month was not recorded.
  let counts: [[Int?]]
  let notes: [String]
  let sources: [TableSource]

  var names: [String] { keys.map(\.name) }

  /// Refuses groups of times: each has no incidents in all other months, which would read as a fall.
  private static func checkTellsNoTime(_ name: String) throws(ArgumentError) {
    let function = String(name.prefix { $0 != "(" })
    guard name == "time" || CalendarUnit(rawValue: function) != nil || CalendarPart(rawValue: function) == .monthOfYear else { return }
    let spans = SeriesUnit(rawValue: function).map { "the counts of each are :series\($0 == .month ? "()" : "{every = \"\($0.rawValue)\"}")" } ?? "what it counts is :by(\"\(name)\"):count()"
    throw .unusable(
      "by", problem: "\(name) tells when, and here months are compared with each other",
      expectation: "Name what is counted apart, such as \"type\"; \(spans).")
  }

  init(of incidents: Incidents, by names: [String]) throws {
    let names = try names.map { try incidents.column($0) }
    for name in names { try Self.checkTellsNoTime(name) }
    guard let span = try incidents.span() else { throw IncidentError.noMonths }
    self.span = span
    let coverage = incidents.coverage
    let recorderPlace = coverage.column.flatMap { names.firstIndex(of: $0) }
    let extra = recorderPlace == nil ? coverage.column.map { [$0] } ?? [] : []
    let table = try incidents.answer(incidents.question.group(by: names + extra + ["month"], [.count("\u{0}n")]))
    let allKeys = try (names + extra).map { try table.column($0) }
    let (months, counted) = (try table.column("month"), try table.column("\u{0}n").wholes)

    var places: [[Cell]: Int] = [:]
    var firstRows: [Int] = []
    var rows: [[(recorder: String, month: Int, count: Int)]] = []
    var withoutMonth = 0
    var indices: [Cell: Int?] = [:]
    for row in 0..<table.rowCount {
      try OperationLimits.check(at: row)
      let cell = months[row]
      let index = indices[cell] ?? CalendarUnit.month.index(ofCell: cell)
      indices[cell] = .some(index)
      let group = allKeys.prefix(names.count).map { $0[row] }
      let place = places[group] ?? firstRows.count
      if place == firstRows.count {
        places[group] = place
        firstRows.append(row)
        rows.append([])
      }
      guard let index else {
        withoutMonth += counted[row]
        continue
      }
      let recorder = (recorderPlace ?? (extra.isEmpty ? nil : names.count)).map { Coverage.name(allKeys[$0][row]) } ?? ""
      rows[place].append((recorder, index, counted[row]))
    }
    if names.isEmpty, rows.isEmpty { rows = [[]] }
    let keys = allKeys.prefix(names.count).map { $0.selecting(firstRows) }
    self.keys = keys
    let (cells, most) = (rows.count * span.count, 50_000_000)
    guard cells <= most else {
      throw TableError.badRequest(
        "\(PrintedNumber.of(rows.count)) groups of \(PrintedNumber.of(span.count)) months, \(Coverage.words(span)), are too many",
        expectation: "At most \(PrintedNumber.of(most)) together; is a date mistyped?")
    }
    try OperationLimits.forQueries.checkMemory(cells * (MemoryLayout<Int?>.stride + MemoryLayout<Cell>.stride), for: "the months of each group")

    let complete = coverage.complete(span)
    let codePlace = names.firstIndex { $0 == incidents.columns.areaCode || $0 == incidents.columns.area }
    var counts: [[Int?]] = []
    var leftOut: [String: Int] = [:]
    var homeless = 0
    for (group, rows) in rows.enumerated() {
      try OperationLimits.check()
      let home = Self.home(
        of: rows, own: recorderPlace.map { Coverage.name(keys[$0][group]) }, area: codePlace.map { keys[$0][group] },
        coverage: coverage)
      var series = [Int?](repeating: 0, count: span.count)
      if case .recorder(let name) = home {
        let recorded = coverage.months[name] ?? []
        for place in series.indices where !recorded.contains(span.lowerBound + place) { series[place] = nil }
      } else if case .absent = home {
        series = [Int?](repeating: nil, count: span.count)
        homeless += 1
      }
      for (recorder, month, count) in rows where span.contains(month) {
        let place = month - span.lowerBound
        if let sum = series[place], home == .recorder(recorder) || complete.contains(recorder) {
          series[place] = sum + count
        } else {
          leftOut[recorder, default: 0] += count
        }
      }
      counts.append(series)
    }
    self.counts = counts
    sources = table.sources

    var notes =
      incidents.conditionNotes + [
        incidents.coverage.column == nil
          ? "months \(Coverage.words(span))" : "months \(Coverage.words(span)), of each force those in its file"
      ]
    if withoutMonth > 0 {
      notes.append(
        "\(PrintedNumber.of(withoutMonth, "incident has", "incidents have")) no month and \(withoutMonth == 1 ? "is" : "are") "
          + "in none"
      )
    }
    if !leftOut.isEmpty {
      let words = leftOut.sorted { $0.key < $1.key }.map { "\($0.key.isEmpty ? "no force" : $0.key) \(PrintedNumber.of($0.value))" }
      notes.append("left out, since their own force or that of their group lacks months: \(words.joined(separator: ", "))")
    }
    let incomplete = try incidents.lackingMonths(of: span)
    if !incomplete.isEmpty {
      notes.append(
        "of \(span.count) months "
          + incomplete.map { "\($0.name.isEmpty ? "the file" : $0.name) has \($0.months)" }.joined(separator: ", "))
    }
    if homeless > 0 {
      notes.append(
        "\(PrintedNumber.of(homeless)) \(homeless == 1 ? "group has" : "groups have") no count: the area lies in another force's "
          + "ground, of which there is no file here"
      )
    }
    self.notes = try notes + incidents.censusNotes(names) + incidents.areaNotes(names)
  }

  private enum Home: Equatable {
    case recorder(String)
    /// No recorder has most of the rows.
    case none
    /// The force of the area is not among the recorders.
    case absent
  }

  private static func home(
    of rows: [(recorder: String, month: Int, count: Int)], own: String?, area: Cell?, coverage: Coverage
  ) -> Home {
    guard coverage.column != nil else { return .recorder("") }
    if let own { return .recorder(own) }
    if let area = area?.text, let code = AreaRegister.england.areaIfKnown(area)?.code ?? area as String?,
      let force = PoliceForce.covering(code), coverage.recorders.contains(where: { PoliceForce.named($0) != nil })
    {
      return coverage.recorders.first { PoliceForce.named($0) == force }.map { .recorder($0) } ?? .absent
    }
    var totals: [String: Int] = [:]
    for row in rows { totals[row.recorder, default: 0] += row.count }
    let total = totals.values.reduce(0, +)
    return totals.first { $0.value * 2 > total }.map { .recorder($0.key) } ?? .none
  }

  /// The incidents of a group's series in some months together; nil where one of them was not recorded.
  func sum(_ series: [Int?], of months: ClosedRange<Int>) -> Int? {
    var sum = 0
    for month in months {
      guard span.contains(month), let count = series[month - span.lowerBound] else { return nil }
      sum += count
    }
    return sum
  }

  /// The groups as a table of months, or of longer spans whose months were all recorded.
  func table(every unit: SeriesUnit) throws -> Table {
    let spans = Array(unit.index(ofMonth: span.lowerBound)...unit.index(ofMonth: span.upperBound))
    let labels = Column(unit.rawValue, cells: spans.map { unit.unit.cell(ofIndex: $0) })
    let months = spans.map { unit.months(ofIndex: $0) }
    var values: [Cell] = []
    for series in counts {
      try OperationLimits.check()
      for months in months { values.append(sum(series, of: months).map { .integer($0) } ?? .missing(.notAvailable)) }
    }
    let groups = counts.indices.flatMap { [Int](repeating: $0, count: spans.count) }
    return try Table(
      keys.map { $0.selecting(groups) } + [
        labels.selecting(counts.indices.flatMap { _ in spans.indices }),
        Column("incidents", cells: values, unit: "incidents", typeWhereMissing: .integer),
      ], sources: sources, notes: notes)
  }
}

extension Incidents {
  /// The span of the months that conditions on time leave, of all that was loaded; nil where no row has a month.
  func span() throws -> ClosedRange<Int>? { try monthsAsked().map(Self.span) ?? coverage.span }

  private static func span(of months: Set<Int>) -> ClosedRange<Int>? { months.min().flatMap { first in months.max().map { first...$0 } } }

  /// The months that conditions on time leave and of which any row was loaded; nil where no condition is on time.
  private func monthsAsked() throws -> Set<Int>? {
    let times: Set<String> = Set(["month", "quarter", "financial_year"] + [columns.time, columns.day].compactMap { $0 })
    let parts = predicate.conjuncts.filter { !$0.columns.isEmpty && Set($0.columns).isSubset(of: times) }
    guard !parts.isEmpty else { return nil }
    let months = try answer(Query().filter(.and(parts)).group(by: ["month"], [.count("\u{0}n")])).column("month")
    return Set((0..<months.count).compactMap { CalendarUnit.month.index(ofCell: months[$0]) })
  }

  /// The months that conditions on time leave, in words.
  func spanWords() throws -> String {
    let asked = try monthsAsked()
    return spanWords(asked.map(Self.span) ?? coverage.span, among: asked)
  }

  /// The months of a span of which rows were loaded, in words.
  ///
  /// - Parameter asked: The months that count; nil for all.
  func spanWords(_ span: ClosedRange<Int>?, among asked: Set<Int>? = nil) -> String {
    guard let span else { return "no incident has a month" }
    var recorded = coverage.months.values.reduce(into: Set<Int>()) { $0.formUnion($1) }
    if let asked { recorded.formIntersection(asked) }
    let count = PrintedNumber.of(recorded.count, "month", "months")
    return "data of \(count)\(recorded.count < span.count ? " of the \(PrintedNumber.of(span.count))" : ""), \(Coverage.words(span))"
  }
}

extension Predicate {
  /// The conditions that must all be met.
  fileprivate var conjuncts: [Predicate] {
    if case .and(let parts) = self { parts.flatMap(\.conjuncts) } else { [self] }
  }
}
