import Columns
import Foundation
import Safeguarding
import Testing

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Charts as SVG.
struct PictureTests {
  private static let names = ["<script>alert(1)</script>", "Bede & \"Ward\" 'x'", "\u{202E}turned\u{1B}[31m", "名前の長い場所", "", String(repeating: "A very long name ", count: 8)]

  private static func table(_ values: [Double?], of count: Int? = nil) throws -> Table {
    let count = count ?? values.count
    return try Table([
      Column("na<me", texts: (0..<count).map { names[$0 % names.count] + ($0 < names.count ? "" : " \($0)") }),
      Column("value", cells: (0..<count).map { values[$0 % values.count].map { .number($0) } ?? .missing(.suppressed) }, unit: "per 1,000 & more", decimals: 1, typeWhereMissing: .number),
    ])
  }

  /// Charts of every kind over some values.
  private static func charts(_ values: [Double?]) throws -> [any Chart] {
    let (few, many) = (try table(values), try table(values, of: max(60, values.count)))
    let label = few.columns[0]
    let first = label[0].plainText
    let funnel = try Table([
      label, Column("people", integers: (0..<values.count).map { 10 + $0 * 7 }), Column("percent", cells: values.map { $0.map { .number($0) } ?? .missing(.suppressed) }, unit: "%", typeWhereMissing: .number),
      Column("lower_99_8", numbers: values.map { _ in -1 }), Column("lower_95", numbers: values.map { _ in 0 }),
      Column("upper_95", numbers: values.map { _ in 3 }), Column("upper_99_8", numbers: values.map { _ in 4 }),
    ])
    let lines = [ReferenceLine("Eng<land", 1.5), ReferenceLine("North & East", 1.6)]
    return [
      try BarChart(few, highlighted: [first], references: lines), try BarChart(many, highlighted: [first, many.columns[0][7].plainText], references: lines),
      try LineChart(few, references: lines, breaks: values.count > 2 ? [label[1].plainText] : []), try LineChart(many),
      try LineChart(Table(few.columns + [Column("which", texts: (0..<values.count).map { "line \($0 % 3)" })]), value: "value", by: "which"),
      try HeatMap(few), try HeatMap(Table([label, Column("so", texts: (0..<values.count).map { ["better", "worse", "<b>"][$0 % 3] })])),
      try FunnelChart(funnel, denominator: "people"),
      try ScatterChart(Table([label, few.columns[1], Column("x<y", integers: (0..<values.count).map { $0 })]), x: "x<y", y: "value", highlighted: [first]),
      try ScatterChart(Table([label, few.columns[1], Column("x<y", integers: (0..<values.count).map { $0 })]), x: "value", y: "x<y", highlighted: (0..<values.count).map { label[$0].plainText }),
      try ScatterChart(Table(many.columns + [Column("other", integers: (0..<many.rowCount).map { $0 % 7 })]), x: "other", y: "value"),
      try ShareChart(Table([label, few.columns[1].named("a<b"), few.columns[1].named("c&d")])),
      try HexMap(
        Table([Column("area", texts: (0..<values.count).map { ["Middlesbrough", "E10000006", "<nowhere>", "Isles of Scilly", "Kent", "Leeds", "York", "Hull", "Bath"][$0] }), few.columns[1]]),
        area: "area", highlighted: ["Middlesbrough"]),
      try BoundaryMap(
        Table([Column("area", texts: (0..<values.count).map { ["Isles of Scilly", "E10000006", "<nowhere>", "Poole", "Kent", "Leeds", "York", "Hull", "Bath"][$0] }), few.columns[1]]),
        area: "area", highlighted: ["Isles of Scilly", "Kent", "City of London", "Northumberland"]),
    ]
  }

  private static let series: [[Double?]] = [
    [1, 2, 3, nil, 5, 2.5], [nil, nil, nil], [0, 0, 0], [5], [-3, 4, -0.5, 1], [1e308, -1e308, 0], [.leastNonzeroMagnitude, 0], [.infinity, .nan, 1], [1e9, 1e9 + 1],
  ]

