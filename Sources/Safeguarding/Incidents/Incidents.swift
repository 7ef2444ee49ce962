public import Columns
import Synchronization

/// Incidents, one row each: those that the police recorded, or those of a table of one's own.
///
/// Conditions wait for the question that follows them, so that a filter and a count are one scan, and the orders that are
/// known of the table serve both.
public struct Incidents: Sendable {
  /// All rows that were loaded, whatever conditions were set since.
  package let base: Table

  /// What rows must meet to be among these incidents.
  let predicate: Predicate

  /// The conditions that the rows meet, in words, in the order in which they were set.
  public let conditions: [String]

  /// Which columns of the table say when, where, who and what.
  public let columns: IncidentColumns

  /// The months that were recorded, of all that was loaded.
  public let coverage: Coverage

  /// The look-up that gave the areas, where there was one.
  let lookup: AreaLookup?

  /// What a reader must know of the rows as a whole.
  public let notes: [String]

  /// How areas are written, where that is not in one way that the register knows.
  let spellings: [String]

  /// The number of incidents.
  public let count: Int

  /// The rows that meet the conditions, once somebody asked for them.
  private let written = WrittenRows()

  /// The last month of the outcomes that were joined, as ``CalendarUnit/month`` numbers it; nil where none were.
  var outcomesUntil: Int?

  private init(
    base: Table, predicate: Predicate, conditions: [String], columns: IncidentColumns, coverage: Coverage, lookup: AreaLookup?,
    notes: [String], spellings: [String], count: Int, outcomesUntil: Int? = nil
  ) {
    self.base = base
    self.predicate = predicate
    self.conditions = conditions
    self.columns = columns
    self.coverage = coverage
    self.lookup = lookup
    self.notes = notes
    self.spellings = spellings
    self.count = count
    self.outcomesUntil = outcomesUntil
  }

  /// Returns the incidents with a column that is made of the others, such as the year of their months.
  func deriving(_ name: String, _ derivation: Derivation) throws -> Incidents {
    Incidents(
      base: try PendingTable(base).deriving(name, derivation).answer(), predicate: predicate, conditions: conditions, columns: columns, coverage: coverage,
      lookup: lookup, notes: notes, spellings: spellings, count: count, outcomesUntil: outcomesUntil)
  }

  /// Reads the rows of data.police.uk: street-level crime, or stop and search; and extracts of them under shorter names.
  ///
  /// - Parameters:
  ///   - tables: The files, which may be of several months or forces but of one kind.
  ///   - areas: Look-ups from LSOA to local authority; nil leaves areas out.
  /// - Throws: ``IncidentError``.
  public init(tables: [Table], areas: AreaLookup? = nil) throws {
    guard let first = tables.first else { throw IncidentError.noFiles }
    let kind = try PoliceFile(of: first)
    var parts: [Table] = []
    var notes: [String] = []
    for table in tables {
      guard try PoliceFile(of: table) == kind else { throw IncidentError.differentKinds }
      let part = try kind.standardColumns(of: table)
      parts.append(part.table)
      for note in part.notes where !notes.contains(note) { notes.append(note) }
    }
    var rows = try Table.joined(parts, within: OperationLimits.forQueries)
    if let areas, rows.columnIfPresent("lsoa") != nil { rows = try Self.adding(areas, to: rows, lsoa: "lsoa", notes: &notes) }
    let columns = IncidentColumns(police: rows)
    self.init(
      base: rows, predicate: .all, conditions: [], columns: columns,
      coverage: try Coverage(of: rows, recorder: columns.recorder, isWhole: false), lookup: areas, notes: notes, spellings: [],
      count: rows.rowCount)
  }

  /// Reads the rows of data.police.uk with one look-up, a table with `lsoa_code` and `la_code` or those of ``AreaLookup``.
  public init(tables: [Table], areas: Table) throws { try self.init(tables: tables, areas: AreaLookup([areas])) }

