import Columns

/// From values to colours, from the least of all as the lightest to the greatest as the darkest.
struct ColourScale {
  private let least: Double
  private let greatest: Double
  /// Half the span: that of two large numbers may have no number, and that of two tiny ones no half.
  private let half: Double

  /// - Parameter numbers: The values, all finite.
  init(_ numbers: [Double]) {
    (least, greatest) = (numbers.min() ?? 0, numbers.max() ?? 0)
    half = greatest / 2 - least / 2
  }

  func colour(_ value: Double) -> String { Palette.sequential(half > 0 ? (value / 2 - least / 2) / half : 0.5) }

  /// Draws the scale at the top of a picture, with its ends, in 40 pixels.
  ///
  /// - Parameter missing: What a cell without a value is called; nil where there is none to name.
  func drawKey(in picture: inout Picture, decimals: Int?, missing: String?) {
    for step in 0..<20 { picture.box(x: 2 + Double(step) * 9, y: 8, width: 9, height: 12, colour: Palette.sequential((Double(step) + 0.5) / 20)) }
    picture.text(CellPrinter.text(least, decimals: decimals), x: 2, y: 35, size: 13, colour: Palette.secondaryText)
    picture.text(CellPrinter.text(greatest, decimals: decimals), x: 182, y: 35, size: 13, anchor: .end, colour: Palette.secondaryText)
    guard let missing else { return }
    picture.box(x: 200, y: 8, width: 14, height: 12, colour: Palette.empty)
    picture.text(missing, x: 220, y: 19, size: 13, colour: Palette.secondaryText)
  }
}
