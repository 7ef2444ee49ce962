import Columns

extension Operation {
  /// Keeps rows.
  static let whereRows = Operation(
    "where", summary: "The rows of a table that meet conditions.",
    discussion: """
      A value must be equalled, a list holds what is wanted, and fields compare: at_least, at_most, above, below, \
      between = {10, 13}, is, is_not, contains, begins_with, missing. {column = "other"} in place of a value compares with \
      another column. All that is named must be met. any = {{...}, {...}} asks for one of several at least, and \
      none = {{...}, {...}} for not one of them. "deaths / births > 0.01 and sex = 'Female'" is a formula, which \
      help("formula") tells of, and function(row) return ... end is called with each row, which takes a hundred times as long. A text that the column never holds is an error, since a silent no would \
      read as a zero.
      """,
    example: """
      #partners:where{contribution_pounds = {at_least = 65000}}
      --> 4
      """,
    Parameter<PendingTable>("table", "The table."),
    Parameter<Conditions>("conditions", "What the rows must meet, by column.")
  ) { table, conditions in
    if let formula = conditions.formula { try Formula.checkNumbers(formula, columns: table.columnNames) }
    var notes: [String] = []
    let predicate = try conditions.predicate.replacing { try WholeColumns.value(of: $0, in: table, notes: &notes) }
    let answer = try table.adding(.filter(LondonSpans(of: table).local(predicate)))
    try TimeOrder.checkHolds(predicate, bounds: table.bounds)
    return try answer.noting(notes + table.notesOnTexts(predicate))
  }

  /// Orders rows.
  static let sort = Operation(
    "sort", summary: "The rows of a table in the order of some columns; missing values come last.",
    example: """
      partners:sort("contribution_pounds", {descending = false})[1].agency
      --> Durham Tees Valley CRC
      """,
    Parameter<PendingTable>("table", "The table."),
    Parameter<[String]>("column", "The column to order by, or several: a later one where the earlier are equal."),
    Parameter<Descending>(
      "descending", "Whether the largest comes first, or the columns of which it does.", default: Descending(isAll: false), words: "false")
  ) { table, columns, descending in
    var (columns, descending) = (columns, descending)
    // sort("rate", "desc"), as in SQL; a column of that name is one.
    if columns.count > 1, let word = columns.last, let falls = Self.directions[word.lowercased()], !table.columnNames.contains(word) {
      columns.removeLast()
      descending = Descending(isAll: falls)
    }
    // sort("region", "-rate") and sort("region", "rate desc"), of columns that are there.
    let known = Set(table.columnNames)
    for (place, written) in columns.enumerated() where !known.contains(written) {
      guard let (column, falls) = Self.direction(of: written), known.contains(column) || ColumnSpelling.column(meantBy: column, among: table.columnNames) != nil else { continue }
      columns[place] = column
      if falls { descending.columns.append(column) }
    }
    guard descending.flags.isEmpty || descending.flags.count == columns.count else {
      throw ArgumentError.unusable(
        "descending", problem: "there are \(descending.flags.count) answers for \(columns.count) columns", expectation: "One for each, or the columns of which the largest comes first.")
    }
    let names = Set(columns), falling = Set(descending.columns + zip(columns, descending.flags).filter(\.1).map(\.0))
    if let unknown = descending.columns.first(where: { !names.contains($0) }) {
      throw ArgumentError.unusable(
        "descending", problem: "\"\(unknown)\" is no column that is ordered by", expectation: "It names some of \(columns.joined(separator: ", ")).")
    }
    let order = columns.map { Query.Order($0, descending: descending.isAll || falling.contains($0)) }
    return try table.sorted(by: order)
  }

  /// A column with a direction that is written at it, and whether that falls.
  private static func direction(of written: String) -> (column: String, falls: Bool)? {
    if written.hasPrefix("-") { return (String(written.dropFirst()), true) }
    guard let blank = written.lastIndex(of: " "), let falls = directions[written[blank...].dropFirst().lowercased()] else { return nil }
    return (String(written[..<blank]), falls)
  }

  private static let directions = ["desc": true, "descending": true, "asc": false, "ascending": false]

