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
  /// What the labels of the rows are, where these are numbers that say nothing alone, such as hours; nil for names.
  public let rowName: String?
  /// The same of the columns.
  public let columnName: String?
  public let rows: Table
  private let rowWords: [String]

  public static let kind = ObjectKind("heat_map", summary: "A grid of coloured cells, from the rows and columns of a table.")

  /// - Parameters:
  ///   - label: The column that names the rows; nil for the first that tells the rows apart. Days of the week and months that a query took from days have their names.
  ///   - columns: The columns of the grid; nil for all others.
  ///   - columnName: What the names of the columns are, where they are numbers.
  /// - Throws: ``TableError``.
  public init(_ table: Table, label: String? = nil, columns names: [String]? = nil, columnName: String? = nil, title: String? = nil) throws {
    let label = try ChartColumns.names(of: table, named: label, besides: [])
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
    let named = CalendarNames.naming(label)
    self.columns = columns
    labels = (0..<table.rowCount).map { named[$0].plainText }
    let name = named.type == .integer || named.type == .number ? label.name : nil
    rowName = name
    rowWords = (0..<table.rowCount).map { row in
      if case .missing(let reason) = named[row] { return "\(label.name) \(reason.words)" }
      return Self.words(named[row].plainText, of: name)
    }
    self.columnName = columnName
    self.title = title ?? "\(columns.count > 3 ? "\(columns.count) columns" : columns.map(\.name).joined(separator: ", ")) by \(label.name)"
    unit = columns[0].unit
    decimals = columns[0].decimals
    rows = try Table([named] + columns, sources: table.sources, notes: table.notes)
  }

  /// A row's or column's name as it stands alone: `hour 0`, `Saturday`.
  public func words(row: Int) -> String { rowWords[row] }
  public func words(column: Int) -> String { Self.words(columns[column].name, of: columnName) }

  private static func words(_ label: String, of name: String?) -> String { name.map { "\($0) \(label)" } ?? label }

  public var headline: String {
    let names = columns.indices.flatMap { column in labels.indices.map { "\(words(column: column)), \(words(row: $0))" } }
    let values = columns.flatMap { column in labels.indices.map { column[$0].number } }
    if values.contains(where: { $0 != nil }) { return Headline.highest(labels: names, values: values, unit: unit, decimals: decimals) }
    return Headline.counts(columns.flatMap { column in labels.indices.compactMap { column[$0].text } })
  }
}

/// Days of the week and months by their names, where a query took the numbers from days: a file that calls its column weekday may
/// begin weeks with Sunday, or with zero.
enum CalendarNames {
  private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

  private static func names(of column: Column) -> [String]? {
    switch column.calendarPart {
    case .weekday: weekdays
    case .monthOfYear: Period.monthNames
    default: nil
    }
  }

  /// The name of a value of a column, or the value as it prints.
  static func name(of value: String, in column: Column) -> String {
    guard let names = names(of: column), let number = Int(value), (1...names.count).contains(number) else { return value }
    return names[number - 1]
  }

  /// The column with names in place of numbers.
  static func naming(_ column: Column) -> Column {
    guard names(of: column) != nil else { return column }
    return Column(column.name, cells: (0..<column.count).map { row in column[row].isMissing ? column[row] : .text(name(of: column[row].plainText, in: column)) }, typeWhereMissing: .text)
  }
}

extension Operation {
  /// Draws a grid.
  static let heatMap = Operation(
    "heat_map", summary: "A grid of coloured cells: a row for each row of the table, a column for each column of values.",
    discussion: """
      A table of three columns in which names repeat, such as counts by hour and day, is turned: the second column makes the columns of \
      the grid. Of any other, heat_map{label = "hour", columns = "weekday", values = "count"} does so. Days of the week and months that \
      weekday(day) and month_of_year(day) made have their names. Numbers are coloured from the least to the greatest. Words are \
      coloured by what they say: better, similar, worse; red, amber, green; the bands A to D: a pivot of comparisons is a tartan rug.
      """,
    example: """
      table_of{{area = "A", now = 3, before = 1}}:heat_map{label = "area"}.headline
      --> now, A is highest: 3
      """,
    Parameter<PendingTable>("table", "The table."),
    Parameter<String?>("label", "The column that names the rows.", otherwise: "the first that tells the rows apart"),
    Parameter<[String]?>("columns", "The columns of the grid, all in one unit.", otherwise: "the others of numbers, or of words"),
    Parameter<String?>("values", "The column of values, where columns is one column that names those of the grid.", otherwise: "none"),
    chartTitle
  ) { rows, label, columns, values, title in
    let table = try rows.answer()
    guard let long = try table.longForm(label: label, columns: columns, values: values) else { return try HeatMap(table, label: label, columns: columns, title: title) }
    // Numbers and days stand in their order, and names as they come.
    let pivot = Query().pivot(rows: [long.label], column: long.column, values: long.values)
    let grid = try table.answer(
      table.column(long.label).type == .text ? pivot : pivot.order(by: [.init(long.label)]), within: OperationLimits.forQueries
    ).withZeroCounts(besides: [long.label], of: long.column, in: rows).withoutUncovered(besides: [long.label], of: long.column, in: rows)
    let head = try table.column(long.column)
    let named = grid.columns.map { $0.name == long.label ? $0 : $0.named(CalendarNames.name(of: $0.name, in: head)) }
    let isOfNumbers = (head.type == .integer || head.type == .number) && CalendarNames.naming(head).type != .text
    return try HeatMap(
      Table(named, sources: grid.sources, notes: grid.notes), label: long.label, columns: named.map(\.name).filter { $0 != long.label },
      columnName: isOfNumbers ? long.column : nil, title: title ?? "\(long.values) by \(long.label) and \(long.column)")
  }
}

extension Table {
  /// The columns of which a grid is to be made: the ones named, and without names those of a table of three in which names repeat. Nil
  /// where each row of the table is one of the grid.
  fileprivate func longForm(label: String?, columns: [String]?, values: String?) throws -> (label: String, column: String, values: String)? {
    if let values {
      let taken = [values] + (label.map { [$0] } ?? []) + (columns ?? [])
      let column = try columns ?? [ChartColumns.labels(of: self, named: nil, besides: taken + [label ?? columnNames.first ?? ""]).name]
      guard column.count == 1 else {
        throw ArgumentError.unusable(
          "columns", problem: "there are \(column.count), and values is \"\(values)\"",
          expectation: "With values it is one column, whose values name those of the grid: leave values out where each column is one of the grid.")
      }
      return (try label ?? ChartColumns.labels(of: self, named: nil, besides: [values] + column).name, column[0], values)
    }
    guard columnNames.count == 3, columns?.count ?? 1 == 1 else { return nil }
    let label = label ?? columnNames.first { $0 != columns?[0] } ?? ""
    guard let column = columns?[0] ?? columnNames.first(where: { $0 != label }), column != label else { return nil }
    guard let values = columnNames.first(where: { $0 != label && $0 != column }) else { return nil }
    let (head, cells) = (try self.column(column), try self.column(values))
    // One column that is named and holds figures is the grid's only one.
    if columns != nil, head.type != .text, head.unit != nil || cells.unit == nil { return nil }
    return try isLong(self.column(label), head, cells) ? (label, column, values) : nil
  }

  /// Whether two columns name a place of a grid and the third holds its value: names of the first repeat.
  private func isLong(_ label: Column, _ column: Column, _ values: Column) -> Bool {
    guard values.type == .integer || values.type == .number, column.type == .text || column.unit != values.unit else { return false }
    return Set((0..<rowCount).map { label[$0] }).count < rowCount
  }
}
