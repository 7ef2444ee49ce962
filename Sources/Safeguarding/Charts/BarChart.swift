public import Columns

/// A bar for each row of a table, from zero, in the order of the rows; a row without a value has none.
public struct BarChart: Chart {
  public let title: String
  public let unit: String?
  /// The decimal places of the values; nil for as many as they need.
  public let decimals: Int?
  public let labels: [String]
  /// The values, or the reasons that there are none.
  public let values: [Cell]
  /// The labels of bars that stand out.
  public let highlighted: Set<String>
  public let references: [ReferenceLine]
  public let rows: Table

  public static let kind = ObjectKind("bar_chart", summary: "A bar for each row of a table, from zero.")

  /// Makes a chart of a column of numbers.
  ///
  /// - Parameters:
  ///   - value: The column; nil for an indicator's value, or the last one of numbers.
  ///   - label: The column that names the bars; nil for the first one besides the value that tells the rows apart.
  /// - Throws: ``TableError``, ``ArgumentError`` for a label that there is not.
  public init(
    _ table: Table, value: String? = nil, label: String? = nil, highlighted: [String] = [], references: [ReferenceLine] = [],
    title: String? = nil
  ) throws {
    let numbers = try ChartColumns.numbers(of: table, named: value)
    let names = try ChartColumns.names(of: table, named: label, besides: [numbers.name])
    labels = (0..<table.rowCount).map { names[$0].plainText }
    values = (0..<table.rowCount).map { numbers[$0] }
    self.title = title ?? ChartColumns.title(of: numbers, "by", names)
    unit = numbers.unit
    decimals = numbers.decimals
    rows = try Table([names, numbers], sources: table.sources, notes: table.notes + [ChartColumns.noteOfRepeats(labels, of: names.name)].compactMap { $0 })
    self.highlighted = Set(highlighted)
    self.references = references
    if let unknown = highlighted.first(where: { !labels.contains($0) }) {
      throw ArgumentError.unusable(
        "highlight", problem: "no bar is called \"\(unknown)\"", expectation: "There are \(labels.prefix(40).joined(separator: ", ")).")
    }
  }

  public var headline: String { Headline.highest(labels: labels, values: values.map(\.number), unit: unit, decimals: decimals) }
}

extension Operation {
  static let chartTitle = Parameter<String?>("title", "What the chart shows.", otherwise: "the names of the columns")
  static let chartLines = Parameter<ReferenceLines?>("lines", "Values to draw lines at, such as {England = 43.7}.", otherwise: "none")

  /// Draws bars.
  static let barChart = Operation(
    "bar_chart", summary: "A bar for each row of a table, from zero, in the order of the rows.",
    discussion: "A row without a value has no bar and says why. Sort the table first, or take its top.",
    example: """
      partners:sort("contribution_pounds", {descending = true}):head(3):bar_chart().title
      --> contribution_pounds by agency
      """,
    Parameter<Table>("table", "The table."),
    Parameter<String?>("value", "The column of numbers.", otherwise: "an indicator's value, or the last one of numbers"),
    Parameter<InPlace<String>?>("label", "The column that names the bars.", otherwise: "the first one besides the value that tells the rows apart"),
    Parameter<[String]>("highlight", "The labels of bars that stand out.", default: [], words: "none"),
    chartLines, chartTitle
  ) { table, value, label, highlighted, lines, title in
    let (value, label) = try ChartColumns.inOrder(value, label, of: table)
    return try BarChart(table, value: value, label: label, highlighted: highlighted, references: lines?.lines ?? [], title: title)
  }
}
