import Columns

/// Formulas where a column is named: `by("year(date)")`, `sum("pounds * share")`, `sort("deaths / births")`.
///
/// A name that no column has, and that reads as a formula of columns that are there, is a column that is made for the call and is
/// called as the formula is written. A condition makes true and false, and 1 and 0 for a sum or a mean.
enum FormulaColumns {
  /// Operations to which a column is what is there, and nothing to be made.
  private static let ofColumnsThatAreThere: Set = ["drop", "rename"]
  private static let ofNumbers: Set = ["sum", "mean"]

  /// What an operation is of, with a column for a formula; nil where the text is none, or is of columns that are not there.
  static func adding(_ text: String, to receiver: Value, of operation: Operation, columns: [String]) throws -> Value? {
    // A minus before a name means something elsewhere, and makes no number that is below zero.
    guard !ofColumnsThatAreThere.contains(operation.name), !text.hasPrefix("-"), let derivation = try derivation(text, columns: columns, asNumber: ofNumbers.contains(operation.name))
    else { return nil }
    switch operation.receiver {
    case Grouping.kind:
      guard case .object(var grouping as Grouping) = receiver, grouping.table.columnNames == columns else { return nil }
      grouping.table = try grouping.table.deriving(text, derivation)
      return .object(grouping)
    case Incidents.kind:
      guard case .object(let incidents as Incidents) = receiver, incidents.base.columnNames == columns else { return nil }
      return .object(try incidents.deriving(text, derivation))
    case Table.kind:
      guard let table = PendingTable.argument(receiver), table.columnNames == columns else { return nil }
      return .object(try table.deriving(text, derivation))
    default: return nil
    }
  }

  /// Whether a text is a formula of columns by their very names, and no other spelling of one: `children / count` beside a column
  /// children_count. A name may have a hyphen.
  static func isExact(_ text: String, columns: [String]) -> Bool {
    text.contains { "*/+(".contains($0) } && spelled(text, columns: columns) == text
  }

  /// The condition that a text says of columns that are there; nil where it says none.
  static func condition(_ text: String, columns: [String]) -> Predicate? {
    guard let spelled = spelled(text, columns: columns), (try? Formula.expression(spelled)) == nil else { return nil }
    return try? Formula.predicate(spelled)
  }

  /// What a text makes of columns that are there; nil where it is no formula of them.
  ///
  /// - Throws: ``FormulaError`` for a function that is misspelt, or is not here.
  private static func derivation(_ text: String, columns: [String], asNumber: Bool) throws -> Derivation? {
    if let spelled = spelled(text, columns: columns) {
      let isCondition = (try? Formula.expression(spelled)) == nil
      return try Derivation(isCondition && asNumber ? "if(\(spelled), 1, 0)" : spelled)
    }
    if let (_, name) = text.wholeMatch(of: #/(\w+)\(.*\)/#)?.output, NearestName.hint(for: String(name), among: Formula.functionNames) != nil {
      _ = try Formula.expression(text)
    }
    return nil
  }

  /// A formula with its columns called by their own names; nil for a text that is none, that is no more than a name or a value,
  /// or that names a column that is not there.
  private static func spelled(_ text: String, columns: [String]) -> String? {
    var names: [String] = []
    if let expression = try? Formula.expression(text) {
      if case .column = expression { return nil }
      guard expression.columns.contains(where: { !WholeColumns.isOfAll($0) }) else { return nil }
      names = expression.columns
    } else if let condition = try? Formula.predicate(text) {
      names = condition.columns
    }
    let (spelled, isWhole) = Formula.spelling(text, of: names, among: columns)
    return names.isEmpty || !isWhole ? nil : spelled
  }
}

extension Formula {
  /// A formula with the columns that it names called by their own names, as far as they are there, and whether all of them are.
  fileprivate static func spelling(_ text: String, of names: [String], among columns: [String]) -> (text: String, isWhole: Bool) {
    let known = Set(columns)
    var (text, isWhole) = (text, true)
    for name in Set(names.map(WholeColumns.column)) where !known.contains(name) {
      if let column = ColumnSpelling.column(meantBy: name, among: columns) { text = renaming(name, to: column, in: text) } else { isWhole = false }
    }
    return (text, isWhole)
  }
}

extension Derivation {
  /// The same with the columns of a formula called by their own names, as far as they are there.
  func spelled(among columns: [String]) -> Derivation {
    formula.flatMap { try? Derivation(Formula.spelling($0, of: expression.columns, among: columns).text) } ?? self
  }
}
