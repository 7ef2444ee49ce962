/// Bands of about equal numbers of areas by the size of their values: quarters, fifths or tenths.
///
/// Bands are numbered from one, which holds the lowest values.
///
/// - SeeAlso: ``QuartileBand``, LAIT's four bands with its letters.
public struct QuantileBands: Hashable, Sendable {
  /// How many bands there are.
  public let count: Int
  /// The rule by which a value falls into its band.
  public let rule: Rule
  /// The band of each value in its place, from one; nil where the value is missing.
  public let bands: [Int?]

  /// How a value falls into a band. The rules differ where values tie, and where the areas do not divide evenly.
  public enum Rule: String, Hashable, Sendable, WordChoice {
    /// Between quantiles of type 7, each bound belonging to the band below it: LAIT's rule.
    case lait
    /// By the rank from the lowest, tied values taking the lowest rank of their group: that of Public Health England,
    /// Fingertips and PHEindicatormethods' `phe_quantile`. Band b holds the ranks r for which b is
    /// k + 1 - ⌈(n + 1 - r)k/n⌉, with k bands and n values.
    case phe

    /// The rule in words.
    public var words: String {
      switch self {
      case .lait: "bounds are quantiles of type 7, and a value on a bound falls in the band below (LAIT)"
      case .phe: "bands are cut by rank, and tied values take the lowest rank of their group (PHE)"
      }
    }
  }

  /// Divides values into bands.
  ///
  /// - Parameters:
  ///   - values: The values, nil where missing.
  ///   - count: The number of bands: two or more.
  /// - Throws: ``SampleError`` where there are fewer values than bands, or a value is not finite.
  /// - Complexity: O(n log n) for n values.
  /// - SeeAlso: DfE, Local Authority Interactive Tool; Public Health England, *Technical guide: assigning deprivation
  ///   categories* (2018).
  public init(_ values: [Double?], count: Int, rule: Rule) throws(SampleError) {
    guard count >= 2 else { throw .unusableOption("\(count) bands", expectation: "There are two bands or more.") }
    let known = values.compactMap { $0 }
    try SampleError.checkFinite(known)
    guard known.count >= count else { throw .tooFewValues(known.count, needed: count, method: "a division into \(count) bands") }
    let sorted = known.sorted()
    self.count = count
    self.rule = rule
    let bounds = (1..<count).map { QuantileDefinition.linear.quantile(Double($0) / Double(count), ofSorted: sorted) }
    bands = values.map { value in
      value.map { value in
        switch rule {
        case .lait: return Self.before(value, in: bounds) + 1
        case .phe:
          let above = sorted.count - Self.before(value, in: sorted)
          return count + 1 - (above * count + sorted.count - 1) / sorted.count
        }
      }
    }
  }

  /// How many numbers in increasing order are less than one.
  private static func before(_ value: Double, in sorted: [Double]) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
