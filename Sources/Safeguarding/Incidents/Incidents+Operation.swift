public import Columns

extension Incidents: ScriptObject {
  public static let kind = ObjectKind(
    "incidents", summary: "Incidents that the police recorded, or those of a table, one row each.")
  public static let fields: [ObjectField<Incidents>] = [
    .init("n", "How many incidents there are.") { .integer($0.count) },
    .init("columns", "The names of the columns.") { .list($0.base.columnNames.map { .text($0) }) },
    .init("rows", "The incidents as a table.") { incidents in
      let recorded = RecordedMonths(incidents)
      if incidents.predicate == .all, recorded == nil { return .object(incidents.base) }
      let rows = PendingTable(incidents.base, recorded: recorded)
      return .object(incidents.predicate == .all ? rows : (try? rows.adding(.filter(incidents.predicate))) ?? rows)
    },
    .init("conditions", "The conditions that the incidents meet.") { .list($0.conditions.map { .text($0) }) },
  ]
  public var words: String {
    "\(PrintedNumber.of(count)) incidents" + (conditions.isEmpty ? "" : " where " + conditions.joined(separator: " and "))
  }
  public static var isList: Bool { true }
  public func writtenRows() throws -> Table? { try rows() }
  public var reasons: [String] { conditions.map { "where \($0)" } + notes + base.sources.map(\.words) }
  public var byteCount: Int { base.byteCount }
}

extension Operation {
  private static let incidents = Parameter<Incidents>("incidents", "The incidents.")
  private static let by = Parameter<[String]>(
    "by", "The columns to count by, such as area, force or type.", default: [], words: "all together")

  /// Keeps incidents.
  static let whereIncidents = Operation(
    "where", summary: "The incidents that meet conditions.",
    discussion: "The conditions are those of a table's where; a column can be called by what it was named as: person, type, area.",
    example: """
      incidents:where{type = "Drugs", area = "Middlesbrough"}.n
      --> 63
      """,
    incidents,
    Parameter<Conditions>("conditions", "What they must meet, by column.")
  ) { incidents, conditions in
    var notes: [String] = []
    let rows = PendingTable.argument(.object(incidents))
    let predicate = try conditions.predicate.replacing { expression in
      try rows.flatMap { try WholeColumns.value(of: expression, in: $0, notes: &notes) }
    }
    for note in notes { LoadingListener.current?.remark?(note) }
    return try incidents.filtered(incidents.naming(predicate), words: conditions.words)
  }

  /// Takes a table as incidents.
  static let tableIncidents = Operation(
    "incidents", summary: "The rows of a table as incidents, so that all that is asked of police data can be asked of them.",
    discussion: """
      time is a column of days, moments or months. A moment of a file is turned into London's time; a text such as 2024-04-30 \
      13:45 or 30/04/2024 13:45 is London's already. 01-Jul-2024 9:05 and 1:45 PM are read too. A row without a time is counted as such and never dropped. The table \
      gets month, quarter and financial_year, and day and hour where the times tell them. area is a name, a code or a DfE \
      number, and an area that is written in several ways is one; give lsoa and areas instead to find it. All months from the first to the last count as recorded.
      """,
    example: """
      load_table(examples .. "/synthetic/missing-and-exploitation.csv.gz"):incidents{time = "happened", person = "child", area = "area", type = "kind"}:repeats{at_least = 3, days = 90}.repeats[1]
      --> 100
      """,
    Parameter<Table>("table", "The table, one row an incident."),
    Parameter<String>("time", "The column of when it happened."),
    Parameter<String?>("area", "The column of the local authority.", otherwise: "none"),
    Parameter<String?>("person", "The column that tells people apart.", otherwise: "none"),
    Parameter<String?>("type", "The column of the kind of incident or harm.", otherwise: "none"),
    Parameter<String?>("place", "The column of a place, such as a school or an address.", otherwise: "none"),
    Parameter<String?>("lsoa", "The column of the LSOA.", otherwise: "none"),
    Parameter<String?>("outcome", "The column of the outcome.", otherwise: "none"),
    Parameter<String?>("id", "The column of the number that outcomes name the incident by.", otherwise: "none"),
    Parameter<String?>("force", "The column of who recorded it.", otherwise: "one for all"),
    Parameter<String?>("longitude", "The column of the longitude.", otherwise: "none"),
    Parameter<String?>("latitude", "The column of the latitude.", otherwise: "none"),
    Parameter<[Table]>("areas", "Look-ups from LSOA to local authority.", default: [], words: "none")
  ) { table, time, area, person, type, place, lsoa, outcome, id, force, longitude, latitude, areas in
    try Incidents(
      table: table, time: time,
      columns: IncidentColumns(
        area: area, lsoa: lsoa, place: place, person: person, type: type, outcome: outcome, incidentID: id, recorder: force,
        longitude: longitude, latitude: latitude), areas: areas.isEmpty ? nil : AreaLookup(areas))
  }

