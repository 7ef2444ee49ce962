/// The events of an area, divided by those that it would have at the rates of a reference population.
///
/// - SeeAlso: N. E. Breslow and N. E. Day, *Statistical Methods in Cancer Research*, volume II (1987), chapter 2.
public struct IndirectlyStandardisedRatio: Hashable, Sendable {
  /// One stratum of the area, and of the reference.
  public struct Stratum: Hashable, Sendable {
    /// The people of the area, zero or more.
    public let population: Double
    /// The events of the reference, zero or more.
    public let referenceEvents: Double
    /// The people of the reference, above zero.
    public let referencePopulation: Double

    /// Creates a stratum.
    ///
    /// - Throws: ``StatisticsError`` for a number outside its range.
    public init(population: Double, referenceEvents: Double, referencePopulation: Double) throws(StatisticsError) {
      guard population >= 0, population < .infinity else { throw .notANumber("the population", population) }
      guard referenceEvents >= 0, referenceEvents < .infinity else {
        throw .notANumber("the reference's events", referenceEvents)
      }
      guard referencePopulation > 0, referencePopulation < .infinity else {
        throw .notADenominator(referencePopulation)
      }
      self.population = population
      self.referenceEvents = referenceEvents
      self.referencePopulation = referencePopulation
    }
  }

  /// The events of the area.
  public let observed: EventCount

  /// The events at the reference's rates, above zero.
  public let expected: Double

  /// The reference's own rate for one person; nil where only the expected events are known.
  public let referenceRate: Double?

  /// Creates a ratio from expected events that are known.
  ///
  /// - Throws: ``StatisticsError`` for a negative count, or where nothing is expected.
  public init(observed: Int, expected: Double) throws(StatisticsError) {
    try self.init(observed: observed, expected: expected, referenceRate: nil)
  }

  /// Adds up what is expected over strata.
  ///
  /// - Throws: ``StatisticsError`` where there are no strata, or nothing is expected in any.
  public init(observed: Int, strata: [Stratum]) throws(StatisticsError) {
    guard !strata.isEmpty else { throw .tooFew("strata", needed: 1) }
    let expected = strata.reduce(0) { $0 + $1.population * ($1.referenceEvents / $1.referencePopulation) }
    let events = strata.reduce(0) { $0 + $1.referenceEvents }
    let people = strata.reduce(0) { $0 + $1.referencePopulation }
    try self.init(observed: observed, expected: expected, referenceRate: events / people)
  }

  private init(observed: Int, expected: Double, referenceRate: Double?) throws(StatisticsError) {
    guard expected > 0, expected < .infinity else { throw .notADenominator(expected) }
    guard Double(observed) / expected < .infinity else { throw .notANumber("the ratio", .infinity) }
    if let referenceRate, !referenceRate.isFinite { throw .notANumber("the reference's rate", referenceRate) }
    self.observed = try EventCount(observed)
    self.expected = expected
    self.referenceRate = referenceRate
  }

  /// The ratio: one where the area has as many events as its people would at the reference's rates.
  public var value: Double { Double(observed.value) / expected }

  /// Returns the limits of the ratio; a limit that the count does not have, the ratio has not.
  public func limits(at confidence: ConfidenceLevel = .percent95, method: CountMethod = .exactBelow10)
    -> ConfidenceLimits
  {
    observed.limits(at: confidence, method: method).scaled(by: 1 / expected)
  }

  /// Returns the ratio times the reference's rate, for so many people, with its limits; nil where that rate is not known.
  public func rate(
    per: Double, at confidence: ConfidenceLevel = .percent95, method: CountMethod = .exactBelow10
  ) -> (value: Double, limits: ConfidenceLimits)? {
    referenceRate.map { ($0 * per * value, limits(at: confidence, method: method).scaled(by: $0 * per)) }
  }
}
