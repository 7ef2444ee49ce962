import Columns
import Safeguarding

/// Bars of a hundred per cent, with a key above them and each part's share in it where there is room.
struct SharePicture {
  let chart: ShareChart

  var drawn: ChartPicture {
    var picture = Picture()
    var (x, y) = (2.0, 10.0)
    for (part, name) in chart.parts.enumerated() {
      let words = TextMeasure.cut(CellPrinter.onOneLine(name), to: 300, size: 13)
      let width = TextMeasure.width(words, size: 13) + 34
      if x + width > Picture.width { (x, y) = (2, y + 20) }
      picture.box(x: x, y: y - 2, width: 14, height: 14, colour: Palette.series[part])
      picture.text(words, x: x + 20, y: y + 10, size: 13)
      x += width
    }
    let labels = chart.labels.map { TextMeasure.cut(CellPrinter.onOneLine($0), to: 260, size: 14) }
    let left = (labels.map { TextMeasure.width($0, size: 14) }.max() ?? 0) + 10
    let (right, top, step) = (Picture.width - 4, y + 24, 30.0)
    for row in chart.labels.indices {
      let y = top + step * Double(row)
      picture.text(labels[row], x: left - 10, y: y + 19, anchor: .end)
      guard let shares = chart.shares[row] else {
        picture.text("no bar: a part is missing or below zero, or they add up to nothing", x: left + 4, y: y + 19, size: 13, colour: Palette.secondaryText)
        continue
      }
      var from = left
      for (part, share) in shares.enumerated() {
        let width = (right - left) * share / 100
        picture.box(x: from, y: y + 4, width: max(0, width - 1), height: step - 8, colour: Palette.series[part], tip: "\(chart.labels[row]), \(chart.parts[part]): \(PrintedNumber.of(share, decimals: 1))%")
        // Only none is 0% and only all is 100%.
        let words = share > 0 && share < 0.5 ? "<1%" : share < 100 && share >= 99.5 ? ">99%" : PrintedNumber.of(share, decimals: 0) + "%"
        if TextMeasure.width(words, size: 13) + 8 < width {
          picture.text(words, x: from + width / 2, y: y + 19, size: 13, anchor: .middle, colour: Palette.text(on: Palette.series[part]))
        }
        from += width
      }
    }
    return ChartPicture(
      picture, height: top + step * Double(chart.labels.count) + 6, title: chart.headline,
      description: "\(chart.labels.count) bars of a hundred per cent, parted by \(chart.parts.joined(separator: ", ")). The values stand in the table of data.")
  }
}
