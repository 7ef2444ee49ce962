public import Columns

/// An indicator: its definition, and its published values for areas and periods.
public struct Indicator: Sendable {
  /// What is measured, in what unit, and which way is good.
  public var definition: Definition

  /// The periods that have values, in order of time.
  public let periods: [Period]

  /// The areas of the publication, found by name, code or number.
  public private(set) var register: AreaRegister

  /// The files that the values were read from.
  public internal(set) var sources: [TableSource]

  /// What is known of the values' exactness: counts, denominators, limits.
  public internal(set) var companions: [Companion: Indicator] = [:]

  /// How values were made that the publication does not have, such as those of a footprint.
  public internal(set) var notes: [String] = []

  /// How the values of areas were made that the publication does not have, by area code.
  var made: [String: [Period: String]] = [:]

  /// Why there are no values of areas on other boundaries, by area code.
  var unmade: [String: [Period: String]] = [:]

  /// How all values were made, where none was published.
  var workedOut: String?

  /// The columns of the matrix, by area code.
  private var placesByArea: [String: Int]

  /// The values, a row a period and a column an area.
  private var observations: [[Observation]]

  /// What an indicator measures.
  public struct Definition: Hashable, Sendable {
    /// The short name that is unique in its publication, such as `Under18concep`.
    public let key: String
    public var title: String
    public var topic: String
    public var unit: MeasureUnit
    public var polarity: Polarity
    /// The decimal places that values print with.
    public var decimals: Int
    /// What a year means, or nil where labels tell by themselves.
    public var yearType: YearType?
    /// Who publishes the figures.
    public var publisher: String

    public init(
      key: String, title: String, topic: String = "", unit: MeasureUnit, polarity: Polarity = .neither,
      decimals: Int = 1, yearType: YearType? = nil, publisher: String = ""
    ) {
      self.key = key
      self.title = title
      self.topic = topic
      self.unit = unit
      self.polarity = polarity
      self.decimals = decimals
      self.yearType = yearType
      self.publisher = publisher
    }
  }

  init(
    definition: Definition, periods: [Period], register: AreaRegister, sources: [TableSource],
    placesByArea: [String: Int], observations: [[Observation]]
  ) {
    self.definition = definition
    self.periods = periods
    self.register = register
    self.sources = sources
    self.placesByArea = placesByArea
    self.observations = observations
  }

  /// What is known of an area in a period. A zero for a local authority that did not exist in the period is no value: it
  /// is not applicable.
  public subscript(area: Area, period: Period) -> Observation {
    let published = asPublished(area, period)
    guard published.value == 0, area.isLocalAuthority, !area.isAlive(during: period) else { return published }
    return .missing(.notApplicable)
  }

  /// What the publication says of an area in a period, zeros from before its life included.
  func asPublished(_ area: Area, _ period: Period) -> Observation {
    guard let row = place(of: period), let column = placesByArea[area.code] else { return .absent }
    return observations[row][column]
  }

  /// The row of a period. Periods stand in order.
  private func place(of period: Period) -> Int? {
    var (low, high) = (0, periods.count)
    while low < high {
      let middle = (low + high) / 2
      if periods[middle] < period { low = middle + 1 } else { high = middle }
    }
    return low < periods.count && periods[low] == period ? low : nil
  }

  /// Returns the indicator with observations of a further area, one a period in the order of ``periods``.
  func adding(_ area: Area, observations added: [Observation]) -> Indicator {
    var columns = placesByArea
    columns[area.code] = placesByArea.count
    return Indicator(
      copying: self, register: register.adding(area), placesByArea: columns,
      observations: zip(observations, added).map { $0 + [$1] })
  }

  /// Returns the indicator with the observations of some areas in the place of all that it has.
  func replacing(_ areas: [Area], observations: [[Observation]]) -> Indicator {
    Indicator(
      copying: self, register: register,
      placesByArea: Dictionary(uniqueKeysWithValues: zip(areas.map(\.code), areas.indices)), observations: observations)
  }

  private init(
    copying other: Indicator, register: AreaRegister, placesByArea: [String: Int], observations: [[Observation]]
  ) {
    self = other
    self.register = register
    self.placesByArea = placesByArea
    self.observations = observations
  }

  /// The areas that the publication has rows for, in the order of the register.
  public var areas: [Area] { register.areas.filter { placesByArea[$0.code] != nil } }

  /// Returns the period that a label stands for.
  ///
  /// A label stands for the period that is published under it, or else for the one that covers the same days:
  /// `2016/17` finds `2016-17`. Where a period has both a first and a revised edition, the revised one is found.
  ///
  /// - Throws: ``IndicatorError/noPeriod(_:indicator:available:)``.
  public func period(_ label: String) throws(IndicatorError) -> Period {
    if let period = periods.last(where: { $0.label == label }) { return period }
    if let wanted = try? Period(label, yearType: definition.yearType),
      let period = periods.last(where: { $0.isSameSpan(as: wanted) })
    {
      return period
    }
    throw .noPeriod(label, indicator: definition.key, available: periods.map(\.label))
  }

  /// Returns a value that must be there: a missing one is never taken as zero.
  func published(_ area: Area, _ period: Period) throws(IndicatorError) -> Double {
    let observation = self[area, period]
    guard let value = observation.value else {
      throw .noValue(
        indicator: definition.key, area: area.name, period: period.label,
        reason: namesake(of: area, in: [period])?.words ?? observation.reason ?? "", latest: latestPeriod(of: area)?.label)
    }
    return value
  }

