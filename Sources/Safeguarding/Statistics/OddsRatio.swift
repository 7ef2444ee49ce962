#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How two conditions go together in a group: how many have both, one, the other and neither.
///
/// - SeeAlso: B. Woolf, "On estimating the relation between blood group and disease", *Annals of Human Genetics* 19 (1955), 251
///   to 253, for the limits; J. B. S. Haldane, the same 20 (1956), 309 to 311, and F. J. Anscombe, *Biometrika* 43 (1956), 461 to
///   464, for the half that is added where a cell is zero.
public struct OddsRatio: Hashable, Sendable {
  public let both: Int
  public let first: Int
  public let second: Int
  public let all: Int

  /// - Parameters:
  ///   - both: Those with both conditions.
  ///   - first: Those with the first, with the second or without.
  ///   - second: Those with the second.
  ///   - all: All, those with neither among them.
  /// - Throws: ``StatisticsError/notPartOfGroup(numerator:denominator:)`` for counts that can't be.
  public init(both: Int, first: Int, second: Int, of all: Int) throws(StatisticsError) {
    guard both >= 0, both <= min(first, second) else { throw .notPartOfGroup(numerator: both, denominator: min(first, second)) }
    guard first + second - both <= all else { throw .notPartOfGroup(numerator: first + second - both, denominator: all) }
    self.both = both
    self.first = first
    self.second = second
    self.all = all
  }

  /// How many would have both if neither condition had to do with the other.
  public var expected: Double { all == 0 ? 0 : Double(first) * Double(second) / Double(all) }

  /// How many times as many have both as expected; nil where none is expected.
  public var lift: Double? { expected > 0 ? Double(both) / expected : nil }

  private var cells: [Double] {
    [both, first - both, second - both, all - first - second + both].map(Double.init)
  }

  /// The odds of the second condition among those with the first over those without it; with a half added to each cell
  /// where one is zero.
  public var value: Double? {
    let cells = adjustedCells
    guard first > 0, second > 0, first < all, second < all else { return nil }
    return cells[0] * cells[3] / (cells[1] * cells[2])
  }

  private var adjustedCells: [Double] { cells.contains(0) ? cells.map { $0 + 0.5 } : cells }

  /// Woolf's limits of the ratio.
  public func limits(at confidence: ConfidenceLevel = .percent95) -> ConfidenceLimits {
    guard let value else { return ConfidenceLimits(lower: nil, upper: nil) }
    let spread = confidence.normalDeviate * adjustedCells.reduce(0) { $0 + 1 / $1 }.squareRoot()
    return ConfidenceLimits(lower: value * exp(-spread), upper: value * exp(spread))
  }

  /// The two-sided probability of so uneven a table where the conditions have nothing to do with each other.
  public var pValue: Double? {
    guard first > 0, first < all, let with = try? Proportion(numerator: both, denominator: first),
      let without = try? Proportion(numerator: second - both, denominator: all - first)
    else { return nil }
    return ProportionComparison(with, without).pValue
  }
}
