public import Columns

/// Any table with a row an area and period: the caller names the columns.
public enum NamedColumnsFile {
  /// Makes an indicator of a table's rows.
  ///
  /// - Parameters:
  ///   - table: A row an area and period, missing values with their reasons.
  ///   - value: The column of values.
  ///   - area: The column of area codes, numbers or names; rows without one are left out, and whoever listens to the loading is told.
  ///   - periods: The columns that together name the period, such as a year and a quarter; their texts are joined by a
  ///     space.
  ///   - definition: What is measured.
  ///   - companions: The columns of what the values rest on: counts, denominators or limits.
  /// - Throws: ``PublishedFileError`` for text among the values, an unreadable period, or two values for one area and
  ///   period.
  public static func indicator(
    in table: Table, value: String, area: String, periods: [String], definition: Indicator.Definition,
    companions: [(Companion, column: String)] = []
  ) throws -> Indicator {
    let rows = PublishedRows(table)
    let values = try table.column(value)
    let areas = try table.column(area)
    var timeColumns: [Column] = []
    for name in periods { timeColumns.append(try table.column(name)) }
    var builder = IndicatorBuilder()
    let indicator = builder.indicator(definition.key) { definition }
    var companionColumns: [(Companion, Column)] = []
    for (companion, column) in companions { companionColumns.append((companion, try table.column(column))) }
    var labels = PublishedPeriods()
    // Rows of England and its regions beside authorities may have no name in the column of these.
    var unnamed = 0
    for row in 0..<table.rowCount {
      let name = rows.text(areas, row)
      guard !name.isEmpty else {
        unnamed += 1
        continue
      }
      let label = timeColumns.map { rows.text($0, row) }.joined(separator: " ")
      guard let period = labels.period(label, yearType: definition.yearType) else {
        throw PublishedFileError.unreadablePeriod(file: rows.file, row: row + 1, label: label)
      }
      let place = builder.area(codesAndNames: [name], name: name)
      try builder.add(
        rows.observation(values, row), indicator: indicator, period: period, area: place, from: rows, row: row)
      for (companion, column) in companionColumns {
        try builder.add(
          rows.observation(column, row), of: companion, indicator: indicator, period: period, area: place, from: rows,
          row: row)
      }
    }
    if unnamed > 0 { LoadingListener.current?.remark?("\(definition.key): \(PrintedNumber.of(unnamed, "row has", "rows have")) no \(area), and \(unnamed == 1 ? "is" : "are") left out") }
    return try builder.indicators(sources: table.sources)[0]
  }
}