  @Test(arguments: series) func `A chart of any values and names is a picture that XML can read`(values: [Double?]) throws {
    for chart in try Self.charts(values) {
      let picture = try #require(ChartPicture(of: chart))
      for text in [picture.element(id: "f").text, picture.file(showing: chart.words)] {
        let reader = SVGReader()
        #expect(reader.read(text), "\(type(of: chart).kind.name): \(reader.problem) \(text.prefix(400))")
        #expect(!text.contains("<script") && !text.contains("<b>"))
        #expect(Set(reader.ids).count == reader.ids.count)
        #expect(reader.labelledBy.allSatisfy { reader.ids.contains($0) })
        #expect(reader.outside.isEmpty, "\(type(of: chart).kind.name): \(reader.outside.prefix(5))")
      }
    }
  }

  @Test func `What is to be known of a chart's rows stands beneath it, drawn in text or as a picture`() throws {
    let note = "2 of 3 rows are \u{1B}[31mold & <few>"
    let table = try Table([Column("y", integers: [1, 2, 3]), Column("v", integers: [5, 4, 7])], notes: [note])
    let charts: [any Chart] = [
      try BarChart(table, value: "v", label: "y"), try LineChart(table, value: "v", along: "y"), try ScatterChart(table, x: "y", y: "v"), try HeatMap(table, columns: ["v"]),
    ]
    for chart in charts {
      let text = Presentation(.table, in: .screen(columns: 60, rows: 24)).text(chart)
      #expect(text.contains("\nnote: 2 of 3 rows are \u{FFFD}[31mold & <few>"))
      let picture = try #require(ChartPicture(of: chart))
      #expect(picture.file(showing: "v").contains(">Note: 2 of 3 rows are \u{FFFD}[31mold &amp; &lt;few&gt;</text>"))
      // A page has them beside the picture.
      #expect(!picture.element(id: "p").text.contains("Note: "))
    }
    let line = try LineChart(Table([Column("y", integers: [1, 2]), Column("v", integers: [0, 7])]), value: "v", along: "y")
    let axis = "\nnote: the axis does not start at zero\n"
    #expect(Presentation(.table).text(charts[1]).contains(axis) && !(Presentation(.table).text(line) + "\n").contains(axis))
  }

  @Test(arguments: 0...6) func `Bars stand on a screen together with their notes`(notes: Int) throws {
    let note = "of the 35 months 2023-01 to 2025-11 one force has 34, another has 12; do not add up or compare what is not all there"
    let table = try Table([Column("y", integers: Array(0..<60), presence: nil), Column("v", integers: Array(0..<60), presence: nil)], notes: (0..<notes).map { "\($0): \(note)" })
    let screen = Room.screen(columns: 80, rows: 24)
    let text = Presentation(.table, in: screen).text(try BarChart(table, value: "v", label: "y"))
    let bars = text.split(separator: "\n").count { $0.contains("█") }
    #expect(bars >= 4 && (notes > 5 || !screen.isTooLow(for: text + "\n")), "\(bars) bars")
  }

  @Test func `Nothing that a picture says runs over its edge`() throws {
    for chart in try Self.charts([120.5, 60, 3, nil, 12_345.6, 0]) {
      let reader = SVGReader()
      #expect(reader.read(try #require(ChartPicture(of: chart)).element(id: "f").text))
      #expect(reader.wide.isEmpty, "\(type(of: chart).kind.name): \(reader.wide)")
    }
  }

  @Test func `Many bars that stand out side by side are named as far as there is room`() throws {
    let table = try Table([Column("x", texts: (0..<600).map { "Bar \($0)" }), Column("v", numbers: (0..<600).map { _ in 97.77 })])
    let chart = try BarChart(table, highlighted: (0..<61).map { "Bar \($0)" })
    let reader = SVGReader()
    #expect(reader.read(try #require(ChartPicture(of: chart)).element(id: "f").text))
    #expect(reader.outside.isEmpty)
  }

