import Columns

extension Incidents {
  /// Counts incidents and the harm that a table of weights gives them.
  ///
  /// - Parameters:
  ///   - weights: A table with a row for each kind of incident and its weight, zero or more.
  ///   - kind: The column of kinds, of both; nil for the type.
  ///   - weight: The column of weights.
  ///   - version: What the weights are, with their edition, for the record.
  func harm(by names: [String], weights: Table, kind: String?, weight: String, version: String?) throws -> Table {
    let harm = try column(kind, or: "type")
    let names = try names.isEmpty ? [harm] : names.map { try column($0) }
    let values = try weights.column(weight)
    for row in 0..<values.count where !values[row].isMissing {
      guard let number = values[row].number, number >= 0, number <= 1e12 else {
        throw ArgumentError.unusable(
          "weights", problem: "row \(row + 1) of \"\(weight)\" is \(values[row].plainText)",
          expectation: "A weight is a number, zero or more.")
      }
    }
    // A table of weights names kinds as the incidents do, or as the police's files do.
    let kinds =
      weights.columnIfPresent(harm) ?? weights.columns.first { PoliceFile.shortName($0.name) == harm }
    guard let kinds else {
      throw ArgumentError.unusable(
        "weights", problem: "the weights have no column \"\(harm)\", as the incidents have",
        expectation: "Their columns are \(weights.columnNames.joined(separator: ", ")): weights:rename{...} gives the one of kinds that name.")
    }
    let edition = try Self.version(version, in: weights)
    let numbers = Column(
      "\u{0}weight", cells: (0..<values.count).map { row in values[row].number.map { .number($0) } ?? values[row] }, typeWhereMissing: .number)
    let lookup = try Table([kinds.named("\u{0}kind"), numbers])
    let weighted = question.join(lookup, on: [harm], equal: ["\u{0}kind"], adding: ["\u{0}weight"])
    let table = try answer(
      weighted.group(
        by: names, [.count("incidents"), .init(.count, of: "\u{0}weight", as: "weighted"), .sum(of: "\u{0}weight", as: "harm")]))
    let (counts, known, sums) = (try table.column("incidents"), try table.column("weighted"), try table.column("harm"))
    let order = (0..<table.rowCount).sorted { (sums[$1].number ?? -1, $0) < (sums[$0].number ?? -1, $1) }
    let (allHarm, allCount) = ((0..<sums.count).reduce(0) { $0 + (sums[$1].number ?? 0) }, Double(max(1, count)))
    let without = try answer(
      weighted.filter(.isMissing(column: "\u{0}weight")).group(by: [harm], [.count("\u{0}n")]).order(by: [.init("\u{0}n", descending: true)]))
    var notes = conditionNotes + ["weights: \(edition); harm is their sum, in the unit of \"\(weight)\""]
    if without.rowCount > 0 {
      let names = (0..<without.rowCount).map { row in
        "\(without.row(row)[0].isMissing ? "no \(harm)" : without.row(row)[0].plainText) "
          + "\(PrintedNumber.of(Int(without.row(row)[1].number ?? 0)))"
      }
      notes.append("without a weight, and in no harm: \(names.joined(separator: ", "))")
    }
    func pick(_ cell: (Int) -> Cell) -> [Cell] { order.map(cell) }
    return try Table(
      names.map { try table.column($0).selecting(order) } + [
        Column("incidents", cells: pick { counts[$0] }, unit: "incidents"),
        Column(
          "incidents_share", cells: pick { .number((counts[$0].number ?? 0) / allCount * 100) }, unit: "%", decimals: 1,
          typeWhereMissing: .number),
        Column(
          "harm", cells: pick { known[$0].number == 0 ? .missing(.notAvailable) : sums[$0] }, unit: weight, decimals: 0,
          typeWhereMissing: .number),
        Column(
          "harm_share",
          cells: pick {
            known[$0].number == 0 || allHarm == 0 ? .missing(.notAvailable) : .number((sums[$0].number ?? 0) / allHarm * 100)
          },
          unit: "%", decimals: 1, typeWhereMissing: .number),
        Column(
          "harm_per_incident",
          cells: pick { row in
            known[row].number.flatMap { $0 > 0 ? .number((sums[row].number ?? 0) / $0) : nil } ?? .missing(.notAvailable)
          }, unit: weight,
          decimals: 1, typeWhereMissing: .number),
      ], sources: table.sources + weights.sources, notes: notes + ["harm_per_incident: of the incidents with a weight"] + coverageNotes() + censusNotes(names) + areaNotes(names))
  }

  /// The edition of weights: that of the caller, or the one that a column "version" has in all rows.
  private static func version(_ version: String?, in weights: Table) throws -> String {
    if let version, !version.isEmpty { return version }
    var problem = "the weights have no edition"
    if let column = weights.columnIfPresent("version"), column.count > 0 {
      let editions = Set((0..<column.count).map { column[$0].plainText }).sorted()
      if editions.count == 1, column.presence.isComplete { return editions[0] }
      problem = column.presence.isComplete
        ? "the weights are of \(PrintedNumber.of(editions.count)) editions, such as \"\(editions[0])\" and \"\(editions.last ?? "")\""
        : "some rows of the weights have no edition"
    }
    throw ArgumentError.unusable(
      "version", problem: problem,
      expectation: "Say which they are: version = \"Crime Severity Score weights, April 2024\", or a column \"version\".")
  }
}

extension Operation {
  /// Weighs incidents by harm.
  static let harm = Operation(
    "harm", summary: "Incidents counted and weighted by harm, most harm first, with each group's share of both.",
    discussion: """
      The weights are yours: a table with a row for each kind of incident, and which edition it is. A kind without a weight has \
      no harm, not available, and is told; it is never zero. None are shipped: the Cambridge Crime Harm Index is not openly \
      licensed, and ONS's Crime Severity Score has an edition each year.
      """,
    example: """
      incidents:harm{weights = load_table(examples .. "/synthetic/example-weights.csv"), weight = "weight"}[1].type
      --> Violence and sexual offences
      """,
    Parameter<Incidents>("incidents", "The incidents."),
    Parameter<Table>("weights", "The weights, one row a kind of incident."),
    Parameter<String>("weight", "Their column of weights, each a number, zero or more."),
    Parameter<[String]>("by", "The columns to group by.", default: [], words: "the kind of incident"),
    Parameter<String?>("on", "The column of kinds that both tables have.", otherwise: "the type"),
    Parameter<String?>("version", "What the weights are and of which edition.", otherwise: "what their column \"version\" says")
  ) { incidents, weights, weight, names, kind, version in
    try incidents.harm(by: names, weights: weights, kind: kind, weight: weight, version: version)
  }
}
