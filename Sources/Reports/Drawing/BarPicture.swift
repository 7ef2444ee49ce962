import Columns
import Safeguarding

/// Bars that lie, named at their left; of more than forty, columns that stand side by side, of which those that stand out
/// are named.
struct BarPicture {
  let chart: BarChart

  private static let mostLying = 40
  private let values: [Double?]
  private let scale: AxisScale

  init(chart: BarChart) {
    self.chart = chart
    values = chart.values.map(\.finiteNumber)
    scale = AxisScale(values.compactMap { $0 } + chart.references.map(\.value), includesZero: true)
  }

  var drawn: ChartPicture {
    var picture = Picture()
    let height = chart.values.count <= Self.mostLying ? drawLying(in: &picture) : drawStanding(in: &picture)
    return ChartPicture(
      picture, height: height, title: chart.headline, description: description)
  }

  private var description: String {
    let missing = chart.values.count - values.compactMap { $0 }.count
    let lines = chart.references.map { " A line at \($0.label), \(CellPrinter.text($0.value, decimals: chart.decimals))." }.joined()
    return "\(chart.values.count) bars, \(chart.title).\(missing > 0 ? " \(missing) have no value." : "")\(lines) The values stand in the table of data."
  }

  private func colour(_ row: Int) -> String {
    chart.highlighted.isEmpty || chart.highlighted.contains(chart.labels[row]) ? Palette.darkBlue : Palette.focusGrey
  }

  private func words(_ row: Int) -> String {
    chart.values[row].chartText(decimals: chart.decimals)
  }

  private func drawLying(in picture: inout Picture) -> Double {
    let isBold = chart.labels.map { chart.highlighted.contains($0) }
    let labels = zip(chart.labels, isBold).map { TextMeasure.cut(CellPrinter.onOneLine($0), to: 300, size: 14, isBold: $1) }
    let labelWidth = zip(labels, isBold).map { TextMeasure.width($0, size: 14, isBold: $1) }.max() ?? 0
    let valueWidth = chart.values.indices.map { TextMeasure.width(words($0), size: 14) }.max() ?? 0
    let (left, right) = (labelWidth + 10, Picture.width - valueWidth - 12)
    func x(_ value: Double) -> Double { left + scale.share(value) * (right - left) }
    let names = referenceNames(x: x)
    let top = chart.references.isEmpty ? 8.0 : 20 + 14 * Double((names.map(\.row).max() ?? 0) + 1)
    let step = 30.0
    let bottom = top + step * Double(chart.values.count)
    for row in chart.values.indices {
      let y = top + step * Double(row)
      picture.text(labels[row], x: labelWidth, y: y + 19, anchor: .end, isBold: isBold[row])
      guard let value = values[row] else {
        picture.text(words(row), x: x(0) + 6, y: y + 19, colour: Palette.secondaryText)
        continue
      }
      let (from, to) = (min(x(0), x(value)), max(x(0), x(value)))
      picture.box(x: from, y: y + 4, width: to - from, height: step - 8, colour: colour(row), tip: "\(chart.labels[row]): \(words(row))")
    }
    picture.line(from: (x(0), top), to: (x(0), bottom), colour: Palette.secondaryText)
    for (line, name) in zip(chart.references.sorted { $0.value < $1.value }, names) {
      picture.line(from: (x(line.value), top - 4), to: (x(line.value), bottom), colour: Palette.darkGrey, width: 1.5, isDashed: true)
      picture.text(name.words, x: name.from, y: top - 9 - 14 * Double(name.row), size: 13, colour: Palette.darkGrey, isOver: true)
    }
    let lines = chart.references.map { x($0.value) }.sorted()
    for row in chart.values.indices {
      guard let value = values[row] else { continue }
      var from = max(x(0), x(value)) + 6
      let length = TextMeasure.width(words(row), size: 14)
      // A number that a line went through would be hard to read: it stands behind the line.
      for line in lines where line > from - 3 && line < from + length + 3 && line + 5 + length <= Picture.width { from = line + 5 }
      picture.text(words(row), x: from, y: top + step * Double(row) + 19, isOver: !lines.isEmpty)
    }
    return bottom + 8
  }

