/// The share of things that have not ended yet, by how long ago they began; those that had not ended when last seen count as
/// long as they were seen.
///
/// Times are whole units, such as months. What was last seen open in a unit counts as open all through it.
///
/// - SeeAlso: E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", *Journal of the American
///   Statistical Association* 53 (1958), 457 to 481.
public struct SurvivalCurve: Hashable, Sendable {
  /// The times at which something ended, each with the share that had not ended after it.
  public let steps: [Step]

  public struct Step: Hashable, Sendable {
    public let time: Int
    /// A fraction from zero to one.
    public let open: Double
  }

  /// Finds the curve.
  ///
  /// - Parameters:
  ///   - ended: How many ended at each time, zero or more.
  ///   - open: How many were still open when last seen, by how long they had been.
  public init(ended: [Int: Int], open: [Int: Int]) {
    var atRisk = ended.values.reduce(0, +) + open.values.reduce(0, +)
    var share = 1.0
    var steps: [Step] = []
    for time in Set(ended.keys).union(open.keys).sorted() {
      let (ends, leaves) = (ended[time] ?? 0, open[time] ?? 0)
      if ends > 0, atRisk > 0 {
        share *= 1 - Double(ends) / Double(atRisk)
        steps.append(Step(time: time, open: share))
      }
      atRisk -= ends + leaves
    }
    self.steps = steps
  }

  /// The first time after which no more than so much is open; nil where that much never ended while it was seen.
  public func time(whenEnded share: Double) -> Int? { steps.first { $0.open <= 1 - share + 1e-12 }?.time }
}
