public import Columns

/// Something to look at, with the rows that it is drawn from. How it is drawn is for the room that draws it.
public protocol Chart: ScriptObject {
  /// What the chart shows.
  var title: String { get }
  /// The unit of the values; nil where they have none.
  var unit: String? { get }
  /// What is drawn.
  var rows: Table { get }
}

extension Chart {
  public static var fields: [ObjectField<Self>] {
    [
      .init("title", "What the chart shows.") { .text($0.title) },
      .init("unit", "The unit of the values, or nil.") { $0.unit.map { .text($0) } ?? .nothing },
      .init("rows", "What is drawn, as a table.") { .object($0.rows) },
    ]
  }

  public var words: String { title + (unit.map { ", \($0)" } ?? "") }
  public var table: Table? { rows }
  public var reasons: [String] { rows.reasons }
}

/// The columns that a chart draws where a script names none.
enum ChartColumns {
  /// The column of numbers of a name, or the last one that there is.
  static func numbers(of table: Table, named name: String?) throws -> Column {
    if let name {
      let column = try table.column(name)
      guard column.type == .integer || column.type == .number else {
        throw TableError.wrongType(column: name, is: column.type, wanted: "A chart draws numbers")
      }
      return column
    }
    guard let column = table.columns.last(where: { $0.type == .integer || $0.type == .number }) else {
      throw TableError.badRequest("the table has no column of numbers to draw", expectation: nil)
    }
    return column
  }

  /// The column of a name, or the first one besides the values.
  static func labels(of table: Table, named name: String?, besides values: String) throws -> Column {
    if let name { return try table.column(name) }
    guard let column = table.columns.first(where: { $0.name != values }) else {
      throw TableError.badRequest("the table has no column besides \"\(values)\" to name what is drawn", expectation: nil)
    }
    return column
  }
}
