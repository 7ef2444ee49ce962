/// Whether a high value of an indicator is good, bad or neither.
public enum Polarity: String, Hashable, Sendable, WordChoice {
  case high, low, neither

  /// Reads LAIT's word: `High` (high is good), `Low` (low is good), `-` or nothing (neither).
  init(lait word: String) {
    self = Polarity(rawValue: word.lowercased()) ?? .neither
  }

  /// The polarity in words: `high is good`.
  public var words: String {
    switch self {
    case .high: "high is good"
    case .low: "low is good"
    case .neither: "neither high nor low is good"
    }
  }
}
