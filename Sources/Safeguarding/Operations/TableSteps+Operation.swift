import Columns

// The steps of a query as methods of a table. None touches a row itself; those that the engine can
// take together wait for each other, as `PendingTable` says.

extension Operation {
  private static let table = Parameter<PendingTable>("table", "The table.")

  /// Makes one row of each group.
  static let group = Operation(
    "group", summary: "One row for each group of a table's rows, with what is computed of it.",
    discussion: """
      make names the new columns: "count" for the rows; {sum = "age"}, and in its place mean, median, minimum, maximum, \
      distinct, first, last, variance, standard_deviation, count (of the values that are there) or share (a fraction of \
      all groups); {quantile = 0.9, of = "age"}; {correlation = "age", with = "cost"}. A formula puts figures together: "sum(deaths) / sum(births) * 1000" \
      or "count(age < 18) / count()"; a row that lacks a value that one of its figures is of is left out of all of them. where = {...} beside it takes only the rows that meet conditions, as in \
      {count = true, where = {age = {below = 18}}}. The groups come in the order of their values and the new columns in \
      the order in which a script writes them. Missing values are left out and counted in the notes; a group is never dropped. Of months, \
      quarters or years that derive made a note tells whether the first or the last is covered in part only.
      """,
    example: """
      coverage:group({"cohort", "vaccine"}, {rows = "count", lowest = {minimum = "coverage_percent"}})[1].rows
      --> 3335
      """,
    table,
    Parameter<[String]>("by", "The columns whose values make the groups; {} for one group of all rows."),
    Parameter<Aggregates>(
      "make", "The new columns, each by its name.", default: .rowCount, words: "the rows as count")
  ) { table, names, make in try grouped(table, by: names, make) }

  /// The same of groups that are there.
  static let summarise = Operation(
    "summarise", summary: "One row for each group, with several things that are computed of it.",
    discussion: "make names the new columns as in group. {age = \"mean\"} is the mean of the column of that name, and {oldest = \"max(age)\"} the greatest of another.",
    example: """
      coverage:by("cohort"):summarise{rows = "count", lowest = {minimum = "coverage_percent"}}[1].rows
      --> 3335
      """,
    Parameter<Grouping>("grouping", "The groups."),
    Parameter<Aggregates>("make", "The new columns, each by its name.")
  ) { grouping, make in try grouped(grouping.table, by: grouping.columns, make) }

  /// The same of all rows.
  static let summariseTable = Operation(
    "summarise", summary: "One row for the whole table, with several things that are computed of it.",
    discussion: "make names the new columns as in group.",
    example: """
      coverage:where{cohort = "24m", vaccine = "MMR1"}:summarise{percent = "round(sum(coverage_percent * denominator) / sum(denominator), 2)"}[1].percent
      --> 89.61
      """,
    table,
    Parameter<Aggregates>("make", "The new columns, each by its name.")
  ) { table, make in try grouped(table, by: [], make) }

  private static func grouped(_ table: PendingTable, by names: [String], _ make: Aggregates) throws -> PendingTable {
    try make.check(columns: table.columnNames)
    let known = Set(table.columnNames)
    let notes = make.aggregates.filter { $0.kind == .count && $0.column == nil && known.contains($0.name) }.map {
      "\($0.name): the rows of each group, and not the values of the column of that name; those are {count = \"\($0.name)\"}"
    }
    return try table.grouped(by: names, make).noting(notes).noting(
      make.aggregates.filter { $0.kind == .share && $0.condition != .all && $0.column == nil }.map {
        "\($0.name): each group's part of all rows that meet the conditions; the part of its own rows that do is a count with them by a count of all"
      })
  }

