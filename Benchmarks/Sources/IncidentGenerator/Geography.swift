/// The areas of the dataset: 35,000 neighbourhoods (LSOAs), each in one of 330 authorities, each in one of 43 forces.
struct Geography {
  static let neighbourhoodCount = 35_000

  /// Chooses a neighbourhood by its share of incidents.
  let neighbourhood: WeightedChoice

  /// `force,la,lsoa,` of each neighbourhood.
  let cells: TextList

  /// The neighbourhoods of each neighbourhood's authority.
  private let neighbours: [Range<Int>]

  init(seed: UInt64) {
    let codes = Self.authorityCodes
    let forces = codes.indices.map { Self.forces[$0 * Self.forces.count / codes.count] }
      .shuffled(by: RandomNumbers(seed: seed, stream: .forces))
    let weights = WeightedChoice.falling(count: codes.count, head: 8, power: 0.75)
      .shuffled(by: RandomNumbers(seed: seed, stream: .authorities))
    let sizes = Self.sizes(of: weights)
    var (neighbourhoodWeights, cells, neighbours): ([Double], [String], [Range<Int>]) = ([], [], [])
    for authority in codes.indices {
      let range = cells.count..<cells.count + sizes[authority]
      let shares = WeightedChoice.falling(count: range.count, head: 3, power: 0.8)
        .shuffled(by: RandomNumbers(seed: seed, stream: .neighbourhoods, index: authority))
      let total = shares.reduce(0, +)
      for (place, share) in zip(range, shares) {
        neighbourhoodWeights.append(weights[authority] * share / total)
        cells.append("\(forces[authority]),\(codes[authority]),\(Self.code("E01", place + 1)),")
        neighbours.append(range)
      }
    }
    neighbourhood = WeightedChoice(neighbourhoodWeights)
    self.cells = TextList(cells)
    self.neighbours = neighbours
  }

  /// Returns a neighbourhood of the same authority.
  func neighbour(of neighbourhood: Int, _ bits: UInt64) -> Int {
    neighbours[neighbourhood].lowerBound + bits.below(neighbours[neighbourhood].count)
  }

  /// The number of neighbourhoods of each authority: large ones have more, though not in full proportion.
  private static func sizes(of weights: [Double]) -> [Int] {
    let least = 12
    let roots = weights.map { $0.squareRoot() }
    let share = Double(neighbourhoodCount - least * weights.count) / roots.reduce(0, +)
    var sizes = roots.map { least + Int($0 * share) }
    for authority in 0..<(neighbourhoodCount - sizes.reduce(0, +)) { sizes[authority % sizes.count] += 1 }
    return sizes
  }

  /// The codes of unitary authorities, districts, metropolitan districts and London boroughs.
  private static let authorityCodes: [String] = [("E06", 62), ("E07", 199), ("E08", 36), ("E09", 33)]
    .flatMap { kind, count in (1...count).map { code(kind, $0) } }

  private static func code(_ kind: String, _ number: Int) -> String {
    let digits = String(number)
    return kind + String(repeating: "0", count: 6 - digits.count) + digits
  }

  private static let forces = [
    "Avon and Somerset", "Bedfordshire", "Cambridgeshire", "Cheshire", "City of London", "Cleveland", "Cumbria",
    "Derbyshire", "Devon and Cornwall", "Dorset", "Durham", "Dyfed-Powys", "Essex", "Gloucestershire",
    "Greater Manchester", "Gwent", "Hampshire", "Hertfordshire", "Humberside", "Kent", "Lancashire", "Leicestershire",
    "Lincolnshire", "Merseyside", "Metropolitan", "Norfolk", "North Wales", "North Yorkshire", "Northamptonshire",
    "Northumbria", "Nottinghamshire", "South Wales", "South Yorkshire", "Staffordshire", "Suffolk", "Surrey", "Sussex",
    "Thames Valley", "Warwickshire", "West Mercia", "West Midlands", "West Yorkshire", "Wiltshire",
  ]
}
