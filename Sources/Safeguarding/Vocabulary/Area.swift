public import Columns

/// A place that figures are published for: an upper-tier local authority, a region, or England.
public struct Area: Hashable, Sendable {
  /// The nine-character code of the Office for National Statistics that is in force now, or was in force last.
  public let code: String

  /// The three-digit number of the Department for Education, or nil where it gives none.
  public let dfeNumber: Int?

  /// The name that tables print.
  public let name: String

  /// Other names that publishers use for the same place.
  public let otherNames: [String]

  /// Codes that the same place had before, as when its boundary moved a little or its districts were merged into it.
  public let earlierCodes: [String]

  /// What kind of place this is.
  public let kind: Kind

  /// The code of the region that the place lies in, or nil for a region or England.
  public let regionCode: String?

  /// The code of inner or outer London for a London borough, which DfE's tables compare it with; nil elsewhere.
  public let subregionCode: String?

  /// The day on which the place came into being, or nil where that was before 1 April 2009.
  public let firstDay: CalendarDate?

  /// The last day of the place's life, or nil where it lives on.
  public let lastDay: CalendarDate?

  /// The codes of the places that took over when this one ended.
  public let successorCodes: [String]

  /// The codes of the areas that a footprint is made of; empty for every other place.
  public internal(set) var memberCodes: [String] = []

  /// What kind of place an area is.
  public enum Kind: String, Hashable, Sendable {
    case county, unitary, metropolitan, londonBorough
    case region
    /// Inner or outer London: part of a region.
    case subregion
    case country
    /// Several local authorities that work together, such as South Tees.
    case footprint
    /// A place that a file names and that the register does not know.
    case unregistered
  }

  /// Whether this is an upper-tier local authority, one of "the 152".
  public var isLocalAuthority: Bool {
    switch kind {
    case .county, .unitary, .metropolitan, .londonBorough: true
    case .region, .subregion, .country, .footprint, .unregistered: false
    }
  }

  /// Since when there is such a place: `Cumberland exists since 2023-04-01`; nil where it was there before April 2009.
  var beginningWords: String? { firstDay.map { "\(name) exists since \($0)" } }

  /// Whether the place existed on a day.
  public func isAlive(on day: CalendarDate) -> Bool {
    (firstDay.map { $0 <= day } ?? true) && (lastDay.map { day <= $0 } ?? true)
  }

  /// Whether the place existed on any day of a period.
  public func isAlive(during period: Period) -> Bool {
    (firstDay.map { $0 <= period.lastDay } ?? true) && (lastDay.map { period.firstDay <= $0 } ?? true)
  }
}

extension Area {
  /// Creates a place that a file names and that the register does not know.
  init(unregistered name: String, code: String?) {
    self.init(
      code: code ?? name, dfeNumber: nil, name: name, otherNames: [], earlierCodes: [], kind: .unregistered,
      regionCode: nil, subregionCode: nil, firstDay: nil, lastDay: nil, successorCodes: [])
  }
}

extension Area {
  /// Creates a footprint of some areas; it lies in a region where they all do.
  init(footprint name: String, of members: [Area]) {
    let regions = Set(members.map(\.regionCode))
    self.init(
      code: name, dfeNumber: nil, name: name, otherNames: [], earlierCodes: [], kind: .footprint,
      regionCode: regions.count == 1 ? regions.first ?? nil : nil, subregionCode: nil, firstDay: nil, lastDay: nil,
      successorCodes: [], memberCodes: members.map(\.code))
  }
}

extension Area: NamedThing {
  public static var nameWords: String { "an area's name, code or number" }
}
