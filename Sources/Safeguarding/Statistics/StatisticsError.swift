public import Columns

/// Numbers that a statistic cannot be made of.
@nonexhaustive
public enum StatisticsError: DiagnosableError, Hashable {
  case notAConfidence(Double)

  public var diagnostic: Diagnostic {
    switch self {
    case .notAConfidence(let level):
      Diagnostic(
        "\(level) is not a level of confidence",
        expectation: "A level is at least 50 per cent and less than 100, such as 0.95 or 95, 0.998 or 99.8.")
    }
  }
}
