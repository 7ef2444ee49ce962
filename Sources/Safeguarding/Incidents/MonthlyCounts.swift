import Columns

/// How many incidents each group had in each month: a number where the month was recorded, zero among them, and nothing where
/// it was not.
///
/// What a group had in a month is known where its own force recorded the month: that of its area, or the one that recorded more
/// than half of its rows. Rows of other forces are added where these have every month, so that a force that comes or goes
/// makes no rise or fall; other rows are left out, and told. A group without a force of its own, such as a kind of crime in
/// many forces, has the rows of the forces that have every month.
struct MonthlyCounts {
  /// The values of the columns that make the groups.
  let groups: [[Cell]]
  let span: ClosedRange<Int>
  /// For each group a count a month, nil where the month was not recorded.
  let counts: [[Int?]]
  let names: [String]
  let columns: [Column]
  let notes: [String]
  let sources: [TableSource]

  var months: Int { span.count }

  init(of incidents: Incidents, by names: [String]) throws {
    let names = try names.map { try incidents.column($0) }
    self.names = names
    guard let span = try incidents.span() else { throw IncidentError.noMonths }
    self.span = span
    let coverage = incidents.coverage
    let recorderPlace = coverage.column.flatMap { names.firstIndex(of: $0) }
    let extra = recorderPlace == nil ? coverage.column.map { [$0] } ?? [] : []
    let table = try incidents.answer(incidents.question.group(by: names + extra + ["month"], [.count("n")]))
    let keys = try (names + extra).map { try table.column($0) }
    let (months, counted) = (try table.column("month"), try table.column("n"))

    var places: [[Cell]: Int] = [:]
    var groups: [[Cell]] = []
    var rows: [[(recorder: String, month: Int, count: Int)]] = []
    var withoutMonth = 0
    var indices: [Cell: Int?] = [:]
    for row in 0..<table.rowCount {
      try OperationLimits.check(at: row)
      let count = Int(counted[row].number ?? 0)
      let cell = months[row]
      let index = indices[cell] ?? CalendarUnit.month.index(ofCell: cell)
      indices[cell] = .some(index)
      let group = keys.prefix(names.count).map { $0[row] }
      let place = places[group] ?? groups.count
      if place == groups.count {
        places[group] = place
        groups.append(group)
        rows.append([])
      }
      guard let index else {
        withoutMonth += count
        continue
      }
      let recorder = recorderPlace.map { Coverage.name(group[$0]) } ?? (extra.isEmpty ? "" : Coverage.name(keys[names.count][row]))
      rows[place].append((recorder, index, count))
    }
    if groups.isEmpty, names.isEmpty { (groups, rows) = ([[]], [[]]) }
    self.groups = groups
    let most = 50_000_000
    guard groups.count.multipliedReportingOverflow(by: span.count).partialValue <= most else {
      throw TableError.badRequest(
        "\(PrintedNumber.of(groups.count)) groups of \(PrintedNumber.of(span.count)) months, \(Coverage.words(span)), are too many",
        expectation: "At most \(PrintedNumber.of(most)) together; is a date mistyped?")
    }

    let complete = coverage.complete(span)
    let codePlace = names.firstIndex { $0 == incidents.columns.areaCode || $0 == incidents.columns.area }
    var counts: [[Int?]] = []
    var leftOut: [String: Int] = [:]
    var homeless = 0
    for (group, rows) in zip(groups, rows) {
      let home = Self.home(
        of: rows, own: recorderPlace.map { Coverage.name(group[$0]) }, area: codePlace.map { group[$0] }, coverage: coverage)
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
    columns = try names.map { try incidents.base.column($0) }
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
    let incomplete = coverage.incomplete(span)
    if !incomplete.isEmpty {
      notes.append(
        "of \(span.count) months "
          + incomplete.map { "\($0.name.isEmpty ? "the file" : $0.name) has \($0.months)" }.joined(separator: ", "))
    }
    if homeless > 0 {
      notes.append(
        "\(PrintedNumber.of(homeless)) \(homeless == 1 ? "group has" : "groups have") no count: the force of the area is not "
          + "in the data"
      )
    }
    self.notes = notes
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

  /// The groups as a table of months, or of longer spans whose months were all recorded.
  func table(every unit: CalendarUnit) throws -> Table {
    let spans = Self.spans(of: span, unit)
    var keys: [[Cell]] = names.map { _ in [] }
    var labels: [Cell] = []
    var values: [Cell] = []
    for (group, counts) in zip(groups, counts) {
      for (label, range) in spans {
        for (place, cell) in group.enumerated() { keys[place].append(cell) }
        labels.append(label)
        let inside = range.compactMap { self.span.contains($0) ? counts[$0 - self.span.lowerBound] : nil }
        values.append(inside.count == range.count ? .integer(inside.reduce(0, +)) : .missing(.notAvailable))
      }
    }
    return try Table(
      zip(zip(names, columns), keys).map { Column($0.0, cells: $1, typeWhereMissing: $0.1.type) } + [
        Column(unit.rawValue, cells: labels),
        Column("incidents", cells: values, unit: "incidents", typeWhereMissing: .integer),
      ], sources: sources, notes: notes)
  }

  /// The spans of a calendar that months lie in, each with all of its months.
  private static func spans(of months: ClosedRange<Int>, _ unit: CalendarUnit) -> [(Cell, ClosedRange<Int>)] {
    func index(_ month: Int) -> Int {
      CalendarDate(year: month / 12, month: month % 12 + 1, day: 1).map { unit.index(of: $0) } ?? 0
    }
    let length = unit == .month ? 1 : unit == .quarter ? 3 : 12
    var spans: [(Cell, ClosedRange<Int>)] = []
    var month = months.lowerBound
    while month <= months.upperBound {
      // A span begins where its number changes.
      var first = month
      while index(first - 1) == index(month) { first -= 1 }
      spans.append((unit.cell(ofIndex: index(month)), first...(first + length - 1)))
      month = first + length
    }
    return spans
  }
}

extension Incidents {
  /// The months that conditions on time leave, of all that was loaded; nil where no row has a month.
  func span() throws -> ClosedRange<Int>? {
    let times: Set<String> = Set(["month", "quarter", "financial_year"] + [columns.time, columns.day].compactMap { $0 })
    let parts = predicate.conjuncts.filter { !$0.columns.isEmpty && Set($0.columns).isSubset(of: times) }
    guard !parts.isEmpty else { return coverage.span }
    let months = try answer(Query().filter(.and(parts)).group(by: ["month"], [.count("n")])).column("month")
    let indices = (0..<months.count).compactMap { CalendarUnit.month.index(ofCell: months[$0]) }
    return indices.min().flatMap { first in indices.max().map { first...$0 } }
  }
}

extension Predicate {
  /// The conditions that must all be met.
  fileprivate var conjuncts: [Predicate] {
    if case .and(let parts) = self { parts.flatMap(\.conjuncts) } else { [self] }
  }
}
