/// The dataset: every row is a function of the seed, the number of rows and its own number.
struct Incidents: Sendable {
  static let header =
    "date,force,la,lsoa,type,outcome,age,sex,child,online,alcohol,drugs,child_id,severity,place\n"

  let rowCount: Int
  private let seed: UInt64
  private let geography: Geography
  private let people: People
  private let dates = IncidentDates()
  private let vocabulary = Vocabulary()
  private let places = Places()
  private let sexes = TextList(["F,", "M,", "X,", ","])
  private let flags = TextList(["false,", "true,"])

  init(rowCount: Int, seed: UInt64) {
    self.rowCount = rowCount
    self.seed = seed
    geography = Geography(seed: seed)
    people = People(rows: rowCount, seed: seed)
  }

  /// Returns rows as CSV.
  func csv(_ rows: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(rows.count * 256)
    for row in rows { append(row, to: &bytes) }
    return bytes
  }

  private func append(_ row: Int, to bytes: inout [UInt8]) {
    let numbers = RandomNumbers(seed: seed, stream: .row, index: row)
    let person = people.person(of: numbers, geography)
    let day = dates.day(numbers.bits(.day))
    let type = (person.isFrequent ? vocabulary.typeOfFrequent : vocabulary.type)(numbers.bits(.type))
    let age = max(0, person.ageIn2020 + dates.years[day] - 2020)

    bytes.append(contentsOf: dates.cells[day])
    bytes.append(contentsOf: geography.cells[place(of: person, numbers)])
    bytes.append(contentsOf: vocabulary.types[type])
    bytes.append(contentsOf: vocabulary.outcomes[vocabulary.outcome(numbers.bits(.outcome))])
    if !numbers.bits(.isAgeMissing).happens(0.03) { bytes.append(decimal: age) }
    bytes.append(UInt8(ascii: ","))
    bytes.append(contentsOf: sexes[numbers.bits(.isSexMissing).happens(0.015) ? 3 : person.sex])
    let alcohol = age < 12 ? 0.01 : dates.isBusyNight[day] ? 0.34 : 0.13
    append(flag: age < 18, to: &bytes)
    append(flag: numbers.bits(.online).happens(vocabulary.onlineProbabilities[type]), to: &bytes)
    append(flag: numbers.bits(.alcohol).happens(alcohol), to: &bytes)
    append(flag: numbers.bits(.drugs).happens(age < 12 ? 0.02 : 0.11), to: &bytes)
    bytes.append(decimal: people.identifier(of: person))
    bytes.append(UInt8(ascii: ","))
    if !numbers.bits(.isSeverityMissing).happens(0.02) {
      bytes.append(hundredths: severity(numbers.bits(.severity), isGrave: vocabulary.isGrave[type]))
    }
    bytes.append(UInt8(ascii: ","))
    places.append(to: &bytes, numbers)
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Returns where it happened: at home as a rule, else in the same authority, and now and then anywhere.
  private func place(of person: People.Person, _ numbers: RandomNumbers) -> Int {
    let bits = numbers.bits(.distanceFromHome)
    return switch bits.below(100) {
    case ..<70: person.home
    case ..<95: geography.neighbour(of: person.home, numbers.bits(.neighbourhood))
    default: geography.neighbourhood(numbers.bits(.neighbourhood))
    }
  }

  /// Returns hundredths from 0 to 10,000: mostly low, and in the middle for the graver types.
  private func severity(_ bits: UInt64, isGrave: Bool) -> Int {
    let (one, other) = (Int(bits >> 40), Int(bits & 0xFF_FFFF))
    let bitsOfShare = isGrave ? (one + other) >> 1 : (one * other) >> 24
    return (bitsOfShare * 10_001) >> 24
  }

  private func append(flag: Bool, to bytes: inout [UInt8]) { bytes.append(contentsOf: flags[flag ? 1 : 0]) }
}
