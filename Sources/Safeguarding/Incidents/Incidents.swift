public import Columns

/// Incidents that the police recorded, one row each, with the area and the period that each belongs to.
public struct Incidents: Sendable {
  /// The rows. Beside the police's own columns, under short names, each row has `month`, `quarter` (of the calendar
  /// year), `financial_year`, `area` and `area_code`.
  public let rows: Table

  /// The conditions that the rows meet, in words, in the order in which they were set.
  public let conditions: [String]

  init(rows: Table, conditions: [String]) {
    self.rows = rows
    self.conditions = conditions
  }

  /// Reads the rows of data.police.uk: street-level crime, or stop and search.
  ///
  /// - Parameters:
  ///   - tables: The files, which may be of several months or forces but of one kind.
  ///   - areas: A look-up from LSOA to local authority, with columns `lsoa_code` and `la_code`; nil leaves areas out.
  /// - Throws: ``IncidentError``.
  public init(tables: [Table], areas: Table? = nil) throws {
    guard let first = tables.first else { throw IncidentError.noFiles }
    let kind = try PoliceFile(of: first)
    var parts: [Table] = []
    for table in tables {
      guard try PoliceFile(of: table) == kind else { throw IncidentError.differentKinds }
      parts.append(try kind.standardColumns(of: table))
    }
    var rows = try Table.joined(parts)
    if let areas { rows = try PoliceFile.addingAreas(to: rows, lookup: areas) }
    self.init(rows: rows, conditions: [])
  }

  /// Returns the incidents that meet a condition.
  ///
  /// - Parameter words: The condition in words, for the record.
  public func filtered(_ predicate: Predicate, words: String) throws -> Incidents {
    Incidents(rows: try rows.answer(Query().filter(predicate), within: OperationLimits.forQueries), conditions: conditions + [words])
  }

  /// The number of incidents.
  public var count: Int { rows.rowCount }

  /// Counts the incidents by some columns, with each group's share of all.
  ///
  /// A row whose value is missing is counted in a group of its own, never dropped.
  public func counted(by names: [String]) throws -> Table {
    let table = try rows.answer(
      Query().group(by: names, [.count("incidents")]), within: OperationLimits.forQueries)
    let counts = try table.column("incidents")
    let total = count
    let shares = (0..<table.rowCount).map { row in
      counts[row].number.flatMap { total == 0 ? nil : $0 / Double(total) * 100 }
    }
    var answer = try Table(
      table.columns.dropLast() + [
        counts.with(unit: "incidents", decimals: nil),
        Column("share", numbers: shares, unit: "% of \(PrintedNumber.of(total))", decimals: 1),
      ], sources: table.sources, notes: table.notes)
    answer.notes = conditionNotes + missingNotes(names) + answer.notes
    return answer
  }

  private var conditionNotes: [String] { conditions.isEmpty ? [] : ["where " + conditions.joined(separator: " and ")] }

  private func missingNotes(_ names: [String]) -> [String] {
    names.compactMap { name in
      guard let column = rows.columnIfPresent(name), column.presence.missingCount > 0 else { return nil }
      let reasons = column.presence.countsByReason.sorted { $0.key.rawValue < $1.key.rawValue }
        .map { "\(PrintedNumber.of($0.value)) \($0.key.words)" }
      return "\(PrintedNumber.of(column.presence.missingCount)) of \(PrintedNumber.of(count)) have no \(name) (\(reasons.joined(separator: "; ")))"
    }
  }

  /// Counts the incidents by area and divides by a population.
  ///
  /// - Parameters:
  ///   - population: An indicator whose values are counts of people.
  ///   - period: The period of the population.
  ///   - base: The people that the rate is given for.
  /// - Throws: ``IncidentError/noAreas`` where no look-up was given. An area without a population has no rate, and its
  ///   cell says why.
  public func rates(population: Indicator, period: Period, base: Int) throws -> Table {
    guard rows.columnIfPresent("area_code") != nil else { throw IncidentError.noAreas }
    let counted = try counted(by: ["area", "area_code"])
    let codes = try counted.column("area_code")
    let counts = try counted.column("incidents")
    let people: [Observation] = (0..<counted.rowCount).map { row in
      codes[row].text.flatMap { population.register.areaIfKnown($0) }.map { population[$0, period] } ?? .absent
    }
    let rates: [Cell] = zip(0..<counted.rowCount, people).map { row, people in
      guard let count = counts[row].number else { return .missing(.notAvailable) }
      guard let people = people.value else { return people.cell }
      return people > 0 ? .number(count / people * Double(base)) : .missing(.notApplicable)
    }
    return try Table(
      [
        counted.column("area"), codes, counts,
        Column("population", cells: people.map(\.cell), unit: population.definition.unit.words, decimals: 0),
        Column("rate", cells: rates, unit: "per \(PrintedNumber.of(base)) of the population", decimals: 1),
      ], sources: counted.sources + population.sources,
      notes: counted.notes + ["population: \(population.titleAndKey), \(period.label)"])
  }

  /// The groups with the most incidents, most first; groups that tie with the last are told in the notes.
  public func top(_ count: Int, by names: [String]) throws -> Table {
    let counted = try counted(by: names)
    let ordered = try counted.ordered(by: [Query.Order("incidents", descending: true)] + names.map { Query.Order($0) })
    guard count < ordered.rowCount, count > 0 else { return ordered }
    var top = ordered.selecting(rows: Array(0..<count))
    let counts = try ordered.column("incidents")
    let tied = (count..<ordered.rowCount).count { counts[$0] == counts[count - 1] }
    top.notes.append("the first \(PrintedNumber.of(count)) of \(PrintedNumber.of(ordered.rowCount))")
    if tied > 0 { top.notes.append("\(PrintedNumber.of(tied)) more tie with the last") }
    return top
  }
}

/// Incidents that can't be read or asked as they were.
public enum IncidentError: DiagnosableError, Hashable {
  case noFiles
  case differentKinds
  case unknownColumns(file: String, columns: [String])
  case unreadableMonth(file: String, row: Int, text: String)
  case unreadableTime(file: String, row: Int, text: String)
  case noAreas

  public var diagnostic: Diagnostic {
    switch self {
    case .noFiles: Diagnostic("no file of incidents is named", expectation: "Name one file or more.")
    case .differentKinds:
      Diagnostic(
        "the files are of different kinds", expectation: "Street-level crime and stop and search are loaded apart.")
    case .unknownColumns(let file, let columns):
      Diagnostic(
        "the columns are not those of a police file", at: .init(file: file, line: 1),
        expectation: "Street-level crime has \"Month\", \"LSOA code\" and \"Crime type\"; stop and search has \"Type\", "
          + "\"Date\" and \"Object of search\".",
        hint: "the file has \(columns.prefix(8).joined(separator: ", "))")
    case .unreadableMonth(let file, let row, let text):
      Diagnostic(
        "row \(row): \"\(text)\" is no month", at: .init(file: file), expectation: "A month is written 2019-09.")
    case .unreadableTime(let file, let row, let text):
      Diagnostic(
        "row \(row): \"\(text)\" is no time", at: .init(file: file),
        expectation: "A time is written 2023-06-30T23:00:00+00:00, with its offset.")
    case .noAreas:
      Diagnostic(
        "the incidents have no areas",
        hint: "load them with areas = \"lsoa-to-la.csv.gz\", a look-up from LSOA to local authority")
    }
  }
}
