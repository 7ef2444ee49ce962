import Columns

/// The kinds of file that data.police.uk publishes, and extracts of them, each recognised by its columns.
enum PoliceFile: Equatable {
  case street, stopAndSearch

  init(of table: Table) throws(IncidentError) {
    let names = Set(table.columns.map { Self.shortName($0.name) })
    // Files that were read together have the columns of all.
    guard !(names.contains("lsoa") && (names.contains("object") || names.contains("outcome_type"))) else { throw .differentKinds }
    if names.isSuperset(of: ["month", "lsoa", "type"]), !names.contains("object") {
      self = .street
    } else if names.isSuperset(of: ["type", "time", "object"]) {
      self = .stopAndSearch
    } else {
      throw .unknownColumns(file: table.sources.first?.file ?? "the table", columns: table.columnNames)
    }
  }

  /// The police's names of columns and those of extracts, in lower case, and the short names that scripts use.
  static let shortNames = [
    "crime id": "crime_id", "reported by": "reported_by", "falls within": "force", "longitude": "longitude",
    "latitude": "latitude", "location": "location", "lsoa code": "lsoa", "lsoa name": "lsoa_name", "crime type": "type",
    "last outcome category": "outcome", "context": "context", "type": "type", "outcome": "outcome", "gender": "gender",
    "age range": "age_range", "object of search": "object", "legislation": "legislation",
    "self-defined ethnicity": "self_defined_ethnicity", "officer-defined ethnicity": "officer_defined_ethnicity",
    "part of a policing operation": "operation", "policing operation": "operation_name",
    "outcome linked to object of search": "outcome_linked", "removal of more than just outer clothing": "removal",
    "date": "time", "month": "month", "force": "force", "lon": "longitude", "lng": "longitude", "long": "longitude",
    "lat": "latitude", "crime_type": "type", "lsoa_code": "lsoa", "lsoa": "lsoa", "crime_id": "crime_id",
    "falls_within": "force", "last_outcome_category": "outcome", "outcome type": "outcome_type",
  ]

  static func shortName(_ name: String) -> String { shortNames[name.lowercased()] ?? name }

  /// Returns the rows under short names, with the month, quarter and financial year of each.
  func standardColumns(of table: Table) throws -> (table: Table, notes: [String]) {
    let short = try Table(table.columns.map { $0.named(Self.shortName($0.name)) }, sources: table.sources, notes: table.notes)
    if self == .street { try Self.checkMonths(short.column("month"), of: table) }
    let times = try IncidentTimes(
      short.column(self == .street ? "month" : "time"), recorders: short.columnIfPresent("force"), of: table, isPolice: true)
    var answer = short.columns.filter { $0.name != "month" }
    answer += times.columns
    return (try Table(answer, sources: table.sources, notes: table.notes), times.notes)
  }

  private static func checkMonths(_ months: Column, of table: Table) throws {
    let isMonth = { (text: String) in text.utf8.count == 7 && CalendarDate(text + "-01") != nil }
    if months.type == .text, months.differentTexts.allSatisfy(isMonth) { return }
    guard let row = (0..<months.count).first(where: { !months[$0].isMissing && !isMonth(months[$0].plainText) }) else { return }
    let (file, rowInFile) = table.origin(of: row)
    throw IncidentError.unreadableMonth(file: file, row: rowInFile, text: months[row].plainText)
  }
}

extension Table {
  /// The file that a row was read from, and its place there from one; of a table that was filtered since, the place in it.
  func origin(of row: Int) -> (file: String, row: Int) {
    guard sources.reduce(0, { $0 + $1.rowCount }) == rowCount else { return (sources.first?.file ?? "the table", row + 1) }
    var row = row
    for source in sources {
      if row < source.rowCount { return (source.file, row + 1) }
      row -= source.rowCount
    }
    return ("the table", row + 1)
  }
}
