/// Puts the areas in the order of one draw after another, without comparing every pair.
///
/// Values fall into buckets of equal width between the outer quantiles of a trial, and a last pass of insertion puts
/// each bucket in order. Areas are taken in the order of their means, so that a bucket in which many lie is nearly in
/// order already. The answer never depends on the trial; only the time does.
struct DrawRanker {
  private let samplers: [PosteriorSampler]
  private let byMean: [Int]
  private let low: Double
  private let bucketsPerUnit: Double
  private let lastBucket: Double

  private var values: [Double]
  private var buckets: [Int32]
  private var ends: [Int32]
  private var sorted: [Double]

  /// The areas of the latest draw, the one with the least value first.
  private(set) var ordered: [Int32]

  /// - Precondition: The posteriors have been checked.
  init(_ posteriors: [Posterior]) {
    samplers = posteriors.map(PosteriorSampler.init)
    let means = posteriors.map(\.mean)
    byMean = means.indices.sorted { (means[$0], $0) < (means[$1], $1) }
    let count = posteriors.count
    let bucketCount = max(16, 2 * count)
    lastBucket = Double(bucketCount - 1)
    var trialStream = RandomStream(seed: 0x5452_4941_4C)
    var trial: [Double] = []
    for sampler in samplers { for _ in 0..<8 { trial.append(sampler.draw(&trialStream)) } }
    trial.sort()
    low = trial.isEmpty ? 0 : trial[trial.count / 50]
    let width = trial.isEmpty ? 0 : trial[trial.count - 1 - trial.count / 50] - low
    bucketsPerUnit = width > 1e-300 ? Double(bucketCount) / width : 0
    values = Array(repeating: 0, count: count)
    buckets = Array(repeating: 0, count: count)
    ends = Array(repeating: 0, count: bucketCount + 1)
    sorted = Array(repeating: 0, count: count)
    ordered = Array(repeating: 0, count: count)
  }

  /// The value that the latest draw gave an area.
  func value(of area: Int) -> Double { values[area] }

  /// Draws once for each area, in the order in which they were given, and puts them in order.
  mutating func draw(_ random: inout RandomStream) {
    for bucket in ends.indices { ends[bucket] = 0 }
    for area in samplers.indices {
      let value = samplers[area].draw(&random)
      values[area] = value
      let bucket = Int32(min(max((value - low) * bucketsPerUnit, 0), lastBucket))
      buckets[area] = bucket
      ends[Int(bucket) + 1] &+= 1
    }
    var total: Int32 = 0
    for bucket in ends.indices {
      total &+= ends[bucket]
      ends[bucket] = total
    }
    for area in byMean {
      let bucket = Int(buckets[area])
      let place = Int(ends[bucket])
      ends[bucket] &+= 1
      sorted[place] = values[area]
      ordered[place] = Int32(truncatingIfNeeded: area)
    }
    for place in sorted.indices.dropFirst() where sorted[place] < sorted[place - 1] { sink(from: place) }
  }

  /// Moves a value down to its place among those before it, which are in order.
  @inline(__always)
  private mutating func sink(from place: Int) {
    let (value, area) = (sorted[place], ordered[place])
    var hole = place
    while hole > 0, sorted[hole - 1] > value {
      sorted[hole] = sorted[hole - 1]
      ordered[hole] = ordered[hole - 1]
      hole -= 1
    }
    sorted[hole] = value
    ordered[hole] = area
  }
}
