import Columns

// Rows that are chosen, and columns that become rows.

/// The row that stays of several that are equal.
enum KeptRow: String, WordChoice { case first, last }

extension Operation {
  /// Leaves out rows that repeat others.
  static let distinctRows = Operation(
    "distinct_rows", summary: "The rows of a table without those that repeat an earlier one.",
    discussion: """
      With columns the first row of each combination of their values stays, with all of its columns, or with keep = "last" the last. A missing value equals one that is \
      missing for the same reason. A note counts what was left out.
      """,
    example: """
      #coverage:distinct_rows("utla_code")
      --> 157
      """,
    Parameter<Table>("table", "The table."),
    Parameter<[String]>("columns", "The columns that make rows equal.", default: [], words: "all"),
    Parameter<KeptRow>("keep", "Which of equal rows stays.", default: .first, words: "\"first\"")
  ) { table, columns, keep in
    for name in columns { _ = try table.column(name) }
    let names = columns.isEmpty ? table.columnNames : columns
    var distinct = try table.distinctRows(by: names, keepingLast: keep == .last, within: OperationLimits.forQueries)
    let left = table.rowCount - distinct.rowCount
    if left > 0 {
      let what = columns.isEmpty ? "an earlier row" : columns.joined(separator: ", ")
      distinct.notes.append("\(PrintedNumber.of(left)) of \(PrintedNumber.of(table.rowCount)) rows repeat \(what) and are left out\(columns.isEmpty ? "" : "; of each the \(keep.rawValue) row stays")")
    }
    return distinct
  }

  /// Draws rows.
  static let sample = Operation(
    "sample", summary: "Rows of a table drawn at random, each at most once, in the order of the table.",
    discussion: "The same seed draws the same rows on every machine; each choice of rows is as likely as any other.",
    source: "Floyd's algorithm F2 in Bentley and Floyd 1987, \"A sample of brilliance\", Communications of the ACM 30, 754",
    example: """
      #coverage:sample(100, {seed = 7})
      --> 100
      """,
    Parameter<Table>("table", "The table."),
    Parameter<Int>("count", "How many rows."),
    Parameter<Int>("seed", "Any whole number; another one draws other rows.", default: 1, words: "1")
  ) { table, count, seed in
    guard count >= 0 else { throw ArgumentError.unusable("count", problem: "\(count) rows", expectation: "It is zero or more.") }
    let total = table.rowCount
    guard count < total else { return table }
    try OperationLimits.forQueries.checkMemory(count * 48, for: "a sample of \(PrintedNumber.of(count)) rows")
    var stream = RandomStream(seed: UInt64(bitPattern: Int64(seed)))
    var drawn: Set<Int> = []
    for last in (total - count)..<total {
      let row = stream.below(last + 1)
      drawn.insert(drawn.contains(row) ? last : row)
    }
    var sample = table.selecting(rows: drawn.sorted())
    sample.notes.append("a sample of \(PrintedNumber.of(count)) of \(PrintedNumber.of(total)) rows, seed \(seed)")
    return sample
  }

  /// Turns columns into rows.
  static let unpivot = Operation(
    "unpivot", summary: "A table with a row for each value of some columns, such as one for each year: the other way round than pivot.",
    discussion: """
      The rows that were one stand together. What becomes one column is of one type. A missing value keeps its row and its reason. Columns that \
      are named first stay, but where the others are of several types and these of one: then these are turned.
      """,
    example: """
      table_of{{area = "Leeds", y2023 = 3, y2024 = 5}}:unpivot{rows = "area", column = "year", values = "n"}[2].n
      --> 5
      """,
    Parameter<Table>("table", "The table."),
    Parameter<InPlace<[String]>>("rows", "The columns that stay.", default: InPlace(value: [], isNamed: true), words: "those that are not turned"),
    Parameter<String>("column", "The new column of names.", default: "name", words: "\"name\""),
    Parameter<String>("values", "The new column of values.", default: "value", words: "\"value\""),
    Parameter<[String]>("columns", "The columns that are turned.", default: [], words: "all but those of rows")
  ) { table, given, column, values, columns in
    var (rows, columns) = (given.value, columns)
    let named = try rows.map { try table.column($0) }
    if columns.isEmpty, !given.isNamed, named.areOfOneType, !table.columns.filter({ !rows.contains($0.name) }).areOfOneType { (rows, columns) = ([], rows) }
    let isKept = Set(rows)
    let turned = columns.isEmpty ? table.columnNames.filter { !isKept.contains($0) } : columns
    if let both = turned.first(where: isKept.contains) {
      throw ArgumentError.unusable("columns", problem: "\"\(both)\" is to stay and to be turned", expectation: "Name it once.")
    }
    let isTurned = Set(turned)
    let kept = rows.isEmpty ? table.columnNames.filter { !isTurned.contains($0) } : rows
    let asked = try table.answer(Query().select(kept + turned), within: OperationLimits.forQueries)
    return try asked.unpivoted(turned, column: column, values: values, within: OperationLimits.forQueries)
  }

