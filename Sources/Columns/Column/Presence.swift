/// Which rows of a column hold a value, and why the others do not.
public struct Presence: Hashable, Sendable {
  /// The number of rows.
  public let count: Int

  /// One raw reason a row, zero where the value is there; empty where no row is missing.
  private let reasons: [UInt8]

  /// The number of rows without a value.
  public let missingCount: Int

  /// Creates the presence of a column in which every row holds a value.
  public init(allPresent count: Int) {
    self.count = count
    reasons = []
    missingCount = 0
  }

  /// Creates a presence from one optional reason a row, nil where the value is there.
  public init(_ reasons: some Collection<MissingReason?>) {
    self.init(raw: reasons.map { $0?.rawValue ?? 0 })
  }

  /// Creates a presence from raw reasons, zero where the value is there; a raw value of no reason reads as unspecified.
  package init(raw: [UInt8]) {
    count = raw.count
    missingCount = raw.reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
    reasons = missingCount == 0 ? [] : raw
  }

  /// Whether every row holds a value.
  public var isComplete: Bool { missingCount == 0 }

  /// The reason that a row has no value, or nil where it has one.
  public subscript(row: Int) -> MissingReason? {
    guard !reasons.isEmpty, reasons[row] != 0 else { return nil }
    return MissingReason(rawValue: reasons[row]) ?? .unspecified
  }

  /// How many rows are missing, by reason; reasons that do not occur are left out.
  public var countsByReason: [MissingReason: Int] {
    var counts: [MissingReason: Int] = [:]
    for row in 0..<count { if let reason = self[row] { counts[reason, default: 0] += 1 } }
    return counts
  }

  /// Returns the presence of some rows, in the order given.
  package func selecting(_ rows: [Int]) -> Presence {
    isComplete ? Presence(allPresent: rows.count) : Presence(raw: rows.map { reasons[$0] })
  }
}
