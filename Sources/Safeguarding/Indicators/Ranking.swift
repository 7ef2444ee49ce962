import Columns

/// Which end of an order comes first.
public enum RankOrder: String, Hashable, Sendable, WordChoice {
  case highest, lowest
  /// By the indicator's polarity, which must say which way is good.
  case best, worst
}

/// The areas of a set in the order of their values, with the rule that ordered them.
///
/// Values are compared as published, to 12 significant digits, so that noise such as `13.600000000000001` cannot part
/// two areas that print alike. An area without a value has no rank, and the ranking says why.
public struct Ranking: Sendable {
  public let indicator: Indicator
  public let period: Period
  public let order: RankOrder
  /// Whether the highest value comes first.
  public let isHighestFirst: Bool
  public let ties: TieRule
  /// The decimal places that values were rounded to before they were compared, or nil where they were taken as published.
  public let roundedTo: Int?
  /// What the areas are, in words that can follow "among".
  public let setWords: String
  /// The ranked areas, first to last.
  public let entries: [Entry]
  /// The areas of the set that are not ranked, each with the reason.
  public let leftOut: [(area: Area, reason: String)]
  /// What a reader must know of the count.
  public let notes: [String]
  /// The decimal places that the values print with: the indicator's, or as many more as keep unequal values apart.
  public let decimals: Int

  /// One area's place.
  public struct Entry: Sendable {
    public let area: Area
    public let value: Double
    /// The rank from 1; whole but for the rule `average`.
    public let rank: Double
    /// How many areas share the value, this one included.
    public let tied: Int
    /// The quarter that the value falls in, best first, or nil where there is no polarity or fewer than four values.
    public let band: QuartileBand?
  }

  /// Ranks the areas of a set.
  ///
  /// - Parameters:
  ///   - order: Nil for the best first, or the highest first where neither high nor low is good.
  ///   - area: The area whose region or neighbours the set means.
  ///   - roundedTo: Decimal places to round to before comparing, as a table that prints so would be ranked by hand.
  /// - Throws: ``IndicatorError`` for `best` or `worst` of an indicator without polarity.
  /// - Complexity: O(n log n) for n areas.
  public init(
    of indicator: Indicator, in period: Period, among set: AreaSet = .all, order: RankOrder? = nil,
    ties: TieRule = .competition, area: Area? = nil, roundedTo: Int? = nil
  ) throws {
    let polarity = indicator.definition.polarity
    let order = order ?? (polarity == .neither ? .highest : .best)
    let highestFirst: Bool
    switch order {
    case .highest: highestFirst = true
    case .lowest: highestFirst = false
    case .best, .worst:
      guard polarity != .neither else {
        throw IndicatorError.badRule(
          "\(indicator.definition.key) has no \(order.rawValue): \(polarity.words)",
          expectation: "Say from = \"highest\" or from = \"lowest\".")
      }
      highestFirst = (polarity == .high) == (order == .best)
    }
    let values = try indicator.values(of: set, in: period, around: area)
    func key(_ value: Double) -> Double {
      let published = DecimalDigits.withoutNoise(value)
      guard let roundedTo else { return published }
      return DecimalDigits(published)?.rounded(toDecimals: roundedTo).number ?? published
    }
    let ordered = values.members.map { (member: $0, key: key($0.value)) }.sorted {
      if $0.key != $1.key { return highestFirst ? $0.key > $1.key : $0.key < $1.key }
      return $0.member.area.name < $1.member.area.name
    }
    let keys = ordered.map(\.key)
    let increasing = highestFirst ? Array(keys.reversed()) : keys
    let ranks = ties.ranks(ofOrdered: keys)
    self.indicator = indicator
    self.period = period
    self.order = order
    isHighestFirst = highestFirst
    self.ties = ties
    self.roundedTo = roundedTo
    setWords = values.words
    entries = zip(ordered, ranks).map { item, rank in
      Entry(
        area: item.member.area, value: item.key, rank: rank.rank, tied: rank.tied,
        band: QuartileBand(of: item.key, among: increasing, polarity: polarity))
    }
    leftOut = values.leftOut.map { ($0.area, $0.reason) }
    let isCount = indicator.definition.unit.kind == .count
    let isOfAll = if case .all = set { true } else { false }
    let outside = isCount || !isOfAll ? nil : Self.noteOnEngland(indicator, period, among: increasing)
    notes = values.notes + [outside].compactMap(\.self) + (isCount ? ["\(indicator.definition.key) is a count, which larger areas have more of: rate{population = ...} makes rates of it"] : [])
    decimals = roundedTo ?? Self.decimalsThatTellApart(increasing, atLeast: indicator.definition.decimals)
  }

