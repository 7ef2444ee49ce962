public import Columns

/// Incidents that can't be read or asked as they were.
public enum IncidentError: DiagnosableError, Hashable {
  case noFiles
  case differentKinds
  case unknownColumns(file: String, columns: [String])
  case unreadableMonth(file: String, row: Int, text: String)
  case unreadableTime(file: String, row: Int, text: String)
  case notALookup(file: String, columns: [String])
  case noAreas
  /// A column that incidents get has the name of one that the table has already.
  case nameTaken(String)
  /// No column says where incidents are, in degrees.
  case noCoordinates
  /// A column has the name of what another one says, such as the area.
  case twoColumns(String, role: String)
  /// No column says what an operation asks for.
  case noColumn(role: String)
  /// The incidents have months only.
  case noDays
  /// No incident has a month.
  case noMonths
  /// No outcomes were joined.
  case noOutcomes

  public var diagnostic: Diagnostic {
    switch self {
    case .noFiles: Diagnostic("no file of incidents is named", expectation: "Name one file or more.")
    case .differentKinds:
      Diagnostic(
        "the files are of different kinds", expectation: "Street-level crime, outcomes, and stop and search are loaded apart.",
        hint: "of a folder, name the kind by what the files' names end in: ending = \"-street.csv\"")
    case .unknownColumns(let file, let columns):
      Diagnostic(
        "the columns are not those of a police file", at: .init(file: file, line: 1),
        expectation: "Street-level crime has \"Month\", \"LSOA code\" and \"Crime type\"; stop and search has \"Type\", "
          + "\"Date\" and \"Object of search\".",
        hint:
          "the file has \(columns.prefix(8).joined(separator: ", ")); take a table of your own with table:incidents(\"time\")")
    case .unreadableMonth(let file, let row, let text):
      Diagnostic(
        "row \(row): \"\(text)\" is no month", at: .init(file: file), expectation: "A month is written 2019-09.")
    case .unreadableTime(let file, let row, let text):
      Diagnostic(
        "row \(row): \"\(text)\" is no time", at: .init(file: file),
        expectation:
          "A time is written 2023-06-30T23:00:00+00:00, with its offset, or 2023-06-30 23:00 as clocks in London show it; "
          + "a day 2023-06-30, 30/06/2023 or 30-Jun-2023; and a column of months has nothing else.",
        // What has digits is a time that somebody wrote, and no word for one that nobody knows.
        hint: text.contains(where: \.isNumber) ? nil : "where it stands for a time that nobody knows: load_table(path, {missing = {\"\(text)\"}})")
    case .notALookup(let file, let columns):
      Diagnostic(
        "the columns are not those of a look-up", at: .init(file: file, line: 1),
        expectation: "A look-up has lsoa_code beside la_code, lsoa11_code beside lsoa21_code, or ltla_code beside utla_code, "
          + "with years or without, or ONS's names such as LSOA21CD and LAD22CD.",
        hint: "the file has \(columns.prefix(8).joined(separator: ", "))")
    case .noAreas:
      Diagnostic(
        "the incidents have no areas",
        hint: "load them with areas = \"lsoa-to-la.csv.gz\", a look-up from LSOA to local authority")
    case .nameTaken(let name):
      Diagnostic(
        "the table has a column \"\(name)\" already",
        expectation: "Incidents get a column of this name, made of their times or areas.",
        hint: "leave the old one out with select, or copy it first: table:derive(\"old_\(name)\", {column = \"\(name)\"})")
    case .twoColumns(let name, let column):
      Diagnostic(
        "\"\(name)\" can be two columns: \"\(column)\", which the incidents were made with as their \(name), and \"\(name)\" itself",
        expectation: "\"\(column)\" names the first.",
        hint: "the other needs another name before the incidents are made: table:rename{\(name) = \"own_\(name)\"}")
    case .noColumn(let role):
      Diagnostic(
        "no column says the \(role) of an incident",
        hint: "name it when the incidents are made: table:incidents(\"time\", {\(role) = \"...\"}), or here: of = \"...\"")
    case .noCoordinates:
      Diagnostic(
        "no columns say where the incidents are",
        expectation: "Longitude and latitude in degrees, or metres.",
        hint: "name them when the incidents are made: table:incidents(\"time\", {longitude = \"...\", latitude = \"...\"}), or columns of metres "
          + "here: x = \"...\", y = \"...\"")
    case .noDays:
      Diagnostic("the incidents have months and no days", expectation: "Street-level files of the police tell the month alone.")
    case .noMonths: Diagnostic("no incident has a month", expectation: "At least one has a time.")
    case .noOutcomes:
      Diagnostic(
        "the incidents have no outcomes", hint: "join them first: incidents:with_outcomes(load_table(\"...-outcomes.csv\"))")
    }
  }
}
