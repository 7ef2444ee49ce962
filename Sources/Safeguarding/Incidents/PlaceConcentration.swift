import Columns

/// How unevenly incidents are spread over places.
public struct PlaceConcentration: Sendable {
  public let concentration: Concentration
  let counts: PlaceCounts

  /// The places from the one with most incidents on, each with its share and that of all so far.
  var pareto: Table {
    let order = counts.places.indices.filter { counts.counts[$0] > 0 }
      .sorted { (counts.counts[$1], counts.places[$0].plainText) < (counts.counts[$0], counts.places[$1].plainText) }
    var (sum, sums) = (0, [Int]())
    for place in order {
      sum += counts.counts[place]
      sums.append(sum)
    }
    let (events, places) = (Double(concentration.events), Double(concentration.places))
    return Table(
      checked: [
        Column(counts.unit, cells: order.map { counts.places[$0] }),
        Column("incidents", integers: order.map { counts.counts[$0] }, unit: "incidents"),
        Column("share", numbers: order.map { Double(counts.counts[$0]) / events * 100 }, unit: "%", decimals: 2),
        Column("cumulative_share", numbers: sums.map { Double($0) / events * 100 }, unit: "%", decimals: 1),
        Column(
          "places_share", numbers: order.indices.map { Double($0 + 1) / places * 100 },
          unit: "% of \(PrintedNumber.of(concentration.places))",
          decimals: 2),
      ], rowCount: order.count, sources: counts.sources, notes: counts.notes)
  }
}

extension PlaceConcentration: ScriptObject {
  public static let kind = ObjectKind("concentration", summary: "How unevenly incidents are spread over places.")

  public static let fields: [ObjectField<PlaceConcentration>] = [
    .init("places", "How many places there are, those without an incident among them.") { .integer($0.concentration.places) },
    .init("empty", "How many places have no incident.") { .integer($0.concentration.places - $0.concentration.counts.count) },
    .init("incidents", "The incidents in these places.") { .integer($0.concentration.events) },
    .init("gini", "Gini's coefficient, from zero (even) to one.") { $0.concentration.gini.limitValue },
    .init("generalised_gini", "Gini's coefficient against the most even spread that so many incidents can have.") {
      $0.concentration.generalisedGini.limitValue
    },
    .init("half", "The fewest places that make up half of the incidents.") { .integer($0.concentration.places(makingUp: 0.5)) },
    .init("half_percent", "These in per cent of all places.") { .number($0.percent(0.5)) },
    .init("pareto", "The places with an incident, most incidents first, with cumulative shares.") { .object($0.pareto) },
  ]

  private func percent(_ share: Double) -> Double {
    concentration.places == 0 ? 0 : Double(concentration.places(makingUp: share)) / Double(concentration.places) * 100
  }

  public var words: String {
    func share(_ share: Double, _ name: String) -> String {
      "\(PrintedNumber.of(concentration.places(makingUp: share))) of \(PrintedNumber.of(concentration.places)) \(counts.unit) "
        + "(\(PrintedNumber.of(percent(share), decimals: 1))%) make up \(name)"
    }
    guard let gini = concentration.gini, let general = concentration.generalisedGini else {
      return "no incidents in \(PrintedNumber.of(concentration.places)) places"
    }
    return "\(share(0.5, "half")) of \(PrintedNumber.of(concentration.events)) incidents; "
      + "Gini \(PrintedNumber.of(gini, decimals: 3)), generalised \(PrintedNumber.of(general, decimals: 3))"
  }

  public var reasons: [String] {
    counts.notes + ["Gini generalised for fewer incidents than places: Bernasco and Steenbeek 2017"] + counts.sources.map(\.words)
  }
}

extension Operation {
  private static let incidents = Parameter<Incidents>("incidents", "The incidents.")
  static let placeUnit = Parameter<String?>("of", "The column of places, such as lsoa, location or area.", otherwise: "the LSOA")
  static let placeUniverse = Parameter<PlaceUniverse?>(
    "among", "All places that count: a table with one row each, or how many they are.", otherwise: "the places with an incident")

