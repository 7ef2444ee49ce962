public import Columns

/// Lines through the values of a column; a line breaks where a value is missing. Points of time stand in their order, and others
/// in that of the rows.
public struct LineChart: Chart {
  public let title: String
  public let unit: String?
  /// The decimal places of the values; nil for as many as they need.
  public let decimals: Int?
  /// The names of the points, such as months.
  public let labels: [String]
  /// The lines, each with as many values as there are labels.
  public let lines: [Line]
  public let references: [ReferenceLine]
  /// The labels at which a series broke: what stands before can't be compared with what stands after.
  public let breaks: Set<String>
  public let rows: Table
  private let seasons: PointsOfYear?

  /// One line.
  public struct Line: Sendable {
    /// What it is of; empty where there is one line only.
    public let name: String
    /// The values, or the reasons that there are none.
    public fileprivate(set) var values: [Cell]
    /// The limits of the values, where they have any.
    public fileprivate(set) var limits: [ClosedRange<Double>?]
  }

  public static let kind = ObjectKind("line_chart", summary: "Lines through the values of a column, along time.")

  /// Makes a chart of a column of numbers.
  ///
  /// - Parameters:
  ///   - value: The column; nil for an indicator's value, or the last one of numbers.
  ///   - along: The column that names the points, such as months; nil for the one that tells when, or else the first that is not the value.
  ///   - by: The column that says which line a row is of; nil for one line. At most 20 lines.
  ///   - limits: The columns of the lower and the upper limits.
  /// - Throws: ``TableError``, ``ArgumentError`` for two rows of one point of a line.
  public init(
    _ table: Table, value: String? = nil, along: String? = nil, by: String? = nil, limits: (lower: String, upper: String)? = nil,
    references: [ReferenceLine] = [], breaks: [String] = [], title: String? = nil
  ) throws {
    var (table, along) = (table, along)
    let times = TimeOrder(table).columns.filter { $0 != value && $0 != by }
    if along == nil, times.count == 1 { along = times[0] }
    if let along, times.contains(along) { table = try table.ordered(by: [.init(along)], within: OperationLimits.forQueries) }
    let taken = [by, limits?.lower, limits?.upper].compactMap { $0 }
    let numbers = try ChartColumns.numbers(of: value == nil ? table.without(taken) : table, named: value)
    let names = try ChartColumns.labels(of: table, named: along, besides: [numbers.name] + taken)
    let groups = try by.map { try table.column($0) }
    let bounds = try limits.map { (try ChartColumns.numbers(of: table, named: $0.lower), try ChartColumns.numbers(of: table, named: $0.upper)) }
    var (labels, lines): ([String], [Line]) = ([], [])
    var places: [String: Int] = [:]
    for row in 0..<table.rowCount where places[names[row].plainText] == nil {
      places[names[row].plainText] = labels.count
      labels.append(names[row].plainText)
    }
    var filled: Set<[Int]> = []
    var numbersOfLines: [String: Int] = [:]
    for row in 0..<table.rowCount {
      try OperationLimits.check(at: row)
      let name = groups.map { $0[row].plainText } ?? ""
      let line = numbersOfLines[name] ?? lines.count
      if line == lines.count {
        numbersOfLines[name] = line
        lines.append(
          Line(
            name: name, values: Array(repeating: .missing(.notAvailable), count: labels.count),
            limits: Array(repeating: nil, count: labels.count)))
        guard lines.count <= 20 else {
          throw ArgumentError.unusable("by", problem: "there are more than 20 lines", expectation: "Nobody could tell them apart: take some with where.")
        }
      }
      let place = places[names[row].plainText] ?? 0
      guard filled.insert([line, place]).inserted else {
        throw ArgumentError.unusable(
          groups == nil ? "along" : "by", problem: "two rows are of \(groups == nil ? "" : "\"\(name)\" in ")\"\(labels[place])\"",
          expectation: "A point of a line is one row\(groups == nil ? ": by says which line a row is of" : "").")
      }
      lines[line].values[place] = numbers[row]
      if let (lower, upper) = bounds, let low = lower[row].number, let high = upper[row].number, low <= high { lines[line].limits[place] = low...high }
    }
    (self.labels, self.lines) = (labels, lines)
    seasons = PointsOfYear(labels)
    self.title = title ?? ChartColumns.title(of: numbers, "along", names)
    unit = numbers.unit
    decimals = numbers.decimals
    self.references = references
    self.breaks = Set(breaks)
    rows = try Table(
      [groups, names, numbers, bounds?.0, bounds?.1].compactMap { $0 }, sources: table.sources, notes: table.notes)
    if let unknown = breaks.first(where: { !labels.contains($0) }) {
      throw ArgumentError.unusable(
        "breaks", problem: "no point is called \"\(unknown)\"", expectation: "There are \(labels.prefix(40).joined(separator: ", ")).")
    }
  }

  public var headline: String {
    guard lines.count > 1 else { return lines.first.map(course) ?? "No values" }
    // At the last point that any line has, those that have it.
    let start = firstCompared
    guard let last = labels.indices.last(where: { place in place >= start && lines.contains { $0.values[place].number != nil } }) else { return "No values" }
    let highest = Headline.highest(labels: lines.map(\.name), values: lines.map { $0.values[last].number }, unit: unit, decimals: decimals)
    return "\(highest) in \(labels[last]), the last point" + beside(lines.compactMap { $0.values[last].number })
  }

  /// How many of the lines lie below the one reference line, or above it; nothing where there are several or none.
  private func beside(_ values: [Double]) -> String {
    guard references.count == 1, let reference = references.first else { return "" }
    let (below, above) = (values.count { $0 < reference.value }, values.count { $0 > reference.value })
    guard below + above > 0 else { return "" }
    let label = reference.label.contains { $0.isNumber } ? reference.label : "\(reference.label) (\(Headline.number(reference.value, decimals: decimals)))"
    let count = below == values.count || above == values.count ? "all \(values.count) lie" : "\(below) of \(values.count) \(below == 1 ? "lies" : "lie")"
    return "; \(count) \(above == values.count ? "above" : "below") \(label)"
  }

  /// The first point that the last one can be compared with: nothing is compared across a break.
  private var firstCompared: Int { labels.lastIndex(where: breaks.contains) ?? 0 }

  /// Where a line went: of months and quarters for a year and more from that of the year before to the last, and of others from the first.
  package func course(_ line: Line) -> String {
    let start = firstCompared
    let values = line.values[start...].map(\.number)
    if let seasons, let last = values.lastIndex(where: { $0?.isFinite ?? false }), let value = values[last], let before = seasons.yearBefore(start + last, from: start) {
      return Headline.yearOnYear(
        DecimalDigits.withoutNoise(value), in: seasons.words(start + last), before: before.place.flatMap { line.values[$0].number }.map(DecimalDigits.withoutNoise),
        in: before.words, unit: unit, decimals: decimals)
    }
    return Headline.course(labels: Array(labels[start...]), values: values, unit: unit, decimals: decimals)
  }
}