  /// Counts incidents.
  static let count = Operation(
    "count", summary: "The number of incidents; or with columns, incidents counted by them, with each group's share of all.",
    discussion: "A row whose value is missing is counted in a group of its own, never dropped.",
    example: """
      incidents:count{by = "area"}[2].incidents
      --> 2814
      """,
    incidents,
    Parameter<[String]>(
      "by", "The columns to count by: area, month, quarter, financial_year, type, outcome or any other.", default: [],
      words: "none, and it gives a number")
  ) { incidents, names in
    guard names.isEmpty else { return Value.object(try incidents.counted(by: names)) }
    for note in incidents.notes where note.hasPrefix(Predicate.beginningOfOpenRows) { LoadingListener.current?.remark?(note) }
    return .integer(incidents.count)
  }

  /// Gives rates.
  static let rate = Operation(
    "rate", summary: "Incidents by area per so many people, with confidence limits.",
    discussion: """
      An area without a population has no rate, and the cell says why. Neither has one whose force lacks a month of the data, or is \
      not in it. The incidents are those of all months together, which the unit names; period chooses the people alone: keep a year with where for a rate a year.
      """,
    source: "Breslow and Day 1987; Eayres 2008",
    example: """
      #incidents:where{area = {"Middlesbrough", "Redcar and Cleveland"}}:rate{population = children, period = "2019", per = 1000}
      --> 2
      """,
    incidents,
    Parameter<Indicator>("population", "An indicator of people, such as children aged 0 to 17."),
    Parameter<Named<Period>?>("period", "The period of the population.", otherwise: "the latest period with values"),
    Parameter<Int>("per", "The people that the rate is given for.", default: 1000, words: "1000"),
    intervalConfidence
  ) { incidents, population, period, base, confidence in
    guard base > 0 else {
      throw ArgumentError.unusable("per", problem: "\(base) people are none", expectation: "per = 1000.")
    }
    return try incidents.rates(population: population, period: population.period(period), base: base, confidence: confidence)
  }

  /// Lists the groups with the most incidents.
  static let top = Operation(
    "top", summary: "The groups with the most incidents, most first.",
    example: """
      incidents:top(1, {by = "type"})[1].type
      --> Anti-social behaviour
      """,
    incidents,
    Parameter<Int>("count", "How many groups."),
    Parameter<[String]>("by", "The columns that make the groups, such as location or lsoa_name.")
  ) { incidents, count, names in
    guard count > 0 else {
      throw ArgumentError.unusable("count", problem: "\(count) groups are none", expectation: "One or more.")
    }
    return try incidents.top(count, by: names)
  }

  /// Counts by month.
  static let incidentSeries = Operation(
    "series", summary: "Incidents of each month or longer span, the twelve months up to each, and the change on a year before.",
    discussion: """
      A month without an incident is zero where its force recorded the month, and not available where the force's file lacks it. \
      The force of a group is that of its area, or the one that recorded more than half of it. Rows of other forces are \
      added only where these have every month, so that a force that comes or goes makes no rise or fall; others are left out, \
      and told. A longer span needs all its months.
      """,
    example: """
      load_incidents(examples .. "/police/2025-weapons-slim.csv.gz"):series{by = "force"}[5].incidents
      --> [x] not available
      """,
    incidents, by,
    Parameter<SeriesUnit>("every", "The spans of time.", default: .month, words: "\"month\""),
    Parameter<Indicator?>("population", "People by area, for a rate; by names the area then.", otherwise: "no rate"),
    Parameter<Int>("per", "The people that the rate is given for.", default: 1000, words: "1000")
  ) { incidents, names, unit, population, per in
    guard per > 0 else { throw ArgumentError.unusable("per", problem: "\(per) people are none", expectation: "per = 1000.") }
    return try incidents.series(by: names, every: unit, population: population.map { ($0, per) })
  }

