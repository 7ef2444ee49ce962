import Columns

/// The places that incidents could have been in: a number of them, or a table with one row each.
enum PlaceUniverse: OperationArgument {
  case count(Int)
  case table(Table)

  static let argumentWords = "a number of places, or a table of them"

  static func argument(_ value: Value) throws -> PlaceUniverse? {
    if let count = Int.argument(value) { return .count(count) }
    return try Table.argument(value).map { .table($0) }
  }
}

/// How many incidents each place has, those without any among them.
struct PlaceCounts {
  let unit: String
  /// The places with incidents and, where a table names them, those without.
  let places: [Cell]
  let counts: [Int]
  /// How many places there are.
  let universe: Int
  /// The people of each place; nil where they are not asked for.
  let people: [Double?]?
  let notes: [String]
  /// What the figures leave out, and what is not known: the notes but those that describe.
  var caveats: [String] { notes.filter { !descriptions.contains($0) } }
  private let descriptions: [String]
  let sources: [TableSource]

  /// - Parameter population: The column of people of a table of places.
  init(of incidents: Incidents, by name: String?, among: PlaceUniverse?, population: String? = nil) throws {
    let unit = try incidents.column(name, or: "lsoa")
    self.unit = unit
    let table = try incidents.answer(incidents.question.filter(incidents.has(unit)).group(by: [unit], [.count("\u{0}n")]))
    let keys = try table.column(unit)
    let scope = incidents.conditionNotes + [try incidents.spanWords()]
    var notes: [String] = []
    var places = (0..<table.rowCount).map { keys[$0] }
    var counts = try table.column("\u{0}n").wholes
    let missing = incidents.count - counts.reduce(0, +)
    if missing > 0 {
      notes.append(
        "\(PrintedNumber.of(missing)) of \(PrintedNumber.of(incidents.count, "incident has", "incidents have")) no "
          + "\(unit)\(try incidents.unnamedWords(unit)) and are left out")
    }
    notes += try incidents.coverageNotes() + incidents.placeNotes(unit)
    var (sources, described) = (table.sources, [String]())
    switch among {
    case nil:
      guard population == nil else {
        throw ArgumentError.unusable(
          "population", problem: "there is no table of places", expectation: "Name it: among = a table of places with their people."
        )
      }
      universe = places.count
      people = nil
      notes.append(
        "the places are the \(PrintedNumber.of(places.count)) \(unit) with an incident: those without are not known; name all "
          + "with among"
      )
    case .count(let count):
      guard count >= places.count, count <= 1_000_000_000, population == nil else {
        throw ArgumentError.unusable(
          "among",
          problem: population == nil
            ? "incidents are in \(PrintedNumber.of(places.count)) \(unit), and there are \(PrintedNumber.of(count))"
            : "a number of places has no people",
          expectation: "At least as many places as have incidents and no more than a billion, or a table of the places that count.")
      }
      universe = count
      people = nil
      described = ["the places are \(PrintedNumber.of(count)) \(unit), \(PrintedNumber.of(count - places.count)) of them without an incident"]
      notes += described
    case .table(let all):
      let column = try Self.placeColumn(of: all, unit: unit)
      let numbers = try population.map { try all.column($0) }
      var peopleOf: [Cell: Double?] = [:]
      for row in 0..<all.rowCount where !column[row].isMissing {
        guard peopleOf[column[row]] == nil else {
          guard numbers == nil else {
            throw ArgumentError.unusable(
              "among", problem: "\(column[row].plainText) stands in two rows",
              expectation: "Each place of a table with people has one row.")
          }
          continue
        }
        peopleOf[column[row]] = .some(numbers?[row].number)
      }
      var (kept, outside): ([(Cell, Int)], Int) = ([], 0)
      for (place, count) in zip(places, counts) {
        if peopleOf[place] != nil { kept.append((place, count)) } else { outside += count }
      }
      let known = Set(kept.map(\.0))
      for place in peopleOf.keys.filter({ !known.contains($0) }).sorted(by: Cell.areInIncreasingOrder) { kept.append((place, 0)) }
      (places, counts) = (kept.map(\.0), kept.map(\.1))
      universe = places.count
      people = numbers == nil ? nil : places.map { peopleOf[$0] ?? nil }
      described = ["the places are the \(PrintedNumber.of(universe)) of \(column.name), \(PrintedNumber.of(counts.count { $0 == 0 })) of them without an incident"]
      notes += described
      if outside > 0 {
        notes.append("\(PrintedNumber.of(outside, "incident is", "incidents are")) in none of these places and left out")
      }
      sources += all.sources
    }
    self.places = places
    self.counts = counts
    descriptions = scope + described
    self.notes = scope + notes
    self.sources = sources
  }

  /// The column of a table that names places: that of the same name, or the one of LSOA codes, or the first of text.
  private static func placeColumn(of table: Table, unit: String) throws -> Column {
    if let column = table.columnIfPresent(unit) { return column }
    let codes = table.columns.filter { $0.name.lowercased().hasPrefix("lsoa") && $0.name.lowercased().hasSuffix("code") }
    if codes.count == 1, let column = codes.first { return column }
    let texts = table.columns.filter { $0.type == .text }
    if texts.count == 1, let column = texts.first { return column }
    throw ArgumentError.unusable(
      "among", problem: "the table has no column \"\(unit)\"",
      expectation: "Its places stand in a column of that name: rename it with derive, or keep it alone with select.")
  }
}
