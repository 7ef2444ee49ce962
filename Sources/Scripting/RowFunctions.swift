internal import Columns
internal import LuaRuntime
internal import Safeguarding

/// Functions of a script that are asked of each row: `t:derive("risk", function(row) return row.age < 10 and 2 or 1 end)` and
/// `t:where(function(row) return ... end)`.
///
/// A formula says the same in a hundredth of the time, so these are for what no formula says.
enum RowFunctions {
  /// Runs an operation whose last argument is a function; nil where it is none that takes one.
  static func run(_ operation: Safeguarding.Operation, _ call: borrowing LuaCall) throws -> [LuaValue]? {
    guard call.isFunction(call.count), case .function(let function) = call[call.count], let object = call.object(1) else { return nil }
    if operation.receiver == Incidents.kind, operation.name == "where" {
      throw LuaArgumentError(index: 2, message: "a function, which is asked of rows: incidents.rows:where(function(row) ... end)")
    }
    guard operation.receiver == Table.kind else { return nil }
    switch (operation.name, call.count) {
    case ("derive", 3):
      let name = try call.text(2)
      let table = try rows(of: object)
      var cells: [Cell] = []
      cells.reserveCapacity(table.rowCount)
      try forEachRow(of: table, function, call.engine) { answer in
        guard let value = try? Value(answer.tree()), let cell = Cell(plain: value) else {
          throw LuaArgumentError(index: 3, message: "the function gives \(kind(of: answer)) for row \(cells.count + 1), and a column holds texts, numbers, dates and booleans")
        }
        cells.append(cell)
      }
      return [call.engine.value(of: try Value.object(table.adding(Column(name, cells: cells))).tree)]
    case ("where", 2):
      let table = try rows(of: object)
      var (kept, row) = ([Int](), 0)
      try forEachRow(of: table, function, call.engine) { answer in
        if isTrue(answer) { kept.append(row) }
        row += 1
      }
      return [call.engine.value(of: Value.object(table.selecting(rows: kept)).tree)]
    default: return nil
    }
  }

  private static func rows(of object: any OperationObject) throws -> Table {
    try Table.argument(.object(object)) ?? Table([])
  }

  /// Calls the function with each row, and hands on the first thing that it gives.
  private static func forEachRow(
    of table: Table, _ function: LuaFunctionReference, _ engine: LuaEngine, _ take: (LuaValue) throws -> Void
  ) throws {
    for row in 0..<table.rowCount {
      if row.isMultiple(of: 256) { try engine.checkLimits() }
      let record = engine.value(of: table.record(row).tree)
      if case .table(let fields) = record { fields.becomeRow() }
      try take(try engine.call(function, [record]).first ?? .nothing)
    }
  }

  /// Whether a row is kept: as Lua takes it, but that a missing value keeps none.
  private static func isTrue(_ value: LuaValue) -> Bool {
    switch value {
    case .nothing, .boolean(false): false
    case .object(let object): !(object.payload is MissingReason)
    default: true
    }
  }

  private static func kind(of value: LuaValue) -> String {
    switch value {
    case .table: "a table"
    case .function: "a function"
    case .object(let object): (object.payload as? any OperationObject).map { type(of: $0).kind.words } ?? "an object"
    default: "something else"
    }
  }
}

extension Table {
  /// The table with one more column, or with one replaced.
  fileprivate func adding(_ column: Column) throws -> Table {
    var columns = columns
    if let place = columns.firstIndex(where: { $0.name == column.name }) { columns[place] = column } else { columns.append(column) }
    return try Table(columns, sources: sources, notes: notes)
  }
}
