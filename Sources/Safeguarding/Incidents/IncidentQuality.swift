import Columns

extension Incidents {
  /// Reviews the rows: what is missing, doubled, of which census, outside the force, and which months are not there.
  func quality() throws -> Table {
    var review = Review(count: count)
    // Anti-social behaviour is of street-level files.
    let isStreet = base.columnIfPresent("object") == nil
    review.add("rows", count, of: nil, try spanWords())
    for column in base.columns where !derivedColumns.contains(column.name) && !(lookup != nil && column.name == columns.area) {
      let missing = try missingCount(of: column)
      guard missing > 0 else { continue }
      let hint = isStreet || column.name != "outcome" ? Self.hints[column.name] : nil
      review.add("no \(column.name)", missing, missing == count ? "the column is always empty" : hint ?? "")
    }
    try reviewMonths(&review)
    if let id = columns.incidentID { try reviewNumbers(id, &review) }
    try reviewAlikeRows(&review)
    if let lsoa = columns.lsoa { try reviewPlaces(lsoa, &review) }
    try reviewCoordinates(&review)
    if let location = columns.place, location == "location" { try reviewLocations(location, &review) }
    if columns.hour != nil {
      let hours = try missingCount(of: base.column("hour"))
      if hours > 0 { review.add("no time of day", hours, "the day may be known") }
    }
    var table = review.table
    table.sources = base.sources
    table.notes = conditionNotes + notes
    return table
  }

  private static let hints = [
    "crime_id": "anti-social behaviour and the British Transport Police have none",
    "outcome": "anti-social behaviour, which is among them, never has one",
    "longitude": "no place is published; they are in totals and not on a map",
    "lsoa": "no place, or outside England and Wales",
  ]

  /// Columns that were made of others, which say nothing of their own.
  private var derivedColumns: Set<String> {
    var names: Set<String> = [
      "month", "quarter", "financial_year", "day", "hour", "area_code", "lsoa_stable", "outcome_month", "months_to_outcome",
      "final_outcome",
      "outcome_state", "latitude",
    ]
    // The police's months, and a column of one's own that times are read from, are of the file.
    if let time = columns.time { names.remove(time) } else { names.remove("month") }
    return names
  }

  private struct Review {
    private let count: Int
    private var names: [String] = []
    private var counts: [Int?] = []
    private var wholes: [Int?] = []
    private var words: [String] = []

    init(count: Int) { self.count = count }

    mutating func add(_ name: String, _ number: Int, _ word: String) { add(name, number, of: count, word) }

    /// - Parameter number: How many rows there are; nil where nobody could look.
    mutating func add(_ name: String, _ number: Int?, of whole: Int?, _ word: String) {
      names.append(name)
      counts.append(number)
      wholes.append(whole)
      words.append(word)
    }

    var table: Table {
      let percents = zip(counts, wholes).map { count, whole -> Cell in
        guard let whole, let count else { return .missing(.notApplicable) }
        return whole > 0 ? .number(Double(count) / Double(whole) * 100) : .missing(.notApplicable)
      }
      return Table(
        checked: [
          Column("check", texts: names), Column("count", cells: counts.map { $0.map { .integer($0) } ?? .missing(.notApplicable) }, typeWhereMissing: .integer),
          Column("percent", cells: percents, unit: "% of rows", decimals: 1, typeWhereMissing: .number),
          Column("remark", texts: words),
        ], rowCount: names.count)
    }
  }

  private func missingCount(of column: Column) throws -> Int {
    guard column.presence.missingCount > 0 else { return 0 }
    if predicate == .all { return column.presence.missingCount }
    return try count(where: .isMissing(column: column.name))
  }

  private func reviewMonths(_ review: inout Review) throws {
    guard let span = coverage.span else { return }
    for (name, months) in try lackingMonths(of: span) {
      let missing = span.filter { !(coverage.months[name] ?? []).contains($0) }.map { Coverage.label($0) }
      let listed = missing.prefix(6).joined(separator: ", ") + (missing.count > 6 ? " and \(missing.count - 6) more" : "")
      review.add(
        "months missing: \(name.isEmpty ? "the file" : name)", span.count - months, of: nil, "\(listed): missing, and not zero")
    }
  }

