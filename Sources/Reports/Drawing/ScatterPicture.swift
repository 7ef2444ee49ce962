import Columns
import Safeguarding

/// A point a row; of so many that they would hide each other, and make a file of megabytes, squares coloured by how many lie in each.
struct ScatterPicture {
  let chart: ScatterChart

  /// The most points that are drawn one by one.
  static let mostDots = 2000
  private static let cell = 12.0

  var drawn: ChartPicture {
    guard !chart.points.isEmpty else { return ChartPicture.nothing(of: chart) }
    var picture = Picture()
    let (vertical, horizontal) = (AxisScale(chart.points.map(\.y), includesZero: false), AxisScale(chart.points.map(\.x), includesZero: false))
    let isDense = chart.points.count > Self.mostDots
    let lastTick = horizontal.ticks.last.map { TextMeasure.width(horizontal.label($0), size: 13) } ?? 0
    let plot = Plot(scale: vertical, top: isDense ? 60 : 28, height: 360, rightRoom: max(14, lastTick / 2 + 4))
    func x(_ value: Double) -> Double { plot.left + horizontal.share(value) * (plot.right - plot.left) }
    func title(_ column: Column) -> String { TextMeasure.cut(CellPrinter.onOneLine(ScatterChart.words(column)), to: 640, size: 13) }
    plot.drawGrid(in: &picture)
    var free = -Double.infinity
    for tick in horizontal.ticks {
      picture.line(from: (x(tick), plot.top), to: (x(tick), plot.bottom), colour: tick == 0 ? Palette.secondaryText : Palette.grid)
      let width = TextMeasure.width(horizontal.label(tick), size: 13)
      let centre = min(max(x(tick), width / 2 + 2), Picture.width - width / 2 - 2)
      guard centre - width / 2 > free else { continue }
      free = centre + width / 2 + 6
      picture.text(horizontal.label(tick), x: centre, y: plot.bottom + 18, size: 13, anchor: .middle, colour: Palette.secondaryText)
    }
    picture.text(title(chart.upward), x: 2, y: plot.top - 12, size: 13, colour: Palette.secondaryText)
    picture.text(title(chart.across), x: plot.right, y: plot.bottom + 38, size: 13, anchor: .end, colour: Palette.secondaryText)

    let named = chart.highlighted.isEmpty ? [] : chart.points.filter { chart.highlighted.contains(chart.label(of: $0)) }
    if isDense {
      drawSquares(in: &picture, plot, horizontal)
    } else {
      let radius = chart.points.count > 800 ? 2.5 : chart.points.count > 250 ? 3.2 : 4
      let rows = Set(named.map(\.row))
      for point in chart.points where !rows.contains(point.row) {
        picture.dot(x: x(point.x), y: plot.y(point.y), radius: radius, colour: Palette.midBlue, tip: tip(point))
      }
    }
    for point in named { picture.dot(x: x(point.x), y: plot.y(point.y), radius: 5.5, colour: Palette.orange, tip: tip(point)) }
    let labels = named.map { TextMeasure.cut(CellPrinter.onOneLine(chart.label(of: $0)), to: 190, size: 12, isBold: true) }
    let boxes = Self.places(
      named.map { (x($0.x), plot.y($0.y)) }, widths: labels.map { TextMeasure.width($0, size: 12, isBold: true) },
      beside: isDense ? [] : chart.points.map { (x($0.x), plot.y($0.y)) }, within: plot)
    for ((label, point), box) in zip(zip(labels, named), boxes) {
      guard let box else { continue }
      let (left, y) = (x(point.x), plot.y(point.y))
      if box.isFar {
        let end = min(max(left, box.left), box.left + box.width)
        picture.line(from: (left, y), to: (end, box.top + (box.top > y ? 0 : Self.labelHeight)), colour: Palette.secondaryText)
      }
      picture.text(label, x: box.left, y: box.top + 11, size: 12, isBold: true, isOver: true)
    }
    let unnamed = boxes.count { $0 == nil }
    let unnamedWords = unnamed > 0 ? ["\(unnamed) highlighted \(unnamed == 1 ? "point has" : "points have") no room for a name"] : []
    var foot = plot.bottom + 46
    for words in unnamedWords {
      foot += 16
      picture.text(words, x: 2, y: foot, size: 12, colour: Palette.secondaryText)
    }
    return ChartPicture(
      picture, height: foot + 6, title: chart.headline,
      description: "\(PrintedNumber.of(chart.points.count)) points, \(chart.title)\(isDense ? ", as squares coloured by how many points lie in each" : "").\((chart.leftOut + unnamedWords).map { " \($0)." }.joined()) The values stand in the table of data.")
  }

  private func tip(_ point: ScatterChart.Point) -> String {
    func value(_ column: Column) -> String { "\(column.name) \(column[point.row].chartText(decimals: column.decimals))" }
    return "\(chart.label(of: point)): \(value(chart.across)), \(value(chart.upward))"
  }

