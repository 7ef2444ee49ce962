public import Columns

/// The local authorities that together covered, on a day, just what some areas cover.
public enum AreaParts: Hashable, Sendable {
  case exactly([Area])
  /// No set of whole authorities covered the same ground, and why.
  case none(why: String)
}

extension AreaRegister {
  /// Returns the authorities of a day that cover an area: itself where it existed, or what became of it, or what it was
  /// made of. A footprint is covered by what covers its members.
  ///
  /// Cumbria in 2024 is Cumberland with Westmorland and Furness. Bournemouth, Christchurch and Poole in 2018 is nothing:
  /// Christchurch was part of Dorset, and the rest of Dorset went elsewhere.
  public func parts(of area: Area, on day: CalendarDate) -> AreaParts {
    guard area.kind == .footprint else { return parts(of: [area], on: day) }
    return parts(of: area.memberCodes.compactMap { areaIfKnown($0) }, on: day)
  }

  /// Returns the authorities of a day that together cover some areas.
  ///
  /// - Complexity: O(areas) for each area that did not exist on the day.
  public func parts(of wanted: [Area], on day: CalendarDate) -> AreaParts {
    var covered = Set(wanted.map(\.code))
    var pending = wanted
    var parts: [Area] = []
    // An authority that stands for another is right only if the others that share its ground are covered as well.
    var sharers: [(part: Area, others: [Area])] = []
    while let area = pending.popLast() {
      guard !area.isAlive(on: day) else {
        if !parts.contains(area) { parts.append(area) }
        continue
      }
      let hasEnded = area.lastDay.map { $0 < day } == true
      let replacements = hasEnded ? successors(ofStep: area) : predecessors(of: area)
      guard !replacements.isEmpty else {
        return .none(why: "\(area.name) did not exist on \(day), and no other authority covered it")
      }
      for other in replacements {
        sharers.append((other, hasEnded ? predecessors(of: other) : successors(ofStep: other)))
        if covered.insert(other.code).inserted { pending.append(other) }
      }
    }
    for (part, others) in sharers {
      guard let stranger = others.first(where: { !covered.contains($0.code) }) else { continue }
      // Two areas may have had one name, one after the other.
      let name = part.name == stranger.name ? "\(part.name) (\(part.code))" : part.name
      return .none(why: "\(name) shared its ground with \(stranger.name), which is not among the areas")
    }
    return .exactly(parts.sorted { $0.name < $1.name })
  }

  private func successors(ofStep area: Area) -> [Area] { area.successorCodes.compactMap { areaIfKnown($0) } }
}
