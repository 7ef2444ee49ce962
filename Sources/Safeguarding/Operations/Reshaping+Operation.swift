import Columns

// Tables put together, taken apart and named anew; no value is computed.

extension Operation {
  /// Makes a table of a script's own values.
  static let tableOf = Operation(
    "table_of", summary: "A table of a script's own rows, or of named lists of equal length.",
    discussion: """
      Rows are {{area = "Leeds", n = 3}, {area = "York", n = 5}}, and columns {area = {"Leeds", "York"}, n = {3, 5}}. A \
      field that a row lacks is missing.
      """,
    example: """
      table_of{{area = "Leeds", n = 3}, {area = "York", n = 5}}:sum("n")
      --> 8
      """,
    Parameter<ScriptTable>("rows", "The rows or the columns.")
  ) { rows in rows.table }

  /// Puts tables under each other.
  static let append = Operation(
    "append", summary: "The rows of a table and those of others beneath them.",
    discussion: "Columns are united by name. A column that one of them lacks is not available in its rows.",
    example: """
      #partners:append(partners:head(2))
      --> 10
      """,
    Parameter<Table>("table", "The table."),
    Parameter<[AddedRows]>("others", "The table that comes beneath, or several; or a row such as {area = \"All\", n = 8}.")
  ) { table, others in
    let all = [table] + others.map(\.table)
    try OperationLimits.forQueries.checkMemory(all.reduce(0) { $0 + $1.byteCount }, for: "the rows of \(all.count) tables")
    var joined = try Table.joined(all, within: OperationLimits.forQueries)
    let own = Set(table.columnNames)
    for other in others.lazy.map(\.table) {
      let added = Set(other.columnNames)
      guard let lacking = table.columnNames.first(where: { !added.contains($0) }), let further = other.columnNames.first(where: { !own.contains($0) }) else { continue }
      joined.notes.append("append: the rows beneath have no \"\(lacking)\" and those above no \"\(further)\", which are not available there; rename unites columns of two names")
      break
    }
    return joined
  }

  /// Renames columns.
  static let rename = Operation(
    "rename", summary: "The table with columns under new names.",
    example: """
      partners:rename{contribution_pounds = "pounds"}.columns[2]
      --> pounds
      """,
    Parameter<Table>("table", "The table."),
    Parameter<NewNames>("names", "The new name of each column, by the old one; or of one column the old name and then the new one.")
  ) { table, names in
    for old in names.byOld.keys { _ = try table.column(old) }
    return try Table(
      table.columns.map { column in names.byOld[column.name].map { column.named($0) } ?? column }, sources: table.sources, notes: table.notes)
  }

  /// Leaves columns out.
  static let drop = Operation(
    "drop", summary: "The table without some columns.",
    example: """
      #partners:drop("agency").columns
      --> 1
      """,
    Parameter<PendingTable>("table", "The table."),
    Parameter<[String]>("columns", "The columns to leave out.")
  ) { table, columns in
    let names = table.columnNames, known = Set(names), dropped = Set(columns)
    if let unknown = columns.first(where: { !known.contains($0) }) { throw TableError.noColumn(unknown, available: names) }
    return try table.adding(.select(names.filter { !dropped.contains($0) }))
  }

  /// Keeps the last rows.
  static let tail = Operation(
    "tail", summary: "The last rows of a table.",
    example: """
      #partners:tail(3)
      --> 3
      """,
    Parameter<Table>("table", "The table."),
    Parameter<Int>("count", "How many rows.", default: 10, words: "10")
  ) { table, count in
    let shown = max(0, min(count, table.rowCount))
    var tail = table.selecting(rows: Array((table.rowCount - shown)..<table.rowCount))
    if shown < table.rowCount {
      tail.notes.append("the last \(PrintedNumber.of(shown)) of \(PrintedNumber.of(table.rowCount)) rows")
    }
    return tail
  }
}

/// Rows that come beneath others: a table, or one row of a script's own.
struct AddedRows: OperationArgument {
  let table: Table

  static let argumentWords = "a table, or a row such as {area = \"All\", n = 8}"
  static let takesRecord = true

  static func argument(_ value: Value) throws -> AddedRows? {
    if case .record = value { return try Table(records: [value]).map { AddedRows(table: $0) } }
    return try Table.argument(value).map { AddedRows(table: $0) }
  }
}

/// A table that a script says: records as rows, or named lists as columns.
struct ScriptTable: OperationArgument {
  let table: Table

  static let argumentWords = "rows such as {{area = \"Leeds\", n = 3}}, or columns such as {area = {\"Leeds\"}, n = {3}}"
  static let takesList = true
  static let takesRecord = true

  static func argument(_ value: Value) throws -> ScriptTable? {
    switch value {
    case .list(let rows): return try Table(records: rows).map { ScriptTable(table: $0) }
    case .record(let fields):
      let columns = try fields.map { field in
        guard case .list(let values) = field.value else {
          throw ArgumentError.wrongKind(field.name, expected: "a list of values", got: field.value.words, place: nil)
        }
        let cells = try values.map { value in
          guard let cell = Cell(plain: value) else {
            throw ArgumentError.wrongKind(field.name, expected: "a list of texts, numbers or dates", got: value.words, place: nil)
          }
          return cell
        }
        return Column(field.name, cells: cells)
      }
      return ScriptTable(table: try Table(columns))
    default: return nil
    }
  }
}

/// New names of columns, by their old ones.
struct NewNames: OperationArgument {
  let byOld: [String: String]

  static let argumentWords = "names such as {[\"LSOA code\"] = \"lsoa\"}"
  static let takesRecord = true
  static let takesList = true

  static func argument(_ value: Value) throws -> NewNames? {
    // rename("old", "new")
    if case .list(let names) = value, names.count == 2, case (.text(let old), .text(let new)) = (names[0], names[1]) { return NewNames(byOld: [old: new]) }
    guard case .record(let fields) = value else { return nil }
    return NewNames(
      byOld: Dictionary(
        try fields.map { field in
          guard case .text(let name) = field.value else {
            throw ArgumentError.wrongKind(field.name, expected: "a new name, as in {old = \"new\"}", got: field.value.words, place: nil)
          }
          return (field.name, name)
        }, uniquingKeysWith: { first, _ in first }))
  }
}

extension Table {
  /// Makes a table of records, a row each, with the columns in the order in which names first occur; nil where a value is
  /// no record, or a field is no plain value.
  ///
  /// - Throws: what the limits of the caller say.
  package init?(records: [Value]) throws {
    guard !records.isEmpty else { return nil }
    var names: [String] = []
    var known: Set<String> = []
    var rows: [[String: Cell]] = []
    for record in records {
      guard case .record(let fields) = record else { return nil }
      var row: [String: Cell] = [:]
      for (name, value) in fields {
        guard let cell = Cell(plain: value) else { return nil }
        row[name] = cell
        if known.insert(name).inserted { names.append(name) }
      }
      rows.append(row)
    }
    var columns: [Column] = []
    for name in names {
      try OperationLimits.check()
      columns.append(Column(name, cells: rows.map { $0[name] ?? .missing(.unspecified) }))
    }
    self.init(checked: columns, rowCount: rows.count)
  }
}

extension Cell {
  /// A plain value as a cell, or nil for a list, a record, or an object that is no value of a table.
  package init?(plain value: Value) {
    switch value {
    case .missing(let reason): self = .missing(reason)
    case .nothing: self = .missing(.unspecified)
    default:
      guard let cell = Cell(value) else { return nil }
      self = cell
    }
  }
}
