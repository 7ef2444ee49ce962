import Columns

// Columns that are made of neighbouring rows. The rows of the answer stand as they stood.

extension Operation {
  private static let table = Parameter<Table>("table", "The table.")
  private static let column = Parameter<String>("column", "The column of numbers.")
  private static let within = Parameter<[String]>(
    "within", "The columns whose values make the parts, such as the area.", default: [], words: "one part of all rows")
  private static let order = Parameter<[String]>(
    "order", "The columns that the rows of a part are taken in the order of.", default: [],
    words: "those that tell when, such as the month; without one as they stand")

  private static func name(_ ending: String) -> Parameter<String?> {
    Parameter<String?>("as", "The name of the new column.", otherwise: "the column's with \(ending)")
  }

  /// Adds a rolling sum.
  static let rolling = Operation(
    "rolling", summary: "The table with a rolling sum, or mean: of each row and the rows before it, some in all.",
    discussion: """
      The first rows of a part have no sum yet, not available; a sum over a missing value is missing. Rows are counted \
      and not spans: after a group, fill_calendar first; a note counts the spans that no row stands for.
      """,
    example: """
      partners:rolling("contribution_pounds", {rows = 2}).contribution_pounds_rolling[2]
      --> 130000
      """,
    table, column,
    Parameter<Int>("rows", "How many rows a sum takes, one or more."),
    within, order, name("_rolling, or _rolling_mean"),
    Parameter<Bool?>("mean", "Whether it is the mean of the rows in place of their sum.", otherwise: "their sum, and a note says so where it has no name of your own")
  ) { table, column, rows, parts, order, given, isMean in
    // rolling("count", 3, "mean"); a column of that name is one.
    var (parts, isMean) = (parts, isMean)
    if parts.count == 1, ["mean", "sum", "average", "avg"].contains(parts[0]), table.columnIfPresent(parts[0]) == nil {
      isMean = parts[0] != "sum"
      parts = []
    }
    let name = given ?? column + (isMean == true ? "_rolling_mean" : "_rolling")
    var sums = try windowed(table, .rolling(rows: rows), column, name, parts, order)
    if isMean == nil, given == nil { sums.notes.append("\(name): the sum of \(rows) rows; mean = true gives their mean") }
    return isMean == true ? try mean(of: sums, name, rows) : sums
  }

  /// The table with the mean of each row and the rows before it, some in all.
  static func rollingMean(_ table: Table, _ column: String, rows: Int, as name: String, within parts: [String], order: [String]) throws -> Table {
    try mean(of: windowed(table, .rolling(rows: rows), column, name, parts, order), name, rows)
  }

  private static func mean(of sums: Table, _ name: String, _ rows: Int) throws -> Table {
    let unit = try sums.column(name).unit
    let means = try sums.answer(Query().derive(name, .arithmetic(.column(name), .over, .value(.integer(rows)))), within: OperationLimits.forQueries)
    // A mean is of what its values are of.
    return try Table(
      means.columns.map { column in
        var column = column
        if column.name == name { column.unit = unit }
        return column
      }, sources: means.sources, notes: means.notes)
  }

  /// Adds a running sum.
  static let cumulative = Operation(
    "cumulative", summary: "The table with the sum of a column so far.",
    discussion: """
      A missing value adds nothing and has no sum of its own. Without an order the rows are taken as they stand, and from the earliest on \
      where they stand with the latest first.
      """,    example: """
      partners:cumulative("contribution_pounds").contribution_pounds_cumulative[8]
      --> 270047
      """,
    table, column, within,
    Parameter<[String]>(
      "order", "The columns that the rows of a part are taken in the order of.", default: [],
      words: "as they stand, and from the earliest on where the latest stands first"),
    name("_cumulative")
  ) { table, column, parts, order, name in
    try windowed(table, .cumulative, column, name ?? column + "_cumulative", parts, order)
  }

  /// Adds the value of an earlier row.
  static let lag = Operation(
    "lag", summary: "The table with the value that a column had some rows before.",
    discussion: """
      The first rows of a part have none, not available. Rows are counted and not spans: fill_calendar first; a note counts the \
      spans that no row stands for. Several rows of one year, quarter, month or week are refused, unless within keeps them apart or \
      order says how they are taken: the row before would be another area's.
      """,
    example: """
      partners:lag("agency", {as = "before"}).before[2]
      --> Middlesbrough Council
      """,
    table, Parameter<String>("column", "The column, of any kind."),
    Parameter<Int>("rows", "How many rows before; a negative number looks ahead.", default: 1, words: "1"),
    within, order, name("_lag, or _lead ahead, and the number of rows unless it is 1")
  ) { table, column, rows, parts, order, name in
    let ending = (rows < 0 ? "_lead" : "_lag") + (rows.magnitude == 1 ? "" : "_\(rows.magnitude)")
    return try windowed(table, .lag(rows: rows), column, name ?? column + ending, parts, order)
  }

  /// Adds the rank of each row.
  static let ranked = Operation(
    "ranked", summary: "The table with the place of each row by a column, in all or in its part.",
    discussion: """
      This ranks the rows of any table. The rank of an area among England's areas, with the rule that made it, is \
      indicator:rank. Equal values share a place and the next is as many later; a missing value has none.
      """,
    example: """
      partners:ranked("contribution_pounds", {as = "place"}).place[5]
      --> 7
      """,
    table, column, within,
    Parameter<Bool>("descending", "Whether the largest comes first.", default: true, words: "true"),
    name("_rank")
  ) { table, column, parts, descending, name in
    try ranking(table, column, within: parts, descending: descending, as: name ?? column + "_rank")
  }

