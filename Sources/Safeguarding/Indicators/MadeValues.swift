/// Values that the publication does not have: those of an area on other boundaries, of a footprint, or rates of counts.
extension Indicator {
  /// How a value was made, in words that can follow "it is"; nil for one that was published.
  func howMade(_ area: Area, _ period: Period) -> String? { made[area.code]?[period] ?? workedOut }

  /// What a figure is called that may have been made.
  func origin(_ area: Area, _ period: Period) -> String { howMade(area, period) == nil ? "published" : "worked out" }

  /// Says of which periods an area's values were made, and how, and of which they could not be. A footprint was asked for, and nobody
  /// takes it for published.
  func madeNotes(of area: Area, in periods: [Period]) -> [String] {
    guard area.kind != .footprint else { return [] }
    var missing = unmade[area.code] ?? [:]
    if let other = namesake(of: area, in: periods) { missing.merge(other.periods.map { ($0, other.words) }) { first, _ in first } }
    return Self.stretches(of: made[area.code] ?? [:], in: periods).map { "\(area.name), \($0.labels): not published, but \($0.words)" }
      + Self.stretches(of: missing, in: periods).map { "\(area.name), \($0.labels): no value, since \($0.words)" }
  }

  /// Periods one after another of which the same is to be said.
  static func stretches(of said: [Period: String], in periods: [Period]) -> [(labels: String, words: String)] {
    var stretches: [(first: Period, last: Period, words: String)] = []
    var before: String?
    for period in periods {
      let words = said[period]
      defer { before = words }
      guard let words else { continue }
      if words == before { stretches[stretches.count - 1].last = period } else { stretches.append((period, period, words)) }
    }
    return stretches.map { stretch in
      (stretch.first == stretch.last ? stretch.first.label : "\(stretch.first.label) to \(stretch.last.label)", stretch.words)
    }
  }
}
