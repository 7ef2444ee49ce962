import Columns

/// The areas that a comparison is made among.
public enum AreaSet: Sendable {
  /// The upper-tier local authorities that existed on the last day of the period and have a value: "the 152", counted.
  case all
  /// Every local authority that the publication has a value for, as LAIT counts them: an area beside the one that
  /// replaced it, and an area that did not exist yet.
  case published
  /// The local authorities of the area's own region.
  case ownRegion
  /// The local authorities of a region.
  case region(Named<Area>)
  /// An area and its statistical neighbours.
  case neighbours(NeighbourEdition)
  /// Areas that the caller lists.
  case listed([Named<Area>])
}

extension AreaSet: OperationArgument {
  public static var argumentWords: String {
    "\"all\", \"published\", \"region\", the name of a region, statistical neighbours, or a list of areas"
  }

  public static var takesList: Bool { true }

  public static func argument(_ value: Value) throws -> AreaSet? {
    switch value {
    case .text("all"): return .all
    case .text("published"): return .published
    case .text("region"): return .ownRegion
    case .text("neighbours"), .text("statistical neighbours"):
      throw ArgumentError.unusable(
        "among", problem: "it names no edition of neighbours", expectation: "Give the edition itself: nb = open(path), and then among = nb.")
    case .object(let table as Table) where table.columnIfPresent("closeness") != nil:
      throw ArgumentError.unusable(
        "among", problem: "it is the table of one area's neighbours",
        expectation: "Give the edition that the table is of: among = nb, and not nb:of(...).")
    case .text(let text):
      guard let area = AreaRegister.england.areaIfKnown(text), !area.isLocalAuthority, area.kind != .country else {
        let regions = AreaRegister.england.areas.filter { $0.kind == .region || $0.kind == .subregion }.map(\.name)
        throw ArgumentError.notAChoice(text, choices: ["all", "published", "region"] + regions)
      }
      return .region(Named(area.name))
    case .list(let values):
      return try [Named<Area>].argument(.list(values)).map { .listed($0) }
    case .object(let edition as NeighbourEdition): return .neighbours(edition)
    default: return nil
    }
  }
}

/// The areas of a set that have a value in a period, and those that were left out.
struct AreaValues {
  struct Member {
    let area: Area
    let value: Double
  }

  /// An area that belongs to the set and is not counted, and why.
  struct LeftOut: Hashable, Sendable {
    let area: Area
    let reason: String
  }

  var members: [Member] = []
  var leftOut: [LeftOut] = []
  /// What the set is, in words that can follow "among".
  var words: String
  /// What a reader must know of the count.
  var notes: [String] = []

  /// Those that are counted and, behind them, those that are not.
  var areas: [Area] { members.map(\.area) + leftOut.map(\.area) }

  /// Returns the values with a footprint in the place of its parts, which would count twice beside it.
  func with(_ footprint: Area, _ observation: Observation, inThePlaceOf parts: AreaParts) -> AreaValues {
    var values = self
    if case .exactly(let parts) = parts {
      values.members.removeAll { parts.contains($0.area) }
      values.leftOut.removeAll { parts.contains($0.area) }
      values.leftOut += parts.map { LeftOut(area: $0, reason: "part of \(footprint.name)") }
    }
    values.members.removeAll { $0.area == footprint }
    values.leftOut.removeAll { $0.area == footprint }
    if let value = observation.value {
      values.members.append(Member(area: footprint, value: value))
    } else {
      values.leftOut.append(LeftOut(area: footprint, reason: observation.reason ?? ""))
    }
    return values
  }
}

extension Indicator {
  /// Returns the members of a set in a period.
  ///
  /// - Parameter area: The area whose region or neighbours are meant; nil where the set tells by itself.
  func values(of set: AreaSet, in period: Period, around area: Area?) throws -> AreaValues {
    let values = try membersAndOthers(of: set, in: period, around: area)
    guard let area, area.kind == .footprint else { return values }
    return values.with(area, self[area, period], inThePlaceOf: register.parts(of: area, on: period.lastDay))
  }

