import Safeguarding

/// The bars of a sparkline in a cell as a small picture, so that they look alike in every font and are read out as a shape.
struct SparklinePicture {
  /// The heights of the bars, from 1 to 8; nil where no value is known.
  private let heights: [Int?]

  private static let (step, height) = (5, 16)

  /// - Parameter text: The text of a cell; nil is given back where that is no sparkline.
  init?(_ text: String) {
    guard let heights = Sparkline.heights(of: text) else { return nil }
    self.heights = heights
  }

  var element: Markup {
    var markup = Markup()
    let (width, height) = (String(heights.count * Self.step), String(Self.height))
    markup.element("svg", ["class": "sparkline", "role": "img", "aria-label": words, "viewBox": "0 0 \(width) \(height)", "width": width, "height": height]) { svg in
      for (place, bar) in heights.enumerated() {
        // A bar that isn't known is a dash at the foot.
        let tall = bar.map { $0 * 2 } ?? 1
        svg.empty(
          "rect",
          [
            "x": String(place * Self.step), "y": String(Self.height - tall), "width": bar == nil ? "2" : "4", "height": String(tall),
            "fill": place == heights.count - 1 ? Palette.darkBlue : bar == nil ? Palette.border : Palette.lightBlue,
          ])
      }
    }
    return markup
  }

  /// The shape in words.
  private var words: String {
    let known = heights.compactMap { $0 }
    var words = "The shape of \(heights.count) values"
    if let most = known.max(), let least = known.min() {
      if most == least {
        words += ": all alike"
      } else {
        let (low, high) = (heights.firstIndex(of: least) ?? 0, heights.lastIndex(of: most) ?? 0)
        words += ": lowest at \(low + 1), highest at \(high + 1)"
      }
    }
    return known.count == heights.count ? words : words + "; \(heights.count - known.count) not known"
  }
}
