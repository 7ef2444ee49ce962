import Columns
import Safeguarding

/// A Pareto curve with the line of an even spread, and the point at which half of the incidents lie.
struct ParetoPicture {
  let chart: ParetoChart

  var drawn: ChartPicture {
    var picture = Picture()
    let scale = AxisScale([0, 100], includesZero: true)
    let plot = Plot(scale: scale, height: 320, rightRoom: 150)
    plot.drawGrid(in: &picture)
    func x(_ share: Double) -> Double { plot.left + share * (plot.right - plot.left) }
    for tick in scale.ticks { picture.text("\(scale.label(tick))%", x: x(tick / 100), y: plot.bottom + 18, size: 13, anchor: .middle, colour: Palette.secondaryText) }
    picture.text(
      TextMeasure.cut("% of \(PrintedNumber.of(chart.places)) \(CellPrinter.onOneLine(chart.placeUnit)), most incidents first", to: 560, size: 13), x: plot.left, y: plot.bottom + 38,
      size: 13, colour: Palette.secondaryText)
    picture.line(from: (x(0), plot.y(0)), to: (x(1), plot.y(100)), colour: Palette.secondaryText, isDashed: true)
    picture.text("even spread", x: x(0.6) + 8, y: plot.y(60) + 16, size: 13, colour: Palette.secondaryText)
    // No more points than the eye tells apart.
    let step = max(1, chart.points.count / 700)
    let shown = chart.points.indices.filter { $0 % step == 0 || $0 == chart.points.count - 1 }.map { chart.points[$0] }
    picture.path(shown.map { (x($0.places), plot.y($0.incidents * 100)) }, colour: Palette.darkBlue, width: 2.5)
    if !chart.points.isEmpty { picture.text("% of incidents", x: plot.right + 6, y: plot.y(100) + 4, size: 13, isBold: true) }
    if let point = chart.points.first(where: { $0.incidents >= 0.5 }) {
      picture.line(from: (x(point.places), plot.y(point.incidents * 100)), to: (x(point.places), plot.bottom), colour: Palette.orange, width: 1.5, isDashed: true)
      picture.dot(x: x(point.places), y: plot.y(point.incidents * 100), radius: 6, colour: Palette.orange, tip: chart.headline)
      picture.text("half in \(PrintedNumber.of(chart.half))", x: x(point.places) + 10, y: plot.y(point.incidents * 100) + 16, size: 13, isBold: true, isOver: true)
    }
    return ChartPicture(
      picture, height: plot.bottom + 48, title: chart.headline,
      description: "A curve of the share of the incidents in the \(chart.placeUnit) with most. The values stand in the table of data.")
  }
}
