import Columns

/// DfE's Local Authority Interactive Tool: one row a measure, period and area.
struct LAITFile {
  static let columns: Set<String> = ["measure", "period", "area_name", "la_number", "value"]

  private let rows: PublishedRows
  private let dictionary: Table?

  init(table: Table, dictionary: Table?) {
    rows = PublishedRows(table)
    self.dictionary = dictionary
  }

  func indicators(options: PublishedFile.Options) throws -> IndicatorCollection {
    let table = rows.table
    let definitions = try dictionary.map(Self.definitions) ?? [:]
    let measures = try table.column("measure")
    let names = table.columnIfPresent("measure_name")
    let periods = try table.column("period")
    let areaNames = try table.column("area_name")
    let numbers = try table.column("la_number")
    let values = try table.column("value")

    var builder = IndicatorBuilder()
    var areas: [String: Area] = [:]
    var labels = PublishedPeriods()
    var unreadable: [String: Int] = [:]
    for row in 0..<table.rowCount {
      let key = rows.text(measures, row)
      let indicator = builder.indicator(key) {
        var definition =
          definitions[key]
          ?? Indicator.Definition(
            key: key, title: names.map { rows.text($0, row).split(whereSeparator: \.isWhitespace).joined(separator: " ") }
              .flatMap { $0.isEmpty ? nil : $0 } ?? key,
            unit: MeasureUnit(published: options.unit ?? ""), publisher: "Department for Education, LAIT")
        if let polarity = options.polarity { definition.polarity = polarity }
        if let yearType = options.yearType { definition.yearType = yearType }
        return definition
      }
      let label = rows.text(periods, row)
      guard let period = labels.period(label, yearType: options.yearType ?? definitions[key]?.yearType) else {
        unreadable[label, default: 0] += 1
        continue
      }
      let number = rows.text(numbers, row)
      let name = rows.text(areaNames, row)
      let areaKey = number + "|" + name
      let area = areas[areaKey] ?? builder.area(codesAndNames: [number], name: name)
      areas[areaKey] = area
      try builder.add(
        rows.observation(values, row), indicator: indicator, period: period, area: area, from: rows, row: row)
    }
    let notes = unreadable.sorted { $0.key < $1.key }.map {
      "\(PrintedNumber.of($0.value)) \($0.value == 1 ? "row" : "rows") with the period \"\($0.key)\", which names no time, left out"
    }
    let sources = table.sources + (dictionary?.sources ?? [])
    return try IndicatorCollection(
      indicators: builder.indicators(sources: sources), format: "LAIT long file", rows: table, sources: sources, notes: notes)
  }

  /// Returns what the data dictionary says of each measure; of two rows for one measure the first stands.
  private static func definitions(_ table: Table) throws -> [String: Indicator.Definition] {
    let rows = PublishedRows(table)
    let keys = try table.column("measure_short")
    let titles = try table.column("measure")
    let topics = try table.column("topic")
    let polarities = try table.column("polarity")
    let units = try table.column("y_axis_name")
    let decimals = try table.column("dps")
    let yearTypes = try table.column("year_type")
    let owners = table.columnIfPresent("data_owner_supplier_and_contact_details")
    var definitions: [String: Indicator.Definition] = [:]
    for row in 0..<table.rowCount {
      let key = rows.text(keys, row)
      guard definitions[key] == nil else { continue }
      let owner = owners.map { rows.text($0, row) } ?? ""
      definitions[key] = Indicator.Definition(
        key: key, title: rows.text(titles, row).split(whereSeparator: \.isWhitespace).joined(separator: " "), topic: rows.text(topics, row),
        unit: MeasureUnit(published: rows.text(units, row)), polarity: Polarity(published: polarities[row]) ?? .neither,
        decimals: Int(rows.text(decimals, row)) ?? 1, yearType: YearType(published: rows.text(yearTypes, row)),
        publisher: ["", "-", "DfE"].contains(owner) ? "Department for Education, LAIT" : "\(owner), in DfE's LAIT")
    }
    return definitions
  }
}