  /// Keeps columns.
  static let select = Operation(
    "select", summary: "A table with only some columns, in the order given.",
    example: """
      partners:select{"agency"}.columns[1]
      --> agency
      """,
    Parameter<PendingTable>("table", "The table."),
    Parameter<[String]>("columns", "The names of the columns.")
  ) { table, names in try table.adding(.select(names)) }

  /// Keeps the first rows.
  static let head = Operation(
    "head", summary: "The first rows of a table.",
    example: """
      #partners:head(3)
      --> 3
      """,
    Parameter<PendingTable>("table", "The table."),
    Parameter<Int>("count", "How many rows.", default: 10, words: "10")
  ) { table, count in
    guard count >= 0 else { throw ArgumentError.unusable("count", problem: "\(count) rows", expectation: "It is zero or more; the last rows are tail(\(count.magnitude)).") }
    return try table.first(count)
  }
}

/// Whether the largest comes first: of all columns, or of some.
struct Descending: OperationArgument {
  var isAll = false
  var columns: [String] = []
  /// For each column that is ordered by, in their order, whether its largest comes first.
  var flags: [Bool] = []

  static let argumentWords = "true or false, or a list of columns, or one of true and false"
  static let takesList = true
  static let takesText = false

  static func argument(_ value: Value) throws -> Descending? {
    if case .boolean(let isAll) = value { return Descending(isAll: isAll) }
    if case .list(let values) = value, let flags = try [Bool].argument(.list(values)), !flags.isEmpty { return Descending(flags: flags) }
    return try [String].argument(value).map { Descending(columns: $0) }
  }
}

extension Operation {
  /// Makes an indicator of a table.
  static let tableIndicator = Operation(
    "indicator", summary: "An indicator made of a table's rows, one row an area and period.",
    discussion: """
      Missing values keep their reason. Two different values for one area and period are an error. The counts, the \
      denominators or the limits behind the values are what comparisons, intervals of ranks and footprints rest on.
      """,
    example: """
      coverage:where{vaccine = "MMR1", cohort = "24m"}:indicator{name = "MMR1 at 24 months", value = "coverage_percent", area = "utla_code", period = {"financial_year", "quarter"}, unit = "%", polarity = "high"}:value("Middlesbrough", {period = "2019-2020 Q1"})
      --> 91.991786447639
      """,
    Parameter<Table>("table", "The table."),
    Parameter<String>("name", "The name of the indicator."),
    Parameter<String>("value", "The column of values."),
    Parameter<String>("area", "The column of area codes, numbers or names."),
    Parameter<[String]>("period", "The column of periods, or several whose texts together name one."),
    Parameter<String>("unit", "The unit, such as \"%\" or \"Rate per 10,000\".", default: "", words: "none"),
    Parameter<Polarity>("polarity", "Which way is good.", default: .neither, words: "\"neither\""),
    Parameter<Int>("decimals", "The decimal places to print, 0 to 12.", default: 1, words: "1"),
    Parameter<YearType?>("year_type", "What a year means.", otherwise: "what the labels tell"),
    Parameter<String>("publisher", "Who publishes the figures.", default: "", words: "none"),
    Parameter<String?>("count", "The column of cases behind each value.", otherwise: "none"),
    Parameter<String?>("denominator", "The column of people or events that the cases are among.", otherwise: "none"),
    Parameter<String?>("lower", "The column of lower 95% confidence limits.", otherwise: "none"),
    Parameter<String?>("upper", "The column of upper 95% confidence limits.", otherwise: "none")
  ) { table, name, value, area, period, unit, polarity, decimals, yearType, publisher, count, denominator, lower, upper in
    let companions: [(Companion, String?)] = [
      (.count, count), (.denominator, denominator), (.lower95, lower), (.upper95, upper),
    ]
    return try NamedColumnsFile.indicator(
      in: table, value: value, area: area, periods: period,
      definition: Indicator.Definition(
        key: name, title: name, unit: MeasureUnit(published: unit), polarity: polarity,
        decimals: min(max(decimals, 0), 12), yearType: yearType, publisher: publisher),
      companions: companions.compactMap { companion, column in column.map { (companion, $0) } })
  }
}
