/// What is known of an area's underlying rate, share or mean: a distribution to draw from.
///
/// - SeeAlso: H. Jeffreys, *Theory of Probability* (1961), for the half that is added to counts.
public enum Posterior: Hashable, Sendable {
  /// A count of events and the people or time that they come from, in any unit that is one for all areas. The
  /// underlying rate is gamma with shape count + 0.5 (Jeffreys' prior) and rate exposure.
  case count(Double, exposure: Double)
  /// A part of a group. The underlying share is beta with parameters numerator + 0.5 and denominator - numerator + 0.5.
  case proportion(numerator: Double, denominator: Double)
  /// A value with its standard error, both in the value's unit; the underlying mean is normal.
  case normal(value: Double, standardError: Double)

  /// The mean of the distribution, in the unit of the case.
  public var mean: Double {
    switch self {
    case .count(let count, let exposure): (count + 0.5) / exposure
    case .proportion(let numerator, let denominator): (numerator + 0.5) / (denominator + 1)
    case .normal(let value, _): value
    }
  }

  /// Whether the other is a distribution of the same kind of number.
  func isOfKind(_ other: Posterior) -> Bool {
    switch (self, other) {
    case (.count, .count), (.proportion, .proportion), (.normal, .normal): true
    default: false
    }
  }

  /// Throws where the numbers make no distribution; the place counts from one.
  func check(place: Int) throws(SampleError) {
    func fault(_ problem: String, _ expectation: String) -> SampleError {
      .unusableValue(problem, place: place, expectation: expectation)
    }
    switch self {
    case .count(let count, let exposure):
      guard count >= 0, count <= Self.most else {
        throw fault("a count is \(count)", "A count is a number from zero to 1e15.")
      }
      guard exposure > 1e-100, exposure < 1e100 else {
        throw fault("the exposure is \(exposure)", "The people or the time that events come from are above zero.")
      }
    case .proportion(let numerator, let denominator):
      guard denominator > 0, denominator <= Self.most else {
        throw fault("the denominator is \(denominator)", "A denominator is above zero and no more than 1e15.")
      }
      guard numerator >= 0, numerator <= denominator else {
        throw fault("the numerator is \(numerator) of \(denominator)", "A numerator is part of its denominator.")
      }
    case .normal(let value, let standardError):
      guard value.magnitude < 1e100 else { throw fault("the value is \(value)", "A value is a finite number.") }
      guard standardError > 1e-100, standardError < 1e100 else {
        throw fault("the standard error is \(standardError)", "A standard error is a finite number above zero.")
      }
    }
  }

  private static let most = 1e15
}

/// A posterior made ready to be drawn from many times.
struct PosteriorSampler {
  private let first: RandomStream.Gamma
  private let second: RandomStream.Gamma
  private let scale: Double
  private let centre: Double
  private let shape: Shape

  private enum Shape { case gamma, odds, normal }

  /// - Precondition: The posterior has been checked.
  init(_ posterior: Posterior) {
    let unused = RandomStream.Gamma(shape: 1)
    switch posterior {
    case .count(let count, let exposure):
      (first, second, shape) = (RandomStream.Gamma(shape: count + 0.5), unused, .gamma)
      (scale, centre) = (1 / exposure, 0)
    case .proportion(let numerator, let denominator):
      first = RandomStream.Gamma(shape: numerator + 0.5)
      second = RandomStream.Gamma(shape: denominator - numerator + 0.5)
      (shape, scale, centre) = (.odds, 1, 0)
    case .normal(let value, let standardError):
      (first, second, shape) = (unused, unused, .normal)
      (scale, centre) = (standardError, value)
    }
  }

  /// Draws a number that is in the order of the underlying value: the rate or the mean itself, the odds of a share.
  ///
  /// Odds tell apart shares so near to one that they are one in floating point.
  @inline(__always)
  func draw(_ random: inout RandomStream) -> Double {
    switch shape {
    case .gamma: random.gamma(first) * scale
    case .odds: random.gamma(first) / random.gamma(second)
    case .normal: centre + random.normal() * scale
    }
  }
}
