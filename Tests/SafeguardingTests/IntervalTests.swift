import Columns
import TestSupport
import Testing

@testable import Safeguarding

/// Whether two limits agree to a relative 1e-9, or are both not given.
private func agree(_ first: Double?, _ second: Double?, to tolerance: Double = 1e-9) -> Bool {
  switch (first, second) {
  case (nil, nil): true
  case (let one?, let other?): abs(one - other) <= tolerance * max(abs(one), abs(other))
  default: false
  }
}

extension Table {
  fileprivate func value(_ column: String, _ row: Int) throws -> Double {
    let number = try number(column, row)
    return try #require(number)
  }
  fileprivate func count(_ column: String, _ row: Int) throws -> Int { Int(try value(column, row)) }
  fileprivate func level(_ row: Int) throws -> ConfidenceLevel {
    try ConfidenceLevel(value("confidence", row))
  }
}

struct IntervalTests {
  @Test func `Every count's limits agree by three methods`() throws {
    let vectors = try Vectors.table("poisson_ci.csv")
    #expect(vectors.rowCount > 100)
    for row in 0..<vectors.rowCount {
      let count = try EventCount(vectors.count("count", row))
      for (method, name) in [(CountMethod.byar, "byar"), (.exact, "exact"), (.exactBelow10, "fingertips")] {
        let limits = try count.limits(at: vectors.level(row), method: method)
        // The file holds what the formula gives; below zero, that is no limit.
        let lower = try vectors.number("\(name)_lower", row).flatMap { $0 < 0 ? nil : $0 }
        #expect(agree(limits.lower, lower), "row \(row + 1), \(name): \(limits)")
        #expect(agree(limits.upper, try vectors.number("\(name)_upper", row)), "row \(row + 1), \(name): \(limits)")
      }
    }
  }

  @Test func `Byar's lower limit is not given where its formula falls below zero, and never zero`() throws {
    #expect(try EventCount(1).limits(at: .percent99_8, method: .byar).lower == nil)
    #expect(try EventCount(0).limits(method: .byar).lower == nil)
    #expect(try EventCount(0).limits().lower == 0)
    #expect(try #require(try EventCount(2).limits(method: .byar).lower) > 0)
  }

  @Test(arguments: [1_000_000_000, Int.max])
  func `A huge count has limits about it`(count: Int) throws {
    for method in CountMethod.allCases {
      let limits = try EventCount(count).limits(at: .percent99_8, method: method)
      #expect(try #require(limits.lower) < Double(count))
      #expect(try #require(limits.upper) > Double(count))
      #expect(agree(limits.upper, Double(count) + 3.0902323 * Double(count).squareRoot(), to: 1e-8))
    }
  }

  @Test func `Every proportion's limits agree by two methods`() throws {
    let vectors = try Vectors.table("wilson.csv")
    #expect(vectors.rowCount > 50)
    for row in 0..<vectors.rowCount {
      let share = try Proportion(numerator: vectors.count("x", row), denominator: vectors.count("n", row))
      for (method, name) in [(ProportionMethod.wilson, "wilson"), (.clopperPearson, "clopper")] {
        let limits = try share.limits(at: vectors.level(row), method: method)
        #expect(agree(limits.lower, try vectors.number("\(name)_lower", row)), "row \(row + 1), \(name): \(limits)")
        #expect(agree(limits.upper, try vectors.number("\(name)_upper", row)), "row \(row + 1), \(name): \(limits)")
      }
    }
  }