  /// Draws the squares that have points, and beside the title of the axis what their colours stand for.
  private func drawSquares(in picture: inout Picture, _ plot: Plot, _ horizontal: AxisScale) {
    struct Place: Hashable { let column: Int, row: Int }
    let (columns, rows) = (max(1, Int((plot.right - plot.left) / Self.cell)), max(1, Int((plot.bottom - plot.top) / Self.cell)))
    let (width, height) = ((plot.right - plot.left) / Double(columns), (plot.bottom - plot.top) / Double(rows))
    var counts: [Place: Int] = [:]
    for point in chart.points {
      let place = Place(
        column: min(columns - 1, Int(horizontal.share(point.x) * Double(columns))), row: min(rows - 1, Int((1 - plot.scale.share(point.y)) * Double(rows))))
      counts[place, default: 0] += 1
    }
    let classes = ValueClasses(counts.values.map(Double.init))
    func text(_ scale: AxisScale, _ share: Double) -> String {
      Headline.number(DecimalDigits.withoutNoise(scale.lower + share * (scale.upper - scale.lower)), decimals: scale.decimals > 11 ? nil : scale.decimals + 1)
    }
    for (place, count) in counts.sorted(by: { ($0.key.row, $0.key.column) < ($1.key.row, $1.key.column) }) {
      let (left, top) = (Double(place.column) / Double(columns), Double(place.row) / Double(rows))
      let tip =
        "\(chart.across.name) \(text(horizontal, left)) to \(text(horizontal, left + 1 / Double(columns))), "
        + "\(chart.upward.name) \(text(plot.scale, 1 - top - 1 / Double(rows))) to \(text(plot.scale, 1 - top)): \(count == 1 ? "1 point" : "\(PrintedNumber.of(count)) points")"
      picture.box(
        x: plot.left + width * Double(place.column) + 0.5, y: plot.top + height * Double(place.row) + 0.5, width: width - 1, height: height - 1,
        colour: classes.colour(Double(count)), tip: tip)
    }
    var left = 2.0
    for key in classes.key(decimals: 0) {
      picture.box(x: left, y: 8, width: 14, height: 12, colour: key.colour)
      picture.text(key.words, x: left + 19, y: 19, size: 13, colour: Palette.secondaryText)
      left += TextMeasure.width(key.words, size: 13) + 34
    }
    picture.text("points in a square", x: left, y: 19, size: 13, colour: Palette.secondaryText)
  }

  /// Where the name of a point stands.
  struct LabelPlace {
    let left: Double
    let top: Double
    let width: Double
    /// Whether a line must lead to it.
    let isFar: Bool
  }

  static let labelHeight = 14.0
  private static let distances = [9.0, 24, 40, 60, 84, 112]
  /// Right and left first, where a name is looked for.
  private static let directions: [(x: Double, y: Double)] = [(1, 0), (-1, 0), (1, -1), (1, 1), (-1, -1), (-1, 1), (0, -1), (0, 1)]

  /// Finds a place for the name of each point, as near as there is room, that covers no other name and no point that stands out, and as few
  /// other points as can be; nil for one that has no room.
  static func places(_ points: [(x: Double, y: Double)], widths: [Double], beside others: [(x: Double, y: Double)], within plot: Plot) -> [LabelPlace?] {
    var taken: [LabelPlace] = []
    func covers(_ box: LabelPlace, _ point: (x: Double, y: Double), by room: Double) -> Bool {
      point.x > box.left - room && point.x < box.left + box.width + room && point.y > box.top - room && point.y < box.top + labelHeight + room
    }
    func isFree(_ box: LabelPlace) -> Bool {
      guard box.left >= plot.left, box.left + box.width <= Picture.width - 4, box.top >= plot.top, box.top + labelHeight <= plot.bottom else { return false }
      if taken.contains(where: { box.left < $0.left + $0.width + 4 && $0.left < box.left + box.width + 4 && abs(box.top - $0.top) < labelHeight }) { return false }
      return !points.contains { covers(box, $0, by: 6) }
    }
    return zip(points, widths).map { point, width in
      var best: (box: LabelPlace, covered: Int)?
      for distance in distances where best?.covered ?? 1 > 0 {
        for direction in directions {
          let left = point.x - width / 2 + direction.x * (distance + width / 2)
          let top = point.y - labelHeight / 2 + direction.y * (distance + (direction.x == 0 ? labelHeight / 2 : 0))
          let box = LabelPlace(left: left, top: top, width: width, isFar: distance > distances[0])
          guard isFree(box) else { continue }
          let covered = others.count { covers(box, $0, by: 3) }
          if covered < best?.covered ?? .max { best = (box, covered) }
          if covered == 0 { break }
        }
      }
      if let best { taken.append(best.box) }
      return best?.box
    }
  }
}
