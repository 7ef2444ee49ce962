/// The rate that an area would have, were its people of the ages of a standard population.
///
/// A stratum is an age band, or whatever else the standard is divided by.
///
/// - SeeAlso: A. J. Dobson, K. Kuulasmaa, E. Eberle and J. Scherer, "Confidence intervals for weighted sums of Poisson
///   parameters", *Statistics in Medicine* 10 (1991), 457 to 462.
public struct DirectlyStandardisedRate: Hashable, Sendable {
  /// The events and people of one stratum, and its weight in the standard.
  public struct Stratum: Hashable, Sendable {
    public let events: Int
    /// The people, above zero.
    public let population: Double
    /// The standard population, zero or more.
    public let weight: Double

    /// Creates a stratum.
    ///
    /// - Throws: ``StatisticsError`` for a negative count, no people, or a weight below zero.
    public init(events: Int, population: Double, weight: Double) throws(StatisticsError) {
      guard events >= 0 else { throw .negativeCount(events) }
      guard population > 0, population < .infinity else { throw .notADenominator(population) }
      guard weight >= 0, weight < .infinity else { throw .notANumber("the weight", weight) }
      self.events = events
      self.population = population
      self.weight = weight
    }
  }

  /// The fewest events that a rate is given for.
  public static let fewestEvents = 10

  /// The events of all strata.
  public let events: EventCount

  /// What the rate is given for, such as 100,000.
  public let per: Double

  /// The rate for one person, and its variance.
  private let mean: Double
  private let variance: Double

  /// Adds up the strata.
  ///
  /// - Throws: ``StatisticsError`` where there are no strata, or their weights are all zero.
  public init(_ strata: [Stratum], per: Double) throws(StatisticsError) {
    guard !strata.isEmpty else { throw .tooFew("strata", needed: 1) }
    guard per > 0, per < .infinity else { throw .notADenominator(per) }
    let weights = strata.reduce(0) { $0 + $1.weight }
    guard weights > 0, weights < .infinity else { throw .notADenominator(weights) }
    var (total, mean, variance) = (0, 0.0, 0.0)
    for stratum in strata {
      let (sum, overflow) = total.addingReportingOverflow(stratum.events)
      guard !overflow else { throw .notANumber("the sum of the events", .infinity) }
      total = sum
      let factor = stratum.weight / weights / stratum.population
      mean += factor * Double(stratum.events)
      variance += factor * factor * Double(stratum.events)
    }
    guard mean * per < .infinity, variance < .infinity else { throw .notANumber("the rate", mean * per) }
    events = try EventCount(total)
    self.per = per
    self.mean = mean
    self.variance = variance
  }

  /// The rate for ``per`` people; nil for fewer than ``fewestEvents`` events, which are too few to standardise.
  public var value: Double? { events.value < Self.fewestEvents ? nil : mean * per }

  /// Returns Dobson's limits for ``per`` people, with Byar's limits of the count; neither is given where the rate is not.
  public func limits(at confidence: ConfidenceLevel = .percent95) -> ConfidenceLimits {
    guard events.value >= Self.fewestEvents else { return ConfidenceLimits(lower: nil, upper: nil) }
    let count = Double(events.value)
    let limits = events.limits(at: confidence, method: .byar)
    let scale = (variance / count).squareRoot()
    func limit(_ countLimit: Double?) -> Double? { countLimit.map { (mean + scale * ($0 - count)) * per } }
    return ConfidenceLimits(lower: limit(limits.lower), upper: limit(limits.upper))
  }
}