  @Test(arguments: [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)])
  func `The Wilson interval agrees with table I of Newcombe 1998`(
    numerator: Int, denominator: Int, lower: Double, upper: Double
  ) throws {
    let limits = try Proportion(numerator: numerator, denominator: denominator).limits()
    #expect(abs(try #require(limits.lower) - lower) < 0.000_05)
    #expect(abs(try #require(limits.upper) - upper) < 0.000_05)
  }

  @Test func `None of a group has a lower limit of zero and all of it an upper limit of one`() throws {
    for size in [1, 2, 1000, Int.max] {
      for method in ProportionMethod.allCases {
        #expect(try Proportion(numerator: 0, denominator: size).limits(method: method).lower == 0)
        #expect(try Proportion(numerator: size, denominator: size).limits(method: method).upper == 1)
      }
    }
  }

  @Test func `Every rate agrees, exact below 10 and by Byar's method from 10`() throws {
    let vectors = try Vectors.table("crude_rate_ph_rate.csv")
    #expect(vectors.rowCount == 7)
    for row in 0..<vectors.rowCount {
      let rate = try CrudeRate(
        events: vectors.count("num", row), denominator: vectors.value("den", row), per: 10_000)
      #expect(agree(rate.value, try vectors.number("Value", row)))
      for (level, name) in [(ConfidenceLevel.percent95, "95"), (.percent99_8, "99_8")] {
        let limits = rate.limits(at: level)
        #expect(agree(limits.lower, try vectors.number("lower_\(name)_ci", row)), "row \(row + 1)")
        #expect(agree(limits.upper, try vectors.number("upper_\(name)_ci", row)), "row \(row + 1)")
      }
    }
  }

  @Test func `Every mean's limits agree`() throws {
    let inputs = try Vectors.table("mean_intervals.csv")
    var sets: [String: [Double]] = [:]
    for row in 0..<inputs.rowCount {
      sets[try inputs.text("set", row), default: []].append(try inputs.number("value", row) ?? .nan)
    }
    let vectors = try Vectors.table("mean_intervals_expected.csv")
    #expect(vectors.rowCount == 12)
    for row in 0..<vectors.rowCount {
      let mean = try SampleMean(of: #require(try sets[vectors.text("set", row)]))
      #expect(mean.count == (try vectors.count("count", row)))
      #expect(agree(mean.value, try vectors.number("mean", row), to: 1e-15))
      #expect(agree(mean.standardDeviation, try vectors.number("sd", row), to: 1e-14), "row \(row + 1)")
      let limits = try mean.limits(at: vectors.level(row))
      #expect(agree(limits.lower, try vectors.number("lower", row), to: 1e-13), "row \(row + 1)")
      #expect(agree(limits.upper, try vectors.number("upper", row), to: 1e-13), "row \(row + 1)")
    }
  }

  @Test func `Numbers that a statistic cannot be made of are refused in words`() {
    #expect(throws: StatisticsError.negativeCount(-1)) { try EventCount(-1) }
    #expect(throws: StatisticsError.notADenominator(0)) { try CrudeRate(events: 3, denominator: 0, per: 1000) }
    #expect(throws: StatisticsError.notADenominator(.infinity)) {
      try CrudeRate(events: 3, denominator: 5, per: .infinity)
    }
    #expect(throws: StatisticsError.notPartOfGroup(numerator: 4, denominator: 3)) {
      try Proportion(numerator: 4, denominator: 3)
    }
    #expect(throws: StatisticsError.tooFew("values", needed: 1)) { try SampleMean(of: []) }
    #expect(throws: StatisticsError.self) { try SampleMean(of: [1, .nan]) }
    #expect(throws: StatisticsError.self) { try SampleMean(of: [1e308, -1e308, 1e308]) }
    #expect(throws: StatisticsError.self) { try SampleMean(count: 3, mean: 1, standardDeviation: -1) }
    #expect(throws: StatisticsError.self) { try IndirectlyStandardisedRatio(observed: 3, expected: 0) }
  }
}

struct StandardisationTests {
  private let areas = ["Alpha", "Beta", "Gamma"]

