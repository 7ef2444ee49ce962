import Columns
import Safeguarding

/// A map of hexagons, with the first letters of each name, a key of the colours, and the names of what stands out.
struct HexPicture {
  let chart: HexMap

  /// Half the width of a hexagon, and the distance of its rows.
  private static let (half, rise) = (17.0, 29.5)
  /// The height of a hexagon from its middle to its tip.
  private static let tip = 19.6

  var drawn: ChartPicture {
    var picture = Picture()
    let numbers = chart.cells.compactMap { $0.value?.number }.filter(\.isFinite)
    let (least, greatest) = (numbers.min() ?? 0, numbers.max() ?? 0)
    let span = greatest / 2 - least / 2
    func colour(_ cell: Cell?) -> String {
      if let value = cell?.number, value.isFinite { return Palette.sequential(span > 0 ? (value / 2 - least / 2) / span : 0.5) }
      return cell?.text.flatMap(Palette.judging) ?? "#F3F2F1"
    }
    let top = 46.0
    let highest = chart.cells.map(\.row).max() ?? 0
    func middle(_ cell: HexMap.HexCell) -> (x: Double, y: Double) {
      (30 + Self.half * 2 * Double(cell.column) + (cell.row.isMultiple(of: 2) ? 0 : Self.half), top + Self.tip + Self.rise * Double(highest - cell.row))
    }
    // What stands out is drawn last, over its neighbours.
    for cell in chart.cells.sorted(by: { !chart.highlighted.contains($0.area.name) && chart.highlighted.contains($1.area.name) }) {
      let (x, y) = middle(cell)
      let (fill, isOut) = (colour(cell.value), chart.highlighted.contains(cell.area.name))
      let words = cell.value.map { $0.number.map { CellPrinter.text($0, decimals: chart.decimals) } ?? CellPrinter.onOneLine($0.plainText) } ?? "no row"
      let corners = [(0.0, -1.0), (1, -0.5), (1, 0.5), (0, 1), (-1, 0.5), (-1, -0.5)].map { (x: x + $0.0 * Self.half, y: y + $0.1 * Self.tip) }
      picture.shape(
        corners, colour: fill, edge: isOut ? Palette.orange : Palette.paper, edgeWidth: isOut ? 3.5 : 1.5, tip: "\(cell.area.name): \(words)")
      picture.text(Self.short(cell.area.name), x: x, y: y + 3.5, size: 9.5, anchor: .middle, colour: Palette.text(on: fill))
    }
    drawKey(in: &picture, numbers: numbers, least: least, greatest: greatest)
    let named = chart.cells.filter { chart.highlighted.contains($0.area.name) }.sorted { $0.area.name < $1.area.name }
    for (place, cell) in named.prefix(16).enumerated() {
      let words = cell.value.map { $0.number.map { CellPrinter.text($0, decimals: chart.decimals) } ?? $0.plainText } ?? "no value"
      picture.text(
        TextMeasure.cut("\(cell.area.name) \(words)", to: 230, size: 13, isBold: true), x: 2, y: top + 20 + Double(place) * 18, size: 13, isBold: true, isOver: true)
    }
    let valued = chart.cells.count { $0.value?.missingReason == nil && $0.value != nil }
    return ChartPicture(
      picture, height: top + Self.rise * Double(highest) + Self.tip * 2 + 8, title: chart.headline,
      description: "A map of \(chart.cells.count) local authorities as hexagons, \(chart.title); \(valued) have a value. The values stand in the table of data.")
  }

  private func drawKey(in picture: inout Picture, numbers: [Double], least: Double, greatest: Double) {
    guard !numbers.isEmpty else {
      var x = 2.0
      for word in Set(chart.cells.compactMap(\.value?.text)).sorted().prefix(6) {
        picture.box(x: x, y: 8, width: 14, height: 14, colour: Palette.judging(word) ?? "#F3F2F1")
        picture.text(word, x: x + 20, y: 20, size: 13)
        x += 34 + TextMeasure.width(word, size: 13)
      }
      return
    }
    for step in 0..<20 { picture.box(x: 2 + Double(step) * 9, y: 8, width: 9, height: 12, colour: Palette.sequential((Double(step) + 0.5) / 20)) }
    picture.text(CellPrinter.text(least, decimals: chart.decimals), x: 2, y: 35, size: 13, colour: Palette.secondaryText)
    picture.text(CellPrinter.text(greatest, decimals: chart.decimals), x: 182, y: 35, size: 13, anchor: .end, colour: Palette.secondaryText)
    picture.box(x: 200, y: 8, width: 14, height: 12, colour: "#F3F2F1")
    picture.text("no value", x: 220, y: 19, size: 13, colour: Palette.secondaryText)
  }

  /// The first letters of a name, of two words the first of both.
  private static func short(_ name: String) -> String {
    let words = name.split { $0 == " " || $0 == "-" || $0 == "," }.filter { !["and", "of", "upon", "on", "the", "City", "Isle", "Isles"].contains($0) }
    guard words.count > 1, let first = words.first, let second = words.dropFirst().first else { return String((words.first ?? name[...]).prefix(4)) }
    return "\(first.prefix(2))\(second.prefix(2))"
  }
}
