import Columns

extension Incidents {
  /// What incidents are compared between.
  enum ComparedUnit: String, WordChoice { case area, force }

  /// Compares the rate of an area or a force with that of others.
  ///
  /// - Parameters:
  ///   - name: The area or force.
  ///   - others: Those that it is compared with; empty for all in the data.
  ///   - people: The population; a force has that of its local authorities.
  func compared(
    _ name: String, with others: [String], neighbours: NeighbourEdition?, unit: ComparedUnit, people: Indicator, period: Period,
    per: Int, confidence: ConfidenceLevel
  ) throws -> Table {
    let key: String
    switch unit {
    case .area:
      guard let areaCode = columns.areaCode else { throw IncidentError.noAreas }
      key = areaCode
    case .force:
      guard let recorder = columns.recorder else { throw IncidentError.noColumn(role: "force") }
      key = recorder
    }
    let counted = try answer(question.group(by: [key], [.count("\u{0}n")]))
    var counts: [String: Int] = [:]
    let keys = try counted.column(key)
    let nowhere = try counted.column("\u{0}n").wholes.enumerated().reduce(0) { $0 + (keys[$1.offset].text == nil ? $1.element : 0) }
    for (row, count) in try counted.column("\u{0}n").wholes.enumerated() {
      if let text = keys[row].text { counts[text, default: 0] += count }
    }
    let target = try place(name, unit)
    var rest: [ComparedPlace]
    if let neighbours {
      guard unit == .area, others.isEmpty else {
        throw ArgumentError.unusable(
          "neighbours", problem: "neighbours are areas, and stand in the place of with",
          expectation: "Leave with out, and by = \"area\".")
      }
      rest = try neighbours.neighbours(of: AreaRegister.england.area(target.key)).map { try place($0.code, unit) }
    } else if others.isEmpty {
      rest = try counts.keys.sorted().compactMap { text in
        guard unit == .force ? PoliceForce.named(text) != nil : AreaRegister.england.areaIfKnown(text) != nil else { return nil }
        return try place(text, unit)
      }.filter { $0.key != target.key }
    } else {
      rest = try others.map { try place($0, unit) }
    }
    rest = rest.filter { $0.key != target.key }
    guard !rest.isEmpty else {
      throw ArgumentError.unusable(
        "with", problem: "there is nothing to compare \(target.name) with",
        expectation: "Name other areas or forces that the data have.")
    }
    let span = try span()
    var rows: [Row] = []
    for place in [target] + rest {
      rows.append(try row(place, counts: counts, people: people, period: period, per: per, span: span))
    }
    // Of all in the data, those of which there is only what fell over a border are told and not listed.
    var passedOver: [String] = []
    if others.isEmpty, neighbours == nil {
      passedOver = rows.dropFirst().filter { $0.rate == nil }.map(\.name)
      rows = rows.enumerated().filter { $0.offset == 0 || $0.element.rate != nil }.map(\.element)
    }
    guard let first = rows[0].rate else {
      throw ArgumentError.unusable(
        "area", problem: "\(target.name) has no rate: \(rows[0].reason ?? "")",
        expectation: "An area with all its months, and with a population.")
    }
    let known = rows.dropFirst().compactMap(\.rate)
    if known.count > 1 {
      var pooled = Row(name: "all \(known.count) others")
      pooled.rate = try CrudeRate(
        events: known.reduce(0) { $0 + $1.events.value }, denominator: known.reduce(0) { $0 + $1.denominator }, per: Double(per))
      rows.append(pooled)
    }
    let comparisons = try rows.enumerated().map { place, row in
      try place == 0 ? nil : row.rate.map { try RateComparison(first, $0) }
    }
    let single = comparisons.indices.filter { $0 <= (known.count > 1 ? rows.count - 2 : rows.count - 1) }
    let adjusted = try FalseDiscovery.benjaminiHochberg.adjusted(single.map { comparisons[$0]?.pValue })
    func cells(_ value: (Int) -> Double?, missing: MissingReason = .notAvailable) -> [Cell] {
      rows.indices.map { value($0).map { .number($0) } ?? .missing($0 == 0 && rows[0].rate != nil ? .notApplicable : missing) }
    }
    func figures(_ value: (CrudeRate) -> Double?) -> [Cell] {
      rows.map { row in row.rate.map { value($0).map { .number($0) } ?? .missing(.notApplicable) } ?? .missing(.notAvailable) }
    }
    let unitOfRates = Self.unit(ofRatesPer: per, over: span)
    var notes =
      (span.map { $0.count > 12 ? [Self.noteOnYears(of: $0, population: period)] : [] } ?? []) + conditionNotes + [
        try spanWords(),
        "population: \(people.titleAndKey), \(period.label)\(unit == .force ? ", added up over each force's local authorities" : "")",
      ]
    notes.append(
      "ratio: the rate of \(target.name) over that of the row; \(confidence.words) limits and p_value: "
        + "\(RateComparison.ratioMethod); p_adjusted: Benjamini and Hochberg; limits of the rate: \(CountMethod.exactBelow10.words)"
    )
    if nowhere > 0 {
      notes.append("\(PrintedNumber.of(nowhere)) of \(PrintedNumber.of(count, "incident has", "incidents have")) no \(unit.rawValue) that is known, and are in no row")
    }
    notes += try areaNotes([key])
    if !passedOver.isEmpty {
      notes.append("not compared with, since months or people are not known: \(passedOver.joined(separator: ", "))")
    }
    for row in rows { if let reason = row.reason { notes.append("\(row.name) has no rate: \(reason)") } }
    return try Table(
      [
        Column(unit.rawValue, texts: rows.map(\.name)),
        Column(
          "incidents", cells: rows.map { $0.rate.map { .integer($0.events.value) } ?? .missing(.notAvailable) }, unit: "incidents",
          typeWhereMissing: .integer),
        Column("population", cells: figures(\.denominator), decimals: 0, typeWhereMissing: .number),
        Column("rate", cells: figures(\.value), unit: unitOfRates, decimals: 1, typeWhereMissing: .number),
        Column(
          "rate_lower", cells: figures { $0.limits(at: confidence).lower }, unit: unitOfRates, decimals: 1,
          typeWhereMissing: .number),
        Column(
          "rate_upper", cells: figures { $0.limits(at: confidence).upper }, unit: unitOfRates, decimals: 1,
          typeWhereMissing: .number),
        Column("ratio", cells: cells { comparisons[$0]?.ratio }, decimals: 2, typeWhereMissing: .number),
        Column(
          "ratio_lower", cells: cells { comparisons[$0]?.ratioLimits(at: confidence).lower }, decimals: 2, typeWhereMissing: .number
        ),
        Column(
          "ratio_upper", cells: cells { comparisons[$0]?.ratioLimits(at: confidence).upper }, decimals: 2, typeWhereMissing: .number
        ),
        Column("p_value", cells: cells { comparisons[$0]?.pValue }, decimals: 4, typeWhereMissing: .number),
        Column(
          "p_adjusted", cells: cells { $0 < adjusted.count ? adjusted[$0] : comparisons[$0]?.pValue }, decimals: 4,
          typeWhereMissing: .number),
      ], sources: base.sources + people.sources, notes: notes)
  }

