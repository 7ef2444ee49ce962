/// Why a value is not there.
///
/// A missing value is never a zero, and a zero is never missing. The reasons are those that the Government Statistical
/// Service names (*Using symbols and shorthand in tables*, 2022), and that the Department for Education publishes.
public enum MissingReason: UInt8, Hashable, Sendable, CaseIterable {
  /// No reason is given: an empty cell, `-`, `..` or `NA`.
  case unspecified = 1
  /// The publisher hides a small number so that nobody can be recognised: `c`, `*`.
  case suppressed
  /// The value cannot exist, as for an area before it was created: `z`.
  case notApplicable
  /// The value exists but was not collected or received: `x`.
  case notAvailable
  /// The value is above zero and rounds to zero: `low`, `k`.
  case lowRoundsToZero
  /// The value is too unreliable to publish: `u`.
  case lowReliability

  /// The reason in words that can follow "the value is".
  public var words: String {
    switch self {
    case .unspecified: "missing, no reason given"
    case .suppressed: "suppressed"
    case .notApplicable: "not applicable"
    case .notAvailable: "not available"
    case .lowRoundsToZero: "low, rounds to zero"
    case .lowReliability: "of low reliability"
    }
  }

  /// The symbol that tables print in place of the value, as the Government Statistical Service writes it.
  public var symbol: String {
    switch self {
    case .unspecified: "[..]"
    case .suppressed: "[c]"
    case .notApplicable: "[z]"
    case .notAvailable: "[x]"
    case .lowRoundsToZero: "[low]"
    case .lowReliability: "[u]"
    }
  }
}

/// The texts that stand for a missing value in a published table, each with the reason it gives.
///
/// Markers count in columns of numbers, dates and booleans. In a column of text only the empty cell is missing, since
/// a `c` there may well be a word.
public struct MissingMarkers: Hashable, Sendable {
  /// The reason by marker, in lower case and without brackets.
  public private(set) var reasons: [String: MissingReason]

  /// The markers of the Department for Education, the Government Statistical Service, OHID and UKHSA.
  public static let published = MissingMarkers(reasons: [
    "": .unspecified, "-": .unspecified, "..": .unspecified, ".": .unspecified, ":": .unspecified,
    "na": .unspecified, "n/a": .unspecified, "null": .unspecified, "nan": .unspecified,
    "c": .suppressed, "*": .suppressed, "**": .suppressed, "***": .suppressed, "suppressed": .suppressed,
    "z": .notApplicable, "x": .notAvailable, "no data": .notAvailable,
    "low": .lowRoundsToZero, "k": .lowRoundsToZero, "~": .lowRoundsToZero, "u": .lowReliability,
  ])

  private init(reasons: [String: MissingReason]) { self.reasons = reasons }

  /// Returns these markers with further texts, each read as missing with no reason given.
  public func adding(_ markers: some Sequence<String>) -> MissingMarkers {
    adding(Dictionary(markers.map { ($0, .unspecified) }, uniquingKeysWith: { first, _ in first }))
  }

  /// Returns these markers with further texts and their reasons; a text that is known already takes the new reason.
  public func adding(_ markers: [String: MissingReason]) -> MissingMarkers {
    var copy = self
    for (text, reason) in markers { copy.reasons[Self.bare(text)] = reason }
    return copy
  }

  /// Returns the reason that a cell's text stands for, or nil where it is no marker: `c`, `[c]`, `C`, ` c `.
  ///
  /// A reference to a note, such as `[note 1]`, has the place of a value that is not there.
  public func reason(for text: some StringProtocol) -> MissingReason? {
    let bare = Self.bare(text)
    if let reason = reasons[bare] { return reason }
    let number = bare.hasPrefix("note ") ? bare.dropFirst(5) : ""
    return !number.isEmpty && number.utf8.allSatisfy { (0x30...0x39).contains($0) } ? .unspecified : nil
  }

  private static func bare(_ text: some StringProtocol) -> String {
    var bare = text.lowercased().trimmed
    if bare.first == "[", bare.last == "]", bare.count > 2 { bare = bare.dropFirst().dropLast() }
    return String(bare)
  }
}
