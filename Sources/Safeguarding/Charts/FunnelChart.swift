public import Columns

/// Areas' figures by how many people they have, with the limits that chance draws about the comparator.
public struct FunnelChart: Chart {
  public let title: String
  public let unit: String?
  public let decimals: Int?
  /// The points that have a figure, in the order of their denominators.
  public let points: [Point]
  public let denominator: String
  /// The value that the limits are about; nil where the table doesn't tell it.
  public let comparator: Double?
  public let highlighted: Set<String>
  public let rows: Table

  /// One area.
  public struct Point: Sendable {
    public let label: String
    public let people: Double
    public let value: Double
    /// The limits at 99.8 and at 95 per cent for as many people.
    public let outer: ClosedRange<Double>
    public let inner: ClosedRange<Double>
  }

  public static let kind = ObjectKind("funnel_chart", summary: "Areas' figures by size, with the limits of chance.")

  /// - Parameter table: What `funnel` gives: a figure with its four limits.
  /// - Throws: ``TableError``.
  public init(_ table: Table, denominator: String, label: String? = nil, highlighted: [String] = [], title: String? = nil) throws {
    guard let place = table.columns.firstIndex(where: { $0.name == "lower_99_8" }), place > 0 else {
      // funnel_chart("Count", "Denominator") is of what is to be divided.
      let (numerator, people) = if let label, table.columnIfPresent(label)?.type.isNumeric == true { (denominator, label) } else { ("events", denominator) }
      throw TableError.badRequest(
        "the table has no limits of a funnel",
        expectation: "Ask the table for its funnel first: table:funnel(\"\(numerator)\", \"\(people)\"):funnel_chart(\"\(people)\"), with kind = \"rate\" in funnel for events in a population.")
    }
    let figure = table.columns[place - 1]
    let limits = try ["lower_99_8", "lower_95", "upper_95", "upper_99_8"].map { try table.column($0) }
    let people = try ChartColumns.numbers(of: table, named: denominator)
    if people.name == figure.name {
      throw ArgumentError.unusable("denominator", problem: "\"\(figure.name)\" is the figure itself", expectation: "It is the column of people that funnel was given.")
    }
    let names = try ChartColumns.names(of: table, named: label, besides: [])
    var points: [Point] = []
    for row in 0..<table.rowCount {
      try OperationLimits.check(at: row)
      let bounds = limits.compactMap { $0[row].number }
      guard let value = figure[row].number, let size = people[row].number, bounds.count == 4, bounds[0] <= bounds[3], bounds[1] <= bounds[2] else { continue }
      points.append(Point(label: names[row].plainText, people: size, value: value, outer: bounds[0]...bounds[3], inner: bounds[1]...bounds[2]))
    }
    self.points = points.sorted { ($0.people, $0.label) < ($1.people, $1.label) }
    self.title = title ?? "\(figure.name) by \(denominator)"
    self.denominator = denominator
    let comparator = table.columnIfPresent("comparator")
    self.comparator = comparator.flatMap { column in (0..<column.count).lazy.compactMap { column[$0].number }.first }
    unit = figure.unit
    decimals = figure.decimals
    self.highlighted = Set(highlighted)
    let known = Set((0..<table.rowCount).map { names[$0].plainText })
    if let unknown = highlighted.first(where: { !known.contains($0) }) {
      throw ArgumentError.unusable("highlight", problem: "no row is called \"\(unknown)\"", expectation: "Points have the names of \(names.name).")
    }
    // One that is suppressed this year is no fault of a script.
    let drawn = Set(points.map(\.label))
    let without = highlighted.filter { !drawn.contains($0) }
    rows = try Table(
      [names, people, figure] + limits + [comparator, table.columnIfPresent("place")].compactMap { $0 }, sources: table.sources,
      notes: table.notes + [ChartColumns.noteOfRepeats(points.map(\.label), of: names.name)].compactMap { $0 } + (without.isEmpty ? [] : ["not drawn, since no figure is known: \(without.joined(separator: "; "))"]))
  }

  public var headline: String {
    guard !points.isEmpty else { return "No values" }
    let (above, below) = (points.count { $0.value > $0.outer.upperBound }, points.count { $0.value < $0.outer.lowerBound })
    return "\(PrintedNumber.of(above)) of \(PrintedNumber.of(points.count)) above and \(PrintedNumber.of(below)) below the 99.8% limits"
  }
}

extension Operation {
  /// Draws a funnel plot.
  static let funnelChart = Operation(
    "funnel_chart", summary: "A funnel plot: areas' figures by how many people they have, with the limits of chance.",
    discussion: "The table is one that funnel has given its limits; rows without a figure are not drawn.",
    example: """
      local plans = load_table(examples .. "/ees/child-protection-plans-duration.csv.gz"):where{time_period = 2025, geographic_level = "Local authority"}
      plans:funnel{numerator = "2_years_or_more", denominator = "CPP_At31"}:funnel_chart{denominator = "CPP_At31", label = "la_name"}.headline
      --> 9 of 92 above and 4 below the 99.8% limits
      """,
    Parameter<Table>("table", "The table with the limits of its funnel."),
    Parameter<String>("denominator", "The column of people, or of expected events."),
    Parameter<String?>("label", "The column that names the points.", otherwise: "the first that tells the rows apart"),
    Parameter<[String]>("highlight", "The labels of points that stand out.", default: [], words: "none"),
    chartTitle
  ) { table, denominator, label, highlighted, title in
    try FunnelChart(table, denominator: denominator, label: label, highlighted: highlighted, title: title)
  }
}