  /// Adds columns of another table.
  static let join = Operation(
    "join", summary: "The table with columns of another, found by a key; no row is lost or counted twice.",
    discussion: """
      A row whose key the other table lacks stays, with new values that are not available, unless how = "inner" leaves it out. Two rows of the other table \
      with one key and different values are an error. A column that both have is that of this table, and the other's is called so with _2. A note tells how many rows found no partner, and how many keys of the \
      other table several rows found.
      """,
    example: """
      load_table(examples .. "/lait/statistical-neighbours-2025-05.csv"):join(load_table(examples .. "/lait/la-list.csv"), {on = "neighbour_la_number", equals = "la_number", add = {"type"}})[1].type
      --> OLB
      """,
    table,
    Parameter<Table>("other", "The table that has the new columns, one row a key."),
    Parameter<JoinKeys>("on", "The columns of this table that make the key."),
    Parameter<[String]>("equals", "The columns of the other table that make it, in the same order.", default: [], words: "those of the same names"),
    Parameter<[String]>("add", "The columns of the other table to add.", default: [], words: "all but its key"),
    Parameter<JoinedRows>("how", "Which rows stay: all of them (left), those that found a partner (inner, or semi without its columns), or those that found none (anti).", default: .left, words: "left")
  ) { table, other, keys, equals, added, how in
    // The other file may spell its columns in another way: `Crime ID` for crime_id.
    let otherKeys = try (equals.isEmpty ? keys.others : equals).map { name in
      let spelled = other.columnIfPresent(name) == nil ? ColumnSpelling.column(meantBy: name, among: other.columnNames) : name
      guard let spelled else { throw JoinKeyError(name: name, keys: keys, columns: other.columnNames) }
      return spelled
    }
    let keys = keys.columns
    let isKey = Set(otherKeys)
    var (other, codeNotes) = (other, [String]())
    for (own, name) in zip(keys, otherKeys) {
      guard let (column, note) = AreaKeys.matching(table, own, try other.column(name)) else { continue }
      other = try Table(other.columns.map { $0.name == name ? column : $0 }, sources: other.sources, notes: other.notes)
      codeNotes.append(note)
    }
    let names = added.isEmpty ? other.columnNames.filter { !isKey.contains($0) } : added
    for name in names { _ = try other.column(name) }
    let (own, all) = (Set(table.columnNames), Set(table.columnNames + other.columnNames))
    let clashes = names.filter(own.contains), isClash = Set(clashes)
    if let taken = clashes.first(where: { all.contains($0 + "_2") }) {
      throw ArgumentError.unusable(
        "add", problem: "both tables have a column \"\(taken)\", and there is a \"\(taken)_2\" too",
        expectation: "Rename it in one of them first: rename{[\"\(taken)\"] = \"another name\"}.")
    }
    let renamed = try Table(
      other.columns.map { isClash.contains($0.name) ? $0.named($0.name + "_2") : $0 }, sources: other.sources, notes: other.notes)
    let otherNames = otherKeys.map { isClash.contains($0) ? $0 + "_2" : $0 }
    let partner = "\u{0}partner"
    let adding = names.map { isClash.contains($0) ? $0 + "_2" : $0 }
    let marked = how == .left ? renamed : try renamed.adding(Column(partner, integers: [Int](repeating: 1, count: renamed.rowCount)))
    var join = Query.Join(marked, on: keys, equal: otherNames, adding: how == .left ? adding : how == .inner ? adding + [partner] : [partner])
    join.partnerNote = how == .left ? .kept : how == .anti ? .refused : .required
    let notes = codeNotes + (clashes.count > 3
      ? ["join: both tables have \(clashes.prefix(2).map { "\"\($0)\"" }.joined(separator: ", ")) and \(PrintedNumber.of(clashes.count - 2)) more; those of the other end in _2, and add names the columns that are wanted"]
      : clashes.map { "join: both tables have \"\($0)\"; that of the other is \"\($0)_2\"" })
    let joined = try table.adding(.join(join))
    guard how != .left else { return try joined.noting(notes) }
    let has = Predicate.not(.isMissing(column: partner))
    return try joined.adding(.filter(how == .anti ? .not(has) : has)).adding(.select(table.columnNames + (how == .inner ? adding : [])))
      .noting(how == .inner ? notes : codeNotes)
  }

  /// Keeps the first rows in an order.
  static let topRows = Operation(
    "top", summary: "The rows with the largest values of a column, in all or in each part.",
    discussion: "Rows that are equal keep their order, and rows without a value come last.",
    example: """
      partners:top(1, {by = "contribution_pounds"})[1].agency
      --> Middlesbrough Council
      """,
    table,
    Parameter<Int>("count", "How many rows, of each part."),
    Parameter<[String]>(
      "by", "The column to order by, or several: a later one where the earlier are equal.", default: [], words: "the last column of numbers but limits, p values and ranks"),
    Parameter<[String]>("per", "The columns whose values make the parts.", default: [], words: "one part of all rows"),
    Parameter<Bool>("descending", "Whether the largest comes first.", default: true, words: "true")
  ) { table, count, names, parts, descending in try top(table, count, by: names, per: parts, descending: descending) }

  static func top(_ table: PendingTable, _ count: Int, by names: [String], per parts: [String], descending: Bool) throws -> Table {
    let order = names.isEmpty ? try lastNumbers(of: table) : names
    if let unknown = order.first(where: { table.type(of: $0) == nil }) { throw TableError.noColumn(unknown, available: table.columnNames) }
    if let text = order.first(where: { table.type(of: $0) == .text }) {
      throw ArgumentError.unusable(
        "by", problem: "column \"\(text)\" holds text, which has no largest",
        expectation: "It names a column of numbers; per = \"\(text)\" takes the first rows of each \(text), and sort orders text.")
    }
    var (top, tied) = try table.top(count, per: parts, by: order.map { .init($0, descending: descending) })
    top.orderedBy = order
    let last = parts.isEmpty ? "the last" : "the last of their \(parts.joined(separator: ", "))"
    if tied > 0 { top.notes.append("\(PrintedNumber.of(tied)) more \(tied == 1 ? "row ties" : "rows tie") with \(last)") }
    if names.isEmpty, numbers(of: table).count > 1 { top.notes.append("by \(order.joined(separator: ", ")), the last column of numbers") }
    top.notes += try [table.noteOfWholes(within: parts), table.noteOfMeasures(within: parts)].compactMap(\.self)
    return top
  }

  /// Whether a column is a limit, a p value or a rank of a figure that stands before it.
  private static func isBesideFigure(_ name: String) -> Bool {
    let words = name.lowercased().split(separator: "_")
    return words.contains { ["lower", "upper", "rank"].contains($0) } || ["p", "p_value", "p_adjusted"].contains(name.lowercased())
  }

  /// The last column of numbers, which is what was counted or computed last.
  private static func lastNumbers(of table: PendingTable) throws -> [String] {
    let numbers = numbers(of: table)
    guard let column = numbers.last(where: { !isBesideFigure($0) }) ?? numbers.last else {
      throw ArgumentError.unusable("by", problem: "the table has no column of numbers", expectation: "Name the column to order by.")
    }
    return [column]
  }

  private static func numbers(of table: PendingTable) -> [String] { table.columnNames.filter { [.integer, .number].contains(table.type(of: $0)) } }

  /// Turns values into columns.
  static let pivot = Operation(
    "pivot", summary: "A table with a column for each value of a column, such as one for each year.",
    discussion: """
      A place without a value is not available; two values for one place are an error, so group first. A count of rows is zero there, as \
      it is without values, when the rows are counted, but not in a month of which a force has no file. A total over a missing value is missing, for its reason, and so is \
      what is to be given in per cent of it.
      """,
    example: """
      coverage:where{cohort = "24m", vaccine = "MMR1", quarter = "Q1"}:pivot{rows = "utla_name", column = "financial_year", values = "coverage_percent"}.columns[2]
      --> 2019-2020
      """,
    table,
    Parameter<[String]>("rows", "The columns that name the rows."),
    Parameter<String>("column", "The column whose values become columns, in their order."),
    Parameter<FormulaText?>("values", "The column of what stands in them, or what is computed of the rows: \"sum(n)\", \"sum(n) / sum(people)\".", otherwise: "how many rows there are, and the sum of count where count() made the table"),
    Parameter<Bool>("totals", "Whether a column and a row of sums, called total, come last.", default: false, words: "false"),
    Parameter<PivotWhole?>("percent", "Of which total each figure is given in per cent: its row's, its column's, or that of all.", otherwise: "the figures themselves")
  ) { table, rows, column, given, totals, whole in
    let values = given?.text ?? counts(in: table, besides: rows + [column])
    // The rows are counted where nothing else is named count.
    let isCount = values == nil || values == "count" && !table.columnNames.contains("count") && ColumnSpelling.column(meantBy: "count", among: table.columnNames) == nil
    let (figures, made) = try isCount ? (table.grouped(by: rows + [column], [.count()]), "count") : computed(values ?? "", of: table, by: rows + [column])
    let pivoted = try figures.answer(.pivot(.init(rows: rows, column: column, values: made)))
      .withZeroCounts(besides: rows, of: column, in: table)
    func reached(_ answer: Table) throws -> Table { try answer.withoutUncovered(besides: rows, of: column, in: table) }
    guard totals || whole != nil else { return try reached(pivoted) }
    var summed = try pivoted.withTotals(besides: rows)
    if let note = SumsOfRates.note("total", of: values ?? "", unit: try isCount ? nil : figures.answer().column(made).unit) { summed.notes.append(note) }
    return try reached(whole.map { summed.inPercent(of: $0, besides: rows, keepsTotals: totals) } ?? summed)
  }

  /// What counts the rows that a table was grouped from, so that its own rows are not counted once more.
  private static func counts(in table: PendingTable, besides names: [String]) -> String? {
    !names.contains("count") && table.unit(of: "count") == "rows" ? "sum(count)" : nil
  }

  /// What is to stand in a pivot, and the column that holds it: a column of the table, or what is computed of its rows, `sum(n)`.
  private static func computed(_ values: String, of table: PendingTable, by names: [String]) throws -> (PendingTable, column: String) {
    guard !table.columnNames.contains(values), values.contains("(") else { return (table, values) }
    var name = try Aggregates.call(values, for: "values").map { $0.column ?? "count" } ?? values
    while names.contains(name) { name += "\u{2032}" }
    return (try table.grouped(by: names, Aggregates(name, values)), name)
  }

  /// Adds rows for spans without any.
  static let fillCalendar = Operation(
    "fill_calendar", summary: "The table with a row for every span from the first to the last, in each part.",
    discussion: """
      A month in which nothing happened has no row after a group; this gives it one. After a group the first and the last are those of the rows that \
      were grouped before some were left out for something else (all months of a file), and else those of the table. Counts of rows are zero there, and the columns \
      that zeros names; any other is not available, and of incidents so is a month of which a force has no file.
      """,
    example: """
      #load_table(examples .. "/police/cleveland-stop-and-search-2025.csv.gz"):derive("day", {day = "Date"}):group({"day", "Gender"}):fill_calendar("day", "day", {within = "Gender", zeros = "count"})
      --> 1002
      """,
    table,
    Parameter<String>("column", "The column of spans, such as one that derive made."),
    Parameter<CalendarUnit?>("unit", "What the spans are.", otherwise: "what the column is called"),
    Parameter<[String]>("within", "The columns whose values make the parts.", default: [], words: "one part of all rows"),
    Parameter<[String]>("zeros", "The columns of numbers that are zero in a new row.", default: [], words: "those that count rows")
  ) { table, column, unit, parts, zeros in
    guard let unit = unit ?? CalendarUnit(rawValue: column.lowercased()) else {
      throw ArgumentError.left("unit", expected: CalendarUnit.argumentWords, place: nil)
    }
    let counts = zeros.isEmpty ? try table.answer().columns.filter(\.countsItsRows).map(\.name) : zeros
    var filled = try table.answer(.calendar(.init(column, unit: unit, within: parts, zeros: counts, covering: table.covered(column))))
      .withoutZeros(in: counts, by: parts + [column], notRecordedIn: table.recorded)
    filled.notes.removeAll { TableInSteps.isOnEmptySpans($0, in: column) }
    return filled
  }
}

