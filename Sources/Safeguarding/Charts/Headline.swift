import Columns

/// The sentence that a chart says, worked out from its values and never written by hand.
package enum Headline {
  /// A number; units but % and £ stand beneath the headline.
  private static func text(_ value: Double, unit: String?, decimals: Int?) -> String {
    let number = number(value, decimals: decimals)
    guard let unit else { return number }
    return unit == "%" ? number + "%" : unit == "£" ? "£" + number : number
  }

  /// A number to its decimal places. Where its column states none, one that needs more than two, such as a mean, has two, or below one
  /// three digits.
  package static func number(_ value: Double, decimals: Int?) -> String {
    guard decimals == nil, let digits = DecimalDigits(value), digits.decimals > 2 else {
      return PrintedNumber.of(value, decimals: decimals, significantDigits: 7)
    }
    return value.magnitude < 1 ? PrintedNumber.of(value, significantDigits: 3) : PrintedNumber.of(digits.rounded(toDecimals: 2).number)
  }

  /// The values that there are and that a chart can draw, without noise, with labels that a headline has room for.
  private static func known(_ labels: [String], _ values: [Double?]) -> [(label: String, value: Double)] {
    zip(labels, values).compactMap { label, value in
      value.flatMap { $0.isFinite ? (cut(label), DecimalDigits.withoutNoise($0)) : nil }
    }
  }

  static func cut(_ label: String) -> String { label.count > 60 ? label.prefix(59) + "\u{2026}" : label }

  /// What stands highest.
  static func highest(labels: [String], values: [Double?], unit: String?, decimals: Int?) -> String {
    let known = known(labels, values)
    guard let most = known.map(\.value).max() else { return "No values" }
    let words = text(most, unit: unit, decimals: decimals)
    let top = known.filter { $0.value == most }
    if known.count == 1 { return "\(top[0].label): \(words)" }
    if top.count == known.count { return "All \(PrintedNumber.of(known.count)) are alike: \(words)" }
    switch top.count {
    case 1: return "\(top[0].label) is highest: \(words)"
    case 2: return "\(top[0].label) and \(top[1].label) are joint highest: \(words)"
    default: return "\(PrintedNumber.of(top.count)) of \(PrintedNumber.of(known.count)) are joint highest: \(words)"
    }
  }

  /// How many have each word, the most frequent first; of more than six the rest together.
  static func counts(_ words: [String]) -> String {
    let counts = Dictionary(grouping: words, by: { $0 }).mapValues(\.count).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard !counts.isEmpty else { return "No values" }
    let named = counts.count > 6 ? 5 : counts.count
    let others = counts.dropFirst(named)
    return (counts.prefix(named).map { "\(PrintedNumber.of($0.value)) \(cut($0.key))" }
      + (others.isEmpty ? [] : ["\(PrintedNumber.of(others.reduce(0) { $0 + $1.value })) of \(PrintedNumber.of(others.count)) other words"]))
      .joined(separator: ", ")
  }

  /// Where a value stands beside that of the same time of the year before.
  ///
  /// - Parameters:
  ///   - time: What the time of the value is called.
  ///   - before: The value of the year before; nil where there is none.
  static func yearOnYear(_ value: Double, in time: String, before: Double?, in earlier: String, unit: String?, decimals: Int?) -> String {
    let now = text(value, unit: unit, decimals: decimals)
    guard let before, before.isFinite else { return "\(now) in \(time), and no value in \(earlier) to compare it with" }
    guard now != text(before, unit: unit, decimals: decimals) else { return "\(now) in \(time), as in \(earlier)" }
    let change = DecimalDigits.difference(value, before)
    let size = unit == "%" ? "\(number(change.magnitude, decimals: decimals)) percentage points" : text(change.magnitude, unit: unit, decimals: decimals)
    // A share of a share would be taken for points, and nothing has a share of zero.
    let percent = unit == "%" || before <= 0 ? nil : change / before * 100
    let share = percent.map { " (\(PrintedNumber.signed($0, decimals: $0.magnitude < 10 ? 1 : 0))%)" } ?? ""
    return "\(now) in \(time), \(size) \(change > 0 ? "more" : "less") than in \(earlier)\(share)"
  }

  /// Where a series went from its first value to its last.
  package static func course(labels: [String], values: [Double?], unit: String?, decimals: Int?) -> String {
    let known = known(labels, values)
    guard let first = known.first, let last = known.last else { return "No values" }
    let end = text(last.value, unit: unit, decimals: decimals)
    guard known.count > 1 else { return "\(end) in \(last.label)" }
    let start = text(first.value, unit: unit, decimals: decimals)
    let verb = last.value > first.value ? "Up" : last.value < first.value ? "Down" : "The same"
    // The values that print alike moved by less than anybody sees.
    if start == end { return "\(end) in \(first.label) and in \(last.label)" }
    return "\(verb) from \(start) in \(first.label) to \(end) in \(last.label)"
  }
}
