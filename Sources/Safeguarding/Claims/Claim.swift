public import Columns

/// A sentence of a report held against the data.
public struct Claim: Sendable {
  /// What the claim is about: `Middlesbrough, Under 18 Conception rates`.
  public let subject: String
  /// What the report says, with its unit.
  public let says: String
  /// What the data say, with their unit.
  public let found: String
  public let verdict: Verdict
  /// How the finding was made, and what would have to hold for the claim to be right.
  public let note: String
  public let sources: [TableSource]

  /// How well the data bear a claim out.
  public enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// The data give the same figure, to the digits that the report prints.
    case exact
    /// The data give a figure within the stated distance.
    case near
    /// The data give the same rank, by another tie rule than the usual one.
    case anotherTieRule = "another tie rule"
    case notSupported = "not supported"
    /// The data have no figure to hold the claim against.
    case noData = "no data"
  }

  public init(
    subject: String, says: String, found: String, verdict: Verdict, note: String, sources: [TableSource] = []
  ) {
    self.subject = subject
    self.says = says
    self.found = found
    self.verdict = verdict
    self.note = note
    self.sources = sources
  }

  /// Returns the verdict on a figure: exact if it rounds to the stated one at the digits in which that is written, near
  /// if the two are within some per cent of the stated one.
  static func verdict(says stated: Double, found: Double, within percent: Double) -> Verdict {
    let places = DecimalDigits(stated)?.decimals ?? 0
    let rounded = DecimalDigits(found)?.rounded(toSignificantDigits: 12).rounded(toDecimals: places).number
    if rounded == stated { return .exact }
    return abs(found - stated) <= abs(stated) * percent / 100 ? .near : .notSupported
  }
}

extension Claim: ScriptObject {
  public static let kind = ObjectKind("claim", summary: "A sentence of a report held against the data.")
  public static let fields: [ObjectField<Claim>] = [
    .init("subject", "What the claim is about.") { .text($0.subject) },
    .init("says", "What the report says.") { .text($0.says) },
    .init("found", "What the data say.") { .text($0.found) },
    .init("verdict", "exact, near, another tie rule, not supported or no data.") { .text($0.verdict.rawValue) },
    .init("note", "How the finding was made.") { .text($0.note) },
  ]
  public var words: String {
    "\(subject): the report says \(says), the data say \(found): \(verdict.rawValue)" + (note.isEmpty ? "" : " (\(note))")
  }
  public var reasons: [String] { [note] + sources.map(\.words) }
}