/// A column's name, or a formula.
struct FormulaText: OperationArgument {
  let text: String

  static let argumentWords = String.argumentWords
  static let takesFormula = true

  static func argument(_ value: Value) throws -> FormulaText? { String.argument(value).map(FormulaText.init) }
}

/// Which rows a join keeps.
enum JoinedRows: String, WordChoice {
  case left, inner, semi, anti
}

/// The columns that make the key of a join, and those of the other table that they equal.
struct JoinKeys: OperationArgument {
  let columns: [String]
  let others: [String]

  static let argumentWords = "a column, a list of them, or {[\"LSOA code\"] = \"lsoa_code\"} where the other table has another name"
  static let takesList = true
  static let takesRecord = true

  static func argument(_ value: Value) throws -> JoinKeys? {
    if case .record = value {
      guard let names = try NewNames.argument(value) else { return nil }
      let pairs = names.byOld.sorted { $0.key < $1.key }
      return JoinKeys(columns: pairs.map(\.key), others: pairs.map(\.value))
    }
    return try [String].argument(value).map { names in
      // "LSOA code = lsoa21_code" names the column of each table.
      let pairs = names.map { name in name.split(separator: #/\s+==?\s+/#).map(String.init) }
      guard pairs.contains(where: { $0.count == 2 }), pairs.allSatisfy({ $0.count <= 2 }) else { return JoinKeys(columns: names, others: names) }
      return JoinKeys(columns: pairs.map { $0[0] }, others: pairs.map { $0[$0.count - 1] })
    }
  }
}

/// A key of a join that the other table lacks.
struct JoinKeyError: DiagnosableError {
  let name: String
  let keys: JoinKeys
  /// The columns of the other table.
  let columns: [String]

  var diagnostic: Diagnostic {
    var diagnostic = TableError.noColumn(name, available: columns).diagnostic
    diagnostic.problem += " in the other table"
    diagnostic.expectation = diagnostic.expectation?.replacing("The columns are", with: "Its columns are", maxReplacements: 1)
    // Who names that of each table one after the other means the same.
    let both = keys.columns.count == 2 && keys.columns[0] == name && columns.contains(keys.columns[1]) ? keys.columns[1] : nil
    let meant = diagnostic.hint?.split(separator: "\"").dropFirst().map(String.init) ?? []
    let partner = both ?? (meant.count == 2 ? meant[0] : nil)
    if keys.columns.contains(name) {
      let key = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } ? name : "[\"\(name)\"]"
      diagnostic.hint = "where it is called otherwise there, both names are given: on = {\(key) = \"\(partner ?? "its name there")\"}, or that of the other table in equals"
    }
    return diagnostic
  }
}
