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
    let (parts, cells) = (MapParts(chart.map), chart.cells)
    let highest = cells.map(\.row).max() ?? 0
    func middle(_ cell: HexMap.HexCell) -> (x: Double, y: Double) {
      (
        30 + Self.half * 2 * Double(cell.column) + (cell.row.isMultiple(of: 2) ? 0 : Self.half),
        MapParts.keyHeight + Self.tip + Self.rise * Double(highest - cell.row)
      )
    }
    let letters = Self.letters(of: cells.map(\.area.area.name))
    // What stands out is drawn last, over its neighbours.
    for cell in cells.sorted(by: { !parts.isHighlighted($0.area) && parts.isHighlighted($1.area) }) {
      let (x, y) = middle(cell)
      let (fill, isOut) = (parts.colour(of: cell.area), parts.isHighlighted(cell.area))
      let corners = [(0.0, -1.0), (1, -0.5), (1, 0.5), (0, 1), (-1, 0.5), (-1, -0.5)].map { (x: x + $0.0 * Self.half, y: y + $0.1 * Self.tip) }
      picture.shape([corners], colour: fill, edge: isOut ? Palette.orange : Palette.paper, edgeWidth: isOut ? 3.5 : 1.5, tip: parts.tip(of: cell.area))
      picture.text(letters[cell.area.area.name] ?? "", x: x, y: y + 3.5, size: 9.5, anchor: .middle, colour: Palette.text(on: fill))
    }
    parts.drawKey(in: &picture)
    // At the left above the coast there is room for eight names.
    parts.drawNames(in: &picture, room: 8) { line in
      cells.map(middle).filter { abs($0.y - line) < Self.tip + 14 }.map { $0.x - Self.half }.min() ?? Picture.width
    }
    return ChartPicture(
      picture, height: MapParts.keyHeight + Self.rise * Double(highest) + Self.tip * 2 + 8, title: chart.headline,
      description: parts.description(as: "as hexagons"))
  }

  /// Four letters for each name: its first, and of names that begin alike three and the one that tells them apart.
  static func letters(of names: [String]) -> [String: String] {
    var letters = Dictionary(names.map { ($0, short($0)) }, uniquingKeysWith: { first, _ in first })
    for alike in Dictionary(grouping: letters.keys, by: { letters[$0] ?? "" }).values where alike.count > 1 {
      let shared = alike.dropFirst().reduce(alike[0].count) { count, name in min(count, zip(alike[0], name).prefix { $0 == $1 }.count) }
      for name in alike where name.count > shared {
        letters[name] = (letters[name] ?? "").prefix(3) + String(name.dropFirst(shared).first { $0.isLetter } ?? " ")
      }
    }
    return letters
  }

  /// The first letters of a name, of two words the first of both.
  private static func short(_ name: String) -> String {
    let words = name.split { $0 == " " || $0 == "-" || $0 == "," }.filter { !["and", "of", "upon", "on", "the", "City", "Isle", "Isles"].contains($0) }
    guard words.count > 1, let first = words.first, let second = words.dropFirst().first else { return String((words.first ?? name[...]).prefix(4)) }
    return "\(first.prefix(2))\(second.prefix(2))"
  }
}
