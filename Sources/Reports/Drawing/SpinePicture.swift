import Columns
import Safeguarding

/// A spine chart: a line a measure, the values at its left, and where the area stands between the ends of all local
/// authorities, England's line through all of them.
struct SpinePicture {
  let chart: SpineChart

  var drawn: ChartPicture {
    var picture = Picture()
    let (left, right, top, step) = (440.0, 704.0, 48.0, 44.0)
    let (areaAt, englandAt) = (330.0, 424.0)
    func x(_ place: Double) -> Double { left + place * (right - left) }
    picture.text(TextMeasure.cut(CellPrinter.onOneLine(chart.area), to: 150, size: 13, isBold: true), x: areaAt, y: 18, size: 13, anchor: .end, isBold: true)
    picture.text("England", x: englandAt, y: 18, size: 13, anchor: .end, isBold: true)
    picture.text("England", x: x(0.5), y: 18, size: 13, anchor: .middle, colour: Palette.secondaryText)
    picture.text("worse \u{2190}", x: left, y: 36, size: 12, colour: Palette.secondaryText)
    picture.text("\u{2192} better", x: right, y: 36, size: 12, anchor: .end, colour: Palette.secondaryText)
    for (place, line) in chart.lines.enumerated() {
      let y = top + step * (Double(place) + 0.5)
      let words = TextMeasure.wrapped(CellPrinter.onOneLine("\(line.measure), \(line.period)"), to: 225, size: 12, isBold: false)
      for (row, text) in words.prefix(3).enumerated() {
        let shown = row == 2 && words.count > 3 ? text + "\u{2026}" : text
        picture.text(TextMeasure.cut(shown, to: 232, size: 12), x: 2, y: y - Double(min(words.count, 3) - 1) * 7 + Double(row) * 14 + 4, size: 12)
      }
      picture.text(TextMeasure.cut(line.shortValues.value, to: 92, size: 12, isBold: true), x: areaAt, y: y + 4, size: 12, anchor: .end, isBold: true)
      picture.text(TextMeasure.cut(line.shortValues.england, to: 90, size: 12), x: englandAt, y: y + 4, size: 12, anchor: .end)
      picture.box(x: x(line.range.lowerBound), y: y - 8, width: x(line.range.upperBound) - x(line.range.lowerBound), height: 16, colour: Palette.range)
      picture.box(x: x(line.quarters.lowerBound), y: y - 8, width: x(line.quarters.upperBound) - x(line.quarters.lowerBound), height: 16, colour: Palette.focusGrey)
      let tip = "\(line.measure): \(line.value), England \(line.england); \(line.ends.left) to \(line.ends.right)\(line.verdict.map { "; \($0)" } ?? "")"
      let colour = line.verdict.flatMap { Palette.judging($0) } ?? Palette.darkBlue
      picture.dot(x: x(line.place), y: y, radius: 7, colour: line.verdict == "similar" ? Palette.orange : colour, tip: tip)
      // No colour stands alone: the word is there too.
      if let verdict = line.verdict {
        let width = TextMeasure.width(verdict, size: 11)
        picture.text(verdict, x: min(max(x(line.place), left + width / 2), Picture.width - width / 2 - 2), y: y + 20, size: 11, anchor: .middle, colour: Palette.secondaryText)
      }
    }
    let bottom = top + step * Double(chart.lines.count)
    picture.line(from: (x(0.5), 24), to: (x(0.5), bottom), colour: Palette.darkPink, width: 2)
    return ChartPicture(
      picture, height: bottom + 8, title: chart.headline,
      description: "A spine chart of \(chart.lines.count) measures of \(chart.area) against England. The values stand in the table of data.")
  }
}
