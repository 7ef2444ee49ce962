public import Columns

/// A local authority on a map.
public struct MapArea: Sendable {
  public let area: Area
  /// The value, or the reason that there is none; nil where the table has no row.
  public let value: Cell?
}

/// What a map of local authorities takes from a table with one row an area.
public struct MapAreas: Sendable {
  /// What is drawn, by code: every authority of today, but where the table has one that ended, that one and not those after it.
  public let areas: [MapArea]
  public let highlighted: Set<String>
  public let title: String
  public let unit: String?
  public let decimals: Int?
  /// The two columns, with a note of the rows that are not on the map.
  public let rows: Table

  /// - Parameter codes: The authorities that the map has a place for.
  /// - Throws: ``TableError``, ``AreaError``, ``ArgumentError`` where no row is an authority, or where two rows are of one.
  init(_ table: Table, area: String, value: String?, highlighted: [String], title: String?, on codes: Set<String>) throws {
    let register = AreaRegister.england
    let names = try table.column(area)
    guard names.type != .number else {
      let others = table.columns.first { column in (0..<min(column.count, 20)).contains { column[$0].text.flatMap(register.areaIfKnown) != nil } }
      throw ArgumentError.unusable(
        "area", problem: "column \"\(area)\" holds numbers",
        expectation: "Areas are written by name or code" + (others.map { ", as in \"\($0.name)\"; what is shown of them is value: {value = \"\(area)\"}." } ?? "."))
    }
    let values = try value.map { try table.column($0) } ?? ChartColumns.numbers(of: table, named: nil)
    var known: [String: (area: Area, value: Cell)] = [:]
    var unknown: [String] = []
    for row in 0..<table.rowCount {
      try OperationLimits.check(at: row)
      let text = names[row].plainText
      guard let area = register.areaIfKnown(text), codes.contains(area.code) else {
        if unknown.count < 6, !unknown.contains(text) { unknown.append(text) }
        continue
      }
      guard known[area.code] == nil else {
        throw ArgumentError.unusable("area", problem: "two rows are of \(area.name)", expectation: "A map shows one row an area: take one period with where.")
      }
      var value = values[row]
      if case .boolean(let isSo) = value { value = .text(isSo ? "yes" : "no") }
      known[area.code] = (area, value)
    }
    guard !known.isEmpty else {
      throw ArgumentError.unusable(
        "area", problem: "no row of \(area) is a local authority\(unknown.first.map { ", such as \"\($0)\"" } ?? "")",
        expectation: "Areas are written by name or code.")
    }
    let drawable = codes.sorted().compactMap(register.areaIfKnown)
    let ended = drawable.filter { $0.lastDay != nil }
    // An area that ended gives way where those after it have rows.
    let returning = ended.filter { old in known[old.code] != nil && register.successors(of: old).allSatisfy { known[$0.code] == nil } }
    let hidden = Set(returning.flatMap { register.successors(of: $0) }.map(\.code))
    let drawn = drawable.filter { area in
      if area.lastDay == nil { return !hidden.contains(area.code) }
      // Beside one that returned stand the others that its successors took over from.
      return returning.contains(area) || (known[area.code] == nil && register.successors(of: area).allSatisfy { hidden.contains($0.code) })
    }
    areas = drawn.map { MapArea(area: $0, value: known[$0.code]?.value) }
    let missed = ended.filter { known[$0.code] != nil && !returning.contains($0) }.map(\.name)
    self.highlighted = try Set(highlighted.map { try register.area($0).name })
    self.title = title ?? ChartColumns.title(of: values, "by", names)
    unit = values.unit
    decimals = values.decimals
    let left = unknown.isEmpty ? [] : ["not on the map: \(unknown.joined(separator: "; "))\(unknown.count == 6 ? "; ..." : "")"]
    let replaced = missed.isEmpty ? [] : ["left out, since the authorities that came after them are on the map: \(missed.joined(separator: "; "))"]
    rows = try Table([names, values], sources: table.sources, notes: table.notes + left + replaced)
  }

  /// What it says: how many have each word, or which is highest.
  var headline: String {
    let words = areas.compactMap(\.value?.text)
    guard words.isEmpty else { return Headline.counts(words) }
    return Headline.highest(labels: areas.map(\.area.name), values: areas.map { $0.value?.number }, unit: unit, decimals: decimals)
  }
}

/// A map of the local authorities of England, coloured by a value or a word.
public protocol MapChart: Chart {
  var map: MapAreas { get }

  init(map: MapAreas)

  /// The authorities that it has a place for.
  static var codes: Set<String> { get }
}

extension MapChart {
  public var title: String { map.title }
  public var unit: String? { map.unit }
  public var headline: String { map.headline }
  public var rows: Table { map.rows }

  /// - Parameters:
  ///   - area: The column of areas' names or codes.
  ///   - value: The column of numbers or words; nil for an indicator's value, or the last one of numbers.
  /// - Throws: ``TableError``, ``AreaError``, ``ArgumentError`` where no row is an authority, or where two rows are of one.
  public init(_ table: Table, area: String, value: String? = nil, highlighted: [String] = [], title: String? = nil) throws {
    self.init(map: try MapAreas(table, area: area, value: value, highlighted: highlighted, title: title, on: Self.codes))
  }
}

extension Operation {
  /// The operation that draws a map of a kind, under the kind's name.
  static func map<Map: MapChart>(_: Map.Type, summary: String, discussion: String, source: String) -> Operation {
    let name = Map.kind.name
    return Operation(
      name, summary: summary, discussion: discussion, source: source,
      example: """
        lait:indicator("CPP_rate"):ranking{period = "2020"}:\(name){area = "area", value = "value"}.headline
        --> Blackpool is highest: 126.9
        """,
      Parameter<Table>("table", "The table, one row an area."),
      Parameter<String>("area", "The column of areas' names or codes.", default: "area", words: "area"),
      Parameter<String?>("value", "The column of numbers or words.", otherwise: "an indicator's value, or the last one of numbers"),
      Parameter<[String]>("highlight", "The areas that stand out.", default: [], words: "none"),
      chartTitle
    ) { table, area, value, highlighted, title in try Map(table, area: area, value: value, highlighted: highlighted, title: title) }
  }
}
