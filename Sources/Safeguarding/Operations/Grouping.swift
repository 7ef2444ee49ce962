import Columns

/// The rows of a table in groups, of which something is to be computed: `table:by("area"):sum("pounds")`.
struct Grouping: ScriptObject {
  var table: PendingTable
  let columns: [String]
  /// The calls that made it, for `why`.
  var calls: [String] = []

  static let kind = ObjectKind("grouping", summary: "The rows of a table in groups: count them, or sum a column of each.")
  static let fields: [ObjectField<Grouping>] = [
    .init("columns", "The columns that make the groups.") { .list($0.columns.map { .text($0) }) }
  ]
  var byteCount: Int { table.byteCount }
  var words: String { "the rows by \(columns.joined(separator: ", ")): count(), sum(column), mean(column) and the like are to follow" }
}

extension PendingTable {
  /// One figure of all rows. A number carries no note: what it leaves out is told to whoever listens.
  func figure(_ aggregate: Query.Aggregate) throws -> Value {
    for note in try notesOnUnlikeRows(within: [], having: WholesAndParts.columns(of: [aggregate]), isSpoilt: UnlikeMeasures.spoil(aggregate)) {
      LoadingListener.current?.remark?("\(aggregate.name): \(note)")
    }
    for note in SumsOfRates.notes([aggregate]) { LoadingListener.current?.remark?(note) }
    let answer = try answer(.group(by: [], [aggregate]))
    for note in answer.notes where note.hasPrefix("\(aggregate.name): ") || Self.isToldOfNumbers(note) { LoadingListener.current?.remark?(note) }
    // A sum and the most are what they are, whatever months have no row.
    let isOfThose = switch aggregate.kind { case .mean, .minimum, .quantile, .standardDeviation, .variance: true; default: false }
    let (told, names) = (notes, columnNames)
    for note in told where isOfThose && names.contains(where: { TableInSteps.isOnEmptySpans(note, in: $0) }) { LoadingListener.current?.remark?(note) }
    return Value(answer.columns[0][0])
  }
}

/// An aggregate of one column that is an operation of its own: of a whole table, and of each group of one.
private struct ColumnAggregate {
  let name: String
  let kind: Query.Aggregate.Kind
  /// What it gives, as the end of a sentence.
  let words: String
  /// The example of a table, and of its groups.
  let examples: (table: String, grouping: String)

  static let sum = ColumnAggregate(
    name: "sum", kind: .sum, words: "sum of a column",
    examples: ("270047", "partners:by(\"agency\"):sum(\"contribution_pounds\")[1].agency\n--> CAFCASS"))
  static let mean = ColumnAggregate(
    name: "mean", kind: .mean, words: "mean of a column",
    examples: ("33755.875", "coverage:by(\"cohort\"):mean(\"coverage_percent\")[1].cohort\n--> 24m"))
  static let median = ColumnAggregate(
    name: "median", kind: .quantile(0.5), words: "median of a column",
    examples: ("35619.5", "coverage:by{\"cohort\", \"vaccine\"}:median(\"coverage_percent\")[3].vaccine\n--> MMR2"))
  static let minimum = ColumnAggregate(
    name: "minimum", kind: .minimum, words: "least value of a column",
    examples: ("1000", "coverage:by(\"vaccine\"):minimum(\"coverage_percent\")[1].vaccine\n--> MMR1"))
  static let maximum = ColumnAggregate(
    name: "maximum", kind: .maximum, words: "greatest value of a column",
    examples: ("65000", "coverage:by(\"vaccine\"):maximum(\"coverage_percent\")[1].coverage_percent\n--> 100"))
  static let distinct = ColumnAggregate(
    name: "distinct", kind: .distinct, words: "number of different values of a column",
    examples: ("5", "coverage:by(\"vaccine\"):distinct(\"utla_code\")[1].vaccine\n--> MMR1"))

  static let standardDeviation = ColumnAggregate(
    name: "standard_deviation", kind: .standardDeviation, words: "standard deviation of a column, that of a sample",
    examples: ("33441.453763844", "coverage:by(\"vaccine\"):standard_deviation(\"coverage_percent\")[1].vaccine\n--> MMR1"))

  private static let discussion = "Missing values are left out, and a note counts them."

  var ofTable: Operation {
    let (name, kind) = (name, kind)
    return Operation(
      name, summary: "The \(words), in the column's unit.", discussion: Self.discussion,
      example: "partners:\(name)(\"contribution_pounds\")\n--> \(examples.table)",
      Parameter<PendingTable>("table", "The table."),
      Parameter<[String]>("column", "The column.")
    ) { table, columns in
      guard columns.count == 1 else {
        let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
        let ofRows = kind == .distinct ? ", and how many combinations there are #t:distinct_rows{\(list)}" : ""
        throw ArgumentError.unusable(
          "column", problem: "\(columns.count) columns have no one figure", expectation: "Of each by itself it is t:by{}:\(name)(\(list))\(ofRows).")
      }
      return try table.figure(.init(kind, of: columns[0], as: name))
    }
  }

  var ofGroups: Operation {
    let kind = kind
    return Operation(
      name, summary: "The \(words) in each group, under the column's name.", discussion: Self.discussion,
      example: examples.grouping,
      Parameter<Grouping>("grouping", "The groups."),
      Parameter<[String]>("columns", "The column, or several.")
    ) { grouping, columns in
      try grouping.table.grouped(by: grouping.columns, columns.map { .init(kind, of: $0, as: $0) })
    }
  }
}

