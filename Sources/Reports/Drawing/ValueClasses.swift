import Columns

/// Values in up to five classes of about as many areas each, from the least to the greatest, so that one value far beyond the
/// others leaves these different colours. Equal values are of one class.
struct ValueClasses {
  /// The least and the greatest value of each class.
  private(set) var bounds: [(least: Double, greatest: Double)] = []

  /// - Parameter numbers: The values, all finite.
  init(_ numbers: [Double]) {
    let sorted = numbers.sorted()
    var last = -1
    var first = 0
    while first < sorted.count {
      let end = sorted[first...].firstIndex { $0 > sorted[first] } ?? sorted.count
      // The class in which the middle of equal values lies.
      let place = min(4, (first + end) * 5 / (2 * sorted.count))
      if place == last { bounds[bounds.count - 1].greatest = sorted[first] } else { bounds.append((sorted[first], sorted[first])) }
      (last, first) = (place, end)
    }
  }

  func colour(_ value: Double) -> String {
    let place = bounds.firstIndex { value <= $0.greatest } ?? bounds.count - 1
    return colour(ofClass: place)
  }

  private func colour(ofClass place: Int) -> String {
    // The lightest is told from a place without a value.
    bounds.count < 2 ? Palette.sequential(0.6) : Palette.sequential(0.18 + 0.82 * Double(place) / Double(bounds.count - 1))
  }

  /// The classes as the key of a map: a colour and the values that it stands for.
  func key(decimals: Int?) -> [(words: String, colour: String)] {
    bounds.enumerated().map { place, bound in
      let (least, greatest) = (CellPrinter.text(bound.least, decimals: decimals), CellPrinter.text(bound.greatest, decimals: decimals))
      return (least == greatest ? least : "\(least) to \(greatest)", colour(ofClass: place))
    }
  }
}
