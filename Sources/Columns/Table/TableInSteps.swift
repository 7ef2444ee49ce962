/// A table that takes the steps of a query one at a time.
///
/// Each step is checked as it comes, so that an error belongs to the step that made it. The rows that meet a condition
/// are written out only when they are asked for: a filter, a derived column and a group that follow each other are one
/// scan, as in a query that names all three.
package struct TableInSteps: Sendable {
  private var run: QueryRun
  /// The names of the columns, in their order.
  package private(set) var columnNames: [String]

  package init(_ table: Table) {
    run = QueryRun(table, limits: QueryLimits())
    columnNames = table.columnNames
  }

  /// Returns the table with one more step, which may use as much as it is given here.
  ///
  /// - Throws: ``TableError``, ``PredicateError``, ``QueryError``.
  package func taking(_ step: Query.Step, within limits: QueryLimits) throws -> TableInSteps {
    var copy = self
    copy.run.limits = limits
    try limits.check()
    try copy.run.take(step, before: [])
    switch step {
    case .filter: break
    case .derive(let name, _): copy.add([name])
    case .join(let join): copy.add(join.columns)
    case .select(let names): copy.columnNames = names
    default: copy.columnNames = try copy.table(within: limits).columnNames
    }
    return copy
  }

  /// The rows, written out.
  package func table(within limits: QueryLimits) throws -> Table {
    var run = run
    run.limits = limits
    try limits.check()
    return try run.table()
  }

  private mutating func add(_ names: [String]) {
    for name in names where !columnNames.contains(name) { columnNames.append(name) }
  }
}
