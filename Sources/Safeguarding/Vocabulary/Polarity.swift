import Columns

/// Whether a high value of an indicator is good, bad or neither.
public enum Polarity: String, Hashable, Sendable, WordChoice {
  case high, low, neither

  /// Reads the word of a published table: `High` (high is good), `Low` (low is good); nil for `-`, nothing or other words.
  ///
  /// In a column of nothing else `low` is taken for the marker of a value that rounds to zero.
  init?(published cell: Cell) {
    if cell.missingReason == .lowRoundsToZero {
      self = .low
    } else {
      self.init(rawValue: cell.plainText.lowercased())
    }
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