  @Test func `Names of near reference lines stand in rows of their own`() throws {
    let table = try Table([Column("x", texts: ["a", "b"]), Column("v", integers: [60, 80])])
    let lines = [67.0, 70, 72, 74].map { ReferenceLine("A line of some length at \($0)", $0) }
    let text = try #require(ChartPicture(of: BarChart(table, references: lines))).element(id: "f").text
    for line in lines { #expect(text.contains(line.label)) }
  }

  @Test func `A line's headline compares nothing across a break, and several lines at their last point`() throws {
    let table = try Table([Column("m", texts: ["1", "2", "3", "1", "2", "1"]), Column("k", texts: ["x", "x", "x", "y", "y", "z"]), Column("v", integers: [2, 9, 4, 8, 7, 50])])
    let one = try LineChart(table.selecting(rows: [0, 1, 2]), value: "v", along: "m", breaks: ["2"])
    #expect(one.headline == "Down from 9 in 2 to 4 in 3")
    #expect(try LineChart(table, value: "v", along: "m", by: "k").headline == "x: 4 in 3, the last point")
    #expect(try LineChart(table.selecting(rows: [0, 1, 3, 4, 5]), value: "v", along: "m", by: "k").headline == "x is highest: 9 in 2, the last point")
    #expect(throws: ArgumentError.self) { try LineChart(table, value: "v", along: "m") }
  }

  @Test func `A heat map has one unit, and prints no part of a number`() throws {
    let label = Column("x", texts: ["a", "b"])
    #expect(throws: ArgumentError.self) {
      try HeatMap(Table([label, Column("p", integers: [1, 2], unit: "%"), Column("q", integers: [1, 2], unit: "£")]))
    }
    let wide = try HeatMap(Table([label] + (0..<40).map { Column("c\($0)", numbers: [12_345.678, 2], decimals: 3) }))
    let text = try #require(ChartPicture(of: wide)).element(id: "f").text
    #expect(!text.contains("1\u{2026}<") && text.contains(">12,345.678<"))
  }

  @Test func `Every authority has a hexagon of its own, and an old one stands in the place of those after it`() throws {
    let now = try HexMap(Table([Column("area", texts: ["Leeds"]), Column("n", integers: [1])]), area: "area")
    #expect(now.cells.count == 153 && now.cells.count { $0.area.value != nil } == 1)
    #expect(Set(now.cells.map { [$0.column, $0.row] }).count == 153)
    let old = try HexMap(Table([Column("area", texts: ["Cumbria", "E10000021"]), Column("n", integers: [1, 2])]), area: "area")
    #expect(old.cells.contains { $0.area.area.name == "Cumbria" } && !old.cells.contains { $0.area.area.name == "Cumberland" })
    let twice = try Table([Column("area", texts: ["Leeds", "E08000035"]), Column("n", integers: [1, 2])])
    #expect(throws: ArgumentError.self) { try HexMap(twice, area: "area") }
    #expect(throws: ArgumentError.self) { try HexMap(Table([Column("area", texts: ["Atlantis"]), Column("n", integers: [1])]), area: "area") }
  }

  @Test(arguments: [("Cornwall", 3546), ("Kent", 3544), ("Leeds", 552), ("Leicestershire", 2083), ("Middlesbrough", 54), ("Rutland", 382), ("City of London", 2.9), ("Cumbria", 6767)])
  func `An authority's outline is about as large as its ground`(name: String, squareKilometres: Double) throws {
    let map = try BoundaryMap(Table([Column("area", texts: [name]), Column("n", integers: [1])]), area: "area")
    let rings = try #require(map.shapes.first { $0.area.value != nil }).rings
    // Rings of another's ground within it run the other way round, so that they count against it.
    let size = rings.reduce(0.0) { sum, ring in
      sum + zip(ring, ring.dropFirst() + ring.prefix(1)).reduce(0.0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y } / 2
    }
    #expect(abs(abs(size) / squareKilometres - 1) < 0.05, "\(size)")
  }

  @Test func `Names that begin alike have letters of their own`() {
    let letters = HexPicture.letters(of: ["Derby", "Derbyshire", "Southampton", "Southwark", "South Tyneside", "Leeds", "Leeds"])
    #expect(letters == ["Derby": "Derb", "Derbyshire": "Ders", "Southampton": "Soua", "Southwark": "Souw", "South Tyneside": "SoTy", "Leeds": "Leed"])
  }

  @Test func `A map of boundaries shows every authority of today, or those of the time that the table is of`() throws {
    func map(_ areas: [String]) throws -> BoundaryMap {
      try BoundaryMap(Table([Column("area", texts: areas), Column("n", integers: Array(areas.indices))]), area: "area")
    }
    let now = try map(["Leeds"])
    #expect(Set(now.shapes.map(\.area.area.name)).count == 153)
    let old = Set(try map(["Poole", "Cumbria"]).shapes.map(\.area.area.name))
    #expect(old.isSuperset(of: ["Poole", "Bournemouth", "Cumbria"]))
    #expect(old.isDisjoint(with: ["Bournemouth, Christchurch and Poole", "Cumberland", "Westmorland and Furness"]))
    let both = try map(["Cumberland", "Cumbria", "Atlantis"])
    #expect(both.shapes.count == 153 && !both.shapes.contains { $0.area.area.name == "Cumbria" })
    #expect(both.rows.notes == ["not on the map: Atlantis", "left out, since the authorities that came after them are on the map: Cumbria"])
  }

