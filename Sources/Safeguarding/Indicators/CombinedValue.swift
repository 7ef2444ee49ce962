import Columns

/// How the values of several areas make one value for all of them.
public enum CombinationRule: String, Hashable, Sendable, WordChoice {
  /// Counts are added; a rate or a percentage is the cases of all the areas among the people of all of them.
  case counts
  /// The unweighted mean of the areas' values. It is not the value of the areas taken together.
  case mean
}

/// The value of several areas together, and how it was made.
struct CombinedValue: Hashable {
  let observation: Observation
  /// How the value was made or, where there is none, why.
  let words: String

  /// How the value was made, in words that are the same in every period of the same parts; nil where there is none.
  let way: String?

  /// A rule that does not fit the indicator, where no value of any period could be made.
  let isRefused: Bool

  private init(_ observation: Observation, _ words: String, way: String? = nil, isRefused: Bool = false) {
    self.observation = observation
    self.words = words
    self.way = observation.value == nil ? nil : way ?? words
    self.isRefused = isRefused
  }

  /// Combines what covered an area in a period: itself, what became of it or what it was made of.
  init(of area: Area, of indicator: Indicator, in period: Period, rule: CombinationRule) {
    switch indicator.register.parts(of: area, on: period.lastDay) {
    case .exactly(let parts): self.init(of: parts, of: indicator, in: period, rule: rule)
    case .none(let why): self.init(.missing(.notApplicable), why)
    }
  }

  /// Combines the values of areas that do not overlap. Where a value is missing, so is the whole, for the same reason.
  init(of parts: [Area], of indicator: Indicator, in period: Period, rule: CombinationRule) {
    let unit = indicator.definition.unit
    let names = parts.map(\.name).joined(separator: ", ")
    for part in parts {
      let observation = indicator[part, period]
      if observation.value != nil { continue }
      self.init(observation, "no value for \(part.name): \(observation.reason ?? "")")
      return
    }
    let values = parts.compactMap { indicator[$0, period].value }
    if values.count == 1 {
      self.init(.value(values[0]), "the value of \(names)")
    } else if rule == .mean {
      self.init(
        .value(DecimalDigits.withoutNoise(values.reduce(0, +) / Double(values.count))), "the unweighted mean of \(names)")
    } else if unit.kind == .count {
      self.init(.value(DecimalDigits.withoutNoise(values.reduce(0, +))), "the sum of \(names)")
    } else if let base = unit.base {
      self.init(of: parts, of: indicator, in: period, base: base)
    } else {
      self.init(
        .missing(.notApplicable),
        "values in \(unit.words.isEmpty ? "no stated unit" : unit.words) are neither counts nor rates, so that they don't add up", isRefused: true)
    }
  }

  /// Combines rates or percentages from their counts and denominators.
  private init(of parts: [Area], of indicator: Indicator, in period: Period, base: Double) {
    let names = parts.map(\.name).joined(separator: ", ")
    var cases = 0.0
    var people = 0.0
    for part in parts {
      let evidence = indicator.evidence(for: part, in: period)
      guard let more = evidence.cases, let among = evidence.denominator else {
        self.init(.missing(.notAvailable), "\(part.name): \(evidence.words)", isRefused: true)
        return
      }
      cases += more
      people += among
    }
    self.init(
      .value(DecimalDigits.withoutNoise(cases / people * base)),
      "\(PrintedNumber.of(cases)) cases among \(PrintedNumber.of(people)) in \(names)",
      way: "worked out from the \(indicator.companions[.count] == nil ? "values" : "cases") and the people of \(names)")
  }
}

extension Indicator {
  /// Returns a count of an area, or of what covered it in the period, as these denominators have it.
  func sum(_ area: Area, _ period: Period) -> Observation {
    let own = self[area, period]
    guard own.value == nil, case .exactly(let parts) = register.parts(of: area, on: period.lastDay) else { return own }
    return CombinedValue(of: parts, of: self, in: period, rule: .counts).observation
  }
}