  /// Finds seasons.
  static let seasons = Operation(
    "seasons", summary: "How each month of the year stands to the others: mean, least, most, and the seasonal index.",
    discussion: """
      The index is 100 for a month that is as the twelve about it: incidents a day, so that February is not short, over the \
      centred mean of twelve months, averaged over the years and scaled to a mean of 100. It needs 24 months one after another; the first six and the last six months have \
      no twelve about them, so that index_years, of how many years each index is, is less than years.
      """,
    source: "Kendall and Ord 1990",
    example: """
      load_incidents(examples .. "/police/cleveland-weapons-robbery-street.csv.gz"):seasons()[12].years
      --> 2
      """,
    incidents, by
  ) { incidents, names in try incidents.seasons(by: names) }

  /// Compares with a year before.
  static let yearChange = Operation(
    "year_change", summary: "Incidents of the latest months against the same months of the year before, with limits of the change.",
    discussion: """
      Limits and p values are those of the ratio of two counts; they take incidents to come one by one. verdict is higher, lower \
      or similar, at 0.05 of the p values adjusted for how many groups there are. A group that lacks a month of either has no change.
      """,
    source: "Przyborowski and Wilenski 1940; Benjamini and Hochberg 1995",
    example: """
      load_incidents(examples .. "/police/cleveland-weapons-robbery-street.csv.gz"):year_change{by = "type"}[2].type
      --> Robbery
      """,
    incidents, by,
    Parameter<Int>("months", "How many months, up to the last.", default: 12, words: "12"),
    Parameter<String?>("to", "The last month, such as \"2025-09\".", otherwise: "the last of the data"),
    intervalConfidence
  ) { incidents, names, months, last, confidence in
    try incidents.yearChange(by: names, months: months, to: last, confidence: confidence)
  }

  /// Counts by hour and weekday.
  static let hours = Operation(
    "hours", summary: "Incidents by hour of the day and day of the week, as clocks in London showed them.",
    discussion: """
      Moments in coordinated universal time are turned into London's, summer time with them. Unknown hours have a row of their own. A \
      file whose times are all midnight has days and no hours, and a police file without an afternoon has lost half of the day: \
      its hours are not known.
      """,
    example: """
      load_incidents(examples .. "/police/2020-01-merseyside-stop-and-search.csv.gz"):hours()[18].all
      --> 326
      """,
    incidents
  ) { incidents in try incidents.hourByWeekday() }

  private static let person = Parameter<String?>("of", "The column of people, or of places.", otherwise: "the person")
  private static let days = Parameter<Int?>(
    "days", "How long the window is, in days.", otherwise: "no window, unless months are given")
  private static let months = Parameter<Int?>("months", "How long the window is, in calendar months.", otherwise: "none")

  /// Counts repeats.
  static let repeats = Operation(
    "repeats",
    summary: "People or places with so many incidents or more, in a window of time, and the part of all incidents they make up.",
    discussion: """
      With days = 90 a person counts who has so many incidents of which the last is less than 90 days after the first: any 90 days \
      one after another, not those of a calendar. months counts calendar months alike, for data that have no days. Without \
      a window all incidents of the data count together. Incidents without a person are counted in the notes, and so are those of \
      the police's "No Location" and "On or near ", which name no place.
      """,
    example: """
      incidents:repeats{of = "location", at_least = 10}.repeat_incidents[1]
      --> 2549
      """,
    incidents, person,
    Parameter<Int>("at_least", "How many incidents make a repeat.", default: 2, words: "2"), days, months, by
  ) { incidents, unit, least, days, months, names in
    try incidents.repeats(of: unit, atLeast: least, window: IncidentWindow(days: days, months: months), by: names)
  }

