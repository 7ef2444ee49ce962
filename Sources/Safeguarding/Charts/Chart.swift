public import Columns

/// Something to look at, with the rows that it is drawn from. How it is drawn is for the room that draws it.
public protocol Chart: ScriptObject {
  var data: ChartData { get }
}

extension Chart {
  public static var fields: [ObjectField<Self>] {
    [
      .init("title", "What the chart shows.") { .text($0.data.title) },
      .init("unit", "The unit of the values, or nil.") { $0.data.unit.map { .text($0) } ?? .nothing },
      .init("rows", "What is drawn, as a table.") { .object($0.data.rows) },
    ]
  }

  public var words: String { data.title + (data.unit.map { ", \($0)" } ?? "") }
  public var table: Table? { data.rows }
  public var reasons: [String] { data.rows.reasons }
}

/// Values with their labels, in the order of the rows of a table.
public struct ChartData: Sendable {
  /// What the chart shows.
  public let title: String
  /// The unit of the values; nil where they have none.
  public let unit: String?
  /// The decimal places of the values; nil for as many as they need.
  public let decimals: Int?
  public let labels: [String]
  /// The values, or the reasons that there are none.
  public let values: [Cell]
  /// The labels and the values as a table.
  public let rows: Table

  /// Takes a column of numbers and one that names them.
  ///
  /// - Parameters:
  ///   - value: The column; nil for the last one of numbers.
  ///   - label: The column of names; nil for the first one that is not the value.
  ///   - joint: What the title says between the names of the columns, where none is given.
  /// - Throws: ``TableError``.
  init(_ table: Table, value: String?, label: String?, title: String?, joint: String) throws {
    let numbers = try Self.numbers(of: table, named: value)
    let names = try Self.labels(of: table, named: label, besides: numbers.name)
    labels = (0..<table.rowCount).map { names[$0].plainText }
    values = (0..<table.rowCount).map { numbers[$0] }
    self.title = title ?? "\(numbers.name) \(joint) \(names.name)"
    unit = numbers.unit
    decimals = numbers.decimals
    rows = try Table([names, numbers], sources: table.sources, notes: table.notes)
  }

  private static func numbers(of table: Table, named name: String?) throws -> Column {
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

  private static func labels(of table: Table, named name: String?, besides values: String) throws -> Column {
    if let name { return try table.column(name) }
    guard let column = table.columns.first(where: { $0.name != values }) else {
      throw TableError.badRequest("the table has no column besides \"\(values)\" to name what is drawn", expectation: nil)
    }
    return column
  }
}
