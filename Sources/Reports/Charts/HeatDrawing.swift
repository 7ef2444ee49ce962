import Columns
import Safeguarding

/// The grid of a heat map as a table whose cells have the colours of its picture, in a few steps.
struct HeatDrawing {
  let chart: HeatMap
  let room: Room
  let paint: Paint
  /// The lines that stand above it on the screen.
  var linesAbove = 0

  private static let steps = 6.0

  /// The lines, without a newline at the end.
  var text: String {
    let numbers = chart.columns.flatMap { column in chart.labels.indices.compactMap { column[$0].finiteNumber } }
    let (least, greatest) = (numbers.min() ?? 0, numbers.max() ?? 0)
    // The span of two large numbers may have no number.
    let half = greatest / 2 - least / 2
    let names = Set(chart.columns.map(\.name))
    return TextTable(table: chart.rows, room: room, paint: paint, linesAbove: linesAbove) { column, row in
      guard names.contains(column.name) else { return nil }
      guard let value = column[row].finiteNumber else { return column[row].text.flatMap(Palette.judging) }
      let share = half > 0 ? (value / 2 - least / 2) / half : 0.5
      return Palette.sequential(min((share * Self.steps).rounded(.down), Self.steps - 1) / (Self.steps - 1))
    }.text
  }
}
