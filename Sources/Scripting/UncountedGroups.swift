internal import Columns
internal import Safeguarding

/// Groups that a script takes for a list, of which nothing was computed yet.
struct UncountedGroups: DiagnosableError {
  /// The columns that make the groups.
  let columns: [String]

  /// Nil for what is no grouping.
  init?(_ payload: any Sendable) {
    guard let object = payload as? any OperationObject, type(of: object).kind.name == "grouping", case .list(let names)? = object.field("columns") else { return nil }
    columns = names.compactMap { if case .text(let name) = $0 { name } else { nil } }
  }

  var diagnostic: Diagnostic {
    let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
    let call = columns.count == 1 ? "t:by(\(names))" : "t:by{\(names)}"
    return Diagnostic(
      "groups are no list before something is computed of each", expectation: "\(call):count(), :sum(column) and the like give a table with a row for each group.",
      hint: "for i, row in ipairs(\(call):count()) do print(row.\(columns.first ?? "x"), row.count) end")
  }
}
