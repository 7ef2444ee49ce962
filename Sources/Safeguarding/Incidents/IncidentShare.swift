import Columns

/// A share of incidents, people or places, with its interval and in words: `71% of almost 6,000`.
public struct IncidentShare: Sendable {
  /// The part and the whole.
  public let proportion: Proportion
  public let confidence: ConfidenceLevel
  /// What is counted, such as `incidents`.
  let things: String
  /// What the part has, after "that".
  let condition: String
  /// How many are not known to have it or not; nil where there are none.
  let unknown: String?
  let notes: [String]
  let sources: [TableSource]

  init(
    _ proportion: Proportion, of things: String, that condition: String, confidence: ConfidenceLevel = .percent95,
    unknown: String? = nil, notes: [String], sources: [TableSource]
  ) {
    self.proportion = proportion
    self.things = things
    self.condition = condition
    self.confidence = confidence
    self.unknown = unknown
    self.notes = notes
    self.sources = sources
  }

  var limits: ConfidenceLimits { proportion.limits(at: confidence).scaled(by: 100) }

  /// The share and the whole in a phrase: `71% of almost 6,000`.
  ///
  /// Only none is 0% and only all is 100%: any other share has as many decimal places as it takes.
  public var shortWords: String {
    "\(percent(decimals: proportion.denominator < 1000 && proportion.value < 0.1 ? 1 : 0))% of \(RoundWords.of(proportion.denominator))"
  }

  /// The share in per cent, with as many decimal places at least.
  private func percent(decimals least: Int) -> String {
    let isPart = proportion.numerator > 0 && proportion.numerator < proportion.denominator
    var decimals = least
    func text() -> String { PrintedNumber.of(proportion.value * 100, decimals: decimals) }
    while isPart, decimals < 9, Double(text()) == 0 || Double(text()) == 100 { decimals += 1 }
    return text()
  }
}

/// A count as a report words it: `almost 6,000`, `over 8,400`.
enum RoundWords {
  /// The count rounded to the fewest digits that move it by less than one in forty, and which way it was rounded; a count below a
  /// hundred, and one that is round, as it is.
  static func of(_ count: Int) -> String {
    guard count >= 100 else { return PrintedNumber.of(count) }
    var step = 1
    while step <= count / 10 { step *= 10 }
    while step > 1 {
      let rounded = (count + step / 2) / step * step
      if rounded == count { return PrintedNumber.of(count) }
      if abs(rounded - count) * 40 < count { return (rounded > count ? "almost " : "over ") + PrintedNumber.of(rounded) }
      step /= 10
    }
    return PrintedNumber.of(count)
  }
}

extension IncidentShare: ScriptObject {
  public static let kind = ObjectKind("incident_share", summary: "A share of incidents, people or places, with its interval.")

  public static let fields: [ObjectField<IncidentShare>] = [
    .init("percent", "The share in per cent.") { .number($0.proportion.value * 100) },
    .init("lower", "The lower limit in per cent.") { $0.limits.lower.limitValue },
    .init("upper", "The upper limit in per cent.") { $0.limits.upper.limitValue },
    .init("numerator", "How many meet the condition.") { .integer($0.proportion.numerator) },
    .init("denominator", "How many there are.") { .integer($0.proportion.denominator) },
    .init("short", "The share and the whole as a report words them.") { .text($0.shortWords) },
  ]

  public var words: String {
    let (part, all) = (PrintedNumber.of(proportion.numerator), PrintedNumber.of(proportion.denominator))
    let limits = limits.words { PrintedNumber.of($0, decimals: 1) + "%" }
    // As many places as the limits have, which a share of a round number would seem to lie outside of.
    return "\(percent(decimals: 1))% of \(all) \(things) \(condition) (\(part)\(unknown.map { "; " + $0 } ?? ""); \(confidence.words) limits \(limits), Wilson)"
  }

  public var reasons: [String] { notes + sources.map(\.words) }
}

extension Incidents {
  /// Finds the share of the incidents that meets a condition.
  ///
  /// - Parameter ofKnown: Whether incidents count only where the columns of the condition have values.
  func share(_ condition: Predicate, words: String, ofKnown: Bool, confidence: ConfidenceLevel) throws -> IncidentShare {
    let names = Array(Set(condition.columns)).sorted()
    let isKnown = Predicate.and(names.map { .not(.isMissing(column: $0)) })
    let counted = try answer(
      question.group(
        by: [],
        [
          .count("all"), .count("known", where: isKnown), .count("met", where: .and([condition, isKnown])),
          .count("met_all", where: condition),
        ]))
    let (all, known) = (try counted.whole("all"), try counted.whole("known"))
    let unknown = "\(PrintedNumber.of(all - known, "incident has", "incidents have")) no \(names.joined(separator: " or "))"
    var notes = conditionNotes
    if known < all {
      notes.append("of \(PrintedNumber.of(all)), \(unknown): " + (ofKnown ? "left out" : "they count as not meeting the condition"))
    }
    guard known > 0 || all == 0 else {
      throw ArgumentError.unusable(
        "conditions", problem: "all of the \(unknown)",
        expectation: "A share is of incidents of which some are known to meet the conditions or not.")
    }
    let part = try counted.whole(ofKnown ? "met" : "met_all")
    guard (ofKnown ? known : all) > 0 else {
      throw ArgumentError.unusable("conditions", problem: "there are no incidents to be a share of", expectation: "One or more.")
    }
    return try IncidentShare(
      Proportion(numerator: part, denominator: ofKnown ? known : all), of: (["incidents"] + conditionNotes).joined(separator: " ") + ":",
      that: words, confidence: confidence, unknown: known < all && !ofKnown ? unknown : nil, notes: notes + coverageNotes(), sources: counted.sources)
  }
}
