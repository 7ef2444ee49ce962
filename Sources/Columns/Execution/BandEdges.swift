/// The edges of bands, which rise, made ready to tell the band of many numbers.
struct BandEdges: Sendable {
  private let edges: Buffer<Double>
  /// Where the edges are about as far apart as those of a histogram: the first, and how many bands there are to a unit.
  private let even: (first: Double, bandsPerUnit: Double)?

  init(_ edges: [Double]) {
    self.edges = Buffer(edges)
    even = Self.even(edges)
  }

  private static func even(_ edges: [Double]) -> (first: Double, bandsPerUnit: Double)? {
    // Few edges are looked at faster than a place is worked out.
    guard edges.count > 16, let first = edges.first, let last = edges.last else { return nil }
    let width = (last - first) / Double(edges.count - 1)
    guard width.isNormal, (1 / width).isFinite else { return nil }
    for (place, edge) in edges.enumerated() where abs(first + Double(place) * width - edge) > width / 4 { return nil }
    return (first, 1 / width)
  }

  /// How many edges a number is not below; none for what is no number.
  @inline(__always)
  func band(of value: Double) -> Int {
    // Safe throughout: the edges that are looked at lie within all.
    if let even {
      // The place is one too far, or one too near, at the most; a number that is none comes first.
      let about = Int(min(Double(edges.count - 1), max(0, (value - even.first) * even.bandsPerUnit)))
      let first = max(0, about - 1)
      var below = 0
      for edge in first..<min(edges.count, about + 3) { below &+= unsafe value >= edges.start[edge] ? 1 : 0 }
      return value.isNaN ? 0 : first + below
    }
    var (band, left) = (0, edges.count)
    while left > 8 {
      let half = left >> 1
      band = unsafe value >= edges.start[band + half] ? band + half : band
      left -= half
    }
    var below = 0
    for edge in band..<band + left { below &+= unsafe value >= edges.start[edge] ? 1 : 0 }
    return band + below
  }
}
