import Columns

/// The rows of a table by area.
struct AreaRows {
  /// The areas in the order in which they first stand.
  let areas: [Area]
  let table: Table
  private let keys: [String]

  /// An area's rows.
  struct Area {
    /// The texts of its key columns: `all rows` where there are none.
    let name: String
    var rows: [Int]
  }

  init(_ table: Table, by keys: [String]) throws {
    self.table = table
    self.keys = keys
    let keyColumns = try keys.map { try table.column($0) }
    var places: [[Cell]: Int] = [:]
    var areas: [Area] = []
    for row in 0..<table.rowCount {
      let key = keyColumns.map { $0[row] }
      if let place = places[key] {
        areas[place].rows.append(row)
      } else {
        places[key] = areas.count
        let name = key.isEmpty ? "all rows" : key.map(\.plainText).joined(separator: ", ")
        areas.append(Area(name: name, rows: [row]))
      }
    }
    self.areas = areas
  }

  /// The areas as a table: their keys, and the sums of columns; a missing part makes a sum missing, with its reason.
  func areaTable(summing names: [String]) throws -> Table {
    let firsts = areas.map { $0.rows[0] }
    var answer = try keys.map { try table.column($0).selecting(firsts) }
    for name in names {
      let column = try table.column(name)
      let sums = areas.map { area -> Cell in
        var (whole, number) = (0, 0.0)
        var isWhole = true
        for row in area.rows {
          if let reason = column[row].missingReason { return .missing(reason) }
          number += column[row].number ?? .nan
          let (sum, overflow) = whole.addingReportingOverflow(FigureRows.count(column[row]) ?? 0)
          isWhole = isWhole && !overflow && FigureRows.count(column[row]) != nil
          whole = sum
        }
        return isWhole ? .integer(whole) : .number(number)
      }
      answer.append(
        Column(name, cells: sums, typeWhereMissing: .number).with(unit: column.unit, decimals: column.decimals))
    }
    return Table(checked: answer, rowCount: areas.count, sources: table.sources, notes: table.notes)
  }
}

/// The age bands or other strata of areas, each with its events and other numbers.
struct Strata {
  let rows: AreaRows
  private let events: Column
  private let columns: [Column]

  /// What a row holds.
  struct Row {
    var events = 0
    var numbers: [Double] = []
    /// Why a number is missing, and words for the notes.
    var missing: (reason: MissingReason, words: String)?
  }

  init(_ table: Table, by keys: [String], events: String, numbers: [String]) throws {
    rows = try AreaRows(table, by: keys)
    self.events = try FigureRows.numbers(table, events)
    columns = try numbers.map { try FigureRows.numbers(table, $0) }
  }

  /// Reads a row.
  ///
  /// - Throws: ``ArgumentError`` for events that are no count; ``QueryError`` where the script may take no longer.
  func row(_ row: Int) throws -> Row {
    try OperationLimits.check(at: row)
    let cell = events[row]
    if let reason = cell.missingReason { return Row(missing: (reason, "\(events.name) \(reason.words)")) }
    guard let count = FigureRows.count(cell) else {
      throw FigureRows.refusal(row, events.name, cell, expected: "A count is a whole number, zero or more.")
    }
    var answer = Row(events: count)
    for column in columns {
      if let reason = column[row].missingReason { return Row(missing: (reason, "\(column.name) \(reason.words)")) }
      answer.numbers.append(column[row].number ?? .nan)
    }
    return answer
  }
}
