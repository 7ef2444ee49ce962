import Columns

/// The unit that an indicator's values are in.
public struct MeasureUnit: Hashable, Sendable {
  /// What the number counts.
  public let kind: Kind

  /// The unit as the publisher words it: `% of births`, `Rate per 10,000`.
  public let words: String

  /// What a number of this unit counts.
  public enum Kind: Hashable, Sendable {
    case percent
    /// A number for so many people.
    case rate(per: Int)
    case pounds
    /// A count of people or events.
    case count
    /// A score, an average or something else that only the words tell.
    case other
  }

  /// Reads a publisher's words, such as LAIT's axis names: `% of births`, `Rate per 1000 live births`, `Number CPP`.
  public init(published words: String) {
    self.words = words
    let lowered = words.lowercased()
    if lowered.hasPrefix("%") || lowered.contains("percent") || lowered.contains("per cent")
      || lowered.contains("proportion") || lowered == "turnover rate" || lowered == "absence rate"
    {
      kind = .percent
    } else if let per = Self.base(of: lowered) {
      kind = .rate(per: per)
    } else if lowered == "spend" || lowered == "unit cost" || lowered.contains("£") || lowered.contains("pound") {
      kind = .pounds
    } else if lowered.hasPrefix("number") || lowered.hasPrefix("count") || lowered.hasPrefix("total cases") {
      kind = .count
    } else {
      kind = .other
    }
  }

  /// The people that a rate is given for: the number after `per`.
  private static func base(of words: String) -> Int? {
    guard let per = words.firstRange(of: "per ") else { return nil }
    let digits = words[per.upperBound...].prefix { $0.isNumber || $0 == "," }.filter(\.isNumber)
    return Int(digits).flatMap { $0 > 1 ? $0 : nil }
  }

  /// The unit in a word or two, for a column beside the values: `per 10,000`, `%`, `£`, `count`.
  public var shortWords: String {
    switch kind {
    case .percent: "%"
    case .rate(let per): "per \(PrintedNumber.of(per))"
    case .pounds: "£"
    case .count: "count"
    case .other: words
    }
  }

  /// Returns a value with its unit: `43.8 per 1,000`, `57.7%`, `£1,250`, `379`.
  public func text(_ value: Double, decimals: Int) -> String {
    let number = PrintedNumber.of(value, decimals: decimals)
    return switch kind {
    case .percent: number + "%"
    case .rate(let per): "\(number) per \(PrintedNumber.of(per))"
    case .pounds: number.hasPrefix("-") ? "-£" + number.dropFirst() : "£" + number
    case .count: number
    case .other: words.isEmpty ? number : "\(number) (\(words))"
    }
  }

  /// Returns a difference of two values with its sign and unit: `+2.6 percentage points`, `-7.1 per 1,000`.
  public func difference(_ value: Double, decimals: Int) -> String {
    let number = PrintedNumber.signed(value, decimals: decimals)
    return switch kind {
    case .percent: "\(number) percentage points"
    case .rate(let per): "\(number) per \(PrintedNumber.of(per))"
    case .pounds:
      number.hasPrefix("-") || number.hasPrefix("+") ? "\(number.prefix(1))£\(number.dropFirst())" : "£" + number
    case .count: number
    case .other: words.isEmpty ? number : "\(number) (\(words))"
    }
  }
}
