public import Columns

/// DfE's statistical neighbours in one edition: for each local authority the ten most like it, nearest first.
///
/// Editions differ: the 2021 and the 2025 edition share seven of Middlesbrough's ten.
public struct NeighbourEdition: Sendable {
  /// The name of the edition, as the caller gave it or as the file is called.
  public let name: String

  /// The files that the edition was read from.
  public let sources: [TableSource]

  /// The rows of the list, as they stand in the file.
  public let rows: Table

  private let neighboursByCode: [String: [Neighbour]]

  /// One of an area's neighbours.
  public struct Neighbour: Hashable, Sendable {
    public let code: String
    public let name: String
    /// From 1, the most like.
    public let rank: Int
    /// How like the two are, in DfE's words: `Extremely close`, `Very close`, `Close`, `Somewhat close`, `Not close`.
    public let closeness: String
  }

  /// Whether a table has the columns of DfE's list.
  static func fits(_ table: Table) -> Bool {
    Set(table.columnNames).isSuperset(of: ["la_number", "rank", "neighbour_la_number", "closeness"])
  }

  /// The name of an edition that has none but its file's.
  static func name(ofFile path: String) -> String {
    path.split(separator: "/").last.map { $0.prefix { $0 != "." } }.map(String.init) ?? path
  }

  /// Reads DfE's list: columns `la_number`, `rank`, `neighbour_la_number` and `closeness`. Rows without a neighbour are
  /// left out.
  public init(table: Table, name: String) throws {
    let rows = PublishedRows(table)
    let numbers = try table.column("la_number")
    let ranks = try table.column("rank")
    let others = try table.column("neighbour_la_number")
    let closenesses = try table.column("closeness")
    var neighbours: [String: [Neighbour]] = [:]
    for row in 0..<table.rowCount {
      guard let area = AreaRegister.england.areaIfKnown(rows.text(numbers, row)),
        let other = AreaRegister.england.areaIfKnown(rows.text(others, row)),
        let rank = Int(rows.text(ranks, row))
      else { continue }
      let words = rows.text(closenesses, row)
      neighbours[area.code, default: []].append(
        Neighbour(
          code: other.code, name: other.name, rank: rank,
          closeness: words.prefix(1).uppercased() + words.dropFirst().lowercased()))
    }
    self.name = name
    self.rows = table
    sources = table.sources
    neighboursByCode = neighbours.mapValues { $0.sorted { $0.rank < $1.rank } }
  }

  /// Returns the neighbours of an area, the most like first.
  ///
  /// - Throws: ``NeighbourError`` if the edition has none for it.
  public func neighbours(of area: Area) throws(NeighbourError) -> [Neighbour] {
    guard let neighbours = neighboursByCode[area.code], !neighbours.isEmpty else {
      throw .none(area: area.name, edition: name)
    }
    return neighbours
  }

  /// The number of areas that have neighbours.
  public var areaCount: Int { neighboursByCode.count }
}

/// An area that an edition gives no neighbours for.
public enum NeighbourError: DiagnosableError, Hashable {
  case none(area: String, edition: String)

  public var diagnostic: Diagnostic {
    switch self {
    case .none(let area, let edition):
      Diagnostic(
        "\(area) has no statistical neighbours in \(edition)",
        expectation: "DfE names neighbours for the local authorities of the edition's day.")
    }
  }
}
