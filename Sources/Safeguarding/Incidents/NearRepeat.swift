import Columns

extension Incidents {
  /// Tests whether incidents near each other in space come near each other in time.
  func nearRepeat(distances: [Double], spans: [Int], permutations: Int, seed: Int, planar: (x: String, y: String)?) throws -> Table
  {
    guard seed >= 0 else { throw ArgumentError.unusable("seed", problem: "\(seed) is below zero", expectation: "Zero or more.") }
    let clock = try IncidentClock(self)
    let (across, up) =
      try planar.map { (try column($0.x), try column($0.y)) } ?? coordinates()
    let table = try answer(clock.query.select([across, up, clock.column] + [columns.recorder].compactMap { $0 }))
    let (xs, ys, times) = (try table.column(across), try table.column(up), try table.column(clock.column))
    let recorders = try columns.recorder.map { try table.column($0).coded() }
    var events = KnoxTest.Events()
    var left = 0
    for row in 0..<table.rowCount {
      try OperationLimits.check(at: row)
      // Those who recorded other months, or in another rhythm, would make times and places go together.
      let group = recorders.map { ($0.code(row) ?? -1) + 1 } ?? 0
      guard let x = xs[row].number, let y = ys[row].number, x.isFinite, y.isFinite, let time = IncidentClock.number(times[row])
      else {
        left += 1
        continue
      }
      if planar == nil {
        guard abs(y) < 85, abs(x) <= 180 else {
          throw ArgumentError.unusable(
            "x", problem: "longitude \(PrintedNumber.of(x)), latitude \(PrintedNumber.of(y)) is no place",
            expectation: "Degrees; name columns of metres with x and y.")
        }
        events.add(longitude: x, latitude: y, time: time, group: group)
      } else {
        guard abs(x) < 1e8, abs(y) < 1e8 else {
          throw ArgumentError.unusable(
            "x", problem: "\(PrintedNumber.of(x)), \(PrintedNumber.of(y)) is no place",
            expectation: "Metres, such as eastings and northings.")
        }
        events.add(x: x, y: y, time: time, group: group)
      }
    }
    let test = try KnoxTest(
      events, distances: distances, spans: spans, permutations: permutations, seed: UInt64(seed),
      limits: OperationLimits.forQueries)
    let unit = clock.unit == .days ? "days" : "months"
    func distance(_ band: Int) -> String {
      band == 0
        ? "same place"
        : band == 1
          ? "to \(PrintedNumber.of(distances[0])) m"
          : "\(PrintedNumber.of(distances[band - 2])) to \(PrintedNumber.of(distances[band - 1])) m"
    }
    func span(_ band: Int) -> String {
      let first = band == 0 ? 0 : spans[band - 1] + 1
      return first == spans[band] ? clock.unit.words(first) : "\(first) to \(spans[band]) \(unit)"
    }
    var notes = conditionNotes
    notes.append(
      "\(PrintedNumber.of(events.times.count)) incidents at \(PrintedNumber.of(events.places)) points, "
        + "\(PrintedNumber.of(test.nearPairs)) pairs within \(PrintedNumber.of(distances.last ?? 0)) m"
    )
    let groups = Set(events.groups).count
    if groups > 1 { notes.append("times are dealt out anew within each of the \(PrintedNumber.of(groups)) \(columns.recorder ?? "") that recorded them") }
    notes += try coverageNotes()
    if left > 0 {
      notes.append("left out: \(PrintedNumber.of(left, "incident", "incidents")) without a place or a \(unit.dropLast())")
    }
    notes.append(
      "expected: the mean of \(PrintedNumber.of(permutations)) permutations of the times among the places (seed \(seed)); "
        + "p_value: the share of them with as many pairs or more, the observed counted as one; not adjusted for the number of bands"
    )
    if clock.unit == .months {
      notes.append("times are months: a pair of one month can be a month apart, and days would tell more")
    }
    if columns.incidentID != nil || columns.recorder != nil {
      notes.append(
        "points of the police's files are snapped to a list of places: a pair at the same place is a pair at the same snap point")
    }
    return try Table(
      [
        Column("distance", texts: test.cells.map { distance($0.distanceBand) }),
        Column("time", texts: test.cells.map { span($0.timeBand) }),
        Column("pairs", integers: test.cells.map(\.observed), unit: "pairs"),
        Column("expected", numbers: test.cells.map(\.expected), unit: "pairs", decimals: 1),
        Column(
          "ratio",
          cells: test.cells.map { $0.expected > 0 ? .number(Double($0.observed) / $0.expected) : .missing(.notApplicable) },
          decimals: 2,
          typeWhereMissing: .number),
        Column("p_value", numbers: test.cells.map(\.pValue), decimals: 3),
      ], sources: base.sources, notes: notes)
  }

  /// The columns of degrees.
  private func coordinates() throws -> (String, String) {
    guard let longitude = columns.longitude, let latitude = columns.latitude else { throw IncidentError.noCoordinates }
    return (longitude, latitude)
  }
}

extension Operation {
  /// Tests for near repeats.
  static let nearRepeat = Operation(
    "near_repeat", summary: "Whether incidents near each other in space come near each other in time: Knox's test by permutation.",
    discussion: """
      Pairs of incidents are counted by distance in metres and by time in days, or in months where the data have no days. A \
      pair at one place has a band of its own. ratio is the pairs over those that chance gives. Points of the police's files are \
      snapped to a list of places and have a month only: they show clusters of months and not the days after a burglary. A \
      seed gives the same answer each time. Times are dealt out anew within each force, since forces lack different months.
      """,
    source: "Knox 1964; Johnson et al. 2007",
    example: """
      incidents:where{type = "Burglary"}:near_repeat{distances = {200, 400}, times = {0}, permutations = 99, seed = 1}[1].pairs
      --> 65
      """,
    Parameter<Incidents>("incidents", "The incidents."),
    Parameter<[Double]>(
      "distances", "The edges of the bands of distance in metres, rising.", default: [100, 200, 300, 400],
      words: "{100, 200, 300, 400}"),
    Parameter<[Int]>(
      "times", "The edges of the bands of time in days, or months: 7 is up to 7.", default: [],
      words: "{7, 14, 28}, of months {0, 1, 2}"),
    Parameter<Int>("permutations", "How often the times are dealt out anew.", default: 999, words: "999"),
    Parameter<Int>("seed", "Where the random numbers start.", default: 1, words: "1"),
    Parameter<String?>("x", "A column of metres east, where places are not in degrees.", otherwise: "the longitude"),
    Parameter<String?>("y", "A column of metres north.", otherwise: "the latitude")
  ) { incidents, distances, spans, permutations, seed, x, y in
    guard (x == nil) == (y == nil) else {
      throw ArgumentError.unusable(
        x == nil ? "x" : "y", problem: "one of x and y is left out", expectation: "Give both, or neither.")
    }
    let usual = incidents.columns.day == nil ? [0, 1, 2] : [7, 14, 28]
    return try incidents.nearRepeat(
      distances: distances, spans: spans.isEmpty ? usual : spans, permutations: permutations, seed: seed,
      planar: x.flatMap { x in y.map { (x, $0) } })
  }
}
