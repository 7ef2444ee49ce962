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
    guard months.type == .text else {
      if months.presence.missingCount == months.count {
        return [months, months.named("quarter"), months.named("financial_year")]
      }
      throw IncidentError.unreadableMonth(file: file, row: 1, text: months.count > 0 ? months[0].plainText : "")
    }
    func date(_ month: Cell) throws -> CalendarDate {
      let text = month.plainText
      guard text.utf8.count == 7, let date = CalendarDate(text + "-01") else {
        let row = (0..<months.count).first { months[$0] == month } ?? 0
        throw IncidentError.unreadableMonth(file: file, row: row + 1, text: text)
      }
      return date
    }
    return [
      months,
      try months.mappingValues(named: "quarter") { value in
        let (year, month, _) = try date(value).parts
        return .text("\(year) Q\((month + 2) / 3)")
      },
      try months.mappingValues(named: "financial_year") { value in
        let (year, month, _) = try date(value).parts
        let start = month >= 4 ? year : year - 1
        return .text("\(start)/\(CalendarDate.padded((start + 1) % 100, 2))")
      },
    ]
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
    func area(_ lsoa: Cell) -> (code: String, name: String)? { lsoa.text.flatMap { areas[$0] } }
    return try Table(
      rows.columns + [
        lsoas.mappingValues(named: "area") { area($0).map { .text($0.name) } ?? .missing(.notAvailable) },
        lsoas.mappingValues(named: "area_code") { area($0).map { .text($0.code) } ?? .missing(.notAvailable) },
      ],
      sources: rows.sources + lookup.sources, notes: rows.notes)
  }
}
