/// The people in the incidents. A few of them have many incidents each, and most have one or none.
struct People {
  /// A person as some incident finds them.
  struct Person {
    let number: Int
    let isFrequent: Bool
    /// The neighbourhood in which they live.
    let home: Int
    /// Their age in 2020, which can be below zero.
    let ageIn2020: Int
    /// The place of their sex in `F`, `M`, `X`.
    let sex: Int
  }

  private let seed: UInt64
  private let count: Int
  private let identifierStart: Int
  private let ages = WeightedChoice(Self.ageWeights)
  private let sexes = WeightedChoice([0.52, 0.465, 0.015])

  /// Creates as many people as give about `rows / 3` different ones in that many rows.
  init(rows: Int, seed: UInt64) {
    self.seed = seed
    count = max(1, Int(Double(rows) * 0.5))
    identifierStart = RandomNumbers(seed: seed, stream: .identifiers).bits(0).below(Self.identifierCount)
  }

  /// Returns the person of a row: in half of the rows one of the tenth whose names come up often, in a fifth one of the
  /// hundredth whose names come up most.
  func person(of row: RandomNumbers, _ geography: Geography) -> Person {
    let group = row.bits(.personGroup).below(10)
    let size = group < 2 ? count / 100 : group < 5 ? count / 10 : count
    let number = row.bits(.person).below(max(1, size))
    let numbers = RandomNumbers(seed: seed, stream: .person, index: number)
    return Person(
      number: number, isFrequent: number < count / 100, home: geography.neighbourhood(numbers.bits(0)),
      ageIn2020: Self.leastAge + ages(numbers.bits(1)), sex: sexes(numbers.bits(2)))
  }

  /// Returns the identifier of a person: nine digits, different for each, in no order.
  func identifier(of person: Person) -> Int {
    100_000_000 + (identifierStart + person.number * Self.identifierStep) % Self.identifierCount
  }

  /// A prime, so that steps of any length visit every identifier.
  private static let identifierCount = 899_999_963
  private static let identifierStep = 387_420_489

  private static let leastAge = -3

  /// Mostly of school age, and then fewer with each year up to the nineties.
  private static let ageWeights: [Double] = (leastAge..<95).map { age in
    switch age {
    case ..<5: 3
    case ..<10: 5
    case ..<18: 12
    case ..<30: 3
    default: 1.2 * Double(100 - age) / 70
    }
  }
}
