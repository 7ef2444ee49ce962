#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Finds the place at which a tail of a distribution has a given probability.
enum TailSearch {
  /// Which tail is looked at.
  enum Side { case lower, upper }

  /// A tail's probability at a place, and the density of the place's logarithm there.
  typealias Tail = (probability: Double, density: Double)

  /// Returns the place, which is above zero.
  ///
  /// Newton's steps on the logarithm of both, which meet a log-concave tail from one side after the first step; a step
  /// that leaves what is known of the place is replaced by a halving.
  ///
  /// - Parameters:
  ///   - probability: Above zero and below one.
  ///   - start: A first guess, above zero.
  static func place(where probability: Double, of side: Side, from start: Double, tail: (Double) -> Tail) -> Double {
    var (low, high) = (0.0, Double.infinity)
    var place = min(max(start, Double.leastNormalMagnitude), Double.greatestFiniteMagnitude)
    for _ in 0..<200 {
      let (reached, density) = tail(place)
      let slope = side == .lower ? density : -density
      let step = reached > 0 && slope != 0 ? log(probability / reached) * reached / slope : .nan
      // The digits that are right double at each step, so that the next place has them all.
      if abs(step) < 1e-9 { return place * exp(step) }
      if (reached < probability) == (side == .lower) { low = place } else { high = place }
      let next = place * exp(step)
      if next > max(low, place / 1e4), next < min(high, place * 1e4) {
        place = next
      } else if low > 0, high < .infinity {
        place = low.squareRoot() * high.squareRoot()
      } else {
        place = low > 0 ? place * 16 : place / 16
      }
      if place == 0 || place == .infinity { break }
    }
    return place
  }
}
