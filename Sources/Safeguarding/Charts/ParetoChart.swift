public import Columns

/// How many of all incidents lie in the places that have most: a curve from none of the places to all of them.
public struct ParetoChart: Chart {
  public let title: String
  public let unit: String?
  /// The share of the places, most incidents first, and the share of the incidents in them, both from 0 to 1; the first
  /// point is (0, 0) and the last (1, 1).
  public let points: [(places: Double, incidents: Double)]
  /// The fewest places that make up half, and all of them.
  public let half: Int
  public let places: Int
  /// What the places are, such as lsoa.
  public let placeUnit: String
  public let rows: Table

  public static let kind = ObjectKind("pareto_chart", summary: "The share of incidents in the places that have most.")

  public init(_ concentration: PlaceConcentration, title: String? = nil) {
    let all = concentration.concentration
    var points = [(places: 0.0, incidents: 0.0)]
    var sum = 0
    for (place, count) in all.counts.sorted(by: >).enumerated() {
      sum += count
      points.append((Double(place + 1) / Double(max(1, all.places)), Double(sum) / Double(max(1, all.events))))
    }
    if let last = points.last, last.places < 1, all.events > 0 { points.append((1, 1)) }
    self.points = all.events > 0 ? points : []
    half = all.places(makingUp: 0.5)
    places = all.places
    placeUnit = concentration.counts.unit
    self.title = title ?? "incidents in the \(concentration.counts.unit) with most"
    unit = "%"
    rows = concentration.pareto
  }

  public var headline: String {
    guard let point = points.first(where: { $0.incidents >= 0.5 }) else { return "No incidents" }
    return "Half of the incidents are in \(PrintedNumber.of(half)) of \(PrintedNumber.of(places)) \(placeUnit) (\(PrintedNumber.of(point.places * 100, decimals: 1))%)"
  }
}

extension Operation {
  /// Draws a Pareto curve.
  static let paretoChart = Operation(
    "pareto_chart", summary: "A Pareto curve: the share of the incidents in the places that have most.",
    discussion: "The straight line is what an even spread would give. State the places that could have had an incident with among.",
    example: """
      incidents:concentration():pareto_chart().headline
      --> Half of the incidents are in 65 of 352 lsoa (18.5%)
      """,
    Parameter<PlaceConcentration>("concentration", "The concentration."), chartTitle
  ) { concentration, title in ParetoChart(concentration, title: title) }
}
