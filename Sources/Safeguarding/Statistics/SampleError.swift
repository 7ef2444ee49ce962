public import Columns

/// A sample of numbers that a statistical method cannot use.
public enum SampleError: DiagnosableError, Hashable {
  /// There are fewer values than the method needs.
  case tooFewValues(Int, needed: Int, method: String)
  /// There is more work than the method takes on.
  case tooMuchWork(String, most: String)
  /// A value that the method cannot use; the place counts from one.
  case unusableValue(String, place: Int, expectation: String)
  /// Lists that belong together have different lengths.
  case differentLengths(String, String)
  /// An option that the method cannot use.
  case unusableOption(String, expectation: String)

  public var diagnostic: Diagnostic {
    switch self {
    case .tooFewValues(let count, let needed, let method):
      Diagnostic(
        "\(method) is given \(count == 1 ? "1 value" : "\(count) values")",
        expectation: "It needs at least \(needed); a missing value does not count.")
    case .tooMuchWork(let work, let most):
      Diagnostic("\(work) are too many", expectation: "The most is \(most).")
    case .unusableValue(let problem, let place, let expectation):
      Diagnostic("value \(place): \(problem)", expectation: expectation)
    case .differentLengths(let first, let second):
      Diagnostic("there are \(first) and \(second)", expectation: "Each has its partner in the same place.")
    case .unusableOption(let problem, let expectation):
      Diagnostic(problem, expectation: expectation)
    }
  }

  /// Throws unless every number is finite.
  static func checkFinite(_ numbers: [Double]) throws(SampleError) {
    guard let place = numbers.firstIndex(where: { !$0.isFinite }) else { return }
    throw .unusableValue(
      numbers[place].isNaN ? "it is no number (NaN)" : "it is infinite", place: place + 1,
      expectation: "A value is a finite number; one that is not known is left out as missing.")
  }
}
