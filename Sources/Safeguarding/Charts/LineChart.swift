public import Columns

/// A line through the values of a column, in the order of the rows; it breaks where a value is missing.
public struct LineChart: Chart {
  public let data: ChartData

  public static let kind = ObjectKind("line_chart", summary: "A line through the values of a column, in the order of the rows.")

  /// Makes a chart of a column of numbers.
  ///
  /// - Parameters:
  ///   - value: The column; nil for the last one of numbers.
  ///   - along: The column that names the points, such as months; nil for the first one that is not the value.
  /// - Throws: ``TableError``.
  public init(_ table: Table, value: String? = nil, along: String? = nil, title: String? = nil) throws {
    data = try ChartData(table, value: value, label: along, title: title, joint: "along")
  }
}

extension Operation {
  /// Draws a line.
  static let lineChart = Operation(
    "line_chart", summary: "A line through the values of a column, in the order of the rows.",
    discussion: """
      The line breaks where a value is missing. Its foot is the least value and not zero. A month in which nothing \
      happened has no row after a group: fill_calendar gives it one.
      """,
    example: """
      coverage:where{utla_name = "Middlesbrough", cohort = "24m", vaccine = "MMR1"}:line_chart("coverage_percent", {along = "quarter"}).title
      --> coverage_percent along quarter
      """,
    Parameter<Table>("table", "The table."),
    Parameter<String?>("value", "The column of numbers.", otherwise: "the last one of numbers"),
    Parameter<String?>("along", "The column that names the points, such as the month.", otherwise: "the first one besides the value"),
    Parameter<String?>("title", "What the chart shows.", otherwise: "the names of the columns")
  ) { table, value, along, title in try LineChart(table, value: value, along: along, title: title) }

  /// Draws a small shape.
  static let sparkline = Operation(
    "sparkline", summary: "The shape of a list of numbers as one line of text: a bar each, from the least to the greatest.",
    discussion: "A missing value is a dot. It has no unit and no zero: it is a shape, and no chart.",
    example: """
      sparkline{1, 2, 5, 3}
      --> ▁▃█▅
      """,
    Parameter<NumberList>("values", "The numbers, in the order of time.")
  ) { values in Sparkline.text(values.values) }
}
