public import Columns

extension Indicator {
  /// Returns the indicator with a further area that several areas make up together, such as South Tees.
  ///
  /// In a period from before or after a reorganisation a member is stood for by the authorities that covered just its
  /// ground. A period in which a member has no value has none, for the same reason.
  ///
  /// - Parameters:
  ///   - name: The footprint's name, which no area has.
  ///   - members: Two or more areas, local authorities all.
  ///   - rule: How their values make one.
  /// - Throws: ``FootprintError``, where the values don't add up in any period among others.
  public func footprint(_ name: String, of members: [Area], rule: CombinationRule = .counts) throws(FootprintError) -> Indicator {
    guard !name.isEmpty else { throw .noName }
    guard register.areaIfKnown(name) == nil else { throw .nameTaken(name) }
    guard Set(members).count > 1 else { throw .tooFewMembers(name) }
    if let other = members.first(where: { !$0.isLocalAuthority }) { throw .notAnAuthority(other.name) }
    let area = Area(footprint: name, of: members)
    var observations: [Observation] = []
    var (ways, made): ([String], [Period: String]) = ([], [:])
    var refusal: String?
    for period in periods {
      let combined = CombinedValue(of: area, of: self, in: period, rule: rule)
      observations.append(combined.observation)
      ways.append("\(name), \(period.label): \(combined.words)")
      made[period] = combined.way
      if combined.isRefused { refusal = combined.words }
    }
    if let refusal, observations.allSatisfy({ $0.value == nil }) { throw .doesNotAddUp(name, why: refusal) }
    var indicator = adding(area, observations: observations)
    indicator.made[area.code] = made
    indicator.notes += ways
    return indicator
  }
}

/// Areas that make no footprint.
public enum FootprintError: DiagnosableError, Hashable {
  case noName
  case nameTaken(String)
  case tooFewMembers(String)
  case notAnAuthority(String)
  case doesNotAddUp(String, why: String)

  public var diagnostic: Diagnostic {
    switch self {
    case .noName: Diagnostic("the footprint has no name", expectation: "It prints under its name, such as South Tees.")
    case .nameTaken(let name): Diagnostic("\"\(name)\" is the name of an area", expectation: "A footprint has a name of its own.")
    case .tooFewMembers(let name): Diagnostic("\(name) has fewer than two members", expectation: "Name two areas or more.")
    case .notAnAuthority(let name): Diagnostic("\(name) is no local authority", expectation: "A footprint is made of local authorities.")
    case .doesNotAddUp(let name, let why):
      Diagnostic(
        "\(name) has no value: \(why)",
        expectation: "A rate of several areas comes from their counts and denominators.",
        hint: "join them with indicator:with{denominator = ...}, or ask for the unweighted mean with rule = \"mean\"")
    }
  }
}

extension Operation {
  /// Makes several areas one.
  static let footprint = Operation(
    "footprint", summary: "The indicator with a further area that several local authorities make up, such as South Tees.",
    discussion: """
      Counts are added. A rate or a percentage comes from the counts and denominators of all the members, never from \
      their rates: join them with indicator:with{...} where the publication has none. The unweighted mean is taken only \
      if you ask for it. A missing value of a member makes the footprint's value missing, for the same reason. Ranked among \
      all, the footprint stands in the place of its members.
      """,
    example: """
      lait:indicator("CPP_rate"):with{denominator = children}:footprint("South Tees", {"Middlesbrough", "Redcar and Cleveland"}):rank("South Tees", {period = "2020", from = "highest"}).rank_words
      --> 3rd of 149
      """,
    Parameter<Indicator>("indicator", "The indicator to read."),
    Parameter<String>("name", "The name of the footprint."),
    Parameter<[Named<Area>]>("areas", "The local authorities that make it up."),
    Parameter<CombinationRule>("rule", "How their values make one.", default: .counts, words: "\"counts\"")
  ) { indicator, name, areas, rule in
    try indicator.footprint(name, of: areas.map { try indicator.register.area($0.text) }, rule: rule)
  }
}
