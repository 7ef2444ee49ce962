/// How unevenly events are spread over places.
///
/// The places are all that could have had an event, those without one among them: which they are decides what the figures
/// are, more than anything else does.
///
/// - SeeAlso: W. Bernasco and W. Steenbeek, "More places than crimes: implications for evaluating the law of crime
///   concentration at place", *Journal of Quantitative Criminology* 33 (2017), 451 to 467, for the generalised coefficient.
public struct Concentration: Hashable, Sendable {
  /// The events of each place that has any, most first.
  public let counts: [Int]
  /// How many places there are, those without events among them.
  public let places: Int
  /// The events of all places.
  public let events: Int

  /// Takes the events of places.
  ///
  /// - Parameters:
  ///   - counts: The events of each place, in any order.
  ///   - places: How many places there are, where it is more than the counts are; nil for as many.
  /// - Throws: ``StatisticsError`` for a negative count, or fewer places than have events.
  public init(_ counts: [Int], places: Int? = nil) throws(StatisticsError) {
    for count in counts where count < 0 { throw .negativeCount(count) }
    self.counts = counts.filter { $0 > 0 }.sorted(by: >)
    self.places = max(places ?? counts.count, 0)
    guard self.places >= self.counts.count else {
      throw .notPartOfGroup(numerator: self.counts.count, denominator: self.places)
    }
    events = self.counts.reduce(0, +)
  }

  /// Gini's coefficient, a fraction: zero where all places have as many events, and nearly one where one has all. Nil where
  /// there are no events.
  ///
  /// With fewer events than places it can't be zero, however evenly the events lie.
  public var gini: Double? {
    guard events > 0 else { return nil }
    // The places in rising order have the numbers 1 to n; those without events add nothing.
    var sum = 0.0
    for (place, count) in counts.enumerated() { sum += Double(2 * (places - place) - places - 1) * Double(count) }
    return sum / (Double(places) * Double(events))
  }

  /// Gini's coefficient against the most even way in which whole events can lie: zero where no place has two while another
  /// has none. It is Gini's where there are as many events as places. Nil where there are no events.
  public var generalisedGini: Double? {
    gini.map { max(0, 1 - max(Double(places) / Double(events), 1) * (1 - $0)) }
  }

  /// The fewest places that make up a share of the events, from zero to one.
  public func places(makingUp share: Double) -> Int {
    var sum = 0
    // A share of whole events: what a decimal fraction falls short of one by is no event.
    let wanted = share * Double(events) - 1e-9 * Double(max(1, events))
    for (place, count) in counts.enumerated() {
      if Double(sum) >= wanted { return place }
      sum += count
    }
    return counts.count
  }

  /// The points of the Lorenz curve: the share of places, those with the fewest events first, and their share of the events.
  /// Places of one count make one point.
  public var lorenz: [(places: Double, events: Double)] {
    guard events > 0 else { return [] }
    var points: [(places: Double, events: Double)] = [(0, 0)]
    var (passed, sum) = (places - counts.count, 0)
    if passed > 0 { points.append((Double(passed) / Double(places), 0)) }
    for (place, count) in counts.enumerated().reversed() {
      passed += 1
      sum += count
      guard place == 0 || counts[place - 1] != count else { continue }
      points.append((Double(passed) / Double(places), Double(sum) / Double(events)))
    }
    return points
  }
}
