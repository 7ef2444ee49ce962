/// The lower and the upper limit of a statistic; nil where a method gives none, which is never the same as zero.
public struct ConfidenceLimits: Hashable, Sendable {
  public let lower: Double?
  public let upper: Double?

  /// Whether there is a limit at all.
  var isGiven: Bool { lower != nil || upper != nil }

  public init(lower: Double?, upper: Double?) {
    self.lower = lower
    self.upper = upper
  }

  /// Both limits times a factor above zero.
  func scaled(by factor: Double) -> ConfidenceLimits {
    ConfidenceLimits(lower: lower.map { $0 * factor }, upper: upper.map { $0 * factor })
  }
}
