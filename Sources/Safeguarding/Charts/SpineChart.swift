public import Columns

/// An area's figures on many measures against England's, each on a scale of its own from the worst to the best local
/// authority.
public struct SpineChart: Chart {
  public let title: String
  public let unit: String?
  public let area: String
  public let lines: [Line]
  public let rows: Table

  /// One measure. Places are shares of the scale: England stands in the middle, and better lies to the right where one end is
  /// better.
  public struct Line: Sendable {
    public let measure: String
    public let period: String
    /// The area's value, England's, and those of the two ends as they print, with their units.
    public let value: String
    public let england: String
    /// The two without a unit but %, where the measure names it.
    public let shortValues: (value: String, england: String)
    public let ends: (left: String, right: String)
    public let place: Double
    public let quarters: ClosedRange<Double>
    public let range: ClosedRange<Double>
    /// better, similar, worse, higher or lower than England, by the area's interval; nil where no evidence tells how exact its
    /// value is.
    public let verdict: String?
    /// Whether the area's value lies on the better side of England's; nil where neither end is better, or they are equal.
    public let isOnBetterSide: Bool?
  }

  public static let kind = ObjectKind("spine_chart", summary: "An area's figures on many measures against England's.")

  /// - Throws: ``AreaError`` for an area that is not on the scorecard.
  public init(_ card: Scorecard, area: Named<Area>, title: String? = nil) throws {
    let lines = card.lines
    guard let found = try lines.first(where: { try $0.area == ($0.item.indicator?.register ?? .england).area(area.text) })?.area else {
      throw ArgumentError.unusable("area", problem: "\(area.text) is not on the scorecard", expectation: "It has \(Set(lines.map(\.area.name)).sorted().joined(separator: ", ")).")
    }
    self.area = found.name
    var drawn: [Line] = []
    var left: [String] = []
    for line in lines where line.area == found {
      // England's count is a sum, and no count of an area stands anywhere near it.
      guard let indicator = line.item.indicator, indicator.definition.unit.kind != .count, let ranking = line.place?.ranking, let value = line.observation.value, let england = line.england.value,
        let spine = Spine(values: ranking.entries.map(\.value), england: england, highIsRight: indicator.definition.polarity != .low)
      else {
        left.append(line.item.title)
        continue
      }
      let polarity = indicator.definition.polarity
      let compared = line.period.flatMap { try? Comparison(of: indicator, found, in: $0, with: .area("England")) }
      drawn.append(
        Line(
          measure: line.item.title, period: line.period?.label ?? "", value: indicator.text(value), england: indicator.text(england),
          shortValues: (Self.short(value, of: indicator), Self.short(england, of: indicator)),
          ends: (indicator.text(spine.ends.0), indicator.text(spine.ends.1)), place: spine.share(value), quarters: spine.quarters, range: spine.range,
          verdict: compared.flatMap { $0.verdict == .notCompared ? nil : $0.verdict.rawValue },
          isOnBetterSide: polarity == .neither || value == england ? nil : (value > england) == (polarity == .high)))
    }
    self.lines = drawn
    self.title = title ?? "\(found.name): \(card.framework.name)"
    unit = nil
    rows = Table(
      checked: [
        Column("measure", texts: drawn.map(\.measure)), Column("period", texts: drawn.map(\.period)), Column("value", texts: drawn.map(\.value)),
        Column("england", texts: drawn.map(\.england)), Column("left_end", texts: drawn.map(\.ends.left)), Column("right_end", texts: drawn.map(\.ends.right)),
        Column("against_england", cells: drawn.map { $0.verdict.map { .text($0) } ?? .missing(.notApplicable) }),
      ], rowCount: drawn.count, sources: card.table?.sources ?? [],
      notes: [
        "each scale goes from one end of the local authorities to the other, England in the middle, better to the right where one end is better; the "
          + "darker part holds the middle half; better, similar and worse are by the area's 95% interval, where its evidence is known"
      ] + (left.isEmpty ? [] : ["a count, or no value, or none of England: \(left.joined(separator: "; "))"]))
  }

  private static func short(_ value: Double, of indicator: Indicator) -> String {
    PrintedNumber.of(value, decimals: indicator.definition.decimals) + (indicator.definition.unit.kind == .percent ? "%" : "")
  }

  /// The scale of one measure.
  private struct Spine {
    let ends: (Double, Double)
    private let england: Double
    private let half: Double
    private let sign: Double
    let quarters: ClosedRange<Double>
    let range: ClosedRange<Double>

    init?(values: [Double], england: Double, highIsRight: Bool) {
      guard let least = values.min(), let greatest = values.max(), least.isFinite, greatest.isFinite else { return nil }
      let (half, sign) = (max(greatest - england, england - least), highIsRight ? 1.0 : -1.0)
      guard half > 0 else { return nil }
      func share(_ value: Double) -> Double { min(max(0.5 + sign * (value - england) / half / 2, 0), 1) }
      func span(_ one: Double, _ other: Double) -> ClosedRange<Double> { min(share(one), share(other))...max(share(one), share(other)) }
      let sorted = values.sorted()
      (self.england, self.half, self.sign) = (england, half, sign)
      ends = highIsRight ? (least, greatest) : (greatest, least)
      range = span(least, greatest)
      quarters = span(
        QuantileDefinition.linear.quantile(0.25, ofSorted: sorted), QuantileDefinition.linear.quantile(0.75, ofSorted: sorted))
    }

    func share(_ value: Double) -> Double { min(max(0.5 + sign * (value - england) / half / 2, 0), 1) }
  }

  public var headline: String {
    let tested = lines.compactMap(\.verdict)
    if !tested.isEmpty {
      let words = ["better", "similar", "worse", "higher", "lower"].compactMap { word -> String? in
        let count = tested.count { $0 == word }
        return count > 0 ? "\(word) on \(PrintedNumber.of(count))" : nil
      }
      return "\(area) against England: \(words.joined(separator: ", "))"
        + (tested.count < lines.count ? "; \(PrintedNumber.of(lines.count - tested.count)) not tested" : "")
    }
    let sides = lines.compactMap(\.isOnBetterSide)
    guard !lines.isEmpty else { return "No values" }
    guard !sides.isEmpty else { return "\(area) against England: none of \(PrintedNumber.of(lines.count)) measures has a better side" }
    return "\(area) is on the better side of England on \(PrintedNumber.of(sides.count { $0 })) of \(PrintedNumber.of(sides.count)) measures that have one, without a test"
  }
}

extension Operation {
  /// Draws a spine chart.
  static let spineChart = Operation(
    "spine_chart", summary: "A spine chart: an area's figures on the measures of a scorecard against England's, each on a scale of its own.",
    discussion: "England stands in the middle; better lies to the right where one end is better, and higher where none is.",
    source: "OHID, Fingertips",
    example: """
      lait:framework("Tees", load_table(examples .. "/south-tees/tees-framework.csv")):scorecard({"Middlesbrough"}, {period = "2020"}):spine_chart("Middlesbrough").headline
      --> Middlesbrough is on the better side of England on 3 of 6 measures that have one, without a test
      """,
    Parameter<Scorecard>("scorecard", "The scorecard."),
    Parameter<Named<Area>>("area", "The area, one of the scorecard's."),
    Parameter<String?>("title", "What the chart shows.", otherwise: "the names of the area and the framework")
  ) { card, area, title in try SpineChart(card, area: area, title: title) }
}
