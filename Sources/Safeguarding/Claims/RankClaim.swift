import Columns

/// A rank that a report states, held against every rule by which it could have been computed.
struct RankClaim {
  let indicator: Indicator
  let area: Area
  let period: Period
  let rank: Int
  /// How many areas the report says there are, or nil where it does not.
  let of: Int?
  let order: RankOrder?

  /// One way of ranking, and the place that it gives the area.
  private struct Attempt {
    let ranking: Ranking
    let entry: Ranking.Entry
    let set: AreaSet

    var ties: TieRule { ranking.ties }
    func fits(rank: Int, of count: Int?) -> Bool {
      entry.rank == Double(rank) && (count ?? ranking.count) == ranking.count
    }
  }

  /// Holds the claim against the two sets of areas and the tie rules, the usual ones first.
  ///
  /// Near is within two places under the usual rule. The same place counts where the number of areas is within three of
  /// the stated one, which leaves room for areas without a value.
  func check() throws -> Claim {
    let order = order ?? (indicator.definition.polarity == .neither ? .highest : .best)
    var attempts: [Attempt] = []
    for ties in [TieRule.competition, .max, .average, .dense] {
      for set in [AreaSet.all, .published] {
        let ranking = try Ranking(of: indicator, in: period, among: set, order: order, ties: ties, area: area)
        attempts.append(Attempt(ranking: ranking, entry: try ranking.entry(of: area), set: set))
      }
    }
    let usual = attempts[0]
    let says = "\(PrintedNumber.ordinal(rank))\(of.map { " of \(PrintedNumber.of($0))" } ?? ""), \(order.rawValue) first"
    func claim(_ attempt: Attempt, _ verdict: Claim.Verdict, _ note: String) -> Claim {
      let value = indicator.text(attempt.entry.value, decimals: attempt.ranking.decimals)
      return Claim(
        subject: "\(area.name), \(indicator.definition.title), \(period.label)", says: says,
        found: "\(attempt.ranking.words(attempt.entry)) (\(value))", verdict: verdict, note: note,
        sources: indicator.sources)
    }
    if let fitting = attempts.first(where: { $0.fits(rank: rank, of: of) }) {
      return claim(fitting, fitting.ties == .competition ? .exact : .anotherTieRule, note(fitting, usual: usual))
    }
    if let fitting = attempts.first(where: { $0.fits(rank: rank, of: nil) }) {
      let note = "of \(PrintedNumber.of(fitting.ranking.count)) with a value" + (of.map { ", not \(PrintedNumber.of($0))" } ?? "")
      let rule = fitting.ties == .competition ? "" : "; \(fitting.ties.words)"
      // The same place among far fewer areas is a coincidence.
      let isSameField = of.map { abs($0 - fitting.ranking.count) <= 3 } ?? true
      let verdict = fitting.ties == .competition ? Claim.Verdict.exact : .anotherTieRule
      return claim(fitting, isSameField ? verdict : .notSupported, note + rule)
    }
    let distance = abs(usual.entry.rank - Double(rank))
    return claim(
      usual, distance <= 2 ? .near : .notSupported,
      "none of \(PrintedNumber.of(attempts.count)) ways of ranking gives it; \(PrintedNumber.of(distance)) "
        + (distance == 1 ? "place apart" : "places apart"))
  }

  private func note(_ fitting: Attempt, usual: Attempt) -> String {
    var notes: [String] = []
    if fitting.ties != .competition {
      notes.append(
        "\(fitting.ties.words), \(PrintedNumber.of(fitting.entry.tied)) areas at this value; if ties share the best rank it is "
          + PrintedNumber.ordinal(Int(usual.entry.rank)))
    }
    if case .published = fitting.set {
      notes.append(
        "counted as published; of the \(PrintedNumber.of(usual.ranking.count)) areas that existed, "
          + PrintedNumber.ordinal(Int(usual.entry.rank)))
    }
    return notes.joined(separator: "; ")
  }
}

extension Operation {
  /// Holds a stated rank against the data.
  static let claimRank = Operation(
    "claim_rank", summary: "A rank that a report states, held against the data under each tie rule.",
    discussion: """
      Exact is the same rank where ties share the best; another tie rule is the same rank under a different rule; near is \
      within two places. Ranks are tried among the areas that existed and among all that the file has a value for.
      """,
    example: """
      lait:indicator("FSP_NEW_GOODDEV"):claim_rank("Redcar and Cleveland", {says = 78, of = 152, period = "2018", from = "lowest"}).verdict
      --> another tie rule
      """,
    Parameter<Indicator>("indicator", "The indicator that the claim is about."),
    Parameter<Named<Area>>("area", "The area that the claim is about."),
    Parameter<Int>("says", "The stated rank, from 1."),
    Parameter<Int?>("of", "How many areas the report says there are.", otherwise: "any number"),
    Parameter<Named<Period>?>("period", "The period's label.", otherwise: "the latest period with values"),
    Parameter<RankOrder?>("from", "Which end is 1st.", otherwise: "\"best\", or \"highest\" without polarity")
  ) { indicator, name, rank, count, period, order in
    try RankClaim(
      indicator: indicator, area: indicator.register.area(name.text), period: indicator.period(period), rank: rank,
      of: count, order: order
    ).check()
  }

