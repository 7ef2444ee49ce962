import Columns

/// DfE's Explore Education Statistics: one row a period, place and group, a column a measure.
struct ExploreEducationFile {
  static let columns: Set<String> = ["time_period", "time_identifier", "geographic_level"]

  /// The columns that tell when and where; every other column is a measure or a group.
  private static let placeColumns: Set<String> = columns.union([
    "country_code", "country_name", "region_code", "region_name", "old_la_code", "new_la_code", "la_name",
    "lad_code", "lad_name", "local_authority_code",
  ])

  private let rows: PublishedRows

  init(table: Table) { rows = PublishedRows(table) }

  func indicators(options: PublishedFile.Options) throws -> IndicatorCollection {
    let table = rows.table
    let others = table.columns.filter { !Self.placeColumns.contains($0.name) }
    let measures = others.filter { $0.type == .integer || $0.type == .number }
    // A group column that says the same in every row tells nothing apart.
    let groups = others.filter { column in
      column.type == .text && (1..<table.rowCount).contains { column[$0] != column[0] }
    }
    // What it says of every row belongs in the title.
    let constants = others.filter { column in column.type == .text && !groups.contains(column) && table.rowCount > 0 }
      .map { rows.text($0, 0) }.filter { !$0.isEmpty }
    let times = try table.column("time_period")
    let identifiers = try table.column("time_identifier")
    let levels = try table.column("geographic_level")

    // DfE's file of populations has mid-year estimates under "Reporting year", which elsewhere is 31 March.
    let isPopulation = measures.map(\.name) == ["population_estimate"]
    let yearType = options.yearType ?? (isPopulation ? .at30June : nil)

    var builder = IndicatorBuilder()
    var periods = PublishedPeriods()
    var areas: [String: Area] = [:]
    var leftOut: [String: Int] = [:]
    for row in 0..<table.rowCount {
      let level = rows.text(levels, row)
      guard let place = place(level: level, row: row) else {
        leftOut[level, default: 0] += 1
        continue
      }
      let areaKey = (place.codes.compactMap { $0 } + [place.name]).joined(separator: "|")
      let area = areas[areaKey] ?? builder.area(codesAndNames: place.codes, name: place.name)
      areas[areaKey] = area
      let label = rows.text(times, row)
      let identifier = rows.text(identifiers, row)
      let readPeriod =
        yearType.map { periods.period(label, yearType: $0) } ?? periods.period(time: label, identifier: identifier)
      guard let period = readPeriod else {
        throw PublishedFileError.unreadablePeriod(file: rows.file, row: row + 1, label: "\(label) \(identifier)")
      }
      let group = groups.map { rows.text($0, row) }.filter { !$0.isEmpty }.joined(separator: ", ")
      for measure in measures {
        let key = group.isEmpty ? measure.name : "\(measure.name) (\(group))"
        let indicator = builder.indicator(key) {
          Self.definition(
            key: key, measure: measure.name, groups: constants + (group.isEmpty ? [] : [group]), options: options,
            yearType: yearType ?? YearType(published: identifier))
        }
        try builder.add(
          rows.observation(measure, row), indicator: indicator, period: period, area: area, from: rows, row: row)
      }
    }
    let notes = leftOut.sorted { $0.key < $1.key }.map {
      "\(PrintedNumber.of($0.value)) rows of the level \"\($0.key)\" were left out"
    } + (isPopulation && options.yearType == nil ? ["the populations are taken as those of 30 June, mid-year"] : [])
    return try IndicatorCollection(
      indicators: builder.indicators(sources: table.sources), format: "Explore Education Statistics file",
      rows: rows.table, sources: table.sources, notes: notes)
  }

  /// The codes and the name of the place that a row is about, or nil for a level that is no area here.
  private func place(level: String, row: Int) -> (codes: [String?], name: String)? {
    func text(_ name: String) -> String? { rows.table.columnIfPresent(name).map { rows.text($0, row) } }
    switch level.lowercased() {
    case "national": return ([text("country_code")], text("country_name") ?? "England")
    case "regional": return ([text("region_code")], text("region_name") ?? "")
    case "local authority": return ([text("new_la_code"), text("old_la_code")], text("la_name") ?? "")
    default: return nil
    }
  }

  private static func definition(
    key: String, measure: String, groups: [String], options: PublishedFile.Options, yearType: YearType?
  ) -> Indicator.Definition {
    let words = measure.replacing("_", with: " ")
    let unit = MeasureUnit(published: options.unit ?? unitWords(of: measure))
    return Indicator.Definition(
      key: key, title: groups.isEmpty ? words : "\(words): \(groups.joined(separator: ", "))", unit: unit, polarity: options.polarity ?? .neither,
      decimals: unit.kind == .count ? 0 : 1, yearType: yearType,
      publisher: "Department for Education, Explore Education Statistics")
  }

  /// The unit that a column's name tells: the files themselves carry none.
  private static func unitWords(of measure: String) -> String {
    let name = measure.lowercased()
    if name.contains("percent") || name.hasPrefix("pt_") { return "% (\(measure))" }
    if let per = name.firstRange(of: "per_") ?? name.firstRange(of: "per") {
      let digits = name[per.upperBound...].prefix { $0.isNumber || $0 == "_" || $0 == "k" }
      let number = digits.replacing("k", with: "000").filter(\.isNumber)
      if let base = Int(number), base > 1 { return "Rate per \(base)" }
    }
    if name.contains("rate") { return "% (\(measure))" }
    return "Number (\(measure))"
  }
}
