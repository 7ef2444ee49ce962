import Columns

/// What a reader must know of the places that incidents are counted by.
extension Incidents {
  /// What the police's files have in the place of a location where none is published, and for one without a name.
  private static let unnamed = ["No Location", "On or near ", "On or near"]

  /// Whether a column holds the locations of the police's files, of which some are none.
  private func hasUnnamed(_ unit: String) -> Bool { unit == columns.place && unit == "location" }

  /// Rows that are of a person or place: those with a value, which is not one that stands for any place.
  func has(_ unit: String) throws -> Predicate {
    let isKnown = Predicate.not(.isMissing(column: unit))
    guard hasUnnamed(unit) else { return isKnown }
    let places = try base.column(unit)
    return .and([isKnown] + Self.unnamed.filter(places.holds).map { .not(.compare(column: unit, .equal, .text($0))) })
  }

  /// After "no location": which texts count as none, too.
  func unnamedWords(_ unit: String) -> String { hasUnnamed(unit) ? " of their own (such as \"No Location\" and \"On or near \")" : "" }

  /// That small areas of both censuses stand side by side in what was counted, where they do.
  ///
  /// - Parameter names: The columns that it was counted by.
  func censusNotes(_ names: [String]) throws -> [String] {
    guard let lsoa = columns.lsoa, names.contains(lsoa), let lookup, lookup.tellsVintages else { return [] }
    let codes = try base.column(lsoa).differentTexts
    guard codes.contains(where: { lookup.vintage(of: $0) == .only2011 }), codes.contains(where: { lookup.vintage(of: $0) == .only2021 })
    else { return [] }
    return [
      "\(lsoa) has codes of the censuses of 2011 and of 2021: a place that was split or merged has several, which rise or fall as the codes change"
        + (columns.stablePlace.map { "; count by \($0)" } ?? "")
    ]
  }
}