  @Test func `Every directly standardised rate agrees, and five events have none`() throws {
    let inputs = try Vectors.table("dsr_input.csv")
    var strata: [String: [DirectlyStandardisedRate.Stratum]] = [:]
    for row in 0..<inputs.rowCount {
      let band = try inputs.text("age_band", row)
      let weight = try inputs.value("stdpop", row)
      #expect(StandardPopulation.european2013.people(in: band) == weight, "\(band)")
      strata[try inputs.text("area", row), default: []].append(
        try .init(events: inputs.count("obs", row), population: inputs.value("pop", row), weight: weight))
    }
    let vectors = try Vectors.table("dsr_expected.csv")
    #expect(vectors.rowCount == 6)
    for row in 0..<vectors.rowCount {
      let rate = try DirectlyStandardisedRate(#require(try strata[vectors.text("area", row)]), per: 100_000)
      #expect(rate.events.value == (try vectors.count("total_count", row)))
      #expect(agree(rate.value, try vectors.number("value", row)))
      let limits = try rate.limits(at: vectors.level(row))
      #expect(agree(limits.lower, try vectors.number("lower", row)), "row \(row + 1)")
      #expect(agree(limits.upper, try vectors.number("upper", row)), "row \(row + 1)")
    }
  }

  @Test func `Every indirectly standardised ratio and rate agrees`() throws {
    let inputs = try Vectors.table("dsr_input.csv")
    let reference = try Vectors.table("isr_reference.csv")
    let vectors = try Vectors.table("isr_expected.csv")
    #expect(vectors.rowCount == 6)
    for row in 0..<vectors.rowCount {
      let area = try vectors.text("area", row)
      var strata: [IndirectlyStandardisedRatio.Stratum] = []
      for place in 0..<inputs.rowCount where try inputs.text("area", place) == area {
        let band = strata.count
        #expect(try inputs.text("age_band", place) == reference.text("age_band", band))
        strata.append(
          try .init(
            population: inputs.value("pop", place),
            referenceEvents: reference.value("ref_obs", band),
            referencePopulation: reference.value("ref_pop", band)))
      }
      let ratio = try IndirectlyStandardisedRatio(observed: vectors.count("observed", row), strata: strata)
      let level = try vectors.level(row)
      #expect(agree(ratio.expected, try vectors.number("expected", row)))
      #expect(agree(ratio.value, try vectors.number("ratio", row)))
      #expect(agree(ratio.limits(at: level).lower, try vectors.number("ratio_lower", row)))
      #expect(agree(ratio.limits(at: level).upper, try vectors.number("ratio_upper", row)))
      let rate = try #require(ratio.rate(per: 100_000, at: level))
      #expect(agree(rate.value, try vectors.number("isr", row)))
      #expect(agree(rate.limits.lower, try vectors.number("isr_lower", row)))
      #expect(agree(rate.limits.upper, try vectors.number("isr_upper", row)))
    }
  }

  @Test func `The European standard population adds up to 100,000, and a band is known however it is written`() {
    let standard = StandardPopulation.european2013
    #expect(standard.bands.reduce(0) { $0 + $1.people } == 100_000)
    for band in ["5-9", "05-09", "5 to 9", "5\u{2013}9 years", "Aged 5 to 9"] {
      #expect(standard.people(in: band) == 5500, "\(band)")
    }
    for band in ["90+", "90 and over", "90 years and older"] { #expect(standard.people(in: band) == 1000, "\(band)") }
    for band in ["0-17", "90", "all ages", "", "85+"] { #expect(standard.people(in: band) == nil, "\(band)") }
  }
}

struct ComparisonTests {
  @Test func `Every comparison of two rates agrees`() throws {
    let vectors = try Vectors.table("rate_comparisons.csv")
    #expect(vectors.rowCount == 20)
    for row in 0..<vectors.rowCount {
      func rate(_ number: Int) throws -> CrudeRate {
        try CrudeRate(
          events: vectors.count("x\(number)", row), denominator: vectors.value("d\(number)", row), per: 10_000)
      }
      let comparison = try RateComparison(rate(1), rate(2))
      let level = try vectors.level(row)
      #expect(abs(comparison.difference - (try vectors.number("difference", row) ?? .nan)) < 1e-9)
      let difference = comparison.differenceLimits(at: level)
      #expect(agree(difference.lower, try vectors.number("difference_lower", row), to: 1e-12), "row \(row + 1)")
      #expect(agree(difference.upper, try vectors.number("difference_upper", row), to: 1e-12), "row \(row + 1)")
      let ratio = comparison.ratioLimits(at: level)
      #expect(agree(comparison.ratio, try vectors.number("ratio", row)), "row \(row + 1)")
      #expect(agree(ratio.lower, try vectors.number("ratio_lower", row), to: 1e-11), "row \(row + 1): \(ratio)")
      #expect(agree(ratio.upper, try vectors.number("ratio_upper", row), to: 1e-11), "row \(row + 1): \(ratio)")
      #expect(
        agree(comparison.pValue, try vectors.number("p_value", row), to: 1e-9), "row \(row + 1): \(comparison.pValue)")
    }
  }

  @Test func `Every comparison of two proportions agrees`() throws {
    let vectors = try Vectors.table("proportion_comparisons.csv")
    #expect(vectors.rowCount == 26)
    for row in 0..<vectors.rowCount {
      func share(_ number: Int) throws -> Proportion {
        try Proportion(numerator: vectors.count("x\(number)", row), denominator: vectors.count("n\(number)", row))
      }
      let comparison = try ProportionComparison(share(1), share(2))
      let level = try vectors.level(row)
      #expect(abs(comparison.difference - (try vectors.number("difference", row) ?? .nan)) < 1e-15)
      let difference = comparison.differenceLimits(at: level)
      #expect(
        abs((difference.lower ?? .nan) - (try vectors.number("difference_lower", row) ?? .nan)) < 1e-12,
        "row \(row + 1)")
      #expect(
        abs((difference.upper ?? .nan) - (try vectors.number("difference_upper", row) ?? .nan)) < 1e-12,
        "row \(row + 1)")
      let ratio = comparison.ratioLimits(at: level)
      #expect(agree(ratio.lower, try vectors.number("ratio_lower", row)), "row \(row + 1): \(ratio)")
      #expect(agree(ratio.upper, try vectors.number("ratio_upper", row)), "row \(row + 1): \(ratio)")
      #expect(comparison.test.rawValue == (try vectors.text("test", row)), "row \(row + 1)")
      #expect(agree(comparison.pValue, try vectors.number("p_value", row)), "row \(row + 1): \(comparison.pValue)")
    }
  }

