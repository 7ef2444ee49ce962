public import Columns

/// Two numbers of each row against each other, a point a row.
public struct ScatterChart: Chart {
  public let title: String
  /// The numbers along the foot.
  public let across: Column
  /// The numbers from the foot up.
  public let upward: Column
  /// The rows that have both numbers, in their order.
  public let points: [Point]
  /// How many rows are not drawn, and why.
  public let leftOut: [String]
  public let highlighted: Set<String>
  public let headline: String
  public let rows: Table
  private let names: Column?

  /// A row that has both numbers.
  public struct Point: Sendable {
    public let row: Int
    public let x: Double
    public let y: Double
  }

  public static let kind = ObjectKind("scatter_chart", summary: "Two numbers of each row against each other, a point a row.")

  /// Each axis has its own unit.
  public var unit: String? { nil }

  /// - Parameters:
  ///   - label: The column that names the points; nil for the first one besides the numbers that tells the rows apart.
  ///   - highlighted: The names of points that stand out.
  /// - Throws: ``TableError``, ``ArgumentError`` for a name that no row has.
  public init(_ table: Table, x: String, y: String, label: String? = nil, highlighted: [String] = [], title: String? = nil) throws {
    (across, upward) = (try ChartColumns.numbers(of: table, named: x), try ChartColumns.numbers(of: table, named: y))
    guard across.name != upward.name else {
      throw ArgumentError.unusable("y", problem: "it is \"\(y)\", as x is", expectation: "A column against itself is a straight line: name another.")
    }
    names = label == nil && table.columns.count == 2 ? nil : try ChartColumns.names(of: table, named: label, besides: [x, y])
    var points: [Point] = []
    var (missing, infinite) = (0, 0)
    for row in 0..<table.rowCount {
      try OperationLimits.check(at: row)
      guard let one = across[row].number, let other = upward[row].number else {
        missing += 1
        continue
      }
      if one.isFinite, other.isFinite { points.append(Point(row: row, x: one, y: other)) } else { infinite += 1 }
    }
    self.points = points
    leftOut =
      (missing > 0 ? ["\(PrintedNumber.of(missing)) \(missing == 1 ? "row has no value" : "rows have no value") of \(x) or \(y), and no point"] : [])
      + (infinite > 0 ? ["\(PrintedNumber.of(infinite)) \(infinite == 1 ? "row has" : "rows have") a value of \(x) or \(y) that is no finite number, and no point"] : [])
    self.highlighted = Set(highlighted)
    if !highlighted.isEmpty {
      guard let names else {
        throw ArgumentError.unusable("highlight", problem: "the table has no column that names the points", expectation: "Name one in label.")
      }
      let known = Set((0..<table.rowCount).map { names[$0].plainText })
      if let unknown = highlighted.first(where: { !known.contains($0) }) {
        let meant = NearestName.of(unknown, among: known).map { ": did you mean \"\($0)\"?" } ?? "."
        throw ArgumentError.unusable("highlight", problem: "no row is called \"\(unknown)\"", expectation: "Points have the names of \(names.name)\(meant)")
      }
    }
    self.title = title ?? "\(Self.words(upward)) against \(Self.words(across))"
    headline = Self.headline(points, across, upward)
    rows = try Table([names, across, upward].compactMap { $0 }, sources: table.sources, notes: table.notes + leftOut)
  }

  /// What a point is called.
  public func label(of point: Point) -> String { names.map { $0[point.row].plainText } ?? "row \(point.row + 1)" }

  /// What stands along an axis: what is measured, and its unit.
  public static func words(_ column: Column) -> String {
    let name = column.measure ?? column.name
    return column.unit.map { name.hasSuffix($0) ? name : "\(name), \($0)" } ?? name
  }

