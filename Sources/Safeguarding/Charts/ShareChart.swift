public import Columns

/// A bar of a hundred per cent for each row of a table, parted by the columns that make it up.
public struct ShareChart: Chart {
  public let title: String
  public let unit: String?
  public let labels: [String]
  /// The names of the parts.
  public let parts: [String]
  /// The share of each part of each row, in per cent; nil for a row with a part that is missing, below zero, or no sum.
  public let shares: [[Double]?]
  public let rows: Table

  public static let kind = ObjectKind("share_chart", summary: "A bar of a hundred per cent for each row, parted by columns.")

  /// - Parameters:
  ///   - label: The column that names the rows; nil for the first that tells the rows apart.
  ///   - parts: The columns that make up the whole; nil for all others of numbers. At most 6.
  /// - Throws: ``TableError``, ``ArgumentError``.
  public init(_ table: Table, label: String? = nil, parts names: [String]? = nil, title: String? = nil) throws {
    let label = try ChartColumns.names(of: table, named: label, besides: [])
    let columns =
      try names.map { try $0.map { try ChartColumns.numbers(of: table, named: $0) } }
      ?? table.columns.filter { $0.name != label.name && ($0.type == .integer || $0.type == .number) }
    guard (2...6).contains(columns.count) else {
      throw ArgumentError.unusable("parts", problem: "there are \(columns.count) columns", expectation: "A whole has two to six parts: name them, or add small ones up.")
    }
    guard table.rowCount <= 60 else {
      throw TableError.badRequest("\(PrintedNumber.of(table.rowCount)) rows are too many to look at", expectation: "At most 60: take some with where or top.")
    }
    labels = (0..<table.rowCount).map { label[$0].plainText }
    parts = columns.map(\.name)
    shares = (0..<table.rowCount).map { row in
      let values = columns.map { $0[row].number }
      let sum = values.reduce(0.0) { $0 + ($1 ?? .nan) }
      guard sum > 0, sum.isFinite, values.allSatisfy({ $0 ?? -1 >= 0 }) else { return nil }
      return values.map { ($0 ?? 0) / sum * 100 }
    }
    self.title = title ?? "\(parts.joined(separator: ", ")) by \(label.name)"
    unit = "%"
    let without = shares.count { $0 == nil }
    let note = without > 0 ? ["\(without == 1 ? "1 row has" : "\(without) rows have") a part that is missing or no sum, and no bar"] : []
    rows = try Table([label] + columns, sources: table.sources, notes: table.notes + note)
  }

  public var headline: String {
    let first = shares.map { $0?.first }
    // Only none is 0% and only all is 100%: the highest has as many decimal places as it takes.
    let highest = first.compactMap { $0 }.max() ?? 0
    var decimals = 0
    while highest > 0, highest < 100, decimals < 9, [0, 100].contains(Double(PrintedNumber.of(highest, decimals: decimals))) { decimals += 1 }
    let words = Headline.highest(labels: labels, values: first, unit: "%", decimals: decimals)
    return parts.first.map { "\($0): \(words)" } ?? words
  }
}

extension Operation {
  /// Draws shares.
  static let shareChart = Operation(
    "share_chart", summary: "A bar of a hundred per cent for each row of a table, parted by the columns that make it up.",
    discussion: "A row with a part that is missing has no bar: what is left would not be the whole.",
    example: """
      table_of{{area = "A", boys = 30, girls = 10}, {area = "B", boys = 5, girls = 15}}:share_chart{label = "area"}.headline
      --> boys: A is highest: 75%
      """,
    Parameter<Table>("table", "The table."),
    Parameter<String?>("label", "The column that names the rows.", otherwise: "the first that tells the rows apart"),
    Parameter<[String]?>("parts", "The columns that make up the whole.", otherwise: "all others of numbers"),
    chartTitle
  ) { table, label, parts, title in try ShareChart(table, label: label, parts: parts, title: title) }
}
