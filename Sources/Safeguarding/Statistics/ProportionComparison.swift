/// How the proportions of two groups differ: their difference and their ratio, each with limits, and a test of no
/// difference.
///
/// Both pairs of limits combine the Wilson limits of each proportion.
///
/// - SeeAlso: R. G. Newcombe, "Interval estimation for the difference between independent proportions", *Statistics in
///   Medicine* 17 (1998), 873 to 890, method 10; A. Donner and G. Y. Zou, "Closed-form confidence intervals for functions
///   of the normal mean and standard deviation", *Statistical Methods in Medical Research* 21 (2012), 347 to 359, for the
///   ratio; I. Campbell, "Chi-squared and Fisher-Irwin tests of two-by-two tables with small sample recommendations",
///   *Statistics in Medicine* 26 (2007), 3661 to 3675, for the test.
public struct ProportionComparison: Hashable, Sendable {
  static let method = "difference by Newcombe's method 10, ratio by Donner and Zou's"

  public let first: Proportion
  public let second: Proportion

  public init(_ first: Proportion, _ second: Proportion) {
    self.first = first
    self.second = second
  }

  /// The first proportion less the second, as a fraction.
  public var difference: Double { first.value - second.value }

  /// Returns the limits of the difference, as fractions; both are always given.
  public func differenceLimits(at confidence: ConfidenceLevel = .percent95) -> ConfidenceLimits {
    SquareAndAdd.difference(first.value, first.limits(at: confidence), second.value, second.limits(at: confidence))
  }

  /// The first proportion over the second; nil where the second is zero.
  public var ratio: Double? { second.numerator == 0 ? nil : first.value / second.value }

  /// Returns the limits of the ratio; the upper is not given where the second proportion is zero.
  public func ratioLimits(at confidence: ConfidenceLevel = .percent95) -> ConfidenceLimits {
    let (one, other) = (first.wilsonRange(confidence), second.wilsonRange(confidence))
    let product = first.value * second.value
    func part(_ limit: Double, _ value: Double) -> Double { limit * (2 * value - limit) }
    func root(_ one: Double, _ other: Double) -> Double { max(0, product * product - one * other).squareRoot() }
    let lowPart = part(one.lowerBound, first.value)
    let lowRoot = root(lowPart, part(other.upperBound, second.value))
    let highPart = part(other.lowerBound, second.value)
    let highRoot = root(part(one.upperBound, first.value), highPart)
    return ConfidenceLimits(
      lower: first.numerator == 0 ? 0 : lowPart / (product + lowRoot),
      upper: second.numerator == 0 ? nil : (product + highRoot) / highPart)
  }

  /// Which test gave the p value.
  public enum Test: String, Hashable, Sendable {
    /// The chi-square test with n - 1 in place of n.
    case chiSquare = "chi-square (n - 1)"
    /// The exact test, by the tables that are no likelier than the one observed.
    case exact = "Fisher-Irwin"
  }

  /// The test that the sizes of the groups allow: the chi-square test where every cell expects one or more.
  public var test: Test {
    let (total, met) = (
      Double(first.denominator) + Double(second.denominator), Double(first.numerator) + Double(second.numerator)
    )
    let smallest = min(Double(first.denominator), Double(second.denominator)) / total * min(met, total - met)
    return smallest >= 1 ? .chiSquare : .exact
  }

  /// The probability of two proportions as far apart in groups that do not differ, on either side.
  public var pValue: Double {
    let (size, otherSize) = (Double(first.denominator), Double(second.denominator))
    let met = Double(first.numerator) + Double(second.numerator)
    let unmet = size + otherSize - met
    guard met > 0, unmet > 0 else { return 1 }
    guard test == .chiSquare else { return exactPValue }
    let total = size + otherSize
    let share = met / total
    let deviate = difference / (share * (1 - share) * (1 / size + 1 / otherSize) * (total / (total - 1))).squareRoot()
    return NormalDistribution.twoTails(deviate)
  }

  /// - Complexity: O(√n) at worst for n people, since a cell expects less than one.
  private var exactPValue: Double {
    // Whole numbers past those that a Double holds, so that no table is missed.
    let (size, otherSize) = (Int128(first.denominator), Int128(second.denominator))
    let met = Int128(first.numerator) + Int128(second.numerator)
    let (lowest, highest) = (max(0, met - otherSize), min(met, size))
    // Tables are weighed from the likeliest, so that no ratio of neighbours overflows.
    let mean = Double(met + 1) * (Double(size + 1) / Double(size + otherSize + 2))
    let likeliest = min(max(Int128(mean), lowest), highest)
    func step(_ count: Int128) -> Double {
      Double(size - count) / Double(count + 1) * (Double(met - count) / Double(otherSize - met + count + 1))
    }
    var (above, below) = ([1.0], [Double]())
    // Beyond the first table that is too unlikely for a Double to hold, none counts.
    for count in likeliest..<highest {
      guard let last = above.last, last > 0 else { break }
      above.append(last * step(count))
    }
    for count in stride(from: likeliest - 1, through: lowest, by: -1) {
      let last = below.last ?? 1
      guard last > 0 else { break }
      below.append(last / step(count))
    }
    let weights = below.reversed() + above
    let place = Int128(first.numerator) - likeliest + Int128(below.count)
    let observed = place >= 0 && place < Int128(weights.count) ? weights[Int(place)] : 0
    let ordered = weights.sorted()
    // A table that is as likely but for its last bits is as likely.
    let asUnlikely = ordered.reduce(0) { $0 + ($1 <= observed * (1 + 1e-7) ? $1 : 0) }
    return min(1, asUnlikely / ordered.reduce(0, +))
  }
}