  /// The value below which a part of a column lies.
  static let quantile = Operation(
    "quantile", summary: "The value of a column below which a fraction of its values lies, in the column's unit.",
    discussion: """
      By linear interpolation between the two nearest values. Missing values are left out. The median is 0.5. Several fractions give a \
      table with a row for each.
      """,
    source: "Hyndman and Fan 1996, type 7",
    example: """
      partners:quantile("contribution_pounds", 0.9)
      --> 65000
      """,
    Parameter<PendingTable>("table", "The table."),
    Parameter<String>("column", "The column."),
    fractions
  ) { (table, column, fractions) -> Value in
    if fractions.count == 1 { return try table.figure(.quantile(fractions[0], of: column, as: "quantile")) }
    let answer = try table.answer(.group(by: [], fractions.enumerated().map { .quantile($0.element, of: column, as: "\($0.offset)") }))
    let cells = answer.columns.map { $0[0] }
    return .object(
      try Table(
        [Column("fraction", numbers: fractions), Column(column, cells: cells, unit: answer.columns.first?.unit)], sources: answer.sources,
        // Each fraction leaves out the same rows.
        notes: answer.notes.first.map { [$0.replacing("0: ", with: "\(column): ", maxReplacements: 1)] } ?? []))
  }

  private static let fractions = Parameter<[Double]>("fraction", "The fraction of the values that lies below, from 0 to 1, or several.")

  /// The same in each group.
  static let quantileOfGroups = Operation(
    "quantile", summary: "The value of a column below which a fraction of each group's values lies, under the column's name.",
    discussion: """
      By linear interpolation between the two nearest values. Missing values are left out, and a note counts them. Several fractions \
      give a column each: age_p10, age_p90.
      """,
    source: "Hyndman and Fan 1996, type 7",
    example: """
      coverage:by("cohort"):quantile("coverage_percent", 0.1)[1].cohort
      --> 24m
      """,
    Parameter<Grouping>("grouping", "The groups."),
    Parameter<String>("column", "The column."),
    fractions
  ) { grouping, column, fractions in
    func name(_ fraction: Double) -> String { fractions.count == 1 ? column : "\(column)_p\(Cell.number(fraction * 100).plainText)" }
    return try grouping.table.answer(.group(by: grouping.columns, fractions.map { .quantile($0, of: column, as: name($0)) }))
  }

  /// How two columns go together.
  static let correlation = Operation(
    "correlation", summary: "How far two columns rise and fall together: Pearson's correlation, or Spearman's of their ranks, from -1 to 1.",
    discussion: """
      Of the rows that have both values. A column that does not vary has none, not applicable. Of Spearman's equal values have the \
      mean of their ranks.
      """,
    source: "Pearson 1895, Proceedings of the Royal Society of London 58, 240; Spearman 1904, American Journal of Psychology 15, 72",
    example: """
      string.format("%.3f", coverage:correlation("denominator", "coverage_percent"))
      --> 0.014
      """,
    Parameter<PendingTable>("table", "The table."),
    Parameter<String>("column", "A column of numbers."),
    Parameter<String>("with", "Another one."),
    Parameter<CorrelationMethod>("method", "Of the values or of their ranks.", default: .pearson, words: "\"pearson\"")
  ) { table, column, other, method in
    let question = Query.Aggregate(.correlation(with: other), of: column, as: "correlation")
    return method == .pearson || column == other ? try table.figure(question) : try table.ranked(column, other).figure(question)
  }

  /// The same in each group.
  static let correlationOfGroups = Operation(
    "correlation", summary: "How far two columns rise and fall together in each group, from -1 to 1, as correlation.",
    discussion: "Of the rows that have both values; a note counts the others.",
    source: "Pearson 1895, Proceedings of the Royal Society of London 58, 240",
    example: """
      coverage:by("cohort"):correlation("denominator", "coverage_percent").columns[2]
      --> correlation
      """,
    Parameter<Grouping>("grouping", "The groups."),
    Parameter<String>("column", "A column of numbers."),
    Parameter<String>("with", "Another one.")
  ) { grouping, column, other in
    try grouping.table.answer(.group(by: grouping.columns, [.init(.correlation(with: other), of: column, as: "correlation")]))
  }
}

/// What a correlation is of.
enum CorrelationMethod: String, WordChoice { case pearson, spearman }

extension PendingTable {
  /// The ranks of two columns among the rows that have both; equal values have the mean of theirs.
  fileprivate func ranked(_ first: String, _ second: String) throws -> PendingTable {
    let rows = try answer()
    let columns = try [first, second].map { try rows.column($0) }
    for column in columns where column.type != .integer && column.type != .number {
      throw TableError.wrongType(column: column.name, is: column.type, wanted: "Ranks are of numbers")
    }
    var pairs: [(Double, Double)] = []
    for row in 0..<rows.rowCount {
      try OperationLimits.check(at: row)
      if let one = columns[0][row].number, let other = columns[1][row].number { pairs.append((one, other)) }
    }
    let ranks = [PairedCorrelation.ranks(pairs.map(\.0)), PairedCorrelation.ranks(pairs.map(\.1))]
    let table = try Table(zip([first, second], ranks).map { Column($0, numbers: $1) }, sources: rows.sources)
    for note in rows.notes where Self.isToldOfNumbers(note) { LoadingListener.current?.remark?(note) }
    let left = rows.rowCount - pairs.count
    if left > 0 {
      LoadingListener.current?.remark?("correlation: \(PrintedNumber.of(left)) rows without both \"\(first)\" and \"\(second)\" are left out")
    }
    return PendingTable(table)
  }
}

extension [Column] {
  /// Whether all can stand in one column.
  fileprivate var areOfOneType: Bool { Set(map { $0.type == .integer ? .number : $0.type }).count == 1 }
}