  /// Takes the rows of a table of one's own as incidents.
  ///
  /// The table keeps its columns and its orders. It gets `month`, `quarter` and `financial_year`, and `day` and `hour` where
  /// the times tell them; `area_code` where its areas are known; and with look-ups `area` too, found by the LSOA.
  ///
  /// - Parameters:
  ///   - time: The column of days, moments or months. Texts such as `30/04/2024 13:45` are read as London's time.
  ///   - columns: Which columns say where, who and what; those for times and codes are found and not given.
  /// - Throws: ``IncidentError``, ``TableError``.
  public init(table: Table, time: String, columns: IncidentColumns, areas: AreaLookup? = nil) throws {
    for name in columns.given { _ = try table.column(name) }
    let times = try IncidentTimes(table.column(time), recorders: columns.recorder.map { try table.column($0) }, of: table)
    var rows = table
    var notes = times.notes
    var spellings: [String] = []
    var columns = columns
    for column in times.columns {
      if rows.columnIfPresent(column.name) != nil, column.name != time { throw IncidentError.nameTaken(column.name) }
      rows = try rows.adding(column)
    }
    columns.time = time
    columns.day = times.columns.contains { $0.name == "day" } ? "day" : nil
    columns.hour = times.columns.contains { $0.name == "hour" } ? "hour" : nil
    if let lsoa = columns.lsoa, let areas {
      guard columns.area == nil, rows.columnIfPresent("area") == nil else { throw IncidentError.nameTaken("area") }
      rows = try Self.adding(areas, to: rows, lsoa: lsoa, notes: &notes)
      (columns.area, columns.areaCode) = ("area", "area_code")
      if areas.tellsChanges { columns.stablePlace = "lsoa_stable" }
    } else if let area = columns.area {
      if rows.columnIfPresent("area_code") == nil {
        let spelled = try AreaSpellings(rows.column(area))
        spellings = spelled.notes
        rows = try rows.adding(spelled.areas).adding(spelled.codes)
      }
      columns.areaCode = "area_code"
    }
    self.init(
      base: rows, predicate: .all, conditions: [], columns: columns,
      coverage: try Coverage(of: rows, recorder: columns.recorder, isWhole: true), lookup: areas, notes: notes + spellings,
      spellings: spellings, count: rows.rowCount)
  }

  /// Returns rows with the local authority of each, found by its LSOA.
  ///
  /// A row without an LSOA has no area, for no reason given; an LSOA that no look-up has, or that several authorities share,
  /// has an area that is not available.
  private static func adding(_ lookup: AreaLookup, to rows: Table, lsoa: String, notes: inout [String]) throws -> Table {
    let lsoas = try rows.column(lsoa)
    func area(_ cell: Cell, _ text: (AreaLookup.Authority) -> String) -> Cell {
      cell.text.flatMap { lookup.authority(of: $0) }.map { .text(text($0)) } ?? .missing(.notAvailable)
    }
    var answer = try rows.adding(lsoas.mappingValues(named: "area") { area($0, \.name) })
    answer = try answer.adding(lsoas.mappingValues(named: "area_code") { area($0, \.code) })
    if lookup.tellsChanges {
      answer = try answer.adding(
        lsoas.mappingValues(named: "lsoa_stable") {
          $0.text.flatMap { lookup.comparable($0) }.map { .text($0) } ?? .missing(.notAvailable)
        })
    }
    answer.sources += lookup.sources
    let unknown = try answer.column("area").presence.missingCount - lsoas.presence.missingCount
    if unknown > 0 {
      let divided = lsoas.differentTexts.filter { lookup.divided.contains($0) }
      notes.append(
        "\(PrintedNumber.of(unknown, "row has", "rows have")) an LSOA that no look-up gives one authority for"
          + (divided.isEmpty ? "" : ", among them \(divided.sorted().joined(separator: ", ")), which several share"))
    }
    return answer
  }

