extension ControlChart {
  /// Charts a share of a group that changes in size.
  ///
  /// The centre p̄ is all numerators over all denominators of the stretch; the limits at a point with denominator n are
  /// p̄ ± 3√(p̄(1 − p̄)/n). A limit below zero or above one is not given.
  ///
  /// - Parameters:
  ///   - numerators: The parts, nil where missing; each no less than zero and no more than its denominator.
  ///   - denominators: The groups, nil where missing. A point without one of the two, or with a group of nobody, has no
  ///     value.
  ///   - per: What a whole group counts as: 1 for fractions, 100 for per cent. A target is in the same unit.
  /// - Throws: ``SampleError``.
  /// - SeeAlso: W. A. Shewhart, *Economic Control of Quality of Manufactured Product* (1931); D. C. Montgomery,
  ///   *Introduction to Statistical Quality Control*, chapter 7.
  public static func p(
    numerators: [Double?], denominators: [Double?], per: Double = 1, _ options: Options = Options()
  ) throws(SampleError) -> ControlChart {
    let pairs = try Self.pairs(numerators, denominators)
    for (place, pair) in pairs.enumerated() {
      guard let pair, pair.top > pair.bottom else { continue }
      throw .unusableValue(
        "the numerator is \(pair.top) of \(pair.bottom)", place: place + 1,
        expectation: "A numerator of a p-chart is part of its denominator; a u-chart takes events that are not.")
    }
    guard per > 0, per < 1e15 else {
      throw .unusableOption("shares are per \(per)", expectation: "Per is 1 for fractions and 100 for per cent.")
    }
    let values = pairs.map { $0.map { $0.top / $0.bottom * per } }
    return try ControlChart(.p, values, options, scale: ({ $0 / per }, { $0 * per })) { places in
      fit(pairs, at: places, possible: 0...1) { mean in mean * (1 - mean) }
    }
  }

  /// Charts events for an exposure that changes in size, as events for one unit of it.
  ///
  /// The centre ū is all events over all exposure of the stretch; the limits at a point with exposure n are ū ± 3√(ū/n).
  /// A limit below zero is not given.
  ///
  /// - Parameters:
  ///   - counts: The events, nil where missing.
  ///   - exposures: The people or the time that they come from, in the unit that the rate is for: hundreds of children
  ///     for a rate per 100. A point without one of the two, or with no exposure, has no value.
  /// - Throws: ``SampleError``.
  /// - SeeAlso: D. C. Montgomery, *Introduction to Statistical Quality Control*, chapter 7.
  public static func u(
    counts: [Double?], exposures: [Double?], _ options: Options = Options()
  ) throws(SampleError) -> ControlChart {
    let pairs = try Self.pairs(counts, exposures)
    return try ControlChart(.u, pairs.map { $0.map { $0.top / $0.bottom } }, options) { places in
      fit(pairs, at: places, possible: 0 ... .infinity) { $0 }
    }
  }

  /// Charts events where the exposure does not change.
  ///
  /// The centre c̄ is the mean count of the stretch and the limits are c̄ ± 3√c̄. A limit below zero is not given.
  ///
  /// - Throws: ``SampleError``.
  /// - SeeAlso: D. C. Montgomery, *Introduction to Statistical Quality Control*, chapter 7.
  public static func c(_ counts: [Double?], _ options: Options = Options()) throws(SampleError) -> ControlChart {
    try check(counts, least: 0, what: "a count")
    let pairs = counts.map { count in count.map { (top: $0, bottom: 1.0) } }
    return try ControlChart(.c, counts, options) { places in
      fit(pairs, at: places, possible: 0 ... .infinity) { $0 }
    }
  }

  private typealias Pair = (top: Double, bottom: Double)

  /// The counts with their exposures; nil where one of the two is missing or the exposure is zero.
  private static func pairs(_ tops: [Double?], _ bottoms: [Double?]) throws(SampleError) -> [Pair?] {
    guard tops.count == bottoms.count else {
      throw .differentLengths("\(tops.count) counts", "\(bottoms.count) denominators")
    }
    try check(tops, least: 0, what: "a count")
    try check(bottoms, least: 0, what: "a denominator")
    return zip(tops, bottoms).map { top, bottom in
      guard let top, let bottom, bottom > 0 else { return nil }
      return (top, bottom)
    }
  }

  /// The lines at some places, from the variance that one unit of exposure has about the mean.
  private static func fit(
    _ pairs: [Pair?], at places: [Int], possible: ClosedRange<Double>, variance: (Double) -> Double
  ) -> Fitted {
    let known = places.compactMap { pairs[$0] }
    let mean = known.reduce(0) { $0 + $1.top } / known.reduce(0) { $0 + $1.bottom }
    return Fitted(
      lines: known.map { pair in
        ControlLines(centre: mean, distance: 3 * (variance(mean) / pair.bottom).squareRoot(), possible: possible)
      })
  }
}