  private func reviewNumbers(_ id: String, _ review: inout Review) throws {
    let more = Predicate.compare(column: "\u{0}n", .greater, .integer(1))
    let repeated = question.filter(.not(.isMissing(column: id))).group(by: [id], [.count("\u{0}n")])
    let sums = try answer(
      repeated.group(by: [], [.count("ids", where: more), .init(.sum, of: "\u{0}n", as: "rows", where: more)]))
    let (ids, rows) = (try sums.whole("ids"), try sums.whole("rows"))
    guard ids > 0 else {
      review.add("\(id) in more rows than one", 0, "")
      return
    }
    var remark = PrintedNumber.of(ids, "number", "numbers")
    if let lsoa = columns.lsoa {
      let inPlaces = question.filter(.not(.isMissing(column: id))).group(
        by: [id], [.init(.distinct, of: lsoa, as: "\u{0}places"), .init(.distinct, of: "month", as: "\u{0}months")])
      let apart = try answer(
        inPlaces.group(
          by: [],
          [
            .count("places", where: .compare(column: "\u{0}places", .greater, .integer(1))),
            .count("months", where: .compare(column: "\u{0}months", .greater, .integer(1))),
          ]))
      remark +=
        ", \(PrintedNumber.of(try apart.whole("places"))) of them in more than one LSOA and "
          + "\(PrintedNumber.of(try apart.whole("months"))) in more than one month"
    }
    review.add("\(id) in more rows than one", rows, remark + ": the number is not a key")
  }

  private func reviewAlikeRows(_ review: inout Review) throws {
    // The columns of the file tell rows apart; what was made of them doesn't.
    let made = derivedColumns.subtracting(["latitude"]).union(lookup == nil ? [] : ["area"])
    let names = base.columns.filter { !made.contains($0.name) && $0.presence.missingCount < base.rowCount }.map(\.name)
    let (groups, rows) = try alikeRows(names)
    review.add(
      "rows wholly alike to another", rows,
      groups == 0
        ? ""
        : "\(PrintedNumber.of(groups, "group", "groups")): "
          + (columns.day == nil && columns.longitude != nil
            ? "two reports at one point in one month look alike; keep them"
            : "nothing in the file tells two incidents from one written twice"))
  }

  /// Counts the rows that are alike to another in some columns, and the groups that they make.
  ///
  /// A longitude and a latitude together take more bits than a group's number has, and one tells nearly all of the other: so
  /// rows are grouped without the latitude, and only those at a longitude where it tells rows apart are grouped with it.
  private func alikeRows(_ names: [String]) throws -> (groups: Int, rows: Int) {
    let limits = OperationLimits.forQueries
    func sums(_ query: Query, of table: Table) throws -> (groups: Int, rows: Int) {
      let sums = try table.answer(
        query.filter(.compare(column: "\u{0}n", .greater, .integer(1))).group(
          by: [], [.count("groups"), .sum(of: "\u{0}n", as: "rows")]), within: limits)
      return (try sums.whole("groups"), try sums.whole("rows"))
    }
    guard let x = columns.longitude, let y = columns.latitude, names.contains(x), names.contains(y),
      try base.column(y).type == .number
    else {
      return try sums(question.group(by: names, [.count("\u{0}n")]), of: base)
    }
    let likely = try answer(
      question.group(
        by: names.filter { $0 != y },
        [
          .count("\u{0}n"), .init(.count, of: y, as: "\u{0}known"), .minimum(of: y, as: "\u{0}least"),
          .maximum(of: y, as: "\u{0}most"),
        ]
      )
      .filter(.compare(column: "\u{0}n", .greater, .integer(1))))
    let isOne = Predicate.or([
      .compare(column: "\u{0}known", .equal, .integer(0)),
      .and([.compareColumns("\u{0}least", .equal, "\u{0}most"), .compareColumns("\u{0}known", .equal, "\u{0}n")]),
    ])
    let doubtful = try likely.answer(Query().filter(.not(isOne)).group(by: [x], [.count("\u{0}doubt")]), within: limits)
    guard try doubtful.column(x).presence.isComplete else {
      return try sums(question.group(by: names, [.count("\u{0}n")]), of: base)
    }
    let isClear = Predicate.isMissing(column: "\u{0}doubt")
    let clear = try likely.answer(
      Query().join(doubtful, on: [x], adding: ["\u{0}doubt"]).filter(isClear)
        .group(by: [], [.count("groups"), .sum(of: "\u{0}n", as: "rows")]), within: limits)
    // Written out first: of few rows few values are to be numbered.
    let others =
      doubtful.rowCount == 0
      ? (0, 0)
      : try sums(
        Query().group(by: names, [.count("\u{0}n")]),
        of: answer(question.join(doubtful, on: [x], adding: ["\u{0}doubt"]).filter(.not(isClear)).select(names)))
    return (try clear.whole("groups") + others.0, try clear.whole("rows") + others.1)
  }

