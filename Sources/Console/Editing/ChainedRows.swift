import Columns
import Safeguarding

/// The rows that a chain of calls gives, as far as its text tells without running it: the columns that they have.
struct ChainedRows {
  /// What the chain begins with, whose columns' values are known.
  let object: any OperationObject
  private(set) var columns: [String]
  /// The columns by which the rows were put into groups that nothing was asked of yet.
  private var keys: [String]?
  private var isTable: Bool

  init(_ object: any OperationObject, columns: [String]) {
    self.object = object
    self.columns = columns
    isTable = object is Table
  }

  /// The rows after a method, or nil where the text does not tell.
  func after(_ method: String, _ arguments: LuaExpression.Arguments) -> ChainedRows? {
    var rows = self
    if let keys {
      guard arguments.areLiteral, method == "count" || Self.aggregates.contains(method) else { return nil }
      rows.columns = keys + (method == "count" ? ["count"] : arguments.texts.filter { !keys.contains($0) })
      rows.keys = nil
      rows.isTable = true
      return rows
    }
    switch method {
    case "where": return self
    case "sort", "head", "tail", "sample", "distinct_rows", "suppress": break
    case "top":
      guard isTable else { return nil }
    case "describe": rows.columns = ["column", "type", "unit", "missing", "different", "lowest", "median", "highest"]
    case _ where !arguments.areLiteral: return nil
    case "select": rows.columns = arguments.texts
    case "drop": rows.columns.removeAll { arguments.texts.contains($0) }
    case "rename":
      rows.columns = columns.map { column in arguments.fields.first { $0.name == column }?.text ?? column }
    case "derive":
      guard let name = arguments.texts.first else { return nil }
      if !columns.contains(name) { rows.columns.append(name) }
    case "by": rows.keys = arguments.texts
    case "group":
      let made = arguments.fields.map(\.name)
      rows.columns = arguments.texts + (made.isEmpty ? ["count"] : made)
    case "count":
      guard isTable, !arguments.texts.isEmpty else { return nil }
      rows.columns = arguments.texts + ["count"]
    default: return nil
    }
    rows.isTable = true
    return rows
  }

  private static let aggregates: Set<String> = ["sum", "mean", "median", "minimum", "maximum", "distinct", "standard_deviation"]
}
