/// The local authorities of England as hexagons of one size, coloured by a value or a word.
public struct HexMap: MapChart {
  public let map: MapAreas

  public init(map: MapAreas) { self.map = map }

  /// One authority.
  public struct HexCell: Sendable {
    public let area: MapArea
    /// Where it stands: rows grow to the north, and odd ones stand half a hexagon further east.
    public let column: Int
    public let row: Int
  }

  /// Every hexagon, from the south-west on: those without a row of the table have no value.
  public var cells: [HexCell] {
    map.areas.compactMap { area in HexLayout.places[area.area.code].map { HexCell(area: area, column: $0.column, row: $0.row) } }
      .sorted { ($0.row, $0.column) < ($1.row, $1.column) }
  }

  public static let kind = ObjectKind("hex_map", summary: "The local authorities of England as hexagons, coloured by a value.")

  public static var codes: Set<String> { Set(HexLayout.places.keys) }
}

extension Operation {
  /// Draws a map of hexagons.
  static let hexMap = map(
    HexMap.self, summary: "A map of the local authorities of England as hexagons of one size, coloured by a value or a word.",
    discussion: """
      Every authority has the same room, so that London is seen as well as Cumbria. Rows that are no authority are told in a \
      note, and an authority without a row has no colour. Words such as better and worse have colours of their own.
      """,
    source: "Open Innovations, hex map of upper-tier authorities (2020), with the authorities since")
}
