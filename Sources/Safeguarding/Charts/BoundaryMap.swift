public import Columns

/// The local authorities of England within their boundaries, coloured by a value or a word.
public struct BoundaryMap: Chart {
  public let title: String
  public let unit: String?
  public let decimals: Int?
  public let headline: String
  /// Every authority: those without a row of the table have no value.
  public let shapes: [Shape]
  public let highlighted: Set<String>
  public let rows: Table

  /// One authority.
  public struct Shape: Sendable {
    public let area: MapArea
    /// What it reaches to, in kilometres east and north: rings of points, those of another's ground within it included.
    public let rings: [[(x: Double, y: Double)]]
  }

  public static let kind = ObjectKind("boundary_map", summary: "The local authorities of England within their boundaries, coloured by a value.")

  /// - Parameters:
  ///   - area: The column of areas' names or codes.
  ///   - value: The column of numbers or words; nil for an indicator's value, or the last one of numbers.
  /// - Throws: ``TableError``, ``AreaError``, ``ArgumentError`` where no row is an authority, or where two rows are of one.
  public init(_ table: Table, area: String, value: String? = nil, highlighted: [String] = [], title: String? = nil) throws {
    let map = try MapAreas(table, area: area, value: value, highlighted: highlighted, title: title, on: Set(Outlines.rings.keys))
    shapes = map.areas.compactMap { area in Outlines.rings[area.area.code].map { Shape(area: area, rings: $0) } }
    (self.title, unit, decimals, headline, self.highlighted, rows) = (map.title, map.unit, map.decimals, map.headline, map.highlighted, map.rows)
  }
}

extension Operation {
  /// Draws a map within boundaries.
  static let boundaryMap = Operation(
    "boundary_map", summary: "A map of the local authorities of England within their boundaries, coloured by a value or a word.",
    discussion: """
      London stands beside the map once more, larger. A large county catches the eye more than a city with more children: \
      hex_map gives every authority the same room. Rows that are no authority are told in a note, and an authority without a \
      row has no colour. Boundaries are much simplified.
      """,
    source: "Office for National Statistics, boundaries of 2014 to 2025 (Open Government Licence; contains OS data)",
    example: """
      lait:indicator("CPP_rate"):ranking{period = "2020"}:boundary_map{area = "area", value = "value"}.headline
      --> Blackpool is highest: 126.9
      """,
    Parameter<Table>("table", "The table, one row an area."),
    Parameter<String>("area", "The column of areas' names or codes.", default: "area", words: "area"),
    Parameter<String?>("value", "The column of numbers or words.", otherwise: "an indicator's value, or the last one of numbers"),
    Parameter<[String]>("highlight", "The areas that stand out.", default: [], words: "none"),
    chartTitle
  ) { table, area, value, highlighted, title in try BoundaryMap(table, area: area, value: value, highlighted: highlighted, title: title) }
}
