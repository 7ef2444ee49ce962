public import Columns

/// A bar for each row of a table, from zero, in the order of the rows.
///
/// A value says what is drawn and not how: the same chart is blocks on a terminal.
public struct BarChart: Sendable {
  public struct Bar: Sendable {
    public let label: String
    /// The value, or the reason that there is none: such a row has no bar.
    public let value: Cell
    public let isHighlighted: Bool
  }

  public let title: String
  public let unit: String?
  /// The decimal places of the values; nil for as many as they need.
  public let decimals: Int?
  public let bars: [Bar]
  private let rows: Table

  /// Makes a chart of a column of numbers.
  ///
  /// - Parameters:
  ///   - value: The column; nil for the last one of numbers.
  ///   - label: The column that names the bars; nil for the first one that is not the value.
  ///   - highlighted: The labels of bars that stand out.
  /// - Throws: ``TableError``, ``ArgumentError`` for a label that there is not.
  public init(_ table: Table, value: String? = nil, label: String? = nil, highlighted: [String] = [], title: String? = nil) throws {
    let values = try ChartColumns.numbers(of: table, named: value)
    let labels = try ChartColumns.labels(of: table, named: label, besides: values.name)
    let texts = (0..<table.rowCount).map { labels[$0].plainText }
    if let unknown = highlighted.first(where: { !texts.contains($0) }) { throw ArgumentError.notAChoice(unknown, choices: Array(texts.prefix(40))) }
    bars = texts.enumerated().map { row, text in Bar(label: text, value: values[row], isHighlighted: highlighted.contains(text)) }
    self.title = title ?? "\(values.name) by \(labels.name)"
    unit = values.unit
    decimals = values.decimals
    rows = try Table([labels, values], sources: table.sources, notes: table.notes)
  }
}

extension BarChart: ScriptObject {
  public static let kind = ObjectKind("bar_chart", summary: "A bar for each row of a table, from zero.")
  public static let fields: [ObjectField<BarChart>] = [
    .init("title", "What the chart shows.") { .text($0.title) },
    .init("unit", "The unit of the values, or nil.") { $0.unit.map { .text($0) } ?? .nothing },
    .init("rows", "What is drawn, as a table.") { .object($0.rows) },
  ]
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

extension Operation {
  /// Draws bars.
  static let barChart = Operation(
    "bar_chart", summary: "A bar for each row of a table, from zero, in the order of the rows.",
    discussion: "A row without a value has no bar and says why. Sort the table first, or take its top.",
    example: """
      partners:sort("contribution_pounds", {descending = true}):head(3):bar_chart().title
      --> contribution_pounds by agency
      """,
    Parameter<Table>("table", "The table."),
    Parameter<String?>("value", "The column of numbers.", otherwise: "the last one of numbers"),
    Parameter<String?>("label", "The column that names the bars.", otherwise: "the first one besides the value"),
    Parameter<[String]>("highlight", "The labels of bars that stand out.", default: [], words: "none"),
    Parameter<String?>("title", "What the chart shows.", otherwise: "the names of the columns")
  ) { table, value, label, highlighted, title in
    try BarChart(table, value: value, label: label, highlighted: highlighted, title: title)
  }
}
