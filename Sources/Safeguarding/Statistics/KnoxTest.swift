public import Columns

/// Whether events that lie near each other in space come near each other in time more often than by chance.
///
/// Pairs of events are counted by how far apart they are in space and in time. The times are then dealt out anew among the
/// places, of each group of events among its own, many times: what a pair of bands has on average is what chance gives.
///
/// - SeeAlso: E. G. Knox, "The detection of space-time interactions", *Applied Statistics* 13 (1964), 25 to 30; S. D. Johnson
///   et al., "Space-time patterns of risk", *Journal of Quantitative Criminology* 23 (2007), 201 to 219, for the permutations
///   and the ratio.
public struct KnoxTest: Hashable, Sendable {
  /// A band of distance and a band of time.
  public struct Cell: Hashable, Sendable {
    /// The place of the band of distance: 0 is the same place, and the others are those of the edges.
    public let distanceBand: Int
    public let timeBand: Int
    public let observed: Int
    /// The mean of the permutations.
    public let expected: Double
    /// Of how many permutations the pairs were as many as observed or more, the observed deal counted as one, as a fraction.
    public let pValue: Double
  }

  public let cells: [Cell]
  /// The pairs of events no further apart than the last edge of distance.
  public let nearPairs: Int
  public let permutations: Int

  /// Where and when events were.
  public struct Events: Sendable {
    /// In metres, or in radians of longitude times the Earth's radius.
    var across: [Double] = []
    var up: [Double] = []
    /// What a step across is worth, by the latitude; one in a plane.
    var widths: [Double] = []
    var times: [Int] = []
    /// What each event is of, such as the force that recorded it: times are dealt out anew within a group.
    var groups: [Int] = []

    public init() {}

    /// Adds an event at a place in a plane, in metres.
    public mutating func add(x: Double, y: Double, time: Int, group: Int = 0) {
      across.append(x)
      up.append(y)
      widths.append(1)
      times.append(time)
      groups.append(group)
    }

    /// Adds an event by its longitude and latitude in degrees. Distances are those of a sphere of 6,371,009 m, good to one part
    /// in two hundred over some kilometres.
    public mutating func add(longitude: Double, latitude: Double, time: Int, group: Int = 0) {
      let radius = 6_371_008.8
      across.append(longitude * .pi / 180 * radius)
      up.append(latitude * .pi / 180 * radius)
      widths.append(KnoxTest.cosine(latitude * .pi / 180))
      times.append(time)
      groups.append(group)
    }

    /// How many different places the events were at.
    public var places: Int { Set(zip(across, up).map { SIMD2($0, $1) }).count }

    func distance(_ one: Int, _ other: Int) -> Double {
      let width = (widths[one] + widths[other]) / 2 * (across[one] - across[other])
      let height = up[one] - up[other]
      return (width * width + height * height).squareRoot()
    }
  }

