/// A row of bars that shows the shape of a series in a cell of a table: `▂▃█·▅`.
public enum Sparkline {
  private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// Returns a bar a value, from the least as the lowest to the greatest as the highest, and a dot where none is known.
  ///
  /// A series of one value throughout is of middle height. It has no unit and no zero: it is a shape, and no chart.
  public static func text(_ values: [Double?]) -> String {
    let known = values.compactMap { $0 }.filter(\.isFinite)
    guard let least = known.min(), let greatest = known.max() else { return String(repeating: "·", count: values.count) }
    return String(
      values.map { value in
        guard let value, value.isFinite else { return "·" }
        // The span of two large numbers may have no number, and that of two tiny ones no half.
        let half = greatest / 2 - least / 2
        guard half > 0 else { return bars[3] }
        return bars[min(bars.count - 1, Int((value / 2 - least / 2) / half * Double(bars.count)))]
      })
  }

  /// The height of each bar of a sparkline, from 1 to 8, or nil for a dot; nil for a text that is something else.
  package static func heights(of text: String) -> [Int?]? {
    // Most texts are none, as their first character tells.
    guard let first = text.first, first == "·" || bars.contains(first), text.count > 1, text.contains(where: { $0 != "·" }), text.allSatisfy({ $0 == "·" || bars.contains($0) }) else { return nil }
    return text.map { bars.firstIndex(of: $0).map { $0 + 1 } }
  }
}
