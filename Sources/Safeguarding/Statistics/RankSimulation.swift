public import Columns

/// How sure the rank of each area is, by drawing the areas' underlying values many times and ranking each draw.
///
/// ```swift
/// let simulation = try RankSimulation([.count(379, exposure: 32_871), .count(587, exposure: 57_380)], order: .highestFirst)
/// simulation.interval(of: 0)               // 1...2
/// simulation.chance(of: 0, amongFirst: 1)  // 0.96, a fraction
/// ```
///
/// Areas keep the places in which they were given. The draws of continuous distributions do not tie, so each draw gives
/// every area a rank of its own. The same posteriors in the same order, draws and seed give the same answer everywhere.
///
/// - SeeAlso: H. Goldstein and D. J. Spiegelhalter, "League tables and their limitations", *Journal of the Royal
///   Statistical Society* A 159 (1996), 385 to 409.
public struct RankSimulation: Sendable {
  /// How many areas were ranked.
  public let count: Int
  /// How many times they were ranked.
  public let draws: Int
  /// The seed of the random numbers.
  public let seed: UInt64
  /// Which area has rank one.
  public let order: Order

  /// How often each area had each rank: a row of `count` an area.
  private let tallies: [Int32]

  /// Which end of the values has rank one.
  public enum Order: String, Hashable, Sendable {
    case highestFirst, lowestFirst
  }

  /// The draws where a caller names no number.
  public static let usualDraws = 20_000
  /// The seed where a caller names none.
  public static let usualSeed: UInt64 = 152

  /// The most areas, since the tallies grow with their square, and the most values that are drawn in all.
  static let mostAreas = 5_000
  static let mostValues = 1_000_000_000

  /// Draws and ranks.
  ///
  /// - Parameters:
  ///   - posteriors: What is known of each area, at least one; one kind of posterior and one unit for all.
  ///   - draws: How often to draw; one or more.
  ///   - limits: What the host allows: the deadline and the cancellation are looked at every few draws.
  /// - Throws: ``SampleError`` for no areas, too much work or numbers that make no distribution; `QueryError` where it is
  ///   stopped.
  /// - Complexity: O(draws · areas) in time, O(areas²) in space.
  public init(
    _ posteriors: [Posterior], order: Order, draws: Int = usualDraws, seed: UInt64 = usualSeed,
    limits: QueryLimits = QueryLimits()
  ) throws {
    try Self.check(posteriors, draws: draws)
    count = posteriors.count
    self.draws = draws
    self.seed = seed
    self.order = order
    var ranker = DrawRanker(posteriors)
    var random = RandomStream(seed: seed)
    var tallies = [Int32](repeating: 0, count: count * count)
    for draw in 0..<draws {
      if draw & 63 == 0 { try limits.check() }
      ranker.draw(&random)
      for place in 0..<count { tallies[Int(ranker.ordered[place]) &* count &+ place] &+= 1 }
    }
    self.tallies = tallies
  }

  /// Throws where there is nothing to draw from, or too much.
  static func check(_ posteriors: [Posterior], draws: Int) throws(SampleError) {
    guard let first = posteriors.first else { throw .tooFewValues(0, needed: 1, method: "a simulation of ranks") }
    guard posteriors.count <= mostAreas else {
      throw .tooMuchWork("\(posteriors.count) areas", most: "\(mostAreas)")
    }
    guard draws > 0, draws <= mostValues / posteriors.count else {
      throw .unusableOption(
        "draws is \(draws)",
        expectation: "Draws are from 1 to \(mostValues / posteriors.count) for \(posteriors.count) areas.")
    }
    for (place, posterior) in posteriors.enumerated() {
      try posterior.check(place: place + 1)
      guard posterior.isOfKind(first) else {
        throw .unusableValue(
          "its kind is not that of value 1", place: place + 1,
          expectation: "Counts, proportions and means do not rank among each other.")
      }
    }
  }

  /// How often an area had a rank, from one.
  private func tally(_ area: Int, _ rank: Int) -> Int {
    Int(tallies[area * count + (order == .lowestFirst ? rank - 1 : count - rank)])
  }

  /// Returns the ranks that bound the given share of an area's draws, with equal parts on either side.
  ///
  /// - Parameters:
  ///   - area: The area's place among the posteriors, from zero.
  ///   - level: A fraction between zero and one, such as 0.95.
  public func interval(of area: Int, at level: Double = 0.95) -> ClosedRange<Int> {
    let outside = (1 - min(max(level, 0), 1)) / 2
    let lower = rank(of: area, atFraction: outside)
    return lower...max(lower, rank(of: area, atFraction: 1 - outside))
  }

  /// Returns the rank in the middle of an area's draws.
  public func medianRank(of area: Int) -> Int { rank(of: area, atFraction: 0.5) }

  /// Returns the mean of an area's ranks over the draws.
  public func meanRank(of area: Int) -> Double {
    Double((1...count).reduce(0) { $0 + $1 * tally(area, $1) }) / Double(draws)
  }

  /// The least rank at or below which a fraction of the draws lies.
  private func rank(of area: Int, atFraction fraction: Double) -> Int {
    let needed = fraction * Double(draws)
    var below = 0
    for rank in 1...count {
      below += tally(area, rank)
      if Double(below) >= needed, below > 0 { return rank }
    }
    return count
  }

  /// Returns the chance, a fraction, that an area is among the first so many.
  public func chance(of area: Int, amongFirst number: Int) -> Double {
    Double((0..<max(0, min(number, count))).reduce(0) { $0 + tally(area, $1 + 1) }) / Double(draws)
  }

  /// Returns the chance, a fraction, that an area is among the last so many.
  public func chance(of area: Int, amongLast number: Int) -> Double {
    Double((0..<max(0, min(number, count))).reduce(0) { $0 + tally(area, count - $1) }) / Double(draws)
  }
}
