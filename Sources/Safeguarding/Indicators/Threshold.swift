import Columns

/// A rule that an indicator's values should keep, and how near to breaking it is a warning.
public struct ThresholdRule: Sendable {
  public let name: String
  public let indicator: Indicator
  public let test: Test
  /// A rule that is kept by less than this, in the unit of the test, is amber.
  public let warningMargin: Double
  /// The areas that the rule is about, or nil for those that the check names.
  public let areas: [Named<Area>]?
  /// The period that the rule is about, or nil for the one that the check names.
  public let period: Named<Period>?

  /// What must hold.
  public enum Test: Hashable, Sendable {
    /// The value is this much or more, in the indicator's unit.
    case atLeast(Double)
    /// The value is this much or less, in the indicator's unit.
    case atMost(Double)
    case between(Double, Double)
    /// The value rises by no more than this, in per cent of the period before.
    case changeAtMost(Double)
    /// The value rises by this or more (or falls by no more than this, if negative), in per cent of the period before.
    case changeAtLeast(Double)
    /// The rank, best first, is this or a better one.
    case rankNoWorseThan(Int)
    /// The quartile band is this or a better one.
    case bandNoWorseThan(QuartileBand)
  }

  public init(
    name: String? = nil, indicator: Indicator, test: Test, warningMargin: Double = 0, areas: [Named<Area>]? = nil,
    period: Named<Period>? = nil
  ) {
    self.indicator = indicator
    self.test = test
    self.warningMargin = warningMargin
    self.areas = areas
    self.period = period
    self.name = name ?? Self.words(test, indicator: indicator)
  }

  private static func words(_ test: Test, indicator: Indicator) -> String {
    let unit = indicator.definition.unit
    func text(_ value: Double) -> String {
      unit.text(value, decimals: DecimalDigits(value)?.decimals ?? 0)
    }
    return switch test {
    case .atLeast(let limit): "at least \(text(limit))"
    case .atMost(let limit): "at most \(text(limit))"
    case .between(let low, let high): "between \(text(low)) and \(text(high))"
    case .changeAtMost(let limit): "change no more than \(PrintedNumber.signed(limit))%"
    case .changeAtLeast(let limit): "change no less than \(PrintedNumber.signed(limit))%"
    case .rankNoWorseThan(let rank): "rank no worse than \(PrintedNumber.ordinal(rank)), best first"
    case .bandNoWorseThan(let band): "band no worse than \(band.rawValue)"
    }
  }

  /// Holds one area in one period against the rule.
  public func check(_ area: Area, in period: Period) -> ThresholdResult {
    func result(_ status: ThresholdResult.Status, _ value: String, _ reason: String) -> ThresholdResult {
      ThresholdResult(
        rule: name, indicator: indicator, area: area, period: period, status: status, value: value, reason: reason, since: since(area, period))
    }
    let observation = indicator[area, period]
    guard let value = observation.value else {
      return result(.noData, observation.cell.missingReason?.symbol ?? "", observation.reason ?? "")
    }
    let shown = indicator.text(value)
    if let room = room(of: value) { return verdict(room: room, value: shown, result) }
    do {
      return switch test {
      case .rankNoWorseThan, .bandNoWorseThan: try checkPlace(area, in: period, result)
      default: try checkChange(area, in: period, result)
      }
    } catch {
      let words = (error as? any DiagnosableError)?.diagnostic.problem ?? "\(error)"
      return result(.noData, shown, words)
    }
  }

  /// How far a value is from breaking the rule, negative where it has; nil for a rule that is of more than the value.
  private func room(of value: Double) -> Double? {
    switch test {
    case .atLeast(let limit): DecimalDigits.difference(value, limit)
    case .atMost(let limit): DecimalDigits.difference(limit, value)
    case .between(let low, let high): min(DecimalDigits.difference(value, low), DecimalDigits.difference(high, value))
    case .changeAtMost, .changeAtLeast, .rankNoWorseThan, .bandNoWorseThan: nil
    }
  }

  /// The first of the periods in which an area has been on its side of the limit without a break, "always" where it has no value before
  /// them, and with "or before" behind a gap; nil for a rule that is of more than the value.
  private func since(_ area: Area, _ period: Period) -> String? {
    func isKept(_ period: Period) -> Bool? { indicator[area, period].value.flatMap(room).map { $0 >= 0 } }
    guard let side = isKept(period) else { return nil }
    var first = period
    while let earlier = indicator.period(before: first) {
      guard (earlier.periodsMissing(before: first) ?? 0) == 0, let before = isKept(earlier) else { break }
      if before != side { return first.label }
      first = earlier
    }
    return indicator.periods.contains { $0 < first && indicator[area, $0].value != nil } ? "\(first.label) or before" : "always"
  }

