/// The method by which a total is divided in proportion into whole units.
///
/// - SeeAlso: M. L. Balinski and H. P. Young, *Fair Representation* (1982).
public enum ApportionmentMethod: String, Hashable, Sendable, WordChoice {
  /// The whole part of each quota, then one unit each to the largest remainders. Also called largest remainder.
  case hamilton
  /// The divisors 1, 2, 3 ...; also called Jefferson.
  case dhondt
  /// The divisors 1, 3, 5 ...; also called Webster.
  case sainteLague = "sainte_lague"
  /// The divisors √(k(k+1)), which give each weight above zero its first unit before any takes a second.
  case huntingtonHill = "huntington_hill"
}

/// Divides a total in proportion to weights, in whole units that always add up to the total.
///
/// Arithmetic is exact, in 128 bits. Ties go to the weight that stands first.
enum Apportionment {
  /// What one party can get: no less than the floor, no more than the cap.
  struct Bounds {
    var floor: Int = 0
    var cap: Int?
  }

  /// Divides by largest remainder within bounds.
  ///
  /// The quotas within bounds are those of a single rate: each is the rate times the weight, or the bound where that
  /// lies outside. A bound is held only while the breaches on its side outweigh those on the other, since holding all
  /// that are breached at once can hold one that need not be.
  ///
  /// - Precondition: The floors sum to no more than the total, and the caps of weights above zero, with the floors of
  ///   the others, to no less.
  /// - Complexity: O(n log n) for n weights, and O(n) more for each round of bounds that are held.
  static func hamilton(total: Int, weights: [Int], bounds: [Bounds]) -> [Int] {
    var parts = bounds.map(\.floor)
    var free = weights.indices.filter { weights[$0] > 0 }
    var held = weights.indices.reduce(Int128(0)) { $0 + (weights[$1] > 0 ? 0 : Int128(parts[$1])) }
    while !free.isEmpty {
      let freeWeight = free.reduce(Int128(0)) { $0 + Int128(weights[$1]) }
      let rest = Int128(total) - held
      // Breaches are compared as multiples of 1/freeWeight.
      func above(_ place: Int) -> Int128 {
        guard let cap = bounds[place].cap else { return 0 }
        return max(0, rest * Int128(weights[place]) - Int128(cap) * freeWeight)
      }
      func below(_ place: Int) -> Int128 {
        max(0, Int128(bounds[place].floor) * freeWeight - rest * Int128(weights[place]))
      }
      let excess = free.reduce(Int128(0)) { $0 + above($1) }
      let deficit = free.reduce(Int128(0)) { $0 + below($1) }
      if excess == 0 && deficit == 0 {
        divide(Int(rest), among: free, weights: weights, freeWeight: freeWeight, into: &parts)
        break
      }
      let (holdsCaps, holdsFloors) = (excess >= deficit, deficit >= excess)
      free.removeAll { place in
        let isAbove = holdsCaps && above(place) > 0
        guard isAbove || holdsFloors && below(place) > 0 else { return false }
        // A part that is held at its floor has it already.
        if isAbove { parts[place] = bounds[place].cap ?? parts[place] }
        held += Int128(parts[place])
        return true
      }
    }
    return parts
  }

  private static func divide(
    _ rest: Int, among free: [Int], weights: [Int], freeWeight: Int128, into parts: inout [Int]
  ) {
    var remainders: [(place: Int, remainder: Int128)] = []
    var left = Int128(rest)
    for place in free {
      let (whole, remainder) = (Int128(rest) * Int128(weights[place])).quotientAndRemainder(dividingBy: freeWeight)
      parts[place] = Int(whole)
      left -= whole
      remainders.append((place, remainder))
    }
    remainders.sort { $0.remainder != $1.remainder ? $0.remainder > $1.remainder : $0.place < $1.place }
    for (place, _) in remainders.prefix(Int(left)) { parts[place] += 1 }
  }

  /// The most weights that a divisor method takes: its cost grows with their cube, and so many take some seconds.
  static let mostForDivisors = 400

  /// Divides by a divisor method: one unit at a time to the largest quotient.
  ///
  /// No divisor method gives a weight fewer than its quota less n + 1 units, so the first units are given at once.
  ///
  /// - Precondition: The total is not negative, a weight is above zero, and there are no more than ``mostForDivisors``.
  /// - Complexity: O(n³) for n weights, whatever the total.
  static func byDivisor(_ method: ApportionmentMethod, total: Int, weights: [Int]) -> [Int] {
    let sum = weights.reduce(Int128(0)) { $0 + Int128($1) }
    let margin = Int128(weights.count) + 1
    var parts = weights.map { Int(max(0, Int128(total) * Int128($0) / sum - margin)) }
    var left = total - parts.reduce(0, +)
    while left > 0 {
      var best: (place: Int, quotient: Quotient)?
      for place in weights.indices where weights[place] > 0 {
        let quotient = Quotient(method, weight: weights[place], units: parts[place])
        guard let leader = best else {
          best = (place, quotient)
          continue
        }
        if leader.quotient < quotient { best = (place, quotient) }
      }
      guard let best else { break }
      parts[best.place] += 1
      left -= 1
    }
    return parts
  }

  /// A weight over its next divisor, as an exact fraction; for Huntington-Hill the square of it.
  private struct Quotient: Comparable {
    let top: UInt128
    let bottom: UInt128

    init(_ method: ApportionmentMethod, weight: Int, units: Int) {
      let (weight, units) = (UInt128(weight), UInt128(units))
      switch method {
      case .hamilton, .dhondt: (top, bottom) = (weight, units + 1)
      case .sainteLague: (top, bottom) = (weight, 2 * units + 1)
      case .huntingtonHill: (top, bottom) = (weight * weight, units * (units + 1))
      }
    }

    /// Compares by continued fractions, so that no product can overflow; a bottom of zero is more than anything else.
    static func < (first: Quotient, second: Quotient) -> Bool {
      var (a, b, c, d) = (first.top, first.bottom, second.top, second.bottom)
      while true {
        if b == 0 { return d == 0 && a < c }
        if d == 0 { return true }
        let (firstWhole, firstRest) = a.quotientAndRemainder(dividingBy: b)
        let (secondWhole, secondRest) = c.quotientAndRemainder(dividingBy: d)
        if firstWhole != secondWhole { return firstWhole < secondWhole }
        if secondRest == 0 { return false }
        if firstRest == 0 { return true }
        // a/b < c/d where d/secondRest < b/firstRest.
        (a, b, c, d) = (d, secondRest, b, firstRest)
      }
    }

    static func == (first: Quotient, second: Quotient) -> Bool { !(first < second) && !(second < first) }
  }
}