  @Test func `Limits agree with those that R prints for its own examples`() throws {
    // ?poisson.test, and the tests of contingencytables 3.0.0 for Perondi et al. 2004, rounded as they are there.
    let rates = try RateComparison(
      CrudeRate(events: 11, denominator: 800, per: 1), CrudeRate(events: 21, denominator: 3011, per: 1))
    #expect(abs(try #require(rates.ratioLimits().lower) - 0.8584264) < 5e-8)
    #expect(abs(try #require(rates.ratioLimits().upper) - 4.2772659) < 5e-8)
    let shares = try ProportionComparison(
      Proportion(numerator: 7, denominator: 34), Proportion(numerator: 1, denominator: 34))
    #expect(abs(try #require(shares.differenceLimits().lower) - 0.0189) < 5e-5)
    #expect(abs(try #require(shares.differenceLimits().upper) - 0.3404) < 5e-5)
    #expect(abs(try #require(shares.ratioLimits().lower) - 1.1537) < 5e-5)
    #expect(abs(try #require(shares.ratioLimits().upper) - 41.9763) < 5e-5)
  }

  @Test func `The other way round, a comparison is the same comparison`() throws {
    let (one, other) = (
      try CrudeRate(events: 12, denominator: 900, per: 100), try CrudeRate(events: 31, denominator: 1100, per: 100)
    )
    let (there, back) = (try RateComparison(one, other), try RateComparison(other, one))
    #expect(agree(there.pValue, back.pValue, to: 1e-13))
    #expect(agree(there.ratioLimits().lower, back.ratioLimits().upper.map { 1 / $0 }, to: 1e-13))
    #expect(agree(there.differenceLimits().lower, back.differenceLimits().upper.map { -$0 }, to: 1e-13))
  }