  /// Finds how unevenly incidents are spread.
  static let concentration = Operation(
    "concentration", summary: "How unevenly incidents are spread over places: how few make up half, and Gini's coefficient.",
    discussion: """
      Say which places could have had an incident with among: whether empty ones count decides the figures. The generalised \
      coefficient is zero where incidents lie as evenly as whole incidents can, and tells concentration from having fewer \
      incidents than places. Incidents without a place, the police's "No Location" and "On or near " among them, and those in none of the places, are left \
      out and counted in why. \
      .pareto is the table of places, most incidents first.
      """,
    source: "Bernasco and Steenbeek 2017",
    example: """
      incidents:where{area = "Middlesbrough"}:concentration{among = load_table(examples .. "/geography/lsoa-to-la.csv.gz"):where{la_name = "Middlesbrough", vintage = {"both", "2011"}}}
      --> 16 of 86 lsoa (18.6%) make up half of 2,814 incidents; Gini 0.495, generalised 0.495
      """,
    incidents, placeUnit, placeUniverse
  ) { incidents, unit, among in
    let counts = try PlaceCounts(of: incidents, by: unit, among: among)
    // The figures are a line, and carry no note.
    for caveat in counts.caveats { LoadingListener.current?.remark?("concentration: \(caveat)") }
    return PlaceConcentration(concentration: try Concentration(counts.counts, places: counts.universe), counts: counts)
  }

  /// Finds how few places make up a share.
  static let makingUp = Operation(
    "making_up", summary: "The fewest places that make up a share of the incidents.",
    example: """
      incidents:concentration():making_up(0.8)
      --> 165
      """,
    Parameter<PlaceConcentration>("concentration", "The concentration."),
    Parameter<Double>("share", "The share, a fraction from zero to one.")
  ) { concentration, share in
    guard (0...1).contains(share) else {
      throw ArgumentError.unusable(
        "share", problem: "\(PrintedNumber.of(share)) is no share", expectation: "A fraction from zero to one, such as 0.8.")
    }
    return concentration.concentration.places(makingUp: share)
  }

  /// Gives the Lorenz curve.
  static let lorenz = Operation(
    "lorenz", summary: "The points of the Lorenz curve: the share of the places with the fewest incidents, and their share of all.",
    example: """
      incidents:concentration():lorenz()[1].incidents_percent
      --> 0
      """,
    Parameter<PlaceConcentration>("concentration", "The concentration.")
  ) { concentration in
    let points = concentration.concentration.lorenz
    return Table(
      checked: [
        Column("places_percent", numbers: points.map { $0.places * 100 }, unit: "%", decimals: 2),
        Column("incidents_percent", numbers: points.map { $0.events * 100 }, unit: "%", decimals: 2),
      ], rowCount: points.count, sources: concentration.counts.sources, notes: concentration.counts.notes)
  }

  /// Finds places with more incidents than chance gives.
  static let hotSpots = Operation(
    "hot_spots", summary: "Places with the incidents, what chance would give each, and whether it is too many to be chance.",
    discussion: """
      Chance gives each place the same, or as much as its people where population names a column of among. The probability is \
      that of so many or more by the Poisson distribution, adjusted for how many places there are (Benjamini and Hochberg); hot is \
      where it is at most level. Places of the police's files are snapped to points: a hot spot is a point and its neighbourhood. \
      Most incidents come first, or the highest ratio where people are known.
      """,
    source: "Benjamini and Hochberg 1995",
    example: """
      incidents:hot_spots{of = "location"}[1].location
      --> On or near Supermarket
      """,
    incidents, placeUnit, placeUniverse,
    Parameter<String?>("population", "The column of among with the people of each place.", otherwise: "all places alike"),
    Parameter<Int>("per", "The people that a rate is given for.", default: 1000, words: "1000"),
    Parameter<Double>("level", "The adjusted probability up to which a place is hot.", default: 0.05, words: "0.05")
  ) { incidents, unit, among, population, per, level in
    guard level > 0, level < 1 else {
      throw ArgumentError.unusable(
        "level", problem: "\(PrintedNumber.of(level)) is no level", expectation: "Above zero and below one, such as 0.05.")
    }
    guard per > 0 else { throw ArgumentError.unusable("per", problem: "\(per) people are none", expectation: "per = 1000.") }
    let counts = try PlaceCounts(of: incidents, by: unit, among: among, population: population)
    return try incidents.namingAreas(of: HotSpots(counts, per: per, level: level).table, by: counts.unit)
  }
}

