/// A choice among numbered things, each with its own weight, made in constant time.
///
/// Walker's alias method: each thing has a cell of equal width, shared with at most one other thing.
struct WeightedChoice {
  /// The share of each cell that is its own thing's, in parts of 2^32.
  private var ownShares: [UInt64]
  private var others: [Int32]

  init(_ weights: [Double]) {
    let mean = weights.reduce(0, +) / Double(weights.count)
    var shares = weights.map { $0 / mean }
    ownShares = [UInt64](repeating: 1 << 32, count: weights.count)
    others = [Int32](repeating: 0, count: weights.count)
    var small = shares.indices.filter { shares[$0] < 1 }
    var large = shares.indices.filter { shares[$0] >= 1 }
    while let poor = small.popLast(), let rich = large.popLast() {
      ownShares[poor] = UInt64(shares[poor] * 0x1p32)
      others[poor] = Int32(rich)
      shares[rich] -= 1 - shares[poor]
      if shares[rich] < 1 { small.append(rich) } else { large.append(rich) }
    }
  }

  /// Returns the thing that random bits choose.
  func callAsFunction(_ bits: UInt64) -> Int {
    let (cell, place) = bits.multipliedFullWidth(by: UInt64(ownShares.count))
    let thing = Int(truncatingIfNeeded: cell)
    return place >> 32 < ownShares[thing] ? thing : Int(others[thing])
  }

  /// Weights that fall with the rank as in a population of towns: the first is the heaviest.
  static func falling(count: Int, head: Double, power: Double) -> [Double] {
    (0..<count).map { 1 / approximatePower(Double($0) + head, power) }
  }

  /// A number to a power between zero and one, by square roots alone, which every machine rounds alike.
  private static func approximatePower(_ base: Double, _ power: Double) -> Double {
    var (result, root, rest) = (1.0, base, power)
    for _ in 0..<20 {
      root = root.squareRoot()
      rest *= 2
      if rest >= 1 {
        result *= root
        rest -= 1
      }
    }
    return result
  }
}
