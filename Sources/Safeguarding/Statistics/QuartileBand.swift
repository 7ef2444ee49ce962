/// The quarter of the areas that an area's value falls in, as LAIT bands them: A is the best quarter, D the worst.
///
/// The bounds are quantiles of type 7 over the areas that have a value. A value that equals a bound falls in the lower
/// band by size, so that for a measure of which low is good A runs from the least value up to and with the first
/// quartile. LAIT's own labels leave a gap between bands where high is good; the bands here meet.
public enum QuartileBand: String, Hashable, Sendable, CaseIterable {
  case a = "A"
  case b = "B"
  case c = "C"
  case d = "D"

  /// Creates the band of a value, or nil where fewer than four areas have one or where neither high nor low is good.
  ///
  /// - Parameters:
  ///   - value: One of the values.
  ///   - sorted: The values of all areas, smallest first.
  ///   - polarity: Which way is good.
  public init?(of value: Double, among sorted: [Double], polarity: Polarity) {
    guard sorted.count >= 4, polarity != .neither else { return nil }
    let quarter = [0.25, 0.5, 0.75].count { QuantileDefinition.linear.quantile($0, ofSorted: sorted) < value }
    self = Self.allCases[polarity == .low ? quarter : 3 - quarter]
  }
}
