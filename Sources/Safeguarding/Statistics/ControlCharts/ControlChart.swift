/// A chart of values in the order of time with a centre line and control limits, and what stands out on it.
///
/// Limits lie three standard deviations of the process from its centre, and each kind of chart says by what formula in
/// its own file. Limits begin anew at the places where the chart is rebased, and no rule looks across such a place.
///
/// A missing value keeps its place on the chart and counts for nothing: the points on either side of it are neighbours
/// for the moving range and for every rule, so that it neither breaks a run nor makes one longer. How many are missing is
/// told of each stretch.
///
/// ```swift
/// let chart = try ControlChart.xmr([312, 298, nil, 340, 361, 402, 377, 365, 349, 330, 318, 326, 410, 395])
/// chart.points[12].upper              // 421.0
/// chart.points[12].specialCause       // nil: common cause
/// chart.stretches[0].isShort          // false: 13 values
/// ```
public struct ControlChart: Sendable {
  public let kind: Kind
  public let options: Options

  /// A point for each value given, in its place.
  public let points: [Point]

  /// The stretches between the places of rebasing, in order; at least one.
  public let stretches: [Stretch]

  /// What is charted.
  public enum Kind: String, Hashable, Sendable, WordChoice {
    /// Any measure, by its moving range.
    case xmr
    /// A share of a group that changes in size.
    case p
    /// Events for an exposure that changes in size.
    case u
    /// Events where the exposure does not change.
    case c
    /// How many cases lie between rare events.
    case g
    /// How much time lies between rare events.
    case t
  }

  /// What a caller can decide of every chart.
  public struct Options: Hashable, Sendable {
    /// The places, from zero, of the values at which limits begin anew.
    public var rebase: Set<Int>
    /// How many points in a row on one side of the centre, or all rising or all falling, are a special cause.
    public var run: Int
    /// A value to reach, in the values' unit.
    public var target: Double?
    /// Whether high values are good.
    public var better: Polarity

    /// - Parameter run: 6, 7 or 8; seven is what NHS England's Making Data Count uses.
    public init(rebase: Set<Int> = [], run: Int = 7, target: Double? = nil, better: Polarity = .neither) {
      self.rebase = rebase
      self.run = run
      self.target = target
      self.better = better
    }
  }

  /// A value on the chart, with the lines that hold in its place.
  public struct Point: Hashable, Sendable {
    /// The value, or nil where it is missing.
    public let value: Double?
    /// The number of its stretch, from zero.
    public let stretch: Int
    /// The centre line, or nil where the stretch has no values.
    public let centre: Double?
    /// The lower control limit; nil where one value alone gives none, or where it would lie below what is possible.
    public let lower: Double?
    /// The upper control limit, under the same rule.
    public let upper: Double?
    /// The rule that the point breaks, the first by precedence, or nil for common cause.
    public let specialCause: SpecialCause?
  }

  /// The values from one place of rebasing to the next.
  public struct Stretch: Hashable, Sendable {
    /// The place of the first value, from zero.
    public let start: Int
    /// How many values it has.
    public let count: Int
    /// How many are missing.
    public let missing: Int
    /// The mean of the moving ranges that were kept; nil but for XmR charts, and where there is none.
    public let meanMovingRange: Double?
    /// How many moving ranges were too wide to be kept; zero but for XmR charts.
    public let screened: Int

    /// Whether there are too few values for limits to be more than provisional: NHSRplotthedots warns below 12.
    public var isShort: Bool { count < ControlChart.fewestForLimits }
  }

  /// The values of a stretch below which its limits are provisional.
  public static let fewestForLimits = 12

  /// The latest point that has a value, or nil where none has.
  public var latest: Point? { points.last { $0.value != nil } }
}

/// The lines that hold in one place of a chart, before they are printed.
struct ControlLines {
  var centre: Double
  /// From the centre to a control limit: three standard deviations.
  var distance: Double?
  /// What a value can be at least and at most.
  var possible: ClosedRange<Double> = -.infinity ... .infinity
  /// The line on whose sides runs are counted; the centre, but for skewed charts.
  var runLine: Double?

