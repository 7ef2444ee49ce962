extension Evidence {
  /// The value that the basis gives, in the indicator's unit; nil where there is none.
  var value: Double? {
    switch basis {
    case .rate(let cases, let population, let per): cases / population * per
    case .proportion(let cases, let group): cases / group * 100
    case .count(let cases): cases
    case .published(let value): value
    case .none: nil
    }
  }

  /// Returns the confidence limits of the value, in the indicator's unit.
  ///
  /// Limits that were published stand, at the levels that they were published for. Else counts and rates have exact
  /// limits below 10 cases and Byar's from 10, percentages Wilson's; a value without counts has none.
  public func limits(at level: ConfidenceLevel) -> ConfidenceLimits {
    let range = level == .percent95 ? published?.percent95 : level == .percent99_8 ? published?.percent99_8 : nil
    if let range { return ConfidenceLimits(lower: range.lowerBound, upper: range.upperBound) }
    switch basis {
    case .rate, .count: return rate?.limits(at: level) ?? Self.notGiven
    case .proportion: return proportion?.limits(at: level).scaled(by: 100) ?? Self.notGiven
    case .published, .none: return Self.notGiven
    }
  }

  private static let notGiven = ConfidenceLimits(lower: nil, upper: nil)

  /// Returns the probability of a difference as great as that from other evidence where there is none, on either side;
  /// nil where the two cannot be held against each other.
  ///
  /// Rates and counts are tested exactly, given the events of both; percentages by chi-square or, where groups are small,
  /// exactly; values with published limits by the normal distribution.
  func probability(against other: Evidence) -> Double? {
    if let rate, let another = other.rate { return try? RateComparison(rate, another).pValue }
    if let proportion, let another = other.proportion { return ProportionComparison(proportion, another).pValue }
    guard let value, let error = standardError, let another = other.value, let otherError = other.standardError else { return nil }
    return NormalDistribution.twoTails((value - another) / (error * error + otherError * otherError).squareRoot())
  }

  /// The standard error that the 95% limits stand for: their distance over 3.92.
  var standardError: Double? {
    let limits = limits(at: .percent95)
    guard let lower = limits.lower, let upper = limits.upper, lower < upper else { return nil }
    return (upper - lower) / (2 * ConfidenceLevel.percent95.normalDeviate)
  }

  /// The rate of the events that the value rests on; nil for shares, and where there are no counts.
  var rate: CrudeRate? {
    switch basis {
    case .rate(let cases, let population, let per):
      Self.whole(cases).flatMap { try? CrudeRate(events: $0, denominator: population, per: per) }
    case .count(let cases): Self.whole(cases).flatMap { try? CrudeRate(events: $0, denominator: 1, per: 1) }
    case .proportion, .published, .none: nil
    }
  }

  private var proportion: Proportion? {
    guard case .proportion(let cases, let group) = basis, let numerator = Self.whole(cases), let denominator = Self.whole(group)
    else { return nil }
    return try? Proportion(numerator: numerator, denominator: denominator)
  }

  private static func whole(_ number: Double) -> Int? { Int(exactly: number.rounded()) }
}
