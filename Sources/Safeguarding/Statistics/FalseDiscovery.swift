import Columns

/// Probabilities of many tests, made larger so that few of those found small are so by chance.
///
/// Of the tests whose adjusted probability is at most a level, the expected share of false findings is at most that
/// level.
public enum FalseDiscovery: String, Hashable, Sendable, WordChoice {
  /// For tests that are independent or go together: Benjamini and Hochberg.
  case benjaminiHochberg = "benjamini_hochberg"
  /// For tests that depend on each other in any way: Benjamini and Yekutieli. Wider.
  case benjaminiYekutieli = "benjamini_yekutieli"

  /// Returns the adjusted probabilities, in the places of the ones given.
  ///
  /// - Parameters:
  ///   - probabilities: Fractions from zero to one; nil for a test that could not be made, which counts for none.
  ///   - more: How many more tests were made whose probability is one, and need not be listed.
  /// - Throws: ``SampleError`` for what is no probability, and ``QueryError`` where the limits of the operation end it.
  /// - Complexity: O(n log n) for n tests.
  /// - SeeAlso: Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate", *Journal of the Royal Statistical
  ///   Society* B 57 (1995), 289 to 300; Y. Benjamini and D. Yekutieli, *Annals of Statistics* 29 (2001), 1165 to 1188.
  public func adjusted(_ probabilities: [Double?], andOnes more: Int = 0) throws -> [Double?] {
    for (place, probability) in probabilities.enumerated() {
      guard let probability, !(0...1).contains(probability) else { continue }
      throw SampleError.unusableValue(
        "\(probability) is no probability", place: place + 1, expectation: "A probability is from zero to one.")
    }
    let tests = try probabilities.enumerated().compactMap { test in test.element.map { (place: test.offset, probability: $0) } }
      .sortedWithinLimits { ($0.probability, $0.place) > ($1.probability, $1.place) }
    let made = tests.count + more
    let factor = self == .benjaminiHochberg ? 1 : (0..<made).reversed().reduce(0) { $0 + 1 / Double($1 + 1) }
    var adjusted = [Double?](repeating: nil, count: probabilities.count)
    var least = 1.0
    for (above, test) in tests.enumerated() {
      least = min(least, test.probability * Double(made) / Double(tests.count - above) * factor)
      adjusted[test.place] = least
    }
    return adjusted
  }
}

extension Operation {
  /// Adjusts probabilities for how many they are.
  static let falseDiscovery = Operation(
    "false_discovery", summary: "Probabilities of many tests adjusted for how many they are, in the same order.",
    discussion: """
      Of the tests whose adjusted probability is at most 0.05, about one in twenty is a false find. A missing probability \
      stays missing and counts for none. benjamini_yekutieli holds however the tests depend on each other.
      """,
    source: "Benjamini and Hochberg 1995; Benjamini and Yekutieli 2001",
    example: """
      false_discovery({0.01, 0.02, 0.9})[2]
      --> 0.03
      """,
    Parameter<NumberList>("probabilities", "The probabilities, fractions from zero to one."),
    Parameter<FalseDiscovery>("method", "How the tests may depend on each other.", default: .benjaminiHochberg, words: "\"benjamini_hochberg\"")
  ) { probabilities, method in
    let adjusted = try method.adjusted(probabilities.values)
    var reasons = probabilities.reasons.makeIterator()
    return Value.list(adjusted.map { $0.map { .number($0) } ?? .missing(reasons.next() ?? .unspecified) })
  }
}