  private typealias Making = (ThresholdResult.Status, String, String) -> ThresholdResult

  /// The verdict on a value that has some room before it breaks the rule; negative room has broken it.
  private func verdict(room: Double, value: String, unit: String? = nil, _ result: Making) -> ThresholdResult {
    let gap = unit.map { PrintedNumber.of(room.magnitude, decimals: 1) + $0 }
      ?? String(indicator.definition.unit.difference(room.magnitude, decimals: indicator.definition.decimals).drop { $0 == "+" })
    if room < 0 { return result(.red, value, "misses by \(gap)") }
    if room < warningMargin { return result(.amber, value, "kept by \(gap), less than the margin") }
    return result(.green, value, "kept by \(gap)")
  }

  private func checkChange(_ area: Area, in period: Period, _ result: Making) throws -> ThresholdResult {
    guard let earlier = indicator.period(before: period) else {
      return result(.noData, "", "\(period.label) is the first period")
    }
    let change = try Change(of: indicator, area: area, from: earlier, to: period)
    guard let percent = change.percent else {
      return result(.noData, "", "the value in \(earlier.label) is zero, so there is no percentage")
    }
    guard change.periodsMissing == 0 else {
      return result(.noData, "", change.notes.joined(separator: "; "))
    }
    let shown = "\(PrintedNumber.signed(percent, decimals: 1))% since \(earlier.label)"
    return switch test {
    case .changeAtMost(let limit): verdict(room: DecimalDigits.difference(limit, percent), value: shown, unit: " percentage points", result)
    case .changeAtLeast(let limit): verdict(room: DecimalDigits.difference(percent, limit), value: shown, unit: " percentage points", result)
    default: result(.noData, shown, "not a rule about change")
    }
  }

  private func checkPlace(_ area: Area, in period: Period, _ result: Making) throws -> ThresholdResult {
    let ranking = try Ranking(of: indicator, in: period, order: .best)
    let entry = try ranking.entry(of: area)
    switch test {
    case .rankNoWorseThan(let limit):
      let room = Double(limit) - entry.rank
      let shown = ranking.words(entry)
      if room < 0 { return result(.red, shown, "\(PrintedNumber.of(-room)) places too far down") }
      return result(room < warningMargin ? .amber : .green, shown, "\(PrintedNumber.of(room)) places to spare")
    case .bandNoWorseThan(let limit):
      guard let band = entry.band else { return result(.noData, "", "fewer than four areas have a value") }
      let isKept = band.rawValue <= limit.rawValue
      return result(isKept ? .green : .red, "band \(band.rawValue)", isKept ? "kept" : "missed")
    default: return result(.noData, "", "not a rule about rank")
    }
  }
}

/// What a check found for one rule, area and period.
public struct ThresholdResult: Sendable {
  public let rule: String
  public let indicator: Indicator
  public let area: Area
  public let period: Period
  public let status: Status
  /// The value with its unit, the change or the rank; the symbol of the reason where there is none.
  public let value: String
  /// Why the status is what it is.
  public let reason: String
  /// The first of the periods in which the rule has been broken, or kept, without a break: `2019`, `2019 or before` behind a gap, and
  /// `always` where there is no value before them. Nil for rules about changes and ranks.
  public let since: String?

  /// Red is broken, amber is kept by less than the margin, green is kept; no data is none of them.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    case red, amber, green
    case noData = "no data"
  }
}

/// A named set of rules.
public struct ThresholdSet: Sendable {
  public let name: String
  public let rules: [ThresholdRule]

  public init(name: String, rules: [ThresholdRule]) {
    self.name = name
    self.rules = rules
  }

  /// Holds areas in a period against every rule.
  ///
  /// - Parameters:
  ///   - areas: The areas; a rule that names its own is held against those. Nil checks every local authority that existed.
  ///   - period: The label of the period; a rule that names its own keeps it. Nil is the latest with values.
  /// - Throws: ``AreaError`` and ``IndicatorError`` for names that stand for nothing.
  public func check(areas: [Named<Area>]? = nil, period: Named<Period>? = nil) throws -> ThresholdReport {
    var results: [ThresholdResult] = []
    for rule in rules {
      let period = try rule.indicator.period(rule.period ?? period)
      let places =
        try (rule.areas ?? areas).map { try $0.map { try rule.indicator.register.area($0.text) } }
        ?? rule.indicator.register.localAuthorities(on: period.lastDay)
      results += places.map { rule.check($0, in: period) }
    }
    return ThresholdReport(name: name, results: results)
  }
}

/// What a check found, a result a rule and area.
public struct ThresholdReport: Sendable {
  public let name: String
  public let results: [ThresholdResult]

  /// How many results have a status.
  public func count(_ status: ThresholdResult.Status) -> Int { results.count { $0.status == status } }
}