  /// Makes the test.
  ///
  /// - Parameters:
  ///   - distances: The edges of the bands of distance in metres, rising; a pair on an edge is in the nearer band. Pairs at one
  ///     place, less than a metre apart, have a band of their own.
  ///   - spans: The edges of the bands of time, rising: up to the first, then over it up to the next.
  ///   - permutations: How often the times are dealt out anew.
  ///   - limits: How long the test may take, and how much memory its pairs.
  /// - Throws: ``SampleError`` for edges that don't rise, a place that is none or more than 40 million near pairs;
  ///   ``QueryError`` where a limit is passed.
  /// - Complexity: O(near pairs) for each permutation.
  public init(
    _ events: Events, distances: [Double], spans: [Int], permutations: Int = 999, seed: UInt64,
    limits: QueryLimits = QueryLimits()
  ) throws {
    guard let reach = distances.last, let longest = spans.last, distances.allSatisfy({ $0 >= 1 && $0 <= 1e6 }),
      spans.allSatisfy({ (0...1_000_000).contains($0) }), distances.count <= 100, spans.count <= 100,
      zip(distances, distances.dropFirst()).allSatisfy(<), zip(spans, spans.dropFirst()).allSatisfy(<)
    else {
      throw SampleError.unusableOption(
        "the edges of the bands don't rise",
        expectation: "Up to a hundred distances from 1 to 1,000,000 metres such as 100, 200, 400, and times such as 7, 14.")
    }
    guard (1...99_999).contains(permutations) else {
      throw SampleError.unusableOption("\(permutations) permutations", expectation: "From 1 to 99,999.")
    }
    let count = events.times.count
    guard count >= 2 else { throw SampleError.tooFewValues(count, needed: 2, method: "Knox's test") }
    if let place = (0..<count).first(where: { !(abs(events.across[$0]) < 1e9 && abs(events.up[$0]) < 1e9) }) {
      throw SampleError.unusableValue(
        "it is nowhere on the Earth", place: place + 1, expectation: "Places are in metres, less than a billion of them, or degrees.")
    }
    let pairs = try Self.nearPairs(events, reach: reach, distances: distances, limits: limits)
    nearPairs = pairs.count
    self.permutations = permutations
    let bands = spans.count
    let cellCount = (distances.count + 1) * bands
    // The band of each difference of time, and one past the last.
    var bandOfSpan = [UInt8](repeating: 0, count: longest + 1)
    for span in 0...longest { bandOfSpan[span] = UInt8(spans.firstIndex { span <= $0 } ?? bands) }
    func tally(_ times: [Int]) throws -> [Int] {
      var counts = [Int](repeating: 0, count: cellCount)
      let portion = 1 << 18
      for start in stride(from: 0, to: pairs.count, by: portion) {
        try limits.check()
        for pair in pairs[start..<min(start + portion, pairs.count)] {
          let span = abs(times[Int(pair.first)] - times[Int(pair.second)])
          if span <= longest { counts[Int(pair.band) * bands + Int(bandOfSpan[span])] += 1 }
        }
      }
      return counts
    }
    let observed = try tally(events.times)
    let members = Dictionary(grouping: 0..<count) { events.groups[$0] }.sorted { $0.key < $1.key }.map(\.value)
    var (sums, asMany) = ([Int](repeating: 0, count: cellCount), [Int](repeating: 0, count: cellCount))
    for permutation in 0..<permutations {
      try limits.check()
      var stream = RandomStream(seed: seed, stream: UInt64(permutation))
      var times = events.times
      for members in members {
        for place in stride(from: members.count - 1, to: 0, by: -1) {
          times.swapAt(members[place], members[Int(stream.next().multipliedFullWidth(by: UInt64(place + 1)).high)])
        }
      }
      let counts = try tally(times)
      for cell in 0..<cellCount {
        sums[cell] += counts[cell]
        if counts[cell] >= observed[cell] { asMany[cell] += 1 }
      }
    }
    cells = (0..<cellCount).map { cell in
      Cell(
        distanceBand: cell / bands, timeBand: cell % bands, observed: observed[cell],
        expected: Double(sums[cell]) / Double(permutations), pValue: Double(asMany[cell] + 1) / Double(permutations + 1))
    }
  }

  private struct Pair {
    let first: UInt32
    let second: UInt32
    let band: UInt8
  }

  private struct Square: Hashable {
    let column: Int
    let row: Int
  }

  /// The pairs within reach, found among the events of neighbouring squares.
  private static func nearPairs(
    _ events: Events, reach: Double, distances: [Double], limits: QueryLimits
  ) throws -> [Pair] {
    // A step across is worth least at the highest latitude: squares there are the widest.
    let side = (across: reach / max(events.widths.min() ?? 1, 1e-6) * 1.000001, up: reach * 1.000001)
    var squares: [Square: [Int]] = [:]
    func square(_ event: Int) -> Square {
      Square(
        column: Int((events.across[event] / side.across).rounded(.down)), row: Int((events.up[event] / side.up).rounded(.down)))
    }
    for event in events.times.indices { squares[square(event), default: []].append(event) }
    var pairs: [Pair] = []
    var candidates = 0
    for event in events.times.indices {
      let home = square(event)
      for column in -1...1 {
        for row in -1...1 {
          let others = squares[Square(column: home.column + column, row: home.row + row)] ?? []
          candidates += others.count + 1
          if candidates > 1 << 18 {
            try limits.check()
            try limits.checkMemory(pairs.capacity * MemoryLayout<Pair>.stride, for: "the near pairs")
            candidates = 0
          }
          for other in others where other > event {
            let distance = events.distance(event, other)
            guard distance <= reach else { continue }
            let band = distance < 1 ? 0 : 1 + (distances.firstIndex { distance <= $0 } ?? 0)
            pairs.append(Pair(first: UInt32(event), second: UInt32(other), band: UInt8(band)))
          }
        }
      }
      guard pairs.count <= 40_000_000 else {
        throw SampleError.tooMuchWork(
          "more than 40 million pairs", most: "40 million near pairs: take shorter distances or fewer incidents")
      }
    }
    return pairs
  }

  /// The cosine of a latitude in radians, by its series, the same on every platform.
  static func cosine(_ angle: Double) -> Double {
    var (term, sum) = (1.0, 1.0)
    for step in stride(from: 1.0, through: 23, by: 2) {
      term *= -angle * angle / (step * (step + 1))
      sum += term
    }
    return sum
  }
}
