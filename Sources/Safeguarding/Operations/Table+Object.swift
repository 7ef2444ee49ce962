public import Columns

extension Table: ScriptObject {
  public static let kind = ObjectKind("table", summary: "Named columns of equal length.")

  public static let fields: [ObjectField<Table>] = [
    .init("columns", "The names of the columns.") { .list($0.columnNames.map { .text($0) }) },
    .init("notes", "What a reader must know beside the figures.") { .list($0.notes.map { .text($0) }) },
  ]

  public static var isList: Bool { true }

  /// A table, the rows of one that waits for somebody to look, or those of a result that prints as a table.
  public static func argument(_ value: Value) throws -> Table? {
    if case .object(let object) = value, let table = object as? Table { return table }
    return try PendingTable.argument(value)?.answer()
  }

  public var words: String {
    let most = 12
    let more = columns.count > most ? " and \(PrintedNumber.of(columns.count - most, "more column", "more columns"))" : ""
    return "\(PrintedNumber.of(rowCount, "row", "rows")) of \(columnNames.prefix(most).joined(separator: ", "))\(more)"
  }

  public var table: Table? { self }

  public var byteCount: Int { columns.reduce(512) { $0 + $1.byteCount } }

  public var reasons: [String] { sources.map(\.words) + notes }

  /// A row as named values, in the order of the columns.
  public func record(_ row: Int) -> Value { .record(columns.map { ($0.name, Value($0[row])) }) }
}
