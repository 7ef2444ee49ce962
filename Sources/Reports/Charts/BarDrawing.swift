import Columns
import Safeguarding

/// Bars in blocks of eighths, with labels on their left and values on their right.
struct BarDrawing {
  let chart: BarChart
  let room: Room

  private static let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  private static let narrowest = 8
  private static let fewestBars = 5
  /// The lines of a screen that as many bars as it shows leave beside the title, what was typed and the next prompt.
  private static let spareLines = 3

  /// The title and the lines, without a newline at the end.
  var text: String { room.folded(chart.words) + "\n" + body }

  /// What is drawn, without the title.
  var body: String {
    let notes = ReferenceLine.notes(chart.references, decimals: chart.decimals) + chart.rows.notes
    // Where notes are long fewer bars leave them on the screen.
    let noteLines = notes.reduce(0) { $0 + room.folded(note: $1).count }
    let (first, last) = room.shown(of: chart.values.count, atMost: room.mostRows.map { max(Self.fewestBars, $0 - max(0, noteLines - Self.spareLines)) })
    let shown = Array(chart.values.indices.prefix(first) + chart.values.indices.suffix(last))
    let labels = shown.map { CellPrinter.onOneLine(chart.labels[$0]) }
    let numbers = shown.map { chart.values[$0].number }
    let values = shown.map { chart.values[$0].chartText(decimals: chart.decimals) }
    let labelWidth = min(labels.map(TextWidth.of).max() ?? 0, room.columns / 3)
    let valueWidth = values.map(TextWidth.of).max() ?? 0
    let scale = BarScale(numbers.compactMap { $0 }, columns: max(Self.narrowest, min(100, room.columns - labelWidth - valueWidth - 4)))
    var lines = shown.indices.map { place in
      let label = TextWidth.cut(labels[place], to: labelWidth)
      let mark = chart.highlighted.contains(chart.labels[shown[place]]) ? ">" : " "
      return "\(mark)\(label)\(Self.spaces(labelWidth - TextWidth.of(label))) \(scale.bar(numbers[place])) \(values[place])"
    }
    if last > 0 { lines.insert(" … \(PrintedNumber.of(chart.values.count - shown.count)) more of \(PrintedNumber.of(chart.values.count))", at: first) }
    return room.drawing(lines.isEmpty ? "(no rows)" : lines.joined(separator: "\n"), notes: notes)
  }

  static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

  /// From zero, or from the least value where that is below zero, to the greatest.
  private struct BarScale {
    /// The columns left and right of zero.
    private let left: Int
    private let right: Int
    /// Half of what a column stands for: the span of two large numbers may have no number.
    private let half: Double

    init(_ values: [Double], columns: Int) {
      let finite = values.filter(\.isFinite)
      let (least, greatest) = (min(0, finite.min() ?? 0), max(0, finite.max() ?? 0))
      let span = greatest / 2 - least / 2
      left = span > 0 ? Int((Double(columns) * (-least / 2 / span)).rounded(.up)) : 0
      right = columns - left
      half = span > 0 ? span / Double(columns) : 1
    }

    func bar(_ value: Double?) -> String {
      guard let value, value.isFinite else { return spaces(left) }
      guard value >= 0 else {
        let count = min(left, Int((-value / 2 / half).rounded()))
        return spaces(left - count) + String(repeating: "█", count: count)
      }
      let parts = Int((min(value / 2 / half, Double(right)) * 8).rounded())
      // What is more than zero is seen.
      let shown = value > 0 ? max(1, parts) : 0
      return spaces(left) + String(repeating: "█", count: shown / 8) + (shown % 8 > 0 ? String(BarDrawing.eighths[shown % 8 - 1]) : "")
    }
  }
}

extension ReferenceLine {
  /// Lines that a drawing in text has no room for.
  static func notes(_ lines: [ReferenceLine], decimals: Int?) -> [String] {
    lines.isEmpty ? [] : [lines.map { "\($0.label) is \(CellPrinter.text($0.value, decimals: decimals))" }.joined(separator: ", ")]
  }
}