  /// Says that England's published rate lies beyond those of all areas, as no rate of all of them together can; nil where it does not.
  private static func noteOnEngland(_ indicator: Indicator, _ period: Period, among increasing: [Double]) -> String? {
    let decimals = indicator.definition.decimals
    guard increasing.count >= 100, let least = increasing.first, let most = increasing.last,
      let england = indicator.register.areaIfKnown("E92000001").flatMap({ indicator[$0, period].value }), england < least || england > most
    else { return nil }
    return "England's figure, \(indicator.text(england, decimals: decimals)), lies \(england > most ? "above" : "below") those of all \(PrintedNumber.of(increasing.count)) areas "
      + "(\(PrintedNumber.of(least, decimals: decimals)) to \(PrintedNumber.of(most, decimals: decimals))), where no rate of them together can lie: ask \(indicator.definition.publisher.isEmpty ? "its publisher" : indicator.definition.publisher) before it is quoted"
  }

  /// The areas that were there and have no place, in a line; nil where there are none.
  var unrankedWords: String? {
    let there = leftOut.filter { left in
      (left.area.firstDay.map { $0 <= period.lastDay } ?? true) && (left.area.lastDay.map { $0 >= period.lastDay } ?? true)
    }
    return Self.words(of: there, most: 3, rest: "more, whom left_out names")
  }

  /// Says of areas that they are not ranked, and why, naming so many at the most; nil for none.
  static func words(of left: [(area: Area, reason: String)], most: Int, rest: String) -> String? {
    guard !left.isEmpty else { return nil }
    let shown = left.prefix(most).map { "\($0.area.name) (\($0.reason))" }
    return "not ranked: " + (shown + (left.count > most ? ["and \(PrintedNumber.of(left.count - most)) \(rest)"] : [])).joined(separator: "; ")
  }

  /// The fewest decimal places, up to six, at which unequal values print unequal.
  private static func decimalsThatTellApart(_ increasing: [Double], atLeast least: Int) -> Int {
    var decimals = least
    for (lower, upper) in zip(increasing, increasing.dropFirst()) where lower != upper {
      while decimals < 6, PrintedNumber.of(lower, decimals: decimals) == PrintedNumber.of(upper, decimals: decimals) {
        decimals += 1
      }
    }
    return decimals
  }

  /// The number of areas that are ranked.
  public var count: Int { entries.count }

  /// The unweighted mean of the ranked areas' values, or nil where there is none.
  public var mean: Double? {
    entries.isEmpty ? nil : DecimalDigits.withoutNoise(entries.reduce(0) { $0 + $1.value } / Double(entries.count))
  }

  /// Returns an area's place.
  ///
  /// - Throws: ``IndicatorError`` if the area is not of the set or has no value.
  public func entry(of area: Area) throws(IndicatorError) -> Entry {
    if let entry = entries.first(where: { $0.area == area }) { return entry }
    guard let reason = leftOut.first(where: { $0.area == area })?.reason else {
      throw .notInSet(area: area.name, set: setWords)
    }
    throw .noValue(
      indicator: indicator.definition.key, area: area.name, period: period.label, reason: reason, latest: indicator.latestPeriod(of: area)?.label)
  }

  /// A rank in words: `joint 75th of 152`, `2nd worst of 152`, `2.5 of 10`.
  public func words(_ entry: Entry) -> String { words(rank: entry.rank, tied: entry.tied, order: order) }

  func words(rank: Double, tied: Int, order: RankOrder) -> String {
    let place = rank == rank.rounded() ? PrintedNumber.ordinal(Int(rank)) : PrintedNumber.of(rank)
    let joint = tied > 1 && ties != .ordinal ? "joint " : ""
    let worst = order == .worst ? " worst" : ""
    return "\(joint)\(place)\(worst) of \(PrintedNumber.of(count))"
  }

  /// The order in words that follow a rank: `highest first`.
  public var orderWords: String { "\(order.rawValue) first" }

  /// An entry's rank counted from the other end, under the same tie rule.
  public func rankFromOtherEnd(_ entry: Entry) -> Double {
    switch ties {
    case .competition:
      // The best rank of the group, seen from the other end, is behind all that come after the group.
      Double(entries.count { $0.rank > entry.rank }) + 1
    case .max, .ordinal: Double(entries.count { $0.rank >= entry.rank })
    case .dense: Double(Set(entries.filter { $0.rank >= entry.rank }.map(\.rank)).count)
    case .average: Double(count) + 1 - entry.rank
    }
  }
}
