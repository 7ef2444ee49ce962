#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension ControlChart {
  /// Charts how many cases lie between rare events, such as assessments between two that came too late.
  ///
  /// The counts between events of a process that does not change are geometric from zero. The centre ḡ is their mean and
  /// the limits are ḡ ± 3√(ḡ(ḡ + 1)); the lower one is below zero and not given. Runs are counted about the median that
  /// goes with the mean, since far more than half of such counts lie below their mean.
  ///
  /// A higher value is a longer while between events.
  ///
  /// - Parameter counts: The cases that came after one event and before the next, nil where missing.
  /// - Throws: ``SampleError``.
  /// - SeeAlso: J. C. Benneyan, "Number-between g-type statistical quality control charts for monitoring adverse
  ///   events", *Health Care Management Science* 4 (2001), 305 to 318.
  public static func g(_ counts: [Double?], _ options: Options = Options()) throws(SampleError) -> ControlChart {
    try check(counts, least: 0, what: "a count between events")
    return try ControlChart(.g, counts, options) { places in
      let mean = places.reduce(0) { $0 + (counts[$1] ?? 0) } / Double(places.count)
      let lines = ControlLines(
        centre: mean, distance: 3 * (mean * (mean + 1)).squareRoot(), possible: 0 ... .infinity,
        runLine: geometricMedian(mean: mean))
      return Fitted(lines: places.map { _ in lines })
    }
  }

  /// The median of a geometric distribution from zero, between whole numbers: where half of the probability lies below.
  private static func geometricMedian(mean: Double) -> Double {
    mean > 0 ? max(0, log(0.5) / log1p(-1 / (mean + 1)) - 1) : 0
  }

  /// Charts how much time lies between rare events, such as days between deaths.
  ///
  /// Times between events are skewed; raised to 1/3.6 they are near to normal. They are charted as an XmR chart on that
  /// scale, with no moving range left out, and its lines are drawn back on the scale of time. A lower limit below zero
  /// is not given.
  ///
  /// A higher value is a longer while between events.
  ///
  /// - Parameter times: The times in any unit, nil where missing.
  /// - Throws: ``SampleError``.
  /// - SeeAlso: L. S. Nelson, "A control chart for parts-per-million nonconforming items", *Journal of Quality
  ///   Technology* 26 (1994), 239 to 240.
  public static func t(_ times: [Double?], _ options: Options = Options()) throws(SampleError) -> ControlChart {
    try check(times, least: 0, what: "a time between events")
    let there = { (time: Double) in pow(time, 1 / 3.6) }
    return try ControlChart(.t, times, options, scale: (there, { pow($0, 3.6) })) { places in
      var fitted = movingRangeLines(places.map { there(times[$0] ?? 0) }, screensRanges: false)
      for place in fitted.lines.indices { fitted.lines[place].possible = 0 ... .infinity }
      return fitted
    }
  }
}
