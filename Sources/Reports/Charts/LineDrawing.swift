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
    guard chart.lines.count > 1 else {
      let values = chart.lines.first?.values ?? []
      return room.drawing(drawing(of: values), notes: notes(on: values) + ReferenceLine.notes(chart.references, decimals: chart.decimals) + chart.rows.notes)
    }
    let width = min(chart.lines.map { TextWidth.of($0.name) }.max() ?? 0, room.columns / 3)
    let lines = chart.lines.map { line in
      let name = TextWidth.cut(CellPrinter.onOneLine(line.name), to: width)
      return " \(name)\(BarDrawing.spaces(width - TextWidth.of(name))) \(Sparkline.text(line.values.map(\.finiteNumber))) \(CellPrinter.onOneLine(chart.course(line)))"
    }
    return room.drawing(lines.joined(separator: "\n"), notes: ["each line is drawn on a scale of its own"] + ReferenceLine.notes(chart.references, decimals: chart.decimals) + chart.rows.notes)
  }

  /// What a reader of the line has to know: where its axis starts, and how many points it lacks.
  private func notes(on values: [Cell]) -> [String] {
    let known = values.compactMap(\.finiteNumber)
    guard let least = known.min(), let greatest = known.max() else { return [] }
    let missing = values.count - known.count
    return [
      least < greatest && (least > 0 || greatest < 0) ? "the axis does not start at zero" : nil,
      missing > 0 ? "\(PrintedNumber.of(missing)) of \(PrintedNumber.of(values.count)) points have no value" : nil,
    ].compactMap { $0 }
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
    let foot = BarDrawing.spaces(axisWidth + 2) + Self.foot(chart.labels.map(CellPrinter.onOneLine), columns: columns)
    return (rows + [foot]).joined(separator: "\n")
  }
}

extension LineDrawing {
  /// The names of points beneath them: of the first at the left and the last at the right, and of as many between, a step
  /// apart, as there is room for.
  static func foot(_ labels: [String], columns: Int) -> String {
    guard let first = labels.first, let last = labels.last else { return "" }
    let end = labels.count > 1 ? TextWidth.cut(last, to: columns / 2) : ""
    let (gap, endStart) = (2, columns - TextWidth.of(end))
    let apart = Double(columns - 1) / Double(max(1, labels.count - 1))
    func foot(step: Int) -> (text: String, names: Int, isEven: Bool)? {
      var names = 0
      var foot = TextWidth.cut(first, to: columns / 2)
      for place in stride(from: step, to: labels.count - 1, by: step) {
        let start = Int((Double(place) * apart).rounded()) - TextWidth.of(labels[place]) / 2
        guard start + TextWidth.of(labels[place]) + gap <= endStart else { break }
        guard start >= TextWidth.of(foot) + gap else { return nil }
        foot += BarDrawing.spaces(start - TextWidth.of(foot)) + labels[place]
        names += 1
      }
      return (foot, names, (labels.count - 1).isMultiple(of: step))
    }
    // The most names, and of as many the steps that end with the last point.
    let feet = (1...labels.count).compactMap(foot)
    let foot = (feet.first { foot in foot.isEven && foot.names == feet[0].names } ?? feet.first)?.text ?? ""
    return end.isEmpty ? foot : foot + BarDrawing.spaces(max(1, endStart - TextWidth.of(foot))) + end
  }
}
