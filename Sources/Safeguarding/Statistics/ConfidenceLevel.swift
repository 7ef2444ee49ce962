import Columns

/// How sure an interval is to cover what it is drawn for: at least a half, and less than one.
///
/// Scripts give it as a fraction or per cent: 0.95 and 95 are the same level.
public struct ConfidenceLevel: Hashable, Sendable {
  /// The level as a fraction.
  public let fraction: Double

  /// The probability that is left out on each side, as a fraction: 0.025 for 95 per cent.
  public let tail: Double

  /// The distance from the mean, in standard deviations, that bounds the level on both sides: 1.96 for 95 per cent.
  public let normalDeviate: Double

  /// The level of most published intervals.
  public static let percent95 = ConfidenceLevel(checked: 0.95)

  /// The level of the outer limits of public health profiles and funnel plots: about three standard deviations.
  public static let percent99_8 = ConfidenceLevel(checked: 0.998)

  /// Creates a level from a fraction or, for a number of one or more, from a percentage.
  ///
  /// - Throws: ``StatisticsError`` for a number that is no level from 50 per cent to less than 100.
  public init(_ level: Double) throws(StatisticsError) {
    let fraction = level >= 1 ? level / 100 : level
    guard fraction >= 0.5, fraction < 1 else { throw .notAConfidence(level) }
    self.init(checked: fraction)
  }

  private init(checked fraction: Double) {
    self.fraction = fraction
    // What is left of one is taken in decimals: 1 - 0.998 is a bit more than 0.002 as a binary fraction.
    var scale = 10.0
    while scale < 1e15, (fraction * scale).rounded() / scale != fraction { scale *= 10 }
    let whole = (fraction * scale).rounded()
    tail = whole / scale == fraction ? (scale - whole) / (2 * scale) : (1 - fraction) / 2
    normalDeviate = NormalDistribution.deviate(upperTail: tail)
  }

  /// The level with its sign, in as few digits as tell it: `95%`, `99.8%`.
  public var words: String {
    let percent = (fraction * 1e10).rounded() / 1e8
    return percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
  }
}

extension ConfidenceLevel: OperationArgument {
  public static var argumentWords: String { "a level such as 0.95 or 95" }
  public static func argument(_ value: Value) throws -> ConfidenceLevel? {
    try Double.argument(value).map { try ConfidenceLevel($0) }
  }
}
