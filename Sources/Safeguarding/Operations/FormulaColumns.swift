import Columns

/// Formulas where a column is named: `by("year(date)")`, `sum("pounds * share")`, `sort("deaths / births")`.
///
/// A name that no column has, and that reads as a formula of columns that are there, is a column that is made for the call and is
/// called as the formula is written. A condition makes true and false.
enum FormulaColumns {
  /// Operations to which a column is what is there, and nothing to be made.
  private static let ofColumnsThatAreThere: Set = ["drop", "rename"]

  /// What an operation is of, with a column for a formula; nil where the text is none, or is of columns that are not there.
  static func adding(_ text: String, to receiver: Value, of operation: Operation, columns: [String]) throws -> Value? {
    // A minus before a name means something elsewhere, and makes no number that is below zero.
    guard !ofColumnsThatAreThere.contains(operation.name), !text.hasPrefix("-") else { return nil }
    if operation.receiver == Grouping.kind, case .object(var grouping as Grouping) = receiver, grouping.table.columnNames == columns {
      guard let table = try adding(text, to: grouping.table) else { return nil }
      grouping.table = table
      return .object(grouping)
    }
    guard operation.receiver == Table.kind, let table = PendingTable.argument(receiver), table.columnNames == columns else { return nil }
    return try adding(text, to: table).map { .object($0) }
  }

  /// Whether a text is a formula of columns that are there.
  static func isFormula(_ text: String, columns: [String]) -> Bool { !text.hasPrefix("-") && spelled(text, columns: columns) != nil }

  /// Whether a text is a formula of columns by their very names, and no other spelling of one: `children / count` beside a column
  /// children_count. A name may have a hyphen.
  static func isExact(_ text: String, columns: [String]) -> Bool {
    text.contains { "*/+(".contains($0) } && spelled(text, columns: columns) == text
  }

  static func adding(_ text: String, to table: PendingTable) throws -> PendingTable? {
    guard let spelled = spelled(text, columns: table.columnNames) else {
      // A function is misspelt, or is not here.
      if let (_, name) = text.wholeMatch(of: #/(\w+)\(.*\)/#)?.output, NearestName.hint(for: String(name), among: Formula.functionNames) != nil {
        _ = try Formula.expression(text)
      }
      return nil
    }
    return try table.deriving(text, Derivation(spelled))
  }

  /// The condition that a text says of columns that are there; nil where it says none.
  static func condition(_ text: String, columns: [String]) -> Predicate? {
    guard let spelled = spelled(text, columns: columns), (try? Formula.expression(spelled)) == nil else { return nil }
    return try? Formula.predicate(spelled)
  }

  /// A formula with its columns called by their own names; nil for a text that is none, that is no more than a name or a value,
  /// or that names a column that is not there.
  private static func spelled(_ text: String, columns: [String]) -> String? {
    var names: [String] = []
    if let expression = try? Formula.expression(text) {
      if case .column = expression { return nil }
      // What is of all rows is the same in each.
      guard expression.columns.contains(where: { WholeColumns.column($0) == $0 }) else { return nil }
      names = expression.columns
    } else if let condition = try? Formula.predicate(text) {
      names = condition.columns
    }
    guard !names.isEmpty else { return nil }
    let known = Set(columns)
    var spelled = text
    for name in Set(names.map(WholeColumns.column)) where !known.contains(name) {
      guard let column = ColumnSpelling.column(meantBy: name, among: columns) else { return nil }
      spelled = Formula.renaming(name, to: column, in: spelled)
    }
    return spelled
  }
}

extension Derivation {
  /// The same with the columns of a formula called by their own names, as far as they are there.
  func spelled(among columns: [String]) -> Derivation {
    guard var text = formula else { return self }
    for name in Set(expression.columns.map(WholeColumns.column)) where !columns.contains(name) {
      if let column = ColumnSpelling.column(meantBy: name, among: columns) { text = Formula.renaming(name, to: column, in: text) }
    }
    return (try? Derivation(text)) ?? self
  }
}
