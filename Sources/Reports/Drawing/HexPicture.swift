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
    let numbers = chart.cells.compactMap { $0.value?.finiteNumber }
    let colours = ColourScale(numbers)
    // Words that judge have colours of their own; others are given some, the most frequent first.
    let words = Dictionary(grouping: chart.cells.compactMap(\.value?.text), by: { $0 }).mapValues(\.count)
    let others = words.filter { Palette.judging($0.key) == nil }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    func colour(ofWord word: String) -> String {
      Palette.judging(word) ?? others.firstIndex(of: word).flatMap { $0 < Palette.series.count ? Palette.series[$0] : nil } ?? Palette.focusGrey
    }
    func colour(_ cell: Cell?) -> String {
      if let value = cell?.finiteNumber { return colours.colour(value) }
      return cell?.text.map(colour(ofWord:)) ?? Palette.empty
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
      let words = cell.value?.chartText(decimals: chart.decimals) ?? "no row"
      let corners = [(0.0, -1.0), (1, -0.5), (1, 0.5), (0, 1), (-1, 0.5), (-1, -0.5)].map { (x: x + $0.0 * Self.half, y: y + $0.1 * Self.tip) }
      picture.shape(
        corners, colour: fill, edge: isOut ? Palette.orange : Palette.paper, edgeWidth: isOut ? 3.5 : 1.5, tip: "\(cell.area.name): \(words)")
      picture.text(Self.short(cell.area.name), x: x, y: y + 3.5, size: 9.5, anchor: .middle, colour: Palette.text(on: fill))
    }
    if numbers.isEmpty {
      drawKey(in: &picture, words: words.keys.sorted { (words[$1] ?? 0, $0) < (words[$0] ?? 0, $1) }, colour: colour(ofWord:))
    } else {
      colours.drawKey(in: &picture, decimals: chart.decimals, missing: "no value")
    }
    // At the left above the coast there is room for eight names.
    let named = chart.cells.filter { chart.highlighted.contains($0.area.name) }.sorted { $0.area.name < $1.area.name }
    if named.count > 8 { picture.text("and \(named.count - 7) more", x: 2, y: top + 20 + 7 * 18, size: 13) }
    for (place, cell) in named.prefix(named.count > 8 ? 7 : 8).enumerated() {
      let (line, words) = (top + 20 + Double(place) * 18, " \(cell.value?.chartText(decimals: chart.decimals) ?? "no value")")
      // As far as the coast, and at the cost of the name before that of the value.
      let coast = chart.cells.map(middle).filter { abs($0.y - line) < Self.tip + 14 }.map { $0.x - Self.half }.min() ?? Picture.width
      let name = TextMeasure.cut(
        cell.area.name, to: max(60, coast - 8 - TextMeasure.width(words, size: 13, isBold: true)), size: 13, isBold: true)
      picture.text(
        TextMeasure.cut(name + words, to: max(120, coast - 8), size: 13, isBold: true), x: 2, y: line, size: 13, isBold: true, isOver: true)
    }
    let valued = chart.cells.count { $0.value?.missingReason == nil && $0.value != nil }
    return ChartPicture(
      picture, height: top + Self.rise * Double(highest) + Self.tip * 2 + 8, title: chart.headline,
      description: "A map of \(chart.cells.count) local authorities as hexagons, \(chart.title); \(valued) have a value. The values stand in the table of data.")
  }

  private func drawKey(in picture: inout Picture, words: [String], colour: (String) -> String) {
    var x = 2.0
    for (place, word) in (words + ["no value"]).enumerated() {
      let shown = TextMeasure.cut(CellPrinter.onOneLine(word), to: 150, size: 13)
      guard x + 34 + TextMeasure.width(shown, size: 13) < Picture.width else { break }
      picture.box(x: x, y: 8, width: 14, height: 14, colour: place == words.count ? Palette.empty : colour(word))
      picture.text(shown, x: x + 20, y: 20, size: 13)
      x += 34 + TextMeasure.width(shown, size: 13)
    }
  }

  /// The first letters of a name, of two words the first of both.
  private static func short(_ name: String) -> String {
    let words = name.split { $0 == " " || $0 == "-" || $0 == "," }.filter { !["and", "of", "upon", "on", "the", "City", "Isle", "Isles"].contains($0) }
    guard words.count > 1, let first = words.first, let second = words.dropFirst().first else { return String((words.first ?? name[...]).prefix(4)) }
    return "\(first.prefix(2))\(second.prefix(2))"
  }
}
