import Columns

extension Evidence {
  /// What is known of the underlying value, in the value's unit (for a percentage, as the share that it is), or nil where
  /// nothing is.
  var posterior: Posterior? {
    switch basis {
    case .rate(let cases, let population, let per): .count(cases, exposure: population / per)
    case .proportion(let cases, let group): .proportion(numerator: cases, denominator: group)
    case .count(let cases): .count(cases, exposure: 1)
    case .published: normalPosterior
    case .none: nil
    }
  }

  /// The posterior as a normal distribution over the value, as wide as its 95% interval; nil where there is none.
  var normalPosterior: Posterior? {
    guard let value, let standardError else { return nil }
    return .normal(value: value, standardError: standardError)
  }
}

/// What is known of the underlying values of several areas, in one kind of distribution, and of whom nothing is known.
struct AreaPosteriors {
  let areas: [Area]
  let posteriors: [Posterior]
  let without: [AreaValues.LeftOut]
  /// What the posteriors are, in words.
  let words: String

  /// Takes the evidence of each area. Where some have counts and others only published limits, all are taken as normal.
  init(_ areas: [Area], of indicator: Indicator, in period: Period) {
    var known: [(area: Area, evidence: Evidence, posterior: Posterior)] = []
    var without: [AreaValues.LeftOut] = []
    for area in areas {
      let evidence = indicator.evidence(for: area, in: period)
      if let posterior = evidence.posterior {
        known.append((area, evidence, posterior))
      } else {
        without.append(.init(area: area, reason: evidence.words))
      }
    }
    let kinds = Set(known.map { $0.posterior.words })
    if kinds.count > 1 {
      var normal: [(Area, Posterior)] = []
      for item in known {
        if let posterior = item.evidence.normalPosterior {
          normal.append((item.area, posterior))
        } else {
          without.append(.init(area: item.area, reason: "no interval is given for its value"))
        }
      }
      self.areas = normal.map(\.0)
      posteriors = normal.map(\.1)
      words = "values drawn from normal distributions as wide as their 95% intervals"
    } else {
      self.areas = known.map(\.area)
      posteriors = known.map(\.posterior)
      words = kinds.first ?? "nothing is known of any value"
    }
    self.without = without
  }
}

extension Posterior {
  /// The distribution in words that follow a simulation.
  var words: String {
    switch self {
    case .count: "rates drawn from gamma distributions of their counts (Jeffreys' prior)"
    case .proportion: "shares drawn from beta distributions of their counts (Jeffreys' prior)"
    case .normal: "values drawn from normal distributions as wide as their published limits"
    }
  }
}
