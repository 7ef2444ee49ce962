/// Finds the name that a misspelt one most likely meant.
public enum NearestName {
  /// Returns the candidate nearest to a name, or nil where none is near enough to be worth offering.
  ///
  /// Nearness is the number of letters inserted, left out, replaced or swapped with a neighbour (optimal string
  /// alignment), ignoring case. One edit in three letters is the most that is offered; of equals the first stands.
  ///
  /// - Complexity: O(candidates x length²).
  public static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(String(Substring(name.unicodeScalars.prefix(120))).lowercased().unicodeScalars)
    guard !wanted.isEmpty else { return nil }
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let letters = Array(candidate.lowercased().unicodeScalars.prefix(120))
      let allowed = max(1, min(wanted.count, letters.count) / 3)
      guard abs(letters.count - wanted.count) <= allowed else { continue }
      let distance = edits(from: wanted, to: letters)
      if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Returns the words ``did you mean "x"?`` for the nearest candidate, or nil where there is none.
  public static func hint(for name: String, among candidates: some Sequence<String>) -> String? {
    of(name, among: candidates).map { "did you mean \"\($0)\"?" }
  }

  private static func edits(from first: [Unicode.Scalar], to second: [Unicode.Scalar]) -> Int {
    guard !first.isEmpty, !second.isEmpty else { return max(first.count, second.count) }
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for row in 1...first.count {
      var current = [row]
      current.reserveCapacity(second.count + 1)
      for column in 1...second.count {
        let replaced = last[column - 1] + (first[row - 1] == second[column - 1] ? 0 : 1)
        var least = min(last[column] + 1, current[column - 1] + 1, replaced)
        if row > 1, column > 1, first[row - 1] == second[column - 2], first[row - 2] == second[column - 1] {
          least = min(least, beforeLast[column - 2] + 1)
        }
        current.append(least)
      }
      beforeLast = last
      last = current
    }
    return last[second.count]
  }
}
