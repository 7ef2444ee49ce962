public import Columns

/// A bar for each row of a table, from zero, in the order of the rows; a row without a value has none.
public struct BarChart: Chart {
  public let data: ChartData
  /// The labels of bars that stand out.
  public let highlighted: Set<String>

  public static let kind = ObjectKind("bar_chart", summary: "A bar for each row of a table, from zero.")

  /// Makes a chart of a column of numbers.
  ///
  /// - Parameters:
  ///   - value: The column; nil for the last one of numbers.
  ///   - label: The column that names the bars; nil for the first one that is not the value.
  /// - Throws: ``TableError``, ``ArgumentError`` for a label that there is not.
  public init(_ table: Table, value: String? = nil, label: String? = nil, highlighted: [String] = [], title: String? = nil) throws {
    data = try ChartData(table, value: value, label: label, title: title, joint: "by")
    self.highlighted = Set(highlighted)
    if let unknown = highlighted.first(where: { !data.labels.contains($0) }) {
      throw ArgumentError.unusable(
        "highlight", problem: "no bar is called \"\(unknown)\"",
        expectation: "There are \(data.labels.prefix(40).joined(separator: ", ")).")
    }
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
