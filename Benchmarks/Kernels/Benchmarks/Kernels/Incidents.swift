import Columns

/// Invented incidents: plain arrays, for answers by obvious means, and the table that is read from them as CSV.
///
/// They are few enough to be made anew in each process that measures a kernel.
struct Incidents {
  private(set) var areas: [Int] = []
  private(set) var types: [Int] = []
  private(set) var days: [Int] = []
  private(set) var people: [Int] = []
  /// Whole numbers that occur again and again.
  private(set) var minutes: [Int] = []
  /// Numbers that hardly occur twice.
  private(set) var costs: [Double] = []
  private(set) var houses: [Int] = []
  private(set) var streets: [Int] = []

  static let areaCount = 330
  static let typeNames = [
    "Missing from home", "Child exploitation", "Online grooming", "Theft", "Burglary", "Robbery", "Criminal damage",
    "Drugs", "Public order", "Weapons", "Violence with injury", "Violence without injury", "Harassment", "Fraud",
    "Neglect",
  ]
  static let streetNames = ["Ash", "Beech", "Cedar", "Elm", "Hawthorn", "Oak", "Rowan", "Willow"]
  static let firstDay = 16_526  // 1 April 2015, counted from 1 January 1970.
  static let dayCount = 3653

  static let million = Incidents(rowCount: 1_000_000)
  static let table = million.read()

  var rowCount: Int { areas.count }

  init(rowCount: Int) {
    var numbers = Xorshift(state: 0x9E37_79B9_7F4A_7C15)
    for _ in 0..<rowCount {
      // The product of two numbers is small more often than large, so the first areas and types are the busiest.
      let person = numbers.below(rowCount / 3)
      let home = person % Self.areaCount * (person / Self.areaCount % Self.areaCount) / Self.areaCount
      areas.append(numbers.below(10) == 0 ? numbers.below(Self.areaCount) : home)
      types.append(numbers.below(15) * numbers.below(15) / 15)
      days.append(Self.firstDay + numbers.below(Self.dayCount))
      people.append(person)
      minutes.append(numbers.below(40) * numbers.below(12))
      costs.append(Double(numbers.below(1 << 40)) / 1_048_576)
      houses.append(numbers.below(1_000_000))
      streets.append(numbers.below(Self.streetNames.count))
    }
  }

  static func areaName(_ area: Int) -> String { "E0\(8_000_000 + area)" }

  /// Returns the first incidents as the text of a file.
  func csv(rows: Int) -> [UInt8] {
    var text = Array("area,type,day,person,minutes,cost,place\n".utf8)
    let areaNames = (0..<Self.areaCount).map { Array("\(Self.areaName($0)),".utf8) }
    let typeNames = Self.typeNames.map { Array("\($0),".utf8) }
    let dayNames = (0..<Self.dayCount).map { Array("\(CalendarDate(daysSince1970: Int32(Self.firstDay + $0))),".utf8) }
    for row in 0..<rows {
      text += areaNames[areas[row]]
      text += typeNames[types[row]]
      text += dayNames[days[row] - Self.firstDay]
      text += "\(people[row]),\(minutes[row]),\(costs[row]),\"\(place(row))\"\n".utf8
    }
    return text
  }

  private func read() -> Table {
    do {
      return try DelimitedReader().read(bytes: csv(rows: rowCount), name: "incidents.csv")
    } catch {
      preconditionFailure("the invented incidents cannot be read: \(error)")
    }
  }

  /// Returns what obvious means make of the incidents, as ``requireEqual(_:_:in:)`` takes it.
  ///
  /// - Parameter key: What the incidents of a group have in common; nil for an incident that is left out.
  /// - Parameter cells: The group's cells, as one of its incidents has them.
  /// - Parameter figures: The figures of a group's incidents.
  func groups(
    by key: (_ row: Int) -> [Int]?, cells: (_ row: Int) -> [Cell], figures: (_ rows: [Int]) -> [Double]
  ) -> [[Cell]: [Double]] {
    var groups: [[Int]: [Int]] = [:]
    for row in 0..<rowCount { if let key = key(row) { groups[key, default: []].append(row) } }
    var answer: [[Cell]: [Double]] = [:]
    for rows in groups.values { answer[cells(rows[0])] = figures(rows) }
    return answer
  }

  func areaCell(_ row: Int) -> Cell { .text(Self.areaName(areas[row])) }
  func typeCell(_ row: Int) -> Cell { .text(Self.typeNames[types[row]]) }
  func place(_ row: Int) -> String { "Flat \(houses[row]), \(Self.streetNames[streets[row]]) Road" }

  /// The year and the month of an incident as one number: 201504 for April 2015.
  func month(_ row: Int) -> Int {
    let (year, month, _) = CalendarDate(daysSince1970: Int32(days[row])).parts
    return year * 100 + month
  }

  func monthCell(_ row: Int) -> Cell {
    let (year, month) = month(row).quotientAndRemainder(dividingBy: 100)
    return .text("\(year)-\(month < 10 ? "0" : "")\(month)")
  }
}

/// Marsaglia's generator of 2003 with shifts of 13, 7 and 17: the same numbers on every machine.
struct Xorshift {
  var state: UInt64

  /// Returns a number from zero to one less than the bound.
  mutating func below(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int((state >> 11) % UInt64(bound))
  }
}
