public import Columns

/// A grid of coloured cells: a row for each row of a table, a column for each column of values.
///
/// Numbers are coloured from the least to the greatest of all; words, such as better and worse, by what they say.
public struct HeatMap: Chart {
  public let title: String
  public let unit: String?
  public let decimals: Int?
  public let labels: [String]
  public let columns: [Column]
  public let rows: Table

  public static let kind = ObjectKind("heat_map", summary: "A grid of coloured cells, from the rows and columns of a table.")

  /// - Parameters:
  ///   - label: The column that names the rows; nil for the first.
  ///   - columns: The columns of the grid; nil for all others.
  /// - Throws: ``TableError``.
  public init(_ table: Table, label: String? = nil, columns names: [String]? = nil, title: String? = nil) throws {
    let label = try ChartColumns.labels(of: table, named: label, besides: [])
    let others = table.columns.filter { $0.name != label.name }
    let numeric = others.filter { $0.type == .integer || $0.type == .number }
    let columns = try names.map { try $0.map { try table.column($0) } } ?? (numeric.isEmpty ? others : numeric)
    guard !columns.isEmpty else { throw TableError.badRequest("a heat map has no columns", expectation: "Name some in columns.") }
    if let other = columns.first(where: { $0.unit != columns[0].unit }) {
      throw ArgumentError.unusable(
        "columns", problem: "\(columns[0].name) is in \(columns[0].unit ?? "no unit") and \(other.name) in \(other.unit ?? "no unit")",
        expectation: "One scale of colours holds one unit: name columns of one, or draw words such as better and worse.")
    }
    guard table.rowCount <= 500, columns.count <= 100 else {
      throw TableError.badRequest(
        "\(PrintedNumber.of(table.rowCount)) rows and \(PrintedNumber.of(columns.count)) columns are too many to look at",
        expectation: "At most 500 rows and 100 columns: take some with where, top or select.")
    }
    self.columns = columns
    labels = (0..<table.rowCount).map { label[$0].plainText }
    self.title = title ?? "\(columns.count > 3 ? "\(columns.count) columns" : columns.map(\.name).joined(separator: ", ")) by \(label.name)"
    unit = columns[0].unit
    decimals = columns[0].decimals
    rows = try Table([label] + columns, sources: table.sources, notes: table.notes)
  }

  public var headline: String {
    let names = columns.flatMap { column in labels.map { "\(column.name), \($0)" } }
    let values = columns.flatMap { column in labels.indices.map { column[$0].number } }
    if values.contains(where: { $0 != nil }) { return Headline.highest(labels: names, values: values, unit: unit, decimals: decimals) }
    return Headline.counts(columns.flatMap { column in labels.indices.compactMap { column[$0].text } })
  }
}

extension Operation {
  /// Draws a grid.
  static let heatMap = Operation(
    "heat_map", summary: "A grid of coloured cells: a row for each row of the table, a column for each column of values.",
    discussion: """
      A table of three columns in which names repeat, such as counts by hour and day, is turned: the second column makes the columns of \
      the grid. Numbers are coloured from the least to the greatest. Words are coloured by what they say: better, similar, worse; red, \
      amber, green; the bands A to D: a pivot of comparisons is a tartan rug.
      """,
    example: """
      table_of{{area = "A", now = 3, before = 1}}:heat_map{label = "area"}.headline
      --> now, A is highest: 3
      """,
    Parameter<Table>("table", "The table."),
    Parameter<String?>("label", "The column that names the rows.", otherwise: "the first"),
    Parameter<[String]?>("columns", "The columns of the grid, all in one unit.", otherwise: "the others of numbers, or of words"),
    chartTitle
  ) { table, label, columns, title in
    guard label == nil, columns == nil, table.isLong else { return try HeatMap(table, label: label, columns: columns, title: title) }
    let names = table.columnNames
    let grid = try table.answer(
      Query().pivot(rows: [names[0]], column: names[1], values: names[2]), within: OperationLimits.forQueries
    ).withZeroCounts(besides: [names[0]])
    return try HeatMap(grid, title: title ?? "\(names[2]) by \(names[0]) and \(names[1])")
  }
}

extension Table {
  /// Whether two columns name a place of a grid and the third holds its value: names of the first repeat.
  fileprivate var isLong: Bool {
    guard columns.count == 3, columns[2].type == .integer || columns[2].type == .number,
      columns[1].type == .text || columns[1].unit != columns[2].unit
    else { return false }
    return Set((0..<rowCount).map { columns[0][$0] }).count < rowCount
  }
}
