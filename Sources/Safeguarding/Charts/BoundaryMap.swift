/// The local authorities of England within their boundaries, coloured by a value or a word.
public struct BoundaryMap: MapChart {
  public let map: MapAreas

  public init(map: MapAreas) { self.map = map }

  /// One authority.
  public struct Shape: Sendable {
    public let area: MapArea
    /// What it reaches to, in kilometres east and north: rings of points, those of another's ground within it included.
    public let rings: [[(x: Double, y: Double)]]
  }

  /// Every authority: those without a row of the table have no value.
  public var shapes: [Shape] { map.areas.compactMap { area in Outlines.rings[area.area.code].map { Shape(area: area, rings: $0) } } }

  public static let kind = ObjectKind("boundary_map", summary: "The local authorities of England within their boundaries, coloured by a value.")

  public static var codes: Set<String> { Set(Outlines.rings.keys) }
}

extension Operation {
  /// Draws a map within boundaries.
  static let boundaryMap = map(
    BoundaryMap.self, summary: "A map of the local authorities of England within their boundaries, coloured by a value or a word.",
    discussion: """
      London stands beside the map once more, larger. A large county catches the eye more than a city with more children: \
      hex_map gives every authority the same room. Rows that are no authority are told in a note, and an authority without a \
      row has no colour. Boundaries are much simplified.
      """,
    source: "Office for National Statistics, boundaries of 2014 to 2025 (Open Government Licence; contains OS data)")
}
