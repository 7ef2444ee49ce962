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
  public let rows: Table

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

extension BarChart: Chart {
  public static let kind = ObjectKind("bar_chart", summary: "A bar for each row of a table, from zero.")
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
