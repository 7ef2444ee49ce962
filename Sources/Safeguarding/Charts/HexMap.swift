public import Columns

/// The local authorities of England as hexagons of one size, coloured by a value or a word.
public struct HexMap: Chart {
  public let title: String
  public let unit: String?
  public let decimals: Int?
  public let headline: String
  /// Every hexagon: those without a row of the table have no value.
  public let cells: [HexCell]
  public let highlighted: Set<String>
  public let rows: Table

  /// One authority.
  public struct HexCell: Sendable {
    public let area: MapArea
    /// Where it stands: rows grow to the north, and odd ones stand half a hexagon further east.
    public let column: Int
    public let row: Int
  }

  public static let kind = ObjectKind("hex_map", summary: "The local authorities of England as hexagons, coloured by a value.")

  /// - Parameters:
  ///   - area: The column of areas' names or codes.
  ///   - value: The column of numbers or words; nil for an indicator's value, or the last one of numbers.
  /// - Throws: ``TableError``, ``AreaError``, ``ArgumentError`` where no row is an authority, or where two rows are of one.
  public init(_ table: Table, area: String, value: String? = nil, highlighted: [String] = [], title: String? = nil) throws {
    let map = try MapAreas(table, area: area, value: value, highlighted: highlighted, title: title, on: Set(HexLayout.places.keys))
    cells = map.areas.compactMap { area in HexLayout.places[area.area.code].map { HexCell(area: area, column: $0.column, row: $0.row) } }
      .sorted { ($0.row, $0.column) < ($1.row, $1.column) }
    (self.title, unit, decimals, headline, self.highlighted, rows) = (map.title, map.unit, map.decimals, map.headline, map.highlighted, map.rows)
  }
}

extension Operation {
  /// Draws a map of hexagons.
  static let hexMap = Operation(
    "hex_map", summary: "A map of the local authorities of England as hexagons of one size, coloured by a value or a word.",
    discussion: """
      Every authority has the same room, so that London is seen as well as Cumbria. Rows that are no authority are told in a \
      note, and an authority without a row has no colour. Words such as better and worse have colours of their own.
      """,
    source: "Open Innovations, hex map of upper-tier authorities (2020), with the authorities since",
    example: """
      lait:indicator("CPP_rate"):ranking{period = "2020"}:hex_map{area = "area", value = "value"}.headline
      --> Blackpool is highest: 126.9
      """,
    Parameter<Table>("table", "The table, one row an area."),
    Parameter<String>("area", "The column of areas' names or codes.", default: "area", words: "area"),
    Parameter<String?>("value", "The column of numbers or words.", otherwise: "an indicator's value, or the last one of numbers"),
    Parameter<[String]>("highlight", "The areas that stand out.", default: [], words: "none"),
    chartTitle
  ) { table, area, value, highlighted, title in try HexMap(table, area: area, value: value, highlighted: highlighted, title: title) }
}