  /// Holds a stated value against the data.
  static let claimValue = Operation(
    "claim_value", summary: "A value that a report states, held against the published one.",
    discussion: "Exact is the same at the digits that the report prints; near is within the stated per cent of it.",
    example: """
      lait:indicator("LACnum"):claim_value("Middlesbrough", {says = 619, period = "2020"}).verdict
      --> near
      """,
    Parameter<Indicator>("indicator", "The indicator that the claim is about."),
    Parameter<Named<Area>>("area", "The area that the claim is about."),
    Parameter<Double>("says", "The stated value, in the indicator's unit."),
    Parameter<Named<Period>?>("period", "The period's label.", otherwise: "the latest period with values"),
    Parameter<Double>("within", "How far apart near is, in per cent.", default: 2, words: "2")
  ) { indicator, name, stated, period, within in
    let area = try indicator.register.area(name.text)
    let period = try indicator.period(period)
    let subject = "\(area.name), \(indicator.definition.title), \(period.label)"
    let says = indicator.text(stated, decimals: DecimalDigits(stated)?.decimals ?? 0)
    let observation = indicator[area, period]
    guard let value = observation.value else {
      return Claim(
        subject: subject, says: says, found: "nothing", verdict: .noData, note: observation.reason ?? "",
        sources: indicator.sources)
    }
    let verdict = Claim.verdict(says: stated, found: value, within: within)
    let note = verdict == .exact ? "" : "\(PrintedNumber.of(abs(stated - value))) apart"
    return Claim(
      subject: subject, says: says, found: indicator.text(value), verdict: verdict, note: note,
      sources: indicator.sources)
  }

  /// Holds a stated change against the data.
  static let claimChange = Operation(
    "claim_change", summary: "A change in per cent that a report states, held against the published values.",
    discussion: "Exact is the same at the digits that the report prints; near is within one percentage point.",
    example: """
      lait:indicator("CPP_Num"):claim_change("Middlesbrough", {says = 31, from = "2019", to = "2020"})
      --> Middlesbrough, Number of Children with CPP, 2019 to 2020: the report says +31%, the data say +44.1% (263 to 379): not supported (+31% would need 289 in 2019)
      """,
    Parameter<Indicator>("indicator", "The indicator that the claim is about."),
    Parameter<Named<Area>>("area", "The area that the claim is about."),
    Parameter<Double>("says", "The stated change, in per cent."),
    Parameter<Named<Period>>("from", "The earlier period's label."),
    Parameter<Named<Period>>("to", "The later period's label.")
  ) { indicator, name, stated, from, to in
    let area = try indicator.register.area(name.text)
    let change = try Change(
      of: indicator, area: area, from: indicator.period(from.text), to: indicator.period(to.text))
    let subject = "\(area.name), \(indicator.definition.title), \(change.from.label) to \(change.to.label)"
    let says = "\(PrintedNumber.signed(stated))%"
    let values = "\(indicator.text(change.fromValue)) to \(indicator.text(change.toValue))"
    guard let percent = change.percent else {
      return Claim(
        subject: subject, says: says, found: values, verdict: .noData,
        note: "the earlier value is zero, so there is no percentage", sources: indicator.sources)
    }
    var verdict = Claim.verdict(says: stated, found: percent, within: 0)
    if verdict != .exact, abs(stated - percent) <= 1 { verdict = .near }
    let base = change.toValue / (1 + stated / 100)
    let note = verdict == .exact || !base.isFinite
      ? "" : "\(says) would need \(indicator.text(base, decimals: indicator.definition.decimals)) in \(change.from.label)"
    return Claim(
      subject: subject, says: says, found: "\(PrintedNumber.signed(percent, decimals: 1))% (\(values))", verdict: verdict,
      note: ([note] + change.notes).filter { !$0.isEmpty }.joined(separator: "; "), sources: indicator.sources)
  }

  /// Holds a stated figure against one that a script computed.
  static let claim = Operation(
    "claim", summary: "A figure that a report states, held against one that the script computed.",
    example: """
      claim("training courses", {says = 23, found = 10 + 12 + 2})
      --> training courses: the report says 23, the data say 24: not supported
      """,
    Parameter<String>("subject", "What the figure is about."),
    Parameter<Double>("says", "The stated figure."),
    Parameter<Double>("found", "The computed figure."),
    Parameter<String>("unit", "The unit of both, as it prints after the figure.", default: "", words: "none"),
    Parameter<String>("note", "How the figure was computed.", default: "", words: "none"),
    Parameter<Double>("within", "How far apart near is, in per cent.", default: 2, words: "2")
  ) { subject, stated, found, unit, note, within in
    let places = max(DecimalDigits(stated)?.decimals ?? 0, 0)
    func text(_ value: Double) -> String {
      let number = PrintedNumber.of(value, decimals: max(places, min(DecimalDigits(value)?.decimals ?? 0, places + 1)))
      return unit.hasPrefix("£") ? unit + number : unit.hasPrefix("%") || unit.isEmpty ? number + unit : "\(number) \(unit)"
    }
    return Claim(
      subject: subject, says: text(stated), found: text(found),
      verdict: Claim.verdict(says: stated, found: found, within: within), note: note)
  }

  /// Lists claims.
  static let claims = Operation(
    "claims", summary: "Claims as a table: what the report says, what the data say, and the verdict.",
    example: """
      claims{claim("training courses", {says = 23, found = 24})}[1].verdict
      --> not supported
      """,
    Parameter<[Claim]>("list", "The claims.")
  ) { claims in
    let columns: [(name: String, text: (Claim) -> String)] = [
      ("subject", \.subject), ("report_says", \.says), ("data_say", \.found), ("verdict", \.verdict.rawValue), ("note", \.note),
    ]
    return Table(
      checked: try columns.map { name, text in
        try OperationLimits.check()
        return Column(name, texts: claims.map(text))
      }, rowCount: claims.count)
  }
}
