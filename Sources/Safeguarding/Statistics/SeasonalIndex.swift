/// How much each month of the year stands above or below the months around it, as a percentage of them.
///
/// Each month is divided by the mean of the twelve months about it (half of the one six months before, the eleven between,
/// and half of the one six months after), so that a trend doesn't count as season. The index of a month of the year is the
/// mean of these ratios over the years, and the twelve are scaled to a mean of 100.
///
/// - SeeAlso: M. G. Kendall and J. K. Ord, *Time Series* (1990), chapter 4: the ratio to moving average.
public struct SeasonalIndex: Hashable, Sendable {
  /// The index of each month of the year, January first: 110 is a tenth above the mean month. Nil where a month of the year has
  /// no ratio; then none is scaled.
  public let values: [Double?]

  /// How many ratios each month's index is the mean of.
  public let ratios: [Int]

  /// Whether all twelve months have an index, scaled to a mean of 100.
  public var isComplete: Bool { values.allSatisfy { $0 != nil } }

  /// Finds the index of a series of months.
  ///
  /// - Parameters:
  ///   - series: A value a month, one after another; nil for a month that is missing, and the ratios that need it are not made.
  ///   - firstMonth: The month of the year of the first value, 1 to 12.
  public init(_ series: [Double?], firstMonth: Int) {
    var sums = [Double](repeating: 0, count: 12)
    var counts = [Int](repeating: 0, count: 12)
    for place in series.indices where place >= 6 && place + 6 < series.count {
      let window = series[(place - 6)...(place + 6)]
      let known = window.compactMap { $0 }
      guard known.count == 13, let value = series[place], let first = known.first, let last = known.last else { continue }
      let mean = (known.dropFirst().dropLast().reduce(0, +) + (first + last) / 2) / 12
      guard mean > 0 else { continue }
      let month = (firstMonth - 1 + place) % 12
      sums[month] += value / mean
      counts[month] += 1
    }
    let means = zip(sums, counts).map { sum, count in count == 0 ? nil : sum / Double(count) * 100 }
    let total = means.compactMap { $0 }.reduce(0, +)
    let isComplete = counts.allSatisfy { $0 > 0 } && total > 0
    values = isComplete ? means.map { $0.map { $0 * 1200 / total } } : means
    ratios = counts
  }
}