  private struct ComparedPlace {
    /// The area's code, or the force's name as the data have it.
    let key: String
    let name: String
    let areaCodes: [String]
  }

  private struct Row {
    let name: String
    var rate: CrudeRate?
    var reason: String?
  }

  private func place(_ text: String, _ unit: ComparedUnit) throws -> ComparedPlace {
    switch unit {
    case .area:
      let area = try AreaRegister.england.area(text)
      return ComparedPlace(key: area.code, name: area.name, areaCodes: [area.code])
    case .force:
      guard let force = PoliceForce.named(text) else {
        throw ArgumentError.notAChoice(text, choices: PoliceForce.all.map(\.name))
      }
      let name = coverage.recorders.first { PoliceForce.named($0) == force } ?? force.name
      return ComparedPlace(key: name, name: force.name, areaCodes: force.areaCodes)
    }
  }

  private func row(
    _ place: ComparedPlace, counts: [String: Int], people: Indicator, period: Period, per: Int, span: ClosedRange<Int>?
  ) throws -> Row {
    var row = Row(name: place.name)
    if let force = recorderThatLacksMonths(of: .text(place.areaCodes[0]), in: span) {
      row.reason = "\(force) lacks months, or is not in the data"
      return row
    }
    var sum = 0.0
    for code in place.areaCodes {
      guard let area = people.register.areaIfKnown(code), let value = people[area, period].value else {
        row.reason = "no population of \(AreaRegister.england.areaIfKnown(code)?.name ?? code)"
        return row
      }
      sum += value
    }
    guard sum > 0 else {
      row.reason = "it has no people in \(period.label)"
      return row
    }
    // A place of which no force is known, and that the data lack, is not one without incidents.
    guard counts[place.key] != nil || PoliceForce.covering(place.areaCodes[0]) != nil && coverage.column != nil else {
      row.reason = "it is not in the data"
      return row
    }
    row.rate = try CrudeRate(events: counts[place.key] ?? 0, denominator: sum, per: Double(per))
    return row
  }
}

extension Operation {
  /// Compares an area or force with others.
  static let compareIncidents = Operation(
    "compare", summary: "An area's or a force's rate of incidents beside that of others, with ratios, limits and p values.",
    discussion: """
      Others are those you name, the statistical neighbours, or all in the data. The last row is all of them together. An area whose \
      force lacks a month, or is not in the data, has no rate: the few rows that other forces recorded there are no count of it. A \
      force has the people of its local authorities.
      """,
    source: "Przyborowski and Wilenski 1940; Benjamini and Hochberg 1995",
    example: """
      incidents:compare{"Middlesbrough", population = children, period = "2019"}[2].area
      --> Hartlepool
      """,
    Parameter<Incidents>("incidents", "The incidents."),
    Parameter<String>("name", "The area, or the force."),
    Parameter<Indicator>("population", "An indicator of people, such as children aged 0 to 17."),
    Parameter<Named<Period>?>("period", "The period of the population.", otherwise: "the latest period with values"),
    Parameter<[String]>("with", "The areas or forces to compare with.", default: [], words: "all in the data"),
    Parameter<NeighbourEdition?>("neighbours", "Statistical neighbours, in the place of with.", otherwise: "none"),
    Parameter<Incidents.ComparedUnit>("by", "What is compared.", default: .area, words: "\"area\""),
    Parameter<Int>("per", "The people that a rate is given for.", default: 1000, words: "1000"),
    intervalConfidence
  ) { incidents, name, population, period, others, neighbours, unit, per, confidence in
    guard per > 0 else { throw ArgumentError.unusable("per", problem: "\(per) people are none", expectation: "per = 1000.") }
    return try incidents.compared(
      name, with: others, neighbours: neighbours, unit: unit, people: population, period: population.period(period), per: per,
      confidence: confidence)
  }
}
