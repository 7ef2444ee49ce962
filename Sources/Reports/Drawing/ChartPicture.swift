import Columns
import Safeguarding

/// A chart as a picture in SVG, which needs nothing beside it.
struct ChartPicture {
  private let picture: Picture
  private let height: Double
  private let title: String
  /// What the picture holds, for those who don't see it.
  private let description: String
  /// What stands beneath a picture that is a file of its own.
  private var notes: [String] = []

  init(_ picture: Picture, height: Double, title: String, description: String) {
    self.picture = picture
    self.height = height
    self.title = title
    self.description = description
  }

  /// Draws a chart; nil for a kind that has no picture.
  init?(of chart: any Chart) {
    switch chart {
    case let chart as BarChart: self = BarPicture(chart: chart).drawn
    case let chart as LineChart: self = LinePicture(chart: chart).drawn
    case let chart as ScatterChart: self = ScatterPicture(chart: chart).drawn
    case let chart as HeatMap: self = HeatPicture(chart: chart).drawn
    case let chart as FunnelChart: self = FunnelPicture(chart: chart).drawn
    case let chart as HexMap: self = HexPicture(chart: chart).drawn
    case let chart as BoundaryMap: self = BoundaryPicture(chart: chart).drawn
    case let chart as ShareChart: self = SharePicture(chart: chart).drawn
    case let chart as SpineChart: self = SpinePicture(chart: chart).drawn
    case let chart as ParetoChart: self = ParetoPicture(chart: chart).drawn
    case let chart as NamedControlChart: self = ControlChartPicture(chart: chart).drawn
    default: return nil
    }
    notes = chart.rows.notes
  }

  /// The picture of a chart that has no value to draw.
  static func nothing(of chart: any Chart) -> ChartPicture {
    var picture = Picture()
    picture.text("There is no value to draw.", x: 2, y: 22, size: 14, colour: Palette.secondaryText)
    return ChartPicture(picture, height: 36, title: chart.headline, description: "\(chart.title): there is no value to draw. Why stands in the table of data.")
  }

  /// The picture for a page that prints its title beside it.
  ///
  /// - Parameter id: What the ids of its words begin with; different for every picture of a page.
  func element(id: String) -> Markup { element(id: id, heading: []) }

  /// The picture as a file of its own, with what it says and what it shows above it.
  func file(showing words: String) -> String {
    let said = TextMeasure.wrapped(title, to: Picture.width - 4, size: 18, isBold: true).map { (text: $0, size: 18.0) }
    let shown = TextMeasure.wrapped(words, to: Picture.width - 4, size: 14, isBold: false).map { (text: $0, size: 14.0) }
    let foot = notes.flatMap { TextMeasure.wrapped("Note: " + CellPrinter.onOneLine($0), to: Picture.width - 4, size: 12, isBold: false) }.map { (text: $0, size: 12.0) }
    return element(id: "chart", heading: said + shown, foot: foot).text + "\n"
  }

  private typealias Lines = [(text: String, size: Double)]

  private func element(id: String, heading: Lines, foot: Lines = []) -> Markup {
    func room(_ lines: Lines) -> Double { lines.reduce(0) { $0 + $1.size * 1.3 } + (lines.isEmpty ? 0 : 12) }
    let top = room(heading)
    let (width, whole) = (Picture.number(Picture.width), Picture.number(height + top + room(foot)))
    var markup = Markup()
    markup.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(width) \(whole)", "role": "img",
        "aria-labelledby": "\(id)-title \(id)-description", "font-family": "Arial, Helvetica, sans-serif",
      ]
    ) { markup in
      markup.element("title", ["id": "\(id)-title"], text: title)
      markup.element("desc", ["id": "\(id)-description"], text: description)
      markup.empty("rect", ["width": width, "height": whole, "fill": Palette.paper])
      guard !heading.isEmpty else { return markup.add(picture.body) }
      var words = Picture()
      func add(_ lines: Lines, below top: Double) {
        var y = top
        for line in lines {
          y += line.size * 1.3
          words.text(line.text, x: 2, y: y, size: line.size, colour: line.size > 14 ? Palette.text : Palette.secondaryText, isBold: line.size > 14)
        }
      }
      add(heading, below: 0)
      add(foot, below: top + height)
      markup.add(words.body)
      markup.element("g", ["transform": "translate(0 \(Picture.number(top)))"]) { $0.add(picture.body) }
    }
    return markup
  }
}
