#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Whether the latest five values rise or fall, as Fingertips marks it.
///
/// A trend is told where the chi-square of a straight line is above 9.5495 (99.8 per cent) and the slope keeps its sign
/// whichever one of the five values is left out. The five must follow each other; the caller sees to that.
///
/// Proportions are tested by the Cochran-Armitage test, and their slope is that of their logits; other values by a line
/// through the five weighted by their standard errors, which are taken from 95 per cent limits as (upper - lower)/3.92.
///
/// - SeeAlso: Office for Health Improvement and Disparities, Fingertips, *Recent trends*; P. Armitage, "Tests for linear
///   trends in proportions and frequencies", *Biometrics* 11 (1955), 375 to 386.
public struct RecentTrend: Hashable, Sendable {
  public let method: Method
  /// The slope of the line for a period: of the logits of proportions, or of the values in their unit.
  public let slope: Double
  /// The chi-square of the slope, with one degree of freedom.
  public let chiSquare: Double
  /// Whether the slope keeps its sign when any one of the five is left out.
  public let isSteady: Bool
  /// Whether the values rise, fall or do neither.
  public let direction: Direction

  public enum Method: String, Hashable, Sendable {
    case proportions = "Cochran-Armitage test of proportions"
    case limits = "line weighted by confidence limits"
  }

  public enum Direction: String, Hashable, Sendable {
    case increasing, decreasing
    case none = "no significant change"
  }

  /// How many values the trend is of.
  public static let length = 5
  /// The chi-square, with one degree of freedom, that 2 in 1,000 exceed.
  public static let threshold = 9.549_535_706_083_24
  /// When there is a trend, in words.
  static let rule = "a trend has a chi-square above 9.55 (99.8%) and a slope that keeps its sign when any one period is left out"

  /// Tests five proportions.
  ///
  /// - Parameters:
  ///   - numerators: The parts of the groups, five in the order of time. None can be zero or its whole group: such a
  ///     proportion has no logit, and Fingertips gives no trend.
  ///   - denominators: The groups.
  /// - Throws: ``SampleError`` for anything else.
  public init(numerators: [Double], denominators: [Double]) throws(SampleError) {
    try Self.check(numerators.count, denominators.count, "numerators", "denominators")
    for (place, (numerator, denominator)) in zip(numerators, denominators).enumerated() {
      guard denominator > 0, denominator < 1e15, numerator > 0, numerator < denominator else {
        throw .unusableValue(
          "\(numerator) of \(denominator)", place: place + 1,
          expectation: "A recent trend of proportions needs parts above zero and below their group.")
      }
    }
    let pairs = zip(numerators, denominators)
    let all = denominators.reduce(0, +)
    let share = numerators.reduce(0, +) / all
    let times = numerators.indices.map(Double.init)
    let middle = zip(times, denominators).reduce(0) { $0 + $1.0 * $1.1 } / all
    let moment = zip(times, pairs).reduce(0) { $0 + ($1.0 - middle) * ($1.1.0 - $1.1.1 * share) }
    let spread = zip(times, denominators).reduce(0) { $0 + $1.1 * ($1.0 - middle) * ($1.0 - middle) }
    let logits = pairs.map { numerator, denominator in log(numerator / (denominator - numerator)) }
    self.init(
      .proportions, values: logits, weights: logits.map { _ in 1 },
      chiSquare: moment * moment / (share * (1 - share) * spread))
  }

  /// Tests five values with their 95 per cent limits.
  ///
  /// - Throws: ``SampleError`` for more or fewer than five, and for limits that are not apart.
  public init(values: [Double], limits: [(lower: Double, upper: Double)]) throws(SampleError) {
    try Self.check(values.count, limits.count, "values", "limits")
    try SampleError.checkFinite(values)
    let errors = limits.map { ($0.upper - $0.lower) / 3.92 }
    for (place, error) in errors.enumerated() {
      guard error > 1e-70, error < 1e70, values[place].magnitude < 1e70 else {
        throw .unusableValue(
          "its limits are \(limits[place].lower) and \(limits[place].upper)", place: place + 1,
          expectation: "The limits of a value lie apart and are finite.")
      }
    }
    // Weights matter only by their ratio to each other, until the chi-square.
    let least = errors.min() ?? 1
    let weights = errors.map { (least / $0) * (least / $0) }
    self.init(.limits, values: values, weights: weights, chiSquare: nil, unit: least)
  }

  private static func check(_ first: Int, _ second: Int, _ firstWords: String, _ secondWords: String) throws(SampleError) {
    guard first == second else { throw .differentLengths("\(first) \(firstWords)", "\(second) \(secondWords)") }
    guard first >= length else { throw .tooFewValues(first, needed: length, method: "a recent trend") }
    guard first == length else { throw .tooMuchWork("\(first) values", most: "\(length)") }
  }

  private init(_ method: Method, values: [Double], weights: [Double], chiSquare: Double?, unit: Double = 1) {
    let whole = Self.line(values, weights)
    let parts = values.indices.map { left in
      var weights = weights
      weights[left] = 0
      return Self.line(values, weights).slope
    }
    let slopes = [whole.slope] + parts
    let isSteady = slopes.allSatisfy { $0 < 0 } || slopes.allSatisfy { $0 >= 0 }
    let deviate = whole.slope / unit * whole.spread.squareRoot()
    let chiSquare = chiSquare ?? deviate * deviate
    self.method = method
    self.slope = whole.slope
    self.chiSquare = chiSquare
    self.isSteady = isSteady
    direction =
      !isSteady || chiSquare <= Self.threshold || whole.slope == 0 ? .none : whole.slope > 0 ? .increasing : .decreasing
  }

  /// The slope of a weighted line through values a period apart, and the weighted sum of squares of the times about
  /// their mean, whose inverse is the slope's variance in units of the weights.
  private static func line(_ values: [Double], _ weights: [Double]) -> (slope: Double, spread: Double) {
    let all = weights.reduce(0, +)
    let middle = weights.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element } / all
    let level = zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } / all
    var (moment, spread) = (0.0, 0.0)
    for (place, weight) in weights.enumerated() {
      let distance = Double(place) - middle
      moment += weight * distance * (values[place] - level)
      spread += weight * distance * distance
    }
    return (moment / spread, spread)
  }
}