  /// The names of the reference lines from the least on, each in the lowest row above the bars in which it touches no other.
  private func referenceNames(x: (Double) -> Double) -> [(words: String, from: Double, row: Int)] {
    var ends: [Double] = []
    return chart.references.sorted { $0.value < $1.value }.map { line in
      let words = TextMeasure.cut(CellPrinter.onOneLine(line.label), with: CellPrinter.text(line.value, decimals: chart.decimals), to: 320, size: 13)
      let width = TextMeasure.width(words, size: 13)
      let from = min(max(x(line.value) - width / 2, 0), Picture.width - width)
      let row = ends.firstIndex { $0 + 8 < from } ?? ends.count
      if row == ends.count { ends.append(0) }
      ends[row] = from + width
      return (words, from, row)
    }
  }

  private func drawStanding(in picture: inout Picture) -> Double {
    let lineNames = chart.references.map {
      TextMeasure.cut(CellPrinter.onOneLine($0.label), with: CellPrinter.text($0.value, decimals: chart.decimals), to: 232, size: 13)
    }
    let room = (lineNames.map { TextMeasure.width($0, size: 13) }.max() ?? 0) + 14
    let plot = Plot(scale: scale, top: 40, rightRoom: max(12, room))
    plot.drawGrid(in: &picture)
    let width = (plot.right - plot.left) / Double(chart.values.count)
    func x(_ row: Int) -> Double { plot.left + width * Double(row) }
    for row in chart.values.indices {
      guard let value = values[row] else { continue }
      let (from, to) = (min(plot.y(0), plot.y(value)), max(plot.y(0), plot.y(value)))
      let gap = width > 3 ? 1.0 : 0
      picture.box(
        x: x(row), y: from, width: width - gap, height: max(to - from, 0.5),
        colour: colour(row), tip: "\(chart.labels[row]): \(words(row))")
    }
    func top(_ row: Int) -> Double { values[row].map { min(plot.y($0), plot.y(0)) } ?? plot.y(0) }
    /// The place for a name that begins or ends at its column: just above all columns that it stands over.
    func place(_ row: Int, length: Double, isRight: Bool) -> (from: Double, y: Double) {
      let from = min(max(isRight ? x(row) : x(row) + width - length, plot.left), Picture.width - length)
      let first = max(0, Int((from - plot.left) / width)), last = min(chart.values.count - 1, Int((from + length - plot.left) / width))
      return (from, (first > last ? top(row) : (first...last).reduce(top(row)) { min($0, top($1)) }) - 6)
    }
    var taken: [(from: Double, to: Double, y: Double)] = []
    // Where nothing stands out the ends are named. What finds no room in the picture has its name in the table alone.
    let named = chart.highlighted.isEmpty ? [0, chart.values.count - 1] : chart.values.indices.filter { chart.highlighted.contains(chart.labels[$0]) }
    for row in named where values[row] != nil {
      let label = TextMeasure.cut(CellPrinter.onOneLine(chart.labels[row]), with: words(row), to: 320, size: 13, isBold: true)
      let length = TextMeasure.width(label, size: 13, isBold: true)
      let (right, left) = (place(row, length: length, isRight: true), place(row, length: length, isRight: false))
      var (from, y) = right.y >= left.y ? right : left
      while let other = taken.first(where: { from < $0.to + 6 && $0.from < from + length + 6 && abs($0.y - y) < 14.5 }) { y = other.y - 15 }
      guard y >= 12 else { continue }
      taken.append((from, from + length, y))
      if top(row) - y > 8 { picture.line(from: (x(row) + width / 2, top(row)), to: (x(row) + width / 2, y + 3), colour: Palette.darkBlue) }
      picture.text(label, x: from, y: y, size: 13, colour: Palette.darkBlue, isBold: true, isOver: true)
    }
    let places = Plot.apart(chart.references.map { plot.y($0.value) + 4 }, gap: 16, from: plot.top, to: plot.bottom)
    for (place, line) in chart.references.enumerated() {
      picture.line(from: (plot.left, plot.y(line.value)), to: (plot.right, plot.y(line.value)), colour: Palette.darkGrey, width: 1.5, isDashed: true)
      picture.text(lineNames[place], x: plot.right + 6, y: places[place], size: 13, colour: Palette.darkGrey)
    }
    picture.text("\(chart.values.count) bars, in the order of the table", x: plot.left, y: plot.bottom + 18, size: 13, colour: Palette.secondaryText)
    return plot.bottom + 26
  }
}
