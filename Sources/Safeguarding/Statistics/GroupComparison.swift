import Columns

/// How two groups differ, as a script prints it.
public struct GroupComparison: Sendable {
  /// The two figures, their difference and its limits, in ``unit``.
  public let first: Double
  public let second: Double
  public let difference: Double
  public let differenceLimits: ConfidenceLimits
  /// The first over the second, and its limits; nil where the second is zero.
  public let ratio: Double?
  public let ratioLimits: ConfidenceLimits
  /// The probability of figures as far apart by chance alone.
  public let pValue: Double
  public let confidence: ConfidenceLevel
  public let unit: MeasureUnit
  /// How the limits and the p value were found.
  public let method: String
}

extension GroupComparison: ScriptObject {
  public static let kind = ObjectKind("group_comparison", summary: "How the figures of two groups differ.")

  public static let fields: [ObjectField<GroupComparison>] = [
    .init("first", "The first figure, in the unit.") { .number($0.first) },
    .init("second", "The second figure, in the unit.") { .number($0.second) },
    .init("difference", "The first less the second, in the unit or in percentage points.") { .number($0.difference) },
    .init("difference_lower", "The lower limit of the difference.") { $0.differenceLimits.lower.limitValue },
    .init("difference_upper", "The upper limit of the difference.") { $0.differenceLimits.upper.limitValue },
    .init("ratio", "The first over the second; missing where the second is zero.") { $0.ratio.limitValue },
    .init("ratio_lower", "The lower limit of the ratio.") { $0.ratioLimits.lower.limitValue },
    .init("ratio_upper", "The upper limit of the ratio; missing where the second is zero.") {
      $0.ratioLimits.upper.limitValue
    },
    .init("p_value", "The probability of figures as far apart by chance alone, two-sided.") { .number($0.pValue) },
    .init("unit", "The unit of the figures.") { .text($0.unit.words) },
    .init("confidence", "The level of confidence, as a fraction.") { .number($0.confidence.fraction) },
    .init("method", "How the limits and the p value were found.") { .text($0.method) },
  ]

  public var words: String {
    let decimals = unit.kind == .percent ? 1 : Estimate.decimals(for: max(first, second))
    func number(_ number: Double) -> String { PrintedNumber.signed(number, decimals: decimals) }
    func plain(_ number: Double) -> String { PrintedNumber.of(number, decimals: 2) }
    let figures = "\(unit.text(first, decimals: decimals)) against \(unit.text(second, decimals: decimals))"
    let ratios =
      ratio.map { "ratio \(plain($0)) (\(ratioLimits.words(plain)))" } ?? "no ratio, since the second is zero"
    let p = pValue < 0.001 ? "p < 0.001" : "p = \(PrintedNumber.of(pValue, decimals: 3))"
    return "\(figures): difference \(unit.difference(difference, decimals: decimals)) "
      + "(\(confidence.words) limits \(differenceLimits.words(number))), \(ratios), \(p)"
  }

  public var reasons: [String] { ["limits at \(confidence.words): \(method)"] }
}

extension Operation {
  /// Compares two rates.
  static let compareRates = Operation(
    "compare_rates", summary: "How the rates of two groups differ: difference, ratio, their limits and a p value.",
    discussion: """
      The ratio's limits and the p value (twice the smaller tail) are exact, given the events of both groups together; \
      the difference's limits add the squares of the distances to the exact limits of each rate.
      """,
    source: "Przyborowski and Wilenski 1940; Zou and Donner 2008",
    example: """
      compare_rates(379, 32876, 260, 27451)
      --> 115.3 per 10,000 against 94.7 per 10,000: difference +20.6 per 10,000 (95% limits +3.9 to +37.1), ratio 1.22 (1.04 to 1.43), p = 0.016
      """,
    Parameter<Int>("count", "The events of the first group."),
    Parameter<Double>("denominator", "The people of the first group, or the years that they lived."),
    Parameter<Int>("other_count", "The events of the second group."),
    Parameter<Double>("other_denominator", "The people of the second group, or the years that they lived."),
    ratePer, intervalConfidence
  ) { count, denominator, otherCount, otherDenominator, per, confidence in
    let comparison = try RateComparison(
      CrudeRate(events: count, denominator: denominator, per: Double(per)),
      CrudeRate(events: otherCount, denominator: otherDenominator, per: Double(per)))
    return GroupComparison(
      first: comparison.first.value, second: comparison.second.value, difference: comparison.difference,
      differenceLimits: comparison.differenceLimits(at: confidence), ratio: comparison.ratio,
      ratioLimits: comparison.ratioLimits(at: confidence), pValue: comparison.pValue, confidence: confidence,
      unit: .rate(per: per),
      method: RateComparison.method)
  }

  /// Compares two proportions.
  static let compareProportions = Operation(
    "compare_proportions",
    summary: "How the shares of two groups differ: difference, ratio, their limits and a p value.",
    discussion: """
      The difference is in percentage points, with Newcombe's limits (method 10); the ratio has Donner and Zou's. Both \
      combine Wilson's limits of each share. The p value is that of the chi-square test with n - 1, or of the \
      Fisher-Irwin test where a cell expects less than one; it can disagree with the limits in a close case.
      """,
    source: "Newcombe 1998; Donner and Zou 2012; Campbell 2007",
    example: """
      compare_proportions(56, 70, 48, 80)
      --> 80.0% against 60.0%: difference +20.0 percentage points (95% limits +5.2 to +33.4), ratio 1.33 (1.08 to 1.66), p = 0.008
      """,
    Parameter<Int>("numerator", "Those of the first group that meet the condition."),
    Parameter<Int>("denominator", "Those of the first group that could have met it."),
    Parameter<Int>("other_numerator", "Those of the second group that meet the condition."),
    Parameter<Int>("other_denominator", "Those of the second group that could have met it."),
    intervalConfidence
  ) { numerator, denominator, otherNumerator, otherDenominator, confidence in
    let comparison = try ProportionComparison(
      Proportion(numerator: numerator, denominator: denominator),
      Proportion(numerator: otherNumerator, denominator: otherDenominator))
    return GroupComparison(
      first: comparison.first.value * 100, second: comparison.second.value * 100,
      difference: comparison.difference * 100,
      differenceLimits: comparison.differenceLimits(at: confidence).scaled(by: 100), ratio: comparison.ratio,
      ratioLimits: comparison.ratioLimits(at: confidence), pValue: comparison.pValue, confidence: confidence,
      unit: .percent,
      method: "\(ProportionComparison.method), p value by \(comparison.test.rawValue)")
  }
}
