import Columns
import Safeguarding

/// A grid of coloured cells with the value of each in it, the names of its columns above and of its rows at the left.
struct HeatPicture {
  let chart: HeatMap

  var drawn: ChartPicture {
    var picture = Picture()
    let numbers = chart.columns.flatMap { column in chart.labels.indices.compactMap { column[$0].finiteNumber } }
    let colours = ColourScale(numbers)
    let labels = chart.labels.map { TextMeasure.cut(CellPrinter.onOneLine($0), to: 200, size: 13) }
    func head(_ name: String?) -> String? { name.map { TextMeasure.cut(CellPrinter.onOneLine($0), to: 200, size: 13) } }
    let (rowName, columnName) = (head(chart.rowName), head(chart.columnName))
    let left = ((labels + [rowName].compactMap { $0 }).map { TextMeasure.width($0, size: 13) }.max() ?? 0) + 10
    let width = min(120, (Picture.width - left - 2) / Double(chart.columns.count))
    let isUpright = chart.columns.contains { TextMeasure.width($0.name, size: 13) > width - 4 }
    let longest = min(140, chart.columns.map { TextMeasure.width(CellPrinter.onOneLine($0.name), size: 13) }.max() ?? 0)
    let key = numbers.isEmpty ? 0.0 : 44
    let top = (isUpright ? longest + 12 : 24) + key + (columnName == nil ? 0 : 20)
    let height = chart.labels.count > 60 ? 16.0 : 24
    for (place, column) in chart.columns.enumerated() {
      let name = TextMeasure.cut(CellPrinter.onOneLine(column.name), to: isUpright ? 140 : width - 4, size: 13)
      let middle = left + width * (Double(place) + 0.5)
      if isUpright {
        picture.upright(name, x: middle + 4, y: top - 6, size: 13)
      } else {
        picture.text(name, x: middle, y: top - 8, size: 13, anchor: .middle)
      }
      for row in chart.labels.indices {
        let (x, y) = (left + width * Double(place), top + height * Double(row))
        let words = column[row].chartText(decimals: column.decimals)
        let tip = "\(chart.words(row: row)), \(chart.words(column: place)): \(words)"
        let colour =
          if let value = column[row].finiteNumber { colours.colour(value) } else {
            column[row].text.flatMap(Palette.judging) ?? Palette.paper
          }
        picture.box(x: x + 1, y: y + 1, width: width - 2, height: height - 2, colour: colour, tip: tip)
        // A part of a number would be another number: what has no room stands in the table.
        if TextMeasure.width(words, size: 12) <= width - 2 {
          picture.text(words, x: x + width / 2, y: y + height / 2 + 4.5, size: 12, anchor: .middle, colour: Palette.text(on: colour))
        }
      }
    }
    // What numbers are at the edges.
    if let rowName { picture.text(rowName, x: left - 6, y: top - 8, size: 13, anchor: .end, colour: Palette.secondaryText) }
    if let columnName { picture.text(columnName, x: left, y: key + 14, size: 13, colour: Palette.secondaryText) }
    if !numbers.isEmpty { colours.drawKey(in: &picture, decimals: chart.decimals, missing: nil) }
    for row in labels.indices { picture.text(labels[row], x: left - 6, y: top + height * Double(row) + height / 2 + 4.5, size: 13, anchor: .end) }
    return ChartPicture(
      picture, height: top + height * Double(labels.count) + 6, title: chart.headline,
      description: "A grid of \(chart.labels.count) rows and \(chart.columns.count) columns, \(chart.title). The values stand in the table of data.")
  }
}
