extension ControlChart {
  /// Charts any measure by its moving range.
  ///
  /// The centre is the mean, and the limits lie 2.66 mean moving ranges from it. Moving ranges above 3.267 times their
  /// mean are left out once and the mean is taken again, so that one wild point does not widen the limits it should be
  /// seen against. A moving range joins a value to the one before it in its stretch that is not missing.
  ///
  /// - Parameters:
  ///   - values: The values in the order of time, nil where missing.
  ///   - screensRanges: Whether wide moving ranges are left out.
  /// - Throws: ``SampleError`` for a value that is not a finite number, or an option that cannot be.
  /// - Complexity: O(values).
  /// - SeeAlso: D. J. Wheeler, *Understanding Variation* (1993), chapter 3; for the screening, NHSRplotthedots.
  public static func xmr(
    _ values: [Double?], _ options: Options = Options(), screensRanges: Bool = true
  ) throws(SampleError) -> ControlChart {
    try check(values, what: "a value")
    return try ControlChart(.xmr, values, options) { places in
      movingRangeLines(places.map { values[$0] ?? 0 }, screensRanges: screensRanges)
    }
  }

  /// The lines of an XmR chart for values none of which is missing.
  static func movingRangeLines(_ values: [Double], screensRanges: Bool) -> Fitted {
    let centre = values.reduce(0, +) / Double(values.count)
    let ranges = zip(values, values.dropFirst()).map { ($1 - $0).magnitude }
    guard !ranges.isEmpty else {
      return Fitted(lines: values.map { _ in ControlLines(centre: centre) })
    }
    var mean = ranges.reduce(0, +) / Double(ranges.count)
    var screened = 0
    if screensRanges {
      let kept = ranges.filter { $0 <= 3.267 * mean }
      screened = ranges.count - kept.count
      mean = kept.reduce(0, +) / Double(kept.count)
    }
    let lines = ControlLines(centre: centre, distance: 2.66 * mean)
    return Fitted(lines: values.map { _ in lines }, meanMovingRange: mean, screened: screened)
  }
}