  @Test func `A chart of an indicator says what it measures and when, whatever rows were taken of it`() throws {
    let values = Column("value", numbers: [1, 2, 3], unit: "%").measuring("Absence (ABS), 2024")
    let table = try Table([Column("area", texts: ["Leeds", "York", "Kent"]), values]).selecting(rows: [2, 0])
    #expect(try BarChart(table).words == "Absence (ABS), 2024, by area, %")
    #expect(try HexMap(table, area: "area").title == "Absence (ABS), 2024, by area")
    #expect(try BarChart(table, title: "Absent").title == "Absent")
  }

  @Test func `A headline of words counts every row, and a map's words have colours of their own`() throws {
    let words = ["overdue", "no due date", "on track", "due soon", "closed", "red", "late"]
    let heat = try HeatMap(Table([Column("x", texts: words), Column("so", texts: words)]))
    #expect(heat.headline == "1 closed, 1 due soon, 1 late, 1 no due date, 1 on track, 2 of 2 other words")
    let said = ["better", "similar", "lower", "higher", "banana", "no data"]
    let areas = ["Leeds", "York", "Kent", "Devon", "Essex", "Bury"]
    let picture = try #require(ChartPicture(of: BoundaryMap(Table([Column("area", texts: areas), Column("so", texts: said)]), area: "area", value: "so"))).element(id: "f").text
    let colours = zip(areas, said).compactMap { area, word in picture.firstMatch(of: try! Regex("fill=\"(#[0-9A-F]{6})\"[^>]*><title>\(area): \(word)<").asciiOnlyDigits())?.output[1].substring }
    #expect(Set(colours).count == 6 && colours.last == "#F3F2F1")
  }

  @Test func `A band is drawn where both limits are known, and a line without values says so`() throws {
    func cells(_ values: [Double?]) -> [Cell] { values.map { $0.map { .number($0) } ?? .missing(.suppressed) } }
    let table = try Table([
      Column("y", texts: ["1", "2", "3", "4", "5"]), Column("v", numbers: [5, 7, 6, 6, 5]), Column("lo", numbers: [4, 6, 6, 5, 4]),
      Column("hi", cells: cells([6, 8, nil, 9, 8])),
    ])
    let picture = try #require(ChartPicture(of: LineChart(table, value: "v", along: "y", limits: ("lo", "hi")))).element(id: "f").text
    #expect(picture.matches(of: /fill-opacity/).count == 2)
    let nothing = try LineChart(Table([Column("y", texts: ["1", "2"]), Column("v", cells: cells([nil, nil]), typeWhereMissing: .number)]))
    #expect(try #require(ChartPicture(of: nothing)).element(id: "f").text.contains("There is no value to draw."))
  }

  @Test func `A line's end keeps its value at the cost of its name`() throws {
    let name = "Violence and sexual offences against persons and others of that kind"
    let table = try Table([Column("m", texts: ["1", "2"]), Column("k", texts: [name, name]), Column("v", integers: [2, 12_183_016], unit: "incidents")])
    let picture = try #require(ChartPicture(of: LineChart(table, value: "v", along: "m", by: "k"))).element(id: "f").text
    #expect(picture.contains("\u{2026} 12,183,016<"))
  }

  @Test(arguments: [([1.0, 999.0], "C is highest: 0.1%", "&lt;1%"), ([0, 5], "C is highest: 0%", "100%"), ([999.96, 0.04], "C is highest: 99.996%", "&gt;99%")])
  func `Only none is 0% and only all is 100% in a chart of shares`(values: [Double], headline: String, words: String) throws {
    let table = try Table([Column("x", texts: ["C"]), Column("a", numbers: [values[0]]), Column("b", numbers: [values[1]])])
    let chart = try ShareChart(table)
    #expect(chart.headline == "a: " + headline.replacing("C is highest: ", with: "C: "))
    #expect(try #require(ChartPicture(of: chart)).element(id: "f").text.contains(words) || words == "&lt;1%")
  }

