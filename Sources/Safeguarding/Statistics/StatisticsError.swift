public import Columns

/// Numbers that a statistic cannot be made of.
@nonexhaustive
public enum StatisticsError: DiagnosableError, Hashable {
  case notAConfidence(Double)
  case negativeCount(Int)
  /// What a count or an amount is divided by, which is not above zero and finite.
  case notADenominator(Double)
  /// What should be a number of people or events, and is not whole.
  case notAGroup(Double)
  case notPartOfGroup(numerator: Int, denominator: Int)
  case notANumber(String, Double)
  /// Fewer values than the statistic needs.
  case tooFew(String, needed: Int)
  case unlikeRates(per: Double, otherPer: Double)

  public var diagnostic: Diagnostic {
    switch self {
    case .notAConfidence(let level):
      Diagnostic(
        "\(level) is not a level of confidence",
        expectation: "A level is at least 50 per cent and less than 100, such as 0.95 or 95, 0.998 or 99.8.")
    case .negativeCount(let count):
      Diagnostic("the count \(count) is negative", expectation: "A count is a whole number, zero or more.")
    case .notADenominator(let number):
      Diagnostic("nothing can be divided by \(number)", expectation: "A denominator is a number above zero.")
    case .notAGroup(let number):
      Diagnostic("a group of \(PrintedNumber.of(number))", expectation: "A proportion's denominator is a whole number.")
    case .notPartOfGroup(let numerator, let denominator):
      Diagnostic(
        "\(numerator) of \(denominator) is not a part of a group",
        expectation: "A numerator is a whole number from zero to its denominator.")
    case .notANumber(let name, let number):
      Diagnostic("\(name) is \(number)", expectation: "It is a number, and not below zero.")
    case .tooFew(let things, let needed):
      Diagnostic("there are too few \(things)", expectation: "At least \(needed) \(needed == 1 ? "is" : "are") needed.")
    case .unlikeRates(let per, let otherPer):
      Diagnostic(
        "a rate per \(PrintedNumber.of(per)) is compared with one per \(PrintedNumber.of(otherPer))",
        expectation: "Both are for the same number of people.")
    }
  }
}
