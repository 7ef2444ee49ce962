import Columns

extension Operation {
  /// Adds means of groups.
  static let means = Operation(
    "means",
    summary: "The mean of a column for each area with its confidence limits by Student's t, in the column's unit.",
    discussion: """
      Missing values are left out; count says how many there are, and the notes how many are missing. One value has a mean \
      and no limits. The values are taken as drawn one by one: for rates and shares of areas, give their counts to rates or \
      proportions.
      """,
    source: "Student 1908",
    example: """
      local means = coverage:where{vaccine = "MMR1", cohort = "24m", utla_name = "Middlesbrough"}:means{column = "coverage_percent", by = "utla_name"}
      string.format("%.2f", means.mean_lower[1])
      --> 88.86
      """,
    Parameter<Table>("table", "The table."),
    Parameter<String>("column", "The column of numbers."),
    Parameter<[String]>("by", "The columns whose values make an area.", default: [], words: "one area of all rows"),
    intervalConfidence,
    newColumn("mean")
  ) { table, name, by, confidence, newName in
    let column = try FigureRows.numbers(table, name)
    let rows = try AreaRows(table, by: by)
    var figures = FigureColumns(
      FigureColumns.Kind.limited(newName, unit: MeasureUnit(published: column.unit ?? "")))
    var counts: [Int] = []
    var missing = 0
    for area in rows.areas {
      var values: [Double] = []
      var reason: MissingReason?
      for row in area.rows {
        try OperationLimits.check(at: row)
        if let number = column[row].number {
          values.append(number)
        } else {
          reason = reason ?? column[row].missingReason
          missing += 1
        }
      }
      counts.append(values.count)
      guard !values.isEmpty else {
        figures.add(missing: reason ?? .unspecified, words: "no value of \(name)")
        continue
      }
      let mean = try FigureRows.inRow(area.rows[0]) { try SampleMean(of: values) }
      let limits = mean.limits(at: confidence)
      figures.add([mean.value, limits.lower, limits.upper])
    }
    let note = "\(newName): the mean of \(name); \(confidence.words) limits, Student's t"
    let left = missing == 0 ? [] : ["missing values left out: \(PrintedNumber.of(missing))"]
    let answer = try figures.added(to: rows.areaTable(summing: []), notes: [note] + left)
    guard answer.columnIfPresent("count") == nil else { throw TableError.nameTaken("count") }
    return try answer.adding(Column("count", integers: counts))
  }
}
