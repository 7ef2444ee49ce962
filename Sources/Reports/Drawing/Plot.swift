/// The part of a picture that values are drawn in: its edges, its scale from the foot up, and the names along its foot.
struct Plot {
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  let scale: AxisScale

  /// - Parameter rightRoom: Pixels at the right that names of lines take.
  init(scale: AxisScale, top: Double = 16, height: Double = 300, rightRoom: Double = 12) {
    self.scale = scale
    let widest = scale.ticks.map { TextMeasure.width(scale.label($0), size: 13) }.max() ?? 0
    left = widest + 12
    right = Picture.width - rightRoom
    self.top = top
    bottom = top + height
  }

  func y(_ value: Double) -> Double { bottom - scale.share(value) * (bottom - top) }

  /// Where the point of a place stands, of so many.
  func x(_ place: Int, of count: Int) -> Double {
    count < 2 ? (left + right) / 2 : left + 6 + (right - left - 12) * Double(place) / Double(count - 1)
  }

  /// Draws the grid and the marks of the scale.
  func drawGrid(in picture: inout Picture) {
    for tick in scale.ticks {
      let isZero = tick == 0
      picture.line(from: (left, y(tick)), to: (right, y(tick)), colour: isZero ? Palette.secondaryText : Palette.grid)
      picture.text(scale.label(tick), x: left - 6, y: y(tick) + 4.5, size: 13, anchor: .end, colour: Palette.secondaryText)
    }
  }

  /// Draws the names of points along the foot: as many as there is room for, the first and the last among them.
  func drawFoot(_ labels: [String], in picture: inout Picture) {
    guard !labels.isEmpty else { return }
    let shown = labels.map { TextMeasure.cut($0, to: 110, size: 13) }
    let widest = (shown.map { TextMeasure.width($0, size: 13) }.max() ?? 0) + 12
    let room = max(1, Int((right - left) / widest))
    let step = max(1, Int((Double(labels.count) / Double(room)).rounded(.up)))
    var nextFree = -Double.infinity
    let last = labels.count - 1
    for place in stride(from: 0, through: last, by: step) {
      let isTooNearLast = place != last && x(last, of: labels.count) - x(place, of: labels.count) < widest
      draw(isTooNearLast ? last : place, &nextFree)
    }
    if last % step != 0 { draw(last, &nextFree) }

    func draw(_ place: Int, _ nextFree: inout Double) {
      let (x, width) = (x(place, of: labels.count), TextMeasure.width(shown[place], size: 13))
      let centre = min(max(x, width / 2 + 2), Picture.width - width / 2 - 2)
      guard centre - width / 2 > nextFree else { return }
      nextFree = centre + width / 2 + 6
      picture.line(from: (x, bottom), to: (x, bottom + 4), colour: Palette.secondaryText)
      picture.text(shown[place], x: centre, y: bottom + 18, size: 13, anchor: .middle, colour: Palette.secondaryText)
    }
  }

  /// Moves labels apart that would stand on one another, keeping their order and the plot's edges.
  static func apart(_ wanted: [Double], gap: Double, from top: Double, to bottom: Double) -> [Double] {
    let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    var places = wanted
    var lowest = top
    for index in order {
      places[index] = max(places[index], lowest)
      lowest = places[index] + gap
    }
    var highest = bottom
    for index in order.reversed() {
      places[index] = min(places[index], highest)
      highest = places[index] - gap
    }
    return places
  }
}
