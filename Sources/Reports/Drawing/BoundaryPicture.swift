import Columns
import Safeguarding

/// A map of boundaries, with London once more and larger, a key of the colours, and the names of what stands out.
struct BoundaryPicture {
  let chart: BoundaryMap

  /// What part of the ground is drawn where, in kilometres and pixels.
  private struct Frame {
    let west: Double
    let north: Double
    let scale: Double
    let (left, top): (Double, Double)

    func place(_ point: (x: Double, y: Double)) -> (x: Double, y: Double) {
      (left + (point.x - west) * scale, top + (north - point.y) * scale)
    }
  }

  /// England, from Scilly to Lowestoft and to Berwick.
  private static let england = Frame(west: 91, north: 669, scale: 1.05, left: 2, top: MapParts.keyHeight + 2)
  private static let height = 690.0
  /// London and how large it is, drawn once more where the North Sea leaves room.
  private static let (londonWidth, londonHeight) = (61.0, 47.0)
  private static let london = Frame(west: 502, north: 213, scale: 3.7, left: Picture.width - 232, top: MapParts.keyHeight + 24)

  var drawn: ChartPicture {
    var picture = Picture()
    let parts = MapParts(chart.map)
    // What stands out is drawn last, over its neighbours.
    let shapes = chart.shapes.sorted { !parts.isHighlighted($0.area) && parts.isHighlighted($1.area) }
    func draw(_ shapes: [BoundaryMap.Shape], in frame: Frame) {
      for shape in shapes {
        let isOut = parts.isHighlighted(shape.area)
        picture.shape(
          shape.rings.map { $0.map(frame.place) }, colour: parts.colour(of: shape.area), edge: isOut ? Palette.orange : Palette.border,
          edgeWidth: isOut ? 2.5 : 0.6, tip: parts.tip(of: shape.area))
      }
    }
    draw(shapes, in: Self.england)
    let (corner, larger) = (Self.england.place((Self.london.west, Self.london.north)), Self.london)
    picture.frame(x: corner.x, y: corner.y, width: Self.londonWidth * Self.england.scale, height: Self.londonHeight * Self.england.scale)
    picture.frame(x: larger.left - 4, y: larger.top - 4, width: Self.londonWidth * larger.scale + 8, height: Self.londonHeight * larger.scale + 8)
    picture.text("London", x: larger.left - 4, y: larger.top - 10, size: 13, colour: Palette.secondaryText)
    draw(shapes.filter { $0.area.area.kind == .londonBorough }, in: larger)
    parts.drawKey(in: &picture)
    // Where Scotland and the Irish Sea are there is room for twelve names.
    let coast = shapes.flatMap { $0.rings.joined().map(Self.england.place) }
    parts.drawNames(in: &picture, room: 12) { line in coast.lazy.filter { abs($0.y - line) < 16 }.map(\.x).min() ?? Picture.width }
    return ChartPicture(
      picture, height: MapParts.keyHeight + Self.height, title: chart.headline,
      description: parts.description(as: "within their boundaries"))
  }
}