  @Test func `A chart of an indicator's table draws its value, whatever stands after it`() throws {
    let table = try Table([Column("period", texts: ["1", "2"]), Column("value", numbers: [3, 4]).measuring("Absence, Leeds"), Column("change_percent", numbers: [0, 33])])
    #expect(try LineChart(table).headline == "Up from 3 in 1 to 4 in 2")
  }

  @Test func `A funnel's limits follow the root of the people between two points`() {
    func limit(_ people: Double) -> Double { 10 + 30 / people.squareRoot() }
    let curve = FunnelPicture.curve(through: [(100, limit(100)), (2500, limit(2500)), (2500, limit(2500)), (2501, 1)], spacing: 50)
    #expect(curve.count > 40 && zip(curve, curve.dropFirst()).allSatisfy { $0.people <= $1.people })
    for point in curve where point.people <= 2500 { #expect(abs(point.value - limit(point.people)) < 1e-9) }
    #expect(FunnelPicture.curve(through: [(0, 1), (0, 2)], spacing: 0).count == 2 && FunnelPicture.curve(through: [], spacing: 1).isEmpty)
    #expect(FunnelPicture.curve(through: [(0, .infinity), (1e300, 2)], spacing: 1).count == 2)
  }

  @Test func `One value far beyond the others leaves these different colours, and equal values have one`() throws {
    let classes = ValueClasses((1...50).map(Double.init) + [5000])
    #expect(classes.bounds.count == 5 && Set((1...50).map { classes.colour(Double($0)) }).count == 5)
    let odd = try BarChart(Table([Column("x", texts: ["a", "b", "c"]), Column("v", numbers: [.infinity, .nan, 2])]))
    #expect(odd.headline == "c: 2", "what can't be drawn is no headline")
    #expect(classes.colour(50) == classes.colour(5000) && classes.colour(1) != classes.colour(50))
    #expect(ValueClasses([7, 7, 7]).bounds.count == 1 && ValueClasses([]).bounds.isEmpty)
    let tied = ValueClasses([0, 0, 0, 0, 0, 0, 0, 0, 1, 2])
    #expect(tied.bounds.count > 1 && tied.bounds.allSatisfy { $0.least <= $0.greatest })
    #expect(zip(tied.bounds, tied.bounds.dropFirst()).allSatisfy { $0.greatest < $1.least })
    let negative = ValueClasses([-49, -10, 0, 10, 101])
    #expect(Set([-49, -10, 0, 10, 101].map { negative.colour($0) }).count == 5)
  }

  @Test(arguments: [[5, 3, 1, 1], [1], [0, 0], [7, 7, 7]], [4, 10]) func `A Pareto curve goes from nothing to everything, steepest first`(counts: [Int], places: Int) throws {
    let rows = counts.enumerated().flatMap { place, count in Array(repeating: "p\(place)", count: count) }
    let table = try Table([Column("place", texts: rows), Column("month", texts: rows.map { _ in "2025-01" })])
    let session = try table.rowCount > 0 ? Safeguarding.Operation.call("incidents", [.object(table)], [("time", .text("month"))]) : .nothing
    guard case .object(let incidents) = session else { return }
    guard case .object(let spread) = try Safeguarding.Operation.call("concentration", [.object(incidents)], [("of", .text("place")), ("among", .integer(places))]),
      case .object(let object) = try Safeguarding.Operation.call("pareto_chart", [.object(spread)], []), let chart = object as? ParetoChart
    else { Issue.record(); return }
    #expect(chart.points.first.map { [$0.places, $0.incidents] } == [0, 0] && chart.points.last.map { [$0.places, $0.incidents] } == [1, 1])
    let slopes = zip(chart.points, chart.points.dropFirst()).map { ($1.incidents - $0.incidents) / ($1.places - $0.places) }
    #expect(slopes.allSatisfy { $0 >= 0 } && zip(slopes, slopes.dropFirst()).allSatisfy { $0 >= $1 - 1e-9 })
    #expect(chart.headline.contains("of \(places) place"))
    #expect(SVGReader().read(try #require(ChartPicture(of: chart)).element(id: "f").text))
  }

  @Test func `A row of shares adds up, and one with a missing part has none`() throws {
    let chart = try ShareChart(
      Table([
        Column("x", texts: ["a", "b", "c", "d"]), Column("one", cells: [.integer(1), .missing(.suppressed), .integer(0), .integer(-1)]),
        Column("two", integers: [3, 1, 0, 5]),
      ]))
    #expect(chart.shares.map { $0 ?? [] } == [[25, 75], [], [], []])
    #expect(chart.headline == "one: a: 25%" && chart.rows.notes.contains { $0.hasPrefix("3 rows have a part that is missing") })
  }

  @Test func `A scale has round marks in order that hold its values`() {
    var generator = SystemRandomNumberGenerator()
    var sets: [[Double]] = Self.series.map { $0.compactMap { $0 } } + [[]]
    for _ in 0..<500 {
      let size = Double.random(in: -12...12, using: &generator)
      let factor = (0..<Int(size.magnitude)).reduce(1.0) { product, _ in size < 0 ? product / 10 : product * 10 }
      sets.append((0..<Int.random(in: 1...5, using: &generator)).map { _ in Double.random(in: -1...1, using: &generator) * factor })
    }
    for values in sets {
      for includesZero in [true, false] {
        let scale = AxisScale(values, includesZero: includesZero)
        let finite = values.filter { !$0.isNaN }.map { min(max($0, -1e300), 1e300) }
        #expect(scale.lower < scale.upper)
        #expect((2...42).contains(scale.ticks.count), "\(values)")
        #expect(zip(scale.ticks, scale.ticks.dropFirst()).allSatisfy { $0 < $1 })
        let slack = (scale.upper - scale.lower) * 1e-6
        #expect(finite.allSatisfy { scale.lower - slack <= $0 && $0 <= scale.upper + slack }, "\(values): \(scale)")
        #expect(finite.allSatisfy { (0...1).contains(scale.share($0)) })
        let labels = scale.ticks.map(scale.label)
        #expect(Set(labels).count == labels.count, "\(values): \(labels)")
        if includesZero { #expect(scale.lower <= 0 && scale.upper >= 0) }
      }
    }
  }

  @Test func `Labels that would stand on one another are moved apart and keep their order`() {
    for wanted in [[10, 11, 12, 300.0], [300, 300, 300], [0, 0, 290, 295], [50], []] as [[Double]] {
      let places = Plot.apart(wanted, gap: 16, from: 10, to: 310)
      let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
      for (one, other) in zip(order, order.dropFirst()) { #expect(places[other] - places[one] >= 15.999) }
      #expect(places.allSatisfy { (9.999...310.001).contains($0) })
    }
  }

  @Test func `Words in coloured cells have the contrast that WCAG asks for`() {
    #expect(abs(Palette.contrast("#FFFFFF", "#000000") - 21) < 1e-6)
    #expect(abs(Palette.contrast("#777777", "#FFFFFF") - 4.478) < 0.001)
    for step in 0...100 {
      let colour = Palette.sequential(Double(step) / 100)
      #expect(Palette.contrast(colour, Palette.text(on: colour)) >= 4.5, "\(colour)")
    }
    for word in ["better", "worse", "similar", "red", "amber", "green", "A", "B", "C", "D", "higher", "lower", "above 95%", "below 95%", "above 99.8%", "below 99.8%", "inside"] {
      let colour = Palette.judging(word)
      #expect(colour != nil && Palette.contrast(colour ?? "", Palette.text(on: colour ?? "")) >= 4.5, "\(word)")
    }
    #expect(Palette.contrast(Palette.secondaryText, Palette.paper) >= 4.5)
  }

  @Test(arguments: [
    ([1, 5, 3] as [Double?], "c", "b is highest: 5"), ([5, 5, 3], "", "a and b are joint highest: 5"), ([5, 5, 5, 1], "", "3 of 4 are joint highest: 5"),
    ([5, 5], "", "All 2 are alike: 5"), ([nil, 4], "", "b: 4"), ([nil], "", "No values"), ([0.1 + 0.2, 0.3], "", "All 2 are alike: 0.3"),
  ])
  func `A headline says what stands highest, and ties`(values: [Double?], _: String, expected: String) throws {
    let table = try Table([
      Column("x", texts: ["a", "b", "c", "d"].prefix(values.count).map { $0 }),
      Column("y", cells: values.map { $0.map { .number($0) } ?? .missing(.suppressed) }, typeWhereMissing: .number),
    ])
    #expect(try BarChart(table).headline == expected)
  }

  @Test(arguments: [
    ([1, 5, 3] as [Double?], "Up from 1 in a to 3 in c"), ([nil, 5, 3, nil], "Down from 5 in b to 3 in c"), ([2, 9, 2], "2 in a and in c"),
    ([nil, 4], "4 in b"), ([nil, nil], "No values"), ([0.1 + 0.2, 0.3], "0.3 in a and in b"),
  ])
  func `A headline says where a line went`(values: [Double?], expected: String) throws {
    let table = try Table([
      Column("x", texts: ["a", "b", "c", "d"].prefix(values.count).map { $0 }),
      Column("y", cells: values.map { $0.map { .number($0) } ?? .missing(.suppressed) }, typeWhereMissing: .number),
    ])
    #expect(try LineChart(table).headline == expected)
  }
}

extension Safeguarding.Operation {
  /// Calls an operation of the catalogue by its name, a method of its first argument.
  fileprivate static func call(_ name: String, _ values: [Value], _ named: [(name: String, value: Value)]) throws -> Value {
    let kind: ObjectKind? = if case .object(let object)? = values.first { type(of: object).kind } else { nil }
    let operation = try #require(OperationCatalogue.all.first { $0.name == name && $0.receiver == kind })
    return try operation.call(values, named: named)
  }
}

/// What a picture holds, as an XML parser reads it.
private final class SVGReader: NSObject, XMLParserDelegate {
  var ids: [String] = []
  var labelledBy: [String] = []
  /// Places beyond the picture.
  var outside: [String] = []
  /// Words that run over its left or right edge.
  var wide: [String] = []
  var problem = ""
  private var height = 0.0
  private var text: (x: Double, size: Double, anchor: String, isBold: Bool)?
  private var words = ""

  func read(_ text: String) -> Bool {
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    let isRead = parser.parse()
    problem = parser.parserError.map { "\($0)" } ?? ""
    return isRead
  }

  func parser(
    _: XMLParser, didStartElement name: String, namespaceURI _: String?, qualifiedName _: String?, attributes: [String: String]
  ) {
    if let id = attributes["id"] { ids.append(id) }
    labelledBy += (attributes["aria-labelledby"] ?? "").split(separator: " ").map(String.init)
    if let box = attributes["viewBox"]?.split(separator: " ").compactMap({ Double($0) }), box.count == 4 { height = box[3] }
    for key in ["x", "x1", "x2", "cx"] { if let value = attributes[key].flatMap({ Double($0) }), !(-1...721).contains(value) { outside.append("\(name) \(key)=\(value)") } }
    for key in ["y", "y1", "y2", "cy"] { if let value = attributes[key].flatMap({ Double($0) }), !(-1...(height + 1)).contains(value) { outside.append("\(name) \(key)=\(value)") } }
    if let course = attributes["d"] {
      for point in Self.points(of: course) where !(-1...721).contains(point.x) || !(-1...(height + 1)).contains(point.y) { outside.append("\(name) \(point)") }
    }
    if name == "text", attributes["transform"] == nil {
      text = (Double(attributes["x"] ?? "") ?? 0, Double(attributes["font-size"] ?? "") ?? 0, attributes["text-anchor"] ?? "start", attributes["font-weight"] != nil)
      words = ""
    }
  }

  /// The points of a path of straight lines.
  private static func points(of course: String) -> [(x: Double, y: Double)] {
    var points: [(x: Double, y: Double)] = []
    for command in course.matches(of: /([MLl])(-?[0-9.]+)[ ,]*(-?[0-9.]+)/) {
      guard let x = Double(command.2), let y = Double(command.3) else { return [(.nan, .nan)] }
      points.append(command.1 == "l" ? ((points.last?.x ?? 0) + x, (points.last?.y ?? 0) + y) : (x, y))
    }
    return points
  }

  func parser(_: XMLParser, foundCharacters string: String) { words += string }

  func parser(_: XMLParser, didEndElement name: String, namespaceURI _: String?, qualifiedName _: String?) {
    guard name == "text", let text else { return }
    let width = TextMeasure.width(words, size: text.size, isBold: text.isBold)
    let left = text.anchor == "end" ? text.x - width : text.anchor == "middle" ? text.x - width / 2 : text.x
    if left < -1 || left + width > 721 { wide.append(words) }
    self.text = nil
  }
}