  /// Returns the incidents that meet a condition.
  ///
  /// - Parameter words: The condition in words, for the record.
  public func filtered(_ condition: Predicate, words: String) throws -> Incidents {
    let both: Predicate = predicate == .all ? condition : .and([predicate, condition])
    let open = condition.notesOfOpenRows { base.columnIfPresent($0)?.presence.isComplete == false }
    return Incidents(
      base: base, predicate: both, conditions: conditions + [words], columns: columns, coverage: coverage, lookup: lookup,
      notes: notes + open.filter { !notes.contains($0) }, spellings: spellings, count: try count(where: condition), outcomesUntil: outcomesUntil)
  }

  /// How many of the incidents meet a condition.
  func count(where condition: Predicate) throws -> Int {
    try answer(question.filter(condition).group(by: [], [.count("\u{0}n")])).whole("\u{0}n")
  }

  /// All incidents that were loaded.
  var unfiltered: Incidents {
    Incidents(
      base: base, predicate: .all, conditions: [], columns: columns, coverage: coverage, lookup: lookup, notes: notes,
      spellings: spellings, count: base.rowCount, outcomesUntil: outcomesUntil)
  }

  /// Returns the incidents with more columns, in the order of all rows that were loaded.
  func adding(_ added: [Column], sources: [TableSource], notes more: [String]) throws -> Incidents {
    var table = base
    for column in added { table = try table.adding(column) }
    table.sources += sources
    return Incidents(
      base: table, predicate: predicate, conditions: conditions, columns: columns, coverage: coverage, lookup: lookup,
      notes: notes + more, spellings: spellings, count: count, outcomesUntil: outcomesUntil)
  }

  // MARK: Questions

  /// The rows. Beside the columns of the file each has `month`, `quarter` (of the calendar year) and `financial_year`; where
  /// they are known `day`, `hour`, `area` and `area_code`.
  public func rows() throws -> Table {
    var table = predicate == .all ? base : try written.table { try answer(question) }
    table.notes = notes + table.notes
    return table
  }

  /// The first rows, without writing out the others.
  package func head(_ count: Int) throws -> Table { try answer(question.limit(count)) }

  /// The question of these incidents, for more steps.
  var question: Query { predicate == .all ? Query() : Query().filter(predicate) }

  func answer(_ query: Query) throws -> Table { try base.answer(query, within: OperationLimits.forQueries) }

  /// What the incidents are, for the notes of a table that was made of them.
  var conditionNotes: [String] { conditions.isEmpty ? [] : ["where " + conditions.joined(separator: " and ")] }

  /// Returns the name of a column: its own, or one of the roles that a column of another name has, such as `person`.
  ///
  /// - Throws: ``IncidentError/twoColumns(_:role:)`` for the name of a column that is another's role; ``TableError`` for one that is
  ///   neither, with the nearest.
  func column(_ name: String) throws -> String {
    guard let column = columns.roles.first(where: { $0.role == name })?.column, column != name else { return try base.column(name).name }
    guard base.columnIfPresent(name) == nil else { throw IncidentError.twoColumns(name, role: column) }
    return column
  }

  /// Returns a condition with the columns' own names in place of roles.
  func naming(_ condition: Predicate) throws -> Predicate {
    let named = try condition.naming { try column($0) }
    return try withAreas(LondonSpans(of: base).local(named))
  }

