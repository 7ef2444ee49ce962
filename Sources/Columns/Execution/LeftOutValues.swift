/// What is said of the values that a publisher hid, or could not give, where a sum or a mean goes on without them.
///
/// A value that is just not there, as in most incident data, is counted alone.
enum LeftOutValues {
  /// Why values are left out, by how many are for each reason; nil where no reason is given for any.
  static func words(_ counts: [(reason: MissingReason, count: Int)]) -> String? {
    guard counts.contains(where: { $0.reason != .unspecified }) else { return nil }
    if counts.count == 1 { return words(counts[0].reason) }
    return counts.map { "\(PrintedNumber.of($0.count)) \(words($0.reason))" }.joined(separator: ", ")
  }

  private static func words(_ reason: MissingReason) -> String {
    switch reason {
    case .unspecified: "no reason given"
    case .lowRoundsToZero: "low"
    default: reason.words
    }
  }

  /// Which groups have figures of only some of their values; nil where none has.
  ///
  /// - Parameters:
  ///   - lacking: The groups that do, by their keys.
  ///   - count: How many groups there are.
  static func note(on column: String, lacking: Table, of count: Int) -> String? {
    guard lacking.rowCount > 0, count > 1 else { return nil }
    let named = (0..<min(lacking.rowCount, mostNamed)).map { row in
      lacking.columns.map { $0[row].plainText }.joined(separator: " ")
    }
    let others = lacking.rowCount - named.count
    let more = others > 0 ? " and \(PrintedNumber.of(others)) more" : ""
    return "\(PrintedNumber.of(lacking.rowCount)) of \(PrintedNumber.of(count)) groups lack some values of \"\(column)\": \(named.joined(separator: "; "))\(more)"
  }

  private static let mostNamed = 5
}