  /// The correlation with its limits, and that there is none that can be told where they, or those of the ranks, take in zero: one point far from
  /// the others makes a correlation of numbers, and none of ranks.
  private static func headline(_ points: [Point], _ across: Column, _ upward: Column) -> String {
    let (x, y) = (Headline.cut(across.name), Headline.cut(upward.name))
    let count = points.count == 1 ? "1 point" : "\(PrintedNumber.of(points.count)) points"
    guard !points.isEmpty else { return "No values" }
    let pairs = points.map { (x: $0.x, y: $0.y) }
    guard points.count >= PairedCorrelation.fewest else { return "\(count) of \(x) and \(y), too few to tell of a relation" }
    guard let numbers = PairedCorrelation(pairs), let ranks = PairedCorrelation(ofRanksOf: pairs), let limits = numbers.interval(), let others = ranks.interval() else {
      let alike = [across, upward].enumerated().filter { place, _ in Set(pairs.map { place == 0 ? $0.x : $0.y }).count == 1 }.map { Headline.cut($0.element.name) }
      return alike.isEmpty ? "No relation can be told, \(count)" : "\(alike.joined(separator: " and ")) \(alike.count == 1 ? "is" : "are") the same at all \(count)"
    }
    func isClear(_ range: ClosedRange<Double>) -> Bool { range.lowerBound > 0 || range.upperBound < 0 }
    let evidence = "r = \(words(numbers.value, limits))"
    if isClear(limits), isClear(others), (numbers.value > 0) == (ranks.value > 0) {
      // Below 0.3 a relation is no more than weak (Cohen 1988), however many points make sure of it.
      let much = numbers.value.magnitude < 0.3 ? "a little " : ""
      return "Where \(x) is higher, \(y) tends to be \(much)\(numbers.value > 0 ? "higher" : "lower"): \(evidence), \(count)"
    }
    let ofRanks = isClear(limits) ? ", but \(words(ranks.value, others)) of the ranks" : ""
    return "No clear relation between \(x) and \(y): \(evidence)\(ofRanks), \(count)"
  }

  /// A correlation and its limits to as few places, from two on, as show none but zero as zero, and none but one as one.
  private static func words(_ value: Double, _ limits: ClosedRange<Double>) -> String {
    let all = [value, limits.lowerBound, limits.upperBound]
    func isTrue(_ number: Double, _ decimals: Int) -> Bool {
      guard let printed = DecimalDigits(number)?.rounded(toDecimals: decimals).number else { return true }
      return printed == number || (printed != 0 && printed.magnitude != 1)
    }
    let decimals = (2...5).first { decimals in all.allSatisfy { isTrue($0, decimals) } } ?? 6
    func text(_ number: Double) -> String { PrintedNumber.of(number, decimals: number.magnitude == 1 ? 0 : decimals) }
    return "\(text(value)) (95% limits \(text(limits.lowerBound)) to \(text(limits.upperBound)))"
  }
}

extension Operation {
  /// Draws a point a row.
  static let scatterChart = Operation(
    "scatter_chart", summary: "Two numbers of each row against each other, a point a row.",
    discussion: """
      Rows that lack one of the numbers have no point and are counted beneath. The headline is Pearson's correlation with its limits at 95%; \
      it says that there is no clear relation where they, or those of the ranks' correlation, take in zero, and nothing of fewer than 4 \
      points. A relation is no cause, and the limits take the rows for independent. Points that highlight names have their label. More than 2,000 \
      points are drawn as squares, coloured by how many lie in each.
      """,
    source: "Fisher 1921, Metron 1, 3; Bonett and Wright 2000, Psychometrika 65, 23",
    example: """
      local children = table_of{area = {"A", "B", "C", "D", "E", "F", "G", "H"}, imd_score = {12, 31, 25, 40, 18, 22, 35, 28}, rate = {41, 96, 70, 88, 62, 45, 118, 66}}
      children:scatter_chart{x = "imd_score", y = "rate", label = "area", highlight = {"D"}}.headline
      --> Where imd_score is higher, rate tends to be higher: r = 0.82 (95% limits 0.27 to 0.97), 8 points
      """,
    Parameter<Table>("table", "The table, one row a point."),
    Parameter<String>("x", "The column of numbers along the foot."),
    Parameter<String>("y", "The column of numbers from the foot up."),
    Parameter<String?>("label", "The column that names the points.", otherwise: "the first one besides the numbers that tells the rows apart"),
    Parameter<[String]>("highlight", "The labels of points that stand out.", default: [], words: "none"),
    chartTitle
  ) { table, x, y, label, highlighted, title in try ScatterChart(table, x: x, y: y, label: label, highlighted: highlighted, title: title) }
}
