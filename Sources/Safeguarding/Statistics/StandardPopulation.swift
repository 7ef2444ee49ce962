/// A population that rates are standardised to, by age band.
public struct StandardPopulation: Hashable, Sendable {
  /// The name in scripts.
  public let name: String
  /// The people by age band in years, the youngest first, such as `0-4` and `90+`.
  public let bands: [(band: String, people: Double)]

  /// The European standard population of 2013 in 19 bands, which add up to 100,000.
  ///
  /// - SeeAlso: Eurostat, *Revision of the European Standard Population* (2013); the band below one year is
  ///   in the first.
  public static let european2013 = StandardPopulation(
    name: "european_2013",
    bands: [
      ("0-4", 5000), ("5-9", 5500), ("10-14", 5500), ("15-19", 5500), ("20-24", 6000), ("25-29", 6000), ("30-34", 6500),
      ("35-39", 7000), ("40-44", 7000), ("45-49", 7000), ("50-54", 7000), ("55-59", 6500), ("60-64", 6000),
      ("65-69", 5500), ("70-74", 5000), ("75-79", 4000), ("80-84", 2500), ("85-89", 1500), ("90+", 1000),
    ])

  /// Returns the people of a band, however it is written: `0-4`, `0 to 4`, `00-04`, `90+`, `90 and over`; nil for any
  /// other band.
  public func people(in band: String) -> Double? { entry(band)?.people }

  /// Returns a band as the standard writes it.
  func band(_ text: String) -> String? { entry(text)?.band }

  private func entry(_ band: String) -> (band: String, people: Double)? {
    let wanted = Self.ages(band)
    return bands.first { Self.ages($0.band) == wanted }
  }

  /// The ages that a band names in digits, and whether it is open above.
  private static func ages(_ band: String) -> [Int] {
    let numbers = band.split { !("0"..."9").contains($0) }.compactMap { Int($0) }
    let isOpen =
      numbers.count == 1 && ["+", "over", "plus", "above", "older"].contains { band.lowercased().contains($0) }
    return isOpen ? numbers + [-1] : numbers
  }

  public static func == (one: StandardPopulation, other: StandardPopulation) -> Bool { one.name == other.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
