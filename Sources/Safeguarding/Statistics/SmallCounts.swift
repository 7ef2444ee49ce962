import Columns

/// The counts that a table hides before it is published, so that neither they nor one total tells of few people.
///
/// A count below the threshold is hidden. A line is the counts that one total adds up, such as those of a region. The total tells
/// what its line hides where that is one count alone, and where all that is hidden is as small, or as large, as it can be: two counts of
/// 1 have a total of 2. Such a line hides one more, its smallest, and a zero only where there is nothing else.
///
/// Invariant: a line that hid something and was asked once need not be asked again. It tells no more, for it hides two different counts at
/// least, or it has no other count to hide.
///
/// - SeeAlso: A. Hundepool and others, *Statistical Disclosure Control* (2012), on cell suppression.
struct SmallCounts {
  /// What becomes of a count.
  enum Mark {
    /// It is published, or was missing for a reason that tells nothing of its size.
    case shown, missing
    /// It was suppressed before, so that its value is not known here.
    case suppressed
    /// It is below the threshold, or is hidden for the sake of such a one.
    case small, beside

    var isHidden: Bool { self == .suppressed || self == .small || self == .beside }
  }

  /// The least count above zero that is published, of 2 or more.
  let threshold: Int
  let hidesZeros: Bool
  private(set) var counts: [Int] = []
  private(set) var marks: [Mark] = []

  init(below threshold: Int, hidesZeros: Bool) {
    self.threshold = threshold
    self.hidesZeros = hidesZeros
  }

  /// Adds a count of zero or more.
  mutating func append(_ count: Int) {
    counts.append(count)
    marks.append(count < threshold && (count > 0 || hidesZeros) ? .small : .shown)
  }

  /// Adds a place without a count.
  mutating func append(missing reason: MissingReason) {
    counts.append(0)
    marks.append(reason == .suppressed ? .suppressed : .missing)
  }

  /// Hides further counts until no line tells by itself, and returns the lines that do all the same: they have no other count.
  ///
  /// - Complexity: O(counts of all lines).
  mutating func protect(_ lines: [[Int]]) throws -> [Int] {
    var linesOfCount = [[Int]](repeating: [], count: counts.count)
    for (line, places) in lines.enumerated() { for place in places { linesOfCount[place].append(line) } }
    var wasAsked = [Bool](repeating: false, count: lines.count)
    var (waiting, next, telling) = (Array(lines.indices), 0, [Int]())
    while next < waiting.count {
      let line = waiting[next]
      next += 1
      try OperationLimits.check(at: next)
      guard !wasAsked[line] else { continue }
      let hidden = lines[line].filter { marks[$0].isHidden }
      wasAsked[line] = !hidden.isEmpty
      guard isTold(hidden) else { continue }
      guard let other = other(than: hidden, in: lines[line]) else {
        telling.append(line)
        continue
      }
      marks[other] = .beside
      waiting += linesOfCount[other]
    }
    return telling
  }

  /// Whether the total of a line tells what it hides.
  func isTold(_ hidden: [Int]) -> Bool {
    guard let first = hidden.first else { return false }
    guard hidden.count > 1 else { return true }
    guard hidden.allSatisfy({ marks[$0] != .suppressed }) else { return false }
    return [0, hidesZeros ? 0 : 1, threshold - 1].contains(counts[first]) && hidden.allSatisfy { counts[$0] == counts[first] }
  }

  /// The smallest count that a line shows, the first of equals; a zero is the last choice, and none where zeros alone are hidden.
  private func other(than hidden: [Int], in line: [Int]) -> Int? {
    let shown = line.filter { marks[$0] == .shown }
    if let least = shown.filter({ counts[$0] > 0 }).min(by: { counts[$0] < counts[$1] }) { return least }
    return hidden.allSatisfy { marks[$0] != .suppressed && counts[$0] == 0 } ? nil : shown.first
  }
}
