import Columns

/// A download of OHID's Fingertips: one row an indicator, area, group and period.
struct FingertipsFile {
  static let columns: Set<String> = [
    "Indicator ID", "Indicator Name", "Area Code", "Area Name", "Sex", "Age", "Category Type", "Category", "Time period",
    "Value",
  ]

  /// The columns of what a value rests on; older downloads lack some.
  private static let companionColumns: [(Companion, String)] = [
    (.count, "Count"), (.denominator, "Denominator"), (.lower95, "Lower CI 95.0 limit"), (.upper95, "Upper CI 95.0 limit"),
    (.lower99_8, "Lower CI 99.8 limit"), (.upper99_8, "Upper CI 99.8 limit"),
  ]

  private let rows: PublishedRows

  init(table: Table) { rows = PublishedRows(table) }

  func indicators(options: PublishedFile.Options) throws -> IndicatorCollection {
    let table = rows.table
    let keys = try table.column("Indicator ID")
    let titles = try table.column("Indicator Name")
    let codes = try table.column("Area Code")
    let names = try table.column("Area Name")
    let sexes = try table.column("Sex")
    let ages = try table.column("Age")
    let categories = try table.column("Category Type")
    let times = try table.column("Time period")
    let values = try table.column("Value")
    let companions = Self.companionColumns.compactMap { companion, name in
      table.columnIfPresent(name).map { (companion, $0) }
    }

    var builder = IndicatorBuilder()
    var groupRows = 0
    var periods = PublishedPeriods()
    let severalGroups = severalGroups(keys: keys, sexes: sexes, ages: ages)
    for row in 0..<table.rowCount {
      // A deprivation decile or another category carries its area's code and is not the area.
      guard categories[row].isMissing else {
        groupRows += 1
        continue
      }
      let id = rows.text(keys, row)
      let group = "\(rows.text(sexes, row)), \(rows.text(ages, row))"
      let key = severalGroups.contains(id) ? "\(id) (\(group))" : id
      let title = rows.text(titles, row).split(whereSeparator: \.isNewline).joined(separator: " ")
      let indicator = builder.indicator(key) {
        Indicator.Definition(
          key: key, title: severalGroups.contains(id) ? "\(title): \(group)" : title,
          unit: MeasureUnit(published: options.unit ?? Self.unitWords(of: title)),
          polarity: options.polarity ?? .neither, decimals: 1, yearType: options.yearType, publisher: "OHID, Fingertips")
      }
      let label = rows.text(times, row)
      guard let period = periods.period(label, yearType: options.yearType) else {
        throw PublishedFileError.unreadablePeriod(file: rows.file, row: row + 1, label: label)
      }
      let area = builder.area(codesAndNames: [rows.text(codes, row)], name: rows.text(names, row))
      try builder.add(
        rows.observation(values, row), indicator: indicator, period: period, area: area, from: rows, row: row)
      for (companion, column) in companions {
        try builder.add(
          rows.observation(column, row), of: companion, indicator: indicator, period: period, area: area, from: rows,
          row: row)
      }
    }
    let notes = groupRows == 0 ? [] : ["\(PrintedNumber.of(groupRows)) rows of groups within areas (deprivation deciles and the like) were left out"]
    return try IndicatorCollection(
      indicators: builder.indicators(sources: table.sources), format: "Fingertips download", rows: table,
      sources: table.sources, notes: notes)
  }

  /// The indicators that the file gives for more than one sex or age.
  private func severalGroups(keys: Column, sexes: Column, ages: Column) -> Set<String> {
    var groups: [String: Set<String>] = [:]
    for row in 0..<rows.table.rowCount {
      groups[rows.text(keys, row), default: []].insert("\(rows.text(sexes, row)), \(rows.text(ages, row))")
    }
    return Set(groups.filter { $0.value.count > 1 }.keys)
  }

  /// The unit that an indicator's title tells: downloads carry none.
  private static func unitWords(of title: String) -> String {
    let lowered = title.lowercased()
    if lowered.contains("%") || lowered.contains("percent") || lowered.contains("proportion") { return "%" }
    if let per = lowered.firstRange(of: "per ") { return "Rate \(title[per.lowerBound...])" }
    return "value as published"
  }
}
