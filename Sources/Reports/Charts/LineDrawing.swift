import Columns
import Safeguarding

/// A line in dots of Braille, two by four in each place of the screen, with its greatest and least value at the left and
/// its first and last points beneath.
struct LineDrawing {
  let chart: LineChart
  let room: Room

  private static let height = 10

  /// The title and the lines, without a newline at the end.
  var text: String { room.folded(chart.words) + "\n" + body }

  /// What is drawn, without the title: of several lines, the shape of each.
  var body: String {
    guard chart.lines.count > 1 else { return drawing(of: chart.lines.first?.values ?? []) }
    let width = min(chart.lines.map { TextWidth.of($0.name) }.max() ?? 0, room.columns / 3)
    return chart.lines.map { line in
      let name = TextWidth.cut(CellPrinter.onOneLine(line.name), to: width)
      let values = line.values.map(\.finiteNumber)
      let course = Headline.course(labels: chart.labels.map(CellPrinter.onOneLine), values: values, unit: nil, decimals: chart.decimals)
      return " \(name)\(BarDrawing.spaces(width - TextWidth.of(name))) \(Sparkline.text(values)) \(course)"
    }.joined(separator: "\n")
  }

  private func drawing(of cells: [Cell]) -> String {
    let values = cells.map(\.finiteNumber)
    let known = values.compactMap { $0 }
    guard let least = known.min(), let greatest = known.max() else { return "(no values)" }
    let axis = [greatest, least / 2 + greatest / 2, least].map { CellPrinter.text($0, decimals: chart.decimals) }
    let axisWidth = axis.map(TextWidth.of).max() ?? 0
    let columns = max(8, min(max(values.count * 2, 30), min(100, room.columns - axisWidth - 3)))
    var canvas = BrailleCanvas(columns: columns, rows: Self.height)
    // The span of two large numbers may have no number, and that of two tiny ones no half.
    let half = greatest / 2 - least / 2
    func place(_ index: Int) -> (x: Int, y: Int)? {
      guard let value = values[index] else { return nil }
      let x = values.count == 1 ? columns : index * (columns * 2 - 1) / (values.count - 1)
      let share = half > 0 ? (value / 2 - least / 2) / half : 0.5
      return (x, Self.height * 4 - 1 - Int((share * Double(Self.height * 4 - 1)).rounded()))
    }
    for index in values.indices {
      guard let point = place(index) else { continue }
      canvas.line(from: index > 0 ? place(index - 1) ?? point : point, to: point)
    }
    let marks = [0: axis[0], Self.height / 2: axis[1], Self.height - 1: axis[2]]
    let rows = canvas.lines.enumerated().map { row, line in
      let mark = greatest > least || row == Self.height / 2 ? marks[row] ?? "" : ""
      return BarDrawing.spaces(axisWidth - TextWidth.of(mark)) + mark + (mark.isEmpty ? " │" : " ┤") + line
    }
    let ends = [chart.labels.first ?? "", chart.labels.last ?? ""].map { TextWidth.cut(CellPrinter.onOneLine($0), to: columns / 2) }
    let between = BarDrawing.spaces(max(1, columns - TextWidth.of(ends[0]) - TextWidth.of(ends[1])))
    let foot = BarDrawing.spaces(axisWidth + 2) + ends[0] + (values.count > 1 ? between + ends[1] : "")
    let missing = values.count - known.count
    let note = missing > 0 ? ["note: \(PrintedNumber.of(missing)) of \(PrintedNumber.of(values.count)) points have no value"] : []
    return (rows + [foot] + note).joined(separator: "\n")
  }
}

/// Dots, two across and four down in each character.
private struct BrailleCanvas {
  private let columns: Int
  private var dots: [UInt8]

  init(columns: Int, rows: Int) {
    self.columns = columns
    dots = [UInt8](repeating: 0, count: columns * rows)
  }

  /// The bit of each dot in Unicode's Braille patterns, by row and column.
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int)) {
    let steps = max(abs(end.x - start.x), abs(end.y - start.y), 1)
    for step in 0...steps {
      let (x, y) = (start.x + (end.x - start.x) * step / steps, start.y + (end.y - start.y) * step / steps)
      let place = y / 4 * columns + min(x / 2, columns - 1)
      if dots.indices.contains(place) { dots[place] |= Self.bits[y % 4][x % 2] }
    }
  }

  var lines: [String] {
    stride(from: 0, to: dots.count, by: columns).map { start in
      var line = String(String.UnicodeScalarView(dots[start..<(start + columns)].map { UnicodeScalar($0 == 0 ? 0x20 : 0x2800 + UInt32($0)) ?? " " }))
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
