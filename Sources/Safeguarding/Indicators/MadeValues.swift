/// Values that the publication does not have: those of an area on other boundaries, of a footprint, or rates of counts.
extension Indicator {
  /// How a value was made, in words that can follow "it is"; nil for one that was published.
  func howMade(_ area: Area, _ period: Period) -> String? { made[area.code]?[period] ?? workedOut }

  /// What a figure is called that may have been made.
  func origin(_ area: Area, _ period: Period) -> String { howMade(area, period) == nil ? "published" : "worked out" }

  /// Says of which periods an area's values were made, and how. A footprint was asked for, and nobody takes it for published.
  func madeNotes(of area: Area, in periods: [Period]) -> [String] {
    guard area.kind != .footprint, let made = made[area.code] else { return [] }
    var stretches: [(first: Period, last: Period, words: String)] = []
    var before: String?
    for period in periods {
      let words = made[period]
      defer { before = words }
      guard let words else { continue }
      if words == before { stretches[stretches.count - 1].last = period } else { stretches.append((period, period, words)) }
    }
    return stretches.map { stretch in
      let labels = stretch.first == stretch.last ? stretch.first.label : "\(stretch.first.label) to \(stretch.last.label)"
      return "\(area.name), \(labels): not published, but \(stretch.words)"
    }
  }
}