  /// What is to be said of another area of the same name that has values in periods in which an area has no row, such as the Dorset before 2019;
  /// nil where there is none.
  func namesake(of area: Area, in periods: [Period]) -> (periods: [Period], words: String)? {
    let absent = periods.filter { self[area, $0] == .absent }
    guard !absent.isEmpty else { return nil }
    for other in register.areas where other.name == area.name && other.code != area.code {
      let own = absent.filter { self[other, $0].value != nil }
      guard !own.isEmpty else { continue }
      let until = other.lastDay.map { " until \($0)" } ?? ""
      return (own, "the file has values of \(other.name) (\(other.code)) there, another authority of that name\(until)")
    }
    return nil
  }

  /// Returns the period before another, or nil where there is none. Another edition of the same span is not before it.
  func period(before period: Period) -> Period? { periods.last { $0 < period && !$0.isSameSpan(as: period) } }

  /// Returns the period before another, which must be there.
  func periodBefore(_ period: Period) throws(IndicatorError) -> Period {
    guard let before = self.period(before: period) else {
      throw .noPeriod("the one before \(period.label)", indicator: definition.key, available: periods.map(\.label))
    }
    return before
  }

  /// The latest period in which any area has a value, or nil where none has.
  public var latestPeriod: Period? {
    for (period, row) in zip(periods, observations).reversed() where row.contains(where: { $0.value != nil }) {
      return period
    }
    return nil
  }

  /// The last period in which an area has a value, or nil where it has none.
  func latestPeriod(of area: Area) -> Period? { periods.last { self[area, $0].value != nil } }

  /// Returns the period of a label, or the latest one where none is given or the latest is asked for.
  func period(_ name: Named<Period>?) throws(IndicatorError) -> Period {
    if let name, !Self.latestWords.contains(name.text.lowercased()) || periods.contains(where: { $0.label == name.text }) { return try period(name.text) }
    guard let latestPeriod else { throw .noValues(indicator: definition.key) }
    return latestPeriod
  }

  /// What the latest period is called where a period is asked for.
  private static let latestWords: Set = ["latest", "last", "newest"]

  /// Returns a value with its unit, as the indicator prints it.
  public func text(_ value: Double, decimals: Int? = nil) -> String {
    definition.unit.text(value, decimals: decimals ?? definition.decimals)
  }

  /// The title with the key, unless that only repeats it: `Under 18 conception rates (Under18concep)`.
  public var titleAndKey: String {
    let (title, key) = (definition.title, definition.key)
    func plain(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
    return plain(title) == plain(key) ? title : "\(title) (\(key))"
  }
}

/// A question that an indicator cannot answer.
public enum IndicatorError: DiagnosableError, Hashable {
  case noIndicator(String, nearest: [String])
  /// A number of several series, each of which has a key of its own.
  case severalSeries(String, keys: [String])
  case noPeriod(String, indicator: String, available: [String])
  case noValues(indicator: String)
  /// The latest is the last period in which the area has a value, where it is known.
  case noValue(indicator: String, area: String, period: String, reason: String, latest: String? = nil)
  case tooFewAreas(Int, needed: Int, of: String)
  case notInSet(area: String, set: String)
  case noRegion(area: String)
  case badRule(String, expectation: String)
  /// Nothing is known of how exact the values are.
  case noEvidence(indicator: String, reason: String)

  public var diagnostic: Diagnostic {
    switch self {
    case .noIndicator(let name, let nearest):
      Diagnostic(
        "there is no indicator \"\(name)\"", expectation: "indicators() lists the keys and titles.",
        hint: nearest.isEmpty ? nil : "did you mean \(nearest.map { "\"\($0)\"" }.joined(separator: " or "))?")
    case .severalSeries(let name, let keys):
      Diagnostic(
        "\"\(name)\" has \(keys.count) series, each with a key of its own: \(keys.prefix(12).map { "\"\($0)\"" }.joined(separator: ", "))",
        expectation: "indicators() lists the keys and titles.", hint: keys.first.map { "the first is indicator(\"\($0)\")" })
    case .noPeriod(let label, let indicator, let available):
      Diagnostic(
        "\(indicator) has no period \"\(label)\"",
        expectation: available.isEmpty ? "It has no periods." : "It has \(available.joined(separator: ", ")).",
        hint: NearestName.hint(for: label, among: available))
    case .noValues(let indicator):
      Diagnostic("\(indicator) has no values", expectation: "Every value of the file is missing.")
    case .noValue(let indicator, let area, let period, let reason, let latest):
      Diagnostic(
        "\(indicator) has no value for \(area) in \(period): \(reason)", hint: latest.map { "the latest it has is of \($0): {period = \"\($0)\"}" })
    case .tooFewAreas(let count, let needed, let wanted):
      Diagnostic("\(count) areas have a value", expectation: "\(wanted) need at least \(needed).")
    case .notInSet(let area, let set):
      Diagnostic("\(area) is not among \(set)")
    case .noRegion(let area):
      Diagnostic("\(area) lies in no region", expectation: "A region is known for each local authority of England.")
    case .noEvidence(let indicator, let reason):
      Diagnostic(
        "\(indicator): \(reason)", expectation: "How sure a value is comes from its count and population, or from published limits.",
        hint: "join them: indicator:with{denominator = people}, where people is an indicator of their numbers")
    case .badRule(let problem, let expectation):
      Diagnostic(problem, expectation: expectation)
    }
  }
}
