import Columns

/// The kinds of file that data.police.uk publishes, each recognised by its columns.
enum PoliceFile {
  case street, stopAndSearch

  init(of table: Table) throws(IncidentError) {
    let names = Set(table.columnNames)
    if names.isSuperset(of: ["Month", "LSOA code", "Crime type"]) {
      self = .street
    } else if names.isSuperset(of: ["Type", "Date", "Object of search"]) {
      self = .stopAndSearch
    } else {
      throw .unknownColumns(file: table.sources.first?.file ?? "the table", columns: table.columnNames)
    }
  }

  /// The police's names of columns and the short names that scripts use.
  private static let shortNames = [
    "Crime ID": "crime_id", "Reported by": "reported_by", "Falls within": "force", "Longitude": "longitude",
    "Latitude": "latitude", "Location": "location", "LSOA code": "lsoa", "LSOA name": "lsoa_name", "Crime type": "type",
    "Last outcome category": "outcome", "Context": "context", "Type": "type", "Outcome": "outcome", "Gender": "gender",
    "Age range": "age_range", "Object of search": "object", "Legislation": "legislation",
    "Self-defined ethnicity": "self_defined_ethnicity", "Officer-defined ethnicity": "officer_defined_ethnicity",
    "Part of a policing operation": "operation", "Policing operation": "operation_name",
    "Outcome linked to object of search": "outcome_linked", "Removal of more than just outer clothing": "removal",
    "Date": "time",
  ]

  /// Returns the rows under short names, with the month, quarter and financial year of each.
  func standardColumns(of table: Table) throws -> Table {
    var columns = table.columns.filter { $0.name != "Month" }.map { $0.named(Self.shortNames[$0.name] ?? $0.name) }
    let file = table.sources.first?.file ?? "the table"
    let months: Column
    switch self {
    case .street: months = try table.column("Month").named("month")
    case .stopAndSearch:
      let times = try table.column("Date")
      let days: [Cell] = try (0..<table.rowCount).map { row in
        switch times[row] {
        case .timestamp(let moment): return .date(LondonTime.day(at: moment))
        case .missing(let reason): return .missing(reason)
        case let cell:
          // One odd cell makes the column text: the odd cell is told, and no other month is lost.
          guard let moment = Timestamp(cell.plainText) else {
            throw IncidentError.unreadableTime(file: file, row: row + 1, text: cell.plainText)
          }
          return .date(LondonTime.day(at: moment))
        }
      }
      columns.append(Column("day", cells: days))
      months = Column(
        "month", cells: days.map { if case .date(let day) = $0 { .text(String(day.description.prefix(7))) } else { $0 } })
    }
    return try Table(columns + Self.periods(of: months, file: file), sources: table.sources, notes: table.notes)
  }

  /// The columns `month`, `quarter` and `financial_year` of a column of months; each different month is read once.
  private static func periods(of months: Column, file: String) throws -> [Column] {
    guard case .text(let values) = months.values else {
      if months.presence.missingCount == months.count {
        return [months, months.named("quarter"), months.named("financial_year")]
      }
      throw IncidentError.unreadableMonth(file: file, row: 1, text: months.count > 0 ? months[0].plainText : "")
    }
    var quarters: [String] = []
    var years: [String] = []
    for (code, text) in values.dictionary.enumerated() {
      // An empty text is the place of a missing month.
      if text.isEmpty {
        quarters.append("")
        years.append("")
        continue
      }
      guard text.utf8.count == 7, let date = CalendarDate(text + "-01") else {
        let row = (0..<months.count).first { Int(values.codes[$0]) == code } ?? 0
        throw IncidentError.unreadableMonth(file: file, row: row + 1, text: text)
      }
      let (year, month, _) = date.parts
      quarters.append("\(year) Q\((month + 2) / 3)")
      let start = month >= 4 ? year : year - 1
      years.append("\(start)/\(CalendarDate.padded((start + 1) % 100, 2))")
    }
    return [
      months,
      Column("quarter", .text(Self.shared(values, quarters)), presence: months.presence),
      Column("financial_year", .text(Self.shared(values, years)), presence: months.presence),
    ]
  }

  /// Returns a column that holds another text for each different text of a column.
  private static func shared(_ values: TextValues, _ texts: [String]) -> TextValues {
    var places: [String: UInt32] = [:]
    var dictionary: [String] = []
    let codes = texts.map { text in
      if let place = places[text] { return place }
      places[text] = UInt32(dictionary.count)
      dictionary.append(text)
      return UInt32(dictionary.count - 1)
    }
    return TextValues(dictionary: dictionary, codes: values.codes.map { codes.isEmpty ? 0 : codes[Int($0)] })
  }

  /// Returns the rows with the local authority of each, found by its LSOA.
  ///
  /// A row without an LSOA has no area, for no reason given; an LSOA that the look-up lacks has an area that is not
  /// available.
  static func addingAreas(to rows: Table, lookup: Table) throws -> Table {
    let keys = try lookup.column("lsoa_code")
    let codes = try lookup.column("la_code")
    let names = lookup.columnIfPresent("la_name")
    var areas: [String: (code: String, name: String)] = [:]
    for row in 0..<lookup.rowCount {
      guard let key = keys[row].text, let code = codes[row].text else { continue }
      let known = AreaRegister.england.areaIfKnown(code)
      areas[key] = (known?.code ?? code, known?.name ?? names?[row].text ?? code)
    }
    let lsoas = try rows.column("lsoa")
    let found: [(code: Cell, name: Cell)] = (0..<rows.rowCount).map { row in
      guard let lsoa = lsoas[row].text else { return (.missing(.unspecified), .missing(.unspecified)) }
      guard let area = areas[lsoa] else { return (.missing(.notAvailable), .missing(.notAvailable)) }
      return (.text(area.code), .text(area.name))
    }
    return try Table(
      rows.columns + [Column("area", cells: found.map(\.name)), Column("area_code", cells: found.map(\.code))],
      sources: rows.sources + lookup.sources, notes: rows.notes)
  }
}
