/// The days from 2015-04-01 to 2025-03-31: busier each year, in summer and at weekends.
struct IncidentDates {
  /// `YYYY-MM-DD,` of each day.
  let cells: TextList

  /// Chooses a day.
  let day: WeightedChoice

  /// The calendar year of each day.
  let years: [Int]

  /// Whether each day is a Friday or a Saturday.
  let isBusyNight: [Bool]

  init() {
    var (texts, weights, years, nights): ([String], [Double], [Int], [Bool]) = ([], [], [], [])
    var (year, month) = (2015, 4)
    var weekday = 2  // 1 April 2015 was a Wednesday; Monday is 0.
    while (year, month) != (2025, 4) {
      for day in 1...Self.length(of: month, in: year) {
        let night = weekday == 4 || weekday == 5
        let growth = 1 + 0.07 * Double(years.count) / 365.25
        texts.append("\(year)-\(Self.twoDigits(month))-\(Self.twoDigits(day)),")
        weights.append(growth * Self.seasons[month - 1] * (night ? 1.3 : 1))
        years.append(year)
        nights.append(night)
        weekday = (weekday + 1) % 7
      }
      (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
    }
    cells = TextList(texts)
    day = WeightedChoice(weights)
    self.years = years
    isBusyNight = nights
  }

  private static let seasons = [0.86, 0.84, 0.95, 0.98, 1.08, 1.14, 1.18, 1.12, 1.06, 1.02, 0.92, 0.83]

  private static func length(of month: Int, in year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