  /// Counts how often.
  static let times = Operation(
    "times", summary: "How many people or places had one incident, two, three and so on, and the incidents of each.",
    example: """
      incidents:times{of = "location"}[1].units
      --> 1170
      """,
    incidents, person,
    Parameter<Int>("up_to", "The last number that has a row of its own, with more.", default: 5, words: "5")
  ) { incidents, unit, most in try incidents.times(of: unit, upTo: most) }

  /// Finds who is harmed again.
  static let again = Operation(
    "again", summary: "The share of people or places with another incident within a window after their first.",
    discussion: """
      Only those are counted whose first incident lies a whole window before the end of the data. The first incident is the first \
      of the data: some had one before.
      """,
    example: """
      load_table(examples .. "/synthetic/missing-and-exploitation.csv.gz"):incidents{time = "happened", person = "child"}:again{days = 90}.denominator
      --> 376
      """,
    incidents, person, days, months
  ) { incidents, unit, days, months in
    guard let window = try IncidentWindow(days: days, months: months) else {
      throw ArgumentError.left("days", expected: "a whole number, or months", place: nil)
    }
    return try incidents.revictimisation(of: unit, window: window)
  }

  /// Finds a share.
  static let incidentShare = Operation(
    "share", summary: "The share of the incidents that meets conditions, with its limits and in a report's words.",
    discussion: """
      Incidents without a value in a column of the conditions count as not meeting them, and are told; where none has a value there is no share; known = true leaves them out. \
      A whole is worded as "almost 6,000" or "over 8,400" where that moves it by less than one in forty.
      """,
    source: "Wilson 1927",
    example: """
      incidents:share{type = "Anti-social behaviour"}.short
      --> 29% of over 8,400
      """,
    incidents,
    Parameter<Conditions>("conditions", "What they must meet, by column."),
    Parameter<Bool>(
      "known", "Whether only incidents count that have values in the columns of the conditions.", default: false, words: "false"),
    intervalConfidence
  ) { incidents, conditions, known, confidence in
    try incidents.share(incidents.naming(conditions.predicate), words: conditions.words, ofKnown: known, confidence: confidence)
  }

  /// Finds harms that go together.
  static let coOccurrence = Operation(
    "co_occurrence",
    summary: "Kinds of incident that the same people or places have, pair by pair, against what chance would give.",
    discussion: """
      expected is how many would have both if neither had to do with the other. People without any incident are not in the data: \
      name their number with everyone where it is known, for without them kinds seem to shun each other. Incidents without a \
      person or a kind are left out and told.
      """,
    source: "Woolf 1955; Benjamini and Hochberg 1995",
    example: """
      load_table(examples .. "/synthetic/missing-and-exploitation.csv.gz"):incidents{time = "happened", person = "child", type = "kind"}:co_occurrence()[1].with_both
      --> 88
      """,
    incidents, person,
    Parameter<String?>("harms", "The column of kinds.", otherwise: "the type"),
    Parameter<Int?>(
      "everyone", "How many people or places there are, with an incident or without.", otherwise: "those with an incident"),
    intervalConfidence
  ) { incidents, unit, harms, everyone, confidence in
    try incidents.coOccurrence(of: unit, harms: harms, everyone: everyone, confidence: confidence)
  }

  /// Reviews the data.
  static let quality = Operation(
    "quality",
    summary: "A review of the rows: what is missing, doubled, of which census, outside the force, and which months lack.",
    discussion: """
      Rows that are wholly alike look like duplicates and are counted, not removed: two reports of one point in one month look alike. A crime's number \
      stands in several rows for several reports. With look-ups of both censuses the LSOA codes of each are counted.
      """,
    example: """
      incidents:quality()[2].check
      --> no crime_id
      """,
    incidents
  ) { incidents in try incidents.quality() }

  /// Lists the months that there are.
  static let coverage = Operation(
    "coverage", summary: "The months that each force has in the data, and those it lacks.",
    example: """
      load_incidents(examples .. "/police/2025-weapons-slim.csv.gz"):coverage()[1].months
      --> 6
      """,
    incidents
  ) { incidents in try incidents.coverageTable() }
}
