import Columns
import Synchronization

/// A table whose last steps wait until somebody looks at its rows.
///
/// To scripts it is a table like any other. `where`, `derive`, `join` and `select` give one, so that a group that follows
/// them is one scan and writes no rows between. Whoever asks it a second question gets its rows written out, once.
final class PendingTable: ScriptObject {
  private struct State {
    var steps: TableInSteps
    var table: Table?
    var wasAsked = false
    /// Gives back the bytes of the rows.
    var release: (@Sendable () -> Void)?
  }

  private let state: Mutex<State>

  init(_ table: Table) { state = Mutex(State(steps: TableInSteps(table), table: table)) }

  private init(_ steps: TableInSteps) { state = Mutex(State(steps: steps)) }

  deinit { state.withLock { $0.release?() } }

  /// The names of the columns; no row is written out for them.
  var columnNames: [String] { state.withLock { $0.steps.columnNames } }

  /// Returns the table with one more step, which waits.
  func adding(_ step: Query.Step) throws -> PendingTable {
    let steps = state.withLock { $0.steps }
    return PendingTable(try steps.taking(step, within: OperationLimits.forQueries))
  }

  /// Answers a step.
  func answer(_ step: Query.Step) throws -> Table {
    let steps = try state.withLock { state in
      if state.wasAsked { _ = try Self.write(&state) }
      state.wasAsked = true
      return state.steps
    }
    let limits = OperationLimits.forQueries
    return try steps.taking(step, within: limits).table(within: limits)
  }

  /// The rows, written out when they are first asked for.
  func answer() throws -> Table { try state.withLock { try Self.write(&$0) } }

  private static func write(_ state: inout State) throws -> Table {
    if let table = state.table { return table }
    let table = try state.steps.table(within: OperationLimits.forQueries)
    if let hold = OperationLimits.current?.hold {
      let bytes = table.byteCount
      hold(bytes)
      state.release = { hold(-bytes) }
    }
    state.table = table
    state.steps = TableInSteps(table, after: state.steps)
    return table
  }

  // MARK: To scripts

  static let kind = Table.kind
  static let fields: [ObjectField<PendingTable>] = []
  static let isList = true

  static func argument(_ value: Value) -> PendingTable? {
    guard case .object(let object) = value else { return nil }
    if let table = object as? Table { return PendingTable(table) }
    if let waiting = object as? PendingTable { return waiting }
    // Incidents say their rows as a table that waits.
    if let rows = object.field("rows"), case .object = rows { return argument(rows) }
    return object.table.map { PendingTable($0) }
  }

  func settled() throws -> any OperationObject { try answer() }

  func field(_ name: String) -> Value? {
    name == "columns" ? .list(columnNames.map { .text($0) }) : table?.field(name)
  }

  var table: Table? { try? answer() }

  var words: String {
    do { return try answer().words } catch { return "\(error)" }
  }

  var reasons: [String] { table?.reasons ?? [] }
}

extension OperationObject {
  /// Whether the thing is a table with a column of a name; no row is written out for it.
  package func hasColumn(_ name: String) -> Bool {
    switch self {
    case let table as PendingTable: table.columnNames.contains(name)
    case let table as Table: table.columnIfPresent(name) != nil
    case let incidents as Incidents: incidents.base.columnIfPresent(name) != nil
    default: false
    }
  }
}