extension Table {
  fileprivate func without(_ names: [String]) -> Table {
    Table(checked: columns.filter { !names.contains($0.name) }, rowCount: rowCount, sources: sources, notes: notes)
  }

  /// The columns of a table that holds a line each beside the points, as a pivot does; none where it holds anything else.
  fileprivate func valuesOfLines(along point: String?) -> [String] {
    guard let point = point ?? TimeOrder(self).columns.first else { return [] }
    let others = columns.filter { $0.name != point }
    guard (2...20).contains(others.count), others.allSatisfy({ $0.unit == others[0].unit && ($0.type == .integer || $0.type == .number) }) else { return [] }
    return others.map(\.name)
  }

  /// The rows of some columns under each other, beside the point that each is of.
  fileprivate func unpivoted(_ names: [String], column: String, values: String, keeping point: String) throws -> Table {
    let columns = try names.map { try self.column($0) }
    if let other = columns.first(where: { $0.unit != columns[0].unit }) {
      throw ArgumentError.unusable(
        "value", problem: "\(columns[0].name) is in \(columns[0].unit ?? "no unit") and \(other.name) in \(other.unit ?? "no unit")",
        expectation: "Lines of one chart have one unit.")
    }
    for column in columns where column.type != .integer && column.type != .number {
      throw TableError.wrongType(column: column.name, is: column.type, wanted: "A chart draws numbers")
    }
    let kept = try answer(Query().select([point] + names), within: OperationLimits.forQueries)
    var long = try kept.unpivoted(names, column: column, values: values, within: OperationLimits.forQueries)
    long.notes = notes
    return long
  }
}

extension Operation {
  /// Draws lines.
  static let lineChart = Operation(
    "line_chart", summary: "Lines through the values of a column, along time or in the order of the rows.",
    discussion: """
      Days, months and years stand in their order, and other points as the rows do. \
      A line breaks where a value is missing. Its foot is the least value and not zero. A month in which nothing \
      happened has no row after a group: fill_calendar gives it one. A point is one row of a line. With by there is a line for each value of that column.
      """,
    example: """
      coverage:where{utla_name = "Middlesbrough", cohort = "24m", vaccine = "MMR1", financial_year = "2019-2020"}:line_chart("coverage_percent", {along = "quarter"}).title
      --> coverage_percent along quarter
      """,
    Parameter<Table>("table", "The table."),
    Parameter<[String]>("value", "The column of numbers, or several of one unit, a line each.", default: [], words: "an indicator's value; all, where the table holds numbers of one unit beside the points; or else the last one of numbers"),
    Parameter<InPlace<String>?>("along", "The column that names the points, such as the month.", otherwise: "the one that tells when, or else the first besides the value"),
    Parameter<String?>("by", "The column that says which line a row is of.", otherwise: "one line"),
    Parameter<[String]>("limits", "The columns of the lower and the upper limits.", default: [], words: "none"),
    chartLines,
    Parameter<[String]>("breaks", "The points at which the series broke.", default: [], words: "none"),
    chartTitle
  ) { table, values, given, by, limits, lines, breaks, title in
    var (values, along) = (values, given?.value)
    if values.count == 1, case (let value?, let point) = try ChartColumns.inOrder(values[0], given, of: table) { (values, along) = ([value], point) }
    if values.isEmpty, by == nil, limits.isEmpty { values = table.valuesOfLines(along: along) }
    var (table, value, by, title) = (table, values.first, by, title)
    if values.count > 1 {
      guard by == nil, limits.isEmpty else {
        throw ArgumentError.unusable("value", problem: "there are several", expectation: "Each is a line, without by and limits.")
      }
      let point = try along ?? TimeOrder(table).columns.first ?? ChartColumns.labels(of: table, named: nil, besides: values).name
      table = try table.unpivoted(values, column: "line", values: "value", keeping: point)
      title = title ?? "\(values.count > 3 ? "\(values.count) columns" : values.joined(separator: ", ")) along \(point)"
      (value, by, along) = ("value", "line", point)
    }
    guard limits.isEmpty || limits.count == 2 else {
      throw ArgumentError.unusable("limits", problem: "\(limits.count) columns", expectation: "They are two: {\"lower\", \"upper\"}.")
    }
    return try LineChart(
      table, value: value, along: along, by: by, limits: limits.isEmpty ? nil : (limits[0], limits[1]), references: lines?.lines ?? [],
      breaks: breaks, title: title)
  }

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
