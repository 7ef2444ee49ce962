package import Columns

/// A column of a table as scripts go through it, without a copy of its values.
package final class ColumnView: ScriptObject {
  package let column: Column
  /// Reads the values faster than the column does, where they are numbers.
  package let numbers: NumberReader?

  init(_ column: Column) {
    self.column = column
    numbers = NumberReader(column)
  }

  package static let kind = ObjectKind(
    "column", summary: "The values of a column, in the order of the rows: #c, c[1], ipairs(c). Values are not copied.")

  package static let fields: [ObjectField<ColumnView>] = [
    .init("name", "The column's name.") { .text($0.column.name) },
    .init("unit", "The unit of the values, or nil.") { $0.column.unit.map { .text($0) } ?? .nothing },
    .init("type", "What the values are: text, integer, number, boolean, date or timestamp.") { .text($0.column.type.rawValue) },
    .init("missing", "How many rows have no value.") { .integer($0.column.presence.missingCount) },
  ]

  package static var isList: Bool { true }
  package static var hasRows: Bool { false }
  package var byteCount: Int { column.byteCount }

  package var words: String {
    "\(PrintedNumber.of(column.count)) \(column.type.words)\(column.unit.map { " (\($0))" } ?? ""): \(column.name)"
  }

  package var table: Table? { Table(checked: [column], rowCount: column.count) }
}

extension Operation {
  /// Gives a column.
  static let tableColumn = Operation(
    "column", summary: "A column of a table as a sequence: #c, c[1], ipairs(c) and c:slice(2, 5).",
    discussion: """
      A missing value is not nil: it keeps its reason, so that ipairs goes to the end. The field of the same name, \
      table.value, is a list that a script may change; a column is not copied and cannot be changed.
      """,
    example: """
      partners:column("contribution_pounds")[1]
      --> 65000
      """,
    Parameter<Table>("table", "The table."),
    Parameter<String>("column", "The column's name.")
  ) { table, name in ColumnView(try table.column(name)) }

  /// Lists the different values of a column.
  static let unique = Operation(
    "unique", summary: "The different values of a column, in their order, as a sequence.",
    discussion: "Missing values are left out; by(column):count() counts the rows of each value, and those of none.",
    example: """
      #coverage:unique("utla_code")
      --> 157
      """,
    Parameter<PendingTable>("table", "The table."),
    Parameter<String>("column", "The column's name.")
  ) { table, name in
    let groups = try table.answer(.group(by: [name], [.count("\u{0}n")])).column(name)
    return ColumnView(groups.selecting((0..<groups.count).filter { !groups[$0].isMissing }))
  }

  /// Gives part of a column.
  static let columnSlice = Operation(
    "slice", summary: "Some rows of a column, from one to another.",
    discussion: "Rows count from 1, and negative ones from the end: -1 is the last. Rows that there are not are left out.",
    example: """
      #partners:column("contribution_pounds"):slice(2, -2)
      --> 6
      """,
    Parameter<ColumnView>("values", "The column."),
    Parameter<Int>("from", "The first row."),
    Parameter<Int>("to", "The last row.", default: -1, words: "the last")
  ) { view, from, to in
    let count = view.column.count
    // Lua's string.sub has the same rule.
    let first = max(from < 0 ? max(from, -count) + count : from - 1, 0)
    let last = min(to < 0 ? max(to, -count - 1) + count : to - 1, count - 1)
    return ColumnView(view.column.selecting(first <= last ? Array(first...last) : []))
  }
}