  var lower: Double? { distance.flatMap { centre - $0 < possible.lowerBound ? nil : centre - $0 } }
  var upper: Double? { distance.flatMap { centre + $0 > possible.upperBound ? nil : centre + $0 } }
}

extension ControlChart {
  /// The lines of the points of a stretch, given their places on the chart, and what is told of the stretch.
  struct Fitted {
    var lines: [ControlLines]
    var meanMovingRange: Double?
    var screened = 0
  }

  /// Draws a chart: divides the places into stretches, fits each, and applies the rules to each.
  ///
  /// - Parameters:
  ///   - values: What is plotted, nil where it is missing.
  ///   - scale: Takes a plotted value to the scale on which limits are set and rules apply, and back.
  ///   - fit: Gives the lines at some places, on that scale; the places have values and are not empty.
  init(
    _ kind: Kind, _ values: [Double?], _ options: Options,
    scale: (there: (Double) -> Double, back: (Double) -> Double) = ({ $0 }, { $0 }), fit: ([Int]) -> Fitted
  ) throws(SampleError) {
    guard values.count <= Self.mostPoints else {
      throw .tooMuchWork("\(values.count) points", most: "\(Self.mostPoints)")
    }
    guard (6...8).contains(options.run) else {
      throw .unusableOption("a run is \(options.run) points", expectation: "A run is 6, 7 or 8 points.")
    }
    guard options.target?.isFinite ?? true else {
      throw .unusableOption("the target is not a finite number", expectation: "A target is in the unit of the values.")
    }
    for place in options.rebase where !values.indices.contains(place) {
      throw .unusableOption(
        "the chart is rebased at point \(place &+ 1)", expectation: "It has \(values.count) points, the first is 1.")
    }
    let starts = [0] + options.rebase.filter { $0 > 0 }.sorted()
    var (points, stretches): ([Point], [Stretch]) = ([], [])
    for (number, start) in starts.enumerated() {
      let end = number + 1 < starts.count ? starts[number + 1] : values.count
      let places = (start..<end).filter { values[$0] != nil }
      let fitted = places.isEmpty ? Fitted(lines: []) : fit(places)
      let known = zip(places, fitted.lines).map { place, lines in
        (place: place, value: scale.there(values[place] ?? 0), lines: lines)
      }
      let causes = SpecialCause.find(in: known.map { ($0.value, $0.lines) }, run: options.run)
      var next = 0
      for place in start..<end {
        // A missing point is drawn between lines too: those of the point before it, or of the first.
        let isKnown = next < known.count && known[next].place == place
        let lines = known.isEmpty ? nil : known[isKnown ? next : max(0, next - 1)].lines
        points.append(
          Point(
            value: values[place], stretch: number, centre: lines.map { scale.back($0.centre) },
            lower: lines?.lower.map(scale.back), upper: lines?.upper.map(scale.back),
            specialCause: isKnown ? causes[next] : nil))
        if isKnown { next += 1 }
      }
      stretches.append(
        Stretch(
          start: start, count: places.count, missing: end - start - places.count,
          meanMovingRange: fitted.meanMovingRange, screened: fitted.screened))
    }
    (self.kind, self.options, self.points, self.stretches) = (kind, options, points, stretches)
  }

  static let mostPoints = 1_000_000

  /// Throws unless every value is a number of reasonable size that is not below the least one.
  static func check(_ values: [Double?], least: Double = -.infinity, what: String) throws(SampleError) {
    for (place, value) in values.enumerated() {
      guard let value else { continue }
      guard value.magnitude < 1e100, value >= least else {
        throw .unusableValue(
          "\(what) is \(value)", place: place + 1,
          expectation: least == 0 ? "It is a finite number, zero or more." : "It is a finite number; a value not known is missing.")
      }
    }
  }
}
