import Columns
import Safeguarding

/// Points in dots of Braille; those that stand out as letters, which are named beneath.
struct ScatterDrawing {
  let chart: ScatterChart
  let room: Room

  private static let height = 14
  private static let letters = (0..<26).compactMap { UnicodeScalar(UInt8(65 + $0)) }.map { Character($0) }

  /// What the chart shows and the lines, without a newline at the end.
  var text: String { room.folded(chart.words) + "\n" + body }

  /// What is drawn, without the title.
  var body: String {
    guard !chart.points.isEmpty else { return room.drawing("(no points)", notes: chart.rows.notes) }
    let (horizontal, vertical) = (Span(chart.points.lazy.map(\.x)), Span(chart.points.lazy.map(\.y)))
    func texts(_ span: Span, _ column: Column) -> [String] {
      (span.least < span.greatest ? [span.greatest, span.least / 2 + span.greatest / 2, span.least] : [span.least])
        .map { Cell.number($0).chartText(decimals: column.decimals ?? (column.type == .integer ? nil : Self.decimals(of: span))) }
    }
    let axis = texts(vertical, chart.upward)
    let axisWidth = axis.map(TextWidth.of).max() ?? 0
    let columns = max(8, min(72, room.columns - axisWidth - 3))
    var canvas = BrailleCanvas(columns: columns, rows: Self.height)
    func place(_ point: ScatterChart.Point) -> (x: Int, y: Int) {
      (Int((horizontal.share(point.x) * Double(columns * 2 - 1)).rounded()), Self.height * 4 - 1 - Int((vertical.share(point.y) * Double(Self.height * 4 - 1)).rounded()))
    }
    for point in chart.points { canvas.dot(x: place(point).x, y: place(point).y) }
    let named = chart.highlighted.isEmpty ? [] : chart.points.filter { chart.highlighted.contains(chart.label(of: $0)) }
    for (number, point) in named.enumerated() { canvas.mark(letter(number), x: place(point).x, y: place(point).y) }
    let marks = axis.count == 3 ? [0: axis[0], Self.height / 2: axis[1], Self.height - 1: axis[2]] : [Self.height / 2: axis[0]]
    let rows = canvas.lines.enumerated().map { row, line in
      let mark = marks[row] ?? ""
      return BarDrawing.spaces(axisWidth - TextWidth.of(mark)) + mark + (mark.isEmpty ? " │" : " ┤") + line
    }
    let margin = BarDrawing.spaces(axisWidth + 2)
    func title(_ column: Column, to width: Int) -> String { TextWidth.cut(CellPrinter.onOneLine(ScatterChart.words(column)), to: width) }
    let legend = named.enumerated().map { number, point in
      " \(letter(number)) \(CellPrinter.onOneLine(chart.label(of: point))): \(chart.across[point.row].chartText(decimals: chart.across.decimals)), "
        + chart.upward[point.row].chartText(decimals: chart.upward.decimals)
    }
    let lines = [margin + title(chart.upward, to: columns)] + rows + [margin + foot(texts(horizontal, chart.across), columns), margin + title(chart.across, to: columns)] + legend
    return room.drawing(lines.joined(separator: "\n"), notes: chart.rows.notes)
  }

  private func letter(_ number: Int) -> Character { number < Self.letters.count ? Self.letters[number] : "◆" }

  /// The least value at the left, the greatest at the right, and where there is room the middle between them.
  private func foot(_ texts: [String], _ columns: Int) -> String {
    guard texts.count == 3 else { return BarDrawing.spaces(columns / 2 - TextWidth.of(texts[0]) / 2) + texts[0] }
    let (most, middle, least) = (texts[0], texts[1], texts[2])
    let start = columns / 2 - TextWidth.of(middle) / 2
    let hasRoom = start > TextWidth.of(least) + 1 && start + TextWidth.of(middle) < columns - TextWidth.of(most) - 1
    let left = hasRoom ? least + BarDrawing.spaces(start - TextWidth.of(least)) + middle : least
    return left + BarDrawing.spaces(max(1, columns - TextWidth.of(left) - TextWidth.of(most))) + most
  }

  /// As many places as tell the ends of a span apart by a hundredth of it; none where numbers print as they are.
  private static func decimals(of span: Span) -> Int? {
    let width = span.greatest - span.least
    guard width > 1e-6, width < 1e15 else { return nil }
    var (places, scaled) = (0, width)
    while scaled < 100 { (places, scaled) = (places + 1, scaled * 10) }
    return places
  }

  /// From the least to the greatest of some numbers.
  private struct Span {
    let least: Double
    let greatest: Double

    init(_ numbers: some Sequence<Double>) {
      var (least, greatest) = (Double.infinity, -Double.infinity)
      for number in numbers { (least, greatest) = (min(least, number), max(greatest, number)) }
      (self.least, self.greatest) = (least, greatest)
    }

    /// Where a number stands between 0 and 1. The span of two large numbers may have no number, and that of two tiny ones no half.
    func share(_ number: Double) -> Double {
      let half = greatest / 2 - least / 2
      return half > 0 ? (number / 2 - least / 2) / half : 0.5
    }
  }
}
