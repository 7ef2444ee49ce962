public import Columns

/// The local authorities of England as hexagons of one size, coloured by a value or a word.
public struct HexMap: Chart {
  public let title: String
  public let unit: String?
  public let decimals: Int?
  /// Every hexagon: those without a row of the table have no value.
  public let cells: [HexCell]
  public let highlighted: Set<String>
  public let rows: Table

  /// One authority.
  public struct HexCell: Sendable {
    public let area: Area
    /// Where it stands: rows grow to the north, and odd ones stand half a hexagon further east.
    public let column: Int
    public let row: Int
    /// The value, or the reason that there is none; nil where the table has no row.
    public let value: Cell?
  }

  public static let kind = ObjectKind("hex_map", summary: "The local authorities of England as hexagons, coloured by a value.")

  /// - Parameters:
  ///   - area: The column of areas' names or codes.
  ///   - value: The column of numbers or words; nil for the last one of numbers.
  /// - Throws: ``TableError``, ``ArgumentError`` where no row is an authority, or where two rows are of one.
  public init(_ table: Table, area: String, value: String? = nil, highlighted: [String] = [], title: String? = nil) throws {
    let names = try table.column(area)
    let values = try value.map { try table.column($0) } ?? ChartColumns.numbers(of: table, named: nil)
    var known: [String: Cell] = [:]
    var areas: [String: Area] = [:]
    var unknown: [String] = []
    for row in 0..<table.rowCount {
      try OperationLimits.check(at: row)
      let text = names[row].plainText
      guard let area = AreaRegister.england.areaIfKnown(text), HexLayout.places[area.code] != nil else {
        if unknown.count < 6, !unknown.contains(text) { unknown.append(text) }
        continue
      }
      guard known[area.code] == nil else {
        throw ArgumentError.unusable("area", problem: "two rows are of \(area.name)", expectation: "A map shows one row an area: take one period with where.")
      }
      known[area.code] = values[row]
      areas[area.code] = area
    }
    guard !known.isEmpty else {
      throw ArgumentError.unusable(
        "area", problem: "no row of \(area) is a local authority\(unknown.first.map { ", such as \"\($0)\"" } ?? "")",
        expectation: "Areas are written by name or code.")
    }
    // An authority that ended stands on the map only where the table has it, and then without its successors there.
    var taken: [[Int]: String] = [:]
    for code in HexLayout.places.keys.sorted() where known[code] != nil {
      guard let place = HexLayout.places[code] else { continue }
      if taken[[place.column, place.row]] == nil { taken[[place.column, place.row]] = code }
    }
    for code in HexLayout.places.keys.sorted() {
      guard let place = HexLayout.places[code], taken[[place.column, place.row]] == nil, let area = AreaRegister.england.areaIfKnown(code),
        area.lastDay == nil
      else { continue }
      taken[[place.column, place.row]] = code
      areas[code] = area
    }
    cells = taken.compactMap { place, code in areas[code].map { HexCell(area: $0, column: place[0], row: place[1], value: known[code]) } }
      .sorted { ($0.row, $0.column) < ($1.row, $1.column) }
    self.highlighted = try Set(highlighted.map { try AreaRegister.england.area($0).name })
    self.title = title ?? "\(values.name) by \(names.name)"
    unit = values.unit
    decimals = values.decimals
    let left = unknown.isEmpty ? [] : ["not on the map: \(unknown.joined(separator: "; "))\(unknown.count == 6 ? "; ..." : "")"]
    rows = try Table([names, values], sources: table.sources, notes: table.notes + left)
  }

  public var headline: String {
    let words = cells.compactMap(\.value?.text)
    guard words.isEmpty else {
      return Dictionary(grouping: words, by: { $0 }).sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(4)
        .map { "\(PrintedNumber.of($0.value.count)) \($0.key)" }.joined(separator: ", ")
    }
    return Headline.highest(labels: cells.map(\.area.name), values: cells.map { $0.value?.number }, unit: unit, decimals: decimals)
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
    Parameter<String?>("value", "The column of numbers or words.", otherwise: "the last one of numbers"),
    Parameter<[String]>("highlight", "The areas that stand out.", default: [], words: "none"),
    chartTitle
  ) { table, area, value, highlighted, title in try HexMap(table, area: area, value: value, highlighted: highlighted, title: title) }
}
