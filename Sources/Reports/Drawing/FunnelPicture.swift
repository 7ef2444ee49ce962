import Columns
import Safeguarding

/// A funnel plot: a point an area, and the limits of chance as lines that come together where there are many people.
struct FunnelPicture {
  let chart: FunnelChart

  /// The limits at more places than there are points: between two of these they go with one over the root of the people, as
  /// limits of chance do, so that few points make no kinks.
  static func curve(through limits: [(people: Double, value: Double)], spacing: Double) -> [(people: Double, value: Double)] {
    guard spacing > 0, spacing.isFinite, let first = limits.first else { return limits }
    var curve = [first]
    for (one, other) in zip(limits, limits.dropFirst()) {
      let steps = Int(min(120, ((other.people - one.people) / spacing).rounded(.down)))
      if steps > 1, one.people > 0, one.value.isFinite, other.value.isFinite {
        let (near, far) = (1 / one.people.squareRoot(), 1 / other.people.squareRoot())
        for step in 1..<steps {
          let people = one.people + (other.people - one.people) * Double(step) / Double(steps)
          curve.append((people, one.value + (other.value - one.value) * (1 / people.squareRoot() - near) / (far - near)))
        }
      }
      curve.append(other)
    }
    return curve
  }

  var drawn: ChartPicture {
    var picture = Picture()
    let points = chart.points.filter { $0.value.isFinite && $0.people.isFinite }
    let vertical = AxisScale(points.flatMap { [$0.value, min($0.outer.upperBound, $0.value.magnitude * 50 + 1)] } + points.map(\.inner.lowerBound), includesZero: true)
    let horizontal = AxisScale(points.map(\.people), includesZero: true)
    let plot = Plot(scale: vertical, top: 34, height: 320, rightRoom: 122)
    plot.drawGrid(in: &picture)
    func x(_ people: Double) -> Double { plot.left + horizontal.share(people) * (plot.right - plot.left) }
    for tick in horizontal.ticks {
      picture.text(horizontal.label(tick), x: x(tick), y: plot.bottom + 18, size: 13, anchor: .middle, colour: Palette.secondaryText)
    }
    picture.text(CellPrinter.onOneLine(chart.denominator), x: plot.right, y: plot.bottom + 36, size: 13, anchor: .end, colour: Palette.secondaryText)
    var ends: [(name: String, y: Double)] = []
    for (part, name, isDashed) in [(\FunnelChart.Point.outer, "99.8%", true), (\.inner, "95%", false)] {
      for bound in [\ClosedRange<Double>.upperBound, \.lowerBound] {
        let limits = points.map { (people: $0.people, value: $0[keyPath: part][keyPath: bound]) }
        picture.path(
          Self.curve(through: limits, spacing: horizontal.upper / 120).map { (x($0.people), plot.y($0.value)) }, colour: Palette.secondaryText, width: 1.2,
          dash: isDashed ? .dashed : .none)
      }
      if let last = points.last, points.count > 1 { ends.append((name, plot.y(last[keyPath: part].upperBound))) }
    }
    if let comparator = chart.comparator, comparator.isFinite, points.count > 1 {
      picture.line(from: (plot.left, plot.y(comparator)), to: (plot.right, plot.y(comparator)), colour: Palette.text, width: 1.8)
      ends.append(("comparator " + CellPrinter.text(comparator, decimals: chart.decimals), plot.y(comparator)))
    }
    // Where the lines come together their names stand one beneath the other.
    var lowest = -Double.infinity
    for end in ends {
      lowest = max(lowest + 13, end.y + 4)
      picture.text(TextMeasure.cut(end.name, to: 116, size: 12), x: plot.right + 6, y: lowest, size: 12, colour: Palette.secondaryText)
    }
    func isOutside(_ point: FunnelChart.Point) -> Bool { !point.outer.contains(point.value) }
    func colour(_ point: FunnelChart.Point) -> String {
      isOutside(point) ? Palette.darkBlue : point.inner.contains(point.value) ? Palette.lightBlue : Palette.turquoise
    }
    for point in points.sorted(by: { !chart.highlighted.contains($0.label) && chart.highlighted.contains($1.label) }) {
      // One that stands out keeps the colour of its place within a ring.
      let isHighlighted = chart.highlighted.contains(point.label)
      if isHighlighted { picture.dot(x: x(point.people), y: plot.y(point.value), radius: 8, colour: Palette.orange) }
      picture.dot(
        x: x(point.people), y: plot.y(point.value), radius: 4, colour: colour(point),
        tip: "\(point.label): \(CellPrinter.text(point.value, decimals: chart.decimals))")
    }
    var left = 4.0
    let kinds = [("highlighted", Palette.orange), ("outside 99.8%", Palette.darkBlue), ("outside 95%", Palette.turquoise), ("inside", Palette.lightBlue)]
    for (words, colour) in kinds where words != "highlighted" || !chart.highlighted.isEmpty {
      picture.dot(x: left + 5, y: 13, radius: 5, colour: colour)
      picture.text(words, x: left + 14, y: 17.5, size: 13)
      left += TextMeasure.width(words, size: 13) + 34
    }
    // What stands out is named; then as many of those outside as have room.
    var taken: [(x: Double, y: Double, width: Double)] = []
    let named = points.filter { chart.highlighted.contains($0.label) } + points.filter { !chart.highlighted.contains($0.label) && isOutside($0) }
    for point in named {
      let isBold = chart.highlighted.contains(point.label)
      let label = TextMeasure.cut(CellPrinter.onOneLine(point.label), to: 190, size: 12, isBold: isBold)
      let width = TextMeasure.width(label, size: 12, isBold: isBold)
      let left = x(point.people) + 8 + width > plot.right ? x(point.people) - 8 - width : x(point.people) + 8
      var y = plot.y(point.value) + 4
      func collision() -> Double? { taken.first { left < $0.x + $0.width + 4 && $0.x < left + width + 4 && abs($0.y - y) < 13 }?.y }
      // One that stands out finds room above; others are named where they have it.
      if !isBold, collision() != nil { continue }
      while let other = collision(), y > plot.top { y = other - 13.5 }
      taken.append((left, y, width))
      picture.text(label, x: left, y: y, size: 12, isBold: isBold, isOver: true)
    }
    return ChartPicture(
      picture, height: plot.bottom + 44, title: chart.headline,
      description: "A funnel plot of \(points.count) points, \(chart.title), with limits at 95% and 99.8%. The values stand in the table of data.")
  }
}
