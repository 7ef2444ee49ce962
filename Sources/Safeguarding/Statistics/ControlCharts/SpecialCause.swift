/// A pattern of points that a process which has not changed seldom makes.
///
/// Where a point is part of several patterns it is told by the first of these: outside a limit, in a trend, two of three
/// near a limit, in a shift. These are the rules of NHSRplotthedots, in the precedence of its labels.
///
/// - SeeAlso: NHS England, *Making Data Count* (2019); T. Jemmett, C. Reading and others, *NHSRplotthedots: Draw XmR
///   Charts for NHS "Making Data Count" Programme* (CRAN), whose own labels a run of 7 repeats.
public enum SpecialCause: String, Hashable, Sendable, CaseIterable {
  /// Above the upper control limit.
  case aboveLimit = "above the upper limit"
  /// Below the lower control limit.
  case belowLimit = "below the lower limit"
  /// Part of a run of points each higher than the one before.
  case risingTrend = "rising trend"
  /// Part of a run of points each lower than the one before.
  case fallingTrend = "falling trend"
  /// One of three points above the centre of which two lie in the outer third of the way to the limit, and itself there.
  case twoOfThreeHigh = "two of three near the upper limit"
  /// The same below the centre.
  case twoOfThreeLow = "two of three near the lower limit"
  /// Part of a run of points above the centre.
  case shiftAbove = "shift above the centre"
  /// Part of a run of points below the centre.
  case shiftBelow = "shift below the centre"

  /// Whether the pattern speaks of higher values.
  public var isHigh: Bool {
    switch self {
    case .aboveLimit, .risingTrend, .twoOfThreeHigh, .shiftAbove: true
    case .belowLimit, .fallingTrend, .twoOfThreeLow, .shiftBelow: false
    }
  }

  /// Finds the special causes of the points of one stretch.
  ///
  /// - Complexity: O(points).
  static func find(in points: [(value: Double, lines: ControlLines)], run: Int) -> [SpecialCause?] {
    let sides = points.map { point in order(point.value, point.lines.runLine ?? point.lines.centre) }
    let steps = [0] + zip(points, points.dropFirst()).map { order($1.value, $0.value) }
    var found = [SpecialCause?](repeating: nil, count: points.count)
    // From the rule that gives way to the one that goes before.
    for (side, cause) in [(1, SpecialCause.shiftAbove), (-1, .shiftBelow)] {
      for place in runs(of: side, in: sides, length: run) { found[place] = cause }
    }
    markTwoOfThree(points, into: &found)
    // A peak or a trough can be part of both trends; it is told as part of the rise.
    for (step, cause) in [(-1, SpecialCause.fallingTrend), (1, .risingTrend)] {
      // A run of so many steps joins one point more.
      for place in runs(of: step, in: steps, length: run - 1) {
        found[place] = cause
        found[place - 1] = cause
      }
    }
    for (place, point) in points.enumerated() {
      if isAbove(point) { found[place] = .aboveLimit }
      if isBelow(point) { found[place] = .belowLimit }
    }
    return found
  }

  private typealias Placed = (value: Double, lines: ControlLines)

  /// One where the first number is more than the second, minus one where it is less; zero too where they differ only by
  /// the noise of binary fractions, so that seven shares of a tenth do not lie above their mean.
  private static func order(_ first: Double, _ second: Double) -> Int {
    let noise = 1e-12 * max(first.magnitude, second.magnitude)
    return first - second > noise ? 1 : second - first > noise ? -1 : 0
  }

  private static func isAbove(_ point: Placed) -> Bool {
    point.lines.distance.map { order(point.value, point.lines.centre + $0) > 0 } ?? false
  }

  private static func isBelow(_ point: Placed) -> Bool {
    point.lines.distance.map { order(point.value, point.lines.centre - $0) < 0 } ?? false
  }

  /// The places that lie in a run of one sign that is long enough.
  private static func runs(of wanted: Int, in signs: [Int], length: Int) -> [Int] {
    var places: [Int] = []
    var start = 0
    while start < signs.count {
      var end = start
      while end < signs.count, signs[end] == wanted { end += 1 }
      if end - start >= length { places += start..<end }
      start = max(end, start + 1)
    }
    return places
  }

  private static func markTwoOfThree(_ points: [Placed], into found: inout [SpecialCause?]) {
    guard points.count >= 3 else { return }
    let sides = points.map { order($0.value, $0.lines.centre) }
    let isNear = points.map { point in
      guard let distance = point.lines.distance, !isAbove(point), !isBelow(point) else { return false }
      return order((point.value - point.lines.centre).magnitude, 2 * (distance / 3)) > 0
    }
    for first in 0...(points.count - 3) {
      let three = first..<(first + 3)
      guard sides[first] != 0, three.allSatisfy({ sides[$0] == sides[first] }), three.count(where: { isNear[$0] }) >= 2 else {
        continue
      }
      for place in three where isNear[place] { found[place] = sides[first] > 0 ? .twoOfThreeHigh : .twoOfThreeLow }
    }
  }
}