  static func ranking(_ table: Table, _ column: String, within parts: [String], descending: Bool, as name: String) throws -> Table {
    var ranked = try windowed(table, .rank(descending: descending), column, name, parts, [])
    let whole = parts.isEmpty ? "of \(PrintedNumber.of(table.rowCount - (try table.column(column)).presence.missingCount))" : "in each \(parts.joined(separator: ", "))"
    ranked.notes.append("\(name): 1 is the \(descending ? "largest" : "smallest") \(whole)")
    return ranked
  }

  /// Adds the fifth, or other part, that each row's value lies in.
  static let quantileGroups = Operation(
    "quantile_groups", summary: "The table with the group that each value lies in where all, in their order, are divided into fifths or so.",
    discussion: """
      Group 1 has the smallest values. Of n values the one in place r is in group 1 + (r - 1) * groups / n, rounded down; equal values \
      share the place of the first of them and so a group, and groups differ in size where values tie. A missing value is in none.
      """,
    example: """
      partners:quantile_groups("contribution_pounds", {groups = 4}).contribution_pounds_group[1]
      --> 3
      """,
    table, column,
    Parameter<Int>("groups", "How many groups, two or more: 4 are quarters, 10 are tenths.", default: 5, words: "5"),
    within,
    Parameter<Bool>("descending", "Whether group 1 has the largest values.", default: false, words: "false"),
    name("_group")
  ) { table, column, groups, parts, descending, name in
    guard (2...1_000).contains(groups) else { throw ArgumentError.unusable("groups", problem: "there are \(groups)", expectation: "From 2 to 1,000.") }
    return try grouping(table, column, groups: groups, within: parts, descending: descending, as: name ?? column + "_group")
  }

  static func grouping(_ table: Table, _ column: String, groups: Int, within parts: [String], descending: Bool, as name: String) throws -> Table {
    let ranked = try windowed(table, .rank(descending: descending), column, name, parts, [])
    let (places, keys) = (try ranked.column(name), try parts.map { try table.column($0) })
    var counts: [[Cell]: Int] = [:]
    for row in 0..<table.rowCount where !places[row].isMissing { counts[keys.map { $0[row] }, default: 0] += 1 }
    let cells = (0..<table.rowCount).map { row -> Cell in
      guard case .integer(let place) = places[row], let count = counts[keys.map { $0[row] }] else { return places[row] }
      return .integer(1 + (place - 1) * groups / count)
    }
    let numbered = Column(name, cells: cells, typeWhereMissing: .integer)
    var answer = try Table(ranked.columns.map { $0.name == name ? numbered : $0 }, sources: ranked.sources, notes: ranked.notes)
    answer.notes.append("\(name): 1 has the \(descending ? "largest" : "smallest") of \(groups) groups\(parts.isEmpty ? "" : " in each \(parts.joined(separator: ", "))")")
    return answer
  }

  /// Adds the share of each row.
  static let shares = Operation(
    "shares", summary: "The table with each value as a fraction of its part's sum, from zero to one.",
    discussion: "Missing values are left out of the sum and have no share; where the sum is zero there is none, not applicable.",
    example: """
      string.format("%.4f", partners:shares("contribution_pounds").contribution_pounds_share[1])
      --> 0.2407
      """,
    table, column, within, name("_share")
  ) { table, column, parts, name in
    var shares = try windowed(table, .share, column, name ?? column + "_share", parts, [])
    let missing = try table.column(column).presence.missingCount
    if missing > 0 { shares.notes.append("\(name ?? column + "_share"): \(PrintedNumber.of(missing, "missing value", "missing values")) of \"\(column)\" \(missing == 1 ? "is" : "are") in no sum, so that each share is of what is known") }
    if let note = table.noteOfLondonTwice { shares.notes.append("\(name ?? column + "_share"): \(note)") }
    return shares
  }

  static func windowed(
    _ table: Table, _ kind: Query.Window.Kind, _ column: String, _ name: String, _ parts: [String], _ order: [String]
  ) throws -> Table {
    var order = order.map { Query.Order($0) }
    var notes: [String] = []
    switch kind {
    case .rank, .share: break
    case .rolling, .cumulative, .lag:
      let time = TimeOrder(table)
      if order.isEmpty, let note = try time.checkTellsApart(within: parts, takingAsTheyStand: kind == .cumulative) { notes.append("\(name): \(note)") }
      // A sum so far is also taken down a table that was sorted by its size, as Pareto did.
      if order.isEmpty, try kind != .cumulative || time.standsReversed(within: parts) {
        order = time.order
        if let note = try time.note(within: parts) { notes.append("\(name): \(note)") }
      }
      if kind == .cumulative, order.isEmpty, let note = try time.noteAsTheyStand(within: parts) { notes.append("\(name): \(note)") }
      if kind != .cumulative, let note = try time.gaps(within: parts) { notes.append("\(name): \(note)") }
    }
    var answer = try table.answer(Query().window(.init(kind, of: column, as: name, within: parts, order: order)))
    answer.notes += notes
    return answer
  }
}

extension Table {
  /// Says that London is among the rows and so are its halves, as in DfE's regions; nil where it is not.
  fileprivate var noteOfLondonTwice: String? {
    // Regions are few: a longer table is of something else.
    guard rowCount <= 10_000 else { return nil }
    let column = columns.first { column in
      guard column.type == .text else { return false }
      let texts = Set((0..<rowCount).compactMap { column[$0].text })
      return texts.contains("London") && texts.contains("Inner London")
    }
    guard let column else { return nil }
    return "\(column.name) has London and also its parts, Inner and Outer London, which count twice: leave one of them out with where"
  }
}
