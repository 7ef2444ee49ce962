/// The edges of bands, which rise, made ready to tell the band of many numbers.
struct BandEdges: Sendable {
  private let edges: Buffer<Double>
  /// Of edges that are about as far apart as those of a histogram.
  private let even: Even?

  private struct Even {
    let first: Double
    /// How many bands there are to a unit.
    let bandsPerUnit: Double
    /// The edges between two that are no number: those of a band stand at its number and behind it.
    let ends: Buffer<Double>
  }

  init(_ edges: [Double]) {
    self.edges = Buffer(edges)
    even = Self.even(edges)
  }

  private static func even(_ edges: [Double]) -> Even? {
    // Few edges are looked at faster than a place is worked out.
    guard edges.count > 4, let first = edges.first, let last = edges.last else { return nil }
    let width = (last - first) / Double(edges.count - 1)
    guard width.isNormal, (1 / width).isFinite else { return nil }
    for (place, edge) in edges.enumerated() where abs(first + Double(place) * width - edge) > width / 4 { return nil }
    return Even(first: first, bandsPerUnit: 1 / width, ends: Buffer([.nan] + edges + [.nan]))
  }

  /// As many edges as are counted for all numbers one after the other, several numbers at a time.
  private static let few = 12

  /// Writes the band of each number; see ``band(of:)``.
  func write(bandsOf values: UnsafePointer<Double>, _ count: Int, to bands: UnsafeMutablePointer<UInt32>) {
    // Safe throughout: there is a number and a band for each place.
    guard edges.count <= Self.few else {
      for place in 0..<count { unsafe bands[place] = UInt32(truncatingIfNeeded: band(of: values[place])) }
      return
    }
    unsafe bands.update(repeating: 0, count: count)
    for edge in 0..<edges.count {
      let least = edges[edge]
      for place in 0..<count { unsafe bands[place] &+= values[place] >= least ? 1 : 0 }
    }
  }

  /// How many edges a number is not below; none for what is no number.
  @inline(__always)
  func band(of value: Double) -> Int {
    // Safe throughout: the edges that are looked at lie within all.
    if let even {
      // The place is one too far, or one too near, at the most; a number that is none comes first, and is not moved.
      let about = Int(min(Double(edges.count), max(0, (value - even.first) * even.bandsPerUnit + 1)))
      return unsafe about &- (value < even.ends.start[about] ? 1 : 0) &+ (value >= even.ends.start[about &+ 1] ? 1 : 0)
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
