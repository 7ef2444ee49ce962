import Columns
import Safeguarding

/// A control chart: values in the order of time, the centre and the limits of each stretch, and the points that break a rule.
struct ControlChartPicture {
  let chart: NamedControlChart

  private static let improvement = Palette.midBlue
  private static let concern = Palette.orange
  private static let neither = Palette.darkPink

  var drawn: ChartPicture {
    var picture = Picture()
    let points = chart.chart.points
    func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
    let all = points.flatMap { [finite($0.value), finite($0.centre), finite($0.lower), finite($0.upper)].compactMap { $0 } }
    let target = chart.chart.options.target
    var ends: [(words: String, value: Double)] = []
    if let latest = chart.chart.latest {
      for (name, value) in [("upper", finite(latest.upper)), ("centre", finite(latest.centre)), ("lower", finite(latest.lower))] {
        if let value { ends.append(("\(name) \(PrintedNumber.of(value, decimals: chart.decimals + 1))", value)) }
      }
    }
    if let target { ends.append(("target \(PrintedNumber.of(target, decimals: chart.decimals))", target)) }
    let room = ends.map { TextMeasure.width($0.words, size: 13) }.max() ?? 0
    let plot = Plot(scale: AxisScale(all + [target].compactMap { $0 }, includesZero: false), top: 34, rightRoom: max(124, min(room + 10, 360)))
    plot.drawGrid(in: &picture)
    plot.drawFoot(chart.labels.map(CellPrinter.onOneLine), in: &picture)
    func x(_ place: Int) -> Double { plot.x(place, of: points.count) }

    for stretch in Dictionary(grouping: points.indices, by: { points[$0].stretch }).sorted(by: { $0.key < $1.key }).map(\.value) {
      for (part, colour, isDashed) in [
        (\ControlChart.Point.upper, Palette.secondaryText, true), (\.lower, Palette.secondaryText, true), (\.centre, Palette.darkGrey, false),
      ] {
        let line = stretch.compactMap { place in finite(points[place][keyPath: part]).map { (x: x(place), y: plot.y($0)) } }
        picture.path(line, colour: colour, width: 1.5, dash: isDashed ? .dashed : .none)
      }
      picture.path(
        stretch.compactMap { place in finite(points[place].value).map { (x: x(place), y: plot.y($0)) } }, colour: Palette.focusGrey)
    }
    for place in points.indices {
      guard let value = finite(points[place].value) else { continue }
      let cause = points[place].specialCause
      let words = "\(chart.labels[place]): \(PrintedNumber.of(value, decimals: chart.decimals))\(cause.map { ", \($0.rawValue)" } ?? "")"
      picture.dot(x: x(place), y: plot.y(value), radius: cause == nil ? 3.5 : 5, colour: colour(of: points[place]), tip: words)
    }
    if let target {
      picture.line(from: (plot.left, plot.y(target)), to: (plot.right, plot.y(target)), colour: Palette.darkPink, width: 1.5, isDashed: true)
    }
    let places = Plot.apart(ends.map { plot.y($0.value) + 4.5 }, gap: 16, from: plot.top, to: plot.bottom)
    for (end, y) in zip(ends, places) { picture.text(TextMeasure.cut(end.words, to: 354, size: 13), x: plot.right + 6, y: y, size: 13, colour: Palette.secondaryText) }
    var left = plot.left
    for (words, colour) in [("common cause", Palette.secondaryText), ("improvement", Self.improvement), ("concern", Self.concern), ("special cause, neither better nor worse", Self.neither)]
    where points.contains(where: { $0.value != nil && self.colour(of: $0) == colour }) {
      picture.dot(x: left + 5, y: 13, radius: 5, colour: colour)
      picture.text(words, x: left + 14, y: 17.5, size: 13, colour: Palette.text)
      left += TextMeasure.width(words, size: 13) + 34
    }
    if plot.scale.lower > 0 || plot.scale.upper < 0 { picture.text("The scale does not start at zero.", x: left + 5, y: 17.5, size: 12, colour: Palette.secondaryText) }
    return ChartPicture(
      picture, height: plot.bottom + 26, title: chart.headline,
      description: "\(chart.words). The values stand in the table of data.")
  }

  private func colour(of point: ControlChart.Point) -> String {
    guard point.specialCause != nil else { return Palette.secondaryText }
    let words = chart.chart.variation(point).rawValue
    return words.contains("improve") ? Self.improvement : words.contains("concern") ? Self.concern : Self.neither
  }
}
