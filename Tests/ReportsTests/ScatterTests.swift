import Columns
import Foundation
import Safeguarding
import Testing

@testable import Reports

/// Points of two numbers, as pictures and as text.
struct ScatterTests {
  private static func table(_ count: Int, x: (Int) -> Double, y: (Int) -> Double) throws -> Table {
    try Table([
      Column("area", texts: (0..<count).map { "Area \($0)" }), Column("need", numbers: (0..<count).map(x), unit: "score", decimals: 1),
      Column("rate", numbers: (0..<count).map(y), unit: "per 10,000", decimals: 0),
    ])
  }

  @Test func `Each point has a dot that tells what it is, and the axes have their names and units`() throws {
    let chart = try ScatterChart(Self.table(12, x: { Double($0) / 2 }, y: { Double($0 * $0) }), x: "need", y: "rate", highlighted: ["Area 11"], title: "Need & rate")
    let text = try #require(ChartPicture(of: chart)).element(id: "f").text
    #expect(text.matches(of: /<circle/).count == 12)
    for words in ["Area 11: need 5.5, rate 121</title>", ">need, score</text>", ">rate, per 10,000</text>", ">Area 11</text>", "aria-labelledby", "12 points, Need &amp; rate. The values stand in the table of data."] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(!text.contains(">Area 10</text>"), "only those that stand out are named")
  }

  @Test func `Ten thousand points are squares with their counts, in a small file`() throws {
    func spread(_ place: Int, _ factor: Int) -> Double { Double((place * factor) % 9973) }
    let chart = try ScatterChart(Self.table(10_000, x: { spread($0, 7919) }, y: { spread($0, 104_729) }), x: "need", y: "rate", highlighted: ["Area 77"])
    let text = try #require(ChartPicture(of: chart)).file(showing: chart.words)
    #expect(text.utf8.count < 350_000 && text.matches(of: /<circle/).count == 1)
    let counts = text.matches(of: /: ([0-9,]+) points?<\/title>/).compactMap { Int($0.1.filter { $0 != "," }) }
    #expect(counts.reduce(0, +) == 10_000, "no point is lost")
    #expect(text.contains("points in a square"))
  }

  @Test func `Names of points that stand out never lie on each other, and those without room are counted`() throws {
    let plot = Plot(scale: AxisScale([0, 1], includesZero: true), top: 28, height: 360)
    for spread in [0.0, 1, 20, 200] {
      let points = (0..<40).map { (x: 350 + Double($0 % 7) * spread / 7, y: 200 + Double($0 % 5) * spread / 5) }
      let places = ScatterPicture.places(points, widths: points.map { _ in 90 }, beside: points, within: plot)
      let boxes = places.compactMap { $0 }
      #expect(!boxes.isEmpty)
      for (number, one) in boxes.enumerated() {
        #expect(one.left >= plot.left && one.left + one.width <= Picture.width && one.top >= plot.top && one.top + ScatterPicture.labelHeight <= plot.bottom)
        for other in boxes.dropFirst(number + 1) {
          #expect(one.left + one.width <= other.left || other.left + other.width <= one.left || abs(one.top - other.top) >= ScatterPicture.labelHeight)
        }
        #expect(!points.contains { (one.left...one.left + one.width).contains($0.x) && (one.top...one.top + ScatterPicture.labelHeight).contains($0.y) })
      }
    }
    let chart = try ScatterChart(Self.table(300, x: { Double($0 % 3) }, y: { Double($0 % 2) }), x: "need", y: "rate", highlighted: (0..<300).map { "Area \($0)" })
    #expect(try #require(ChartPicture(of: chart)).element(id: "f").text.contains("highlighted points have no room for a name"))
  }

  @Test func `A page has the picture and the data, and counts the rows without a point`() throws {
    let table = try Table([Column("area", texts: ["A", "B", "C"]), Column("need", cells: [.number(1), .missing(.suppressed), .number(.infinity)]), Column("rate", integers: [3, 4, 5])])
    let chart = try ScatterChart(table, x: "need", y: "rate", highlighted: ["A"])
    let page = Presentation(.html).text(chart)
    for words in ["1 row has no value of need or rate, and no point", "1 row has a value of need or rate that is no finite number, and no point", "<svg", "<table", "[c]"] {
      #expect(page.contains(words), "\(words)")
    }
  }

  @Test func `On a terminal points are dots, and those that stand out letters`() throws {
    let chart = try ScatterChart(Self.table(9, x: { Double($0) }, y: { Double($0 * 10) }), x: "need", y: "rate", highlighted: ["Area 8", "Area 0"])
    let lines = Presentation(.table, in: .page(columns: 40)).text(chart).components(separatedBy: "\n")
    let drawing = lines.map { line in line.filter { !$0.unicodeScalars.contains { (0x2800...0x28FF).contains($0.value) } } }
    #expect(lines.first == "rate, per 10,000 against need, score" && lines[1] == "    rate, per 10,000")
    #expect(lines[2].hasPrefix("80 ┤") && lines[2].hasSuffix("B") && lines[15].hasPrefix(" 0 ┤A"))
    #expect(lines.suffix(4) == ["    0.0             4.0             8.0", "    need, score", " A Area 0: 0.0, 0", " B Area 8: 8.0, 80"], "\(lines.suffix(4))")
    #expect(zip(lines, drawing).map { $0.count - $1.count }.reduce(0, +) == 7)
    #expect(lines.allSatisfy { $0.count <= 40 })
  }

  @Test(arguments: [[1.0], [5, 5, 5], [.infinity, .nan], [1e308, -1e308], [.leastNonzeroMagnitude, 0], [], [1e-300, 2e-300, 3e-300]])
  func `Points of any numbers are drawn`(numbers: [Double]) throws {
    for flip in [true, false] {
      let index = numbers.indices.map(Double.init)
      let table = try Table([Column("x", numbers: flip ? numbers : index), Column("y", numbers: flip ? index : numbers)])
      let chart = try ScatterChart(table, x: "x", y: "y")
      for columns in [1, 20, 200] { #expect(!Presentation(.table, in: .page(columns: columns)).text(chart).isEmpty) }
      #expect(try #require(ChartPicture(of: chart)).element(id: "f").text.hasPrefix("<svg"))
    }
  }
}