/// Places held against what chance would give them.
struct HotSpots {
  let table: Table

  init(_ counts: PlaceCounts, per: Int, level: Double) throws {
    var (places, numbers, people) = (counts.places, counts.counts, counts.people)
    var notes = counts.notes
    if let known = people {
      let usable = known.indices.filter { (known[$0] ?? 0) > 0 }
      let left = known.indices.filter { !((known[$0] ?? 0) > 0) }
      if !left.isEmpty {
        notes.append(
          "\(PrintedNumber.of(left.count, "place has", "places have")) no people: "
            + "\(PrintedNumber.of(left.reduce(0) { $0 + counts.counts[$1] }, "incident is", "incidents are")) left out"
        )
      }
      (places, numbers, people) = (usable.map { places[$0] }, usable.map { numbers[$0] }, usable.map { known[$0] })
    }
    let total = Double(numbers.reduce(0, +))
    let allPeople = people?.reduce(0) { $0 + ($1 ?? 0) }
    let expected = numbers.indices.map { place in
      if let people, let allPeople { return total * (people[place] ?? 0) / allPeople }
      return counts.universe == 0 ? 0 : total / Double(counts.universe)
    }
    var probabilities: [Double?] = []
    var known: [Int: Double] = [:]
    for (place, number) in numbers.enumerated() {
      try OperationLimits.check(at: place)
      let tail: Double
      if people == nil, let seen = known[number] {
        tail = seen
      } else {
        tail = number == 0 ? 1 : GammaDistribution.tails(expected[place], shape: Double(number)).lower
        if people == nil { known[number] = tail }
      }
      probabilities.append(tail)
    }
    // Places that are not named have no incident, and a probability of one.
    let unnamed = people == nil ? counts.universe - places.count : 0
    let adjusted = try FalseDiscovery.benjaminiHochberg.adjusted(probabilities, andOnes: unnamed)
    let ratios = zip(numbers, expected).map { $1 > 0 ? Double($0) / $1 : 0 }
    let order = places.indices.sorted { one, other in
      let (first, second) = people == nil ? (Double(numbers[one]), Double(numbers[other])) : (ratios[one], ratios[other])
      return first != second ? first > second : Cell.areInIncreasingOrder(places[one], places[other])
    }
    func pick<Item>(_ items: [Item]) -> [Item] { order.map { items[$0] } }
    var columns = [
      Column(counts.unit, cells: pick(places)), Column("incidents", integers: pick(numbers), unit: "incidents"),
      Column("expected", numbers: pick(expected), unit: "incidents", decimals: 1),
      Column("ratio", numbers: pick(ratios), decimals: 2),
    ]
    if let people {
      let rates = zip(numbers, people).map { number, people in people.map { Double(number) / $0 * Double(per) } }
      columns.append(Column("population", numbers: pick(people), decimals: 0))
      columns.append(Column("rate", numbers: pick(rates), unit: "per \(PrintedNumber.of(per))", decimals: 1))
    }
    columns += [
      Column("p_value", numbers: pick(probabilities), decimals: 4), Column("p_adjusted", numbers: pick(adjusted), decimals: 4),
      Column("hot", booleans: pick(adjusted).map { ($0 ?? 1) <= level }, presence: nil),
    ]
    let hot = adjusted.count { ($0 ?? 1) <= level }
    notes.append(
      "expected: \(PrintedNumber.of(Int(total))) incidents spread \(people == nil ? "evenly over the places" : "by people"); "
        + "p_value: so many or more by the Poisson "
        + "distribution; hot at \(PrintedNumber.of(level)) of p_adjusted (Benjamini and Hochberg): \(PrintedNumber.of(hot)) places")
    table = try Table(columns, sources: counts.sources, notes: notes)
  }
}