  private func reviewPlaces(_ lsoa: String, _ review: inout Review) throws {
    guard let lookup else {
      review.add("LSOAs not looked up", nil, of: nil, "load the incidents with areas = a look-up")
      return
    }
    let table = try answer(question.group(by: [lsoa] + [columns.areaCode, columns.recorder].compactMap { $0 }, [.count("\u{0}n")]))
    let (codes, counts) = (try table.column(lsoa), try table.column("\u{0}n").wholes)
    let (areas, forces) = (
      columns.areaCode.flatMap { table.columnIfPresent($0) }, columns.recorder.flatMap { table.columnIfPresent($0) }
    )
    var (only2011, only2021, unknown, outside, elsewhere) = (0, 0, 0, 0, 0)
    var unknownCodes: Set<String> = []
    for row in 0..<table.rowCount {
      try OperationLimits.check(at: row)
      let count = counts[row]
      guard let code = codes[row].text else { continue }
      switch lookup.vintage(of: code) {
      case .only2011: only2011 += count
      case .only2021: only2021 += count
      case .both, nil: break
      }
      if lookup.authority(of: code) == nil {
        unknown += count
        unknownCodes.insert(code)
      }
      guard let area = areas?[row].text, let force = forces?[row].text else { continue }
      guard let recorded = PoliceForce.named(force) else {
        elsewhere += count
        continue
      }
      if let own = PoliceForce.covering(area), own != recorded { outside += count }
    }
    if lookup.tellsVintages {
      review.add(
        "LSOA of 2011 that ended", only2011,
        only2011 == 0 ? "" : "a place that was split or merged looks like a jump: count by lsoa_stable or by area")
      review.add("LSOA of 2021 that began", only2021, only2011 > 0 && only2021 > 0 ? "both censuses in one table" : "")
    }
    review.add(
      "LSOA without an area", unknown,
      unknown == 0 ? "" : "\(PrintedNumber.of(unknownCodes.count, "code", "codes")) that no look-up gives one authority for")
    if forces != nil {
      review.add("outside the force's area", outside, outside == 0 ? "" : "places of another force's area in a force's file")
      if elsewhere > 0 { review.add("of a force without an area of its own", elsewhere, "such as the British Transport Police") }
    }
  }

  private func reviewCoordinates(_ review: inout Review) throws {
    guard let x = columns.longitude, let y = columns.latitude else { return }
    let missing = try count(where: .or([.isMissing(column: x), .isMissing(column: y)]))
    review.add("no coordinates", missing, "")
    guard try base.column(x).type == .number, try base.column(y).type == .number else { return }
    let outside = try count(where: 
      .and([
        .not(.isMissing(column: x)), .not(.isMissing(column: y)),
        .not(.and([.between(column: x, .number(-9), .number(2.1)), .between(column: y, .number(49.8), .number(60.9))])),
      ]))
    review.add("coordinates outside the United Kingdom", outside, "")
  }

  private func reviewLocations(_ location: String, _ review: inout Review) throws {
    let texts = Set(try base.column(location).differentTexts)
    if texts.contains("No Location") {
      review.add("location \"No Location\"", try count(where: .compare(column: location, .equal, .text("No Location"))), "")
    }
    if texts.contains("On or near ") {
      review.add(
        "location \"On or near \"", try count(where: .compare(column: location, .equal, .text("On or near "))),
        "a place without a name, and not one place")
    }
  }

  /// The months of each recorder, and which are not there.
  func coverageTable() throws -> Table {
    guard let span = coverage.span else { throw IncidentError.noMonths }
    let totals = try answer(Query().group(by: coverage.column.map { [$0] } ?? [], [.count("\u{0}n")]))
    var rows: [String: Int] = [:]
    for (row, count) in try totals.column("\u{0}n").wholes.enumerated() {
      rows[coverage.column == nil ? "" : Coverage.name(totals.row(row)[0]), default: 0] += count
    }
    let names = coverage.recorders
    let missing = names.map { name in span.filter { !(coverage.months[name] ?? []).contains($0) } }
    return try Table(
      [
        Column(coverage.column ?? "recorder", texts: names.map { $0.isEmpty ? nil : $0 }),
        Column("months", integers: missing.map { span.count - $0.count }, unit: "of \(span.count)"),
        Column("incidents", integers: names.map { rows[$0] ?? 0 }, unit: "incidents"),
        Column("missing", texts: missing.map { $0.map { Coverage.label($0) }.joined(separator: " ") }),
      ], sources: base.sources, notes: [spanWords(coverage.span) + "; all that was loaded, whatever conditions were set"])
  }
}
