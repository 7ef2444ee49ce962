/// A picture in SVG while it is drawn, 720 pixels wide. Places are pixels from its upper left corner.
struct Picture {
  static let width = 720.0
  private(set) var body = Markup()

  enum Anchor: String { case start, middle, end }

  /// - Parameter isOver: Whether it stands over bars or lines, and so needs paper behind it.
  mutating func text(
    _ words: String, x: Double, y: Double, size: Double = 14, anchor: Anchor = .start, colour: String = Palette.text, isBold: Bool = false,
    isOver: Bool = false
  ) {
    body.element(
      "text",
      [
        "x": Self.number(x), "y": Self.number(y), "font-size": Self.number(size), "fill": colour,
        "text-anchor": anchor == .start ? nil : anchor.rawValue, "font-weight": isBold ? "bold" : nil,
        "stroke": isOver ? Palette.paper : nil, "stroke-width": isOver ? "4" : nil, "stroke-linejoin": isOver ? "round" : nil,
        "paint-order": isOver ? "stroke" : nil,
      ], text: words)
  }

  /// Text that is read from the foot up.
  mutating func upright(_ words: String, x: Double, y: Double, size: Double) {
    body.element(
      "text",
      ["transform": "translate(\(Self.number(x)) \(Self.number(y))) rotate(-90)", "font-size": Self.number(size), "fill": Palette.text], text: words)
  }

  mutating func line(
    from start: (x: Double, y: Double), to end: (x: Double, y: Double), colour: String, width: Double = 1, isDashed: Bool = false
  ) {
    body.empty(
      "line",
      [
        "x1": Self.number(start.x), "y1": Self.number(start.y), "x2": Self.number(end.x), "y2": Self.number(end.y), "stroke": colour,
        "stroke-width": Self.number(width), "stroke-dasharray": isDashed ? "4 3" : nil,
      ])
  }

  /// A box; what it stands for shows where a pointer rests on it.
  mutating func box(x: Double, y: Double, width: Double, height: Double, colour: String, tip: String? = nil) {
    let attributes: Markup.Attributes = [
      "x": Self.number(x), "y": Self.number(y), "width": Self.number(max(0, width)), "height": Self.number(max(0, height)), "fill": colour,
    ]
    guard let tip else { return body.empty("rect", attributes) }
    body.element("rect", attributes) { $0.element("title", text: tip) }
  }

  mutating func dot(x: Double, y: Double, radius: Double, colour: String, tip: String? = nil) {
    let attributes: Markup.Attributes = [
      "cx": Self.number(x), "cy": Self.number(y), "r": Self.number(radius), "fill": colour, "stroke": Palette.paper, "stroke-width": "1",
    ]
    guard let tip else { return body.empty("circle", attributes) }
    body.element("circle", attributes) { $0.element("title", text: tip) }
  }

  /// How a line is broken.
  enum Dash: String {
    case none = "", dashed = "6 4", dotted = "1.5 3.5", long = "14 4"
  }

  /// A line through points.
  mutating func path(_ points: [(x: Double, y: Double)], colour: String, width: Double = 2, dash: Dash = .none) {
    guard points.count > 1 else { return }
    body.empty(
      "path",
      [
        "d": Self.course(points), "fill": "none", "stroke": colour, "stroke-width": Self.number(width), "stroke-linejoin": "round",
        "stroke-dasharray": dash == .none ? nil : dash.rawValue,
      ])
  }

  /// The area that points go round.
  mutating func area(_ points: [(x: Double, y: Double)], colour: String, opacity: Double) {
    guard points.count > 2 else { return }
    body.empty("path", ["d": Self.course(points) + "Z", "fill": colour, "fill-opacity": Self.number(opacity)])
  }

  /// A shape of rings with an edge, those within others being holes; what it stands for shows where a pointer rests on it.
  mutating func shape(_ rings: [[(x: Double, y: Double)]], colour: String, edge: String, edgeWidth: Double, tip: String) {
    body.element(
      "path",
      [
        "d": rings.map { Self.outline($0) }.joined(), "fill": colour, "fill-rule": rings.count > 1 ? "evenodd" : nil, "stroke": edge,
        "stroke-width": Self.number(edgeWidth), "stroke-linejoin": "round",
      ]
    ) { $0.element("title", text: tip) }
  }

  /// A frame with nothing in it.
  mutating func frame(x: Double, y: Double, width: Double, height: Double) {
    body.empty(
      "rect",
      [
        "x": Self.number(x), "y": Self.number(y), "width": Self.number(width), "height": Self.number(height), "fill": "none",
        "stroke": Palette.border, "stroke-width": "1",
      ])
  }

  /// A ring in tenths of a pixel, each point by its distance from the last: a map of England has six thousand of them.
  private static func outline(_ points: [(x: Double, y: Double)]) -> String {
    var text = ""
    var last = (x: 0, y: 0)
    func tenths(_ value: Double) -> Int { value.magnitude < 1e9 ? Int((value * 10).rounded()) : 0 }
    func add(_ value: Int, isFirst: Bool) {
      let (sign, size) = (value < 0 ? "-" : isFirst ? "" : " ", value.magnitude)
      text += size % 10 == 0 ? "\(sign)\(size / 10)" : size < 10 ? "\(sign).\(size)" : "\(sign)\(size / 10).\(size % 10)"
    }
    for (place, point) in points.enumerated() {
      let here = (x: tenths(point.x), y: tenths(point.y))
      guard place == 0 || here != last else { continue }
      text += place == 0 ? "M" : "l"
      add(here.x - last.x, isFirst: true)
      add(here.y - last.y, isFirst: false)
      last = here
    }
    return text + "z"
  }

  private static func course(_ points: [(x: Double, y: Double)]) -> String {
    var text = ""
    for (place, point) in points.enumerated() { text += "\(place == 0 ? "M" : "L")\(number(point.x)) \(number(point.y))" }
    return text
  }

  /// A number of pixels to two decimal places.
  static func number(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e9 else { return "0" }
    let hundredths = Int((value * 100).rounded())
    guard hundredths % 100 != 0 else { return String(hundredths / 100) }
    let digits = String(hundredths.magnitude % 100 + 100).dropFirst()
    let sign = hundredths < 0 ? "-" : ""
    return "\(sign)\(hundredths.magnitude / 100).\(digits.last == "0" ? digits.dropLast() : digits)"
  }
}
