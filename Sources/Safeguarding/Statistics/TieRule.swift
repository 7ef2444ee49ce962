/// How values that are equal share a rank.
public enum TieRule: String, Hashable, Sendable, WordChoice {
  /// Each takes the best rank of the group, and the ranks after it are skipped: 1, 2, 2, 4. Also called `min`; LAIT's.
  case competition
  /// Each takes the worst rank of the group: 1, 3, 3, 4. Also called `max`.
  case max
  /// Each takes the same rank, and none is skipped: 1, 2, 2, 3.
  case dense
  /// Each takes a rank of its own, in the order of the areas' names: 1, 2, 3, 4.
  case ordinal
  /// Each takes the mean of the group's ranks: 1, 2.5, 2.5, 4.
  case average

  /// `min` is another name for `competition`.
  public static func argument(_ value: Value) throws -> TieRule? {
    guard case .text(let text) = value else { return nil }
    if text.lowercased() == "min" { return .competition }
    guard let rule = TieRule(rawValue: text.lowercased()) else {
      throw ArgumentError.notAChoice(text, choices: allCases.map(\.rawValue) + ["min"])
    }
    return rule
  }

  /// The rule in words: `ties share the best rank`.
  public var words: String {
    switch self {
    case .competition: "ties share the best rank"
    case .max: "ties share the worst rank"
    case .dense: "ties share a rank and none is skipped"
    case .ordinal: "ties are ordered by name"
    case .average: "ties share the mean of their ranks"
    }
  }

  /// Ranks keys that are in order, first to last.
  ///
  /// - Returns: For each key its rank from one, and how many keys equal it, itself included.
  /// - Complexity: O(keys).
  public func ranks(ofOrdered keys: [Double]) -> [(rank: Double, tied: Int)] {
    var ranks: [(rank: Double, tied: Int)] = []
    ranks.reserveCapacity(keys.count)
    var group = 0
    var start = 0
    while start < keys.count {
      var end = start
      while end < keys.count, keys[end] == keys[start] { end += 1 }
      group += 1
      for place in start..<end {
        let rank: Double =
          switch self {
          case .competition: Double(start + 1)
          case .max: Double(end)
          case .dense: Double(group)
          case .ordinal: Double(place + 1)
          case .average: Double(start + 1 + end) / 2
          }
        ranks.append((rank, end - start))
      }
      start = end
    }
    return ranks
  }
}
