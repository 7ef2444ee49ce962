public import Columns

extension Incidents: ScriptObject {
  public static let kind = ObjectKind("incidents", summary: "Incidents that the police recorded, one row each.")
  public static let fields: [ObjectField<Incidents>] = [
    .init("n", "How many incidents there are.") { .integer($0.count) },
    .init("columns", "The names of the columns.") { .list($0.rows.columnNames.map { .text($0) }) },
    .init("rows", "The incidents as a table.") { .object($0.rows) },
    .init("conditions", "The conditions that the incidents meet.") { .list($0.conditions.map { .text($0) }) },
  ]
  public var words: String {
    "\(PrintedNumber.of(count)) incidents" + (conditions.isEmpty ? "" : " where " + conditions.joined(separator: " and "))
  }
  public static var hasRows: Bool { true }
  public var table: Table? { rows }
  public var reasons: [String] { conditions.map { "where \($0)" } + rows.sources.map(\.words) }
}

extension Operation {
  /// Keeps incidents.
  static let whereIncidents = Operation(
    "where", summary: "The incidents that meet conditions.",
    discussion: "The conditions are those of a table's where.",
    example: """
      incidents:where{type = "Drugs", area = "Middlesbrough"}.n
      --> 63
      """,
    Parameter<Incidents>("incidents", "The incidents."),
    Parameter<Conditions>("conditions", "What they must meet, by column.")
  ) { incidents, conditions in try incidents.filtered(conditions.predicate, words: conditions.words) }

  /// Counts incidents.
  static let count = Operation(
    "count", summary: "Incidents counted by some columns, with each group's share of all.",
    discussion: "A row whose value is missing is counted in a group of its own, never dropped.",
    example: """
      incidents:count{by = "area"}[2].incidents
      --> 2814
      """,
    Parameter<Incidents>("incidents", "The incidents."),
    Parameter<[String]>("by", "The columns to count by: area, month, quarter, financial_year, type, outcome or any other.")
  ) { incidents, names in try incidents.counted(by: names) }

  /// Gives rates.
  static let rate = Operation(
    "rate", summary: "Incidents by area per so many people.",
    discussion: "An area without a population has no rate, and the cell says why.",
    example: """
      #incidents:where{area = {"Middlesbrough", "Redcar and Cleveland"}}:rate{population = children, period = "2019", per = 1000}
      --> 2
      """,
    Parameter<Incidents>("incidents", "The incidents."),
    Parameter<Indicator>("population", "An indicator of people, such as children aged 0 to 17."),
    Parameter<Named<Period>?>("period", "The period of the population.", otherwise: "the latest period with values"),
    Parameter<Int>("per", "The people that the rate is given for.", default: 1000, words: "1000")
  ) { incidents, population, period, base in
    guard base > 0 else {
      throw ArgumentError.unusable("per", problem: "\(base) people are none", expectation: "per = 1000.")
    }
    return try incidents.rates(population: population, period: population.period(period), base: base)
  }

  /// Lists the groups with the most incidents.
  static let top = Operation(
    "top", summary: "The groups with the most incidents, most first.",
    example: """
      incidents:top(1, {by = "type"})[1].type
      --> Anti-social behaviour
      """,
    Parameter<Incidents>("incidents", "The incidents."),
    Parameter<Int>("count", "How many groups."),
    Parameter<[String]>("by", "The columns that make the groups, such as location or lsoa_name.")
  ) { incidents, count, names in
    guard count > 0 else {
      throw ArgumentError.unusable("count", problem: "\(count) groups are none", expectation: "One or more.")
    }
    return try incidents.top(count, by: names)
  }
}