extension Operation {
  /// Puts rows into groups.
  static let byColumns = Operation(
    "by", summary: "The rows of a table in groups, to be counted or summed: table:by(\"area\"):count().",
    discussion: "group computes several things of each group at once.",
    example: """
      partners:by("agency"):count():top(1)[1].count
      --> 1
      """,
    Parameter<PendingTable>("table", "The table."),
    Parameter<[String]>("columns", "The columns whose values make the groups.")
  ) { table, columns in
    let known = Set(table.columnNames)
    if let unknown = columns.first(where: { !known.contains($0) }) { throw TableError.noColumn(unknown, available: table.columnNames) }
    return Grouping(table: table, columns: columns)
  }

  /// Counts the rows of groups.
  static let countOfGroups = Operation(
    "count", summary: "The number of rows in each group, as count; of a column, of the rows that have a value in it.",
    example: """
      coverage:by{"cohort", "vaccine"}:count()[1].count
      --> 3335
      """,
    Parameter<Grouping>("grouping", "The groups."),
    Parameter<String?>("column", "The column whose values are counted.", otherwise: "all rows")
  ) { grouping, column in
    try grouping.table.grouped(by: grouping.columns, [column.map { .init(.count, of: $0, as: "count") } ?? .count()])
  }

  /// The mean of each group in which each row counts for as much as it is of.
  static let weightedMean = Operation(
    "weighted_mean", summary: "The mean of a column in each group, each row counted as often as its weight says, under the column's name.",
    discussion: """
      A rate of several areas is the mean of theirs weighted by their populations. Rows that lack the value or the weight are left out of \
      both sums, and a note counts them.
      """,
    example: """
      string.format("%.2f", coverage:by("vaccine"):weighted_mean("coverage_percent", {weight = "denominator"})[1].coverage_percent)
      --> 91.60
      """,
    Parameter<Grouping>("grouping", "The groups."),
    Parameter<String>("column", "The column of numbers."),
    Parameter<String>("weight", "The column of what each row is of, such as its population.")
  ) { grouping, column, weight in
    let known = Predicate.and([.not(.isMissing(column: column)), .not(.isMissing(column: weight))])
    let (product, all, lacking) = ("\(column) times \(weight)", "\(weight) in all", "rows without \(column) or \(weight)")
    let answer = try grouping.table.adding(.derive(product, .arithmetic(.column(column), .times, .column(weight))))
      .answer(.group(by: grouping.columns, [.sum(of: product, as: product), .init(.sum, of: weight, as: all, where: known), .count(lacking, where: .not(known))]))
    var mean = try Table(answer.columns).answer(
      Query().derive(column, .arithmetic(.column(product), .over, .column(all))).select(grouping.columns + [column]))
    let left = try answer.column(lacking).wholes.reduce(0, +)
    mean.notes = answer.notes.filter { !$0.contains(product) && !$0.hasPrefix("\(all): ") }
    if left > 0 { mean.notes.append("\(column): \(PrintedNumber.of(left, "row", "rows")) without \"\(column)\" or \"\(weight)\" \(left == 1 ? "is" : "are") left out") }
    mean.notes += try grouping.table.notesOnUnlikeRows(within: grouping.columns, having: [column, weight], isSpoilt: true)
    mean.sources = answer.sources
    return mean
  }

  /// Keeps the first rows of groups.
  static let topOfGroups = Operation(
    "top", summary: "The rows of each group with the largest values of a column: table:top(count, {by, per}).",
    example: """
      coverage:by("vaccine"):top(2, "coverage_percent")[1].coverage_percent
      --> 100
      """,
    Parameter<Grouping>("grouping", "The groups."),
    Parameter<Int>("count", "How many rows, of each group."),
    Parameter<[String]>(
      "by", "The column to order by, or several: a later one where the earlier are equal.", default: [], words: "the last column of numbers but limits, p values and ranks"),
    Parameter<Bool>("descending", "Whether the largest comes first.", default: true, words: "true")
  ) { grouping, count, names, descending in try top(grouping.table, count, by: names, per: grouping.columns, descending: descending) }

  /// Counts rows.
  static let countRows = Operation(
    "count", summary: "The number of rows; or with columns, how often each of their values occurs.",
    discussion: """
      A missing value is counted in a group of its own, never dropped. Where a table has a column named count, sum or the \
      like, table.count is that column, and table:by{}:count() counts.
      """,
    example: """
      coverage:count("vaccine")[1].count
      --> 6670
      """,
    Parameter<PendingTable>("table", "The table."),
    Parameter<[String]>("columns", "The columns whose values are counted.", default: [], words: "none, and it gives a number")
  ) { table, columns in
    guard !columns.isEmpty else {
      let answer = try table.answer(.group(by: [], [.count()]))
      // A number carries no note.
      for note in answer.notes where PendingTable.isToldOfNumbers(note) { LoadingListener.current?.remark?(note) }
      return Value(answer.columns[0][0])
    }
    return .object(try table.grouped(by: columns, [.count()]))
  }

  private static let aggregates: [ColumnAggregate] = [.sum, .mean, .median, .minimum, .maximum, .distinct, .standardDeviation]

  /// `sum`, `mean` and the like, of a table; a column of such a name stands before the method.
  package static let aggregatesOfTable = aggregates.map(\.ofTable) + [.quantile, .correlation]

  /// `sum`, `mean` and the like, of groups.
  static let aggregatesOfGroups = aggregates.map(\.ofGroups)
}