  private func membersAndOthers(of set: AreaSet, in period: Period, around area: Area?) throws -> AreaValues {
    switch set {
    case .all:
      return addingStrangers(
        to: living(register.areas.filter(\.isLocalAuthority), in: period, words: "the local authorities of England"),
        in: period)
    case .published: return addingStrangers(to: published(in: period), in: period)
    case .ownRegion:
      guard let area else {
        throw ArgumentError.unusable(
          "among", problem: "\"region\" is an area's own region, and no area is given",
          expectation: "Name the region: among = \"North East\".")
      }
      guard let code = area.isLocalAuthority || area.kind == .footprint ? area.regionCode : area.code, let region = register.areaIfKnown(code)
      else { throw IndicatorError.noRegion(area: area.name) }
      return members(of: region, in: period)
    case .region(let name): return members(of: try register.area(name.text), in: period)
    case .neighbours(let edition):
      guard let area else {
        throw ArgumentError.unusable(
          "among", problem: "statistical neighbours are an area's, and no area is given",
          expectation: "Give the area: area = \"Middlesbrough\".")
      }
      let neighbours = try edition.neighbours(of: area).compactMap { register.areaIfKnown($0.code) }
      return given([area] + neighbours, in: period, words: "\(area.name) and its statistical neighbours (\(edition.name))")
    case .listed(let names):
      let areas = try names.enumerated().map { place, name in
        try OperationLimits.check(at: place)
        return try register.area(name.text)
      }
      return given(areas, in: period, words: "\(PrintedNumber.of(Set(areas).count)) listed areas")
    }
  }

  /// Tells the places with a value that the register does not know, such as two authorities that report as one: they are
  /// not ranked, and nobody should wonder where they are.
  private func addingStrangers(to values: AreaValues, in period: Period) -> AreaValues {
    var values = values
    for area in register.areas where area.kind == .unregistered && self[area, period].value != nil {
      values.leftOut.append(.init(area: area, reason: "not a local authority of the register"))
    }
    return values
  }

  private func members(of region: Area, in period: Period) -> AreaValues {
    let areas = register.areas.filter {
      $0.isLocalAuthority && ($0.regionCode == region.code || $0.subregionCode == region.code)
    }
    return living(areas, in: period, words: "the local authorities of \(region.name)")
  }

  /// The areas that existed on the last day of the period; one that did not stands in where the publisher gives no value
  /// for the areas before or after it.
  private func living(_ areas: [Area], in period: Period, words: String) -> AreaValues {
    var values = AreaValues(words: words)
    for area in areas {
      let observation = asPublished(area, period)
      guard !area.isAlive(on: period.lastDay) else {
        if let value = observation.value {
          values.members.append(.init(area: area, value: value))
        } else {
          values.leftOut.append(.init(area: area, reason: observation.reason ?? ""))
        }
        continue
      }
      guard let value = observation.value else { continue }
      let others = (register.successors(of: area) + register.predecessors(of: area))
        .filter { $0 != area && $0.isAlive(on: period.lastDay) && self[$0, period].value != nil }
      let lifetime =
        area.firstDay.map { $0 > period.lastDay } == true
        ? "did not exist until \(area.firstDay?.description ?? "")" : "ended on \(area.lastDay?.description ?? "")"
      if !others.isEmpty {
        let counted = others.map { $0.name + ($0.lastDay.map { " (until \($0))" } ?? "") }.joined(separator: ", ")
        let verb = others.count == 1 ? "is" : "are"
        values.leftOut.append(.init(area: area, reason: "\(lifetime); \(counted) \(verb) counted"))
      } else if value == 0, !area.isAlive(during: period) {
        values.leftOut.append(.init(area: area, reason: "\(lifetime), so its zero is no value"))
      } else {
        values.members.append(.init(area: area, value: value))
        let origin = howMade(area, period).map { "its value is \($0)" } ?? "the publisher gives the figure for its boundary"
        values.notes.append("\(area.name) \(lifetime); \(origin)")
      }
    }
    return values
  }

  private func published(in period: Period) -> AreaValues {
    var values = AreaValues(words: "the local authorities as published")
    for area in register.areas where area.isLocalAuthority {
      let observation = asPublished(area, period)
      if let value = observation.value {
        values.members.append(.init(area: area, value: value))
      } else if area.isAlive(on: period.lastDay) {
        values.leftOut.append(.init(area: area, reason: observation.reason ?? ""))
      }
    }
    let strangers = values.members.filter { !$0.area.isAlive(on: period.lastDay) }.map(\.area.name)
    if !strangers.isEmpty {
      values.notes.append(
        "\(strangers.joined(separator: ", ")) did not exist on \(period.lastDay): among = \"all\" leaves such areas out")
    }
    return values
  }

  private func given(_ areas: [Area], in period: Period, words: String) -> AreaValues {
    var values = AreaValues(words: words)
    var seen: Set<String> = []
    for area in areas where seen.insert(area.code).inserted {
      let observation = self[area, period]
      if let value = observation.value {
        values.members.append(.init(area: area, value: value))
        values.notes += madeNotes(of: area, in: [period])
      } else {
        values.leftOut.append(.init(area: area, reason: observation.reason ?? ""))
      }
    }
    return values
  }
}
