import Columns
import Safeguarding

/// Lines with their names at their ends, the limits of their values as a band, and breaks as a gap with a dashed line.
struct LinePicture {
  let chart: LineChart

  var drawn: ChartPicture {
    guard chart.lines.contains(where: { $0.values.contains { $0.finiteNumber != nil } }) else { return ChartPicture.nothing(of: chart) }
    var picture = Picture()
    let values = chart.lines.map { line in line.values.map(\.finiteNumber) }
    let limits = chart.lines.flatMap { $0.limits.compactMap { $0 } }.flatMap { [$0.lowerBound, $0.upperBound] }
    let scale = AxisScale(values.flatMap { $0.compactMap { $0 } } + limits + chart.references.map(\.value), includesZero: false)
    // What stands at the right: the name and the last value of each line, and the reference lines.
    struct End {
      let words: String
      let y: Double
      let colour: String
      let dash: Picture.Dash
    }
    func words(_ value: Double, _ name: String) -> String {
      TextMeasure.cut(CellPrinter.onOneLine(name), with: Headline.number(value, decimals: chart.decimals), to: 230, size: 13)
    }
    let last = values.map { $0.last { $0 != nil } ?? nil }
    let names = zip(zip(chart.lines, values), last).map { line, value in
      value.map { number in
        // A line that ends early has its last point's name beside the value.
        let place = line.1.lastIndex { $0 != nil } ?? 0
        return words(number, line.0.name) + (place < chart.labels.count - 1 ? " (\(TextMeasure.cut(CellPrinter.onOneLine(chart.labels[place]), to: 70, size: 13)))" : "")
      }
    }
    let references = chart.references.map { words($0.value, $0.label) }
    let room = (names.compactMap { $0 } + references).map { TextMeasure.width($0, size: 13) }.max() ?? 0
    let isCut = scale.lower > 0 || scale.upper < 0
    let plot = Plot(scale: scale, top: isCut ? 26 : 16, height: max(300, Double(chart.lines.count + chart.references.count) * 17), rightRoom: room + 40)
    if isCut { picture.text("The scale does not start at zero.", x: 2, y: 12, size: 12, colour: Palette.secondaryText) }
    plot.drawGrid(in: &picture)
    plot.drawFoot(chart.labels.map(CellPrinter.onOneLine), in: &picture)
    func x(_ place: Int) -> Double { plot.x(place, of: chart.labels.count) }

    var free = -Double.infinity
    for (place, label) in chart.labels.enumerated() where chart.breaks.contains(label) && place > 0 {
      let middle = (x(place - 1) + x(place)) / 2
      picture.line(from: (middle, plot.top), to: (middle, plot.bottom), colour: Palette.secondaryText, isDashed: true)
      guard middle >= free else { continue }
      picture.text("break", x: middle + 4, y: plot.top + 11, size: 12, colour: Palette.secondaryText, isOver: true)
      free = middle + 44
    }
    for line in chart.references {
      picture.line(from: (plot.left, plot.y(line.value)), to: (plot.right, plot.y(line.value)), colour: Palette.darkGrey, width: 1.5, isDashed: true)
    }
    var ends = zip(chart.references, references).map { End(words: $1, y: plot.y($0.value), colour: Palette.darkGrey, dash: .dashed) }
    for (number, line) in chart.lines.enumerated() {
      let colour = Palette.series[number % Palette.series.count]
      let dash = [Picture.Dash.none, .dashed, .dotted, .long][number / Palette.series.count % 4]
      for stretch in stretches(values[number]) {
        for band in stretch.split(whereSeparator: { line.limits[$0] == nil }) {
          let bounds = band.compactMap { place in line.limits[place].map { (place, $0) } }
          if bounds.count == 1, let (place, limits) = bounds.first {
            picture.area([-3.0, 3, 3, -3].enumerated().map { (x(place) + $1, plot.y($0 < 2 ? limits.upperBound : limits.lowerBound)) }, colour: colour, opacity: 0.3)
          }
          picture.area(
            bounds.map { (x($0), plot.y($1.upperBound)) } + bounds.reversed().map { (x($0), plot.y($1.lowerBound)) }, colour: colour, opacity: 0.15)
        }
        let points = stretch.compactMap { place in values[number][place].map { (x: x(place), y: plot.y($0)) } }
        picture.path(points, colour: colour, dash: dash)
        if chart.labels.count <= 40 || points.count == 1 {
          for (place, point) in zip(stretch, points) {
            picture.dot(x: point.x, y: point.y, radius: 3.5, colour: colour, tip: "\(line.name.isEmpty ? "" : line.name + ", ")\(chart.labels[place]): \(CellPrinter.text(values[number][place] ?? 0, decimals: chart.decimals))")
          }
        }
      }
      if let name = names[number], let value = last[number] { ends.append(End(words: name, y: plot.y(value), colour: colour, dash: dash)) }
    }
    let places = Plot.apart(ends.map { $0.y + 4.5 }, gap: 16, from: plot.top + 4, to: plot.bottom)
    // The colours of lines are too pale for words: a mark has them, and the words are dark.
    for (end, y) in zip(ends, places) {
      picture.path([(plot.right + 4, y - 4.5), (plot.right + 28, y - 4.5)], colour: end.colour, width: 3, dash: end.dash)
      picture.text(end.words, x: plot.right + 34, y: y, size: 13)
    }
    let missing = values.reduce(0) { $0 + $1.count { $0 == nil } }
    return ChartPicture(
      picture, height: plot.bottom + 26, title: chart.headline,
      description: "\(chart.lines.count == 1 ? "A line" : "\(chart.lines.count) lines"), \(chart.title), from \(chart.labels.first ?? "") to \(chart.labels.last ?? "")."
        + (missing > 0 ? " \(missing) points have no value." : "") + " The values stand in the table of data.")
  }

  /// The places one after the other that a line is drawn through without a gap.
  private func stretches(_ values: [Double?]) -> [[Int]] {
    var stretches: [[Int]] = [[]]
    for place in values.indices {
      if chart.breaks.contains(chart.labels[place]) { stretches.append([]) }
      if values[place] == nil { stretches.append([]) } else { stretches[stretches.count - 1].append(place) }
    }
    return stretches.filter { !$0.isEmpty }
  }
}
