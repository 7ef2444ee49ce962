public import Columns

/// How sure the move of each area's rank from one period to another is, and whether its value went up at all.
///
/// Each draw takes the underlying values of both periods, ranks both, and keeps the difference; so the interval of a move
/// is one of the pair, not two intervals of one period each held side by side. The draws of the two periods are
/// independent: what the same people have in both, such as a child looked after at both dates, is not known from counts.
///
/// - SeeAlso: ``RankSimulation``.
public struct RankMove: Sendable {
  /// How many times both periods were ranked.
  public let draws: Int
  /// The seed of the random numbers.
  public let seed: UInt64
  /// What was found for each place, or nil where one of the periods has no posterior there.
  public let areas: [Area?]

  /// An area in both periods.
  public struct Area: Hashable, Sendable {
    /// The rank in the later period less the rank in the earlier: the middle draw. Below zero is towards the first.
    public let medianMove: Int
    /// The moves that bound the share of the draws asked for.
    public let interval: ClosedRange<Int>
    /// The chance, a fraction, that the rank number is lower in the later period.
    public let chanceTowardsFirst: Double
    /// The chance, a fraction, that the rank number is higher in the later period.
    public let chanceTowardsLast: Double
    /// The chance, a fraction, that the underlying value is higher in the later period.
    public let chanceHigher: Double
  }

  /// Draws and ranks two periods.
  ///
  /// - Parameters:
  ///   - earlier: What is known of each area in the earlier period; nil where there is nothing, and such an area is not
  ///     ranked in that period.
  ///   - later: The same areas in the same places in the later period.
  ///   - level: The share of the draws that an interval holds, a fraction; held to what lies between zero and one.
  /// - Throws: What ``RankSimulation`` throws, and ``SampleError`` where the lists differ in length.
  public init(
    from earlier: [Posterior?], to later: [Posterior?], order: RankSimulation.Order,
    level: Double = 0.95, draws: Int = RankSimulation.usualDraws, seed: UInt64 = RankSimulation.usualSeed,
    limits: QueryLimits = QueryLimits()
  ) throws {
    guard earlier.count == later.count else {
      throw SampleError.differentLengths("\(earlier.count) areas in the earlier period", "\(later.count) in the later")
    }
    let (before, after) = (earlier.compactMap { $0 }, later.compactMap { $0 })
    try RankSimulation.check(before, draws: draws)
    try RankSimulation.check(after, draws: draws)
    guard before[0].isOfKind(after[0]) else {
      throw SampleError.unusableOption(
        "the periods have different kinds of value", expectation: "Both have counts, proportions or means.")
    }
    self.draws = draws
    self.seed = seed
    let both = earlier.indices.filter { earlier[$0] != nil && later[$0] != nil }
    let firstPlaces = Self.places(earlier), secondPlaces = Self.places(later)
    let width = before.count + after.count
    var tallies = [Int32](repeating: 0, count: both.count * width)
    var higher = [Int](repeating: 0, count: both.count)
    var (first, second) = (DrawRanker(before), DrawRanker(after))
    var (firstRandom, secondRandom) = (RandomStream(seed: seed, stream: 1), RandomStream(seed: seed, stream: 2))
    var (firstRanks, secondRanks) = ([Int](repeating: 0, count: before.count), [Int](repeating: 0, count: after.count))
    for draw in 0..<draws {
      if draw & 63 == 0 { try limits.check() }
      first.draw(&firstRandom)
      second.draw(&secondRandom)
      Self.rank(first.ordered, order, into: &firstRanks)
      Self.rank(second.ordered, order, into: &secondRanks)
      for (number, area) in both.enumerated() {
        let (from, to) = (firstPlaces[area], secondPlaces[area])
        tallies[number * width + secondRanks[to] - firstRanks[from] + before.count] += 1
        if second.value(of: to) > first.value(of: from) { higher[number] += 1 }
      }
    }
    var areas: [Area?] = earlier.map { _ in nil }
    for (number, area) in both.enumerated() {
      areas[area] = Self.area(
        tallies[number * width..<(number + 1) * width], zero: before.count, higher: higher[number], draws: draws,
        level: level)
    }
    self.areas = areas
  }

  /// Reads an area's moves off how often each was drawn; the move of zero stands in place `zero`.
  private static func area(
    _ tally: ArraySlice<Int32>, zero: Int, higher: Int, draws: Int, level: Double
  ) -> Area {
    let draws = Double(draws)
    func move(at fraction: Double) -> Int {
      var below = 0
      for (place, times) in tally.enumerated() {
        below += Int(times)
        if Double(below) >= fraction * draws, below > 0 { return place - zero }
      }
      return tally.count - 1 - zero
    }
    let outside = (1 - min(max(level, 0), 1)) / 2
    let lower = move(at: outside)
    return Area(
      medianMove: move(at: 0.5), interval: lower...max(lower, move(at: 1 - outside)),
      chanceTowardsFirst: Double(tally.prefix(zero).reduce(0) { $0 + Int($1) }) / draws,
      chanceTowardsLast: Double(tally.dropFirst(zero + 1).reduce(0) { $0 + Int($1) }) / draws,
      chanceHigher: Double(higher) / draws)
  }

  /// Gives each area its rank less one.
  private static func rank(_ ordered: [Int32], _ order: RankSimulation.Order, into ranks: inout [Int]) {
    for (place, area) in ordered.enumerated() {
      ranks[Int(area)] = order == .lowestFirst ? place : ordered.count - 1 - place
    }
  }

  /// The place of each area among those that have a posterior.
  private static func places(_ posteriors: [Posterior?]) -> [Int] {
    var next = 0
    return posteriors.map { posterior in
      defer { if posterior != nil { next += 1 } }
      return next
    }
  }
}