  /// Returns a condition in which an area that is written otherwise than in its column is asked for by its code.
  private func withAreas(_ condition: Predicate) throws -> Predicate {
    guard let area = columns.area, let code = columns.areaCode, area != code else { return condition }
    let (areas, codes) = (try base.column(area), try base.column(code))
    func known(_ cell: Cell) -> Cell? {
      let text = cell.plainText
      guard areas.type != .text || !areas.holds(text), let found = AreaRegister.england.areaIfKnown(text), codes.holds(found.code) else { return nil }
      return .text(found.code)
    }
    func rewritten(_ condition: Predicate) -> Predicate {
      switch condition {
      case .compare(area, .equal, let cell): return known(cell).map { .compare(column: code, .equal, $0) } ?? condition
      case .oneOf(area, let cells):
        let names = cells.map(known)
        guard names.contains(where: { $0 != nil }) else { return condition }
        let others = zip(cells, names).filter { $1 == nil }.map(\.0)
        let byCode = Predicate.oneOf(column: code, names.compactMap { $0 })
        return others.isEmpty ? byCode : .or([byCode, .oneOf(column: area, others)])
      case .and(let parts): return .and(parts.map(rewritten))
      case .or(let parts): return .or(parts.map(rewritten))
      case .not(let part): return .not(rewritten(part))
      default: return condition
      }
    }
    return rewritten(condition)
  }

  /// Returns the column of a role, or of a name that stands in its place.
  ///
  /// - Throws: ``IncidentError/noColumn(role:)`` where no column has the role.
  func column(_ name: String?, or role: String) throws -> String {
    if let name { return try column(name) }
    guard let column = columns.roles.first(where: { $0.role == role })?.column else { throw IncidentError.noColumn(role: role) }
    return column
  }
}

/// Which columns of a table say when, where, who and what; nil where none does.
public struct IncidentColumns: Hashable, Sendable {
  /// The local authority's name, or code, or DfE number.
  public var area: String?
  public var lsoa: String?
  /// A place of any other kind, such as a school or an address.
  public var place: String?
  public var person: String?
  /// The kind of incident or harm.
  public var type: String?
  public var outcome: String?
  /// A number that an outcome names the incident by.
  public var incidentID: String?
  /// Who recorded the incident, such as a force.
  public var recorder: String?
  public var longitude: String?
  public var latitude: String?

  var time: String?
  var day: String?
  var hour: String?
  var areaCode: String?
  /// Places with the same ground in both censuses.
  var stablePlace: String?

  public init(
    area: String? = nil, lsoa: String? = nil, place: String? = nil, person: String? = nil, type: String? = nil,
    outcome: String? = nil, incidentID: String? = nil, recorder: String? = nil, longitude: String? = nil, latitude: String? = nil
  ) {
    (self.area, self.lsoa, self.place, self.person, self.type) = (area, lsoa, place, person, type)
    (self.outcome, self.incidentID, self.recorder) = (outcome, incidentID, recorder)
    (self.longitude, self.latitude) = (longitude, latitude)
  }

  /// The columns of a police file under its short names.
  init(police table: Table) {
    func name(_ name: String) -> String? { table.columnIfPresent(name) == nil ? nil : name }
    self.init(
      area: name("area"), lsoa: name("lsoa"), place: name("location"), type: name("type"), outcome: name("outcome"),
      incidentID: name("crime_id"), recorder: name("force"), longitude: name("longitude"), latitude: name("latitude"))
    (time, day, hour) = (name("time"), name("day"), name("hour"))
    (areaCode, stablePlace) = (name("area_code"), name("lsoa_stable"))
  }

  /// The columns that a caller names.
  var given: [String] {
    [area, lsoa, place, person, type, outcome, incidentID, recorder, longitude, latitude].compactMap { $0 }
  }

  /// The names that operations know columns by.
  var roles: [(role: String, column: String)] {
    [
      ("area", area), ("area_code", areaCode), ("lsoa", lsoa), ("place", place), ("person", person), ("type", type),
      ("outcome", outcome), ("id", incidentID), ("force", recorder), ("longitude", longitude), ("latitude", latitude),
      ("day", day), ("hour", hour), ("time", time),
    ].compactMap { role, column in column.map { (role, $0) } }
  }
}

/// Rows that are written out when they are first asked for.
private final class WrittenRows: Sendable {
  private let known = Mutex<Table?>(nil)

  func table(_ make: () throws -> Table) throws -> Table {
    if let table = known.withLock({ $0 }) { return table }
    let table = try make()
    known.withLock { $0 = table }
    return table
  }
}