  @Test func `A billion people are compared, and rates for different numbers are not`() throws {
    let (one, other) = (
      try Proportion(numerator: 1, denominator: 1_000_000_000), try Proportion(numerator: 0, denominator: Int.max)
    )
    #expect(ProportionComparison(one, other).pValue < 1e-9)
    let rates = (
      try CrudeRate(events: 1, denominator: 5, per: 100), try CrudeRate(events: 1, denominator: 5, per: 1000)
    )
    #expect(throws: StatisticsError.unlikeRates(per: 100, otherPer: 1000)) { try RateComparison(rates.0, rates.1) }
  }
}

struct FunnelTests {
  @Test func `Limits of proportions agree in the form of Fingertips`() throws {
    let vectors = try Vectors.table("funnel_proportion_fingertips_spc.csv")
    #expect(vectors.rowCount == 32)
    for row in 0..<vectors.rowCount {
      let funnel = try FunnelLimits(.proportionWilson, comparator: vectors.value("average", row))
      try check(funnel, vectors, row, denominator: "denominator", lower: "lower", upper: "upper", scale: 1)
    }
  }

  @Test func `Limits of proportions agree in the form of PHEindicatormethods`() throws {
    let vectors = try Vectors.table("funnel_limits_proportion_phstats.csv")
    #expect(vectors.rowCount == 100)
    // The areas that its baseline was pooled from are not in the file: it has 12 digits.
    let baseline = try vectors.value("baseline", 0) / 100
    let funnel = try FunnelLimits(.proportion, comparator: baseline)
    for row in 0..<vectors.rowCount {
      for (level, name) in [(ConfidenceLevel.percent95, "2s"), (.percent99_8, "3s")] {
        let range = try funnel.limits(denominator: vectors.value("Population", row), at: level)
        #expect(
          abs(range.lowerBound * 100 - (try vectors.number("lower_\(name)_limit", row) ?? .nan)) < 1e-8,
          "row \(row + 1)")
        #expect(
          abs(range.upperBound * 100 - (try vectors.number("upper_\(name)_limit", row) ?? .nan)) < 1e-8,
          "row \(row + 1)")
      }
    }
  }

  @Test func `Limits of rates and ratios are exact`() throws {
    let vectors = try Vectors.table("funnel_poisson.csv")
    #expect(vectors.rowCount == 12)
    for row in 0..<vectors.rowCount {
      try check(
        FunnelLimits(.ratio, comparator: 1), vectors, row, denominator: "expected", lower: "obs_low", upper: "obs_high",
        scale: vectors.value("expected", row))
    }
    let rate = try FunnelLimits(.rate, comparator: 0.01).limits(denominator: 5000, at: .percent95)
    let ratio = try FunnelLimits(.ratio, comparator: 1).limits(denominator: 50, at: .percent95)
    #expect(agree(rate.upperBound * 5000, ratio.upperBound * 50, to: 1e-13))
    // None is what chance gives most often where a quarter of an event is expected.
    #expect(try FunnelLimits(.ratio, comparator: 1).limits(denominator: 0.25, at: .percent95).lowerBound == 0)
  }

  @Test func `Ratios lie outside from where PHEindicatormethods draws its curves`() throws {
    let curves = try Vectors.table("funnel_ratio_phe.csv")
    let funnel = try FunnelLimits(.ratio, comparator: 1)
    for row in 0..<curves.rowCount {
      let observed = try curves.value("observed", row)
      for (level, name) in [(ConfidenceLevel.percent95, "2s"), (.percent99_8, "3s")] {
        let below = try curves.value("below_\(name)_expected", row)
        let above = try curves.value("above_\(name)_expected", row)
        func limits(_ expected: Double) throws -> ClosedRange<Double> { try funnel.limits(denominator: expected, at: level) }
        // The curves were found by a search that stops at six digits.
        #expect(try limits(below * 1.000_01).lowerBound * below * 1.000_01 > observed)
        #expect(try limits(below * 0.999_99).lowerBound * below * 0.999_99 < observed)
        #expect(try limits(above * 0.999).upperBound * above * 0.999 < observed)
        #expect(try limits(above * 1.001).upperBound * above * 1.001 > observed)
      }
    }
  }

  private func check(
    _ funnel: FunnelLimits, _ vectors: Table, _ row: Int, denominator: String, lower: String, upper: String,
    scale: Double
  ) throws {
    for (level, name) in [(ConfidenceLevel.percent95, "2s"), (.percent99_8, "3s")] {
      let range = try funnel.limits(denominator: vectors.value(denominator, row), at: level)
      #expect(agree(range.lowerBound * scale, try vectors.number("\(lower)_\(name)", row)), "row \(row + 1), \(name)")
      #expect(agree(range.upperBound * scale, try vectors.number("\(upper)_\(name)", row)), "row \(row + 1), \(name)")
    }
  }

  @Test(arguments: [FunnelKind.proportion, .rate])
  func `The dispersion of areas agrees with NumPy's, and widens the limits by its root`(kind: FunnelKind) throws {
    let vectors = try Vectors.table("overdispersion.csv")
    let rows = try (0..<vectors.rowCount).filter { try vectors.text("kind", $0) == kind.rawValue }
    #expect(rows.count == 40)
    let comparator = try vectors.value("comparator", rows[0])
    let funnel = try FunnelLimits(kind, comparator: comparator)
    let deviates = try rows.map { row in
      let deviate = try #require(
        funnel.deviate(numerator: vectors.value("numerator", row), denominator: vectors.value("denominator", row)))
      #expect(agree(deviate, try vectors.number("z", row), to: 1e-11), "row \(row + 1)")
      return deviate
    }
    let dispersion = try #require(Overdispersion.dispersion(of: deviates))
    #expect(agree(dispersion, try vectors.number("dispersion", rows[0]), to: 1e-12))
    #expect(dispersion > 1)
    let wide = try FunnelLimits(kind, comparator: comparator, dispersion: dispersion).limits(
      denominator: 5000, at: .percent95)
    let narrow = try funnel.limits(denominator: 5000, at: .percent95)
    #expect(
      agree((wide.upperBound - comparator) / (narrow.upperBound - comparator), dispersion.squareRoot(), to: 1e-12))
  }

  @Test func `Less dispersion than by chance is taken as chance`() throws {
    let funnel = try FunnelLimits(.rate, comparator: 0.02, dispersion: 0.3)
    #expect(funnel.dispersion == 1)
    #expect(Overdispersion.dispersion(of: []) == nil)
  }

  @Test func `A comparator of nothing or of everybody leaves no room, and one outside is refused`() throws {
    #expect(try FunnelLimits(.proportionWilson, comparator: 1).limits(denominator: 30, at: .percent95).upperBound == 1)
    #expect(try FunnelLimits(.proportion, comparator: 0).limits(denominator: 30, at: .percent95) == 0...0)
    #expect(try FunnelLimits(.rate, comparator: 0).limits(denominator: 30, at: .percent95).lowerBound == 0)
    #expect(try FunnelLimits(.rate, comparator: 0).deviate(numerator: 0, denominator: 3) == nil)
    for comparator in [-0.1, 1.1, .nan, .infinity] {
      #expect(throws: StatisticsError.self) { try FunnelLimits(.proportion, comparator: comparator) }
    }
    #expect(throws: StatisticsError.self) {
      try FunnelLimits(.rate, comparator: 1).limits(denominator: 0, at: .percent95)
    }
  }

  @Test func `A value on a limit is inside it`() {
    #expect(FunnelPlace(0.2, inner: 0.2...0.4, outer: 0.1...0.5) == .inside)
    #expect(FunnelPlace(0.19, inner: 0.2...0.4, outer: 0.1...0.5) == .belowInner)
    #expect(FunnelPlace(0.51, inner: 0.2...0.4, outer: 0.1...0.5) == .aboveOuter)
  }
}
